"""Ways become edges: cut where roads meet, joined where nothing changes, nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from osm_files import Town, square

from drenthe_geo.osm.read import OsmRoads
from drenthe_geo.osm.report import OsmReport
from drenthe_geo.osm.uses import MODES
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Read = Callable[..., OsmRoads]

GEOD = pyproj.Geod(ellps="WGS84")
DRIVEN = ["tail", "head", "oneway", "car"]
SLOW = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def ground_m(town: Town) -> float:
    """Length of all ways by another hand."""
    at = {node: tuple(round(deg, 7) for deg in place) for node, place in town.nodes.items()}
    lines = [shapely.LineString([at[ref] for ref in refs]) for _, refs, _ in town.ways]
    return float(sum(GEOD.geometry_length(line) for line in lines))


def graph(roads: OsmRoads, mode: str = "car") -> nx.DiGraph:
    """The roads of a mode by another hand, as they are drawn in the table."""
    made = nx.DiGraph()
    for row in roads.edges.itertuples():
        way = getattr(row, mode)
        pairs = [(row.tail, row.head)] if way in ("along", "both") else []
        pairs += [(row.head, row.tail)] if way in ("against", "both") else []
        for pair in pairs:
            metres = min(row.length_m, made.get_edge_data(*pair, {"m": np.inf})["m"])
            made.add_edge(*pair, m=metres)
    return made


def test_streets_that_cross_are_cut_there_and_bends_stay(read: Read) -> None:
    town = Town().at(1, 0, 0).at(2, 1, 0.5).at(3, 2, 0).at(4, 2, 2).at(5, 4, 0)
    town.road(7, 1, 2, 3, 5, name="Long Street").road(8, 3, 4, name="Side Street", ref="N1")
    roads = read(town)
    edges = roads.edges
    assert edges[["tail", "head", "way"]].to_numpy().tolist() == [[1, 3, 7], [3, 5, 7], [3, 4, 8]]
    assert edges["name"].tolist() == ["Long Street", "Long Street", "Side Street"]
    assert [shapely.get_num_coordinates(line) for line in roads.lines] == [3, 2, 2]
    assert edges["junctions"].tolist() == [0.5, 0.5, 0.5]
    assert sorted(roads.nodes["node"]) == [1, 3, 4, 5]


def test_a_street_drawn_in_parts_is_one_edge_however_the_parts_run(read: Read) -> None:
    town = Town()
    for node in range(1, 6):
        town.at(node, node, node % 2)
    town.road(11, 2, 1).road(12, 2, 3).road(13, 5, 4).road(14, 3, 4)
    roads = read(town)
    assert len(roads.edges) == 1
    assert roads.edges["length_m"].iloc[0] == pytest.approx(ground_m(town), rel=1e-6)
    # The first way is drawn from 2 to 1.
    assert roads.edges[["tail", "head"]].to_numpy().tolist() == [[5, 1]]


def test_what_changes_ends_an_edge(read: Read) -> None:
    town = Town().at(1, 0, 0).at(2, 1, 0).at(3, 2, 0).at(4, 3, 0)
    town.road(1, 1, 2).road(2, 2, 3, maxspeed="30").road(3, 3, 4, maxspeed="30", name="Other")
    assert read(town).edges["maxspeed_kmh"].tolist() == [50, 30, 30]
    assert len(read(town).edges) == 3


def test_one_way_streets_run_from_tail_to_head_for_cars_however_drawn(read: Read) -> None:
    town = square().road(300, 1, 5, oneway="yes").road(301, 9, 5, oneway="-1")
    edges = read(town).edges.set_index("way").loc[[300, 301]]
    assert edges[DRIVEN].to_numpy().tolist() == [[1, 5, True, "along"], [5, 9, True, "along"]]
    assert edges["walk"].tolist() == ["both", "both"]


def test_a_bollard_stops_cars_and_nobody_else(read: Read) -> None:
    town = square().at(50, 1.5, -1, barrier="bollard").road(300, 4, 50, 6)
    roads = read(town)
    shut = roads.edges[(roads.edges["way"] == 300) & (roads.edges["car"] == "none")]
    assert shut["length_m"].sum() == pytest.approx(2, rel=1e-3)  # a metre on each side
    assert (shut["walk"] == "both").all()
    cars, walkers = graph(roads), graph(roads, "walk")
    assert 50 not in cars
    assert nx.has_path(walkers, 4, 50)
    assert roads.report.counts["barriers"] == 1


def test_a_ring_is_cut_in_two_and_a_dead_end_at_a_gate_stays_whole(read: Read) -> None:
    town = square().at(20, 5, 0).at(21, 6, 1).at(22, 6, -1).at(30, -1, 0, barrier="bollard")
    town.road(300, 3, 20).road(301, 20, 21, 22, 20).road(302, 1, 30)
    roads = read(town)
    assert (roads.edges["tail"] != roads.edges["head"]).all()
    ring = roads.edges[roads.edges["way"] == 301]
    assert len(ring) == 2
    assert ring["length_m"].iloc[0] == pytest.approx(ring["length_m"].iloc[1], rel=1e-3)
    assert (roads.edges["way"] == 302).sum() == 1


def test_what_is_broken_is_counted_and_left_out(read: Read) -> None:
    town = square()
    town.road(300, 1, 999, 998, 5)  # two single nodes are left
    town.road(301, 1, 2, 999, 6, 9)  # a gap: two parts
    town.road(302, 7).road(303, 997, 996).road(304, 3, 3, 5).road(305, 5, 3)
    town.at(40, 2, 2).road(306, 9, 40)  # two nodes in one place
    town.at(60, 9, 9).at(61, 9, 10).road(307, 60, 61).road(308, 60, 61, highway="nonsense")
    roads = read(town, least_share=dict.fromkeys(MODES, 0.1))
    counts, table = roads.report.counts, roads.report.table
    said = {
        "missing_nodes": 3, "one_node": 3, "no_nodes": 1, "node_twice": 2, "drawn_twice": 2,
        "island_car": 1, "unknown_highway": 1,
    }  # fmt: skip
    assert {code: counts.get(code) for code in said} == said
    assert table.columns.tolist() == ["code", "count", "first"]
    assert table.set_index("code").loc["drawn_twice", "first"] == "301 305"
    english = words_of("en")
    assert all(english.say(one).endswith(".") for one in roads.report.sentences)


def test_what_says_of_these_stands_behind_what_it_is_of() -> None:
    report = OsmReport()
    closed = "stretches of road cannot be reached by {} from the rest and back, and are closed to"
    for code in (
        "come_only_bicycle", "drawn_twice", "island_m_bicycle", "leave_only_bicycle", "turn_bans",
        "island_bicycle", "restrictions_by_way", "island_car", "restrictions", "road_ways",
    ):  # fmt: skip
        report.add(code, count=2)
    assert [words_of("en").say(one) for one in report.sentences] == [
        "2 ways of the file are roads.",
        "2 turn restrictions are respected.",
        "Of these 2 are by way of another road.",
        "2 turns are banned for cars.",
        "2 roads are drawn over others of the same kind; they count once.",
        f"2 {closed.format('car')} cars.",
        f"2 {closed.format('bicycle')} bicycles.",
        "Together these are 2 metres closed to bicycles.",
        "Of these stretches 2 can be left by bicycle, and not come to.",
        "Of these stretches 2 can be come to by bicycle, and not left.",
    ]
    dutch = [words_of("nl").say(one) for one in report.sentences]
    assert dutch[-1] == "Van deze stukken weg kan men 2 per fiets wel in en niet uit."


def test_an_island_is_closed_unless_it_is_a_real_one(read: Read) -> None:
    town = square(4, 4)
    town.at(90, 20, 0).at(91, 21, 0).road(300, 90, 91)
    assert (read(town, least_share=dict.fromkeys(MODES, 0.1)).edges["way"] != 300).all()
    kept = read(town, least_share=dict.fromkeys(MODES, 0.01))
    assert (kept.edges["way"] == 300).sum() == 1
    assert kept.report.counts["parts_car"] == 2


def test_a_one_way_street_to_nowhere_is_closed_to_cars_alone(read: Read) -> None:
    town = square().at(90, 5, 5).road(300, 9, 90, oneway="yes")
    edge = read(town).edges.set_index("way").loc[300]
    assert (edge["car"], edge["walk"]) == ("none", "both")


def test_pockets_are_closed_told_apart_and_kept_where_nothing_is_closed(read: Read) -> None:
    town = square().at(90, 5, 5).at(91, 5, 6).at(92, -5, 5).at(93, 9, 9).at(94, 9, 8)
    town.road(300, 9, 90, oneway="yes").road(301, 90, 91)  # in, and no way back
    town.road(302, 92, 1, oneway="yes").road(303, 93, 94)  # out alone; and by itself
    closed = read(town, least_share=dict.fromkeys(MODES, 0.3))
    counts, named = closed.report.counts, closed.report.named
    assert [counts[f"{code}_car"] for code in ("island", "come_only", "leave_only")] == [4, 2, 1]
    assert (named["come_only_car"], named["leave_only_car"]) == ([300, 301], [302])
    whole = read(town, least_share=dict.fromkeys(MODES, 0.0))
    cars = whole.edges.set_index("way")
    assert cars.loc[[300, 301, 302, 303], "car"].tolist() == ["along", "both", "along", "both"]
    assert counts["island_m_car"] == pytest.approx(
        cars.loc[[300, 301, 302, 303], "length_m"].sum(), abs=1
    )
    assert "island_car" not in whole.report.counts


def test_a_ferry_takes_its_own_time(read: Read) -> None:
    town = square().at(90, 9, 0)
    town.ways.append((300, (3, 90, 9), {"route": "ferry", "duration": "00:20", "motorcar": "yes"}))
    edges = read(town).edges.set_index("way")
    ferry = edges.loc[[300]]
    assert ferry["road_class"].tolist() == ["ferry"]
    assert ferry["free_flow_s"].sum() > 20 * 60
    assert ferry["car"].tolist() == ["both"]


def test_only_roads_that_touch_the_land_asked_for_are_kept(read: Read) -> None:
    town = square(6, 2)
    west = shapely.box(0.9, 54.9, 1.0015, 55.1)
    roads = read(town, within=west)
    whole = read(town)
    # Whole roads from junction to junction: the strip and one junction beyond it.
    assert set(roads.nodes["node"]) < set(whole.nodes["node"])
    assert roads.report.counts["outside"] == 10
    assert 3 in set(roads.nodes["node"])
    assert 4 not in set(roads.nodes["node"])


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """Towns on a grid with streets taken out, bent and one-way."""
    columns, rows = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    town = square(columns, rows)
    for node in town.nodes:
        lon, lat = town.nodes[node]
        moves = st.floats(-0.3, 0.3, allow_nan=False)
        town.nodes[node] = (lon + draw(moves) * 1e-3, lat + draw(moves) * 1e-3)
    for at, (way, refs, tags) in enumerate(town.ways):
        more = draw(st.sampled_from([{}, {}, {"oneway": "yes"}, {"maxspeed": "50"}]))
        town.ways[at] = (way, refs[:: draw(st.sampled_from([1, -1]))], {**tags, **more})
    return town


@SLOW
@given(town=towns())
def test_no_metre_is_lost_or_made_by_cutting_and_joining(town: Town, read: Read) -> None:
    roads = read(town)
    assert roads.edges["length_m"].sum() == pytest.approx(ground_m(town), rel=1e-6)
    assert (roads.edges["walk"] == "both").all()
    # In the projection lines are as long as on the ground, but for its scale.
    assert shapely.length(roads.lines).sum() == pytest.approx(ground_m(town), rel=1e-3)


@SLOW
@given(town=towns(), ends=st.tuples(st.integers(1, 4), st.integers(1, 4)))
def test_another_road_makes_no_trip_longer(town: Town, ends: tuple[int, int], read: Read) -> None:
    before = dict(nx.all_pairs_dijkstra_path_length(graph(read(town)), weight="m"))
    town.road(900, *ends) if ends[0] != ends[1] else town
    after = dict(nx.all_pairs_dijkstra_path_length(graph(read(town)), weight="m"))
    for start, reached in before.items():
        for stop, metres in reached.items():
            if start in after and stop in after[start]:
                assert after[start][stop] <= metres + 1e-6
