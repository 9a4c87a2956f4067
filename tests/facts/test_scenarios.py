"""What the scenarios of Drenthe change: figures of the embedded data."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from drenthe import DRENTHE
from facts import FACTS
from pandas.testing import assert_frame_equal

import drenthe_geo as dg
from drenthe_geo.roads.snapping import snap_points
from drenthe_geo.scenarios.model import scenario_from_mapping

pytestmark = pytest.mark.facts

NOW = dg.situation.read_situation(DRENTHE)
CAR = dg.read_profile(DRENTHE, "car")
HEADCOUNT = FACTS["people"]["in_area"]
SAXON = FACTS["nedersaksenlijn"]
TRAIN_ENDS = list(dg.trips.read_destinations(DRENTHE).index)


def then(*scenarios: dg.scenarios.Scenario) -> Any:
    return dg.scenarios.apply_scenarios(NOW, scenarios, DRENTHE.settings)


def cell(table: pd.DataFrame, row: Any, column: str) -> float:
    value: Any = table.loc[row, column]
    return float(value)


def test_the_four_presets_combine_in_any_order() -> None:
    presets = [
        dg.scenarios.read_scenario(DRENTHE, name) for name in dg.scenarios.scenario_names(DRENTHE)
    ]
    assert len(presets) == 4
    first = then(*presets)
    for order in permutations(presets):
        other = then(*order)
        for name in ("lines", "legs", "stations"):
            assert_frame_equal(getattr(other.transit, name), getattr(first.transit, name))
        assert other.road_edges.equals(first.road_edges)
        assert other.scenarios == dg.scenarios.scenario_names(DRENTHE)
    assert first.transit.lines.loc["ic-gn-shl", "trains_per_hour"] == 2


def test_the_toggles_of_the_presets_do_something() -> None:
    for name in dg.scenarios.scenario_names(DRENTHE):
        plain = dg.scenarios.read_scenario(DRENTHE, name)
        assert plain.toggles
        for toggle, on in plain.toggles.items():
            one, two = (
                then(plain),
                then(dg.scenarios.read_scenario(DRENTHE, name, {toggle: not on})),
            )
            same_roads = (one.network(CAR).time_ds == two.network(CAR).time_ds).all()
            same_trains = one.transit.times().minutes.equals(two.transit.times().minutes)
            assert not (same_trains and same_roads), (name, toggle)


def test_titles_and_notes_are_in_both_languages() -> None:
    for name in dg.scenarios.scenario_names(DRENTHE):
        one = dg.scenarios.read_scenario(DRENTHE, name)
        assert one.title_in("nl") != one.title_in("en")
        assert one.note_in("nl") != one.note_in("en")
        for toggle in one.toggles:
            assert one.toggle_note_in(toggle, "nl") != one.toggle_note_in(toggle, "en")


def test_nobody_leaves_the_road_at_the_door_for_a_new_one() -> None:
    edit = {"do": "add_road", "road": "N999", "road_class": "primary", "kmh": 100}
    edit |= {"from_m": [257010, 534700], "to_m": [234480, 556730]}
    raw = {"name": "new", "title": "New", "source": "assumption", "edits": [edit]}
    new, people = then(scenario_from_mapping(raw)), DRENTHE.layer("people")
    one, two = (snap_points(there.network(CAR), people) for there in (NOW, new))
    columns = ["fraction", "snap_m", "x_m", "y_m"]
    assert_frame_equal(one[columns], two[columns], check_exact=True)
    assert (people.distance(new.network(CAR).lines[-1]) < one["snap_m"]).any()


def test_the_new_line_brings_its_people_nearer(saxon: dg.scenarios.Comparison) -> None:
    assert saxon.people["population"].sum() == HEADCOUNT
    assert (saxon.gains >= 0).all(axis=None)
    # A bus is there today: what is gained is far less than against the trains alone.
    gain, alone = (
        cell(saxon.summary, "groningen", name) for name in ("gain_min", "gain_by_train_alone_min")
    )
    assert 0 < 5 * gain < alone
    assert 5 < saxon.gains["groningen"].max() < 20
    assert cell(saxon.summary, "groningen", "people_gaining") == SAXON["people_gaining"]
    assert (
        round(cell(saxon.summary, "groningen", "gain_of_gaining_min"))
        == SAXON["gain_of_gaining_min"]
    )


def test_the_new_station_is_used_where_it_is_near(saxon: dg.scenarios.Comparison) -> None:
    rows = saxon.tables["places"].query("destination == 'groningen'").set_index("place")
    used = rows[rows["station_after"] == "Emmen"]
    assert {"Emmer-Compascuum", "Klazienaveen"} <= set(used["name"])
    assert set(used["gemeente"].unique()) <= {"Emmen", "Coevorden", "Borger-Odoorn"}
    assert (used.loc[used["station_before"] != "Emmen", "gain_min"] >= 0).all()
    boarded = rows[["station_before", "station_after"]]
    assert boarded.loc[["9401"]].to_numpy().ravel().tolist() == ["Assen", "Assen"]
    assert 0 <= cell(rows, "9401", "gain_min") < 0.1


def test_the_tables_have_a_row_for_each_and_every_destination(
    saxon: dg.scenarios.Comparison,
) -> None:
    sizes = {name: FACTS["counts"][name] for name in ("places", "gemeenten", "sites")}
    for name, count in sizes.items():
        table = saxon.tables[name]
        key = table.columns[0]
        ends = len(TRAIN_ENDS) if name == "sites" else len(saxon.summary)
        assert len(table) == count * ends
        assert not table.duplicated([key, "destination"]).any()
    stations = saxon.tables["stations"].set_index(["station", "destination"])
    new = stations.xs("x-stadskanaal", level="station")
    assert isinstance(new, pd.DataFrame)
    assert new["minutes_before"].isna().all()
    assert new["minutes_after"].notna().all()
    times = saxon.after.transit.times().minutes
    ride = cell(times, "x-stadskanaal", "gn")
    assert cell(new, "groningen", "minutes_after") == ride + 10  # on foot


def test_a_faster_road_is_gained_by_who_drives(n34: dg.scenarios.Comparison) -> None:
    by_car = ["nearest-station-by-car", "groningen-by-car"]
    assert list(n34.gains) == [*TRAIN_ENDS, *by_car]
    # By the fastest way to the train one may drive, so trips gain a little too; nobody loses.
    assert (n34.gains[TRAIN_ENDS].dropna() >= 0).all(axis=None)
    assert (n34.gains[by_car].dropna() >= 0).all(axis=None)
    assert (n34.summary.loc[by_car, "people_gaining"] > 10_000).all()
    assert n34.summary.loc["groningen-by-car", "people_other_station"] == 0


def test_the_minutes_by_car_are_those_of_the_roads(n34: dg.scenarios.Comparison) -> None:
    nine = dg.area.select_stations(DRENTHE.layer("stations"))
    heads = n34.people["population"]
    for when, there in (("before", n34.before), ("after", n34.after)):
        reach = dg.roads.compute_reach(there.network(dg.read_profile(DRENTHE, "car")), nine)
        nearest = dg.reach.nearest_facility(dg.roads.travel_times(reach, n34.people))["nearest_min"]
        mean = float(np.average(nearest, weights=heads))
        assert n34.summary.loc["nearest-station-by-car", f"minutes_{when}"] == pytest.approx(mean)
