"""Two engines of shortest paths: each says what the other says, to the tenth of a second."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from drenthe_geo.roads.search import engine, plain
from drenthe_geo.roads.search.engine import search, search_labelled, search_nearest, search_reached
from drenthe_geo.roads.search.plain import Starts

pytestmark = pytest.mark.usefixtures("both_engines")

WEEK_DS = 7 * 24 * 3600 * 10
LIMITS = st.one_of(st.just(np.inf), st.integers(0, 60).map(float), st.just(12.5))
SHORT, ANY = st.integers(0, 9), st.sampled_from([1, 2, 9, 131_000, WEEK_DS, 2**31 - 2, 2**40 + 1])


def matrix(count: int, arcs: dict[tuple[int, int], int]) -> csr_array:
    """Arcs as a network gives them: in 32 bits where they fit."""
    pairs = np.array(sorted(arcs), dtype=np.intp).reshape(-1, 2)
    times = np.array([arcs[one, two] for one, two in pairs.tolist()], dtype=np.int64)
    small = times.astype(np.int32) if times.max(initial=0) < 2**31 else times
    return csr_array((small, (pairs[:, 0], pairs[:, 1])), shape=(count, count))


@st.composite
def random_arcs(draw: st.DrawFn, times: st.SearchStrategy[int] = SHORT) -> csr_array:
    count = draw(st.integers(1, 12))
    node = st.integers(0, count - 1)
    return matrix(count, draw(st.dictionaries(st.tuples(node, node), times, max_size=40)))


@st.composite
def random_starts(draw: st.DrawFn, count: int, most: int = 9) -> Starts:
    rows = draw(
        st.lists(
            st.tuples(st.integers(0, count - 1), st.integers(0, most), st.integers(0, 4)),
            min_size=1,
            max_size=8,
        )
    )
    node, cost, label = (np.array(each) for each in zip(*rows, strict=True))
    return Starts(node, cost, label)


def by_networkx(arcs: csr_array, source: int, limit: float = np.inf) -> np.ndarray:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(arcs.shape[0]))
    table = arcs.tocoo()
    for one, two, time in zip(*map(np.ndarray.tolist, (*table.coords, table.data)), strict=True):
        graph.add_edge(one, two, time=time)
    sums = np.full(arcs.shape[0], np.inf)
    for node, time in nx.single_source_dijkstra_path_length(graph, source, weight="time").items():
        sums[node] = time if time <= limit else np.inf
    return sums


@given(random_arcs(), LIMITS, st.data())
def test_sums_are_those_of_networkx(arcs: csr_array, limit: float, data: st.DataObject) -> None:
    nodes = st.integers(0, arcs.shape[0] - 1)
    start = np.array(data.draw(st.lists(nodes, min_size=1, max_size=4)))
    expected = np.array([by_networkx(arcs, int(one), limit) for one in start])
    assert np.array_equal(search(arcs, start, limit), expected)
    first, node, sums = search_reached(arcs, start, limit)
    rows = np.full_like(expected, np.inf)
    for row in range(len(start)):
        mine = slice(first[row], first[row + 1])
        assert len(set(node[mine].tolist())) == len(node[mine])
        rows[row, node[mine]] = sums[mine]
    assert np.array_equal(rows, expected)


@given(random_arcs(), LIMITS, st.data())
def test_two_labels_are_the_best_two_of_all(
    arcs: csr_array, limit: float, data: st.DataObject
) -> None:
    starts = data.draw(random_starts(arcs.shape[0]))
    check_labels(arcs, starts, limit)


def check_labels(arcs: csr_array, starts: Starts, limit: float = np.inf) -> None:
    """Sort all ways to every node, by time and of equal ones by label."""
    trees = [by_networkx(arcs, int(node)) for node in starts.node]
    found = search_labelled(arcs, starts, limit)
    label, sums = search_nearest(arcs, starts, limit)
    assert np.array_equal(label, found.nearest)
    assert np.array_equal(sums, found.nearest_ds)
    for node in range(arcs.shape[0]):
        best: dict[int, float] = {}
        for tree, cost, label in zip(trees, starts.cost, starts.label, strict=True):
            ds = float(tree[node] + cost)
            if ds <= min(limit, sys.float_info.max):
                best[int(label)] = min(ds, best.get(int(label), np.inf))
        order = sorted((ds, label) for label, ds in best.items())
        wanted: list[Any] = [(label, ds) for ds, label in order[:2]]
        wanted += [(-1, np.inf)] * (2 - len(wanted))
        mine = [(column[node].item()) for column in found.columns()]
        assert [tuple(mine[:2]), tuple(mine[2:])] == wanted


@given(random_arcs(ANY), st.data())
def test_arcs_of_any_length_are_searched(arcs: csr_array, data: st.DataObject) -> None:
    """A bucket for every tenth of a week would take more memory than a machine has."""
    start = np.array([data.draw(st.integers(0, arcs.shape[0] - 1))])
    limit = data.draw(st.sampled_from([np.inf, 20.0, 2.0**31 - 1, 2.0**31]))
    expected = by_networkx(arcs, int(start[0]), limit)
    assert np.array_equal(search(arcs, start, limit)[0], expected)
    first, node, sums = search_reached(arcs, start, limit)
    assert first.tolist() == [0, np.isfinite(expected).sum()]
    assert np.array_equal(expected[node], sums)
    check_labels(arcs, data.draw(random_starts(arcs.shape[0], 2**20)), limit)


def test_sums_beyond_32_bits_are_not_cut_off() -> None:
    count, longest = 40, 130_000
    chain = matrix(count, {(at, at + 1): longest for at in range(count - 1)})
    long = csr_array((np.full(count - 1, 2**31 - 2, np.int32), chain.indices, chain.indptr))
    long.resize((count, count))
    for arcs, each in ((chain, longest), (long, 2**31 - 2)):
        expected = (np.arange(count) * float(each)).tolist()
        assert search(arcs, np.array([0]))[0].tolist() == expected
        starts = Starts(np.array([0, 0]), np.array([0, 1]), np.array([0, 1]))
        found = search_labelled(arcs, starts)
        assert found.nearest_ds.tolist() == expected
        assert found.second_ds.tolist() == [one + 1 for one in expected]


@given(random_arcs(), LIMITS, st.data())
def test_labels_that_do_not_fit_beside_a_sum_are_found_tree_by_tree(
    arcs: csr_array, limit: float, data: st.DataObject
) -> None:
    starts = data.draw(random_starts(arcs.shape[0]))
    found = plain.search_labelled(arcs, starts, limit)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "EXACT", -1)
        other = plain.search_labelled(arcs, starts, limit)
    for one, two in zip(found.columns(), other.columns(), strict=True):
        assert np.array_equal(one, two)


@given(random_arcs(), LIMITS, st.integers(0, 60), st.data())
def test_it_does_not_matter_when_the_other_engine_takes_over(
    arcs: csr_array, limit: float, patience: int, data: st.DataObject
) -> None:
    nodes = st.integers(0, arcs.shape[0] - 1)
    start = np.array(data.draw(st.lists(nodes, min_size=1, max_size=9)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "PATIENCE", patience)
        patch.setattr(engine, "WORK", engine.Work())
        found = search(arcs, start, limit)
    assert np.array_equal(found, plain.search(arcs, start, limit))


def test_many_sources_are_searched_on_all_cores() -> None:
    size = 60
    node = np.arange(size * size).reshape(size, size)
    pairs = [*zip(node[:, :-1].ravel(), node[:, 1:].ravel(), strict=True)]
    pairs += [*zip(node[:-1].ravel(), node[1:].ravel(), strict=True)]
    arcs = matrix(size * size, {(int(a), int(b)): 1 + int(a) % 7 for a, b in pairs})
    start = np.random.default_rng(1).integers(0, size * size, 40)
    assert np.array_equal(search(arcs, start), plain.search(arcs, start))


CODE = """
import sys
from drenthe_geo.roads.search import engine
from scipy.sparse import csr_array
import numpy as np
arcs = csr_array(np.array([[0, 1], [1, 0]]))
engine.search(arcs, np.array([0]))
print("numba" in sys.modules)
engine.WORK.settled = engine.PATIENCE
engine.search(arcs, np.array([0]))
print("numba" in sys.modules, engine._compiled() is not None)
engine.WORK.settled -= engine.PATIENCE  # what is there need not be waited for
print(engine.WORK.left() <= 0)
"""


def test_numba_is_imported_only_for_much_work(both_engines: str) -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == "False"
    if both_engines == "compiled":
        assert done.stdout.splitlines()[1:] == ["True True", "True"]
