"""Where a graph lies: in the CRS of the area, or in one of its own that measures metres."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from drenthe_geo.crs import (
    RD,
    WGS84,
    Grid,
    looks_swapped_deg,
    place_problem,
    require_some_crs,
    stretch_of,
    to_grid,
)
from drenthe_geo.errors import CrsError, LayerError
from drenthe_geo.io.edges.rules import network_rules
from drenthe_geo.units import M_PER_KM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.words.message import Message

AROUND_DEG = 4.0
"""What lies so far around where a CRS holds is tried in it."""

PAIRS = 500
"""Pairs of nodes that a projection is judged by."""

MOST_LON, MOST_LAT = 180.0, 90.0


def read_crs(given: Any, what: Message, grid: Grid = RD) -> pyproj.CRS:  # noqa: ANN401 - as a graph says it
    """Read the CRS of a graph: a code, WKT, or an object of pyproj."""
    if given is None or str(given).strip().lower() in ("", "none"):
        require_some_crs(gpd.GeoDataFrame(geometry=[]), what, grid)
    try:
        return pyproj.CRS.from_user_input(given)
    except pyproj.exceptions.CRSError:
        raise CrsError("crs.not_known", what=what, given=str(given)[:60]) from None


def placed(
    xy: NDArray[np.float64], crs: pyproj.CRS, names: list[Any], what: Message, grid: Grid = RD
) -> tuple[NDArray[np.float64], str]:
    """Give places in metres, and their CRS: that of the area where all lie in it."""
    points = gpd.GeoDataFrame(geometry=shapely.points(xy), crs=crs)
    lon, lat = _degrees(points, what, grid)
    wrong = ~(np.isfinite(lon) & np.isfinite(lat)) | (abs(lon) > MOST_LON) | (abs(lat) > MOST_LAT)
    if wrong.any():
        at = int(wrong.argmax())
        said = {"node": str(names[at]), "x": f"{xy[at, 0]:.6g}", "y": f"{xy[at, 1]:.6g}"}
        counts = {"count": int(wrong.sum()), "total": len(xy)}
        raise LayerError("io.nodes_nowhere", what=what, **said, **counts)
    if looks_swapped_deg(lon, lat, grid):
        raise LayerError("io.graph_swapped", what=what)
    if _around(lon, lat, grid).all():
        own = shapely.get_coordinates(to_grid(points, grid, what).geometry.to_numpy())
        if place_problem(own[:, 0], own[:, 1], grid) is None:
            return own, grid.code
    _require_span(lon, lat, names, what)
    other = _own_crs(points, np.column_stack([lon, lat]))
    return shapely.get_coordinates(points.to_crs(other).geometry.to_numpy()), _text(other)


def _around(lon: NDArray[np.float64], lat: NDArray[np.float64], grid: Grid) -> NDArray[np.bool_]:
    """Tell which places lie on the land around where a CRS holds."""
    (west, east), (south, north) = grid.lon_range_deg, grid.lat_range_deg
    near = replace(
        grid,
        lon_range_deg=(west - AROUND_DEG, east + AROUND_DEG),
        lat_range_deg=(south - AROUND_DEG, north + AROUND_DEG),
    )
    return near.holds_deg(lon, lat)


def _degrees(
    points: gpd.GeoDataFrame, what: Message, grid: Grid
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places as degrees; a CRS that is nowhere, or of which no datum is known, is refused."""
    crs = points.crs
    try:
        change = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True, allow_ballpark=False)
        x, y = shapely.get_coordinates(points.geometry.to_numpy()).T
        lon, lat = change.transform(x, y)
    except pyproj.exceptions.ProjError:
        to_grid(points, grid, what)  # it says what is wrong with the CRS
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
    at = np.linspace(0, len(lon_lat) - 1, min(len(lon_lat), PAIRS)).round().astype(int)
    lon, lat = lon_lat[at].T
    off = np.abs(stretch_of(points.crs, lon, lat) - 1)
    return bool((off <= network_rules().stretch).all())


def _text(crs: pyproj.CRS) -> str:
    """Write a CRS: its code where it has one."""
    code = crs.to_epsg(min_confidence=100)
    return f"EPSG:{code}" if code else str(crs.to_wkt())


def stretch_at(xy_m: NDArray[np.float64], crs: str) -> float:
    """Say what EPSG:3857 makes of a metre at a place."""
    middle = gpd.GeoSeries([shapely.Point(np.median(xy_m, axis=0))], crs=crs).to_crs(WGS84).iloc[0]
    return float(1 / np.cos(np.radians(middle.y)))
