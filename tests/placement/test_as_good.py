"""Choices that are as good as the best: trying every one finds the same, in the same order."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from placing import CUTOFFS, GOALS, figures, longest_way, towns
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import ArgumentError, DataError
from drenthe_geo.placement.choices import choices_from_mapping, read_choices
from drenthe_geo.placement.locate import Locations, candidate_sites, locate_sites
from drenthe_geo.placement.models import Model, Solved, solve
from drenthe_geo.placement.search import Search
from drenthe_geo.placement.solve import place_sites

if TYPE_CHECKING:
    from drenthe_geo.placement.result import Goal, Placement

SITES = candidate_sites(VELDLAND, "sites")
EN, NL = VELDLAND.words("en"), VELDLAND.words("nl")
ALL = 10**9
SHARES = st.sampled_from([0.0, 0.005, 0.1, 0.5])
AIMS: dict[str, tuple[str, ...]] = {
    "cover": ("mean", "furthest"),
    "mean": ("cover", "furthest"),
    "furthest": ("mean", "cover"),
}


def by_force(
    minutes: pd.DataFrame,
    people: pd.Series,
    goal: str,
    count: int,
    *,
    cutoff: float,
    share: float,
    fixed: tuple[str, ...] = (),
) -> list[tuple[tuple[int, ...], tuple[str, ...]]]:
    """Every choice within the share of the best, with what it is worth by its aims, in order."""
    found = []
    for chosen in combinations(minutes.columns, count):
        within, lost, total, longest = figures(minutes, people, chosen, cutoff)
        if not set(fixed) <= set(chosen) or (lost and goal != "cover"):
            continue
        worth = {
            "cover": -within,
            "mean": total + lost * longest_way(minutes, people),
            "furthest": 10**12 if lost else longest,
        }
        found.append((worth, chosen))
    best = min((worth[goal] for worth, _ in found), default=0)
    good = [one for one in found if one[0][goal] <= best + share * abs(best) + 1e-9]
    return sorted((tuple(worth[aim] for aim in AIMS[goal]), chosen) for worth, chosen in good)


@pytest.mark.parametrize("trials", [ALL, 0])
@pytest.mark.parametrize("goal", GOALS)
@given(town=towns(), data=st.data())
@settings(max_examples=20)
def test_all_that_are_as_good_are_found_in_order(
    goal: Goal, trials: int, town: tuple[pd.DataFrame, pd.Series], data: st.DataObject
) -> None:
    minutes, people = town
    cutoff, share = data.draw(CUTOFFS), data.draw(SHARES)
    count = data.draw(st.integers(1, minutes.shape[1]))
    fixed = tuple(data.draw(st.lists(st.sampled_from(list(minutes.columns)), max_size=1)))
    known = by_force(minutes, people, goal, count, cutoff=cutoff, share=share, fixed=fixed)
    search = Search(share, AIMS[goal], others=99, trials=trials)  # type: ignore[arg-type]
    how: Any = {"goal": goal, "count": count, "cutoff_min": cutoff, "fixed": fixed}
    if not known:
        with pytest.raises(ArgumentError, match="relax the count"):
            place_sites(minutes, people, search=search, **how)
        return
    found = place_sites(minutes, people, search=search, **how)
    sets = [one.sites for one in found.sets]
    assert set(sets) == {chosen for _, chosen in known}
    worth = {chosen: one for one, chosen in known}
    assert [worth[one] for one in sets] == [one for one, _ in known]
    assert found.chosen == sets[0]
    assert found.best.sites in sets
    assert found.count_as_good == len(known)
    assert found.complete
    assert bool(found.tried) == bool(trials)
    for site in minutes.columns:
        assert found.sets_of.get(site, 0) == sum(site in one for one in sets)


def town_of(seed: int) -> tuple[pd.DataFrame, pd.Series]:
    """Minutes from forty places to seven candidates, hardly two of them equal."""
    random = np.random.default_rng(seed)
    tenths = random.integers(10, 600, (40, 7))
    minutes = pd.DataFrame(tenths / 10).rename(index=str, columns=lambda one: f"s{one}")
    return minutes, pd.Series(random.integers(1, 4000, 40), minutes.index)


@pytest.mark.parametrize("goal", [*GOALS, "everybody"])
def test_who_tries_and_who_solves_finds_the_same(goal: Goal) -> None:
    for seed in range(2):
        minutes, people = town_of(seed)
        how: Any = {"goal": goal, "count": None if goal == "everybody" else 3, "cutoff_min": 40}
        both = [
            place_sites(minutes, people, search=Search(0.01, others=199, trials=trials), **how)
            for trials in (ALL, 0)
        ]
        assert both[0].sets == both[1].sets
        assert both[0].best == both[1].best
        assert both[0].complete
        assert both[1].complete


def test_a_search_that_was_stopped_says_that_there_may_be_others() -> None:
    minutes, people = town_of(1)
    how: Any = {"goal": "cover", "count": 4, "cutoff_min": 40}

    def few(others: int) -> Placement:
        return place_sites(minutes, people, search=Search(0.1, others=others), **how)

    everything = place_sites(minutes, people, search=Search(0.1, others=9, trials=ALL), **how)
    assert everything.count_as_good > 10 == len(everything.sets)
    assert everything.complete
    for others in (1, 4):
        found = few(others)
        assert not found.complete
        assert found.count_as_good == others + 1
        # The first of them are the best by the aims, but for the best by the goal.
        assert found.sets[0] == everything.sets[0]
    assert few(0).chosen == few(0).best.sites


def test_time_that_is_up_stops_the_search_and_not_the_answer() -> None:
    minutes, people = town_of(2)
    calls: list[float] = []

    def slow(model: Model, seconds: float | None) -> Solved | None:
        calls.append(seconds or 0)
        return solve(model) if len(calls) <= 2 else None

    found = place_sites(
        minutes, people, goal="cover", count=4, cutoff_min=40, seconds=60,
        search=Search(0.1, others=50), solver=slow,
    )  # fmt: skip
    assert found.count_as_good == 2
    assert not found.complete
    assert found.proven
    assert calls[-1] < 60


def test_a_choice_hardly_worse_with_a_shorter_mean_is_taken_and_both_are_said() -> None:
    """1,000 people more or less of 400,000 do not outweigh a minute for all."""
    minutes = pd.DataFrame({"far": [29.0, 29.0, 29.0], "near": [5.0, 5.0, 40.0]}, ["a", "b", "c"])
    people = pd.Series({"a": 200_000, "b": 199_000, "c": 1_000})
    how: Any = {"goal": "cover", "count": 1, "cutoff_min": 30}
    strict = place_sites(minutes, people, **how)
    assert strict.chosen == strict.best.sites == ("far",)
    for trials in (ALL, 0):
        found = place_sites(minutes, people, search=Search(0.005, others=9, trials=trials), **how)
        assert found.chosen == ("near",)
        assert found.best.sites == ("far",)
        assert found.worse_share(found.sets[0]) == pytest.approx(1000 / 400_000)
        assert found.worse_share(found.best) == 0
        assert found.proven


def located(goal: Goal, **how: Any) -> Locations:
    return locate_sites(VELDLAND, SITES, goal, **how)


def test_what_is_as_good_is_said_in_either_language() -> None:
    found = located("furthest", count=3)
    said = [EN.say(one) for one in found.sentences()]
    assert found.placement.count_as_good == 3
    assert said[1] == (
        "3 choices are as good, within 0.5% of the best; of these this one has the shortest mean."
    )
    best = [found.candidates["name"][one] for one in found.placement.best.sites]
    assert said[2].startswith(f"By the goal alone {best[0]}, {best[1]} and {best[2]} are best: ")
    assert said[3].startswith("In all of them: Veencampus Venendal; in more than half: ")
    dutch = [NL.say(one) for one in found.sentences()]
    assert dutch[1] == (
        "3 keuzes zijn even goed, binnen 0,5 % van de beste; daarvan heeft deze het kortste "
        "gemiddelde."
    )
    assert dutch[3].startswith("In alle: Veencampus Venendal; in meer dan de helft: ")
    only = EN.say(located("mean", count=2).sentences()[1])
    assert only == "No other choice is as good, within 0.5% of the best."
    few = EN.say(located("everybody", cutoff_min=40).sentences()[1])
    assert few.startswith("6 choices are as good, with as few sites and nobody further; ")
    stopped = replace(read_choices(VELDLAND), trials=0, others=2)
    some = [EN.say(one) for one in located("cover", count=1, choices=stopped).sentences()]
    assert some[1] == (
        "At least 3 choices are as good, within 0.5% of the best: the search was stopped there; "
        "of these this one has the shortest mean."
    )


def test_the_table_of_sets_has_the_chosen_and_the_best() -> None:
    found = located("furthest", count=3)
    table = found.sets()
    assert list(table["rank"]) == [1, 2, 3]
    assert table["chosen"].tolist() == [True, False, False]
    assert table["best"].sum() == 1
    assert table.loc[table["best"], "worse_percent"].item() == 0
    assert table["worse_percent"].between(0, 0.5).all()
    assert table["mean_min"].is_monotonic_increasing
    outcome = found.placement.outcome
    first: Any = table.iloc[0]
    assert first["mean_min"] == outcome.mean_min
    assert first["people_within"] == outcome.people_within[30.0]
    assert set(first["sites"].split(";")) == set(found.sites.index)
    # The best by the goal stands in the table even where it is not among the first.
    one = located("furthest", count=3, choices=replace(read_choices(VELDLAND), others=0))
    assert one.sets()["rank"].isna().tolist() == [False, True]
    assert one.sets()["best"].tolist() == [False, True]


def test_aims_that_nobody_knows_are_refused() -> None:
    raw = VELDLAND.toml("placement")
    for aims in ({**raw["aims"]["value"], "cover": ["costs"]}, {"cover": ["mean"]}):
        raw = {**raw, "aims": {"value": aims, "source": "assumption"}}
        goal = "cover" if aims["cover"] == ["costs"] else "mean"
        with pytest.raises(DataError) as caught:
            choices_from_mapping(raw)
        assert str(caught.value) == (
            f"placement settings, aims: goal {goal!r} needs one or more of cover, mean, furthest."
        )


def test_the_answer_has_a_table_of_its_own() -> None:
    answer = dg.ask_place(VELDLAND, "furthest", count=3, points="sites", unfit=True)
    assert list(answer.tables["sets"])[3] == "people_within_30_min"
    assert answer.about["as_good"]["choices"] == 3  # type: ignore[index]
    assert answer.about["best_by_the_goal"] != answer.about["chosen"]
