"""The way between a point and a facility where turns are banned, road by road.

It is traced on the whole roads, as nobody may turn round at another facility on his way, and then
cut into the parts that the facilities have split them into.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.roads.search.engine import NOWHERE
from drenthe_geo.roads.search.spots import tree_from_spot
from drenthe_geo.roads.splitting import along_ds, legs_ds

if TYPE_CHECKING:
    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.search.spots import Direction, Spots


@dataclass(frozen=True)
class Stretch:
    """A part of a road that is travelled, as shares of it from its tail."""

    edge: int
    start: float
    end: float
    # Whether it is travelled from tail to head.
    along: bool
    ds: int


def stretches_between(
    reach: Reach, position: int, edge: int, fraction: float, whole_ds: int
) -> list[Stretch]:
    """Trace the way between a place on a whole road and a facility, in the order of travel.

    The parts are rows of the network of the reach, and take as long as the whole.
    """
    spots, direction = reach.spots, reach.direction
    network, at = spots.network, reach.first + position
    there = _on_one_road(spots, at, edge, fraction, direction)
    least = np.inf if there is None else float(there.ds)
    offset = np.array([round(fraction * int(network.least_ds[edge]))])
    legs = legs_ds(network, np.array([edge]), offset, direction)
    times = reach.node_times_ds[position] - reach.access_ds[position]
    ends, outward = network.ends(direction), direction == "to"
    first = -1
    for number, (end, leg) in enumerate(zip(ends, legs, strict=True)):
        # To a facility one leaves a one-way road by its head, from one one comes by its tail.
        shut = network.oneway[edge] and (number == 0) == outward
        inner = offset[0] > 0 if number == 0 else offset[0] < network.least_ds[edge]
        by = times[int(end[edge])] + leg[0]
        if by < least and not (shut and inner):
            least, first = by, int(end[edge])
            share = (0.0, fraction) if number == 0 else (fraction, 1.0)
            there = Stretch(edge, *share, (number == 1) == outward, int(leg[0]))
    found = [there] if there is not None and there.end > there.start else []
    if first >= 0:
        found += _to_facility(spots, at, first, direction)
    parts = [part for one in found[:: 1 if outward else -1] for part in _parts(spots, one)]
    return _that_add_up(parts, whole_ds)


def _on_one_road(
    spots: Spots, at: int, edge: int, fraction: float, direction: Direction
) -> Stretch | None:
    """Go straight on, where the place and the facility lie on one road."""
    network = spots.network
    if spots.node[at] < network.n_nodes or spots.edge[at] != edge:
        return None
    offset = np.array([round(fraction * int(network.least_ds[edge])), spots.offset_ds[at]])
    there, back = along_ds(network, np.array([edge, edge]), offset)
    ahead = offset[1] >= offset[0] if direction == "to" else offset[0] >= offset[1]
    if not ahead and network.oneway[edge]:
        return None
    ds = abs(int(there[1] - there[0])) if ahead else abs(int(back[1] - back[0]))
    ends = sorted([fraction, float(spots.fraction[at])])
    return Stretch(edge, ends[0], ends[1], bool(ahead), ds)


def _to_facility(spots: Spots, at: int, first: int, direction: Direction) -> list[Stretch]:
    """Follow the tree from a node to the facility."""
    network, before = spots.network, tree_from_spot(spots, at, direction)
    nodes = [first]
    while before[nodes[-1]] != NOWHERE:
        nodes.append(int(before[nodes[-1]]))
    steps = list(pairwise(nodes))
    if direction == "from":
        steps = [(end, start) for start, end in steps]
    known = _ways_on(network, np.array(nodes))
    for stretch, step in _last(spots, at, direction):
        if step not in known or stretch.ds < known[step].ds:
            known[step] = stretch
    # What is none of these only turns at a junction.
    return [known[step] for step in steps if step in known]


def _ways_on(network: Network, nodes: np.ndarray) -> dict[tuple[int, int], Stretch]:
    """Know the fastest road between nodes of a way, from one to the next."""
    turns = network.turns
    assert turns is not None  # noqa: S101 - only those networks are traced so
    on_way = np.zeros(network.n_nodes + 1, dtype=bool)
    on_way[nodes] = True
    straight, back = ~turns.apart, ~turns.apart & ~network.oneway
    each = (
        (straight, network.tail, turns.head_in, network.time_ds, True),
        (back, network.head, turns.tail_in, network.back_ds, False),
    )
    known: dict[tuple[int, int], Stretch] = {}

    def learn(step: tuple[int, int], edge: int, ds: int, *, along: bool) -> None:
        if step not in known or ds < known[step].ds:
            known[step] = Stretch(edge, 0.0, 1.0, along, ds)

    for may, start, end, time_ds, along in each:
        for edge in np.flatnonzero(may & on_way[start] & on_way[end]).tolist():
            learn((int(start[edge]), int(end[edge])), edge, int(time_ds[edge]), along=along)
    for way in np.flatnonzero((turns.edge >= 0) & on_way[turns.start] & on_way[turns.end]).tolist():
        step = int(turns.start[way]), int(turns.end[way])
        learn(step, int(turns.edge[way]), int(turns.time_ds[way]), along=bool(turns.along[way]))
    return known


def _last(spots: Spots, at: int, direction: Direction) -> list[tuple[Stretch, tuple[int, int]]]:
    """Drive the last stretch to a facility on a road, or the first from it: by tail, by head."""
    network = spots.network
    if spots.node[at] < network.n_nodes:
        return []
    edge, share, here = int(spots.edge[at]), float(spots.fraction[at]), network.n_nodes
    outward = direction == "to"
    tail, head = (int(end[edge]) for end in network.ends("from" if outward else "to"))
    by_tail, by_head = (int(leg[0]) for leg in spots.legs_ds(np.array([at]), direction))
    found = []
    if outward or not network.oneway[edge]:
        step = (tail, here) if outward else (here, tail)
        found.append((Stretch(edge, 0.0, share, outward, by_tail), step))
    if not outward or not network.oneway[edge]:
        step = (head, here) if outward else (here, head)
        found.append((Stretch(edge, share, 1.0, not outward, by_head), step))
    return found


def _parts(spots: Spots, one: Stretch) -> list[Stretch]:
    """Cut a stretch of a whole road into those of the parts that it was split into, in order."""
    made = spots.made
    cut = np.flatnonzero(spots.edge[made] == one.edge)
    if len(cut) == 0:
        return [one]
    rows = [one.edge, *(spots.network.n_edges + cut).tolist()]
    ends = np.clip([0.0, *spots.fraction[made[cut]].tolist(), 1.0], 0.0, 1.0)
    found = []
    for row, low, high in zip(rows, ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        start, end = max(one.start, low), min(one.end, high)
        if end > start:
            ds = round(one.ds * (end - start) / (one.end - one.start))
            share = (start - low) / (high - low), (end - low) / (high - low)
            found.append(Stretch(row, *share, one.along, ds))
    return found if one.along else found[::-1]


def _that_add_up(parts: list[Stretch], whole_ds: int) -> list[Stretch]:
    """Let the parts take as long as the whole: places along a road are rounded to a tenth."""
    ends = np.minimum(np.cumsum([part.ds for part in parts]), whole_ds).tolist()
    ends[-1:] = [whole_ds] * len(ends[-1:])
    each = zip(parts, np.diff(ends, prepend=0).tolist(), strict=True)
    return [replace(part, ds=ds) for part, ds in each]
