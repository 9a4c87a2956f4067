"""Small questions of placing sites, and what trying every choice finds."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from hypothesis import strategies as st

if TYPE_CHECKING:
    from drenthe_geo.placement.result import Goal, Placement

CUTOFFS = st.sampled_from([10.0, 20.0, 30.0])
GOALS: tuple[Goal, ...] = ("cover", "mean", "furthest")
NO_WAY = float("nan")


@st.composite
def towns(
    draw: st.DrawFn, *, ways: Literal["all", "some"] = "some", most: int = 5
) -> tuple[pd.DataFrame, pd.Series]:
    """Draw minutes from up to eight places to a few candidates, and people, some nobody."""
    rows, columns = draw(st.integers(1, 8)), draw(st.integers(1, most))
    # Few different times, many ties; 29.9983… is a tenth of a second under 30.
    times = st.sampled_from([0.0, 5.0, 10.0, 17999 / 600, 30.0, 18001 / 600, 60.0])
    cell = times if ways == "all" else st.one_of(times, times, times, st.just(NO_WAY))
    drawn = draw(st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=rows,
                          max_size=rows))  # fmt: skip
    heads = draw(st.lists(st.sampled_from([0, 1, 7, 100, 100, 4000]), min_size=rows, max_size=rows))
    places = pd.Index([f"p{number}" for number in range(rows)])
    table = pd.DataFrame(drawn, places, [f"s{number}" for number in range(columns)])
    people = pd.Series(heads, places)
    if not (table.notna().any(axis=1) & (people > 0)).any():
        table.iloc[0, 0], people.iloc[0] = 5.0, 1
    return table, people


def figures(
    minutes: pd.DataFrame, people: pd.Series, chosen: tuple[str, ...], cutoff: float
) -> tuple[int, int, int, int]:
    """People within, people without a way (of those who have one at all), total and longest."""
    counts = (people > 0) & minutes.notna().any(axis=1)
    ds = (minutes.loc[counts, list(chosen)].min(axis=1) * 600).round()
    heads = people[counts]
    within = int(heads[ds <= round(cutoff * 600)].sum())
    lost = int(heads[ds.isna()].sum())
    total = int((ds * heads).sum())
    return within, lost, total, int(ds.max()) if ds.notna().any() else 0


def longest_way(minutes: pd.DataFrame, people: pd.Series) -> int:
    """What no way costs when a tie is decided: the longest way that there is."""
    return round(float(np.nanmax(minutes[people > 0].to_numpy()) * 600))


def best_by_force(
    minutes: pd.DataFrame,
    people: pd.Series,
    goal: Goal,
    count: int,
    *,
    cutoff: float,
    fixed: tuple[str, ...] = (),
) -> tuple[int, ...] | None:
    """Try every choice: the best figures, the shortest mean among equals; None if none will do."""
    found: list[tuple[int, ...]] = []
    for chosen in combinations(minutes.columns, count):
        if not set(fixed) <= set(chosen):
            continue
        within, lost, total, longest = figures(minutes, people, chosen, cutoff)
        worst = longest_way(minutes, people)
        if goal == "cover":
            found.append((-within, total + lost * worst))
        elif not lost:
            found.append((total,) if goal == "mean" else (longest, total))
    return min(found, default=None)


def measured(
    minutes: pd.DataFrame, people: pd.Series, placed: Placement, cutoff: float
) -> tuple[int, ...]:
    within, lost, total, longest = figures(minutes, people, placed.chosen, cutoff)
    worst = longest_way(minutes, people)
    known: dict[str, tuple[int, ...]] = {
        "cover": (-within, total + lost * worst),
        "mean": (total,),
        "furthest": (longest, total),
    }
    return known[placed.goal]
