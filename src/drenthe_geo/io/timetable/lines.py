"""Lines out of the calls of a day: trips that call at the same halts, both ways together.

A trip is what one can do with it: ride from halt to halt, where one may board at the one and
alight at the other. Where that is less than from each of its halts to every later one, the
trip is parted: a line of its own for what does not fit in. What another trip offers at the
very same minutes (a coupled train, a trip that stands twice in the feed) counts once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.transit.lines import LEAST_CALLS
from drenthe_geo.units import S_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

Pattern = tuple[str, tuple[str, ...]]
"""Vehicle, and the codes of the halts it calls at."""

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
    """Make runs of trips by the halts they call at, both ways together."""
    found = Parted({})
    seen: set[Offer] = set()
    for _, trip in calls.groupby("trip", sort=True):
        vehicle = str(trip["vehicle"].iloc[0])
        stops = [str(code) for code in trip["station"]]
        arrive, leave = trip["arrive_s"].tolist(), trip["leave_s"].tolist()
        board, alight = trip["board"].tolist(), trip["alight"].tolist()
        may = [
            (one, other)
            for one, other in combinations(range(len(stops)), 2)
            if board[one] and alight[other] and stops[one] != stops[other]
        ]
        offers = {
            (one, other): (vehicle, stops[one], stops[other], leave[one], arrive[other])
            for one, other in may
        }
        new = {pair for pair, offer in offers.items() if offer not in seen}
        seen |= {offers[pair] for pair in new}
        found.twice += bool(may) and not new
        found.coupled += bool(new) and len(new) < len(may)
        for part in _parts(stops, new):
            codes = tuple(stops[at] for at in part)
            turned = codes > codes[::-1]
            run = Run(
                str(trip["route"].iloc[0]),
                codes,
                tuple(arrive[at] for at in part),
                tuple(leave[at] for at in part),
                turned,
            )
            pattern = vehicle, codes[::-1] if turned else codes
            found.patterns.setdefault(pattern, []).append(run)
    return found


def _parts(stops: list[str], pairs: set[tuple[int, int]]) -> Iterable[tuple[int, ...]]:
    """Part a trip so that each of its rides is in one part, and no part has another.

    First the part that takes up most halts in their order, then what is left, ride by ride;
    of rides between the same two halts (a loop) the shortest.
    """
    if not pairs:
        return
    whole: list[int] = []
    most = sorted(range(len(stops)), key=lambda at: (-sum(at in pair for pair in pairs), at))
    for at in most:
        fits = all((min(at, one), max(at, one)) in pairs for one in whole)
        if fits:
            whole = sorted([*whole, at])
    used = set(combinations(whole, 2)) if len(whole) >= LEAST_CALLS else set()
    if used:
        yield tuple(whole)
    done = {(stops[one], stops[other]) for one, other in used}
    for one, other in sorted(pairs - used, key=lambda pair: (pair[1] - pair[0], pair)):
        if (stops[one], stops[other]) not in done:
            done.add((stops[one], stops[other]))
            yield one, other


def tables_of(parted: Parted, span_h: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make the tables of lines and legs: trains an hour each way, minutes and their range."""
    lines, legs = [], []
    for number, ((vehicle, stops), runs) in enumerate(sorted(parted.patterns.items()), start=1):
        name = f"gtfs-{number:04d}"
        ways = len({run.turned for run in runs})
        routes = pd.Series([run.route for run in runs])
        lines.append(
            {
                "line": name,
                "name": str(routes.mode().iloc[0]),
                "kind": vehicle,
                "vehicle": vehicle,
                "trains_per_hour": len(runs) / ways / span_h,
                "ways": ways,
            }
        )
        legs += _legs(name, stops, runs)
    return pd.DataFrame(lines).set_index("line"), pd.DataFrame(legs)


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
