"""The verdict: which word follows from which trials."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offices import cell

from drenthe_geo.siting.rank import ROUNDING, rank_sites
from drenthe_geo.siting.verdict import TESTS, Verdict, judge

HOW = {
    "draws": 400, "seed": 2025, "concentration": 25.0, "robust_share": 0.75, "leaning_share": 0.5,
    "tie_score": 0.02,
}  # fmt: skip
TENTHS = st.integers(0, 10)


@given(
    st.lists(st.lists(TENTHS, min_size=3, max_size=3), min_size=1, max_size=4),
    st.lists(st.integers(1, 5), min_size=3, max_size=3),
    st.floats(0, 0.4),
)
@settings(max_examples=15)
def test_the_word_follows_from_the_trials(
    rows: list[list[int]], given_weights: list[int], spread: float
) -> None:
    values = pd.DataFrame(rows, dtype=float, columns=list("abc")) / 10
    values.index = pd.Index([f"s{number}" for number in range(len(rows))])
    weights = pd.Series(given_weights, list("abc"), dtype=float)
    low, high = (values - spread).clip(lower=0), (values + spread).clip(upper=1)
    found = judge(values, low, high, weights, HOW)
    assert found.first == rank_sites(values, weights).table.index[0]
    assert ((found.shares >= 0) & (found.shares <= 1 + ROUNDING)).all(axis=None)
    trials = ("first", "first_ranges")
    least = min(cell(found.shares, found.first, trial) for trial in trials)
    expected = "open"
    scores = sorted(values.to_numpy() @ (weights / weights.sum()).to_numpy())
    if len(scores) > 1 and scores[-1] - scores[-2] < 0.02:
        expected = "toss_up"
    elif len(scores) > 1 and least >= 0.75 and set(found.without) == {found.first}:
        expected = "robust_to_weights"
    elif len(scores) > 1 and least >= 0.5:
        expected = "leaning"
    assert found.word == expected


def word(values: pd.DataFrame, low: Any = None, high: Any = None, **weights: float) -> str:
    low, high = values if low is None else low, values if high is None else high
    return judge(values, low, high, pd.Series(weights, dtype=float), HOW).word


def test_a_site_that_is_best_everywhere_is_robust_unless_its_range_overlaps() -> None:
    values = pd.DataFrame({"a": [0.6, 0.4], "b": [0.6, 0.4]}, index=["x", "y"])
    assert word(values, a=1, b=1) == "robust_to_weights"
    near = values * 0.2 + 0.4
    assert word(near, near - 0.4, near + 0.4, a=1, b=1) == "leaning"
    twins = pd.DataFrame({"a": [0.6, 0.6], "b": [0.6, 0.6]}, index=["x", "y"])
    assert word(twins, twins - 0.4, twins + 0.4, a=1, b=1) == "toss_up"
    assert judge(twins, twins, twins, pd.Series({"a": 1.0, "b": 1.0}), HOW).shares[
        "first"
    ].tolist() == [0.5, 0.5]


def test_a_first_place_that_hangs_on_one_criterion_is_not_robust() -> None:
    values = pd.DataFrame({"a": [1.0, 0.0], "b": [0.4, 0.5]}, index=["x", "y"])
    assert word(values, a=3, b=1) == "leaning"


def test_what_is_missing_makes_a_first_place_unsure() -> None:
    values = pd.DataFrame({"a": [0.6, 0.5], "b": [np.nan, 0.5]}, index=["x", "y"])
    assert word(values, a=1, b=1) == "leaning"
    assert word(values.fillna(0.6), a=1, b=1) == "robust_to_weights"


def test_two_that_nobody_can_tell_apart_are_a_toss_up_whatever_the_draws_say() -> None:
    values = pd.DataFrame({"a": [0.6, 0.5805], "b": [0.6, 0.5805]}, index=["x", "y"])
    found = judge(values, values, values, pd.Series({"a": 1.0, "b": 1.0}), HOW)
    assert cell(found.shares, "x", "first") == 1.0
    assert (found.first, found.second) == ("x", "y")
    assert found.lead == pytest.approx(0.0195)
    assert found.word == "toss_up"
    assert word(values.replace(0.5805, 0.5795), a=1, b=1) == "robust_to_weights"


# --- robust ---

SURE = pd.DataFrame({"a": [0.9, 0.1, 0.2], "b": [0.8, 0.2, 0.1]}, index=["x", "y", "z"])
HALF = pd.Series({"a": 1.0, "b": 1.0})
STANDS = dict.fromkeys(TESTS, "x")


def sure(viewpoints: dict[str, dict[str, float]]) -> Verdict:
    return judge(SURE, SURE, SURE, HALF, HOW, viewpoints=viewpoints)


def test_robust_is_said_only_of_what_stands_every_test() -> None:
    plain = sure({"one": {"a": 1.0}, "other": {"b": 1.0}})
    assert plain.word == "robust_to_weights"
    assert plain.tests == {"candidates": "x", "viewpoints": "x"}
    assert plain.fails == ("timetable", "to_verify")
    found = plain.with_tests(timetable="x", to_verify="x")
    assert (found.word, found.tests, found.fails) == ("robust", STANDS, ())
    for name in ("timetable", "to_verify"):
        less = found.with_tests(**{name: "y"})
        assert (less.word, less.fails) == ("robust_to_weights", (name,))


def test_a_viewpoint_that_puts_another_first_is_told() -> None:
    values = pd.DataFrame({"a": [1.0, 0.2], "b": [0.5, 0.6]}, index=["x", "y"])
    eyes = {"one": {"a": 3.0, "b": 1.0}, "other": {"b": 1.0}}
    weights = pd.Series({"a": 9.0, "b": 1.0})
    found = judge(values, values, values, weights, HOW, viewpoints=eyes)
    assert found.first_by == {"one": "x", "other": "y"}
    assert found.tests["viewpoints"] == "y"
    np.testing.assert_allclose(found.viewpoints["one"], values @ np.array([0.75, 0.25]))
    assert cell(found.shares, "x", "regret") == pytest.approx(0.1)
    assert cell(found.shares, "y", "regret") == pytest.approx(0.875 - 0.3)
    assert found.with_tests(timetable="x", to_verify="x").word != "robust"


@pytest.mark.parametrize("word", ["leaning", "toss_up", "open"])
def test_what_is_not_robust_to_weights_never_becomes_robust(word: Any) -> None:
    found = replace(sure({}), word=word)
    assert found.with_tests(**STANDS).word == word


@given(
    st.lists(st.lists(TENTHS, min_size=2, max_size=2), min_size=2, max_size=5),
    st.lists(st.integers(1, 5), min_size=2, max_size=2),
)
@settings(max_examples=15)
def test_without_any_other_the_first_stays_first_and_who_follows_it_is_named(
    rows: list[list[int]], given_weights: list[int]
) -> None:
    values = pd.DataFrame(rows, dtype=float, columns=list("ab")) / 10
    values.index = pd.Index([f"s{number}" for number in range(len(rows))])
    weights = pd.Series(given_weights, list("ab"), dtype=float)
    found = judge(values, values, values, weights, {**HOW, "draws": 20})
    assert found.tests["candidates"] == found.first
    others = values.drop(index=found.first)
    assert found.fallback[found.first] == rank_sites(others, weights).table.index[0]


def test_a_single_site_is_open_for_nothing_was_compared() -> None:
    values = pd.DataFrame({"a": [0.9]}, index=["x"])
    assert word(values, a=1) == "open"
