"""Sites measured for one service: their ranges, and who is out."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.contracts.results import result
from drenthe_geo.errors import ArgumentError
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.siting.fit.housing import limit_of
from drenthe_geo.siting.fit.screen import PRESENT_SEAT
from drenthe_geo.siting.measures import measure_criteria
from drenthe_geo.siting.model import COLUMN
from drenthe_geo.siting.rank import as_cells, beyond_limits, scaled_values
from drenthe_geo.siting.reasons import NotNear, OutsideArea
from drenthe_geo.units import BOUNDS, M_PER_KM, MIN_PER_H

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.model import Brief, Siting
    from drenthe_geo.siting.rank import Scale
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


@result
@dataclass(frozen=True)
class Assessed:
    """What is known of sites for one service."""

    # Expected measures in the unit of each criterion, and the ends of their range: the position
    # anywhere on its ring, roads and trains slower or faster; shape (sites, criteria).
    measures: pd.DataFrame
    best: pd.DataFrame
    worst: pd.DataFrame
    # The same from 0 to 1, of the criteria that weigh something for a viewpoint; same shape.
    worth: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    # Tuple of reasons why a site is out; empty where it is in.
    excluded: pd.Series
    # Tuple of limits that the expected measure is beyond, but not the whole range.
    near_limit: pd.Series
    # Gemeente of the area that each lies in; missing outside.
    gemeente: pd.Series

    def of(self, sites: pd.Index) -> Assessed:
        """Take some of the sites."""
        return Assessed(**{one.name: getattr(self, one.name).loc[sites] for one in fields(self)})


@dataclass(frozen=True)
class Ranges:
    """Measures of sites and the ends of their ranges, see `Assessed`: no weight changes them."""

    measures: pd.DataFrame
    best: pd.DataFrame
    worst: pd.DataFrame

    def of(self, criteria: Collection[str]) -> Ranges:
        """Take some of the criteria."""
        names = [name for name in self.measures.columns if name in criteria]
        return Ranges(self.measures[names], self.best[names], self.worst[names])


def assess_sites(
    area: Area, sites: gpd.GeoDataFrame, around: Surroundings, brief: Brief, siting: Siting
) -> Assessed:
    """Measure sites for a service, with the ranges of the measures.

    `around` holds them and their rings, see `with_rings`. A limit excludes a site when even the
    best end of its range is beyond it.
    """
    ranges = measure_ranges(area, sites, around, brief, siting, asked=asked_of_sites(brief))
    return assess_ranges(ranges, sites, around.gemeente, brief, siting)


def asked_of_sites(brief: Brief) -> set[str]:
    """Name the criteria that must be known of sites: weights, limits, and what must be near."""
    return {*brief.asked, *brief.limits, *(name for one in either_near(brief) for name in one)}


def measure_ranges(
    area: Area,
    sites: gpd.GeoDataFrame,
    around: Surroundings,
    brief: Brief,
    siting: Siting,
    *,
    asked: Collection[str],
) -> Ranges:
    """Measure some criteria of sites, each for itself: their weights count for nothing here."""
    bounded = [
        _near_their_site(
            area,
            measure_criteria(area, around, brief, siting, bound=bound, criteria=asked),
            around,
            siting,
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
    return Ranges(measures, best, worst)


def assess_ranges(
    ranges: Ranges, sites: gpd.GeoDataFrame, gemeenten: pd.Series, brief: Brief, siting: Siting
) -> Assessed:
    """Say what measures of sites are worth for a service, and who is out; see `assess_sites`."""
    measures, best, worst = ranges.measures, ranges.best, ranges.worst
    scales = siting.ends(brief.service)
    either = either_near(brief)
    weighed = list(brief.asked)
    beyond = beyond_limits(best, brief.limits, scales)
    nearly = beyond_limits(measures, brief.limits, scales)
    gemeente = gemeenten.reindex(sites.index)
    roles = sites["role"] if "role" in sites else pd.Series("", sites.index)
    is_seat = (roles == PRESENT_SEAT).to_numpy()  # compared whatever its limits say
    nowhere = _not_near(best, either, scales)
    excluded = [
        (OutsideArea(),) if not inside else () if seat else (*limits, *far)
        for inside, seat, limits, far in zip(
            gemeente.notna(), is_seat, beyond, nowhere, strict=True
        )
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
            [() if out else limits for out, limits in zip(excluded, nearly, strict=True)],
            sites.index,
        ),
        gemeente=gemeente,
    )


def either_near(brief: Brief) -> list[dict[str, float]]:
    """Give the limits of which one is enough: a service may be near to this or to that."""
    groups = [group for group in brief.housing.near if len(group) > 1]
    return [dict(pair for one in group if (pair := limit_of(one))) for group in groups]


def _not_near(
    best: pd.DataFrame, either: list[dict[str, float]], scales: Mapping[str, Scale]
) -> list[tuple[NotNear, ...]]:
    """Say of which limits not one is kept, even at the best end of the measures."""
    found: list[list[NotNear]] = [[] for _ in range(len(best))]
    for limits in either:
        for at, beyond in enumerate(beyond_limits(best, limits, scales)):
            if limits and len(beyond) == len(limits):
                found[at].append(NotNear(beyond))
    return [tuple(one) for one in found]


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
    every = siting.criteria.items()
    timed = {name: one for name, one in every if one.unit == "min" and one.kind != COLUMN}
    modes = {*by_train, *(one.mode for one in timed.values())} - {""}
    speeds = {mode: read_profile(area, mode).access_kmh for mode in modes}
    return {
        name: max(
            speeds[mode] for mode in (one.mode, *(by_train if one.kind in BY_TRAIN else ())) if mode
        )
        for name, one in timed.items()
    }
