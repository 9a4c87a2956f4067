"""Most people out of very many candidates: nothing that matters is left out, no bound too low."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from placing import CUTOFFS, best_by_force, towns

from drenthe_geo.placement.cover import _added, _bound, _Small, most_people, undominated
from drenthe_geo.placement.models import Model, Solved, solve
from drenthe_geo.placement.question import question_of
from drenthe_geo.placement.search import Search
from drenthe_geo.placement.solve import place_sites

MANY = Search(share=0.0, aims=("mean",), pairs=0)
CUTOFF_MIN = 30.0
CUTOFF = round(CUTOFF_MIN * 600)


def scattered(seed: int, places: int, sites: int) -> tuple[pd.DataFrame, pd.Series]:
    """Places and candidates in a square that takes an hour to cross, as the crow flies."""
    random = np.random.default_rng(seed)
    home, site = random.uniform(0, 60, (places, 2)), random.uniform(0, 60, (sites, 2))
    apart = np.hypot(*(home[:, None] - site[None]).transpose(2, 0, 1))
    minutes = pd.DataFrame(apart.round(1)).rename(index="p{:04}".format, columns="s{:04}".format)
    return minutes, pd.Series(random.integers(1, 900, places), minutes.index)


def within_of(minutes: pd.DataFrame, cutoff_min: float = CUTOFF_MIN) -> NDArray[np.bool_]:
    return (minutes <= cutoff_min).to_numpy()


def heads_of(people: pd.Series, within: NDArray[np.bool_], chosen: NDArray[np.bool_]) -> int:
    return int(people.to_numpy() @ within[:, chosen].any(axis=1))


@given(town=towns(), cutoff=CUTOFFS, data=st.data())
def test_of_many_the_most_people_are_those_of_trying_every_choice(
    town: tuple[pd.DataFrame, pd.Series], cutoff: float, data: st.DataObject
) -> None:
    minutes, people = town
    count = data.draw(st.integers(1, minutes.shape[1]))
    fixed = data.draw(st.lists(st.sampled_from(list(minutes.columns)), max_size=count, unique=True))
    found = place_sites(
        minutes, people, goal="cover", count=count, cutoff_min=cutoff, fixed=fixed, search=MANY
    )
    known = best_by_force(minutes, people, "cover", count, cutoff=cutoff, fixed=tuple(fixed))
    assert known is not None
    assert found.bounded
    assert found.proven
    assert found.best.outcome.people_within[cutoff] == -known[0]
    assert len(found.chosen) == count


@given(
    within=st.lists(st.lists(st.booleans(), min_size=6, max_size=6), min_size=1, max_size=7),
    count=st.integers(1, 3),
)
def test_some_of_the_best_are_among_the_undominated(within: list[list[bool]], count: int) -> None:
    rows = np.array(within)
    people = np.arange(1, len(rows) + 1) ** 2

    def most(sites: NDArray[np.intp]) -> int:
        sets = combinations(sites, min(count, len(sites)))
        return max(int(people[rows[:, list(one)].any(axis=1)].sum()) for one in sets)

    kept = undominated(rows)
    assert kept.any()
    assert most(np.flatnonzero(kept)) == most(np.arange(6))
    # What is kept reaches somebody whom each other that is kept does not, or is the first.
    for one, other in combinations(np.flatnonzero(kept), 2):
        assert (rows[:, one] & ~rows[:, other]).any()
        assert (rows[:, other] & ~rows[:, one]).any()


@pytest.mark.parametrize("seed", range(6))
def test_no_choice_reaches_more_than_the_bound_says_of_it(seed: int) -> None:
    minutes, people = scattered(seed, 40, 9)
    for count in (1, 2, 4):
        small = _Small(within_of(minutes, 15.0), people.to_numpy(), np.arange(9), count)
        bound = _bound(small, _added(small))
        for one in combinations(range(9), count):
            worth = small.worth(list(one))
            assert worth <= bound.most + 1e-6
            assert worth <= bound.most_with[list(one)].min() + 1e-6


@pytest.mark.peers
@pytest.mark.parametrize(
    ("seed", "cutoff_min", "count"), [(1, 15.0, 3), (2, 10.0, 6), (3, 25.0, 4)]
)
def test_hundreds_of_candidates_reach_as_many_as_spopt_says(
    seed: int, cutoff_min: float, count: int
) -> None:
    import spopt_models  # noqa: PLC0415 - heavy

    minutes, people = scattered(seed, 120, 150)
    asked = question_of(minutes, people)
    ours = most_people(asked, count, round(cutoff_min * 600))
    within = within_of(minutes, cutoff_min)
    theirs = spopt_models.cover_most(within, people.to_numpy(), count, np.zeros(150, dtype=bool))
    assert theirs is not None
    assert ours.gap == 0
    assert asked.sites.tolist() == minutes.columns.tolist()
    most, known = (
        heads_of(people, within, one.chosen) for one in (ours, theirs)
    )  # fmt: skip
    assert most == known


def test_more_candidates_and_more_sites_are_never_worse() -> None:
    minutes, people = scattered(4, 300, 200)
    most: dict[tuple[int, int], int] = {}
    for number in (50, 100, 200):
        asked = question_of(minutes.iloc[:, :number], people)
        for count in (2, 3):
            chosen = most_people(asked, count, 15 * 600).chosen
            most[number, count] = heads_of(people, within_of(minutes, 15.0)[:, :number], chosen)
    assert most[50, 2] <= most[100, 2] <= most[200, 2] < most[200, 3]
    assert most[50, 2] < most[50, 3] <= most[100, 3] <= most[200, 3]


def hard() -> tuple[pd.DataFrame, pd.Series]:
    """A town whose bound alone proves nothing: the solver is asked."""
    return scattered(5, 200, 120)


def test_where_the_solver_has_no_time_the_gap_is_true() -> None:
    minutes, people = hard()
    how = {"goal": "cover", "count": 7, "cutoff_min": 15.0, "search": MANY}
    best = place_sites(minutes, people, **how)  # type: ignore[arg-type]
    stopped = place_sites(minutes, people, solver=lambda *_: None, **how)  # type: ignore[arg-type]
    assert best.proven
    assert 0 < stopped.gap < 0.2
    exact, ours = (one.best.outcome.people_within[15.0] for one in (best, stopped))
    assert ours <= exact <= ours * (1 + stopped.gap) + 1e-6


def test_what_the_solver_did_not_finish_is_no_proof() -> None:
    minutes, people = hard()
    asked = question_of(minutes, people)
    asked_for: list[int] = []

    def unfinished(model: Model, seconds: float | None) -> Solved | None:
        found = solve(model, seconds)
        asked_for.append(len(model.fixed))
        return None if found is None else replace(found, gap=0.01)

    sure = most_people(asked, 7, 15 * 600)
    found = most_people(replace(asked, solver=unfinished), 7, 15 * 600)
    assert asked_for
    assert 0 < found.gap <= 0.01 + 1e-6
    assert (found.chosen == sure.chosen).all()
