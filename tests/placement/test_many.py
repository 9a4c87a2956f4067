"""Very many candidates: sets are bounded and tried, and what is said to be proven is true."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from time import monotonic
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from placing import CUTOFFS, GOALS, towns
from veldland import VELDLAND

from drenthe_geo.errors import ArgumentError
from drenthe_geo.placement import median
from drenthe_geo.placement.choices import read_choices
from drenthe_geo.placement.cover import fewest
from drenthe_geo.placement.locate import candidate_sites, locate_sites
from drenthe_geo.placement.median import shortest_mean
from drenthe_geo.placement.models import cover_all, solve
from drenthe_geo.placement.question import NO_WAY, least_of, question_of
from drenthe_geo.placement.result import Goal, Placement
from drenthe_geo.placement.search import Search, figures_of
from drenthe_geo.placement.solve import place_sites
from drenthe_geo.placement.ways import Ways

MANY = Search(share=0.0, aims=("mean",), pairs=0)


def value_of(goal: Goal, found: Placement, cutoff: float) -> float:
    """The goal of the best set; less is better."""
    outcome = found.best.outcome
    if goal == "cover":
        return found.people - outcome.people_within[cutoff]
    return outcome.mean_min if goal == "mean" else outcome.furthest_min


@pytest.mark.parametrize("goal", GOALS)
@given(town=towns(), cutoff=CUTOFFS, data=st.data())
def test_what_is_proven_of_the_goal_is_true(
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
    assert found.bounded
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


def scattered(seed: int, places: int = 60, sites: int = 12) -> tuple[pd.DataFrame, pd.Series]:
    """Minutes between points in a square, and people; few live far away."""
    random = np.random.default_rng(seed)
    xy, there = random.random((places, 2)), random.random((sites, 2))
    far = np.hypot(*(xy[:, None] - there[None]).transpose(2, 0, 1))
    minutes = pd.DataFrame(np.rint(far * 40 * 600) / 600)
    minutes = minutes.rename(index=lambda at: f"p{at:03}", columns=lambda at: f"s{at:03}")
    return minutes, pd.Series(random.integers(1, 4000, places), minutes.index)


@pytest.mark.parametrize("goal", [*GOALS, "everybody"])
def test_it_chooses_what_trying_every_choice_chooses(goal: Goal) -> None:
    for seed in range(4):
        minutes, people = scattered(seed)
        count = None if goal == "everybody" else 3
        how: Any = {"goal": goal, "count": count, "cutoff_min": 15.0 if goal == "cover" else 30.0}
        aims = ("cover",) if goal == "mean" else ("mean",)
        tried = place_sites(minutes, people, search=Search(0.02, aims, 99, 10**9), **how)  # type: ignore[arg-type]
        found = place_sites(minutes, people, search=Search(0.02, aims, 99, pairs=0), **how)  # type: ignore[arg-type]
        assert found.bounded
        assert found.proven
        assert found.aim_gap == 0
        assert found.chosen == tried.chosen
        assert found.best == tried.best
        known = {one.sites for one in tried.sets}
        assert {one.sites for one in found.sets} <= known
        assert found.count_as_good <= tried.count_as_good
        if found.complete:
            assert found.sets == tried.sets
        assert found.complete == (goal == "mean")


@pytest.mark.parametrize("fixed", [(), ("s004",), ("s001", "s002", "s003")])
@pytest.mark.parametrize("what", ["free", "no further", "within"])
def test_every_set_within_a_share_of_the_shortest_mean_is_found(
    what: str, fixed: tuple[str, ...]
) -> None:
    minutes, people = scattered(7)
    asked = question_of(minutes, people, fixed=fixed)
    furthest, late = (35 * 600), int(people.sum() * 0.6)
    ways = Ways.of(asked, 3, longest=furthest if what == "no further" else NO_WAY - 1)
    if what == "within":
        ways = ways.charged(700.0, 15 * 600, late)
    worth: dict[tuple[int, ...], int] = {}
    for one in combinations(range(len(asked.sites)), 3):
        if asked.fixed[list(one)].sum() == len(fixed):
            chosen = np.isin(np.arange(len(asked.sites)), one)
            says = figures_of(asked, chosen, 15 * 600)
            does = {"no further": says.furthest <= furthest, "within": says.cover <= late}
            if does.get(what, True):
                worth[one] = says.mean
    assert worth
    start = list(max((total, one) for one, total in worth.items())[1])
    for share in (0.0, 0.1):
        found = shortest_mean(ways, start, share=share, until=np.inf)
        limit = min(worth.values()) * (1 + share)
        assert {tuple(one) for one in found.sets} == {
            one for one, total in worth.items() if total <= limit
        }
        assert found.gap == 0
        assert found.complete
    # Where time is up at once, no set is better than what is said.
    hurried = shortest_mean(ways, start, share=0.0, until=monotonic() - 1)
    assert worth[tuple(hurried.sets[0])] * (1 - hurried.gap) <= min(worth.values()) + 1e-6


@given(town=towns(ways="all", most=7), cutoff=CUTOFFS, data=st.data())
def test_the_fewest_are_those_of_the_plain_program(
    town: tuple[pd.DataFrame, pd.Series], cutoff: float, data: st.DataObject
) -> None:
    minutes, people = town
    fixed = data.draw(st.lists(st.sampled_from(list(minutes.columns)), max_size=2, unique=True))
    asked, ds = question_of(minutes, people, fixed=fixed), round(cutoff * 600)
    if asked.nearest_of_all().max() > ds:
        reject()
    within, _ = asked.patterns(ds)
    ours, plain = fewest(asked, ds), solve(cover_all(within, asked.fixed))
    assert ours is not None
    assert plain is not None
    assert ours.chosen.sum() == plain.chosen.sum()
    assert within[:, ours.chosen].any(axis=1).all()
    assert ours.chosen[asked.fixed].all()


@given(st.lists(st.lists(st.booleans(), min_size=9, max_size=9), min_size=1, max_size=8))
def test_rows_that_are_left_imply_the_others_and_not_each_other(rows: list[list[bool]]) -> None:
    every = np.array(rows)
    kept = least_of(every)
    assert all((~one | row).all(axis=-1).any() for row in every for one in [kept])
    for one, other in combinations(kept, 2):
        assert (one & ~other).any()
        assert (other & ~one).any()


def test_what_is_proven_of_the_further_aim_is_said_in_either_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sites = candidate_sites(VELDLAND, "sites")
    choices = replace(read_choices(VELDLAND), trials=0, pairs=0)
    en, nl = VELDLAND.words("en"), VELDLAND.words("nl")
    found = locate_sites(VELDLAND, sites, "furthest", count=3, choices=choices)
    assert found.placement.aim_gap == 0
    said, dutch = ([words.say(one) for one in found.sentences()] for words in (en, nl))
    assert "Of all that are as good none has a shorter mean: that is proven." in said
    assert dutch[2].endswith("heeft geen een korter gemiddelde: dat is bewezen.")
    assert not any(one.startswith(("In all", "No site is in")) for one in said)
    assert said[-1] == "Proven: no other 3 of 6 candidates are better by the goal than the best."
    for name, number in {"STEPS": 16, "CHECK": 16, "TRIALS": 0}.items():
        monkeypatch.setattr(median, name, number)
    found = locate_sites(VELDLAND, sites, "furthest", count=3, choices=choices)
    gap = found.placement.aim_gap
    assert found.proven_best
    assert 0 < gap < 1
    said, dutch = ([words.say(one) for one in found.sentences()] for words in (en, nl))
    assert said[2] == (
        "Not proven, of all that are as good, is the shortest mean; proven is that none has one "
        f"more than {100 * gap:.1f}% shorter."
    )
    assert dutch[2].startswith("Niet bewezen is, van alle die even goed zijn, het kortste ")
    found = locate_sites(VELDLAND, sites, "mean", count=3, choices=choices)
    assert not found.proven_best
    assert en.say(found.warnings[-1]) == (
        "with so many candidates it is not proven which choice is best; another choice may be "
        f"better, by {100 * found.placement.gap:.1f}% at most"
    )
