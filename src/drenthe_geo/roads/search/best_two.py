"""The nearest labels of every node, compiled: one, or the best two in one pass.

Of equal sums the first label. A row of two labels is sum, label and whether it went on, twice.
What is compiled is kept as in `compiled`; sums are whole tenths in 32 bits, arcs at least one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Times = NDArray[np.float64]

FAR = 2**31 - 1
"""As of `compiled`, once more: numba looks at this file alone to see whether it changed."""

NO_WAY = 2**30 - 1
"""As of `contracted`, for the same reason."""


@njit(nogil=True, cache=True)
def nearest(
    first: Ints,
    end: Ints,
    time: Ints,
    start: Ints,
    cost: Ints,
    label: Ints,
    limit: int,
    buckets: int,
) -> tuple[Ints, Ints, bool]:
    """Search the best label of every node: labels, sums, and whether no sum was cut off."""
    mask = buckets - 1
    heads = np.full(buckets, -1, np.int32)
    # A label that is better at the same sum goes on once more; there may be as many as starts.
    size = len(end) + len(start)
    waiting, after = np.empty(size, np.int32), np.empty(size, np.int32)
    sums, labels = np.full(len(first) - 1, FAR, np.int32), np.full(len(first) - 1, -1, np.int32)
    free, used, live, now, whole = -1, 0, 0, FAR, True
    for at in range(len(start)):
        node = start[at]
        if cost[at] > limit or (sums[node], labels[node]) <= (cost[at], label[at]):
            continue
        sums[node], labels[node] = cost[at], label[at]
        waiting[used], after[used] = node, heads[cost[at] & mask]
        heads[cost[at] & mask] = used
        used, live, now = used + 1, live + 1, min(now, cost[at])
    while live > 0:
        entry = heads[now & mask]
        while entry >= 0:
            heads[now & mask] = after[entry]
            node = waiting[entry]
            after[entry], free = free, entry
            live -= 1
            if sums[node] == now:
                mine = labels[node]
                for arc in range(first[node], first[node + 1]):
                    other, far = end[arc], now + time[arc]
                    if far > sums[other] or (far == sums[other] and mine >= labels[other]):
                        continue
                    if far > limit:
                        whole = False
                        continue
                    if far == sums[other]:  # it waits already
                        labels[other] = mine
                        continue
                    sums[other], labels[other] = far, mine
                    if first[other + 1] - first[other] == 1 and end[first[other]] == node:
                        continue  # a dead end leads nowhere but back
                    if free >= 0:
                        entry, free = free, after[free]
                    else:
                        entry, used = used, used + 1
                    waiting[entry], after[entry] = other, heads[far & mask]
                    heads[far & mask] = entry
                    live += 1
            entry = heads[now & mask]
        now += 1
    return labels, sums, whole


@njit(nogil=True, cache=True)
def nearest_two(
    first: Ints,
    end: Ints,
    time: Ints,
    start: Ints,
    cost: Ints,
    label: Ints,
    limit: int,
    buckets: int,
) -> tuple[Ints, bool]:
    """Search two labels of every node: sum, label and whether it went on, twice a row."""
    mask = buckets - 1
    heads = np.full(buckets, -1, np.int32)
    size = 2 * len(end) + len(start)
    waiting, after = np.empty(size, np.int32), np.empty(size, np.int32)
    state = np.empty((len(first) - 1, 6), np.int32)
    for at in (0, 3):
        state[:, at], state[:, at + 1], state[:, at + 2] = FAR, -1, 0
    free, used, live, now, whole = -1, 0, 0, FAR, True
    for at in range(len(start)):
        if cost[at] <= limit and _improves(state[start[at]], cost[at], label[at]):
            waiting[used], after[used] = start[at], heads[cost[at] & mask]
            heads[cost[at] & mask] = used
            used, live, now = used + 1, live + 1, min(now, cost[at])
    while live > 0:
        entry = heads[now & mask]
        while entry >= 0:
            heads[now & mask] = after[entry]
            node = waiting[entry]
            after[entry], free = free, entry
            live -= 1
            for at in (0, 3):
                if state[node, at] != now or state[node, at + 2]:
                    continue
                state[node, at + 2] = 1
                mine = state[node, at + 1]
                for arc in range(first[node], first[node + 1]):
                    other, far = end[arc], now + time[arc]
                    if far > limit:
                        whole = False
                        continue
                    if far > state[other, 3] or not _improves(state[other], far, mine):
                        continue
                    if first[other + 1] - first[other] == 1 and end[first[other]] == node:
                        continue  # a dead end leads nowhere but back
                    if free >= 0:
                        entry, free = free, after[free]
                    else:
                        entry, used = used, used + 1
                    waiting[entry], after[entry] = other, heads[far & mask]
                    heads[far & mask] = entry
                    live += 1
            entry = heads[now & mask]
        now += 1
    return state, whole


@njit(nogil=True, cache=True, inline="always")
def _improves(state: Ints, far: int, mine: int) -> bool:
    """Take a sum and its label among the two of a node, if it is better than one of them."""
    if far < state[0] or (far == state[0] and mine < state[1]):
        if mine != state[1]:
            state[3], state[4], state[5] = state[0], state[1], state[2]
        state[0], state[1], state[2] = far, mine, 0
        return True
    if mine == state[1]:
        return False
    if far < state[3] or (far == state[3] and mine < state[4]):
        state[3], state[4], state[5] = far, mine, 0
        return True
    return False


@njit(nogil=True, cache=True)
def up_and_down(
    first_arc: NDArray[np.int64],
    end: Ints,
    up: Ints,
    down: Ints,
    start: Ints,
    cost: Ints,
    label: Ints,
) -> Ints:
    """Search two labels of every node on a hierarchy, whose arcs all lead upwards.

    First everything goes up from the starts, then from the top down to all: once over each arc.
    A row is sum and label, twice.
    """
    count = len(first_arc) - 1
    state = np.empty((count, 4), np.int32)
    for node in range(count):
        state[node, 0], state[node, 1], state[node, 2], state[node, 3] = FAR, -1, FAR, -1
    for at in range(len(start)):
        _put(state, start[at], cost[at], label[at])
    for node in range(count):
        if state[node, 0] >= NO_WAY:
            continue
        for arc in range(first_arc[node], first_arc[node + 1]):
            if up[arc] < NO_WAY:
                _put(state, end[arc], state[node, 0] + up[arc], state[node, 1])
                if state[node, 2] < NO_WAY:
                    _put(state, end[arc], state[node, 2] + up[arc], state[node, 3])
    for node in range(count - 1, -1, -1):
        one, mine, two, other = state[node, 0], state[node, 1], state[node, 2], state[node, 3]
        for arc in range(first_arc[node], first_arc[node + 1]):
            above, leg = end[arc], down[arc]
            # Of two labels the second is no nearer: if the first is of no use, nor is it.
            far = state[above, 0] + leg
            if far > two or leg >= NO_WAY or state[above, 0] >= NO_WAY:
                continue
            one, mine, two, other = _better(one, mine, two, other, far, state[above, 1])
            far = state[above, 2] + leg
            if far <= two and state[above, 2] < NO_WAY:
                one, mine, two, other = _better(one, mine, two, other, far, state[above, 3])
        state[node, 0], state[node, 1], state[node, 2], state[node, 3] = one, mine, two, other
    return state


@njit(nogil=True, cache=True, inline="always")
def _put(state: Ints, node: int, far: int, label: int) -> None:
    """Take a sum and its label among the two of a node, if it is better than one of them."""
    state[node, 0], state[node, 1], state[node, 2], state[node, 3] = _better(
        state[node, 0], state[node, 1], state[node, 2], state[node, 3], far, label
    )


@njit(nogil=True, cache=True, inline="always")
def _better(
    one: int, mine: int, two: int, other: int, far: int, label: int
) -> tuple[int, int, int, int]:
    """Choose the best two of three sums with their labels; a label counts once."""
    if far < one or (far == one and label < mine):
        if label == mine:
            return far, label, two, other
        return far, label, one, mine
    if label != mine and (far < two or (far == two and label < other)):
        return one, mine, far, label
    return one, mine, two, other


@njit(nogil=True, cache=True)
def columns_of(state: Ints, number: Ints, most: int) -> tuple[Ints, Times, Ints, Times]:
    """Give labels and sums, twice, of the nodes with some numbers; none beyond the most."""
    count = len(number)
    one, two = np.empty(count, np.int32), np.empty(count, np.int32)
    one_ds, two_ds = np.empty(count), np.empty(count)
    for node in range(count):
        at = number[node]
        near, far = state[at, 0], state[at, 2]
        one[node] = state[at, 1] if near <= most else -1
        two[node] = state[at, 3] if far <= most else -1
        one_ds[node] = near if near <= most else np.inf
        two_ds[node] = far if far <= most else np.inf
    return one, one_ds, two, two_ds
