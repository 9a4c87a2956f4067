"""What claims are judged by: verdicts from ranges, and the data that the checks share."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.area.people import read_people
from drenthe_geo.area.select import border_abroad, province_outline
from drenthe_geo.contracts.results import result
from drenthe_geo.roads.beyond import minutes_from_gates, read_beyond
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.roads.snapping import snap_points
from drenthe_geo.scenarios.apply import apply_scenarios
from drenthe_geo.scenarios.model import read_scenario
from drenthe_geo.scenarios.outlook import only_new_unsure, same_platforms
from drenthe_geo.transit.connections import calls_of
from drenthe_geo.trips.boarding import DEFAULT_ACCESS, boarding_times, read_destinations
from drenthe_geo.trips.door_to_door import trip_minutes
from drenthe_geo.trips.kept import MINUTES, kept_of_roads
from drenthe_geo.units import BOUNDS
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    import shapely

    from drenthe_geo.area.area import Area
    from drenthe_geo.scenarios.model import Scenario
    from drenthe_geo.situation import Situation
    from drenthe_geo.transit.lines import Transit
    from drenthe_geo.trips.model import Boarding
    from drenthe_geo.units import Bound

BEYOND_M = 2000.0
"""Side of the cells of people beyond the roads: a point no further off has a cell of its own."""

EVERYWHERE_MIN = 240.0
"""Longer than any way within an area."""

ABROAD = "abroad"
"""In place of a neighbour: what lies across the border of the country."""


@result
@dataclass(frozen=True)
class Ground:
    """The data that checks look at, each read or computed once."""

    area: Area
    situation: Situation
    # What no situation changes: those that are made of one another have it together.
    _of_area: dict[tuple[str, ...], Any] = field(default_factory=dict, repr=False, compare=False)
    # The one that a scenario was applied to.
    _before: Ground | None = field(default=None, repr=False, compare=False)
    _kept: dict[tuple[str, ...], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Read a layer; stations and sites are those of the situation."""
        if name == "stations":
            return self.situation.transit.stations
        if name == "sites":
            return self.situation.sites
        return self._of_all(("layer", name), lambda: self.area.layer(name))

    @cached_property
    def outline(self) -> shapely.Geometry:
        """Outline of the area."""
        return province_outline(self.layer("gemeenten"))

    @cached_property
    def stations(self) -> gpd.GeoDataFrame:
        """Stations in service within the area where a train stops, as far as that is known."""
        every = self.layer("stations")
        stops = every.index.isin(self.situation.transit.stopping)
        return every[(every["status"] == "in_service") & stops & every.within(self.outline)]

    @cached_property
    def trains(self) -> Transit:
        """The trains without the buses, for claims about trains; refused where none is known."""
        self.situation.transit.require_lines()
        return self.situation.transit.without_buses()

    @cached_property
    def border_abroad(self) -> shapely.Geometry:
        """The part of the area's outline that no gemeente of the country shares."""
        return border_abroad(self.layer("gemeenten"), self.layer("neighbours"))

    @property
    def people(self) -> gpd.GeoDataFrame:
        """Inhabitants, with the ``gemeente`` they live in and its ``regions``."""
        people: gpd.GeoDataFrame = self._of_all(("people",), self._people)
        return people

    def _people(self) -> gpd.GeoDataFrame:
        people = read_people(self.area)
        areas = self.layer("gemeenten")[["name", "regions", "geometry"]]
        # A postcode may have a street across the border: its nearest gemeente.
        near = people.sjoin_nearest(areas.rename(columns={"name": "gemeente"}))
        return near[~near.index.duplicated()]

    @cached_property
    def without_buses(self) -> Ground:
        """The same without buses; itself where none runs, or none is known."""
        if not self.situation.transit.is_known:
            return self
        trains = self.trains
        if trains is self.situation.transit:
            return self
        without = replace(self.situation, transit=trains, buses=False)
        return Ground(self.area, without, self._of_area)

    def who(self, on: Mapping[str, Any]) -> tuple[gpd.GeoDataFrame, str | Message]:
        """Choose people by ``region`` or ``gemeenten``; all of the area if neither is given."""
        people = self.people
        if "region" in on:
            inside = people["regions"].str.split(";").map(set(on["region"].split(";")).issubset)
            return people[inside], Message("claims.who.region", region=on["region"])
        if "gemeenten" in on:
            return people[people["gemeente"].isin(on["gemeenten"])], ", ".join(on["gemeenten"])
        return people, Message("claims.who.all")

    def region(self, name: str) -> gpd.GeoDataFrame:
        """Choose the gemeenten of a region."""
        gemeenten = self.layer("gemeenten")
        return gemeenten[gemeenten["regions"].str.split(";").map(lambda all_: name in all_)]

    def names(self, codes: Sequence[str]) -> str:
        """Name stations; a dash if there is none."""
        known = self.layer("stations")["name"]
        return ", ".join(str(known.get(code, code)) for code in codes) or "–"

    def direct_per_hour(self, start: str, end: str, kind: str = "") -> float:
        """Trains an hour between two stations without a change, of a kind if one is given.

        Those of a line that does not run every hour do not count.
        """
        transit = self.trains
        lines = transit.lines[transit.lines["kind"] == kind] if kind else transit.lines
        calls = self._once(("calls",), lambda: calls_of(transit.legs))
        often = 0.0
        for line, per_hour in lines["trains_per_hour"].items():
            if per_hour >= 1 and {start, end} <= set(calls[str(line)]):
                often += float(per_hour)
        return often

    def with_scenario(self, scenario: str, toggles: Sequence[str]) -> Scenario:
        """Read a scenario, with some of its toggles on."""
        made: Scenario = self._of_all(
            ("scenario", scenario, *toggles),
            lambda: read_scenario(self.area, scenario, dict.fromkeys(toggles, True)),
        )
        return made

    def after(self, scenario: str, toggles: Sequence[str] = ()) -> Ground:
        """Take a scenario as done, with some of its toggles on."""

        def make() -> Ground:
            one = self.with_scenario(scenario, toggles)
            done = apply_scenarios(self.situation, [one], self.area.settings)
            return Ground(self.area, done, self._of_area, self)

        made: Ground = self._once(("after", scenario, *toggles), make)
        return made

    def gained(self, scenario: str, toggles: Sequence[str]) -> Mapping[Bound, pd.DataFrame]:
        """Minutes that all inhabitants gain by a scenario to every destination, by bound."""

        def before() -> pd.DataFrame:
            transit = self.situation.transit
            return trip_minutes(self.boarding(DEFAULT_ACCESS), transit, self.ends)

        def make() -> Mapping[Bound, pd.DataFrame]:
            after, was = self.after(scenario, toggles), self._once(("before",), before)
            unsure = only_new_unsure(after.situation.transit, self.situation.transit)
            boarding = after.boarding(DEFAULT_ACCESS)
            # How one comes to a station is the same before and after: its error is no part of it.
            return {
                bound: was
                - trip_minutes(boarding, unsure, after.ends, bound=bound, same_access=True)
                for bound in BOUNDS
            }

        made: Mapping[Bound, pd.DataFrame] = self._once(("gained", scenario, *toggles), make)
        return made

    def boarding(self, access: str) -> Boarding:
        """Minutes from all inhabitants to the platforms."""
        before = self._before
        if before is not None and same_platforms(self.situation, before.situation):
            return before.boarding(access)

        def make() -> Boarding:
            known = None if before is None else (before.situation, before.boarding(access))
            there = self.area, self.people, self.situation
            return boarding_times(*there, access, many=True, known=known)

        made: Boarding = self._once(("boarding", access), make)
        return made

    @cached_property
    def ends(self) -> pd.DataFrame:
        """Destinations that a train or a bus goes to."""
        every = read_destinations(self.area)
        return every[every["station"].isin(self.situation.transit.served)]

    def points(self, spec: str) -> gpd.GeoDataFrame:
        """Choose the points that a word stands for; none if there is none of that name.

        ``site:ID``, ``station:CODE``, ``education:ID``, ``place:NAME`` or
        ``exits:ROAD,ROAD``.
        """
        kind, _, name = spec.partition(":")
        if kind == "exits":
            exits = self.layer("exits")
            found = exits[exits["road"].isin(name.split(",")) & (exits["kind"] == "exit")]
        elif kind == "place":
            towns = self.layer("place_names")
            found = towns[towns["name"] == name].sort_values("rank").head(1)
        else:
            layer = self.layer({"site": "sites", "station": "stations"}.get(kind, kind))
            found = layer[layer.index == name]
        return gpd.GeoDataFrame(geometry=found.geometry.rename_axis("point"))

    def minutes(
        self, origins: gpd.GeoDataFrame, targets: gpd.GeoDataFrame, mode: str
    ) -> pd.DataFrame:
        """Minutes on the roads from every origin to every target, NaN without a way."""
        if origins.empty or targets.empty:
            return pd.DataFrame(np.nan, origins.index, targets.index)
        profile = self.profile(mode)

        def make() -> pd.DataFrame:
            reach = compute_reach(self.situation.network(profile), targets)
            return travel_times(reach, origins).minutes

        return self._kept_minutes((origins, targets), (profile, "between"), make)

    def is_beyond(self, points: gpd.GeoDataFrame) -> bool:
        """Whether no point joins the roads for cars."""
        profile = self.profile("car")

        def make() -> pd.DataFrame:
            return snap_points(self.situation.network(profile), points)[["access_min"]]

        legs = self._kept_minutes((points,), (profile, "access"), make)
        return bool(legs["access_min"].isna().all())

    def minutes_beyond(
        self, people: gpd.GeoDataFrame, target: gpd.GeoDataFrame
    ) -> tuple[pd.Series, pd.Series]:
        """Minutes by car to a point beyond the roads by the best gate, and the least there can be.

        They are known up to where the table of minutes from gates ends; what is further takes
        longer than that.
        """
        beyond = read_beyond(self.area)
        where = self.area.table("beyond_people").set_index("place")
        cells = gpd.GeoSeries.from_xy(where["x_m"], where["y_m"], index=where.index, crs=people.crs)
        away = cells.distance(target.geometry.iloc[0])
        here = beyond.minutes["place"] == (away.idxmin() if away.min() <= BEYOND_M else None)
        rest = beyond.minutes[here].set_index("gate")["minutes"]
        profile = self.profile("car")

        def make() -> pd.DataFrame:
            network = self.situation.network(profile)
            return minutes_from_gates(people, beyond.gates, network, EVERYWHERE_MIN)

        asked = (profile, "from gates", EVERYWHERE_MIN)
        near = self._kept_minutes((people, beyond.gates), asked, make)
        on = rest.reindex(near.columns)
        known = near.add(on, axis=1).min(axis=1)
        return known, near.add(on.fillna(beyond.most_min), axis=1).min(axis=1)

    def _kept_minutes(
        self,
        places: tuple[gpd.GeoDataFrame, ...],
        asked: tuple[object, ...],
        make: Callable[[], pd.DataFrame],
    ) -> pd.DataFrame:
        """Look minutes up that an earlier run measured; see `kept_of_roads`."""
        return kept_of_roads(self.area, self.situation, places, (MINUTES, *asked), make)

    def profile(self, mode: str) -> Any:  # noqa: ANN401 - cached by name
        """Read the profile of a mode, once: a network is kept by it."""
        return self._of_all(("profile", mode), lambda: read_profile(self.area, mode))

    def _of_all(self, key: tuple[str, ...], make: Callable[[], Any]) -> Any:  # noqa: ANN401
        if key not in self._of_area:
            self._of_area[key] = make()
        return self._of_area[key]

    def _once(self, key: tuple[str, ...], make: Callable[[], Any]) -> Any:  # noqa: ANN401
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]
