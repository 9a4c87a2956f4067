"""Sites ranked for a service, and how sure the first is, in plain words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

import geopandas as gpd
import pandas as pd

from drenthe_geo.contracts.results import result
from drenthe_geo.errors import ArgumentError
from drenthe_geo.scenarios.model import read_timetables
from drenthe_geo.siting.assess import assess_sites
from drenthe_geo.siting.fit.findings import FITS
from drenthe_geo.siting.kept.ground import then_of
from drenthe_geo.siting.measures import measure_criteria, regions_of
from drenthe_geo.siting.rank import (
    filled_values,
    first_site,
    rank_sites,
    ranks_of,
    require_values,
    scaled_values,
    scores_of,
)
from drenthe_geo.siting.reasons import BeyondLimit, NotNear, OutsideArea
from drenthe_geo.siting.robust import (
    Together,
    WeightDraws,
    first_within_ranges,
    leave_one_out,
    rank_acceptability,
)
from drenthe_geo.siting.weights.sums import require_weights, weighted
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.assess import Assessed
    from drenthe_geo.siting.kept.keys import There
    from drenthe_geo.siting.model import Brief, Siting
    from drenthe_geo.siting.rank import Ranking
    from drenthe_geo.siting.reasons import Reason
    from drenthe_geo.siting.surroundings import Surroundings

Word = Literal["robust", "robust_to_weights", "leaning", "toss_up", "open"]

Test = Literal["candidates", "viewpoints", "timetable", "to_verify"]

TESTS: tuple[Test, ...] = get_args(Test)
"""What a first place must stand besides other weights and measures, in the order they are told."""


@result
@dataclass(frozen=True)
class Verdict:
    """How sure the first place of a ranking is.

    Parameters
    ----------
    word : {"robust", "robust_to_weights", "leaning", "toss_up", "open"}
        Robust to weights: first in most draws of weights around the chosen ones and of
        values within their ranges, and without each criterion. Robust: in all of `TESTS`
        besides. Leaning: first in half of both draws. Toss-up: the second is as good as the
        first. Open: otherwise, or there is no other site.
    first, second : str
        The first two sites; the second is empty of one site.
    lead : float
        Score of the first less that of the second; NaN of one site.
    shares : pandas.DataFrame
        On the sites' index: ``first`` and ``top_three`` around the chosen weights,
        ``first_anyhow`` and ``top_three_anyhow`` over all weights, ``first_ranges``
        with values anywhere in their ranges, ``regret`` (what it loses at most to the best
        site of a viewpoint).
    without : pandas.Series
        First site without each criterion, see `leave_one_out`.
    viewpoints : pandas.DataFrame
        Score of every site (rows) by each viewpoint (columns).
    fallback : pandas.Series
        First site without each of the sites.
    tests : mapping of str to str
        Of `TESTS` those that were tried: the first site that stands against the first, or
        the first itself where it stands.
    """

    word: Word
    first: str
    second: str
    lead: float
    shares: pd.DataFrame
    without: pd.Series
    viewpoints: pd.DataFrame
    fallback: pd.Series
    tests: Mapping[str, str] = field(default_factory=dict)

    @property
    def fails(self) -> tuple[str, ...]:
        """Tests that the first place does not stand, or that were not tried."""
        return tuple(name for name in TESTS if self.tests.get(name) != self.first)

    @property
    def first_by(self) -> dict[str, str]:
        """First site by each viewpoint."""
        return {str(name): str(scores.idxmax()) for name, scores in self.viewpoints.items()}

    def with_tests(self, **found: str) -> Verdict:
        """Add tests that were tried elsewhere: the first site there.

        Parameters
        ----------
        **found : str
            By test, the first site.

        Returns
        -------
        Verdict
            With the word that follows from all of them.
        """
        tests = {**self.tests, **found}
        word: Word = self.word
        if word in {"robust", "robust_to_weights"}:
            stands = all(tests.get(name) == self.first for name in TESTS)
            word = "robust" if stands else "robust_to_weights"
        return replace(self, word=word, tests=tests)


def judge(
    values: pd.DataFrame,
    low: pd.DataFrame,
    high: pd.DataFrame,
    weights: pd.Series,
    settings: Mapping[str, Any],
    *,
    viewpoints: Mapping[str, Mapping[str, float]] | None = None,
    together: Together | None = None,
) -> Verdict:
    """Judge how sure the first place is, as far as the sites' values tell.

    Parameters
    ----------
    values, low, high : pandas.DataFrame, shape (sites, criteria)
        Values of the sites that no limit excludes, and their ranges.
    weights : pandas.Series, shape (criteria,)
        The chosen weights.
    settings : mapping
        ``draws``, ``seed``, ``concentration``, ``robust_share``, ``leaning_share``,
        ``tie_score``.
    viewpoints : mapping of str to mapping of str to float, optional
        Weights as others see them, by name.
    together : Together, optional
        Which sites' values move together.

    Returns
    -------
    Verdict
        The verdict with what it rests on; other trains and what is to be verified are not
        tried here, see `Verdict.with_tests`.

    Raises
    ------
    ArgumentError
        If values or weights are refused.

    Examples
    --------
    >>> import pandas as pd
    >>> values = pd.DataFrame({"a": [0.9, 0.1], "b": [0.8, 0.2]}, index=["x", "y"])
    >>> how = {"draws": 200, "seed": 1, "concentration": 25.0}
    >>> how |= {"robust_share": 0.75, "leaning_share": 0.5, "tie_score": 0.02}
    >>> found = judge(values, values, values, pd.Series({"a": 1, "b": 1}), how)
    >>> found.word, found.with_tests(viewpoints="x", timetable="x", to_verify="x").word
    ('robust_to_weights', 'robust')
    """
    share = require_weights(weights, map(str, values.columns))
    # Draws go to sites by their place, so they stand in the order of their ids.
    values = values.sort_index()
    low, high = (frame.reindex(values.index) for frame in (low, high))
    score = _in_order(values, share)
    first, *others = map(str, score.index)
    count, seed = int(settings["draws"]), int(settings["seed"])
    around = WeightDraws(count, seed, float(settings["concentration"]))
    used = share > 0
    near = rank_acceptability(values, share, around)
    anyhow = rank_acceptability(values.loc[:, used], share[used], WeightDraws(count, seed))
    ranges = first_within_ranges(values, low, high, share, around, together=together)
    seen = _scores(values, share, viewpoints or {})
    shares = pd.DataFrame(
        {
            "first": near["first"],
            "top_three": near["top_three"],
            "first_anyhow": anyhow["first"],
            "top_three_anyhow": anyhow["top_three"],
            "first_ranges": ranges,
            "regret": (seen.max() - seen).max(axis=1) if seen.shape[1] else 0.0,
        },
        index=values.index,
    ).reindex(score.index)
    without = leave_one_out(values, share)
    least = min(float(near.loc[first, "first"]), float(ranges[first]))  # type: ignore[arg-type]
    lead = float(score.iloc[0] - score.iloc[1]) if others else float("nan")
    word: Word = "open"
    if others and lead < settings["tie_score"]:
        word = "toss_up"
    elif others and least >= settings["robust_share"] and set(without) <= {first, ""}:
        word = "robust_to_weights"
    elif others and least >= settings["leaning_share"]:
        word = "leaning"
    # No score depends on another site: only without the first another one is first.
    top = first_site(values, share)
    fallback = dict.fromkeys(map(str, values.index), top if others else "")
    if others:
        fallback[top] = first_site(values.drop(index=top), share)
    tests = {"candidates": next((fallback[one] for one in others if fallback[one] != first), first)}
    if viewpoints:
        tops = [str(scores.idxmax()) for _, scores in seen.items()]
        tests["viewpoints"] = next((site for site in tops if site != first), first)
    return Verdict(
        word=word,
        first=first,
        second=others[0] if others else "",
        lead=lead,
        shares=shares,
        without=without,
        viewpoints=seen.reindex(score.index),
        fallback=pd.Series(fallback, dtype=object, name="first_without").reindex(score.index),
    ).with_tests(**tests)


def _in_order(values: pd.DataFrame, share: pd.Series) -> pd.Series:
    """Give the scores of sites, best first as `rank_sites` has them."""
    require_values(values)
    scores = scores_of(values, share).sort_index()
    ranks = ranks_of(scores, pd.Series(data=True, index=scores.index))
    ordered: pd.Series = scores.loc[ranks.sort_values(kind="stable").index]
    return ordered


def _scores(
    values: pd.DataFrame, share: pd.Series, viewpoints: Mapping[str, Mapping[str, float]]
) -> pd.DataFrame:
    """Score sites as each viewpoint does; what is missing is what it is in the ranking."""
    filled = filled_values(values, share)
    found = {}
    for name, weights in viewpoints.items():
        theirs = require_weights(pd.Series(weights, dtype=float), map(str, values.columns))
        found[name] = weighted(filled, theirs)
    return pd.DataFrame(found, index=values.index)


@result
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
    known = assess_sites(area, sites, around, brief, siting)
    return judge_assessed(area, known, brief, siting)


def judge_assessed(area: Area, known: Assessed, brief: Brief, siting: Siting) -> Judged:
    """Rank sites that were assessed and judge how sure the first is."""
    ranking = rank_assessed(known, brief)
    left = known.excluded.index[~known.excluded.astype(bool)]
    regions = regions_of(area)
    gemeenten = {str(site): str(name) for site, name in known.gemeente.items()}
    together = Together(
        {site: regions.get(name, ()) for site, name in gemeenten.items()},
        float(siting.settings["common_share"]),
    )
    verdict = judge(
        known.worth.loc[left],
        known.low.loc[left],
        known.high.loc[left],
        ranking.weights,
        siting.settings,
        viewpoints=brief.viewpoints,
        together=together,
    )
    return Judged(known, ranking, verdict)


def first_that_fits(ranking: Ranking, screen: pd.DataFrame) -> str:
    """Name the first site of which nothing is to be verified; empty if there is none."""
    fits = screen["verdict"].to_dict()
    ranked = ranking.table.index[ranking.table["rank"].notna()]
    return next((str(site) for site in ranked if fits[site] == FITS), "")


def other_trains(area: Area, there: There) -> There | None:
    """Say how it is with the trains of the other year; nothing where none is known.

    Plans that are taken as done belong to the trains of now, so nothing is said of another year
    with them; nor where nobody knows those of now.
    """
    earlier = read_timetables(area)
    if not earlier or there.situation.scenarios or not there.situation.transit.is_known:
        return None
    return then_of(area, there, earlier[-1])


def bare_sites(sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give sites without points around them, see `with_rings`."""
    return gpd.GeoDataFrame(sites.assign(of=sites.index))


def values_of(
    area: Area, around: Surroundings, brief: Brief, siting: Siting, measures: pd.DataFrame | None
) -> pd.DataFrame:
    """Value sites in other surroundings by what somebody weighs; measured where not given."""
    asked = list(brief.asked)
    if measures is None:
        measures = measure_criteria(area, around, brief, siting, criteria=asked)
    return scaled_values(measures[asked], siting.ends(brief.service))


def first_valued(known: Assessed, values: pd.DataFrame, brief: Brief) -> str:
    """Name the first of the same sites by other values of them; what is out stays out."""
    left = known.excluded.index[~known.excluded.astype(bool)]
    values = values.loc[left, [name for name in values.columns if name in brief.weights]]
    share = require_weights(pd.Series(brief.weights, dtype=float), map(str, values.columns))
    return first_site(values, share)


def standing(known: Assessed, brief: Brief) -> pd.DataFrame:
    """Give ``rank`` and ``score`` of sites that were assessed, best first; see `rank_assessed`."""
    _require_one(known, brief)
    share = require_weights(pd.Series(brief.weights, dtype=float), map(str, known.worth.columns))
    score = scores_of(known.worth, share)
    rank = ranks_of(score, ~known.excluded.astype(bool))
    table = pd.DataFrame({"rank": rank, "score": score})
    return table.sort_index().sort_values(["rank"], kind="stable")


def _require_one(known: Assessed, brief: Brief) -> None:
    """Refuse if every site is out."""
    if known.excluded.astype(bool).all():
        raise ArgumentError(_all_excluded(list(known.excluded), brief))


def rank_assessed(known: Assessed, brief: Brief) -> Ranking:
    """Rank sites that were assessed; refused if every one is out.

    The range of a score is that of all that is uncertain, and ``near_limit`` tells of limits
    that are passed, but not for certain.
    """
    _require_one(known, brief)
    weights = pd.Series(brief.weights, dtype=float)
    ranking = rank_sites(
        known.worth, weights, {str(site): why for site, why in known.excluded.items()}
    )
    share, table = ranking.weights, ranking.table
    table["score_low"] = weighted(known.low.fillna(0.0), share).reindex(table.index)
    table["score_high"] = weighted(known.high.fillna(1.0), share).reindex(table.index)
    table["near_limit"] = known.near_limit.reindex(table.index)
    return ranking


def _all_excluded(excluded: list[tuple[Reason, ...]], brief: Brief) -> Message:
    """Say why no site is left, and what would help."""
    reasons = [one for reasons in excluded for one in reasons]
    of_either = [one for far in reasons if isinstance(far, NotNear) for one in far.limits]
    limits = [one for one in (*reasons, *of_either) if isinstance(one, BeyondLimit)]
    outside = sum(isinstance(one, OutsideArea) for one in reasons)
    beyond = len(excluded) - outside
    if outside == len(excluded):
        return Message("siting.none_left.all_outside", count=outside)
    most = next((name for name, _ in Counter(one.criterion for one in limits).most_common(1)), "")
    limit = next((one.limit for one in limits if one.criterion == most), 0.0)
    often: dict[str, Any] = {"most": most, "limit": limit}
    if beyond == len(excluded):
        key = "siting.none_left.all_beyond"
        return Message(key, service=brief.service, count=beyond, **often)
    parts: dict[str, tuple[int, dict[str, Any]]] = {
        "outside": (outside, {}),
        "beyond": (beyond, often),
    }
    told = [
        Message(f"siting.none_left.{name}", count=count, **values)
        for name, (count, values) in parts.items()
        if count
    ]
    return Message("siting.none_left.mixed", service=brief.service, told=told)
