"""What is asked of `placement`: its tables checked, in a fixed order, in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.placement.models import solve
from drenthe_geo.units import DS_PER_MIN
from drenthe_geo.words.message import Message
from drenthe_geo.work.memory import at_once

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from drenthe_geo.placement.models import Model, Solved, Solver

BYTES_A_WAY = 64
"""Of a way while its time is read: in minutes, in tenths, and in order."""

NO_WAY = int(np.iinfo(np.int64).max)
"""Stands for no way, after every time."""


@dataclass(frozen=True)
class Question:
    """Places, candidates and people, both in the order of their ids."""

    # Places as the caller calls them; shape (places,).
    index: pd.Index
    order: NDArray[np.intp]
    places: NDArray[np.object_]
    sites: NDArray[np.object_]
    # Tenths of a second; `NO_WAY` without a way; shape (places, sites).
    ds: NDArray[np.int64]
    people: NDArray[np.int64]
    # Sites that must be in; shape (sites,).
    fixed: NDArray[np.bool_]
    # Places of one group go to one site together when costs are compared; shape (places,).
    groups: NDArray[np.intp]
    # How long the solver may take in all, and until when that is; None without end.
    seconds: float | None
    until: float
    solver: Solver

    @cached_property
    def counts(self) -> NDArray[np.bool_]:
        """Places with people who have a way to any candidate."""
        has_way = (self.ds < NO_WAY).any(axis=1)
        found: NDArray[np.bool_] = np.logical_and(has_way, self.people > 0)
        return found

    @cached_property
    def longest_way(self) -> int:
        """Find the longest of all ways from places that count."""
        longest: NDArray[np.int64] = self.ds.max(axis=1, where=self.ds < NO_WAY, initial=0)
        return int(longest[self.counts].max())

    def nearest_of_all(self) -> NDArray[np.int64]:
        """Time of every place that counts to the nearest of all candidates."""
        least: NDArray[np.int64] = self.ds[self.counts].min(axis=1)
        return least

    def patterns(self, cutoff: int) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Put places together that the same sites reach in time: rows and their people.

        Nothing is lost by it: a site reaches all of a row or nobody.
        """
        counts = self.counts
        return joined((self.ds <= cutoff)[counts], self.people[counts])

    def least_rows(self, cutoff: int) -> NDArray[np.bool_]:
        """Find the rows of `patterns` that, if each is reached, leave no place unreached."""
        rows, _ = self.patterns(cutoff)
        return least_of(rows)

    def costs(self, *, strict: bool) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Add up people times time of places that go to one site together, and where is a way.

        If not `strict`, who has no way is sent all the same, at the longest time of all.
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

    @property
    def seconds_left(self) -> float | None:
        """How long the solver may still take; None without end."""
        return None if self.seconds is None else max(self.until - monotonic(), 0.0)

    def tried(self, model: Model) -> Solved | None:
        """Solve a model in the time that is left; None if nothing is found in it."""
        found = self.solver(model, self.seconds_left)
        return found if found is not None and found.chosen.any() else None

    def solved(self, model: Model, otherwise: Solved | None = None) -> Solved:
        """Solve a model; if time is up before anything is found, take what there was before."""
        return self.sure_of(self.tried(model) or otherwise)

    def sure_of(self, found: Solved | None) -> Solved:
        """Give what was found; nothing is a refusal."""
        if found is not None:
            return found
        if self.seconds is None:
            raise ArgumentError("placement.no_choice_found")
        raise ArgumentError("placement.no_time", seconds=self.seconds)


def question_of(
    minutes: pd.DataFrame,
    people: pd.Series,
    *,
    fixed: Iterable[str] = (),
    groups: pd.Series | None = None,
    seconds: float | None = None,
    solver: Solver = solve,
) -> Question:
    """Check what is asked of `place_sites` and put it in order."""
    _require_ids(minutes.index, "places")
    _require_ids(minutes.columns, "candidates")
    rows = np.argsort(minutes.index.astype(str), kind="stable")
    columns = np.argsort(minutes.columns.astype(str), kind="stable")
    ordered = minutes.iloc[rows, columns]
    sites = ordered.columns.astype(str).to_numpy(dtype=object)
    must = [str(site) for site in fixed]
    for site in must:
        if site not in set(sites):
            raise unknown_choice("fixed_site", site, sites)
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
        until=monotonic() + (np.inf if seconds is None else seconds),
        solver=solver,
    )


def joined(
    within: NDArray[np.bool_], people: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Join rows that are the same, and add up their people."""
    # In bits they are in the same order, and an eighth as large.
    bits, which = np.unique(np.packbits(within, axis=1), axis=0, return_inverse=True)
    rows = np.unpackbits(bits, axis=1, count=within.shape[1]).astype(bool)
    heads = np.zeros(len(rows), dtype=np.int64)
    np.add.at(heads, which.ravel(), people)
    return rows, heads


def least_of(rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Find the rows that, if each is reached, leave no other unreached."""
    rows = rows[np.argsort(rows.sum(axis=1), kind="stable")]
    bits = np.packbits(rows, axis=1)
    kept, left = [], np.arange(len(rows))
    while len(left):
        kept.append(int(left[0]))
        least = bits[left[0]]
        left = left[((bits[left] & least) != least).any(axis=1)]
    return rows[kept]


def more_orders(minutes: pd.DataFrame, most: float) -> bool:
    """Tell whether candidates come in more orders than this: rows of the model of means."""
    seen: NDArray[np.intp] = np.empty((0, minutes.shape[1]), dtype=np.intp)
    step = at_once(BYTES_A_WAY * max(minutes.shape[1], 1))
    for start in range(0, len(minutes), step):
        order = np.argsort(_tenths(minutes.iloc[start : start + step]), axis=1, kind="stable")
        seen = np.unique(np.concatenate([seen, order]), axis=0)
        if len(seen) > most:
            return True
    return False


def _orders(ds: NDArray[np.int64]) -> NDArray[np.intp]:
    order = np.argsort(ds, axis=1, kind="stable")
    return np.unique(order, axis=0, return_inverse=True)[1].ravel()


def _codes(groups: pd.Series, places: pd.Index) -> NDArray[np.intp]:
    given = groups.reindex(places)
    if given.isna().any():
        first = str(places[int(given.isna().to_numpy().argmax())])
        raise ArgumentError("placement.no_group", count=int(given.isna().sum()), first=first)
    return pd.factorize(given)[0]


def _require_ids(ids: pd.Index, what: str) -> None:
    if len(ids) == 0:
        raise ArgumentError("placement.none", what=Message(f"placement.ids.{what}"))
    if ids.has_duplicates:
        twice = str(ids[ids.duplicated()][0])
        raise ArgumentError("placement.twice", what=Message(f"placement.ids.{what}"), id=twice)


def _tenths(minutes: pd.DataFrame) -> NDArray[np.int64]:
    values = minutes.to_numpy(dtype=float)
    ds = np.empty(values.shape, dtype=np.int64)
    step = at_once(BYTES_A_WAY * max(values.shape[1], 1))
    for start in range(0, len(values), step):
        some = values[start : start + step]
        wrong = (some < 0) | np.isinf(some)
        if wrong.any():
            row, column = np.argwhere(wrong)[0]
            place, site = str(minutes.index[start + row]), str(minutes.columns[column])
            minutes_min = float(some[row, column])
            raise ArgumentError("placement.no_minutes", place=place, site=site, minutes=minutes_min)
        missing = np.isnan(some)
        whole = np.rint(np.where(missing, 0.0, some) * DS_PER_MIN).astype(np.int64)
        ds[start : start + step] = np.where(missing, NO_WAY, whole)
    return ds


def _heads(people: pd.Series, places: pd.Index) -> NDArray[np.int64]:
    _require_ids(people.index, "people")
    given: Any = people.reindex(places).to_numpy(dtype=float, na_value=np.nan)
    wrong = ~((given >= 0) & np.isfinite(given) & (given == np.rint(given)))
    if wrong.any():
        first = str(places[int(wrong.argmax())])
        counts = {"count": int(wrong.sum()), "total": len(given)}
        raise ArgumentError("placement.no_people", first=first, **counts)
    if not given.any():
        raise ArgumentError("placement.nobody")
    heads: NDArray[np.int64] = given.astype(np.int64)
    return heads
