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
    "frequencies": ("trip_id", "start_time", "end_time", "headway_secs"),
    "transfers": ("from_stop_id", "to_stop_id", "transfer_type"),
}
"""Columns without which a file of a feed says nothing."""

ALSO: dict[str, tuple[str, ...]] = {
    "stops": ("location_type", "parent_station"),
    "routes": ("route_short_name", "route_long_name"),
    "trips": ("block_id",),
    "transfers": (
        "min_transfer_time",
        "from_trip_id",
        "to_trip_id",
        "from_route_id",
        "to_route_id",
    ),
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

LIKE: dict[str, frozenset[int]] = {
    TRAIN: frozenset({1, 12, *range(400, 406), *range(500, 600), *range(600, 700)}),
    BUS: frozenset({0, 4, 5, 6, 7, 11, 800, *range(900, 907), *range(1000, 1022), 1200})
    | frozenset({*range(1300, 1308), 1400}),
}
"""What counts as a train because it calls at stations (metro, monorail), or as a bus because it
calls at stops (tram, light rail, trolleybus, ferry, lift); taxis and planes count as neither."""

GENERIC = ("3", "4")
"""Kinds of location that need no place: a node of a path, a boarding area."""

MOST_PARENTS = 2
"""Steps above a parent: a boarding area has a platform, and that a station, which has none."""

LAT_DEG, LON_DEG = 90.0, 180.0

WHOLE = re.compile(r"\d{1,9}")


@dataclass(frozen=True)
class Feed:
    """A feed whose tables fit together; its stop times are read when a day is chosen."""

    archive: Archive
    # Index ``stop_id``: ``stop_name``, ``parent_station``, ``lat``, ``lon`` (NaN without a place).
    stops: pd.DataFrame
    # Index ``trip_id``: ``service_id``, ``vehicle`` (none where it is neither), ``route`` (name),
    # ``like`` (whether the vehicle is none but counts as one), ``block_id``.
    trips: pd.DataFrame
    # As text, empty where there is no such file.
    calendar: pd.DataFrame
    calendar_dates: pd.DataFrame
    frequencies: pd.DataFrame
    transfers: pd.DataFrame
    # What is odd, though it may be right.
    notices: list[Message] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the feed is called in a message."""
        return self.archive.name

    def where(self, table: str) -> Message:
        """Name a file of the feed in a message."""
        return Message("io.feed_file", file=self.name, table=f"{table}.txt")


def read_feed(given: str | Path) -> Feed:
    """Read the tables of a feed but for its stop times, refusing what does not fit together."""
    archive = open_archive(given)
    missing = [f"{name}.txt" for name in ALWAYS if not archive.has(name)]
    if not any(archive.has(name) for name in CALENDARS):
        missing.append("calendar.txt")
    if missing:
        raise FileError("io.feed_lacks", file=archive.name, missing=missing)
    _require_columns(archive)
    tables = {
        name: archive.table(name, _columns(name))
        if archive.has(name)
        else pd.DataFrame(columns=list(NEEDED[name]), dtype=str)
        for name in NEEDED
        if name != STOP_TIMES
    }
    notices: list[Message] = []
    for name in KEYS:
        tables[name] = _each_once(archive, name, tables[name], notices)
    _require_ids(archive, tables)
    return Feed(
        archive,
        _stops(archive, tables["stops"], notices),
        _trips(archive, tables, notices),
        tables["calendar"],
        tables["calendar_dates"],
        tables["frequencies"],
        tables["transfers"],
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


def _each_once(
    archive: Archive, name: str, table: pd.DataFrame, notices: list[Message]
) -> pd.DataFrame:
    """Leave out rows that are the very same as one before: they say nothing else."""
    again = table.duplicated()
    if again.any():
        where = Message("io.feed_file", file=archive.name, table=f"{name}.txt")
        notices.append(Message("io.feed_rows_twice", where=where, count=int(again.sum())))
    return table[~again]


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


def _stops(archive: Archive, stops: pd.DataFrame, notices: list[Message]) -> pd.DataFrame:
    """Give every stop its place, refusing one that cannot be; of none at all that of its parent."""
    where = Message("io.feed_file", file=archive.name, table="stops.txt")
    none = (stops["stop_lat"] == "") & (stops["stop_lon"] == "")
    needs = ~_column(stops, "location_type").isin(GENERIC) & ~none
    for column, most in (("stop_lat", LAT_DEG), ("stop_lon", LON_DEG)):
        numbers = pd.to_numeric(stops[column], errors="coerce")
        wrong = ~(numbers.abs() <= most) & (needs | (stops[column] != ""))
        if wrong.any():
            row = stops[wrong].iloc[0]
            said = {"stop": row["stop_id"], "column": column, "given": row[column]}
            key = "io.feed_comma" if "," in row[column] else "io.feed_no_place"
            raise FileError(key, where=where, count=int(wrong.sum()), **said)
        stops = stops.assign(**{column.removeprefix("stop_"): numbers})
    parent = _column(stops, "parent_station")
    _require_parents(where, stops["stop_id"], parent)
    found = stops.assign(parent_station=parent).set_index("stop_id")
    for _ in range(MOST_PARENTS):
        above = found[["lat", "lon"]].reindex(found["parent_station"]).set_axis(found.index)
        found = found.assign(**{name: found[name].fillna(above[name]) for name in ("lat", "lon")})
    odd = found["lat"].isna().to_numpy() & ~_column(stops, "location_type").isin(GENERIC).to_numpy()
    if odd.any():
        first = str(found.index[odd][0])
        notices.append(Message("io.feed_placeless", where=where, count=int(odd.sum()), stop=first))
    return found


def _require_parents(where: Message, stops: pd.Series, parent: pd.Series) -> None:
    """Raise where parents go round in a circle, or further up than there are kinds of place."""
    of = dict(zip(stops, parent, strict=True))
    above = parent
    for _ in range(MOST_PARENTS):
        above = above.map(of).fillna("")
    if (above != "").any():
        first = stops[above != ""].iloc[0]
        raise FileError("io.feed_parents", where=where, stop=first, count=int((above != "").sum()))


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
    kind = routes["route_type"].astype(int)
    for name, kinds in ROUTE_TYPES.items():
        vehicle[kind.isin(kinds | LIKE[name])] = name
    like = kind.isin(LIKE[TRAIN] | LIKE[BUS])
    long, short = (_column(routes, f"route_{name}_name") for name in ("long", "short"))
    named = long.where(long != "", short)
    named = named.where(named != "", routes.index.to_series())
    stray = ~trips["route_id"].isin(routes.index)
    if stray.any():
        trip, route = trips.loc[stray, ["trip_id", "route_id"]].iloc[0]
        said = {"trip": trip, "route": route, "count": int(stray.sum())}
        raise FileError("io.feed_no_route", file=archive.name, **said)
    used = routes.index.isin(trips["route_id"])
    if used.any() and vehicle[used].isna().all():
        types = sorted(set(kind[used]))
        raise FileError("io.feed_no_vehicle", file=archive.name, types=types)
    known = {*tables["calendar"]["service_id"], *tables["calendar_dates"]["service_id"]}
    never = int((~trips["service_id"].isin(known)).sum())
    if never:
        notices.append(Message("io.feed_never", file=archive.name, count=never))
    return pd.DataFrame(
        {
            "service_id": trips["service_id"].to_numpy(),
            "vehicle": trips["route_id"].map(vehicle).to_numpy(),
            "route": trips["route_id"].map(named).to_numpy(),
            "like": trips["route_id"].map(like).to_numpy(dtype=bool),
            "block_id": _column(trips, "block_id").to_numpy(),
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
