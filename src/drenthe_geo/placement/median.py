"""The shortest mean out of very many candidates: bounded by prices, then every set left tried.

Every place has a price, and a site is worth what times to it lie below the prices (the Lagrangian
bound of the p-median; Narula and others 1977, Cornuéjols and others 1977). For all prices this
says what no set can be below, and no set with a certain site; so nearly all sites can be left out
soon. Of what is left every set that the bound does not rule out is tried: what it then says is
proven, with each place on its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.placement.models import HALF
from drenthe_geo.placement.ways import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from drenthe_geo.placement.ways import Numbers, Ways

STEPS = 2000
"""Of the bound at most; some hundreds are enough in most cases."""

CHECK = 50
"""Steps after which sites are left out and exchanged."""

PATIENCE = 20
"""Steps without a better bound after which they are halved."""

PROGRESS = 1e-6
"""Share by which a bound must be higher to count as better."""

SMALLEST_STEP = 1e-3
"""Below it the bound no longer moves."""

KEPT_SHARE = 0.7
"""Of the direction of the step before: alone, steps swing from side to side."""

AIM_SHARE = 1e-4
"""A step aims this much above the best that is known: at it they would get too short."""

FEW = 0.75
"""Prices of few people move as so much of a power of their number more: who is far away and alone
decides where nobody may be left, and moves the total by little."""

FAR = 5.0
"""Of the longest way that is allowed: the first price of who has no second way."""

LIKELY = 64
"""Exchanges that are tried, those that seem best first."""

SURE = 0.1
"""More than sums of so many are off by; what is summed up are whole numbers."""

SETS = 5000
"""So many that are as good are kept at most."""

TRIALS = 1_000_000
"""Sets that are tried at most."""


@dataclass(frozen=True)
class Shortest:
    """Sets that are worth most."""

    # Sites by their number, the best set first.
    sets: list[Numbers]
    # Whether these are all within the share of the best.
    complete: bool
    # By which share another set may be better at most; 0 if it is proven that none is.
    gap: float
    # The set that the bound is of; it may be one that does not do.
    bound_of: Numbers


@dataclass
class _Known:
    """What is known so far of sets: the best one, what none can be below, and at which prices."""

    chosen: Numbers
    worth: float
    price: NDArray[np.float64]
    least: float
    taken: Numbers
    # Sites of sets that may still be as good.
    left: NDArray[np.intp]

    @property
    def is_proven(self) -> bool:
        return self.worth - self.least < 1 - SURE


def shortest_mean(ways: Ways, start: Numbers, *, share: float, until: float) -> Shortest:
    """Find the sets with the shortest mean, all within a share of it; `start` is one that does.

    Raises nothing where time is up: then `Shortest.gap` says how much better another may be.
    """
    known = _bounded(ways, start, share, until)
    for most in dict.fromkeys((share, 0.0)):
        found = _tried(ways, known, _limit(ways, known.worth, most), until)
        if found is not None:
            limit = _limit(ways, min(worth for worth, _ in found), share)
            sets = [chosen for worth, chosen in sorted(found) if worth <= limit]
            return Shortest(sets[:SETS], most == share and len(sets) <= SETS, 0.0, known.taken)
    worth, lost = known.worth - ways.paid, known.worth - known.least
    gap = 0.0 if known.is_proven else lost / worth if lost < worth else np.inf
    return Shortest([sorted(known.chosen)], complete=False, gap=gap, bound_of=known.taken)


def filled(ways: Ways, chosen: Numbers) -> Numbers:
    """Add the site that helps most, until there are enough."""
    found, every = list(chosen), np.arange(len(ways.ds))
    while len(found) < ways.number:
        near = np.minimum(ways.nearest(found), ways.longest).astype(float)
        saves = ways.saves(every, near, np.float64)
        saves[found] = -np.inf
        found.append(int(saves.argmax()))
    return found


@dataclass
class _Path:
    """Prices on their way to where the bound is highest."""

    price: NDArray[np.float64]
    people: NDArray[np.float64]
    best: NDArray[np.float64]
    most: float = -np.inf
    step: float = 1.0
    stale: int = 0
    turn: NDArray[np.float64] | float = 0.0

    @classmethod
    def of(cls, price: NDArray[np.float64], people: NDArray[np.float64]) -> _Path:
        return cls(price, people, price)

    def saw(self, now: float) -> bool:
        """Take note of the bound at the prices; tell whether it is the highest so far."""
        is_best = now > self.most
        is_better = is_best and (np.isinf(self.most) or now - self.most > PROGRESS * abs(self.most))
        self.stale = 0 if is_better else self.stale + 1
        if is_best:
            self.best, self.most = self.price, now
        if self.stale == PATIENCE:
            self.step, self.stale, self.price, self.turn = self.step / 2, 0, self.best, 0.0
        return is_best

    def move(self, aside: NDArray[np.float64], far: float) -> None:
        """Move on: `aside` is up where nobody takes a price, down where several do."""
        self.turn = KEPT_SHARE * self.turn + aside
        ease = self.people**-FEW
        # A price at nought falls no further.
        way = np.where((self.price <= 0) & (self.turn < 0), 0.0, self.turn)
        length = float((self.people * ease) @ (way * way))
        if length > 0:
            self.price = np.maximum(self.price + self.step * far / length * ease * way, 0.0)


def _bounded(ways: Ways, start: Numbers, share: float, until: float) -> _Known:
    """Raise the bound step by step, leave sites out, and exchange those that are in."""
    second = np.sort(ways.ds[start], axis=0)[min(1, ways.number - 1)]
    path = _Path.of(np.minimum(second, FAR * ways.longest).astype(float), ways.people)
    every = np.arange(len(ways.ds))
    known = _Known(start, ways.worth_of(start), path.price, ways.paid, start, every)
    for number in range(1, STEPS + 1):
        saves = ways.saves(known.left, path.price, np.float32)
        at = _taken(ways, known.left, saves)
        taken, price = known.left[at], path.price
        now = float(price @ ways.people - saves[at].sum())
        if path.saw(now):
            known.taken = taken.tolist()
            _learn(ways, known, known.taken)
        is_last = path.step < SMALLEST_STEP or path.most > known.worth - HALF
        if is_last or number % CHECK == 0 or monotonic() > until:
            _check(ways, known, path.best, share, until)
            if is_last or known.is_proven or monotonic() > until:
                break
        if price is path.price:
            aside = 1.0 - (ways.ds[taken] < price).sum(axis=0)
            path.move(aside, max(known.worth * (1 + AIM_SHARE) - now, 1.0))
    return known


def _taken(ways: Ways, sites: NDArray[np.intp], saves: NDArray[np.float64]) -> NDArray[np.intp]:
    """Take the sites that save most after those that must be in; by their place in `sites`."""
    rank = np.where(np.isin(sites, ways.fixed), np.inf, saves)
    return np.argpartition(-rank, ways.number - 1)[: ways.number]


def _learn(ways: Ways, known: _Known, chosen: Numbers) -> None:
    """Remember a set if it is better."""
    if (worth := ways.worth_of(chosen)) < known.worth:
        known.chosen, known.worth = chosen, worth


def _check(
    ways: Ways, known: _Known, price: NDArray[np.float64], share: float, until: float
) -> None:
    """Exchange sites, add the bound up in long numbers, and leave out what cannot be as good."""
    for start in (known.taken, known.chosen):
        _learn(ways, known, _exchanged(ways, known.left, start, until))
    saves = ways.saves(known.left, price, np.float64)
    taken = _taken(ways, known.left, saves)
    bound = float(price @ ways.people - saves[taken].sum())
    if bound > known.least:
        known.least, known.price, known.taken = bound, price, known.left[taken].tolist()
    free = np.isin(known.left[taken], ways.fixed, invert=True)
    last = saves[taken[free]].min(initial=np.inf)
    must = np.isin(known.left, ways.fixed)
    with_it = bound + np.where(must, 0.0, np.maximum(last - saves, 0.0))
    known.left = known.left[with_it <= _limit(ways, known.worth, share)]


def _exchanged(ways: Ways, sites: NDArray[np.intp], start: Numbers, until: float) -> Numbers:
    """Exchange one site for another of some as long as that helps; first of all a set must do."""
    found = list(start)
    short, total = ways.judged(ways.nearest(found)[None])
    best, changed = (float(short[0]), float(total[0])), True
    while changed and monotonic() < until:
        changed = False
        for out in sorted(set(found) - set(ways.fixed)):
            rest = [one for one in found if one != out]
            near = ways.nearest(rest)
            lost = np.flatnonzero(np.isinf(near))
            price = np.minimum(near, ways.longest).astype(float)
            saves = ways.saves(sites, price, np.float64)
            saves[np.isin(sites, rest)] = -np.inf
            does = np.isfinite(ways.ds[np.ix_(sites, lost)]).sum(axis=1)
            likely = sites[np.lexsort((sites, -saves, -does))[:LIKELY]]
            short, total = ways.judged(np.minimum(near, ways.ds[likely]))
            at = int(np.lexsort((total, short))[0])
            if (float(short[at]), float(total[at])) < best:
                best, changed = (float(short[at]), float(total[at])), True
                found = [*rest, int(likely[at])]
                break
    return found


def _limit(ways: Ways, worth: float, share: float) -> float:
    """Say what sets within a share of one that is worth so much are worth at most."""
    return worth + share * (worth - ways.paid) + HALF


def _tried(
    ways: Ways, known: _Known, limit: float, until: float
) -> list[tuple[float, Numbers]] | None:
    """Try every set that may be worth so much; None if there are too many."""
    found: list[tuple[float, Numbers]] = []
    trials = 0
    for rest, near, sites in _sets_left(ways, known, limit):
        trials += len(sites)
        if trials > TRIALS or monotonic() > until:
            return None
        for some in blocks(len(sites)):
            worth = ways.worth(np.minimum(near, ways.ds[sites[some]]))
            good = np.flatnonzero(worth <= limit)
            found += [(float(worth[at]), sorted([*rest, int(sites[some][at])])) for at in good]
    return found


def _sets_left(
    ways: Ways, known: _Known, limit: float
) -> Iterator[tuple[Numbers, NDArray[np.floating], NDArray[np.intp]]]:
    """Find the sets that the prices leave: all sites but one, their times, and the last ones."""
    every = known.left
    saves = ways.saves(every, known.price, np.float64)
    must = np.isin(every, ways.fixed)
    need = float(known.price @ ways.people - saves[must].sum()) - limit
    order = np.argsort(-saves[~must], kind="stable")
    free, saves = every[~must][order], saves[~must][order]
    sums = np.concatenate([[0.0], saves.cumsum()])

    def sets(
        start: int, more: int, saved: float, rest: Numbers, near: NDArray[np.floating]
    ) -> Iterator[tuple[Numbers, NDArray[np.floating], NDArray[np.intp]]]:
        if more == 1:
            end = int(np.searchsorted(-saves, saved - need, side="right"))
            yield rest, near, free[start:end]
            return
        for at in range(start, len(free) - more + 1):
            if saved + sums[at + more] - sums[at] < need:
                return
            site = int(free[at])
            closer = np.minimum(near, ways.ds[site])
            yield from sets(at + 1, more - 1, saved + float(saves[at]), [*rest, site], closer)

    fixed, start = list(ways.fixed), ways.nearest(ways.fixed)
    if ways.number > len(fixed):
        yield from sets(0, ways.number - len(fixed), 0.0, fixed, start)
    else:
        yield fixed[:-1], ways.nearest(fixed[:-1]), np.array(fixed[-1:], dtype=np.intp)
