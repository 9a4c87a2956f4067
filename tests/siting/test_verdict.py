"""The verdict: which word follows from which trials."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from offices import cell

from drenthe_geo.siting.rank import ROUNDING, rank_sites
from drenthe_geo.siting.verdict import judge

HOW = {
    "draws": 400, "seed": 2025, "concentration": 25.0, "robust_share": 0.75, "leaning_share": 0.5,
    "tie_score": 0.01,
}  # fmt: skip
TENTHS = st.integers(0, 10)


@given(
    st.lists(st.lists(TENTHS, min_size=3, max_size=3), min_size=1, max_size=4),
    st.lists(st.integers(1, 5), min_size=3, max_size=3),
    st.floats(0, 0.4),
)
@settings(max_examples=40)
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
    holds = found.topsis_first == found.first and set(found.without) == {found.first}
    expected = "open"
    scores = sorted(values.fillna(0.5).to_numpy() @ (weights / weights.sum()).to_numpy())
    apart = len(scores) > 1 and scores[-1] - scores[-2] >= 0.01
    if apart and least >= 0.75 and holds:
        expected = "robust"
    elif apart and least >= 0.5:
        expected = "leaning"
    assert found.word == expected


def word(values: pd.DataFrame, low: Any = None, high: Any = None, **weights: float) -> str:
    low, high = values if low is None else low, values if high is None else high
    return judge(values, low, high, pd.Series(weights, dtype=float), HOW).word


def test_a_site_that_is_best_everywhere_is_robust_unless_its_range_overlaps() -> None:
    values = pd.DataFrame({"a": [0.6, 0.4], "b": [0.6, 0.4]}, index=["x", "y"])
    assert word(values, a=1, b=1) == "robust"
    near = values * 0.2 + 0.4
    assert word(near, near - 0.4, near + 0.4, a=1, b=1) == "leaning"
    twins = pd.DataFrame({"a": [0.6, 0.6], "b": [0.6, 0.6]}, index=["x", "y"])
    assert word(twins, twins - 0.4, twins + 0.4, a=1, b=1) == "open"
    assert judge(twins, twins, twins, pd.Series({"a": 1.0, "b": 1.0}), HOW).shares[
        "first"
    ].tolist() == [0.5, 0.5]


def test_a_first_place_that_hangs_on_one_criterion_is_not_robust() -> None:
    values = pd.DataFrame({"a": [1.0, 0.0], "b": [0.4, 0.5]}, index=["x", "y"])
    assert word(values, a=3, b=1) == "leaning"


def test_a_first_place_that_the_second_method_denies_is_not_robust() -> None:
    values = pd.DataFrame([[1.0, 1, 1, 1, 0], [0.7] * 5], list("xy"), list("abcde"))
    equal = dict.fromkeys("abcde", 1.0)
    found = judge(values, values, values, pd.Series(equal), HOW)
    assert found.first == "x"
    assert set(found.without) == {"x"}
    assert cell(found.shares, "x", "first") > 0.75
    assert cell(found.shares, "x", "first_ranges") == 1.0
    assert found.topsis_first == "y"
    assert found.word == "leaning"


def test_what_is_missing_makes_a_first_place_unsure() -> None:
    values = pd.DataFrame({"a": [0.7, 0.6], "b": [np.nan, 0.5]}, index=["x", "y"])
    assert word(values, a=1, b=1) != "robust"
    assert word(values.fillna(0.5), a=9, b=1) == "robust"


def test_two_that_nobody_can_tell_apart_are_open_whatever_the_draws_say() -> None:
    values = pd.DataFrame({"a": [0.6, 0.5905], "b": [0.6, 0.5905]}, index=["x", "y"])
    shares = judge(values, values, values, pd.Series({"a": 1.0, "b": 1.0}), HOW).shares
    assert cell(shares, "x", "first") == 1.0
    assert word(values, a=1, b=1) == "open"
    assert word(values.replace(0.5905, 0.5895), a=1, b=1) == "robust"


def test_a_single_site_is_open_for_nothing_was_compared() -> None:
    values = pd.DataFrame({"a": [0.9]}, index=["x"])
    assert word(values, a=1) == "open"
