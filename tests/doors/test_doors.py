"""Doors: whatever the user has goes in; his CRS, index and order come out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.doors.points import in_crs
from drenthe_geo.words.message import Message

AREA = VELDLAND
STATIONS = dg.area.select_stations(AREA.layer("stations"))
MINE = STATIONS.to_crs(4326).iloc[[2, 0, 3]].rename_axis("My Stop")
PLACES = AREA.layer("places")
CAR = dg.roads.read_network(AREA, "car")
PAIRS = [(point.x, point.y) for point in MINE.geometry]
FAR = gpd.GeoSeries([shapely.Point(190000, 480000)], index=["far"], crs=28992)


def both() -> gpd.GeoSeries:
    """Points on the roads and, at the end, one far from them."""
    return gpd.GeoSeries(pd.concat([STATIONS.geometry, FAR]), crs=28992)


# What comes out.


def test_an_isochrone_has_the_callers_crs_index_and_order() -> None:
    found = dg.isochrones(MINE, 10, mode="bike", area=AREA)
    assert found.crs == MINE.crs
    assert found.index.equals(MINE.index)
    assert found.index.name == "My Stop"
    assert set(found["mode"]) == {"bicycle"}
    reach = dg.roads.compute_reach(dg.roads.read_network(AREA, "bicycle"), STATIONS)
    lower = dg.reach.service_areas(reach, [10], AREA.settings).set_index("facility")
    assert found["km2"].to_dict() == lower["km2"].loc[list(MINE.index)].to_dict()
    back = found.to_crs(28992).geometry
    assert all(
        back[stop].symmetric_difference(lower.geometry[stop]).area < 50 for stop in back.index
    )


def test_cutoffs_are_rows_of_each_point_in_turn() -> None:
    found = dg.isochrones(MINE, [15, 5], area=AREA)
    assert found.index.tolist() == [stop for stop in MINE.index for _ in range(2)]
    assert found["minutes"].tolist() == [5.0, 15.0] * 3
    counts = dg.people_in_reach(MINE, [15, 5], area=AREA)
    assert counts.index.equals(found.index)
    assert counts["minutes"].tolist() == found["minutes"].tolist()


def test_an_isochrone_says_where_the_roads_end() -> None:
    found = dg.isochrones(MINE, [5, 90], area=AREA)
    larger = found["may_be_larger"].tolist()
    assert larger == [False, True] * 3
    said = [one for one in found.attrs["warnings"] if "may_be_larger" in one]
    assert len(said) == 1
    assert all(f"{stop} (90 min)" in said[0] for stop in MINE.index)


def test_a_matrix_is_what_the_lower_functions_give_in_the_callers_order() -> None:
    rows = PLACES.sample(frac=1, random_state=4).to_crs(3857)
    found = dg.travel_time_matrix(rows, MINE, mode="drive", area=AREA)
    times = dg.roads.travel_times(dg.roads.compute_reach(CAR, STATIONS), PLACES).minutes
    assert found.index.equals(rows.index)
    assert found.columns.equals(MINE.index)
    assert found.to_numpy().tolist() == times.loc[rows.index, list(MINE.index)].to_numpy().tolist()


def test_the_nearest_are_in_order_with_the_margin() -> None:
    matrix = dg.travel_time_matrix(PLACES, MINE, area=AREA)
    found: Any = dg.nearest(PLACES, MINE, k=3, area=AREA)
    for place, row in matrix.iterrows():
        order = row.sort_values(kind="stable")
        assert [found.loc[place, f"nearest_{rank}"] for rank in (1, 2, 3)] == order.index.tolist()
        assert [found.loc[place, f"minutes_{rank}"] for rank in (1, 2, 3)] == order.tolist()
        assert found.loc[place, "margin_min"] == order.iloc[1] - order.iloc[0]
    assert found["contested"].tolist() == (found["margin_min"] < 0.1 * found["minutes_1"]).tolist()
    one = dg.nearest(PLACES, MINE, area=AREA)
    assert one.columns.tolist() == ["nearest_1", "minutes_1", "margin_min", "contested"]
    assert one.equals(found[one.columns])


def test_labels_keep_their_type_and_equal_times_go_to_the_first() -> None:
    numbered = gpd.GeoSeries(list(MINE.geometry) * 2, index=[7, 5, 3, 8, 6, 4], crs=MINE.crs)
    found = dg.nearest(PLACES, numbered, k=2, area=AREA)
    assert str(found["nearest_1"].dtype) == "Int64"
    assert set(found["nearest_1"]) <= {7, 5, 3}
    assert (found["nearest_2"] == found["nearest_1"] + 1).all()
    assert (found["margin_min"] == 0).all()


def test_a_multiindex_stays() -> None:
    double = MINE.set_index(
        pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)], names=["x", "y"])
    )
    assert dg.isochrones(double, 5, area=AREA).index.equals(double.index)
    assert dg.travel_time_matrix(double, double, area=AREA).columns.equals(double.index)
    assert dg.people_in_reach(double, 5, area=AREA).index.equals(double.index)
    assert dg.nearest(double, double, area=AREA)["nearest_1"].tolist() == double.index.tolist()


def test_own_people_are_counted_by_their_column() -> None:
    mine = PLACES.to_crs(4326).rename(columns={"population": "heads"})
    found = dg.people_in_reach(MINE, [10, 20], people=mine, count="heads", area=AREA)
    times = dg.roads.travel_times(dg.roads.compute_reach(CAR, STATIONS), PLACES).minutes
    for stop in MINE.index:
        by_hand = [PLACES["population"][times[stop] <= cutoff].sum() for cutoff in (10, 20)]
        assert found.loc[stop, "heads"].tolist() == by_hand
    assert found.columns.tolist() == ["minutes", "heads"]


def test_the_areas_people_are_those_of_the_command() -> None:
    found = dg.people_in_reach("stations", [10, 20], mode="walk", area=AREA).sort_index(
        kind="stable"
    )
    told = dg.ask_people(AREA, "stations", [10, 20], mode="walk").result
    assert found["inhabitants"].tolist() == told["inhabitants"].tolist()
    assert found["minutes"].tolist() == told["minutes"].tolist()


def test_what_lies_outside_the_roads_is_missing_and_said_not_0() -> None:
    points = both()
    areas: Any = dg.isochrones(points, 10, area=AREA)
    assert np.isnan(areas.loc["far", "km2"])
    assert areas.geometry["far"] is None
    assert areas["km2"].drop("far").gt(0).all()
    outside = "outside the network (over 2,000 m from a road), so without times: far"
    assert outside in areas.attrs["warnings"]
    counts: Any = dg.people_in_reach(points, 10, people=PLACES, area=AREA)
    assert np.isnan(counts.loc["far", "population"])
    assert outside in counts.attrs["warnings"]
    matrix = dg.travel_time_matrix(points, points, area=AREA)
    assert matrix["far"].isna().all()
    said = "1 of 5 {} has no times at all (1 outside the roads)."
    assert [said.format(one) in matrix.attrs["warnings"] for one in ("origins", "destinations")]
    near = dg.nearest(points, points, k=5, area=AREA)
    assert near["nearest_5"].isna().all()
    assert near.loc["far"].drop("contested").isna().all()
    everybody = dg.people_in_reach(points, 10, area=AREA)
    assert everybody.loc["far", "inhabitants"] is pd.NA


def test_people_who_live_off_the_roads_are_said() -> None:
    people = gpd.GeoDataFrame({"population": range(1, 6)}, geometry=both().to_numpy(), crs=28992)
    found = dg.people_in_reach("stations", 30, people=people, area=AREA)
    said = "5 people at 1 of 5 points lie outside the roads and are not counted."
    assert said in found.attrs["warnings"]
    assert found["population"].max() == 10


@pytest.mark.parametrize("empty", [MINE.iloc[:0], MINE.geometry.iloc[:0], []])
def test_nothing_in_gives_the_same_columns_with_no_rows(empty: Any) -> None:
    for door, more in (
        (dg.isochrones, (10,)),
        (dg.travel_time_matrix, ("stations",)),
        (dg.nearest, ("stations", 2)),
        (dg.people_in_reach, (10,)),
    ):
        found, full = (door(points, *more, area=AREA) for points in (empty, MINE))
        assert len(found) == 0
        assert found.columns.equals(full.columns)
        assert found.index.name == (None if isinstance(empty, list) else "My Stop")
        if isinstance(found, gpd.GeoDataFrame):
            assert found.crs == 4326
    assert dg.travel_time_matrix(MINE, empty, area=AREA).shape == (3, 0)
    assert dg.nearest(MINE, empty, area=AREA)["nearest_1"].isna().all()
    mine = dg.people_in_reach(MINE, 10, people=PLACES.iloc[:0], area=AREA)
    assert mine["population"].tolist() == [0, 0, 0]


# What goes in.


def test_points_are_taken_however_they_are_given(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    lines = [f"{stop},{lon},{lat}" for stop, (lon, lat) in zip(MINE.index, PAIRS, strict=True)]
    file.write_text("\n".join(["id,lon,lat", *lines]))
    expected = dg.isochrones(MINE, 10, area=AREA)["km2"].tolist()
    points = list(MINE.geometry)
    for given in (MINE.geometry, MINE.to_crs(3857), PAIRS, np.array(PAIRS), points, tuple(points),
                  pd.Series(points, MINE.index), str(file), file):  # fmt: skip
        assert dg.isochrones(given, 10, area=AREA)["km2"].tolist() == expected
    for one in (points[0], PAIRS[0]):
        assert dg.isochrones(one, 10, area=AREA)["km2"].tolist() == expected[:1]
    assert dg.isochrones(pd.Series(points, MINE.index), 10, area=AREA).index.equals(MINE.index)
    assert dg.isochrones(MINE.rename_geometry("where"), 10, area=AREA)["km2"].tolist() == expected


def test_roads_are_taken_however_they_are_given() -> None:
    expected = dg.travel_time_matrix(MINE, "stations", mode="bike", area=AREA)
    bicycle = dg.roads.read_network(AREA, "bicycle")
    graph = dg.io.to_osmnx(bicycle)
    by_graph = dg.travel_time_matrix(MINE, "stations", mode="bike", network=graph, area=AREA)
    assert (by_graph - expected).abs().max().max() < 0.01
    own = dg.travel_time_matrix(MINE, "stations", network=bicycle, area=AREA)
    assert own.equals(expected)
    profile = dg.read_profile(AREA, "bicycle")
    by_profile = dg.travel_time_matrix(MINE, "stations", profile=profile, area=AREA)
    assert by_profile.equals(expected)
    folder = dg.travel_time_matrix(MINE, "stations", mode="bike", area=AREA.folder)
    assert folder.equals(expected)


def refusal(door: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(dg.DrentheGeoError) as caught:
        door(*args, **{"area": AREA, **more})
    return str(caught.value)


def test_what_is_no_point_is_refused_in_one_sentence() -> None:
    polygons = MINE.set_geometry(MINE.to_crs(28992).buffer(9).to_crs(4326))
    bare = MINE.set_crs(None, allow_override=True)
    twice = MINE.set_axis(["a", "b", "a"])
    lost = MINE.set_geometry([*MINE.geometry[:2], None])
    said = {
        "polygons": refusal(dg.isochrones, polygons, 10),
        "twice": refusal(dg.isochrones, twice, 10),
        "lost": refusal(dg.isochrones, lost, 10),
        "metres": refusal(dg.isochrones, [(164400.0, 464860.0)], 10),
        "swapped": refusal(dg.isochrones, [(lat, lon) for lon, lat in PAIRS], 10),
        "three": refusal(dg.isochrones, [(1, 2, 3)], 10),
        "table": refusal(dg.isochrones, pd.DataFrame(PAIRS), 10),
        "elsewhere": refusal(dg.isochrones, [(174.76, -36.85)], 10),
    }
    assert said == {
        "polygons": "points: 3 of 3 rows are no point, the first is 'otv' (Polygon); take "
        ".centroid or .representative_point(), or drop them.",
        "twice": "points: label 'a' stands twice in the index, so a result could not be looked up "
        "by it; use reset_index(drop=True) or give each its own.",
        "lost": "points: 1 of 3 rows are no point, the first is 'zdk' (nothing); take .centroid or "
        ".representative_point(), or drop them.",
        "metres": "points: row 1 is (164400, 464860), but pairs and shapely points are (lon, lat) "
        "in degrees; give metres as gpd.GeoSeries(points, crs=28992).",
        "swapped": f"points: ({PAIRS[0][1]:g}, {PAIRS[0][0]:g}) lies in the Netherlands only with "
        "lon and lat exchanged; write (lon, lat).",
        "three": "points: row 1 is (1, 2, 3), which is no (lon, lat) pair and no shapely point.",
        "table": "points: a DataFrame is none; give a GeoDataFrame or GeoSeries with a CRS, "
        "(lon, lat) pairs or shapely points in degrees, a file, or a word such as 'stations'.",
        "elsewhere": "points: 1 of 1 lies outside the Netherlands, the first at x=-591193, "
        "y=-5728066; the roads are not there. Check the CRS, or give network= with roads of that "
        "place.",
    } | {"elsewhere": said["elsewhere"]}
    assert said["elsewhere"].endswith("give network= with roads of that place.")
    assert "set_crs" in refusal(dg.isochrones, bare, 10)


def test_contradictions_are_refused() -> None:
    car = dg.read_profile(AREA, "car")
    assert refusal(dg.isochrones, MINE, 10, network=CAR, profile=car) == (
        "network: it was made with a profile of its own (car), so profile= would not count; leave "
        "it out, or give the roads as a file, a graph or a table."
    )
    assert refusal(dg.isochrones, MINE, 10, mode="bike", network=CAR) == (
        "unknown mode 'bike': Choices: car."
    )
    assert refusal(dg.isochrones, MINE, 10, mode="bike", profile=car) == (
        "unknown mode 'bike': Choices: car."
    )


def test_people_that_cannot_be_counted_are_refused() -> None:
    wrong = PLACES.assign(
        population=PLACES["population"].astype(float).where(lambda n: n > 3000, -1)
    )
    first = wrong.index[wrong["population"] < 0][0]
    assert refusal(dg.people_in_reach, MINE, 10, people=wrong).startswith("people: ")
    assert f"the first is '{first}' (-1.0)." in refusal(dg.people_in_reach, MINE, 10, people=wrong)
    assert refusal(dg.people_in_reach, MINE, 10, people=MINE[["geometry"]]) == (
        "people: there is no column 'population'; name the one that says how many with count= "
        "(there is: )."
    )


@pytest.mark.parametrize("k", [0, -1])
def test_k_must_be_1_or_more(k: int) -> None:
    assert refusal(dg.nearest, PLACES, MINE, k=k) == f"k {k}: must be 1 or more."


def test_more_than_there_are_is_said() -> None:
    found = dg.nearest(PLACES, MINE, k=4, area=AREA)
    assert "Only 3 facilities were given, so there is no number 4." in found.attrs["warnings"]
    assert found["nearest_4"].isna().all()


def test_a_place_outside_a_crs_is_refused() -> None:
    pole = gpd.GeoDataFrame(geometry=[shapely.Point(0, -45)], crs=4326)
    with pytest.raises(dg.CrsError, match="not defined"):
        in_crs(pole, "+proj=gnom +lat_0=90", Message("doors.what.points"))


# Sites and scenarios.


def own_sites() -> gpd.GeoDataFrame:
    at = AREA.layer("sites").geometry.iloc[:3]
    moved = at.translate(30, 30)
    table = {"name": ["One", "Two", "Three"], "parking": [10, 200, None]}
    return gpd.GeoDataFrame(table, geometry=moved.to_numpy(), index=["a", "b", "c"], crs=28992)


SCALE = {"parking": dg.siting.Scale(worst=0, best=200)}


def test_a_criterion_of_a_user_counts_as_the_others_do() -> None:
    mine = own_sites().to_crs(4326)
    plain: Any = dg.suggest("veldregister", sites=mine, only=True, area=AREA).ranking.table
    ask: Any = {"criteria": SCALE, "weights": {"parking": 50}, "area": AREA}
    found = dg.suggest("veldregister", sites=mine, only=True, **ask)
    table: Any = found.ranking.table
    assert found.ranking.weights["parking"] == pytest.approx(50 / 150)
    assert found.assessed.measures.loc[["a", "b"], "parking"].tolist() == [10, 200]
    for site, worth in (("a", 0.05), ("b", 1.0)):
        by_hand = (plain.loc[site, "score"] * 100 + worth * 50) / 150
        assert table.loc[site, "score"] == pytest.approx(by_hand)
    assert "parking" in table.loc["c", "missing"]
    assert table.loc["c", "score_high"] - table.loc["c", "score_low"] > 0.3
    beside = dg.suggest("veldregister", sites=mine, **ask)
    offered = beside.ranking.table.drop(index=["a", "b", "c"])
    assert len(offered) == 3
    assert all("parking" in missing for missing in offered["missing"])


def test_criteria_that_cannot_be_are_refused() -> None:
    ask = {"sites": own_sites(), "weights": {"parking": 5}}
    text = own_sites().assign(parking="many")
    said = [
        refusal(dg.suggest, "veldregister", criteria=SCALE, **(ask | {"weights": None})),
        refusal(dg.suggest, "veldregister", criteria=SCALE, **(ask | {"sites": None})),
        refusal(dg.suggest, "veldregister", criteria=SCALE, **(ask | {"sites": text})),
        refusal(dg.suggest, "veldregister", criteria={"station_walk_min": SCALE["parking"]}, **ask),
        refusal(dg.suggest, "veldregister", criteria={"parking": 3}, **ask),
    ]
    assert said == [
        "criterion 'parking': weighs nothing; give it a weight.",
        "criteria parking: are columns of your own sites; give these too.",
        "sites: parking of 'a' (row 1) is 'many', which is no number.",
        "criterion 'station_walk_min': the area has one of that name; call the column otherwise.",
        (
            "suggest: criteria must be Mapping[str, OwnCriterion | Scale | tuple[float, float]] or "
            "None, not dict[str, int]. Write dg.siting.Scale(worst=…, best=…)."
        ),
    ]


def test_places_are_chosen_as_the_command_does_and_for_own_people() -> None:
    told = dg.ask_place(AREA, "mean", count=2, points="sites")
    found = dg.place("mean", 2, sites="sites", area=AREA)
    assert found == told.result or found.sites.equals(told.result.sites)
    assert set(found.warnings) == set(told.warnings)
    one = gpd.GeoDataFrame(
        {"heads": [9]}, geometry=STATIONS.geometry[["vnd"]].to_numpy(), crs=28992
    )
    mine = dg.place("mean", 1, sites="sites", people=one.to_crs(4326), column="heads", area=AREA)
    nearest = dg.nearest(one, AREA.layer("sites"), area=AREA)["nearest_1"].iloc[0]
    assert mine.sites.index.tolist() == [nearest]
    assert mine.placement.people == 9


def test_scenarios_are_names_files_or_read_ones() -> None:
    veldlijn = dg.scenarios.read_scenario(AREA, "veldlijn", {"heidedorp": True})
    one, other = (
        dg.compare(given, toggles=toggles, area=AREA)
        for given, toggles in ((veldlijn, None), ("Veldlijn", {"heidedorp": True}))
    )
    assert one == other
    assert one != dg.compare("veldlijn", area=AREA)
    assert refusal(dg.compare, ["veldlijn", "n901-sneller"], toggles={"heidedorp": True}) == (
        "toggles: heidedorp belongs to none of the scenarios; of several scenarios write "
        "SCENARIO.TOGGLE."
    )
    then = dg.suggest("veldregister", scenarios="veldlijn", area=AREA)
    assert then.situation.scenarios == ("veldlijn",)
