"""Sites for services, measured once for all tests: measuring a few takes as long as measuring many.

Nothing here is asserted; what is measured is held against other ways in `test_suggestions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import geopandas as gpd
import pandas as pd

import drenthe_geo as dg
from drenthe_geo.assessments import Assessed, Judged, assess_sites, judge_sites, with_rings
from drenthe_geo.scenarios import Scenario
from drenthe_geo.siting import Brief, Siting
from drenthe_geo.situation import Situation
from drenthe_geo.surfaces import measure_grid, province_grid
from drenthe_geo.surroundings import Surroundings, measure_surroundings

GRID_M = 3000.0
SEATS = [
    "rechtbank-noord-nederland-assen", "dji-esserheim-veenhuizen", "lofar-kern-exloo",
    "gemeentehuis-aa-en-hunze", "ncg-groningen",
]  # fmt: skip
CELLS_TRIED = 8
_KEPT: dict[tuple[str, ...], Surroundings] = {}
SHARP = "@sharp"
"""Ending of a twin whose position is known to the metre."""


@cache
def siting() -> Siting:
    """The embedded choices, with fewer draws and a coarse grid."""
    plain = dg.read_siting()
    return replace(plain, settings={**plain.settings, "draws": 300, "grid_m": GRID_M})


@cache
def situation() -> Situation:
    """Roads and trains as they stand."""
    return dg.read_situation()


@cache
def candidates() -> gpd.GeoDataFrame:
    """The sites that the profile offers."""
    return dg.read_layer("sites").loc[list(siting().settings["candidates"])]


@cache
def grid_points() -> gpd.GeoDataFrame:
    """Middles of a few cells, spread over the province."""
    points = province_grid(situation(), siting())
    return points.iloc[:: len(points) // (CELLS_TRIED - 1)]


@cache
def every_site() -> gpd.GeoDataFrame:
    """All sites that tests use: candidates, seats, their sharp twins, and middles of cells."""
    sites = dg.read_layer("sites")
    known = gpd.GeoDataFrame(pd.concat([candidates(), sites.loc[SEATS]]))
    twins = known.assign(accuracy_m=0.0).set_axis(known.index + SHARP, axis=0)
    return gpd.GeoDataFrame(pd.concat([known, twins, grid_points()]), crs=known.crs)


@cache
def measured() -> Surroundings:
    """What lies around all of them and their rings."""
    return measure_surroundings(with_rings(every_site(), siting()), situation(), siting())


@cache
def grid() -> Surroundings:
    """What lies around the cells of the coarse grid."""
    return measure_grid(situation(), siting())


def rows_of(around: Surroundings, points: gpd.GeoDataFrame) -> Surroundings:
    """Surroundings of some of the points that were measured."""

    def some(frames: Mapping[Any, pd.DataFrame]) -> dict[Any, pd.DataFrame]:
        return {name: frame.loc[points.index] for name, frame in frames.items()}

    return replace(
        around,
        points=points,
        gemeente=around.gemeente.loc[points.index],
        minutes=some(around.minutes),
        trips=some(around.trips),
        people=some(around.people),
    )


def around_of(sites: gpd.GeoDataFrame) -> Surroundings:
    """Surroundings of sites of `every_site` and their rings."""
    return rows_of(measured(), with_rings(sites, siting()))


def chosen(ids: Iterable[str]) -> gpd.GeoDataFrame:
    """Sites of `every_site` by their ids, in that order."""
    return every_site().loc[list(ids)]


def assessed(ids: Iterable[str], brief: Brief) -> Assessed:
    """Sites of `every_site`, assessed for a service."""
    sites = chosen(ids)
    return assess_sites(sites, around_of(sites), brief, siting())


def judged(ids: Iterable[str], brief: Brief) -> Judged:
    """Sites of `every_site`, ranked and judged for a service."""
    sites = chosen(ids)
    return judge_sites(sites, around_of(sites), brief, siting())


def then(scenario: Scenario, sites: gpd.GeoDataFrame) -> Surroundings:
    """What would lie around sites and their rings."""
    made = dg.apply_scenarios(situation(), [scenario], dg.read_settings())
    return measure_surroundings(with_rings(sites, siting()), made, siting())


def measure_kept(
    points: gpd.GeoDataFrame,
    now: Situation,
    choices: Siting,
    *,
    people: Mapping[str, gpd.GeoDataFrame] | None = None,
    same_roads: Surroundings | None = None,
) -> Surroundings:
    """Stand in for `measure_surroundings`: the same, from what was measured where it was."""
    known = measured() if not now.scenarios else _KEPT.get(now.scenarios)
    if known is not None and people is None and points.index.isin(known.points.index).all():
        same = known.points.geometry.loc[points.index]
        if same.geom_equals(points.geometry, align=False).all():
            return rows_of(known, points)
    how: Any = {"people": people, "same_roads": same_roads}
    _KEPT[now.scenarios] = measure_surroundings(points, now, choices, **how)
    return _KEPT[now.scenarios]
