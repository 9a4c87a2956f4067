"""Layers: one door for embedded and own data; every refusal by its full sentence."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from drenthe_geo import (
    ArgumentError,
    CrsError,
    FileError,
    LayerError,
    places_inside,
    read_layer,
    read_layers,
    read_settings,
    select_stations,
)
from drenthe_geo.layers import LAYER_NAMES, make_layer
from drenthe_geo.resources import resource

RD, LONLAT = "EPSG:28992", "EPSG:4326"
ASSEN, EMMEN = shapely.Point(234_500, 556_700), shapely.Point(257_000, 534_700)


def places(
    geometry: list[shapely.Geometry | None] | None = None,
    *,
    crs: str | None = RD,
    **columns: object,
) -> gpd.GeoDataFrame:
    given = {"id": ["a", "b"], "population": [10, 20], **columns}
    kept = {name: value for name, value in given.items() if value is not None}
    return gpd.GeoDataFrame(kept, geometry=geometry or [ASSEN, EMMEN], crs=crs)


def refusal(frame: gpd.GeoDataFrame, layer: str = "places") -> str:
    with pytest.raises((LayerError, CrsError)) as caught:
        make_layer(layer, frame, "mine")
    return str(caught.value)


@pytest.mark.parametrize("name", LAYER_NAMES)
def test_embedded_layers_keep_the_house_contract(name: str) -> None:
    layer = read_layer(name)
    assert type(layer) is gpd.GeoDataFrame
    assert layer.crs == RD
    assert layer.index.name
    assert layer.index.is_unique
    assert not layer.geometry.is_empty.any()
    assert layer.geometry.is_valid.all()


def test_own_rows_get_ids_types_and_defaults() -> None:
    layer = make_layer("places", places(note=["x", "y"]), "mine")
    assert layer.index.tolist() == ["a", "b"]
    assert layer.index.name == "pc4"
    assert layer["name"].tolist() == ["a", "b"]
    assert layer["population"].dtype == "int64"
    assert layer["note"].tolist() == ["x", "y"]


def test_numbers_as_ids_are_text() -> None:
    layer = make_layer("places", places(id=[7701.0, 7702.0]), "mine")
    assert layer.index.tolist() == ["7701", "7702"]


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
    stations = places(role=["drenthe", "drente"], intercity=["yes", "true"])
    assert refusal(stations, "stations") == (
        "layer 'stations' from mine has 2 problems: (1) column 'intercity' holds 'yes' where true "
        "or false is needed; (2) column 'role' holds 'drente' where one of drenthe, neighbour, "
        "german, planned, far is needed."
    )


def test_empty_required_values() -> None:
    assert refusal(places(population=[10, None])) == (
        "layer 'places' from mine: column 'population' is empty in 1 row (row 2)."
    )


def test_outside_the_netherlands() -> None:
    assert refusal(places([ASSEN, shapely.Point(500_000, 900_000)])) == (
        "layer 'places' from mine: coordinates: 1 of 2 lies outside the Netherlands, the first at "
        "x=500000, y=900000."
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


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "parquet", "csv"])
def test_every_kind_of_file_gives_the_same_layer(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"mine.{ending}"
    frame = places()
    if ending == "parquet":
        frame.to_parquet(path)
    elif ending == "csv":
        xy = frame.assign(x=frame.geometry.x, y=frame.geometry.y).drop(columns="geometry")
        pd.DataFrame(xy).to_csv(path, index=False)
    elif ending == "geojson":
        frame.to_crs(LONLAT).to_file(path)
    else:
        frame.to_file(path)
    layer = read_layer("places", path)
    assert layer.index.tolist() == ["a", "b"]
    assert layer["population"].tolist() == [10, 20]
    assert layer.geometry.distance(frame.set_index(layer.index).geometry).max() < 0.01


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_with_degrees_in_any_separator(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "mine.csv"
    rows = ["id,lon,lat,population", "NA,6.5708,52.9917,5", "b,6.9,52.79,6"]
    path.write_text("\n".join(rows).replace(",", separator), encoding="utf-8")
    layer = read_layer("places", path)
    assert layer.index.tolist() == ["NA", "b"]
    assert layer.geometry["NA"].distance(ASSEN) < 50


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.gpkg", b"hello", "x.gpkg: is not a readable GeoPackage file, though its name says so."),
        (
            "x.geojson",
            b"hello",
            "x.geojson: is not a readable GeoJSON file, though its name says so.",
        ),
        (
            "x.parquet",
            b"hello",
            "x.parquet: is not a readable GeoParquet file, though its name says so.",
        ),
        (
            "x.csv",
            b"\xff\xfe\x00\x01",
            "x.csv: is not text in UTF-8; save it as CSV UTF-8.",
        ),
        (
            "x.geojson",
            b"SQLite format 3\x00",
            "x.geojson: is not a readable GeoJSON file, though its name says so.",
        ),
        (
            "x.xlsx",
            b"PK",
            (
                "x.xlsx: files ending in '.xlsx' cannot be read; "
                "use .gpkg, .geojson, .json, .parquet, .csv."
            ),
        ),
        (
            "x.csv",
            b"id,easting,population\na,1,2\n",
            (
                "x.csv: no coordinate columns among id, easting, population; "
                "give lon and lat (degrees) or x and y (RD New metres)."
            ),
        ),
        (
            "x.csv",
            b'id,x,y,population\na,"234500,5",556700,2\n',
            (
                "x.csv: row 1 has the coordinates 234500,5 and 556700, which are not both numbers; "
                "use a point as decimal sign."
            ),
        ),
    ],
)
def test_a_file_that_is_not_what_it_says(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises((FileError, LayerError)) as caught:
        read_layer("places", tmp_path / name)
    assert str(caught.value) == said


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        read_layer("places", tmp_path / "none.gpkg")
    assert str(caught.value) == f"{tmp_path / 'none.gpkg'}: no such file."


def test_a_parquet_file_without_geometry(tmp_path: Path) -> None:
    pd.DataFrame({"id": ["a"]}).to_parquet(tmp_path / "x.parquet")
    with pytest.raises(FileError) as caught:
        read_layer("places", tmp_path / "x.parquet")
    assert str(caught.value) == (
        "x.parquet: is a Parquet file without geometry; save it with GeoDataFrame.to_parquet."
    )


def test_a_geopackage_with_several_layers(tmp_path: Path) -> None:
    for layer in ("one", "two"):
        places().to_file(tmp_path / "x.gpkg", layer=layer)
    with pytest.raises(FileError) as caught:
        read_layer("places", tmp_path / "x.gpkg")
    assert str(caught.value) == (
        "x.gpkg: holds 2 layers (one, two); save the one you mean to its own file."
    )


def test_an_unknown_layer_is_said_first() -> None:
    with pytest.raises(ArgumentError) as caught:
        read_layers(station="no.gpkg")
    assert str(caught.value) == (
        "unknown layer 'station': did you mean 'stations'? Choices: gemeenten, neighbours, "
        "stations, motorways, exits, sites, places, people, education, place_names."
    )


def test_the_nine_and_all(layers: dict[str, gpd.GeoDataFrame]) -> None:
    nine = select_stations(layers["stations"])
    assert sorted(nine["name"]) == [
        "Assen", "Beilen", "Coevorden", "Dalen", "Emmen", "Emmen Zuid", "Hoogeveen", "Meppel",
        "Nieuw Amsterdam",
    ]  # fmt: skip
    everything = select_stations(layers["stations"], "all")
    assert set(nine.index) < set(everything.index)
    assert (everything["status"] == "in_service").all()
    with pytest.raises(ArgumentError) as caught:
        select_stations(layers["stations"], "ten")  # type: ignore[arg-type]
    assert str(caught.value) == "unknown stations 'ten': Choices: nine, all."


def test_places_of_an_own_file_count_by_where_they_lie(layers: dict[str, gpd.GeoDataFrame]) -> None:
    groningen = shapely.Point(233_700, 581_000)
    own = make_layer("places", places([ASSEN, groningen]), "mine")
    assert places_inside(own, layers["gemeenten"]).index.tolist() == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffid,lon,lat,population\n001,6.5708,52.9917,5\n",
        "ID;Lon;Lat;Population\n001;6.5708;52.9917;5\n",
        "id, lon, lat, population\n001, 6.5708, 52.9917, 5\n",
    ],
    ids=["with-bom", "other-case", "with-spaces"],
)
def test_csv_as_other_programs_write_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    layer = read_layer("places", path)
    assert layer.index.tolist() == ["001"]
    assert layer["population"].tolist() == [5]


@pytest.mark.parametrize("content", ["", "\n\n\n"])
def test_an_empty_csv(tmp_path: Path, content: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read_layer("places", path)
    assert str(caught.value) == "mine.csv: is not a readable CSV file, though its name says so."


def test_columns_that_a_geopackage_makes_itself_are_left_out() -> None:
    frame = places(fid=["x", "x"], geom=["y", "y"], Population=[1, 2], note=["n", "n"])
    layer = make_layer("places", frame, "mine")
    assert layer["population"].tolist() == [10, 20]
    assert not {"fid", "geom", "Population"} & set(layer.columns)
    assert "note" in layer.columns


def test_multipoints_of_one_point_are_points() -> None:
    layer = make_layer("places", places([shapely.MultiPoint([ASSEN]), EMMEN]), "mine")
    assert layer.geometry.to_list() == [ASSEN, EMMEN]


def test_metres_said_to_be_degrees() -> None:
    assert refusal(places(crs=LONLAT)) == (
        "layer 'places' from mine: coordinates up to 556700 cannot be degrees, though the file "
        "says so; these look like metres."
    )


def test_a_frame_is_not_a_path() -> None:
    with pytest.raises(ArgumentError) as caught:
        read_layer("places", places())
    assert str(caught.value) == "layer 'places': give the path of a file, not a GeoDataFrame."


def test_blank_cells_take_the_default_like_missing_columns() -> None:
    frame = places(id=["a", "b"], role=[None, "drenthe"], status=[None, "in_service"])
    stations = make_layer("stations", frame.assign(name=[None, "B"]), "mine")
    assert stations["role"].tolist() == ["drenthe", "drenthe"]
    assert stations["name"].tolist() == ["a", "B"]
    assert len(select_stations(stations)) == 2


def test_numbers_too_large_and_dates_are_refused() -> None:
    said = "holds '1e+19' where a whole number of at least 0 is needed."
    assert refusal(places(population=[1e19, 1])).endswith(said)
    dates = pd.to_datetime(["2020-01-01", "2020-01-02"])
    assert "where a whole number of at least 0 is needed" in refusal(places(population=dates))


def test_ids_that_are_equal_as_text_are_duplicates() -> None:
    assert refusal(places(id=[1, "1"])) == "layer 'places' from mine: duplicate pc4: '1'."


def test_an_embedded_layer_comes_back_from_a_file(tmp_path: Path) -> None:
    read_layer("places").to_parquet(tmp_path / "mine.parquet")
    again = read_layer("places", tmp_path / "mine.parquet")
    assert again.index.equals(read_layer("places").index)


def test_what_is_handed_out_cannot_change_what_is_kept() -> None:
    resource("places")["date"] = "changed"
    assert resource("places")["date"] == "2021-01-01"
    with pytest.raises(TypeError):
        read_settings().sources["cell_m"] = "changed"  # type: ignore[index]
