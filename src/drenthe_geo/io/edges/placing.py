"""Where a graph lies: in RD New, or in a projection of its own that measures metres."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from drenthe_geo.crs import (
    RD_NEW,
    WGS84,
    looks_swapped_deg,
    place_problem,
    require_some_crs,
    to_rd,
)
from drenthe_geo.errors import CrsError, LayerError
from drenthe_geo.io.edges.rules import network_rules
from drenthe_geo.units import M_PER_KM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.words.message import Message

AROUND_DEG = (0.0, 45.0, 12.0, 57.0)
"""Land around the Netherlands: what lies in it is tried in RD New."""

PAIRS = 500
"""Pairs of nodes that a projection is judged by."""

MOST_LON, MOST_LAT = 180.0, 90.0


def read_crs(given: Any, what: Message) -> pyproj.CRS:  # noqa: ANN401 - as a graph says it
    """Read the CRS of a graph: a code, WKT, or an object of pyproj."""
    if given is None or str(given).strip().lower() in ("", "none"):
        require_some_crs(gpd.GeoDataFrame(geometry=[]), what)
    try:
        return pyproj.CRS.from_user_input(given)
    except pyproj.exceptions.CRSError:
        raise CrsError("crs.not_known", what=what, given=str(given)[:60]) from None


def placed(
    xy: NDArray[np.float64], crs: pyproj.CRS, names: list[Any], what: Message
) -> tuple[NDArray[np.float64], str]:
    """Give places in metres, and their CRS: RD New where all lie in it."""
    points = gpd.GeoDataFrame(geometry=shapely.points(xy), crs=crs)
    lon, lat = _degrees(points, what)
    wrong = ~(np.isfinite(lon) & np.isfinite(lat)) | (abs(lon) > MOST_LON) | (abs(lat) > MOST_LAT)
    if wrong.any():
        at = int(wrong.argmax())
        said = {"node": str(names[at]), "x": f"{xy[at, 0]:.6g}", "y": f"{xy[at, 1]:.6g}"}
        counts = {"count": int(wrong.sum()), "total": len(xy)}
        raise LayerError("io.nodes_nowhere", what=what, **said, **counts)
    if looks_swapped_deg(lon, lat):
        raise LayerError("io.graph_swapped", what=what)
    west, south, east, north = AROUND_DEG
    if ((lon > west) & (lon < east) & (lat > south) & (lat < north)).all():
        in_rd = shapely.get_coordinates(to_rd(points, what).geometry.to_numpy())
        if place_problem(in_rd[:, 0], in_rd[:, 1]) is None:
            return in_rd, RD_NEW
    _require_span(lon, lat, names, what)
    own = _own_crs(points, np.column_stack([lon, lat]))
    return shapely.get_coordinates(points.to_crs(own).geometry.to_numpy()), _text(own)


def _degrees(
    points: gpd.GeoDataFrame, what: Message
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places as degrees; a CRS that is nowhere, or of which no datum is known, is refused."""
    crs = points.crs
    try:
        change = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True, allow_ballpark=False)
        x, y = shapely.get_coordinates(points.geometry.to_numpy()).T
        lon, lat = change.transform(x, y)
    except pyproj.exceptions.ProjError:
        to_rd(points, what)  # it says what is wrong with the CRS
        raise CrsError("crs.not_known", what=what, given=str(crs.name)) from None
    return np.asarray(lon), np.asarray(lat)


def _require_span(
    lon: NDArray[np.float64], lat: NDArray[np.float64], names: list[Any], what: Message
) -> None:
    """Refuse nodes that lie a continent from the others."""
    most_km = network_rules().most_span_km
    middle = float(np.median(lon)), float(np.median(lat))
    count = len(lon)
    _, _, away_m = pyproj.Geod(ellps="WGS84").inv(
        np.full(count, middle[0]), np.full(count, middle[1]), lon, lat
    )
    far = np.asarray(away_m) > most_km * M_PER_KM / 2
    if far.any():
        at = int(np.argmax(away_m))
        said = {"node": str(names[at]), "km": float(np.max(away_m)) / M_PER_KM}
        counts = {"count": int(far.sum()), "total": count}
        raise LayerError("io.nodes_far", what=what, **said, **counts)


def _own_crs(points: gpd.GeoDataFrame, lon_lat: NDArray[np.float64]) -> pyproj.CRS:
    """Choose the projection to measure in: its own where that keeps lengths, else the UTM zone."""
    crs: pyproj.CRS = points.crs
    in_metres = crs.is_projected and all(
        axis.unit_conversion_factor == 1 for axis in crs.axis_info[:2]
    )
    if in_metres and not crs.is_bound and _keeps_lengths(points, lon_lat):
        return crs
    zone: pyproj.CRS = points.estimate_utm_crs()
    return zone


def _keeps_lengths(points: gpd.GeoDataFrame, lon_lat: NDArray[np.float64]) -> bool:
    """Tell whether lengths in a projection are those on the ground."""
    # Of short steps: what a projection does to a long line evens out.
    at = np.linspace(0, len(lon_lat) - 1, min(len(lon_lat), PAIRS)).round().astype(int)
    lon, lat = lon_lat[at].T
    step = 1e-3
    change = pyproj.Transformer.from_crs(WGS84, points.crs, always_xy=True)
    here = np.column_stack(change.transform(lon, lat))
    for east, north in ((step, 0.0), (0.0, step)):
        there = np.column_stack(change.transform(lon + east, lat + north))
        _, _, ground_m = pyproj.Geod(ellps="WGS84").inv(lon, lat, lon + east, lat + north)
        share = np.hypot(*(there - here).T) / np.asarray(ground_m)
        if not (np.isfinite(share).all() and (abs(share - 1) <= network_rules().stretch).all()):
            return False
    return True


def _text(crs: pyproj.CRS) -> str:
    """Write a CRS: its code where it has one."""
    code = crs.to_epsg(min_confidence=100)
    return f"EPSG:{code}" if code else str(crs.to_wkt())


def stretch_at(xy_m: NDArray[np.float64], crs: str) -> float:
    """Say what EPSG:3857 makes of a metre at a place."""
    middle = gpd.GeoSeries([shapely.Point(np.median(xy_m, axis=0))], crs=crs).to_crs(WGS84).iloc[0]
    return float(1 / np.cos(np.radians(middle.y)))
