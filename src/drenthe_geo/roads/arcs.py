"""Networks as sparse matrices of times, on which shortest paths are searched; and their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.search.spots import Direction
    from drenthe_geo.roads.turns import Turns


MOST_IN_32_BITS = 2**31 - 1

CURVE_CELLS = 2**16 - 1

CURVE_SPREAD = ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555))
"""Shifts and masks that put a 0 between the sixteen bits of a number."""


def graph_matrix(network: Network, *, reverse: bool = False) -> csr_array:
    """Give the arcs as tenths of a second, turned round for times *to*; of twins the fastest."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - keeps `import drenthe_geo` light

    every = np.arange(network.n_edges)
    turns = network.turns
    if turns is not None:
        every = every[~turns.apart]
    start, end, time = _arc_list(network, every, reverse=reverse, ways=turns)
    # The arcs are in order, so the rows are made without another sort; all in 32 bits.
    rows = np.zeros(network.n_nodes + 1, dtype=np.int32)
    np.cumsum(np.bincount(start, minlength=network.n_nodes), out=rows[1:])
    shape = (network.n_nodes, network.n_nodes)
    return csr_array((_small(time), end.astype(np.int32), rows), shape=shape)


def split_graph(network: Network, split: Network, *, reverse: bool = False) -> csr_array:
    """Arcs of a network with split edges, made from the arcs of the whole one."""
    # The arcs of whole edges stay beside those of their parts, which take as long: no time
    # differs from that on `graph_matrix(split)`, which takes far longer to make.
    from scipy.sparse import csr_array  # noqa: PLC0415 - as above

    whole = network.reversed_arcs if reverse else network.arcs
    parts = np.flatnonzero((split.tail >= network.n_nodes) | (split.head >= network.n_nodes))
    start, end, time = _arc_list(split, parts, reverse=reverse)
    more = np.bincount(start, minlength=split.n_nodes)
    ends = np.full(split.n_nodes, whole.indptr[-1])
    ends[: network.n_nodes] = whole.indptr[1:]
    at = ends[start]  # behind the arcs that leave the same node; new nodes come last
    rows = np.concatenate([[0], ends + np.cumsum(more)]).astype(whole.indptr.dtype)
    heads = np.insert(whole.indices, at, end.astype(whole.indices.dtype))
    shape = (split.n_nodes, split.n_nodes)
    return csr_array((np.insert(whole.data, at, time), heads, rows), shape=shape)


def spot_graph(
    network: Network,
    edge: NDArray[np.intp],
    legs_ds: tuple[NDArray[Any], NDArray[Any]],
    direction: Direction,
) -> csr_array:
    """Arcs of a network and, from a node more for each of some spots, to the ends of its edge.

    No way leads to a spot: nobody turns round at one where turns are banned. For times *to* the
    spots all is turned round.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - as above

    reverse = direction == "to"
    whole = network.reversed_arcs if reverse else network.arcs
    # Who travels to a spot departs from the ends of its edge, who comes from it arrives there.
    ends = np.stack(network.ends("from" if reverse else "to"), axis=1)[edge]
    legs = np.stack(legs_ds, axis=1)
    goes = np.ones(legs.shape, dtype=bool)
    goes[network.oneway[edge], 1 if reverse else 0] = False
    count = network.n_nodes + len(edge)
    data = np.concatenate([whole.data, legs[goes].astype(whole.data.dtype)])
    heads = np.concatenate([whole.indices, ends[goes].astype(whole.indices.dtype)])
    rows = np.concatenate([whole.indptr, whole.indptr[-1] + np.cumsum(goes.sum(axis=1))])
    return csr_array((data, heads, rows.astype(whole.indptr.dtype)), shape=(count, count))


def _small(time_ds: NDArray[np.int64]) -> NDArray[Any]:
    """Whole tenths of a second in half the bytes, where they are not too long for that."""
    return time_ds.astype(np.int32) if time_ds.max(initial=0) <= MOST_IN_32_BITS else time_ds


def _arc_list(
    network: Network, edge: NDArray[np.intp], *, reverse: bool, ways: Turns | None = None
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.int64]]:
    """Start, end and time of the arcs of some edges, in order; of parallel ones the fastest."""
    both = edge[~network.oneway[edge]]
    tail_in, head_in = network.ends("to")
    start = np.concatenate([network.tail[edge], network.head[both]])
    end = np.concatenate([head_in[edge], tail_in[both]])
    time = np.concatenate([network.time_ds[edge], network.back_ds[both]])
    if ways is not None:
        start, end = np.append(start, ways.start), np.append(end, ways.end)
        time = np.append(time, ways.time_ds)
    if reverse:
        start, end = end, start
    # One number per pair of nodes sorts four times faster than two.
    pair = start * network.n_nodes + end
    order = np.argsort(pair)
    pair = pair[order]
    first = np.flatnonzero(np.concatenate([[True], pair[1:] != pair[:-1]])[: len(pair)])
    if len(first) == 0:
        return start, end, time
    start, end = np.divmod(pair[first], network.n_nodes)
    return start, end, np.minimum.reduceat(time[order], first)


def along_curve(xy_m: NDArray[np.float64]) -> NDArray[np.intp]:
    """Order of points along Morton's Z-shaped curve (1966)."""
    from_corner = xy_m - xy_m.min(axis=0, initial=np.inf)
    most = max(float(from_corner.max(initial=0.0)), 1.0)
    cells = (from_corner / most * CURVE_CELLS).astype(np.uint64).T
    for shift, mask in CURVE_SPREAD:
        cells = (cells | (cells << np.uint64(shift))) & np.uint64(mask)
    return np.argsort(cells[0] | (cells[1] << np.uint64(1)), kind="stable")
