"""Modes: who may use which road, how fast, and what is missing."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pytest
from towns import CORNER, points, tables

import drenthe_geo as dg
from drenthe_geo import DataError, LayerError
from drenthe_geo.profiles import profile_from_mapping
from drenthe_geo.resources import read_settings_file, read_table

SLOW = ("bicycle", "ebike", "walk")
KILOMETRE = [CORNER, CORNER + [1000, 0]]


def test_a_kilometre_by_each_mode() -> None:
    for mode, minutes in (("bicycle", 4.0), ("ebike", 3.0), ("walk", 12.0)):
        street = dg.build_network(*tables(KILOMETRE, [(0, 1)]), dg.read_profile(mode))
        times = dg.travel_times(dg.compute_reach(street, points((0, 0))), points((1, 0)))
        assert times.minutes.iloc[0, 0] == minutes, mode


@pytest.mark.parametrize("mode", SLOW)
def test_slow_modes_ignore_oneway_and_shun_motorways(mode: str) -> None:
    profile = dg.read_profile(mode)
    street = dg.build_network(*tables(KILOMETRE, [(0, 1)], oneway=True), profile)
    assert not street.oneway.any()
    for road_class in ("motorway", "motorway_link", "trunk", "trunk_link"):
        made = tables(KILOMETRE, [(0, 1)], road_class=road_class)
        assert dg.build_network(*made, profile).n_edges == 0, road_class


@pytest.mark.parametrize("mode", SLOW)
def test_closed_roads_are_those_that_the_table_keeps_for_motor_traffic(mode: str) -> None:
    edges = read_table("road_edges")
    used = dg.read_network(mode).edges["edge"]
    assert (edges.loc[used, "users"] == "all").all()
    assert len(used) == (edges["users"] == "all").sum()


@pytest.mark.parametrize("mode", SLOW)
def test_every_result_says_which_roads_are_missing(mode: str) -> None:
    study = dg.make_study(mode=mode, minutes=[10])
    assert study.manifest["warnings"][0].startswith("Cycleways and paths are missing")
    assert set(study.service_areas["mode"]) == {mode}


def test_faster_modes_reach_no_less(layers: dict[str, gpd.GeoDataFrame]) -> None:
    stations = dg.select_stations(layers["stations"])
    places = dg.places_inside(layers["places"], layers["gemeenten"])
    minutes = {
        mode: dg.travel_times(
            dg.compute_reach(dg.read_network(mode), stations), places
        ).minutes.to_numpy()
        for mode in SLOW
    }
    assert (minutes["ebike"] <= minutes["bicycle"]).all()
    assert (minutes["bicycle"] <= minutes["walk"]).all()


def test_walking_times_near_a_station_are_believable(layers: dict[str, gpd.GeoDataFrame]) -> None:
    """Station Hoogeveen to the town hall is 860 m as the crow flies."""
    stations = dg.select_stations(layers["stations"])
    reach = dg.compute_reach(dg.read_network("walk"), stations)
    hall = layers["sites"].loc[["gemeentehuis-hoogeveen"]]
    minutes = dg.travel_times(reach, hall).minutes["hgv"].iloc[0]
    assert 860 / 5000 * 60 <= minutes <= 1.6 * 860 / 5000 * 60


def test_a_class_without_a_speed_is_refused() -> None:
    profile = replace(dg.read_profile("walk"), speeds_kmh={"residential": 5.0})
    with pytest.raises(LayerError) as caught:
        dg.build_network(*tables(KILOMETRE, [(0, 1)]), profile)
    assert str(caught.value) == (
        "road edges: class 'tertiary' has no speed in the profile of mode 'walk'; "
        "it knows residential."
    )


def test_a_profile_with_an_unknown_or_missing_number_is_refused() -> None:
    walk = read_settings_file("profiles")["walk"]
    with pytest.raises(DataError, match=r"^profile 'walk': 'speed' is none of its numbers: "):
        profile_from_mapping("walk", walk | {"speed": {"value": 5, "source": "x"}})
    with pytest.raises(DataError) as caught:
        profile_from_mapping("walk", {k: v for k, v in walk.items() if k != "access_kmh"})
    assert str(caught.value) == "profile 'walk': access_kmh missing."
