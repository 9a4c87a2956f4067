"""Draws that a browser repeats, held against scipy's exact distributions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from drenthe_geo.siting import chance
from drenthe_geo.siting.robust import WeightDraws, draw_weights
from drenthe_geo.siting.weights.sums import require_weights, weighted

COUNT = 8000
KEYS = np.array([chance.key_of("criterion", f"c{at}") for at in range(60)], dtype=np.uint32)
WORDS = chance.words_of(KEYS, range(2000), 2025)
SURE = 1.95 / np.sqrt(WORDS.size)
"""A right draw is further off its distribution than this in one of a thousand samples."""


def test_words_are_those_of_the_mixer_as_it_was_published() -> None:
    # Its inverse is known: 0 stays 0, and the mixer of 1 is told in its tests.
    assert chance.mixed(np.array([0, 1], dtype=np.uint32)).tolist() == [0, 0x514E28B7]


def test_even_normal_and_waiting_draws_follow_their_distributions() -> None:
    step = 1 / chance.STEPS
    for drawn, exact in (
        (chance.evens(WORDS), stats.uniform.cdf),
        (chance.normals(WORDS), stats.norm.cdf),
        (chance.waits(WORDS), stats.expon.cdf),
    ):
        assert stats.kstest(drawn.ravel(), exact).statistic < SURE + step


def test_draws_of_different_names_and_of_both_kinds_have_nothing_in_common() -> None:
    every = np.vstack([chance.normals(WORDS), chance.waits(WORDS)])
    related = np.corrcoef(every) - np.eye(len(every))
    assert np.abs(related).max() < 5 / np.sqrt(WORDS.shape[1])


@given(st.floats(0, 690))
def test_a_power_is_that_of_the_mathematics_library(by: float) -> None:
    assert chance.faded(np.array([by]))[0] == pytest.approx(np.exp(-by), rel=1e-8)


@given(st.floats(-9, 9))
def test_a_chance_is_that_of_the_normal_distribution(normal: float) -> None:
    assert chance.chances(np.array([normal]))[0] == pytest.approx(stats.norm.cdf(normal), abs=1e-5)


@pytest.mark.parametrize("concentration", [5.0, 25.0, None])
def test_weights_follow_the_dirichlet_distribution(concentration: float | None) -> None:
    weights = pd.Series([30.0, 20, 15, 10, 8, 7, 5, 3, 2, 0.5], [f"c{at}" for at in range(10)])
    drawn = draw_weights(weights, WeightDraws(COUNT, 2025, concentration))
    share = (weights / weights.sum()).to_numpy()
    shapes = np.ones(10) if concentration is None else share * concentration
    whole = shapes.sum()
    mean = shapes / whole
    np.testing.assert_allclose(drawn.mean(axis=0), mean, atol=0.005)
    variance = mean * (1 - mean) / (whole + 1)
    np.testing.assert_allclose(drawn.var(axis=0), variance, rtol=0.12)
    for at, shape in enumerate(shapes):
        apart = stats.kstest(drawn[:, at], stats.beta(shape, whole - shape).cdf).statistic
        assert apart < 1.95 / np.sqrt(COUNT)
    related = (np.corrcoef(drawn.T) - np.eye(10))[np.triu_indices(10, 1)]
    exact = -np.sqrt(np.outer(mean, mean) / np.outer(1 - mean, 1 - mean))[np.triu_indices(10, 1)]
    np.testing.assert_allclose(related, exact, atol=0.05)


def test_a_little_more_weight_moves_every_draw_a_little() -> None:
    draws = WeightDraws(2000, 2025, 25.0)
    before, after = (
        draw_weights(pd.Series({"a": 60.0, "b": some, "c": 4.0}), draws) for some in (30.0, 30.06)
    )
    assert 0 < np.abs(after - before).max() < 0.003


def test_a_draw_is_the_same_whatever_else_weighs() -> None:
    draws = WeightDraws(50, 7, 25.0)
    one = draw_weights(pd.Series({"a": 2.0, "b": 1.0}), draws)
    other = draw_weights(pd.Series({"idle": 0.0, "b": 1.0, "a": 2.0}), draws)
    np.testing.assert_array_equal(other[:, 0], 0.0)
    np.testing.assert_allclose(other[:, [2, 1]], one, rtol=1e-12)


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=12))
def test_weights_that_add_up_to_one_stay_what_they_are(given_weights: list[float]) -> None:
    names = [f"c{at}" for at in range(len(given_weights))]
    once = require_weights(pd.Series(given_weights, names), names)
    pd.testing.assert_series_equal(require_weights(once, names), once, check_exact=True)


def test_values_are_weighed_one_after_the_other() -> None:
    random = np.random.default_rng(3)
    values = pd.DataFrame(random.random((20, 11)))
    weights = pd.Series(random.random(11))
    for at, found in enumerate(weighted(values, weights).tolist()):
        total = 0.0
        for value, weight in zip(values.iloc[at].tolist(), weights.tolist(), strict=True):
            total += value * weight
        assert found == total
