"""Trips by train and bus from door to door, from any points to the destinations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.answers.about import (
    legs_by_basis,
    own_files,
    profile_with_sources,
    scenarios_with_sources,
    with_sources,
)
from drenthe_geo.answers.answer import Answer
from drenthe_geo.answers.out import require_out
from drenthe_geo.answers.points import names_of, subject_of, with_names
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.errors import ArgumentError
from drenthe_geo.files.gate import own_path
from drenthe_geo.io.departures import timetable_of_day
from drenthe_geo.io.gtfs import transit_of_day
from drenthe_geo.io.timetable.days import day_of
from drenthe_geo.io.timetable.feed_day import open_day
from drenthe_geo.io.vector import read_points_or_layer
from drenthe_geo.reach.notices import point_warnings
from drenthe_geo.scenarios.apply import apply_scenarios
from drenthe_geo.scenarios.model import read_scenario
from drenthe_geo.scenarios.one_way import one_way_notes
from drenthe_geo.situation import read_situation
from drenthe_geo.trips.boarding import (
    DEFAULT_ACCESS,
    access_named,
    read_destinations,
    station_trips,
)
from drenthe_geo.trips.departures import WINDOW_COLUMNS, window_minutes, window_named
from drenthe_geo.trips.notices import too_far_warnings
from drenthe_geo.trips.tables import trips_table, waits_cut
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from drenthe_geo.area.area import Area
    from drenthe_geo.io.timetable.feed_day import FeedDay
    from drenthe_geo.situation import Situation
    from drenthe_geo.transit.timetable import Timetable
    from drenthe_geo.trips.model import DoorToDoor

STEMS = (
    "about",
    "trips",
)
"""Names of the files of this answer."""


@checked
def ask_trips(
    area: Area,
    points: str | Path = "places",
    *,
    access: str = DEFAULT_ACCESS,
    scenarios: Iterable[str | Path] = (),
    gtfs: str | Path | None = None,
    date: str | dt.date | None = None,
    window: str | None = None,
    buses: bool = True,
    out: str | Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Ask how long trips by train and bus take from points to the destinations.

    Files: ``trips.csv`` (see `trips_table`), ``trips.xlsx``, ``about.json``.

    Parameters
    ----------
    area : Area
        The area.
    points : str or pathlib.Path
        ``"places"``, ``"sites"``, ``"stations"``, ``"all-stations"`` or a file.
    access : str
        How one comes to the station; see `station_trips`.
    scenarios : iterable of str or pathlib.Path
        Scenarios that are taken as done; see `read_scenario`.
    gtfs : str or pathlib.Path, optional
        A GTFS feed in place of the area's trains and buses; see `read_transit_from_gtfs`.
    date : str or datetime.date, optional
        Day of the feed; the busiest of its first week with service where not given.
    window : str, optional
        Window of the feed's day, as ``7-9`` or ``7:30-8:15``: the table then has the minutes of
        trips that begin at any minute of it, see `window_minutes`.
    buses : bool
        Whether buses count.
    out : str or pathlib.Path, optional
        Folder that the answer is for; what stands against it is said at once.
    on_step : callable
        Told the name of each step when it begins.

    Returns
    -------
    Answer
        Its result is `DoorToDoor`.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused.

    Examples
    --------
    >>> dg.ask_trips(area, "sites", access="walk").result.minutes.shape
    (6, 4)
    """
    area, asked = area.fresh(), list(scenarios)
    chosen = [read_scenario(area, what) for what in asked]
    situation = read_situation(area, buses=buses)
    access = access_named(access, situation)  # a wrong word is said before a file is read
    span = None if window is None else window_named(window)
    subject = {
        "points": subject_of(points),
        "access": access,
        "scenarios": sorted(one.name for one in chosen),
        **_of_feed(gtfs, date, window),
        **({} if buses else {"buses": False}),
    }
    reads: tuple[object, ...] = (points, gtfs, *asked)
    if out is not None:
        require_out(area, "trips", subject, out, reads=reads, stems=STEMS)
    on_step("layers")
    if gtfs is None:
        situation.transit.require_lines()
    if read_destinations(area).empty:
        raise ArgumentError("answers.trips.no_destinations", area=area.name)
    origins = read_points_or_layer(area, points, "origins")
    day = None
    if gtfs is not None:
        asked_day = None if date is None else day_of(date)
        day = open_day(area, gtfs, asked_day, buses=situation.buses)
        situation = _by_timetable(area, situation, day)
    odd = one_way_notes(chosen, situation.transit)
    if chosen:
        situation = apply_scenarios(situation, chosen, area.settings)
    on_step("times")
    trips = station_trips(area, origins, access=access, situation=situation)
    told = trips_table(trips)
    if span is not None and day is not None:
        on_step("departures")
        told = with_window(told, trips, timetable_of_day(day.apart(), span), span)
    table = with_names(told, origin=names_of(origins), destination=names_of(trips.destinations))
    cut = waits_cut(table)
    warnings = trip_warnings(trips) + odd + ([cut] if cut else [])
    lost = read_destinations(area).drop(index=trips.destinations.index)["name"]
    if len(lost):
        warnings.append(Message("answers.trips.no_train", names=list(lost)))
    return Answer(
        area=area,
        question="trips",
        subject=subject,
        title=Message("answers.title.trips"),
        made_by=__name__,
        reads=reads,
        result=trips,
        tables={"trips": table},
        sentences=() if span is None else (Message("answers.trips.window", window=window),),
        warnings=tuple(warnings),
        about={
            "parameters": {**subject, "points": points, "buses": buses},
            "own_files": own_files(points=points, gtfs=gtfs, scenario=asked),
            "scenarios": scenarios_with_sources(chosen),
            "profiles": {
                mode: profile_with_sources(times.profile)
                for mode, times in trips.boarding.access.items()
            },
            "settings": with_sources(area.settings),
            "transit_rules": with_sources(situation.transit.rules),
            "destinations": trips.destinations.reset_index().to_dict("records"),
            "counts": {
                "origins": len(trips.minutes),
                "lines": len(situation.transit.lines),
                "legs_by_basis": legs_by_basis(situation),
            },
        },
    )


def _of_feed(
    gtfs: str | Path | None, date: str | dt.date | None, window: str | None
) -> dict[str, object]:
    """Say what is asked of a feed, refusing what is asked of none."""
    if gtfs is None:
        for name, given in (("date", date), ("window", window)):
            if given is not None:
                raise ArgumentError(f"answers.trips.{name}_of_feed")
        return {}
    told: dict[str, object] = {"gtfs": own_path(gtfs).name}
    if date is not None:
        told["date"] = day_of(date).isoformat()
    if window is not None:
        told["window"] = window
    return told


def _by_timetable(area: Area, situation: Situation, day: FeedDay) -> Situation:
    """Put the trains and buses of a day of a timetable in place of the area's."""
    then = replace(situation, transit=transit_of_day(day.apart()))
    if not read_destinations(area)["station"].isin(then.transit.served).any():
        raise ArgumentError("answers.trips.nowhere", file=day.feed.name)
    return then


def with_window(
    table: pd.DataFrame, trips: DoorToDoor, timetable: Timetable, span: tuple[float, float]
) -> pd.DataFrame:
    """Put the minutes of trips that begin in a window of a feed's day beside those by headway."""
    found = window_minutes(trips, timetable, span)
    ends = ["origin", "destination"]
    if not found[ends].equals(table[ends]):  # the order of both is that of the trips
        found = table[ends].merge(found, on=ends, how="left")
    at = list(table.columns).index("high") + 1
    parts = [table.iloc[:, :at], found[list(WINDOW_COLUMNS)], table.iloc[:, at:]]
    return pd.concat(parts, axis=1)


def trip_warnings(trips: DoorToDoor) -> list[Message]:
    """Say what a reader of trips should look at."""
    warnings: list[Message] = []
    for times in trips.boarding.access.values():
        warnings += times.profile.notes
        warnings += point_warnings(times.origin_snaps, times.profile.max_snap_m)
    rules = trips.trains.transit.rules
    warnings.append(trips.trains.transit.bus_note)
    warnings = list(dict.fromkeys(warnings))
    return [*warnings, *too_far_warnings(trips.boarding, trips.minutes, rules)]
