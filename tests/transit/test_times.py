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
from drenthe_geo.roads.search.memory import counted
from drenthe_geo.transit.lines import Transit, make_transit
from drenthe_geo.transit.rides import arcs_of
from drenthe_geo.transit.rules import TransitRules
from drenthe_geo.transit.times import _least_ds, _searched_ds
from drenthe_geo.units import BOUNDS, Bound

SECOND = 1 / 60
COLUMNS = {"low": "minutes_low", "expected": "minutes", "high": "minutes_high"}


@given(railways(connected=True), st.sampled_from(BOUNDS))
@settings(max_examples=15)
def test_times_are_those_of_brute_force(transit: Transit, bound: str) -> None:
    ours = transit.times(bound).minutes  # type: ignore[arg-type]
    known = oracle(transit, COLUMNS[bound])
    assert ours.index.equals(transit.served)
    assert (ours.isna() == known.isna()).all(axis=None)
    assert ((ours - known).abs().fillna(0) <= 0.2 * SECOND).all(axis=None)


@given(railways())
@settings(max_examples=15)
def test_times_are_whole_tenths_of_a_second(transit: Transit) -> None:
    ds = transit.times().minutes.to_numpy() * 600
    assert np.allclose(ds, np.rint(ds), atol=1e-6, equal_nan=True)


@given(railways(connected=True), OFTEN, st.data())
@settings(max_examples=20)
def test_adding_a_line_never_makes_a_way_longer(
    transit: Transit, often: float, data: st.DataObject
) -> None:
    added = data.draw(legs_of("new line", transit.stations.index.to_list()))
    more = make_transit(
        transit.stations,
        pd.concat([transit.lines, line_table(("new line", often))]),
        pd.concat([transit.legs, added]),
        transit.rules,
        transit.connections,
    )
    assert never_longer(more.times().minutes, transit.times().minutes)


@given(railways(connected=True), st.sampled_from([1.1, 1.5, 2.0, 10.0]), st.data())
@settings(max_examples=20)
def test_more_trains_never_make_a_way_longer(
    transit: Transit, factor: float, data: st.DataObject
) -> None:
    line = data.draw(st.sampled_from(transit.lines.index.to_list()))
    lines = transit.lines.copy()
    lines.loc[line, "trains_per_hour"] *= factor
    more = make_transit(transit.stations, lines, transit.legs, transit.rules, transit.connections)
    assert never_longer(more.times().minutes, transit.times().minutes)


@given(railways(connected=True), st.floats(0.1, 1.0), st.data())
@settings(max_examples=20)
def test_a_faster_leg_never_makes_a_way_longer(
    transit: Transit, factor: float, data: st.DataObject
) -> None:
    legs = transit.legs.copy()
    at = data.draw(st.integers(0, len(legs) - 1))
    legs.loc[at, ["minutes", "minutes_low"]] *= factor
    faster = make_transit(transit.stations, transit.lines, legs, transit.rules, transit.connections)
    assert never_longer(faster.times().minutes, transit.times().minutes)


@given(railways(connected=True))
@settings(max_examples=20)
def test_low_is_no_more_than_expected_and_expected_no_more_than_high(transit: Transit) -> None:
    low = transit.times("low").minutes
    expected = transit.times("expected").minutes
    high = transit.times("high").minutes
    assert never_longer(low, expected)
    assert never_longer(expected, high)


@given(railways(equal_caps=True))
@settings(max_examples=15)
def test_with_one_longest_wait_times_are_the_same_both_ways(transit: Transit) -> None:
    minutes = transit.times().minutes
    pd.testing.assert_frame_equal(minutes, minutes.T, check_names=False, atol=1e-9, rtol=0)


@given(railways())
@settings(max_examples=15)
def test_the_two_ways_differ_by_no_more_than_the_longest_waits(transit: Transit) -> None:
    """The first wait is capped otherwise than a later one, and each way has its own first."""
    minutes = transit.times().minutes
    caps = transit.rules.wait_cap_min, transit.rules.transfer_wait_cap_min
    assert (minutes.isna() == minutes.T.isna()).all(axis=None)
    assert ((minutes - minutes.T).abs().fillna(0) <= abs(caps[0] - caps[1]) + 1e-9).all(axis=None)


@given(railways())
@settings(max_examples=15)
def test_a_direct_ride_is_the_same_both_ways(transit: Transit) -> None:
    times = transit.times()
    platforms = times.rides.index.get_level_values("start") >= len(times.minutes)
    for table in (times.rides[~platforms], times.rides[platforms]):
        there = table.set_index(["from", "to"]).sort_index()
        back = table.set_index(["to", "from"]).sort_index()
        for name in ("ride_min", "wait_min", "trains_per_hour"):
            assert there[name].tolist() == back[name].tolist()


@given(railways(connected=True))
@settings(max_examples=20)
def test_the_legs_of_a_way_join_and_add_up_to_its_minutes(transit: Transit) -> None:
    times = transit.times()
    calls = {
        line: {*rows["from_station"], *rows["to_station"]}
        for line, rows in transit.legs.groupby("line")
    }
    for start, end, minutes in pairs(times.minutes):
        legs = times.legs(start, end)
        parts = legs[["transfer_min", "wait_min", "ride_min"]]
        assert parts.to_numpy(dtype=float).sum() == pytest.approx(minutes, abs=1e-9, rel=0)
        assert (parts.to_numpy(dtype=float) >= 0).all()
        assert [start, *legs["to_station"]] == [*legs["from_station"], end]
        for number, ride in enumerate(legs.to_dict("records")):
            walk = transit.rules.transfer_min if number else 0.0
            # A connection that the timetable makes may be shorter than the walk of the rule.
            known = number and ride["wait_rule"] == "timetable"
            assert ride["transfer_min"] <= walk if known else ride["transfer_min"] == walk
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
        "vehicle": ["train", "train"],
        "lines": ["one", "two"],
        "trains_per_hour": [2.0, 1.0],
        "transfer_min": [0.0, 2.0],
        "wait_min": [10.0, 6.0],
        "wait_rule": ["cap", "cap"],
        "ride_min": [20.0, 7.5],
    }


KNOWN = pd.DataFrame(
    [("b", "one", "a", "two", "c", 9.0)],
    columns=["station", "from_line", "coming_from", "to_line", "going_to", "change_min"],
)


def connected(*, change: float = 9.0) -> Transit:
    """Two lines with a known connection, and a third that has none."""
    plain = railway(("one", 2, "ab", [20]), ("two", 1, "bc", [7.5]), ("any", 1, "bd", [5]))
    known = KNOWN.assign(change_min=change)
    return make_transit(plain.stations, plain.lines, plain.legs, plain.rules, known)


def test_a_known_connection_stands_in_place_of_half_the_headway() -> None:
    times = connected().times()
    assert times.minutes.loc["a", "c"] == 10 + 20 + 9 + 7.5
    legs = times.legs("a", "c")
    assert legs["wait_rule"].tolist() == ["cap", "timetable"]
    assert legs["transfer_min"].tolist() == [0.0, 2.0]
    assert legs["wait_min"].tolist() == [10.0, 7.0]
    # It is not said for the way back, nor for another line.
    assert times.minutes.loc["c", "a"] == 10 + 7.5 + 2 + 6 + 20
    assert times.minutes.loc["a", "d"] == 10 + 20 + 2 + 6 + 5


def test_a_connection_that_is_known_to_be_long_is_not_short() -> None:
    assert connected(change=25).times().minutes.loc["a", "c"] == 10 + 20 + 25 + 7.5


def test_a_connection_shorter_than_the_walk_is_what_it_is() -> None:
    legs = connected(change=1).times().legs("a", "c")
    assert legs[["transfer_min", "wait_min"]].to_numpy().tolist() == [[0, 10], [1, 0]]


def test_a_rare_line_is_waited_for_in_full() -> None:
    times = railway(("rare", 0.5, "ab", [20])).times()
    assert times.minutes.loc["a", "b"] == 10 + 30 + 20
    assert times.legs("a", "b")["wait_rule"].tolist() == ["cap"]


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
    transit = make_transit(stations(3), line_table(("one", 4)), legs, RULES)
    minutes = transit.times().minutes.to_numpy()
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
        assert str(caught.value) == "unknown station served by a train or bus 'c': Choices: a, b."


@dataclass(frozen=True)
class Impatient(TransitRules):
    """Nobody waits: the rule of another world."""

    def wait_min(self, trains_per_hour: ArrayLike, *, first: bool = True) -> NDArray[np.float64]:
        """Wait a minute for the first train, none for a later one."""
        return np.full(np.shape(trains_per_hour), 1.0 if first else 0.0)


def test_the_rule_of_the_wait_is_the_one_that_counts() -> None:
    """Whoever changes it changes every answer; it stands nowhere else."""
    lines: Any = ("one", 2, "ab", [20]), ("two", 1, "bc", [7.5])
    given = {name: getattr(RULES, name) for name in TransitRules.__dataclass_fields__}
    times = railway(*lines, rules=Impatient(**given)).times()
    assert times.minutes.loc["a", "c"] == 1 + 20 + 2 + 0 + 7.5
    assert times.legs("a", "c")["wait_min"].tolist() == [1.0, 0.0]
    assert railway(*lines).times().minutes.loc["a", "c"] == 10 + 20 + 2 + 6 + 7.5


def test_the_wait_is_half_the_headway_capped() -> None:
    often = [0.5, 2.0, 4.0, 6.0, 12.0]
    assert RULES.wait_min(often).tolist() == [10.0, 10.0, 7.5, 5.0, 2.5]
    assert RULES.wait_min(often, first=False).tolist() == [6.0, 6.0, 6.0, 5.0, 2.5]
    assert RULES.is_cut(often).tolist() == [True, True, False, False, False]
    assert RULES.rare_min(often).tolist() == [30.0, 0.0, 0.0, 0.0, 0.0]
    assert RULES.is_cut(often, first=False).tolist() == [True, True, True, False, False]


@given(railways(), st.sampled_from(BOUNDS))
@settings(max_examples=20)
def test_the_same_trains_are_solved_once(transit: Transit, bound: Bound) -> None:
    first = transit.times(bound)
    alike = make_transit(transit.stations, transit.lines.copy(), transit.legs.copy(), transit.rules)
    with counted() as count:
        assert transit.times(bound) is first
        pd.testing.assert_frame_equal(alike.times(bound).minutes, first.minutes)
        alike.times(bound)
    assert (count.trains_started, count.trains_made) == (1, 0)


def test_stations_a_few_at_a_time_make_the_same_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    transit = dg.transit.read_transit(VELDLAND)
    arcs = arcs_of(transit, "minutes")
    known = _least_ds(*arcs, len(transit.served))
    for at_once in (1, 3 * len(arcs[0])):
        monkeypatch.setattr("drenthe_geo.transit.times.SUMS_AT_ONCE", at_once)
        assert (_least_ds(*arcs, len(transit.served)) == known).all()


@given(railways(connected=True), st.integers(1, 3))
@settings(max_examples=20)
def test_halts_searched_one_after_another_make_the_same_minutes(
    transit: Transit, at_once: int
) -> None:
    arcs, n = arcs_of(transit, "minutes"), len(transit.served)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("drenthe_geo.transit.times.HALTS_AT_ONCE", at_once)
        assert (_searched_ds(*arcs, n) == _least_ds(*arcs, n)).all()


def test_trains_of_an_area_are_those_of_brute_force() -> None:
    transit = dg.transit.read_transit(VELDLAND)
    for bound, column in COLUMNS.items():
        ours = transit.times(bound).minutes.to_numpy()  # type: ignore[arg-type]
        assert np.abs(ours - oracle(transit, column).to_numpy()).max() <= 0.2 * SECOND
