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
from road_laws import (
    at_junctions,
    check_growth,
    check_renumbering,
    check_splitting,
    snaps_plainly,
)
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
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.reach.areas import service_areas
from drenthe_geo.reach.nearest import nearest_facility
from drenthe_geo.reach.samples import EdgeSamples
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.network import Network

DIRECTIONS = st.sampled_from(["to", "from"])

pytestmark = pytest.mark.usefixtures("both_engines")


@given(random_towns(), spots_in_town(), spots_in_town(most=3), st.randoms())
@settings(max_examples=15)
def test_renumbering_junctions_changes_nothing(
    network: Network, origins: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, random: object
) -> None:
    order = list(range(network.n_nodes))
    random.shuffle(order)  # type: ignore[attr-defined]
    check_renumbering(network, np.array(order), origins, facilities)


@given(random_towns(), spots_in_town(), spots_in_town(most=3), st.data())
@settings(max_examples=15)
def test_splitting_an_edge_changes_nothing(
    network: Network, origins: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, data: st.DataObject
) -> None:
    edge = data.draw(st.integers(0, network.n_edges - 1))
    assume(network.time_ds[edge] > 1)
    assume(snaps_plainly(network, origins, facilities))
    tenths = data.draw(st.integers(1, int(network.time_ds[edge]) - 1))
    check_splitting(network, edge, tenths, origins, facilities)


@given(random_towns(), spots_in_town(least=2, most=4), st.randoms(), DIRECTIONS)
@settings(max_examples=15)
def test_reordering_facilities_changes_nothing(
    network: Network, facilities: gpd.GeoDataFrame, random: object, direction: str
) -> None:
    shuffled = facilities.index.to_list()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, two = (
        compute_reach(network, frame, direction=direction)
        for frame in (facilities, facilities.loc[shuffled])
    )
    for draw in (service_areas, dg.reach.certainty_areas):
        pd.testing.assert_frame_equal(*(draw(reach, [1, 3], SETTINGS) for reach in (one, two)))


@given(random_towns(), st.data(), st.floats(0.2, 1.0), st.floats(0.3, 6), DIRECTIONS)
@settings(max_examples=15)
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
@settings(max_examples=15)
def test_adding_a_road_never_shrinks_a_reach(
    network: Network, data: st.DataObject, minutes: float, direction: str
) -> None:
    used = sorted(set(network.tail.tolist()) | set(network.head.tolist()))
    start, a, b = (data.draw(st.sampled_from(used)) for _ in range(3))
    assume(a != b)
    one = network.edges.iloc[[0]].assign(road_class="motorway", edge=10**6)
    there_ds, oneway = data.draw(st.integers(1, 500)), data.draw(st.booleans())
    back_ds = there_ds if oneway else data.draw(st.integers(1, 500))
    added = replace(
        network,
        tail=np.append(network.tail, a),
        head=np.append(network.head, b),
        time_ds=np.append(network.time_ds, there_ds),
        back_ds=np.append(network.back_ds, back_ds),
        oneway=np.append(network.oneway, oneway),
        edges=pd.concat([network.edges, one], ignore_index=True),
        lines=np.append(network.lines, shapely.linestrings([network.node_xy_m[[a, b]]])),
    )
    home = at_junctions(network, start)
    check_growth(network, added, home, direction, minutes)


@given(random_towns(), spots_in_town(most=2), st.floats(0.5, 6), st.floats(0.0, 0.5))
@settings(max_examples=15)
def test_what_is_certain_is_within_and_what_is_out_is_not(
    network: Network, facilities: gpd.GeoDataFrame, minutes: float, share: float
) -> None:
    unsure = replace(network, profile=replace(network.profile, low_share=share, high_share=share))
    reach = compute_reach(unsure, facilities)
    bands = dg.reach.certainty_areas(reach, [minutes], SETTINGS)
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
    unsure = replace(town, profile=replace(town.profile, low_share=0.25, high_share=0.25))
    times = travel_times(compute_reach(unsure, points((0, 0))), points((0.5, 0), (0.9, 0), (1, 1)))
    # Within 1 minute: certain up to 0.8, out beyond 1.333.
    assert dg.reach.certainty(times, 1.0)["p0"].tolist() == ["certain", "uncertain", "out"]
    bands = dg.reach.certainty_areas(compute_reach(unsure, points((0, 0))), [1.0], SETTINGS)
    assert bands["band"].tolist() == ["certain", "uncertain"]
    assert bands["to_min"].tolist() == [0.8, pytest.approx(4 / 3)]
    x, y = CORNER
    certain, fringe = bands.geometry
    assert certain.contains(shapely.Point(x + 790, y))
    assert fringe.contains(shapely.Point(x + 1000, y + 100))
    assert not fringe.contains(shapely.Point(x + 1000, y + 500))


@given(random_towns(connected=True), spots_in_town(least=2, most=4), spots_in_town(most=5))
@settings(max_examples=15)
def test_margins_tile_and_agree_with_the_points(
    network: Network, facilities: gpd.GeoDataFrame, origins: gpd.GeoDataFrame
) -> None:
    reach = compute_reach(network, facilities)
    x, y = CORNER
    outline = shapely.box(x - 300, y - 300, x + 4300, y + 4300)
    tiles = dg.reach.nearest_margins(reach, outline, SETTINGS)
    assert tiles.geometry.area.sum() == pytest.approx(outline.area, rel=1e-9)
    assert shapely.union_all(tiles.geometry).symmetric_difference(outline).area < 1e-3
    parts = dg.reach.nearest_partition(reach, outline, SETTINGS).set_index("facility")
    sums = tiles.groupby("facility")["km2"].sum()
    assert sums.to_dict() == pytest.approx(parts["km2"].to_dict(), abs=0.01)
    contested = tiles[tiles["contested"]].groupby("facility")["km2"].sum()
    assert contested.reindex(parts.index, fill_value=0).to_dict() == pytest.approx(
        parts["contested_km2"].to_dict(), abs=0.01
    )
    assert (tiles["facility"] != tiles["second"]).all()
    assert not (tiles["contested"] & tiles["margin_min"].isna()).any()
    nearest = nearest_facility(travel_times(reach, origins))
    uncertain = network.profile.high_share * nearest["nearest_min"]
    assert ((nearest["margin_min"] < uncertain) == nearest["contested"]).all()


def test_samples_stand_for_all_of_a_road() -> None:
    network = dg.roads.read_network(VELDLAND, "car")
    samples = EdgeSamples.along(network, 50.0)
    total = network.edges["length_m"].sum()
    assert samples.metres(network).sum() == pytest.approx(total)


def test_an_empty_outline_is_refused() -> None:
    reach = compute_reach(grid_town(), points((0, 0)))
    with pytest.raises(dg.ArgumentError) as caught:
        dg.reach.nearest_partition(reach, shapely.Polygon(), SETTINGS)
    assert str(caught.value) == "the outline to divide is empty."


def test_no_uncertainty_leaves_no_contested_land() -> None:
    xy = [CORNER, CORNER + [1000, 0], CORNER + [2000, 2000], CORNER + [3000, 2000]]
    town = dg.roads.build_network(*tables(xy, [(0, 1), (2, 3)]), replace(PLAIN, high_share=0.0))
    reach = compute_reach(town, points((0, 0), (1, 0)))
    outline = shapely.box(*CORNER, *(CORNER + [3000, 2000]))
    tiles = dg.reach.nearest_margins(reach, outline, SETTINGS)
    assert not tiles["contested"].any()
    assert dg.reach.certainty_areas(reach, [2], SETTINGS).geometry.is_valid.all()


def test_laws_hold_on_the_roads_of_an_area() -> None:
    random = np.random.default_rng(7)
    network = dg.roads.read_network(VELDLAND, "car")
    stations, places = dg.area.select_stations(VELDLAND.layer("stations")), VELDLAND.layer("places")
    check_renumbering(network, random.permutation(network.n_nodes), places, stations)
    long = np.flatnonzero(network.time_ds > 300)
    for edge in random.choice(long, 20):
        check_splitting(network, int(edge), int(network.time_ds[edge]) // 3, places, stations)
    for direction in ("to", "from"):
        reach = compute_reach(network, stations, direction=direction)
        graph = oracle(reach.network, reverse=direction == "to")
        for row, access_min in enumerate(reach.snaps["access_min"]):
            end_min = access_min + network.profile.park_min
            times = reach.node_times_ds[row] - round(end_min * 600)
            start = int(np.flatnonzero(times == 0)[0])
            known = nx.single_source_dijkstra_path_length(graph, start, weight="time")
            assert times.tolist() == [known.get(node, np.inf) for node in range(len(times))]
