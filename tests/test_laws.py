# mypy: disable-error-code="arg-type"
"""What no renumbering, splitting or reordering may change, and what may only grow."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from towns import (
    CORNER,
    PLAIN,
    SETTINGS,
    grid_town,
    oracle,
    points,
    random_towns,
    spots_in_town,
    tables,
)

import drenthe_geo as dg
from drenthe_geo import Network, compute_reach, nearest_facility, service_areas, travel_times
from drenthe_geo.catchments import reached_parts
from drenthe_geo.network import split_edges
from drenthe_geo.samples import EdgeSamples
from drenthe_geo.snapping import snap_points

DIRECTIONS = st.sampled_from(["to", "from"])


def renumbered(network: Network, order: np.ndarray) -> Network:
    """The same network with its nodes in another order."""
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order))
    return replace(
        network,
        node_xy_m=network.node_xy_m[order],
        tail=rank[network.tail],
        head=rank[network.head],
    )


def split_at(network: Network, edge: int, tenths: int) -> Network:
    """The same network with one edge in two, at a whole tenth of a second."""
    at = np.array([tenths / network.time_ds[edge]])
    return split_edges(network, np.array([edge]), at)[0]


def at_junctions(network: Network, *nodes: int) -> gpd.GeoDataFrame:
    xy = network.node_xy_m[list(nodes)]
    ids = pd.Index([f"f{number}" for number in range(len(nodes))], name="id")
    return gpd.GeoDataFrame(geometry=shapely.points(xy), index=ids, crs="EPSG:28992")


def snaps_plainly(network: Network, *frames: gpd.GeoDataFrame) -> bool:
    """No point lies between two roads that run over each other, nor near half a tenth."""
    for frame in frames:
        snaps = snap_points(network, frame)
        tenths = snaps["fraction"] * network.time_ds[snaps["edge_position"]]
        pairs = network.joinable_tree.query_nearest(frame.geometry.to_numpy())
        tied = np.bincount(pairs[0]) > 1
        if (tied & ~snaps["fraction"].isin([0.0, 1.0])).any():
            return False
        if (abs(tenths % 1 - 0.5) < 1e-6).any():
            return False
    return True


def reached_metres(reach: dg.Reach, minutes: float) -> list[float]:
    length_m = reach.network.edges["length_m"].to_numpy(dtype=float)
    found = []
    for facility in range(len(reach.facilities)):
        parts = reached_parts(reach, facility, minutes)
        found.append(float((length_m[parts.edge] * (parts.end - parts.start)).sum()))
    return found


def check_renumbering(
    network: Network, order: np.ndarray, origins: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame
) -> None:
    one, two = (compute_reach(net, facilities) for net in (network, renumbered(network, order)))
    assert (one.node_times_ds[:, order] == two.node_times_ds[:, : len(order)]).all()
    pd.testing.assert_frame_equal(
        nearest_facility(travel_times(one, origins)), nearest_facility(travel_times(two, origins))
    )
    areas = [service_areas(reach, [2, 5], SETTINGS) for reach in (one, two)]
    pd.testing.assert_frame_equal(*areas)


def check_splitting(
    network: Network,
    edge: int,
    tenths: int,
    origins: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
) -> None:
    halves = split_at(network, edge, tenths)
    assert halves.n_edges == network.n_edges + 1
    one, two = (compute_reach(net, facilities) for net in (network, halves))
    count = network.n_nodes
    # Places on an edge are rounded to a tenth of a second, on a part of it anew.
    off_ds = np.abs(_apart(one.node_times_ds[:, :count], two.node_times_ds[:, :count]))
    assert off_ds.max() <= 1
    minutes = [travel_times(reach, origins).minutes.to_numpy() for reach in (one, two)]
    assert np.abs(_apart(*minutes)).max() <= 2 / 600 + 1e-9


def _apart(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Difference, nought where neither has a route."""
    assert (np.isfinite(one) == np.isfinite(two)).all()
    both = np.isfinite(one)
    return np.where(both, np.subtract(one, two, where=both, out=np.zeros_like(one)), 0.0)


def check_growth(
    old_roads: Network, new_roads: Network, home: gpd.GeoDataFrame, direction: str, minutes: float
) -> None:
    """No spot of the old roads is later, and no reached metre is lost."""
    before, after = (
        compute_reach(net, home, direction=direction) for net in (old_roads, new_roads)
    )
    assert (after.node_times_ds <= before.node_times_ds).all()
    old, new = (reached_metres(reach, minutes) for reach in (before, after))
    assert all(b >= a - 1e-6 for a, b in zip(old, new, strict=True))
    shapes = [service_areas(reach, [minutes], SETTINGS).geometry for reach in (before, after)]
    for small, large in zip(*shapes, strict=True):
        # The drawing may move by half a cell, for points stand along a road, not by more.
        assert small.difference(large.buffer(SETTINGS.cell_m / 2)).area == 0


@given(random_towns(), spots_in_town(), spots_in_town(most=3), st.randoms())
@settings(max_examples=40)
def test_renumbering_junctions_changes_nothing(
    network: Network, origins: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, random: object
) -> None:
    order = list(range(network.n_nodes))
    random.shuffle(order)  # type: ignore[attr-defined]
    check_renumbering(network, np.array(order), origins, facilities)


@given(random_towns(), spots_in_town(), spots_in_town(most=3), st.data())
@settings(max_examples=40)
def test_splitting_an_edge_changes_nothing(
    network: Network, origins: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, data: st.DataObject
) -> None:
    edge = data.draw(st.integers(0, network.n_edges - 1))
    assume(network.time_ds[edge] > 1)
    assume(snaps_plainly(network, origins, facilities))
    tenths = data.draw(st.integers(1, int(network.time_ds[edge]) - 1))
    check_splitting(network, edge, tenths, origins, facilities)


@given(random_towns(), spots_in_town(least=2, most=4), st.randoms(), DIRECTIONS)
@settings(max_examples=30)
def test_reordering_facilities_changes_nothing(
    network: Network, facilities: gpd.GeoDataFrame, random: object, direction: str
) -> None:
    shuffled = facilities.index.to_list()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, two = (
        compute_reach(network, frame, direction=direction)
        for frame in (facilities, facilities.loc[shuffled])
    )
    for draw in (service_areas, dg.certainty_areas):
        pd.testing.assert_frame_equal(*(draw(reach, [1, 3], SETTINGS) for reach in (one, two)))


@given(random_towns(), st.data(), st.floats(0.2, 1.0), st.floats(0.3, 6), DIRECTIONS)
@settings(max_examples=40)
def test_raising_a_speed_never_shrinks_a_reach(
    network: Network, data: st.DataObject, factor: float, minutes: float, direction: str
) -> None:
    edge = data.draw(st.integers(0, network.n_edges - 1))
    start = data.draw(st.integers(0, network.n_nodes - 1))
    assume(start in set(network.tail) | set(network.head))
    time_ds = network.time_ds.copy()
    time_ds[edge] = max(1, int(time_ds[edge] * factor))
    faster = replace(network, time_ds=time_ds)
    home = at_junctions(network, start)
    check_growth(network, faster, home, direction, minutes)


@given(random_towns(), st.data(), st.floats(0.3, 6), DIRECTIONS)
@settings(max_examples=40)
def test_adding_a_road_never_shrinks_a_reach(
    network: Network, data: st.DataObject, minutes: float, direction: str
) -> None:
    used = sorted(set(network.tail.tolist()) | set(network.head.tolist()))
    start, a, b = (data.draw(st.sampled_from(used)) for _ in range(3))
    assume(a != b)
    one = network.edges.iloc[[0]].assign(road_class="motorway", edge=10**6)
    added = replace(
        network,
        tail=np.append(network.tail, a),
        head=np.append(network.head, b),
        time_ds=np.append(network.time_ds, data.draw(st.integers(1, 500))),
        oneway=np.append(network.oneway, data.draw(st.booleans())),
        edges=pd.concat([network.edges, one], ignore_index=True),
        lines=np.append(network.lines, shapely.linestrings([network.node_xy_m[[a, b]]])),
    )
    home = at_junctions(network, start)
    check_growth(network, added, home, direction, minutes)


@given(random_towns(), spots_in_town(most=2), st.floats(0.5, 6), st.floats(0.0, 0.5))
@settings(max_examples=40)
def test_what_is_certain_is_within_and_what_is_out_is_not(
    network: Network, facilities: gpd.GeoDataFrame, minutes: float, share: float
) -> None:
    unsure = replace(network, profile=replace(network.profile, uncertainty_share=share))
    reach = compute_reach(unsure, facilities)
    bands = dg.certainty_areas(reach, [minutes], SETTINGS)
    within = service_areas(reach, [minutes], SETTINGS).set_index("facility").geometry
    for facility, mine in bands.groupby("facility"):
        certain, fringe = mine.set_index("band").geometry[["certain", "uncertain"]]
        assert certain.is_valid
        assert fringe.is_valid
        assert certain.difference(within[facility].buffer(SETTINGS.cell_m / 2)).area == 0
        # A fringe thinner than a cell may be missing.
        both = shapely.union(certain, fringe).buffer(SETTINGS.cell_m)
        assert within[facility].difference(both).area == 0
        # Where both borders cross one cell they may overlap by a part of it.
        cells = shapely.length(shapely.boundary(certain)) / SETTINGS.cell_m + 1
        assert certain.intersection(fringe).area < 0.02 * cells * SETTINGS.cell_m**2


def test_the_bands_of_a_street_by_heart() -> None:
    town = grid_town(2)
    unsure = replace(town, profile=replace(town.profile, uncertainty_share=0.25))
    times = travel_times(compute_reach(unsure, points((0, 0))), points((0.5, 0), (0.9, 0), (1, 1)))
    # Within 1 minute: certain up to 0.8, out beyond 1.333.
    assert dg.certainty(times, 1.0)["p0"].tolist() == ["certain", "uncertain", "out"]
    bands = dg.certainty_areas(compute_reach(unsure, points((0, 0))), [1.0], SETTINGS)
    assert bands["band"].tolist() == ["certain", "uncertain"]
    assert bands["to_min"].tolist() == [0.8, pytest.approx(4 / 3)]
    x, y = CORNER
    certain, fringe = bands.geometry
    assert certain.contains(shapely.Point(x + 790, y))
    assert fringe.contains(shapely.Point(x + 1000, y + 100))
    assert not fringe.contains(shapely.Point(x + 1000, y + 500))


def test_laws_on_the_real_network(network: Network, layers: dict[str, gpd.GeoDataFrame]) -> None:
    random = np.random.default_rng(7)
    stations = dg.select_stations(layers["stations"])
    places = dg.places_inside(layers["places"], layers["gemeenten"])
    check_renumbering(network, random.permutation(network.n_nodes), places, stations)
    long = np.flatnonzero(network.time_ds > 300)
    for edge in random.choice(long, 3):
        check_splitting(network, int(edge), int(network.time_ds[edge]) // 3, places, stations)
    before = compute_reach(network, stations)
    for edge in random.choice(long, 2):
        time_ds = network.time_ds.copy()
        time_ds[edge] //= 2
        faster = replace(network, time_ds=time_ds)
        # Stations stand on edges: only the common junctions have the same numbers.
        after = compute_reach(faster, stations)
        common = slice(0, network.n_nodes)
        assert (after.node_times_ds[:, common] <= before.node_times_ds[:, common]).all()
        assert all(np.array(reached_metres(after, 20)) >= np.array(reached_metres(before, 20)) - 1)


def test_real_times_are_those_of_networkx_and_turn_round(
    network: Network, layers: dict[str, gpd.GeoDataFrame]
) -> None:
    assen = layers["stations"].loc[["asn"]]
    there = compute_reach(network, assen)
    turned = replace(
        network, tail=network.head, head=network.tail, lines=shapely.reverse(network.lines)
    )
    back = compute_reach(turned, assen, direction="from")
    common = slice(0, network.n_nodes)
    assert (there.node_times_ds[:, common] == back.node_times_ds[:, common]).all()
    access = round(there.snaps["access_min"].iloc[0] * 600)
    start = int(np.flatnonzero(there.node_times_ds[0] == access)[0])
    known = nx.single_source_dijkstra_path_length(
        oracle(there.network, reverse=True), start, weight="time"
    )
    nodes = np.fromiter(known, dtype=np.intp)
    assert (there.node_times_ds[0, nodes] - access == list(known.values())).all()
    assert np.isfinite(there.node_times_ds[0]).sum() == len(nodes)


@given(random_towns(connected=True), spots_in_town(least=2, most=4), spots_in_town(most=5))
@settings(max_examples=30)
def test_margins_tile_and_agree_with_the_points(
    network: Network, facilities: gpd.GeoDataFrame, origins: gpd.GeoDataFrame
) -> None:
    reach = compute_reach(network, facilities)
    x, y = CORNER
    outline = shapely.box(x - 300, y - 300, x + 4300, y + 4300)
    tiles = dg.nearest_margins(reach, outline, SETTINGS)
    assert tiles.geometry.area.sum() == pytest.approx(outline.area, rel=1e-9)
    assert shapely.union_all(tiles.geometry).symmetric_difference(outline).area < 1e-3
    parts = dg.nearest_partition(reach, outline, SETTINGS).set_index("facility")
    sums = tiles.groupby("facility")["km2"].sum()
    assert sums.to_dict() == pytest.approx(parts["km2"].to_dict(), abs=0.01)
    contested = tiles[tiles["contested"]].groupby("facility")["km2"].sum()
    assert contested.reindex(parts.index, fill_value=0).to_dict() == pytest.approx(
        parts["contested_km2"].to_dict(), abs=0.01
    )
    assert (tiles["facility"] != tiles["second"]).all()
    assert not (tiles["contested"] & tiles["margin_min"].isna()).any()
    nearest = nearest_facility(travel_times(reach, origins))
    uncertain = network.profile.uncertainty_share * nearest["nearest_min"]
    assert ((nearest["margin_min"] < uncertain) == nearest["contested"]).all()


def test_samples_stand_for_all_of_a_road(network: Network) -> None:
    samples = EdgeSamples.along(network, 50.0)
    total = network.edges["length_m"].sum()
    assert samples.metres(network).sum() == pytest.approx(total)


def test_an_empty_outline_is_refused() -> None:
    reach = compute_reach(grid_town(), points((0, 0)))
    with pytest.raises(dg.ArgumentError) as caught:
        dg.nearest_partition(reach, shapely.Polygon(), SETTINGS)
    assert str(caught.value) == "the outline to divide is empty."


def test_no_uncertainty_leaves_no_contested_land() -> None:
    xy = [CORNER, CORNER + [1000, 0], CORNER + [2000, 2000], CORNER + [3000, 2000]]
    town = dg.build_network(*tables(xy, [(0, 1), (2, 3)]), replace(PLAIN, uncertainty_share=0.0))
    reach = compute_reach(town, points((0, 0), (1, 0)))
    outline = shapely.box(*CORNER, *(CORNER + [3000, 2000]))
    tiles = dg.nearest_margins(reach, outline, SETTINGS)
    assert not tiles["contested"].any()
    assert dg.certainty_areas(reach, [2], SETTINGS).geometry.is_valid.all()
