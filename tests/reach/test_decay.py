"""Decays: one here, never growing, zero beyond; what is no number is refused."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from minutes import SPANS, TENTHS, decays

from drenthe_geo.errors import ArgumentError
from drenthe_geo.reach.decay import (
    Decay,
    decay_binary,
    decay_exponential,
    decay_linear,
    decay_logistic,
    decay_stepped,
)


def refusal(attempt: Callable[[], object]) -> str:
    with pytest.raises(ArgumentError) as caught:
        attempt()
    return str(caught.value)


@given(decays(first=1.0), st.lists(TENTHS, min_size=1, max_size=20))
def test_every_decay_is_one_here_within_bounds_and_never_grows(
    decay: Decay, minutes: list[float]
) -> None:
    weights = decay(np.array([0.0, *sorted(minutes)]))
    assert weights[0] == 1
    assert ((weights >= 0) & (weights <= 1)).all()
    assert (np.diff(weights) <= 0).all()


@given(decays(), st.lists(TENTHS, min_size=1, max_size=20))
def test_a_weight_does_not_depend_on_what_else_is_asked(decay: Decay, minutes: list[float]) -> None:
    alone = [float(decay(np.array([value]))[0]) for value in minutes]
    assert decay(np.array(minutes)).tolist() == pytest.approx(alone, rel=1e-12, abs=1e-300)


@given(SPANS, st.integers(0, 8))
def test_the_exponential_halves_with_every_half_life(half: float, times: int) -> None:
    assert decay_exponential(half)(np.array([times * half]))[0] == pytest.approx(0.5**times)


def test_decays_by_heart() -> None:
    at = np.array([0.0, 10.0, 10.1, 20.0, 30.0])
    assert decay_binary(10)(at).tolist() == [1, 1, 0, 0, 0]
    assert decay_linear(20)(at).tolist() == [1, 0.5, pytest.approx(0.495), 0, 0]
    assert decay_stepped([10, 20], [0.8, 0.3])(at).tolist() == [0.8, 0.8, 0.3, 0.3, 0]
    slope, logistic = math.pi / (5 * math.sqrt(3)), decay_logistic(20, 5)(at)
    assert logistic[1] == pytest.approx((1 + math.exp(-20 * slope)) / (1 + math.exp(-10 * slope)))
    assert logistic[3] == pytest.approx(0.5, abs=1e-3)


def test_a_large_logistic_does_not_overflow() -> None:
    weights = decay_logistic(900, 0.01)(np.array([0.0, 899.0, 901.0, 1e6]))
    assert weights.tolist() == [1, 1, 0, 0]


@pytest.mark.parametrize(("wrong", "shown"), [(0, "0"), (-2.5, "-2.5"), (math.nan, "nan")])
def test_a_number_that_is_not_positive_is_refused(wrong: float, shown: str) -> None:
    said = f"{shown}: must be a positive number of minutes."
    assert refusal(lambda: decay_binary(wrong)) == f"cutoff_min {said}"
    assert refusal(lambda: decay_linear(wrong)) == f"cutoff_min {said}"
    assert refusal(lambda: decay_exponential(wrong)) == f"half_min {said}"
    assert refusal(lambda: decay_logistic(wrong, 5)) == f"cutoff_min {said}"
    assert refusal(lambda: decay_logistic(30, wrong)) == f"spread_min {said}"
    assert refusal(lambda: decay_stepped([10, wrong], [1, 0.5])) == f"steps_min {said}"


def test_an_endless_span_is_refused() -> None:
    assert refusal(lambda: decay_linear(math.inf)) == (
        "cutoff_min inf: must be a positive number of minutes."
    )


@pytest.mark.parametrize(
    ("steps", "weights"),
    [
        ([], []),
        ([10], [1, 0.5]),
        ([10, 20], [1]),
        ([20, 10], [1, 0.5]),
        ([10, 10], [1, 0.5]),
        ([10, 20], [0.5, 1]),
        ([10, 20], [1.5, 1]),
        ([10, 20], [1, -0.5]),
        ([10], [math.nan]),
    ],
)
def test_steps_that_do_not_fit_are_refused(steps: list[float], weights: list[float]) -> None:
    assert refusal(lambda: decay_stepped(steps, weights)) == (
        f"decay_stepped: steps {steps} and weights {weights} do not fit; "
        "give growing minutes and as many weights, from 1 down to 0."
    )
