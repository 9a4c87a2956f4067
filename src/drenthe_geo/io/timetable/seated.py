"""Who may stay seated: a vehicle that goes on as another trip, from where the one before ends.

Trips of one ``block_id`` that follow each other are one vehicle; a row of ``transfers.txt`` may say
of two trips that one stays seated all the same (4), or may not (5). Where the vehicle runs empty
to the next trip's first stop nobody is taken along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from drenthe_geo.io.timetable.feed import Feed

STAYS, MUST_LEAVE = "4", "5"
"""Kinds of transfer between two trips."""

OF_YESTERDAY, BY_HEADWAY = "\t-", "\t@"
"""In names of runs: of the day before, and spelled out; of the latter nobody knows the vehicle."""


def with_seats_kept(feed: Feed, calls: pd.DataFrame) -> pd.DataFrame:
    """Make one trip of those that a passenger may ride on in; the calls of each stay in order."""
    if calls.empty or not (_pairs(feed, STAYS) or (feed.trips["block_id"] != "").any()):
        return calls
    runs = _runs(feed, calls)
    onward = _onward(feed, runs)
    if not onward:
        return calls
    chief: dict[str, tuple[str, int]] = {}
    follows = set(onward.values())
    for first in runs.index[~runs.index.isin(follows)]:
        name, number = str(first), 0
        while True:
            chief[name] = str(first), number
            if name not in onward:
                break
            name, number = onward[name], number + 1
    told = [chief.get(str(name), (str(name), 0)) for name in calls["trip"]]
    trip, place = [name for name, _ in told], np.array([at for _, at in told], dtype=np.intp)
    order = np.lexsort([np.arange(len(calls)), place, pd.factorize(pd.Index(trip))[0]])
    return calls.assign(trip=trip).iloc[order].reset_index(drop=True)


def _runs(feed: Feed, calls: pd.DataFrame) -> pd.DataFrame:
    """List the runs by name: where and when each begins and ends, and its vehicle."""
    first, last = (calls.drop_duplicates("trip", keep=end) for end in ("first", "last"))
    place = feed.stops["parent_station"].where(
        feed.stops["parent_station"] != "", feed.stops.index.to_series()
    )
    names = first["trip"].astype(str)
    runs = pd.DataFrame(
        {
            "of": first["of"].to_numpy(),
            "from": first["stop_id"].map(place).to_numpy(),
            "leave_s": first["leave_s"].to_numpy(),
            "to": last.set_index("trip").loc[first["trip"], "stop_id"].map(place).to_numpy(),
            "arrive_s": last.set_index("trip").loc[first["trip"], "arrive_s"].to_numpy(),
            "yesterday": names.str.contains(OF_YESTERDAY, regex=False).to_numpy(),
        },
        index=pd.Index(names, name="trip"),
    )
    for name in ("block_id", "vehicle"):
        runs[name] = runs["of"].map(feed.trips[name])
    return runs[~runs.index.str.contains(BY_HEADWAY, regex=False)]


def _onward(feed: Feed, runs: pd.DataFrame) -> dict[str, str]:
    """Say as which run each goes on; every run follows one at most."""
    never = _pairs(feed, MUST_LEAVE)
    blocks = runs[runs["block_id"] != ""].sort_values(
        ["yesterday", "block_id", "leave_s"], kind="stable"
    )
    same = (blocks[["yesterday", "block_id"]] == blocks[["yesterday", "block_id"]].shift(-1)).all(
        axis=1
    )
    names = blocks.index.to_numpy(dtype=object)
    found = [(names[at], names[at + 1]) for at in np.flatnonzero(same.to_numpy())]
    told = _pairs(feed, STAYS)
    if told:
        by_trip = {(one, late): name for name, one, late in zip(
            runs.index, runs["of"], runs["yesterday"], strict=True)}  # fmt: skip
        found += [
            (by_trip[one, late], by_trip[other, late])
            for one, other in sorted(told)
            for late in (False, True)
            if (one, late) in by_trip and (other, late) in by_trip
        ]
    onward: dict[str, str] = {}
    taken: set[str] = set()
    rows = runs.to_dict("index")
    for one, other in found:
        mine, theirs = rows[one], rows[other]
        fits = mine["to"] == theirs["from"] and mine["vehicle"] == theirs["vehicle"]
        fits = fits and theirs["leave_s"] >= mine["arrive_s"] and one != other
        free = one not in onward and other not in taken
        if fits and free and (mine["of"], theirs["of"]) not in never:
            onward[one] = other
            taken.add(other)
    return onward


def _pairs(feed: Feed, kind: str) -> set[tuple[str, str]]:
    """Give the pairs of trips of which a row of transfers says a kind."""
    rows = feed.transfers
    if not {"from_trip_id", "to_trip_id"} <= set(rows):
        return set()
    mine = rows[(rows["transfer_type"] == kind) & (rows["from_trip_id"] != "")]
    return set(zip(mine["from_trip_id"], mine["to_trip_id"], strict=True))
