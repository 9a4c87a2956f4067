"""Trains: against brute force over all sets of lines, by law and by heart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray
from railways import (
    OFTEN,
    RULES,
    leg_table,
    legs_of,
    line_table,
    never_longer,
    oracle,
    pairs,
    railway,
    railways,
    stations,
)
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.rail.lines import Rail, make_rail
from drenthe_geo.rail.rules import RailRules
from drenthe_geo.roads import engine
from drenthe_geo.units import BOUNDS, Bound

SECOND = 1 / 60
COLUMNS = {"low": "minutes_low", "expected": "minutes", "high": "minutes_high"}


@given(railways(), st.sampled_from(BOUNDS))
def test_times_are_those_of_brute_force(rail: Rail, bound: str) -> None:
    ours = rail.times(bound).minutes  # type: ignore[arg-type]
    known = oracle(rail, COLUMNS[bound])
    assert ours.index.equals(rail.served)
    assert (ours.isna() == known.isna()).all(axis=None)
    assert ((ours - known).abs().fillna(0) <= 0.2 * SECOND).all(axis=None)


@given(railways())
def test_times_are_whole_tenths_of_a_second(rail: Rail) -> None:
    ds = rail.times().minutes.to_numpy() * 600
    assert np.allclose(ds, np.rint(ds), atol=1e-6, equal_nan=True)


@given(railways(), OFTEN, st.data())
@settings(max_examples=40)
def test_adding_a_line_never_makes_a_way_longer(
    rail: Rail, often: float, data: st.DataObject
) -> None:
    added = data.draw(legs_of("new line", rail.stations.index.to_list()))
    more = make_rail(
        rail.stations,
        pd.concat([rail.lines, line_table(("new line", often))]),
        pd.concat([rail.legs, added]),
        rail.rules,
    )
    assert never_longer(more.times().minutes, rail.times().minutes)


@given(railways(), st.sampled_from([1.1, 1.5, 2.0, 10.0]), st.data())
@settings(max_examples=40)
def test_more_trains_never_make_a_way_longer(
    rail: Rail, factor: float, data: st.DataObject
) -> None:
    line = data.draw(st.sampled_from(rail.lines.index.to_list()))
    lines = rail.lines.copy()
    lines.loc[line, "trains_per_hour"] *= factor
    more = make_rail(rail.stations, lines, rail.legs, rail.rules)
    assert never_longer(more.times().minutes, rail.times().minutes)


@given(railways(), st.floats(0.1, 1.0), st.data())
@settings(max_examples=40)
def test_a_faster_leg_never_makes_a_way_longer(
    rail: Rail, factor: float, data: st.DataObject
) -> None:
    legs = rail.legs.copy()
    at = data.draw(st.integers(0, len(legs) - 1))
    legs.loc[at, ["minutes", "minutes_low"]] *= factor
    faster = make_rail(rail.stations, rail.lines, legs, rail.rules)
    assert never_longer(faster.times().minutes, rail.times().minutes)


@given(railways())
@settings(max_examples=40)
def test_low_is_no_more_than_expected_and_expected_no_more_than_high(rail: Rail) -> None:
    low = rail.times("low").minutes
    expected = rail.times("expected").minutes
    high = rail.times("high").minutes
    assert never_longer(low, expected)
    assert never_longer(expected, high)


@given(railways(equal_caps=True))
def test_with_one_longest_wait_times_are_the_same_both_ways(rail: Rail) -> None:
    minutes = rail.times().minutes
    pd.testing.assert_frame_equal(minutes, minutes.T, check_names=False, atol=1e-9, rtol=0)


@given(railways())
def test_the_two_ways_differ_by_no_more_than_the_longest_waits(rail: Rail) -> None:
    """The first wait is capped otherwise than a later one, and each way has its own first."""
    minutes = rail.times().minutes
    caps = rail.rules.wait_cap_min, rail.rules.transfer_wait_cap_min
    assert (minutes.isna() == minutes.T.isna()).all(axis=None)
    assert ((minutes - minutes.T).abs().fillna(0) <= abs(caps[0] - caps[1]) + 1e-9).all(axis=None)


@given(railways())
def test_a_direct_ride_is_the_same_both_ways(rail: Rail) -> None:
    times = rail.times()
    for table in (times.first, times.later):
        there = table.set_index(["from", "to"]).sort_index()
        back = table.set_index(["to", "from"]).sort_index()
        for name in ("ride_min", "wait_min", "trains_per_hour"):
            assert there[name].tolist() == back[name].tolist()


@given(railways())
@settings(max_examples=40)
def test_the_legs_of_a_way_join_and_add_up_to_its_minutes(rail: Rail) -> None:
    times = rail.times()
    calls = {
        line: {*rows["from_station"], *rows["to_station"]}
        for line, rows in rail.legs.groupby("line")
    }
    for start, end, minutes in pairs(times.minutes):
        legs = times.legs(start, end)
        parts = legs[["transfer_min", "wait_min", "ride_min"]]
        assert parts.to_numpy(dtype=float).sum() == pytest.approx(minutes, abs=1e-9, rel=0)
        assert (parts.to_numpy(dtype=float) >= 0).all()
        assert [start, *legs["to_station"]] == [*legs["from_station"], end]
        changes = [rail.rules.transfer_min] * (len(legs) - 1)
        assert legs["transfer_min"].tolist() == ([] if legs.empty else [0, *changes])
        for ride in legs.to_dict("records"):
            for line in ride["lines"].split(" / "):
                assert {ride["from_station"], ride["to_station"]} <= calls[line]


def test_where_no_train_goes_there_are_no_minutes_and_no_legs() -> None:
    times = railway(("one", 2, "ab", [10]), ("two", 2, "cd", [10])).times()
    assert np.isnan(times.minutes.to_numpy()[0]).tolist() == [False, False, True, True]
    assert times.legs("a", "d").empty
    assert times.legs("a", "a").empty


def test_a_change_by_heart() -> None:
    times = railway(("one", 2, "ab", [20]), ("two", 1, "bc", [7.5])).times()
    # 10 of the 15 minutes' wait count; then 2 to change, 6 of the 30 that are half an hour.
    assert times.minutes.loc["a", "c"] == 10 + 20 + 2 + 6 + 7.5
    assert times.minutes.loc["c", "a"] == 10 + 7.5 + 2 + 6 + 20
    assert times.legs("a", "c").to_dict("list") == {
        "from_station": ["a", "b"],
        "to_station": ["b", "c"],
        "lines": ["one", "two"],
        "trains_per_hour": [2.0, 1.0],
        "transfer_min": [0.0, 2.0],
        "wait_min": [10.0, 6.0],
        "ride_min": [20.0, 7.5],
    }


def test_who_may_take_either_line_waits_for_whichever_is_first() -> None:
    times = railway(("fast", 4, "ab", [20]), ("slow", 4, "ab", [22])).times()
    # Fast alone: 7.5 + 20; together: 3.75 + 21.
    assert times.minutes.loc["a", "b"] == 24.75
    assert times.legs("a", "b")["lines"].tolist() == ["fast / slow"]
    too_slow = railway(("fast", 4, "ab", [20]), ("slow", 4, "ab", [40])).times()
    assert too_slow.minutes.loc["a", "b"] == 27.5
    assert too_slow.legs("a", "b")["lines"].tolist() == ["fast"]


def test_a_train_stands_at_the_stops_between_only() -> None:
    legs = leg_table("one", "abc", 10, 20, dwell=4.0)
    rail = make_rail(stations(3), line_table(("one", 4)), legs, RULES)
    minutes = rail.times().minutes.to_numpy()
    assert minutes[0].tolist() == [0, 7.5 + 10, 7.5 + 10 + 4 + 20]
    assert minutes[2].tolist() == [7.5 + 20 + 4 + 10, 7.5 + 20, 0]


def test_a_bound_that_is_none_is_refused() -> None:
    with pytest.raises(dg.ArgumentError) as caught:
        railway(("one", 2, "ab", [10])).times("hihg")  # type: ignore[arg-type]
    assert str(caught.value) == (
        "unknown bound 'hihg': did you mean 'high'? Choices: expected, low, high."
    )


def test_a_station_without_a_train_is_refused() -> None:
    times = railway(("one", 2, "ab", [10])).times()
    for start, end in (("a", "c"), ("c", "a")):
        with pytest.raises(dg.ArgumentError) as caught:
            times.legs(start, end)
        assert str(caught.value) == "unknown station served by a train 'c': Choices: a, b."


@dataclass(frozen=True)
class Impatient(RailRules):
    """Nobody waits: the rule of another world."""

    def wait_min(self, trains_per_hour: ArrayLike, *, first: bool = True) -> NDArray[np.float64]:
        """Wait a minute for the first train, none for a later one."""
        return np.full(np.shape(trains_per_hour), 1.0 if first else 0.0)


def test_the_rule_of_the_wait_is_the_one_that_counts() -> None:
    """Whoever changes it changes every answer; it stands nowhere else."""
    lines: Any = ("one", 2, "ab", [20]), ("two", 1, "bc", [7.5])
    given = {name: getattr(RULES, name) for name in RailRules.__dataclass_fields__}
    times = railway(*lines, rules=Impatient(**given)).times()
    assert times.minutes.loc["a", "c"] == 1 + 20 + 2 + 0 + 7.5
    assert times.legs("a", "c")["wait_min"].tolist() == [1.0, 0.0]
    assert railway(*lines).times().minutes.loc["a", "c"] == 10 + 20 + 2 + 6 + 7.5


def test_the_wait_is_half_the_headway_capped() -> None:
    often = [0.5, 2.0, 4.0, 6.0, 12.0]
    assert RULES.wait_min(often).tolist() == [10.0, 10.0, 7.5, 5.0, 2.5]
    assert RULES.wait_min(often, first=False).tolist() == [6.0, 6.0, 6.0, 5.0, 2.5]


@given(railways(), st.sampled_from(BOUNDS))
@settings(max_examples=20)
def test_the_same_trains_are_solved_once(rail: Rail, bound: Bound) -> None:
    first = rail.times(bound)
    alike = make_rail(rail.stations, rail.lines.copy(), rail.legs.copy(), rail.rules)
    with engine.counted() as count:
        assert rail.times(bound) is first
        pd.testing.assert_frame_equal(alike.times(bound).minutes, first.minutes)
        alike.times(bound)
    assert (count.trains_started, count.trains_made) == (1, 0)


def test_trains_of_an_area_are_those_of_brute_force() -> None:
    rail = dg.rail.read_rail(VELDLAND)
    for bound, column in COLUMNS.items():
        ours = rail.times(bound).minutes.to_numpy()  # type: ignore[arg-type]
        assert np.abs(ours - oracle(rail, column).to_numpy()).max() <= 0.2 * SECOND
