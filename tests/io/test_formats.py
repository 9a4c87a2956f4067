"""Vector files of a user: each kind reads itself alone, and what is odd is refused or said."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from own_places import ASSEN, LONLAT, RD, places
from veldland import VELDLAND

from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.files.gate import notices_of
from drenthe_geo.io.reading import KNOWN, read_file
from drenthe_geo.io.vector import read_points, with_own_layers
from drenthe_geo.words.table import words_of

VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource relativeToVRT="1">secret.csv'
    "</SrcDataSource><GeometryType>wkbPoint</GeometryType><LayerSRS>EPSG:4326</LayerSRS>"
    '<GeometryField encoding="PointFromColumns" x="lon" y="lat"/></OGRVRTLayer></OGRVRTDataSource>'
)


def refusal(path: Path | str) -> str:
    with pytest.raises(DrentheGeoError) as caught:
        read_points(path)
    return str(caught.value)


def said(frame: pd.DataFrame) -> list[str]:
    return [words_of("en").say(one) for one in notices_of(frame)]


def geojson(path: Path, *features: dict[str, Any], **more: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}))
    return path


def feature(**more: Any) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": [6.5708, 52.9917]}
    return {"type": "Feature", "properties": {}, "geometry": geometry, **more}


@pytest.mark.parametrize("ending", ["shp", "fgb", "geoparquet", "kml", "zip"])
def test_each_format_gives_the_same_points(tmp_path: Path, ending: str) -> None:
    frame = places(naam=["één", "twee"]).drop(columns="population")
    path = tmp_path / f"mine.{ending}"
    if ending == "geoparquet":
        frame.to_parquet(path)
    elif ending == "kml":
        marks = "".join(
            f"<Placemark id='{row.id}'><name>{row.naam}</name><Point><coordinates>"
            f"{row.geometry.x:.9f},{row.geometry.y:.9f},0</coordinates></Point></Placemark>"
            for row in frame.to_crs(LONLAT).itertuples()
        )
        kml = f"<kml xmlns='http://www.opengis.net/kml/2.2'><Document>{marks}</Document></kml>"
        path.write_text(kml, encoding="utf-8")
    else:
        frame.to_file(path.with_suffix(".shp") if ending == "zip" else path)
    if ending == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for part in sorted(tmp_path.glob("mine.*")):
                if part.suffix != ".zip":
                    archive.write(part, f"folder/{part.name}")
    points = read_points(path).sort_index()
    assert points["name"].to_dict() == {"a": "één", "b": "twee"}
    assert points.geometry.distance(frame.set_index("id").geometry).max() < 0.01
    assert not notices_of(points)


@pytest.mark.parametrize("ending", [one for one in KNOWN if one not in (".csv", ".txt", ".tsv")])
def test_no_file_passes_for_another(tmp_path: Path, ending: str) -> None:
    (tmp_path / "secret.csv").write_text("id,lon,lat\nTOPSECRET,6.5,52.9\n")
    path = tmp_path / f"mine{ending}"
    for end in (".shx", ".dbf") if ending == ".shp" else ():
        path.with_suffix(end).write_bytes(b"\0" * 100)
    for content in (VRT.encode(), b"fgb\x03fgb\x01\x10\0\0\0" + VRT.encode(), b"PK\x03\x04", b""):
        path.write_bytes(content)
        assert refusal(path)


def test_a_flatgeobuf_that_talks_like_a_vrt_is_read_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("id,lon,lat\nTOPSECRET,6.5,52.9\n")
    places(naam=[VRT, VRT]).to_file(tmp_path / "mine.fgb", layer="<OGRVRTDataSource>")
    assert sorted(read_points(tmp_path / "mine.fgb").index) == ["a", "b"]


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"numberMatched": 50, "numberReturned": 1}, ("x.json: says of itself that it holds 1 of "
         "50 rows; fetch the whole (the next pages, or a higher limit).")),
        ({"links": [{"rel": "next", "href": "x"}]}, ("x.json: says of itself that more rows follow "
         "after its 1; fetch the whole (the next pages, or a higher limit).")),
        ({"exceededTransferLimit": True}, "more rows follow"),
        ({"properties": {"exceededTransferLimit": True}}, "more rows follow"),
        ({"crs": None}, "layer 'points' from x.json: has no coordinate reference system"),
        ({"crs": {"type": "name", "properties": {"name": "EPSG::999999"}}}, ("x.json: its "
         "coordinate reference system (EPSG::999999) is not known; set the right one where the "
         "file is made, for example EPSG:28992 (RD New) or EPSG:4326 (lon/lat).")),
        ({"crs": {"type": "link", "properties": {"href": "http://127.0.0.1/"}}}, "is not known"),
        ({"type": "Topology"}, ("x.json: is JSON, but not a GeoJSON FeatureCollection; save it as "
         "GeoJSON.")),
    ],
)  # fmt: skip
def test_what_geojson_says_of_itself(tmp_path: Path, more: Any, wanted: str) -> None:
    assert wanted in refusal(geojson(tmp_path / "x.json", feature(id=1), **more))


def test_geojson_that_says_it_is_whole(tmp_path: Path) -> None:
    links = [{"rel": "self", "href": "x"}, {"rel": "prev", "href": "y"}]
    path = geojson(tmp_path / "x.json", feature(id=1), numberMatched=1, links=links)
    assert read_points(path).index.tolist() == ["1"]


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ([1, 2], ["1", "2"]),
        (["a", 7.0], ["a", "7"]),
        ([9007199254740993, 12345678901234567890], ["9007199254740993", "12345678901234567890"]),
        ([123456789012345678901, 2], ["123456789012345678901", "2"]),
    ],
)
def test_ids_of_features_keep_all_their_digits(
    tmp_path: Path, given: list[Any], ids: list[str]
) -> None:
    inside = geojson(tmp_path / "a.json", *(feature(properties={"id": one}) for one in given))
    assert read_points(inside).index.tolist() == ids
    beside = geojson(tmp_path / "b.json", *(feature(id=one) for one in given))
    assert read_points(beside).index.tolist() == ids


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": ["6.5", "52.9"]},
        {"type": "Point", "coordinates": [6.5]},
        {"type": "Ring", "coordinates": [[6.5, 52.9]]},
        {"type": "LineString", "coordinates": [[6.5, 52.9], None]},
        {"coordinates": [6.5, 52.9]},
        [6.5, 52.9],
        "POINT (6.5 52.9)",
    ],
)
def test_a_feature_with_a_geometry_that_is_none(tmp_path: Path, geometry: Any) -> None:
    path = geojson(tmp_path / "x.geojson", feature(), feature(geometry=geometry))
    assert refusal(path) == "x.geojson: row 2 has a geometry that cannot be read."


def test_json_that_is_odd(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    for content in (b"[" * 200_000, b'{"a": NaN}', b"9" * 5000, b"\xff\xfe"):
        path.write_bytes(content)
        assert refusal(path) in {
            "x.geojson: is not a readable GeoJSON file, though its name says so.",
            "x.geojson: is JSON, but not a GeoJSON FeatureCollection; save it as GeoJSON.",
        }
    text = json.dumps({"type": "FeatureCollection", "features": [feature(id="ë")]},
                      ensure_ascii=False)  # fmt: skip
    path.write_bytes(text.encode("latin-1"))
    assert refusal(path) == (
        "x.geojson: holds text that is not in UTF-8, which a GeoJSON file must be; save it again "
        "from the program that made it, as UTF-8."
    )


def test_columns_that_no_table_can_hold(tmp_path: Path) -> None:
    other = gpd.GeoSeries([ASSEN, ASSEN], crs=RD)
    frame = places(
        waiting=pd.to_timedelta([1, 2], unit="min"),
        large=np.array([1, 2**64 - 1], dtype="uint64"),
        small=np.array([1, 2], dtype="uint64"),
        words=[["a", "b"], ["c"]],
        raw=[b"a", b"b"],
        nested=[{"a": 1}, {"a": 2}],
    )
    frame["second"] = other
    frame.to_parquet(tmp_path / "x.parquet")
    layer = with_own_layers(VELDLAND, {"places": tmp_path / "x.parquet"}).layer("places")
    assert said(layer) == [
        "x.parquet: holds more than one geometry; the active one was used and second left out",
        "x.parquet: columns that a table cannot hold were left out: raw, nested",
        (
            "x.parquet: columns that a table cannot hold as they are were read as text: waiting, "
            "large, words"
        ),
    ]
    assert layer["large"].tolist() == ["1", str(2**64 - 1)]
    assert layer["words"].tolist() == ['["a", "b"]', '["c"]']
    layer.to_file(tmp_path / "out.gpkg")
    layer.to_parquet(tmp_path / "out.parquet")
    assert gpd.read_file(tmp_path / "out.gpkg")["small"].tolist() == [1, 2]


def test_an_index_becomes_columns(tmp_path: Path) -> None:
    places().set_index(["id", "population"]).to_parquet(tmp_path / "x.parquet")
    assert read_points(tmp_path / "x.parquet").index.tolist() == ["a", "b"]


def head_changed(tmp_path: Path, **more: Any) -> Path:
    """A GeoParquet file whose head says something else."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    path = tmp_path / "x.parquet"
    places().to_parquet(path)
    table = pq.read_table(path)
    head = json.loads(table.schema.metadata[b"geo"])
    columns = {"geometry": {**head["columns"]["geometry"], **more.pop("column", {})}}
    head = {**head, "columns": columns, **more}
    schema = {**table.schema.metadata, b"geo": json.dumps(head).encode()}
    pq.write_table(table.replace_schema_metadata(schema), path)
    return path


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"column": {"crs": "garbage"}}, ("x.parquet: its coordinate reference system (garbage) is "
         "not known")),
        ({"column": {"crs": None}}, ("layer 'points' from x.parquet: has no coordinate reference "
         "system")),
        ({"primary_column": "shape"}, ("x.parquet: names 'shape' as its geometry, which is not "
         "among geometry; save it again with GeoDataFrame.to_parquet.")),
        ({"column": {"encoding": "nonsense"}}, "x.parquet: is not a readable GeoParquet file"),
    ],
)  # fmt: skip
def test_a_geoparquet_whose_head_is_odd(tmp_path: Path, more: Any, wanted: str) -> None:
    assert wanted in refusal(head_changed(tmp_path, **more))


def test_kml_names_no_other_file(tmp_path: Path) -> None:
    path = tmp_path / "x.kml"
    head = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    path.write_text(f"{head}<kml><Placemark><name>&e;</name></Placemark></kml>")
    assert refusal(path) == "x.kml: is not a readable KML file, though its name says so."
    mark = "<Placemark><name>A</name><Point><coordinates>6.57,52.99</coordinates></Point>"
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>"
    path.write_text(f"<kml><Document>{mark}</Placemark>{link}</Document></kml>")
    points = read_points(path)
    assert points["name"].tolist() == ["A"]
    assert said(points) == ["x.kml: 1 links to other files were not followed"]


@pytest.mark.parametrize(
    ("members", "wanted"),
    [
        ({"../x.shp": b"a"}, ("x.zip: holds a file that would land outside its folder "
         "('../x.shp'); make the zip again.")),
        ({"a.shp": b"a", "b.shp": b"b"}, ("x.zip: holds 2 shapefiles where one is needed; put one "
         ".shp with its .shx, .dbf and .prj in the zip.")),
        ({"inner.zip": b"PK"}, ("x.zip: holds 0 shapefiles where one is needed; put one .shp with "
         "its .shx, .dbf and .prj in the zip.")),
        ({"a.shp": b"a"}, ("x.zip: .shx, .dbf is missing; a shapefile is a .shp, .shx, .dbf and "
         ".prj of one name, beside each other.")),
    ],
)  # fmt: skip
def test_a_zip_that_is_odd(tmp_path: Path, members: dict[str, bytes], wanted: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert refusal(tmp_path / "x.zip") == wanted


def test_a_zip_that_is_a_bomb_or_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", b"\0" * 3_000_000)
    monkeypatch.setattr("drenthe_geo.io.formats.shapefile.MOST_UNZIPPED_MB", 2.0)
    assert refusal(path) == "x.zip: unpacks to 3 MB, and at most 2 MB is read."
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    assert refusal(path) == "x.zip: is locked with a password; save it without."


def test_a_shapefile_in_windows_signs(tmp_path: Path) -> None:
    places(naam=["Mariënberg", "Een"]).to_file(tmp_path / "x.shp", encoding="CP1252")
    (tmp_path / "x.cpg").unlink()
    raw = bytearray((tmp_path / "x.dbf").read_bytes())
    raw[29] = 0
    (tmp_path / "x.dbf").write_bytes(raw)
    points = read_points(tmp_path / "x.shp")
    assert points["name"].tolist() == ["Mariënberg", "Een"]
    assert said(points) == [
        "x.shp: its text is not in UTF-8; it was read as Windows-1252, as Excel saves it"
    ]


def test_geometry_of_its_own_needs_no_columns(tmp_path: Path) -> None:
    places().to_file(tmp_path / "x.gpkg")
    with pytest.raises(DrentheGeoError) as caught:
        read_points(tmp_path / "x.gpkg", columns={"x": "a", "y": "b"})
    assert str(caught.value) == (
        "x.gpkg: has geometry of its own, so no column is needed for x, y; leave them out of "
        "--columns."
    )
    assert refusal(f"{tmp_path / 'x.gpkg'}|layername=other") == (
        "x.gpkg: has no layer 'other'; there are x."
    )


def test_edges_are_read_as_they_are(tmp_path: Path) -> None:
    line = shapely.LineString([(234_000, 556_000), (235_000, 556_000)])
    gpd.GeoDataFrame({"u": [1], "v": [2], "name": ["N34"]}, geometry=[line], crs=RD).to_file(
        tmp_path / "x.gpkg"
    )
    edges = read_file(tmp_path / "x.gpkg")
    assert edges.geometry.iloc[0] == line
    assert edges[["u", "v", "name"]].iloc[0].tolist() == [1, 2, "N34"]
