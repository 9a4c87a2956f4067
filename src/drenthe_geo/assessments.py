"""Sites measured, ranged, ranked and judged for one service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.criteria import measure_criteria
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.embedded import read_profile
from drenthe_geo.ranking import Ranking, beyond_limits, rank_sites, scaled_values
from drenthe_geo.siting import listed
from drenthe_geo.surroundings import BOUNDS
from drenthe_geo.verdicts import Verdict, judge

if TYPE_CHECKING:
    from drenthe_geo.siting import Brief, Siting
    from drenthe_geo.surroundings import Surroundings

OUTSIDE = "outside Drenthe"
M_PER_KM, MIN_PER_H = 1000.0, 60.0


def with_rings(sites: gpd.GeoDataFrame, siting: Siting) -> gpd.GeoDataFrame:
    """Add points around every site, as far off as its position is uncertain.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        Sites; those without ``accuracy_m`` have no ring.
    siting : Siting
        ``position_points`` of its settings.

    Returns
    -------
    geopandas.GeoDataFrame
        The sites, then their rings; ``of`` says whose a point is.

    Raises
    ------
    ArgumentError
        If an ``accuracy_m`` is no number of 0 or more.
    """
    parts = [sites.assign(of=sites.index)]
    if "accuracy_m" in sites:
        off_m = pd.to_numeric(sites["accuracy_m"], errors="coerce")
        wrong = sites["accuracy_m"].notna() & ~((off_m >= 0) & np.isfinite(off_m))
        if wrong.any():
            site, given = next(iter(sites.loc[wrong, "accuracy_m"].items()))
            msg = f"sites: accuracy_m of {str(site)!r} is {given}; give metres, 0 or more."
            raise ArgumentError(msg)
        known = sites[off_m > 0]
        count = int(siting.settings["position_points"])
        for number, angle in enumerate(np.arange(count) * 2 * np.pi / count):
            off = known["accuracy_m"].to_numpy(dtype=float)[:, None]
            xy = shapely.get_coordinates(known.geometry.to_numpy())
            moved = shapely.points(xy + off * [np.cos(angle), np.sin(angle)])
            ring = known.assign(of=known.index).set_geometry(moved, crs=sites.crs)
            parts.append(ring.set_axis(known.index.astype(str) + f"@{number}"))
    return gpd.GeoDataFrame(pd.concat(parts), crs=sites.crs)


@dataclass(frozen=True)
class Assessed:
    """What is known of sites for one service.

    Parameters
    ----------
    measures, best, worst : pandas.DataFrame, shape (sites, criteria)
        Expected measures in the unit of each criterion, and the ends of their range: the
        position anywhere on its ring, roads and trains slower or faster.
    worth, low, high : pandas.DataFrame, shape (sites, criteria)
        The same from 0 to 1, of the criteria that weigh something.
    excluded : pandas.Series
        Why a site is out; empty where it is in.
    near_limit : pandas.Series
        Limits that the expected measure is beyond, but not the whole range.
    gemeente : pandas.Series
        Gemeente of Drenthe that each lies in; missing outside.
    """

    measures: pd.DataFrame
    best: pd.DataFrame
    worst: pd.DataFrame
    worth: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    excluded: pd.Series
    near_limit: pd.Series
    gemeente: pd.Series


@dataclass(frozen=True)
class Judged:
    """Sites of a service, ranked and judged.

    Parameters
    ----------
    assessed : Assessed
        What is known of them.
    ranking : Ranking
        Their order; the range of a score is that of all that is uncertain.
    verdict : Verdict
        How sure the first place is.
    """

    assessed: Assessed
    ranking: Ranking
    verdict: Verdict


def assess_sites(
    sites: gpd.GeoDataFrame, around: Surroundings, brief: Brief, siting: Siting
) -> Assessed:
    """Measure sites for a service, with the ranges of the measures.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        The sites.
    around : Surroundings
        What lies around them and their rings, see `with_rings`.
    brief : Brief
        What the service asks.
    siting : Siting
        The choices.

    Returns
    -------
    Assessed
        Measures, values, and who is out. A limit excludes a site when even the best
        end of its range is beyond it.
    """
    scales = {name: one.scale for name, one in siting.criteria.items()}
    bounded = [
        _near_their_site(measure_criteria(around, brief, siting, bound=bound), around, siting)
        for bound in BOUNDS
    ]
    measures = bounded[0].loc[sites.index]
    # What a site itself lacks, its ring does not know either.
    every = pd.concat([frame.set_axis(around.points["of"], axis=0) for frame in bounded])
    every_site = every.groupby(level=0)
    least = pd.DataFrame(every_site.min()).loc[sites.index, measures.columns]
    most = pd.DataFrame(every_site.max()).loc[sites.index, measures.columns]
    less = [siting.criteria[name].less_is_better for name in measures.columns]
    is_less = np.broadcast_to(np.array(less), measures.shape)
    best = least.where(is_less, most).where(measures.notna())
    worst = most.where(is_less, least).where(measures.notna())
    weighed = list(brief.weights)
    excluded = beyond_limits(best, brief.limits, scales)
    near_limit = beyond_limits(measures, brief.limits, scales).mask(excluded != "", "")
    excluded = excluded.mask(around.gemeente.reindex(sites.index).isna(), OUTSIDE)
    if brief.site_themes and "themes" in sites:
        # As with limits: what nobody knows of a site excludes nothing.
        carries = [
            not listed(one) or bool(set(brief.site_themes) & set(listed(one)))
            for one in sites["themes"]
        ]
        why = f"does not carry the theme {' or '.join(brief.site_themes)}"
        excluded = excluded.mask((excluded == "") & ~np.array(carries), why)
    return Assessed(
        measures=measures,
        best=best,
        worst=worst,
        worth=scaled_values(measures[weighed], scales),
        low=scaled_values(worst[weighed], scales),
        high=scaled_values(best[weighed], scales),
        excluded=excluded,
        near_limit=near_limit,
        gemeente=around.gemeente.reindex(sites.index),
    )


def _near_their_site(measures: pd.DataFrame, around: Surroundings, siting: Siting) -> pd.DataFrame:
    """Keep the minutes of a ring within what the way from its site can take."""
    points = around.points
    if "accuracy_m" not in points:
        return measures
    detour = float(siting.settings["position_detour"])
    way_m = points["accuracy_m"].astype(float).fillna(0.0) * detour
    kept = measures.copy()
    walk_kmh, car_kmh = (read_profile(mode).access_kmh for mode in ("walk", "car"))
    for name in measures.columns[measures.columns.str.endswith("_min")]:
        kmh = walk_kmh if "walk" in name else car_kmh
        own = points["of"].map(measures[name])
        most_min = way_m / (kmh * M_PER_KM / MIN_PER_H)
        kept[name] = measures[name].clip(own - most_min, own + most_min)
    return kept


def judge_sites(
    sites: gpd.GeoDataFrame, around: Surroundings, brief: Brief, siting: Siting
) -> Judged:
    """Rank sites for a service and judge how sure the first is.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        The sites.
    around : Surroundings
        What lies around them and their rings, see `with_rings`.
    brief : Brief
        What the service asks.
    siting : Siting
        The choices.

    Returns
    -------
    Judged
        Ranking, ranges and verdict.

    Raises
    ------
    ArgumentError
        If the limits exclude every site.
    """
    return judge_assessed(assess_sites(sites, around, brief, siting), brief, siting)


def judge_assessed(known: Assessed, brief: Brief, siting: Siting) -> Judged:
    """Rank sites that were assessed and judge how sure the first is.

    Parameters
    ----------
    known : Assessed
        What is known of them.
    brief : Brief
        What the service asks.
    siting : Siting
        The choices.

    Returns
    -------
    Judged
        See `judge_sites`.

    Raises
    ------
    ArgumentError
        If the limits exclude every site.
    """
    ranking = rank_assessed(known, brief)
    left = known.excluded[known.excluded == ""].index
    parts = (known.worth, known.low, known.high)
    values, low, high = (frame.loc[left] for frame in parts)
    return Judged(known, ranking, judge(values, low, high, ranking.weights, siting.settings))


def rank_assessed(known: Assessed, brief: Brief) -> Ranking:
    """Rank sites that were assessed.

    Parameters
    ----------
    known : Assessed
        What is known of them.
    brief : Brief
        For the weights.

    Returns
    -------
    Ranking
        See `rank_sites`; the range of a score is that of all that is uncertain, and
        ``near_limit`` tells of limits that are passed, but not for certain.

    Raises
    ------
    ArgumentError
        If every site is out.
    """
    if (known.excluded != "").all():
        raise ArgumentError(_all_excluded(known.excluded, brief))
    weights = pd.Series(brief.weights, dtype=float)
    ranking = rank_sites(known.worth, weights, _reasons(known.excluded))
    share, table = ranking.weights, ranking.table
    table["score_low"] = (known.low.fillna(0.0) * share).sum(axis=1).reindex(table.index)
    table["score_high"] = (known.high.fillna(1.0) * share).sum(axis=1).reindex(table.index)
    table["near_limit"] = known.near_limit.reindex(table.index)
    return ranking


def _reasons(excluded: pd.Series) -> dict[str, str]:
    return {str(site): str(why) for site, why in excluded.items() if why}


def _all_excluded(excluded: pd.Series, brief: Brief) -> str:
    """Say why no site is left, and what would help."""
    start = f"service {brief.service!r}: "
    reasons = excluded.astype(str)
    outside, beyond = reasons == OUTSIDE, reasons.str.startswith(tuple(brief.limits))
    if outside.all():
        return f"sites: all {len(excluded)} lie outside Drenthe, so none can be suggested."
    names = [part.split(" ")[0] for said in reasons[beyond] for part in said.split("; ")]
    most = str(pd.Series(names).value_counts().index[0]) if names else ""
    limit = f"most often {most} (limit {brief.limits[most]:g})" if names else ""
    if beyond.all():
        return (
            f"{start}its limits exclude all {len(excluded)} sites, {limit}; relax it under "
            "[limits] in a file for --weights, or give other sites with --sites."
        )
    without = ~outside & ~beyond
    if without.all():
        return f"{start}no site can be suggested; each {reasons.iloc[0]}."
    parts = [
        f"{outside.sum()} outside Drenthe" if outside.any() else "",
        f"{beyond.sum()} beyond a limit, {limit}" if beyond.any() else "",
        f"{without.sum()} that {reasons[without].iloc[0]}" if without.any() else "",
    ]
    told = ", ".join(part for part in parts if part)
    return f"{start}no site can be suggested: {told}; give other sites with --sites."
