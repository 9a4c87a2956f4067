"""Results compare, can be pickled and copied, are short on screen, and nobody writes in them."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from functools import cache
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.answers.people import ask_people
from drenthe_geo.answers.place import ask_place
from drenthe_geo.answers.sites.suggest import ask_suggest
from drenthe_geo.answers.times import ask_times
from drenthe_geo.area.select import select_stations
from drenthe_geo.contracts.results import Frozen, same
from drenthe_geo.reach.study import make_study
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.read import read_network
from drenthe_geo.scenarios.compare import make_comparison
from drenthe_geo.scenarios.model import read_scenario
from drenthe_geo.situation import read_situation

MOST_LINES = 9
KINDS = (
    "area",
    "settings",
    "profile",
    "network",
    "reach",
    "times",
    "situation",
    "transit",
    "scenario",
    "study",
    "comparison",
    "suggestion",
    "locations",
    "placement",
    "answer of suggest",
    "answer of place",
    "answer of times",
    "answer of people",
)


def made() -> dict[str, Any]:
    """One of every kind of result, made anew; nothing in it is shared with another call."""
    area = dg.open_area(VELDLAND.folder)
    network = read_network(area, "bicycle")
    reach = compute_reach(network, select_stations(area.layer("stations")))
    situation, suggestion = read_situation(area), ask_suggest(area, "veldregister", surface=False)
    placement = ask_place(area, "mean", count=2, points="sites")
    return {
        "area": area,
        "settings": area.settings,
        "profile": network.profile,
        "network": network,
        "reach": reach,
        "times": travel_times(reach, area.layer("places")),
        "situation": situation,
        "transit": situation.transit,
        "scenario": read_scenario(area, "veldlijn"),
        "study": make_study(area, minutes=[15]),
        "comparison": make_comparison(area, [read_scenario(area, "veldlijn")]),
        "suggestion": suggestion.result,
        "locations": placement.result,
        "placement": placement.result.placement,
        "answer of suggest": suggestion,
        "answer of place": placement,
        "answer of times": ask_times(area, "sites"),
        "answer of people": ask_people(area, "sites", [15]),
    }


@cache
def one() -> dict[str, Any]:
    """All of them, asked only once a test runs: to find the tests must stay quick."""
    return made()


@cache
def other() -> dict[str, Any]:
    """The same, made once more."""
    return made()


def test_every_kind_is_tried() -> None:
    assert tuple(one()) == KINDS


@pytest.mark.parametrize("name", KINDS)
def test_two_results_of_the_same_are_equal_and_others_are_not(name: str) -> None:
    assert one()[name] == other()[name]
    assert one()[name] != one()["area" if name != "area" else "study"]
    assert one()[name] != "text"


@pytest.mark.parametrize("name", KINDS)
def test_a_result_is_pickled_copied_and_hashed_by_joblib(name: str) -> None:
    again = pickle.loads(pickle.dumps(one()[name]))  # noqa: S301 - our own
    assert again == one()[name]
    assert copy.deepcopy(one()[name]) == one()[name]
    assert isinstance(joblib.hash(again), str)


@pytest.mark.parametrize("name", KINDS)
def test_a_result_is_shown_in_a_few_lines(name: str) -> None:
    lines = repr(one()[name]).splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= 100
    assert lines[0].startswith(f"{type(one()[name]).__name__}(")


@pytest.mark.parametrize("name", ["times", "study", "suggestion", "reach"])
def test_what_holds_tables_cannot_be_a_key_and_says_so(name: str) -> None:
    with pytest.raises(TypeError, match=f"^unhashable type: '{type(one()[name]).__name__}'$"):
        hash(one()[name])


def test_one_other_cell_makes_another_result() -> None:
    times = one()["times"]
    minutes = times.minutes.copy()
    minutes.iloc[0, 0] += 0.1
    assert replace(times, minutes=minutes) != times
    assert replace(times, minutes=times.minutes.rename_axis("other")) != times
    assert replace(times, minutes=times.minutes.astype(object)) != times
    assert replace(times, minutes=times.minutes.copy()) == times


def test_arrays_and_mappings_of_a_network_cannot_be_written_to() -> None:
    network = one()["network"]
    for name in ("node_xy_m", "tail", "head", "time_ds", "oneway", "lines"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(network, name)[0] = 0
    with pytest.raises(TypeError, match="does not support item assignment"):
        network.profile.speeds_kmh["residential"] = 99.0


def test_a_network_that_was_pickled_finds_the_same_times() -> None:
    again = pickle.loads(pickle.dumps(one()["network"]))  # noqa: S301 - our own
    stations = select_stations(one()["area"].layer("stations"))
    assert compute_reach(again, stations) == one()["reach"]


def test_an_answer_that_was_pickled_writes_the_same_files(tmp_path: Any) -> None:
    for name in ("answer of times", "answer of place"):
        again = pickle.loads(pickle.dumps(one()[name]))  # noqa: S301 - our own
        first, second = (each.write(tmp_path / f"{number}-{name[-5:]}") for number, each in
                         enumerate((one()[name], again)))  # fmt: skip
        assert [each.read_bytes() for each in first] == [each.read_bytes() for each in second]


def test_a_frozen_mapping_is_a_mapping() -> None:
    frozen = Frozen({"a": 1})
    assert frozen == {"a": 1}
    assert {**frozen} == frozen | {} == {} | frozen == {"a": 1}
    assert hash(frozen) == hash(Frozen({"a": 1}))
    assert repr(copy.deepcopy(frozen)) == "{'a': 1}"


def test_what_is_missing_is_equal_to_what_is_missing() -> None:
    assert same(float("nan"), float("nan"))
    assert same(np.array([1.0, np.nan]), np.array([1.0, np.nan]))
    assert not same(np.array([1.0]), np.array([1]))
    assert not same(pd.Series([1, 2]), pd.Series([1, 2], index=[1, 0]))
    assert same([pd.DataFrame({"a": [[1], None]})], [pd.DataFrame({"a": [[1], None]})])
