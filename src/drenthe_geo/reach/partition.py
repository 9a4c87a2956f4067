"""The province divided by nearest facility: every spot belongs to exactly one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.errors import ArgumentError
from drenthe_geo.reach.nearest import is_contested
from drenthe_geo.reach.raster.grid import Grid
from drenthe_geo.reach.samples import EdgeSamples
from drenthe_geo.units import DS_PER_MIN, M2_PER_KM2

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.area.settings import Settings
    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.profiles import Profile

_NO_ROAD = -2

_NO_ROUTE = -1

_NONE = -1


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
        ``direction``, ``km2``, ``contested_km2`` (part of it where the second
        nearest may as well be nearest; see `nearest_margins`). The areas do not
        overlap and together are the outline, less land whose nearest road has no
        route, land further from every road than `Profile.max_snap_m`, and parts of the
        outline, such as an island, that no road runs in.

    Raises
    ------
    ArgumentError
        If the outline is empty.

    Notes
    -----
    A spot belongs to the facility that is nearest, in travel time, to the road
    nearest to the spot; equal times go to the id that comes first in the alphabet.
    Worked out on a raster of `partition_cell_m`; borders are true to about one cell
    and are smoothed by as much.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> stations = dg.area.select_stations(area.layer("stations"), "own")
    >>> reach = dg.roads.compute_reach(dg.roads.read_network(area, "car"), stations)
    >>> province = dg.area.province_outline(area.layer("gemeenten"))
    >>> parts = nearest_partition(reach, province, area.settings)
    >>> bool(abs(parts.km2.sum() - province.area / 1e6) < 0.01)
    True
    """
    return dissolve_margins(nearest_margins(reach, outline, settings))


def nearest_margins(
    reach: Reach, outline: shapely.Geometry, settings: Settings
) -> gpd.GeoDataFrame:
    """Divide an outline by nearest and second nearest facility and their margin.

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
        One row per pair of facilities and answer: ``facility`` (nearest),
        ``second`` (second nearest, missing where only one has a route), ``mode``,
        ``direction``, ``contested`` (the margin is under the uncertainty of the
        nearest time, `Profile.high_share` of it), ``margin_min`` (minutes
        between the two, the middle value of the land of the row), ``km2``. The areas
        tile as those of `nearest_partition`, by the same rule for equal times.

    Raises
    ------
    ArgumentError
        If the outline is empty.

    Notes
    -----
    For the margin at one spot ask `nearest_facility`.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> stations = dg.area.select_stations(area.layer("stations"), "own")
    >>> reach = dg.roads.compute_reach(dg.roads.read_network(area, "car"), stations)
    >>> province = dg.area.province_outline(area.layer("gemeenten"))
    >>> tiles = nearest_margins(reach, province, area.settings)
    >>> contested, clear = tiles[tiles.contested], tiles[~tiles.contested]
    >>> bool(contested.margin_min.max() < clear.margin_min.max())
    True
    """
    if outline.is_empty:
        raise ArgumentError("reach.no_outline")
    cell = settings.partition_cell_m
    grid = Grid.around(outline.bounds, cell, 2 * cell)
    samples, nearest_sample, off_m = _nearest_samples(reach, settings, grid)
    ranks = _Ranks.of(reach, samples)
    # An answer is a number, in the order of its parts.
    many = len(reach.facilities) - _NONE
    codes = (ranks.answers() - [_NONE, _NONE, 0]) @ [2 * many, 2, 1]
    # Beyond the limit nothing is nearest: as where no road has a route.
    codes = np.append(codes, 0)
    nearest_sample[off_m > reach.network.profile.max_snap_m] = len(codes) - 1
    known, answer = np.unique(codes, return_inverse=True)
    answers = answer[nearest_sample]
    faces = _faces(answers, grid, _with_roads(outline, samples, cell))
    row, column = grid.rows_columns(shapely.get_coordinates(shapely.point_on_surface(faces)))
    of_face = answers[row, column]
    margins = np.append(ranks.margin_min, np.inf)[nearest_sample]
    ids = reach.facilities.index
    rows = []
    for number, code in enumerate(known.tolist()):
        pair, contested = divmod(code, 2)
        first, second = (part + _NONE for part in divmod(pair, many))
        mine = faces[of_face == number]
        if first == _NO_ROUTE or len(mine) == 0:
            continue
        area = shapely.union_all(mine)
        margin = float(np.median(margins[answers == number]))
        rows.append(
            {
                "facility": ids[first],
                "second": None if second == _NONE else ids[second],
                "mode": reach.network.profile.mode,
                "direction": reach.direction,
                "contested": bool(contested),
                "margin_min": round(margin, 1) if np.isfinite(margin) else None,
                "km2": round(area.area / M2_PER_KM2, 3),
                "geometry": area,
            }
        )
    columns = ["facility", "second", "mode", "direction", "contested", "margin_min", "km2"]
    frame = pd.DataFrame(rows, columns=[*columns, "geometry"])
    frame["margin_min"] = frame["margin_min"].astype(float)
    frame["contested"] = frame["contested"].astype(bool)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=reach.network.crs)


def dissolve_margins(tiles: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Join the areas of `nearest_margins` by nearest facility."""
    rows = []
    for facility, mine in tiles.groupby("facility", sort=True):
        area = shapely.union_all(mine.geometry.to_numpy())
        rows.append(
            {
                "facility": facility,
                "mode": mine["mode"].iloc[0],
                "direction": mine["direction"].iloc[0],
                "km2": round(area.area / M2_PER_KM2, 3),
                "contested_km2": round(float(mine["km2"][mine["contested"]].sum()), 3),
                "geometry": area,
            }
        )
    columns = ["facility", "mode", "direction", "km2", "contested_km2", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=tiles.crs)


@dataclass(frozen=True)
class _Ranks:
    """Nearest and second nearest facility of sample points of the roads."""

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    first_ds: NDArray[np.float64]
    second_ds: NDArray[np.float64]
    profile: Profile

    @classmethod
    def of(cls, reach: Reach, samples: EdgeSamples) -> _Ranks:
        count, clock = len(samples.edge), samples.clock(reach)
        ds = np.full((2, count), np.inf)
        who = np.full((2, count), _NONE, dtype=np.intp)
        for position, times in enumerate(
            clock.times_ds(part, at) for part in reach.parts() for at in range(len(part.facilities))
        ):
            nearer = times < ds[0]
            ds[1, nearer], who[1, nearer] = ds[0, nearer], who[0, nearer]
            ds[0, nearer], who[0, nearer] = times[nearer], position
            between = ~nearer & (times < ds[1])
            ds[1, between], who[1, between] = times[between], position
        return cls(who[0], who[1], ds[0], ds[1], reach.network.profile)

    @property
    def margin_min(self) -> NDArray[np.float64]:
        reached = np.isfinite(self.first_ds)
        margin = np.full(len(reached), np.inf)
        margin[reached] = (self.second_ds[reached] - self.first_ds[reached]) / DS_PER_MIN
        return margin

    def answers(self) -> NDArray[np.intp]:
        """First, second and whether they are contested, one row per sample."""
        reached = np.isfinite(self.first_ds)
        nearest_min = np.where(reached, self.first_ds, 0.0) / DS_PER_MIN
        contested = is_contested(self.profile, nearest_min, self.margin_min)
        return np.stack([self.first, self.second, contested.astype(np.intp)], axis=1)


def _nearest_samples(
    reach: Reach, settings: Settings, grid: Grid
) -> tuple[EdgeSamples, NDArray[np.intp], NDArray[np.float64]]:
    """Give samples of roads, which of them is nearest to every raster point, and how far that is.

    At each raster point the nearest sample counts, if one is there, and elsewhere that of the
    nearest raster point with one.
    """
    from scipy.ndimage import distance_transform_edt  # noqa: PLC0415 - slow to import

    samples = EdgeSamples.along(reach.network, settings.sample_m)
    row, column = grid.rows_columns(samples.xy_m)
    inside = (row >= 0) & (row < grid.shape[0]) & (column >= 0) & (column < grid.shape[1])
    kept = np.flatnonzero(inside & reach.network.can_snap[samples.edge])
    off = np.hypot(*grid.offset_m(samples.xy_m[kept], row[kept], column[kept]).T)
    kept = kept[np.argsort(-off, kind="stable")]  # the nearest to a raster point is written last
    raster = np.full(grid.shape, _NO_ROAD, dtype=np.intp)
    raster[row[kept], column[kept]] = kept
    there = raster != _NO_ROAD
    used = raster[there]
    raster[there] = np.arange(len(used))
    off_m, nearest = distance_transform_edt(~there, sampling=grid.cell_m, return_indices=True)
    return samples.some(used), raster[nearest[0], nearest[1]], off_m


def _with_roads(outline: shapely.Geometry, samples: EdgeSamples, cell_m: float) -> shapely.Geometry:
    """Give the parts of an outline that a road runs in, or so near that outlines may be off."""
    parts = shapely.get_parts(outline)
    if len(parts) == 1:
        return outline
    tree = shapely.STRtree(shapely.points(samples.xy_m))
    found = np.unique(tree.query(parts, predicate="dwithin", distance=cell_m)[0])
    return shapely.union_all(parts[found])


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
