"""Connections: made of minutes past the hour, and gone with their lines."""

from __future__ import annotations

import math

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from railways import leg_table
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.build.connections import change_min, connection_table
from drenthe_geo.scenarios.model import scenario_from_mapping
from drenthe_geo.transit.connections import still_there

MINUTE, EVERY = st.integers(0, 59), st.sampled_from([15, 30, 60])


@given(MINUTE, EVERY, MINUTE, EVERY, st.integers(0, 10))
def test_one_takes_the_next_train_that_can_be_had(
    arrive: int, one_every: int, leave: int, other_every: int, least: int
) -> None:
    came = {"arrive_min": arrive, "every_min": one_every}
    goes = {"leave_min": leave, "every_min": other_every}
    # Of all arrivals and departures of two hours, the shortest change that is long enough.
    arrivals = range(arrive, arrive + 60, one_every)
    departures = range(leave - 120, leave + 240, other_every)
    waits = [to - at for at in arrivals for to in departures if to - at >= least]
    assert change_min(came, goes, least) == min(waits)
    assert min(waits) < least + math.gcd(one_every, other_every)


CLOCKS = pd.DataFrame(
    [
        ("b", "one", "c", 10, 12, 60),
        ("b", "one", "a", 48, 50, 60),
        ("b", "two", "d", None, 15, 30),
        ("b", "two", "b", 45, None, 30),
    ],
    columns=["station", "line", "towards", "arrive_min", "leave_min", "every_min"],
).assign(year=2026, certainty="B", source="made up")
LEGS = pd.concat([leg_table("one", "abc"), leg_table("two", "bd")])


def test_a_connection_for_each_two_trains_but_not_back() -> None:
    table = connection_table(CLOCKS, LEGS, 2)
    said = table[["from_line", "coming_from", "to_line", "going_to", "change_min"]]
    assert said.to_numpy().tolist() == [
        ["one", "a", "two", "d", 5],
        ["one", "c", "two", "d", 27],
        ["two", "d", "one", "a", 5],
        ["two", "d", "one", "c", 27],
    ]
    assert still_there(table, LEGS).equals(table)
    assert still_there(table, leg_table("one", "abc")).empty


def test_a_scenario_that_takes_a_line_away_takes_its_connections() -> None:
    now = dg.situation.read_situation(VELDLAND)
    assert len(now.transit.connections) == 1
    for said in (
        {"do": "remove_line", "line": "reg-hds-otv"},
        {"do": "remove_stop", "line": "ic-hfd-rst", "station": "hds"},
    ):
        raw = {"name": "less", "title": "Less", "source": "assumption", "edits": [said]}
        then = dg.scenarios.apply_scenarios(now, [scenario_from_mapping(raw)], VELDLAND.settings)
        assert then.transit.connections.empty


def test_another_timetable_is_known_by_its_name_and_no_plan() -> None:
    (earlier,) = dg.scenarios.read_timetables(VELDLAND)
    assert dg.scenarios.read_scenario(VELDLAND, "Treinen-2020") == earlier
    assert earlier.name not in dg.scenarios.scenario_names(VELDLAND)
    now = dg.situation.read_situation(VELDLAND)
    then = dg.scenarios.apply_scenarios(now, [earlier], VELDLAND.settings)
    old, new = then.transit.times().minutes, now.transit.times().minutes
    assert (old >= new - 1e-9).all(axis=None)
    assert (old > new).any(axis=None)
