"""The best out of very many candidates, and what is as good: too many pairs for a program of means.

The goal is answered first, by coverings where it is about a cut-off; then the shortest mean of
sets that are as good is sought, each place on its own (`median`), in a time of its own.
"""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.placement.median import Shortest, filled, shortest_mean
from drenthe_geo.placement.question import NO_WAY
from drenthe_geo.placement.search import figures_of, in_order, within_share
from drenthe_geo.placement.ways import Ways

if TYPE_CHECKING:
    from drenthe_geo.placement.models import Booleans, Solved
    from drenthe_geo.placement.question import Question
    from drenthe_geo.placement.search import Found, Search, Wish
    from drenthe_geo.placement.ways import Numbers

CHARGES = 10
"""Charges that are tried at most; each halves what is left of the range."""

FIRST_CHARGE = 0.25
"""Of the longest way."""


def best_of_many(asked: Question, wish: Wish, search: Search, first: Solved) -> Found:
    """Find the best set and those that are as good.

    `first` is the best by the goal, with its gap; where the mean is the goal, any set that does.
    """
    start = np.flatnonzero(first.chosen).tolist()
    if wish.goal == "mean":
        ways = Ways.of(asked, wish.number, longest=NO_WAY - 1)
        best = shortest_mean(ways, filled(ways, start), share=search.share, until=asked.until)
        sets, gap, complete, aim_gap = best.sets, best.gap, best.complete, np.inf
    else:
        until = monotonic() + (np.inf if search.seconds is None else search.seconds)
        find = _within if wish.goal == "cover" else _no_further
        start, best = find(asked, wish, search, start, until)
        sets, gap, complete, aim_gap = [start, *best.sets], first.gap, False, best.gap
        if search.aims[0] != "mean":
            aim_gap = np.inf
    chosen = [_as_set(asked, one) for one in dict.fromkeys(tuple(sorted(one)) for one in sets)]
    found = in_order(asked, wish, search, chosen, gap=gap, complete=complete)
    return replace(found, bounded=True, aim_gap=0.0 if complete else aim_gap)


def _as_set(asked: Question, chosen: tuple[int, ...]) -> Booleans:
    found = np.zeros(len(asked.sites), dtype=bool)
    found[list(chosen)] = True
    return found


def _no_further(
    asked: Question, wish: Wish, search: Search, start: Numbers, until: float
) -> tuple[Numbers, Shortest]:
    """Find the best by the goal with the shortest mean, and the shortest mean of those as good."""
    worth = limit = wish.cutoff
    if wish.goal == "furthest":
        worth = figures_of(asked, _as_set(asked, tuple(start)), NO_WAY).furthest
        limit = within_share(asked, "furthest", worth, search.share)
    ways = Ways.of(asked, wish.number, longest=worth)
    start = filled(ways, start)
    if limit > worth:
        start = shortest_mean(ways, start, share=0.0, until=_half(until)).sets[0]
        ways = Ways.of(asked, wish.number, longest=limit)
    return start, shortest_mean(ways, start, share=search.share, until=until)


def _within(
    asked: Question, wish: Wish, search: Search, start: Numbers, until: float
) -> tuple[Numbers, Shortest]:
    """Find the same where the goal is how many people are within the cut-off."""
    plain = Ways.of(asked, wish.number, longest=NO_WAY - 1, is_strict=False)
    start = filled(plain, start)
    worth = figures_of(asked, _as_set(asked, tuple(start)), wish.cutoff).cover
    limit = within_share(asked, "cover", worth, search.share)
    if limit > worth:
        first = _charged(plain, wish.cutoff, worth, start, share=0.0, until=_half(until))
        start = first.sets[0]
    return start, _charged(plain, wish.cutoff, limit, start, share=search.share, until=until)


def _half(until: float) -> float:
    """Leave half of the time that is left."""
    now = monotonic()
    return now + (until - now) / 2


def _charged(
    plain: Ways, cutoff: int, beyond: int, start: Numbers, *, share: float, until: float
) -> Shortest:
    """Find the shortest mean of sets that leave so many beyond, at the charge that tells most."""
    low, high, charge = 0.0, np.inf, 0.0
    best = Shortest([start], complete=False, gap=np.inf, bound_of=start)
    for _ in range(CHARGES):
        ways = plain.charged(charge, cutoff, beyond)
        found = shortest_mean(ways, best.sets[0], share=share, until=until)
        # No set is worse than the one that it began with.
        best = found if found.gap <= best.gap else replace(best, sets=found.sets)
        if best.gap == 0 or monotonic() > until:
            break
        late = float(plain.people[plain.nearest(found.bound_of) > cutoff].sum())
        low, high = (charge, high) if late > beyond else (low, charge)
        first = max(4 * low, FIRST_CHARGE * plain.longest)
        charge = float(round((low + high) / 2 if np.isfinite(high) else first))
    return best
