"""A mode is found by whatever it is called; a bike is never taken for an e-bike."""

from __future__ import annotations

import pytest
from veldland import VELDLAND

from drenthe_geo.answers.times import ask_times
from drenthe_geo.errors import ArgumentError
from drenthe_geo.roads.modes import ALIASES, mode_named
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.situation import read_situation
from drenthe_geo.trips.boarding import access_modes

MODES = ["car", "bicycle", "ebike", "walk"]


@pytest.mark.parametrize(
    ("mode", "alias"), [(m, one) for m, also in ALIASES.items() for one in also]
)
def test_every_alias_is_its_mode(mode: str, alias: str) -> None:
    assert mode_named(alias, MODES) == mode
    assert mode_named(alias.upper(), MODES) == mode
    assert read_profile(VELDLAND, alias).mode == mode


def test_no_alias_is_of_two_modes() -> None:
    every = [one for also in ALIASES.values() for one in also]
    assert len(every) == len(set(every))
    assert not set(every) & set(ALIASES)


def test_a_name_that_is_there_is_never_taken_for_another() -> None:
    assert mode_named("bike", ["bike", "bicycle"]) == "bike"
    assert mode_named("Drive", ["drive", "car"]) == "drive"


def test_a_mode_that_is_not_there_is_not_guessed() -> None:
    with pytest.raises(ArgumentError) as caught:
        mode_named("bike", ["car", "ebike"])
    assert str(caught.value) == "unknown mode 'bike': Choices: car, ebike."


def test_a_slip_of_the_pen_is_hinted_at() -> None:
    with pytest.raises(ArgumentError) as caught:
        mode_named("bycicle", MODES)
    assert str(caught.value) == (
        "unknown mode 'bycicle': did you mean 'bicycle'? Choices: car, bicycle, ebike, walk."
    )


@pytest.mark.parametrize(("slip", "hint"), [("bke", "bike"), ("driv", "drive"), ("fots", "foot")])
def test_a_slip_of_another_name_is_hinted_at_too(slip: str, hint: str) -> None:
    with pytest.raises(ArgumentError, match=f"did you mean '{hint}'"):
        mode_named(slip, MODES)


def test_questions_and_ways_to_a_station_know_them_too() -> None:
    answer = ask_times(VELDLAND, "sites", mode="fiets")
    assert answer.subject["mode"] == "bicycle"
    assert answer.result.minutes.equals(ask_times(VELDLAND, "sites", mode="bicycle").result.minutes)
    assert access_modes("bike", read_situation(VELDLAND)) == ("bicycle",)
