"""Brute force confirms every choice of sites."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from placing import CUTOFFS, GOALS, best_by_force, figures, measured, towns

from drenthe_geo.errors import ArgumentError
from drenthe_geo.placement.question import more_orders
from drenthe_geo.placement.solve import place_sites

if TYPE_CHECKING:
    from drenthe_geo.placement.result import Goal, Placement

FEW = settings(max_examples=25)


@pytest.mark.parametrize("goal", GOALS)
@given(town=towns(), cutoff=CUTOFFS, data=st.data())
@FEW
def test_brute_force_finds_nothing_better(
    goal: Goal, town: tuple[pd.DataFrame, pd.Series], cutoff: float, data: st.DataObject
) -> None:
    minutes, people = town
    count = data.draw(st.integers(1, minutes.shape[1]))
    fixed = tuple(data.draw(st.lists(st.sampled_from(list(minutes.columns)), max_size=count,
                                     unique=True)))  # fmt: skip
    known = best_by_force(minutes, people, goal, count, cutoff=cutoff, fixed=fixed)

    def placed() -> Placement:
        return place_sites(minutes, people, goal=goal, count=count, cutoff_min=cutoff, fixed=fixed)

    if known is None:
        with pytest.raises(ArgumentError, match=r"can be reached by everybody.*relax the count"):
            placed()
        return
    found = placed()
    assert len(found.chosen) == count
    assert set(found.fixed) == set(fixed) <= set(found.chosen)
    assert measured(minutes, people, found, cutoff) == known
    assert found.proven


@given(town=towns(), cutoff=CUTOFFS, data=st.data())
@FEW
def test_brute_force_finds_no_fewer_sites_for_everybody(
    town: tuple[pd.DataFrame, pd.Series], cutoff: float, data: st.DataObject
) -> None:
    minutes, people = town
    names = list(minutes.columns)
    fixed = tuple(data.draw(st.lists(st.sampled_from(names), max_size=2, unique=True)))
    everybody = int(people.sum())
    good = [
        (count, figures(minutes, people, chosen, cutoff)[2])
        for count in range(1, len(names) + 1)
        for chosen in combinations(names, count)
        if set(fixed) <= set(chosen) and figures(minutes, people, chosen, cutoff)[0] == everybody
    ]
    if not good:
        with pytest.raises(ArgumentError, match=r"^everybody within .* minutes: .*\.$"):
            place_sites(minutes, people, goal="everybody", cutoff_min=cutoff, fixed=fixed)
        return
    found = place_sites(minutes, people, goal="everybody", cutoff_min=cutoff, fixed=fixed)
    total = figures(minutes, people, found.chosen, cutoff)[2]
    assert (len(found.chosen), total) == min(good)
    assert found.outcome.people_within[cutoff] == everybody


@given(town=towns(ways="all"), data=st.data())
@FEW
def test_the_cutoff_that_is_named_as_a_way_out_is_one(
    town: tuple[pd.DataFrame, pd.Series], data: st.DataObject
) -> None:
    minutes, people = town
    count = data.draw(st.integers(1, minutes.shape[1]))
    try:
        place_sites(minutes, people, goal="everybody", cutoff_min=1, count=count)
    except ArgumentError as error:
        said = str(error)
    else:
        return
    named = float(said.split("cut-off to ")[1].split(" minutes", maxsplit=1)[0])
    if named == 0:
        return
    found = place_sites(minutes, people, goal="everybody", cutoff_min=named)
    assert found.outcome.furthest_min <= named < 1000
    if "are needed" in said:
        assert len(found.chosen) <= count
        if named > 0.1:  # and it is the smallest, in tenths of a minute
            best = place_sites(minutes, people, goal="furthest", count=count)
            assert named - 0.1 < best.outcome.furthest_min + 1e-9


def test_places_for_which_candidates_come_in_one_order_are_counted_once() -> None:
    orders = pd.DataFrame({"a": [1.0, 2.0, 9.0], "b": [5.0, 7.0, 3.0]})
    assert [more_orders(orders.head(rows), 1) for rows in (1, 2, 3)] == [False, False, True]
    assert not more_orders(orders, 2)
