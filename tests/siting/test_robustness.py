"""Other weights: draws that repeat, crossings that are exact, and brute force."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drenthe_geo.errors import ArgumentError
from drenthe_geo.siting.rank import filled_values, rank_sites
from drenthe_geo.siting.robust import (
    Together,
    WeightDraws,
    draw_weights,
    first_within_ranges,
    leave_one_out,
    rank_acceptability,
    weight_to_unseat,
)

VALUES = pd.DataFrame(
    {"walk": [1.0, 0.2, 0.0], "people": [0.3, 0.9, 0.2], "region": [0.5, 0.5, 0.0]},
    index=["assen", "emmen", "worse"],
)
WEIGHTS = pd.Series({"walk": 2.0, "people": 1.0, "region": 1.0})


@pytest.mark.parametrize("concentration", [None, 5.0, 200.0])
def test_draws_repeat_with_their_seed_and_add_up(concentration: float | None) -> None:
    draws = WeightDraws(500, 7, concentration)
    drawn = draw_weights(WEIGHTS, draws)
    np.testing.assert_array_equal(drawn, draw_weights(WEIGHTS, draws))
    assert not np.array_equal(drawn, draw_weights(WEIGHTS, WeightDraws(500, 8, concentration)))
    np.testing.assert_allclose(drawn.sum(axis=1), 1.0)
    assert (drawn >= 0).all()


def test_draws_lie_around_the_chosen_weights_and_leave_out_what_weighs_nothing() -> None:
    weights = pd.Series({"walk": 3.0, "people": 1.0, "region": 0.0})
    drawn = draw_weights(weights, WeightDraws(4000, 7, 50.0))
    np.testing.assert_allclose(drawn.mean(axis=0), [0.75, 0.25, 0.0], atol=0.01)
    assert (drawn[:, 2] == 0).all()


def test_acceptability_is_that_of_ranking_every_draw() -> None:
    draws = WeightDraws(60, 3)
    found = rank_acceptability(VALUES, WEIGHTS, draws)
    first, top = dict.fromkeys(VALUES.index, 0.0), dict.fromkeys(VALUES.index, 0.0)
    for drawn in draw_weights(WEIGHTS, draws):
        rank = rank_sites(VALUES, pd.Series(drawn, WEIGHTS.index)).table["rank"].to_dict()
        for site, at in rank.items():
            first[str(site)] += at == 1
            top[str(site)] += at <= 3
    for site in VALUES.index:
        assert found["first"][site] == pytest.approx(first[site] / 60)
        assert found["top_three"][site] == pytest.approx(top[site] / 60)
    assert found["first"].sum() == pytest.approx(1.0)
    assert found["first"]["worse"] == 0.0


def test_without_the_criterion_that_carries_it_another_is_first() -> None:
    assert leave_one_out(VALUES, WEIGHTS).to_dict() == {
        "walk": "emmen",
        "people": "assen",
        "region": "assen",
    }


@given(
    st.lists(
        st.lists(st.integers(0, 10), min_size=3, max_size=3),
        min_size=2,
        max_size=5,
        unique_by=tuple,
    ),
    st.lists(st.integers(1, 5), min_size=3, max_size=3),
)
@settings(deadline=None, max_examples=25)
def test_a_weight_beyond_the_crossing_unseats_and_one_before_it_does_not(
    rows: list[list[int]], given_weights: list[int]
) -> None:
    values = pd.DataFrame(rows, dtype=float, columns=list("abc")) / 10
    values.index = pd.Index([f"s{n}" for n in range(len(rows))])
    weights = pd.Series(given_weights, list("abc"), dtype=float)
    share = weights / weights.sum()
    first = str(rank_sites(values, weights).table.index[0])
    for name, row in weight_to_unseat(values, weights).iterrows():
        if abs(row["change"]) < 1e-5:  # two are first already: any change unseats one
            continue
        for beyond in (-1e-6, 1e-6):
            changed = row["needed"] + beyond * np.sign(row["change"])
            if not 0 < changed < 1:
                continue
            other = share.drop(index=str(name))
            trial = other / other.sum() * (1 - changed)
            trial[str(name)] = changed
            score = (values * trial).sum(axis=1)
            lead = score[first] - score.drop(index=first).max()
            if beyond < 0:
                assert lead > -1e-9
            else:
                assert lead < 1e-9


def test_draws_without_a_count_are_refused() -> None:
    with pytest.raises(ArgumentError) as caught:
        draw_weights(WEIGHTS, WeightDraws(0, 1))
    assert str(caught.value) == "draws: need a count of 1 or more and a concentration above 0."


@given(
    sites=st.integers(1, 7),
    count=st.integers(1, 40),
    part_mb=st.sampled_from([0.0, 0.0003, 0.002]),
    is_together=st.booleans(),
    seed=st.integers(0, 99),
)
def test_shares_are_the_same_however_many_draws_are_scored_at_once(
    *, sites: int, count: int, part_mb: float, is_together: bool, seed: int
) -> None:
    random = np.random.default_rng(seed)
    index = pd.Index([f"s{number}" for number in range(sites)])
    values = pd.DataFrame(random.random((sites, 3)).round(1), index, list("abc"))
    low, high = (values + off for off in (-0.2, 0.2))
    weights, draws = pd.Series({"a": 3.0, "b": 2.0, "c": 1.0}), WeightDraws(count, seed, 25.0)
    regions = {"s0": ("n",), "s1": ("n", "z"), "s2": ("z",)}
    together = Together(regions, 0.5) if is_together else None
    whole = rank_acceptability(values, weights, draws)
    parts = rank_acceptability(values, weights, draws, part_mb=part_mb)
    pd.testing.assert_frame_equal(whole, parts, rtol=1e-12)
    scores = filled_values(values, weights / 6).to_numpy() @ draw_weights(weights, draws).T
    ahead = (scores[None] > scores[:, None] + 1e-9).sum(axis=1)
    assert whole["top_three"].to_numpy() == pytest.approx((ahead < 3).mean(axis=1))
    one, two = (
        first_within_ranges(values, low, high, weights, draws, together=together, part_mb=mb)
        for mb in (256.0, part_mb)
    )
    pd.testing.assert_series_equal(one, two)
