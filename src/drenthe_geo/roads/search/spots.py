"""Where searches begin: spots on roads, whose searches are remembered.

No question starts the same search twice: what was found from a spot is kept for the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from drenthe_geo.roads.arcs import split_graph, spot_graph
from drenthe_geo.roads.search.engine import search, search_tree
from drenthe_geo.roads.search.memory import MEMORY, Kept, Memory, note
from drenthe_geo.roads.splitting import along_ds, legs_ds, offsets_ds, split_edges

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from drenthe_geo.roads.network import Network

Direction = Literal["to", "from"]


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
    # The same as a fraction of its length; shape (p,).
    fraction: NDArray[np.float64]
    # Its node in `split`; shape (p,).
    node: NDArray[np.intp]

    @classmethod
    def on(cls, network: Network, edge: NDArray[np.intp], fraction: NDArray[np.float64]) -> Spots:
        """Take spots on edges, each at a fraction of its edge."""
        split, node = split_edges(network, edge, fraction)
        return cls(network, split, edge, offsets_ds(network, edge, fraction), fraction, node)

    @cached_property
    def made(self) -> NDArray[np.intp]:
        """One of the spots at each node that the split has made, in the order of those nodes."""
        node, first = np.unique(self.node, return_index=True)
        return first[node >= self.network.n_nodes]

    @cached_property
    def arcs(self) -> csr_array:
        """Arcs of the split network; kept, as every part of the spots needs them."""
        return self._arcs("from")

    @cached_property
    def reversed_arcs(self) -> csr_array:
        """Arcs of the split network, turned round."""
        return self._arcs("to")

    def _arcs(self, direction: Direction) -> csr_array:
        network, made = self.network, self.made
        if network.turns is None:
            return split_graph(network, self.split, reverse=direction == "to")
        return spot_graph(network, self.edge[made], self.legs_ds(made, direction), direction)

    def legs_ds(
        self, at: NDArray[np.intp], direction: Direction
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        """Time between some spots and both ends of their edges, for searches that begin there."""
        back: Direction = "from" if direction == "to" else "to"
        return legs_ds(self.network, self.edge[at], self.offset_ds[at], back)


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
        if network.turns is not None:
            every = np.arange(len(missing))
            _put_spots(spots, found, every, first[missing], direction, limit_ds)
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
        _put_spots(spots, times, rows, first[rows], direction, limit_ds)
    return times if len(unique) == len(where) and (where[1:] > where[:-1]).all() else times[where]


def _put_spots(
    spots: Spots,
    times: NDArray[np.float64],
    rows: NDArray[np.intp],
    start: NDArray[np.intp],
    direction: Direction,
    limit_ds: float,
) -> None:
    """Write into some rows the times between spots and all spots on edges, by the junctions."""
    network = spots.network
    if spots.split.n_nodes > network.n_nodes:
        edge = spots.edge[spots.made]
        tail, head = (times[rows[:, None], end[edge]] for end in network.ends(direction))
        found = times_on_edges(spots, spots.made, (tail, head), start, direction)
        found[found > limit_ds] = np.inf
        times[rows, network.n_nodes :] = found


def _key(spots: Spots, at: int, direction: Direction) -> tuple[Hashable, ...]:
    """Name a search: the network, the way round, and the junction or the spot on an edge."""
    node = int(spots.node[at])
    if node < spots.network.n_nodes:
        return (spots.network.identity, direction, node)
    return (spots.network.identity, direction, int(spots.edge[at]), int(spots.offset_ds[at]))


def times_on_edges(
    spots: Spots,
    at: NDArray[np.intp],
    ends_ds: tuple[NDArray[np.float64], NDArray[np.float64]],
    start: NDArray[np.intp],
    direction: Direction,
) -> NDArray[np.float64]:
    """Make the times between spots (rows) and others on edges from those of the ends of these."""
    network = spots.network
    edge, offset = spots.edge[at], spots.offset_ds[at]
    oneway = network.oneway[edge]
    from_tail, from_head = legs_ds(network, edge, offset, direction)
    by_tail, by_head = ends_ds[0] + from_tail, ends_ds[1] + from_head
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


def tree_from_spot(
    spots: Spots, at: int, direction: Direction, *, memory: Memory = MEMORY
) -> NDArray[np.int32]:
    """Find the node before each on the fastest way from a spot, or to it, and remember it.

    The others are no nodes of it; the spot itself is one more than the nodes of the network.
    """
    network, node = spots.network, int(spots.node[at])
    if node < network.n_nodes:
        return tree_before(network, node, direction, memory=memory)
    key = ("tree", *_key(spots, at, direction))
    kept = memory.get(key, np.inf)
    note(started=1, made=int(kept is None))
    if kept is None:
        one = np.array([at])
        legs = spots.legs_ds(one, direction)
        arcs = spot_graph(network, spots.edge[one], legs, direction)
        _, before = search_tree(arcs, np.array([network.n_nodes]))
        kept = Kept(before[0].astype(np.int32), None, np.inf)
        memory.put(key, kept)
    return kept.values.astype(np.int32, copy=False)
