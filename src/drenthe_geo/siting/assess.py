"""Sites measured for one service: their ranges, and who is out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.errors import ArgumentError
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.siting.measures import measure_criteria
from drenthe_geo.siting.model import listed
from drenthe_geo.siting.rank import as_cells, beyond_limits, scaled_values
from drenthe_geo.siting.reasons import LacksTheme, OutsideArea
from drenthe_geo.units import BOUNDS, M_PER_KM, MIN_PER_H

if TYPE_CHECKING:
    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.model import Brief, Siting
    from drenthe_geo.siting.reasons import Reason
    from drenthe_geo.siting.surroundings import Surroundings

BY_TRAIN = {"trip", "relations", "learning"}
"""Kinds of criteria where one may take a train."""


def with_rings(sites: gpd.GeoDataFrame, siting: Siting) -> gpd.GeoDataFrame:
    """Add points around every site, as far off as its position is uncertain; `of` says whose."""
    parts = [sites.assign(of=sites.index)]
    if "accuracy_m" in sites:
        off_m = pd.to_numeric(sites["accuracy_m"], errors="coerce")
        wrong = sites["accuracy_m"].notna() & ~((off_m >= 0) & np.isfinite(off_m))
        if wrong.any():
            site, given = next(iter(sites.loc[wrong, "accuracy_m"].items()))
            raise ArgumentError("siting.points.accuracy", site=str(site), given=str(given))
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
    """What is known of sites for one service."""

    # Expected measures in the unit of each criterion, and the ends of their range: the position
    # anywhere on its ring, roads and trains slower or faster; shape (sites, criteria).
    measures: pd.DataFrame
    best: pd.DataFrame
    worst: pd.DataFrame
    # The same from 0 to 1, of the criteria that weigh something; shape (sites, criteria).
    worth: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    # Tuple of reasons why a site is out; empty where it is in.
    excluded: pd.Series
    # Tuple of limits that the expected measure is beyond, but not the whole range.
    near_limit: pd.Series
    # Gemeente of the area that each lies in; missing outside.
    gemeente: pd.Series


def assess_sites(
    area: Area, sites: gpd.GeoDataFrame, around: Surroundings, brief: Brief, siting: Siting
) -> Assessed:
    """Measure sites for a service, with the ranges of the measures.

    `around` holds them and their rings, see `with_rings`. A limit excludes a site when even the
    best end of its range is beyond it.
    """
    scales = {name: one.scale for name, one in siting.criteria.items()}
    bounded = [
        _near_their_site(
            area, measure_criteria(area, around, brief, siting, bound=bound), around, siting
        )
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
    beyond = beyond_limits(best, brief.limits, scales)
    nearly = beyond_limits(measures, brief.limits, scales)
    gemeente = around.gemeente.reindex(sites.index)
    excluded = [
        _why_out(is_inside=bool(inside), beyond=limits, themes=themes, asked=brief.site_themes)
        for inside, limits, themes in zip(gemeente.notna(), beyond, themes_of(sites), strict=True)
    ]
    return Assessed(
        measures=measures,
        best=best,
        worst=worst,
        worth=scaled_values(measures[weighed], scales),
        low=scaled_values(worst[weighed], scales),
        high=scaled_values(best[weighed], scales),
        excluded=as_cells(excluded, sites.index),
        near_limit=as_cells(
            [() if out else limits for out, limits in zip(beyond, nearly, strict=True)], sites.index
        ),
        gemeente=gemeente,
    )


def themes_of(sites: gpd.GeoDataFrame) -> list[tuple[str, ...]]:
    """Themes of every site; none where they are not known."""
    given = sites["themes"] if "themes" in sites else [None] * len(sites)
    return [listed(one) for one in given]


def _why_out(
    *,
    is_inside: bool,
    beyond: tuple[Reason, ...],
    themes: tuple[str, ...],
    asked: tuple[str, ...],
) -> tuple[Reason, ...]:
    """Say why a site is out; as with limits, themes that nobody knows exclude nothing."""
    if not is_inside:
        return (OutsideArea(),)
    if beyond or not asked or not themes or set(asked) & set(themes):
        return beyond
    return (LacksTheme(asked),)


def _near_their_site(
    area: Area, measures: pd.DataFrame, around: Surroundings, siting: Siting
) -> pd.DataFrame:
    """Keep the minutes of a ring within what the way from its site can take."""
    points = around.points
    if "accuracy_m" not in points:
        return measures
    detour = float(siting.settings["position_detour"])
    way_m = points["accuracy_m"].astype(float).fillna(0.0).to_numpy() * detour
    own_row = measures.index.get_indexer(points["of"])
    kept = measures.copy()
    kmh = _off_road_kmh(area, siting, around.train_modes)
    for name in measures.columns[[str(name) in kmh for name in measures.columns]]:
        of_all = measures[name].to_numpy()
        own, most_min = of_all[own_row], way_m / (kmh[str(name)] * M_PER_KM / MIN_PER_H)
        kept[name] = np.minimum(np.maximum(of_all, own - most_min), own + most_min)
    return kept


def _off_road_kmh(area: Area, siting: Siting, by_train: tuple[str, ...]) -> dict[str, float]:
    """Speed off the roads of every criterion in minutes: of its mode, or the fastest to a train."""
    timed = {name: one for name, one in siting.criteria.items() if one.unit == "min"}
    modes = {*by_train, *(one.mode for one in timed.values())} - {""}
    speeds = {mode: read_profile(area, mode).access_kmh for mode in modes}
    return {
        name: max(
            speeds[mode] for mode in (one.mode, *(by_train if one.kind in BY_TRAIN else ())) if mode
        )
        for name, one in timed.items()
    }
