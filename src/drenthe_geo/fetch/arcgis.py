"""A layer of an ArcGIS FeatureServer within bounds, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from drenthe_geo.errors import FileError
from drenthe_geo.fetch.pages import Collection, features_of, parsed
from drenthe_geo.fetch.provinces import DEGREES

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

    from drenthe_geo.fetch.client import Client
    from drenthe_geo.fetch.sources import Wanted

DEGREES_CODE = "4326"


def layer_address(wanted: Wanted) -> str:
    """Give the address of what a layer says of itself."""
    return f"{wanted.address.rstrip('/')}?f=json"


def count_address(wanted: Wanted) -> str:
    """Give the address that counts the features within the bounds."""
    return _address(wanted, {"f": "json", "returnCountOnly": "true"})


def page_address(wanted: Wanted, offset: int, limit: int, order: str = "OBJECTID") -> str:
    """Give the address of a page.

    Parameters
    ----------
    wanted : Wanted
        A layer.
    offset, limit : int
        Features before the page, and of it.
    order : str
        The column that puts features in an order that stays.

    Returns
    -------
    str
        The address.
    """
    query = {"f": "geojson", "outFields": "*", "orderByFields": order}
    return _address(wanted, {**query, "resultOffset": offset, "resultRecordCount": limit})


def _address(wanted: Wanted, more: dict[str, Any]) -> str:
    where = wanted.where
    query = {
        "where": "1=1",
        **wanted.source.query,
        "geometry": ",".join(f"{one:.6f}".rstrip("0").rstrip(".") for one in where.box),
        "geometryType": "esriGeometryEnvelope",
        "inSR": DEGREES_CODE if where.crs == DEGREES else where.crs.partition(":")[2],
        "spatialRel": "esriSpatialRelIntersects",
        **more,
    }
    return f"{wanted.address.rstrip('/')}/query?{urlencode(query, safe='*,')}"


def fetch_layer(
    client: Client, wanted: Wanted, file: IO[str], moved: Callable[[int, int | None], None]
) -> tuple[str, int]:
    """Write all features of a layer within bounds to a file, as `fetch_features` does."""
    source = wanted.source

    def asked(address: str) -> dict[str, Any]:
        content, _ = client.text(source, address, client.manners.page_bytes)
        return parsed(source, address, content)

    layer = asked(layer_address(wanted))
    order = layer.get("objectIdField")
    order = order if isinstance(order, str) and order.isidentifier() else "OBJECTID"
    most = layer.get("maxRecordCount")
    limit = client.manners.arcgis_limit
    limit = min(limit, most) if isinstance(most, int) and most > 0 else limit
    matched = asked(count_address(wanted)).get("count")
    made = Collection(wanted, file, DEGREES)  # GeoJSON of ArcGIS is in degrees
    made.begin()
    while True:
        address = page_address(wanted, made.rows, limit, order)
        page = asked(address)
        features = features_of(source, address, page)
        _require_degrees(wanted, address, page)
        made.add(address, features)
        moved(file.tell(), None)
        if not _has_more(page):
            made.end(matched)
            return DEGREES, made.rows
        if not features:
            raise FileError("fetch.pages_round", source=source.id, address=address)


def _has_more(page: dict[str, Any]) -> bool:
    """Tell whether a page says that there are more; where it says so is not the same anywhere."""
    inner = page.get("properties")
    said = inner.get("exceededTransferLimit") if isinstance(inner, dict) else None
    return page.get("exceededTransferLimit") is True or said is True


def _require_degrees(wanted: Wanted, address: str, page: dict[str, Any]) -> None:
    """Refuse coordinates that are said to be in another CRS."""
    crs = page.get("crs")
    name = crs.get("properties", {}).get("name") if isinstance(crs, dict) else None
    if isinstance(name, str) and not name.endswith(("4326", "CRS84")):
        said = {"address": address, "said": ascii(name)[1:-1], "crs": DEGREES}
        raise FileError("fetch.other_crs", source=wanted.source.id, **said)
