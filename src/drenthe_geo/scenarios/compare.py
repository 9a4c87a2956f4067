"""What a scenario changes: before, after and the difference, for people and places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.area.people import read_people
from drenthe_geo.area.select import places_inside
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.contracts.results import result
from drenthe_geo.contracts.shown import Explored
from drenthe_geo.errors import ArgumentError
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.scenarios.apply import apply_scenarios
from drenthe_geo.scenarios.by_road import outlook_by_road
from drenthe_geo.scenarios.one_way import one_way_notes
from drenthe_geo.scenarios.outlook import (
    EGRESS_MODE,
    NO_TRAIN,
    Doors,
    make_outlook,
    mean_gain,
    measure_starts,
    minutes_by_train_alone,
)
from drenthe_geo.scenarios.tables import (
    by_group,
    reach_table,
    sites_table,
    stations_table,
    summary_rows,
)
from drenthe_geo.situation import read_situation
from drenthe_geo.trips.boarding import DEFAULT_ACCESS, access_modes, access_named, read_destinations
from drenthe_geo.trips.notices import too_far_warnings
from drenthe_geo.words.message import Message
from drenthe_geo.words.table import NO_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import geopandas as gpd
    import pandas as pd

    from drenthe_geo.area.area import Area
    from drenthe_geo.scenarios.model import Scenario
    from drenthe_geo.scenarios.outlook import Outlook
    from drenthe_geo.situation import Situation

STEPS = ("before", "after", "tables")

BY_TRAIN = ("stations", "in_reach")
"""Tables of trips by train alone."""

TRAINLESS = "no train"
"""What tables have for a station, for who goes all the way without a train."""


@result
@dataclass(frozen=True)
class Comparison(Explored):
    """What scenarios change.

    Parameters
    ----------
    scenarios : tuple of Scenario
        The scenarios.
    access : str
        How one comes to the station.
    before, after : Situation
        Trains, roads and sites.
    people, places : geopandas.GeoDataFrame
        Who counts, and the postcode areas they live in.
    tables : mapping of str to pandas.DataFrame
        ``places``, ``stations``, ``sites``, ``gemeenten``: a row for each and every
        destination, with minutes before and after, what is gained with its range, and
        the station; ``in_reach``: who comes to each of them by train. In an area without a
        timetable destinations are those by car, and ``stations`` and ``in_reach`` missing.
    gains : pandas.DataFrame
        Minutes gained: people × destinations.
    cut_off : pandas.DataFrame
        Who had a way and has none any more: people × destinations.
    minutes_before, minutes_after : pandas.DataFrame
        Minutes from door to door: people × destinations; missing without a way.
    summary : pandas.DataFrame
        One row per destination, for all people; ``gain_by_train_alone_min`` is what is
        gained if no bus counts.
    warnings : tuple of Message
        What a reader should look at.
    """

    scenarios: tuple[Scenario, ...]
    access: str
    before: Situation
    after: Situation
    people: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    tables: Mapping[str, pd.DataFrame]
    gains: pd.DataFrame
    cut_off: pd.DataFrame
    minutes_before: pd.DataFrame
    minutes_after: pd.DataFrame
    summary: pd.DataFrame
    warnings: tuple[Message, ...]

    @property
    def modes(self) -> tuple[str, ...]:
        """Modes by which one comes to a station and goes on from one; by car all the way there."""
        if not self.before.transit.is_known:
            return ("car",)
        return tuple(dict.fromkeys([*access_modes(self.access, self.before), EGRESS_MODE]))


@checked
def make_comparison(
    area: Area,
    scenarios: Iterable[Scenario],
    *,
    access: str = DEFAULT_ACCESS,
    buses: bool = True,
    on_step: Callable[[str], None] = lambda _: None,
) -> Comparison:
    """Compare the situation as it stands with that of some scenarios together.

    Parameters
    ----------
    area : Area
        The area.
    scenarios : iterable of Scenario
        The scenarios, in any order.
    access : str
        How one comes to the station: ``"walk"``, ``"bicycle"``, ``"ebike"``, ``"car"``
        or ``"best"``, see `station_trips`.
    buses : bool
        Whether buses count.
    on_step : callable
        Told the name of each step of `STEPS` when it begins.

    Returns
    -------
    Comparison
        Tables for places, stations, sites and gemeenten. If roads or stations change
        there are destinations by car too: the nearest station of the area, and every
        destination that the roads reach.

    Raises
    ------
    ArgumentError
        If there is no scenario, no such mode, or the scenarios contradict each other.

    Examples
    --------
    >>> found = dg.scenarios.make_comparison(area, [dg.scenarios.read_scenario(area, "veldlijn")])
    >>> int(found.summary.loc["hoofdstad", "people_gaining"])
    18500
    """
    chosen = _each_once(scenarios)
    settings, before = area.settings, read_situation(area, buses=buses)
    access = access_named(access, before)
    after = apply_scenarios(before, chosen, settings)
    names = after.transit.halts["name"].combine_first(before.transit.halts["name"])
    names[NO_TRAIN] = TRAINLESS
    changed = after.road_edges is not before.road_edges
    by_car = changed or not after.transit.stopping.equals(before.transit.stopping)
    if read_destinations(area).empty:  # then the nearest station is what one goes to
        by_car = True
        if before.transit.stopping.empty and after.transit.stopping.empty:
            raise ArgumentError("answers.trips.no_destinations", area=area.name)
    people = read_people(area)
    places = places_inside(area.layer("places"), area.layer("gemeenten"))
    on_step("before")
    far, alone = list[Message](), None
    if before.transit.is_known:
        education, every = area.layer("education"), read_destinations(area)
        doors = Doors(people, places, education[education["students"].notna()])
        starts = measure_starts(area, before, access, doors)
        was = make_outlook(area, before, starts, doors, known=before.transit, by_car=by_car)
        trips, rules = was.minutes["expected"][list(every.index)], before.transit.rules
        far = too_far_warnings(starts.people, trips, rules, people["population"])
        by_train = minutes_by_train_alone(every, before.transit, starts.people)
        on_step("after")
        # Of other roads nothing is the same, and both at a time take much room.
        same = None if changed else (before, starts)
        del starts
        starts = measure_starts(area, after, access, doors, same=same)
        would = make_outlook(area, after, starts, doors, known=before.transit, by_car=by_car)
        then = minutes_by_train_alone(every, after.transit, starts.people)
        alone = mean_gain(by_train, then, people["population"])
    else:
        was = outlook_by_road(area, before, people)
        on_step("after")
        would = outlook_by_road(area, after, people, was)
    on_step("tables")
    gains, least = was.minutes["expected"] - would.minutes["expected"], settings.least_gain_min
    both, gemeente = (was, would), people["pc4"].map(places["gemeente"])
    by_place = by_group(people["pc4"], "place", people, both, names=names, least_min=least)
    by_place.insert(1, "name", by_place["place"].map(places["name"]))
    by_place.insert(2, "gemeente", by_place["place"].map(places["gemeente"]))
    cutoffs = (settings.train_cutoff_min, settings.student_cutoff_min)
    tables = {
        "places": by_place,
        "gemeenten": by_group(gemeente, "gemeente", people, both, names=names, least_min=least),
        "stations": stations_table(was, would, names),
        "sites": sites_table(before, after, was, would, names),
        "in_reach": reach_table(was, would, places, cutoffs),
    }
    summary = summary_rows(people, was, would, least)
    summary["gain_by_train_alone_min"] = np.nan if alone is None else alone.reindex(summary.index)
    if alone is None:
        tables = {name: tables[name] for name in tables if name not in BY_TRAIN}
    warnings = [
        *_warnings(area, chosen, access, before),
        *far,
        *_lost(summary, before, after, would),
    ]
    return Comparison(
        scenarios=chosen,
        access=access,
        before=before,
        after=after,
        people=people,
        places=places,
        tables=tables,
        gains=gains,
        cut_off=was.minutes["expected"].notna() & would.minutes["expected"].isna(),
        minutes_before=was.minutes["expected"],
        minutes_after=would.minutes["expected"],
        summary=summary,
        warnings=tuple(warnings),
    )


def _each_once(scenarios: Iterable[Scenario]) -> tuple[Scenario, ...]:
    """Take scenarios, refusing none and one that was given twice."""
    chosen = tuple(scenarios)
    if not chosen:
        raise ArgumentError("scenarios.none_given")
    given = [one.name for one in chosen]
    if len(set(given)) < len(given):
        twice = next(name for name in given if given.count(name) > 1)
        raise ArgumentError("scenarios.given_twice", scenario=twice)
    return chosen


def _warnings(
    area: Area,
    scenarios: tuple[Scenario, ...],
    access: str,
    situation: Situation,
) -> list[Message]:
    """Say what to keep in mind of scenarios, waits and modes."""
    warnings = [
        Message("scenarios.note", scenario=one.name, note=one.note)
        for one in scenarios
        if one.note != NO_TEXT
    ]
    warnings += one_way_notes(scenarios, situation.transit)
    known = situation.transit.is_known
    if known:
        warnings.append(Message("scenarios.waits", minutes=situation.transit.rules.wait_cap_min))
    warnings.append(situation.transit.bus_note)
    modes = access_modes(access, situation) if known else ("car",)
    notes = [note for mode in modes for note in read_profile(area, mode).notes]
    return [*warnings, *dict.fromkeys(notes)]


def _lost(
    summary: pd.DataFrame, before: Situation, after: Situation, would: Outlook
) -> list[Message]:
    """Say who is cut off, and which added stations and sites nobody comes to."""
    warnings = []
    cut = summary["people_cut_off"]
    if cut.any():
        most = str(cut.idxmax())
        warnings.append(Message("scenarios.cut_off", people=int(cut.max()), destination=most))
    served = [
        side.transit.served if side.transit.is_known else side.transit.stopping
        for side in (before, after)
    ]
    stops = served[1].difference(served[0])
    role = after.transit.halts["role"].reindex(stops)
    lone = [str(code) for code in stops[role != "far"] if code not in would.reachable]
    if lone:
        warnings.append(Message("scenarios.lone_stations", stations=lone))
    new = after.sites.index.difference(before.sites.index)
    far = [str(site) for site in new if would.site_min.loc[site].isna().all()]
    if far:
        warnings.append(Message("scenarios.lone_sites", sites=far))
    return warnings
