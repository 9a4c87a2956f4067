"""Who may use each segment: the directions of a way by mode, as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.osm.rules import WayUse

MODES = ("car", "bicycle", "walk")
"""Whose use of a road a table of roads says, in columns of these names."""

WORDS = ("none", "along", "against", "both")
"""Directions: one bit for along the drawing, one for against it."""

ALONG, AGAINST = 1, 2


def directions(uses: list[WayUse]) -> NDArray[np.int8]:
    """Give the directions of each use: a column for each mode."""
    code = {word: at for at, word in enumerate(WORDS)}
    rows = [[code[getattr(use, mode)] for mode in MODES] for use in uses]
    return np.array(rows, dtype=np.int8).reshape(-1, len(MODES))


def turned(codes: NDArray[np.int8]) -> NDArray[np.int8]:
    """Give the same directions for the drawing turned round."""
    return np.array([0, AGAINST, ALONG, ALONG | AGAINST], dtype=np.int8)[codes]
