"""Criteria that tell the same: correlations by another way, and what their order changes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drenthe_geo.siting.weights.overlap import criteria_overlap

TENTHS = st.integers(0, 10)


@given(st.lists(st.lists(TENTHS, min_size=3, max_size=3), min_size=4, max_size=8))
@settings(max_examples=15)
def test_a_correlation_is_that_of_numpy_and_the_order_of_criteria_changes_none(
    rows: list[list[int]],
) -> None:
    values = pd.DataFrame(rows, dtype=float, columns=list("abc")) / 10
    found = criteria_overlap({"one": values}, 0.7)
    for row in found.to_dict("records"):
        both = values[[row["criterion"], row["other"]]].to_numpy().T
        assert row["median"] == pytest.approx(np.corrcoef(both)[0, 1])
        assert row["same"] == (row["median"] >= 0.7)
    turned = criteria_overlap({"one": values[list("cab")]}, 0.7)
    told = [
        {frozenset((one, other)): round(r, 9) for one, other, r in zip(*columns, strict=True)}
        for columns in (
            (table["criterion"], table["other"], table["median"]) for table in (found, turned)
        )
    ]
    assert told[0] == told[1]


def test_over_services_the_median_counts_and_the_largest_is_named() -> None:
    rising, falling = [0.1, 0.2, 0.6, 0.9], [0.9, 0.6, 0.2, 0.1]
    same, against = {"a": rising, "b": rising}, {"a": rising, "b": falling}
    worth = {"x": pd.DataFrame(same), "y": pd.DataFrame(against), "z": pd.DataFrame(same)}
    [row] = criteria_overlap(worth, 0.7).to_dict("records")
    assert (row["services"], row["median"], row["most_of"]) == (3, pytest.approx(1.0), "x")
    assert row["same"]


def test_of_few_sites_and_of_what_is_alike_everywhere_nothing_is_said() -> None:
    few = pd.DataFrame({"a": [0.1, 0.2, 0.3], "b": [0.1, 0.2, 0.3]})
    flat = pd.DataFrame({"a": [0.1, 0.2, 0.3, 0.4], "b": [0.5] * 4})
    assert criteria_overlap({"few": few, "flat": flat}, 0.7).empty
