"""Shortest paths by compiled code: what the seam asks for, on all cores at once."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from drenthe_geo.roads.search.compiled.buckets import (
    FAR,
    nearest,
    nearest_two,
    reached_from,
    trees,
)
from drenthe_geo.roads.search.plain import Labelled, Starts

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Ints = NDArray[np.int32]

MOST_BUCKETS = 2**17
"""Longer arcs (3.6 hours) are for scipy: emptying so many buckets would take longer than it."""

ALONE = 20_000
"""Fewer nodes are searched by one core: starting others takes a millisecond."""


class TooLongError(Exception):
    """Times are too long for this engine, or none in a row; the other one knows no such bound."""


def search(arcs: csr_array, start: NDArray[np.intp], limit: float = np.inf) -> NDArray[np.float64]:
    """Search the least sums from nodes to all nodes, as `plain.search`.

    Raises
    ------
    TooLongError
        If an arc or a sum is too long.
    """
    begun: Ints = np.atleast_1d(start).astype(np.int32)
    graph, most = _whole(arcs), _most(limit)
    buckets = _buckets(_longest(arcs, most))
    found = np.empty((len(begun), arcs.shape[0]))

    def some(part: slice) -> bool:
        done: bool = trees(*graph, begun[part], most, buckets, found[part])
        return done

    _on_all_cores(some, len(begun), arcs.shape[0], limit)
    return found


def search_reached(
    arcs: csr_array, start: NDArray[np.intp], limit: float
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Search as `search`, and give the nodes that are reached alone, source after source.

    Returns
    -------
    first : numpy.ndarray, shape (sources + 1,)
        Where the nodes of each source begin.
    node, sums : numpy.ndarray
        The nodes in the order in which they were found, and their sums.

    Raises
    ------
    TooLongError
        If an arc or a sum is too long.
    """
    begun: Ints = np.atleast_1d(start).astype(np.int32)
    graph, most = _whole(arcs), _most(limit)
    buckets = _buckets(_longest(arcs, most))
    made: dict[int, Any] = {}

    def some(part: slice) -> bool:
        counts, node, sums, done = reached_from(*graph, begun[part], most, buckets)
        made[part.start] = counts, node, sums
        return bool(done)

    _on_all_cores(some, len(begun), arcs.shape[0], limit)
    parts = [made[at] for at in sorted(made)]
    counts, node, sums = (np.concatenate(each) for each in zip(*parts, strict=True))
    return np.concatenate([[0], np.cumsum(counts)]), node, sums


def search_nearest(
    arcs: csr_array, starts: Starts, limit: float = np.inf
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Search the nearest label of every node, and its sum, as the plain engine.

    Raises
    ------
    TooLongError
        If an arc or a sum is too long.
    """
    most = _most(limit)
    buckets = _buckets_for(arcs, starts, most)
    label, whole, done = nearest(*_whole(arcs), *_begun(starts), most, buckets, _again(arcs))
    if not done and limit >= FAR:
        raise TooLongError
    sums = whole.astype(float)
    sums[whole == FAR] = np.inf
    return label, sums


def search_labelled(arcs: csr_array, starts: Starts, limit: float = np.inf) -> Labelled:
    """Search the nearest and the second nearest label of every node, as the plain engine.

    Both labels of every node are found in one pass.

    Raises
    ------
    TooLongError
        If an arc or a sum is too long.
    """
    most = _most(limit)
    buckets = _buckets_for(arcs, starts, most)
    state, done = nearest_two(*_whole(arcs), *_begun(starts), most, buckets, _again(arcs))
    if not done and limit >= FAR:
        raise TooLongError
    columns = []
    for at in (0, 3):
        sums = state[:, at].astype(float)
        sums[state[:, at] == FAR] = np.inf
        columns += [state[:, at + 1].copy(), sums]
    return Labelled(*columns)


def _whole(arcs: csr_array) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Rows, ends and times of arcs in 32 bits; no copy is made of what has them already."""
    if arcs.data.max(initial=0) >= FAR or arcs.data.min(initial=1) < 0:
        raise TooLongError
    first, end, time = (
        np.ascontiguousarray(one, dtype=np.int32) for one in (arcs.indptr, arcs.indices, arcs.data)
    )
    return first, end, time


def _again(arcs: csr_array) -> int:
    """Count by how many arcs a node may go on again, as some take no time, but never two in a row.

    A label that comes to a node by such an arc may be better at the same sum than one that has
    gone on.
    """
    if arcs.data.min(initial=1) > 0:
        return 0
    many = np.diff(arcs.indptr)
    without = arcs.data == 0
    leaves = np.zeros(len(many), dtype=bool)
    leaves[np.repeat(np.arange(len(many)), many)[without]] = True
    if leaves[arcs.indices[without]].any():
        raise TooLongError
    return int(many[arcs.indices[without]].sum())


def _begun(starts: Starts) -> tuple[Ints, Ints, Ints]:
    """Nodes, costs and labels to begin with, in 32 bits."""
    if starts.cost.max(initial=0) >= FAR:
        raise TooLongError
    node, cost, label = (one.astype(np.int32) for one in (starts.node, starts.cost, starts.label))
    return node, cost, label


def _buckets_for(arcs: csr_array, starts: Starts, most: int) -> int:
    """Count the buckets for arcs, and for starts that may lie further apart."""
    last = int(starts.cost.max(initial=0))
    return _buckets(max(_longest(arcs, most), last - int(starts.cost.min(initial=last))))


def _most(limit: float) -> int:
    """Limit in whole tenths."""
    return FAR - 1 if limit >= FAR else max(int(limit), -1)


def _longest(arcs: csr_array, most: int) -> int:
    """Longest arc that a search up to a limit may take."""
    return min(int(arcs.data.max(initial=0)), max(most, 0))


def _buckets(longest: int) -> int:
    """Count the buckets for arcs of that length: a power of two."""
    count = 1 << (longest + 1).bit_length()
    if count > MOST_BUCKETS:
        raise TooLongError
    return count


def _on_all_cores(some: Callable[[slice], bool], count: int, nodes: int, limit: float) -> None:
    """Do so many sources in parts, as many at once as there are cores."""
    cores = _cores()
    if cores == 1 or count == 1 or count * nodes < ALONE:
        done = [some(slice(0, count))]
    else:
        # Four parts for each, as some sources take longer than others.
        size = max(1, -(-count // (4 * cores)))
        parts = [slice(at, min(at + size, count)) for at in range(0, count, size)]
        with ThreadPoolExecutor(cores) as pool:
            done = list(pool.map(some, parts))
    if not all(done) and limit >= FAR:
        raise TooLongError


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
