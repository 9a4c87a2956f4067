"""On the edge: equal scores, a measure on its limit, rings, cells and homes at the border."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from offices import CAMPUS, HEIDESTAD, TERMINAL, VELD, WOLDE, cell
from streets import Streets
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.roads.snapping import snap_points
from drenthe_geo.siting.assess import assess_sites
from drenthe_geo.siting.measures import measure_criteria
from drenthe_geo.siting.rank import Scale, beyond_limits, rank_sites
from drenthe_geo.siting.targets import read_dwellings
from drenthe_geo.siting.weights.eyes import Fade
from drenthe_geo.units import BOUNDS

SITING = VELD.siting


def test_equal_scores_share_the_better_rank_in_the_order_of_their_ids() -> None:
    values = pd.DataFrame({"walk": [0.5, 1.0, 0.5, 0.2]}, index=["d", "a", "b", "c"])
    rank = rank_sites(values, pd.Series({"walk": 1.0})).table["rank"]
    assert list(rank.index) == ["a", "b", "d", "c"]
    assert rank.tolist() == [1, 2, 2, 4]


def test_a_missing_value_of_no_weight_is_not_named() -> None:
    values = pd.DataFrame({"walk": [0.5], "idle": [np.nan]}, index=["a"])
    table = rank_sites(values, pd.Series({"walk": 1.0, "idle": 0.0})).table
    assert table["missing"].tolist() == [()]


def test_a_measure_on_its_limit_is_within() -> None:
    walk = pd.DataFrame({"walk_min": [29.9, 30.0, 30.1, np.nan]}, index=list("abcd"))
    less = beyond_limits(walk, {"walk_min": 30}, {"walk_min": Scale(worst=60, best=5)})
    assert [len(found) for found in less] == [0, 0, 1, 0]
    more = beyond_limits(walk, {"walk_min": 30}, {"walk_min": Scale(worst=5, best=60)})
    assert [len(found) for found in more] == [1, 0, 0, 0]


def test_a_relation_without_a_way_leaves_the_mean_unknown() -> None:
    around = VELD.around_of(VELD.chosen(VELD.offered))
    drives = around.minutes["car_sites"].assign(**{TERMINAL: np.nan})
    cut = replace(around, minutes={**around.minutes, "car_sites": drives})
    brief = VELD.asks(weights={"relations_min": 1.0}, limits={})
    assert len(brief.relations) > 1
    assert measure_criteria(VELDLAND, around, brief, SITING)["relations_min"].notna().all()
    assert measure_criteria(VELDLAND, cut, brief, SITING)["relations_min"].isna().all()


@pytest.mark.parametrize("site", VELD.offered)
def test_a_ring_that_seems_far_off_is_as_far_as_the_way_to_it_with_its_detour(site: str) -> None:
    name, sites = "exit_car_min", VELD.chosen([site])
    around = VELD.around_of(sites)
    is_ring = around.points.index != around.points["of"]
    assert is_ring.any()
    far = around.minutes[name].where(~is_ring, 1000.0)
    odd = replace(around, minutes={**around.minutes, name: far})
    brief = VELD.asks(weights={name: 1.0}, limits={})
    known = assess_sites(VELDLAND, sites, odd, brief, SITING)
    profile = dg.read_profile(VELDLAND, "car")
    way_min = 1.5 * float(sites["accuracy_m"].iloc[0]) * 60 / 1000 / profile.access_kmh
    expected = cell(known.measures, site, name) * profile.factor("high") + way_min
    assert cell(known.worst, site, name) == pytest.approx(expected)


@pytest.mark.parametrize("site", [HEIDESTAD, CAMPUS, WOLDE])
def test_homes_within_the_cut_off_are_those_of_networkx_whatever_the_bound(site: str) -> None:
    name, homes, start = "dwelling_value_keur", read_dwellings(VELDLAND), VELD.chosen([site])
    minutes = Streets(VELDLAND, "car").minutes(start, homes)
    profile = dg.read_profile(VELDLAND, "car")
    for most_min in (sorted(minutes.values())[2] + 0.3, sorted(minutes.values())[4] - 0.3):
        near = replace(SITING.criteria[name], fade=Fade(most_min / 2, most_min))
        siting = replace(SITING, criteria={name: near})
        around = dg.siting.measure_surroundings(VELDLAND, start, VELD.situation, siting)
        for bound in BOUNDS:
            found = measure_criteria(
                VELDLAND, around, VELD.asks(), siting, bound=bound, criteria=[name]
            )
            factor = profile.factor(bound)
            times = np.array([minutes.get(str(wijk), np.inf) for wijk in homes.index])
            counted = homes["dwellings"] * near.fades.of(times * factor)
            expected = np.nan
            if counted.sum() > 0:
                expected = np.average(homes["value_keur"], weights=counted)
            assert cell(found, site, name) == pytest.approx(expected, rel=3e-4, nan_ok=True), bound


def test_roads_that_are_taken_over_lead_to_the_stations_as_they_would_be() -> None:
    sites, now = VELD.chosen([HEIDESTAD, CAMPUS, WOLDE]), VELD.situation
    scenario = dg.scenarios.read_scenario(VELDLAND, "veldlijn", {"heidedorp": True})
    then = dg.scenarios.apply_scenarios(now, [scenario], VELDLAND.settings)
    assert then.road_edges is now.road_edges
    assert not then.transit.served.equals(now.transit.served)
    before = dg.siting.measure_surroundings(VELDLAND, sites, now, SITING)
    anew = dg.siting.measure_surroundings(VELDLAND, sites, then, SITING)
    taken = dg.siting.measure_surroundings(VELDLAND, sites, then, SITING, same_roads=before)
    for name, frame in anew.minutes.items():
        pd.testing.assert_frame_equal(taken.minutes[name], frame)
    assert list(anew.minutes["car_stations"]) != list(before.minutes["car_stations"])


def test_the_grid_is_every_cell_with_its_middle_in_the_area_and_a_road_near() -> None:
    outline, step = VELDLAND.layer("gemeenten").union_all(), VELD.grid_m
    x0, y0, x1, y1 = (np.array(outline.bounds) // step).astype(int)
    middles = {
        f"{x * step / 1000:.2f}-{y * step / 1000:.2f}": shapely.Point(
            (x + 0.5) * step, (y + 0.5) * step
        )
        for x in range(x0, x1 + 1)
        for y in range(y0, y1 + 1)
    }
    inside = {name: point for name, point in middles.items() if outline.contains(point)}
    frame = gpd.GeoDataFrame(
        index=list(inside), geometry=list(inside.values()), crs=VELD.grid.points.crs
    )
    snaps = snap_points(VELD.situation.network(dg.read_profile(VELDLAND, "car")), frame)
    near = frame.index[snaps["snap_m"] <= float(SITING.settings["grid_road_m"])]
    assert set(VELD.grid.points.index) == set(near)
    assert all(inside[name].equals(VELD.grid.points.geometry[name]) for name in near)
