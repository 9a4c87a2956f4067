"""Who is within some minutes: people one by one, working age, students."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from veldland import VELDLAND

import drenthe_geo as dg


def refusal(attempt: Callable[[], object]) -> str:
    with pytest.raises(dg.ArgumentError) as caught:
        attempt()
    return str(caught.value)


@pytest.fixture(scope="module")
def three() -> gpd.GeoDataFrame:
    return VELDLAND.layer("stations").loc[["hds", "otv", "vnd"]]


@pytest.fixture(scope="module")
def cycling() -> dg.roads.Network:
    return dg.roads.read_network(VELDLAND, "bicycle")


@pytest.fixture(scope="module")
def driving() -> dg.roads.Network:
    return dg.roads.read_network(VELDLAND, "car")


@pytest.fixture(scope="module")
def in_reach(three: gpd.GeoDataFrame, cycling: dg.roads.Network) -> pd.DataFrame:
    return dg.people_in_reach(VELDLAND, three, [5, 10, 20, 600], cycling)


def test_people_in_reach_grow_with_the_minutes_and_never_exceed_all(in_reach: pd.DataFrame) -> None:
    for name in ("inhabitants", "working_age", "students", "no_number"):
        counts = in_reach[name].unstack("minutes")
        assert (counts.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    people = int(dg.area.read_people(VELDLAND)["population"].sum())
    assert (in_reach["inhabitants"] <= people).all()
    assert in_reach["inhabitants"].xs(600, level="minutes").tolist() == [people] * 3
    assert (in_reach["working_age"] <= in_reach["inhabitants"]).all()
    assert (in_reach["working_age"] > 0).all()


@pytest.mark.parametrize("direction", ["to", "from"])
def test_people_in_reach_are_those_whose_time_is_within(
    three: gpd.GeoDataFrame, driving: dg.roads.Network, direction: str
) -> None:
    how = {"direction": direction}
    found = dg.people_in_reach(VELDLAND, three, [5, 10], driving, **how)  # type: ignore[arg-type]
    reach = dg.compute_reach(driving, three, **how)  # type: ignore[arg-type]
    people, learning = dg.area.read_people(VELDLAND), VELDLAND.layer("education")
    heads = dg.travel_times(reach, people).minutes
    schools = dg.travel_times(reach, learning).minutes
    for row in found.reset_index().to_dict("records"):
        near = people[heads[row["facility"]] <= row["minutes"]]
        assert row["inhabitants"] == sum(near["population"])
        assert row["working_age"] == sum(near["working_age"])
        taught = learning[schools[row["facility"]] <= row["minutes"]]["students"]
        assert row["students"] == sum(taught.dropna())
        assert row["no_number"] == sum(taught.isna())


def test_one_way_roads_tell_the_directions_apart(
    three: gpd.GeoDataFrame, driving: dg.roads.Network
) -> None:
    there, back = (
        dg.people_in_reach(VELDLAND, three, [5, 10], driving, direction=direction)
        for direction in ("to", "from")
    )
    assert not there["inhabitants"].equals(back["inhabitants"])


def test_a_facility_outside_the_roads_has_nobody(cycling: dg.roads.Network) -> None:
    spots = gpd.GeoDataFrame(
        index=pd.Index(["land", "sea"], name="id"),
        geometry=[shapely.Point(164_400, 464_900), shapely.Point(100_000, 400_000)],
        crs="EPSG:28992",
    )
    found = dg.people_in_reach(VELDLAND, spots, [30], cycling)["inhabitants"].droplevel("minutes")
    assert found["sea"] == 0
    assert found["land"] > 1000


def test_all_people_are_more_than_those_of_the_area(
    three: gpd.GeoDataFrame, cycling: dg.roads.Network, in_reach: pd.DataFrame
) -> None:
    everyone, ours = dg.area.read_people(VELDLAND, "all"), dg.area.read_people(VELDLAND, "own")
    assert set(ours.index) < set(everyone.index)
    assert ours["population"].sum() < everyone["population"].sum()
    more = dg.people_in_reach(VELDLAND, three, [5, 10, 20, 600], cycling, who="all")
    assert (more["inhabitants"] >= in_reach["inhabitants"]).all()
    assert more["inhabitants"].sum() > in_reach["inhabitants"].sum()
    assert more["students"].equals(in_reach["students"])


def test_the_people_of_every_postcode_add_up_to_its_place() -> None:
    people, places = dg.area.read_people(VELDLAND, "all"), VELDLAND.layer("places")
    sums = people.groupby("pc4")["population"].sum()
    assert sums.sort_index().to_dict() == places["population"].sort_index().to_dict()
    assert (people["working_age"] <= people["population"]).all()


def test_people_of_nowhere_and_no_minutes_are_refused(
    three: gpd.GeoDataFrame, cycling: dg.roads.Network
) -> None:
    said = "unknown who 'owm': did you mean 'own'? Choices: own, all."
    assert refusal(lambda: dg.area.read_people(VELDLAND, "owm")) == said  # type: ignore[arg-type]
    assert refusal(lambda: dg.people_in_reach(VELDLAND, three, [-1], cycling)) == (
        "cut-off -1 is not a number of minutes above 0; give e.g. 10, 20, 30."
    )
