"""What trips refuse, sentence by sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.roads.minutes import TravelTimes
from drenthe_geo.situation import Situation
from drenthe_geo.trips.model import DoorToDoor


def refusal(attempt: Callable[[], object]) -> str:
    with pytest.raises(dg.ArgumentError) as caught:
        attempt()
    return str(caught.value)


def test_an_access_that_is_none_is_refused(origins: gpd.GeoDataFrame, situation: Situation) -> None:
    assert refusal(
        lambda: dg.station_trips(VELDLAND, origins, access="bycicle", situation=situation)
    ) == (
        "unknown access 'bycicle': did you mean 'bicycle'? "
        "Choices: walk, bicycle, ebike, car, best."
    )


def test_boarding_refuses_what_does_not_fit(
    by_mode: dict[str, DoorToDoor], situation: Situation, walks_out: TravelTimes
) -> None:
    transit = situation.transit
    walk, car = (by_mode[mode].boarding.access[mode] for mode in ("walk", "car"))
    assert refusal(lambda: dg.trips.board({}, transit)) == (
        "access: no mode was given; give times for walk, bicycle, ebike or car."
    )
    assert refusal(lambda: dg.trips.board({"wak": walk}, transit)) == (
        "unknown mode of access 'wak': did you mean 'walk'? Choices: walk, bicycle, ebike, car."
    )
    assert refusal(lambda: dg.trips.board({"walk": walks_out}, transit)) == (
        "access by walk: times must be to the stations, not from them."
    )
    fewer = replace(car, minutes=car.minutes.iloc[1:])
    assert refusal(lambda: dg.trips.board({"walk": walk, "car": fewer}, transit)) == (
        "access by car: its origins are not those of the other modes."
    )
    renamed = replace(walk, minutes=walk.minutes.add_prefix("station-"))
    assert refusal(lambda: dg.trips.board({"walk": renamed}, transit)) == (
        "access: no train stops at any of the stations; give codes as in the layer stations."
    )


def test_egress_must_be_from_the_stations(best: DoorToDoor, situation: Situation) -> None:
    arrivals = dg.trips.arrival_minutes(best.boarding, situation.transit)
    there = best.boarding.access["walk"]
    assert refusal(lambda: dg.trips.train_minutes(arrivals, there)) == (
        "egress: times must be from the stations, not to them."
    )


def test_a_destination_without_trains_is_refused(best: DoorToDoor, situation: Situation) -> None:
    nowhere = pd.DataFrame({"station": ["zzz"], "egress_min": [5]}, ["nowhere"])
    served = ", ".join(situation.transit.served)
    said = f"unknown station served by a train or bus 'zzz': Choices: {served}."
    assert refusal(lambda: dg.trips.door_to_door(best.boarding, situation.transit, nowhere)) == said
    alone = refusal(lambda: dg.trips.trip_minutes(best.boarding, situation.transit, nowhere))
    assert alone == said


def test_legs_of_a_trip_that_is_not_there_are_refused(by_mode: dict[str, DoorToDoor]) -> None:
    trips = by_mode["walk"]
    origins = ", ".join(trips.minutes.index)
    destinations = ", ".join(trips.minutes.columns)
    assert (
        refusal(lambda: trips.legs("q", "hoofdstad")) == f"unknown origin 'q': Choices: {origins}."
    )
    assert refusal(lambda: trips.legs("sea", "hoofdsta")) == (
        f"unknown destination 'hoofdsta': did you mean 'hoofdstad'? Choices: {destinations}."
    )
