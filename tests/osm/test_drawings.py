"""Maps that were drawn and never uploaded, as planners draw a road to come."""

from __future__ import annotations

import operator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import osmium
import pytest
from osm_files import Town, square

from drenthe_geo.osm.read import read_osm, read_osm_files
from drenthe_geo.osm.rules import read_rules

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from drenthe_geo.osm.read import OsmRoads

RULES = read_rules("nl")

BELOW = 1_000
"""Ids less this lie below nought, in the same order: that of ways tells how edges are drawn."""


def town() -> Town:
    """Streets with a bollard, a one-way street, a ring and a banned turn."""
    made = square(4, 4, name="Dorpsweg").turn(1, "no_left_turn", 101, "n4", 204)
    made.node_tags[7] = {"barrier": "bollard"}
    made.at(50, 2.3, -0.4).at(51, 2.6, -0.4).road(301, 3, 50, 51, 3, highway="service")
    way, refs, tags = made.ways[2]
    made.ways[2] = (way, refs, {**tags, "oneway": "yes"})
    return made


def renamed(made: Town, name: Callable[[int], int]) -> Town:
    """The same town with other ids."""
    return replace(
        made,
        nodes={name(node): at for node, at in made.nodes.items()},
        node_tags={name(node): tags for node, tags in made.node_tags.items()},
        ways=[(name(way), [name(one) for one in refs], tags) for way, refs, tags in made.ways],
        turns=[
            (name(one), [(kind, role, name(ref)) for kind, role, ref in members], tags)
            for one, members, tags in made.turns
        ],
    )


def told(roads: OsmRoads) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Edges and bans by what they are, whatever their ids and order."""
    assert roads.nodes["node"].is_unique
    places = roads.nodes.set_index("node").round(3).agg(tuple, axis=1)
    told = ["car", "bicycle", "walk", "road_class"]
    metres = roads.edges[["length_m", "free_flow_s"]].round(6)
    ends = [roads.edges[end].map(places) for end in ("tail", "head")]
    rows = list(zip(*ends, *metres.to_numpy().T, *roads.edges[told].to_numpy().T, strict=True))
    bans = [
        (rows[before], places[at], rows[after])
        for before, at, after in roads.bans[["from_edge", "via_node", "to_edge"]].to_numpy()
    ]
    return sorted(rows, key=str), sorted(bans, key=str)


def as_pbf(path: Path) -> Path:
    """Write a file of XML as PBF, in the same order."""
    with osmium.SimpleWriter(str(path.with_suffix(".osm.pbf")), overwrite=True) as writer:
        for one in osmium.FileProcessor(str(path)):
            writer.add(one)
    return path.with_suffix(".osm.pbf")


@pytest.mark.parametrize("order", [1, -1], ids=["falling", "rising"])
def test_ids_below_nought_are_ids_like_others(order: int, tmp_path: Path) -> None:
    made = town()
    drawn = renamed(made, lambda one: one - BELOW)
    drawn = replace(
        drawn,
        nodes=dict(sorted(drawn.nodes.items(), key=lambda one: -order * one[0])),
        ways=sorted(drawn.ways, key=lambda one: -order * one[0]),
    )
    once = read_osm(made.write(tmp_path / "town.osm"), RULES)
    path = drawn.write(tmp_path / "drawn.osm")
    for file in (path, as_pbf(path)):
        found = read_osm(file, RULES)
        assert told(found) == told(once)
        assert len(found.bans) == 1
        assert found.report.counts["never_uploaded"] == len(made.ways)
        assert {**found.report.counts, "never_uploaded": 0} == once.report.counts


def test_of_two_drawings_those_of_one_are_not_those_of_the_other(tmp_path: Path) -> None:
    """The second is the first, a kilometre away: as if it had ids of its own."""
    made = town()
    away = replace(made, nodes={node: (x + 0.02, y) for node, (x, y) in made.nodes.items()})
    files = []
    for number, one in enumerate((made, away)):
        uploaded = renamed(one, partial(operator.add, BELOW * number))
        drawn = renamed(one, lambda id_: id_ - BELOW)
        files.append((uploaded.write(tmp_path / f"map{number}.osm"),
                      drawn.write(tmp_path / f"drawn{number}.osm")))  # fmt: skip
    maps, drawings = (
        read_osm_files([(path, RULES) for path in paths], crs="EPSG:32631")
        for paths in zip(*files, strict=True)
    )
    assert len(maps.edges) == 2 * len(read_osm(files[0][0], RULES).edges)
    assert told(drawings) == told(maps)


def test_a_road_drawn_on_a_map_joins_it(tmp_path: Path) -> None:
    made = square(3, 2)
    drawn = replace(made, nodes=dict(made.nodes), ways=list(made.ways))
    drawn.at(-1, 1, 1.5).road(-7, 4, -1, 6, highway="primary")
    before, after = (
        read_osm(one.write(tmp_path / f"{name}.osm"), RULES)
        for name, one in (("map", made), ("plan", drawn))
    )
    (road,) = after.edges[after.edges["way"] == -7].itertuples()
    assert {road.tail, road.head} == {4, 6}
    assert len(after.edges) > len(before.edges)


def test_what_an_editor_marks_as_deleted_is_no_road(tmp_path: Path) -> None:
    made = square(3, 3)
    made.node_tags[5] = {"barrier": "bollard"}
    xml = made.xml.replace('<way id="102" version="1"', "<way id='102' action='delete' version='1'")
    xml = xml.replace('<node id="5" version="1"', '<node action="delete" id="5" version="1"')
    (tmp_path / "edited.osm").write_text(xml.replace("<osm ", "<osm upload='never' "))
    found = read_osm(tmp_path / "edited.osm", RULES)
    rest = replace(made, node_tags={}, ways=[one for one in made.ways if one[0] != 102])
    kept = read_osm(rest.write(tmp_path / "rest.osm"), RULES)
    assert 102 not in set(found.edges["way"])
    assert found.edges.equals(kept.edges)
    assert not found.report.counts["barriers"]
