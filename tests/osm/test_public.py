"""Real extracts, where they are at hand: what their owners expect of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import geopandas as gpd
import networkx as nx
import numpy as np
import osmium
import pytest
import shapely
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.io.osm import network_of_file
from drenthe_geo.osm.pbf import read_pbf
from drenthe_geo.osm.placing import projected
from drenthe_geo.osm.read import OsmRoads, read_osm
from drenthe_geo.osm.rules import read_rules
from drenthe_geo.roads.minutes import compute_reach
from drenthe_geo.roads.routes import trace_route

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def monaco(public_osm: Path) -> OsmRoads:
    """Roads of Monaco."""
    return read_osm(public_osm / "monaco.osm.gz", read_rules())


def graph(roads: OsmRoads, mode: str = "car") -> nx.DiGraph:
    """The roads of a mode by another hand."""
    made = nx.DiGraph()
    for row in roads.edges.itertuples():
        way = getattr(row, mode)
        ends = [(row.tail, row.head)] if way in {"along", "both"} else []
        ends += [(row.head, row.tail)] if way in {"against", "both"} else []
        for pair in ends:
            known = made.get_edge_data(*pair, {"m": np.inf})
            if row.length_m < known["m"]:
                made.add_edge(*pair, m=row.length_m, way=row.way)
    return made


def way_between(
    roads: OsmRoads, start: tuple[float, float], stop: tuple[float, float], mode: str = "car"
) -> float:
    """Metres of the shortest way between places (lat, lon), each on its nearest road."""
    lat, lon = np.array([start, stop]).T
    points = shapely.points(projected(lon, lat, roads.crs))
    cars = graph(roads, mode)
    open_ = roads.edges[mode] != "none"
    edges, lines = roads.edges[open_], roads.lines[open_.to_numpy()]
    for name, point in zip("ab", points, strict=True):
        at = int(shapely.distance(lines, point).argmin())
        row = edges.iloc[at]
        share = shapely.line_locate_point(lines[at], point, normalized=True)
        ends = [
            (row["tail"], share * row["length_m"]),
            (row["head"], (1 - share) * row["length_m"]),
        ]
        for (node, metres), against in zip(ends, (True, False), strict=True):
            if row[mode] == "both" or against:
                cars.add_edge(node, name, m=metres)
            if row[mode] == "both" or not against:
                cars.add_edge(name, node, m=metres)
    return float(nx.shortest_path_length(cars, "a", "b", weight="m"))


def test_every_element_of_bangor_is_seen(public_osm: Path) -> None:
    counts = dict.fromkeys("nwr", 0)
    for one in osmium.FileProcessor(str(public_osm / "bangor_maine.osm.pbf")):
        counts[one.type_str()] += 1
    assert counts == {"n": 12_030, "w": 1_828, "r": 2}
    roads = read_osm(public_osm / "bangor_maine.osm.pbf", read_rules())
    assert roads.report.counts["road_ways"] <= 1_828
    assert roads.report.counts["missing_nodes"] == 0


def test_all_restrictions_of_two_cities_are_accounted_for(public_osm: Path) -> None:
    for name, count in (("melborne.osm.pbf", 718),):
        counts = read_osm(public_osm / name, read_rules()).report.counts
        codes = ("restriction_", "turn_")
        lost = sum(
            n for code, n in counts.items() if code.startswith(codes) and code != "turn_bans"
        )
        assert counts["restrictions"] + lost == count


@pytest.mark.parametrize(
    ("start", "stop", "metres"),
    [
        ((43.727687, 7.418737), (43.74958, 7.436566), 3_588),
        ((43.728677, 7.41016), (43.739213, 7.4277), 2_561),
        ((43.733802, 7.413433), (43.739662, 7.424355), 2_230),
        ((43.730949, 7.412338), (43.739643, 7.424542), 2_100),
    ],
)
def test_ways_through_monaco_are_as_long_as_its_owners_say(
    start: tuple[float, float], stop: tuple[float, float], metres: int, monaco: OsmRoads
) -> None:
    assert way_between(monaco, start, stop) == pytest.approx(metres, rel=2e-3)


def test_who_starts_in_old_monaco_can_leave_it_where_islands_are_kept(
    public_osm: Path, monaco: OsmRoads
) -> None:
    # Cars can leave the square and not come there: by the rule of islands it is closed to them, for
    # who lives in such a place is asked about both ways.
    start, stop = (43.730729, 7.42135), (43.727697, 7.419199)
    path, open_ = public_osm / "monaco.osm.gz", dict.fromkeys(("car", "bicycle", "walk"), 0.0)
    whole = read_osm(path, read_rules(), least_share=open_)
    assert way_between(whole, start, stop) == pytest.approx(2_580, rel=2e-3)
    assert way_between(monaco, start, stop) < 2_000
    counts = monaco.report.counts
    assert counts["leave_only_car"] + counts["come_only_car"] <= counts["island_car"]
    closed_m = whole.edges.loc[whole.edges["car"] != "none", "length_m"].sum()
    closed_m -= monaco.edges.loc[monaco.edges["car"] != "none", "length_m"].sum()
    assert counts["island_m_car"] == pytest.approx(closed_m, abs=1)


@pytest.mark.parametrize(
    ("start", "stop", "metres"),
    [
        ((43.730729, 7.421288), (43.727697, 7.419199), 1_566),
        ((43.727687, 7.418737), (43.74958, 7.436566), 3_438),
        ((43.728677, 7.41016), (43.739213, 7.427806), 2_085),
        ((43.733802, 7.413433), (43.739662, 7.424355), 1_425),
    ],
)
def test_walks_through_monaco_are_as_long_as_its_owners_say(
    start: tuple[float, float], stop: tuple[float, float], metres: int, monaco: OsmRoads
) -> None:
    assert way_between(monaco, start, stop, "walk") == pytest.approx(metres, rel=2e-3)


# Metres by car: past one-way streets, and with the turns that are banned.
MOSCOW = {
    ((55.818891, 37.59515), (55.81997, 37.59854)): 1_052,
    ((55.818702, 37.595564), (55.818536, 37.595848)): 1_114,
    ((55.813357, 37.5958585), (55.811042, 37.594689)): 1_044,
    ((55.813159, 37.593884), (55.811278, 37.594217)): 1_048,
}


def test_ways_through_moscow_are_as_long_as_its_owners_say(public_osm: Path) -> None:
    cars = network_of_file(public_osm / "moscow.osm.gz", dg.read_profile(VELDLAND, "car"))
    for ends, metres in MOSCOW.items():
        one, two = (
            gpd.GeoDataFrame(geometry=[shapely.Point(lon, lat)], index=["a"], crs=4326)
            for lat, lon in ends
        )
        reach = compute_reach(cars, one.to_crs(cars.crs), direction="from")
        way = trace_route(reach, two.to_crs(cars.crs).geometry.iloc[0], "a")
        assert way.legs["km"].sum() * 1000 == pytest.approx(metres, rel=0.01)


def test_a_turn_by_way_of_a_road_is_a_ban_with_that_road(public_osm: Path) -> None:
    roads = read_osm(public_osm / "reisterstown-via-restriction.pbf", read_rules())
    by_way = roads.bans[roads.bans["via_edges"] != ""]
    way = roads.edges["way"].tolist()
    assert [way[edge] for edge in by_way["from_edge"]] == [238215855]
    assert [[way[int(one)] for one in via.split(";")] for via in by_way["via_edges"]] == [
        [238215854, 53332280]
    ]


def test_a_bollard_in_delft_is_impassable_and_dutch_rules_hold(public_osm: Path) -> None:
    roads = read_osm(public_osm / "delft-station.pbf", read_rules("nl"))
    assert roads.crs == "EPSG:28992"
    assert roads.report.named["barriers"] == [3377954642]
    walkers = graph(roads, "walk").to_undirected()
    (around,) = [part for part in nx.connected_components(walkers) if 5303110250 in part]
    assert 9604186664 not in around


def test_as_many_places_are_reached_at_delft_station_as_its_owners_count(public_osm: Path) -> None:
    # They count where ways end or meet, and the exit that nobody passes once for each way to it:
    # ours are 67, and the end of the way from the platform to that exit.
    rules = read_rules("nl")
    drawn = read_pbf(public_osm / "delft-station.pbf", rules)
    assert drawn is not None
    uses = [rules.way(dict(tags)) for tags in drawn.tags]
    ways = [
        nodes.tolist()
        for nodes, tags in zip(
            np.split(drawn.refs, np.cumsum(drawn.sizes)[:-1]), drawn.way_tags, strict=True
        )
        if (use := uses[tags]) is not None and use.walk != "none"
    ]
    passed = Counter(node for nodes in ways for node in nodes)
    walkers = nx.Graph()
    for nodes in ways:
        ends = {*nodes[:1], *nodes[-1:]}
        nx.add_path(walkers, [node for node in nodes if passed[node] > 1 or node in ends])
    emergency_exit = 3377954642
    beside = set(walkers[emergency_exit])
    walkers.remove_node(emergency_exit)
    reached = nx.node_connected_component(walkers, 5303110250)
    assert 5744239458 in reached
    assert 9604186664 not in reached
    assert (len(reached), len(reached & beside)) == (67, 1)
