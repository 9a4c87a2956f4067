"""The trains and buses of an area out of timetables in GTFS: stops, lines and legs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from drenthe_geo.build.halts import make_halts, read_feed_choices
from drenthe_geo.build.transit import LINE_COLUMNS, MINUTES
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.timetable.calls import calls_of_day
from drenthe_geo.io.timetable.days import choose_day, day_of, running, services_of
from drenthe_geo.io.timetable.feed import read_feed
from drenthe_geo.io.timetable.halts import halts_of_stops, points_of_stops
from drenthe_geo.io.timetable.lines import merged_calls, part_trips, tables_of
from drenthe_geo.io.timetable.notices import note_day, note_lines
from drenthe_geo.transit.rides import ONE_WAY
from drenthe_geo.transit.rules import BUS, TRAIN
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from drenthe_geo.build.halts import FeedChoices, Halts
    from drenthe_geo.io.timetable.feed import Feed

KINDS = {TRAIN: "regional", BUS: "local"}
"""Kind of a line by its vehicle: a feed does not say which trains are fast."""

OFFICIAL = "A"

LEG_COLUMNS = (
    "line",
    "position",
    "from_station",
    "to_station",
    "km",
    "kmh",
    "passes",
    *MINUTES,
    "dwell_min",
    "basis",
    "time_id",
    "year",
    "certainty",
    "source",
)


@dataclass(frozen=True)
class FeedTables:
    """Tables of an area in the columns of the embedded ones, ready to be written.

    `transit_lines` has ``one_way`` besides (an optional boolean): lines of which no trip comes
    back that day. `stations` are those at which the feeds' trains call and which the table given
    does not have, to be added to it; `gemeente` is empty in all.
    """

    stations: pd.DataFrame
    stops: pd.DataFrame
    transit_lines: pd.DataFrame
    transit_legs: pd.DataFrame
    # What is odd, which day was taken of each feed, and how many stops were too far.
    notices: tuple[Message, ...]


@dataclass(frozen=True)
class Asked:
    """What counts of every feed."""

    stations: gpd.GeoDataFrame
    near: shapely.Geometry
    day: dt.date | None
    hours: tuple[float, float]
    choices: FeedChoices


@dataclass(frozen=True)
class _Read:
    """What a feed has near the area."""

    calls: pd.DataFrame
    stops: gpd.GeoDataFrame
    day: dt.date
    notices: list[Message]


def tables_of_feed(
    feeds: Sequence[Path],
    stations: gpd.GeoDataFrame | None,
    outline: shapely.Geometry,
    *,
    crs: object,
    rim_m: float,
    date: str | dt.date | None = None,
    hours: tuple[float, float] | None = None,
    choices: FeedChoices | None = None,
) -> FeedTables:
    """Make the tables of trains and buses of an area out of its timetables.

    Parameters
    ----------
    feeds : sequence of pathlib.Path
        Zip files or folders; trains and buses may be in one or in several. A feed of a whole
        country is read in parts: memory grows with what runs on one day.
    stations : geopandas.GeoDataFrame, optional
        Stations, those far away that trips go to among them: codes as index, ``name``, points
        in `crs`. A stop of trains is one of them by name or place (``gtfs_name_m``,
        ``gtfs_match_m``), else a station of its own.
    outline : shapely.Geometry
        Outline of the area, in `crs`.
    crs : object
        Metres that the tables are in, as geopandas takes them.
    rim_m : float
        How far around the outline stops count; beyond, trains call at the stations given alone.
    date : str or datetime.date, optional
        Day of the feeds; where not given each has the busiest of its first week with service.
    hours : tuple of float, optional
        Trips that leave their first stop between these count; ``gtfs_hours`` where not given.
    choices : FeedChoices, optional
        Which stops are one halt; those of ``timetable.toml`` where not given.

    Returns
    -------
    FeedTables
        Halts that a line serves, lines, legs. Stops of metros are stations, those of trams and
        ferries are stops. The range of minutes is that of the trips of the day.

    Raises
    ------
    FileError, ArgumentError
        If a feed is refused, or nothing of it calls at two halts of the area that day.
    """
    asked = _asked(
        stations, outline.buffer(rim_m), crs=crs, date=date, hours=hours, choices=choices
    )
    met = read_feeds(feeds, asked)
    parted = part_trips(merged_calls(met.calls))
    names = ", ".join(path.name for path in feeds)
    early, late = asked.hours
    if not parted.patterns:
        said = {"file": names, "day": met.days[0], "early": early, "late": late}
        raise ArgumentError("io.no_trains", **said)
    lines, legs = tables_of(parted, late - early, asked.choices.ways_apart)
    source = "; ".join(f"{path.name}, {day}" for path, day in zip(feeds, met.days, strict=True))
    served = {*legs["from_station"], *legs["to_station"]}
    wide_m = round(max(asked.choices.place_m, asked.choices.merge_m))
    year = max(day.year for day in met.days)
    rests: dict[str, Any] = {"year": year, "certainty": OFFICIAL, "source": source}
    return FeedTables(
        _station_table(_places(met.halts.stations, served, wide_m, source), outline),
        _places(met.halts.stops, served, wide_m, source),
        _line_table(lines, rests),
        _leg_table(legs, rests),
        tuple(dict.fromkeys([*met.notices, *note_lines(names, parted, lines)])),
    )


@dataclass(frozen=True)
class FeedCalls:
    """What feeds have near an area: calls at halts, in the order of their trips."""

    calls: pd.DataFrame
    halts: Halts
    days: tuple[dt.date, ...]
    notices: tuple[Message, ...]


def _asked(
    stations: gpd.GeoDataFrame | None,
    near: shapely.Geometry,
    *,
    crs: object,
    date: str | dt.date | None,
    hours: tuple[float, float] | None,
    choices: FeedChoices | None,
) -> Asked:
    """Fill in what was not asked."""
    how = choices or read_feed_choices()
    none = gpd.GeoDataFrame({"name": []}, geometry=[], crs=crs)
    day = None if date is None else day_of(date)
    known = none if stations is None else stations
    return Asked(known, near, day, how.hours if hours is None else hours, how)


def read_feeds(feeds: Sequence[Path], asked: Asked) -> FeedCalls:
    """Read the calls of feeds near an area, and which halt each is at."""
    signs = [f"{number}-" for number in range(1, len(feeds) + 1)] if len(feeds) > 1 else [""]
    read = [_read(path, sign, asked) for path, sign in zip(feeds, signs, strict=True)]
    stops = gpd.GeoDataFrame(pd.concat([one.stops for one in read]))
    calls = pd.concat([one.calls for one in read], ignore_index=True)
    halts = make_halts(stops, calls, asked.stations, asked.choices)
    calls["station"] = None
    for vehicle, codes in halts.of.items():
        mine = calls["vehicle"] == vehicle
        calls.loc[mine, "station"] = calls.loc[mine, "stop_id"].map(codes)
    notices = tuple(said for one in read for said in one.notices)
    return FeedCalls(calls, halts, tuple(one.day for one in read), notices)


def _read(path: Path, sign: str, asked: Asked) -> _Read:
    """Read the calls of a feed's day near the area; `sign` keeps its names from those of others."""
    feed = read_feed(path)
    trips = feed.trips[feed.trips["vehicle"].notna()]
    services = services_of(feed)
    day, which = choose_day(feed, services, trips, asked.day)
    feed.notices.insert(0, which)
    stops = _near_stops(feed, asked)
    now, before = (running(trips, services, day.toordinal() - back) for back in (0, 1))
    calls = calls_of_day(feed, now, before, asked.hours, near=stops.index)
    note_day(feed, calls)
    vehicle, route = (calls["of"].map(feed.trips[name]) for name in ("vehicle", "route"))
    calls = calls.assign(vehicle=vehicle, route=route)
    # Buses far away are none of our business, though trains to there are.
    calls = calls[(vehicle == TRAIN) | calls["stop_id"].map(stops["inside"]).astype(bool)]
    for name in ("trip", "stop_id"):
        calls[name] = sign + calls[name].astype(object)
    parent = stops["parent_station"]
    stops["parent_station"] = parent.where(parent == "", sign + parent.astype(object))
    return _Read(
        calls, stops.set_axis(sign + stops.index.astype(object), axis=0), day, feed.notices
    )


def _near_stops(feed: Feed, asked: Asked) -> gpd.GeoDataFrame:
    """Choose the stops that are near the area, or are a station given."""
    points = points_of_stops(feed, asked.stations.crs)
    how = asked.choices
    station = halts_of_stops(feed, asked.stations, match_m=how.match_m, name_m=how.name_m)
    shapely.prepare(asked.near)
    stops = gpd.GeoDataFrame(
        feed.stops.loc[points.index, ["stop_name", "parent_station"]].assign(
            station=station[points.index], inside=shapely.covers(asked.near, points.to_numpy())
        ),
        geometry=points,
    )
    near = stops["inside"] | stops["station"].notna()
    said = {"file": feed.name, "count": int((~near).sum()), "every": len(stops)}
    if said["count"]:
        feed.notices.append(Message("io.feed_far", **said))
    return gpd.GeoDataFrame(stops[near])


def _places(halts: gpd.GeoDataFrame, served: set[str], wide_m: int, source: str) -> pd.DataFrame:
    """Make the table of halts that a line serves."""
    mine = halts[halts.index.isin(served)].sort_index()
    return pd.DataFrame(
        {
            "code": mine.index.to_numpy(dtype=object),
            "name": mine["name"].to_numpy(dtype=object),
            "x_m": mine.geometry.x.round().astype(int).to_numpy(),
            "y_m": mine.geometry.y.round().astype(int).to_numpy(),
            "certainty": OFFICIAL,
            "accuracy_m": wide_m,
            "gemeente": "",
            "source": source,
        }
    )


def _station_table(places: pd.DataFrame, outline: shapely.Geometry) -> pd.DataFrame:
    """Make rows of the table of stations."""
    inside = shapely.covers(outline, shapely.points(places[["x_m", "y_m"]].to_numpy(dtype=float)))
    role = pd.Series(inside, places.index).map({True: "own", False: "neighbour"})
    more: dict[str, Any] = {"intercity": False, "role": role, "status": "in_service", "note": ""}
    return places.assign(**more)


def _line_table(lines: pd.DataFrame, rests: dict[str, Any]) -> pd.DataFrame:
    """Make the table of lines."""
    told = lines.reset_index().assign(kind=lines["vehicle"].map(KINDS).to_numpy(), **rests)
    told["trains_per_hour"] = told["trains_per_hour"].round(4)
    return told.reindex(columns=[*LINE_COLUMNS, ONE_WAY])


def _leg_table(legs: pd.DataFrame, rests: dict[str, Any]) -> pd.DataFrame:
    """Make the table of legs; minutes to the hundredth, as the embedded ones."""
    told = legs.assign(passes=0, **rests)
    for name in (*MINUTES, "dwell_min"):
        told[name] = told[name].round(2)
    return told.reindex(columns=list(LEG_COLUMNS))
