"""Parking ends every trip, once, in every question; and the peak makes no trip shorter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import PLAIN, SETTINGS, grid_town, points
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.roads.search.spots import Direction
from drenthe_geo.words.message import Message

STATIONS = dg.area.select_stations(VELDLAND.layer("stations"))
PLACES = VELDLAND.layer("places")
CAR = dg.roads.read_profile(VELDLAND, "car")
DIRECTIONS = ("to", "from")


def minutes_with(park_min: float, direction: Direction) -> np.ndarray:
    network = dg.roads.read_network(VELDLAND, replace(CAR, park_min=park_min))
    reach = dg.roads.compute_reach(network, STATIONS, direction=direction)
    return dg.roads.travel_times(reach, PLACES).minutes.to_numpy()


@pytest.mark.parametrize("direction", DIRECTIONS)
@given(park_min=st.sampled_from([0.5, 1.0, 3.0, 7.25]))
@settings(max_examples=4)
def test_a_time_with_parking_is_that_without_and_the_parking(
    direction: Direction, park_min: float
) -> None:
    parked, free = minutes_with(park_min, direction), minutes_with(0.0, direction)
    assert np.allclose(parked, free + park_min, atol=1e-9, rtol=0, equal_nan=True)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_who_is_there_parks_nothing_and_who_is_beside_it_does(direction: Direction) -> None:
    town = grid_town(profile=replace(PLAIN, park_min=3.0))
    reach = dg.roads.compute_reach(town, points((0, 0)), direction=direction)
    times = dg.roads.travel_times(reach, points((0, 0), (0.00001, 0)))
    assert times.minutes.iloc[:, 0].tolist() == [0.0, 3.0]


@given(park_min=st.sampled_from([1.0, 2.5, 3.0]), cutoff=st.sampled_from([4.0, 5.0, 6.5]))
@settings(max_examples=6)
def test_an_area_with_parking_is_that_of_a_shorter_cutoff_without(
    park_min: float, cutoff: float
) -> None:
    found = []
    for park, minutes in ((park_min, cutoff), (0.0, cutoff - park_min)):
        reach = dg.roads.compute_reach(
            grid_town(profile=replace(PLAIN, park_min=park)), points((2.2, 1.1))
        )
        found.append(dg.reach.reached_roads(reach, [minutes]).drop(columns="minutes"))
        areas = dg.reach.service_areas(reach, [minutes], SETTINGS)
        found.append(areas.drop(columns="minutes"))
    for parked, free in zip(found[:2], found[2:], strict=True):
        assert parked.drop(columns="geometry").equals(free.drop(columns="geometry"))
        assert parked.geometry.geom_equals(free.geometry).all()


def test_within_the_time_to_park_there_is_nothing() -> None:
    reach = dg.roads.compute_reach(grid_town(profile=replace(PLAIN, park_min=3.0)), points((1, 1)))
    areas = dg.reach.service_areas(reach, [2, 3, 4], SETTINGS)
    assert areas.geometry.is_empty.tolist() == [True, True, False]
    assert (areas["km2"] > 0).tolist() == [False, False, True]


def test_people_of_an_area_are_those_whose_time_is_within() -> None:
    network = dg.roads.read_network(VELDLAND, "car")
    people = dg.area.read_people(VELDLAND)
    times = dg.roads.travel_times(dg.roads.compute_reach(network, STATIONS), people).minutes
    found = dg.reach.people_in_reach(VELDLAND, STATIONS, [10, 20], network)
    for station in times:
        for cutoff in (10.0, 20.0):
            heads = people["population"][times[station] <= cutoff].sum()
            row = found.query("facility == @station and minutes == @cutoff")
            assert row["inhabitants_own"].tolist() == [heads]


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_route_ends_with_the_parking(direction: Direction) -> None:
    network = dg.roads.read_network(VELDLAND, "car")
    reach = dg.roads.compute_reach(network, STATIONS, direction=direction)
    for point in PLACES.geometry.iloc[:4]:
        route = dg.roads.trace_route(reach, point, "hds")
        ends = route.point_snap["access_min"] + route.facility_snap["access_min"]
        parts = route.legs["minutes"].sum() + ends + route.park_min
        assert route.park_min == CAR.park_min == 3.0
        assert route.minutes == pytest.approx(parts, abs=1e-9)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_peak_makes_no_trip_shorter_and_nobody_nearer(
    direction: Direction,
) -> None:
    calm, busy = (
        dg.roads.travel_times(
            dg.roads.compute_reach(dg.roads.read_network(area), STATIONS, direction=direction),
            PLACES,
        ).minutes
        for area in (VELDLAND, VELDLAND.at_peak())
    )
    assert (busy >= calm).all(axis=None)
    assert (busy > calm).to_numpy().mean() > 0.9
    for cutoff in (5, 10, 20):
        heads = [
            dg.reach.cumulative_cutoff(one.T, PLACES["population"], [cutoff])
            for one in (calm, busy)
        ]
        assert (heads[1] <= heads[0]).all(axis=None)


def test_the_peak_multiplies_what_its_profile_says() -> None:
    calm, busy = (dg.roads.read_network(area) for area in (VELDLAND, VELDLAND.at_peak()))
    given = VELDLAND.table("road_edges").set_index("edge").loc[calm.edges["edge"]].reset_index()
    flow_s = given["free_flow_s"]
    kmh = given["length_m"] / flow_s * 3.6
    main = given["road_class"].isin(CAR.junction_free_classes)
    factor = np.where(main, 1.1, np.where(kmh <= 50 + 1e-9, 1.25, 1.0))
    told = 1.15 * factor * flow_s + 1.5 * calm.edges["junction_ds"] / 10
    assert len(np.unique(factor)) == 3
    assert np.allclose(busy.time_ds / 10, told, atol=0.06, rtol=0)


def test_out_of_the_peak_all_is_as_it_was() -> None:
    assert not CAR.at_peak
    assert not VELDLAND.peak
    for mode in ("walk", "bicycle", "ebike"):
        calm, busy = (dg.roads.read_profile(area, mode) for area in (VELDLAND, VELDLAND.at_peak()))
        *rest, told = busy.said  # that the peak changes nothing is said
        assert replace(busy, said=tuple(rest)) == calm
        assert told == Message("roads.no_peak", by=calm.phrase)


PEAK_SAID = {
    "en": (
        "Assumed for the peak by car: roads up to 50 km/h take 1.25 times as long, motorways and "
        "expressways 1.10 times, junctions 1.50 times."
    ),
    "nl": (
        "Aangenomen voor de spits met de auto: wegen tot 50 km/u kosten 1,25 maal zoveel tijd, "
        "autosnelwegen en autowegen 1,10 maal, kruispunten 1,50 maal."
    ),
}
PARK_SAID = {
    "en": "Times by car include 3 minutes at the end to park and to walk to the door.",
    "nl": (
        "Reistijden met de auto zijn inclusief 3 minuten aan het eind om te parkeren en naar de "
        "deur te lopen."
    ),
}


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_what_is_parked_and_when_is_said(lang: str) -> None:
    words = VELDLAND.words(lang)
    notes = dg.roads.read_profile(VELDLAND.at_peak(), "car").notes
    assert [words.say(note) for note in notes] == [PEAK_SAID[lang], PARK_SAID[lang]]
    assert [words.say(note) for note in CAR.notes] == [PARK_SAID[lang]]
    walk = dg.roads.read_profile(VELDLAND, "walk")
    assert walk.notes == walk.said
