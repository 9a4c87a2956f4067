"""Decays: one here, never growing, zero beyond; what is no number is refused."""

from __future__ import annotations

import copy
import math
import pickle
from collections.abc import Callable
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from minutes import SPANS, TENTHS, decays

from drenthe_geo.errors import ArgumentError
from drenthe_geo.reach.access import gravity
from drenthe_geo.reach.decay import (
    CutOff,
    Decay,
    Exponential,
    Gaussian,
    Linear,
    Logistic,
    Power,
    Ramp,
    Stepped,
    as_decay,
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
    assert Exponential(half)(np.array([times * half]))[0] == pytest.approx(0.5**times)


def test_decays_by_heart() -> None:
    at = np.array([0.0, 10.0, 10.1, 20.0, 30.0])
    assert CutOff(10)(at).tolist() == [1, 1, 0, 0, 0]
    assert Linear(20)(at).tolist() == [1, 0.5, pytest.approx(0.495), 0, 0]
    assert Stepped([10, 20], [0.8, 0.3])(at).tolist() == [0.8, 0.8, 0.3, 0.3, 0]
    slope, logistic = math.pi / (5 * math.sqrt(3)), Logistic(20, 5)(at)
    assert logistic[1] == pytest.approx((1 + math.exp(-20 * slope)) / (1 + math.exp(-10 * slope)))
    assert logistic[3] == pytest.approx(0.5, abs=1e-3)


def test_a_large_logistic_does_not_overflow() -> None:
    weights = Logistic(900, 0.01)(np.array([0.0, 899.0, 901.0, 1e6]))
    assert weights.tolist() == [1, 1, 0, 0]


@pytest.mark.parametrize(("wrong", "shown"), [(0, "0"), (-2.5, "-2.5"), (math.nan, "nan")])
def test_a_number_that_is_not_positive_is_refused(wrong: float, shown: str) -> None:
    said = f"{shown}: must be a positive number of minutes."
    assert refusal(lambda: CutOff(wrong)) == f"cutoff_min {said}"
    assert refusal(lambda: Linear(wrong)) == f"cutoff_min {said}"
    assert refusal(lambda: Exponential(wrong)) == f"half_min {said}"
    assert refusal(lambda: Logistic(wrong, 5)) == f"cutoff_min {said}"
    assert refusal(lambda: Logistic(30, wrong)) == f"spread_min {said}"
    assert refusal(lambda: Stepped([10, wrong], [1, 0.5])) == f"steps_min {said}"


def test_an_endless_span_is_refused() -> None:
    assert refusal(lambda: Linear(math.inf)) == (
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
    assert refusal(lambda: Stepped(steps, weights)) == (
        f"Stepped: steps {steps} and weights {weights} do not fit; "
        "give growing minutes and as many weights, from 1 down to 0."
    )


def test_gaussian_and_power_are_those_of_pysal_access() -> None:
    peers = pytest.importorskip("access.weights.weights")
    at = np.array([0.0, 1.0, 9.9, 10.0, 25.0, 120.0])
    bell, gravity = peers.gaussian(17.5), peers.gravity(10, -1.5, min_dist=10)
    assert Gaussian(17.5)(at).tolist() == pytest.approx([bell(value) for value in at])
    assert Power(10, 1.5)(at).tolist() == pytest.approx([gravity(value) for value in at])


DECAYS_MADE = [
    CutOff(30), Linear(30), Ramp(10, 30), Exponential(10), Gaussian(20), Power(5, 2),
    Logistic(30, 5), Stepped([10, 20], [1, 0.4]),
]  # fmt: skip


@pytest.mark.parametrize("decay", DECAYS_MADE)
def test_a_decay_is_a_value(decay: Decay) -> None:
    again = pickle.loads(pickle.dumps(decay))  # noqa: S301 - our own
    assert again == decay == copy.deepcopy(decay)
    assert hash(again) == hash(decay)
    assert joblib.hash(again) == joblib.hash(decay)
    assert len(repr(decay)) < 60
    assert decay(np.array([np.nan, np.inf])).tolist() == [0, 0]


def test_text_names_a_decay_with_its_numbers() -> None:
    assert as_decay("gaussian 20") == Gaussian(20)
    assert as_decay("ramp 10 30") == Ramp(10, 30)
    assert as_decay(CutOff(30)) == CutOff(30)
    minutes = pd.DataFrame({"a": [15.0]}, index=["home"])
    assert float(gravity(minutes, pd.Series({"a": 8}), "exponential 15")["home"]) == 4


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("gausian 20", ("unknown decay 'gausian': did you mean 'gaussian'? Choices: cutoff, "
         "linear, ramp, exponential, gaussian, power, logistic.")),
        ("gaussian", ("decay 'gaussian': gaussian takes spread_min; write the name and then as "
         "many numbers, for example 'exponential 15'.")),
        ("ramp 10 soon", ("decay 'ramp 10 soon': ramp takes full_min, none_min; write the name "
         "and then as many numbers, for example 'exponential 15'.")),
        ("", ("unknown decay '': Choices: cutoff, linear, ramp, exponential, gaussian, power, "
         "logistic.")),
        (30, ("decay: a int is none; give one such as dg.reach.Exponential(half_min=15), a "
         "function of minutes, or text such as 'gaussian 20'.")),
        (CutOff, ("decay: a type is none; give one such as dg.reach.Exponential(half_min=15), a "
         "function of minutes, or text such as 'gaussian 20'.")),
    ],
)  # fmt: skip
def test_what_is_no_decay_is_refused_in_one_sentence(given: Any, said: str) -> None:
    assert refusal(lambda: as_decay(given)) == said


@pytest.mark.parametrize("wrong", ["30", None, True, [30]])
def test_what_is_no_number_is_refused(wrong: Any) -> None:
    assert refusal(lambda: Gaussian(wrong)) == (
        f"spread_min {wrong!r}: must be a positive number of minutes."
    )
    assert refusal(lambda: Power(10, wrong)) == f"exponent {wrong!r}: must be a positive number."
