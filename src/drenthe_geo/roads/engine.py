"""The one seam of shortest paths: what searches roads and rails, and what remembers it.

`search` and `search_tree` are all that an engine must be able to do; another one, compiled,
takes their place and the laws of the tests hold for it too. `node_times` asks the roads and
remembers every search from one spot, so that no question starts the same search twice. Times
between points and facilities are measured in parts, from whichever side has fewer.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from drenthe_geo.roads.arcs import split_graph
from drenthe_geo.roads.splitting import along_ds, legs_ds, offsets_ds, split_edges
from drenthe_geo.units import DS_PER_MIN
from drenthe_geo.work.memory import at_once

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    import pandas as pd
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.network import Network

Direction = Literal["to", "from"]

KEPT_MB = 400
"""Memory for what was searched: some 1,500 whole searches of 64,000 junctions."""

WHOLE_IN_FLOAT32 = 2**24
"""Whole numbers up to this are exact in 32 bits; in tenths of a second that is 19 days."""

BYTES_A_TIME = 16
"""Of a time that is searched, with the copy in which what is remembered is put together."""

BYTES_A_PAIR = 40
"""Of a time between two points, in parts: by either end of a road, and what is put together."""

ORIGINS_AT_ONCE = 4096
"""Fewer points than this are never split up: numpy is no faster with more."""

NOWHERE = -9999
"""What a tree says of a node that nothing leads to, and of its root."""

Part = tuple[int, int, slice, slice, "NDArray[np.float64]"]
"""How many points were searched from, of how many; facilities, origins and the times between."""


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

    def put(self, key: Hashable, kept: Kept, of: int = 1) -> None:
        """Remember a search, and forget others if there is no room.

        It is one of so many: if not all of those can stay, none would be found again.
        """
        if of * kept.size_bytes > self.most_mb * 1e6:
            return
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
    # Its place along it, from the tail, as time in the faster direction; shape (p,).
    offset_ds: NDArray[np.int64]
    # Its node in `split`; shape (p,).
    node: NDArray[np.intp]

    @classmethod
    def on(cls, network: Network, edge: NDArray[np.intp], fraction: NDArray[np.float64]) -> Spots:
        """Take spots on edges, each at a fraction of its edge."""
        split, node = split_edges(network, edge, fraction)
        return cls(network, split, edge, offsets_ds(network, edge, fraction), node)

    @cached_property
    def arcs(self) -> csr_array:
        """Arcs of the split network; kept, as every part of the spots needs them."""
        return split_graph(self.network, self.split)

    @cached_property
    def reversed_arcs(self) -> csr_array:
        """Arcs of the split network, turned round."""
        return split_graph(self.network, self.split, reverse=True)


def node_times(
    spots: Spots,
    direction: Direction,
    limit_ds: float = np.inf,
    *,
    part: slice = slice(None),
    memory: Memory = MEMORY,
) -> NDArray[np.float64]:
    """Search the times between spots, or part of them, and all nodes, and remember them.

    Tenths of a second (spots × nodes of the split network), as far as the limit; inf without a
    route and beyond it. They are the same whatever part is asked for.
    """
    network = spots.network
    unique, first, where = np.unique(spots.node[part], return_index=True, return_inverse=True)
    first = np.arange(len(spots.node))[part][first]
    keys = [_key(spots, int(at), direction) for at in first]
    known = [memory.get(key, limit_ds) for key in keys]
    missing = [number for number, kept in enumerate(known) if kept is None]
    note(started=len(unique), made=len(missing))
    found = np.empty((0, spots.split.n_nodes))
    if missing:
        arcs = spots.reversed_arcs if direction == "to" else spots.arcs
        found = search(arcs, unique[missing], limit_ds)
        for number, row in zip(missing, found, strict=True):
            new = Kept.of(row[: network.n_nodes], limit_ds)
            memory.put(keys[number], new, len(spots.node))
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
    oneway = network.oneway[edge]
    from_tail, from_head = legs_ds(network, edge, offset, direction)
    by_tail = times[:, network.tail[edge]] + from_tail
    by_head = times[:, network.head[edge]] + from_head
    # Against the traffic nobody comes from the head, and nobody leaves for the tail.
    (by_head if direction == "from" else by_tail)[:, oneway] = np.inf
    found: NDArray[np.float64] = np.minimum(by_tail, by_head)
    # On one edge one need not come by a junction.
    ahead = offset[None, :] - spots.offset_ds[start][:, None]
    if direction == "to":
        ahead = -ahead
    there, back = (
        np.abs(one[None, :] - other[:, None])
        for one, other in zip(
            along_ds(network, edge, offset),
            along_ds(network, spots.edge[start], spots.offset_ds[start]),
            strict=True,
        )
    )
    same = (spots.edge[start][:, None] == edge[None, :]) & (
        spots.node[start][:, None] >= network.n_nodes
    )
    direct = same & ((ahead >= 0) | ~oneway[None, :])
    found[direct] = np.minimum(found, np.where(ahead >= 0, there, back))[direct]
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
    return kept.values.astype(np.int32, copy=False)  # noqa: PD011 - of our own class


def by_facilities(
    reach: Reach, edge: NDArray[np.intp], offset_ds: NDArray[np.float64]
) -> Iterator[Part]:
    """Measure times from facilities, without the legs of the origins."""
    first, count = 0, len(reach.facilities)
    for part in reach.parts():
        rows = slice(first, first + len(part.facilities))
        first = rows.stop
        step = max(ORIGINS_AT_ONCE, at_once(BYTES_A_PAIR * len(part.facilities), reach.part_mb))
        for start in range(0, len(edge), step):
            some = slice(start, start + step)
            done = first if some.stop >= len(edge) else rows.start
            yield done, count, rows, some, part.times_at(slice(None), edge[some], offset_ds[some])


def from_origins(reach: Reach, snaps: pd.DataFrame, ends_ds: NDArray[np.float64]) -> Iterator[Part]:
    """Measure times from origins, if they are fewer: the sums are whole, so they are the same."""
    back: Direction = "from" if reach.direction == "to" else "to"
    spots = Spots.on(reach.network, snaps["edge_position"].to_numpy(), snaps["fraction"].to_numpy())
    ends = reach.spots.node[reach.within]
    step = at_once(BYTES_A_TIME * spots.split.n_nodes, reach.part_mb)
    for start in range(0, len(snaps), step):
        some = slice(start, min(start + step, len(snaps)))
        times = node_times(spots, back, reach.limit_min * DS_PER_MIN, part=some)
        yield some.stop, len(snaps), slice(None), some, times[:, ends].T + ends_ds[:, None]
