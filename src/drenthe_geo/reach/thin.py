"""Borders and roads with fewer corners, for files: a border on a raster has one in every cell."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

PASSES = 6
"""Times that every other corner is looked at; with more hardly any go."""

LEAST_CORNERS = 8
"""Of a ring with fewer none is left out."""

TINY = 1e-9
"""Square metres: a way of no length is divided by this."""


def thinned(areas: gpd.GeoDataFrame, most_m: float) -> gpd.GeoDataFrame:
    """Give areas with fewer corners.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Polygons with their holes; their figures stay.
    most_m : float
        No border runs further than this from where it ran.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows. An area that would cross itself stays as it is.

    Examples
    --------
    >>> import geopandas as gpd
    >>> round_ = gpd.GeoDataFrame(geometry=[shapely.Point(0, 0).buffer(100)], crs="EPSG:28992")
    >>> fewer = thinned(round_, 5.0)
    >>> bool(shapely.get_num_coordinates(fewer.geometry.iloc[0]) < 30)
    True
    """
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        shapes = list(pool.map(partial(_valid, most_m=most_m), areas.geometry))
    return areas.set_geometry(shapes, crs=areas.crs)


def joined(roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give lines with those that go on in one another as one.

    Examples
    --------
    >>> import geopandas as gpd
    >>> two = shapely.from_wkt("MULTILINESTRING ((0 0, 1 0), (1 0, 2 1))")
    >>> joined(gpd.GeoDataFrame(geometry=[two], crs="EPSG:28992")).geometry.iloc[0].wkt
    'MULTILINESTRING ((0 0, 1 0, 2 1))'
    """
    lines = [
        shapely.multilinestrings(shapely.get_parts(one))
        for one in shapely.line_merge(roads.geometry.to_numpy())
    ]
    return roads.set_geometry(lines, crs=roads.crs)


def _valid(shape: shapely.Geometry, most_m: float) -> shapely.Geometry:
    """Leave out as many corners as it can be without; one that crosses itself takes more."""
    for step_m in (most_m, most_m / 2, most_m / 4):
        fewer = _thinned(shape, step_m)
        if shapely.is_valid(fewer):
            return fewer
    return shape


def _thinned(shape: shapely.Geometry, most_m: float) -> shapely.Geometry:
    """Leave out corners of an area, every other one at a time, as long as it stays near enough."""
    if shape.is_empty:
        return shape
    kind, xy_m, (ends, *parts) = shapely.to_ragged_array([shape])
    sizes = np.diff(ends) - 1  # the last corner of a ring is its first
    inner = np.ones(len(xy_m), dtype=bool)
    inner[ends[1:] - 1] = False
    x_m, y_m = np.ascontiguousarray(xy_m[inner].T)
    # How far each way to the next corner may be from where the border ran.
    off_m = np.zeros(len(x_m))
    for number in range(PASSES):
        gone = _gone(x_m, y_m, sizes, off_m, most_m=most_m, parity=number % 2)
        kept = np.ones(len(x_m), dtype=bool)
        kept[gone] = False
        sizes = np.add.reduceat(kept, np.cumsum(sizes) - sizes, dtype=np.intp)
        x_m, y_m, off_m = x_m[kept], y_m[kept], off_m[kept]
    starts = np.cumsum(sizes) - sizes
    at = np.insert(np.arange(len(x_m)), starts + sizes, starts)
    rings = np.concatenate([[0], np.cumsum(sizes + 1)])
    places = np.stack([x_m[at], y_m[at]], axis=1)
    made: shapely.Geometry = shapely.from_ragged_array(kind, places, (rings, *parts))[0]
    return made


def _gone(
    x_m: NDArray[np.float64],
    y_m: NDArray[np.float64],
    sizes: NDArray[np.intp],
    off_m: NDArray[np.float64],
    *,
    most_m: float,
    parity: int,
) -> NDArray[np.intp]:
    """Say which corners go, and write down how far the ways between may be off then."""
    starts = np.cumsum(sizes) - sizes
    # Every other corner of each ring: two that follow one another never go at once, so where a
    # ring of an odd number closes the first stays; a ring of few corners stays as it is.
    large = sizes >= LEAST_CORNERS
    first = np.where((sizes % 2 == 1) | (parity == 1), 2 - parity, 0)[large]
    counts = (sizes[large] - first + 1) // 2
    of_ring = np.repeat(np.flatnonzero(large), counts)
    nth = np.arange(len(of_ring)) - np.repeat(np.cumsum(counts) - counts, counts)
    place = np.repeat(first, counts) + 2 * nth
    asked, size = starts[of_ring] + place, sizes[of_ring]
    before = np.where(place == 0, asked + size - 1, asked - 1)
    after = np.where(place == size - 1, starts[of_ring], asked + 1)
    x, y = x_m[before], y_m[before]
    here_x, here_y, way_x, way_y = x_m[asked] - x, y_m[asked] - y, x_m[after] - x, y_m[after] - y
    share = (here_x * way_x + here_y * way_y) / np.maximum(way_x * way_x + way_y * way_y, TINY)
    np.clip(share, 0.0, 1.0, out=share)
    away_m = np.hypot(here_x - share * way_x, here_y - share * way_y)
    # The ways that become one were off, and lie themselves no further off than their corner.
    then_m = np.maximum(off_m[before], off_m[asked]) + away_m
    gone = then_m <= most_m
    off_m[before[gone]] = then_m[gone]
    gone_at: NDArray[np.intp] = asked[gone]
    return gone_at
