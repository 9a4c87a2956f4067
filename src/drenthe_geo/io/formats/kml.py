"""KML: the placemarks that stand in the file itself; what it links to is not fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import shapely

from drenthe_geo.crs import WGS84
from drenthe_geo.errors import FileError, LayerError
from drenthe_geo.files.gate import with_notices
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from pathlib import Path

PARTS = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry")

HEAD = {"name", "description"}


def read_kml(path: Path) -> gpd.GeoDataFrame:
    """Read the placemarks of a KML file."""
    raw = path.read_bytes()
    # A document type may hold entities that grow without end or name other files.
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise FileError("io.not_what_it_says", file=path.name, kind="KML")
    try:
        root = ET.fromstring(raw)  # noqa: S314 - it has no document type, so no entities
    except (ET.ParseError, ValueError, LookupError) as error:
        raise FileError("io.not_what_it_says", file=path.name, kind="KML") from error
    if _tag(root) != "kml":
        raise FileError("io.not_what_it_says", file=path.name, kind="KML")
    rows, shapes = [], []
    for number, mark in enumerate(_all(root, "Placemark"), start=1):
        rows.append(_row(mark))
        shapes.append(_shape(mark, number, path))
    table = pd.DataFrame(rows, index=pd.RangeIndex(len(rows)), dtype=object)
    frame = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, index=table.index, crs=WGS84))
    links = len(_all(root, "NetworkLink"))
    return (
        with_notices(frame, Message("io.kml_links", file=path.name, count=links))
        if links
        else frame
    )


def _tag(element: ET.Element) -> str:
    """Give the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _all(root: ET.Element, name: str) -> list[ET.Element]:
    return [element for element in root.iter() if _tag(element) == name]


def _row(mark: ET.Element) -> dict[str, str]:
    """Read what a placemark says of itself."""
    row = {"id": mark.get("id", "")} if mark.get("id") else {}
    for child in mark:
        if _tag(child) in HEAD:
            row[_tag(child)] = (child.text or "").strip()
    for data in _all(mark, "Data"):
        value = next((one.text for one in data if _tag(one) == "value"), None)
        row[data.get("name", "")] = (value or "").strip()
    for data in _all(mark, "SimpleData"):
        row[data.get("name", "")] = (data.text or "").strip()
    return {name: text for name, text in row.items() if name}


def _shape(mark: ET.Element, row: int, path: Path) -> shapely.Geometry | None:
    found = [child for child in mark if _tag(child) in PARTS]
    try:
        return _made(found[0]) if found else None
    except (
        ValueError,
        IndexError,
        TypeError,
        RecursionError,
        shapely.errors.ShapelyError,
    ) as error:
        raise LayerError("io.bad_geometry", file=path.name, row=row) from error


def _made(element: ET.Element) -> shapely.Geometry:
    """Make the geometry of an element."""
    kind = _tag(element)
    if kind == "Point":
        return shapely.Point(_coordinates(element)[0])
    if kind in ("LineString", "LinearRing"):
        return shapely.LineString(_coordinates(element))
    if kind == "Polygon":
        rings = [child for child in element if _tag(child) == "outerBoundaryIs"]
        holes = [child for child in element if _tag(child) == "innerBoundaryIs"]
        return shapely.Polygon(_coordinates(rings[0]), [_coordinates(hole) for hole in holes])
    parts = [_made(child) for child in element if _tag(child) in PARTS]
    types = {part.geom_type for part in parts}
    many = {"Point": shapely.multipoints, "LineString": shapely.multilinestrings,
            "Polygon": shapely.multipolygons}  # fmt: skip
    if len(types) == 1 and types <= set(many):
        made: shapely.Geometry = many[types.pop()](parts)
        return made
    return shapely.GeometryCollection(parts)


def _coordinates(element: ET.Element) -> list[tuple[float, float]]:
    text = next((one.text or "" for one in element.iter() if _tag(one) == "coordinates"), "")
    pairs = [part.split(",") for part in text.replace(", ", ",").split()]
    return [(float(pair[0]), float(pair[1])) for pair in pairs]
