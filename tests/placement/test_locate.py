"""Sites of an area chosen together: candidates, fixed sites, cells, warnings, steps."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from placing import GOALS
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import ArgumentError
from drenthe_geo.placement.choices import read_choices
from drenthe_geo.placement.locate import (
    STEPS,
    candidate_sites,
    cell_for_mean,
    cells,
    locate_sites,
    named_candidates,
)
from drenthe_geo.placement.models import Model, Solved, solve
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from drenthe_geo.placement.result import Goal

SITES = candidate_sites(VELDLAND, "sites")
EN, NL = VELDLAND.words("en"), VELDLAND.words("nl")


@pytest.mark.parametrize("count", [1, 2, 4])
@pytest.mark.parametrize("goal", GOALS)
def test_brute_force_confirms_the_choice_on_the_roads(goal: Goal, count: int) -> None:
    found = locate_sites(VELDLAND, SITES, goal, count=count, cutoff_min=10)
    reach = dg.roads.compute_reach(dg.roads.read_network(VELDLAND, "car"), SITES)
    people = dg.area.read_people(VELDLAND)
    minutes = dg.roads.travel_times(reach, people).minutes
    ds = (minutes * 600).round().to_numpy().astype(int)
    heads = people["population"].to_numpy()
    tried = [ds[:, list(which)].min(axis=1) for which in combinations(range(len(SITES)), count)]
    best = {
        "cover": -max(int(heads[one <= 6000].sum()) for one in tried),
        "mean": min(int(one @ heads) for one in tried),
        "furthest": min(int(one[heads > 0].max()) for one in tried),
    }
    outcome = found.placement.best.outcome
    known = {
        "cover": -outcome.people_within[10.0],
        "mean": round(outcome.mean_min * 600 * heads.sum()),
        "furthest": round(outcome.furthest_min * 600),
    }
    assert known[goal] == best[goal]
    assert found.proven_best


def test_the_chosen_sites_have_all_people_between_them() -> None:
    found = locate_sites(VELDLAND, SITES, "mean", count=2, fixed=["zandpark-wolde"])
    total = found.people["population"].sum()
    assert found.sites["people_nearest"].sum() == found.placement.people == total
    assert found.sites["people_within"].sum() == found.placement.outcome.people_within[30.0]
    assert found.sites["people_nearest"].is_monotonic_decreasing
    assert found.sites["fixed"].to_dict()["zandpark-wolde"]
    mean = np.average(found.sites["mean_min"], weights=found.sites["people_nearest"])
    assert found.placement.outcome.mean_min == pytest.approx(mean)
    assert found.sites["furthest_min"].max() == pytest.approx(found.placement.outcome.furthest_min)
    assert found.candidates["chosen"].sum() == 2
    assert found.candidates["fixed"].sum() == 1
    assert len(found.candidates) == len(SITES) == 6


def test_a_fixed_site_may_be_none_of_the_candidates() -> None:
    few = SITES.drop(index="zandpark-wolde")
    found = locate_sites(VELDLAND, few, "mean", count=2, fixed=["zandpark-wolde"])
    assert "zandpark-wolde" in found.sites.index
    with pytest.raises(ArgumentError) as caught:
        locate_sites(VELDLAND, few, "mean", count=2, fixed=["zandpark"])
    known = ", ".join([*few.index, "zandpark-wolde"])
    assert str(caught.value) == (
        f"unknown fixed site 'zandpark': did you mean 'zandpark-wolde'? Choices: {known}."
    )


def test_a_candidate_outside_the_roads_is_refused_by_its_name() -> None:
    far = gpd.GeoDataFrame(
        {"name": ["Sea"]}, geometry=[shapely.Point(100_000, 600_000)], index=["sea"], crs=SITES.crs
    )
    both = gpd.GeoDataFrame(pd.concat([SITES, far]), crs=SITES.crs)
    with pytest.raises(ArgumentError) as caught:
        locate_sites(VELDLAND, both, "mean", count=1)
    said = (
        "candidates: 1 of 7 lies outside the road network ('Sea'); a candidate must lie "
        "within 2,000 m of a road in or around {} (is its position in RD New or lon,lat?)."
    )
    assert str(caught.value) == said.format("the area")
    assert caught.value.sentence(EN) == said.format("Veldland")


def test_candidates_of_the_area() -> None:
    offered = ["veencampus-venendal", "no-more", "stationsgebied-heidestad"]
    profile = candidate_sites(VELDLAND, "profile", offered=offered)
    assert list(profile.index) == ["stationsgebied-heidestad", "veencampus-venendal"]
    places = candidate_sites(VELDLAND, "places")
    assert len(places) == 9
    assert places["name"].to_dict()["1001"] == "1001 Heidestad"
    with pytest.raises(ArgumentError) as caught:
        candidate_sites(VELDLAND, "site")
    assert str(caught.value) == (
        "unknown candidates 'site': did you mean 'sites'? Choices: profile, sites, places."
    )
    nameless = places.head(1).assign(name=None)
    assert named_candidates(nameless)["name"].tolist() == ["1001"]


def test_who_goes_together_depends_on_how_many_there_are() -> None:
    choices, people = read_choices(VELDLAND), dg.area.read_people(VELDLAND)
    reach = dg.roads.compute_reach(dg.roads.read_network(VELDLAND, "car"), SITES)
    minutes = dg.roads.travel_times(reach, people).minutes
    assert cell_for_mean(minutes, people, choices) is None
    sides = [cell_for_mean(minutes, people, replace(choices, pairs=most)) for most in (60, 24, 1)]
    few = [cells(people, cell).nunique() for cell in choices.cells_m]
    assert few == sorted(few, reverse=True)
    assert sides[-1] == choices.cells_m[-1]
    known = [side for side in sides if side is not None]
    assert len(known) >= 2
    assert known == sorted(known)
    rough = replace(choices, pairs=few[-1] * len(SITES))
    assert locate_sites(VELDLAND, SITES, "mean", count=2, choices=rough).proven_best  # all tried
    solved = replace(rough, trials=0)
    found = locate_sites(VELDLAND, SITES, "mean", count=2, choices=solved)
    assert found.placement.proven
    assert not found.proven_best  # proven of cells, not of streets
    other = locate_sites(VELDLAND, SITES, "cover", count=2, choices=solved)
    assert other.proven_best
    # With more pairs of the largest cells each street stands for itself again.
    bounded = replace(solved, pairs=few[-1] * len(SITES) - 1)
    alone = locate_sites(VELDLAND, SITES, "mean", count=2, choices=bounded)
    assert alone.placement.bounded
    assert alone.cell_m is None
    assert alone.proven_best


def test_a_choice_that_is_not_proven_says_so() -> None:
    def stopped(gap: float) -> Any:
        def solver(model: Model, seconds: float | None) -> Solved | None:
            found = solve(model, seconds)
            return None if found is None else Solved(found.chosen, gap)

        return solver

    solved = replace(read_choices(VELDLAND), trials=0)
    how: Any = {"count": 2, "choices": solved, "solver": stopped(0.1)}
    found = locate_sites(VELDLAND, SITES, "mean", **how)
    assert not found.placement.proven
    assert not found.proven_best
    assert found.warnings[-1] == Message("placement.gap", share=0.1)
    assert EN.say(found.warnings[-1]) == (
        "the solver ran out of time: another choice may be better, by 10.0% at most"
    )
    assert not any(EN.say(one).startswith("Proven") for one in found.sentences())
    mean_min = found.placement.best.outcome.mean_min
    assert EN.say(found.sentences()[-1]) == (
        "Not proven to be the best, but proven: no 2 of 6 candidates have a mean below "
        f"{0.9 * mean_min:.2f} minutes; the best found have {mean_min:.2f}, so another choice is "
        "better by 10.0% at most."
    )
    found = locate_sites(VELDLAND, SITES, "furthest", **how)
    # Nobody has it shorter than with all sites at once: so much is sure.
    gap = found.placement.gap
    all_min = locate_sites(VELDLAND, SITES, "furthest", count=6).placement.outcome.furthest_min
    furthest_min = found.placement.best.outcome.furthest_min
    assert furthest_min * (1 - gap) == pytest.approx(all_min)
    assert EN.say(found.warnings[-1]) == (
        f"the solver ran out of time: another choice may be better, by {100 * gap:.1f}% at most"
    )
    assert EN.say(found.sentences()[-1]) == (
        "Not proven to be the best, but proven: no 2 of 6 candidates leave nobody further than "
        f"{all_min:.1f} minutes; the best found leave nobody further than {furthest_min:.1f}, so "
        f"another choice is better by {100 * gap:.1f}% at most."
    )
    found = locate_sites(VELDLAND, SITES, "everybody", **{**how, "count": None, "cutoff_min": 40})
    count = len(found.sites)
    assert EN.say(found.sentences()[-1]) == (
        f"Not proven to be the best, but proven: fewer than {count} of 6 candidates will not do; "
        f"the best found are {count}."
    )


def test_what_a_mode_leaves_out_is_a_warning_in_either_language() -> None:
    walk = dg.read_profile(VELDLAND, "walk")
    found = locate_sites(VELDLAND, SITES, "mean", count=1, profile=walk)
    assert found.warnings[:1] == walk.notes
    assert EN.say(found.warnings[0]) != NL.say(found.warnings[0])
    assert found.profile is walk


def test_a_scenario_is_taken_as_done() -> None:
    fast = [dg.scenarios.read_scenario(VELDLAND, "n901-sneller")]
    now = dg.situation.read_situation(VELDLAND)
    then = dg.scenarios.apply_scenarios(now, fast, VELDLAND.settings)
    one, two = (
        locate_sites(VELDLAND, SITES, "mean", count=1, situation=there) for there in (now, then)
    )
    assert two.placement.outcome.mean_min < one.placement.outcome.mean_min
    assert two.situation.scenarios == ("n901-sneller",)


def solved_for(goal: Goal, **how: Any) -> dg.placement.Locations:
    """Two sites that the solver chose."""
    choices = replace(read_choices(VELDLAND), trials=0)
    return locate_sites(VELDLAND, SITES, goal, **{"count": 2, "choices": choices, **how})


def test_what_the_sites_mean_is_said_in_either_language() -> None:
    found = locate_sites(VELDLAND, SITES, "cover", count=2, fixed=["zandpark-wolde"])
    outcome, alone = found.placement.outcome, found.placement.fixed_alone
    assert alone is not None
    said = [EN.say(one) for one in found.sentences()]
    within = f"{outcome.people_within[30.0]:,} of {found.placement.people:,} people"
    assert said[0].startswith(f"2 sites bring {within} (")
    within = f"{alone.people_within[30.0]:,} of {found.placement.people:,} people"
    assert said[1].startswith(f"The fixed one alone brings {within} (")
    assert said[-1] == "Proven: all 5 choices of 2 of 6 candidates with the fixed one were tried."
    dutch = [NL.say(one) for one in found.sentences()]
    assert dutch[0].startswith("2 locaties brengen ")
    assert dutch[-1] == (
        "Bewezen: alle 5 keuzes van 2 uit 6 kandidaten met de vaste erbij zijn geprobeerd."
    )
    solved = solved_for("cover", fixed=["zandpark-wolde"])
    assert EN.say(solved.sentences()[-1]) == (
        "Proven: no other 2 of 6 candidates with the fixed one are better by the goal than the "
        "best."
    )
    every = locate_sites(VELDLAND, SITES, "everybody", cutoff_min=40)
    assert EN.say(every.sentences()[-1]) == "Proven: no fewer of 6 candidates will do."
    largest = cells(dg.area.read_people(VELDLAND), 8000.0).nunique()
    together = replace(read_choices(VELDLAND), pairs=largest * len(SITES), trials=0)
    for goal, start in (("mean", "Proven with people of a cell of 8 km"), ("cover", "Proven: no")):
        how: Any = {"goal": goal, "count": 2, "choices": together}
        last = locate_sites(VELDLAND, SITES, **how).sentences()[-1]
        assert EN.say(last).startswith(start)
        assert "8 km" in EN.say(last)


def test_each_step_is_told_once_in_order() -> None:
    told: list[str] = []
    locate_sites(VELDLAND, SITES, "mean", count=1, on_step=told.append)
    assert tuple(told) == STEPS
