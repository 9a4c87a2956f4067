"""What the rules say of real elements whose answer their owners know."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import networkx as nx
import pytest

from drenthe_geo.osm.read import read_osm
from drenthe_geo.osm.rules import read_rules

osmium = pytest.importorskip("osmium")

RULES = read_rules("nl")


def tags_by_id(path: Path, kind: str) -> dict[int, dict[str, str]]:
    """The tags of all ways or nodes of a file that have any."""
    wanted = getattr(osmium.osm, kind)
    return {
        one.id: {tag.k: tag.v for tag in one.tags}
        for one in osmium.FileProcessor(str(path), wanted)
        if len(one.tags)
    }


def test_an_expressway_of_amsterdam_is_one_way_by_car_and_closed_to_others(
    public_data: Path,
) -> None:
    use = RULES.way(tags_by_id(public_data / "osm/amsterdam.osm.pbf", "WAY")[139156014])
    assert use is not None
    assert (use.road_class, use.road_number, use.name) == ("trunk", "S112", "Gooiseweg")
    assert (use.car, use.bicycle, use.walk, use.car_kmh) == ("along", "none", "none", 80)


def test_nobody_passes_an_emergency_exit_at_delft_station(public_data: Path) -> None:
    use = RULES.node(tags_by_id(public_data / "osm/delft-station.pbf", "NODE")[3377954642])
    assert (use.car, use.bicycle, use.walk) == (False, False, False)


def test_platforms_behind_that_exit_are_not_walked_to(public_data: Path) -> None:
    # Conveyal's r5 expects the same of its file: one gets to tracks 1 and 2, not to 3 and 4.
    edges = read_osm(public_data / "osm/delft-station.pbf", RULES).edges
    walked = edges[edges["walk"] != "none"]
    parts = nx.connected_components(nx.from_pandas_edgelist(walked, "tail", "head"))
    largest = max(parts, key=len)
    reached = set(walked["name"][walked["tail"].isin(largest)].dropna())
    assert [track for track in (1, 2, 3, 4) if f"Spoor {track}" in reached] == [1, 2]


def test_of_dutch_streets_nothing_is_odd(public_data: Path) -> None:
    odd: Counter[str] = Counter()
    use: Counter[tuple[str, str, str]] = Counter()
    for name in ("delft-station.pbf", "amsterdam.osm.pbf", "bike.osm.pbf"):
        for tags in tags_by_id(public_data / "osm" / name, "WAY").values():
            found = RULES.way(tags)
            if found is not None:
                odd.update(found.odd)
                use[found.car, found.bicycle, found.walk] += 1
    assert odd == {"unknown_highway": 1}  # highway=yes
    # Cycleways of one direction, streets of one direction for cars alone, and against it.
    assert use["none", "along", "both"] >= 1
    assert use["along", "both", "both"] >= 1
    assert use["both", "against", "both"] == 4


def test_all_tags_of_a_country_are_read(public_data: Path) -> None:
    ways = tags_by_id(public_data / "osm/liechtenstein.osm.pbf", "WAY").values()
    rules = read_rules("li")
    uses = [use for tags in ways if (use := rules.way(tags)) is not None]
    odd = Counter(code for use in uses for code in use.odd)
    assert len(uses) == 4666
    assert odd == {"unknown_access_word": 1}  # motor_vehicle=unbekannt
