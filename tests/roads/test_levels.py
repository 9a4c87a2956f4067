"""Junctions taken out one by one, or round by round: times beside scipy's, to the tenth."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.roads.search import contracted, hierarchy
from drenthe_geo.roads.search.contracted import NO_WAY, contract
from drenthe_geo.roads.search.hierarchy import build_hierarchy

if TYPE_CHECKING:
    from collections.abc import Callable

    from drenthe_geo.roads.search.hierarchy import Levels

MOST_NODES = 30

NEEDS_NUMBA = pytest.mark.skipif(
    find_spec("numba") is None, reason='needs numba: pip install "drenthe-geo[fast]"'
)
BOTH = pytest.mark.parametrize(
    "make",
    [
        pytest.param(build_hierarchy, id="numba", marks=NEEDS_NUMBA),
        pytest.param(lambda arcs: contract(arcs, left=3), id="numpy"),
    ],
)

WAYS = st.sampled_from(["to", "from"])


@st.composite
def roads(draw: st.DrawFn) -> csr_array:
    """Arcs between a few junctions, some one way, some to nowhere, some from a place to itself."""
    count = draw(st.integers(1, MOST_NODES))
    node = st.integers(0, count - 1)
    arcs = draw(st.dictionaries(st.tuples(node, node), st.integers(1, 500), max_size=3 * count))
    start, end = np.array(list(arcs), dtype=int).reshape(-1, 2).T
    times = np.array(list(arcs.values()), dtype=float)
    return csr_array((times, (start, end)), shape=(count, count))


def by_scipy(
    arcs: csr_array, starts: NDArray[np.intp], legs: NDArray[np.int32], ends: NDArray[np.intp]
) -> NDArray[np.int64]:
    """Give the better of two junctions with their legs."""
    between = dijkstra(arcs)[starts][:, :, ends]
    open_legs = np.where(legs == NO_WAY, np.inf, legs)
    least = (between + open_legs[:, :, None]).min(axis=1)
    return np.where(np.isinf(least), NO_WAY, least).astype(np.int64)


@BOTH
@given(roads(), WAYS, st.data())
@settings(max_examples=40)
def test_times_are_those_of_scipy(
    make: Callable[[csr_array], Levels], arcs: csr_array, way: str, data: st.DataObject
) -> None:
    node = st.integers(0, arcs.shape[0] - 1)
    leg = st.one_of(st.integers(0, 50), st.just(NO_WAY))
    some = data.draw(st.lists(st.tuples(node, leg, node, leg), min_size=1, max_size=8))
    one, one_leg, other, other_leg = np.array(some).T
    starts, legs = np.stack([one, other], axis=1), np.stack([one_leg, other_leg], axis=1)
    ends = np.array(data.draw(st.lists(node, min_size=1, max_size=8)))
    reverse = way == "to"
    found = make(arcs).times_ds(starts, legs.astype(np.int32), ends, reverse=reverse)
    one_way_round = arcs.T.tocsr() if reverse else arcs
    assert (found == by_scipy(one_way_round, starts, legs, ends)).all()


@BOTH
@pytest.mark.parametrize("mode", ["car", "walk"])
@pytest.mark.parametrize("way", ["to", "from"])
def test_a_whole_table_is_that_of_scipy(
    make: Callable[[csr_array], Levels], mode: str, way: str
) -> None:
    reverse = way == "to"
    network = dg.roads.read_network(VELDLAND, mode)
    arcs = network.reversed_arcs if reverse else network.arcs
    every = np.arange(network.n_nodes)
    legs = np.zeros((len(every), 2), dtype=np.int32)
    found = make(network.arcs).times_ds(
        np.stack([every, every], axis=1), legs, every, reverse=reverse
    )
    known = dijkstra(arcs)
    assert (found == np.where(np.isinf(known), NO_WAY, known)).all()


@BOTH
@pytest.mark.parametrize("count", [1, 2, 40])
@pytest.mark.parametrize("share", [0.0, 0.1, 1.0])
def test_times_are_those_of_scipy_where_all_lead_everywhere_or_nowhere(
    make: Callable[[csr_array], Levels], count: int, share: float
) -> None:
    random = np.random.default_rng(count)
    times = random.integers(1, 1000, (count, count)) * (random.random((count, count)) < share)
    arcs = csr_array(times.astype(float))
    # Many starts and few ends, and the other way round, on more than one sweep.
    for starts, ends in ((300, min(count, 3)), (5, count)):
        begin, end = random.integers(0, count, (starts, 2)), random.permutation(count)[:ends]
        legs = random.integers(0, 50, (starts, 2)).astype(np.int32)
        found = make(arcs).times_ds(begin, legs, end)
        assert (found == by_scipy(arcs, begin, legs, end)).all()


@pytest.mark.parametrize("left", [0, 1, 20, 1000])
def test_no_time_depends_on_how_many_are_left(left: int) -> None:
    arcs = dg.roads.read_network(VELDLAND, "car").arcs
    every = np.arange(arcs.shape[0])
    made = contract(arcs, left=left)
    found = made.times_ds(
        np.stack([every, every], axis=1), np.zeros((len(every), 2), dtype=np.int32), every
    )
    known = dijkstra(arcs)
    assert (found == np.where(np.isinf(known), NO_WAY, known)).all()
    assert len(made.left) <= left


@NEEDS_NUMBA
def test_what_is_compiled_knows_the_same_bounds() -> None:
    from drenthe_geo.roads.search.compiled import sweeps  # noqa: PLC0415 - needs numba

    assert (sweeps.NO_WAY, sweeps.FAR) == (contracted.NO_WAY, hierarchy.FAR)


@NEEDS_NUMBA
def test_a_hierarchy_is_a_tree_of_which_every_arc_goes_to_an_ancestor() -> None:
    made = build_hierarchy(dg.roads.read_network(VELDLAND, "car").arcs)
    count = len(made.number)
    assert sorted(made.number.tolist()) == list(range(count))
    assert (made.parent[made.parent >= 0] > np.flatnonzero(made.parent >= 0)).all()
    for node in range(count):
        above, at = set(), int(made.parent[node])
        while at >= 0:
            above.add(at)
            at = int(made.parent[at])
        assert set(made.end[made.first_arc[node] : made.first_arc[node + 1]].tolist()) <= above
