"""A timetable in GTFS in place of the embedded tables of trains and buses.

Its trips of one day become lines with trains an hour and minutes per leg, so that the same
functions work.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.timetable.calls import calls_of_day, halts_of_stops
from drenthe_geo.io.timetable.days import Service, choose_day, day_of, services_of
from drenthe_geo.io.timetable.feed import first_few, read_feed
from drenthe_geo.io.timetable.lines import merged_calls, part_trips, tables_of
from drenthe_geo.transit.lines import make_transit, read_transit
from drenthe_geo.transit.rules import BUS, TRAIN
from drenthe_geo.units import H_PER_DAY, MIN_PER_H
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.io.timetable.feed import Feed
    from drenthe_geo.io.timetable.lines import Parted
    from drenthe_geo.transit.lines import Transit
    from drenthe_geo.transit.rules import TransitRules

HOURLY = 1.0
"""Trains an hour below which half the headway is longer than the rules of waiting are meant for."""


def read_transit_from_gtfs(
    area: Area,
    path: str | Path,
    *,
    date: str | dt.date | None = None,
    hours: Sequence[float] | None = None,
    buses: bool = True,
) -> Transit:
    """Read trains and buses from a GTFS feed.

    Parameters
    ----------
    area : Area
        The area.
    path : str or pathlib.Path
        Zip file or folder of the feed.
    date : str or datetime.date, optional
        Day as ``YYYYMMDD`` or ``YYYY-MM-DD``; the busiest of the first seven days from the
        first with service on where not given.
    hours : sequence of float, optional
        Trains that leave their first stop between these two hours count, and are
        divided over them; `gtfs_hours` of the settings where not given.
    buses : bool
        Whether buses count.

    Returns
    -------
    Transit
        A line per sequence of calls, both ways together: trains an hour each way, and
        the median of the minutes with their least and most as range. Trains that run
        one way only are taken to run back too. A stop is a station of the layer
        ``stations`` by its name and place (`gtfs_name_m` of the settings), or by its
        place (`gtfs_match_m`), or is what its parent station is; trains pass the stops that
        are none. Buses call at stations too, and at the stops of the layer ``stops`` in the
        same way; a bus that calls at fewer than two of them is left out. Nobody boards
        where ``pickup_type`` is 1 or alights where ``drop_off_type`` is. Stops without a
        time get one between those before and after, by distance. Its `notices` say which
        day was taken, and what is odd.

    Raises
    ------
    FileError
        If the file is no feed, its tables do not fit together, or its times cannot be
        used (by headway, not as H:MM:SS, or going back).
    ArgumentError
        If no train of the feed calls at two known stations on that day in those hours.

    Examples
    --------
    >>> read_transit_from_gtfs(area, "no-feed.zip")
    Traceback (most recent call last):
    drenthe_geo.errors.FileError: no-feed.zip: no such file.
    """
    asked = None if date is None else day_of(date)
    early, late = area.settings.gtfs_hours if hours is None else hours
    if not 0 <= early < late <= H_PER_DAY:
        raise ArgumentError("io.wrong_hours", early=float(early), late=float(late))
    feed = read_feed(path)
    embedded = read_transit(area)
    kinds = {TRAIN: embedded.stations, BUS: embedded.halts}
    if not buses:
        del kinds[BUS]
    services = services_of(feed)
    trips = feed.trips[feed.trips["vehicle"].isin(kinds)]
    day, which = choose_day(feed, services, trips, asked)
    now, before = (trips.index[_runs(trips, services, day.toordinal() - back)] for back in (0, 1))
    calls = calls_of_day(feed, now, before, (float(early), float(late)))
    parted = part_trips(_at_halts(area, feed, calls, kinds))
    if not parted.patterns:
        span = {"early": float(early), "late": float(late)}
        raise ArgumentError("io.no_trains", file=feed.name, day=day.isoformat(), **span)
    lines, legs = tables_of(parted, late - early)
    notices = [which, *feed.notices, *_notices(feed, parted, lines, embedded.rules)]
    area.note(*notices)
    made = make_transit(
        embedded.stations, lines.drop(columns="ways"), legs, embedded.rules, stops=embedded.stops
    )
    return replace(made, notices=tuple(dict.fromkeys(notices)))


def _runs(trips: pd.DataFrame, services: dict[str, Service], day: int) -> pd.Series:
    """Tell which trips run on a day."""
    running = {name for name, service in services.items() if service.runs_on(day)}
    return trips["service_id"].isin(running)


def _at_halts(
    area: Area, feed: Feed, calls: pd.DataFrame, kinds: dict[str, gpd.GeoDataFrame]
) -> pd.DataFrame:
    """Put the codes of known halts, vehicles and routes beside calls; others are left out."""
    parts = []
    of = calls["of"] if len(calls) else pd.Series(dtype=object)
    vehicle, route = (of.map(feed.trips[name]) for name in ("vehicle", "route"))
    for kind, halts in kinds.items():
        mine = calls[vehicle == kind]
        if len(mine):
            station = mine["stop_id"].map(halts_of_stops(area, feed, halts))
            parts.append(mine.assign(vehicle=kind, route=route[mine.index], station=station))
            _note_unknown(feed, mine["stop_id"], station, kind)
    if not parts:
        return pd.DataFrame(columns=["trip"])
    return merged_calls(pd.concat(parts, ignore_index=True))


def _note_unknown(feed: Feed, stops: pd.Series, station: pd.Series, kind: str) -> None:
    """Say of how many stops of trains nobody knows which station they are."""
    every, known = stops.nunique(), stops[station.notna()].nunique()
    if kind == TRAIN and known < every:
        said = {"file": feed.name, "count": every - known, "every": every}
        feed.notices.append(Message("io.feed_passed", **said))


def _notices(feed: Feed, parted: Parted, lines: pd.DataFrame, rules: TransitRules) -> list[Message]:
    """Say what is odd about the trips of a day, though it may be right."""
    said = []
    for key, count in (
        ("io.feed_twice", parted.twice),
        ("io.feed_coupled", parted.coupled),
        ("io.feed_one_way", int((lines["ways"] == 1).sum())),
    ):
        if count:
            said.append(Message(key, file=feed.name, count=count, every=len(lines)))
    rare = lines[lines["trains_per_hour"] < HOURLY]
    if len(rare):
        names, more = first_few(dict.fromkeys(rare["name"]))
        counts = {"count": len(rare), "every": len(lines)}
        less = MIN_PER_H / 2 - rules.wait_cap_min
        key = "io.feed_rare_more" if more else "io.feed_rare"
        said.append(Message(key, file=feed.name, names=names, more=more, less=less, **counts))
    return said
