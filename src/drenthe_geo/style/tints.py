"""Tints of areas that lie side by side: none beside its like, and what touches differs clearly."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.style.table import TINTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

BESIDE_M = 1_500.0
"""Areas that lie nearer to one another are seen side by side."""

TO_CONES = ((0.4122, 0.5363, 0.0514), (0.2119, 0.6807, 0.1074), (0.0883, 0.2817, 0.6300))
TO_LAB = ((0.2105, 0.7936, -0.0041), (1.9780, -2.4286, 0.4506), (0.0259, 0.7828, -0.8087))
"""From linear colours to what the eye takes up, and from that to steps that look alike
(Ottosson 2020, "Oklab")."""

SEEN_BY = (
    ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    ((0.3673, 0.8606, -0.2280), (0.2801, 0.6726, 0.0473), (-0.0118, 0.0429, 0.9688)),
    ((0.1521, 1.0526, -0.2046), (0.1145, 0.7863, 0.0992), (-0.0039, -0.0481, 1.0520)),
)
"""How linear colours look to who sees all, no green, no red (Machado and others 2009)."""


def tint_numbers(areas: NDArray[np.object_]) -> list[int]:
    """Choose tints: none has that of one beside it, and as few as can be come twice.

    Parameters
    ----------
    areas : numpy.ndarray of shapely.Geometry
        Areas that tile.

    Returns
    -------
    list of int
        For each its place in `TINTS`.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> len(set(tint_numbers(np.array([shapely.box(x, 0, x + 9, 9) for x in (0, 9, 18)]))))
    3
    """
    beside = _beside(areas)
    far = _differences()
    left = set(range(len(areas)))
    number: dict[int, int] = {}

    def freedom(area: int) -> tuple[int, int, int]:
        """Sort areas: first who has fewest tints to choose from, then who lies beside most."""
        taken = {number[other] for other in beside[area] if other in number}
        return -len(taken), -len(beside[area]), area

    while left:
        area = min(left, key=freedom)
        left.remove(area)
        taken = [number[other] for other in beside[area] if other in number]
        free = [tint for tint in range(len(TINTS)) if tint not in taken]
        used = list(number.values())
        # Of those that come least often, the one that differs most from all beside it.
        number[area] = min(
            free or range(len(TINTS)),
            key=lambda tint: (
                used.count(tint),
                -round(min((float(far[tint, other]) for other in taken), default=0.0), 6),
                tint,
            ),
        )
    return [number[area] for area in range(len(areas))]


def _beside(areas: NDArray[np.object_]) -> list[set[int]]:
    """List for each area those that one sees beside it."""
    import shapely  # noqa: PLC0415 - this room is read where nothing is drawn

    tree = shapely.STRtree(areas)
    first, second = tree.query(areas, predicate="dwithin", distance=BESIDE_M)
    found: list[set[int]] = [set() for _ in areas]
    for area, other in zip(first.tolist(), second.tolist(), strict=True):
        if area != other:
            found[area].add(other)
    return found


@functools.cache
def _differences() -> NDArray[np.float64]:
    """Measure how far apart two tints look, to whom they look most alike."""
    parts = np.array([[int(ink[at : at + 2], 16) for at in (1, 3, 5)] for ink in TINTS]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - sRGB
    apart = []
    for eye in SEEN_BY:
        cones = np.cbrt(np.clip(linear @ np.array(eye).T, 0, 1) @ np.array(TO_CONES).T)
        lab = cones @ np.array(TO_LAB).T
        apart.append(np.linalg.norm(lab[:, None] - lab[None], axis=-1))
    found: NDArray[np.float64] = np.min(apart, axis=0)
    return found
