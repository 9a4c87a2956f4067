"""What an answer is written in: every format, words of every column, the same numbers in all."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
from asked import ASKED, Ask, Written
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.answers.answer import said
from drenthe_geo.io.out import formats as out
from drenthe_geo.io.out.columns import headings_of
from drenthe_geo.io.out.formats import DEFAULT_LAYERS, DEFAULT_TABLES, FORMATS, read_formats
from drenthe_geo.words.table import words_of

QUESTIONS = sorted(ASKED)
LAYERED = ["run", "catchments", "explain", "scenario", "place"]


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_column_has_a_heading_and_a_meaning(question: str, lang: str, ask: Ask) -> None:
    answer, words = ask(question), VELDLAND.words(lang)
    frames: dict[str, pd.DataFrame] = {**answer.tables}
    for layers in answer.layers.values():
        frames |= {
            f"{name} of {len(frames)}": pd.DataFrame(layer.reset_index().drop(columns="geometry"))
            for name, layer in layers.items()
        }
    frames |= {
        name: pd.DataFrame(layer.reset_index().drop(columns="geometry"))
        for name, layer in answer.ground().items()
    }
    for name, frame in frames.items():
        stem = name.partition(" of ")[0]
        found = headings_of(stem, frame.columns, words, answer.columns.get(stem, {}))
        mute = [one.name for one in found if not one.means and one.name != "index"]
        assert not mute, (name, mute)
        assert len({one.head.casefold() for one in found}) == len(found)
    for stem in answer.tables:
        assert any(
            words.has(f"out.table.{one.replace('-', '_')}.{what}")
            for one in (f"{question}_{stem}", stem)
            for what in ("name",)
        ), stem
    for layers in answer.layers.values():
        assert all(words.has(f"out.layer.{layer}.name") for layer in layers)
    assert all(words.has(f"out.layer.{layer}.name") for layer in answer.ground())


CODES = {"fit", "verdict", "advice", "role", "mode", "vehicles", "point", "kind", "fails"}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_code_has_a_word(question: str, ask: Ask) -> None:
    answer, words = ask(question), VELDLAND.words("nl")
    for stem, table in answer.tables.items():
        for one in headings_of(stem, table.columns, words, answer.columns.get(stem, {})):
            if one.name not in CODES:
                continue
            values = {str(value) for value in said(table, words)[one.name].dropna() if value}
            same = {value for value in values if one.word_of(value, words) == value}
            assert same <= {"bus", "station", "gemeente", "open"}, (stem, one.name, same)


def _cells(path: Path) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in book.worksheets
    }


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_workbook_has_the_numbers_of_the_csv(question: str, written: Written, ask: Ask) -> None:
    folder, answer = written(question), ask(question)
    book = openpyxl.load_workbook(folder / f"{question}.xlsx")
    names = book.sheetnames
    assert (names[0], names[-1]) == ("Leeswijzer", "Legenda")
    tables = names[1 + len(answer.sheets(VELDLAND.words("nl"))) : -1]
    assert len(tables) == len(answer.tables)
    for title, (stem, table) in zip(tables, answer.tables.items(), strict=True):
        sheet = book[title]
        assert len(title) <= 31
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref is not None
        rows = list(sheet.iter_rows(values_only=True))
        plain = pd.read_csv(folder / f"{stem}.csv", dtype=object, keep_default_na=False)
        assert len(rows) == len(plain) + 1
        for number, name in enumerate(plain.columns):
            for row, csv_cell in zip(rows[1:], plain[name], strict=True):
                cell = row[number] if number < len(row) else None
                if isinstance(cell, (int, float)) and not isinstance(cell, bool):
                    assert float(csv_cell) == pytest.approx(cell, abs=1e-9), (stem, name)
                elif cell is None:
                    assert csv_cell == "", (stem, name)
                else:
                    assert str(table[name].dtype) in {"object", "str", "bool", "boolean"}
    assert not any(
        cell.data_type == "f" for sheet in book.worksheets for row in sheet for cell in row
    )


def test_the_guide_and_the_legend_tell_what_is_there(written: Written) -> None:
    cells = _cells(written("suggest") / "suggest.xlsx")
    guide = {row[0]: row[1] for row in cells["Leeswijzer"] if row[0]}
    about = json.loads((written("suggest") / "about.json").read_text(encoding="utf-8"))
    assert cells["Leeswijzer"][0][0] == about["title"]
    assert guide["Gebied"] == "Veldland"
    assert str(guide["Tabellen van"])[:10] == "2026-01-01"
    assert guide["Bronvermelding"] == about["attribution"]
    texts = [row[1] for row in cells["Leeswijzer"]]
    assert set(about["warnings"]) | set(about["sentences"]) <= set(texts)
    head, *rows = cells["Legenda"]
    assert head == ["Blad", "Kop", "Betekenis", "Eenheid", "Naam in CSV en GeoPackage"]
    columns = {(row[0], row[1]) for row in rows}
    for title in ("Criteria", "Locaties", "Gezichtspunten"):
        assert {(title, one) for one in cells[title][0]} <= columns
    assert ["Locaties", "Rang"] in [row[:2] for row in rows]


def test_criteria_are_rows_and_sites_are_columns(written: Written, ask: Ask) -> None:
    head, score, *rows = _cells(written("suggest") / "suggest.xlsx")["Criteria"]
    found = ask("suggest").result
    ranked = found.ranking.table
    assert head[:4] == ["Criterium", "Eenheid", "Gewicht", "Wat"]
    assert head[4:] == [found.sites.loc[site, "name"] for site in ranked.index]
    assert score[4:] == pytest.approx(ranked["score"].round(4).tolist())
    points = np.array([row[4:] for row in rows if row[3] == "punten van de score"], dtype=float)
    assert points.sum(axis=0) == pytest.approx(ranked["score"].to_numpy(), abs=1e-3)
    measures = {row[0]: row[4:] for row in rows if row[3] == "maat"}
    assert len(measures) == len(points) == len(found.ranking.weights)


@pytest.mark.parametrize("question", ["catchments", "explain"])
def test_every_format_gives_its_files_and_the_same_bytes_twice(
    question: str, ask: Ask, tmp_path: Path
) -> None:
    answer = ask(question)
    every = ",".join(FORMATS)
    for name in ("one", "two"):
        answer.write(tmp_path / name, "nl", formats=every)
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")
    names = set(hashes(tmp_path / "one"))
    for stem in answer.tables:
        assert {f"{stem}.csv", f"{stem}.nl.csv", f"{stem}.parquet"} <= names
    (group, layers), *_ = answer.layers.items()
    for layer in layers:
        assert {f"{group}-{layer}.geojson", f"{group}-{layer}.parquet"} <= names
    assert {f"{group}.gpkg", f"{question}.xlsx", "about.json"} <= names


@pytest.mark.parametrize("question", LAYERED)
def test_layers_are_alike_in_every_format(question: str, ask: Ask, tmp_path: Path) -> None:
    answer = ask(question)
    answer.write(tmp_path / "out", "nl", formats=["gpkg", "geojson", "parquet"])
    for group, layers in answer.layers.items():
        for name, layer in layers.items():
            one = gpd.read_file(tmp_path / "out" / f"{group}.gpkg", layer=name)
            two = gpd.read_parquet(tmp_path / "out" / f"{group}-{name}.parquet")
            three = gpd.read_file(tmp_path / "out" / f"{group}-{name}.geojson")
            assert len(one) == len(two) == len(three) == len(layer)
            assert (one.crs.to_epsg(), two.crs.to_epsg(), three.crs.to_epsg()) == (
                28992,
                28992,
                4326,
            )
            back = three.to_crs(28992).geometry.hausdorff_distance(two.geometry, align=False)
            assert float(back.max()) < 0.1
            text = json.loads((tmp_path / "out" / f"{group}-{name}.geojson").read_text("utf-8"))
            assert set(text) == {"type", "name", "features"}
            columns = [column for column in two.columns if column != "geometry"]
            assert list(text["features"][0]["properties"]) == columns
            for column in columns:
                assert not (one[column] == "").any(), (name, column)
                numbers = pd.to_numeric(one[column], errors="coerce")
                if str(one[column].dtype) == "float64":
                    assert np.allclose(numbers, numbers.round(3), equal_nan=True)


def test_a_geopackage_says_what_its_layers_and_columns_are(written: Written) -> None:
    path = written("catchments") / "catchments.gpkg"
    columns = pyogrio.read_dataframe(
        path, sql="SELECT * FROM gpkg_data_columns WHERE table_name = 'service_areas'"
    ).set_index("column_name")
    assert columns.loc["minutes", "title"] == "Minuten"
    assert columns.loc["km2", "description"].endswith("(km²)")
    told = pyogrio.read_dataframe(path, sql="SELECT * FROM gpkg_contents").set_index("table_name")
    assert told.loc["service_areas", "description"] == "Een vlak per punt en reistijdgrens."
    assert told.loc["service_areas", "identifier"] == "Bereikbare gebieden (service_areas)"


def test_a_format_stands_in_place_of_the_default_of_what_it_holds(ask: Ask, tmp_path: Path) -> None:
    answer = ask("explain")
    assert answer.formats()[0] == (list(DEFAULT_TABLES), list(DEFAULT_LAYERS))
    assert answer.formats("csv-nl")[0] == (["csv-nl"], ["gpkg"])
    assert answer.formats("geojson")[0] == (["csv", "xlsx"], ["geojson"])
    assert answer.formats(["parquet"])[0] == (["parquet"], ["parquet"])
    answer.write(tmp_path / "out", formats="csv")
    answer.write(tmp_path / "out", formats="xlsx")
    assert sorted(hashes(tmp_path / "out")) == [
        "about.json", "explain.xlsx", "route.gpkg", "route.qgz",
    ]  # fmt: skip


def test_a_format_that_is_none_is_refused_and_nothing_is_written(ask: Ask, tmp_path: Path) -> None:
    said_of = {
        "xslx": "unknown format 'xslx': did you mean 'xlsx'? Choices: csv, csv-nl, xlsx, parquet, "
        "gpkg, geojson.",
        " , ": "name a format with --format: csv, csv-nl, xlsx, parquet, gpkg, geojson.",
    }
    for given, sentence in said_of.items():
        with pytest.raises(dg.ArgumentError) as caught:
            ask("times").write(tmp_path / "out", formats=given)
        assert str(caught.value) == sentence
    assert list(tmp_path.iterdir()) == []
    assert read_formats(["XLSX", "csv-nl, xlsx"]) == ("csv-nl", "xlsx")


def test_a_table_too_large_for_a_sheet(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(out, "MOST_ROWS", 20)
    monkeypatch.setattr(out, "MOST_BY_DEFAULT", 30)
    answer = ask("times")
    with pytest.raises(dg.ArgumentError, match="a sheet has 20 rows and 16,384 columns at most"):
        answer.write(tmp_path / "out", formats="xlsx")
    assert not (tmp_path / "out").exists()
    answer.write(tmp_path / "out", "en")
    assert sorted(hashes(tmp_path / "out")) == ["about.json", "snaps.csv", "times.csv"]
    about = json.loads((tmp_path / "out" / "about.json").read_text(encoding="utf-8"))
    assert about["warnings"][-1] == (
        "No workbook was made, for this answer has 34 rows (more than 30); --format xlsx makes one "
        "all the same."
    )


def test_names_stand_beside_codes(ask: Ask) -> None:
    for question, stem, pairs in (
        ("run", "travel_times", ("place", "station")),
        ("times", "times", ("origin", "destination")),
        ("trips", "trips", ("origin", "destination")),
        ("scenario", "summary", ("destination",)),
        ("overview", "firsts", ("service", "first", "staff")),
    ):
        table = said(ask(question).tables[stem], words_of("en"))
        columns = list(table.columns)
        for one in pairs:
            assert columns[columns.index(one) + 1] == f"{one}_name"
            names = table[f"{one}_name"]
            assert (names.notna() | table[one].isna()).all()
            assert not any(isinstance(name, float) and math.isnan(name) for name in names)
    names = ask("times").tables["times"].set_index("destination")["destination_name"]
    assert set(names["hds"]) == {"Heidestad"}
