"""The stop times of some trips as numbers: a feed of a whole country fits in memory so.

The file is read in parts, and of each part the trips asked for alone are kept: positions of the
trip and the stop, seconds, and how one may board. A row takes some fifty bytes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import FileError
from drenthe_geo.io.timetable.archive import STOP_TIMES
from drenthe_geo.units import S_PER_H, S_PER_MIN
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.io.timetable.feed import Feed

COLUMNS = (
    "trip_id",
    "arrival_time",
    "departure_time",
    "stop_id",
    "stop_sequence",
    "pickup_type",
    "drop_off_type",
    "shape_dist_traveled",
)

CLOCK = re.compile(r"([0-9]{1,3}):([0-5][0-9]):([0-5][0-9])")

MOST_CLOCKS = 2**17
"""Times of a day that are kept: every second of a day and a half."""

AS_ALWAYS, NEVER, PHONE, DRIVER = range(4)
"""How one boards or alights; an empty cell says the first."""


class _Lost:
    """What does not fit in the parts read so far."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.calls = self.stray = self.zones = 0
        self.first: tuple[str, str] = "", ""


def read_stop_times(feed: Feed, trips: pd.Index) -> pd.DataFrame:
    """Read the calls of some trips, in their order.

    Columns ``trip`` and ``stop`` (positions in the tables of the feed), ``order``, ``arrive_s``
    and ``leave_s`` from midnight (NaN without a time), ``boards``, ``alights`` (how), ``along``
    (how far the feed says a call is; NaN where it does not).
    """
    wanted = feed.trips.index.isin(trips)
    lost, parts = _Lost(), []
    for rows in feed.archive.chunks(STOP_TIMES, COLUMNS):
        trip = feed.trips.index.get_indexer(pd.Index(rows["trip_id"]))
        lost.calls += int(((trip < 0) & (rows["trip_id"] != "").to_numpy()).sum())
        here = (trip >= 0) & wanted[trip]
        nowhere = here & (rows["stop_id"] == "").to_numpy()
        lost.zones += int(nowhere.sum())
        here &= ~nowhere
        if here.any():
            parts.append(_numbers(feed, rows[here], trip[here], lost))
    where = feed.where(STOP_TIMES)
    if lost.calls:
        feed.notices.append(Message("io.feed_calls_lost", where=where, count=lost.calls))
    if lost.zones:
        feed.notices.append(Message("io.feed_zones", where=where, count=lost.zones))
    if lost.stray:
        stop, of = lost.first
        raise FileError("io.feed_no_stop", where=where, count=lost.stray, stop=stop, trip=of)
    if not parts:
        return _empty()
    times = pd.concat(parts, ignore_index=True)
    parts.clear()
    times = times.sort_values(["trip", "order"], kind="stable", ignore_index=True)
    return _each_once(feed, times)


def _empty() -> pd.DataFrame:
    """Make the table of no calls."""
    return pd.DataFrame(
        {
            "trip": np.array([], dtype=np.int32),
            "stop": np.array([], dtype=np.int32),
            **{name: np.array([]) for name in ("order", "arrive_s", "leave_s", "along")},
            **{name: np.array([], dtype=np.int8) for name in ("boards", "alights")},
        }
    )


def _numbers(feed: Feed, rows: pd.DataFrame, trip: NDArray[np.intp], lost: _Lost) -> pd.DataFrame:
    """Turn the text of some rows into numbers, refusing what is none."""
    stop = feed.stops.index.get_indexer(pd.Index(rows["stop_id"]))
    stray = stop < 0
    if stray.any():
        if not lost.stray:
            lost.first = tuple(rows[["stop_id", "trip_id"]].to_numpy()[stray.argmax()])
        lost.stray += int(stray.sum())
    arrive, leave = (clock_seconds(feed, rows[f"{one}_time"]) for one in ("arrival", "departure"))
    along = np.full(len(rows), np.nan, dtype=np.float32)
    if "shape_dist_traveled" in rows:
        told = pd.to_numeric(rows["shape_dist_traveled"], errors="coerce")
        along = told.to_numpy(dtype=np.float32)
    return pd.DataFrame(
        {
            "trip": trip.astype(np.int32),
            "stop": stop.astype(np.int32),
            "order": _order(feed, rows),
            "boards": _ways(feed, rows, "pickup_type"),
            "alights": _ways(feed, rows, "drop_off_type"),
            "arrive_s": np.where(np.isnan(arrive), leave, arrive),
            "leave_s": np.where(np.isnan(leave), arrive, leave),
            "along": along,
        }
    )


def _order(feed: Feed, rows: pd.DataFrame) -> NDArray[np.float64]:
    """Read the places of calls in their trips."""
    order = pd.to_numeric(rows["stop_sequence"], errors="coerce").to_numpy(dtype=float)
    wrong = ~(order >= 0) | (order % 1 != 0)
    if wrong.any():
        trip, given = rows.loc[wrong, ["trip_id", "stop_sequence"]].iloc[0]
        raise FileError("io.feed_sequence", where=feed.where(STOP_TIMES), trip=trip, given=given)
    return order


def _ways(feed: Feed, rows: pd.DataFrame, column: str) -> NDArray[np.int8]:
    """Read how one boards or alights."""
    if column not in rows:
        return np.zeros(len(rows), dtype=np.int8)
    known = [str(one) for one in (AS_ALWAYS, NEVER, PHONE, DRIVER)]
    said = rows[column].where(rows[column] != "", known[AS_ALWAYS])
    way = pd.Index(known).get_indexer(pd.Index(said))
    if (way < 0).any():
        trip, given = rows[["trip_id", column]].to_numpy()[(way < 0).argmax()]
        what = {"column": column, "given": given, "choices": known, "trip": trip}
        raise FileError("io.feed_way_to_board", where=feed.where(STOP_TIMES), **what)
    return way.astype(np.int8)


def clock_seconds(feed: Feed, given: pd.Series) -> NDArray[np.float32]:
    """Seconds since midnight of ``H:MM:SS``, also after 24 h; NaN where there is no time."""
    codes, texts = pd.factorize(given.to_numpy(dtype=object))
    known = np.array([_clock(text) for text in texts], dtype=np.float32)
    odd = np.isnan(known)
    if odd.any() and any(text != "" for text in texts[odd]):
        wrong = next(text for text in texts[odd] if text != "")
        raise FileError("io.no_clock", file=feed.name, time=str(wrong))
    found: NDArray[np.float32] = known[codes]
    return found


@lru_cache(maxsize=MOST_CLOCKS)
def _clock(text: str) -> float:
    """Read a time of day, once for all calls at it; NaN where it is none."""
    match = CLOCK.fullmatch(text)
    if match is None:
        return np.nan
    hours, minutes, seconds = map(int, match.groups())
    return hours * S_PER_H + minutes * S_PER_MIN + seconds


def _each_once(feed: Feed, times: pd.DataFrame) -> pd.DataFrame:
    """Leave out calls that stand twice, refusing two that are not the same at one place."""
    trip, order = times["trip"].to_numpy(), times["order"].to_numpy()
    twice = np.append(False, (trip[1:] == trip[:-1]) & (order[1:] == order[:-1]))[: len(times)]
    if not twice.any():
        return times
    where, again = feed.where(STOP_TIMES), times.duplicated().to_numpy()
    other = twice & ~again
    if other.any():
        first = int(other.argmax())
        said = {"trip": feed.trips.index[trip[first]], "given": f"{order[first]:.0f}"}
        raise FileError("io.feed_sequence_twice", where=where, **said, count=int(other.sum()))
    feed.notices.append(Message("io.feed_rows_twice", where=where, count=int(again.sum())))
    return times[~again].reset_index(drop=True)
