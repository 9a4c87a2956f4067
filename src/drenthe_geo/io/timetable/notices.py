"""What is odd about a day of a feed, though it may be right: each in a sentence with its count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.io.timetable.feed import first_few
from drenthe_geo.units import MIN_PER_H
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import pandas as pd

    from drenthe_geo.io.timetable.feed import Feed
    from drenthe_geo.io.timetable.lines import Parted

TOLD = ("2", "3")
"""Kinds of transfer with minutes of their own, and those that are not possible."""

HOURLY = 1.0
"""Trains an hour below which half the headway is longer than the rules of waiting are meant for."""


def note_day(feed: Feed, calls: pd.DataFrame) -> None:
    """Count what runs that day and is none of trains, buses and changes as everybody knows them."""
    of = calls.drop_duplicates("trip")["of"]
    trips = feed.trips.loc[of]
    seated = trips[trips["block_id"] != ""].duplicated(["service_id", "block_id"]).sum()
    told = (feed.transfers["transfer_type"].isin(TOLD)).sum()
    for key, count in (
        ("io.feed_like", trips["like"].sum()),
        ("io.feed_other", feed.trips["vehicle"].isna().sum()),
        ("io.feed_blocks", seated),
        ("io.feed_transfers", told),
    ):
        if count:
            feed.notices.append(Message(key, file=feed.name, count=int(count)))


def note_lines(file: str, parted: Parted, lines: pd.DataFrame) -> list[Message]:
    """Say what is odd about the lines of a day, though it may be right."""
    said = []
    for key, count in (
        ("io.feed_twice", parted.twice),
        ("io.feed_coupled", parted.coupled),
        ("io.feed_one_way", int(lines["one_way"].sum())),
    ):
        if count:
            said.append(Message(key, file=file, count=count, every=len(lines)))
    return said


def note_rare(file: str, lines: pd.DataFrame, wait_cap_min: float) -> list[Message]:
    """Name the lines that run less than once an hour."""
    rare = lines[lines["trains_per_hour"] < HOURLY]
    if rare.empty:
        return []
    names, more = first_few(dict.fromkeys(rare["name"]))
    counts = {"count": len(rare), "every": len(lines)}
    less = MIN_PER_H / 2 - wait_cap_min
    key = "io.feed_rare_more" if more else "io.feed_rare"
    return [Message(key, file=file, names=names, more=more, less=less, **counts)]
