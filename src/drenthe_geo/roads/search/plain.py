"""Shortest paths by scipy, which is always there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

EXACT = 2**53
"""Whole numbers up to this are exact as floats."""


@dataclass(frozen=True)
class Starts:
    """Where a labelled search begins; a label may begin at several nodes."""

    node: NDArray[np.intp]
    # Whole tenths of a second that each begins with.
    cost: NDArray[np.int64]
    # Of equal sums the first label wins.
    label: NDArray[np.int64]


@dataclass(frozen=True)
class Labelled:
    """The nearest and the second nearest label of every node; -1 and inf where there is none."""

    nearest: NDArray[np.int32]
    nearest_ds: NDArray[np.float64]
    second: NDArray[np.int32]
    second_ds: NDArray[np.float64]

    def columns(self) -> tuple[NDArray[Any], ...]:
        """All four, in order."""
        return self.nearest, self.nearest_ds, self.second, self.second_ds


def search(arcs: csr_array, start: NDArray[np.intp], limit: float = np.inf) -> NDArray[np.float64]:
    """Search the least sums from nodes to all nodes.

    Inf without a way, and where the sum is above the limit. Dijkstra (1959).
    """
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - keeps the import light

    found: NDArray[np.float64] = np.atleast_2d(dijkstra(arcs, indices=start, limit=limit))
    return found


def search_tree(
    arcs: csr_array, start: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Search the least sums from nodes to all nodes, and the node before each on the way.

    It is `NOWHERE` at the start and without a way, and of equal sums the same one every time.
    """
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - keeps the import light

    sums, before = dijkstra(arcs, indices=start, return_predecessors=True)
    return sums, before


def search_nearest(
    arcs: csr_array, starts: Starts, limit: float = np.inf
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Search the nearest label of every node, and its sum; see `search_labelled`."""
    count = int(starts.label.max(initial=0)) + 1
    sums = arcs.data.astype(float) * count
    costs = (starts.cost.astype(np.float64) * count + starts.label).astype(np.float64)
    found = _from_all(arcs, sums, starts.node, costs, (np.floor(limit) + 1) * count - 1)
    if found.max(where=np.isfinite(found), initial=0.0) >= EXACT:
        by_trees = _by_trees(arcs, starts, limit)
        return by_trees.nearest, by_trees.nearest_ds
    return _taken_apart(found, count)


def search_labelled(arcs: csr_array, starts: Starts, limit: float = np.inf) -> Labelled:
    """Search the nearest and the second nearest label of every node in two searches.

    A sum and its label are one number, sum × labels + label: the least of those is the least
    sum, and of equal ones the first label. The first search is from all starts at once. On its
    way the second label crosses, once, from the nodes of another nearest label: the second
    search starts beyond every arc between two labels, and crosses none.
    """
    count = int(starts.label.max(initial=0)) + 1
    costs = (starts.cost.astype(np.float64) * count + starts.label).astype(np.float64)
    sums: NDArray[np.float64] = arcs.data.astype(float) * count
    most = (np.floor(limit) + 1) * count - 1
    first = _from_all(arcs, sums, starts.node, costs, most)
    if first.max(where=np.isfinite(first), initial=0.0) >= EXACT:
        return _by_trees(arcs, starts, limit)
    label, _ = _taken_apart(first, count)
    tail = np.repeat(np.arange(arcs.shape[0]), np.diff(arcs.indptr))
    crossing = np.flatnonzero(label[tail] != label[arcs.indices])
    other = starts.label != label[starts.node]
    second = _from_all(
        arcs,
        _without(sums, crossing),
        np.concatenate([arcs.indices[crossing], starts.node[other]]),
        np.concatenate([first[tail[crossing]] + sums[crossing], costs[other]]),
        most,
    )
    if second.max(where=np.isfinite(second), initial=0.0) >= EXACT:
        return _by_trees(arcs, starts, limit)
    return Labelled(*_taken_apart(first, count), *_taken_apart(second, count))


def _without(sums: NDArray[np.float64], arcs: NDArray[np.intp]) -> NDArray[np.float64]:
    """Shut some arcs."""
    left = sums.copy()
    left[arcs] = np.inf
    return left


def _from_all(
    arcs: csr_array,
    sums: NDArray[np.float64],
    node: NDArray[Any],
    cost: NDArray[np.float64],
    limit: float,
) -> NDArray[np.float64]:
    """Search the least sums from any of some nodes, each with a cost to begin with."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - keeps the import light

    count = arcs.shape[0]
    least = np.full(count, np.inf)
    np.minimum.at(least, node, cost)
    begun = np.flatnonzero(least <= limit)
    # One more node leads to all of them. Its arcs cost one more: none may cost nothing.
    more = csr_array(
        (
            np.concatenate([sums, least[begun] + 1]),
            np.concatenate([arcs.indices, begun.astype(arcs.indices.dtype)]),
            np.append(arcs.indptr, arcs.indptr[-1] + len(begun)),
        ),
        shape=(count + 1, count + 1),
    )
    found: NDArray[np.float64] = search(more, np.array([count]), limit + 1)[0, :count] - 1
    return found


def _taken_apart(
    found: NDArray[np.float64], count: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Take labels and sums out of the numbers that they are together."""
    reached = np.isfinite(found)
    whole = np.where(reached, found, 0.0)
    sums = np.floor_divide(whole, count)
    label = np.where(reached, whole - sums * count, -1).astype(np.int32)
    return label, np.where(reached, sums, np.inf)


def _by_trees(arcs: csr_array, starts: Starts, limit: float) -> Labelled:
    """Search from every start by itself: for sums too long to be one number with a label."""
    sums = search(arcs, starts.node) + starts.cost[:, None]
    sums[sums > limit] = np.inf
    columns = np.arange(arcs.shape[0])
    made: list[NDArray[Any]] = []
    for _ in range(2):
        order = np.lexsort((np.broadcast_to(starts.label[:, None], sums.shape), sums), axis=0)
        least = sums[order[0], columns]
        label = np.where(np.isfinite(least), starts.label[order[0]], -1).astype(np.int32)
        made += [label, least]
        sums[starts.label[:, None] == label] = np.inf
    return Labelled(*made)
