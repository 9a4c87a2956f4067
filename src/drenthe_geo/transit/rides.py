"""Rides that a way by train can be made of, between the places where one may stand.

One stands in the street before the first train, and on a platform after each. On a platform
with known connections it counts how one came: by lines that have one (then they are taken as
the timetable makes them, and one came by that very train), by lines that have none, or by
whichever was first (then only lines are taken that are no part of a connection there).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.transit.connections import by_way
from drenthe_geo.transit.rules import TRAIN
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from drenthe_geo.transit.lines import Transit
    from drenthe_geo.transit.rules import TransitRules

EQUAL_MIN = 1e-9
"""Costs that differ by less are equal but for rounding."""

HEADWAY, CAP, TIMETABLE = "headway", "cap", "timetable"
"""What a wait is: half the headway, its cap, or what the timetable says."""

Way = tuple[int, str, bool]
"""A line at a station, and whether it runs as it is written."""


@dataclass(frozen=True)
class _Hubs:
    """Stations with known connections, and the nodes where one stands by how one came."""

    # By station, the node of who came by a line without a known connection there.
    free: dict[int, int]
    # By line and way that has one, its node; lines with the same connections share one.
    node: dict[Way, int]
    # By node, the lines one may change to, with minutes.
    onward: dict[int, dict[Way, float]]
    # Lines that some connection leads to.
    led_to: set[Way]


def rides_of(transit: Transit, column: str) -> pd.DataFrame:
    """List all rides, with the minutes of a column of the legs.

    Index ``start`` and ``end`` are nodes: below the number n of stations the street, up to
    2 n the platforms, then those of stations with known connections. ``from`` and ``to`` are
    positions among the halts; ``vehicle``, ``transfer_min``, ``wait_min``, ``wait_rule``,
    ``ride_min``, ``trains_per_hour``, ``lines``. Minutes are whole tenths of a second; of as
    many the train is taken.
    """
    n, rules = len(transit.served), transit.rules
    pairs = _line_pairs(transit, column)
    hubs = _hubs(transit, n)
    first = _arriving(pairs.assign(start=pairs["from"]), hubs, n)
    later, known = _leaving(pairs, hubs, n)
    rides = pd.concat(
        [
            _common_lines(first, rules, first=True),
            _common_lines(_arriving(later, hubs, n), rules, first=False),
            _known_rides(_arriving(known, hubs, n), rules),
        ],
        ignore_index=True,
    )
    minutes = rides["transfer_min"] + rides["wait_min"] + rides["ride_min"]
    ds = np.rint(minutes.to_numpy() * DS_PER_MIN)
    order = np.lexsort([np.arange(len(rides)), rides["vehicle"] != TRAIN, ds])
    return rides.iloc[order].drop_duplicates(["start", "end"]).set_index(["start", "end"])


def _line_pairs(transit: Transit, column: str) -> pd.DataFrame:
    """Rides between all stops of every line, both ways."""
    often, vehicle = transit.lines["trains_per_hour"], transit.lines["vehicle"]
    rows = []
    for line, legs in transit.legs.groupby("line", sort=True):
        calls = pd.Index([legs["from_station"].iloc[0], *legs["to_station"]])
        stops = transit.served.get_indexer(calls)
        dwell = np.concatenate([[0.0], legs["dwell_min"].to_numpy(float)])
        leave = np.cumsum(np.concatenate([[0.0], legs[column].to_numpy(float)]) + dwell)
        early, late = np.triu_indices(len(stops), k=1)
        # One leaves when the train has stood at the first stop, and does not wait at the last.
        ride = leave[late] - dwell[late] - leave[early]
        for start, end, forward in ((early, late, True), (late, early, False)):
            rows.append(
                pd.DataFrame(
                    {
                        "from": stops[start],
                        "to": stops[end],
                        "ride_min": ride,
                        "line": line,
                        "forward": forward,
                        "vehicle": str(vehicle[line]),
                        "trains_per_hour": float(often[line]),
                    }
                )
            )
    return pd.concat(rows, ignore_index=True)


def _hubs(transit: Transit, n: int) -> _Hubs:
    """Give the stations with known connections their nodes."""
    known: dict[Way, dict[Way, float]] = {}
    codes = list(transit.served)
    for row in by_way(transit.connections, transit.legs).to_dict("records"):
        at = codes.index(str(row["station"]))
        came: Way = (at, str(row["from_line"]), bool(row["from_forward"]))
        goes: Way = (at, str(row["to_line"]), bool(row["to_forward"]))
        known.setdefault(came, {})[goes] = float(row["change_min"])
    stations = sorted({at for at, _, _ in known})
    free = {at: 2 * n + number for number, at in enumerate(stations)}
    node: dict[Way, int] = {}
    onward: dict[int, dict[Way, float]] = {}
    numbers: dict[tuple[int, frozenset[tuple[Way, float]]], int] = {}
    for came, goes_on in sorted(known.items()):
        alike = (came[0], frozenset(goes_on.items()))
        number = numbers.setdefault(alike, 2 * n + len(stations) + len(numbers))
        node[came], onward[number] = number, goes_on
    return _Hubs(free, node, onward, {way for goes_on in known.values() for way in goes_on})


def _ways(pairs: pd.DataFrame, end: str) -> list[Way]:
    """Line and way of rides, at one of their ends."""
    return list(zip(pairs[end], pairs["line"], pairs["forward"], strict=True))


def _arriving(pairs: pd.DataFrame, hubs: _Hubs, n: int) -> pd.DataFrame:
    """Say on which platform rides end; with known connections there are two for each."""
    plain = pairs.assign(end=n + pairs["to"])
    there = pairs[pairs["to"].isin(list(hubs.free))]
    ends = [hubs.node.get(way, hubs.free[way[0]]) for way in _ways(there, "to")]
    return pd.concat([plain, there.assign(end=np.array(ends, dtype=int))], ignore_index=True)


def _leaving(pairs: pd.DataFrame, hubs: _Hubs, n: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Say from which platforms one may change to which rides; last those of known connections."""
    away = pairs["from"].isin(list(hubs.free))
    here = pairs[away]
    ways = _ways(here, "from")
    led_to = np.array([way in hubs.led_to for way in ways], dtype=bool)
    # Copies of rows are told by their places among those here: a table is made of them once.
    places, starts = [np.flatnonzero(~led_to)], [n + here["from"].to_numpy()[~led_to]]
    places.append(np.arange(len(here)))
    starts.append(here["from"].map(hubs.free).to_numpy(dtype=int))
    known_places, known_starts, changes = [], [], []
    of_station = here.groupby("from").indices
    for number, onward in hubs.onward.items():
        mine = of_station[next(iter(onward))[0]]
        minutes = np.array([onward.get(ways[place], np.nan) for place in mine], dtype=float)
        free = np.isnan(minutes)
        places.append(mine[free])
        starts.append(np.full(int(free.sum()), number))
        known_places.append(mine[~free])
        known_starts.append(np.full(int((~free).sum()), number))
        changes.append(minutes[~free])
    later = here.iloc[np.concatenate(places)].assign(start=np.concatenate(starts))
    elsewhere = pairs[~away].assign(start=n + pairs["from"][~away])
    nothing = np.array([], dtype=int)
    known = here.iloc[np.concatenate([nothing, *known_places])].assign(
        start=np.concatenate([nothing, *known_starts]), change_min=np.concatenate([[], *changes])
    )
    return pd.concat([elsewhere, later], ignore_index=True), known.reset_index(drop=True)


def _common_lines(pairs: pd.DataFrame, rules: TransitRules, *, first: bool) -> pd.DataFrame:
    """Per pair of nodes the lines of one vehicle that together are boarded soonest.

    Lines are added from the fastest on as long as wait and mean ride together shrink.
    """
    pairs = pairs.assign(rare_min=rules.rare_min(pairs["trains_per_hour"]))
    pairs["whole_min"] = pairs["ride_min"] + pairs["rare_min"]
    same = ["start", "end", "vehicle"]  # trains and buses leave from other places
    ordered = pairs.sort_values([*same, "whole_min", "line"], ignore_index=True)
    keys = [ordered[name] for name in same]
    often = ordered["trains_per_hour"].groupby(keys, sort=False).cumsum()
    ordered["often"] = often
    for name in ("ride_min", "rare_min"):
        weighted = ordered[name] * ordered["trains_per_hour"]
        ordered[f"mean_{name}"] = weighted.groupby(keys, sort=False).cumsum() / often
    wait_min = rules.wait_min(often, first=first) + ordered["mean_rare_min"]
    ordered["cost"] = wait_min + ordered["mean_ride_min"]
    least = ordered["cost"].groupby(keys, sort=False).transform("min")
    # Of equal costs the one with most lines: who may take any of them is named them all.
    good = ordered[ordered["cost"] <= least + EQUAL_MIN]
    best = good.groupby(same, sort=False).tail(1)
    rank = ordered.groupby(same, sort=False).cumcount()
    line = ordered["line"].to_numpy(dtype=object)
    lines = [tuple(line[at - rank[at] : at + 1]) for at in best.index]
    # Whole tenths of a second, and wait and ride add up to the whole.
    ds = np.rint(best["cost"].to_numpy() * DS_PER_MIN)
    ride_ds = np.rint(best["mean_ride_min"].to_numpy() * DS_PER_MIN)
    cut = rules.is_cut(best["often"], first=first)
    return pd.DataFrame(
        {
            **{name: best[name].to_numpy() for name in (*same, "from", "to")},
            "transfer_min": 0.0 if first else _whole(rules.transfer_min),
            "wait_min": (ds - ride_ds) / DS_PER_MIN,
            "wait_rule": np.where(cut, CAP, HEADWAY),
            "ride_min": ride_ds / DS_PER_MIN,
            "trains_per_hour": best["often"].to_numpy(),
            "lines": pd.Series(lines, dtype=object),
        }
    )


def _known_rides(pairs: pd.DataFrame, rules: TransitRules) -> pd.DataFrame:
    """Rides after a known connection: by one line, the change as long as the timetable says."""
    change = np.rint(pairs["change_min"].to_numpy(dtype=float) * DS_PER_MIN) / DS_PER_MIN
    walk = np.minimum(change, _whole(rules.transfer_min))
    return pd.DataFrame(
        {
            **{name: pairs[name].to_numpy() for name in ("start", "end", "vehicle", "from", "to")},
            "transfer_min": walk,
            "wait_min": np.rint((change - walk) * DS_PER_MIN) / DS_PER_MIN,
            "wait_rule": TIMETABLE,
            "ride_min": np.rint(pairs["ride_min"].to_numpy(dtype=float) * DS_PER_MIN) / DS_PER_MIN,
            "trains_per_hour": pairs["trains_per_hour"].to_numpy(),
            "lines": pd.Series([(line,) for line in pairs["line"]], dtype=object),
        }
    )


def _whole(minutes: float) -> float:
    """Round minutes to whole tenths of a second."""
    return round(minutes * DS_PER_MIN) / DS_PER_MIN
