"""Files of a user: what is read alike, and every refusal by its full sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from own_places import ASSEN, LONLAT, places
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import ArgumentError, FileError, LayerError
from drenthe_geo.io.vector import POINTS_OF, read_points_or_layer, with_own_layers


def own_layer(name: str, path: Any) -> gpd.GeoDataFrame:
    """A file of one's own as a layer."""
    return with_own_layers(VELDLAND, {name: path}).layer(name)


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
    layer = own_layer("places", path)
    assert layer.index.tolist() == ["a", "b"]
    assert layer["population"].tolist() == [10, 20]
    assert layer.geometry.distance(frame.set_index(layer.index).geometry).max() < 0.01


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_with_degrees_in_any_separator(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "mine.csv"
    rows = ["id,lon,lat,population", "NA,6.5708,52.9917,5", "b,6.9,52.79,6"]
    path.write_text("\n".join(rows).replace(",", separator), encoding="utf-8")
    layer = own_layer("places", path)
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
            b"id,lon,lat\n\x81,6.5,52.9\n",
            "x.csv: is not text in UTF-8; save it as CSV UTF-8.",
        ),
        (
            "x.geojson",
            b"SQLite format 3\x00",
            "x.geojson: is not a readable GeoJSON file, though its name says so.",
        ),
        (
            "x.xls",
            b"PK",
            (
                "x.xls: files ending in '.xls' cannot be read; use .gpkg, .geojson, .json, "
                ".parquet, .geoparquet, .shp, .zip, .fgb, .kml, .csv, .txt, .tsv, .xlsx."
            ),
        ),
        (
            "x.csv",
            b"id,easting,population\na,1,2\n",
            (
                "x.csv: no column of id, easting, population says where a row lies; give lon and "
                "lat (degrees), x and y (RD New metres), a postcode or a place name, or name the "
                "columns, for example --columns x=RDX,y=RDY."
            ),
        ),
        (
            "x.csv",
            b"id,x,y,population\na,about 2,556700,2\n",
            (
                "layer 'places' from x.csv: row 1, a: the coordinates about 2 and 556700 are not "
                "both numbers."
            ),
        ),
    ],
)
def test_a_file_that_is_not_what_it_says(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises((FileError, LayerError)) as caught:
        own_layer("places", tmp_path / name)
    assert str(caught.value) == said


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        own_layer("places", tmp_path / "none.gpkg")
    assert str(caught.value) == f"{tmp_path / 'none.gpkg'}: no such file."


def test_a_parquet_file_without_geometry(tmp_path: Path) -> None:
    pd.DataFrame({"id": ["a"]}).to_parquet(tmp_path / "x.parquet")
    with pytest.raises(FileError) as caught:
        own_layer("places", tmp_path / "x.parquet")
    assert str(caught.value) == (
        "x.parquet: is a Parquet file without geometry; save it with GeoDataFrame.to_parquet."
    )


def test_a_geopackage_with_several_layers(tmp_path: Path) -> None:
    for layer in ("one", "two"):
        places().to_file(tmp_path / "x.gpkg", layer=layer)
    with pytest.raises(FileError) as caught:
        own_layer("places", tmp_path / "x.gpkg")
    assert str(caught.value) == (
        "x.gpkg: holds 2 layers (one, two); name the one you mean: x.gpkg|layername=NAME."
    )
    assert len(own_layer("places", f"{tmp_path / 'x.gpkg'}|layername=two")) == 2
    with pytest.raises(FileError) as caught:
        own_layer("places", f"{tmp_path / 'x.gpkg'}|layername=three")
    assert str(caught.value) == "x.gpkg: has no layer 'three'; there are one, two."


def test_an_unknown_layer_is_said_first() -> None:
    with pytest.raises(ArgumentError) as caught:
        with_own_layers(VELDLAND, {"station": "no.gpkg"})
    assert str(caught.value) == (
        "unknown layer 'station': did you mean 'stations'? Choices: gemeenten, neighbours, "
        "country, stations, stops, motorways, railways, exits, sites, places, people, education, "
        "place_names, nature."
    )


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
    layer = own_layer("places", path)
    assert layer.index.tolist() == ["001"]
    assert layer["population"].tolist() == [5]


@pytest.mark.parametrize("content", ["", "\n\n\n"])
def test_an_empty_csv(tmp_path: Path, content: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileError) as caught:
        own_layer("places", path)
    assert str(caught.value) == "mine.csv: is not a readable CSV file, though its name says so."


def test_a_frame_is_not_a_path() -> None:
    with pytest.raises(ArgumentError) as caught:
        own_layer("places", places())
    assert str(caught.value) == "give the path of a file, not a GeoDataFrame."


def test_an_embedded_layer_comes_back_from_a_file(tmp_path: Path) -> None:
    VELDLAND.layer("places").to_parquet(tmp_path / "mine.parquet")
    again = own_layer("places", tmp_path / "mine.parquet")
    assert again.index.equals(VELDLAND.layer("places").index)


@pytest.mark.parametrize(
    ("word", "count"), [("stations", 4), ("all-stations", 6), ("sites", 6), ("places", 9)]
)
def test_a_word_stands_for_points_of_the_area(word: str, count: int) -> None:
    assert len(read_points_or_layer(VELDLAND, word)) == count
    assert read_points_or_layer(VELDLAND, word.upper()).equals(POINTS_OF[word](VELDLAND))


def test_there_are_four_words_for_points() -> None:
    assert list(POINTS_OF) == ["stations", "all-stations", "sites", "places"]


def test_a_file_of_points_has_ids_and_names(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("id,lon,lat\n007,6.5708,52.9917\n", encoding="utf-8")
    found = read_points_or_layer(VELDLAND, path)
    assert found.index.tolist() == found["name"].tolist() == ["007"]
    assert found.equals(dg.io.read_points(path))


@pytest.mark.parametrize(
    ("what", "role", "said"),
    [
        (
            "citys",
            "facilities",
            (
                "unknown facilities 'citys': Choices: stations, all-stations, sites, places, "
                "a file of points."
            ),
        ),
        (
            "statoins",
            "origin",
            (
                "unknown origin 'statoins': did you mean 'stations'? Choices: "
                "stations, all-stations, sites, places, a file of points."
            ),
        ),
        ("none.csv", "origin", "none.csv: no such file."),
    ],
)
def test_what_is_neither_word_nor_file(what: str, role: str, said: str) -> None:
    with pytest.raises((ArgumentError, FileError)) as caught:
        read_points_or_layer(VELDLAND, what, role)
    assert str(caught.value) == said


def test_a_refusal_is_said_in_dutch_too(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        dg.io.read_points(tmp_path / "none.gpkg")
    dutch = caught.value.sentence(VELDLAND.words("nl"))
    assert dutch == f"{tmp_path / 'none.gpkg'}: dit bestand bestaat niet."
