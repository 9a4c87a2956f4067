"""The one seam of shortest paths: what searches roads and rails, and what remembers it.

`search` and `search_tree` are all that an engine must be able to do; another one, compiled,
takes their place and the laws of the tests hold for it too. `node_times` asks the roads and
remembers every search from one spot, so that no question starts the same search twice.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from drenthe_geo.roads.arcs import split_graph
from drenthe_geo.roads.splitting import offsets_ds, split_edges

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from drenthe_geo.roads.network import Network

Direction = Literal["to", "from"]

KEPT_MB = 400
"""Memory for what was searched: some 1,500 whole searches of 64,000 junctions."""

WHOLE_IN_FLOAT32 = 2**24
"""Whole numbers up to this are exact in 32 bits; in tenths of a second that is 19 days."""

NOWHERE = -9999
"""What a tree says of a node that nothing leads to, and of its root."""


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


@dataclass
class Count:
    """How many searches from one spot were asked for, and how many had to be made."""

    # Searches of roads that were asked for.
    started: int = 0
    # Those that nothing remembered answered.
    made: int = 0
    # How often the trains between all stations were asked for, and solved.
    trains_started: int = 0
    trains_made: int = 0


_OPEN: list[Count] = []


def note(**more: int) -> None:
    """Tell all who count."""
    for count in _OPEN:
        for name, number in more.items():
            setattr(count, name, getattr(count, name) + number)


@contextmanager
def counted() -> Iterator[Count]:
    """Count the searches while this lasts."""
    count = Count()
    _OPEN.append(count)
    try:
        yield count
    finally:
        # By identity: two that have counted the same are equal.
        _OPEN[:] = [one for one in _OPEN if one is not count]


@dataclass(frozen=True)
class Kept:
    """What one search found, in as few bytes as it can be without loss."""

    values: NDArray[Any]
    at: NDArray[np.int32] | None
    limit: float

    @classmethod
    def of(cls, times: NDArray[np.float64], limit: float) -> Kept:
        """Pack times: few of them beside the places they belong to, many in a row."""
        finite = np.isfinite(times)
        exact = times.max(where=finite, initial=0.0) <= WHOLE_IN_FLOAT32
        kind = np.float32 if exact else np.float64
        if 2 * int(finite.sum()) < len(times):
            at = np.flatnonzero(finite).astype(np.int32)
            return cls(times[at].astype(kind), at, limit)
        return cls(times.astype(kind), None, limit)

    @property
    def size_bytes(self) -> int:
        """Memory that it takes."""
        return self.values.nbytes + (0 if self.at is None else self.at.nbytes)

    def put(self, row: NDArray[np.float64], limit: float) -> None:
        """Write the times up to a limit into a row; inf elsewhere."""
        if self.at is None:
            row[:] = self.values
        else:
            row[:] = np.inf
            row[self.at] = self.values
        if limit < self.limit:
            row[row > limit] = np.inf


@dataclass
class Memory:
    """What was searched, up to a bound; what was not asked for longest is forgotten first."""

    most_mb: float = KEPT_MB
    size_bytes: int = 0
    _kept: OrderedDict[Hashable, Kept] = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def get(self, key: Hashable, limit: float) -> Kept | None:
        """Look up a search that went at least so far."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or kept.limit < limit:
                return None
            self._kept.move_to_end(key)
            return kept

    def put(self, key: Hashable, kept: Kept) -> None:
        """Remember a search, and forget others if there is no room."""
        with self._lock:
            old = self._kept.pop(key, None)
            self.size_bytes += kept.size_bytes - (0 if old is None else old.size_bytes)
            self._kept[key] = kept
            while self.size_bytes > self.most_mb * 1e6:
                _, gone = self._kept.popitem(last=False)
                self.size_bytes -= gone.size_bytes

    def __len__(self) -> int:
        """Count what is remembered."""
        return len(self._kept)


MEMORY = Memory()


@dataclass(frozen=True)
class Spots:
    """Where searches begin: spots on edges of a network, which a split has made nodes."""

    network: Network
    # The network with the spots as nodes; the same if all are junctions.
    split: Network
    # Position of the edge that each spot lies on; shape (p,).
    edge: NDArray[np.intp]
    # Its place along it, as time from the tail; shape (p,).
    offset_ds: NDArray[np.int64]
    # Its node in `split`; shape (p,).
    node: NDArray[np.intp]

    @classmethod
    def on(cls, network: Network, edge: NDArray[np.intp], fraction: NDArray[np.float64]) -> Spots:
        """Take spots on edges, each at a fraction of its edge."""
        split, node = split_edges(network, edge, fraction)
        return cls(network, split, edge, offsets_ds(network, edge, fraction), node)


def node_times(
    spots: Spots, direction: Direction, limit_ds: float = np.inf, *, memory: Memory = MEMORY
) -> NDArray[np.float64]:
    """Search the times between spots and all nodes, as far as the limit, and remember them.

    Tenths of a second (spots × nodes of the split network); inf without a route and beyond it.
    """
    network = spots.network
    unique, first, where = np.unique(spots.node, return_index=True, return_inverse=True)
    keys = [_key(spots, int(at), direction) for at in first]
    known = [memory.get(key, limit_ds) for key in keys]
    missing = [number for number, kept in enumerate(known) if kept is None]
    note(started=len(unique), made=len(missing))
    found = np.empty((0, spots.split.n_nodes))
    if missing:
        arcs = split_graph(network, spots.split, reverse=direction == "to")
        found = search(arcs, unique[missing], limit_ds)
        for number, row in zip(missing, found, strict=True):
            memory.put(keys[number], Kept.of(row[: network.n_nodes], limit_ds))
    times = found
    if len(missing) < len(unique):
        times = np.empty((len(unique), spots.split.n_nodes))
        times[missing] = found
        for number, kept in enumerate(known):
            if kept is not None:
                kept.put(times[number, : network.n_nodes], limit_ds)
        rows = np.setdiff1d(np.arange(len(unique)), missing)
        if spots.split.n_nodes > network.n_nodes:
            times[rows, network.n_nodes :] = _times_on_edges(
                spots, times[rows], first[rows], direction, limit_ds
            )
    return times if len(unique) == len(where) and (where[1:] > where[:-1]).all() else times[where]


def _key(spots: Spots, at: int, direction: Direction) -> Hashable:
    """Name a search: the network, the way round, and the junction or the spot on an edge."""
    node = int(spots.node[at])
    if node < spots.network.n_nodes:
        return (spots.network.identity, direction, node)
    return (spots.network.identity, direction, int(spots.edge[at]), int(spots.offset_ds[at]))


def _times_on_edges(
    spots: Spots,
    times: NDArray[np.float64],
    start: NDArray[np.intp],
    direction: Direction,
    limit_ds: float,
) -> NDArray[np.float64]:
    """Make the times between spots (rows) and nodes of the split from those of junctions."""
    network = spots.network
    made, first = np.unique(spots.node, return_index=True)
    first = first[made >= network.n_nodes]  # in the order of the nodes that were made
    edge, offset = spots.edge[first], spots.offset_ds[first]
    whole, oneway = network.time_ds[edge], network.oneway[edge]
    by_tail = times[:, network.tail[edge]] + offset
    by_head = times[:, network.head[edge]] + (whole - offset)
    # Against the traffic nobody comes from the head, and nobody leaves for the tail.
    (by_head if direction == "from" else by_tail)[:, oneway] = np.inf
    found = np.minimum(by_tail, by_head)
    # On one edge one need not come by a junction.
    along = offset[None, :] - spots.offset_ds[start][:, None]
    if direction == "to":
        along = -along
    same = (spots.edge[start][:, None] == edge[None, :]) & (
        spots.node[start][:, None] >= network.n_nodes
    )
    direct = same & ((along >= 0) | ~oneway[None, :])
    found[direct] = np.minimum(found, np.abs(along))[direct]
    found[found > limit_ds] = np.inf
    return found


def tree_before(
    network: Network, start: int, direction: Direction, *, memory: Memory = MEMORY
) -> NDArray[np.int32]:
    """Find the node before each on the fastest way from a node, or to it, and remember it."""
    key = (network.identity, direction, "tree", start)
    kept = memory.get(key, np.inf)
    note(started=1, made=int(kept is None))
    if kept is None:
        arcs = network.reversed_arcs if direction == "to" else network.arcs
        _, before = search_tree(arcs, np.array([start]))
        kept = Kept(before[0].astype(np.int32), None, np.inf)
        memory.put(key, kept)
    return kept.values.astype(np.int32, copy=False)
