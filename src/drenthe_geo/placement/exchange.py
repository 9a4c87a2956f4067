"""Sites out of very many: exchanged one by one, with a bound on what any other choice is worth.

A program with a variable for every pair of a place and a candidate outgrows memory and time.
Then sites are added where they help most and exchanged for others until no exchange helps (Teitz
and Bart 1968); a Lagrangian bound (Narula and others 1977) says how much better any other choice
can be at most. Every place stands for itself, also while means are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.placement.question import NO_WAY
from drenthe_geo.placement.search import figures_of, in_order, within_share
from drenthe_geo.work.memory import PART_MB, at_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from drenthe_geo.placement.question import Question
    from drenthe_geo.placement.search import Aim, Found, Search, Wish

ROUNDS = 120
"""Steps of the bound; more change it by little."""

PATIENCE = 6
"""Steps without a better bound after which they are halved."""

BYTES_A_WAY = 40
"""Of a way that is looked at: its time, that of the set without it, and what is added up."""

Worth = tuple["NDArray[np.float64]", "NDArray[np.float64]"]
"""The goal and what decides between sets that are as good, of each candidate; less is better."""


@dataclass(frozen=True)
class _Ways:
    """Times of the places that count, and what a set of sites is worth."""

    # Tenths of a second; without a way longer than any set can make up for; shape (places, sites).
    ds: NDArray[np.int64]
    people: NDArray[np.float64]
    cutoff: int
    goal: str
    aim: Aim

    @classmethod
    def of(cls, asked: Question, wish: Wish, aim: Aim) -> _Ways:
        ds, people = asked.ds[asked.counts], asked.people[asked.counts].astype(float)
        lost = ds == NO_WAY
        if lost.any():
            # Nobody is sent where there is no way, but where the goal is who is within a cut-off.
            longest = int(ds[~lost].max())
            is_cover = wish.goal == "cover"
            ds[lost] = max(longest, wish.cutoff + 1) if is_cover else longest * int(people.sum())
        return cls(ds, people, wish.cutoff, wish.goal, aim)

    def least(self, chosen: NDArray[np.intp]) -> NDArray[np.int64]:
        """Time of every place to the nearest of some sites."""
        most = np.iinfo(np.int64).max
        found: NDArray[np.int64] = self.ds[:, chosen].min(axis=1, initial=most)
        return found

    def blocks(self) -> Iterator[slice]:
        """Take as many candidates at a time as fit in a part."""
        step = at_once(BYTES_A_WAY * len(self.people), PART_MB)
        for start in range(0, self.ds.shape[1], step):
            yield slice(start, start + step)

    def worth(self, least: NDArray[np.int64]) -> Worth:
        """Say what each candidate would make of a set whose times are given."""
        count = self.ds.shape[1]
        goal, aim = np.empty(count), np.empty(count)
        for some in self.blocks():
            near = np.minimum(least[:, None], self.ds[:, some])
            goal[some], aim[some] = (self._figure(name, near) for name in (self.goal, self.aim))
        return goal, aim

    def _figure(self, name: str, near: NDArray[np.int64]) -> NDArray[np.float64]:
        if name == "cover":
            return np.asarray(self.people @ (near > self.cutoff))
        if name == "mean":
            return np.asarray(self.people @ near.astype(float))
        most: NDArray[np.float64] = near.max(axis=0).astype(float)
        return most


def exchanged(
    asked: Question,
    wish: Wish,
    search: Search,
    start: NDArray[np.bool_] | None,
    *,
    gap: float = np.inf,
    first: NDArray[np.bool_] | None = None,
) -> Found:
    """Choose sites by exchange; `start` is a set that is best by the goal, if one is known.

    `gap` says by which share another may be better at most; `first` are sites to begin with.
    """
    ways = _Ways.of(asked, wish, search.aims[0])
    begun = start if start is not None else first if first is not None else asked.fixed
    chosen = _filled(ways, np.flatnonzero(begun).tolist(), wish.number)
    fixed = set(np.flatnonzero(asked.fixed).tolist())
    if start is None:
        chosen = _swapped(ways, chosen, fixed, asked.until, lambda goal, aim: (goal, aim))
    sets = [_as_set(asked, chosen)]
    best = getattr(figures_of(asked, sets[0], wish.cutoff), _figure_name(wish.goal))
    if start is None:
        gap = _gap(ways, asked, wish, chosen, asked.until)
    limit = float(within_share(asked, wish.goal, best, search.share))
    if wish.goal == "everybody":
        limit = float(wish.cutoff)

    def as_good(goal: NDArray[np.float64], aim: NDArray[np.float64]) -> Worth:
        return np.where(goal <= limit, aim, np.inf), goal

    until = monotonic() + (np.inf if search.seconds is None else search.seconds)
    sets.append(_as_set(asked, _swapped(ways, chosen, fixed, until, as_good)))
    if (sets[0] == sets[1]).all():
        sets.pop()
    return in_order(asked, wish, search, sets, gap=float(gap), complete=False, exchanged=True)


def _figure_name(goal: str) -> str:
    return "furthest" if goal == "everybody" else goal


def _as_set(asked: Question, chosen: list[int]) -> NDArray[np.bool_]:
    found = np.zeros(len(asked.sites), dtype=bool)
    found[chosen] = True
    return found


def _filled(ways: _Ways, chosen: list[int], number: int) -> list[int]:
    """Add the site that helps most, until there are enough."""
    found = list(chosen)
    while len(found) < number:
        found.append(_least(ways.worth(ways.least(np.array(found, dtype=np.intp))), found))
    return found


def _least(worth: Worth, taken: list[int]) -> int:
    """Choose the candidate that is worth most and is not in yet; of equal ones the first."""
    free = np.ones(len(worth[0]), dtype=bool)
    free[taken] = False
    at = np.flatnonzero(free)
    order = np.lexsort((at, worth[1][at], worth[0][at]))
    return int(at[order[0]])


def _swapped(
    ways: _Ways,
    chosen: list[int],
    fixed: set[int],
    until: float,
    what: Callable[[NDArray[np.float64], NDArray[np.float64]], Worth],
) -> list[int]:
    """Exchange one site for another as long as that helps, the exchange that helps most first."""
    found = list(chosen)
    rest = np.array(found[:-1], dtype=np.intp)
    now = tuple(float(one[found[-1]]) for one in what(*ways.worth(ways.least(rest))))
    while monotonic() < until:
        best, swap = now, None
        for out in range(len(found)):
            if found[out] in fixed:
                continue
            others = found[:out] + found[out + 1 :]
            worth = what(*ways.worth(ways.least(np.array(others, dtype=np.intp))))
            site = _least(worth, others)
            value = (float(worth[0][site]), float(worth[1][site]))
            if value < best:
                best, swap = value, (out, site)
        if swap is None:
            break
        now, found[swap[0]] = best, swap[1]
    return found


def _gap(ways: _Ways, asked: Question, wish: Wish, chosen: list[int], until: float) -> float:
    """Say by which share the mean of another choice may be shorter at most."""
    value = float(ways.least(np.array(chosen, dtype=np.intp)) @ ways.people)
    second = np.sort(ways.ds[:, chosen], axis=1)[:, min(1, len(chosen) - 1)]
    price = ways.people * second
    bound, step, stale = -np.inf, 1.0, 0
    for _ in range(ROUNDS):
        saves = _saves(ways, price)
        free = np.where(asked.fixed, -np.inf, saves)
        taken = np.argsort(free, kind="stable")[: wish.number]
        now = float(price.sum() + saves[taken].sum())
        bound, stale = (now, 0) if now > bound else (bound, stale + 1)
        if stale == PATIENCE:
            step, stale = step / 2, 0
        near = ways.people[:, None] * ways.ds[:, taken] < price[:, None]
        short = 1.0 - near.sum(axis=1)
        length = float(short @ short)
        # What people are worth is a whole number, so less than one is nothing.
        if value - bound < 1 - 1e-6 or length == 0 or monotonic() > until:
            break
        price = np.maximum(price + step * (value - now) / length * short, 0.0)
    lost = value - np.ceil(bound - 1e-6)
    if lost <= 0:
        return 0.0
    return lost / value if value else np.inf


def _saves(ways: _Ways, price: NDArray[np.float64]) -> NDArray[np.float64]:
    """Say what each candidate saves, below nought: what places' prices are above the time to it."""
    saves = np.empty(ways.ds.shape[1])
    for some in ways.blocks():
        cost = ways.people[:, None] * ways.ds[:, some] - price[:, None]
        saves[some] = np.minimum(cost, 0.0, out=cost).sum(axis=0)
    return saves
