"""Scenarios where nobody knows the trains: roads, stations and sites work, trains are refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from edits import scenario
from pandas.testing import assert_frame_equal, assert_series_equal
from veldland import NO_TIMETABLE, VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import ArgumentError, LayerError
from drenthe_geo.scenarios.outlook import BY_CAR

if TYPE_CHECKING:
    from pathlib import Path

ROAD = "n901-sneller"
NOW = dg.situation.read_situation(NO_TIMETABLE)


def compared(area: dg.Area, edit: dict[str, Any]) -> dg.scenarios.Comparison:
    return dg.scenarios.make_comparison(area, [scenario(edit)])


def test_a_road_changes_by_car_what_it_changes_with_trains() -> None:
    both = [
        dg.scenarios.make_comparison(area, [dg.scenarios.read_scenario(area, ROAD)])
        for area in (VELDLAND, NO_TIMETABLE)
    ]
    known, bare = both
    assert all(str(end).endswith(BY_CAR) for end in bare.summary.index)
    for name in ("gains", "minutes_before", "minutes_after", "cut_off"):
        assert_frame_equal(getattr(bare, name), getattr(known, name)[bare.summary.index])
    assert_series_equal(
        bare.summary["people_gaining"], known.summary.loc[bare.summary.index, "people_gaining"]
    )
    assert bare.summary["people_gaining"].max() > 0
    assert list(bare.tables) == ["places", "gemeenten", "sites"]
    assert bare.modes == ("car",)


def test_a_station_that_is_added_brings_one_nearer_and_one_that_goes_cuts_off() -> None:
    people, stations = NO_TIMETABLE.layer("people"), NOW.transit.stations
    served = stations.loc[NOW.transit.stopping].union_all()
    homes = people[people.within(NO_TIMETABLE.outline())]
    where = homes.geometry[homes.distance(served).idxmax()]
    added = {"do": "add_station", "station": "new", "name": "New", "xy_m": [where.x, where.y]}
    found = compared(NO_TIMETABLE, added)
    nearest = found.summary.loc[f"nearest-station{BY_CAR}"]
    assert nearest["people_gaining"] > 0
    assert nearest["people_losing"] == 0
    gone = compared(NO_TIMETABLE, {"do": "remove_station", "station": "rst"})
    had = gone.minutes_before[f"rietstad{BY_CAR}"].notna()
    cut_off = gone.people["population"][had].sum()
    assert gone.summary.loc[f"rietstad{BY_CAR}", "people_cut_off"] == cut_off > 0
    assert gone.after.transit.stopping.tolist() == ["hds", "osf", "otv", "vnd", "zdk"]


def test_a_site_that_is_added_has_its_minutes_and_all_files_are_written(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        'name = "mine"\ntitle = "A site"\nsource = "assumption"\n[[edits]]\ndo = "add_site"\n'
        'site = "new"\nname = "New"\nkind = "campus"\nxy_m = [165000, 462000]\n',
        encoding="utf-8",
    )
    answer = dg.ask_scenario(NO_TIMETABLE, [file])
    rows = answer.tables["sites"].set_index(["site", "destination"]).loc["new"]
    assert rows["minutes_before"].isna().all()
    assert rows["minutes_after"].notna().all()
    words = NO_TIMETABLE.words("en")
    assert words.say(answer.warnings[0]) == (
        "No timetable is at hand, so no trip by train or bus is counted; a station counts where "
        "it is in service."
    )
    answer.write(tmp_path / "out", lang="en")
    written = {one.name for one in (tmp_path / "out").iterdir()}
    assert {"sites.csv", "report.html", "map_minutes_gained.png", "scenario.gpkg"} <= written
    assert not {"in_reach.csv", "stations.csv"} & written


@pytest.mark.parametrize(
    "edit",
    [
        {"do": "set_frequency", "line": "ic-hds-hfd", "trains_per_hour": 3},
        {"do": "remove_line", "line": "ic-hds-hfd"},
    ],
    ids=lambda edit: str(edit["do"]),
)
def test_a_scenario_with_trains_is_refused_in_a_sentence(edit: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError) as error:
        compared(NO_TIMETABLE, edit)
    assert str(error.value) == (
        f"scenario mine: {edit['do']} changes trains, and veldland has no timetable, so nobody "
        "knows what they are now; scenarios of roads, stations and sites work there. Fetch gtfs "
        "and build the area again for one of trains."
    )


BY_BUS = VELDLAND.table("transit_lines")["line"][
    VELDLAND.table("transit_lines")["vehicle"] == "bus"
]
OF_BUSES: Any = {
    name: VELDLAND.table(name)[VELDLAND.table(name)["line"].isin(BY_BUS)]
    for name in ("transit_lines", "transit_legs")
}
OF_BUSES |= {"transit_connections": VELDLAND.table("transit_connections").iloc[:0]}


def test_where_only_buses_run_a_scenario_works_and_without_buses_is_refused() -> None:
    end = VELDLAND.table("destinations").iloc[:1].assign(station="b-wolde")
    town = replace(VELDLAND, own={**OF_BUSES, "destinations": end}, _kept={})
    often = {"do": "set_frequency", "line": str(BY_BUS.iloc[0]), "trains_per_hour": 12}
    found = compared(town, often)
    assert found.summary.index.tolist() == [str(end["destination"].iloc[0])]
    assert found.summary["people_gaining"].item() > 0
    assert found.summary["gain_by_train_alone_min"].isna().all()
    with pytest.raises(LayerError) as error:
        dg.ask_trips(town, buses=False)
    assert str(error.value) == "no train runs, so without buses nothing is left."


def test_without_destinations_nearest_stations_are_compared_and_without_these_it_is_refused() -> (
    None
):
    none = VELDLAND.table("destinations").iloc[:0]
    bare = replace(VELDLAND, own={"destinations": none}, _kept={})
    often = {"do": "set_frequency", "line": str(BY_BUS.iloc[0]), "trains_per_hour": 12}
    assert compared(bare, often).summary.index.tolist() == [f"nearest-station{BY_CAR}"]
    town = replace(VELDLAND, own={**OF_BUSES, "destinations": none}, _kept={})
    with pytest.raises(ArgumentError) as error:
        compared(town, often)
    assert str(error.value) == (
        "veldland: its data name no destination of trips; fill destinations.csv in the folder of "
        "the area."
    )
