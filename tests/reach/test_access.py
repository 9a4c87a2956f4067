"""Measures of what is in reach: laws, brute force, and PySAL access as an outside opinion."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from minutes import NO_ROUTE, SPANS, amounts, decays, tables
from numpy.typing import NDArray

from drenthe_geo.errors import ArgumentError
from drenthe_geo.reach.access import (
    cost_to_closest,
    cumulative_cutoff,
    floating_catchment_area,
    gravity,
)
from drenthe_geo.reach.decay import (
    CutOff,
    Decay,
    Exponential,
)

LEAST_HALF_MIN = 2.0
"""PySAL's sums are infinite where weights are halved a thousand times on the way."""


def everywhere(minutes: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.ones_like(minutes)


def refusal(attempt: Callable[[], object]) -> str:
    with pytest.raises(ArgumentError) as caught:
        attempt()
    return str(caught.value)


def by_hand(row: NDArray[np.float64], there: pd.Series, decay: Decay) -> float:
    """Add up one by one what `gravity` adds up at once."""
    total = 0.0
    for position, value in enumerate(row):
        if not math.isnan(value):
            total += float(decay(np.array([value]))[0]) * float(there[f"d{position}"])
    return total


def within(row: NDArray[np.float64], there: pd.Series, cutoff: float) -> float:
    return sum(float(there[f"d{at}"]) for at, value in enumerate(row) if value <= cutoff)


@given(tables(), st.data())
def test_without_decay_gravity_is_the_total_of_what_has_a_route(
    minutes: pd.DataFrame, data: st.DataObject
) -> None:
    there = data.draw(amounts(minutes.columns))
    total = minutes.notna().to_numpy() @ there.reindex(minutes.columns).to_numpy()
    assert (gravity(minutes, there, everywhere) == total).all()


@given(tables(), SPANS, st.data())
def test_gravity_with_a_binary_decay_is_the_count_within_the_cutoff(
    minutes: pd.DataFrame, cutoff: float, data: st.DataObject
) -> None:
    there = data.draw(amounts(minutes.columns))
    counts = cumulative_cutoff(minutes, there, [cutoff])
    assert gravity(minutes, there, CutOff(cutoff)).tolist() == counts[cutoff].tolist()


@given(tables(), decays(), st.data())
def test_gravity_is_the_weighted_sum_by_hand(
    minutes: pd.DataFrame, decay: Decay, data: st.DataObject
) -> None:
    there = data.draw(amounts(minutes.columns))
    found = gravity(minutes, there, decay).tolist()
    known = [by_hand(row, there, decay) for row in minutes.to_numpy()]
    assert found == pytest.approx(known, rel=1e-9, abs=1e-9)


@given(tables(), st.lists(SPANS, min_size=2, max_size=4), st.data())
def test_counts_grow_with_the_cutoff_and_never_exceed_the_total(
    minutes: pd.DataFrame, cutoffs: list[float], data: st.DataObject
) -> None:
    there = data.draw(amounts(minutes.columns))
    counts = cumulative_cutoff(minutes, there, cutoffs)
    assert list(counts) == sorted(set(cutoffs))
    assert (counts.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert (counts.iloc[:, -1] <= gravity(minutes, there, everywhere)).all()
    assert (counts <= there.sum()).all(axis=None)


@given(tables(), SPANS, st.data())
def test_counts_by_brute_force(minutes: pd.DataFrame, cutoff: float, data: st.DataObject) -> None:
    there = data.draw(amounts(minutes.columns))
    known = [within(row, there, cutoff) for row in minutes.to_numpy()]
    assert cumulative_cutoff(minutes, there, [cutoff])[cutoff].tolist() == known


def test_what_lies_exactly_on_the_cutoff_counts() -> None:
    minutes = pd.DataFrame({"a": [30.0], "b": [30.1]}, index=["o"])
    found = cumulative_cutoff(minutes, pd.Series({"a": 7, "b": 5}), [30])
    assert found.to_dict() == {30.0: {"o": 7.0}}


@given(tables(), decays(), st.data())
def test_a_floating_catchment_shares_out_all_supply_that_reaches_anyone(
    minutes: pd.DataFrame, decay: Decay, data: st.DataObject
) -> None:
    demand, supply = data.draw(amounts(minutes.index)), data.draw(amounts(minutes.columns))
    per_head = floating_catchment_area(minutes, demand, supply, decay)
    reached = 0.0
    for name in minutes.columns:
        near = minutes[name].dropna()
        weights = decay(near.to_numpy())
        used = (weights > 0) & (demand.reindex(near.index) > 0).to_numpy()
        reached += float(supply[name]) if used.any() else 0.0
    shared = float((per_head * demand.reindex(minutes.index)).sum())
    assert shared == pytest.approx(reached, rel=1e-9, abs=1e-9)


@pytest.mark.filterwarnings("ignore")
@given(tables(), st.data())
def test_the_floating_catchment_is_that_of_pysal(
    minutes: pd.DataFrame, data: st.DataObject
) -> None:
    fca: Any = pytest.importorskip("access.fca")
    demand, supply = data.draw(amounts(minutes.index, 1)), data.draw(amounts(minutes.columns))
    costs = minutes.rename_axis("origin").reset_index().melt("origin", var_name="dest")
    theirs = fca.two_stage_fca(
        demand.rename_axis("id").rename("pop").reset_index(),
        supply.rename_axis("id").rename("sup").to_frame(),
        costs.rename(columns={"value": "cost"}).dropna(),
        max_cost=30,
        cost_name="cost",
        demand_index="id",
        demand_name="pop",
        supply_index="id",
        supply_name="sup",
    )
    ours = floating_catchment_area(minutes, demand, supply, CutOff(30))
    assert ours.tolist() == pytest.approx(theirs.reindex(minutes.index, fill_value=0).tolist())


@pytest.mark.filterwarnings("ignore")
@given(tables(), SPANS.filter(lambda half: half >= LEAST_HALF_MIN), st.data())
def test_the_floating_catchment_with_a_decay_is_that_of_pysal(
    minutes: pd.DataFrame, half: float, data: st.DataObject
) -> None:
    fca: Any = pytest.importorskip("access.fca")
    demand, supply = data.draw(amounts(minutes.index, 1)), data.draw(amounts(minutes.columns))
    costs = minutes.rename_axis("origin").reset_index().melt("origin", var_name="dest")
    theirs = fca.two_stage_fca(
        demand.rename_axis("id").rename("pop").reset_index(),
        supply.rename_axis("id").rename("sup").to_frame(),
        costs.rename(columns={"value": "cost"}).dropna(),
        cost_name="cost",
        demand_index="id",
        demand_name="pop",
        supply_index="id",
        supply_name="sup",
        weight_fn=lambda value: 0.5 ** (value / half),
    )
    ours = floating_catchment_area(minutes, demand, supply, Exponential(half))
    assert ours.tolist() == pytest.approx(theirs.reindex(minutes.index, fill_value=0).tolist())


@pytest.mark.parametrize("far_min", [1.0, 102.4, 107.4])
def test_a_supply_is_shared_however_little_the_way_to_it_weighs(far_min: float) -> None:
    minutes = pd.DataFrame({"desk": [far_min, far_min, NO_ROUTE]}, list("abc"))
    demand, supply = pd.Series({"a": 10, "b": 30, "c": 5}), pd.Series({"desk": 4})
    found = floating_catchment_area(minutes, demand, supply, Exponential(0.1))
    assert found.tolist() == [0.1, 0.1, 0.0]


def test_the_floating_catchment_of_two_desks_by_heart() -> None:
    minutes = pd.DataFrame({"north": [5.0, 5.0, 60.0], "south": [60.0, 5.0, 5.0]}, list("abc"))
    demand, supply = pd.Series({"a": 10, "b": 10, "c": 30}), pd.Series({"north": 4, "south": 8})
    # North has 4 for 20 people, south 8 for 40: 0.2 each; b is near both.
    found = floating_catchment_area(minutes, demand, supply, CutOff(30))
    assert found.tolist() == [0.2, 0.4, 0.2]


@given(tables())
def test_the_closest_is_the_least_of_a_row(minutes: pd.DataFrame) -> None:
    pd.testing.assert_series_equal(
        cost_to_closest(minutes), minutes.min(axis=1), check_names=False, check_exact=True
    )


@given(tables(), st.integers(1, 800), st.data())
def test_the_closest_so_much_by_brute_force(
    minutes: pd.DataFrame, n: int, data: st.DataObject
) -> None:
    """The least time within which so much lies, tried one time after the other."""
    there = data.draw(amounts(minutes.columns))
    known = []
    for row in minutes.to_numpy():
        times = sorted(value for value in row if not math.isnan(value))
        enough = (time for time in times if within(row, there, time) >= n)
        known.append(next(enough, NO_ROUTE))
    found = cost_to_closest(minutes, there, n=n).tolist()
    assert found == pytest.approx(known, abs=0, rel=0, nan_ok=True)


@given(tables(), st.integers(1, 800), st.integers(1, 800), st.data())
def test_more_takes_no_less_time(
    minutes: pd.DataFrame, one: int, two: int, data: st.DataObject
) -> None:
    there = data.draw(amounts(minutes.columns))
    few, many = (cost_to_closest(minutes, there, n=n).fillna(np.inf) for n in sorted((one, two)))
    assert (few <= many).all()


@given(tables(), st.integers(1, 4), decays(), st.data())
def test_the_order_of_rows_and_columns_changes_nothing(
    minutes: pd.DataFrame, n: int, decay: Decay, data: st.DataObject
) -> None:
    rows = data.draw(st.permutations(minutes.index.to_list()))
    columns = data.draw(st.permutations(minutes.columns.to_list()))
    there, heads = data.draw(amounts(minutes.columns)), data.draw(amounts(minutes.index))
    turned = minutes.loc[rows, columns]
    for one, two in (
        (cumulative_cutoff(minutes, there, [30]), cumulative_cutoff(turned, there, [30])),
        (gravity(minutes, there, decay), gravity(turned, there, decay)),
        (cost_to_closest(minutes, n=n), cost_to_closest(turned, n=n)),
        (
            floating_catchment_area(minutes, heads, there, decay),
            floating_catchment_area(turned, heads, there, decay),
        ),
    ):
        assert two.index.to_list() == rows
        back = two.loc[minutes.index].to_numpy().ravel().tolist()
        assert back == pytest.approx(one.to_numpy().ravel().tolist(), rel=1e-9, nan_ok=True)


@given(tables(), decays(), st.data())
def test_what_has_no_route_never_counts(
    minutes: pd.DataFrame, decay: Decay, data: st.DataObject
) -> None:
    there, heads = data.draw(amounts(minutes.columns)), data.draw(amounts(minutes.index))
    gone = data.draw(st.sampled_from(minutes.columns.to_list()))
    without = minutes.assign(**{gone: NO_ROUTE})
    less = minutes.drop(columns=gone)
    pd.testing.assert_frame_equal(
        cumulative_cutoff(without, there, [5, 120]), cumulative_cutoff(less, there, [5, 120])
    )
    pd.testing.assert_series_equal(gravity(without, there, decay), gravity(less, there, decay))
    pd.testing.assert_series_equal(
        floating_catchment_area(without, heads, there, decay),
        floating_catchment_area(less, heads, there, decay),
    )


def test_a_row_without_any_route_stays_with_nought() -> None:
    minutes = pd.DataFrame({"a": [NO_ROUTE, 5.0]}, index=["island", "town"])
    one, people = pd.Series({"a": 6}), pd.Series({"island": 10, "town": 2})
    assert cumulative_cutoff(minutes, one, [9])[9.0].tolist() == [0, 6]
    assert gravity(minutes, one, everywhere).tolist() == [0, 6]
    assert floating_catchment_area(minutes, people, one, everywhere).tolist() == [0, 3]
    assert cost_to_closest(minutes).isna().tolist() == [True, False]


MINUTES = pd.DataFrame({"a": [5.0, 10.0], "b": [20.0, NO_ROUTE]}, index=["x", "y"])
THERE = pd.Series({"a": 1.0, "b": 2.0})
HEADS = pd.Series({"x": 1.0, "y": 2.0})


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ({"a": 1}, "1 of 2 have no number of 0 or more, the first is 'b'."),
        ({"c": 1}, "2 of 2 have no number of 0 or more, the first is 'a'."),
        ({"a": -1, "b": 2}, "1 of 2 have no number of 0 or more, the first is 'a'."),
        ({"a": 1, "b": NO_ROUTE}, "1 of 2 have no number of 0 or more, the first is 'b'."),
        ({"a": 1, "b": math.inf}, "1 of 2 have no number of 0 or more, the first is 'b'."),
    ],
)
def test_a_missing_or_negative_amount_is_refused(there: dict[str, float], said: str) -> None:
    wrong = pd.Series(there)
    for attempt in (
        lambda: cumulative_cutoff(MINUTES, wrong, [10]),
        lambda: gravity(MINUTES, wrong, everywhere),
        lambda: cost_to_closest(MINUTES, wrong),
    ):
        assert refusal(attempt) == f"opportunities: {said}"
    supplied = refusal(lambda: floating_catchment_area(MINUTES, HEADS, wrong, everywhere))
    assert supplied == f"supply: {said}"


def test_missing_demand_is_refused() -> None:
    demand = pd.Series({"x": 1})
    assert refusal(lambda: floating_catchment_area(MINUTES, demand, THERE, everywhere)) == (
        "demand: 1 of 2 have no number of 0 or more, the first is 'y'."
    )


def test_a_name_that_stands_twice_is_refused() -> None:
    twice, heads = pd.Series([1.0, 2, 3], ["a", "b", "b"]), pd.Series([1.0, 2, 3], ["x", "x", "y"])
    assert refusal(lambda: gravity(MINUTES, twice, everywhere)) == (
        "opportunities: 'b' stands twice in the index."
    )
    assert refusal(lambda: floating_catchment_area(MINUTES, HEADS, twice, everywhere)) == (
        "supply: 'b' stands twice in the index."
    )
    assert refusal(lambda: floating_catchment_area(MINUTES, heads, THERE, everywhere)) == (
        "demand: 'x' stands twice in the index."
    )


@pytest.mark.parametrize(
    "decay",
    [
        lambda minutes: np.ones_like(minutes) * 1.01,
        lambda minutes: -np.ones_like(minutes),
        lambda minutes: np.full_like(minutes, np.nan),
        lambda minutes: np.ones(len(minutes) + 1),
        lambda minutes: np.ones((len(minutes), 1)),
        lambda _: 1.0,
    ],
    ids=["above 1", "below 0", "no number", "too many", "wrong shape", "one number"],
)
def test_a_decay_that_gives_no_weights_is_refused(decay: Decay) -> None:
    said = "decay: must give a weight from 0 to 1 for every number of minutes."
    assert refusal(lambda: gravity(MINUTES, THERE, decay)) == said
    assert refusal(lambda: floating_catchment_area(MINUTES, HEADS, THERE, decay)) == said


def test_no_cutoff_is_refused() -> None:
    assert refusal(lambda: cumulative_cutoff(MINUTES, THERE, [])) == (
        "no cut-off was given; give e.g. 10, 20, 30 minutes."
    )


@pytest.mark.parametrize(("wrong", "shown"), [(0, "0"), (-2.5, "-2.5"), (math.nan, "nan")])
def test_a_number_that_is_not_positive_is_refused(wrong: float, shown: str) -> None:
    assert refusal(lambda: cost_to_closest(MINUTES, n=wrong)) == f"n {shown}: must be positive."
    assert refusal(lambda: cumulative_cutoff(MINUTES, THERE, [10, wrong])) == (
        f"cut-off {shown} is not a number of minutes above 0; give e.g. 10, 20, 30."
    )
