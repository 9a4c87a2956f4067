"""A map in several files that overlap is the map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from osm_files import Town, square

from drenthe_geo.osm.read import OsmRoads, read_osm, read_osm_files
from drenthe_geo.osm.rules import read_rules

if TYPE_CHECKING:
    from pathlib import Path

WAYS = 8


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("several")


def town() -> Town:
    """Streets with one-way ones, a gate, a ring, and a turn that is banned."""
    made = square(4, 4, name="Dorpsweg").turn(1, "no_left_turn", 101, "n4", 204)
    made.node_tags[7] = {"barrier": "bollard"}
    ring = [3, 50, 51, 3]
    made.at(50, 2.3, -0.4).at(51, 2.6, -0.4)
    made.ways.append((301, ring, {"highway": "service"}))
    made.ways = [
        (way, refs, {**tags, "oneway": "yes"} if way == 103 else tags)
        for way, refs, tags in made.ways
    ]
    return made


def part(whole: Town, ways: set[int], path: Path) -> Path:
    """Write some of its ways with all their nodes, as an extract has those across its border."""
    drawn = [one for one in whole.ways if one[0] in ways]
    used = {ref for _, refs, _ in drawn for ref in refs}
    nodes = {node: at for node, at in whole.nodes.items() if node in used}
    tags = {node: of for node, of in whole.node_tags.items() if node in used}
    return replace(whole, nodes=nodes, node_tags=tags, ways=drawn).write(path)


def same(one: OsmRoads, other: OsmRoads) -> None:
    for name in ("edges", "nodes", "bans"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


@settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from(["first", "second", "both"]), min_size=WAYS + 1, max_size=WAYS + 1))
def test_in_two_parts_it_is_read_as_in_one(folder: Path, where: list[str]) -> None:
    """Whichever way is in which: also one that hangs on the rest by the other file alone."""
    whole, rules = town(), read_rules("nl")
    ids = [way for way, _, _ in whole.ways]
    parts = [
        part(whole, {way for way, at in zip(ids, where, strict=True) if at in {name, "both"}},
             folder / f"{name}.osm")
        for name in ("first", "second")
    ]  # fmt: skip
    once = read_osm(whole.write(folder / "whole.osm"), rules)
    found = read_osm_files([(path, rules) for path in parts])
    same(once, found)
    assert found.report.counts["restrictions"] == 1


def test_each_file_has_the_rules_of_its_country(folder: Path) -> None:
    """Where none is told cars drive 80 outside towns in the Netherlands, and 100 in Germany."""
    made = Town()
    for node in range(4):
        made.at(node + 1, node, 0)
    made.road(1, 1, 2, highway="secondary").road(2, 2, 3, highway="secondary")
    made.road(3, 3, 4, highway="secondary")
    paths = [part(made, ways, folder / f"{name}.osm") for name, ways in
             (("abroad", {2, 3}), ("home", {1, 2}))]  # fmt: skip
    rules = [read_rules("de"), read_rules("nl")]
    edges = read_osm_files(list(zip(paths, rules, strict=True))).edges.set_index("way")
    here, there = (read_osm(paths[1], one).edges["maxspeed_kmh"].iloc[0] for one in reversed(rules))
    assert here != there
    assert edges["maxspeed_kmh"].to_dict() == {1: here, 3: there}
