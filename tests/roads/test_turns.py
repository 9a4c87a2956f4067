"""Banned turns: no trip takes one, none becomes shorter, and all else is as it was."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import geopandas as gpd
import numpy as np
import pytest
from banned import Drives, random_words, towns_with_bans
from hypothesis import assume, given
from hypothesis import strategies as st
from towns import random_towns, spots_in_town

from drenthe_geo.roads.bans import Word
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.network import Network
from drenthe_geo.roads.routes import Way, ways_between
from drenthe_geo.roads.search.nearest import label_junctions, starts_on
from drenthe_geo.roads.search.spots import Direction, Spots, node_times
from drenthe_geo.roads.search.tables import table_ds
from drenthe_geo.roads.splitting import offsets_ds
from drenthe_geo.roads.turns import with_turns

pytestmark = pytest.mark.usefixtures("both_engines")

DIRECTIONS: tuple[Direction, ...] = get_args(Direction)

NO_WAY = 2**30 - 1


@st.composite
def places(draw: st.DrawFn, network: Network) -> tuple[np.ndarray, np.ndarray]:
    """Edges and shares of them, each between the ends."""
    long = np.flatnonzero(network.least_ds > 2).tolist()
    assume(long)
    edge = draw(st.lists(st.sampled_from(long), min_size=1, max_size=4))
    share = draw(st.lists(st.floats(0, 1), min_size=len(edge), max_size=len(edge)))
    least = network.least_ds[edge]
    tenth = np.clip(np.rint(np.array(share) * least), 1, least - 1)
    return np.array(edge), tenth / least


@given(random_towns(max_nodes=8), st.data())
def test_trips_take_no_banned_turn_and_are_the_fastest_of_those(
    plain: Network, data: st.DataObject
) -> None:
    words = data.draw(random_words(plain))
    banned = with_turns(plain, words)
    edge, share = data.draw(places(plain))
    spots = Spots.on(banned, edge, share)
    expected = Drives(plain, banned, words).between(banned, edge, offsets_ds(banned, edge, share))
    without = node_times(Spots.on(plain, edge, share), "from")[:, Spots.on(plain, edge, share).node]
    assert (expected >= without).all()
    for direction in DIRECTIONS:
        wanted = expected if direction == "from" else expected.T
        found = node_times(spots, direction)
        assert np.array_equal(found[:, spots.node], wanted)
        again = node_times(spots, direction)  # remembered
        assert np.array_equal(again, found)
        levels = banned.hierarchy
        assert levels is not None
        times, column = table_ds(levels, spots, slice(None), spots.node, direction)
        by_table = np.where(times == NO_WAY, np.inf, times)[:, column]
        assert np.array_equal(by_table, wanted)
        cost = np.arange(len(edge))
        labels = label_junctions(banned, starts_on(banned, edge, share, cost, direction), direction)
        trees = found[:, : banned.n_nodes] + cost[:, None]
        assert np.array_equal(labels.nearest_ds, trees.min(axis=0))
        reached = np.isfinite(labels.nearest_ds)
        assert np.array_equal(labels.nearest[reached], trees.argmin(axis=0)[reached])
        if len(edge) > 1:
            assert np.array_equal(labels.second_ds, np.sort(trees, axis=0)[1])


def check_way(way: Way, network: Network, words: frozenset[Word]) -> None:
    """A way leads along real roads from one to the next, and takes no banned turn."""
    ways = (2 * way.edge + ~way.along).tolist()
    lines = way.lines(network)
    for one, other in pairwise(lines.tolist()):
        assert one.coords[-1] == pytest.approx(other.coords[0], abs=1e-6)
    ids = network.edges["edge"].to_numpy()[way.edge]
    driven = [int(2 * ids[0] + ways[0] % 2)] if len(ids) else []
    for edge, back in zip(ids[1:], way.along[1:], strict=True):
        if (one := int(2 * edge + (not back))) != driven[-1]:  # parts of one road
            driven.append(one)
    for first in range(len(driven)):
        assert not any(tuple(driven[first:last]) in words for last in range(len(driven) + 1))


@given(towns_with_bans(), spots_in_town(most=3), spots_in_town(most=3), st.sampled_from(DIRECTIONS))
def test_routes_list_real_roads_and_their_times_are_those_of_the_tables(
    town: tuple[Network, Network, frozenset[Word]],
    facilities: gpd.GeoDataFrame,
    origins: gpd.GeoDataFrame,
    direction: Direction,
) -> None:
    _, banned, words = town
    reach = compute_reach(banned, facilities, direction=direction)
    times = travel_times(reach, origins)
    pairs = [(point, facility) for point in origins.index for facility in facilities.index]
    points = origins.loc[[point for point, _ in pairs]]
    ways = ways_between(reach, points, [facility for _, facility in pairs])
    for (point, facility), way in zip(pairs, ways, strict=True):
        minutes = times.minutes.loc[point, facility]
        assert (way is None) == np.isnan(minutes)
        if way is None or way.whole_ds == 0:
            continue
        assert way.whole_ds == round(minutes * 600)
        legs_min = times.origin_snaps["access_min"][point] + reach.snaps["access_min"][facility]
        if len(way.edge):
            assert way.ds.sum() == way.whole_ds - round(legs_min * 600)
            assert (way.ds >= 0).all()
        check_way(way, reach.network, words)
