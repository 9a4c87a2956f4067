"""How figures judge: limits, ranges, parts, shares, medians."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drenthe_geo.claims.model import (
    UNSURE,
    Finding,
    judge_at_least,
    judge_at_most,
    median_minutes,
    share_within,
)

FINITE = st.floats(-1e6, 1e6)


@given(low=FINITE, width=st.floats(0, 1e6), limit=FINITE)
def test_a_limit_is_judged_as_every_figure_of_the_range_is(
    low: float, width: float, limit: float
) -> None:
    high = low + width
    within = {low <= limit, high <= limit}
    said = {frozenset({True}): "holds", frozenset({False}): "does_not"}
    assert judge_at_most(low, high, limit) == said.get(frozenset(within), UNSURE)
    enough = {low >= limit, high >= limit}
    assert judge_at_least(low, high, limit) == said.get(frozenset(enough), UNSURE)


def test_no_figure_is_within_no_limit() -> None:
    assert judge_at_most(np.nan, np.nan, 10) == "does_not"


@given(parts=st.lists(st.sampled_from(["holds", "does_not", UNSURE])))
def test_a_claim_of_parts(parts: list[str]) -> None:
    found = Finding(tuple(parts), {})
    assert (found.verdict == "holds") == (bool(parts) and set(parts) == {"holds"})
    assert (found.verdict == "does_not") == (not set(parts) - {"does_not"})
    assert found.unsure == (UNSURE in parts)


@given(
    rows=st.lists(st.tuples(st.integers(0, 90), st.integers(1, 5)), min_size=1, max_size=9),
    limit=st.integers(0, 90),
)
def test_shares_and_medians_are_those_of_single_people(
    rows: list[tuple[int, int]], limit: int
) -> None:
    minutes, people = (pd.Series(column) for column in zip(*rows, strict=True))
    each = np.repeat(minutes.to_numpy(), people.to_numpy())
    assert share_within(minutes, people, limit) == pytest.approx((each <= limit).mean())
    half = median_minutes(minutes.astype(float), people)
    assert half == np.sort(each)[(len(each) - 1) // 2]
