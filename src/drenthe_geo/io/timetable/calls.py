"""Which trips of a day call where and when, and who may board or alight there."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.area.gazetteer import plain_name
from drenthe_geo.crs import RD_NEW, WGS84
from drenthe_geo.errors import FileError
from drenthe_geo.io.timetable.archive import STOP_TIMES
from drenthe_geo.units import H_PER_DAY, S_PER_H, S_PER_MIN
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from drenthe_geo.area.area import Area
    from drenthe_geo.area.settings import Settings
    from drenthe_geo.io.timetable.feed import Feed

CLOCK = re.compile(r"^(\d{1,3}):([0-5]\d):([0-5]\d)$")

AS_ALWAYS, NEVER, PHONE, DRIVER = "0", "1", "2", "3"
"""How one boards or alights; an empty cell says the first."""

ON_REQUEST = (PHONE, DRIVER)


def calls_of_day(
    feed: Feed, today: pd.Index, yesterday: pd.Index, hours: tuple[float, float]
) -> pd.DataFrame:
    """List the calls of the trips that leave their first stop in some hours, in order.

    Trips of yesterday's service that leave after midnight are today's. Columns: ``trip``,
    ``stop_id``, ``arrive_s``, ``leave_s`` from midnight of today, ``board``, ``alight``.
    """
    times = feed.stop_times(today.union(yesterday))
    if times.empty:
        return pd.DataFrame(columns=["trip", "stop_id", "arrive_s", "leave_s", "board", "alight"])
    times["order"] = _order(feed, times)
    times = times.sort_values(["trip_id", "order"], kind="stable", ignore_index=True)
    _require_once(feed, times)
    known = {AS_ALWAYS, NEVER, *ON_REQUEST}
    for column in ("pickup_type", "drop_off_type"):
        said = times[column] if column in times else pd.Series("", times.index)
        times[column] = said.where(said != "", AS_ALWAYS)
        odd = ~times[column].isin(known)
        if odd.any():
            trip, given = times.loc[odd, ["trip_id", column]].iloc[0]
            what = {"column": column, "given": given, "choices": sorted(known), "trip": trip}
            raise FileError("io.feed_way_to_board", where=feed.where(STOP_TIMES), **what)
    arrive, leave = (_seconds(feed, times, f"{name}_time") for name in ("arrival", "departure"))
    times["arrive_s"] = np.where(np.isnan(arrive), leave, arrive)
    times["leave_s"] = np.where(np.isnan(leave), arrive, leave)
    times = _interpolated(feed, times)
    _require_forward(feed, times)
    times = _in_hours(times, today, yesterday, hours)
    _note_limited(feed, times)
    phoned = times[["pickup_type", "drop_off_type"]].isin(ON_REQUEST).any(axis=1)
    if phoned.any():
        feed.notices.append(Message("io.feed_phone", file=feed.name, count=int(phoned.sum())))
    return pd.DataFrame(
        {
            "trip": times["trip"],
            "of": times["trip_id"],
            "stop_id": times["stop_id"],
            "arrive_s": times["arrive_s"],
            "leave_s": times["leave_s"],
            "board": times["pickup_type"] != NEVER,
            "alight": times["drop_off_type"] != NEVER,
        }
    )


def _note_limited(feed: Feed, times: pd.DataFrame) -> None:
    """Count the trips in which one may not board, or not alight, at a stop between the ends."""
    boards, alights = times["pickup_type"] != NEVER, times["drop_off_type"] != NEVER
    first, last = ~times.duplicated("trip"), ~times.duplicated("trip", keep="last")
    barred = (~boards & ~last) | (~alights & ~first)
    if barred.any():
        count = times.loc[barred, "trip"].nunique()
        feed.notices.append(Message("io.feed_limited", file=feed.name, count=count))


def _order(feed: Feed, times: pd.DataFrame) -> pd.Series:
    """Read the places of calls in their trips."""
    order = pd.to_numeric(times["stop_sequence"], errors="coerce")
    wrong = ~(order >= 0) | (order % 1 != 0)
    if wrong.any():
        trip, given = times.loc[wrong, ["trip_id", "stop_sequence"]].iloc[0]
        raise FileError("io.feed_sequence", where=feed.where(STOP_TIMES), trip=trip, given=given)
    return order


def _require_once(feed: Feed, times: pd.DataFrame) -> None:
    """Raise where a trip has two calls at one place of its order."""
    twice = times.duplicated(["trip_id", "order"])
    if twice.any():
        trip, given = times.loc[twice, ["trip_id", "stop_sequence"]].iloc[0]
        said = {"trip": trip, "given": given, "count": int(twice.sum())}
        raise FileError("io.feed_sequence_twice", where=feed.where(STOP_TIMES), **said)


def _seconds(feed: Feed, times: pd.DataFrame, column: str) -> NDArray[np.float64]:
    """Seconds since midnight of ``H:MM:SS``, also after 24 h; NaN where there is no time."""
    given = times[column]
    parts = given.str.extract(CLOCK).astype(float)
    seconds: NDArray[np.float64] = (parts[0] * S_PER_H + parts[1] * S_PER_MIN + parts[2]).to_numpy(
        dtype=float
    )
    odd = np.isnan(seconds) & (given != "").to_numpy()
    if odd.any():
        raise FileError("io.no_clock", file=feed.name, time=str(given[odd].iloc[0]))
    return seconds


def _interpolated(feed: Feed, times: pd.DataFrame) -> pd.DataFrame:
    """Reckon the times between timed stops by distance; a trip without a first or last goes."""
    empty = times["arrive_s"].isna()
    if not empty.any():
        return times
    trips = times["trip_id"]
    ends = ~trips.duplicated() | ~trips.duplicated(keep="last")
    lost = trips[ends & empty].unique()
    if len(lost):
        feed.notices.append(Message("io.feed_no_ends", file=feed.name, count=len(lost)))
        times = times[~trips.isin(lost)].reset_index(drop=True)
        empty = times["arrive_s"].isna()
    found = times.copy()
    for _, trip in times[times["trip_id"].isin(times.loc[empty, "trip_id"])].groupby("trip_id"):
        along, by_order = _along(feed, trip), np.arange(len(trip), dtype=float)
        arrive, leave = trip["arrive_s"].to_numpy(), trip["leave_s"].to_numpy()
        filled = arrive.copy()
        timed = np.flatnonzero(~np.isnan(arrive))
        for one, other in pairwise(timed):
            way = along if along[other] > along[one] else by_order
            between = np.arange(one + 1, other)
            share = (way[between] - way[one]) / (way[other] - way[one])
            filled[between] = leave[one] + share * (arrive[other] - leave[one])
        found.loc[trip.index, "arrive_s"] = filled
        found.loc[trip.index, "leave_s"] = np.where(np.isnan(leave), filled, leave)
    count = int(empty.sum())
    if count:
        feed.notices.append(Message("io.feed_interpolated", file=feed.name, count=count))
    return found


def _along(feed: Feed, trip: pd.DataFrame) -> NDArray[np.float64]:
    """How far along its way each call of a trip is: as the feed says, else as the crow flies."""
    if "shape_dist_traveled" in trip:
        said = pd.to_numeric(trip["shape_dist_traveled"], errors="coerce").to_numpy(dtype=float)
        if np.isfinite(said).all() and (np.diff(said) >= 0).all():
            return said
    stops = feed.stops.loc[trip["stop_id"], ["lat", "lon"]].to_numpy(dtype=float)
    if np.isnan(stops).any():
        return np.arange(len(trip), dtype=float)
    narrower = np.cos(np.radians(stops[:, 0].mean()))  # of a degree east beside one north
    steps = np.hypot(np.diff(stops[:, 0]), np.diff(stops[:, 1]) * narrower)
    return np.concatenate([[0.0], np.cumsum(steps)])


def _require_forward(feed: Feed, times: pd.DataFrame) -> None:
    """Raise where the times of a trip go back, between stops or at one."""
    before = times.groupby("trip_id", sort=False)["leave_s"].shift()
    back = (times["arrive_s"] < before) | (times["leave_s"] < times["arrive_s"])
    if back.any():
        raise FileError("io.times_back", file=feed.name, trip=times.loc[back, "trip_id"].iloc[0])


def _in_hours(
    times: pd.DataFrame, today: pd.Index, yesterday: pd.Index, hours: tuple[float, float]
) -> pd.DataFrame:
    """Keep the trips that leave their first stop in some hours of today."""
    day_s = H_PER_DAY * S_PER_H
    start = times.groupby("trip_id", sort=False)["leave_s"].transform("first")
    early, late = (hour * S_PER_H for hour in hours)
    kept = []
    for trips, shift_s, sign in ((today, 0.0, ""), (yesterday, day_s, "-")):
        of_day = (
            times["trip_id"].isin(trips) & (start - shift_s >= early) & (start - shift_s < late)
        )
        part = times[of_day]
        moved = {name: part[name] - shift_s for name in ("arrive_s", "leave_s")}
        kept.append(part.assign(trip=part["trip_id"] + sign, **moved))
    return pd.concat(kept, ignore_index=True)


def halts_of_stops(area: Area, feed: Feed, halts: gpd.GeoDataFrame) -> pd.Series:
    """Code of the station or bus stop that each stop is, missing where it is none.

    A platform that is none by its own name and place is what its parent station is.
    """
    stops = feed.stops
    placed = stops[stops["lat"].notna()]
    points = gpd.GeoSeries(
        gpd.points_from_xy(placed["lon"], placed["lat"]), index=placed.index, crs=WGS84
    ).to_crs(RD_NEW)
    own = _matched(points, placed["stop_name"], halts, area.settings)
    found = stops.index.to_series().map(own)
    parent = stops["parent_station"].map(own)
    return found.where(found.notna(), parent)


def _matched(
    points: gpd.GeoSeries, names: pd.Series, halts: gpd.GeoDataFrame, settings: Settings
) -> Mapping[str, str]:
    """Match places to halts: by name where that is near enough, else by place."""
    good = points[np.isfinite(points.x) & np.isfinite(points.y)]
    if good.empty or halts.empty:
        return {}
    index, off_m = halts.sindex.nearest(good.to_numpy(), return_all=False, return_distance=True)
    codes = halts.index.to_numpy(dtype=object)
    near = {
        str(good.index[one]): str(codes[other])
        for (one, other), metres in zip(index.T, off_m, strict=True)
        if metres <= settings.gtfs_match_m
    }
    by_name: dict[str, list[str]] = {}
    for code, name in halts["name"].items():
        by_name.setdefault(plain_name(str(name)), []).append(str(code))
    found = dict(near)
    for stop, point in good.items():
        same = by_name.get(plain_name(str(names[stop])), ())
        away = [(point.distance(halts.geometry[code]), code) for code in same]
        if away and min(away)[0] <= settings.gtfs_name_m:
            found[str(stop)] = min(away)[1]
    return found
