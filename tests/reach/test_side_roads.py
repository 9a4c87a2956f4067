"""Land beside roads that a network leaves out: as if the roads were there, and on no other one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import BLOCK_M, CORNER, PLAIN, SETTINGS, grid_town, points, tables
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.reach.areas import certainty_areas, service_areas
from drenthe_geo.roads.minutes import compute_reach
from drenthe_geo.roads.network import Network, build_network
from drenthe_geo.roads.search.spots import Direction

LANE_M = 300.0
"""A lane of 300 m at 60 km/h takes 18 s."""


def street(*, share: float = 0.0, oneway: bool = False) -> tuple[Network, Network]:
    """A street of one minute with a lane beside it, left out of one network and in the other."""
    ends = np.array([CORNER, CORNER + [BLOCK_M, 0.0]])
    at = CORNER + [BLOCK_M * share, 0.0]
    away = at + [0.0, LANE_M]
    beside = pd.DataFrame(
        {"edge": [0], "share": [share], "away_m": [LANE_M], "x_m": away[:1], "y_m": away[1:]}
    )
    out = build_network(*tables(ends, [(0, 1)], oneway=[oneway]), PLAIN, side_roads=beside)
    cut = np.array([ends[0], at, away, ends[1]])
    parts = [60.0 * share, LANE_M / 1000 * 60.0, 60.0 * (1 - share)]
    links = [(0, 1), (1, 2), (1, 3)]
    in_ = tables(cut, links, seconds=parts, oneway=[oneway, False, oneway])
    return out, build_network(*in_, PLAIN)


@pytest.mark.parametrize("direction", ["to", "from"])
@given(st.integers(1, 9), st.booleans(), st.sampled_from([(0.0, 0.0), (1.0, 0.0)]))
@settings(max_examples=20, deadline=None)
def test_the_time_is_that_of_the_road_if_it_were_there(
    direction: Direction,
    tenth: int,
    oneway: bool,  # noqa: FBT001 - drawn
    home: tuple[float, float],
) -> None:
    out, in_ = street(share=tenth / 10, oneway=oneway)
    ours, theirs = (compute_reach(net, points(home), direction=direction) for net in (out, in_))
    assert out.side_roads is not None
    found = out.side_roads.times_ds(ours, 0)
    leaf = np.flatnonzero((theirs.network.node_xy_m == out.side_roads.xy_m[0]).all(axis=1))
    known = theirs.node_times_ds[0, leaf]
    assert (np.isfinite(found) == np.isfinite(known)).all()
    assert found == pytest.approx(known, abs=1)


def test_land_beside_it_counts_from_the_moment_that_it_is_reached() -> None:
    network, _ = street(share=0.5)
    reach = compute_reach(network, points((0, 0)))
    lane = shapely.Point(CORNER + [BLOCK_M / 2, LANE_M])
    for exact in (False, True):
        areas = service_areas(reach, [0.79, 0.81], SETTINGS, exact=exact)  # 30 s and 18 s
        assert areas.geometry.contains(lane).tolist() == [False, True]
        assert areas["filled_km2"].tolist() == areas["km2"].tolist()


def test_with_side_roads_an_area_is_never_smaller() -> None:
    network = dg.roads.read_network(VELDLAND)
    assert network.side_roads is not None
    assert len(network.side_roads.xy_m) == len(VELDLAND.table("side_roads"))
    stations = dg.area.select_stations(VELDLAND.layer("stations"))
    with_, without = (
        service_areas(compute_reach(net, stations), [5, 10], SETTINGS)
        for net in (network, replace(network, side_roads=None))
    )
    assert (without.geometry.difference(with_.geometry).area < 1e-3).all()
    assert with_["km2"].sum() > without["km2"].sum()
    assert (with_["reached_outside_m"] <= without["reached_outside_m"]).all()
    bands = certainty_areas(compute_reach(network, stations), [10], SETTINGS)
    assert bands.geometry.is_valid.all()


def test_nobody_leaves_a_road_that_a_mode_may_not_use() -> None:
    walking = dg.roads.read_network(VELDLAND, "walk")
    closed = replace(dg.read_profile(VELDLAND), closed_classes=frozenset({"unclassified"}))
    none = dg.roads.read_network(VELDLAND, closed)
    assert walking.side_roads is not None
    assert none.side_roads is not None
    assert len(walking.side_roads.xy_m) > len(none.side_roads.xy_m) == 0
    assert len(service_areas(compute_reach(none, VELDLAND.layer("stations")), [5], SETTINGS)) > 0


def test_own_roads_have_none() -> None:
    assert grid_town().side_roads is None


def test_filled_is_the_land_within_the_outer_outlines() -> None:
    reach = compute_reach(grid_town(), points((2, 2)))
    row = service_areas(reach, [30], SETTINGS).iloc[0]
    # All 16 blocks, each a hole of 0.8 by 0.8 km: within the outline none is left.
    assert row["filled_km2"] - row["km2"] == pytest.approx(16 * 0.64, rel=0.03)
    outside = shapely.union_all([shapely.Polygon(part.exterior) for part in row.geometry.geoms])
    assert row["filled_km2"] == pytest.approx(outside.area / 1e6, abs=1e-3)
