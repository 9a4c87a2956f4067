"""Several sites at once: which of the candidates, so that people have it best together.

Four questions of the field, on a table of minutes from places where people are (rows) to
candidate sites (columns): ``cover`` (most people within a cut-off; MCLP, Church and ReVelle
1974), ``mean`` (the shortest mean; p-median, Hakimi 1964), ``furthest`` (the shortest
longest time; p-centre, as a row of set coverings, Minieka 1970) and ``everybody`` (the
fewest sites that leave nobody beyond a cut-off; LSCP, Toregas 1971).

Times are counted in whole tenths of a second, so no sum decides whether 30 is within 30.
Missing minutes mean no way: nobody is sent where there is none. Among answers that are as
good (equally good, where no share is given) further aims decide, the shortest mean first;
among those that are equal in all one is taken, always the same, as sites and places are seen
in the order of their ids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np

from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.placement.cover import fewest, most_people
from drenthe_geo.placement.many import best_of_many
from drenthe_geo.placement.models import Solved, least_total, solve
from drenthe_geo.placement.question import NO_WAY, question_of
from drenthe_geo.placement.result import Goal, placement_of
from drenthe_geo.placement.search import Search, Wish, figures_of, solve_more, try_all, within_share
from drenthe_geo.reach.parts import require_cutoffs
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from numpy.typing import NDArray

    from drenthe_geo.placement.models import Covered, Model, Solver
    from drenthe_geo.placement.question import Question
    from drenthe_geo.placement.result import Placement
    from drenthe_geo.placement.search import Found

WITH_COUNT = ("cover", "mean", "furthest")

WITH_CUTOFF = ("cover", "everybody")

STREETS_A_ROW = 50
"""A place that is in reach or not weighs less in a program than a row of means."""

ONE = Search()
"""Nothing beside the best set."""


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
    search: Search = ONE,
    solver: Solver = solve,
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
        How long the best may be looked for in all; without end where not given. If time
        is up, ``gap`` says how far from the best the choice may be.
    search : Search
        How far sets are looked for that are as good, and what decides between them; the
        best one alone where not given.
    solver : callable
        What solves a model in so many seconds; HiGHS where not given.

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
    asked = question_of(minutes, people, fixed=fixed, groups=groups, seconds=seconds, solver=solver)
    if not asked.counts.any():
        raise ArgumentError("placement.no_way_at_all", people=int(asked.people.sum()))
    cutoff = _require_cutoff(goal, cutoff_min)
    count = require_count(goal, count, len(asked.sites), int(asked.fixed.sum()))
    if goal == "everybody":
        number, first = _require_few(asked, count, cutoff)
    else:
        number, first = int(count or 0), None
        if goal != "cover":
            _require_ways(asked, goal, number)
    wish = Wish(goal, number, cutoff)
    found = try_all(asked, wish, search)
    if found is None and _is_large(asked, wish, search):
        found = _of_many(asked, wish, search, first)
    if found is None:
        best = _best(asked, wish, first)
        found = solve_more(asked, wish, search, best, _as_good(asked, wish, search, best))
    shown = [*also_min, *([] if cutoff_min is None else [cutoff_min])]
    cutoffs = require_cutoffs(shown) if shown else ()
    return placement_of(asked, goal, cutoff_min, found, search=search, cutoffs=cutoffs)


def _is_large(asked: Question, wish: Wish, search: Search) -> bool:
    """Tell whether a program for the solver would have too many pairs."""
    # Places that people of a cell go to together are one where means are compared.
    rows = int(asked.groups[asked.counts].max()) + 1
    if wish.goal == "cover":
        rows = max(rows, int(asked.counts.sum()) // STREETS_A_ROW)
    return rows * len(asked.sites) > search.pairs


def _of_many(asked: Question, wish: Wish, search: Search, first: Solved | None) -> Found:
    """Find the best by the goal, then what is as good."""
    if wish.goal == "cover":
        first = most_people(asked, wish.number, wish.cutoff)
    elif wish.goal == "furthest":
        shortest, gap, chosen = _shortest_cutoff(asked, wish.number)
        first = Solved(_fewest(asked, shortest).chosen if chosen is None else chosen, gap)
    elif first is None:
        # A set that everybody has a way to.
        apart = (asked.ds[asked.counts] == NO_WAY).any()
        first = _fewest(asked, NO_WAY - 1) if apart else Solved(asked.fixed, np.inf)
    return best_of_many(asked, wish, search, first)


def _require_cutoff(goal: Goal, cutoff_min: float | None) -> int:
    if cutoff_min is None:
        if goal in WITH_CUTOFF:
            raise ArgumentError("placement.needs_cutoff", goal=goal)
        return NO_WAY
    return round(require_cutoffs([cutoff_min])[0] * DS_PER_MIN)


def require_count(goal: Goal, count: int | None, sites: int, fixed: int) -> int | None:
    """Raise unless so many of these sites can be asked for; the fixed ones are in."""
    if count is None:
        if goal in WITH_COUNT:
            raise ArgumentError("placement.needs_count", goal=goal, sites=sites)
        return None
    if isinstance(count, bool) or int(count) != count or count < 1:
        raise ArgumentError("placement.no_count", count=count, sites=sites)
    if count > sites:
        raise ArgumentError("placement.too_many", count=count, sites=sites)
    if fixed > count:
        raise ArgumentError("placement.too_many_fixed", count=count, fixed=fixed)
    return int(count)


def _best(asked: Question, wish: Wish, first: Solved | None) -> Solved:
    """Find the best set by the goal, ties decided by the mean."""
    goal, count, cutoff = wish
    if goal == "cover":
        return _cover(asked, count, cutoff)
    if goal == "mean":
        return asked.solved(_means(asked, count))
    if goal == "furthest":
        shortest, gap, _ = _shortest_cutoff(asked, count)
        solved = asked.solved(_means(asked, count, must=asked.least_rows(shortest)))
        return Solved(solved.chosen, gap)
    better = asked.solved(_means(asked, count, must=asked.least_rows(cutoff)), first)
    return Solved(better.chosen, 0.0 if first is None else first.gap)


def _cover(asked: Question, count: int, cutoff: int) -> Solved:
    within, people = asked.patterns(cutoff)
    if not within.any():  # all choices are as good, so the shortest mean decides
        return asked.solved(_means(asked, count, strict=False))
    first = most_people(asked, count, cutoff)
    reached = int(people[within[:, first.chosen].any(axis=1)].sum())
    chosen = asked.solved(_reaching(asked, count, cutoff, reached), first).chosen.copy()
    # Where fewer reach as many and time is up, the first others are in too.
    chosen[np.flatnonzero(~chosen)[: count - int(chosen.sum())]] = True
    return Solved(chosen, first.gap)


def _as_good(asked: Question, wish: Wish, search: Search, best: Solved) -> Model:
    """Ask for the shortest mean of sets that are as good as the best."""
    goal, count, cutoff = wish
    worth = getattr(figures_of(asked, best.chosen, cutoff), goal)
    limit = within_share(asked, goal, worth, search.share)
    if goal == "cover":
        everybody = int(asked.people[asked.counts].sum())
        return _reaching(asked, count, cutoff, everybody - limit)
    if goal == "mean":
        return _means(asked, count)
    return _means(asked, count, must=asked.least_rows(cutoff if goal == "everybody" else limit))


def _reaching(asked: Question, count: int, cutoff: int, least: int) -> Model:
    """Ask for the shortest mean of sets that reach so many people."""
    within, people = asked.patterns(cutoff)
    if least == people.sum():
        return _means(asked, count, strict=False, must=asked.least_rows(cutoff))
    return _means(asked, count, strict=False, covered=(within, people, least))


def _means(
    asked: Question,
    count: int,
    *,
    strict: bool = True,
    must: NDArray[np.bool_] | None = None,
    covered: Covered | None = None,
) -> Model:
    """Ask for the shortest mean."""
    cost, allowed = asked.costs(strict=strict)
    return least_total(cost, count, asked.fixed, allowed=allowed, must=must, covered=covered)


def _require_few(asked: Question, count: int | None, cutoff: int) -> tuple[int, Solved]:
    """Find the fewest sites that leave nobody beyond; refuse a count that is less."""
    _require_everybody(asked, cutoff)
    first = _fewest(asked, cutoff)
    need = int(first.chosen.sum())
    if count is not None and need > count:
        shortest, *_ = _shortest_cutoff(asked, count)
        asks = {"cutoff_min": _tenths(cutoff), "count": count}
        raise ArgumentError(
            "placement.more_needed", need=need, shortest_min=_tenths(shortest), **asks
        )
    return need, first


def _fewest(asked: Question, cutoff: int) -> Solved:
    return asked.sure_of(fewest(asked, cutoff))


def _shortest_cutoff(asked: Question, count: int) -> tuple[int, float, NDArray[np.bool_] | None]:
    """Find the shortest cut-off within which so many sites leave nobody beyond, by halving.

    Told with it: by which share another may be shorter at most, and such sites where some came
    by. As one program (the p-centre of spopt) it was not sure to within 30 % after 200 seconds
    for 720 places and 69 candidates, where these set coverings take a second.
    """
    low, high = int(asked.nearest_of_all().max()), asked.longest_way
    least, chosen = low, None
    while low < high:
        middle = (low + high) // 2
        solved = fewest(asked, middle)
        if solved is None and chosen is None:
            solved = _fewest(asked, middle)  # says that time is up
        if solved is not None and solved.chosen.sum() <= count:
            chosen = solved.chosen
            high = int(asked.ds[:, chosen][asked.counts].min(axis=1).max())
        else:
            low = middle + 1
            if solved is not None and solved.gap == 0:
                least = low
    return high, 1 - least / high if least < high else 0.0, chosen


def _require_ways(asked: Question, goal: Goal, count: int) -> None:
    """Refuse a count of sites that cannot be reached by everybody together."""
    if (asked.ds[asked.counts] < NO_WAY).all():
        return
    need = int(_fewest(asked, NO_WAY - 1).chosen.sum())
    if need > count:
        raise ArgumentError("placement.roads_apart", goal=goal, count=count, need=need)


def _require_everybody(asked: Question, cutoff: int) -> None:
    lost = (asked.people > 0) & ~asked.counts
    if lost.any():
        raise ArgumentError(
            "placement.no_way_for_all",
            cutoff_min=_tenths(cutoff),
            people=int(asked.people[lost].sum()),
            count=int(lost.sum()),
            total=len(lost),
            first=str(asked.places[int(lost.argmax())]),
        )
    best = asked.nearest_of_all()
    beyond = best > cutoff
    if beyond.any():
        at = np.flatnonzero(asked.counts)[int(best.argmax())]
        raise ArgumentError(
            "placement.beyond",
            cutoff_min=_tenths(cutoff),
            people=int(asked.people[asked.counts][beyond].sum()),
            count=int(beyond.sum()),
            total=len(asked.places),
            furthest=str(asked.places[at]),
            furthest_min=_tenths(int(best.max())),
        )


def _tenths(ds: int) -> float:
    """Round minutes up to tenths: a cut-off of so many will do."""
    return -(-ds // (DS_PER_MIN // 10)) / 10
