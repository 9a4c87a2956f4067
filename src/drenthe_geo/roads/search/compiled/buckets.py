"""Shortest paths compiled by numba: a bucket for every tenth of a second (Dial, 1969).

All sums are whole tenths, so a node waits in the bucket of its sum, and buckets are emptied in
turn. There are as many as the longest arc takes tenths; they are used over and over. A bucket is a
chain of entries: `heads` has the first of each, `waiting` the node of each entry, `after` the next
one; entries that are free again are a chain too. Nothing here holds Python's lock.

What is compiled is kept beside its file, or in the user's cache where that cannot be written:
the next process does not compile. Numba looks at one file alone to see whether it changed, so
what calls one another stands together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]

FAR = 2**31 - 1
"""Beyond every sum that 32 bits hold, 6.8 years."""


@njit(nogil=True, cache=True)
def _wait(
    heads: Ints, waiting: Ints, after: Ints, bucket: int, node: int, free: int, used: int
) -> tuple[int, int]:
    """Let a node wait in a bucket: the first free entry after that, and how many were used."""
    entry = free
    if free >= 0:
        free = after[free]
    else:
        entry, used = used, used + 1
    waiting[entry], after[entry] = node, heads[bucket]
    heads[bucket] = entry
    return free, used


@njit(nogil=True, cache=True)
def _next(heads: Ints, waiting: Ints, after: Ints, bucket: int, free: int) -> tuple[int, int]:
    """Take a node out of a bucket that has one: it, and the first free entry after that."""
    entry = heads[bucket]
    heads[bucket] = after[entry]
    after[entry] = free
    return waiting[entry], entry


@njit(nogil=True, cache=True)
def trees(
    first: Ints,
    end: Ints,
    time: Ints,
    start: Ints,
    limit: int,
    buckets: int,
    found: NDArray[np.float64],
) -> bool:
    """Write the sums from some nodes into rows; tell whether none was cut off by the limit."""
    count = len(first) - 1
    heads = np.full(buckets, -1, np.int32)
    waiting, after = np.empty(len(end) + 1, np.int32), np.empty(len(end) + 1, np.int32)
    reached, sums = np.empty(count, np.int32), np.empty(count, np.int32)
    every = True
    for row in range(len(start)):
        sums[:] = FAR
        _, whole = _grow(first, end, time, start[row], limit, heads, waiting, after, sums, reached)
        every = every and whole
        for node in range(count):
            found[row, node] = np.inf if sums[node] == FAR else sums[node]
    return every


@njit(nogil=True, cache=True)
def reached_from(
    first: Ints, end: Ints, time: Ints, start: Ints, limit: int, buckets: int
) -> tuple[NDArray[np.int64], Ints, Ints, bool]:
    """Give the nodes that each search reached, and their sums, one search after the other."""
    count = len(first) - 1
    heads = np.full(buckets, -1, np.int32)
    waiting, after = np.empty(len(end) + 1, np.int32), np.empty(len(end) + 1, np.int32)
    reached, sums = np.empty(count, np.int32), np.full(count, FAR, np.int32)
    counts = np.zeros(len(start), np.int64)
    nodes, values = np.empty(0, np.int32), np.empty(0, np.int32)
    size, every = 0, True
    for row in range(len(start)):
        number, whole = _grow(
            first, end, time, start[row], limit, heads, waiting, after, sums, reached
        )
        every = every and whole
        if size + number > len(nodes):
            room = max(2 * len(nodes), size + number)
            larger, also = np.empty(room, np.int32), np.empty(room, np.int32)
            larger[:size], also[:size] = nodes[:size], values[:size]
            nodes, values = larger, also
        for at in range(number):
            node = reached[at]
            nodes[size + at], values[size + at] = node, sums[node]
            sums[node] = FAR
        size += number
        counts[row] = number
    return counts, nodes[:size], values[:size], every


@njit(nogil=True, cache=True)
def _grow(
    first: Ints,
    end: Ints,
    time: Ints,
    source: int,
    limit: int,
    heads: Ints,
    waiting: Ints,
    after: Ints,
    sums: Ints,
    reached: Ints,
) -> tuple[int, bool]:
    """Search from one node; tell how many were reached, and whether no sum was cut off."""
    mask = len(heads) - 1
    free, used, count, whole = -1, 1, 1, True
    sums[source] = 0
    reached[0] = source
    waiting[0], after[0], heads[0] = source, -1, 0
    live, now = 1, 0
    while live > 0:
        while heads[now & mask] >= 0:
            node, free = _next(heads, waiting, after, now & mask, free)
            live -= 1
            if sums[node] == now:  # else it was reached sooner
                for arc in range(first[node], first[node + 1]):
                    other, far = end[arc], now + time[arc]
                    if far >= sums[other]:
                        continue
                    if far > limit:
                        whole = False
                        continue
                    if sums[other] == FAR:
                        reached[count] = other
                        count += 1
                    sums[other] = far
                    if first[other + 1] - first[other] == 1 and end[first[other]] == node:
                        continue  # a dead end leads nowhere but back
                    free, used = _wait(heads, waiting, after, far & mask, other, free, used)
                    live += 1
        now += 1
    return count, whole


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
    more: int,
) -> tuple[Ints, Ints, bool]:
    """Search the best label of every node: labels, sums, and whether no sum was cut off.

    `more`: how often a node may go on once more because of arcs that take no time.
    """
    mask = buckets - 1
    heads = np.full(buckets, -1, np.int32)
    # A label that is better at the same sum goes on once more; there may be as many as starts.
    size = len(end) + len(start) + more
    waiting, after = np.empty(size, np.int32), np.empty(size, np.int32)
    sums, labels = np.full(len(first) - 1, FAR, np.int32), np.full(len(first) - 1, -1, np.int32)
    free, used, live, now, whole = -1, 0, 0, FAR, True
    for at in range(len(start)):
        node = start[at]
        if cost[at] > limit or (sums[node], labels[node]) <= (cost[at], label[at]):
            continue
        sums[node], labels[node] = cost[at], label[at]
        free, used = _wait(heads, waiting, after, cost[at] & mask, node, free, used)
        live, now = live + 1, min(now, cost[at])
    while live > 0:
        while heads[now & mask] >= 0:
            node, free = _next(heads, waiting, after, now & mask, free)
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
                    waits = far == sums[other] and far > now
                    sums[other], labels[other] = far, mine
                    if waits:
                        continue
                    if first[other + 1] - first[other] == 1 and end[first[other]] == node:
                        continue  # a dead end leads nowhere but back
                    free, used = _wait(heads, waiting, after, far & mask, other, free, used)
                    live += 1
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
    more: int,
) -> tuple[Ints, bool]:
    """Search two labels of every node: sum, label and whether it went on, twice a row."""
    mask = buckets - 1
    heads = np.full(buckets, -1, np.int32)
    size = 2 * (len(end) + more) + len(start)
    waiting, after = np.empty(size, np.int32), np.empty(size, np.int32)
    state = np.empty((len(first) - 1, 6), np.int32)
    for at in (0, 3):
        state[:, at], state[:, at + 1], state[:, at + 2] = FAR, -1, 0
    free, used, live, now, whole = -1, 0, 0, FAR, True
    for at in range(len(start)):
        if cost[at] <= limit and _improves(state[start[at]], cost[at], label[at]):
            free, used = _wait(heads, waiting, after, cost[at] & mask, start[at], free, used)
            live, now = live + 1, min(now, cost[at])
    while live > 0:
        while heads[now & mask] >= 0:
            node, free = _next(heads, waiting, after, now & mask, free)
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
                    free, used = _wait(heads, waiting, after, far & mask, other, free, used)
                    live += 1
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
