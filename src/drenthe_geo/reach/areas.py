"""Areas drawn from the reached roads: a rendering, with its error stated.

An area is the land within `road_buffer_m` of a reached part of a road, contoured on a
raster of `cell_m`, or the exact union of buffers on request. What lies within its outer
outline, with every hole filled, is a second figure.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from drenthe_geo.crs import RD_NEW
from drenthe_geo.errors import ArgumentError
from drenthe_geo.reach.parts import cut_ends, part_lines, reached_parts, require_cutoffs
from drenthe_geo.reach.raster import Stamp
from drenthe_geo.reach.samples import EdgeSamples
from drenthe_geo.units import DS_PER_MIN, M2_PER_KM2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from drenthe_geo.area.settings import Settings
    from drenthe_geo.reach.raster import Placed
    from drenthe_geo.roads.minutes import Reach

LAND = ("km2", "filled_km2")
"""Columns that say how large an area is."""

MOST_THREADS = 4
"""Each holds a raster of its own; a part of the work cannot run side by side anyway."""


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
    >>> reach = dg.compute_reach(dg.roads.read_network(area, "car"), stations)
    >>> areas = service_areas(reach, [5, 10], area.settings)
    >>> areas.loc[areas["facility"] == "hds", "minutes"].tolist()
    [5.0, 10.0]
    """
    if not fill_holes_m2 >= 0:
        raise ArgumentError("reach.bad_holes", given=f"{fill_holes_m2:g}")
    cutoffs = require_cutoffs(minutes)
    canvas = replace(_Canvas.of(reach, settings), fill_holes_m2=fill_holes_m2)
    draw = canvas.exact if exact else canvas.contoured

    def rows(position: int) -> list[dict[str, object]]:
        facility = reach.facilities.index[position]
        return [
            {
                "facility": facility,
                "mode": reach.network.profile.mode,
                "direction": reach.direction,
                "minutes": cutoff,
                "km2": round(area.shape.area / M2_PER_KM2, 3),
                "filled_km2": round(_filled_m2(area.shape) / M2_PER_KM2, 3),
                "unreached_inside_m": round(area.unreached_inside_m),
                "reached_outside_m": round(area.reached_outside_m),
                "geometry": area.shape,
            }
            for cutoff, area in zip(cutoffs, draw(position, cutoffs), strict=True)
        ]

    return _side_by_side(rows, len(reach.facilities))


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
    >>> reach = dg.compute_reach(dg.roads.read_network(area, "car"), one)
    >>> bands = certainty_areas(reach, [20], area.settings)
    >>> bands[["band", "from_min", "to_min"]].round(1).to_numpy().tolist()
    [['certain', 0.0, 18.2], ['uncertain', 18.2, 25.0]]
    """
    cutoffs = require_cutoffs(minutes)
    canvas = _Canvas.of(reach, settings)
    bounds = [reach.network.profile.certainty_bounds_min(cutoff) for cutoff in cutoffs]

    def rows(position: int) -> list[dict[str, object]]:
        facility = reach.facilities.index[position]
        found = []
        shapes = canvas.fringes(position, bounds)
        for cutoff, (certain, possible), pair in zip(cutoffs, bounds, shapes, strict=True):
            bands = (("certain", 0.0, certain), ("uncertain", certain, possible))
            for (band, start, end), shape in zip(bands, pair, strict=True):
                found.append(
                    {
                        "facility": facility,
                        "mode": reach.network.profile.mode,
                        "direction": reach.direction,
                        "minutes": cutoff,
                        "band": band,
                        "from_min": start,
                        "to_min": end,
                        "km2": round(shape.area / M2_PER_KM2, 3),
                        "geometry": shape,
                    }
                )
        return found

    return _side_by_side(rows, len(reach.facilities))


def _side_by_side(
    rows: Callable[[int], list[dict[str, object]]], facilities: int
) -> gpd.GeoDataFrame:
    """Draw the facilities in threads; the order of the rows is that of the facilities."""
    with ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1, facilities)) as pool:
        found = [row for of_one in pool.map(rows, range(facilities)) for row in of_one]
    return gpd.GeoDataFrame(found, geometry="geometry", crs=RD_NEW)


@dataclass(frozen=True)
class _Area:
    """The area of a cut-off and its error."""

    shape: shapely.MultiPolygon
    unreached_inside_m: float
    reached_outside_m: float


@dataclass(frozen=True)
class _Canvas:
    """The sample points of a network, placed on a raster once for all facilities."""

    reach: Reach
    samples: EdgeSamples
    metres: NDArray[np.float64]
    stamp: Stamp
    # The samples, and after them the points of side roads, which stand for no metres.
    placed: Placed
    buffer_m: float
    fill_holes_m2: float = 0.0

    @classmethod
    def of(cls, reach: Reach, settings: Settings) -> _Canvas:
        samples = EdgeSamples.along(reach.network, settings.sample_m)
        beside = reach.network.side_roads
        xy_m = samples.xy_m if beside is None else np.vstack([samples.xy_m, beside.xy_m])
        low_m, high_m = np.split(shapely.total_bounds(reach.network.lines), 2)
        corners = np.vstack([low_m, high_m, xy_m])
        stamp = Stamp.around((*corners.min(axis=0), *corners.max(axis=0)), settings)
        return cls(
            reach=reach,
            samples=samples,
            metres=samples.metres(reach.network),
            stamp=stamp,
            placed=stamp.place(xy_m),
            buffer_m=settings.road_buffer_m,
        )

    def times_ds(self, facility: int) -> NDArray[np.float64]:
        """Give the times of the samples, and after them of the points of side roads."""
        times = self.samples.times_ds(self.reach, facility)
        beside = self.reach.network.side_roads
        if beside is None:
            return times
        return np.concatenate([times, beside.times_ds(self.reach, facility)])

    def distances(
        self, facility: int, times: NDArray[np.float64], cutoffs: Iterable[float]
    ) -> Iterator[NDArray[np.float32]]:
        """Squared distance to what is reached; one raster, lowered from cut-off to cut-off."""
        raster = self.stamp.blank()
        before = -np.inf
        for cutoff in cutoffs:
            limit = np.rint(cutoff * DS_PER_MIN)
            new = np.flatnonzero((times <= limit) & (times > before))
            self.stamp.lower(raster, self.placed.take(new))
            ends = cut_ends(self.reach, facility, cutoff)
            self.stamp.lower(raster, self.stamp.place(ends))
            yield raster
            before = limit

    def contoured(self, facility: int, cutoffs: Sequence[float]) -> list[_Area]:
        """Contours of the distance to what is reached, each within the next."""
        times = self.times_ds(facility)
        xy_m = self.samples.xy_m
        on_roads = self.placed.take(np.arange(len(xy_m)))
        areas = []
        for cutoff, raster in zip(cutoffs, self.distances(facility, times, cutoffs), strict=True):
            shape = self.stamp.contour(raster, self.buffer_m)
            inside = self.stamp.covers(raster, on_roads, xy_m, self.buffer_m)
            reached = times[: len(xy_m)] <= np.rint(cutoff * DS_PER_MIN)
            areas.append(self._area(shape, inside, reached))
        return areas

    def fringes(
        self, facility: int, bounds: Sequence[tuple[float, float]]
    ) -> list[tuple[shapely.MultiPolygon, shapely.MultiPolygon]]:
        """Draw what is within the first of two times, and what lies between the two."""
        moments = sorted({time for pair in bounds for time in pair})
        times = self.times_ds(facility)
        inner: dict[float, NDArray[np.float32]] = {}
        shapes = {}
        for moment, raster in zip(moments, self.distances(facility, times, moments), strict=True):
            for certain, possible in bounds:
                if moment == certain:
                    inner[certain] = raster.copy()
                if moment == possible:
                    shapes[certain] = (
                        self.stamp.contour(inner[certain], self.buffer_m),
                        self.stamp.contour_between(raster, inner[certain], self.buffer_m),
                    )
                    del inner[certain]
        return [shapes[certain] for certain, _ in bounds]

    def exact(self, facility: int, cutoffs: Sequence[float]) -> list[_Area]:
        """Union of buffers; with the one before, so that round ends nest too."""
        times = self.times_ds(facility)
        on_roads, beside = self.samples.xy_m, self.reach.network.side_roads
        shape: shapely.Geometry = shapely.MultiPolygon()
        areas = []
        for cutoff in cutoffs:
            reached = times <= np.rint(cutoff * DS_PER_MIN)
            drawn = part_lines(self.reach.network, reached_parts(self.reach, facility, cutoff))
            if beside is not None:
                points = shapely.points(beside.xy_m[reached[len(on_roads) :]])
                drawn = np.concatenate([drawn, points])
            shape = shapely.union_all([shape, *shapely.buffer(drawn, self.buffer_m)])
            shapely.prepare(shape)
            inside = shapely.contains_xy(shape, on_roads)
            areas.append(self._area(_multi(shape), inside, reached[: len(on_roads)]))
        return areas

    def _area(
        self, shape: shapely.MultiPolygon, inside: NDArray[np.bool_], reached: NDArray[np.bool_]
    ) -> _Area:
        if self.fill_holes_m2 > 0:
            shape, filled = _without_holes(shape, self.fill_holes_m2)
            shapely.prepare(filled)
            inside = inside | shapely.contains_xy(filled, self.samples.xy_m)
        return _Area(
            shape,
            float(self.metres[inside & ~reached].sum()),
            float(self.metres[reached & ~inside].sum()),
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
