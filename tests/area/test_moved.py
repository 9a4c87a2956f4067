"""An area in another coordinate system: Veldland's own metres, moved to Brazil's zone of UTM."""

from __future__ import annotations

import base64
import json
import shutil
import zipfile
import zlib
from typing import TYPE_CHECKING

import geopandas as gpd
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import pytest
import shapely
from moved import EAST_M, NORTH_M, UTM_22S, moved_veldland
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.page.base import base_of
from drenthe_geo.page.minutes import Frame
from drenthe_geo.page.packing import degrees_of, packed_degrees
from drenthe_geo.siting.own.points import own_points

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.roads.modes import Mode

NAME = "WGS 84 / UTM zone 22S"
LON, LAT = (-49.6, -49.1), (-23.1, -22.8)


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> dg.Area:
    """Veldland in Brazil."""
    return dg.open_area(moved_veldland(tmp_path_factory.mktemp("brazil") / "veldland"))


def back(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Shapes of the moved area where Veldland's are."""
    there = shapes.translate(-EAST_M, -NORTH_M)
    return there.set_crs(VELDLAND.facts.crs, allow_override=True)


def test_every_layer_is_in_the_system_of_the_area(moved: dg.Area) -> None:
    for name, layer in moved.layers().items():
        own = VELDLAND.layer(name)
        assert layer.crs == UTM_22S
        assert layer.drop(columns="geometry").equals(own.drop(columns="geometry"))
        assert back(layer.geometry).geom_equals(own.geometry, align=False).all()


@pytest.mark.parametrize("mode", ["car", "bicycle"])
def test_minutes_are_those_of_the_same_metres(moved: dg.Area, mode: Mode) -> None:
    here, there = (
        dg.travel_time_matrix("places", "stations", mode, area=one) for one in (VELDLAND, moved)
    )
    pd.testing.assert_frame_equal(here, there, check_exact=True)


def test_people_and_land_are_those_of_the_same_metres(moved: dg.Area) -> None:
    own, same = (dg.people_in_reach("stations", [10, 20], area=one) for one in (VELDLAND, moved))
    pd.testing.assert_frame_equal(own, same, check_exact=True)
    here, there = (dg.isochrones("stations", [10, 20], area=one) for one in (VELDLAND, moved))
    assert there.crs == UTM_22S
    assert here["km2"].tolist() == there["km2"].tolist()
    assert back(there.geometry).area.to_numpy() == pytest.approx(here.area.to_numpy(), abs=1e-2)


def test_who_asks_gets_back_his_system_index_and_order(moved: dg.Area) -> None:
    stations = dg.area.select_stations(moved.layer("stations"))
    mine = stations.to_crs(4326).iloc[[2, 0, 3]].rename_axis("My Stop")
    found = dg.isochrones(mine, 10, area=moved)
    assert found.crs == "EPSG:4326"
    assert found.index.equals(mine.index)
    west, south, east, north = found.total_bounds
    assert LON[0] < west < east < LON[1]
    assert LAT[0] < south < north < LAT[1]
    own = dg.isochrones("stations", 10, area=moved)["km2"]
    assert found["km2"].to_dict() == own.loc[mine.index].to_dict()


def test_a_page_is_drawn_where_the_area_lies(moved: dg.Area) -> None:
    (west, south), (east, north) = np.reshape(np.array(base_of(moved)["box"]), (2, 2))
    assert LON[0] < west < east < LON[1]
    assert LAT[0] < south < north < LAT[1]
    assert base_of(moved)["no_tiles"]
    assert "no_tiles" not in base_of(VELDLAND)
    frame = Frame.around(moved.outline(), 0.0, moved.facts.crs)
    middle = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True).transform(
        (west + east) / 2, (south + north) / 2
    )
    assert frame.west < middle[0] < frame.west + frame.columns * frame.cell
    assert frame.north - frame.rows * frame.cell < middle[1] < frame.north
    spot = shapely.get_coordinates(moved.outline().representative_point())
    assert frame.cells(spot)[0] >= 0


def test_people_on_a_page_are_dots_where_they_live(moved: dg.Area) -> None:
    people = moved.layer("people")
    told = packed_degrees(people)
    raw = zlib.decompress(base64.b64decode(str(told["raw"])))
    steps = np.frombuffer(raw, dtype="<u4").reshape(2, -1)
    # As the page does it: sums of four bytes without a sign, then read with one.
    there = steps.cumsum(axis=1, dtype=np.uint32).view(np.int32) / 1e5
    assert pytest.approx(np.array(degrees_of(people)), abs=1e-9) == there.T
    assert (there < 0).all()


def test_a_postcode_is_known_by_its_code_however_it_is_written(moved: dg.Area) -> None:
    layers = moved.layers()
    renamed = layers["places"].rename(index={"1006": "80010-000"})
    found = dg.area.find_place("80010-000", {**layers, "places": renamed})
    assert (found.kind, found.note) == ("postcode area", None)


def test_what_maps_show_below_may_be_missing(moved: dg.Area, tmp_path: Path) -> None:
    folder = tmp_path / "bare"
    shutil.copytree(moved.folder, folder)
    path, gone = folder / "datapackage.json", {"neighbours", "motorways", "place_names", "country"}
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"] = [one for one in package["resources"] if one["name"] not in gone]
    path.write_text(json.dumps(package), encoding="utf-8")
    bare = dg.open_area(folder)
    assert base_of(bare)["names"] == []
    assert dg.area.find_place("Heidestad", bare.layers()).kind == "postcode area"
    fig, ax = plt.subplots()
    dg.maps.plot_catchments(dg.isochrones("stations", 10, area=bare), ax, area=bare)
    plt.close(fig)


def test_files_say_the_system_of_the_area(moved: dg.Area, tmp_path: Path) -> None:
    dg.ask_explain(moved, "-49.39,-22.91", "hds").write(tmp_path / "out", "en")
    for name, _ in pyogrio.list_layers(tmp_path / "out" / "route.gpkg"):
        if name != "layer_styles":
            assert pyogrio.read_info(tmp_path / "out" / "route.gpkg", layer=name)["crs"] == UTM_22S
    with zipfile.ZipFile(tmp_path / "out" / "route.qgz") as file:
        text = file.read("route.qgs").decode()
    assert "EPSG:28992" not in text
    assert "<authid>EPSG:32722</authid>" in text


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_words_name_the_system_of_the_area(moved: dg.Area, lang: str) -> None:
    here, there = VELDLAND.words(lang), moved.words(lang)
    assert here.say("maps.projection").endswith(": RD New (EPSG:28992).")
    assert there.say("maps.projection").endswith(f": {NAME} ({UTM_22S}).")
    odd = [key for key, said in there.entries.items()
           if isinstance(said, str) and "{" not in said and ("RD New" in said or "28992" in said)
           and "UTM" not in said and not key.startswith("help.")]  # fmt: skip
    assert odd == []


OUTSIDE = (
    f"point {{}}: it lies outside the bounds of {NAME}; give lon,lat in degrees or x,y in {NAME}."
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5.3,52.1", OUTSIDE.format("'5.3,52.1'")),
        ("-22.91,-49.39", "point '-22.91,-49.39': lon and lat are swapped; give -49.39,-22.91."),
        ("7464860,664400", "point '7464860,664400': x and y are swapped; give 664400,7464860."),
        (
            "164400,464860",
            (
                f"point '164400,464860': 1 of 1 lies outside the bounds of {NAME}, the first at "
                f"x=164400, y=464860; give lon,lat in degrees or x,y in {NAME}."
            ),
        ),
    ],
)
def test_a_place_that_was_typed_wrong(moved: dg.Area, text: str, said: str) -> None:
    with pytest.raises(dg.ArgumentError) as caught:
        dg.area.find_place(text, moved.layers())
    assert str(caught.value) == said


def test_a_place_by_degrees_or_metres(moved: dg.Area) -> None:
    by_metres = dg.area.find_place("664400,7464860", moved.layers()).point
    lon, lat = gpd.GeoSeries([by_metres], crs=UTM_22S).to_crs(4326).iloc[0].coords[0]
    by_degrees = dg.area.find_place(f"{lon:.7f},{lat:.7f}", moved.layers()).point
    assert by_degrees.distance(by_metres) < 0.1


@pytest.mark.parametrize(
    ("heading", "rows", "said"),
    [
        ("x,y", "664400,7464860", None),
        ("lon,lat", "-49.39692,-22.91621", None),
        ("x,y", "7464860,664400", "row 1, a: x and y look swapped (7464860, 664400)."),
        (
            "x,y",
            "-49.39,-22.91",
            "row 1, a: these look like degrees (lon and lat), not metres (-49, -23).",
        ),
        (
            "lon,lat",
            "664400,7464860",
            (
                "coordinates up to 7464860 cannot be degrees, though the file says so; these look "
                "like metres."
            ),
        ),
        (
            "rd x,rd y",
            "164400,464860",
            f"row 1, a: that is outside the bounds of {NAME} (4108566, 17413555).",
        ),
    ],
)
def test_a_file_of_points(
    moved: dg.Area, tmp_path: Path, heading: str, rows: str, said: str | None
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(f"id,{heading}\na,{rows}\n")
    if said is None:
        found = dg.io.read_points(path, moved)
        assert found.crs == UTM_22S
        assert found.geometry.iloc[0].distance(shapely.Point(664400, 7464860)) < 50
        return
    with pytest.raises(dg.LayerError) as caught:
        dg.io.read_points(path, moved)
    assert str(caught.value) == f"layer 'points' from mine.csv: {said}"


def test_a_graph_that_lies_there_is_in_the_system_of_the_area(moved: dg.Area) -> None:
    network = dg.roads.read_network(moved, "car")
    assert network.crs == UTM_22S
    graph = dg.io.to_osmnx(network)
    again = dg.io.read_network_from(moved, graph, "car")
    assert again.crs == UTM_22S
    with pytest.raises(dg.LayerError) as caught:
        dg.io.read_network_from(VELDLAND, graph, "car")
    assert "outside RD New, where the data of the area are" in str(caught.value)


def test_sites_of_a_user_must_be_in_the_system_of_the_area(moved: dg.Area) -> None:
    sites = gpd.GeoDataFrame(index=["a"], geometry=[shapely.Point(164400, 464860)], crs=28992)
    with pytest.raises(dg.CrsError) as caught:
        own_points(moved, sites, dg.siting.read_siting(moved))
    assert str(caught.value) == (
        f"sites: in EPSG:28992, but {UTM_22S} ({NAME}, metres) is needed; convert with "
        f'.to_crs("{UTM_22S}").'
    )
