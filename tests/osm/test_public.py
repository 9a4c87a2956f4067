"""Real extracts, where they are at hand: what their owners expect of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import osmium
import pytest
import shapely

from drenthe_geo.osm.placing import projected
from drenthe_geo.osm.read import OsmRoads, read_osm
from drenthe_geo.osm.rules import read_rules

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


def way_between(roads: OsmRoads, start: tuple[float, float], stop: tuple[float, float]) -> float:
    """Metres of the shortest way by car between places (lat, lon), each on its nearest road."""
    lat, lon = np.array([start, stop]).T
    points = shapely.points(projected(lon, lat, roads.crs))
    cars = graph(roads)
    open_ = roads.edges["car"] != "none"
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
            if row["car"] == "both" or against:
                cars.add_edge(node, name, m=metres)
            if row["car"] == "both" or not against:
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
