"""Towns where hardly two times are equal: every choice is tried, and goals want different sites."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from placing import GOALS, best_by_force, measured

from drenthe_geo.placement.result import Goal
from drenthe_geo.placement.solve import place_sites

TOWNS = 25
CUTOFF_MIN = 15.0


def town(seed: int) -> tuple[pd.DataFrame, pd.Series, int]:
    """Minutes from ten places to six candidates, the people, and how many sites."""
    random = np.random.default_rng(seed)
    places = pd.Index([f"p{number}" for number in range(10)])
    tenths = random.integers(10, 600, (10, 6))
    minutes = pd.DataFrame(tenths / 10, places, [f"s{number}" for number in range(6)])
    people = pd.Series(random.integers(1, 4000, 10), places)
    return minutes, people, 1 + seed % 3


@pytest.mark.parametrize("goal", GOALS)
def test_every_choice_that_is_tried_is_no_better(goal: Goal) -> None:
    for seed in range(TOWNS):
        minutes, people, count = town(seed)
        found = place_sites(minutes, people, goal=goal, count=count, cutoff_min=CUTOFF_MIN)
        known = best_by_force(minutes, people, goal, count, cutoff=CUTOFF_MIN)
        assert measured(minutes, people, found, CUTOFF_MIN) == known, seed


def test_the_goals_want_different_sites() -> None:
    differ = 0
    for seed in range(TOWNS):
        minutes, people, count = town(seed)
        chosen = {
            place_sites(minutes, people, goal=goal, count=count, cutoff_min=CUTOFF_MIN).chosen
            for goal in GOALS
        }
        differ += len(chosen) == len(GOALS)
    assert differ >= TOWNS / 5
