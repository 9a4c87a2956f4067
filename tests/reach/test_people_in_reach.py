"""Who is within some minutes: people one by one, working age, students."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from towns import grid_town, points
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.reach.crowd import known_to_min
from drenthe_geo.reach.study import make_study
from drenthe_geo.roads.beyond import read_beyond
from drenthe_geo.siting.weights.eyes import Fade


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
    return dg.reach.people_in_reach(VELDLAND, three, [5, 10, 20, 600], cycling)


def test_people_in_reach_grow_with_the_minutes_and_never_exceed_all(in_reach: pd.DataFrame) -> None:
    for name in ("inhabitants_own", "students", "no_number"):
        counts = in_reach[name].unstack("minutes")
        assert (counts.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    people = int(dg.area.read_people(VELDLAND)["population"].sum())
    assert (in_reach["inhabitants_own"] <= people).all()
    assert in_reach["inhabitants_own"].xs(600, level="minutes").tolist() == [people] * 3
    known = in_reach[in_reach["inhabitants"].notna()]
    assert (known["working_age"] <= known["inhabitants"]).all()
    assert (known["inhabitants_own"] <= known["inhabitants"]).all()
    assert (known["working_age"] > 0).all()


@pytest.mark.parametrize("direction", ["to", "from"])
def test_people_in_reach_are_those_whose_time_is_within(
    three: gpd.GeoDataFrame, driving: dg.roads.Network, direction: str
) -> None:
    how = {"direction": direction}
    found = dg.reach.people_in_reach(VELDLAND, three, [5, 10, 30], driving, **how)  # type: ignore[arg-type]
    reach = dg.roads.compute_reach(driving, three, **how)  # type: ignore[arg-type]
    people, learning = VELDLAND.layer("people"), VELDLAND.layer("education")
    own = people.index.isin(dg.area.read_people(VELDLAND).index)
    heads = dg.roads.travel_times(reach, people).minutes
    schools = dg.roads.travel_times(reach, learning).minutes
    beyond = _minutes_from_beyond(three, driving, direction)
    cells = VELDLAND.table("beyond_people").set_index("place")
    for row in found.reset_index().to_dict("records"):
        near = heads[row["facility"]] <= row["minutes"]
        far = cells[beyond[row["facility"]] <= row["minutes"]]
        for name, column in (("inhabitants", "population"), ("working_age", "working_age")):
            assert row[name] == people[near][column].sum() + far[column].sum()
        assert row["inhabitants_own"] == people[near & own]["population"].sum()
        taught = learning[schools[row["facility"]] <= row["minutes"]]["students"]
        assert row["students"] == sum(taught.dropna())
        assert row["no_number"] == sum(taught.isna())
    late = found.xs(30, level="minutes")
    assert (late["inhabitants"] > late["inhabitants_own"]).all()


def _minutes_from_beyond(
    points: gpd.GeoDataFrame, network: dg.roads.Network, direction: str
) -> pd.DataFrame:
    """Minutes between cells beyond the roads (rows) and points, gate by gate."""
    gates = read_beyond(VELDLAND).gates
    nodes = [int(np.flatnonzero((network.node_xy_m == xy).all(axis=1))[0])
             for xy in shapely.get_coordinates(gates.geometry.to_numpy())]  # fmt: skip
    reach = dg.roads.compute_reach(network, points, direction=direction)  # type: ignore[arg-type]
    table = VELDLAND.table("beyond_minutes")
    found = {}
    for row, facility in enumerate(reach.facilities.index):
        on_roads = dict(zip(gates.index, reach.node_times_ds[row, nodes] / 600, strict=True))
        minutes = table["minutes"] + table["gate"].map(on_roads)
        found[facility] = minutes.groupby(table["place"]).min()
    cells = VELDLAND.table("beyond_people")["place"]
    return pd.DataFrame(found).reindex(cells).round(6)


@pytest.mark.parametrize("which", ["stations", "sites"])
@pytest.mark.parametrize("cutoff", [12.0, 30.0])
def test_one_question_has_one_answer(which: str, cutoff: float) -> None:
    """What the siting counts without a fade, `people` says, to the last person."""
    points = VELDLAND.layer(which)
    if which == "stations":
        points = dg.area.select_stations(points)
    siting, now = dg.siting.read_siting(VELDLAND), dg.situation.read_situation(VELDLAND)
    cliff = Fade(cutoff, cutoff + 1 / 1200)  # half a tenth of a second: nobody is between
    plain = {
        name: replace(one, fade=cliff, inside_rd=())
        for name, one in siting.of_kind("people").items()
    }
    siting = replace(siting, criteria={**siting.criteria, **plain})
    around = dg.siting.measure_surroundings(VELDLAND, points, now, siting).people["expected"]
    assert {one.mode for one in plain.values()} >= {"car"}
    said = {"population": "inhabitants", "working_age": "working_age"}
    for name, one in plain.items():
        network = dg.roads.read_network(VELDLAND, one.mode)
        found = dg.reach.people_in_reach(VELDLAND, points, [cutoff], network)
        counts = found[said[one.who]].droplevel("minutes").loc[points.index]
        known = counts.notna().to_numpy()
        assert known.all() or one.mode != "car"
        assert counts[known].tolist() == around[name][known].tolist()


def test_the_main_job_counts_the_people_of_the_area(driving: dg.roads.Network) -> None:
    study = make_study(VELDLAND, minutes=[10, 20])
    found = dg.reach.people_in_reach(VELDLAND, study.stations, [10, 20], driving)["inhabitants_own"]
    for cutoff in (10, 20):
        ours = study.summary[f"people_{cutoff}_min"].sort_index()
        assert ours.tolist() == found.xs(cutoff, level="minutes").sort_index().tolist()


def test_one_way_roads_tell_the_directions_apart(
    three: gpd.GeoDataFrame, driving: dg.roads.Network
) -> None:
    there, back = (
        dg.reach.people_in_reach(VELDLAND, three, [5, 10], driving, direction=direction)
        for direction in ("to", "from")
    )
    assert not there["inhabitants"].equals(back["inhabitants"])


SEA, LAND = shapely.Point(100_000, 400_000), shapely.Point(164_400, 464_900)


def spots(*places: shapely.Point) -> gpd.GeoDataFrame:
    index = pd.Index([f"p{number}" for number in range(len(places))], name="id")
    return gpd.GeoDataFrame(index=index, geometry=list(places), crs="EPSG:28992")


def test_of_a_facility_outside_the_roads_nothing_is_known(cycling: dg.roads.Network) -> None:
    found = dg.reach.people_in_reach(VELDLAND, spots(LAND, SEA), [20], cycling).droplevel("minutes")
    assert found.loc["p1"].isna().all()
    assert found.loc["p0"].notna().all()
    assert int(found["inhabitants"]["p0"]) > 1000


def test_roads_elsewhere_have_no_people_that_are_known() -> None:
    there = grid_town()  # far from Veldland
    found = dg.reach.people_in_reach(VELDLAND, points((1, 1)), [5], there)
    assert found.isna().all(axis=None)


def test_where_the_data_end_the_number_of_all_is_unknown(
    three: gpd.GeoDataFrame, driving: dg.roads.Network
) -> None:
    most = read_beyond(VELDLAND).most_min
    found = dg.reach.people_in_reach(VELDLAND, three, [most, most + 1], driving)
    assert found["inhabitants_own"].notna().all()
    for name in ("inhabitants", "working_age"):
        assert found[name].xs(most, level="minutes").notna().all()
        assert found[name].xs(most + 1, level="minutes").isna().all()
    # On other roads than the embedded ones nobody comes in from beyond them.
    own = replace(driving, node_xy_m=driving.node_xy_m + 0.25)
    reach = dg.roads.compute_reach(own, three)
    whole = known_to_min(VELDLAND, own, reach)
    assert (whole < most).all()
    for facility, minutes in whole.items():
        just = [minutes * 0.999, minutes * 1.001]
        found = dg.reach.people_in_reach(VELDLAND, three.loc[[facility]], just, own)
        assert found["inhabitants"].isna().tolist() == [False, True]
        assert found["inhabitants_own"].notna().all()


def test_all_people_are_more_than_those_of_the_area(
    three: gpd.GeoDataFrame, driving: dg.roads.Network
) -> None:
    everyone, ours = dg.area.read_people(VELDLAND, "all"), dg.area.read_people(VELDLAND, "own")
    assert set(ours.index) < set(everyone.index)
    assert ours["population"].sum() < everyone["population"].sum()
    found = dg.reach.people_in_reach(VELDLAND, three, [10, 20, 30], driving)
    assert (found["inhabitants"] >= found["inhabitants_own"]).all()
    assert found["inhabitants"].sum() > found["inhabitants_own"].sum()


def test_who_lives_at_the_border_is_of_the_area_by_the_postcode() -> None:
    people = VELDLAND.layer("people")
    border = dg.area.province_outline(VELDLAND.layer("gemeenten")).boundary
    of_us = people["pc4"] == "1002"
    at = shapely.line_interpolate_point(border, shapely.line_locate_point(border, LAND))
    moved = people.assign(geometry=people.geometry.mask(of_us, at))
    inside = dg.area.people_inside(moved, VELDLAND.layer("places"), VELDLAND.layer("gemeenten"))
    assert inside["population"].sum() == dg.area.read_people(VELDLAND)["population"].sum()


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
    assert refusal(lambda: dg.reach.people_in_reach(VELDLAND, three, [-1], cycling)) == (
        "cut-off -1 is not a number of minutes above 0; give e.g. 10, 20, 30."
    )
