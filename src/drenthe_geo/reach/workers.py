"""What workers of a cluster make of minutes: counts of who is near, and the nearest of many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from drenthe_geo.io.shared import blocks
from drenthe_geo.reach.access import cumulative_cutoffs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from drenthe_geo.roads.pairs import Pairs
    from drenthe_geo.work.spread import Spread

    Counts = tuple[pd.Index, dict[str, NDArray[np.float64]]]


def counts_on(
    spread: Spread,
    pairings: Iterable[Pairs],
    amounts: Mapping[str, pd.Series],
    cutoffs_min: tuple[float, ...],
) -> Iterator[Counts]:
    """Count what lies within each cut-off of some facilities after some others.

    Parameters
    ----------
    spread : Spread
        The workers.
    pairings : iterable of Pairs
        Facilities, and the same origins in each.
    amounts : mapping of str to pandas.Series
        What is at each origin, several things.
    cutoffs_min : tuple of float
        The cut-offs.

    Yields
    ------
    tuple of pandas.Index and dict of str to numpy.ndarray
        Some facilities, and the counts of each thing: a row for each, a column for each cut-off.
        The same as `cumulative_cutoffs` of all together.
    """
    beside = {name: one.to_numpy() for name, one in amounts.items()}
    # Sums of whole numbers are the same in any order; others are added up as they are here.
    exact = all(bool((one == np.rint(one)).all()) for one in beside.values())
    ids: list[pd.Index] = []

    def noted() -> Iterator[Pairs]:
        for pairs in pairings:
            ids.append(pairs.reach.facilities.index)
            yield pairs

    cut = "rows" if exact else "whole"
    for one in blocks(spread, noted(), _counted, (cutoffs_min,), beside=beside, cut=cut):
        yield ids[one.number][one.rows], one.found


def _counted(
    minutes: NDArray[np.float64], beside: Mapping[str, NDArray[Any]], cutoffs: tuple[float, ...]
) -> dict[str, NDArray[np.float64]]:
    """Count within a block of minutes."""
    amounts = {name: pd.Series(np.asarray(one)) for name, one in beside.items()}
    counts = cumulative_cutoffs(pd.DataFrame(minutes, copy=False), amounts, cutoffs)
    return {name: table.to_numpy() for name, table in counts.items()}


def least_first(
    values: NDArray[np.float64], most: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Put the least of each row first: their columns, and they; NaN counts as infinite.

    Of equal ones the first column.
    """
    values = np.where(np.isnan(values), np.inf, values)
    order = np.argsort(values, axis=1, kind="stable")[:, :most]
    return order, np.take_along_axis(values, order, axis=1)


def nearest_on(
    spread: Spread,
    pairings: Iterable[Pairs],
    shape: tuple[int, int],
    most: int,
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.bool_]]:
    """Find the nearest of many facilities for every origin.

    Parameters
    ----------
    spread : Spread
        The workers.
    pairings : iterable of Pairs
        Some facilities after some others, with the same origins.
    shape : tuple of int
        How many facilities and origins there are.
    most : int
        How many are wanted.

    Returns
    -------
    tuple of numpy.ndarray
        For each origin the positions of the nearest, and their minutes, as `least_first` gives them
        of the whole table; and which facilities any origin has a route to.
    """
    count, points = shape
    order, times = np.zeros((points, 0), dtype=np.intp), np.empty((points, 0))
    reached, at = np.zeros(count, dtype=bool), 0
    for one in blocks(spread, pairings, _nearest, (most,)):
        position, minutes, any_route = one.found
        reached[at : at + len(any_route)] = any_route
        # Those of this block stand behind all before, so of equal ones the first stays.
        rank, times = least_first(np.concatenate([times, minutes], axis=1), most)
        both = np.concatenate([order, position + at], axis=1)
        order, at = np.take_along_axis(both, rank, axis=1), at + len(any_route)
    return order, times, reached


def _nearest(
    minutes: NDArray[np.float64], _: object, most: int
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.bool_]]:
    """Rank a block of minutes, and tell which of its facilities have a route to any origin."""
    order, times = least_first(minutes.T, most)
    return order, times, np.asarray(~np.isnan(minutes).all(axis=1))
