"""What claims are judged by: verdicts from ranges, and the data that the checks share."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.edits import apply_scenarios
from drenthe_geo.io.embedded import (
    read_destinations,
    read_profile,
    read_scenario,
    read_settings,
)
from drenthe_geo.io.files import read_layer
from drenthe_geo.journeys import boarding_times
from drenthe_geo.layers import province_outline
from drenthe_geo.opportunities import read_people
from drenthe_geo.travel import compute_reach, travel_times

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import shapely

    from drenthe_geo.situation import Situation
    from drenthe_geo.trips import Boarding

HOLDS, PARTLY, DOES_NOT, CANNOT = "holds", "partly", "does_not", "cannot_be_judged"
VERDICTS = (HOLDS, PARTLY, DOES_NOT, CANNOT)
UNSURE = "unsure"
"""Of a part of a claim: the threshold lies within the range of its figure."""
GERMANY = "DE"
DRENTHE = "Drenthe"
M_PER_KM = 1000.0


@dataclass(frozen=True)
class Claim:
    """One claim of the profile, and what it is held against.

    Parameters
    ----------
    name : str
        Its id.
    place : str
        Chapter and heading of the profile.
    claim_nl, claim_en : str
        The claim in our own words.
    check : str
        Name of the check; empty if the data cannot judge it.
    on : mapping of str to object
        What the check looks at.
    numbers : mapping of str to float
        Thresholds.
    sources : mapping of str to str
        Source, or "assumption: …", of every threshold.
    note_nl, note_en : str
        What a reader should know.
    missing_nl, missing_en : str
        Which data would judge it, if there is no check.
    """

    name: str
    place: str
    claim_nl: str
    claim_en: str
    check: str = ""
    on: Mapping[str, Any] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    note_nl: str = ""
    note_en: str = ""
    missing_nl: str = ""
    missing_en: str = ""


@dataclass(frozen=True)
class Finding:
    """What a check found.

    Parameters
    ----------
    parts : tuple of str
        Verdict on every part of the claim: ``holds``, ``does_not`` or ``unsure``.
    found : mapping of str to object
        What the sentences of the check name; ``parts``, if any, is a list of mappings.
    """

    parts: tuple[str, ...]
    found: Mapping[str, Any]

    @property
    def verdict(self) -> str:
        """The verdict on the claim: ``partly`` if its parts differ or one is unsure."""
        if self.parts and set(self.parts) == {HOLDS}:
            return HOLDS
        return DOES_NOT if set(self.parts) <= {DOES_NOT} else PARTLY

    @property
    def unsure(self) -> bool:
        """Whether a threshold lies within the range of a figure."""
        return UNSURE in self.parts


@dataclass(frozen=True)
class Check:
    """A check, and what a claim must give it.

    Parameters
    ----------
    function : callable
        Takes the ground and the claim.
    numbers : tuple of str
        Thresholds that it needs.
    on : tuple of str
        What it must be told to look at.
    may : tuple of str
        What it may be told besides.
    """

    function: Callable[[Ground, Claim], Finding]
    numbers: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


def yes_or_no(true: object) -> str:
    """Judge what has no range.

    Parameters
    ----------
    true : object
        Whether it is so.

    Returns
    -------
    str
        ``holds`` or ``does_not``.
    """
    return HOLDS if true else DOES_NOT


def judge_at_most(low: float, high: float, limit: float) -> str:
    """Judge whether a figure is no more than a limit.

    Parameters
    ----------
    low, high : float
        Range of the figure; NaN is no figure, which is more than any limit.
    limit : float
        The limit.

    Returns
    -------
    str
        ``holds``, ``does_not``, or ``unsure`` if the limit lies within the range.

    Examples
    --------
    >>> judge_at_most(8, 10, 10), judge_at_most(9, 11, 10), judge_at_most(11, 12, 10)
    ('holds', 'unsure', 'does_not')
    """
    if high <= limit:
        return HOLDS
    return UNSURE if low <= limit else DOES_NOT


def judge_at_least(low: float, high: float, limit: float) -> str:
    """Judge whether a figure is no less than a limit.

    Parameters
    ----------
    low, high : float
        Range of the figure.
    limit : float
        The limit.

    Returns
    -------
    str
        ``holds``, ``does_not``, or ``unsure`` if the limit lies within the range.

    Examples
    --------
    >>> judge_at_least(10, 12, 10), judge_at_least(9, 11, 10), judge_at_least(8, 9, 10)
    ('holds', 'unsure', 'does_not')
    """
    return judge_at_most(-high, -low, -limit)


def share_within(minutes: pd.Series, people: pd.Series, limit_min: float) -> float:
    """Share of people within a limit.

    Parameters
    ----------
    minutes : pandas.Series
        Minutes per row of people; NaN without a way.
    people : pandas.Series
        How many people a row stands for.
    limit_min : float
        The limit.

    Returns
    -------
    float
        Between 0 and 1.

    Examples
    --------
    >>> import pandas as pd
    >>> share_within(pd.Series([10.0, 30.0, None]), pd.Series([1, 2, 1]), 30)
    0.75
    """
    return float(people[minutes <= limit_min].sum() / people.sum())


def median_minutes(minutes: pd.Series, people: pd.Series) -> float:
    """Minutes within which half of the people are.

    Parameters
    ----------
    minutes : pandas.Series
        Minutes per row of people; NaN without a way.
    people : pandas.Series
        How many people a row stands for.

    Returns
    -------
    float
        Infinite if fewer than half have a way.

    Examples
    --------
    >>> import pandas as pd
    >>> median_minutes(pd.Series([10.0, 30.0, 50.0]), pd.Series([1, 1, 5]))
    50.0
    """
    ordered = minutes.fillna(np.inf).sort_values()
    enough = people[ordered.index].cumsum() >= people.sum() / 2
    return float(ordered[enough].iloc[0])


@dataclass(frozen=True)
class Ground:
    """The data that checks look at, each read or computed once.

    Parameters
    ----------
    situation : Situation
        Trains, roads and sites.
    """

    situation: Situation
    _kept: dict[tuple[str, ...], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Read a layer; stations and sites are those of the situation."""
        if name == "stations":
            return self.situation.rail.stations
        if name == "sites":
            return self.situation.sites
        return self._once(("layer", name), lambda: read_layer(name))

    @cached_property
    def province(self) -> shapely.Geometry:
        """Outline of the province."""
        return province_outline(self.layer("gemeenten"))

    @cached_property
    def stations(self) -> gpd.GeoDataFrame:
        """Stations in service within the province where a train stops."""
        every = self.layer("stations")
        stops = every.index.isin(self.situation.rail.served)
        return every[(every["status"] == "in_service") & stops & every.within(self.province)]

    @cached_property
    def german_border(self) -> shapely.Geometry:
        """The part of the province's outline that no Dutch gemeente shares."""
        around = self.layer("neighbours").geometry.union_all()
        return self.province.boundary.difference(around.boundary)

    @cached_property
    def people(self) -> gpd.GeoDataFrame:
        """Inhabitants, with the ``gemeente`` they live in and its ``regions``."""
        people = read_people()
        areas = self.layer("gemeenten")[["name", "regions", "geometry"]]
        # A postcode of Drenthe may have a street across the border: its nearest gemeente.
        near = people.sjoin_nearest(areas.rename(columns={"name": "gemeente"}))
        return near[~near.index.duplicated()]

    def who(self, on: Mapping[str, Any]) -> tuple[gpd.GeoDataFrame, str]:
        """Choose people by ``region`` or ``gemeenten``; all of Drenthe if neither is given."""
        people = self.people
        if "region" in on:
            inside = people["regions"].str.split(";").map(set(on["region"].split(";")).issubset)
            return people[inside], f"{on['region']}-{DRENTHE}"
        if "gemeenten" in on:
            return people[people["gemeente"].isin(on["gemeenten"])], ", ".join(on["gemeenten"])
        return people, DRENTHE

    def region(self, name: str) -> gpd.GeoDataFrame:
        """Choose the gemeenten of a region."""
        gemeenten = self.layer("gemeenten")
        return gemeenten[gemeenten["regions"].str.split(";").map(lambda all_: name in all_)]

    def names(self, codes: Sequence[str]) -> str:
        """Name stations; a dash if there is none."""
        known = self.layer("stations")["name"]
        return ", ".join(str(known.get(code, code)) for code in codes) or "–"

    def direct_per_hour(self, start: str, end: str, kind: str = "") -> float:
        """Trains an hour between two stations without a change, of a kind if one is given."""
        rail = self.situation.rail
        lines = rail.lines[rail.lines["kind"] == kind] if kind else rail.lines
        legs = rail.legs
        often = 0.0
        for line, per_hour in lines["trains_per_hour"].items():
            its = legs[legs["line"] == line]
            if {start, end} <= {*its["from_station"], *its["to_station"]}:
                often += float(per_hour)
        return often

    def after(self, scenario: str, toggles: Sequence[str] = ()) -> Ground:
        """Take a scenario as done, with some of its toggles on."""

        def make() -> Ground:
            one = read_scenario(scenario, dict.fromkeys(toggles, True))
            done = apply_scenarios(self.situation, [one], read_settings())
            return Ground(done)

        made: Ground = self._once(("after", scenario, *toggles), make)
        return made

    def boarding(self, access: str) -> Boarding:
        """Minutes from all inhabitants to the platforms."""
        made: Boarding = self._once(
            ("boarding", access), lambda: boarding_times(self.people, self.situation, access)
        )
        return made

    @cached_property
    def ends(self) -> pd.DataFrame:
        """Destinations that a train goes to."""
        every = read_destinations()
        return every[every["station"].isin(self.situation.rail.served)]

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
        network = self.situation.network(self.profile(mode))
        return travel_times(compute_reach(network, targets), origins).minutes

    def profile(self, mode: str) -> Any:  # noqa: ANN401 - cached by name
        """Read the profile of a mode, once: a network is kept by it."""
        return self._once(("profile", mode), lambda: read_profile(mode))

    def _once(self, key: tuple[str, ...], make: Callable[[], Any]) -> Any:  # noqa: ANN401
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]
