"""Sets of sites that are as good as the best: all of them tried, or solved for again.

Where few enough sets exist each is tried. Else the solver is asked again and again, each
time without the sets it found before, so sets come out best mean first.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb, floor, inf
from time import monotonic
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from drenthe_geo.placement.question import NO_WAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from drenthe_geo.placement.models import Model, Solved
    from drenthe_geo.placement.question import Question

Aim = Literal["cover", "mean", "furthest"]


@dataclass(frozen=True)
class Search:
    """How far sets are looked for that are as good as the best.

    Parameters
    ----------
    share : float
        Sets within this share of the best are as good.
    aims : tuple of {"cover", "mean", "furthest"}
        What decides between them, the first aim first.
    others : int
        So many are kept and shown at most beside the first, and looked for by the solver.
    trials : int
        With no more sets times places than this each set is tried; 0 leaves all to the
        solver.
    seconds : float, optional
        How long the solver may look for others in all; without end where not given.
    pairs : float
        With more pairs of places and candidates than this sets are bounded and tried, as no
        solver ends; see `Placement.bounded`.

    Examples
    --------
    >>> dg.placement.Search(share=0.005, aims=("mean",), others=10).aims
    ('mean',)
    """

    share: float = 0.0
    aims: tuple[Aim, ...] = ("mean", "furthest")
    others: int = 0
    trials: int = 0
    seconds: float | None = None
    pairs: float = inf


class Wish(NamedTuple):
    """What the sites must be best at."""

    goal: str
    # How many sites, the fixed ones included.
    number: int
    # Tenths of a second; `NO_WAY` if none is asked about.
    cutoff: int


class Figures(NamedTuple):
    """What a set means for people, in whole numbers; less is better."""

    # People not within the cut-off of the nearest site.
    cover: int
    # People times tenths of a second; no way counts as the longest way that there is.
    mean: int
    # Tenths of a second; `NO_WAY` if somebody has none.
    furthest: int
    # All sets that are asked for leave nobody beyond, with as many sites.
    everybody: int = 0


@dataclass(frozen=True)
class Found:
    """Sets that are as good as the best."""

    # Best by the aims first; shape (sets, candidates).
    sets: NDArray[np.bool_]
    # Best by the goal alone, ties decided by the aims.
    best: NDArray[np.bool_]
    # Share by which another set may be better at most by the goal.
    gap: float
    # Whether there are no others.
    complete: bool
    # How many sets were tried; 0 if the solver found them.
    tried: int
    # Whether sets were bounded and tried, as there are too many pairs for the solver.
    bounded: bool = False
    # Share by which the first aim of another set that is as good may be better at most.
    aim_gap: float = inf


def figures_of(asked: Question, chosen: NDArray[np.bool_], cutoff: int) -> Figures:
    """Measure a set on every place that has a way to any candidate."""
    people = asked.people[asked.counts]
    least = asked.ds[:, chosen][asked.counts].min(axis=1)
    lost = least == NO_WAY
    return Figures(
        cover=int(people[least > cutoff].sum()),
        mean=int(np.where(lost, asked.longest_way, least) @ people),
        furthest=int(least.max()),
    )


def within_share(asked: Question, goal: str, best: int, share: float) -> int:
    """Say how much a figure of the goal may be at most to be as good as the best."""
    if goal == "cover":
        everybody = int(asked.people[asked.counts].sum())
        return everybody - least_covered(everybody - best, share)
    return floor(best * (1 + share)) if best < NO_WAY else best


def least_covered(reached: int, share: float) -> int:
    """Say how many people a set must reach to be as good as one that reaches so many."""
    return -floor(-reached * (1 - share))


def try_all(asked: Question, wish: Wish, search: Search) -> Found | None:
    """Try every set; None if there are too many."""
    free = np.flatnonzero(~asked.fixed)
    more = wish.number - int(asked.fixed.sum())
    sets, rows = comb(len(free), more), int(asked.counts.sum())
    table, heads = _table(asked, wish)
    if sets * len(table) > search.trials:
        return None
    worth = np.concatenate(list(_worth_of_all(table, heads, wish.goal, asked.fixed, more)))
    best = worth.min()
    limit = within_share(asked, wish.goal, int(best), search.share)
    good = np.flatnonzero(worth <= limit)
    if len(good) * rows > search.trials:
        return None
    wanted = set(good.tolist())
    chosen = []
    for number, which in enumerate(combinations(free, more)):
        if number in wanted:
            one = asked.fixed.copy()
            one[list(which)] = True
            chosen.append(one)
    return in_order(asked, wish, search, chosen, tried=sets)


def solve_more(asked: Question, wish: Wish, search: Search, best: Solved, model: Model) -> Found:
    """Solve again without what was found, until nothing is as good or enough is found.

    The model allows only what is as good, but for the mean, which it makes least.
    """
    chosen, complete, start = [best.chosen], False, monotonic()
    total = _totals(asked) if wish.goal == "mean" else lambda _: 0
    limit = within_share(asked, wish.goal, total(best.chosen), search.share)
    while best.gap == 0 and len(chosen) <= search.others:
        limits = [one for one in (asked.seconds, search.seconds) if one is not None]
        left = min(limits) - (monotonic() - start) if limits else None
        if left is not None and left <= 0:
            break
        found = asked.solver(model.without(chosen), left)
        if found is None or found.gap:
            break
        if not found.chosen.any() or total(found.chosen) > limit:
            complete = True
            break
        chosen.append(found.chosen)
    return in_order(asked, wish, search, chosen, gap=best.gap, complete=complete)


def _totals(asked: Question) -> Callable[[NDArray[np.bool_]], int]:
    """Add up times of a set as the model of means does, people of a group together."""
    cost, allowed = asked.costs(strict=True)
    ways = np.where(allowed, cost, np.inf)
    return lambda chosen: int(ways[:, chosen].min(axis=1).sum())


def in_order(
    asked: Question,
    wish: Wish,
    search: Search,
    chosen: list[NDArray[np.bool_]],
    *,
    gap: float = 0.0,
    complete: bool = True,
    tried: int = 0,
) -> Found:
    """Measure sets on every place, leave out what is not as good, put the best first."""
    figures = [figures_of(asked, one, wish.cutoff) for one in chosen]
    by_aims = [tuple(getattr(one, aim) for aim in search.aims) for one in figures]
    by_goal = [int(getattr(one, wish.goal)) for one in figures]
    limit = within_share(asked, wish.goal, min(by_goal), search.share)
    kept = [at for at in range(len(chosen)) if by_goal[at] <= limit]

    def ids(at: int) -> tuple[int, ...]:
        return tuple(np.flatnonzero(chosen[at]).tolist())

    order = sorted(kept, key=lambda at: (*by_aims[at], by_goal[at], ids(at)))
    best = min(kept, key=lambda at: (by_goal[at], *by_aims[at], ids(at)))
    sets = np.array([chosen[at] for at in order])
    return Found(sets, chosen[best], gap, complete, tried)


def _table(asked: Question, wish: Wish) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Make a table whose least value of a row, over the sites of a set, is what counts."""
    if wish.goal in {"cover", "everybody"}:
        within, people = asked.patterns(wish.cutoff)
        return (~within).astype(float), people.astype(float)
    ds = asked.ds[asked.counts]
    return np.where(ds < NO_WAY, ds, np.inf), asked.people[asked.counts].astype(float)


def _worth_of_all(
    table: NDArray[np.float64],
    heads: NDArray[np.float64],
    goal: str,
    fixed: NDArray[np.bool_],
    more: int,
) -> Iterator[NDArray[np.float64]]:
    """Work out the goal of every set, in the order of `combinations`; less is better."""
    free = np.flatnonzero(~fixed)
    start = table[:, fixed].min(axis=1, initial=np.inf)

    def worth(least: NDArray[np.float64]) -> NDArray[np.float64]:
        if goal in {"cover", "mean"}:
            return np.asarray(heads @ least)
        longest: NDArray[np.float64] = least.max(axis=0)
        return np.where(longest > 0, np.inf, 0.0) if goal == "everybody" else longest

    if more == 0:
        yield worth(start[:, None])
        return
    for first in combinations(free, more - 1):
        base = np.minimum(start, table[:, list(first)].min(axis=1, initial=np.inf))
        last = free[free > first[-1]] if first else free
        if len(last):
            yield worth(np.minimum(base[:, None], table[:, last]))
