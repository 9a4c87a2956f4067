"""The nearest two of many facilities for every junction, in one search."""

from __future__ import annotations

from typing import get_args

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from towns import random_towns, spots_in_town
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.reach.nearest import nearest_of_junctions
from drenthe_geo.roads.minutes import compute_reach
from drenthe_geo.roads.network import Network
from drenthe_geo.roads.search import nearest
from drenthe_geo.roads.search.hierarchy import Hierarchy
from drenthe_geo.roads.search.spots import Direction

pytestmark = pytest.mark.usefixtures("both_engines")

DIRECTIONS: tuple[Direction, ...] = get_args(Direction)


def check_nearest(
    network: Network, facilities: gpd.GeoDataFrame, direction: Direction, limit_min: float
) -> None:
    """Sort the trees of all facilities, by time and of equal ones by id."""
    trees = compute_reach(network, facilities, direction=direction).node_times_ds
    trees = trees[:, : network.n_nodes].copy()
    trees[trees > limit_min * 600] = np.inf
    order = np.argsort(trees, axis=0, kind="stable")
    found = nearest_of_junctions(network, facilities, direction=direction, limit_min=limit_min)
    for rank, (label, ds) in enumerate(
        ((found.nearest, found.nearest_ds), (found.second, found.second_ds))
    ):
        if rank >= len(trees):
            assert (label == -1).all()
            assert np.isinf(ds).all()
            continue
        least = np.take_along_axis(trees, order[rank : rank + 1], axis=0)[0]
        assert np.array_equal(ds, least)
        assert np.array_equal(label, np.where(np.isfinite(least), order[rank], -1))


@given(
    random_towns(),
    spots_in_town(least=1),
    st.sampled_from(DIRECTIONS),
    st.sampled_from([np.inf, 5.0, 1.5]),
)
def test_the_nearest_two_are_the_first_two_of_all(
    network: Network, facilities: gpd.GeoDataFrame, direction: Direction, limit_min: float
) -> None:
    check_nearest(network, facilities, direction, limit_min)
    with pytest.MonkeyPatch.context() as patch:  # and once more, on the hierarchy
        patch.setattr(nearest, "LEAST_SEARCHES", -1)
        check_nearest(network, facilities, direction, limit_min)


@pytest.mark.parametrize("mode", ["car", "bicycle"])
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_so_it_is_on_the_roads_of_an_area(
    mode: str, direction: Direction, both_engines: str
) -> None:
    network, stations = dg.roads.read_network(VELDLAND, mode), VELDLAND.layer("stations")
    for _ in range(2 * nearest.LEAST_SEARCHES // nearest.SEARCHES):
        check_nearest(network, stations, direction, np.inf)
    if both_engines == "compiled":
        assert isinstance(vars(network)["hierarchy"], Hierarchy)
