"""The province divided by nearest facility: every spot belongs to exactly one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from drenthe_geo.crs import RD_NEW
from drenthe_geo.raster import EdgeSamples, Grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.settings import Settings
    from drenthe_geo.travel import Reach

_NO_ROAD = -2
_NO_ROUTE = -1


def nearest_partition(
    reach: Reach, outline: shapely.Geometry, settings: Settings
) -> gpd.GeoDataFrame:
    """Divide an outline by nearest facility.

    Parameters
    ----------
    reach : Reach
        Result of `compute_reach`.
    outline : shapely.Geometry
        The area to divide, RD New.
    settings : Settings
        Raster cell of the partition and sampling distance.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per facility that is nearest somewhere: ``facility``, ``mode``,
        ``direction``, ``km2``. The areas do not overlap and together are the
        outline, less land whose nearest road has no route.

    Notes
    -----
    A spot belongs to the facility that is nearest, in travel time, to the road
    nearest to the spot; equal times go to the id that comes first in the alphabet.
    Worked out on a raster of `partition_cell_m`; borders are true to about one cell
    and are smoothed by as much.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> nine = dg.select_stations(dg.read_layer("stations"), "nine")
    >>> reach = dg.compute_reach(dg.read_network("car"), nine)
    >>> province = dg.province_outline(dg.read_layer("gemeenten"))
    >>> parts = nearest_partition(reach, province, dg.read_settings())
    >>> bool(abs(parts.km2.sum() - province.area / 1e6) < 0.01)
    True
    """
    cell = settings.partition_cell_m
    grid = Grid.around(outline.bounds, cell, 2 * cell)
    labels = _label_raster(reach, grid, settings)
    faces = _faces(labels, grid, outline)
    row, column = grid.rows_columns(shapely.get_coordinates(shapely.point_on_surface(faces)))
    owner = labels[row, column]
    rows = []
    for position, facility in enumerate(reach.facilities.index):
        mine = faces[owner == position]
        if len(mine):
            area = shapely.union_all(mine)
            rows.append(
                {
                    "facility": facility,
                    "mode": reach.network.profile.mode,
                    "direction": reach.direction,
                    "km2": round(area.area / 1e6, 3),
                    "geometry": area,
                }
            )
    columns = ["facility", "mode", "direction", "km2", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=RD_NEW)


def _label_raster(reach: Reach, grid: Grid, settings: Settings) -> NDArray[np.intp]:
    """Position of the nearest facility of every raster point."""
    from scipy.ndimage import distance_transform_edt  # noqa: PLC0415 - slow to import

    samples = EdgeSamples.along(reach.network, settings.sample_m)
    row, column = grid.rows_columns(samples.xy_m)
    inside = (row >= 0) & (row < grid.shape[0]) & (column >= 0) & (column < grid.shape[1])
    best = np.full(len(row), np.inf)
    label = np.full(len(row), _NO_ROUTE, dtype=np.intp)
    for position in range(len(reach.facilities)):
        times = samples.times_ds(reach, position)
        nearer = times < best
        best[nearer], label[nearer] = times[nearer], position
    kept = np.flatnonzero(inside & reach.network.can_snap[samples.edge])
    off = np.hypot(*grid.offset_m(samples.xy_m[kept], row[kept], column[kept]).T)
    kept = kept[np.argsort(-off, kind="stable")]  # the nearest to a raster point is written last
    raster = np.full(grid.shape, _NO_ROAD, dtype=np.intp)
    raster[row[kept], column[kept]] = label[kept]
    nearest = distance_transform_edt(
        raster == _NO_ROAD, return_distances=False, return_indices=True
    )
    filled: NDArray[np.intp] = raster[nearest[0], nearest[1]]
    return filled


def _faces(labels: NDArray[np.intp], grid: Grid, outline: shapely.Geometry) -> NDArray[np.object_]:
    """Cut an outline along the borders between labels."""
    half = grid.cell_m / 2
    x = grid.x0_m + np.arange(grid.shape[1]) * grid.cell_m
    y = grid.y0_m + np.arange(grid.shape[0]) * grid.cell_m
    row, column = np.nonzero(labels[:, 1:] != labels[:, :-1])
    upright = np.stack([x[column] + half, y[row] - half, x[column] + half, y[row] + half], axis=1)
    row, column = np.nonzero(labels[1:] != labels[:-1])
    level = np.stack([x[column] - half, y[row] + half, x[column] + half, y[row] + half], axis=1)
    steps = shapely.linestrings(np.concatenate([upright, level]).reshape(-1, 2, 2))
    borders = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(steps)))
    smooth = shapely.simplify(borders, grid.cell_m, preserve_topology=False)
    lines = shapely.union_all(np.append(smooth, shapely.boundary(outline)))
    faces = shapely.get_parts(shapely.polygonize([lines]))
    shapely.prepare(outline)
    return np.asarray(faces[shapely.contains(outline, shapely.point_on_surface(faces))])
