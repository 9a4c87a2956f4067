"""The one seam of shortest paths: what searches roads and rails, and which engine does.

`search` and `search_labelled` are what an engine must be able to do; scipy's is always there, and
the compiled one is used where numba is installed (``pip install "drenthe-geo[fast]"``) and there
is work enough to make up for its import. The same laws hold for both, to the tenth of a second.
Trees are scipy's alone: of equally fast ways the two would take different ones, and no route may
depend on what is installed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from drenthe_geo.roads.search import plain

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from drenthe_geo.roads.search.plain import Labelled, Starts

NOWHERE = -9999
"""What a tree says of a node that nothing leads to, and of its root."""

IMPORT_NODES = 4_000_000
"""Nodes that scipy settles (0.16 µs each) while numba and what is compiled are imported (0.6 s)."""

PATIENCE = IMPORT_NODES
"""Nodes that it may settle before they are imported: so at worst it takes twice the better."""

FILLED = 0.02
"""What a node costs that a search does not reach, of what it costs to settle one."""


@dataclass
class Work:
    """What scipy has done in this process."""

    settled: float = 0.0

    def left(self) -> float:
        """How many nodes it may still settle before the other engine pays."""
        return PATIENCE - self.settled

    def suffices(self, nodes: float) -> bool:
        """Tell whether scipy should settle so many before numba is imported; without it, no."""
        return nodes <= self.left() and find_spec("numba") is not None


WORK = Work()


def search(arcs: csr_array, start: NDArray[np.intp], limit: float = np.inf) -> NDArray[np.float64]:
    """Search the least sums from nodes to all nodes.

    Inf without a way, and where the sum is above the limit.
    """
    nodes = arcs.shape[0]
    start = np.atleast_1d(start)
    found = np.empty((0, nodes))
    done = 0
    # How far a search with a limit goes is known afterwards: scipy begins, as far as it may.
    while done < len(start):
        left, todo = WORK.left(), len(start) - done
        if left <= 0 or (np.isinf(limit) and todo * nodes > left):
            fast = _compiled()
            if fast is not None:
                try:
                    rest = fast.search(arcs, start[done:], limit)
                except fast.TooLongError:
                    rest = plain.search(arcs, start[done:], limit)
                return rest if done == 0 else _rows(found, rest, done)
            left = np.inf
        some = start[done : done + max(1, int(min(left / max(nodes, 1), todo)))]
        rows = plain.search(arcs, some, limit)
        WORK.settled += np.isfinite(rows).sum() + FILLED * rows.size
        if len(some) == len(start):
            return rows
        if done == 0:
            found = np.empty((len(start), nodes))
        found[done : done + len(some)] = rows
        done += len(some)
    return found


def search_tree(
    arcs: csr_array, start: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Search the least sums from nodes to all nodes, and the node before each on the way.

    It is `NOWHERE` at the start and without a way, and of equal sums the same one every time.
    """
    return plain.search_tree(arcs, start)


def search_nearest(
    arcs: csr_array, starts: Starts, limit: float = np.inf
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Search the nearest label of every node, and its sum; of equal sums the first label."""
    nodes = arcs.shape[0]
    fast = _compiled() if nodes > WORK.left() else None
    if fast is not None:
        try:
            found: tuple[NDArray[np.int32], NDArray[np.float64]]
            found = fast.search_nearest(arcs, starts, limit)
        except fast.TooLongError:
            pass
        else:
            return found
    WORK.settled += nodes
    return plain.search_nearest(arcs, starts, limit)


def search_labelled(arcs: csr_array, starts: Starts, limit: float = np.inf) -> Labelled:
    """Search the nearest and the second nearest label of every node in one pass.

    Of equal sums the first label.
    """
    nodes = 2 * arcs.shape[0]
    fast = _compiled() if nodes > WORK.left() else None
    if fast is not None:
        try:
            found: Labelled = fast.search_labelled(arcs, starts, limit)
        except fast.TooLongError:
            pass
        else:
            return found
    WORK.settled += nodes
    return plain.search_labelled(arcs, starts, limit)


def search_reached(
    arcs: csr_array, start: NDArray[np.intp], limit: float
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[Any]]:
    """Search as `search`, and give the nodes that are reached alone, source after source.

    Where the nodes of each source begin (shape sources + 1), the nodes, and their sums. Memory
    grows with what is reached, however large the network is.
    """
    fast = _compiled() if WORK.left() <= 0 or len(start) * arcs.shape[0] > PATIENCE else None
    if fast is not None:
        try:
            reached: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[Any]]
            reached = fast.search_reached(arcs, start, limit)
        except fast.TooLongError:
            pass
        else:
            return reached
    counts, nodes, sums = [0], [], []
    for one in np.atleast_1d(start):
        row = plain.search(arcs, np.array([one]), limit)[0]
        at = np.flatnonzero(np.isfinite(row)).astype(np.int32)
        counts.append(len(at))
        nodes.append(at)
        sums.append(row[at])
    WORK.settled += sum(counts) + FILLED * len(nodes) * arcs.shape[0]
    return np.cumsum(counts), np.concatenate(nodes), np.concatenate(sums)


def has_compiled() -> bool:
    """Tell whether the compiled engine is there."""
    return _compiled() is not None


def _rows(found: NDArray[np.float64], rest: NDArray[np.float64], done: int) -> NDArray[np.float64]:
    """Put the rows of the other engine behind those that are there."""
    found[done:] = rest
    return found


@lru_cache(maxsize=1)
def _compiled() -> ModuleType | None:
    """Give the compiled engine, where numba is installed."""
    if find_spec("numba") is None:
        return None
    try:
        from drenthe_geo.roads.search.compiled import searches  # noqa: PLC0415 - slow, and optional
    except ImportError:  # numba does not go with this numpy
        return None
    WORK.settled += IMPORT_NODES  # it is there: nothing need wait for it any more
    return searches
