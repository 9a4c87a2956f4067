"""Criteria to scores, scores to ranks: additive value on fixed scales.

Every criterion has a scale that is fixed beforehand, so what one site is worth depends
on no other site: adding a site never reorders the others. A score is the weighted mean
of the values (Keeney and Raiffa 1976), and the shares of the criteria add up to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.contracts.arguments import checked
from drenthe_geo.contracts.results import result
from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.siting.reasons import BeyondLimit
from drenthe_geo.siting.weights.sums import require_weights, weighted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from drenthe_geo.siting.reasons import Reason

ROUNDING = 1e-9
"""Scores that differ by less are the same: sums in another order differ so much."""


@dataclass(frozen=True)
class Scale:
    """How a measure becomes a value from 0 to 1, straight between two fixed ends.

    Parameters
    ----------
    worst, best : float
        Measures worth 0 and 1. Beyond them nothing is lost or gained. Where less is
        better, `best` is the smaller.

    Raises
    ------
    ArgumentError
        If both are the same, or one is no number.

    Examples
    --------
    >>> Scale(worst=30, best=5).value([5, 17.5, 60]).tolist()
    [1.0, 0.5, 0.0]
    """

    worst: float
    best: float

    def __post_init__(self) -> None:
        """Refuse a scale without a direction."""
        if not (np.isfinite(self.worst) and np.isfinite(self.best)) or self.worst == self.best:
            raise ArgumentError("siting.scale", worst=self.worst, best=self.best)

    def value(self, measure: Iterable[float]) -> NDArray[np.float64]:
        """Value of measures.

        Parameters
        ----------
        measure : array-like of float, shape (n,)
            Measures; NaN where missing, inf where there is no way.

        Returns
        -------
        numpy.ndarray of float, shape (n,)
            From 0 to 1; NaN where missing.
        """
        given = np.asarray(measure, dtype=float)
        return np.clip((given - self.worst) / (self.best - self.worst), 0.0, 1.0) + 0.0  # no -0


@result
@dataclass(frozen=True)
class Ranking:
    """Sites in order, and what the order is made of.

    Parameters
    ----------
    table : pandas.DataFrame
        Index: sites, best first, excluded ones last. ``rank`` (missing if excluded),
        ``score``, ``score_low``, ``score_high`` (0 to 1; the range is that of missing
        values), ``missing`` (criteria without a measure), ``dominated_by`` (a site that
        is nowhere worse and somewhere better; empty if none), ``excluded`` (tuple of reasons;
        empty if it is not).
    shares : pandas.DataFrame, shape (sites, criteria)
        What each criterion adds to the score; a row adds up to it.
    values : pandas.DataFrame, shape (sites, criteria)
        Value of each criterion from 0 to 1, NaN where missing.
    weights : pandas.Series, shape (criteria,)
        Weights that add up to 1.
    """

    table: pd.DataFrame
    shares: pd.DataFrame
    values: pd.DataFrame
    weights: pd.Series


def tells_apart(ranking: Ranking) -> bool:
    """Tell whether any criterion makes a difference between the sites that are ranked.

    Of a single site there is nothing to tell apart.
    """
    table = ranking.table
    kept = table.index[table["rank"].notna()]
    if len(kept) < 2:  # noqa: PLR2004 - there are no two
        return True
    parts = [ranking.shares.loc[kept], table.loc[kept, ["score_low", "score_high"]]]
    each = pd.concat(parts, axis=1).to_numpy(dtype=float)
    return bool((np.nan_to_num(each.max(axis=0) - each.min(axis=0)) > ROUNDING).any())


def scaled_values(measures: pd.DataFrame, scales: Mapping[str, Scale]) -> pd.DataFrame:
    """Turn measures into values.

    Parameters
    ----------
    measures : pandas.DataFrame, shape (sites, criteria)
        Measures; NaN where missing.
    scales : mapping of str to Scale
        A scale per column.

    Returns
    -------
    pandas.DataFrame, shape (sites, criteria)
        Values from 0 to 1, NaN where missing.

    Raises
    ------
    ArgumentError
        If a column has no scale.

    Examples
    --------
    >>> import pandas as pd
    >>> walk = pd.DataFrame({"walk_min": [5.0, 30.0]}, index=["near", "far"])
    >>> scaled_values(walk, {"walk_min": Scale(worst=30, best=5)})["walk_min"].tolist()
    [1.0, 0.0]
    """
    for name in measures.columns:
        if name not in scales:
            raise unknown_choice("criterion", str(name), scales)
    values = {name: scales[str(name)].value(measures[name]) for name in measures.columns}
    return pd.DataFrame(values, index=measures.index, columns=measures.columns)


@checked
def rank_sites(
    values: pd.DataFrame,
    weights: pd.Series,
    excluded: Mapping[str, tuple[Reason, ...]] | None = None,
) -> Ranking:
    """Rank sites by the weighted mean of their values.

    Parameters
    ----------
    values : pandas.DataFrame, shape (sites, criteria)
        Values from 0 to 1, see `scaled_values`; NaN where missing. A missing value is
        left out of that site's score, see `filled_values`, and the range of the score
        runs from counting it as nought to counting it as one.
    weights : pandas.Series, shape (criteria,)
        Weights, see `require_weights`.
    excluded : mapping of str to tuple of Reason, optional
        Sites that are out, and why.

    Returns
    -------
    Ranking
        Equal scores share a rank and stand in the order of their ids.

    Raises
    ------
    ArgumentError
        If there is no site, an id stands twice, a value is not from 0 to 1, or the
        weights are refused.

    Examples
    --------
    >>> import pandas as pd
    >>> values = pd.DataFrame({"walk": [1.0, 0.2], "people": [0.5, 0.9]}, index=["Assen", "Emmen"])
    >>> ranked = rank_sites(values, pd.Series({"walk": 1, "people": 1}))
    >>> ranked.table["rank"].to_dict(), ranked.shares.loc["Assen"].tolist()
    ({'Assen': 1, 'Emmen': 2}, [0.5, 0.25])
    """
    require_values(values)
    share = require_weights(weights, map(str, values.columns))
    why = excluded or {}
    reasons = as_cells([why.get(site, ()) for site in values.index], values.index)
    is_in = ~reasons.astype(bool)
    filled = filled_values(values, share)
    shares = filled * share
    table = pd.DataFrame(
        {
            "score": weighted(filled, share),
            "score_low": weighted(values.fillna(0.0), share),
            "score_high": weighted(values.fillna(1.0), share),
            "missing": as_cells(
                [
                    tuple(map(str, values.columns[gaps & (share > 0)]))
                    for gaps in values.isna().to_numpy()
                ],
                values.index,
            ),
            "dominated_by": dominators(values.loc[is_in, share > 0]).reindex(
                values.index, fill_value=""
            ),
            "excluded": reasons,
        },
        index=values.index,
    )
    table.insert(0, "rank", ranks_of(table["score"], is_in))
    in_order = table.sort_index().sort_values(["rank"], kind="stable").index
    table = table.loc[in_order]
    return Ranking(table, shares.loc[in_order], values.loc[in_order], share)


def scores_of(values: pd.DataFrame, share: pd.Series) -> pd.Series:
    """Score sites as `rank_sites` does; `share` are weights that add up to 1."""
    return weighted(filled_values(values, share), share)


def ranks_of(scores: pd.Series, is_in: pd.Series) -> pd.Series:
    """Rank scores as `rank_sites` does; what is not in has no rank."""
    steps = (scores / ROUNDING).round().where(is_in)
    return steps.rank(method="min", ascending=False).astype("Int64")


def filled_values(values: pd.DataFrame, share: pd.Series) -> pd.DataFrame:
    """Leave out what is missing: it counts as the rest of its site does.

    Parameters
    ----------
    values : pandas.DataFrame, shape (sites, criteria)
        Values from 0 to 1; NaN where missing.
    share : pandas.Series, shape (criteria,)
        Weights that add up to 1.

    Returns
    -------
    pandas.DataFrame, shape (sites, criteria)
        Where a value is missing, the weighted mean of what is known of that site, so its
        score is that of the known criteria alone; nought where nothing is known. No site
        depends on another.

    Examples
    --------
    >>> import pandas as pd
    >>> values = pd.DataFrame({"a": [0.8], "b": [0.2], "c": [float("nan")]}, index=["x"])
    >>> share = pd.Series({"a": 0.5, "b": 0.25, "c": 0.25})
    >>> round(float(filled_values(values, share).loc["x", "c"]), 6)
    0.6
    """
    if not values.isna().to_numpy().any():
        return values
    known = weighted(values.notna(), share).to_numpy()
    sums = weighted(values.fillna(0.0), share).to_numpy()
    means = np.divide(sums, known, out=np.zeros_like(sums), where=known > 0)
    rest = pd.DataFrame(
        np.broadcast_to(means[:, None], values.shape), index=values.index, columns=values.columns
    )
    return values.fillna(rest)


def as_cells(values: Iterable[tuple[object, ...]], index: pd.Index) -> pd.Series:
    """Make a column of tuples; each is one cell, also an empty one."""
    cells = np.empty(len(index), dtype=object)
    for at, value in enumerate(values):
        cells[at] = value
    return pd.Series(cells, index, dtype=object)


def first_site(values: pd.DataFrame, share: pd.Series) -> str:
    """Name the site with the best score, as `rank_sites` has it first, without ranking all."""
    ordered = values.sort_index()
    score = scores_of(ordered, share.reindex(values.columns)).to_numpy()
    return str(ordered.index[int((score / ROUNDING).round().argmax())])


def beyond_limits(
    measures: pd.DataFrame, limits: Mapping[str, float], scales: Mapping[str, Scale]
) -> pd.Series:
    """Find the hard limits that sites are beyond.

    Parameters
    ----------
    measures : pandas.DataFrame, shape (sites, criteria)
        Measures; a missing one excludes nothing, as nobody knows.
    limits : mapping of str to float
        By criterion, in its unit.
    scales : mapping of str to Scale
        They tell on which side of a limit it is worse.

    Returns
    -------
    pandas.Series
        For every site a tuple of `BeyondLimit`; empty where there is none.

    Raises
    ------
    ArgumentError
        If a limit is of no criterion that was measured.

    Examples
    --------
    >>> import pandas as pd
    >>> walk = pd.DataFrame({"walk_min": [5.0, 45.2]}, index=["near", "far"])
    >>> found = beyond_limits(walk, {"walk_min": 30}, {"walk_min": Scale(worst=60, best=5)})
    >>> found["near"], found["far"]
    ((), (BeyondLimit(criterion='walk_min', measure=45.2, limit=30),))
    """
    found: list[list[BeyondLimit]] = [[] for _ in range(len(measures))]
    for name, limit in limits.items():
        if name not in measures.columns:
            raise unknown_choice("criterion", name, map(str, measures.columns))
        sign = 1 if scales[name].best < scales[name].worst else -1
        of_all = measures[name].to_numpy(dtype=float)
        for at in np.flatnonzero(sign * of_all > sign * limit):
            found[at].append(BeyondLimit(name, float(of_all[at]), limit))
    return as_cells(map(tuple, found), measures.index)


def require_values(values: pd.DataFrame) -> None:
    """Refuse values that cannot be ranked."""
    if values.empty:
        raise ArgumentError("siting.nothing_to_rank")
    if values.index.has_duplicates:
        raise ArgumentError("siting.points.twice", site=values.index[values.index.duplicated()][0])
    wrong = values.notna() & ~((values >= 0) & (values <= 1))
    if wrong.to_numpy().any():
        row, column = np.argwhere(wrong.to_numpy())[0]
        site, name = str(values.index[row]), str(values.columns[column])
        given = str(values.to_numpy()[row, column])
        raise ArgumentError("siting.no_value", criterion=name, site=site, given=given)


def reasons_before(ranking: Ranking, first: str, second: str) -> pd.Series:
    """Say by which criteria one site stands before another.

    Parameters
    ----------
    ranking : Ranking
        The ranking.
    first, second : str
        Two sites.

    Returns
    -------
    pandas.Series
        Share of each criterion at `first` less that at `second`, largest first; they
        add up to the difference of the scores.

    Raises
    ------
    ArgumentError
        If there is no such site.

    Examples
    --------
    >>> import pandas as pd
    >>> values = pd.DataFrame({"walk": [1.0, 0.2], "people": [0.5, 0.9]}, index=["Assen", "Emmen"])
    >>> ranked = rank_sites(values, pd.Series({"walk": 1, "people": 1}))
    >>> reasons_before(ranked, "Assen", "Emmen").round(2).to_dict()
    {'walk': 0.4, 'people': -0.2}
    """
    for site in (first, second):
        if site not in ranking.shares.index:
            raise unknown_choice("site", site, map(str, ranking.shares.index))
    difference = pd.Series(ranking.shares.loc[first] - ranking.shares.loc[second])
    return difference.sort_values(ascending=False, kind="stable").rename("share")


def dominators(values: pd.DataFrame) -> pd.Series:
    """Name for every site one that is nowhere worse and somewhere better.

    A missing value may be anything, so it is no worse only than a full one, and no better than any.
    """
    ordered = values.sort_index()
    least, most = ordered.fillna(0.0).to_numpy(), ordered.fillna(1.0).to_numpy()
    names = ordered.index.to_numpy(dtype=object)
    found = {}
    for at, name in enumerate(names):
        over = (least >= most[at]).all(axis=1) & (least > most[at]).any(axis=1)
        found[name] = names[int(over.argmax())] if over.any() else ""
    return pd.Series(found, dtype=object).reindex(values.index)
