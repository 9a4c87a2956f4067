"""A day of a feed, held against the stations and bus stops of an area."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.errors import FileError
from drenthe_geo.io.timetable.calls import calls_in_hours, times_of_trips
from drenthe_geo.io.timetable.days import choose_day, running, services_of
from drenthe_geo.io.timetable.feed import read_feed
from drenthe_geo.io.timetable.halts import halts_of_stops
from drenthe_geo.io.timetable.lines import merged_calls
from drenthe_geo.transit.lines import read_transit
from drenthe_geo.transit.rules import BUS, TRAIN
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.io.timetable.feed import Feed
    from drenthe_geo.transit.lines import Transit


@dataclass(frozen=True)
class FeedDay:
    """The trips of a day of a feed, and what they may call at."""

    area: Area
    feed: Feed
    embedded: Transit
    day: dt.date
    # Trips of that day's service, and of the day's before.
    today: pd.Index
    yesterday: pd.Index
    # By vehicle the halts that it calls at.
    halts: dict[str, gpd.GeoDataFrame]

    @cached_property
    def times(self) -> pd.DataFrame:
        """The stop times of the day's trips: the large file of a feed, so it is read once."""
        return times_of_trips(self.feed, self.today.union(self.yesterday))

    def calls(self, hours: tuple[float, float]) -> pd.DataFrame:
        """List the calls of trips that leave their first stop in some hours."""
        return calls_in_hours(self.feed, self.times, (self.today, self.yesterday), hours)

    def apart(self) -> FeedDay:
        """Give the same day with notices of its own: of other hours other things are odd."""
        _ = self.times  # what is odd about the file is said of both
        alike = replace(self, feed=replace(self.feed, notices=list(self.feed.notices)))
        alike.__dict__["times"] = self.times
        return alike

    def codes(self, vehicle: str) -> pd.Series:
        """Give the code of the halt that each stop is for a vehicle; missing where it is none."""
        settings = self.area.settings
        near = {"match_m": settings.gtfs_match_m, "name_m": settings.gtfs_name_m}
        return halts_of_stops(self.feed, self.halts[vehicle], **near)

    def at_halts(self, calls: pd.DataFrame) -> pd.DataFrame:
        """Put the codes of known halts, vehicles and routes beside calls; others are left out."""
        parts = []
        of = calls["of"] if len(calls) else pd.Series(dtype=object)
        vehicle, route = (of.map(self.feed.trips[name]) for name in ("vehicle", "route"))
        for kind in self.halts:
            mine = calls[vehicle == kind]
            if len(mine):
                station = mine["stop_id"].map(self.codes(kind))
                parts.append(mine.assign(vehicle=kind, route=route[mine.index], station=station))
                _note_unknown(self.feed, mine["stop_id"], station, kind)
        if not parts:
            return pd.DataFrame(columns=["trip"])
        return merged_calls(pd.concat(parts, ignore_index=True))


def open_day(area: Area, path: str | Path, asked: dt.date | None, *, buses: bool) -> FeedDay:
    """Open a feed at the day that is asked for, else at the busiest of its first week."""
    feed = read_feed(path)
    embedded = read_transit(area)
    halts = {TRAIN: embedded.stations, BUS: embedded.halts}
    if not buses:
        del halts[BUS]
    services = services_of(feed)
    trips = feed.trips[feed.trips["vehicle"].isin(halts)]
    if trips.empty and not feed.trips.empty and not buses:
        raise FileError("io.feed_no_trains", file=feed.name)
    day, which = choose_day(feed, services, trips, asked)
    feed.notices.insert(0, which)
    today, yesterday = (running(trips, services, day.toordinal() - back) for back in (0, 1))
    return FeedDay(area, feed, embedded, day, today, yesterday, halts)


def _note_unknown(feed: Feed, stops: pd.Series, station: pd.Series, kind: str) -> None:
    """Say of how many stops of trains nobody knows which station they are."""
    every, known = stops.nunique(), stops[station.notna()].nunique()
    if kind == TRAIN and known < every:
        said = {"file": feed.name, "count": every - known, "every": every}
        feed.notices.append(Message("io.feed_passed", **said))
