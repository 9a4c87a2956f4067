"""What sites chosen together mean for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from drenthe_geo.contracts.results import result
from drenthe_geo.placement.question import NO_WAY
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from drenthe_geo.placement.question import Question
    from drenthe_geo.placement.search import Found, Search

Goal = Literal["cover", "mean", "furthest", "everybody"]


@result
@dataclass(frozen=True)
class Outcome:
    """What some sites mean for people.

    Parameters
    ----------
    people_within : mapping of float to int
        People within each cut-off of their nearest site.
    mean_min : float
        Mean minutes of everybody who has a way; NaN if nobody has.
    furthest_min : float
        Minutes of who is furthest; NaN if nobody has a way.
    furthest : str or None
        Where they are; of several the id that comes first.
    people_without_way : int
        People without a way to any of the sites.
    """

    people_within: Mapping[float, int]
    mean_min: float
    furthest_min: float
    furthest: str | None
    people_without_way: int


@result
@dataclass(frozen=True)
class SiteSet:
    """Sites that are in together, and what they mean.

    Parameters
    ----------
    sites : tuple of str
        In the order of their ids.
    outcome : Outcome
        What they mean.
    """

    sites: tuple[str, ...]
    outcome: Outcome


@result
@dataclass(frozen=True)
class Placement:
    """Sites chosen together.

    Parameters
    ----------
    goal : {"cover", "mean", "furthest", "everybody"}
        What they are best at.
    cutoff_min : float or None
        The cut-off of the goal.
    chosen : tuple of str
        All sites that are in, in the order of their ids: the first of `sets`.
    fixed : tuple of str
        Those of them that had to be.
    nearest : pandas.Series
        The site nearest to each place, on the index of the minutes; None without a way.
    minutes : pandas.Series
        Minutes to it; NaN without a way.
    outcome : Outcome
        What the chosen sites mean.
    fixed_alone : Outcome or None
        What the fixed ones would mean alone; None if there are none.
    people : int
        Everybody who was counted.
    people_beyond_candidates : int
        People without a way to any candidate; no choice can help them, so none was made
        for them.
    sets : tuple of SiteSet
        Sets that are as good as the best by the goal, the best by the further aims first.
    best : SiteSet
        The best by the goal alone.
    search : Search
        What counts as good, and what decides.
    count_as_good : int
        How many sets are as good; `sets` may hold the first of them only.
    sets_of : mapping of str to int
        In how many of them each site is, most first; who is in none is left out.
    complete : bool
        Whether it is proven that no other set is as good.
    tried : int
        How many sets were tried one by one; 0 if the solver found them.
    gap : float
        Share by which another choice may be better at most by the goal; 0 where it is
        proven that none is, infinite where nothing is known.
    bounded : bool
        Whether sets were ruled out by bounds and the rest of them tried, each place on its own,
        as there are too many candidates for a program of means.
    aim_gap : float
        Share by which another set that is as good may be better at most by the first aim; 0
        where it is proven that none is, infinite where nothing is known.
    """

    goal: Goal
    cutoff_min: float | None
    chosen: tuple[str, ...]
    fixed: tuple[str, ...]
    nearest: pd.Series
    minutes: pd.Series
    outcome: Outcome
    fixed_alone: Outcome | None
    people: int
    people_beyond_candidates: int
    sets: tuple[SiteSet, ...]
    best: SiteSet
    search: Search
    count_as_good: int
    sets_of: Mapping[str, int]
    complete: bool
    tried: int
    gap: float
    bounded: bool = False
    aim_gap: float = np.inf

    @property
    def proven(self) -> bool:
        """Whether it is proven that no other choice is better by the goal than `best`."""
        return self.gap == 0

    def worse_share(self, one: SiteSet) -> float:
        """Say by which share of the best a set is worse by the goal; 0 for the best."""
        if self.goal == "cover":
            cutoff = float(self.cutoff_min or 0)
            most, mine = (each.outcome.people_within[cutoff] for each in (self.best, one))
            return 1 - mine / most if most else 0.0
        if self.goal == "everybody":
            return 0.0
        least, its = (
            each.outcome.mean_min if self.goal == "mean" else each.outcome.furthest_min
            for each in (self.best, one)
        )
        return its / least - 1 if least else 0.0


def placement_of(
    asked: Question,
    goal: Goal,
    cutoff_min: float | None,
    found: Found,
    *,
    search: Search,
    cutoffs: tuple[float, ...],
) -> Placement:
    """Say what a choice means for every place and in all."""
    chosen = found.sets[0]
    near, sites = asked.ds[:, chosen], asked.sites[chosen]
    least, first = near.min(axis=1), near.argmin(axis=1)
    ids = [sites[at] if ds < NO_WAY else None for at, ds in zip(first, least, strict=True)]
    minutes = np.where(least < NO_WAY, least / DS_PER_MIN, np.nan)
    back = np.argsort(asked.order)
    fixed = asked.sites[asked.fixed]
    return Placement(
        goal=goal,
        cutoff_min=None if cutoff_min is None else float(cutoff_min),
        chosen=tuple(sites),
        fixed=tuple(fixed),
        nearest=pd.Series(ids, asked.index, dtype=object, name="site").iloc[back],
        minutes=pd.Series(minutes, asked.index, name="minutes").iloc[back],
        outcome=_outcome(asked, chosen, cutoffs),
        fixed_alone=_outcome(asked, asked.fixed, cutoffs) if len(fixed) else None,
        people=int(asked.people.sum()),
        people_beyond_candidates=int(asked.people[~asked.counts].sum()),
        sets=tuple(_site_set(asked, one, cutoffs) for one in found.sets[: search.others + 1]),
        best=_site_set(asked, found.best, cutoffs),
        search=search,
        count_as_good=len(found.sets),
        sets_of=_sets_of(asked, found),
        complete=found.complete,
        tried=found.tried,
        gap=found.gap,
        bounded=found.bounded,
        aim_gap=0.0 if found.complete else found.aim_gap,
    )


def _site_set(asked: Question, chosen: NDArray[np.bool_], cutoffs: tuple[float, ...]) -> SiteSet:
    return SiteSet(tuple(map(str, asked.sites[chosen])), _outcome(asked, chosen, cutoffs))


def _sets_of(asked: Question, found: Found) -> dict[str, int]:
    count = pd.Series(found.sets.sum(axis=0), asked.sites.astype(str))
    count = count[count > 0].sort_values(ascending=False, kind="stable")
    return {str(site): int(number) for site, number in count.items()}


def _outcome(asked: Question, chosen: NDArray[np.bool_], cutoffs: tuple[float, ...]) -> Outcome:
    least = asked.ds[:, chosen].min(axis=1)
    way = (least < NO_WAY) & (asked.people > 0)
    heads = asked.people[way]
    at = int(np.where(way, least, -1).argmax())
    within = {
        cutoff: int(asked.people[least <= round(cutoff * DS_PER_MIN)].sum()) for cutoff in cutoffs
    }
    return Outcome(
        people_within=within,
        mean_min=int(least[way] @ heads) / int(heads.sum()) / DS_PER_MIN if way.any() else np.nan,
        furthest_min=float(least[at]) / DS_PER_MIN if way.any() else np.nan,
        furthest=str(asked.places[at]) if way.any() else None,
        people_without_way=int(asked.people[least == NO_WAY].sum()),
    )
