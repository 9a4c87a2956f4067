"""Who lives in the area, as the data say."""

from __future__ import annotations

import pytest
from drenthe import DRENTHE
from facts import FACTS

import drenthe_geo as dg

pytestmark = pytest.mark.facts

PEOPLE = FACTS["people"]["in_area"]


def test_the_people_of_every_postcode_add_up_to_its_place() -> None:
    people, places = dg.area.read_people(DRENTHE, "all"), DRENTHE.layer("places")
    sums = people.groupby("pc4")["population"].sum()
    assert sums.sort_index().to_dict() == places["population"].sort_index().to_dict()
    assert (people["working_age"] <= people["population"]).all()


def test_all_people_of_the_area_are_in_reach_in_the_end() -> None:
    assert dg.area.read_people(DRENTHE)["population"].sum() == PEOPLE
    three = DRENTHE.layer("stations").loc[["asn", "emn", "mp"]]
    found = dg.reach.people_in_reach(
        DRENTHE, three, [600], dg.roads.read_network(DRENTHE, "bicycle")
    )
    assert found["inhabitants_own"].tolist() == [PEOPLE] * 3
    assert found["inhabitants"].isna().all()  # by bicycle nobody is known beyond the roads


def test_the_people_of_every_gemeente_add_up_to_its_inhabitants_of_2024() -> None:
    gemeenten = DRENTHE.layer("gemeenten").set_index("name")["population"]
    places = DRENTHE.layer("places")
    inside = dg.area.places_inside(places, DRENTHE.layer("gemeenten"))
    people = dg.area.read_people(DRENTHE)
    sums = people["population"].groupby(people["pc4"].map(inside["gemeente"])).sum()
    assert sums.sort_index().to_dict() == gemeenten.sort_index().to_dict()
    assert sums.sum() == PEOPLE
