"""Areas and bands of one facility, drawn of one raster that is lowered from time to time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from drenthe_geo.reach.raster.near import Near
from drenthe_geo.reach.raster.rings import TOUCH_M

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from drenthe_geo.area.settings import Settings
    from drenthe_geo.reach.raster.ground import Reached, State

    Pair = tuple[float, float]


@dataclass(frozen=True)
class Area:
    """The area of a cut-off and its error."""

    shape: shapely.MultiPolygon
    unreached_inside_m: float
    reached_outside_m: float


@dataclass(frozen=True)
class Band:
    """What is within the first of two times, and what lies between the two."""

    certain: shapely.MultiPolygon
    uncertain: shapely.MultiPolygon


@dataclass
class Drawing:
    """What one facility reaches, and when; `ends_m` is where the time runs out on a road."""

    reached: Reached
    moments: Sequence[float]
    ends_m: Mapping[float, NDArray[np.float64]]
    settings: Settings
    fill_holes_m2: float = 0.0
    # Metres of road that each point stands for.
    metres: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    def draw(
        self, cutoffs: Sequence[float], bounds: Sequence[Pair]
    ) -> tuple[list[Area], list[Band]]:
        """Draw the areas within cut-offs, and the bands between bounds."""
        course, fringe = (
            Near.to_none(self.reached.stamp, self.reached.engine) for _ in ("areas", "bands")
        )
        # By what they rest on: where nothing has changed it is the same area, and the same object.
        areas: dict[object, Area] = {}
        bands: dict[object, Band] = {}
        # What is reached by the first of two times, till the second comes; and what was drawn.
        inner: dict[float, tuple[object, State]] = {}
        area_of: list[Area] = []
        band_of: dict[Pair, Band] = {}
        points = np.cumsum(np.bincount(self.reached.moment, minlength=len(self.moments)))
        ends = {"areas": 0, "bands": 0}
        states = self.reached.states(len(self.moments))
        for moment, state, count in zip(self.moments, states, points, strict=False):
            if moment in cutoffs:
                course.add(self.ends_m[moment])
                ends["areas"] += len(self.ends_m[moment])
                rests = int(count), ends["areas"]
                if rests not in areas:
                    areas[rests] = self._area(state.with_ends(course))
                area_of.append(areas[rests])
            if not any(moment in pair for pair in bounds):
                continue
            fringe.add(self.ends_m[moment])
            ends["bands"] += len(self.ends_m[moment])
            now, beyond = (int(count), ends["bands"]), state.with_ends(fringe)
            if any(moment == low for low, _ in bounds):
                inner[moment] = now, beyond.kept()
            for low, high in bounds:
                if moment == high:
                    before, within = inner[low]
                    if (before, now) not in bands:
                        bands[before, now] = self._band(within, beyond)
                    band_of[low, high] = bands[before, now]
            waits = {low for low, high in bounds if high > moment}
            inner = {one: kept for one, kept in inner.items() if one in waits}
        return area_of, [band_of[pair] for pair in bounds]

    def _area(self, state: State) -> Area:
        shape, reached, level_m = self._within(state), self.reached, self._level_m
        outside = np.flatnonzero(reached.moment > state.number)
        inside = reached.covered(outside, state, level_m)
        missed = np.zeros(0, dtype=np.intp)
        if np.sqrt(2) * self.settings.cell_m > level_m:  # else its cell is within for sure
            there = np.flatnonzero(reached.moment <= state.number)
            missed = there[~reached.covered(there, state, level_m)]
        if self.fill_holes_m2 > 0:
            shape, filled = without_holes(shape, self.fill_holes_m2)
            shapely.prepare(filled)
            inside |= shapely.contains_xy(filled, reached.xy_m[outside])
            missed = missed[~shapely.contains_xy(filled, reached.xy_m[missed])]
        metres = self.metres[reached.near]
        return Area(shape, float(metres[outside[inside]].sum()), float(metres[missed].sum()))

    @property
    def _level_m(self) -> float:
        return self.settings.road_buffer_m

    def _within(self, state: State) -> shapely.MultiPolygon:
        """Area within the buffer; more that is reached never gives a smaller one."""
        return self._traced(state, state.inside, None)

    def _band(self, within: State, beyond: State) -> Band:
        """Area of what is reached first, and the rest of that of what is reached later.

        The border between them is the same but for parts of a cell where both borders run through
        the same one.
        """
        # What is reached first, in the part of the raster that holds what is reached later.
        before_m2 = np.full_like(beyond.away_m2, self.reached.stamp.reach_m**2)
        rows, columns = (
            slice(one.start - other.start, one.stop - other.start)
            for one, other in zip(within.box.cells, beyond.box.cells, strict=True)
        )
        if within.box.rows[1]:
            before_m2[rows, columns] = within.away_m2
        rest = beyond.inside & ~(before_m2 <= self.reached.most_m2)
        # On the level itself is within an area, but in no band: that would touch itself.
        there = np.flatnonzero(rest)
        away_m = np.sqrt(beyond.away_m2.ravel()[there]).astype(np.float64)
        rest.ravel()[there[away_m > self._level_m - TOUCH_M]] = False
        return Band(self._within(within), self._traced(beyond, rest, before_m2))

    def _traced(
        self, state: State, inside: NDArray[np.bool_], before_m2: NDArray[np.float32] | None
    ) -> shapely.MultiPolygon:
        """Draw an area of a part of the raster."""
        rings = self.reached.engine.trace(inside, state.away_m2, before_m2, self._level_m)
        return rings.polygons(state.corner_m, self.reached.stamp.grid.cell_m)


def without_holes(
    shape: shapely.MultiPolygon, smaller_than_m2: float
) -> tuple[shapely.MultiPolygon, shapely.Geometry]:
    """Fill small holes, with the islands in them; also the land that was filled."""
    rings = [shapely.polygons(ring) for part in shape.geoms for ring in part.interiors]
    holes = np.array(rings, dtype=object)
    holes = holes[shapely.area(holes) < smaller_than_m2]
    filled = shapely.union_all(holes)
    return multi(shapely.union_all([shape, filled])), filled


def multi(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Give the polygons of a shape as one."""
    parts = shapely.get_parts(shape)
    return shapely.multipolygons(parts[shapely.get_dimensions(parts) == 2])  # noqa: PLR2004 - areas
