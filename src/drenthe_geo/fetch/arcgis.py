"""A layer of an ArcGIS FeatureServer within bounds, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from drenthe_geo.errors import FileError
from drenthe_geo.fetch.pages import (
    FEATURES,
    Page,
    features_of,
    is_count,
    parsed,
    require_positions,
    state_of,
)
from drenthe_geo.fetch.provinces import DEGREES

if TYPE_CHECKING:
    from collections.abc import Mapping

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


class Layer:
    """A layer, as pages within bounds.

    Parameters
    ----------
    client : Client
        Asks the server.
    wanted : Wanted
        The layer.
    """

    crs, kind = DEGREES, FEATURES  # GeoJSON of ArcGIS is in degrees
    unknown: tuple[str, ...] = ()

    def __init__(self, client: Client, wanted: Wanted) -> None:
        self.client, self.wanted = client, wanted
        self.first, self._order, self._limit = "", "OBJECTID", client.manners.arcgis_limit
        self._count: int | None = None

    def look(self) -> str:
        """Ask what the layer says of itself, and how many features lie within the bounds."""
        layer, headers, content = self._asked(layer_address(self.wanted))
        order = layer.get("objectIdField")
        self._order = order if isinstance(order, str) and order.isidentifier() else "OBJECTID"
        most, limit = layer.get("maxRecordCount"), self.client.manners.arcgis_limit
        self._limit = min(limit, most) if isinstance(most, int) and most > 0 else limit
        counted, _, _ = self._asked(count_address(self.wanted))
        self._count = counted["count"] if is_count(counted.get("count")) else None
        self.first = self._address(0)
        return f"{state_of(content, headers)} {self._count}"

    def page(self, address: str) -> Page:
        """Ask for a page; see `Book.page`."""
        source = self.wanted.source
        page, _, _ = self._asked(address)
        features = features_of(source, address, page)
        _require_degrees(self.wanted, address, page)
        require_positions(source, address, features, DEGREES)
        offset = int(parse_qs(urlsplit(address).query)["resultOffset"][0])
        following = self._address(offset + len(features)) if _has_more(page) else None
        return Page(features, following, self._count)

    def _address(self, offset: int) -> str:
        return page_address(self.wanted, offset, self._limit, self._order)

    def _asked(self, address: str) -> tuple[dict[str, Any], Mapping[str, str], bytes]:
        source = self.wanted.source
        content, headers = self.client.text(source, address, self.client.manners.page_bytes)
        return parsed(source, address, content), headers, content


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
