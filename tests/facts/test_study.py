"""The main job on the embedded data: laws where roads are real, and trips that people know."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
from drenthe import DRENTHE

import drenthe_geo as dg

pytestmark = pytest.mark.facts


def test_catchments_nest_on_the_real_network(study: dg.reach.Study) -> None:
    stations = 0
    drawn = dg.reach.service_areas(study.reach, study.cutoffs_min, study.settings)
    for _, mine in drawn.groupby("facility"):
        ten, twenty, thirty = mine.sort_values("minutes").geometry
        assert ten.difference(twenty).area < 1e-3
        assert twenty.difference(thirty).area < 1e-3
        assert max(len(part.interiors) for part in thirty.geoms) > 10
        stations += 1
    assert stations == len(study.stations)
    km = study.reached_roads.groupby(["facility", "minutes"])["road_km"].sum().unstack(fill_value=0)
    alone = dg.reach.reached_roads(study.reach, [20]).groupby("facility")["road_km"].sum()
    assert (km[10] + km[20]).to_numpy() == pytest.approx(alone.to_numpy(), abs=0.01)


def test_the_real_partition_tiles_the_province(study: dg.reach.Study) -> None:
    province = dg.area.province_outline(study.layers["gemeenten"])
    shapes = study.partition.geometry.to_numpy()
    assert shapely.union_all(shapes).symmetric_difference(province).area < 1
    assert shapely.area(shapes).sum() == pytest.approx(province.area, rel=1e-9)


def test_the_partition_agrees_with_the_nearest_station_of_places(study: dg.reach.Study) -> None:
    """Places are points on streets, so nearly all lie in the land of their nearest station."""
    land = study.partition.set_index("facility").geometry
    clear = study.nearest["margin_min"] > 0.5
    homes = study.places[clear]
    where = land.loc[study.nearest["nearest"][clear]].to_numpy()
    inside = homes.geometry.within(gpd.GeoSeries(where, homes.index, crs=land.crs))
    assert len(homes) > 200
    assert inside.mean() > 0.97


def test_known_trips_are_of_the_right_size(study: dg.reach.Study) -> None:
    """Free-flow times, 3 minutes of parking included, that anyone who drives there would accept."""
    minutes = study.times.minutes.stack().astype(float).to_dict()
    for place, station, low, high in (
        ("9401", "asn", 4, 11),  # the middle of Assen
        ("7811", "asn", 31, 48),  # Emmen to Assen, 40 km
        ("7941", "hgv", 18, 29),  # Meppel to Hoogeveen, 22 km
        ("7741", "emn", 18, 31),  # Coevorden to Emmen, 22 km
    ):
        assert low <= minutes[place, station] <= high, (place, station)
    assert study.nearest["nearest"].to_dict()["7902"] == "hgv"


def test_intercity_stations(study: dg.reach.Study) -> None:
    assert study.summary.index[study.summary["intercity"]].tolist() == ["asn", "mp"]


def test_directions_differ_but_little(study: dg.reach.Study, study_from: dg.reach.Study) -> None:
    difference = (study_from.times.minutes - study.times.minutes).abs()
    assert difference.to_numpy().max() > 0
    assert difference.to_numpy().mean() < 1


def test_all_stations_bring_the_nearest_one_nearer(
    study: dg.reach.Study, study_all: dg.reach.Study
) -> None:
    assert (study_all.nearest["nearest_min"] <= study.nearest["nearest_min"]).all()
    outside = study_all.nearest["nearest"].isin(["gn", "gerp", "hrn", "swk", "hdb", "vdm"])
    assert outside.sum() > 20


def test_stations_outside_the_network_are_left_out(study_all: dg.reach.Study) -> None:
    assert "zl" not in study_all.stations.index
    assert "zl" in study_all.outside.index
    assert len(study_all.outside) > 5
    assert (study_all.service_areas["km2"] > 0).all()


def test_areas_that_run_on_beyond_the_roads_are_marked(study: dg.reach.Study) -> None:
    areas = study.service_areas.set_index(["name", "minutes"])["may_be_larger"]
    assert areas["Meppel", 30]
    assert not areas["Assen", 30]
    assert not areas[:, 10].any()


def test_people_with_a_nearer_station_outside_are_counted(
    study: dg.reach.Study, study_all: dg.reach.Study
) -> None:
    nearest = dg.reach.nearest_facility(study_all.people_times)["nearest"]
    people = int(study.people["population"][~nearest.isin(study.stations.index)].sum())
    assert study.nearer is not None
    assert study.nearer.sum() == people > 0


def test_explained_from_a_town_that_lies_near_another_province() -> None:
    found = dg.ask_explain(DRENTHE, "Roden", "Assen").result
    said = DRENTHE.words("en").say(found.comparison)
    assert said.startswith("Assen is the nearest of the 9 stations of Drenthe; ")
    first = found.ranking.iloc[0]
    assert not first["own"]
    assert f"; outside Drenthe {first['name']} is nearer still with " in said
    assert found.route.legs["junction_min"].sum() > 1
