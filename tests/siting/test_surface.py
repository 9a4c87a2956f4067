"""The whole area: cells are sites at their middles, and the best of them that nobody offers."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from offices import VELD
from pandas.testing import assert_series_equal
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.roads.snapping import snap_points
from drenthe_geo.siting.brief import read_brief
from drenthe_geo.siting.rank import rank_sites
from drenthe_geo.siting.reasons import InNature
from drenthe_geo.siting.surface import area_grid, best_places, opportunity_surface

SITING, SERVICE = VELD.siting, "grensdouane"


@pytest.fixture(scope="module")
def surface() -> gpd.GeoDataFrame:
    """Scores of all cells, with a limit that some are beyond."""
    brief = VELD.asks(SERVICE, limits={"exit_car_min": 8})
    return opportunity_surface(VELDLAND, VELD.grid, brief, SITING)


def test_the_grid_lies_in_the_area_near_roads() -> None:
    points, half = VELD.grid.points, VELD.grid_m / 2
    xy = shapely.get_coordinates(points.geometry.to_numpy())
    assert ((xy - half) % VELD.grid_m == 0).all()
    assert not points.index.has_duplicates
    assert VELD.grid.gemeente.notna().all()
    snaps = snap_points(VELD.situation.network(dg.read_profile(VELDLAND, "car")), points)
    assert (snaps["snap_m"] <= float(SITING.settings["grid_road_m"])).all()
    area_km2 = VELDLAND.layer("gemeenten")["area_km2"].sum()
    assert 0.2 * area_km2 < len(points) * (VELD.grid_m / 1000) ** 2 < area_km2


def test_a_cell_is_a_site_at_its_middle_but_for_the_people(surface: gpd.GeoDataFrame) -> None:
    cells = list(VELD.cells.index)
    brief = VELD.asks(SERVICE, limits={"exit_car_min": 8})
    assert len(cells) > 6
    assert set(cells) <= set(VELD.grid.points.index)
    known = VELD.assessed(cells, brief)
    for name in known.measures:
        found, expected = surface.loc[cells, name], known.measures[name]
        if SITING.criteria[str(name)].unit == "people":  # they stand together in coarse cells
            np.testing.assert_allclose(found, expected, rtol=0.5, atol=20_000)
        else:
            assert_series_equal(found, expected, check_exact=True, check_names=False)
    for name in cells:
        cell, site = (
            [one.criterion for one in reasons]
            for reasons in (surface["excluded"][name], known.excluded[name])
        )
        assert cell == site
    scores = rank_sites(known.worth, pd.Series(brief.weights, dtype=float)).table["score"]
    inside = [name for name in cells if not known.excluded[name]]
    assert len(inside) > 2
    np.testing.assert_allclose(surface.loc[inside, "score"], scores.loc[inside], atol=0.08)


def test_without_people_a_cell_scores_exactly_as_a_site() -> None:
    people = SITING.of_kind("people")
    assert people
    weights = {
        name: w for name, w in read_brief(VELDLAND, SERVICE).weights.items() if name not in people
    }
    brief = VELD.asks(SERVICE, weights=weights, limits={})
    cells = list(VELD.cells.index)
    found = opportunity_surface(VELDLAND, VELD.grid, brief, SITING).loc[cells, "score"]
    table = VELD.judged(cells, brief).ranking.table.loc[cells]
    np.testing.assert_allclose(found, table["score"], atol=1e-12)
    assert not table["missing"].astype(bool).any()


def test_excluded_cells_have_no_score_and_are_those_beyond_the_limit(
    surface: gpd.GeoDataFrame,
) -> None:
    out = surface["excluded"].astype(bool)
    assert out.any()
    assert not out.all()
    least_min = surface["exit_car_min"] * dg.read_profile(VELDLAND, "car").factor("low")
    assert not VELD.grid.points.within(shapely.union_all(VELDLAND.layer("nature").geometry)).any()
    assert (least_min > 8).equals(out)
    assert surface.loc[out, ["score", "score_low", "score_high"]].isna().all(axis=None)
    left = surface[~out]
    assert left["score"].between(0, 1).all()
    assert (left["score_low"] <= left["score"]).all()
    assert (left["score"] <= left["score_high"]).all()
    assert (surface.area == VELD.grid_m**2).all()


def test_cells_in_protected_nature_are_excluded_whatever_their_limits() -> None:
    nature = VELDLAND.layer("nature")
    middle = shapely.get_coordinates(VELD.grid.points.geometry.to_numpy()).mean(axis=0)
    heath = shapely.Point(middle).buffer(3 * VELD.grid_m)
    moved = VELDLAND.with_layers({"nature": nature.iloc[:1].set_geometry([heath], crs=nature.crs)})
    cells = area_grid(moved, VELD.situation, SITING)
    inside = cells.within(heath)
    assert 5 < inside.sum() < len(cells) / 2
    brief = VELD.asks(SERVICE, limits={})
    found = opportunity_surface(moved, replace(VELD.grid, points=cells), brief, SITING)
    assert found.index[found["score"].isna()].equals(inside.index[inside])
    reasons = {why for cell in found.loc[inside, "excluded"] for why in cell}
    assert reasons == {InNature(str(nature["name"].iloc[0]))}


def test_best_places_are_the_best_free_cells_apart_from_each_other_and_from_candidates(
    surface: gpd.GeoDataFrame,
) -> None:
    taken, apart_m, near_m = VELD.chosen(VELD.offered), 2.5 * VELD.grid_m, 1.2 * VELD.grid_m
    how = {"spacing_m": apart_m, "candidate_m": near_m}
    apart = replace(SITING, settings={**SITING.settings, **how})
    found = best_places(VELDLAND, surface, taken, apart)
    assert len(found) == int(SITING.settings["best_places"])
    assert found["score"].is_monotonic_decreasing
    for at, point in enumerate(found.geometry):
        assert (taken.distance(point) >= near_m).all()
        assert (found.geometry.drop(index=found.index[at]).distance(point) >= apart_m).all()
    # No better cell was passed over, unless it lies near a candidate or a better one.
    middles = surface.geometry.centroid
    for name, score in surface["score"].dropna().items():
        if name in found.index or score <= found["score"].min():
            continue
        better = found.geometry[found["score"] >= score]
        to_taken = min(middles[name].distance(point) for point in taken.geometry)
        to_better = min((middles[name].distance(point) for point in better), default=np.inf)
        assert to_taken < near_m or to_better < apart_m
    places = VELDLAND.layer("places")
    for _, row in found.iterrows():
        assert row["near"] == places["name"].iloc[int(places.distance(row.geometry).argmin())]


def test_where_everything_is_taken_there_is_no_best_place(surface: gpd.GeoDataFrame) -> None:
    middles = gpd.GeoDataFrame(geometry=surface.geometry.centroid)
    assert best_places(VELDLAND, surface, middles, SITING).empty


def test_the_grid_covers_the_land_near_roads_once() -> None:
    area, siting = VELDLAND, dg.siting.read_siting(VELDLAND)
    grid = area_grid(area, dg.situation.read_situation(area), siting)
    assert 100 < len(grid) < 2_000
    assert grid.index.is_unique
    assert grid.within(dg.area.province_outline(area.layer("gemeenten"))).all()
