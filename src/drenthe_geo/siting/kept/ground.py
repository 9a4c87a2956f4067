"""A question about sites, and what was measured for it: other weights need nothing anew."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.contracts.results import same
from drenthe_geo.scenarios.apply import apply_scenarios
from drenthe_geo.scenarios.model import read_scenario, scenario_names
from drenthe_geo.scenarios.trains import changes_trains
from drenthe_geo.siting.assess import Ranges, asked_of_sites
from drenthe_geo.siting.kept.keys import there_is, there_with
from drenthe_geo.siting.kept.measured import (
    look_around,
    look_at_cells,
    look_at_grid,
    look_at_ranges,
)
from drenthe_geo.siting.measures import measure_criteria
from drenthe_geo.situation import read_situation
from drenthe_geo.work.cache import user_cache

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.scenarios.model import Scenario
    from drenthe_geo.siting.kept.keys import There
    from drenthe_geo.siting.model import Brief, Needs, Siting
    from drenthe_geo.siting.own.criteria import OwnCriterion
    from drenthe_geo.siting.rank import Scale
    from drenthe_geo.siting.surface import Cells
    from drenthe_geo.siting.surroundings import Surroundings
    from drenthe_geo.situation import Situation


Made = TypeVar("Made")


@dataclass(frozen=True)
class Question:
    """What a suggestion is asked with, see `make_suggestion`."""

    area: Area
    service: str
    # The choices, without criteria of the user.
    siting: Siting
    sites: gpd.GeoDataFrame | None
    only: bool
    criteria: Mapping[str, OwnCriterion | Scale | tuple[float, float]]
    weights: Needs | Mapping[str, float] | None
    viewpoint: str
    there: There
    others: Mapping[str, There]
    surface: bool
    moving_margin: float | None


@dataclass
class Ground:
    """What was measured for a service: by what it is of, all that no weight changes."""

    area: Area
    there: There
    grid: Surroundings | None = None
    _around: dict[str, Surroundings] = field(default_factory=dict)
    _ranges: dict[str, Ranges] = field(default_factory=dict)
    _expected: dict[str, pd.DataFrame] = field(default_factory=dict)
    _cells: Cells | None = None
    _once: dict[str, tuple[tuple[object, ...], Any]] = field(default_factory=dict)

    def once(self, of: str, given: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """Give what was made of the same things before, or make it."""
        kept = self._once.get(of)
        if kept is None or not same(kept[0], given):
            kept = self._once[of] = (given, make())
        return cast("Made", kept[1])

    def around(
        self,
        of: str,
        points: gpd.GeoDataFrame,
        siting: Siting,
        there: There | None = None,
        known: Callable[[], Surroundings] | None = None,
    ) -> Surroundings:
        """Give what lies around points; `known` gives that in another situation."""
        kept = self._around.get(of)
        if kept is None or not _same_points(kept.points, points):
            other = self.there if there is None else there

            def same_roads() -> Surroundings | None:
                mine, theirs = self.there.situation, other.situation
                alike = theirs.road_edges is mine.road_edges and theirs.sites is mine.sites
                return known() if alike and known is not None else None

            kept = look_around(self.area, points, other, siting, same_roads=same_roads)
            self._around[of] = kept
            self._ranges.pop(of, None)
            self._expected.pop(of, None)
        return kept if kept.points is points else replace(kept, points=points)

    def ranges(
        self,
        of: str,
        sites: gpd.GeoDataFrame,
        around: Surroundings,
        brief: Brief,
        siting: Siting,
        *,
        there: There | None = None,
    ) -> Ranges:
        """Give the measures of sites that a service asks for, and their ranges."""
        asked, kept = asked_of_sites(brief), self._ranges.get(of)
        if kept is not None and not kept.measures.index.equals(sites.index):
            kept = None
        left = asked if kept is None else asked - set(kept.measures.columns)
        if left or kept is None:
            where = self.there if there is None else there
            how: Any = {"siting": siting, "asked": left}
            more = look_at_ranges(self.area, where, sites, around, brief, **how)
            if kept is not None:
                more = Ranges(
                    *(
                        _joined(getattr(kept, name), getattr(more, name), siting)
                        for name in ("measures", "best", "worst")
                    )
                )
            kept = self._ranges[of] = more
        return kept.of(asked)

    def expected(self, of: str, around: Surroundings, brief: Brief, siting: Siting) -> pd.DataFrame:
        """Give the measures of sites that weigh something for somebody, as expected."""
        kept = self._expected.get(of)
        if kept is not None and not kept.index.equals(around.points.index):
            kept = None
        known = set() if kept is None else set(kept.columns)
        left = set(brief.asked) - known
        if left:
            more = measure_criteria(self.area, around, brief, siting, criteria=left)
            kept = self._expected[of] = more if kept is None else _joined(kept, more, siting)
        return kept if kept is not None else pd.DataFrame(index=around.points.index)

    def cells(self, brief: Brief, siting: Siting) -> Cells:
        """Give the measures of the area's cells that a service asks for."""
        asked, limits = {*brief.asked, *brief.limits}, set(brief.limits)
        kept = self._cells
        if kept is not None:
            asked -= set(kept.expected.columns)
            limits -= set(kept.low.columns)
        if asked or limits or kept is None:
            more = look_at_cells(
                self.area,
                self.there,
                brief,
                siting,
                grid=lambda: self._whole(siting),
                asked=asked,
                limits=limits,
            )
            if kept is not None:
                more = replace(
                    more,
                    expected=_joined(kept.expected, more.expected, siting),
                    low=_joined(kept.low, more.low, siting),
                )
            kept = self._cells = more
        return kept

    def alone(self) -> Ground:
        """Take the same situation for another service: nothing was measured for it yet."""
        return Ground(self.area, self.there, self.grid)

    def without(self, criterion: str) -> Ground:
        """Forget what a criterion measured: it is another one from now on."""

        def rest(table: pd.DataFrame) -> pd.DataFrame:
            return table.drop(columns=criterion, errors="ignore")

        cells = self._cells
        return replace(
            self,
            _around=dict(self._around),
            _once={},
            _ranges={
                of: Ranges(rest(one.measures), rest(one.best), rest(one.worst))
                for of, one in self._ranges.items()
            },
            _expected={of: rest(one) for of, one in self._expected.items()},
            _cells=cells and replace(cells, expected=rest(cells.expected), low=rest(cells.low)),
        )

    def _whole(self, siting: Siting) -> Surroundings:
        """Give what lies around all cells: large, so only kept here where no folder keeps it."""
        if self.grid is not None:
            return self.grid
        found = look_at_grid(self.area, self.there, siting)
        if user_cache().folder is None:
            self.grid = found
        return found


def others_of(area: Area, there: There, siting: Siting) -> dict[str, There]:
    """Say what a suggestion is compared with, each made when it is needed.

    Every scenario of the area on its own, without a timetable those that change no trains; of a
    situation with scenarios what is there ``without`` them.
    """
    now = there.situation
    if now.scenarios:
        return {"without": there_is(area, read_situation(area, buses=now.buses), siting)}
    return {
        name: _with_scenario(area, there, name)
        for name in scenario_names(area)
        if now.transit.is_known or not changes_trains(read_scenario(area, name))
    }


def given_others(area: Area, others: Mapping[str, Situation], siting: Siting) -> dict[str, There]:
    """Take the situations of a user."""
    return {name: there_is(area, one, siting) for name, one in others.items()}


def _with_scenario(area: Area, there: There, name: str) -> There:
    return there_with(
        there,
        name,
        lambda: apply_scenarios(there.situation, [read_scenario(area, name)], area.settings),
    )


def then_of(area: Area, there: There, earlier: Scenario) -> There:
    """Say how it was with the trains of another year."""
    return there_with(
        there,
        f"trains-{earlier.name}",
        lambda: apply_scenarios(there.situation, [earlier], area.settings),
    )


def _joined(one: pd.DataFrame, other: pd.DataFrame, siting: Siting) -> pd.DataFrame:
    """Put columns side by side, in the order of the criteria."""
    more = [name for name in other.columns if name not in one.columns]
    both: pd.DataFrame = one.join(other[more])
    return pd.DataFrame(both[[name for name in siting.criteria if name in both.columns]])


def _same_points(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> bool:
    """Tell whether points have the same ids and places, and stand for the same sites."""
    if one is other:
        return True
    if not one.index.equals(other.index) or ("of" in one) != ("of" in other):
        return False
    mine, theirs = (shapely.get_coordinates(each.geometry.to_numpy()) for each in (one, other))
    return bool(np.array_equal(mine, theirs)) and ("of" not in one or one["of"].equals(other["of"]))
