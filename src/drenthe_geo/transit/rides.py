"""Rides that a way by train can be made of, between the places where one may stand.

One stands in the street before the first train, and on a platform after each. On a platform
with known connections it counts how one came: by lines that have one (then they are taken as
the timetable makes them, and one came by that very train), by lines that have none, or by
whichever was first (then only lines are taken that are no part of a connection there).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from drenthe_geo.transit.connections import by_way
from drenthe_geo.transit.rules import TRAIN, VEHICLES
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.transit.lines import Transit
    from drenthe_geo.transit.rules import TransitRules

EQUAL_MIN = 1e-9
"""Costs that differ by less are equal but for rounding."""

HEADWAY, CAP, TIMETABLE = "headway", "cap", "timetable"
"""What a wait is: half the headway, its cap, or what the timetable says."""

ONE_WAY = "one_way"
"""Column of the lines that need not be there: a line so marked does not run back."""

WAIT_RULES = (HEADWAY, CAP, TIMETABLE)

VEHICLES_IN_ORDER = sorted(VEHICLES)
"""A vehicle is told by its place among these, a wait's rule by that among `WAIT_RULES`."""

Way = tuple[int, int, int]
"""A line at a station, and 1 where it runs as it is written, else 0."""

Rides = dict[str, "NDArray[Any]"]
"""A table of rides, by columns: tables of pandas took ten times as long for a few thousand."""


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
    kept, names = _rides(transit, column)
    nodes = pd.MultiIndex.from_arrays([kept["start"], kept["end"]], names=["start", "end"])
    return pd.DataFrame(
        {
            "vehicle": np.array(VEHICLES_IN_ORDER)[kept["vehicle"]],
            **{name: kept[name] for name in ("from", "to", "transfer_min", "wait_min")},
            "wait_rule": np.array(WAIT_RULES)[kept["wait_rule"]],
            "ride_min": kept["ride_min"],
            "trains_per_hour": kept["trains_per_hour"],
            "lines": _named(kept["lines"], names),
        },
        index=nodes,
    )


def arcs_of(
    transit: Transit, column: str
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.int32]]:
    """Give where the rides of `rides_of` start and end, and their tenths of a second, alone."""
    rides, _ = _rides(transit, column)
    return rides["start"], rides["end"], _tenths(rides).astype(np.int32)


def _tenths(rides: Rides) -> NDArray[np.float64]:
    """Tenths of a second from where one stands till the ride is over."""
    minutes = rides["transfer_min"] + rides["wait_min"] + rides["ride_min"]
    ds: NDArray[np.float64] = np.rint(minutes * DS_PER_MIN)
    return ds


def _rides(transit: Transit, column: str) -> tuple[Rides, list[str]]:
    """List all rides, in the order of their nodes; and names of lines."""
    n, rules = len(transit.served), transit.rules
    pairs, names = _line_pairs(transit, column)
    hubs = _hubs(transit, names, n)
    first = _arriving(pairs, pairs["from"], hubs, n)
    later, known = _leaving(pairs, hubs, n)
    parts = [
        _common_lines(first, rules, first=True),
        _common_lines(_arriving(*later, hubs, n), rules, first=False),
        _known_rides(_arriving(*known, hubs, n), rules),
    ]
    rides = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    ds, count = _tenths(rides), len(rides["start"])
    is_train = rides["vehicle"] == VEHICLES_IN_ORDER.index(TRAIN)
    order = np.lexsort([np.arange(count), ~is_train, ds])
    node = rides["start"] * (rides["end"].max(initial=0) + 1) + rides["end"]
    _, best = np.unique(node[order], return_index=True)
    return _some(rides, order[np.sort(best)]), names


def _named(lines: NDArray[np.object_], names: list[str]) -> NDArray[np.object_]:
    """Give the names of the lines of every ride, as a column of tuples."""
    column = np.empty(len(lines), dtype=object)
    column[:] = [tuple(names[line] for line in some) for some in lines]
    return column


def _some(pairs: Rides, which: NDArray[Any]) -> Rides:
    """Take some rides."""
    return {name: values[which] for name, values in pairs.items()}


def runs_one_way(lines: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which lines run as they are written and not back; a table need not say it."""
    if ONE_WAY not in lines:
        return np.zeros(len(lines), dtype=bool)
    # Who does not say of a line that it runs one way means that it runs both.
    given = lines[ONE_WAY].to_numpy(dtype=object, na_value=False)
    return np.array([one is True or one == 1 for one in given], dtype=bool)


def _line_pairs(transit: Transit, column: str) -> tuple[Rides, list[str]]:
    """Rides between all stops of every line, both ways as a rule, by places; names of lines."""
    names = sorted(map(str, set(transit.legs["line"])))
    lines = transit.lines.loc[names]
    vehicle = [VEHICLES_IN_ORDER.index(str(one)) for one in lines["vehicle"]]
    often = lines["trains_per_hour"].to_numpy(dtype=float)
    one_way = runs_one_way(lines).tolist()
    at = {code: place for place, code in enumerate(transit.served)}
    codes = (transit.legs[f"{end}_station"].tolist() for end in ("from", "to"))
    starts, ends = ([at[code] for code in some] for some in codes)
    dwells, minutes = (transit.legs[name].to_numpy(dtype=float) for name in ("dwell_min", column))
    rows = []
    of_line = transit.legs.groupby("line", sort=True).indices
    for line, name in enumerate(names):
        legs = of_line[name]
        stops = np.array([starts[legs[0]], *(ends[leg] for leg in legs)])
        dwell = np.concatenate([[0.0], dwells[legs]])
        leave = np.cumsum(np.concatenate([[0.0], minutes[legs]]) + dwell)
        early, late = np.triu_indices(len(stops), k=1)
        # One leaves when the train has stood at the first stop, and does not wait at the last.
        ride = leave[late] - dwell[late] - leave[early]
        back = () if one_way[line] else ((late, early, False),)
        for start, end, forward in ((early, late, True), *back):
            same = np.ones(len(ride), dtype=np.intp)
            rows.append(
                (stops[start], stops[end], ride, line * same, forward * same, vehicle[line] * same)
            )
    columns = [np.concatenate(values) for values in zip(*rows, strict=True)]
    pairs = dict(
        zip(("from", "to", "ride_min", "line", "forward", "vehicle"), columns, strict=True)
    )
    return pairs | {"trains_per_hour": often[pairs["line"]]}, names


def _hubs(transit: Transit, names: list[str], n: int) -> _Hubs:
    """Give the stations with known connections their nodes."""
    known: dict[Way, dict[Way, float]] = {}
    codes = {code: place for place, code in enumerate(transit.served)}
    places = {name: place for place, name in enumerate(names)}
    for row in by_way(transit.connections, transit.legs).to_dict("records"):
        at = codes[str(row["station"])]
        came: Way = (at, places[str(row["from_line"])], int(row["from_forward"]))
        goes: Way = (at, places[str(row["to_line"])], int(row["to_forward"]))
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


def _ways(pairs: Rides, end: str) -> list[Way]:
    """Line and way of rides, at one of their ends."""
    return list(zip(*(pairs[name].tolist() for name in (end, "line", "forward")), strict=True))


def _arriving(pairs: Rides, start: NDArray[np.intp], hubs: _Hubs, n: int) -> Rides:
    """Say on which platform rides end; with known connections there are two for each."""
    there = np.flatnonzero(np.isin(pairs["to"], list(hubs.free)))
    ends = [hubs.node.get(way, hubs.free[way[0]]) for way in _ways(_some(pairs, there), "to")]
    every = np.concatenate([np.arange(len(start)), there])
    end = np.concatenate([n + pairs["to"], np.array(ends, dtype=np.intp)])
    return _some(pairs, every) | {"start": start[every], "end": end}


def _leaving(
    pairs: Rides, hubs: _Hubs, n: int
) -> tuple[tuple[Rides, NDArray[np.intp]], tuple[Rides, NDArray[np.intp]]]:
    """Say from which platforms one may change to which rides; last those of known connections."""
    away = np.isin(pairs["from"], list(hubs.free))
    here = _some(pairs, np.flatnonzero(away))
    start, ways = here["from"], _ways(here, "from")
    led_to = np.array([way in hubs.led_to for way in ways], dtype=bool)
    # Copies of rides are told by their places among those here: they are taken once.
    nothing = np.array([], dtype=np.intp)
    places, starts = [np.flatnonzero(~led_to)], [n + start[~led_to]]
    places.append(np.arange(len(start)))
    starts.append(np.array([hubs.free[one] for one in start.tolist()], dtype=np.intp))
    known_places, known_starts, changes = [nothing], [nothing], [np.array([])]
    for number, onward in hubs.onward.items():
        mine = np.flatnonzero(start == next(iter(onward))[0])
        minutes = np.array([onward.get(ways[place], np.nan) for place in mine], dtype=float)
        free = np.isnan(minutes)
        places.append(mine[free])
        starts.append(np.full(int(free.sum()), number))
        known_places.append(mine[~free])
        known_starts.append(np.full(int((~free).sum()), number))
        changes.append(minutes[~free])
    elsewhere, later = _some(pairs, np.flatnonzero(~away)), _some(here, np.concatenate(places))
    every = {name: np.concatenate([elsewhere[name], later[name]]) for name in pairs}
    known = _some(here, np.concatenate(known_places)) | {"change_min": np.concatenate(changes)}
    every_start = np.concatenate([n + elsewhere["from"], *starts])
    return (every, every_start), (known, np.concatenate(known_starts))


def _common_lines(pairs: Rides, rules: TransitRules, *, first: bool) -> Rides:
    """Per pair of nodes the lines of one vehicle that together are boarded soonest.

    Lines are added from the fastest on as long as wait and mean ride together shrink.
    """
    rare = rules.rare_min(pairs["trains_per_hour"])
    # Trains and buses leave from other places.
    same = [pairs[name] for name in ("vehicle", "end", "start")]
    order = np.lexsort([pairs["line"], pairs["ride_min"] + rare, *same])
    ordered, rare = _some(pairs, order), rare[order]
    count = len(order)
    begins = np.zeros(count, dtype=bool)
    begins[:1] = True
    for values in same:
        begins[1:] |= values[order[1:]] != values[order[:-1]]
    first_at = np.flatnonzero(begins)
    group = np.cumsum(begins) - 1
    rank = np.arange(count) - first_at[group]
    often = _running_sum(ordered["trains_per_hour"], rank)
    mean_ride, mean_rare = (
        _running_sum(values * ordered["trains_per_hour"], rank) / often
        for values in (ordered["ride_min"], rare)
    )
    cost = rules.wait_min(often, first=first) + mean_rare + mean_ride
    least = np.minimum.reduceat(cost, first_at) if count else cost
    # Of equal costs the one with most lines: who may take any of them is named them all.
    good = np.flatnonzero(cost <= least[group] + EQUAL_MIN)
    best = good[np.append(group[good][1:] != group[good][:-1], True)[: len(good)]]
    # Whole tenths of a second, and wait and ride add up to the whole.
    ds, ride_ds = np.rint(cost[best] * DS_PER_MIN), np.rint(mean_ride[best] * DS_PER_MIN)
    cut = rules.is_cut(often[best], first=first)
    line = ordered["line"].tolist()
    lines = np.empty(len(best), dtype=object)
    lines[:] = [tuple(line[at - back : at + 1]) for at, back in zip(best, rank[best], strict=True)]
    transfer_min = 0.0 if first else _whole(rules.transfer_min)
    return {
        **{name: ordered[name][best] for name in ("start", "end", "vehicle", "from", "to")},
        "transfer_min": np.full(len(best), transfer_min),
        "wait_min": (ds - ride_ds) / DS_PER_MIN,
        "wait_rule": np.where(cut, WAIT_RULES.index(CAP), WAIT_RULES.index(HEADWAY)),
        "ride_min": ride_ds / DS_PER_MIN,
        "trains_per_hour": often[best],
        "lines": lines,
    }


def _running_sum(values: NDArray[np.float64], rank: NDArray[np.intp]) -> NDArray[np.float64]:
    """Add up values that stand behind each other, from each of rank 0 on (Kahan 1965)."""
    total, lost = values.copy(), np.zeros_like(values)
    for number in range(1, int(rank.max(initial=0)) + 1):
        at = np.flatnonzero(rank == number)
        more = values[at] - lost[at - 1]
        total[at] = total[at - 1] + more
        lost[at] = total[at] - total[at - 1] - more
    return total


def _known_rides(pairs: Rides, rules: TransitRules) -> Rides:
    """Rides after a known connection: by one line, the change as long as the timetable says."""
    change = np.rint(pairs["change_min"] * DS_PER_MIN) / DS_PER_MIN
    walk = np.minimum(change, _whole(rules.transfer_min))
    lines = np.empty(len(change), dtype=object)
    lines[:] = [(line,) for line in pairs["line"].tolist()]
    return {
        **{name: pairs[name] for name in ("start", "end", "vehicle", "from", "to")},
        "transfer_min": walk,
        "wait_min": np.rint((change - walk) * DS_PER_MIN) / DS_PER_MIN,
        "wait_rule": np.full(len(change), WAIT_RULES.index(TIMETABLE)),
        "ride_min": np.rint(pairs["ride_min"] * DS_PER_MIN) / DS_PER_MIN,
        "trains_per_hour": pairs["trains_per_hour"],
        "lines": lines,
    }


def _whole(minutes: float) -> float:
    """Round minutes to whole tenths of a second."""
    return round(minutes * DS_PER_MIN) / DS_PER_MIN
