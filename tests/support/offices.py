"""Sites for services, measured once for all tests: measuring a few takes as long as many.

Nothing here is asserted; what is measured is held against other ways in `test_measures`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.scenarios.model import Scenario
from drenthe_geo.siting.assess import Assessed, assess_sites, with_rings
from drenthe_geo.siting.brief import read_brief
from drenthe_geo.siting.fit.candidates import screened_candidates
from drenthe_geo.siting.fit.offers import read_offers
from drenthe_geo.siting.fit.screen import Screened
from drenthe_geo.siting.model import Brief, Siting
from drenthe_geo.siting.surface import area_grid, measure_grid
from drenthe_geo.siting.surroundings import Surroundings, measure_surroundings
from drenthe_geo.siting.verdict import Judged, judge_sites
from drenthe_geo.situation import Situation

SHARP = "@sharp"
"""Ending of a twin whose position is known to the metre."""

HEIDESTAD, KANTOOR = "stationsgebied-heidestad", "rijkskantoor-heidestad"
CAMPUS, WOLDE = "veencampus-venendal", "zandpark-wolde"
ZANDKERK, TERMINAL = "vliegveld-zandkerk", "grensterminal-oosterveen"
OUTSIDE = "rietstad"
"""A point on the roads, outside the area."""


@dataclass(frozen=True)
class Offices:
    """An area's sites and what lies around them, with fewer draws."""

    area: dg.Area
    outside_xy: tuple[float, float]
    draws: int = 40
    grid_m: float = 500.0

    @cached_property
    def siting(self) -> Siting:
        """The choices of the area but for speed."""
        plain = dg.siting.read_siting(self.area)
        own = {"draws": self.draws, "grid_m": self.grid_m}
        return replace(plain, settings={**plain.settings, **own})

    @cached_property
    def situation(self) -> Situation:
        """Roads and trains as they stand."""
        return dg.situation.read_situation(self.area)

    @cached_property
    def offered(self) -> list[str]:
        """Ids of the places that are offered, or where a service sits."""
        return list(map(str, read_offers(self.area).index))

    def screened(self, service: str) -> Screened:
        """The candidates of a service, and whether it fits in each."""
        return screened_candidates(self.area, read_brief(self.area, service), self.siting)

    def fitting(self, service: str) -> list[str]:
        """Ids of the candidates that are ranked: a service fits, or may fit."""
        return list(map(str, self.screened(service).kept.index))

    @cached_property
    def services(self) -> list[str]:
        """Ids of the services."""
        return list(map(str, dg.siting.read_services(self.area).index))

    @cached_property
    def cells(self) -> gpd.GeoDataFrame:
        """Middles of some cells, spread over the area."""
        points = area_grid(self.area, self.situation, self.siting)
        return points.iloc[:: len(points) // 7]

    @cached_property
    def sites(self) -> gpd.GeoDataFrame:
        """All sites, one outside the area, their sharp twins, and middles of cells."""
        known = self.area.layer("sites")
        row = known.iloc[[0]].assign(name="Outside", accuracy_m=100.0)
        there = row.set_geometry([shapely.Point(self.outside_xy)], crs=known.crs)
        known = gpd.GeoDataFrame(pd.concat([known, there.set_axis([OUTSIDE], axis=0)]))
        twins = known.assign(accuracy_m=0.0).set_axis(known.index + SHARP, axis=0)
        return gpd.GeoDataFrame(pd.concat([known, twins, self.cells]), crs=known.crs)

    @cached_property
    def around(self) -> Surroundings:
        """What lies around all of them and their rings."""
        return self.measured(self.sites, self.situation)

    @cached_property
    def grid(self) -> Surroundings:
        """What lies around the cells of the grid."""
        return measure_grid(self.area, self.situation, self.siting)

    def measured(self, sites: gpd.GeoDataFrame, there: Situation) -> Surroundings:
        """What lies around sites and their rings."""
        return measure_surroundings(self.area, with_rings(sites, self.siting), there, self.siting)

    def then(self, scenario: Scenario, sites: gpd.GeoDataFrame) -> Surroundings:
        """What would lie around sites and their rings."""
        made = dg.scenarios.apply_scenarios(self.situation, [scenario], self.area.settings)
        return self.measured(sites, made)

    def around_of(self, sites: gpd.GeoDataFrame) -> Surroundings:
        """Surroundings of some of the sites and their rings."""
        return self.around.of(with_rings(sites, self.siting))

    def chosen(self, ids: Iterable[str]) -> gpd.GeoDataFrame:
        """Sites by their ids, in that order."""
        return self.sites.loc[list(ids)]

    def asks(self, service: str = "grensdouane", **changed: Any) -> Brief:
        """What a service asks, with something changed."""
        return replace(read_brief(self.area, service), **changed)

    def everything(self, service: str = "grensdouane") -> Brief:
        """All criteria at once, and no limit."""
        weights = dict.fromkeys(self.siting.criteria, 1.0)
        return self.asks(service, weights=weights, limits={})

    def assessed(self, ids: Iterable[str], brief: Brief) -> Assessed:
        """Sites, assessed for a service."""
        sites = self.chosen(ids)
        return assess_sites(self.area, sites, self.around_of(sites), brief, self.siting)

    def judged(self, ids: Iterable[str], brief: Brief) -> Judged:
        """Sites, ranked and judged for a service."""
        sites = self.chosen(ids)
        return judge_sites(self.area, sites, self.around_of(sites), brief, self.siting)


VELD = Offices(VELDLAND, outside_xy=(166_240.0, 469_060.0))


def entry(table: pd.DataFrame, row: Any, column: str) -> Any:
    """One cell of a table."""
    return table.loc[row, column]


def cell(table: pd.DataFrame, row: Any, column: str) -> float:
    """One number of a table."""
    return float(entry(table, row, column))
