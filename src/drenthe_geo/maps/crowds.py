"""Where signs crowd on a map: which of them overlap, or have no room for their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_CROWDS = 2

NEAR_SHARE = 0.5
"""A sign that is in no trouble must be so much nearer to be of a crowd."""


@dataclass
class Signs:
    """Signs on a map and their radii, in pixels; whether the name of each finds no room."""

    spots: NDArray[np.float64]
    radii: NDArray[np.float64]
    cramped: NDArray[np.bool_]

    def __post_init__(self) -> None:
        """Measure how far they are apart, and which are in trouble: overlap, or are cramped."""
        self.off = np.hypot(*(self.spots[:, None] - self.spots[None]).transpose(2, 0, 1))
        np.fill_diagonal(self.off, np.inf)
        overlap = self.off < self.radii[:, None] + self.radii[None]
        self.trouble = overlap.any(axis=1) | self.cramped
        self.free = np.ones(len(self.spots), dtype=bool)

    def width(self, some: list[int]) -> float:
        """Measure the longer side of the rectangle around some."""
        return float(np.ptp(self.spots[some], axis=0).max())

    def crowds(self, *, link: float, edge: float, widest: float) -> list[list[int]]:
        """Find the crowds, those with most trouble first; a sign alone is none.

        A crowd grows from a sign in trouble by whichever is nearest, as long as that is no
        further than `link` from it and the crowd no wider or higher than `widest`; then by those
        that would lie on its `edge`.

        >>> import numpy as np
        >>> spots = np.array([[0.0, 0.0], [3.0, 0.0], [50.0, 0.0]])
        >>> signs = Signs(spots, np.full(3, 2.0), np.zeros(3, dtype=bool))
        >>> signs.crowds(link=10.0, edge=5.0, widest=20.0)
        [[0, 1]]
        """
        found: list[list[int]] = []
        while len(found) < MOST_CROWDS:
            seeds = np.flatnonzero(self.trouble & self.free).tolist()
            grown = [self._grown(seed, link, widest) for seed in seeds]
            grown = [crowd for crowd in grown if len(crowd) > 1]
            if not grown:
                break
            best = self._with_edge(max(grown, key=self._weight), edge, widest)
            found.append(sorted(best))
            self.free[best] = False
        return found

    def _weight(self, crowd: list[int]) -> tuple[int, int, float]:
        return int(self.trouble[crowd].sum()), len(crowd), -self.width(crowd)

    def _grown(self, seed: int, link: float, widest: float) -> list[int]:
        """Let a crowd grow from one sign."""
        crowd, left = [seed], self.free.copy()
        left[seed] = False
        reach = np.where(self.trouble, link, link * NEAR_SHARE)
        while True:
            near = self.off[crowd].min(axis=0)
            near = np.where(left & (near <= reach), near, np.inf)
            nearest = int(np.argmin(near))
            if near[nearest] == np.inf:
                return crowd
            left[nearest] = False
            if self.width([*crowd, nearest]) <= widest:
                crowd.append(nearest)

    def _with_edge(self, crowd: list[int], edge: float, widest: float) -> list[int]:
        """Add the signs that lie across the edge around a crowd."""
        for _ in range(len(self.spots)):
            some = self.spots[crowd]
            room = (edge + self.radii)[:, None]
            inside = (some.min(axis=0) - room < self.spots) & (self.spots < some.max(axis=0) + room)
            across: list[int] = np.flatnonzero(inside.all(axis=1) & self.free).tolist()
            more = [at for at in across if at not in crowd]
            fits = [at for at in more if self.width([*crowd, at]) <= widest]
            if not fits:
                break
            crowd = [*crowd, fits[0]]
        return crowd
