"""The tables of a feed: needed columns, ids that stand once, references that lead somewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.errors import FileError
from drenthe_geo.io.timetable.archive import STOP_TIMES, Archive, open_archive
from drenthe_geo.transit.rules import BUS, TRAIN
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

NEEDED: dict[str, tuple[str, ...]] = {
    "stops": ("stop_id", "stop_name", "stop_lat", "stop_lon"),
    "routes": ("route_id", "route_type"),
    "trips": ("route_id", "service_id", "trip_id"),
    STOP_TIMES: ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
    "calendar": ("service_id", *DAYS, "start_date", "end_date"),
    "calendar_dates": ("service_id", "date", "exception_type"),
}
"""Columns without which a file of a feed says nothing."""

ALSO: dict[str, tuple[str, ...]] = {
    "stops": ("location_type", "parent_station"),
    "routes": ("route_short_name", "route_long_name"),
    STOP_TIMES: ("pickup_type", "drop_off_type", "shape_dist_traveled"),
}
"""Columns that are read where they are."""

ALWAYS = ("stops", "routes", "trips", STOP_TIMES)
CALENDARS = ("calendar", "calendar_dates")

KEYS = {"stops": "stop_id", "routes": "route_id", "trips": "trip_id", "calendar": "service_id"}

ROUTE_TYPES: dict[str, frozenset[int]] = {
    TRAIN: frozenset({2, *range(100, 118)}),
    BUS: frozenset({3, *range(200, 210), *range(700, 717)}),
}
"""Route types of trains and buses, the extended ones too."""

GENERIC = ("3", "4")
"""Kinds of location that need no place: a node of a path, a boarding area."""

LAT_DEG, LON_DEG = 90.0, 180.0

WHOLE = re.compile(r"\d{1,9}")


@dataclass(frozen=True)
class Feed:
    """A feed whose tables fit together; its stop times are read when a day is chosen."""

    archive: Archive
    # Index ``stop_id``: ``stop_name``, ``parent_station``, ``lat``, ``lon`` (NaN without a place).
    stops: pd.DataFrame
    # Index ``trip_id``: ``service_id``, ``vehicle`` (none where it is neither), ``route`` (name).
    trips: pd.DataFrame
    # As text, empty where there is no such file.
    calendar: pd.DataFrame
    calendar_dates: pd.DataFrame
    # What is odd, though it may be right.
    notices: list[Message] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the feed is called in a message."""
        return self.archive.name

    def where(self, table: str) -> Message:
        """Name a file of the feed in a message."""
        return Message("io.feed_file", file=self.name, table=f"{table}.txt")

    def stop_times(self, trips: pd.Index) -> pd.DataFrame:
        """Read the stop times of some trips, as text, in the order of the file."""
        wanted = _columns(STOP_TIMES)
        unknown, parts = 0, []
        for rows in self.archive.chunks(STOP_TIMES, wanted):
            unknown += int((~rows["trip_id"].isin(self.trips.index)).sum())
            parts.append(rows[rows["trip_id"].isin(trips)])
        if unknown:
            said = {"where": self.where(STOP_TIMES), "count": unknown}
            self.notices.append(Message("io.feed_calls_lost", **said))
        found = pd.concat(parts, ignore_index=True)
        stray = ~found["stop_id"].isin(self.stops.index)
        if stray.any():
            stop, trip = found.loc[stray, ["stop_id", "trip_id"]].iloc[0]
            said = {"where": self.where(STOP_TIMES), "count": int(stray.sum())}
            raise FileError("io.feed_no_stop", **said, stop=stop, trip=trip)
        return found


def read_feed(given: str | Path) -> Feed:
    """Read the tables of a feed but for its stop times, refusing what does not fit together."""
    archive = open_archive(given)
    missing = [f"{name}.txt" for name in ALWAYS if not archive.has(name)]
    if not any(archive.has(name) for name in CALENDARS):
        missing.append("calendar.txt")
    if missing:
        raise FileError("io.feed_lacks", file=archive.name, missing=missing)
    _require_columns(archive)
    if archive.has("frequencies") and not archive.table("frequencies", ("trip_id",)).empty:
        raise FileError("io.headways", file=archive.name)
    tables = {
        name: archive.table(name, _columns(name))
        if archive.has(name)
        else pd.DataFrame(columns=list(NEEDED[name]), dtype=str)
        for name in NEEDED
        if name != STOP_TIMES
    }
    _require_ids(archive, tables)
    notices: list[Message] = []
    return Feed(
        archive,
        _stops(archive, tables["stops"]),
        _trips(archive, tables, notices),
        tables["calendar"],
        tables["calendar_dates"],
        notices,
    )


def _columns(table: str) -> tuple[str, ...]:
    """Columns of a file that are read."""
    return (*NEEDED[table], *ALSO.get(table, ()))


def _require_columns(archive: Archive) -> None:
    """Raise unless every file has its columns; all that are missing in one message."""
    lacks = []
    for table, needed in NEEDED.items():
        if archive.has(table):
            heads = archive.heads(table)
            missing = [name for name in needed if name not in heads]
            if missing:
                lacks.append(Message("io.feed_lack", table=f"{table}.txt", names=missing))
    if lacks:
        raise FileError("io.feed_columns", file=archive.name, lacks=lacks)


def _require_ids(archive: Archive, tables: dict[str, pd.DataFrame]) -> None:
    """Raise where an id is empty or stands twice."""
    for table, key in KEYS.items():
        ids = tables[table][key]
        where = Message("io.feed_file", file=archive.name, table=f"{table}.txt")
        empty = ids == ""
        if empty.any():
            raise FileError("io.feed_no_id", where=where, key=key, row=int(ids.index[empty][0]))
        twice = ids[ids.duplicated(keep=False)]
        if len(twice):
            first = str(twice.iloc[0])
            rows = [int(row) for row in twice.index[twice == first]][:2]
            count = int(ids.duplicated().sum())
            said = {"where": where, "key": key, "given": first, "rows": rows, "count": count}
            raise FileError("io.feed_id_twice", **said)


def _stops(archive: Archive, stops: pd.DataFrame) -> pd.DataFrame:
    """Give every stop its place, refusing one that cannot be."""
    where = Message("io.feed_file", file=archive.name, table="stops.txt")
    needs = ~_column(stops, "location_type").isin(GENERIC)
    for column, most in (("stop_lat", LAT_DEG), ("stop_lon", LON_DEG)):
        numbers = pd.to_numeric(stops[column], errors="coerce")
        wrong = ~(numbers.abs() <= most) & (needs | (stops[column] != ""))
        if wrong.any():
            row = stops[wrong].iloc[0]
            said = {"stop": row["stop_id"], "column": column, "given": row[column]}
            key = "io.feed_comma" if "," in row[column] else "io.feed_no_place"
            raise FileError(key, where=where, count=int(wrong.sum()), **said)
        stops = stops.assign(**{column.removeprefix("stop_"): numbers})
    return stops.assign(parent_station=_column(stops, "parent_station")).set_index("stop_id")


def _trips(
    archive: Archive, tables: dict[str, pd.DataFrame], notices: list[Message]
) -> pd.DataFrame:
    """Give every trip its vehicle and the name of its route."""
    routes, trips = tables["routes"].set_index("route_id"), tables["trips"]
    where = Message("io.feed_file", file=archive.name, table="routes.txt")
    whole = routes["route_type"].str.fullmatch(WHOLE)
    if not whole.all():
        route, given = routes.index[~whole][0], routes.loc[~whole, "route_type"].iloc[0]
        raise FileError("io.feed_route_type", where=where, route=route, given=given)
    vehicle = pd.Series(None, routes.index, dtype=object)
    for name, kinds in ROUTE_TYPES.items():
        vehicle[routes["route_type"].astype(int).isin(kinds)] = name
    long, short = (_column(routes, f"route_{name}_name") for name in ("long", "short"))
    named = long.where(long != "", short)
    named = named.where(named != "", routes.index.to_series())
    stray = ~trips["route_id"].isin(routes.index)
    if stray.any():
        trip, route = trips.loc[stray, ["trip_id", "route_id"]].iloc[0]
        said = {"trip": trip, "route": route, "count": int(stray.sum())}
        raise FileError("io.feed_no_route", file=archive.name, **said)
    known = {*tables["calendar"]["service_id"], *tables["calendar_dates"]["service_id"]}
    never = int((~trips["service_id"].isin(known)).sum())
    if never:
        notices.append(Message("io.feed_never", file=archive.name, count=never))
    return pd.DataFrame(
        {
            "service_id": trips["service_id"].to_numpy(),
            "vehicle": trips["route_id"].map(vehicle).to_numpy(),
            "route": trips["route_id"].map(named).to_numpy(),
        },
        index=pd.Index(trips["trip_id"], name="trip_id"),
    )


def _column(table: pd.DataFrame, name: str) -> pd.Series:
    """Give a column of text that need not be there."""
    return table[name] if name in table else pd.Series("", table.index, dtype=str)


def first_few(names: Iterable[object], most: int = 5) -> tuple[list[str], int]:
    """Give the first of some names, and how many more there are."""
    listed = [str(name) for name in names]
    return listed[:most], max(len(listed) - most, 0)
