"""Whom no road reaches is said, with the limit, and everybody is in one count and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.roads.beyond import read_beyond, stands_on

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.area.area import Area
    from drenthe_geo.words.message import Message

FAR = 7
"""Rows of people that are moved away from every road."""


@pytest.fixture(scope="module", name="moved")
def _moved() -> tuple[Area, int]:
    """Give Veldland with some of its people in the middle of nowhere, and how many these are."""
    people = VELDLAND.layer("people")
    rows = people.index[people.index.get_indexer(people.index[::40])][:FAR]
    geometry = people.geometry.copy()
    geometry[rows] = geometry[rows].translate(0, 60_000)
    area = VELDLAND.with_layers({"people": people.set_geometry(geometry)})
    own = dg.area.read_people(area)
    return area, int(own["population"].reindex(rows).fillna(0).sum())


def said(warnings: tuple[Message, ...], key: str) -> list[Message]:
    return [one for one in warnings if one.key == key]


def test_of_everybody_one_is_reached_or_late_or_without_a_road(moved: tuple[Area, int]) -> None:
    area, lost = moved
    answer = dg.ask_people(area, "stations", [5, 15, 60])
    table, who = answer.tables["people"], answer.about["counts"]
    own = int(dg.area.read_people(area)["population"].sum())
    assert lost > 0
    assert who == {"people": own, "people_without_road": lost, "without_road_beyond_m": 2000.0}
    parts = table[["inhabitants_own", "own_not_in_time", "own_without_road"]]
    assert (parts.sum(axis=1) == own).all()
    assert (parts.to_numpy() >= 0).all()
    assert set(table["own_without_road"]) == {lost}
    [one] = said(answer.warnings, "reach.no_road")
    assert dict(one.values) == {"people": lost, "all": own, "metres": 2000.0}


def test_of_a_point_outside_the_roads_nobody_is_late(tmp_path: Path) -> None:
    path = tmp_path / "far.csv"
    path.write_text("id,x,y\na,140000,500000\nb,164470,465020\n", encoding="utf-8")
    found = dg.ask_people(VELDLAND, path, [15]).result.set_index("facility")
    parts = found[["inhabitants_own", "own_not_in_time", "own_without_road"]]
    assert parts.loc["a"].isna().all()
    assert parts.loc["b"].notna().all()


def test_a_study_says_who_has_no_station(moved: tuple[Area, int]) -> None:
    area, lost = moved
    answer = dg.ask_stations(area, minutes=[15])
    counts: Any = answer.about["counts"]
    total = answer.result.total
    everybody = int(answer.result.people["population"].sum())
    assert total.without_road == lost
    assert total.people + total.without_way + total.without_road == everybody
    late = total.people - total.within[15].people
    assert total.within[15].people + late + total.without_way + lost == everybody
    last = answer.tables["stations_summary"].iloc[-1]
    assert (last["people_without_road"], last["people_without_way"]) == (lost, total.without_way)
    assert answer.tables["stations_summary"]["people_without_road"].isna().sum() == 4
    assert counts["people_without_road"] == lost
    assert len(said(answer.warnings, "reach.no_road")) == 1


def test_a_placement_says_for_whom_no_choice_was_made(moved: tuple[Area, int]) -> None:
    area, lost = moved
    found = dg.place("mean", 1, sites="places", area=area)
    [one] = said(found.warnings, "reach.no_road")
    assert dict(one.values)["people"] == lost
    assert lost <= found.placement.people_beyond_candidates


def test_where_everybody_has_a_road_nothing_is_said() -> None:
    answer = dg.ask_people(VELDLAND, "stations", [15])
    assert not said(answer.warnings, "reach.no_road")
    counts: Any = answer.about["counts"]
    assert counts["people_without_road"] == 0


def test_without_gates_nobody_is_known_to_come_in_from_beyond() -> None:
    gates = read_beyond(VELDLAND).gates
    network = dg.roads.read_network(VELDLAND, "car")
    assert stands_on(gates, network)
    assert not stands_on(gates.iloc[:0], network)
    assert np.isfinite(read_beyond(VELDLAND).most_min)
