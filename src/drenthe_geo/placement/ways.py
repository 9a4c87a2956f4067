"""Times of very many candidates, and what sets of them are worth: the shortest mean is sought.

Some sets do not do: a place has no way to any of their sites within what is allowed, or too few
people are within a cut-off. To the second a charge leads: who is beyond pays so much more, and
what may be paid at most is added to every set that does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from drenthe_geo.placement.question import Question

EXACT = 2**24
"""Whole numbers below it are exact in 32 bits, and half as large as in 64."""

BLOCK = 16
"""Sites that are looked at together: so many fit in the caches of a processor."""

Numbers = list[int]
"""Sites by their number."""


@dataclass(frozen=True)
class Ways:
    """Times from places to sites, and who travels."""

    # Whole tenths of a second, the charge among them; endless if not allowed; (sites, places).
    ds: NDArray[np.floating]
    people: NDArray[np.float64]
    # Stands for no way that is allowed while savings are compared.
    longest: float
    # Sites that must be in, and how many are in, these included.
    fixed: Numbers
    number: int
    # Tenths of a second that who is beyond the cut-off pays more, the cut-off with it, and how
    # many may be beyond it.
    charge: float = 0.0
    cutoff: float = np.inf
    beyond: float = np.inf

    @classmethod
    def of(cls, asked: Question, number: int, *, longest: int, is_strict: bool = True) -> Ways:
        """Take the places that count; who has no way goes the longest one if not `is_strict`."""
        counts, sites = np.flatnonzero(asked.counts), len(asked.sites)
        most = min(longest, asked.longest_way)
        ds = np.empty((sites, len(counts)), dtype=np.float32 if most < EXACT else np.float64)
        for some in blocks(sites):
            part = asked.ds[counts, some].T
            lost = np.inf if is_strict else float(most)
            ds[some] = np.where(part <= most, part, lost)
        fixed = np.flatnonzero(asked.fixed).tolist()
        return cls(ds, asked.people[counts].astype(float), float(most), fixed, number)

    def charged(self, charge: float, cutoff: int, beyond: int) -> Ways:
        """Let who is beyond a cut-off pay so much; so many may be beyond."""
        ds = np.where(self.ds > cutoff, self.ds + self.ds.dtype.type(charge), self.ds)
        return Ways(
            ds, self.people, self.longest + charge, self.fixed, self.number,
            charge, float(cutoff), float(beyond),
        )  # fmt: skip

    @property
    def paid(self) -> float:
        """What may be paid at most."""
        return self.charge * self.beyond if self.charge else 0.0

    def nearest(self, chosen: Numbers) -> NDArray[np.floating]:
        """Time of every place to the nearest of some sites."""
        found: NDArray[np.floating] = self.ds[chosen].min(axis=0, initial=np.inf)
        return found

    def worth(self, near: NDArray[np.floating]) -> NDArray[np.float64]:
        """Add up times of everybody, of one set a row; endless where a set does not do."""
        total = near.astype(float) @ self.people
        if np.isinf(self.beyond):
            return np.asarray(total)
        late = (near > self.cutoff) @ self.people
        return np.where(late <= self.beyond, total - self.charge * late + self.paid, np.inf)

    def judged(self, near: NDArray[np.floating]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Say how far sets are from doing, and what they would be worth, of one set a row."""
        if np.isfinite(self.beyond):
            late = (near > self.cutoff) @ self.people
            total = near.astype(float) @ self.people - self.charge * late + self.paid
            return np.maximum(late - self.beyond, 0.0), total
        lost = np.isinf(near)
        total = np.where(lost, self.longest, near).astype(float) @ self.people
        return lost.sum(axis=1).astype(float), total

    def worth_of(self, chosen: Numbers) -> float:
        """Say what one set is worth."""
        return float(self.worth(self.nearest(chosen)[None])[0])

    def saves(
        self, sites: NDArray[np.intp], price: NDArray[np.float64], kind: type[np.floating]
    ) -> NDArray[np.float64]:
        """Add up what some sites save: how far times to them lie below the price of a place."""
        found = np.empty(len(sites))
        prices, people = price.astype(kind), self.people.astype(kind)
        below = np.empty((BLOCK, len(people)), dtype=kind)
        for some in blocks(len(sites)):
            part = below[: some.stop - some.start]
            np.subtract(prices, self.ds[sites[some]], out=part)
            found[some] = np.maximum(part, 0, out=part) @ people
        return found


def blocks(count: int) -> Iterator[slice]:
    """Take some sites at a time."""
    for start in range(0, count, BLOCK):
        yield slice(start, min(start + BLOCK, count))
