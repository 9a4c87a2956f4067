"""A hierarchy of the junctions of a network, on which whole tables of times are found at once.

Junctions are taken out one by one, those with the fewest neighbours first (so dead ends and
chains go before all else), and the neighbours of each are joined, as Dibbelt, Strasser and
Wagner (2016) do. What is left is a tree in which every fastest way goes up and then down again.
No number is rounded and no way is left out: times are those of a search, to the tenth.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from drenthe_geo.roads.search.contracted import NO_WAY, contract
from drenthe_geo.roads.search.engine import has_compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from drenthe_geo.roads.network import Network

MOST_DS = 2**29
"""All roads of a network together, both ways: then no sum of times is too long for 32 bits."""

AT_ONCE = 64
"""Starts of a sweep: of 16, 32, 64 and 128 the fastest on a province."""

MOST_THREADS = 8
"""More threads than this only wait for memory."""

FAR = 2**60
"""Beyond every trip as `NO_WAY` is, and a few can be added up in 64 bits."""

FEW = 4
"""With so many times fewer ends than starts the search goes the other way round."""


class Levels(Protocol):
    """Junctions in an order, on which tables of times are found."""

    def times_ds(
        self,
        starts: NDArray[np.intp],
        legs_ds: NDArray[np.int32],
        ends: NDArray[np.intp],
        *,
        reverse: bool = False,
    ) -> NDArray[np.int32]:
        """Find the times from starts to junctions; shape (starts, ends).

        Each start has two junctions and a leg to each, both of shape (starts, 2). `reverse`: the
        times from the junctions to the starts. `NO_WAY` without a route.
        """


@dataclass(frozen=True)
class Hierarchy:
    """Junctions numbered from the bottom of a tree to its top, and arcs from each upwards."""

    # Number of every junction.
    number: NDArray[np.int32]
    # By number: which one stands above it, with which it was joined when it went; -1 at the top.
    parent: NDArray[np.int32]
    # Arcs of the junction with number i are those from `first_arc[i]` to `first_arc[i + 1]`.
    first_arc: NDArray[np.int64]
    # Where each leads, the time there and the time back; `NO_WAY` where there is none.
    end: NDArray[np.int32]
    out_ds: NDArray[np.int32]
    back_ds: NDArray[np.int32]

    def times_ds(
        self,
        starts: NDArray[np.intp],
        legs_ds: NDArray[np.int32],
        ends: NDArray[np.intp],
        *,
        reverse: bool = False,
    ) -> NDArray[np.int32]:
        """Find the times from starts to junctions, as `Levels`."""
        from drenthe_geo.roads.search.compiled import sweeps  # noqa: PLC0415 - needs numba

        if FEW * len(ends) < len(starts):
            return self._by_ends(starts, legs_ds, ends, reverse=reverse)
        up_ds, down_ds = (self.back_ds, self.out_ds) if reverse else (self.out_ds, self.back_ds)
        begin, wanted = self.number[starts], self.number[ends]
        nodes = sweeps.above(self.parent, wanted)
        place = np.full(len(self.parent), -1, dtype=np.int32)
        place[nodes] = np.arange(len(nodes), dtype=np.int32)
        down = sweeps.narrowed(self.first_arc, self.end, down_ds, nodes, place)
        found_ds = np.empty((len(starts), len(ends)), dtype=np.int32)

        def run(at: int) -> None:
            some = slice(at, at + AT_ONCE)
            sweeps.sweep(
                self.parent, self.first_arc, self.end, up_ds, begin[some], legs_ds[some],
                place, *down, place[wanted], found_ds[some],
            )  # fmt: skip

        in_threads(run, range(0, len(starts), AT_ONCE))
        return found_ds

    def _by_ends(
        self,
        starts: NDArray[np.intp],
        legs_ds: NDArray[np.int32],
        ends: NDArray[np.intp],
        *,
        reverse: bool,
    ) -> NDArray[np.int32]:
        """Search from the ends, which are fewer."""
        junctions, where = np.unique(starts, return_inverse=True)
        none = np.zeros((len(ends), 2), dtype=np.int32)
        times = self.times_ds(np.stack([ends, ends], axis=1), none, junctions, reverse=not reverse)
        one, two = (
            np.minimum(times[:, column].T, NO_WAY - leg[:, None]) + leg[:, None]
            for column, leg in zip(where.reshape(starts.shape).T, legs_ds.T, strict=True)
        )
        least: NDArray[np.int32] = np.minimum(one, two)
        return least


def hierarchy_of(network: Network) -> Levels | None:
    """Make the hierarchy of a network: by numba where that is installed, else by numpy.

    None where times may be too long for 32 bits.
    """
    whole_ds = float(network.time_ds.sum(dtype=float)) + float(network.back_ds.sum(dtype=float))
    if network.n_edges == 0 or whole_ds >= MOST_DS:
        return None
    # A network of the same roads, made anew for a scenario that changes those of another mode.
    key = network.identity
    made = _MADE.get(key)
    if made is None:
        made = build_hierarchy(network.arcs) if has_compiled() else contract(network.arcs)
        _MADE[key] = made
        if len(_MADE) > MOST_MADE:
            del _MADE[next(iter(_MADE))]
    return made


MOST_MADE = 8
"""Hierarchies that are kept; one of 64,000 junctions takes five megabytes."""

_MADE: dict[bytes, Levels] = {}


def build_hierarchy(arcs: csr_array) -> Hierarchy:
    """Make the hierarchy of junctions that are joined by arcs, of whole tenths of a second."""
    from drenthe_geo.roads.search.compiled import sweeps  # noqa: PLC0415 - as above

    gone, first_up, ups = sweeps.eliminate(*_both_ways(arcs))
    count, many = len(gone), np.diff(first_up)
    rank = np.empty(count, dtype=np.int32)
    rank[gone] = np.arange(count, dtype=np.int32)
    end = rank[ups[:, 0]]
    parent = np.full(count, -1, dtype=np.int32)
    if len(end):
        parent[many > 0] = np.minimum.reduceat(end, first_up[:-1][many > 0])
    renumbered = sweeps.from_the_top(parent)
    order = np.argsort(renumbered)
    first_arc = np.concatenate([[0], np.cumsum(many[order])])
    at = np.repeat(first_up[:-1][order] - first_arc[:-1], many[order]) + np.arange(len(end))
    top = np.append(renumbered, np.int32(-1))  # above the roots, of number -1, there is none
    return Hierarchy(
        number=renumbered[rank],
        parent=top[parent[order]],
        first_arc=first_arc,
        end=renumbered[end[at]],
        out_ds=ups[at, 1],
        back_ds=ups[at, 2],
    )


def _both_ways(arcs: csr_array) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Give the neighbours of each junction: where they begin; end, time there and back."""
    table, count = arcs.tocoo(), arcs.shape[0]
    start, end = (side.astype(np.int64) for side in table.coords)
    start, end, time = (one[start != end] for one in (start, end, table.data.astype(np.int32)))
    pair = np.concatenate([start * count + end, end * count + start])
    none = np.full(len(time), NO_WAY, dtype=np.int32)
    both = np.stack([np.concatenate([time, none]), np.concatenate([none, time])], axis=1)
    order = np.argsort(pair, kind="stable")
    pair, both = pair[order], both[order]
    first = np.flatnonzero(np.concatenate([[True], pair[1:] != pair[:-1]])[: len(pair)])
    if len(first) == 0:
        return np.zeros(count + 1, dtype=np.int64), np.empty((0, 3), dtype=np.int32)
    start, end = np.divmod(pair[first], count)
    joined = np.empty((len(first), 3), dtype=np.int32)
    joined[:, 0], joined[:, 1:] = end, np.minimum.reduceat(both, first)
    return np.searchsorted(start, np.arange(count + 1)), joined


def in_threads(run: Callable[[int], None], parts: Sequence[int]) -> None:
    """Do what holds no lock part by part, on all cores."""
    known = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    threads = min(known or 1, MOST_THREADS, len(parts))
    if threads <= 1:
        for part in parts:
            run(part)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, parts))
