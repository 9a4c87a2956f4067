"""What signs and sizes close: roads no car fits, signs on a node, surfaces no wheel passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from osm_files import Town, square

from drenthe_geo.osm.rules import read_rules
from drenthe_geo.osm.uses import MODES

if TYPE_CHECKING:
    from collections.abc import Callable

    from drenthe_geo.osm.read import OsmRoads

RULES = read_rules()

# Tags of a residential street → who may use it, as routers that are tested by tags have it.
STREETS = {
    "maxheight=1.6": "bicycle walk",
    "maxheight=1.9": "car bicycle walk",
    "maxheight=default": "car bicycle walk",
    "maxheight:physical=1.5_m": "bicycle walk",
    "maxwidth=1.7_m": "bicycle walk",
    "maxwidth=2,3": "car bicycle walk",
    "maxwidth=5'11\"": "bicycle walk",
    "maxwidth=7'": "car bicycle walk",
    "width=1.5": "bicycle walk",
    "width=2.5": "car bicycle walk",
    "width=narrow": "car bicycle walk",
    "width=12.2;_18.3": "car bicycle walk",
    "maxlength=4": "bicycle walk",
    "maxweight=1.5": "bicycle walk",
    "maxweight=3500_kg": "car bicycle walk",
    "maxweight=3_stones": "car bicycle walk",
    "maxweightrating=1_t": "bicycle walk",
    "maxweight:hgv=1": "car bicycle walk",
    "maxwidth=1.5 motor_vehicle=yes": "bicycle walk",
    "smoothness=impassable": "walk",
    "smoothness=bad": "car bicycle walk",
    "motor_vehicle=destination;agricultural": "car bicycle walk",
    "motor_vehicle=agricultural;permissive": "car bicycle walk",
    "motor_vehicle=agricultural;forestry": "bicycle walk",
    "motor_vehicle=minibus": "bicycle walk",
    "motorcar=emergency_vehicle": "bicycle walk",
}

# Tags of a node without a barrier → who passes it.
SIGNS = {
    "access=no": "",
    "access=private": "",
    "motor_vehicle=no": "bicycle walk",
    "vehicle=no": "walk",
    "vehicle=no bicycle=yes": "bicycle walk",
    "bicycle=no": "car walk",
    "foot=no": "car bicycle",
    "access=no foot=yes": "walk",
    "access=yes": "car bicycle walk",
    "access=destination": "car bicycle walk",
    "access=nobody_knows": "car bicycle walk",
    "access=no locked=yes": "",
    "highway=crossing bicycle=no": "car bicycle walk",
    "highway=traffic_signals crossing=traffic_signals bicycle=no": "car bicycle walk",
    "crossing=zebra bicycle=no": "car bicycle walk",
    "highway=bus_stop access=private": "car bicycle walk",
    "amenity=parking_entrance access=private": "car bicycle walk",
    "entrance=yes access=private": "car bicycle walk",
    "public_transport=stop_position foot=no": "car bicycle walk",
    "barrier=height_restrictor maxheight=1.5": "bicycle walk",
    "barrier=height_restrictor maxheight=2.1": "car bicycle walk",
}


def tags_of(text: str) -> dict[str, str]:
    """Tags as one writes them; a blank in a value is written as an underscore."""
    pairs = (one.split("=", 1) for one in text.split())
    return {key: value.replace("_", " ") if value[0].isdigit() else value for key, value in pairs}


@pytest.mark.parametrize(("text", "users"), STREETS.items())
def test_who_may_use_a_street(text: str, users: str) -> None:
    use = RULES.way({"highway": "residential", **tags_of(text)})
    assert use is not None
    assert [one for one in MODES if getattr(use, one) == "both"] == users.split()


@pytest.mark.parametrize(("text", "users"), SIGNS.items())
def test_who_passes_a_sign(text: str, users: str) -> None:
    use = RULES.node(tags_of(text))
    assert [one for one in MODES if getattr(use, one)] == users.split()


def test_a_pier_is_walked_from_the_road_to_the_ferry() -> None:
    pier = RULES.way({"man_made": "pier"})
    assert pier is not None
    assert (pier.road_class, pier.car, pier.bicycle, pier.walk) == (
        "footway", "none", "none", "both",
    )  # fmt: skip
    ridden = RULES.way({"man_made": "pier", "bicycle": "yes"})
    assert ridden is not None
    assert ridden.bicycle == "both"
    assert RULES.way({"man_made": "tower"}) is None
    assert RULES.way({"man_made": "pier", "highway": "service"}).car == "both"  # type: ignore[union-attr]


def with_sign(**tags: str) -> Town:
    """Two squares of streets and a street between them, with a sign half-way."""
    made = square(2, 2)
    for node, (column, row) in enumerate([(5, 0), (6, 0), (6, 1), (5, 1)], start=21):
        made.at(node, column, row)
    made.road(301, 21, 22, 23, 24, 21).at(30, 3, 0, **tags).road(401, 2, 30, 21)
    return made


def test_a_sign_on_a_road_is_passed_by_whom_it_lets(read: Callable[..., OsmRoads]) -> None:
    free, shut = read(with_sign()), read(with_sign(motor_vehicle="no"))
    assert free.report.counts["parts_car"] == 1
    assert shut.report.counts["parts_car"] == 2
    assert shut.report.counts["parts_bicycle"] == 1
    assert shut.report.named["barriers"] == [30]


def test_bicycles_kept_off_a_crossing_keep_to_the_road(read: Callable[..., OsmRoads]) -> None:
    crossing = read(with_sign(highway="crossing", bicycle="no"))
    assert crossing.report.counts["parts_bicycle"] == 1
    assert not crossing.report.counts["barriers"]


def test_a_barrier_at_a_junction_shuts_none_of_its_roads(read: Callable[..., OsmRoads]) -> None:
    """On which of the three it stands is not told; a street that ends at it would be cut off."""
    town = with_sign(barrier="bollard").at(31, 3, 1).road(402, 30, 31)
    found = read(town)
    assert found.report.named["barrier_at_junction"] == [30]
    assert found.report.counts["parts_car"] == 1
    assert not found.report.counts["barriers"]
    path = read(with_sign(barrier="bollard").at(31, 3, 1).road(402, 30, 31, highway="footway"))
    assert path.report.named["barriers"] == [30]
    assert path.report.counts["parts_car"] == 2
    door = with_sign(barrier="wall").at(31, 3, 1).road(402, 30, 31)
    assert read(door).report.counts["parts_walk"] == 3
