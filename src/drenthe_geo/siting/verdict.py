"""Sites ranked for a service, and how sure the first is: robust, leaning or open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from drenthe_geo.errors import ArgumentError
from drenthe_geo.siting.assess import assess_sites
from drenthe_geo.siting.rank import rank_sites, require_weights
from drenthe_geo.siting.reasons import BeyondLimit, LacksTheme, OutsideArea, theme_names
from drenthe_geo.siting.robust import (
    WeightDraws,
    first_within_ranges,
    leave_one_out,
    rank_acceptability,
    topsis_closeness,
    weight_to_unseat,
)
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.assess import Assessed
    from drenthe_geo.siting.model import Brief, Siting
    from drenthe_geo.siting.rank import Ranking
    from drenthe_geo.siting.reasons import Reason
    from drenthe_geo.siting.surroundings import Surroundings

Word = Literal["robust", "leaning", "open"]


@dataclass(frozen=True)
class Verdict:
    """How sure the first place of a ranking is.

    Parameters
    ----------
    word : {"robust", "leaning", "open"}
        Robust: first in most draws of weights around the chosen ones and of values
        within their ranges, without each criterion, and by the second method. Leaning:
        first in half of both draws. Open: otherwise, or if the second is as good as the
        first, or there is no other site.
    first : str
        The first site.
    shares : pandas.DataFrame
        On the sites' index: ``first`` and ``top_three`` around the chosen weights,
        ``first_anyhow`` and ``top_three_anyhow`` over all weights, ``first_ranges``
        with values anywhere in their ranges, ``topsis`` (closeness).
    rank_correlation : float
        Spearman's correlation of the ranking with that by TOPSIS; NaN of one site.
    topsis_first : str
        First site by TOPSIS.
    without : pandas.Series
        First site without each criterion, see `leave_one_out`.
    unseat : pandas.DataFrame
        Changes of one weight that unseat the first, see `weight_to_unseat`.
    """

    word: Word
    first: str
    shares: pd.DataFrame
    rank_correlation: float
    topsis_first: str
    without: pd.Series
    unseat: pd.DataFrame


def judge(
    values: pd.DataFrame,
    low: pd.DataFrame,
    high: pd.DataFrame,
    weights: pd.Series,
    settings: Mapping[str, Any],
) -> Verdict:
    """Judge how sure the first place is.

    Parameters
    ----------
    values, low, high : pandas.DataFrame, shape (sites, criteria)
        Values of the sites that no limit excludes, and their ranges.
    weights : pandas.Series, shape (criteria,)
        The chosen weights.
    settings : mapping
        ``draws``, ``seed``, ``concentration``, ``robust_share``, ``leaning_share``,
        ``tie_score``.

    Returns
    -------
    Verdict
        The verdict with what it rests on.

    Raises
    ------
    ArgumentError
        If values or weights are refused.

    Examples
    --------
    >>> import pandas as pd
    >>> values = pd.DataFrame({"a": [0.9, 0.1], "b": [0.8, 0.2]}, index=["x", "y"])
    >>> how = {"draws": 200, "seed": 1, "concentration": 25.0}
    >>> how |= {"robust_share": 0.75, "leaning_share": 0.5, "tie_score": 0.01}
    >>> judge(values, values, values, pd.Series({"a": 1, "b": 1}), how).word
    'robust'
    """
    share = require_weights(weights, map(str, values.columns))
    # Draws go to sites by their place, so they stand in the order of their ids.
    values = values.sort_index()
    low, high = (frame.reindex(values.index) for frame in (low, high))
    order = rank_sites(values, share).table
    first = str(order.index[0])
    count, seed = int(settings["draws"]), int(settings["seed"])
    around = WeightDraws(count, seed, float(settings["concentration"]))
    near = rank_acceptability(values, share, around)
    anyhow = rank_acceptability(
        values.loc[:, share > 0], share[share > 0], WeightDraws(count, seed)
    )
    ranges = first_within_ranges(values, low, high, share, around)
    closeness = topsis_closeness(values, share)
    without = leave_one_out(values, share)
    shares = pd.DataFrame(
        {
            "first": near["first"],
            "top_three": near["top_three"],
            "first_anyhow": anyhow["first"],
            "top_three_anyhow": anyhow["top_three"],
            "first_ranges": ranges,
            "topsis": closeness,
        }
    ).reindex(order.index)
    topsis_first = str(closeness.sort_index().idxmax())
    least = min(float(near.loc[first, "first"]), float(ranges[first]))  # type: ignore[arg-type]
    stays = bool((without[without != ""] == first).all()) and topsis_first == first
    word: Word = "open"
    if len(values) == 1:
        least = 0.0  # with nothing to compare it with, nothing was tried
    elif order["score"].iloc[0] - order["score"].iloc[1] < settings["tie_score"]:
        least = 0.0  # nobody can tell the first two apart
    if least >= settings["robust_share"] and stays:
        word = "robust"
    elif least >= settings["leaning_share"]:
        word = "leaning"
    correlation = float("nan")
    if len(values) > 1:
        ranks = closeness.reindex(order.index).rank(ascending=False)
        correlation = float(order["score"].rank(ascending=False).corr(ranks))
    return Verdict(
        word=word,
        first=first,
        shares=shares,
        rank_correlation=correlation,
        topsis_first=topsis_first,
        without=without,
        unseat=weight_to_unseat(values, share),
    )


@dataclass(frozen=True)
class Judged:
    """Sites of a service, ranked and judged."""

    assessed: Assessed
    # Their order; the range of a score is that of all that is uncertain.
    ranking: Ranking
    verdict: Verdict


def judge_sites(
    area: Area, sites: gpd.GeoDataFrame, around: Surroundings, brief: Brief, siting: Siting
) -> Judged:
    """Rank sites for a service and judge how sure the first is; refused if none is left."""
    return judge_assessed(assess_sites(area, sites, around, brief, siting), brief, siting)


def judge_assessed(known: Assessed, brief: Brief, siting: Siting) -> Judged:
    """Rank sites that were assessed and judge how sure the first is."""
    ranking = rank_assessed(known, brief)
    left = known.excluded.index[~known.excluded.astype(bool)]
    parts = (known.worth, known.low, known.high)
    values, low, high = (frame.loc[left] for frame in parts)
    return Judged(known, ranking, judge(values, low, high, ranking.weights, siting.settings))


def rank_assessed(known: Assessed, brief: Brief) -> Ranking:
    """Rank sites that were assessed; refused if every one is out.

    The range of a score is that of all that is uncertain, and ``near_limit`` tells of limits
    that are passed, but not for certain.
    """
    if known.excluded.astype(bool).all():
        raise ArgumentError(_all_excluded(list(known.excluded), brief))
    weights = pd.Series(brief.weights, dtype=float)
    ranking = rank_sites(
        known.worth, weights, {str(site): why for site, why in known.excluded.items()}
    )
    share, table = ranking.weights, ranking.table
    table["score_low"] = (known.low.fillna(0.0) * share).sum(axis=1).reindex(table.index)
    table["score_high"] = (known.high.fillna(1.0) * share).sum(axis=1).reindex(table.index)
    table["near_limit"] = known.near_limit.reindex(table.index)
    return ranking


def _all_excluded(excluded: list[tuple[Reason, ...]], brief: Brief) -> Message:
    """Say why no site is left, and what would help."""
    reasons = [one for reasons in excluded for one in reasons]
    limits = [one for one in reasons if isinstance(one, BeyondLimit)]
    lacking = [one for one in reasons if isinstance(one, LacksTheme)]
    outside = sum(isinstance(one, OutsideArea) for one in reasons)
    beyond = sum(any(isinstance(one, BeyondLimit) for one in reasons) for reasons in excluded)
    if outside == len(excluded):
        return Message("siting.none_left.all_outside", count=outside)
    most = next((name for name, _ in Counter(one.criterion for one in limits).most_common(1)), "")
    often: dict[str, Any] = {"most": most, "limit": brief.limits.get(most, 0.0)}
    if beyond == len(excluded):
        key = "siting.none_left.all_beyond"
        return Message(key, service=brief.service, count=beyond, **often)
    themes = theme_names(brief.site_themes)
    if len(lacking) == len(excluded):
        return Message("siting.none_left.all_lack", service=brief.service, themes=themes)
    parts: dict[str, tuple[int, dict[str, Any]]] = {
        "outside": (outside, {}),
        "beyond": (beyond, often),
        "lacking": (len(lacking), {"themes": themes}),
    }
    told = [
        Message(f"siting.none_left.{name}", count=count, **values)
        for name, (count, values) in parts.items()
        if count
    ]
    return Message("siting.none_left.mixed", service=brief.service, told=told)
