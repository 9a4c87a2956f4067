"""The search on a timetable, against every way there is to travel."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import drenthe_geo as dg
from drenthe_geo.transit.timetable import Timetable, walking_changes

HALTS = "abcd"

Call = tuple[str, int, int, bool, bool]


def timetable(trips: list[list[Call]], changes: dict[tuple[str, str], int]) -> Timetable:
    rows = [(f"t{number}", *call) for number, trip in enumerate(trips) for call in trip]
    names = ["trip", "station", "arrive_s", "leave_s", "board", "alight"]
    told = [(one, other, seconds) for (one, other), seconds in changes.items()]
    ends = ["from_station", "to_station", "change_s"]
    return Timetable(pd.DataFrame(rows, columns=names), pd.DataFrame(told, columns=ends))


def soonest(  # noqa: C901 - the plainest way to say it
    trips: list[list[Call]], changes: dict[tuple[str, str], int], start: str, goal: str, ready: int
) -> float:
    """Board all that one can, ride to all stops, change to all halts."""
    best = np.inf
    seen: dict[tuple[int, int], bool] = {}
    ahead = [(start, float(ready))]
    while ahead:
        at, now = ahead.pop()
        for number, trip in enumerate(trips):
            for place, (halt, _, leave, board, _) in enumerate(trip):
                if halt != at or not board or leave < now or seen.get((number, place)):
                    continue
                seen[number, place] = True
                for last in range(place + 1, len(trip)):
                    end, arrive, _, _, alight = trip[last]
                    if not alight:
                        continue
                    if end == goal:
                        best = min(best, arrive)
                    elif (end, goal) in changes:
                        best = min(best, arrive + changes[end, goal])
                    for (one, other), seconds in changes.items():
                        if one == end:
                            ahead.append((other, max(arrive + seconds, trip[last - 1][2] + 1)))
    return best


@st.composite
def trips_of(draw: st.DrawFn) -> list[Call]:
    now, calls = draw(st.integers(0, 40)), []
    for _ in range(draw(st.integers(2, 5))):
        arrive = now + draw(st.integers(0, 8))
        now = arrive + draw(st.integers(0, 3))
        halt, board, alight = draw(st.sampled_from(HALTS)), draw(st.booleans()), draw(st.booleans())
        calls.append(
            (halt, arrive, now, board or draw(st.booleans()), alight or draw(st.booleans()))
        )
    return calls


@given(
    st.lists(trips_of(), min_size=1, max_size=6),
    st.dictionaries(
        st.tuples(st.sampled_from(HALTS), st.sampled_from(HALTS)), st.integers(0, 9), max_size=8
    ),
    st.sampled_from(HALTS),
)
@settings(max_examples=40)
def test_it_finds_what_trying_everything_finds(
    trips: list[list[Call]], changes: dict[tuple[str, str], int], goal: str
) -> None:
    table = timetable(trips, changes)
    if goal not in table.served:
        return
    found = table.arrivals(goal)
    for start in table.served:
        leave, arrive = found.of[start]
        assert (np.diff(leave) >= 0).all()
        assert (np.diff(arrive) > 0).all()  # who may leave later and arrive no later does
        for ready in range(0, 60, 7):
            mine = found.after(start, np.array([float(ready)]))[0]
            assert mine == soonest(trips, changes, start, goal, ready)


def test_a_change_that_is_not_possible_is_none() -> None:
    trips = [
        [("a", 0, 0, True, True), ("b", 10, 10, True, True)],
        [("b", 15, 15, True, True), ("c", 20, 20, True, True)],
    ]
    for changes, arrive in (({("b", "b"): 5}, 20.0), ({("b", "b"): 6}, np.inf), ({}, np.inf)):
        found = timetable(trips, changes).arrivals("c")
        assert found.after("a", np.array([0.0]))[0] == arrive
        assert found.after("b", np.array([12.0]))[0] == 20


def test_departures_before_the_window_are_not_looked_for() -> None:
    trips = [[("a", at, at, True, True), ("b", at + 5, at + 5, True, True)] for at in (10, 20, 30)]
    leave, _ = timetable(trips, {}).arrivals("b", least_s=20).of["a"]
    assert leave.tolist() == [20, 30]


def test_a_halt_without_calls_is_refused() -> None:
    table = timetable([[("a", 0, 0, True, True), ("b", 5, 5, True, True)]], {})
    with pytest.raises(dg.ArgumentError, match="'z'"):
        table.arrivals("z")


def test_halts_near_each_other_are_changed_between_on_foot() -> None:
    xy_m = np.array([[0.0, 0.0], [0.0, 300.0], [0.0, 900.0]])
    found = walking_changes(pd.Index(list("abc")), xy_m, stay_s=120, most_m=400, m_per_s=1.0)
    told = {(row[1], row[2]): row[3] for row in found.itertuples()}
    assert told == {
        **{(code, code): 120.0 for code in "abc"},
        ("a", "b"): 300.0,
        ("b", "a"): 300.0,
    }
