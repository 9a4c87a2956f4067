"""Layers keep their promise: what is forgiven, and every refusal by its full sentence."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from drenthe import DRENTHE
from own_places import ASSEN, EMMEN, LONLAT, RD, places
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.area.check import make_layer
from drenthe_geo.area.people import gather_people
from drenthe_geo.area.select import places_inside, select_stations
from drenthe_geo.errors import ArgumentError, CrsError, LayerError


def refusal(frame: gpd.GeoDataFrame, layer: str = "places") -> str:
    with pytest.raises((LayerError, CrsError)) as caught:
        make_layer(VELDLAND, layer, frame, "mine")
    return str(caught.value)


@pytest.mark.parametrize("area", [VELDLAND, DRENTHE], ids=lambda area: area.name)
@pytest.mark.parametrize("name", VELDLAND.layer_names)
def test_layers_keep_the_house_contract(area: dg.Area, name: str) -> None:
    layer = area.layer(name)
    assert type(layer) is gpd.GeoDataFrame
    assert layer.crs == RD
    assert layer.index.name == area.schema(name).key
    assert layer.index.is_unique
    assert not layer.geometry.is_empty.any()
    assert layer.geometry.is_valid.all()
    assert list(layer)[: len(area.schema(name).fields) - 1] == [
        one.name for one in area.schema(name).fields if one.name != layer.index.name
    ]


def test_there_are_fourteen_layers() -> None:
    assert len(VELDLAND.layer_names) == 14


def test_own_rows_get_ids_types_and_defaults() -> None:
    layer = make_layer(VELDLAND, "places", places(note=["x", "y"]), "mine")
    assert layer.index.tolist() == ["a", "b"]
    assert layer.index.name == "pc4"
    assert layer["name"].tolist() == ["a", "b"]
    assert layer["population"].dtype == "int64"
    assert layer["note"].tolist() == ["x", "y"]


def test_numbers_as_ids_are_text() -> None:
    layer = make_layer(VELDLAND, "places", places(id=[7701.0, 7702.0]), "mine")
    assert layer.index.tolist() == ["7701", "7702"]


def test_places_of_an_own_file_count_by_where_they_lie() -> None:
    inside, outside = shapely.Point(165_000, 463_000), shapely.Point(233_700, 581_000)
    own = make_layer(VELDLAND, "places", places([inside, outside]), "mine")
    assert places_inside(own, VELDLAND.layer("gemeenten")).index.tolist() == ["a"]


def test_columns_that_a_geopackage_makes_itself_are_left_out() -> None:
    frame = places(fid=["x", "x"], geom=["y", "y"], Population=[1, 2], note=["n", "n"])
    layer = make_layer(VELDLAND, "places", frame, "mine")
    assert layer["population"].tolist() == [10, 20]
    assert not {"fid", "geom", "Population"} & set(layer.columns)
    assert "note" in layer.columns


def test_multipoints_of_one_point_are_points() -> None:
    layer = make_layer(VELDLAND, "places", places([shapely.MultiPoint([ASSEN]), EMMEN]), "mine")
    assert layer.geometry.to_list() == [ASSEN, EMMEN]


def test_blank_cells_take_the_default_like_missing_columns() -> None:
    frame = places(id=["a", "b"], role=[None, "own"], status=[None, "in_service"])
    stations = make_layer(VELDLAND, "stations", frame.assign(name=[None, "B"]), "mine")
    assert stations["role"].tolist() == ["own", "own"]
    assert stations["name"].tolist() == ["a", "B"]
    assert len(select_stations(stations)) == 2


def test_own_stations_and_all() -> None:
    stations = VELDLAND.layer("stations")
    own, everything = select_stations(stations), select_stations(stations, "all")
    assert own.index.tolist() == ["hds", "vnd", "otv", "zdk"]
    assert everything.index.tolist() == ["hds", "vnd", "otv", "zdk", "rst", "osf"]
    assert (everything["status"] == "in_service").all()
    with pytest.raises(ArgumentError) as caught:
        select_stations(stations, "ten")  # type: ignore[arg-type]
    assert str(caught.value) == "unknown stations 'ten': Choices: own, all."


def test_no_crs() -> None:
    assert refusal(places(crs=None)) == (
        "layer 'places' from mine: has no coordinate reference system, so its numbers have no "
        'place on earth; set it where the file is made, or with .set_crs("EPSG:28992") for RD '
        'New or .set_crs("EPSG:4326") for lon/lat.'
    )


def test_wrong_geometry_type() -> None:
    assert refusal(places([ASSEN, ASSEN.buffer(10)])) == (
        "layer 'places' from mine: 1 row (row 2) with geometry type Polygon where Point is needed."
    )


def test_empty_and_missing_geometry() -> None:
    assert refusal(places([None, shapely.Point()])) == (
        "layer 'places' from mine: 2 rows (the first is row 1) without a geometry."
    )


def test_invalid_geometry() -> None:
    bow = shapely.Polygon([(234e3, 556e3), (235e3, 557e3), (235e3, 556e3), (234e3, 557e3)])
    frame = gpd.GeoDataFrame({"code": ["x"], "population": [1]}, geometry=[bow], crs=RD)
    assert refusal(frame, "gemeenten") == (
        "layer 'gemeenten' from mine: 1 row (row 1) with an invalid geometry "
        "(Self-intersection[234500 556500])."
    )


def test_duplicate_ids() -> None:
    assert refusal(places(id=["a", "a"])) == "layer 'places' from mine: duplicate pc4: 'a'."


def test_missing_columns() -> None:
    assert refusal(places(population=None)) == (
        "layer 'places' from mine: column 'population' is missing (there is: id)."
    )


def test_wrong_values() -> None:
    assert refusal(places(population=[10, "many"])) == (
        "layer 'places' from mine: column 'population' holds 'many' where a whole number of at "
        "least 0 is needed."
    )
    stations = places(role=["own", "drente"], intercity=["yes", "true"])
    assert refusal(stations, "stations") == (
        "layer 'stations' from mine has 2 problems: (1) column 'intercity' holds 'yes' where true "
        "or false is needed; (2) column 'role' holds 'drente' where one of own, neighbour, "
        "abroad, planned, far is needed."
    )


def test_empty_required_values() -> None:
    assert refusal(places(population=[10, None])) == (
        "layer 'places' from mine: column 'population' is empty in 1 row (row 2)."
    )


def test_outside_the_netherlands() -> None:
    assert refusal(places([ASSEN, shapely.Point(500_000, 900_000)])) == (
        "layer 'places' from mine: row 2, b: that is outside the Netherlands (500000, 900000)."
    )


def test_x_and_y_swapped() -> None:
    swapped = [shapely.Point(point.y, point.x) for point in (ASSEN, EMMEN)]
    assert refusal(places(swapped)) == (
        "layer 'places' from mine: coordinates: 2 of 2 lie outside the Netherlands: x and y are "
        "swapped."
    )


def test_degrees_said_to_be_metres() -> None:
    assert refusal(places([shapely.Point(6.57, 52.99), shapely.Point(6.9, 52.8)])) == (
        "layer 'places' from mine: coordinates: 2 of 2 lie outside the Netherlands: these look "
        "like lon/lat degrees, not RD metres."
    )


def test_lon_and_lat_swapped() -> None:
    swapped = [shapely.Point(52.99, 6.57), shapely.Point(52.8, 6.9)]
    assert refusal(places(swapped, crs=LONLAT)) == (
        "layer 'places' from mine: longitude and latitude are swapped."
    )


def test_all_problems_are_said_at_once() -> None:
    frame = places([None, ASSEN.buffer(5)], id=["a", "a"], population=None)
    assert refusal(frame) == (
        "layer 'places' from mine has 4 problems: (1) 1 row (row 1) without a geometry; "
        "(2) 1 row (row 2) with geometry type Polygon where Point is needed; "
        "(3) duplicate pc4: 'a'; (4) column 'population' is missing (there is: id)."
    )


def test_no_rows() -> None:
    assert refusal(places().iloc[:0]) == "layer 'places' from mine: it has no rows."


def test_metres_said_to_be_degrees() -> None:
    assert refusal(places(crs=LONLAT)) == (
        "layer 'places' from mine: coordinates up to 556700 cannot be degrees, though the file "
        "says so; these look like metres."
    )


def test_numbers_too_large_and_dates_are_refused() -> None:
    said = "holds '1e+19' where a whole number of at least 0 is needed."
    assert refusal(places(population=[1e19, 1])).endswith(said)
    dates = pd.to_datetime(["2020-01-01", "2020-01-02"])
    assert "where a whole number of at least 0 is needed" in refusal(places(population=dates))


def test_ids_that_are_equal_as_text_are_duplicates() -> None:
    assert refusal(places(id=[1, "1"])) == "layer 'places' from mine: duplicate pc4: '1'."


@pytest.mark.parametrize("cell_m", [100.0, 500.0, 2000.0, 50_000.0])
def test_people_of_a_cell_stand_together_where_one_of_them_lives(cell_m: float) -> None:
    people = VELDLAND.layer("people")
    gathered = gather_people(people, cell_m)
    for column in ("population", "working_age"):
        assert gathered[column].sum() == people[column].sum()
    homes = {point.wkb for point in people.geometry}
    assert {point.wkb for point in gathered.geometry} <= homes
    assert 0 < len(gathered) <= len(people)
