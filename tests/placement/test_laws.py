"""Laws of sites chosen together: more is never worse, order changes nothing, sums agree."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from placing import CUTOFFS, GOALS, NO_WAY, towns

from drenthe_geo.errors import ArgumentError
from drenthe_geo.placement.models import EXACT, Model, Solved, solve
from drenthe_geo.placement.solve import place_sites

if TYPE_CHECKING:
    from random import Random

    from drenthe_geo.placement.result import Goal


@pytest.mark.parametrize("goal", GOALS)
@given(town=towns(ways="all", most=4), cutoff=CUTOFFS)
@settings(max_examples=12)
def test_more_sites_are_never_worse(
    goal: Goal, town: tuple[pd.DataFrame, pd.Series], cutoff: float
) -> None:
    minutes, people = town
    found = [
        place_sites(minutes, people, goal=goal, count=count, cutoff_min=cutoff).outcome
        for count in range(1, minutes.shape[1] + 1)
    ]
    for few, many in pairwise(found):
        if goal == "cover":
            assert few.people_within[cutoff] <= many.people_within[cutoff]
        elif goal == "mean":
            assert many.mean_min <= few.mean_min
        else:
            assert many.furthest_min <= few.furthest_min


@given(town=towns(), data=st.data())
@settings(max_examples=12)
def test_a_looser_cutoff_never_has_fewer_people_or_more_sites(
    town: tuple[pd.DataFrame, pd.Series], data: st.DataObject
) -> None:
    minutes, people = town
    count = data.draw(st.integers(1, minutes.shape[1]))
    reached, needed = [], []
    for cutoff in (5.0, 10.0, 30.0, 60.0):
        found = place_sites(minutes, people, goal="cover", count=count, cutoff_min=cutoff)
        reached.append(found.outcome.people_within[cutoff])
        try:
            needed.append(
                len(place_sites(minutes, people, goal="everybody", cutoff_min=cutoff).chosen)
            )
        except ArgumentError:
            assert not needed, "what was possible within less is possible within more"
    assert reached == sorted(reached)
    assert needed == sorted(needed, reverse=True)


@pytest.mark.parametrize("goal", [*GOALS, "everybody"])
@given(town=towns(ways="all"), random=st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_the_order_of_sites_and_places_changes_nothing(
    goal: Goal, town: tuple[pd.DataFrame, pd.Series], random: Random
) -> None:
    minutes, people = town
    rows, columns = list(minutes.index), list(minutes.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    count = (minutes.shape[1] + 1) // 2 if goal != "everybody" else None
    how: Any = {"goal": goal, "count": count, "cutoff_min": 60, "also_min": [10]}
    one = place_sites(minutes, people, **how)
    two = place_sites(minutes.loc[rows, columns], people.sample(frac=1, random_state=1), **how)
    again = place_sites(minutes, people, **how)
    assert one.chosen == two.chosen == again.chosen
    assert one.outcome == two.outcome
    assert list(two.nearest.index) == rows
    pd.testing.assert_series_equal(two.nearest[minutes.index], one.nearest)
    pd.testing.assert_series_equal(two.minutes[minutes.index], one.minutes)


@given(town=towns(ways="all"), cutoff=CUTOFFS)
@settings(max_examples=15)
def test_what_is_said_of_each_place_adds_up(
    town: tuple[pd.DataFrame, pd.Series], cutoff: float
) -> None:
    minutes, people = town
    found = place_sites(minutes, people, goal="mean", count=1, cutoff_min=cutoff)
    own = minutes[list(found.chosen)]
    np.testing.assert_allclose(found.minutes, own.min(axis=1), atol=1e-9)
    assert found.outcome.mean_min == pytest.approx(np.average(own.min(axis=1), weights=people))
    assert found.outcome.people_within[cutoff] == people[own.min(axis=1) <= cutoff].sum()
    assert found.outcome.furthest_min == own.min(axis=1)[people > 0].max()


def test_exactly_on_the_cutoff_is_within_and_a_tenth_of_a_second_later_is_not() -> None:
    minutes = pd.DataFrame({"on": [30.0, 60.0], "off": [18001 / 600, 60.0]}, ["a", "b"])
    people = pd.Series({"a": 5, "b": 1})
    found = place_sites(minutes, people, goal="cover", count=1, cutoff_min=30)
    assert found.chosen == ("on",)
    assert found.outcome.people_within == {30.0: 5}


def test_who_has_no_way_to_any_candidate_is_counted_and_decides_nothing() -> None:
    minutes = pd.DataFrame({"a": [5.0, NO_WAY], "b": [9.0, NO_WAY]}, ["town", "island"])
    people = pd.Series({"town": 10, "island": 999})
    for goal in GOALS:
        found = place_sites(minutes, people, goal=goal, count=1, cutoff_min=30)
        assert found.chosen == ("a",)
        assert found.people_beyond_candidates == found.outcome.people_without_way == 999
        assert found.nearest.to_dict() == {"town": "a", "island": None}
        assert found.outcome.mean_min == 5.0


def test_a_place_without_people_counts_for_nothing() -> None:
    minutes = pd.DataFrame({"a": [5.0, 90.0], "b": [9.0, 10.0]}, ["town", "heath"])
    people = pd.Series({"town": 10, "heath": 0})
    assert place_sites(minutes, people, goal="furthest", count=1).chosen == ("a",)
    found = place_sites(minutes, people, goal="everybody", cutoff_min=5)
    assert found.chosen == ("a",)
    assert found.outcome.furthest == "town"


def test_what_is_there_now_is_said_beside_what_is_gained() -> None:
    minutes = pd.DataFrame({"old": [10.0, 50.0], "new": [50.0, 10.0]}, ["a", "b"])
    people = pd.Series({"a": 3, "b": 1})
    found = place_sites(minutes, people, goal="cover", count=2, cutoff_min=30, fixed=["old"])
    assert found.fixed == ("old",)
    assert found.fixed_alone is not None
    assert found.fixed_alone.people_within[30.0] == 3
    assert found.fixed_alone.mean_min == 20.0
    assert found.outcome.people_within[30.0] == 4
    free = place_sites(minutes, people, goal="cover", count=1, cutoff_min=30)
    assert free.fixed_alone is None


def test_groups_change_the_model_and_not_what_is_reported() -> None:
    minutes = pd.DataFrame({"a": [1.0, 9.0, 5.0], "b": [9.0, 1.0, 5.0]}, ["x", "y", "z"])
    people = pd.Series({"x": 1, "y": 1, "z": 1})
    together = pd.Series({"x": 1, "y": 1, "z": 2})
    found = place_sites(minutes, people, goal="mean", count=2, groups=together)
    assert found.outcome.mean_min == pytest.approx(7 / 3)
    with pytest.raises(ArgumentError, match=r"^groups: 1 places have none, the first is 'z'\.$"):
        place_sites(minutes, people, goal="mean", count=1, groups=together.drop("z"))


def test_the_solver_prints_nothing_of_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    minutes = pd.DataFrame({"a": [5.0, 40.0], "b": [40.0, 5.0]}, ["x", "y"])
    place_sites(minutes, pd.Series({"x": 1, "y": 2}), goal="mean", count=1)
    said = capfd.readouterr()
    assert said.out + said.err == ""


def test_the_solver_is_asked_for_the_best_and_not_for_nearly_the_best() -> None:
    """HiGHS stops within a ten-thousandth of the best unless told otherwise."""
    assert EXACT == {"mip_rel_gap": 0.0}


@pytest.mark.parametrize("goal", ["mean", "furthest"])  # for cover see test_cover
def test_what_a_solver_did_not_prove_is_not_said_to_be_proven(goal: Goal) -> None:
    def stopped(model: Model, seconds: float | None) -> Solved | None:
        found = solve(model, seconds)
        return None if found is None else Solved(found.chosen, 0.1)

    minutes = pd.DataFrame({"a": [5.0, 40.0], "b": [40.0, 5.0]}, ["x", "y"])
    how: Any = {"goal": goal, "count": 1, "cutoff_min": 30}
    found = place_sites(minutes, pd.Series({"x": 1, "y": 2}), solver=stopped, **how)
    assert (found.proven, found.chosen) == (False, ("b",))
