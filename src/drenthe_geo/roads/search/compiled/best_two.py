"""The two nearest labels of every node on a hierarchy, compiled, over each arc once up and down.

Of equal sums the first label. What is compiled is kept as in `buckets`; sums are whole tenths in
32 bits.
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
"""As of `buckets`, once more: numba looks at this file alone to see whether it changed."""

NO_WAY = 2**30 - 1
"""As of `contracted`, for the same reason."""


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
