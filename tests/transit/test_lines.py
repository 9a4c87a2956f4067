"""Tables of trains that do not fit together are refused, all problems in one message."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from railways import RULES, leg_table, line_table, stations

from drenthe_geo.errors import LayerError
from drenthe_geo.transit.lines import make_transit


def test_legs_come_in_the_order_of_their_positions() -> None:
    legs = leg_table("one", "abc", 10, 20)
    shuffled = make_transit(stations(3), line_table(("one", 4)), legs.iloc[::-1], RULES)
    assert shuffled.legs["to_station"].tolist() == ["b", "c"]


def refusal(lines: pd.DataFrame, legs: pd.DataFrame) -> str:
    with pytest.raises(LayerError) as caught:
        make_transit(stations(4), lines, legs, RULES)
    return str(caught.value)


ONE = line_table(("one", 2))
ABC = leg_table("one", "abc")


@pytest.mark.parametrize(
    ("lines", "legs", "said"),
    [
        (
            ONE,
            leg_table("one", "axyb"),
            "transit: legs name stations or stops that are not there: x, y.",
        ),
        (
            ONE,
            ABC.assign(from_station=["a", "d"]),
            "transit: legs of line 'one' do not join up.",
        ),
        (ONE, leg_table("one", "abca"), "transit: line 'one' comes to a station twice."),
        (ONE, leg_table("one", "aa"), "transit: line 'one' comes to a station twice."),
        (line_table(("one", 0)), ABC, "transit: trains_per_hour of a line is not above 0."),
        (line_table(("one", -2)), ABC, "transit: trains_per_hour of a line is not above 0."),
        (line_table(("one", np.nan)), ABC, "transit: trains_per_hour of a line is not above 0."),
        (line_table(("one", np.inf)), ABC, "transit: trains_per_hour of a line is not above 0."),
        (
            ONE,
            ABC.assign(minutes_low=11.0, minutes_high=12.0),
            "transit: minutes of a leg are not above 0, or not in the order low, expected, high.",
        ),
        (
            ONE,
            ABC.assign(minutes_high=9.5),
            "transit: minutes of a leg are not above 0, or not in the order low, expected, high.",
        ),
        (
            ONE,
            ABC.assign(minutes_low=0.0),
            "transit: minutes of a leg are not above 0, or not in the order low, expected, high.",
        ),
        (
            ONE,
            ABC.assign(minutes=np.nan),
            "transit: minutes of a leg are not above 0, or not in the order low, expected, high.",
        ),
        (ONE, ABC.assign(dwell_min=-1.0), "transit: dwell_min of a leg is not 0 or more."),
        (
            line_table(("one", 2), ("ghost", 1)),
            ABC,
            "transit: without legs or without a row among the lines: ghost.",
        ),
        (
            line_table(("ghost", 1)),
            ABC,
            "transit: without legs or without a row among the lines: ghost, one.",
        ),
        (ONE.drop(columns="kind"), ABC, "transit: lines have no column 'kind'."),
        (ONE, ABC.drop(columns="basis"), "transit: legs have no column 'basis'."),
        (
            ONE.drop(columns="name"),
            ABC.drop(columns=["minutes_low", "dwell_min"]),
            (
                "transit has 3 problems: (1) lines have no column 'name'; "
                "(2) legs have no column 'minutes_low'; (3) legs have no column 'dwell_min'."
            ),
        ),
        (
            line_table(("one", 0), ("ghost", 1)),
            leg_table("one", "axba").assign(minutes_high=1.0, dwell_min=-1.0),
            (
                "transit has 6 problems: (1) trains_per_hour of a line is not above 0; "
                "(2) minutes of a leg are not above 0, or not in the order low, expected, high; "
                "(3) dwell_min of a leg is not 0 or more; "
                "(4) legs name stations or stops that are not there: x; "
                "(5) without legs or without a row among the lines: ghost; "
                "(6) line 'one' comes to a station twice."
            ),
        ),
    ],
)
def test_trains_that_do_not_fit_are_refused(
    lines: pd.DataFrame, legs: pd.DataFrame, said: str
) -> None:
    assert refusal(lines, legs) == said


@pytest.mark.parametrize("passes", [0, 1, 3])
def test_the_formula_of_a_leg_counts_its_end_and_every_stop_between(passes: int) -> None:
    rules = replace(RULES, estimate_speed_share=0.8, estimate_stop_min=1.5)
    assert rules.estimate_min(20.0, 100.0, passes) == pytest.approx(15.0 + 1.5 * (passes + 1))


TWO = pd.concat([leg_table("one", "abc"), leg_table("two", "bd")])
BOTH = line_table(("one", 2), ("two", 1))
KNOWN: dict[str, list[object]] = {
    "station": ["b"],
    "from_line": ["one"],
    "coming_from": ["a"],
    "to_line": ["two"],
    "going_to": ["d"],
    "change_min": [5.0],
}


NOT_THERE = "a line does not call there, or not on that side."


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"coming_from": ["d"]},
            f"transit: no connection at b from 'one' (from d) to 'two' (to d): {NOT_THERE}",
        ),
        (
            {"to_line": ["three"]},
            f"transit: no connection at b from 'one' (from a) to 'three' (to d): {NOT_THERE}",
        ),
        ({"change_min": [-1.0]}, "transit: change_min of a connection is not 0 or more."),
        ({"change_min": [np.nan]}, "transit: change_min of a connection is not 0 or more."),
        (
            {name: [*values, *values] for name, values in KNOWN.items()},
            "transit: a connection stands twice.",
        ),
    ],
)
def test_a_connection_that_cannot_be_is_refused(
    changed: dict[str, list[object]], said: str
) -> None:
    with pytest.raises(LayerError) as caught:
        make_transit(stations(4), BOTH, TWO, RULES, pd.DataFrame({**KNOWN, **changed}))
    assert str(caught.value) == said


def test_a_connection_without_a_column_is_refused() -> None:
    known = pd.DataFrame(KNOWN).drop(columns="change_min")
    with pytest.raises(LayerError) as caught:
        make_transit(stations(4), BOTH, TWO, RULES, known)
    assert str(caught.value) == "transit: connections have no column 'change_min'."
