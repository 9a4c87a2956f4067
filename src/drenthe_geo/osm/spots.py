"""What a file of OpenStreetMap names beside roads: places, numbered exits, and tracks of trains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from drenthe_geo.osm.gate import require_osm_file, said_by_osmium

if TYPE_CHECKING:
    from pathlib import Path

Row = tuple[object, ...]

WGS84 = "EPSG:4326"
PLACES = ("city", "town", "village", "hamlet")
JUNCTION, RAIL = "motorway_junction", "rail"
AWAY = ("service",)
"""Tracks of yards and sidings say so: no train with people runs over them."""


@dataclass(frozen=True)
class Spots:
    """What was found, in degrees; ids are those of OpenStreetMap."""

    # ``id``, ``name``, ``kind`` (city, town, village, hamlet), ``population`` (may be missing).
    places: gpd.GeoDataFrame
    # ``id``, ``ref`` (number of an exit), ``name``.
    junctions: gpd.GeoDataFrame
    # Lines.
    tracks: gpd.GeoDataFrame


def read_spots(path: Path, *, tracks: bool = True) -> Spots:
    """Read the places, exits and tracks of a file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    tracks : bool
        Whether tracks are read too: they take a second look at all nodes.

    Returns
    -------
    Spots
        What has a name, a number or rails.
    """
    require_osm_file(path)
    import osmium  # noqa: PLC0415 - an extra

    with said_by_osmium(path):
        nodes = _nodes(osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(
            osmium.filter.KeyFilter("place", "highway")))  # fmt: skip
        lines = _tracks(path) if tracks else []
    named, exits = nodes
    return Spots(
        _frame(named, ["id", "name", "kind", "population"]),
        _frame(exits, ["id", "ref", "name"]),
        gpd.GeoDataFrame(geometry=lines, crs=WGS84),
    )


def _nodes(found: Any) -> tuple[list[Row], list[Row]]:  # noqa: ANN401 - osmium's reader
    """Sort tagged nodes into places and exits."""
    named: list[Row] = []
    exits: list[Row] = []
    for node in found:
        tags, at = node.tags, node.location
        if not at.valid():
            continue
        if tags.get("place") in PLACES and "name" in tags:
            people = whole(tags.get("population"))
            at_point = shapely.Point(at.lon, at.lat)
            named.append((node.id, tags["name"], tags["place"], people, at_point))
        elif tags.get("highway") == JUNCTION:
            at_point = shapely.Point(at.lon, at.lat)
            exits.append((node.id, tags.get("ref", ""), tags.get("name", ""), at_point))
    return named, exits


def _tracks(path: Path) -> list[shapely.LineString]:
    """Read the lines of tracks in use; one with a node missing is left out."""
    import osmium  # noqa: PLC0415 - an extra

    lines = []
    read = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
    ways: Any = read  # its elements are said to be of any kind; the filters leave ways
    for way in ways.with_filter(osmium.filter.TagFilter(("railway", RAIL))).with_filter(
        osmium.filter.EntityFilter(osmium.osm.WAY)
    ):
        if any(key in way.tags for key in AWAY):
            continue
        along = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
        if len(along) > 1 and len(along) == len(way.nodes):
            lines.append(shapely.LineString(along))
    return lines


def whole(said: str | None) -> float | None:
    """Read a number of people, as somebody typed it; None where it is none.

    Examples
    --------
    >>> whole("12500"), whole("12.500"), whole("some")
    (12500.0, 12500.0, None)
    """
    digits = (said or "").replace(".", "").replace(",", "").replace(" ", "")
    return float(digits) if digits.isdecimal() else None


def _frame(rows: list[Row], columns: list[str]) -> gpd.GeoDataFrame:
    table = pd.DataFrame(rows, columns=[*columns, "geometry"])
    return gpd.GeoDataFrame(table, geometry="geometry", crs=WGS84).sort_values("id")
