"""Who may use a road, and which way: by a column of the roads, where they have it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import LayerError
from drenthe_geo.roads.access import WAYS
from drenthe_geo.roads.network import Network, build_network

NODES = pd.DataFrame({
    "node": [1, 2, 3, 4], "x_m": [0.0, 400.0, 400.0, 0.0], "y_m": [0.0, 0.0, 300.0, 300.0],
})  # fmt: skip
RING = pd.DataFrame({
    "edge": [7, 8, 9, 10], "tail": [1, 2, 3, 4], "head": [2, 3, 4, 1],
    "length_m": [400.0, 300.0, 400.0, 300.0], "free_flow_s": [30.0, 20.0, 40.0, 10.0],
    "back_s": [33.0, 22.0, 44.0, 11.0], "junctions": [1.0, 0.5, 0.0, 1.0],
    "back_junctions": [0.0, 1.0, 0.5, 1.0], "road_class": ["tertiary"] * 4,
    "road_number": [None] * 4, "oneway": [True] * 4,
})  # fmt: skip
CAR, WALK = (dg.read_profile(VELDLAND, mode) for mode in ("car", "walk"))


def arcs(network: Network) -> dict[tuple[int, tuple[float, ...], tuple[float, ...]], int]:
    """Every way along an edge: from where to where, and how long."""
    found = {}
    ids, xy = network.edges["edge"].tolist(), network.node_xy_m
    for at, (tail, head) in enumerate(zip(network.tail, network.head, strict=True)):
        found[ids[at], tuple(xy[tail]), tuple(xy[head])] = int(network.time_ds[at])
        if not network.oneway[at]:
            found[ids[at], tuple(xy[head]), tuple(xy[tail])] = int(network.back_ds[at])
    return found


@given(st.lists(st.sampled_from(WAYS), min_size=4, max_size=4))
def test_a_column_opens_each_way_of_a_road_by_itself(ways: list[str]) -> None:
    edges = RING.assign(car=ways)
    lines = shapely.linestrings([[(0, 0), (400, 0)], [(400, 0), (400, 300)],
                                 [(400, 300), (0, 300)], [(0, 300), (0, 0)]])  # fmt: skip
    network = build_network(NODES, edges, CAR, lines=lines)
    whole = arcs(build_network(NODES, RING.assign(oneway=False), CAR))
    at = {node: (x, y) for node, x, y in NODES.itertuples(index=False)}
    wanted = {
        (edge, at[tail], at[head])
        for (edge, one, other), way in zip(RING.to_numpy()[:, :3].tolist(), ways, strict=True)
        for tail, head, word in ((one, other, "along"), (other, one, "against"))
        if way in {"both", word}
    }
    assert arcs(network) == {key: whole[key] for key in wanted}
    ends = [shapely.get_coordinates(shapely.get_point(network.lines, end)) for end in (0, -1)]
    for drawn, nodes in zip(ends, (network.tail, network.head), strict=True):
        assert np.array_equal(drawn.reshape(-1, 2), network.node_xy_m[nodes])


def test_each_mode_reads_its_own_column_and_classes_hold_without() -> None:
    edges = RING.assign(car="none", walk=["both", "along", "none", "none"])
    with_footway = edges.assign(road_class=["footway", "footway", "steps", "motorway"])
    assert build_network(NODES, with_footway, CAR).n_edges == 0
    on_foot = build_network(NODES, with_footway, WALK)
    assert on_foot.edges["edge"].tolist() == [7, 8]
    assert on_foot.oneway.tolist() == [False, True]
    # Without columns a walker goes against the traffic, and not on the motorway.
    plain = build_network(NODES, with_footway.drop(columns=["car", "walk"]), WALK)
    assert plain.edges["edge"].tolist() == [7, 8, 9]
    assert not plain.oneway.any()


@pytest.mark.parametrize("profile", [CAR, WALK, replace(CAR, at_peak=True)])
def test_a_ferry_takes_its_own_time_for_everyone(profile: dg.roads.Profile) -> None:
    edges = RING.assign(road_class=["ferry", "tertiary", "tertiary", "ferry"], oneway=False)
    network = build_network(NODES, edges, profile)
    assert network.time_ds[[0, 3]].tolist() == [300, 100]
    assert network.back_ds[[0, 3]].tolist() == [330, 110]
    assert not set(network.joinable) & {0, 3}


@pytest.mark.parametrize(("given", "shown"), [("yes", "'yes'"), (None, "''")])
def test_another_word_is_refused(given: Any, shown: str) -> None:
    edges = RING.assign(car=["both", given, "both", "none"])
    with pytest.raises(LayerError) as refused:
        build_network(NODES, edges, CAR)
    assert str(refused.value) == (
        f"road edges: edge 8 says {shown} in column 'car'; it must be one of "
        "both, along, against, none."
    )


def test_side_roads_stay_where_they_are_on_a_road_that_is_turned() -> None:
    beside = pd.DataFrame({"edge": [7], "share": [0.1], "away_m": [50], "x_m": [40], "y_m": [50]})
    reached = []
    for way in ("along", "against"):
        network = build_network(NODES, RING.assign(car=way), CAR, side_roads=beside)
        side = network.side_roads
        assert side is not None
        reached.append(side.to_head_ds[0] < side.from_tail_ds[0])
    assert reached == [False, True]
