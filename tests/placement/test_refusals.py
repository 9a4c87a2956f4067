"""What is refused when sites are placed, by its whole sentence, which says what to relax."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from placing import NO_WAY

from drenthe_geo.errors import ArgumentError, DataError
from drenthe_geo.placement.choices import choices_from_mapping
from drenthe_geo.placement.solve import place_sites
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from drenthe_geo.placement.result import Goal

MINUTES = pd.DataFrame({"a": [5.0, 40.0], "b": [40.0, 5.0]}, ["x", "y"])
PEOPLE = pd.Series({"x": 1, "y": 2})
SPLIT = pd.DataFrame({"a": [5.0, NO_WAY], "b": [NO_WAY, 5.0]}, ["x", "y"])


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"goal": "covr"}, ("unknown goal 'covr': did you mean 'cover'? Choices: cover, mean, "
         "furthest, everybody.")),
        ({"goal": "cover", "count": 1},
         "goal 'cover': needs a cut-off; give for example 30 minutes."),
        ({"goal": "everybody"}, "goal 'everybody': needs a cut-off; give for example 30 minutes."),
        ({"goal": "mean"}, "goal 'mean': needs a count; give how many sites there may be, 1 to 2."),
        ({"goal": "mean", "count": 0}, "count 0: must be a whole number of sites, 1 to 2."),
        ({"goal": "mean", "count": 1.5}, "count 1.5: must be a whole number of sites, 1 to 2."),
        ({"goal": "mean", "count": 3},
         "count 3: there are 2 candidates; give 2 or less, or add some."),
        ({"goal": "mean", "count": 1, "fixed": ["a", "b"]},
         "count 1: 2 sites are fixed, which is more; give 2 or more, or fix fewer."),
        ({"goal": "mean", "count": 1, "fixed": ["c"]},
         "unknown fixed site 'c': Choices: a, b."),
        ({"goal": "cover", "count": 1, "cutoff_min": -1},
         "cut-off -1 is not a number of minutes above 0; give e.g. 10, 20, 30."),
        ({"goal": "everybody", "cutoff_min": 4},
         ("everybody within 4 minutes: 3 people at 2 of 2 places are further than that from every "
         "candidate, 'x' furthest with 5 minutes; relax the cut-off to 5 minutes, or add "
         "candidates.")),
        ({"goal": "everybody", "cutoff_min": 20, "count": 1},
         ("everybody within 20 minutes: 2 sites are needed, more than the count of 1; relax the "
         "count to 2, or the cut-off to 40 minutes.")),
    ],
)  # fmt: skip
def test_a_question_without_an_answer_says_what_to_relax(how: dict[str, Any], said: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        place_sites(MINUTES, PEOPLE, **how)
    assert str(caught.value) == said


@pytest.mark.parametrize("goal", ["mean", "furthest"])
def test_too_few_sites_for_roads_that_do_not_meet_are_refused(goal: Goal) -> None:
    with pytest.raises(ArgumentError) as caught:
        place_sites(SPLIT, PEOPLE, goal=goal, count=1)
    assert str(caught.value) == (
        f"goal {goal!r}: no choice of 1 can be reached by everybody, as roads do not join "
        "them all; relax the count to 2, or ask for goal 'cover'."
    )
    assert place_sites(SPLIT, PEOPLE, goal="cover", count=1, cutoff_min=30).chosen == ("b",)


@pytest.mark.parametrize(
    ("minutes", "people", "said"),
    [
        (MINUTES.iloc[:0], PEOPLE, "places: there are none, so nothing can be chosen."),
        (MINUTES[[]], PEOPLE, "candidates: there are none, so nothing can be chosen."),
        (MINUTES.set_axis(["x", "x"]), PEOPLE, "places: 'x' stands twice."),
        (MINUTES.set_axis(["a", "a"], axis=1), PEOPLE, "candidates: 'a' stands twice."),
        (MINUTES * -1, PEOPLE,
         "minutes from 'x' to 'a': -5 is no number of 0 or more; leave out what has no way."),
        (MINUTES, PEOPLE.drop("y"),
         "people: 1 of 2 places have no whole number of 0 or more, the first is 'y'."),
        (MINUTES, PEOPLE / 2,
         "people: 1 of 2 places have no whole number of 0 or more, the first is 'x'."),
        (MINUTES, PEOPLE * 0, ("people: there is nobody at any place, so no site is better than "
         "another.")),
        (MINUTES * NO_WAY, PEOPLE, "minutes: none of the 3 people has a way to any candidate."),
    ],
)  # fmt: skip
def test_tables_that_make_no_sense_are_refused(
    minutes: pd.DataFrame, people: pd.Series, said: str
) -> None:
    with pytest.raises(ArgumentError) as caught:
        place_sites(minutes, people, goal="mean", count=1)
    assert str(caught.value) == said


def test_everybody_names_who_no_candidate_can_help() -> None:
    minutes = SPLIT.assign(b=NO_WAY)
    with pytest.raises(ArgumentError) as caught:
        place_sites(minutes, PEOPLE, goal="everybody", cutoff_min=30)
    assert str(caught.value) == (
        "everybody within 30 minutes: 2 people at 1 of 2 places have no way to any candidate, the "
        "first is 'y'; no cut-off will do, so add a candidate that they can reach."
    )


def test_a_solver_without_time_is_no_answer() -> None:
    numbers = np.random.default_rng(0).integers(1, 600, (200, 40)) / 10
    minutes = pd.DataFrame(numbers).rename(index=str, columns=str)
    people = pd.Series(1, minutes.index)
    with pytest.raises(ArgumentError) as caught:
        place_sites(minutes, people, goal="mean", count=5, seconds=0)
    assert str(caught.value) == (
        "placement: the solver found no choice within 0 seconds; give it more time, or fewer "
        "candidates."
    )


def test_refusals_are_said_in_dutch_too() -> None:
    with pytest.raises(ArgumentError) as caught:
        place_sites(MINUTES, PEOPLE, goal="everybody", cutoff_min=4.25)
    assert caught.value.sentence(words_of("nl")) == (
        "iedereen binnen 4,3 minuten: 3 mensen op 2 van 2 plaatsen wonen verder dan dat van elke "
        "kandidaat, 'x' het verst met 5 minuten; verruim de reistijdgrens tot 5 minuten, of voeg "
        "kandidaten toe."
    )


def test_choices_without_a_source_or_of_another_name_are_refused() -> None:
    one = {"value": 1, "source": "assumption"}
    with pytest.raises(DataError) as caught:
        choices_from_mapping({"cutoff_min": one, "pears": one, "cells_m": one, "seconds": one})
    assert str(caught.value) == (
        "placement settings: aims, as_good_share, others, others_seconds, pairs, pears, "
        "trials missing or not known; there are cutoff_min, pairs, cells_m, seconds, "
        "as_good_share, aims, others, trials, others_seconds."
    )
