"""Catchments of and people near any points: laws on the made-up area, and what is said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from veldland import VELDLAND

import drenthe_geo as dg

if TYPE_CHECKING:
    from pathlib import Path

PARKED = "Times by car include 3 minutes at the end to park and to walk to the door."
OUTSIDE = "outside the network (over 2,000 m from a road), so without times: sea"

HINT = "did you mean 'stations'? Choices: stations, all-stations, sites, places, a file of points."


def said(answer: dg.Answer) -> list[str]:
    return [VELDLAND.words("en").say(one) for one in answer.warnings]


def test_catchments_of_own_points(folder: Path) -> None:
    dg.ask_catchments(VELDLAND, "mine.csv", [5, 10, 15], mode="walk").write("out")
    areas = gpd.read_file(folder / "out" / "catchments.gpkg", layer="service_areas")
    assert areas.columns[:-1].tolist() == [
        "facility", "name", "mode", "direction", "minutes", "km2", "filled_km2",
        "inhabitants", "inhabitants_own", "unreached_inside_m", "reached_outside_m",
        "may_be_larger",
    ]  # fmt: skip
    assert len(areas) == 9
    sea = areas["facility"] == "sea"
    unknown = ["km2", "filled_km2", "inhabitants", "inhabitants_own"]
    assert areas.loc[sea, unknown].isna().all(axis=None)
    table = pd.read_csv(folder / "out" / "catchments.csv")
    assert table.columns.tolist() == [
        "facility", "name", "minutes", "km2", "filled_km2", "may_be_larger", "inhabitants",
        "inhabitants_own",
    ]  # fmt: skip
    assert table["km2"].equals(areas["km2"])
    inside = areas[~sea]
    assert (inside["filled_km2"] >= inside["km2"]).all()
    assert np.allclose(inside.area / 1e6, inside["km2"], rtol=0.01)  # with fewer corners
    assert (inside["km2"] > 0).sum() >= 4


def test_longer_is_wider() -> None:
    found = dg.ask_catchments(VELDLAND, "stations", [4, 8]).result
    pairs = 0
    drawn = dg.reach.service_areas(found.reach, found.cutoffs_min, found.settings)
    for _, mine in drawn.groupby("facility"):
        near, far = mine.sort_values("minutes").geometry
        assert near.difference(far).area < 1e-3
        pairs += 1
    assert pairs == 4
    km = found.reached_roads.groupby(["facility", "minutes"])["road_km"].sum().unstack(fill_value=0)
    alone = dg.reach.reached_roads(found.reach, [8]).groupby("facility")["road_km"].sum()
    assert (km[4] + km[8]).to_numpy() == pytest.approx(alone.to_numpy(), abs=0.01)


@pytest.mark.usefixtures("folder")
def test_points_outside_and_empty_areas_are_said() -> None:
    answer = dg.ask_catchments(VELDLAND, "mine.csv", [0.002, 5])
    parked, first, second, *more = said(answer)
    assert len(more) == 1
    assert parked == PARKED
    assert first == OUTSIDE
    assert second.startswith("nothing is reached, for parking and the leg to the road take longer")
    assert "sea (5 min)" in second
    dutch = [VELDLAND.words("nl").say(one) for one in answer.warnings]
    assert len(dutch) == 4


def test_without_minutes_those_of_the_settings_are_drawn() -> None:
    areas = dg.ask_catchments(VELDLAND).result.service_areas
    assert sorted(set(areas["minutes"])) == list(VELDLAND.settings.cutoffs_min)


def test_people_are_counted_one_by_one(folder: Path) -> None:
    answer = dg.ask_people(VELDLAND, "mine.csv", [7, 14])
    answer.write("out")
    table = pd.read_csv(folder / "out" / "people.csv")
    assert table.columns.tolist() == [
        "facility", "name", "minutes", "inhabitants", "inhabitants_own", "own_not_in_time",
        "own_without_road", "working_age", "students", "students_mbo", "students_hbo",
        "students_university", "no_number",
    ]  # fmt: skip
    assert len(table) == 3 * 2
    people = dg.area.read_people(VELDLAND)
    network = dg.roads.read_network(VELDLAND, "car")
    reach = dg.roads.compute_reach(network, dg.io.read_points(folder / "mine.csv"))
    minutes = dg.roads.travel_times(reach, people).minutes
    for row in table.to_dict("records"):
        near = minutes[row["facility"]] <= row["minutes"]
        if row["facility"] != "sea":
            assert row["inhabitants_own"] == people["population"][near].sum()
            assert row["inhabitants"] >= row["inhabitants_own"]
    sea = table[table["facility"] == "sea"]
    assert len(sea) == 2
    assert sea.drop(columns=["facility", "name", "minutes"]).isna().all(axis=None)
    assert (
        "outside the roads or the land that people are known of, so who is in reach is unknown "
        "and left blank: sea"
    ) in said(answer)
    about = json.loads((folder / "out" / "about.json").read_text())
    assert about["counted"]["inhabitants_own"] == (
        "alleen inwoners van Veldland: inwoners van Veldland, verzonnen"
    )


def test_places_of_learning_without_a_number_are_said() -> None:
    answer = dg.ask_people(VELDLAND, "stations", [50])
    unknown = answer.result["no_number"] > 0
    assert unknown.any()
    assert said(answer) == [
        PARKED,
        (
            "students are counted without the places of learning of which no number was found; "
            "column no_number says how many of those are in reach."
        ),
    ]


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"points": "statio"}, f"unknown points 'statio': {HINT}"),
        ({"points": "no.csv"}, "no.csv: no such file."),
        ({"mode": "bus"}, "unknown mode 'bus': Choices: car, bicycle, ebike, walk."),
        ({"minutes": [-3]}, "cut-off -3 is not a number of minutes above 0; give e.g. 10, 20, 30."),
        ({"minutes": []}, "no cut-off was given; give e.g. 10, 20, 30 minutes."),
        ({"direction": "up"}, "unknown direction 'up': Choices: to, from."),
    ],
)
def test_refusals(asked: dict[str, Any], refusal: str) -> None:
    for ask in (dg.ask_catchments, dg.ask_people):
        with pytest.raises(dg.DrentheGeoError) as caught:
            ask(VELDLAND, **asked)
        assert str(caught.value) == refusal
