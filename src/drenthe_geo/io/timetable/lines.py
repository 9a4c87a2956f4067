"""Lines out of the calls of a day: trips that call at the same halts, both ways together.

A trip is what one can do with it: ride from halt to halt, where one may board at the one and
alight at the other. Where that is less than from each of its halts to every later one, the
trip is parted: a line of its own for what does not fit in. What another trip offers at the
very same minutes (a coupled train, a trip that stands twice in the feed) counts once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.transit.lines import LEAST_CALLS
from drenthe_geo.units import S_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from numpy.typing import NDArray

Pattern = tuple[str, tuple[str, ...]]
"""Vehicle, and the codes of the halts it calls at."""

Way = tuple[tuple[str, ...], tuple[bool, ...], tuple[bool, ...]]
"""The halts of a trip, and at which of them one may board and alight."""

Offer = tuple[str, str, str, float, float]
"""A ride: vehicle, from, to, the seconds of leaving and of arriving."""


@dataclass(frozen=True)
class Run:
    """A trip, or a part of one, between some halts."""

    route: str
    stops: tuple[str, ...]
    arrive_s: tuple[float, ...]
    leave_s: tuple[float, ...]
    turned: bool


@dataclass
class Parted:
    """What became of the trips of a day."""

    patterns: dict[Pattern, list[Run]]
    # Trips that another offers wholly, or in part, at the same minutes.
    twice: int = 0
    coupled: int = 0


def merged_calls(calls: pd.DataFrame) -> pd.DataFrame:
    """Keep calls at known halts where one may board or alight; platforms of one are one call."""
    table = calls[calls["station"].notna() & (calls["board"] | calls["alight"])]
    key = table[["trip", "station"]]
    again = (key == key.shift()).all(axis=1)
    how = dict.fromkeys(table, "first") | {
        "leave_s": "last",
        "board": "max",
        "alight": "max",
    }
    return table.groupby((~again).cumsum()).agg(how).reset_index(drop=True)


def part_trips(calls: pd.DataFrame) -> Parted:
    """Make runs of trips by the halts they call at, both ways together.

    What another trip may offer too is looked for among calls whose minute at a halt is that of
    another trip: of all pairs of calls of a bus with a hundred stops there are few such.
    """
    found = Parted({})
    seen: set[Offer] = set()
    known: dict[Way, list[tuple[int, ...]]] = {}
    if calls.empty:
        return found
    ordered = calls.sort_values("trip", kind="stable")
    columns = [ordered[name].to_numpy() for name in ("arrive_s", "leave_s", "board", "alight")]
    columns += [_shared(ordered, name) for name in ("leave_s", "arrive_s")]
    codes, vehicles, routes = (ordered[name].to_numpy() for name in ("station", "vehicle", "route"))
    trips = ordered["trip"].to_numpy()
    starts = np.flatnonzero(np.append(True, trips[1:] != trips[:-1])[: len(trips)])
    for start, end in zip(starts, [*starts[1:], len(trips)], strict=True):
        arrive, leave, board, alight, left, came = (one[start:end].tolist() for one in columns)
        stops, vehicle = tuple(map(str, codes[start:end])), str(vehicles[start])
        offers = {
            (one, other): (vehicle, stops[one], stops[other], leave[one], arrive[other])
            for one in np.flatnonzero(np.logical_and(left, board)).tolist()
            for other in np.flatnonzero(np.logical_and(came, alight)).tolist()
            if one < other and stops[one] != stops[other]
        }
        old = {pair for pair, offer in offers.items() if offer in seen}
        seen.update(offers.values())
        way: Way = (stops, tuple(board), tuple(alight))
        if old:
            may = _rides_within(way)
            found.twice += len(old) == len(may)
            found.coupled += len(old) < len(may)
            parts = list(_parts(stops, may - old))
        elif way in known:
            parts = known[way]
        else:
            parts = known[way] = list(_parts(stops, _rides_within(way)))
        for part in parts:
            met = tuple(stops[at] for at in part)
            turned = met > met[::-1]
            times = tuple(arrive[at] for at in part), tuple(leave[at] for at in part)
            run = Run(str(routes[start]), met, *times, turned)
            pattern = vehicle, met[::-1] if turned else met
            found.patterns.setdefault(pattern, []).append(run)
    return found


def _shared(calls: pd.DataFrame, moment: str) -> NDArray[np.bool_]:
    """Tell which calls are at the moment at which another is at the same halt."""
    shared: NDArray[np.bool_] = calls.duplicated(
        ["vehicle", "station", moment], keep=False
    ).to_numpy()
    return shared


def _rides_within(way: Way) -> set[tuple[int, int]]:
    """Give the rides that a trip offers: where one may board the one and alight at the other."""
    stops, board, alight = way
    return {
        (one, other)
        for one, other in combinations(range(len(stops)), 2)
        if board[one] and alight[other] and stops[one] != stops[other]
    }


def _parts(stops: Sequence[str], pairs: set[tuple[int, int]]) -> Iterable[tuple[int, ...]]:
    """Part a trip so that each of its rides is in one part, and no part has another.

    First the part that takes up most halts in their order, then what is left: of rides between
    the same two halts (a loop) the shortest, again in parts of many halts as long as there are
    (the way back of who goes out and back), then ride by ride.
    """
    whole = _together(pairs)
    used = set(combinations(whole, 2))
    done = {(stops[one], stops[other]) for one, other in used}
    left = set()
    for one, other in sorted(pairs - used, key=lambda pair: (pair[1] - pair[0], pair)):
        if (stops[one], stops[other]) not in done:
            done.add((stops[one], stops[other]))
            left.add((one, other))
    while len(whole) > LEAST_CALLS:
        yield whole
        whole = _together(left)
        left -= set(combinations(whole, 2))
    if whole:
        yield whole
    yield from sorted(left, key=lambda pair: (pair[1] - pair[0], pair))


def _together(pairs: set[tuple[int, int]]) -> tuple[int, ...]:
    """Choose calls between all of which one may ride, of most rides first; none of no rides."""
    whole: list[int] = []
    rides = Counter(at for pair in pairs for at in pair)
    for at in sorted(rides, key=lambda at: (-rides[at], at)):
        if all((min(at, one), max(at, one)) in pairs for one in whole):
            whole.append(at)
    return tuple(sorted(whole))


def tables_of(
    parted: Parted, span_h: float, ways_apart: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make the tables of lines and legs: trains an hour each way, minutes and their range.

    A line of which no trip comes back is written the way it runs, and is ``one_way``; one that
    takes `ways_apart` times as long one way as the other is two of them.
    """
    lines, legs = [], []
    patterns = (
        (key, runs)
        for key, both in sorted(parted.patterns.items())
        for runs in _alike(both, ways_apart)
    )
    for number, ((vehicle, stops), runs) in enumerate(patterns, start=1):
        name = f"gtfs-{number:04d}"
        ways = len({run.turned for run in runs})
        as_run = ways == 1 and runs[0].turned
        routes = pd.Series([run.route for run in runs])
        lines.append(
            {
                "line": name,
                "name": str(routes.mode().iloc[0]),
                "kind": vehicle,
                "vehicle": vehicle,
                "trains_per_hour": len(runs) / ways / span_h,
                "one_way": ways == 1,
            }
        )
        if as_run:
            legs += _legs(name, stops[::-1], [replace(run, turned=False) for run in runs])
        else:
            legs += _legs(name, stops, runs)
    return pd.DataFrame(lines).set_index("line"), pd.DataFrame(legs)


def _alike(runs: list[Run], ways_apart: float) -> list[list[Run]]:
    """Take trips there and back apart where one way is far longer, as round a loop."""
    ways = [[run for run in runs if run.turned == turned] for turned in (False, True)]
    if not all(ways):
        return [runs]
    there, back = (
        max(float(np.median([run.arrive_s[-1] - run.leave_s[0] for run in way])), 1.0)
        for way in ways
    )
    return ways if max(there, back) > ways_apart * min(there, back) else [runs]


def _legs(line: str, stops: tuple[str, ...], runs: list[Run]) -> list[dict[str, Any]]:
    """Legs of a line: median, least and most of its trips."""
    rides, stands = [], []
    for run in runs:
        arrive, leave = np.array(run.arrive_s), np.array(run.leave_s)
        ride, stand = (arrive[1:] - leave[:-1]) / S_PER_MIN, (leave - arrive)[1:-1] / S_PER_MIN
        rides.append(ride[::-1] if run.turned else ride)
        stands.append([*(stand[::-1] if run.turned else stand), 0.0])
    ride_min, stand_min = np.array(rides), np.array(stands)
    legs = []
    for at in range(len(stops) - 1):
        minutes = np.maximum(ride_min[:, at], 1 / S_PER_MIN)
        legs.append(
            {
                "line": line,
                "position": at + 1,
                "from_station": stops[at],
                "to_station": stops[at + 1],
                "minutes": float(np.median(minutes)),
                "minutes_low": float(minutes.min()),
                "minutes_high": float(minutes.max()),
                "dwell_min": max(float(np.median(stand_min[:, at])), 0.0),
                "basis": "published",
            }
        )
    return legs
