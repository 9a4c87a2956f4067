"""Laws of the ranking: order, scale, dominance, and shares that add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drenthe_geo.errors import ArgumentError
from drenthe_geo.siting.rank import (
    Scale,
    dominators,
    rank_sites,
    reasons_before,
    scaled_values,
)
from drenthe_geo.siting.reasons import OutsideArea
from drenthe_geo.siting.weights.sums import require_weights

if TYPE_CHECKING:
    from random import Random

TENTHS = st.one_of(st.none(), st.integers(0, 10))


@st.composite
def towns(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.Series]:
    """Draw values of two to six sites by one to four criteria, some missing, and weights."""
    columns = draw(st.integers(1, 4))
    rows = draw(
        st.lists(st.lists(TENTHS, min_size=columns, max_size=columns), min_size=2, max_size=6)
    )
    table = pd.DataFrame(rows, dtype=float) / 10
    table.index = pd.Index([f"s{n}" for n in range(len(rows))])
    table.columns = pd.Index([f"c{n}" for n in range(columns)])
    weights = draw(st.lists(st.integers(0, 5), min_size=columns, max_size=columns).filter(any))
    return table, pd.Series(weights, table.columns, dtype=float)


@given(towns(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_order_of_criteria_and_sites_changes_nothing(
    town: tuple[pd.DataFrame, pd.Series], random: Random
) -> None:
    values, weights = town
    plain = rank_sites(values, weights).table
    rows, columns = list(values.index), list(values.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    mixed = rank_sites(values.loc[rows, columns], weights.sample(frac=1, random_state=1)).table
    assert list(mixed.index) == list(plain.index)
    pd.testing.assert_series_equal(mixed["rank"], plain["rank"])
    np.testing.assert_allclose(mixed["score"], plain["score"], atol=1e-12)


@given(towns(), st.floats(1e-3, 1e3))
@settings(deadline=None)
def test_scaling_all_weights_changes_nothing(
    town: tuple[pd.DataFrame, pd.Series], factor: float
) -> None:
    values, weights = town
    plain, scaled = rank_sites(values, weights), rank_sites(values, weights * factor)
    pd.testing.assert_frame_equal(plain.table, scaled.table)


@given(towns())
@settings(deadline=None)
def test_shares_add_up_to_the_score_and_scores_lie_in_their_range(
    town: tuple[pd.DataFrame, pd.Series],
) -> None:
    ranked = rank_sites(*town)
    table = ranked.table
    np.testing.assert_allclose(ranked.shares.sum(axis=1), table["score"], atol=1e-12)
    assert (table["score_low"] <= table["score"] + 1e-12).all()
    assert (table["score"] <= table["score_high"] + 1e-12).all()
    first, last = table.index[0], table.index[-1]
    gap = table.loc[first, "score"] - table.loc[last, "score"]
    assert reasons_before(ranked, first, last).sum() == pytest.approx(gap, abs=1e-12)


@given(towns())
@settings(deadline=None)
def test_a_dominated_site_never_outranks_its_dominator(
    town: tuple[pd.DataFrame, pd.Series],
) -> None:
    table = rank_sites(*town).table
    rank = table["rank"].to_dict()
    for site, by in table["dominated_by"].to_dict().items():
        if by:
            assert rank[by] <= rank[site]


@given(towns(), st.integers(0, 5))
@settings(deadline=None)
def test_adding_a_dominated_site_leaves_the_others_as_they_were(
    town: tuple[pd.DataFrame, pd.Series], which: int
) -> None:
    values, weights = town
    plain = rank_sites(values, weights).table
    worse = (values.iloc[[which % len(values)]] - 0.1).clip(lower=0.0)
    worse.index = pd.Index(["worse"])
    more = rank_sites(pd.concat([values, worse]), weights).table
    others = more.drop(index="worse")
    assert list(others.index) == list(plain.index)
    np.testing.assert_array_equal(others["score"], plain["score"])


@given(towns(), st.integers(0, 5), st.integers(0, 3))
@settings(deadline=None)
def test_a_better_value_never_lowers_a_score(
    town: tuple[pd.DataFrame, pd.Series], row: int, column: int
) -> None:
    values, weights = town
    site, name = values.index[row % len(values)], values.columns[column % values.shape[1]]
    better = values.copy()
    better.loc[site, name] = 1.0
    before, after = rank_sites(values, weights).table, rank_sites(better, weights).table
    assert after.loc[site, "score"] >= before.loc[site, "score"] - 1e-12


@given(towns())
@settings(deadline=None)
def test_dominators_are_those_of_brute_force(town: tuple[pd.DataFrame, pd.Series]) -> None:
    values, _ = town
    least, most = values.fillna(0), values.fillna(1)
    for site, by in dominators(values).astype(str).to_dict().items():
        over = [
            other
            for other in values.index
            if all(least.loc[[other]].to_numpy()[0] >= most.loc[[site]].to_numpy()[0])
            and any(least.loc[[other]].to_numpy()[0] > most.loc[[site]].to_numpy()[0])
        ]
        assert by == (over[0] if over else "")


def test_a_missing_value_is_left_out_and_named() -> None:
    values = pd.DataFrame({"walk": [np.nan, 1.0], "people": [0.8, 0.0]}, index=["a", "b"])
    table = rank_sites(values, pd.Series({"walk": 3, "people": 1})).table
    found = table[["score_low", "score", "score_high"]].to_numpy()[0].tolist()
    assert found == pytest.approx([0.2, 0.8, 0.95])
    assert table["missing"].to_dict() == {"b": (), "a": ("walk",)}


@given(towns())
@settings(deadline=None)
def test_with_what_is_missing_a_score_is_that_of_the_known_criteria_alone(
    town: tuple[pd.DataFrame, pd.Series],
) -> None:
    values, weights = town
    table = rank_sites(values, weights).table
    for site, row in values.iterrows():
        known = row.notna() & (weights > 0)
        expected = 0.0
        if known.any():
            expected = float((row[known] * weights[known]).sum() / weights[known].sum())
        assert table.loc[str(site), "score"] == pytest.approx(expected, abs=1e-9)


def test_an_excluded_site_has_no_rank_and_says_why() -> None:
    values = pd.DataFrame({"walk": [1.0, 0.5]}, index=["a", "b"])
    table = rank_sites(values, pd.Series({"walk": 1}), {"a": (OutsideArea(),)}).table
    assert list(table.index) == ["b", "a"]
    assert table.loc["b", "rank"] == 1
    assert table["rank"].isna()["a"]
    assert table["excluded"].to_dict() == {"b": (), "a": (OutsideArea(),)}
    assert table.loc["b", "dominated_by"] == ""


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"walk": -1}, "weight of 'walk': -1 is not a number of 0 or more."),
        ({"walk": np.nan}, "weight of 'walk': nan is not a number of 0 or more."),
        ({"walk": 0}, "weights: all are nought; give one of walk, people more than 0."),
        ({}, "weights: all are nought; give one of walk, people more than 0."),
        (
            {"wallk": 1},
            "unknown criterion 'wallk': did you mean 'walk'? Choices: walk, people.",
        ),
    ],
)
def test_bad_weights_are_refused(weights: dict[str, float], message: str) -> None:
    values = pd.DataFrame({"walk": [1.0], "people": [0.5]}, index=["a"])
    with pytest.raises(ArgumentError) as caught:
        rank_sites(values, pd.Series(weights, dtype=float))
    assert str(caught.value) == message


def test_bad_values_are_refused() -> None:
    one = pd.Series({"walk": 1.0})
    for values, message in (
        (
            pd.DataFrame({"walk": [1.5]}, index=["a"]),
            "value of 'walk' at 'a': 1.5 is not from 0 to 1.",
        ),
        (
            pd.DataFrame({"walk": [1.0, 1.0]}, index=["a", "a"]),
            "sites: 'a' stands twice in the index.",
        ),
        (
            pd.DataFrame({"walk": []}, dtype=float),
            "ranking: there is no site or no criterion, so nothing can be ranked.",
        ),
    ):
        with pytest.raises(ArgumentError) as caught:
            rank_sites(values, one)
        assert str(caught.value) == message
    with pytest.raises(ArgumentError) as caught:
        Scale(worst=5, best=5)
    assert str(caught.value) == "scale from 5 to 5: needs two different numbers."


def test_no_way_is_worth_nothing_and_missing_stays_missing() -> None:
    found = scaled_values(
        pd.DataFrame({"walk": [np.inf, np.nan, 0.0]}), {"walk": Scale(worst=30, best=5)}
    )["walk"]
    assert found.iloc[[0, 2]].tolist() == [0.0, 1.0]
    assert np.isnan(found.iloc[1])


@given(weights=st.dictionaries(st.sampled_from("abcd"), st.floats(0.01, 100), min_size=1))
def test_weights_add_up_to_one_and_who_is_left_out_weighs_nothing(
    weights: dict[str, float],
) -> None:
    scaled = require_weights(pd.Series(weights), list("abcd"))
    assert list(scaled.index) == list("abcd")
    assert scaled.sum() == pytest.approx(1.0)
    for name in "abcd":
        assert scaled[name] == pytest.approx(weights.get(name, 0.0) / sum(weights.values()))
