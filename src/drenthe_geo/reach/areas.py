"""Areas drawn from the reached roads: a rendering, with its error stated.

An area is the land within `road_buffer_m` of a reached part of a road, contoured on a
raster of `cell_m`, or the exact union of buffers on request. What lies within its outer
outline, with every hole filled, is a second figure.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from drenthe_geo.contracts.arguments import checked
from drenthe_geo.errors import ArgumentError
from drenthe_geo.reach.parts import (
    cut_ends,
    part_lines,
    reached_parts,
    require_cutoffs,
)
from drenthe_geo.reach.raster import Stamp, Window
from drenthe_geo.reach.samples import EdgeSamples
from drenthe_geo.units import DS_PER_MIN, M2_PER_KM2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from drenthe_geo.area.settings import Settings
    from drenthe_geo.roads.minutes import Reach

LAND = ("km2", "filled_km2")
"""Columns that say how large an area is."""

MOST_THREADS = 4
"""Each holds a raster of its own; a part of the work cannot run side by side anyway."""


@checked
def service_areas(
    reach: Reach,
    minutes: Iterable[float],
    settings: Settings,
    *,
    fill_holes_m2: float = 0.0,
    exact: bool = False,
) -> gpd.GeoDataFrame:
    """Draw the area within each cut-off of every facility.

    Parameters
    ----------
    reach : Reach
        Result of `compute_reach`.
    minutes : iterable of float
        Cut-offs.
    settings : Settings
        Road buffer, raster cell and sampling distance.
    fill_holes_m2 : float
        Holes over unreached land smaller than this are filled, for print; none by
        default.
    exact : bool
        Draw the union of buffers itself instead of the contour: some thirty times
        slower.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per facility and cut-off: ``facility``, ``mode``, ``direction``,
        ``minutes``, ``km2`` (the land beside reached roads), ``filled_km2`` (all within its
        outer outlines, so with every hole filled), and the error of the drawing:
        ``unreached_inside_m``, metres of road inside the area that are not reached (a
        road within the buffer of a reached one), and ``reached_outside_m``, metres of
        reached road outside it; both counted at points every `sample_m`. Holes over
        unreached land are kept, an area may have several parts, and a longer cut-off
        contains the shorter ones.

    Raises
    ------
    ArgumentError
        If a cut-off is not a positive number of minutes, or the size of the holes is
        below 0.

    Notes
    -----
    Points stand along the reached parts every `sample_m`; every raster point gets
    the distance to the nearest of them; the area is the contour of that distance
    at `road_buffer_m`. A cut-off's distances are never more than those of a
    shorter one, so the areas nest; for that the places where the shorter ones end
    stay among the points, so other cut-offs beside it move a border by part of a
    cell at most. On the same roads the areas share 0.98 of themselves with the exact
    union of buffers (intersection over union) and are 0.4 to 1.2 % smaller at 10 to 30
    minutes. Where a network leaves roads out but knows the land beside them
    (`Network.side_roads`), that land is drawn too.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> stations = dg.area.select_stations(area.layer("stations"), "own")
    >>> reach = dg.roads.compute_reach(dg.roads.read_network(area, "car"), stations)
    >>> areas = service_areas(reach, [5, 10], area.settings)
    >>> areas.loc[areas["facility"] == "hds", "minutes"].tolist()
    [5.0, 10.0]
    """
    if not fill_holes_m2 >= 0:
        raise ArgumentError("reach.bad_holes", given=f"{fill_holes_m2:g}")
    cutoffs = require_cutoffs(minutes)
    canvas = replace(_Canvas.of(reach, settings), fill_holes_m2=fill_holes_m2)
    draw = canvas.exact if exact else canvas.contoured

    def rows(part: Reach, position: int) -> list[dict[str, object]]:
        facility = part.facilities.index[position]
        return [
            {
                "facility": facility,
                "mode": part.network.profile.mode,
                "direction": part.direction,
                "minutes": cutoff,
                "km2": round(area.shape.area / M2_PER_KM2, 3),
                "filled_km2": round(_filled_m2(area.shape) / M2_PER_KM2, 3),
                "unreached_inside_m": round(area.unreached_inside_m),
                "reached_outside_m": round(area.reached_outside_m),
                "geometry": area.shape,
            }
            for cutoff, area in zip(cutoffs, draw(part, position, cutoffs), strict=True)
        ]

    return _side_by_side(rows, reach)


@checked
def certainty_areas(reach: Reach, minutes: Iterable[float], settings: Settings) -> gpd.GeoDataFrame:
    """Draw, around each cut-off, what is certainly within and what is uncertain.

    Parameters
    ----------
    reach : Reach
        Result of `compute_reach`.
    minutes : iterable of float
        Cut-offs.
    settings : Settings
        As for `service_areas`.

    Returns
    -------
    geopandas.GeoDataFrame
        Two rows per facility and cut-off: ``facility``, ``mode``, ``direction``,
        ``minutes``, ``band`` (``"certain"`` or ``"uncertain"``), ``from_min`` and
        ``to_min`` (travel times between which the band lies), ``km2``. Land in
        neither is out. See `Profile.certainty_bounds_min`. The border that two bands
        share, and their borders beside those of `service_areas`, are true to part of a
        raster cell; an uncertain band thinner than a cell may be missing.

    Raises
    ------
    ArgumentError
        If a cut-off is not a positive number of minutes.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> one = area.layer("stations").loc[["hds"]]
    >>> reach = dg.roads.compute_reach(dg.roads.read_network(area, "car"), one)
    >>> bands = certainty_areas(reach, [20], area.settings)
    >>> bands[["band", "from_min", "to_min"]].round(1).to_numpy().tolist()
    [['certain', 0.0, 18.2], ['uncertain', 18.2, 25.0]]
    """
    cutoffs = require_cutoffs(minutes)
    canvas = _Canvas.of(reach, settings)
    bounds = [reach.network.profile.certainty_bounds_min(cutoff) for cutoff in cutoffs]

    def rows(part: Reach, position: int) -> list[dict[str, object]]:
        facility = part.facilities.index[position]
        found = []
        shapes = canvas.fringes(part, position, bounds)
        for cutoff, (certain, possible), pair in zip(cutoffs, bounds, shapes, strict=True):
            bands = (("certain", 0.0, certain), ("uncertain", certain, possible))
            for (band, start, end), shape in zip(bands, pair, strict=True):
                found.append(
                    {
                        "facility": facility,
                        "mode": part.network.profile.mode,
                        "direction": part.direction,
                        "minutes": cutoff,
                        "band": band,
                        "from_min": start,
                        "to_min": end,
                        "km2": round(shape.area / M2_PER_KM2, 3),
                        "geometry": shape,
                    }
                )
        return found

    return _side_by_side(rows, reach)


def _side_by_side(
    rows: Callable[[Reach, int], list[dict[str, object]]], reach: Reach
) -> gpd.GeoDataFrame:
    """Draw the facilities in threads; the order of the rows is that of the facilities."""
    found: list[dict[str, object]] = []
    with ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1, len(reach.facilities))) as pool:
        for part in reach.parts():
            for of_one in pool.map(partial(rows, part), range(len(part.facilities))):
                found += of_one
    return gpd.GeoDataFrame(found, geometry="geometry", crs=reach.network.crs)


@dataclass(frozen=True)
class _Area:
    """The area of a cut-off and its error."""

    shape: shapely.MultiPolygon
    unreached_inside_m: float
    reached_outside_m: float


@dataclass(frozen=True)
class _Canvas:
    """The sample points of a network, placed along it once for all facilities."""

    samples: EdgeSamples
    metres: NDArray[np.float64]
    # The samples, and after them the points of side roads, which stand for no metres.
    xy_m: NDArray[np.float64]
    settings: Settings
    fill_holes_m2: float = 0.0

    @classmethod
    def of(cls, reach: Reach, settings: Settings) -> _Canvas:
        samples = EdgeSamples.along(reach.network, settings.sample_m)
        beside = reach.network.side_roads
        xy_m = samples.xy_m if beside is None else np.vstack([samples.xy_m, beside.xy_m])
        return cls(samples, samples.metres(reach.network), xy_m, settings)

    @property
    def buffer_m(self) -> float:
        return self.settings.road_buffer_m

    def window(self, reach: Reach, facility: int, cutoffs: Sequence[float]) -> Window:
        """Look at the land that a facility reaches; its raster has whole cells of RD New."""
        times = self.samples.times_ds(reach, facility)
        beside = reach.network.side_roads
        if beside is not None:
            times = np.concatenate([times, beside.times_ds(reach, facility)])
        ends = [cut_ends(reach, facility, cutoff) for cutoff in cutoffs]
        reached = self.xy_m[times <= np.rint(cutoffs[-1] * DS_PER_MIN)]
        drawn = np.vstack([reached, *ends])
        if len(drawn) == 0:  # it reaches nothing: a raster of one place that is blank
            drawn = self.xy_m[:1]
        low, high = drawn.min(axis=0), drawn.max(axis=0)
        # What is further from all that is reached than this lies in no area.
        off_m = self.buffer_m + float(np.sqrt(2)) * self.settings.cell_m
        inside = (self.xy_m >= low - off_m) & (self.xy_m <= high + off_m)
        near = np.flatnonzero(inside.all(axis=1))
        return Window(
            stamp=Stamp.around((*low, *high), self.settings),
            times=times,
            xy_m=self.xy_m,
            near=near,
            roads=int(np.searchsorted(near, len(self.samples.edge))),
            ends=ends,
        )

    def contoured(self, reach: Reach, facility: int, cutoffs: Sequence[float]) -> list[_Area]:
        """Contours of the distance to what is reached, each within the next."""
        window = self.window(reach, facility, cutoffs)
        stamp, on_roads = window.stamp, window.on_roads
        areas: list[_Area] = []
        before = -1
        for cutoff, (raster, changes) in zip(cutoffs, window.rasters(cutoffs), strict=True):
            if changes == before:  # the same area, and the same object
                areas.append(areas[-1])
                continue
            before = changes
            shape = stamp.contour(raster, self.buffer_m)
            inside = stamp.covers(raster, self.xy_m[on_roads], self.buffer_m)
            areas.append(self._area(shape, inside, window, cutoff))
        return areas

    def fringes(
        self, reach: Reach, facility: int, bounds: Sequence[tuple[float, float]]
    ) -> list[tuple[shapely.MultiPolygon, shapely.MultiPolygon]]:
        """Draw what is within the first of two times, and what lies between the two."""
        moments = sorted({time for pair in bounds for time in pair})
        window = self.window(reach, facility, moments)
        # Two rasters, one that follows the other, so that it does not matter how many lie between.
        inner = zip(moments, window.rasters(moments), strict=True)
        outer = zip(moments, window.rasters(moments), strict=True)
        shapes: list[tuple[shapely.MultiPolygon, shapely.MultiPolygon]] = []
        before = (-1, -1)
        for certain, possible in bounds:
            within, low = next(found for moment, found in inner if moment == certain)
            beyond, high = next(found for moment, found in outer if moment == possible)
            if (low, high) == before:
                shapes.append(shapes[-1])
                continue
            before = low, high
            shapes.append(
                (
                    window.stamp.contour(within, self.buffer_m),
                    window.stamp.contour_between(beyond, within, self.buffer_m),
                )
            )
        return shapes

    def exact(self, reach: Reach, facility: int, cutoffs: Sequence[float]) -> list[_Area]:
        """Union of buffers; with the one before, so that round ends nest too."""
        window = self.window(reach, facility, cutoffs)
        roads, beside = len(self.samples.edge), reach.network.side_roads
        shape: shapely.Geometry = shapely.MultiPolygon()
        areas = []
        for cutoff in cutoffs:
            drawn = part_lines(reach.network, reached_parts(reach, facility, cutoff))
            if beside is not None:
                reached = window.times[roads:] <= np.rint(cutoff * DS_PER_MIN)
                drawn = np.concatenate([drawn, shapely.points(beside.xy_m[reached])])
            shape = shapely.union_all([shape, *shapely.buffer(drawn, self.buffer_m)])
            shapely.prepare(shape)
            inside = shapely.contains_xy(shape, self.xy_m[window.on_roads])
            areas.append(self._area(_multi(shape), inside, window, cutoff))
        return areas

    def _area(
        self,
        shape: shapely.MultiPolygon,
        inside: NDArray[np.bool_],
        window: Window,
        cutoff: float,
    ) -> _Area:
        on_roads = window.on_roads
        reached = window.times[on_roads] <= np.rint(cutoff * DS_PER_MIN)
        if self.fill_holes_m2 > 0:
            shape, filled = _without_holes(shape, self.fill_holes_m2)
            shapely.prepare(filled)
            inside = inside | shapely.contains_xy(filled, self.xy_m[on_roads])
        metres = self.metres[on_roads]
        return _Area(
            shape,
            float(metres[inside & ~reached].sum()),
            float(metres[reached & ~inside].sum()),
        )


def _filled_m2(shape: shapely.MultiPolygon) -> float:
    """Area inside the outer outlines; a part within a hole of another part counts once."""
    outer = shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(shape)))
    return float(shapely.area(shapely.union_all(outer)))


def _without_holes(
    shape: shapely.MultiPolygon, smaller_than_m2: float
) -> tuple[shapely.MultiPolygon, shapely.Geometry]:
    """Fill small holes, with the islands in them; also the land that was filled."""
    rings = [shapely.polygons(ring) for part in shape.geoms for ring in part.interiors]
    holes = np.array(rings, dtype=object)
    holes = holes[shapely.area(holes) < smaller_than_m2]
    filled = shapely.union_all(holes)
    return _multi(shapely.union_all([shape, filled])), filled


def _multi(shape: shapely.Geometry) -> shapely.MultiPolygon:
    parts = shapely.get_parts(shape)
    return shapely.multipolygons(parts[shapely.get_dimensions(parts) == 2])  # noqa: PLR2004 - areas
