"""GeoJSON, read as the text it is, so that no other kind of file can pass for it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
import shapely.geometry

from drenthe_geo.crs import WGS84
from drenthe_geo.errors import CrsError, FileError, LayerError

if TYPE_CHECKING:
    from pathlib import Path

CRS_NAME = re.compile(
    r"(urn:ogc:def:crs:)?(?P<authority>[A-Za-z]+):(?P<version>[\w.]*:)?(?P<code>\w+)"
)

UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_geojson(path: Path) -> gpd.GeoDataFrame:
    """Read the features of a GeoJSON file (RFC 7946, and the older ``crs``)."""
    raw = _parsed(path)
    features = _features(raw, path)
    _require_whole(raw, len(features), path)
    rows: list[dict[str, Any]] = []
    ids: list[object] = []
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(feature, dict) or not isinstance(properties, (dict, type(None))):
            raise LayerError("io.bad_feature", file=path.name, row=number)
        rows.append(properties or {})
        ids.append(feature.get("id"))
    table = pd.DataFrame({name: [row.get(name) for row in rows] for name in _names(rows)})
    if "id" not in {str(name).lower() for name in table} and any(one is not None for one in ids):
        table.insert(0, "id", pd.Series([_as_id(one) for one in ids], dtype=object))
    shapes = np.empty(len(features), dtype=object)
    for number, feature in enumerate(features, start=1):
        shapes[number - 1] = _shape(feature.get("geometry"), number, path)
    table.index = pd.RangeIndex(len(features))
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=_crs(raw, path)))


def _parsed(path: Path) -> Any:  # noqa: ANN401 - JSON may be anything
    raw = path.read_bytes()
    encoding = "utf-16" if raw.startswith(UTF_16_MARKS) else "utf-8-sig"
    try:
        return json.loads(raw.decode(encoding), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise FileError("io.not_utf8_text", file=path.name, kind="GeoJSON") from error
    except (ValueError, RecursionError) as error:
        raise FileError("io.not_what_it_says", file=path.name, kind="GeoJSON") from error


def _no_constant(name: str) -> float:
    """Refuse NaN and Infinity: JSON knows no such numbers."""
    raise ValueError(name)


def _features(raw: object, path: Path) -> list[Any]:
    kind = raw.get("type") if isinstance(raw, dict) else None
    if isinstance(raw, dict) and kind == "FeatureCollection":
        features = raw.get("features")
        if isinstance(features, list):
            return features
    if kind == "Feature":
        return [raw]
    raise FileError("io.no_geojson", file=path.name)


def _require_whole(raw: dict[str, Any], count: int, path: Path) -> None:
    """Raise if a file says itself that it is one page of many."""
    matched = raw.get("numberMatched")
    said = {"file": path.name, "count": count}
    if isinstance(matched, int) and matched > count:
        raise FileError("io.one_page_of", **said, total=matched)
    links = raw.get("links")
    follows = isinstance(links, list) and any(
        isinstance(one, dict) and one.get("rel") == "next" for one in links
    )
    inner = raw.get("properties")
    places = [raw, inner] if isinstance(inner, dict) else [raw]
    exceeded = any(place.get("exceededTransferLimit") in (True, "true") for place in places)
    if follows or exceeded or isinstance(raw.get("next"), str):
        raise FileError("io.one_page", **said)


def _names(rows: list[dict[str, Any]]) -> list[str]:
    """List the properties of all rows, in the order in which they come up."""
    return list(dict.fromkeys(name for row in rows for name in row if name != "geometry"))


def _as_id(given: object) -> object:
    """Give a feature's own id as text: numbers beyond 64 bits keep all their digits."""
    if isinstance(given, float) and given.is_integer():
        return str(int(given))
    return None if given is None else str(given)


def _shape(geometry: object, row: int, path: Path) -> shapely.Geometry | None:
    if geometry is None:
        return None
    try:
        return _made(geometry)
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        OverflowError,
        RecursionError,
        shapely.errors.ShapelyError,
    ) as error:
        raise LayerError("io.bad_geometry", file=path.name, row=row) from error


def _made(geometry: Any) -> shapely.Geometry:  # noqa: ANN401 - JSON may be anything
    """Make a geometry; what is no geometry raises whatever comes of that."""
    if geometry["type"] == "Point" and geometry["coordinates"]:
        x, y = geometry["coordinates"][:2]
        # A number in quotes adds to nought no better than a word does.
        return shapely.Point(0.0 + x, 0.0 + y)
    return shapely.force_2d(shapely.geometry.shape(geometry))


def _crs(raw: dict[str, Any], path: Path) -> pyproj.CRS | None:
    """Read the CRS: lon/lat where none is told, none where the file says that there is none."""
    if "crs" not in raw:
        return pyproj.CRS(WGS84)
    told = raw["crs"]
    if told is None:
        return None
    properties = told.get("properties") if isinstance(told, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    found = CRS_NAME.fullmatch(name) if isinstance(name, str) else None
    if found is None:
        raise CrsError("crs.unknown", what=path.name, given=str(name or told)[:80])
    try:
        return pyproj.CRS.from_authority(found["authority"], found["code"])
    except pyproj.exceptions.CRSError:
        raise CrsError("crs.unknown", what=path.name, given=str(name)) from None
