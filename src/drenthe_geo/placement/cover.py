"""Most people within a cut-off, out of very many candidates: made small first, then solved.

Four steps, each of which leaves the best choice in: places that the same candidates reach are
one row; a candidate that reaches nobody whom another does not reach as well is left out (Toregas
and ReVelle 1972); sites are added where they help most and exchanged while that helps; and a
Lagrangian bound (Galvão and ReVelle 1996) says how many people any choice can reach at most, and
of each candidate how many if it is in, so that those with which no choice can be better than the
one that is known are left out as well. What is left is often nothing, else it goes to the solver.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.placement.models import HALF, Solved, cover_all, cover_most
from drenthe_geo.placement.question import joined, least_of
from drenthe_geo.work.memory import PART_MB, at_once

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.placement.models import Booleans
    from drenthe_geo.placement.question import Question

STEPS = 4000
"""Of the bound at most; after some hundreds it seldom moves."""

PATIENCE = 40
"""Steps without a better bound after which they are halved."""

PROGRESS = 1.0
"""People by which a bound must be lower to count as better."""

SMALLEST_STEP = 1e-3
"""Below it the bound no longer moves by a person."""

KEPT_SHARE = 0.85
"""Of the direction of the step before: alone, steps swing from side to side."""

SURE = 1e-3
"""Of a person: more than sums of so many are off by."""


@dataclass(frozen=True)
class _Small:
    """Candidates that are left, the rows of people that they reach, and how many may be in."""

    # Shape (rows, candidates).
    within: Booleans
    people: NDArray[np.int64]
    # Their columns in the question.
    sites: NDArray[np.intp]
    number: int

    def reached(self, chosen: list[int]) -> Booleans:
        """Say which rows some of the candidates reach."""
        return np.asarray(self.within[:, chosen].any(axis=1))

    def worth(self, chosen: list[int]) -> int:
        """Count the people whom they reach."""
        return int(self.people[self.reached(chosen)].sum())

    def only(self, kept: Booleans) -> _Small:
        """Leave other candidates out, and join the rows that are the same without them."""
        within, people = joined(self.within[:, kept], self.people)
        return _Small(within, people, self.sites[kept], self.number)


@dataclass(frozen=True)
class _Bound:
    """How many people can be reached at most."""

    most: float
    # At most if this candidate is in; shape (candidates,).
    most_with: NDArray[np.float64]
    # The best choice that came by.
    chosen: list[int]


def most_people(asked: Question, count: int, cutoff: int) -> Solved:
    """Choose the sites, so many, that reach most people, and say how far from it they may be.

    Fewer are chosen where more reach nobody else. The gap is a share of those who are reached.
    """
    within, people = asked.patterns(cutoff)
    there = within[:, asked.fixed].any(axis=1)
    free = np.flatnonzero(~asked.fixed)
    left = _Small(within[~there][:, free], people[~there], free, count - int(asked.fixed.sum()))
    chosen, most = _solved(asked, left)
    found = asked.fixed.copy()
    found[chosen] = True
    reached = int(people[within[:, found].any(axis=1)].sum())
    lost = max(int(people[there].sum()) + most - reached, 0)
    return Solved(found, lost / reached if reached else 0.0)


def fewest(asked: Question, cutoff: int) -> Solved | None:
    """Find the fewest sites that leave nobody beyond a cut-off; None if time is up before.

    A row that is reached with another, and a site that reaches no more than another, are left
    out in turn (Toregas and ReVelle 1972).
    """
    within, _ = asked.patterns(cutoff)
    rows = within[~within[:, asked.fixed].any(axis=1)]
    chosen, left = asked.fixed.copy(), np.flatnonzero(~asked.fixed)
    rows, before = rows[:, left], -1
    while len(rows) and rows.size != before:
        before = rows.size
        rows = least_of(rows)
        kept = undominated(rows)
        rows, left = rows[:, kept], left[kept]
    if not len(rows):
        return Solved(chosen, 0.0)
    found = asked.solver(cover_all(rows, np.zeros(len(left), dtype=bool)), asked.seconds_left)
    if found is None or not found.chosen.any():
        return None
    chosen[left[found.chosen]] = True
    return replace(found, chosen=chosen)


def _solved(asked: Question, small: _Small) -> tuple[NDArray[np.intp], int]:
    """Choose candidates; say how many people can be reached at most by any choice."""
    everybody = int(small.people.sum())
    if small.number == 0 or everybody == 0:
        return small.sites[:0], 0
    small = small.only(undominated(small.within))
    small = replace(small, number=min(small.number, len(small.sites)))
    chosen = _exchanged(small, _added(small))
    if small.worth(chosen) == everybody:
        return small.sites[chosen], everybody
    bound = _bound(small, chosen)
    if small.worth(bound.chosen) > small.worth(chosen):
        chosen = _exchanged(small, bound.chosen)
        bound = _bound(small, chosen)
    reached, most = small.worth(chosen), min(int(bound.most + SURE), everybody)
    if most > reached and most == everybody:
        # Prices say nothing where everybody can nearly be reached; a covering says it soon.
        all_of_them = asked.tried(cover_all(least_of(small.within), _none(small)))
        if all_of_them is not None and all_of_them.chosen.sum() <= small.number:
            return small.sites[all_of_them.chosen], everybody
    if most <= reached:
        return small.sites[chosen], reached
    left = small.only(bound.most_with + SURE >= reached + 1)
    left = left.only(undominated(left.within))
    model = cover_most(left.within, left.people, min(left.number, len(left.sites)), _none(left))
    better = asked.tried(model)
    if better is None:
        return small.sites[chosen], most
    worth = left.worth(np.flatnonzero(better.chosen).tolist())
    # Of others that are not left none is better than what is known.
    most = min(most, max(reached, int(worth * (1 + better.gap) + HALF)))
    return (small.sites[chosen] if reached >= worth else left.sites[better.chosen]), most


def _none(small: _Small) -> Booleans:
    return np.zeros(len(small.sites), dtype=bool)


def undominated(within: Booleans) -> Booleans:
    """Tell which columns reach what no other reaches as well; of equal ones the first."""
    count = within.shape[1]
    reach = within.astype(np.float32)  # sums of ones, exact below 16 million
    size = within.sum(axis=0)
    kept = np.ones(count, dtype=bool)
    number = np.arange(count)
    step = at_once(16 * count, PART_MB)
    for start in range(0, count, step):
        some = number[start : start + step]
        inside = (reach[:, some].T @ reach) == size[some, None]
        other = (size > size[some, None]) | ((size == size[some, None]) & (number < some[:, None]))
        kept[some] = ~(inside & other).any(axis=1)
    return kept


def _added(small: _Small) -> list[int]:
    """Add the candidate that helps most, until there are enough."""
    chosen: list[int] = []
    while len(chosen) < small.number:
        gain = _gain(small, chosen)
        gain[chosen] = -1
        chosen.append(int(gain.argmax()))
    return chosen


def _exchanged(small: _Small, chosen: list[int]) -> list[int]:
    """Exchange one candidate for another as long as more people are reached by it."""
    found, worth = list(chosen), small.worth(chosen)
    while True:
        best, swap = worth, None
        for out in range(len(found)):
            rest = found[:out] + found[out + 1 :]
            gain = _gain(small, rest)
            gain[rest] = -1
            into = int(gain.argmax())
            if small.worth([*rest, into]) > best:
                best, swap = small.worth([*rest, into]), (out, into)
        if swap is None:
            return found
        worth, found[swap[0]] = best, swap[1]


def _gain(small: _Small, chosen: list[int]) -> NDArray[np.float64]:
    """Count the people whom each candidate reaches and those that are chosen do not."""
    people = np.where(small.reached(chosen), 0, small.people)
    return np.asarray(people @ small.within, dtype=float)


def _bound(small: _Small, chosen: list[int]) -> _Bound:
    """Lower the bound step by step: people have a price, and sites are worth what they reach.

    A row's price is what is paid for it to each site that reaches it; what its people are worth
    above that they are worth by themselves. The bound holds for all prices from nought to what
    the people are worth, so steps may be taken in short numbers; the last is added up in long.
    """
    count, people = small.number, small.people.astype(float)
    reach = np.ascontiguousarray(small.within.T, dtype=np.float32)
    price = np.where(small.within[:, chosen].sum(axis=1) > 1, 0.0, people)
    best_price, most, step, stale = price, np.inf, 1.0, 0
    turn = np.zeros(len(people))
    known, worth = chosen, small.worth(chosen)
    for _ in range(STEPS):
        saves = reach @ price.astype(np.float32)
        taken = np.argpartition(-saves, count - 1)[:count]
        now = float((people - price).sum() + saves[taken].sum(dtype=float))
        stale = 0 if now < most - PROGRESS else stale + 1
        if now < most:
            best_price, most = price, now
            if (mine := small.worth(taken.tolist())) > worth:
                known, worth = taken.tolist(), mine
        if stale == PATIENCE:
            step, stale, price = step / 2, 0, best_price
            turn[:] = 0
        if most < worth + HALF or step < SMALLEST_STEP:
            break
        turn = KEPT_SHARE * turn + reach[taken].sum(axis=0) - 1
        # A price at its end moves no further.
        way = np.where(((price <= 0) & (turn > 0)) | ((price >= people) & (turn < 0)), 0.0, turn)
        length = float(way @ way)
        if length == 0:
            break
        price = np.clip(price - step * (now - worth) / length * way, 0.0, people)
    saves = best_price @ small.within
    last = np.sort(saves)[-count]
    most = float((people - best_price).sum() + np.sort(saves)[-count:].sum())
    return _Bound(most, most - np.maximum(last - saves, 0.0), known)
