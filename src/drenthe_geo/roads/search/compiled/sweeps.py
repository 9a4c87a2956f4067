"""The compiled half of the hierarchy: junctions taken out one by one, and sweeps over tables.

Everything is in whole tenths of a second, 32 bits each. What is compiled is kept beside this
file, so that only the first process waits for it; no function here holds Python's lock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int32]
    Places = NDArray[np.int64]
    Times = NDArray[np.float64]

NO_WAY, FAR = 2**30 - 1, 2**60
"""As of `hierarchy`, once more: numba looks at this file alone to see whether it changed."""

MOST_URGENT = 4095
"""Neighbours and levels are counted up to this when the next junction is chosen."""

A_NEIGHBOUR, A_LEVEL = 8, 1
"""What a neighbour and a level count: of eight mixtures that with the shortest climbs."""

END, OUT, BACK = 0, 1, 2
"""Columns of an arc: where it leads, the time there, and the time back."""

_compiled = njit(cache=True, nogil=True)


@_compiled
def _copy(given: Whole, start: int, count: int, into: Whole, at: int) -> None:
    """Copy some rows: with plain loops all is compiled in half the time that slices take."""
    for row in range(count):
        for column in range(3):
            into[at + row, column] = given[start + row, column]


@_compiled
def _longer(table: Whole, used: int, needed: int) -> Whole:
    """Give the table room for more rows."""
    if needed <= len(table):
        return table
    longer = np.empty((2 * needed, 3), np.int32)
    _copy(table, 0, used, longer, 0)
    return longer


@_compiled
def _urgency(neighbours: int, level: int) -> int:
    """Few neighbours first, and of those the ones that least stands below."""
    return min(MOST_URGENT, neighbours * A_NEIGHBOUR + level * A_LEVEL)


@_compiled
def _put(first: Whole, queue: Whole, node: int, urgency: int) -> None:
    """Put a node into the queue of its urgency: columns next, before, urgency."""
    queue[node, 0], queue[node, 1], queue[node, 2] = first[urgency], -1, urgency
    if first[urgency] >= 0:
        queue[first[urgency], 1] = node
    first[urgency] = node


@_compiled
def _take(first: Whole, queue: Whole, node: int) -> None:
    """Take a node out of its queue."""
    after, before = queue[node, 0], queue[node, 1]
    if before >= 0:
        queue[before, 0] = after
    else:
        first[queue[node, 2]] = after
    if after >= 0:
        queue[after, 1] = before


@_compiled
def _drop(arcs: Whole, start: int, count: int, place: Whole, node: int) -> None:
    """Drop the arc to a node: the last one takes its place."""
    at, last = start + place[node], start + count - 1
    place[node] = -1
    if at != last:
        _copy(arcs, last, 1, arcs, at)
        place[arcs[at, END]] = at - start


@_compiled
def _join(
    arcs: Whole, start: int, count: int, place: Whole, over: Whole, first: int, last: int, skip: int
) -> int:
    """Join a node with the others around one that is gone; of two ways the faster stays."""
    there, back = over[skip, BACK], over[skip, OUT]
    for number in range(first, last):
        if number == skip:
            continue
        end = over[number, END]
        out_ds = min(NO_WAY, there + over[number, OUT])
        back_ds = min(NO_WAY, back + over[number, BACK])
        at = place[end]
        if at < 0:
            at = place[end] = count
            count += 1
            arcs[start + at, END] = end
            arcs[start + at, OUT], arcs[start + at, BACK] = out_ds, back_ds
        else:
            arcs[start + at, OUT] = min(arcs[start + at, OUT], out_ds)
            arcs[start + at, BACK] = min(arcs[start + at, BACK], back_ds)
    return count


@_compiled
def eliminate(first_arc: Places, given: Whole) -> tuple[Whole, Places, Whole]:
    """Take all nodes out, and join the neighbours of each, so that no time changes.

    Gives the nodes in that order; and of each what it was joined with when it went, all of
    which went later.
    """
    count = len(first_arc) - 1
    gone, ups = np.empty(count, np.int32), np.empty((2 * len(given) + 1, 3), np.int32)
    first_up = np.zeros(count + 1, np.int64)
    # Arcs of each node: where they start, how many there are, and how many there is room for.
    start, held = np.empty(count, np.int64), np.empty(count, np.int64)
    room = np.empty(count, np.int64)
    arcs, used = np.empty((3 * len(given) + 2 * count + 1, 3), np.int32), 0
    level, place = np.zeros(count, np.int32), np.full(count, -1, np.int32)
    first, queue = np.full(MOST_URGENT + 1, -1, np.int32), np.empty((count, 3), np.int32)
    for node in range(count - 1, -1, -1):
        many = first_arc[node + 1] - first_arc[node]
        start[node], held[node], room[node] = used, many, many + 2
        _copy(given, first_arc[node], many, arcs, used)
        used += room[node]
        _put(first, queue, node, _urgency(many, 0))
    least, end = 0, 0
    for number in range(count):
        while first[least] < 0:
            least += 1
        node = gone[number] = first[least]
        _take(first, queue, node)
        ups = _longer(ups, end, end + held[node])
        _copy(arcs, start[node], held[node], ups, end)
        begun, end = end, end + held[node]
        first_up[number + 1] = end
        for skip in range(begun, end):
            beside = ups[skip, END]
            needed = held[beside] - 1 + held[node]
            if needed > room[beside]:
                arcs = _longer(arcs, used, used + 2 * needed)
                _copy(arcs, start[beside], held[beside], arcs, used)
                start[beside], room[beside] = used, 2 * needed
                used += 2 * needed
            begin = start[beside]
            for at in range(held[beside]):
                place[arcs[begin + at, END]] = at
            _drop(arcs, begin, held[beside], place, node)
            held[beside] = _join(arcs, begin, held[beside] - 1, place, ups, begun, end, skip)
            for at in range(held[beside]):
                place[arcs[begin + at, END]] = -1
            level[beside] = max(level[beside], level[node] + 1)
            urgency = _urgency(held[beside], level[beside])
            if urgency != queue[beside, 2]:
                _take(first, queue, beside)
                _put(first, queue, beside, urgency)
                least = min(least, urgency)
    return gone, first_up, ups[:end].copy()


@_compiled
def from_the_top(parent: Whole) -> Whole:
    """Give a forest numbers: those of a branch follow each other, parents after children."""
    count = len(parent)
    child, beside = np.full(count + 1, -1, np.int32), np.empty(count, np.int32)
    for node in range(count - 1, -1, -1):  # roots hang under one more, the last
        above = parent[node] if parent[node] >= 0 else count
        beside[node], child[above] = child[above], node
    number, left = np.empty(count, np.int32), count
    waiting, waits = np.empty(count, np.int32), 0
    root = child[count]
    while root >= 0:
        waiting[0], waits = root, 1
        while waits:
            waits -= 1
            node = waiting[waits]
            left -= 1
            number[node] = left
            below = child[node]
            while below >= 0:
                waiting[waits] = below
                waits += 1
                below = beside[below]
        root = beside[root]
    return number


@_compiled
def above(parent: Whole, nodes: Whole) -> Whole:
    """List nodes and all that stands above them, in order."""
    seen = np.zeros(len(parent), np.bool_)
    for node in nodes:
        at = node
        while at >= 0 and not seen[at]:
            seen[at] = True
            at = parent[at]
    return np.flatnonzero(seen).astype(np.int32)


@_compiled
def narrowed(
    first_arc: Places, end: Whole, time_ds: Whole, nodes: Whole, place: Whole
) -> tuple[Places, Whole, Whole]:
    """Take the arcs of some nodes, between their places among these; without those of no use."""
    most = 0
    for node in nodes:
        most += first_arc[node + 1] - first_arc[node]
    first, ends = np.zeros(len(nodes) + 1, np.int64), np.empty(most, np.int32)
    times_ds, count = np.empty(most, np.int32), 0
    for at in range(len(nodes)):
        for arc in range(first_arc[nodes[at]], first_arc[nodes[at] + 1]):
            if time_ds[arc] < NO_WAY:
                ends[count], times_ds[count] = place[end[arc]], time_ds[arc]
                count += 1
        first[at + 1] = count
    return first, ends[:count].copy(), times_ds[:count].copy()


@_compiled
def _climb(
    parent: Whole,
    first_arc: Places,
    end: Whole,
    time_ds: Whole,
    starts: Whole,
    legs_ds: Whole,
    best_ds: Whole,
    place: Whole,
    column: Whole,
) -> None:
    """Search upwards from two nodes with a leg to each, and write what is wanted."""
    one, two = starts[0], starts[1]
    best_ds[one] = legs_ds[0]
    best_ds[two] = min(best_ds[two], legs_ds[1])
    while one >= 0 or two >= 0:
        # Both ways up lead through ever higher numbers, so the lower of the two is next.
        at = one if two < 0 or (one >= 0 and one < two) else two
        one = parent[at] if one == at else one
        two = parent[at] if two == at else two
        time = best_ds[at]
        best_ds[at] = NO_WAY
        if time >= NO_WAY:
            continue
        if place[at] >= 0:
            column[place[at]] = time
        for arc in range(first_arc[at], first_arc[at + 1]):
            by = time + time_ds[arc]
            best_ds[end[arc]] = min(best_ds[end[arc]], by)


@_compiled
def sweep(
    parent: Whole,
    first_arc: Places,
    end: Whole,
    up_ds: Whole,
    starts: Whole,
    legs_ds: Whole,
    place: Whole,
    first_down: Places,
    down: Whole,
    down_ds: Whole,
    wanted: Whole,
    found_ds: Whole,
) -> None:
    """Find the times from some starts (rows, written into `found_ds`) to the wanted places.

    Each start climbs by itself; then all come down together, place after place from the top.
    """
    count = len(starts)
    times_ds = np.full((len(first_down) - 1, count), NO_WAY, np.int32)
    best_ds = np.full(len(parent), NO_WAY, np.int32)
    for number in range(count):
        _climb(
            parent, first_arc, end, up_ds, starts[number], legs_ds[number],
            best_ds, place, times_ds[:, number],
        )  # fmt: skip
    for at in range(len(first_down) - 2, -1, -1):
        mine = times_ds[at]
        for arc in range(first_down[at], first_down[at + 1]):
            other, leg_ds = times_ds[down[arc]], down_ds[arc]
            for number in range(count):
                mine[number] = min(mine[number], other[number] + leg_ds)
    for at in range(len(wanted)):
        mine = times_ds[wanted[at]]
        for number in range(count):
            found_ds[number, at] = mine[number]


@_compiled
def write_minutes(
    times_ds: Whole,
    tail: Places,
    head: Places,
    tail_leg_ds: Places,
    head_leg_ds: Places,
    for_row_ds: Places,
    for_column_ds: Places,
    most_ds: int,
    ds_per_min: int,
    minutes: Times,
) -> None:
    """Write minutes by the better of two ends; NaN without a route, and beyond the most."""
    for row in range(len(times_ds)):
        mine = times_ds[row]
        for column in range(len(tail)):
            least_ds = FAR
            by_tail, by_head = mine[tail[column]], mine[head[column]]
            if by_tail < NO_WAY:
                least_ds = by_tail + tail_leg_ds[column]
            if by_head < NO_WAY:
                least_ds = min(least_ds, by_head + head_leg_ds[column])
            whole_ds = least_ds + for_row_ds[row] + for_column_ds[column]
            minutes[row, column] = whole_ds / ds_per_min if whole_ds <= most_ds else np.nan
