"""Several sites at once: which of the candidates, so that people have it best together.

Four questions of the field, on a table of minutes from places where people are (rows) to
candidate sites (columns): ``cover`` (most people within a cut-off; MCLP, Church and ReVelle
1974), ``mean`` (the shortest mean; p-median, Hakimi 1964), ``furthest`` (the shortest
longest time; p-centre, as a row of set coverings, Minieka 1970) and ``everybody`` (the
fewest sites that leave nobody beyond a cut-off; LSCP, Toregas 1971).

Times are counted in whole tenths of a second, so no sum decides whether 30 is within 30.
Missing minutes mean no way: nobody is sent where there is none. Among equally good answers
the one with the shortest mean is chosen; among those the solver takes one, always the same,
as it sees sites and places in the order of their ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from drenthe_geo.catchments import require_cutoffs
from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.network import DS_PER_MIN
from drenthe_geo.placement_question import NO_WAY, Question, question_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from drenthe_geo.location_models import Solved

Goal = Literal["cover", "mean", "furthest", "everybody"]
WITH_COUNT = ("cover", "mean", "furthest")
WITH_CUTOFF = ("cover", "everybody")


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


def place_sites(
    minutes: pd.DataFrame,
    people: pd.Series,
    *,
    goal: Goal,
    count: int | None = None,
    cutoff_min: float | None = None,
    fixed: Iterable[str] = (),
    also_min: Iterable[float] = (),
    groups: pd.Series | None = None,
    seconds: float | None = None,
) -> Placement:
    """Choose sites together.

    Parameters
    ----------
    minutes : pandas.DataFrame, shape (places, candidates)
        Minutes from every place to every candidate; NaN without a way. Read in whole
        tenths of a second.
    people : pandas.Series, shape (places,)
        People at each place, whole numbers. A place without people counts for nothing.
    goal : {"cover", "mean", "furthest", "everybody"}
        ``cover``: most people within `cutoff_min`. ``mean``: the shortest mean.
        ``furthest``: the shortest time of who is furthest, however few they are.
        ``everybody``: the fewest sites that leave nobody beyond `cutoff_min`.
    count : int, optional
        How many sites, the fixed ones included; for ``everybody`` how many at most.
    cutoff_min : float, optional
        The cut-off; who is exactly on it is within.
    fixed : iterable of str
        Candidates that must be in, as what is there already.
    also_min : iterable of float
        Further cut-offs to count people within.
    groups : pandas.Series, shape (places,), optional
        While sites are compared by their mean, places of one group go to one site
        together: a smaller model, nearly the same. What is reported is always of each
        place on its own. Where not given places go together only if all candidates come
        in the same order for them, which changes nothing.
    seconds : float, optional
        How long the solver may take each time; without end where not given. If it
        stops, ``gap`` says how far from the best the choice may be.

    Returns
    -------
    Placement
        The sites, and what they mean.

    Raises
    ------
    ArgumentError
        If an argument is refused, or no choice will do; then the sentence says which
        limit to relax, and to what.

    Examples
    --------
    >>> import pandas as pd
    >>> minutes = pd.DataFrame(
    ...     {"north": [5.0, 30.0, 60.0], "south": [60.0, 35.0, 10.0]}, ["a", "b", "c"])
    >>> people = pd.Series({"a": 100, "b": 300, "c": 200})
    >>> placed = place_sites(minutes, people, goal="cover", count=1, cutoff_min=30)
    >>> placed.chosen, placed.outcome.people_within
    (('north',), {30.0: 400})
    >>> place_sites(minutes, people, goal="furthest", count=1).chosen
    ('south',)
    >>> place_sites(minutes, people, goal="everybody", cutoff_min=20)
    Traceback (most recent call last):
    drenthe_geo.errors.ArgumentError: everybody within 20 minutes: 300 people at 1 of 3 places are
    further than that from every candidate, 'b' furthest with 30 minutes; relax the cut-off to 30
    minutes, or add candidates.
    """
    if goal not in get_args(Goal):
        raise unknown_choice("goal", goal, get_args(Goal))
    asked = question_of(minutes, people, fixed=fixed, groups=groups, seconds=seconds)
    if not asked.counts.any():
        msg = f"minutes: none of the {asked.people.sum():,} people has a way to any candidate."
        raise ArgumentError(msg)
    cutoff = _require_cutoff(goal, cutoff_min)
    count = _require_count(goal, count, asked)
    if goal == "cover":
        solved = _cover(asked, int(count or 0), cutoff)
    elif goal == "mean":
        _require_ways(asked, goal, int(count or 0))
        solved = _least_mean(asked, int(count or 0))
    elif goal == "furthest":
        _require_ways(asked, goal, int(count or 0))
        solved = _furthest(asked, int(count or 0))
    else:
        solved = _everybody(asked, count, cutoff)
    shown = [*also_min, *([] if cutoff_min is None else [cutoff_min])]
    return _placement(asked, goal, cutoff_min, solved, require_cutoffs(shown) if shown else ())


def _require_cutoff(goal: Goal, cutoff_min: float | None) -> int:
    if cutoff_min is None:
        if goal in WITH_CUTOFF:
            msg = f"goal {goal!r}: needs a cut-off; give for example 30 minutes."
            raise ArgumentError(msg)
        return NO_WAY
    return round(require_cutoffs([cutoff_min])[0] * DS_PER_MIN)


def _require_count(goal: Goal, count: int | None, asked: Question) -> int | None:
    sites, fixed = len(asked.sites), int(asked.fixed.sum())
    if count is None:
        if goal in WITH_COUNT:
            msg = f"goal {goal!r}: needs a count; give how many sites there may be, 1 to {sites}."
            raise ArgumentError(msg)
        return None
    if isinstance(count, bool) or int(count) != count or count < 1:
        msg = f"count {count}: must be a whole number of sites, 1 to {sites}."
        raise ArgumentError(msg)
    if count > sites:
        msg = f"count {count}: there are {sites} candidates; give {sites} or less, or add some."
        raise ArgumentError(msg)
    if fixed > count:
        msg = (
            f"count {count}: {fixed} sites are fixed, which is more; give {fixed} or more, "
            "or fix fewer."
        )
        raise ArgumentError(msg)
    return int(count)


def _cover(asked: Question, count: int, cutoff: int) -> Solved:
    from drenthe_geo import location_models as models  # noqa: PLC0415 - takes seconds

    within, people = asked.patterns(cutoff)
    if not within.any():  # all choices are as good, so the shortest mean decides
        return _least_mean(asked, count, strict=False)
    first = asked.found(
        models.cover_most(within, people, count, asked.fixed, seconds=asked.seconds)
    )
    reached = int(people[within[:, first.chosen].any(axis=1)].sum())
    if reached == people.sum():
        how: dict[str, Any] = {"must": asked.least_rows(cutoff)}
    else:
        how = {"covered": (within, people, reached)}
    better = _least_mean(asked, count, strict=False, otherwise=first, **how)
    return models.Solved(better.chosen, first.gap)


def _least_mean(
    asked: Question,
    count: int,
    *,
    strict: bool = True,
    must: NDArray[np.bool_] | None = None,
    covered: tuple[NDArray[np.bool_], NDArray[np.int64], int] | None = None,
    otherwise: Solved | None = None,
) -> Solved:
    """Find the shortest mean; if time is up before anything is found, what was there before."""
    from drenthe_geo import location_models as models  # noqa: PLC0415 - takes seconds

    cost, allowed = asked.costs(strict=strict)
    solved = models.least_total(
        cost,
        count,
        asked.fixed,
        allowed=allowed,
        must=must,
        covered=covered,
        seconds=asked.seconds,
    )
    return asked.found(solved or otherwise)


def _furthest(asked: Question, count: int) -> Solved:
    from drenthe_geo import location_models as models  # noqa: PLC0415 - takes seconds

    cutoff, sure = _shortest_cutoff(asked, count)
    solved = _least_mean(asked, count, must=asked.least_rows(cutoff))
    return models.Solved(solved.chosen, 0.0 if sure else float("inf"))


def _everybody(asked: Question, count: int | None, cutoff: int) -> Solved:
    from drenthe_geo import location_models as models  # noqa: PLC0415 - takes seconds

    _require_everybody(asked, cutoff)
    first = _fewest(asked, cutoff)
    need = int(first.chosen.sum())
    if count is not None and need > count:
        shortest, _ = _shortest_cutoff(asked, count)
        msg = (
            f"everybody within {_said(cutoff)} minutes: {need} sites are needed, more than the "
            f"count of {count}; relax the count to {need}, or the cut-off to "
            f"{_said(shortest)} minutes."
        )
        raise ArgumentError(msg)
    better = _least_mean(asked, need, must=asked.least_rows(cutoff), otherwise=first)
    return models.Solved(better.chosen, first.gap)


def _fewest(asked: Question, cutoff: int) -> Solved:
    from drenthe_geo import location_models as models  # noqa: PLC0415 - takes seconds

    return asked.found(
        models.cover_all(asked.least_rows(cutoff), asked.fixed, seconds=asked.seconds)
    )


def _shortest_cutoff(asked: Question, count: int) -> tuple[int, bool]:
    """Find the shortest cut-off within which so many sites leave nobody beyond, by halving.

    spopt has a model of its own for this (PCenter). Of 720 places and 69 candidates it was
    not sure to within 30 % after 200 seconds, where these set coverings take four.
    """
    best = asked.nearest_of_all()
    times = np.unique(asked.ds[asked.counts])
    times = times[(times >= best.max()) & (times < NO_WAY)]
    low, high, sure = 0, len(times) - 1, True
    while low < high:
        middle = (low + high) // 2
        solved = _fewest(asked, int(times[middle]))
        if solved.chosen.sum() <= count:
            reached = asked.ds[asked.counts][:, solved.chosen].min(axis=1).max()
            high = int(np.searchsorted(times, reached))
        else:
            sure &= solved.gap == 0
            low = middle + 1
    return int(times[high]), sure


def _require_ways(asked: Question, goal: Goal, count: int) -> None:
    """Refuse a count of sites that cannot be reached by everybody together."""
    if (asked.ds[asked.counts] < NO_WAY).all():
        return
    need = int(_fewest(asked, NO_WAY - 1).chosen.sum())
    if need > count:
        msg = (
            f"goal {goal!r}: no choice of {count} can be reached by everybody, as roads do not "
            f"join them all; relax the count to {need}, or ask for goal 'cover'."
        )
        raise ArgumentError(msg)


def _require_everybody(asked: Question, cutoff: int) -> None:
    lost = (asked.people > 0) & ~asked.counts
    if lost.any():
        first = asked.places[int(lost.argmax())]
        msg = (
            f"everybody within {_said(cutoff)} minutes: {asked.people[lost].sum():,} people at "
            f"{lost.sum()} of {len(lost)} places have no way to any candidate, the first is "
            f"{first!r}; no cut-off will do, so add a candidate that they can reach."
        )
        raise ArgumentError(msg)
    best = asked.nearest_of_all()
    beyond = best > cutoff
    if beyond.any():
        at = np.flatnonzero(asked.counts)[int(best.argmax())]
        msg = (
            f"everybody within {_said(cutoff)} minutes: "
            f"{asked.people[asked.counts][beyond].sum():,} people at {beyond.sum()} of "
            f"{len(asked.places)} places are further than that from every candidate, "
            f"{asked.places[at]!r} furthest with {_said(int(best.max()))} minutes; relax the "
            f"cut-off to {_said(int(best.max()))} minutes, or add candidates."
        )
        raise ArgumentError(msg)


def _said(ds: int) -> str:
    """Minutes in tenths, rounded up: a cut-off of so many will do."""
    tenth = DS_PER_MIN // 10
    return f"{-(-ds // tenth) / 10:g}"


def _placement(
    asked: Question,
    goal: Goal,
    cutoff_min: float | None,
    solved: Solved,
    cutoffs: tuple[float, ...],
) -> Placement:
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
