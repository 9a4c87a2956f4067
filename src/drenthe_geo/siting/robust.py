"""How sure a ranking is: other weights, and one criterion less."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.contracts.results import result
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.cluster import shared_out
from drenthe_geo.siting import chance
from drenthe_geo.siting.drawn import accepted, first_within, keys_of, moving
from drenthe_geo.siting.rank import (
    filled_values,
    first_site,
    require_values,
)
from drenthe_geo.siting.weights.sums import require_weights, total_of
from drenthe_geo.work.memory import PART_MB, at_once

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from drenthe_geo.siting.rank import Ranking

BYTES_A_SCORE = 40
"""Of a score that is compared with others: itself, and what is put in order."""

BYTES_A_CHANCE = 96
"""Of a value that is drawn: its own part, the common one, where they lead, and the score."""

LEAST_SLOPE = 1e-12
"""Two lines that differ by less are parallel."""


@dataclass(frozen=True)
class WeightDraws:
    """How weights are drawn at random.

    Parameters
    ----------
    count : int
        How many draws.
    seed : int
        Start of the random numbers: the same seed gives the same draws.
    concentration : float or None
        Draws follow a Dirichlet distribution around the chosen weights: the larger, the
        nearer to them. None draws over all weights alike, whatever was chosen.
    """

    count: int
    seed: int
    concentration: float | None = None


@result
@dataclass(frozen=True)
class Together:
    """Which values move together: what slows the roads of a region slows all its sites.

    Parameters
    ----------
    regions : mapping of str to tuple of str
        By site the regions that it lies in.
    share : float
        Share of the variance that all sites and criteria of a region have in common, from 0
        to 1; the rest is each one's own.
    """

    regions: Mapping[str, tuple[str, ...]]
    share: float


def draw_weights(weights: pd.Series, draws: WeightDraws) -> NDArray[np.float64]:
    """Draw weights at random.

    A criterion of weight 0 stays at 0 in draws around the chosen ones; a row adds up to 1.
    """
    if draws.count < 1 or not (draws.concentration is None or draws.concentration > 0):
        raise ArgumentError("siting.draws")
    chosen = require_weights(weights, map(str, weights.index))
    drawn = np.zeros((draws.count, len(chosen)))
    used = np.ones(len(chosen), dtype=bool)
    if draws.concentration is not None:
        used = chosen.to_numpy() > 0
    keys = keys_of("criterion", chosen.index[used])
    words = chance.words_of(keys, range(draws.count), draws.seed)
    parts = chance.waits(words)
    if draws.concentration is not None:
        shapes = chosen.to_numpy()[used] * draws.concentration
        parts = chance.gammas(shapes, chance.normals(words), parts)
    # Gamma draws over their sum follow a Dirichlet distribution; added up one by one.
    drawn[:, used] = (parts / np.cumsum(parts, axis=0)[-1]).T
    return drawn


def rank_acceptability(
    values: pd.DataFrame,
    weights: pd.Series,
    draws: WeightDraws,
    *,
    part_mb: float = PART_MB,
    scheduler: str | None = None,
) -> pd.DataFrame:
    """Count how often each site is first and among the first three (Lahdelma and others 1998).

    Parameters
    ----------
    values : pandas.DataFrame, shape (sites, criteria)
        Values of the sites that no limit excludes; NaN where missing.
    weights : pandas.Series, shape (criteria,)
        The chosen weights.
    draws : WeightDraws
        How weights are drawn.
    part_mb : float
        Memory for draws that are scored at once.
    scheduler : str, optional
        Address of a Dask scheduler whose workers share the draws; every number is the same.

    Returns
    -------
    pandas.DataFrame
        On the sites' index: ``first`` and ``top_three``, shares of the draws from 0 to 1.
        Sites that are first together share the draw.

    Examples
    --------
    >>> import pandas as pd
    >>> values = pd.DataFrame({"a": [1.0, 0.0], "b": [1.0, 0.5]}, index=["x", "y"])
    >>> found = rank_acceptability(values, pd.Series({"a": 1, "b": 1}), WeightDraws(100, 1))
    >>> found["first"].to_dict()
    {'x': 1.0, 'y': 0.0}
    """
    share = require_weights(weights, map(str, values.columns))
    filled, drawn = filled_values(values, share).to_numpy(), draw_weights(share, draws)
    top, first = np.zeros(len(values)), np.zeros(len(values))
    firsts: dict[int, NDArray[np.int64]] = {}
    # Of many sites some draws at a time: it is the same whatever their number.
    parts = _some_draws(draws.count, BYTES_A_SCORE * len(values), part_mb)
    for among, by_many in shared_out(
        scheduler, accepted, {"filled": filled, "drawn": drawn}, parts
    ):
        top += among
        for many, found in by_many.items():
            firsts[many] = firsts.get(many, 0) + found
    for many in sorted(firsts):
        first = first + firsts[many] / many
    table = {"first": first / draws.count, "top_three": top / draws.count}
    return pd.DataFrame(table, index=values.index)


def _some_draws(count: int, bytes_each: float, part_mb: float) -> Iterator[range]:
    """Take as many draws at a time as fit in a part."""
    step = at_once(bytes_each, part_mb)
    for start in range(0, count, step):
        yield range(start, min(start + step, count))


def leave_one_out(values: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Name the first site if one criterion did not count.

    Parameters
    ----------
    values : pandas.DataFrame, shape (sites, criteria)
        Values of the sites that no limit excludes.
    weights : pandas.Series, shape (criteria,)
        The chosen weights.

    Returns
    -------
    pandas.Series
        On the criteria that weigh something: the first site without it. Empty where
        no other criterion weighs anything.

    Examples
    --------
    >>> import pandas as pd
    >>> values = pd.DataFrame({"a": [1.0, 0.0], "b": [0.4, 0.5]}, index=["x", "y"])
    >>> leave_one_out(values, pd.Series({"a": 1, "b": 1})).to_dict()
    {'a': 'y', 'b': 'x'}
    """
    require_values(values)
    share = require_weights(weights, map(str, values.columns))
    used = share[share > 0]
    found = {}
    for name in used.index:
        rest = used.drop(index=name)
        found[name] = first_site(values[rest.index], rest / total_of(rest)) if len(rest) else ""
    return pd.Series(found, dtype=object, name="first_without")


def weight_to_unseat(values: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    """Find, per criterion, the nearest weight at which another site is first.

    One weight changes, the others keep their proportions. Scores are straight lines in
    that weight, so the crossing is exact.

    Parameters
    ----------
    values : pandas.DataFrame, shape (sites, criteria)
        Values of the sites that no limit excludes.
    weights : pandas.Series, shape (criteria,)
        The chosen weights.

    Returns
    -------
    pandas.DataFrame
        Index: criteria that some weight from 0 to 1 of unseats the first site, the
        smallest change first. ``weight`` (now), ``needed``, ``change``, ``by`` (the site).

    Examples
    --------
    >>> import pandas as pd
    >>> values = pd.DataFrame({"a": [1.0, 0.0], "b": [0.0, 0.5]}, index=["x", "y"])
    >>> weight_to_unseat(values, pd.Series({"a": 1, "b": 1})).round(2).loc["a"].to_dict()
    {'weight': 0.5, 'needed': 0.33, 'change': -0.17, 'by': 'y'}
    """
    require_values(values)
    share = require_weights(weights, map(str, values.columns))
    filled = filled_values(values, share)
    first = first_site(values, share)
    gaps = filled.rsub(filled.loc[first], axis=1).drop(index=first)
    rows = []
    for name in filled.columns:
        rest = share.drop(index=name)
        if not rest.sum() > 0:
            continue
        others = (gaps.drop(columns=name) * (rest / rest.sum())).sum(axis=1)
        own = gaps[name]
        # Lead over each site at weight w: others + w * (own - others); nought at the crossing.
        slope = own - others
        needed = (-others / slope.where(slope.abs() > LEAST_SLOPE)).where(
            lambda at: at.between(0, 1)
        )
        change = (needed - share[name]).dropna()
        if len(change):
            by = str(change.abs().sort_index().idxmin())
            rows.append((name, share[name], needed[by], change[by], by))
    table = pd.DataFrame(rows, columns=["criterion", "weight", "needed", "change", "by"])
    order = table["change"].abs().argsort(kind="stable")
    return table.iloc[order].set_index("criterion")


def unseating(ranking: Ranking) -> pd.DataFrame:
    """Find the changes of one weight that unseat the first of a ranking, see `weight_to_unseat`."""
    ranks, values = ranking.table["rank"], ranking.values  # noqa: PD011 - of a ranking
    left = values.loc[ranks.index[ranks.notna()]].sort_index()
    return weight_to_unseat(left, ranking.weights)


def first_within_ranges(
    values: pd.DataFrame,
    low: pd.DataFrame,
    high: pd.DataFrame,
    weights: pd.Series,
    draws: WeightDraws,
    *,
    together: Together | None = None,
    part_mb: float = PART_MB,
    scheduler: str | None = None,
) -> pd.Series:
    """Count how often each site is first when values are anywhere in their range.

    Parameters
    ----------
    values : pandas.DataFrame, shape (sites, criteria)
        Expected values, the likeliest; NaN where missing.
    low, high : pandas.DataFrame, shape (sites, criteria)
        Smallest and largest value of each site; where NaN, from 0 to 1.
    weights : pandas.Series, shape (criteria,)
        The chosen weights; they stay.
    draws : WeightDraws
        Count and seed; each site's and criterion's value is drawn from a triangular
        distribution.
    together : Together, optional
        Which sites' values move together; each is drawn by itself where not given.
    part_mb : float
        Memory for draws that are scored at once.
    scheduler : str, optional
        Address of a Dask scheduler whose workers share the draws; every number is the same.

    Returns
    -------
    pandas.Series, shape (sites,)
        Shares of the draws from 0 to 1, which add up to 1.

    Examples
    --------
    >>> import pandas as pd
    >>> low = pd.DataFrame({"a": [0.5, 0.0]}, index=["x", "y"])
    >>> high = pd.DataFrame({"a": [0.6, 0.4]}, index=["x", "y"])
    >>> first_within_ranges(low, low, high, pd.Series({"a": 1}), WeightDraws(100, 1)).to_dict()
    {'x': 1.0, 'y': 0.0}
    """
    share = require_weights(weights, map(str, low.columns))
    likeliest = filled_values(values, share).to_numpy()
    least = np.minimum(low.fillna(0.0).to_numpy(), likeliest)
    most = np.maximum(high.fillna(1.0).to_numpy(), likeliest)
    # The inverse of the triangular distribution; numpy's own refuses a range of nought.
    span = most - least
    rising = np.divide(likeliest - least, span, out=np.zeros_like(span), where=span > 0)
    used = np.flatnonzero(share.to_numpy() > 0)
    arrays = {
        "least": least,
        "most": most,
        "likeliest": likeliest,
        "rising": rising,
        "share": share.to_numpy(),
        "used": used,
        "site": keys_of("site", low.index),
        "criterion": keys_of("criterion", low.columns),
        "seed": np.array(draws.seed),
        **moving(low.index, together),
    }
    first = np.zeros(len(low))
    parts = _some_draws(draws.count, BYTES_A_CHANCE * len(low), part_mb)
    for found in shared_out(scheduler, first_within, arrays, parts):
        first += found
    return pd.Series(first / draws.count, low.index, name="first_within_ranges")
