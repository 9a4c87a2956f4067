"""Trials of a ranking held against other ways: closed forms, sums by hand, and one site more."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from drenthe_geo.siting.robust import (
    Together,
    WeightDraws,
    draw_weights,
    first_within_ranges,
    leave_one_out,
    rank_acceptability,
    weight_to_unseat,
)
from drenthe_geo.siting.verdict import judge

HOW = {
    "draws": 400, "seed": 2025, "concentration": 25.0, "robust_share": 0.75, "leaning_share": 0.5,
    "tie_score": 0.02,
}  # fmt: skip
WEIGHTS = pd.Series({"a": 6.0, "b": 3.0, "c": 1.0})


def test_draws_over_all_weights_are_alike_whatever_was_chosen() -> None:
    drawn = draw_weights(WEIGHTS, WeightDraws(4000, 7))
    np.testing.assert_allclose(drawn.mean(axis=0), [1 / 3] * 3, atol=0.01)


@pytest.mark.parametrize("concentration", [5.0, 50.0])
def test_draws_spread_as_their_concentration_says(concentration: float) -> None:
    drawn = draw_weights(WEIGHTS, WeightDraws(8000, 7, concentration))
    share = (WEIGHTS / WEIGHTS.sum()).to_numpy()
    np.testing.assert_allclose(
        drawn.var(axis=0), share * (1 - share) / (concentration + 1), rtol=0.1
    )


def test_the_fourth_is_not_among_the_first_three_and_those_who_are_first_share_it() -> None:
    values = pd.DataFrame({"a": [0.9, 0.9, 0.5, 0.1]}, index=list("wxyz"))
    found = rank_acceptability(values, pd.Series({"a": 1.0}), WeightDraws(20, 3))
    assert found["top_three"].tolist() == [1.0, 1.0, 1.0, 0.0]
    assert found["first"].tolist() == [0.5, 0.5, 0.0, 0.0]


def above(at: float, least: float, likeliest: float, most: float) -> float:
    """Chance that a draw from a triangular distribution is above a value."""
    if at <= likeliest:
        return 1 - (at - least) ** 2 / ((most - least) * (likeliest - least))
    return (most - at) ** 2 / ((most - least) * (most - likeliest))


@pytest.mark.parametrize(
    ("least", "likeliest", "most"),
    [(0.2, 0.3, 0.8), (0.2, 0.7, 0.8), (0.4, 0.45, 1.0), (0.0, 0.5, 0.6)],
)
def test_values_in_their_range_follow_a_triangle(
    least: float, likeliest: float, most: float
) -> None:
    values, low, high = (
        pd.DataFrame({"a": [0.55, end]}, index=["known", "unsure"])
        for end in (likeliest, least, most)
    )
    found = first_within_ranges(values, low, high, pd.Series({"a": 1.0}), WeightDraws(8000, 5))
    chance = above(0.55, least, likeliest, most)
    assert found["unsure"] == pytest.approx(chance, abs=0.02)
    assert found.sum() == pytest.approx(1.0)


def test_a_value_that_is_missing_may_be_anything_from_nought_to_one() -> None:
    values = pd.DataFrame({"a": [0.8, np.nan]}, index=["known", "missing"])
    found = first_within_ranges(values, values, values, pd.Series({"a": 1.0}), WeightDraws(8000, 5))
    assert found["missing"] == pytest.approx(above(0.8, 0.0, 0.0, 1.0), abs=0.02)


# --- what moves together ---


def apart(shares: float, regions: Mapping[str, tuple[str, ...]]) -> pd.Series:
    """Two sites a little apart with ranges that overlap."""
    values = pd.DataFrame({"a": [0.55, 0.5]}, index=["x", "y"])
    together = Together(regions, shares)
    return first_within_ranges(
        values, values - 0.2, values + 0.2, pd.Series({"a": 1.0}), WeightDraws(4000, 5),
        together=together,
    )  # fmt: skip


def test_of_sites_that_move_together_the_better_stays_before_the_other() -> None:
    same, other = {"x": ("n",), "y": ("n",)}, {"x": ("n",), "y": ("z",)}
    wholly, mostly, little = (apart(share, same)["x"] for share in (1.0, 0.8, 0.0))
    assert wholly == 1.0
    assert wholly > mostly > little > 0.5
    assert apart(1.0, other)["x"] == pytest.approx(little, abs=0.03)
    assert apart(1.0, {})["x"] == pytest.approx(little, abs=0.03)
    both = apart(1.0, {"x": ("n", "z"), "y": ("n",)})["x"]
    assert little + 0.03 < both < 1.0


@pytest.mark.parametrize("share", [0.0, 0.8, 1.0])
def test_what_moves_together_still_follows_its_triangle(share: float) -> None:
    least, likeliest, most = 0.2, 0.3, 0.8
    values, low, high = (
        pd.DataFrame({"a": [0.55, end]}, index=["known", "unsure"])
        for end in (likeliest, least, most)
    )
    together = Together({"unsure": ("n",)}, share)
    found = first_within_ranges(
        values, low, high, pd.Series({"a": 1.0}), WeightDraws(8000, 5), together=together
    )
    chance = above(0.55, least, likeliest, most)
    assert found["unsure"] == pytest.approx(chance, abs=0.02)


def test_draws_that_move_together_repeat() -> None:
    one, two = (apart(0.8, {"x": ("n",), "y": ("z",)}) for _ in range(2))
    pd.testing.assert_series_equal(one, two, check_exact=True)


def test_a_criterion_that_weighs_nothing_changes_no_trial() -> None:
    values = pd.DataFrame({"a": [0.9, 0.2, 0.5], "b": [0.1, 0.7, 0.6]}, index=list("xyz"))
    weights = pd.Series({"a": 2.0, "b": 1.0})
    more, none = values.assign(idle=[0.0, 1.0, 0.4]), pd.Series({"idle": 0.0})
    plain = judge(values, values, values, weights, HOW)
    found = judge(more, more, more, pd.concat([weights, none]), HOW)
    assert (found.word, found.first) == (plain.word, plain.first)
    trials = ["first", "top_three", "first_anyhow", "top_three_anyhow"]
    pd.testing.assert_frame_equal(found.shares[trials], plain.shares[trials])
    assert found.without.to_dict() == plain.without.to_dict()
    assert leave_one_out(values, pd.Series({"a": 1.0})).to_dict() == {"a": ""}


def test_two_that_are_first_together_at_an_end_of_a_weight_are_told() -> None:
    values = pd.DataFrame({"a": [0.5, 0.5], "b": [1.0, 0.0]}, index=["x", "y"])
    found = weight_to_unseat(values, pd.Series({"a": 1.0, "b": 1.0}))
    assert found["needed"].abs().to_dict() == {"a": 1.0, "b": 0.0}
    assert set(found["by"]) == {"y"}


def test_a_third_that_is_far_behind_does_not_tell_the_first_two_apart() -> None:
    values = pd.DataFrame({"a": [0.6, 0.5805, 0.1]}, index=list("xyz"))
    one, far = pd.Series({"a": 1.0}), values.drop(index="y")
    assert judge(values, values, values, one, HOW).word == "toss_up"
    assert judge(far, far, far, one, HOW).word == "robust_to_weights"


def test_the_order_of_the_sites_changes_no_trial() -> None:
    values = pd.DataFrame({"a": [0.6, 0.5, 0.55], "b": [0.4, 0.6, 0.5]}, index=list("xyz"))
    low, high, weights = values - 0.2, values + 0.2, pd.Series({"a": 1.0, "b": 1.0})
    plain = judge(values, low, high, weights, HOW)
    found = judge(values.iloc[::-1], low.iloc[::-1], high.iloc[::-1], weights, HOW)
    pd.testing.assert_frame_equal(found.shares, plain.shares, check_exact=True)
