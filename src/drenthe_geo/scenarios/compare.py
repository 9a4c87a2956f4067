"""What a scenario changes: before, after and the difference, for people and places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from drenthe_geo.area.people import read_people
from drenthe_geo.area.select import places_inside
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.contracts.results import result
from drenthe_geo.contracts.shown import Explored
from drenthe_geo.errors import ArgumentError
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.scenarios.apply import apply_scenarios
from drenthe_geo.scenarios.outlook import (
    EGRESS_MODE,
    NO_TRAIN,
    Doors,
    gain_by_train_alone,
    make_outlook,
    measure_starts,
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
        the station; ``in_reach``: who comes to each of them by train.
    gains : pandas.DataFrame
        Minutes gained: people × destinations.
    cut_off : pandas.DataFrame
        Who had a way and has none any more: people × destinations.
    minutes_before, minutes_after : pandas.DataFrame
        Minutes from door to door: people × destinations; missing without a way.
    summary : pandas.DataFrame
        One row per destination, for all people; ``gain_by_train_alone_min`` is what is
        gained if no bus counts, see `gain_by_train_alone`.
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
        """Modes by which one comes to a station and goes on from one."""
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
    chosen = tuple(scenarios)
    if not chosen:
        raise ArgumentError("scenarios.none_given")
    given = [one.name for one in chosen]
    if len(set(given)) < len(given):
        twice = next(name for name in given if given.count(name) > 1)
        raise ArgumentError("scenarios.given_twice", scenario=twice)
    settings, before = area.settings, read_situation(area, buses=buses)
    access = access_named(access, before)
    after = apply_scenarios(before, chosen, settings)
    names = after.transit.halts["name"].combine_first(before.transit.halts["name"])
    names[NO_TRAIN] = TRAINLESS
    changed = after.road_edges is not before.road_edges
    by_car = changed or not after.transit.by_train.equals(before.transit.by_train)
    people, education = read_people(area), area.layer("education")
    places = places_inside(area.layer("places"), area.layer("gemeenten"))
    doors = Doors(people, places, education[education["students"].notna()])
    on_step("before")
    starts = measure_starts(area, before, access, doors)
    boarding = starts.people
    was = make_outlook(area, before, starts, doors, known=before.transit, by_car=by_car)
    on_step("after")
    starts = measure_starts(area, after, access, doors, same=(before, starts))
    boardings = (boarding, starts.people)
    would = make_outlook(area, after, starts, doors, known=before.transit, by_car=by_car)
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
    summary["gain_by_train_alone_min"] = gain_by_train_alone(
        read_destinations(area), (before.transit, after.transit), boardings, people["population"]
    ).reindex(summary.index)
    rules, ends = before.transit.rules, read_destinations(area).index
    trips = was.minutes["expected"][list(ends)]
    warnings = [
        *_warnings(area, chosen, access, before),
        *too_far_warnings(boarding, trips, rules, people["population"]),
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
    warnings.append(Message("scenarios.waits", minutes=situation.transit.rules.wait_cap_min))
    warnings.append(situation.transit.bus_note)
    modes = access_modes(access, situation)
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
    stops = after.transit.served.difference(before.transit.served)
    role = after.transit.halts["role"].reindex(stops)
    lone = [str(code) for code in stops[role != "far"] if code not in would.reachable]
    if lone:
        warnings.append(Message("scenarios.lone_stations", stations=lone))
    new = after.sites.index.difference(before.sites.index)
    far = [str(site) for site in new if would.site_min.loc[site].isna().all()]
    if far:
        warnings.append(Message("scenarios.lone_sites", sites=far))
    return warnings
