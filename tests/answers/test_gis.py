"""What opens in a GIS: styles, projects and cells, read as the programs read them."""

from __future__ import annotations

import re
import sqlite3
import struct
import zipfile
import zlib
from contextlib import closing
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from asked import ASKED, Ask, Written
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.io.out.columns import headings_of
from drenthe_geo.io.out.gis.cells import Band, Cells, geotiff_of
from drenthe_geo.style.layers import LOOKS, look_of, parts_of, score_inks
from drenthe_geo.style.minutes import minute_ink

if TYPE_CHECKING:
    from pathlib import Path

STEMS = {
    "run": "catchments",
    "catchments": "catchments",
    "explain": "route",
    "scenario": "scenario",
    "suggest": "suggestions",
    "place": "placement",
}


def styles_of(path: Path) -> dict[str, ET.Element]:
    with closing(sqlite3.connect(path)) as file:
        rows = file.execute("select f_table_name, styleQML from layer_styles where useAsDefault")
        return {name: ET.fromstring(text) for name, text in rows.fetchall()}  # noqa: S314 - ours


def layers_of(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as file:
        rows = file.execute("select table_name from gpkg_contents where data_type = 'features'")
        return [str(name) for (name,) in rows.fetchall()]


def project_of(path: Path) -> ET.Element:
    with zipfile.ZipFile(path) as file:
        assert file.namelist() == [f"{path.stem}.qgs"]
        return ET.fromstring(file.read(f"{path.stem}.qgs"))  # noqa: S314 - ours


def holds(test: str, row: dict[str, Any]) -> bool:
    """Judge an expression of QGIS, as far as ours go."""
    return all(one(row) for one in map(_judge, test.split(" AND ")))


def _judge(test: str) -> Any:
    match = re.fullmatch(r'"([^"]+)" (IS NOT|IS|>|<=) (.+)', test)
    assert match, test
    name, sign, text = match.groups()
    want = {"NULL": None, "true": True, "false": False}.get(text, text.strip("'"))

    def judge(row: dict[str, Any]) -> bool:
        value = None if pd.isna(row[name]) else row[name]
        if sign in {"IS", "IS NOT"} and text != "NOT NULL":
            same = value == (float(text) if isinstance(value, float) and want == text else want)
            return bool(same) == (sign == "IS")
        if text == "NOT NULL":
            return value is not None
        return value is not None and (value > float(text) if sign == ">" else value <= float(text))

    return judge


@pytest.mark.parametrize("question", STEMS)
def test_every_layer_has_a_style_and_every_row_a_symbol(question: str, written: Written) -> None:
    stem = STEMS[question]
    path = written(question) / f"{stem}.gpkg"
    styles = styles_of(path)
    assert sorted(styles) == sorted(layers_of(path))
    for name, style in styles.items():
        look = look_of(stem, name)
        assert look is not None, name
        rules = style.findall(".//rule")
        symbols = {one.get("name") for one in style.findall("./renderer-v2/symbols/symbol")}
        assert {rule.get("symbol") for rule in rules} == symbols
        assert all(rule.get("label") for rule in rules)
        rows: Any = gpd.read_file(path, layer=name).drop(columns="geometry").to_dict("records")
        tests = [rule.get("filter", "") for rule in rules]
        drawn = [sum(not test or holds(test, row) for test in tests) for row in rows]
        assert max(drawn) == 1, name
        if name not in {"nearest_margin", "candidates"}:  # what is not contested, what is chosen
            # What is planned only is no station yet.
            hidden = [name == "stations" and row.get("status") == "planned" for row in rows]
            assert drawn == [0 if one else 1 for one in hidden], (name, tests)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_columns_and_legends_are_in_the_language_of_the_reader(
    lang: str, ask: Ask, tmp_path: Path
) -> None:
    answer, words = ask("run"), VELDLAND.words(lang)
    answer.write(tmp_path / "out", lang)
    for name, style in styles_of(tmp_path / "out" / "catchments.gpkg").items():
        frame = gpd.read_file(tmp_path / "out" / "catchments.gpkg", layer=name)
        columns = [one for one in frame.columns if one != "geometry"]
        heads = {one.name: one.head for one in headings_of(name, columns, words, {})}
        told = {one.get("field"): one.get("name") for one in style.findall("./aliases/alias")}
        assert told == heads
    labels = {one.get("label") for one in project_of(
        tmp_path / "out" / "catchments.qgz").findall(".//rule")}  # fmt: skip
    assert words.say("maps.legend.within", minutes=10) in labels
    assert words.say("maps.legend.contested") in labels


@pytest.mark.parametrize("question", STEMS)
def test_a_project_has_all_layers_where_they_lie(question: str, written: Written) -> None:
    stem = STEMS[question]
    top = project_of(written(question) / f"{stem}.qgz")
    there = set(layers_of(written(question) / f"{stem}.gpkg"))
    sources = [one.text or "" for one in top.findall(".//maplayer/datasource")]
    layers = {match[1] for one in sources if (match := re.search(r"layername=(\w+)", one))}
    assert layers == there
    assert all(one.startswith((f"./{stem}.gpkg|", "./surface.tif")) for one in sources)
    ids = [one.text for one in top.findall(".//maplayer/id")]
    assert len(set(ids)) == len(ids)
    assert all(len(str(one)) > 10 for one in ids)  # QGIS makes up others for short ones
    assert [one.get("id") for one in top.findall(".//layer-tree-layer")] == ids
    assert [one.get("id") for one in top.findall("./layerorder/layer")] == ids
    assert {one.text for one in top.findall(".//authid")} == {"EPSG:28992"}
    extent = [float(str(one.text)) for one in top.find("./mapcanvas/extent") or ()]
    assert shapely.box(*extent).contains(VELDLAND.outline())
    assert top.findtext("./properties/Paths/Absolute") == "false"


def test_one_station_is_shown_at_a_time(ask: Ask, written: Written) -> None:
    top = project_of(written("run") / "catchments.qgz")
    study = ask("run").result
    groups = [one for one in top.iter("layer-tree-group") if one.get("mutually-exclusive") == "1"]
    assert len(groups) == 2  # as on the map, and along the roads
    for group in groups:
        names = [one.get("name") for one in group]
        assert names == study.stations["name"].tolist()
        on = [one.get("checked") == "Qt::Checked" for one in group]
        assert on == [True] + [False] * (len(names) - 1)
    rows = [one.text for one in top.findall(".//maplayer/datasource") if "subset" in str(one.text)]
    assert len(rows) == 2 * len(study.stations)


def test_inks_are_those_of_all_maps(written: Written) -> None:
    path = written("run") / "catchments.gpkg"
    style = styles_of(path)["service_areas"]
    minutes = sorted(gpd.read_file(path, layer="service_areas")["minutes"].unique())
    inks = [
        one.get("value")
        for one in style.findall("./renderer-v2/symbols/symbol/layer/Option/Option[@name='color']")
    ]
    told = [",".join(str(int(minute_ink(one)[at : at + 2], 16)) for at in (1, 3, 5))
            for one in minutes]  # fmt: skip
    assert inks == [f"{one},255" for one in told]
    # The shortest lies on top.
    order = [int(str(one.get("pass"))) for one in style.findall(
        "./renderer-v2/symbols/symbol/layer")]  # fmt: skip
    assert order == sorted(order, reverse=True)


def test_the_words_of_all_looks_are_there() -> None:
    for lang in ("nl", "en"):
        words = VELDLAND.words(lang)
        for look in LOOKS.values():
            for part in parts_of(look, [10] if look.how == "minutes" else ["a"]):
                assert part.name or words.say(part.word, **part.values)


def test_texts_are_missing_or_there_and_numbers_are_short(written: Written) -> None:
    for question, stem in STEMS.items():
        with closing(sqlite3.connect(written(question) / f"{stem}.gpkg")) as file:
            for layer in layers_of(written(question) / f"{stem}.gpkg"):
                cursor = file.execute(f'select * from "{layer}"')  # noqa: S608 - ours
                names = [one[0] for one in cursor.description]
                for row in cursor.fetchall():
                    for name, value in zip(names, row, strict=True):
                        assert value != "", (layer, name)
                        if isinstance(value, float):
                            assert abs(value - round(value, 3)) < 1e-9, (layer, name, value)


def entries_of(file: bytes, at: int) -> tuple[dict[int, tuple[int, tuple[Any, ...]]], int]:
    """Read a directory of TIFF by its standard, and where the next one lies."""
    (count,) = struct.unpack_from("<H", file, at)
    found = {}
    for number in range(count):
        tag, kind, many = struct.unpack_from("<HHI", file, at + 2 + 12 * number)
        code = {2: "s", 3: "H", 4: "I", 12: "d"}[kind]
        size = struct.calcsize(f"<{many}{code}")
        place = at + 10 + 12 * number
        if size > 4:
            (place,) = struct.unpack_from("<I", file, place)
        found[tag] = (place, struct.unpack_from(f"<{many}{code}", file, place))
    (after,) = struct.unpack_from("<I", file, at + 2 + 12 * count)
    assert list(found) == sorted(found)
    return found, after


def pixels_of(file: bytes, entries: dict[int, tuple[int, tuple[Any, ...]]]) -> np.ndarray:
    """Read the numbers of a picture, band by band."""
    (wide,), (high,), (bands,), (side,) = (entries[tag][1] for tag in (256, 257, 277, 322))
    across, down = -(-wide // side), -(-high // side)
    whole = np.empty((bands, down * side, across * side), dtype="<f4")
    for number, (at, size) in enumerate(zip(entries[324][1], entries[325][1], strict=True)):
        band, rest = divmod(number, across * down)
        row, column = divmod(rest, across)
        tile = np.frombuffer(zlib.decompress(file[at : at + size]), dtype="<f4")
        there = np.s_[band, row * side : (row + 1) * side, column * side : (column + 1) * side]
        whole[there] = tile.reshape(side, side)
    return whole[:, :high, :wide]


def test_cells_of_the_surface_are_those_of_the_answer(ask: Ask, written: Written) -> None:
    surface = ask("suggest").result.surface
    file = (written("suggest") / "surface.tif").read_bytes()
    entries, after = entries_of(file, 8)
    assert after == 0  # so few cells have no coarser copy
    values = pixels_of(file, entries)
    west, north = entries[33922][1][3:5]
    cell_m = entries[33550][1][0]
    middles = shapely.get_coordinates(shapely.centroid(surface.geometry.to_numpy()))
    column, row = ((middles - (west, north)) // cell_m).astype(int).T
    row = -row - 1
    out = surface["score"].isna().to_numpy()
    for band, name in ((0, "score"), (2, "score_low"), (3, "score_high")):
        expected = surface[name].round(3).fillna(-9999).to_numpy()
        np.testing.assert_allclose(values[band, row, column], expected, rtol=0, atol=1e-6)
    assert (values[1, row, column] == out).all()
    assert (values[0] != -9999).sum() == (~out).sum()
    keys = entries[34735][1]
    assert 28992 in keys
    assert b"-9999" in entries[42113][1][0]
    told = entries[42112][1][0].decode()
    assert VELDLAND.words().say("out.column.any.score.head") in told
    text = (written("suggest") / "surface.qml").read_text(encoding="utf-8")
    style = ET.fromstring(text)  # noqa: S314 - ours
    inks = [one.get("color") for one in style.iter("item")]
    assert inks == score_inks()


def test_large_pictures_have_coarser_copies_before_them() -> None:
    rng = np.random.default_rng(7)
    values = rng.random((530, 700))
    file = geotiff_of(Cells(0.0, 530.0, 1.0, {"a": Band(values, "A"), "b": Band(values, "B")}))
    first, after = entries_of(file, 8)
    sizes, starts = [], []
    entries = first
    while True:
        sizes.append((entries[256][1][0], entries[257][1][0]))
        starts.append(entries[324][1][0])
        assert entries[254][1] == (1 if len(sizes) > 1 else 0,)
        if not after:
            break
        entries, after = entries_of(file, after)
    assert sizes == [(700, 530), (350, 265), (175, 133)]
    assert starts == sorted(starts, reverse=True)
    np.testing.assert_allclose(pixels_of(file, first)[1], values, atol=1e-6)
    np.testing.assert_allclose(pixels_of(file, entries)[0], values[::4, ::4], atol=1e-6)


def test_cells_as_areas_are_for_who_asks_for_them() -> None:
    more = ASKED["suggest"](also="surface_cells")
    layer = more.layers["suggestions"]["surface_cells"]
    assert len(layer) == len(more.result.surface)
    assert more.about["layers_on_request"] == {}
    with pytest.raises(dg.ArgumentError) as caught:
        ASKED["suggest"](also="certainty")
    assert str(caught.value) == "unknown layer on request 'certainty': Choices: surface_cells."


def test_stations_that_no_map_shows_are_left_out_and_counted(ask: Ask) -> None:
    answer = ask("run")
    every, seen = answer.result.layers["stations"], answer.layers["catchments"]["stations"]
    counts: Any = answer.about["counts"]
    assert counts["stations_beyond_the_map"] == len(every) - len(seen)
    assert seen["counted"].sum() == len(answer.result.stations)
    frame = gpd.GeoSeries([VELDLAND.outline()]).buffer(20_000).iloc[0]
    assert seen[~seen["counted"]].within(frame).all()


def test_a_project_of_the_user_is_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "catchments.qgz").write_text("mine", encoding="utf-8")
    with pytest.raises(dg.FileError, match=r"catchments\.qgz"):
        ASKED["run"](out=out)
    assert (out / "catchments.qgz").read_text(encoding="utf-8") == "mine"


def test_a_project_offers_the_maps_on_paper(written: Written) -> None:
    top = project_of(written("run") / "catchments.qgz")
    ids = {one.text for one in top.findall(".//maplayer/id")}
    themes = {
        str(one.get("name")): {layer.get("id") for layer in one}
        for one in top.findall("./visibility-presets/visibility-preset")
    }
    first, nearest = (VELDLAND.words().say(f"style.theme.{name}") for name in ("first", "nearest"))
    assert set(themes) == {first, nearest}
    assert all(shown <= ids for shown in themes.values())
    start = "drenthe_geo_"
    assert themes[first] - themes[nearest] == {f"{start}map_areas_0"}
    assert themes[nearest] - themes[first] == {f"{start}nearest_station", f"{start}nearest_margin"}


def test_columns_of_destinations_have_their_names(written: Written) -> None:
    names = dg.trips.read_destinations(VELDLAND)["name"].tolist()
    for layer in project_of(written("scenario") / "scenario.qgz").iter("maplayer"):
        title = str(layer.findtext("layername"))
        assert "_" not in title, title
    path = written("scenario") / "scenario.gpkg"
    with closing(sqlite3.connect(path)) as file:
        heads = [one for (one,) in file.execute(
            "SELECT title FROM gpkg_data_columns WHERE column_name LIKE 'gain_min_%'"
        )]  # fmt: skip
    assert any(str(name) in head for name in names for head in heads)
    assert not [head for head in heads if "_" in head]
