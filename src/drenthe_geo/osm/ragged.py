"""Runs of positions of different lengths, after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def ragged(first: NDArray[np.intp], size: NDArray[np.intp]) -> NDArray[np.intp]:
    """Give the positions of runs after another, each from its first on."""
    total = int(size.sum())
    shift = np.repeat(first - np.concatenate([[0], np.cumsum(size)[:-1]]), size)
    at: NDArray[np.intp] = np.arange(total) + shift
    return at
