"""What is asked of `placement`: its tables checked, in a fixed order, in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.network import DS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from drenthe_geo.location_models import Solved

NO_WAY = int(np.iinfo(np.int64).max)
"""Stands for no way, after every time."""


@dataclass(frozen=True)
class Question:
    """Places, candidates and people, both in the order of their ids.

    Parameters
    ----------
    index : pandas.Index, shape (places,)
        Places as the caller calls them.
    order : numpy.ndarray of int, shape (places,)
        Where each stood.
    places, sites : numpy.ndarray of str
        Ids.
    ds : numpy.ndarray of int, shape (places, sites)
        Tenths of a second; `NO_WAY` without a way.
    people : numpy.ndarray of int, shape (places,)
        People.
    fixed : numpy.ndarray of bool, shape (sites,)
        Sites that must be in.
    groups : numpy.ndarray of int, shape (places,)
        Places of one group go to one site together when costs are compared.
    seconds : float or None
        How long the solver may take.
    """

    index: pd.Index
    order: NDArray[np.intp]
    places: NDArray[np.object_]
    sites: NDArray[np.object_]
    ds: NDArray[np.int64]
    people: NDArray[np.int64]
    fixed: NDArray[np.bool_]
    groups: NDArray[np.intp]
    seconds: float | None

    @property
    def counts(self) -> NDArray[np.bool_]:
        """Places with people who have a way to any candidate."""
        has_way = (self.ds < NO_WAY).any(axis=1)
        found: NDArray[np.bool_] = np.logical_and(has_way, self.people > 0)
        return found

    def nearest_of_all(self) -> NDArray[np.int64]:
        """Time of every place that counts to the nearest of all candidates."""
        least: NDArray[np.int64] = self.ds[self.counts].min(axis=1)
        return least

    def patterns(self, cutoff: int) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Put places together that the same sites reach in time; nothing is lost.

        Parameters
        ----------
        cutoff : int
            Tenths of a second.

        Returns
        -------
        within : numpy.ndarray of bool, shape (rows, sites)
            Which site reaches which row.
        people : numpy.ndarray of int, shape (rows,)
            People of each row.
        """
        within = self.ds[self.counts] <= cutoff
        rows, which = np.unique(within, axis=0, return_inverse=True)
        people = np.zeros(len(rows), dtype=np.int64)
        np.add.at(people, which.ravel(), self.people[self.counts])
        return rows, people

    def least_rows(self, cutoff: int) -> NDArray[np.bool_]:
        """Find the rows that, if each is reached, leave no place unreached.

        Parameters
        ----------
        cutoff : int
            Tenths of a second.

        Returns
        -------
        numpy.ndarray of bool, shape (rows, sites)
            Rows of `patterns` that contain no other row.
        """
        rows, _ = self.patterns(cutoff)
        rows = rows[np.argsort(rows.sum(axis=1), kind="stable")]
        kept = []
        while len(rows):
            least = rows[0]
            kept.append(least)
            rows = rows[~rows[:, least].all(axis=1)]
        return np.array(kept, dtype=bool)

    def costs(self, *, strict: bool) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Add up people times time of places that go to one site together.

        Parameters
        ----------
        strict : bool
            Whether nobody may be left without a way. Otherwise no way costs as much as
            the longest of all.

        Returns
        -------
        cost : numpy.ndarray of int, shape (rows, sites)
            Tenths of a second of all people of the row.
        allowed : numpy.ndarray of bool, shape (rows, sites)
            Where there is a way.
        """
        ds, people = self.ds[self.counts], self.people[self.counts]
        allowed = ds < NO_WAY
        keys = np.column_stack([self.groups[self.counts], allowed])
        rows, which = np.unique(keys, axis=0, return_inverse=True)
        filled = np.where(allowed, ds, ds[allowed].max())
        cost = np.zeros((len(rows), len(self.sites)), dtype=np.int64)
        np.add.at(cost, which.ravel(), filled * people[:, None])
        ways = rows[:, 1:].astype(bool)
        return cost, ways if strict else np.ones_like(ways)

    def found(self, solved: Solved | None) -> Solved:
        """Take what the solver found.

        Parameters
        ----------
        solved : Solved or None
            What it found.

        Returns
        -------
        Solved
            The same.

        Raises
        ------
        ArgumentError
            If it found nothing.
        """
        if solved is None:
            msg = (
                f"placement: the solver found no choice within {self.seconds:g} seconds; give it "
                "more time, or fewer candidates."
                if self.seconds is not None
                else "placement: the solver found no choice; give fewer candidates."
            )
            raise ArgumentError(msg)
        return solved


def question_of(
    minutes: pd.DataFrame,
    people: pd.Series,
    *,
    fixed: Iterable[str] = (),
    groups: pd.Series | None = None,
    seconds: float | None = None,
) -> Question:
    """Check what is asked and put it in order.

    Parameters
    ----------
    minutes, people, fixed, groups, seconds
        See `place_sites`.

    Returns
    -------
    Question
        The question.

    Raises
    ------
    ArgumentError
        If a table is refused.
    """
    _require_ids(minutes.index, "places")
    _require_ids(minutes.columns, "candidates")
    rows = np.argsort(minutes.index.astype(str), kind="stable")
    columns = np.argsort(minutes.columns.astype(str), kind="stable")
    ordered = minutes.iloc[rows, columns]
    sites = ordered.columns.astype(str).to_numpy(dtype=object)
    must = [str(site) for site in fixed]
    for site in must:
        if site not in set(sites):
            raise unknown_choice("fixed site", site, sites)
    ds = _tenths(ordered)
    return Question(
        index=ordered.index,
        order=rows,
        places=ordered.index.astype(str).to_numpy(dtype=object),
        sites=sites,
        ds=ds,
        people=_heads(people, ordered.index),
        fixed=np.isin(sites.astype(str), must),
        groups=_orders(ds) if groups is None else _codes(groups, ordered.index),
        seconds=seconds,
    )


def count_orders(minutes: pd.DataFrame) -> int:
    """Count the different orders in which candidates come for places.

    Parameters
    ----------
    minutes : pandas.DataFrame, shape (places, candidates)
        Minutes; NaN without a way.

    Returns
    -------
    int
        Rows of the model that finds the shortest mean, without groups.

    Examples
    --------
    >>> import pandas as pd
    >>> count_orders(pd.DataFrame({"a": [1.0, 2.0, 9.0], "b": [5.0, 7.0, 3.0]}))
    2
    """
    return int(_orders(_tenths(minutes)).max()) + 1


def _orders(ds: NDArray[np.int64]) -> NDArray[np.intp]:
    order = np.argsort(ds, axis=1, kind="stable")
    return np.unique(order, axis=0, return_inverse=True)[1].ravel()


def _codes(groups: pd.Series, places: pd.Index) -> NDArray[np.intp]:
    given = groups.reindex(places)
    if given.isna().any():
        first = str(places[int(given.isna().to_numpy().argmax())])
        msg = f"groups: {int(given.isna().sum())} places have none, the first is {first!r}."
        raise ArgumentError(msg)
    return pd.factorize(given)[0]


def _require_ids(ids: pd.Index, what: str) -> None:
    if len(ids) == 0:
        msg = f"{what}: there are none, so nothing can be chosen."
        raise ArgumentError(msg)
    if ids.has_duplicates:
        msg = f"{what}: {str(ids[ids.duplicated()][0])!r} stands twice."
        raise ArgumentError(msg)


def _tenths(minutes: pd.DataFrame) -> NDArray[np.int64]:
    values = minutes.to_numpy(dtype=float)
    wrong = (values < 0) | np.isinf(values)
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        place, site = str(minutes.index[row]), str(minutes.columns[column])
        msg = (
            f"minutes from {place!r} to {site!r}: {values[row, column]:g} is no number of 0 or "
            "more; leave out what has no way."
        )
        raise ArgumentError(msg)
    missing = np.isnan(values)
    ds = np.rint(np.where(missing, 0.0, values) * DS_PER_MIN).astype(np.int64)
    return np.where(missing, NO_WAY, ds)


def _heads(people: pd.Series, places: pd.Index) -> NDArray[np.int64]:
    _require_ids(people.index, "people")
    given: Any = people.reindex(places).to_numpy(dtype=float, na_value=np.nan)
    wrong = ~((given >= 0) & np.isfinite(given) & (given == np.rint(given)))
    if wrong.any():
        first = str(places[int(wrong.argmax())])
        msg = (
            f"people: {int(wrong.sum())} of {len(given)} places have no whole number of 0 or "
            f"more, the first is {first!r}."
        )
        raise ArgumentError(msg)
    if not given.any():
        msg = "people: there is nobody at any place, so no site is better than another."
        raise ArgumentError(msg)
    heads: NDArray[np.int64] = given.astype(np.int64)
    return heads
