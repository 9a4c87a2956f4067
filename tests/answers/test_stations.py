"""The main job: tables, land and people agree with each other; a user's own layers count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.io.title_block import TitleBlock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def study(ask: Callable[[str], dg.Answer]) -> dg.reach.Study:
    found: dg.reach.Study = ask("run").result
    return found


@pytest.fixture(scope="module")
def everything() -> dg.reach.Study:
    return dg.reach.make_study(VELDLAND, which="all", minutes=[30])


@pytest.fixture(scope="module")
def tables(written: Callable[[str], Path]) -> dict[str, pd.DataFrame]:
    return {
        path.stem: pd.read_csv(path, dtype={"place": str}) for path in written("run").glob("*.csv")
    }


def said(answer: dg.Answer) -> list[str]:
    return [VELDLAND.words("en").say(one) for one in answer.warnings]


def asked(own: dict[str, Path], **how: Any) -> dg.Answer:
    return dg.ask_stations(VELDLAND, minutes=[20], own_layers=own, **how)


def test_travel_times_table(tables: dict[str, pd.DataFrame], study: dg.reach.Study) -> None:
    table = tables["travel_times"]
    assert table.columns.tolist() == [
        "place", "place_name", "station", "station_name", "minutes",
    ]  # fmt: skip
    assert len(table) == len(study.places) * len(study.stations) == 9 * 4
    told = table.set_index(["place", "station"])["minutes"].unstack()
    assert np.allclose(told, study.times.minutes.loc[told.index, told.columns], atol=5e-4)


def test_nearest_table_says_where_a_place_joined_the_road(
    tables: dict[str, pd.DataFrame], study: dg.reach.Study
) -> None:
    table = tables["nearest_station"]
    assert table.columns.tolist() == [
        "place", "name", "gemeente", "population", "nearest", "nearest_name", "nearest_min",
        "second", "second_name", "second_min", "margin_min", "contested", "snap_m",
        "access_min", "road_class", "road_number",
    ]  # fmt: skip
    assert table["population"].sum() == study.places["population"].sum()
    least = study.times.minutes.min(axis=1)
    assert np.allclose(table.set_index("place")["nearest_min"], least, atol=5e-4)


def test_catchments_nest(study: dg.reach.Study) -> None:
    stations = 0
    drawn = dg.reach.service_areas(study.reach, study.cutoffs_min, study.settings)
    for _, mine in drawn.groupby("facility"):
        ten, twenty, thirty = mine.sort_values("minutes").geometry
        assert ten.difference(twenty).area < 1e-3
        assert twenty.difference(thirty).area < 1e-3
        stations += 1
    assert stations == 4
    km = study.reached_roads.groupby(["facility", "minutes"])["road_km"].sum().unstack(fill_value=0)
    alone = dg.reach.reached_roads(study.reach, [20]).groupby("facility")["road_km"].sum()
    assert (km[10] + km[20]).to_numpy() == pytest.approx(alone.to_numpy(), abs=0.01)


def test_the_partition_tiles_the_area(study: dg.reach.Study) -> None:
    outline = dg.area.province_outline(study.layers["gemeenten"])
    shapes = study.partition.geometry.to_numpy()
    assert shapely.union_all(shapes).symmetric_difference(outline).area < 1
    assert shapely.area(shapes).sum() == pytest.approx(outline.area, rel=1e-9)
    assert study.partition["people"].sum() == study.people["population"].sum()


def test_the_partition_agrees_with_the_nearest_station_of_places(study: dg.reach.Study) -> None:
    """Places are points on streets, so nearly all lie in the land of their nearest station."""
    land = study.partition.set_index("facility").geometry
    clear = study.nearest["margin_min"] > 0.5
    homes = study.places[clear]
    where = land.loc[study.nearest["nearest"][clear]].to_numpy()
    inside = homes.geometry.within(gpd.GeoSeries(where, homes.index, crs=land.crs))
    assert len(homes) >= 7
    assert inside.all()


def test_summary_adds_up(study: dg.reach.Study) -> None:
    summary, population = study.summary, study.people["population"]
    assert summary["places_nearest"].sum() == len(study.places)
    assert summary["people_nearest"].sum() == population.sum()
    assert (summary["people_10_min"] <= summary["people_20_min"]).all()
    assert (summary["people_20_min"] <= summary["people_30_min"]).all()
    assert summary["people_30_min"].max() <= population.sum()
    assert summary.index[summary["intercity"]].tolist() == ["hds"]
    for station in summary.index:
        for cutoff in study.cutoffs_min:
            brute = population[study.people_times.minutes[station] <= cutoff].sum()
            assert summary.loc[station, f"people_{cutoff:g}_min"] == brute
    assert summary["people_nearest"].is_monotonic_decreasing


def test_the_table_on_disk_has_the_row_for_any_station(
    tables: dict[str, pd.DataFrame], study: dg.reach.Study
) -> None:
    table = tables["stations_summary"].set_index("station")
    assert table.index[-1] == "any"
    population, nearest = study.people["population"], study.people_nearest
    for cutoff in study.cutoffs_min:
        within = population[nearest["nearest_min"] <= cutoff].sum()
        assert table.loc["any", f"people_{cutoff:g}_min"] == within
    assert table.loc["any", "people_nearest"] == population.sum()
    assert table.loc["any", "people_contested"] == population[nearest["contested"]].sum()


def test_all_stations_bring_the_nearest_one_nearer(
    study: dg.reach.Study, everything: dg.reach.Study
) -> None:
    nearer = everything.nearest["nearest_min"] < study.nearest["nearest_min"]
    assert (everything.nearest["nearest_min"] <= study.nearest["nearest_min"]).all()
    assert everything.nearest["nearest"][nearer].isin(["rst", "osf"]).all()
    assert nearer.sum() >= 1


def test_people_with_a_nearer_station_outside_are_counted(
    study: dg.reach.Study, everything: dg.reach.Study
) -> None:
    nearest = dg.reach.nearest_facility(everything.people_times)["nearest"]
    elsewhere = ~nearest.isin(study.stations.index)
    people = int(study.people["population"][elsewhere].sum())
    assert study.nearer is not None
    assert people == study.nearer.sum() > 0
    assert set(study.nearer.index) <= {"Rietstad", "Osterfeld"}
    assert everything.nearer is None


def test_areas_that_run_on_beyond_the_roads_are_marked(study: dg.reach.Study) -> None:
    areas = study.service_areas
    whole = areas["facility"].map(study.summary["whole_to_min"])
    assert (areas["may_be_larger"] == (areas["minutes"] > whole)).all()
    assert areas["may_be_larger"].sum() > 0
    home = dg.area.province_outline(study.layers["gemeenten"])
    far = shapely.distance(home, shapely.points(study.reach.network.node_xy_m))
    beyond = far > VELDLAND.settings.network_margin_m
    for position, station in enumerate(study.stations.index.sort_values()):
        least = study.reach.node_times_ds[position, beyond].min(initial=np.inf) / 600
        assert study.summary.loc[station, "whole_to_min"] == np.floor(least)


def test_stations_outside_the_network_are_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("id,name,x,y\nin,In,164400,464860\nout,Uit,20000,430000\n", encoding="utf-8")
    answer = asked({"stations": path})
    study: dg.reach.Study = answer.result
    assert list(study.stations.index) == ["in"]
    assert list(study.outside.index) == ["out"]
    assert (study.service_areas["km2"] > 0).all()
    (left_out,) = [one for one in said(answer) if one.startswith("station out (Uit)")]
    assert left_out.endswith("it lies outside the road network and is left out")
    page = answer.figures(VELDLAND.words(), TitleBlock())["map_travel_time_per_station"]
    drawn = {ax.get_title(loc="left") for ax in page.axes}
    assert "In" in drawn
    assert "Uit" not in drawn


def test_own_gemeenten_bound_land_and_people_alike(tmp_path: Path, study: dg.reach.Study) -> None:
    one = study.layers["gemeenten"].query("name == 'Heidemark'").reset_index()
    one.to_file(tmp_path / "one.gpkg")
    answer = asked({"gemeenten": tmp_path / "one.gpkg"})
    own: dg.reach.Study = answer.result
    assert set(own.places["gemeente"]) == {"Heidemark"}
    assert own.summary["nearest_km2"].sum() == pytest.approx(one.area.sum() / 1e6, abs=0.01)
    abroad = VELDLAND.words().say("area.abroad")
    page = answer.figures(VELDLAND.words(), TitleBlock())["map_nearest_station"]
    assert abroad not in {text.get_text() for text in page.axes[0].texts}
    assert list(answer.about["own_files"]) == ["gemeenten: one.gpkg"]  # type: ignore[call-overload]


def test_own_places_take_the_place_of_the_embedded_ones(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    rows = ["id,x,y,population", "in,164300,464900,7", "out,20000,430000,9"]
    path.write_text("\n".join(rows), encoding="utf-8")
    answer = asked({"places": path})
    assert answer.result.summary["people_nearest"].to_dict()["hds"] == 7
    assert len(answer.result.ignored) == 1
    [ignored] = [one for one in said(answer) if one.startswith("1 of the places, with 9 people, ")]
    assert ignored.endswith(" and is not counted")
    files = answer.write(tmp_path / "out")
    assert "map_travel_time_per_station.png" in {path.name for path in files}


def test_awkward_ids_and_names_are_just_text(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    rows = ["id,name,x,y", "place,Balie [/Zuid],164400,464860", "[/b],$x_1$,173540,462840"]
    path.write_text("\n".join(rows), encoding="utf-8")
    asked({"stations": path}).write(tmp_path / "out")
    table = pd.read_csv(tmp_path / "out" / "travel_times.csv")
    assert set(table["station"]) == {"place", "[/b]"}


def test_very_many_warnings_are_counted_not_listed(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    roads = dg.roads.read_network(VELDLAND, "car")
    home = dg.area.province_outline(VELDLAND.layer("gemeenten"))
    low, high = np.array(home.bounds[:2]), np.array(home.bounds[2:])
    spots = np.random.default_rng(1).uniform(low, high, size=(4000, 2))
    points = gpd.GeoDataFrame(geometry=shapely.points(spots), crs="EPSG:28992")
    from drenthe_geo.roads.snapping import snap_points  # noqa: PLC0415

    far = snap_points(roads, points)["is_far"] & points.within(home)
    chosen = spots[far.to_numpy()][:30]
    assert len(chosen) == 30
    lines = [f"p{n},{x:.0f},{y:.0f},1" for n, (x, y) in enumerate(chosen)]
    path.write_text("id,x,y,population\n" + "\n".join(lines), encoding="utf-8")
    assert said(asked({"places": path}))[-1] == "and 10 more places far from every road"


@pytest.mark.parametrize(
    ("layer", "rows", "said"),
    [
        (
            "stations",
            "id,x,y,role\na,164400,464860,neighbour\n",
            (
                "layer 'stations': none is in the set 'own'; its role must be own and its status "
                "in_service. Without stations, ask about points of your own: drenthe-geo "
                "catchments --points FILE."
            ),
        ),
        (
            "places",
            "id,x,y,population\na,140000,450000,9\n",
            "layer 'places': none lies in the area, so there is nobody to count.",
        ),
    ],
)
def test_layers_with_nobody_are_refused(tmp_path: Path, layer: str, rows: str, said: str) -> None:
    (tmp_path / "mine.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(dg.LayerError) as caught:
        asked({layer: tmp_path / "mine.csv"})
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"which": "nine"}, "unknown stations 'nine': Choices: own, all."),
        ({"mode": "bus"}, "unknown mode 'bus': Choices: car, bicycle, ebike, walk."),
        ({"minutes": [0]}, "cut-off 0 is not a number of minutes above 0; give e.g. 10, 20, 30."),
        ({"own_layers": {"statons": "x.csv"}}, "unknown layer 'statons': did you mean 'stations'?"),
        ({"own_layers": {"stations": "no.csv"}}, "no.csv: no such file."),
    ],
)
def test_refusals(how: dict[str, Any], said: str) -> None:
    with pytest.raises(dg.DrentheGeoError) as caught:
        dg.ask_stations(VELDLAND, **how)
    assert str(caught.value).startswith(said)


def test_about_counts(ask: Callable[[str], dg.Answer], study: dg.reach.Study) -> None:
    counts = ask("run").about["counts"]
    assert isinstance(counts, dict)
    assert counts["people"] == study.people["population"].sum()
    assert counts["people_nearer_to_a_station_not_counted"] == sum(
        counts["of_these_nearest_to"].values()
    )
    within = counts["people_within_minutes_of_any_station"]
    bounds = counts["people_within_minutes_for_certain_and_possibly"]
    assert list(within) == list(bounds) == ["10", "20", "30"]
    for cutoff, people in within.items():
        certain, possible = bounds[cutoff]
        assert certain <= people <= possible <= counts["people"]
