"""A timetable in GTFS for a search on its very departures, and not on how often lines run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.area.sourced import sourced_value
from drenthe_geo.errors import ArgumentError, FileError
from drenthe_geo.io.timetable.days import day_of
from drenthe_geo.io.timetable.feed import MOST_PARENTS
from drenthe_geo.io.timetable.feed_day import open_day
from drenthe_geo.io.timetable.seated import with_seats_kept
from drenthe_geo.transit.timetable import Timetable, walking_changes
from drenthe_geo.units import H_PER_DAY, M_PER_KM, MIN_PER_H, S_PER_H, S_PER_MIN

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from drenthe_geo.area.area import Area
    from drenthe_geo.io.timetable.feed import Feed
    from drenthe_geo.io.timetable.feed_day import FeedDay

TRANSFERS = "transfers"

AS_USUAL, WAITS, TAKES, IMPOSSIBLE = "0", "1", "2", "3"
"""Kinds of transfer; an empty cell says the first, and there are kinds for who stays seated."""

SEATED = ("4", "5")

HALTS = ["from_station", "to_station"]


def read_timetable_from_gtfs(
    area: Area,
    path: str | Path,
    window_h: tuple[float, float],
    *,
    date: str | dt.date | None = None,
    buses: bool = True,
) -> Timetable:
    """Read the calls of a feed for trips that begin in a window of a day.

    Parameters
    ----------
    area : Area
        The area, whose stations and stops count; see `read_transit_from_gtfs`.
    path : str or pathlib.Path
        Zip file or folder of the feed.
    window_h : tuple of float
        Hours between which one leaves.
    date : str or datetime.date, optional
        Day; the busiest of the first week with service where not given.
    buses : bool
        Whether buses count.

    Returns
    -------
    Timetable
        Calls, and changes: within a halt they take ``transfer_min`` of the rules, to halts up to
        ``change_walk_m`` away the walk, and what ``transfers.txt`` says instead where it does
        (of two halts the least of their stops, those that it does not name counting as the rules
        say; none only where a change between all of these is not possible). A vehicle that goes on
        as another trip is one trip: who stays seated does not change.

    Raises
    ------
    FileError, ArgumentError
        As `read_transit_from_gtfs`.
    """
    early, late = window_h
    if not 0 <= early < late <= H_PER_DAY:
        raise ArgumentError("io.wrong_hours", early=float(early), late=float(late))
    asked = None if date is None else day_of(date)
    return timetable_of_day(open_day(area, path, asked, buses=buses), window_h)


def timetable_of_day(day: FeedDay, window_h: tuple[float, float]) -> Timetable:
    """Make the calls and changes of a day of a feed, as `read_timetable_from_gtfs` gives them."""
    area, (early, late) = day.area, window_h
    longest_h = _choice(area, "longest_h")
    running = day.calls((early - _choice(area, "before_h"), late + longest_h))
    calls = day.at_halts(with_seats_kept(day.feed, running))
    if len(calls) == 0:
        said = {"early": float(early), "late": float(late), "day": day.day}
        raise ArgumentError("io.no_trains", file=day.feed.name, **said)
    changes = _told_changes(day, running, _changes(area, day))
    columns = ["trip", "station", "arrive_s", "leave_s", "board", "alight"]
    ordered = calls.reset_index(drop=True)[columns]
    return Timetable(ordered, changes, longest_h * MIN_PER_H, tuple(day.feed.notices))


def _choice(area: Area, name: str) -> float:
    """Read a choice of timetables."""
    value, _ = sourced_value(area.toml("timetable")[name], name)
    return float(value)


def _changes(area: Area, day: FeedDay) -> pd.DataFrame:
    """List the changes of the rules."""
    halts = day.halts[max(day.halts, key=lambda kind: len(day.halts[kind]))]
    metres_s = _choice(area, "change_kmh") * M_PER_KM / S_PER_H / _choice(area, "change_detour")
    return walking_changes(
        pd.Index(halts.index.astype(str)),
        np.column_stack([halts.geometry.x, halts.geometry.y]),
        stay_s=day.embedded.rules.transfer_min * S_PER_MIN,
        most_m=_choice(area, "change_walk_m"),
        m_per_s=metres_s,
    )


def _told_changes(day: FeedDay, running: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Let what the feed says of changes stand in place of the rules.

    Halts are one place here, whatever platforms they have: a change between two of them takes the
    least of those between the stops at which something calls, and one of which the feed says
    nothing takes what the rules say. So halts are closed to each other only if all their stops are.
    """
    used = _used_stops(day, running)
    said = _said_of_pairs(day.feed, used)
    if said.empty:
        return changes
    found = said.groupby(HALTS)["change_s"].agg(["min", "size"])
    stops = used.groupby("station").size()
    pairs = [stops.reindex(found.index.get_level_values(end)).to_numpy() for end in HALTS]
    silent = found["size"].to_numpy() < pairs[0] * pairs[1]
    usual = changes.set_index(HALTS)["change_s"].reindex(found.index).fillna(np.inf)
    least = found["min"].where(~silent, np.minimum(found["min"], usual))
    possible = least[np.isfinite(least)].rename("change_s").reset_index()
    others = ~pd.MultiIndex.from_frame(changes[HALTS]).isin(found.index)
    together: pd.DataFrame = pd.concat([changes[others], possible], ignore_index=True)
    return together


def _used_stops(day: FeedDay, running: pd.DataFrame) -> pd.DataFrame:
    """List the stops at which something calls, each with the halt that it is."""
    vehicle = running["of"].map(day.feed.trips["vehicle"])
    parts = []
    for kind in day.halts:
        stops = pd.Series(running.loc[vehicle == kind, "stop_id"].unique(), dtype=object)
        parts.append(pd.DataFrame({"stop_id": stops, "station": stops.map(day.codes(kind))}))
    return pd.concat(parts, ignore_index=True).dropna().drop_duplicates()


def _said_of_pairs(feed: Feed, used: pd.DataFrame) -> pd.DataFrame:
    """Say what a change between two stops takes; a row of a station holds for all its platforms.

    What is said of the stops themselves counts before what is said of what they are part of.
    """
    names = used.assign(name=used["stop_id"], above=0)
    levels = [names]
    for above in range(1, MOST_PARENTS + 1):
        parent = levels[-1]["name"].map(feed.stops["parent_station"])
        higher = levels[-1].assign(name=parent, above=above)
        levels.append(higher[parent.notna() & (parent != "")])
    names = pd.concat(levels, ignore_index=True)
    rows = _transfers(feed)[["from_stop_id", "to_stop_id", "change_s"]]
    for end in ("from", "to"):
        mine = names.add_prefix(f"{end}_").rename(columns={f"{end}_stop_id": f"{end}_used"})
        rows = rows.merge(mine, left_on=f"{end}_stop_id", right_on=f"{end}_name")
    rows = rows.assign(above=rows["from_above"] + rows["to_above"])
    pair = ["from_used", "to_used", *HALTS]
    return rows.sort_values(["above", "change_s"], kind="stable").drop_duplicates(pair)


def _transfers(feed: Feed) -> pd.DataFrame:
    """Read the transfers between stops that differ from the usual; infinite where impossible."""
    rows = feed.transfers
    where = feed.where(TRANSFERS)
    kind = rows["transfer_type"].where(rows["transfer_type"] != "", AS_USUAL)
    known = [AS_USUAL, WAITS, TAKES, IMPOSSIBLE, *SEATED]
    odd = ~kind.isin(known)
    if odd.any():
        said = {"row": int(rows.index[odd][0]), "given": kind[odd].iloc[0], "choices": known}
        raise FileError("io.feed_transfer", where=where, column="transfer_type", **said)
    given = rows.get("min_transfer_time", pd.Series("", rows.index))
    seconds = pd.to_numeric(given, errors="coerce").astype(float)
    wrong = ~((seconds >= 0) & (seconds <= H_PER_DAY * S_PER_H)) & (kind == TAKES)
    if wrong.any():
        said = {"row": int(rows.index[wrong][0]), "given": given[wrong].iloc[0]}
        raise FileError("io.feed_transfer_time", where=where, **said)
    seconds = seconds.where(kind == TAKES, 0.0).where(kind != IMPOSSIBLE, np.inf)
    # What holds between some routes or trips alone says nothing of two stops.
    narrow = [name for name in rows if str(name).endswith(("_trip_id", "_route_id"))]
    whole = (rows[narrow] == "").all(axis=1) & kind.isin([WAITS, TAKES, IMPOSSIBLE])
    told: pd.DataFrame = rows.assign(change_s=seconds)[whole]
    return told
