"""What lies around points: what may be taken over, and who comes from beyond the roads."""

from __future__ import annotations

import math
from dataclasses import replace

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from towns import oracle

import drenthe_geo as dg
from drenthe_geo import surroundings
from drenthe_geo.beyond import minutes_from_beyond, read_beyond
from drenthe_geo.resources import read_table
from drenthe_geo.surroundings import PEOPLE, _people_around


@pytest.fixture(scope="module")
def sites() -> gpd.GeoDataFrame:
    """Two sites that the Nedersaksenlijn serves otherwise."""
    return dg.read_layer("sites").loc[["stationsgebied-meppel", "greenwise-campus-emmen"]]


@pytest.mark.parametrize("line", ["nedersaksenlijn", "coevorden-bad-bentheim"])
def test_taking_the_roads_over_gives_what_measuring_them_again_gives(
    sites: gpd.GeoDataFrame, line: str
) -> None:
    now, siting = dg.read_situation(), dg.read_siting()
    then = dg.apply_scenarios(now, [dg.read_scenario(line)], dg.read_settings())
    assert then.road_edges is now.road_edges
    before = dg.measure_surroundings(sites, now, siting)
    anew = dg.measure_surroundings(sites, then, siting)
    taken = dg.measure_surroundings(sites, then, siting, same_roads=before)
    for part in ("minutes", "trips", "people"):
        ours, theirs = getattr(taken, part), getattr(anew, part)
        assert ours.keys() == theirs.keys()
        for name in ours:
            pd.testing.assert_frame_equal(ours[name], theirs[name])
    assert any(
        not taken.trips["expected"][end].equals(before.trips["expected"][end])
        for end in before.trips["expected"]
    )


# --- people beyond the roads ---


def gate_minutes(site: str) -> dict[str, float]:
    """Minutes from every gate to a site, by networkx from the gate's own node."""
    roads = dg.read_network("car")
    graph = oracle(roads, reverse=True)
    [snap] = dg.snap_points(roads, dg.read_layer("sites").loc[[site]]).to_dict("records")
    edge, leg = int(snap["edge_position"]), round(snap["access_min"] * 600)
    whole = int(roads.time_ds[edge])
    along = round(snap["fraction"] * whole)
    graph.add_edge("site", int(roads.tail[edge]), time=along)
    if not roads.oneway[edge]:
        graph.add_edge("site", int(roads.head[edge]), time=whole - along)
    times = nx.single_source_dijkstra_path_length(graph, "site", weight="time")
    node = {tuple(place): at for at, place in enumerate(roads.node_xy_m.tolist())}
    found = {}
    for gate in read_table("beyond_gates").to_dict("records"):
        time = times.get(node[float(gate["x_m"]), float(gate["y_m"])])
        if time is not None:
            found[str(gate["gate"])] = (time + leg) / 600
    return found


def beyond_minutes(site: str) -> dict[str, float]:
    """Minutes from every place beyond the roads to a site, by the best gate, one by one."""
    from_gate, best = gate_minutes(site), dict[str, float]()
    for row in read_table("beyond_minutes").to_dict("records"):
        by_gate = from_gate.get(row["gate"], math.inf) + row["minutes"]
        best[row["place"]] = min(by_gate, best.get(row["place"], math.inf))
    return best


def test_a_place_beyond_the_roads_counts_if_the_way_by_its_best_gate_is_short_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sites = dg.read_layer("sites").loc[
        ["stationsgebied-meppel", "euroterminal-coevorden", "business-park-bravo-eelde"]
    ]
    situation = dg.read_situation()
    with_gates = _people_around(sites, situation, {})
    monkeypatch.setattr(surroundings, "minutes_from_beyond", lambda *_: iter(()))
    without = _people_around(sites, situation, {})
    people = read_table("beyond_people").set_index("place")
    share = dg.read_profile("car").uncertainty_share
    for site in sites.index:
        minutes = beyond_minutes(site)
        for name, (mode, cutoff, column) in PEOPLE.items():
            for bound, factor in (("expected", 1.0), ("low", 1 - share), ("high", 1 + share)):
                # Bounds are whole tenths of a second, as all times.
                most_ds = round(cutoff * 600 / factor)
                near = [place for place, time in minutes.items() if round(time * 600) <= most_ds]
                counted = int(people.loc[near, column].sum()) if mode == "car" else 0
                more = with_gates[bound] - without[bound]  # type: ignore[index]
                assert more.loc[site, name] == counted, (site, name, bound)
    assert (with_gates["expected"]["workers_car_45"] > without["expected"]["workers_car_45"]).all()


def test_people_in_reach_are_more_if_roads_take_less_time(sites: gpd.GeoDataFrame) -> None:
    found = _people_around(sites, dg.read_situation(), {})
    assert (found["low"] >= found["expected"]).all(axis=None)
    assert (found["expected"] >= found["high"]).all(axis=None)


def test_gates_lie_on_the_edge_of_the_roads_and_on_their_nodes() -> None:
    gates = read_beyond().gates
    nodes = read_table("road_nodes")
    there = set(zip(nodes["x_m"], nodes["y_m"], strict=True))
    assert set(zip(gates.geometry.x, gates.geometry.y, strict=True)) <= there
    province = dg.province_outline(dg.read_layer("gemeenten"))
    assert gates.distance(province).min() > 8000


def test_who_lives_beyond_the_roads_lives_there() -> None:
    near, table = dg.read_layer("people"), read_table("beyond_people")
    assert (table["working_age"] <= table["population"]).all()
    points = gpd.GeoSeries(gpd.points_from_xy(table["x_m"], table["y_m"]), crs=near.crs)
    province = dg.province_outline(dg.read_layer("gemeenten"))
    # A postcode that comes within 12 km is of the layer as a whole.
    assert points.distance(province).min() > 12_000
    assert set(read_table("beyond_minutes")["place"]) == set(table["place"])


def test_a_gate_that_is_no_node_lets_nobody_in(sites: gpd.GeoDataFrame) -> None:
    roads, beyond = dg.read_network("car"), read_beyond()
    moved = replace(beyond, gates=beyond.gates.set_geometry(beyond.gates.translate(0.5, 0)))
    [(minutes, people)] = minutes_from_beyond(sites, moved, roads, 50.0)
    assert not np.isfinite(minutes.to_numpy()).any()
    assert minutes.columns.equals(people.index)


def test_points_in_many_parts_have_the_same_minutes(
    sites: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    roads, beyond = dg.read_network("car"), read_beyond()
    [(whole, _)] = minutes_from_beyond(sites, beyond, roads, 50.0)
    monkeypatch.setattr("drenthe_geo.beyond.AT_ONCE", 1)
    parts = [part for part, _ in minutes_from_beyond(sites, beyond, roads, 50.0)]
    assert len(parts) == len(sites)
    pd.testing.assert_frame_equal(pd.concat(parts), whole)
