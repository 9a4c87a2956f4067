"""Which trips of a day call where and when, and who may board or alight there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import FileError
from drenthe_geo.io.timetable.headways import runs_of
from drenthe_geo.io.timetable.stop_times import DRIVER, NEVER, PHONE, read_stop_times
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.io.timetable.feed import Feed

ON_REQUEST = (PHONE, DRIVER)

CALL_COLUMNS = ("trip", "of", "stop_id", "arrive_s", "leave_s", "board", "alight")


def calls_of_day(
    feed: Feed,
    today: pd.Index,
    yesterday: pd.Index,
    hours: tuple[float, float],
    *,
    near: pd.Index | None = None,
) -> pd.DataFrame:
    """List the calls of the trips that leave their first stop in some hours, in order.

    Trips of yesterday's service that leave after midnight are today's. Columns: ``trip``,
    ``of`` (the trip of the feed), ``stop_id``, ``arrive_s``, ``leave_s`` from midnight of today,
    ``board``, ``alight``. With `near` the calls at those stops alone: others are forgotten as
    soon as the times between them are known.
    """
    times = times_of_trips(feed, today.union(yesterday), near=near)
    return calls_in_hours(feed, times, (today, yesterday), hours, near=near)


def times_of_trips(feed: Feed, trips: pd.Index, *, near: pd.Index | None = None) -> pd.DataFrame:
    """Read the stop times of some trips, with a time at every stop; with `near` of its trips."""
    times = read_stop_times(feed, trips)
    if near is not None:
        at = feed.stops.index.isin(near)[times["stop"]]
        times = times[times["trip"].isin(times["trip"][at].unique())].reset_index(drop=True)
    times = _interpolated(feed, times)
    _require_forward(feed, times)
    return times


def calls_in_hours(
    feed: Feed,
    times: pd.DataFrame,
    days: tuple[pd.Index, pd.Index],
    hours: tuple[float, float],
    *,
    near: pd.Index | None = None,
) -> pd.DataFrame:
    """List the calls of `calls_of_day` out of stop times; `days` has its trips of both days."""
    starts = times[~times["trip"].duplicated()].set_index("trip")["leave_s"].astype(float)
    if near is not None:
        times = times[feed.stops.index.isin(near)[times["stop"]]]
    runs = runs_of(feed, starts, days, hours)
    if runs.empty or times.empty:
        return pd.DataFrame(columns=list(CALL_COLUMNS))
    calls = runs.merge(times.reset_index(drop=True), on="trip", how="inner")
    _note_boarding(feed, calls)
    return pd.DataFrame(
        {
            "trip": calls["run"],
            "of": feed.trips.index.take(calls["trip"].to_numpy()),
            "stop_id": feed.stops.index.take(calls["stop"].to_numpy()),
            "arrive_s": calls["arrive_s"].astype(float) + calls["later_s"],
            "leave_s": calls["leave_s"].astype(float) + calls["later_s"],
            "board": calls["boards"] != NEVER,
            "alight": calls["alights"] != NEVER,
        }
    )


def _note_boarding(feed: Feed, calls: pd.DataFrame) -> None:
    """Count the trips with stops where one may not board or alight, and calls on request."""
    boards, alights = calls["boards"] != NEVER, calls["alights"] != NEVER
    first, last = ~calls.duplicated("run"), ~calls.duplicated("run", keep="last")
    barred = (~boards & ~last) | (~alights & ~first)
    if barred.any():
        count = calls.loc[barred, "run"].nunique()
        feed.notices.append(Message("io.feed_limited", file=feed.name, count=count))
    phoned = calls[["boards", "alights"]].isin(ON_REQUEST).any(axis=1)
    if phoned.any():
        feed.notices.append(Message("io.feed_phone", file=feed.name, count=int(phoned.sum())))


def _interpolated(feed: Feed, times: pd.DataFrame) -> pd.DataFrame:
    """Reckon the times between timed stops by distance; a trip without a first or last goes."""
    empty = times["arrive_s"].isna()
    if not empty.any():
        return times
    trips = times["trip"]
    ends = ~trips.duplicated() | ~trips.duplicated(keep="last")
    lost = trips[ends & empty].unique()
    if len(lost):
        feed.notices.append(Message("io.feed_no_ends", file=feed.name, count=len(lost)))
        times = times[~trips.isin(lost)].reset_index(drop=True)
    arrive, leave = (times[name].to_numpy(dtype=float) for name in ("arrive_s", "leave_s"))
    timed, place = ~np.isnan(arrive), np.arange(len(times))
    if timed.all():
        return times
    before = np.maximum.accumulate(np.where(timed, place, 0))
    after = np.minimum.accumulate(np.where(timed, place, len(times))[::-1])[::-1]
    along = _along(feed, times)
    moves = along[after] > along[before]  # where all are at one place, evenly
    way = [np.where(moves, along[at], at) for at in (place, before, after)]
    gone = (way[0] - way[1])[~timed] / (way[2] - way[1])[~timed]
    filled = arrive.copy()
    from_s, to_s = leave[before][~timed], arrive[after][~timed]
    filled[~timed] = from_s + np.clip(gone, 0, 1) * (to_s - from_s)
    said = {"file": feed.name, "count": int((~timed).sum())}
    feed.notices.append(Message("io.feed_interpolated", **said))
    return times.assign(arrive_s=filled, leave_s=np.where(timed, leave, filled))


def _along(feed: Feed, times: pd.DataFrame) -> NDArray[np.float64]:
    """How far along its way each call of a trip is: as the feed says, else as the crow flies."""
    trip = times["trip"].to_numpy()
    within = np.append(False, trip[1:] == trip[:-1])
    said = times["along"].to_numpy(dtype=float)
    good = np.isfinite(said) & ~(within & (np.diff(said, prepend=0.0) < 0))
    by_feed = times.assign(good=good).groupby("trip", sort=False)["good"].transform("all")
    places = feed.stops[["lat", "lon"]].to_numpy(dtype=float)[times["stop"]]
    placed = ~np.isnan(places).any(axis=1)
    by_crow = times.assign(good=placed).groupby("trip", sort=False)["good"].transform("all")
    step = np.diff(places, axis=0, prepend=places[:1])
    step[:, 1] *= np.cos(np.radians(places[:, 0]))  # a degree east is less than one north
    crow = np.cumsum(np.where(within, np.nan_to_num(np.hypot(*step.T)), 0.0))
    return np.where(by_feed, said, np.where(by_crow, crow, np.arange(len(times), dtype=float)))


def _require_forward(feed: Feed, times: pd.DataFrame) -> None:
    """Raise where the times of a trip go back, between stops or at one."""
    trip, arrive, leave = (times[name].to_numpy() for name in ("trip", "arrive_s", "leave_s"))
    back = leave < arrive
    back[1:] |= (arrive[1:] < leave[:-1]) & (trip[1:] == trip[:-1])
    if back.any():
        name = str(feed.trips.index[trip[int(back.argmax())]])
        raise FileError("io.times_back", file=feed.name, trip=name)
