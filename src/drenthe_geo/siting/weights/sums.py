"""Weights that add up to 1, and values that are weighed: in an order that a browser repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import ArgumentError, unknown_choice

if TYPE_CHECKING:
    from collections.abc import Iterable

SCALED = 1e-12
"""Weights that add up to 1 but for so much do so: scaled again their last digit would change."""


def require_weights(weights: pd.Series, criteria: Iterable[str]) -> pd.Series:
    """Check weights and scale them to add up to 1."""
    names = list(criteria)
    for name in weights.index:
        if name not in names:
            raise unknown_choice("criterion", str(name), names)
    if weights.index.has_duplicates:
        twice = weights.index[weights.index.duplicated()][0]
        raise ArgumentError("siting.needs.twice", criterion=twice)
    given = weights if list(weights.index) == names else weights.reindex(names, fill_value=0.0)
    given = given.astype(float)
    numbers = given.to_numpy()
    wrong = ~(np.isfinite(numbers) & (numbers >= 0))
    if wrong.any():
        at = int(wrong.argmax())
        said = f"{numbers[at]:g}"
        raise ArgumentError("siting.needs.no_weight", criterion=names[at], given=said)
    if not numbers.sum() > 0:
        raise ArgumentError("siting.needs.give_one", criteria=names)
    total = total_of(given)
    return given if abs(total - 1.0) < SCALED else given / total


def total_of(weights: pd.Series) -> float:
    """Add up weights one by one, so that a browser finds the same to the last digit."""
    return float(np.cumsum(weights.to_numpy(dtype=float))[-1])


def weighted(values: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Weigh values and add them up one criterion after the other, see `total_of`."""
    cells, total = values.to_numpy(dtype=float), np.zeros(len(values))
    for at, weight in enumerate(weights.to_numpy(dtype=float)):
        total = total + cells[:, at] * weight
    return pd.Series(total, values.index)
