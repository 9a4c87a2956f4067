"""What sites chosen together mean for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from drenthe_geo.placement.question import NO_WAY
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from drenthe_geo.placement.models import Solved
    from drenthe_geo.placement.question import Question

Goal = Literal["cover", "mean", "furthest", "everybody"]


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
        All sites that are in, in the order of their ids.
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
    gap : float
        Share by which another choice may be better at most; 0 where it is proven that
        none is, infinite where nothing is known.
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
    gap: float

    @property
    def proven(self) -> bool:
        """Whether the solver proved that no other choice is better."""
        return self.gap == 0


def placement_of(
    asked: Question,
    goal: Goal,
    cutoff_min: float | None,
    solved: Solved,
    cutoffs: tuple[float, ...],
) -> Placement:
    """Say what a choice means for every place and in all."""
    near = asked.ds[:, solved.chosen]
    sites = asked.sites[solved.chosen]
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
        outcome=_outcome(asked, solved.chosen, cutoffs),
        fixed_alone=_outcome(asked, asked.fixed, cutoffs) if len(fixed) else None,
        people=int(asked.people.sum()),
        people_beyond_candidates=int(asked.people[~asked.counts].sum()),
        gap=solved.gap,
    )


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
