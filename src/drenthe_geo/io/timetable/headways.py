"""Trips by headway (``frequencies.txt``), and the runs that all trips make in some hours.

A trip by headway is a pattern: it runs at the beginning of its span and every headway after that
till the end, the end itself not. Where the feed does not promise the minutes (``exact_times`` 0)
that is one of the ways it can be, and just as many trips an hour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import FileError
from drenthe_geo.io.timetable.stop_times import clock_seconds
from drenthe_geo.units import H_PER_DAY, S_PER_H
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.io.timetable.feed import Feed

FREQUENCIES = "frequencies"

MOST_RUNS = 1_000_000
"""Runs by headway in the hours asked for; a metro of a large city has some thousands."""

LONGEST_S = H_PER_DAY * S_PER_H
"""A headway longer than a day is none."""


def headways_of(feed: Feed) -> pd.DataFrame:
    """Read the spans of trips by headway: ``trip`` (position), ``start_s``, ``end_s``, ``every_s``.

    Each is refused that cannot be; what names no trip of the feed is left out and counted.
    """
    rows = feed.frequencies
    where = feed.where(FREQUENCIES)
    every = pd.to_numeric(rows["headway_secs"], errors="coerce").to_numpy(dtype=float)
    wrong = ~((every >= 1) & (every <= LONGEST_S) & (every % 1 == 0))
    if wrong.any():
        row, given = rows.index[wrong][0], rows.loc[wrong, "headway_secs"].iloc[0]
        raise FileError("io.feed_headway", where=where, row=int(row), given=given)
    start, end = (
        clock_seconds(feed, rows[f"{one}_time"]).astype(float) for one in ("start", "end")
    )
    back = ~(end > start)
    if back.any():
        row = rows[back].iloc[0]
        said = {"start": row["start_time"], "end": row["end_time"]}
        raise FileError("io.feed_headway_span", where=where, row=int(rows.index[back][0]), **said)
    trip = feed.trips.index.get_indexer(pd.Index(rows["trip_id"]))
    if (trip < 0).any():
        count = int((trip < 0).sum())
        feed.notices.append(Message("io.feed_headways_lost", where=where, count=count))
    spans = pd.DataFrame({"trip": trip, "start_s": start, "end_s": end, "every_s": every})
    return spans[trip >= 0].drop_duplicates(ignore_index=True)


def runs_of(
    feed: Feed,
    starts: pd.Series,
    days: tuple[pd.Index, pd.Index],
    hours: tuple[float, float],
) -> pd.DataFrame:
    """List the runs that leave their first stop in some hours of a day.

    `starts` has the seconds at which trips (by position) leave as they are written, `days` the
    trips of that day and of the day before, of which those count that leave after midnight.
    Columns ``trip`` (position), ``run`` (a name that no trip has), ``later_s`` (than written).
    """
    early_s, late_s = (hour * S_PER_H for hour in hours)
    spans = headways_of(feed)
    plain = starts[~starts.index.isin(spans["trip"])]
    found, counted = [], []
    for trips, back_s, sign in zip(days, (0.0, float(LONGEST_S)), ("", "\t-"), strict=True):
        names = feed.trips.index
        mine = plain[names[plain.index].isin(trips)] - back_s
        mine = mine[(mine >= early_s) & (mine < late_s)]
        found.append(_runs(names, mine.index.to_numpy(), -back_s, sign))
        there = spans[spans["trip"].isin(starts.index) & names[spans["trip"]].isin(trips)]
        which, at_s = _departures(feed, there, (early_s + back_s, late_s + back_s))
        if len(which):
            later = at_s - starts.loc[pd.Index(which)].to_numpy(dtype=float) - back_s
            tags = [f"{sign}\t@{at:.0f}" for at in at_s]
            found.append(_runs(names, which, later, tags))
            counted.append((len(set(which.tolist())), len(which)))
    if counted:
        trips_n, runs_n = (sum(numbers) for numbers in zip(*counted, strict=True))
        said = {"file": feed.name, "count": trips_n, "runs": runs_n}
        feed.notices.append(Message("io.feed_by_headway", **said))
    # Spans that overlap say of the same departure that it is one.
    runs = pd.concat(found, ignore_index=True)
    return runs.drop_duplicates(["trip", "later_s"], ignore_index=True)


def _runs(
    names: pd.Index,
    trip: NDArray[np.intp],
    later_s: float | NDArray[np.float64],
    tags: str | list[str],
) -> pd.DataFrame:
    """Make the table of some runs."""
    named = names[trip].astype(object).to_numpy() + np.array(tags, dtype=object)
    return pd.DataFrame({"trip": trip, "run": named, "later_s": later_s})


def _departures(
    feed: Feed, spans: pd.DataFrame, within_s: tuple[float, float]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Spell out the departures of spans within some seconds: positions of trips, and seconds."""
    start, end, every = (spans[name].to_numpy() for name in ("start_s", "end_s", "every_s"))
    early, late = within_s
    first = np.maximum(np.ceil((early - start) / every), 0)
    last = np.ceil((np.minimum(end, late) - start) / every)
    count = np.maximum(last - first, 0).astype(np.int64)
    if count.sum() > MOST_RUNS:
        said = {"count": int(count.sum()), "most": MOST_RUNS}
        raise FileError("io.feed_headway_many", where=feed.where(FREQUENCIES), **said)
    which = np.repeat(np.arange(len(spans)), count)
    number = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    at_s = start[which] + (first[which] + number) * every[which]
    return spans["trip"].to_numpy(dtype=np.intp)[which], at_s
