"""Shapes in degrees that lie on both sides of the 180th meridian: cut there, as RFC 7946 has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import affinity

if TYPE_CHECKING:
    import geopandas as gpd

HALF_DEG, TURN_DEG, POLE_DEG = 180.0, 360.0, 90.0

CUT = (shapely.GeometryType.LINESTRING, shapely.GeometryType.POLYGON,
       shapely.GeometryType.MULTILINESTRING, shapely.GeometryType.MULTIPOLYGON)  # fmt: skip
"""What would run round the earth the other way."""


def to_crs_cut(shapes: gpd.GeoSeries, crs: Any) -> gpd.GeoSeries:  # noqa: ANN401 - what pyproj takes
    """Bring shapes to another system; in degrees none of them runs round the earth.

    Parameters
    ----------
    shapes : geopandas.GeoSeries
        Shapes in metres, each less than half round the earth.
    crs : pyproj.CRS or str
        The system.

    Returns
    -------
    geopandas.GeoSeries
        The shapes; those over the date line cut there into parts on each side.

    Examples
    --------
    >>> import geopandas as gpd
    >>> road = shapely.LineString([(800_000, 8_000_000), (830_000, 8_000_000)])
    >>> [degrees] = to_crs_cut(gpd.GeoSeries([road], crs="EPSG:32760"), "EPSG:4326")
    >>> [sorted({round(x, 2) for x, _ in part.coords}) for part in degrees.geoms]
    [[179.83, 180.0], [-180.0, -179.88]]
    """
    moved = shapes.to_crs(crs)
    if moved.crs is None or not moved.crs.is_geographic:
        return moved
    bounds = moved.bounds
    wide = bounds["maxx"] - bounds["minx"] > HALF_DEG
    over = wide.to_numpy() & np.isin(shapely.get_type_id(moved.to_numpy()), CUT)
    if over.any():
        moved = moved.copy()
        moved[over] = [_cut(shape) for shape in moved[over]]
    return moved


def _cut(shape: shapely.Geometry) -> shapely.Geometry:
    """Cut a shape whose longitudes begin anew at the date line."""
    east = shapely.transform(shape, lambda xy: np.column_stack([xy[:, 0] % TURN_DEG, xy[:, 1]]))
    parts = [
        shapely.intersection(east, shapely.box(at, -POLE_DEG, at + HALF_DEG, POLE_DEG))
        for at in (0.0, HALF_DEG)
    ]
    return shapely.union(parts[0], affinity.translate(parts[1], -TURN_DEG))
