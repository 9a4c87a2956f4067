"""Very many candidates: sites are exchanged, and the bound never promises too much."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from placing import CUTOFFS, GOALS, towns

from drenthe_geo.errors import ArgumentError
from drenthe_geo.placement.result import Goal, Placement
from drenthe_geo.placement.search import Search
from drenthe_geo.placement.solve import place_sites

MANY = Search(share=0.0, aims=("mean",), pairs=0)


def value_of(goal: Goal, found: Placement, cutoff: float) -> float:
    """The goal of the best set; less is better."""
    outcome = found.best.outcome
    if goal == "cover":
        return found.people - outcome.people_within[cutoff]
    return outcome.mean_min if goal == "mean" else outcome.furthest_min


@pytest.mark.parametrize("goal", GOALS)
@given(town=towns(), cutoff=CUTOFFS, data=st.data())
def test_what_is_proven_of_an_exchange_is_true(
    goal: Goal, town: tuple[pd.DataFrame, pd.Series], cutoff: float, data: st.DataObject
) -> None:
    minutes, people = town
    count = data.draw(st.integers(1, minutes.shape[1]))
    fixed = data.draw(st.lists(st.sampled_from(list(minutes.columns)), max_size=count, unique=True))
    how = {"goal": goal, "count": count, "cutoff_min": cutoff, "fixed": fixed}
    try:
        best = place_sites(minutes, people, **how)  # type: ignore[arg-type]
    except ArgumentError:  # roads apart: so many sites do not do
        reject()
    found = place_sites(minutes, people, search=MANY, **how)  # type: ignore[arg-type]
    assert found.exchanged
    assert len(found.chosen) == count
    assert set(map(str, fixed)) <= set(found.chosen)
    assert found.outcome.people_without_way == best.outcome.people_without_way or goal == "cover"
    exact, ours = value_of(goal, best, cutoff), value_of(goal, found, cutoff)
    assert ours >= exact - 1e-9
    if goal == "cover":
        # Of those who are reached so many more may be, as a share of them.
        reached = found.people - ours
        assert found.people - exact <= reached * (1 + found.gap) + 1e-6
    else:
        assert exact >= ours * (1 - found.gap) - 1e-6
    if found.proven:
        assert ours == pytest.approx(exact)


@given(town=towns(ways="all"))
def test_the_fewest_sites_are_as_few(town: tuple[pd.DataFrame, pd.Series]) -> None:
    minutes, people = town
    cutoff = float(minutes.min(axis=1).max()) or 1.0
    best = place_sites(minutes, people, goal="everybody", cutoff_min=cutoff)
    found = place_sites(minutes, people, goal="everybody", cutoff_min=cutoff, search=MANY)
    assert len(found.chosen) == len(best.chosen)
    assert found.outcome.furthest_min <= cutoff
    assert found.proven


def test_an_exchange_is_found_that_adding_one_by_one_misses() -> None:
    # The middle is best alone; of two the ends are.
    minutes = pd.DataFrame(
        {"middle": [10.0, 10.0, 10.0, 10.0], "left": [0, 0, 40, 40], "right": [40, 40, 0, 0]},
        index=list("abcd"),
    )
    people = pd.Series(100, minutes.index)
    found = place_sites(minutes, people, goal="mean", count=2, search=MANY)
    assert found.chosen == ("left", "right")
    assert found.proven
