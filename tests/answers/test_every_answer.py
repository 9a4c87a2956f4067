"""What holds for every answer: its files, what its about says, its bytes, its languages."""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
import re
import time
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from asked import ABOUT, ASKED, FILES, Ask, Written
from paths import VELDLAND_DIR
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.answers.about import _imports
from drenthe_geo.work.cache import without_cache

QUESTIONS = sorted(ASKED)


def about_of(folder: Path) -> dict[str, Any]:
    about: dict[str, Any] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    return about


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def test_every_question_is_asked() -> None:
    offered = {name for name in dir(dg) if name.startswith("ask_")}
    assert offered == {one.func.__name__ for one in ASKED.values()}
    assert sorted(FILES) == QUESTIONS
    assert len(QUESTIONS) == 12


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_files_are_those_that_its_docstring_names(question: str, written: Written) -> None:
    names = sorted(path.name for path in written(question).iterdir())
    assert names == sorted([ABOUT, *FILES[question]])
    told = inspect.getdoc(ASKED[question].func) or ""
    for name in names:
        plain = name.replace("veldregister", "SERVICE")
        assert f"``{plain}``" in told or plain.endswith(".pdf"), plain


@pytest.mark.parametrize("question", QUESTIONS)
def test_about_tells_of_its_own_question(question: str, ask: Ask, written: Written) -> None:
    answer, about = ask(question), about_of(written(question))
    assert about["question"] == answer.question == question
    assert about["title"] == VELDLAND.words().say(answer.title)
    assert about["language"] == "nl"
    assert about["area"]["name"] == "veldland"
    assert about["files"] == sorted([ABOUT, *FILES[question]])
    assert about["warnings"] == [VELDLAND.words().say(one) for one in answer.warnings]
    opened = {entry["name"] for entry in about["data"]}
    assert opened == set(answer.area.opened)
    assert opened <= set(VELDLAND.resources)
    assert not {name for name in opened if name.startswith("words")}
    assert all(len(entry["sha256"]) == 64 for entry in about["data"])
    assert about["attribution"] == "Veldland, verzonnen voor tests 2026 (MIT)"
    assert about["own_files"] == {}
    assert {"drenthe-geo", "python", "pandas", "numpy"} <= set(about["versions"])


@pytest.mark.parametrize(
    ("question", "used", "unused"),
    [
        ("times", {"scipy", "shapely", "geos"}, {"matplotlib", "typst", "rich"}),
        ("run", {"matplotlib", "pyogrio", "scipy"}, {"typst", "typer"}),
        ("suggest", {"typst", "pyogrio"}, {"typer", "rich"}),
        ("overview", {"scipy"}, {"matplotlib", "typst", "rich"}),
    ],
)
def test_versions_are_of_the_packages_that_were_used(
    question: str, used: set[str], unused: set[str], written: Written
) -> None:
    versions = set(about_of(written(question))["versions"])
    assert used <= versions
    assert not unused & versions


def test_imports_are_read_as_python_reads_them() -> None:
    """The names of every file of ours, beside those of its syntax tree."""
    files = [*Path(dg.__file__).parent.rglob("*.py")]
    assert len(files) > 100
    for path in files:
        ahead: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
        found = set()
        while ahead:
            node = ahead.pop()
            if isinstance(node, ast.Import):
                found |= {one.name for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
            elif not (isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"):
                ahead += ast.iter_child_nodes(node)
        assert set(_imports(path)) == found, path


@pytest.mark.parametrize(
    ("question", "opened", "unopened"),
    [
        ("times", {"road_edges", "stations", "sites"}, {"places", "people", "transit_legs"}),
        ("people", {"people", "education", "places"}, {"transit_legs", "services", "sites"}),
        ("trips", {"transit_lines", "transit_legs", "destinations"}, {"services", "claims"}),
        ("scenario", {"scenario-veldlijn", "transit_legs", "people", "claims"}, {"services"}),
        ("suggest", {"services", "siting", "sites", "dwellings", "claims"}, {"build"}),
        ("place", {"placement", "people", "offers", "claims"}, {"dwellings"}),
    ],
)
def test_sources_follow_from_what_was_opened(
    question: str, opened: set[str], unopened: set[str], written: Written
) -> None:
    names = {entry["name"] for entry in about_of(written(question))["data"]}
    assert opened <= names
    assert not unopened & names


@pytest.mark.parametrize("question", QUESTIONS)
def test_asked_again_with_text_kept_otherwise_the_bytes_are_the_same(
    question: str, written: Written, tmp_path: Path
) -> None:
    """Pandas keeps text by pyarrow where that is there, and the command line does without."""
    other = {"python": "pyarrow", "pyarrow": "python"}[pd.options.mode.string_storage]
    one, out = ASKED[question], tmp_path / "again"
    with pd.option_context("mode.string_storage", other), without_cache():
        area = dg.open_area(VELDLAND_DIR)
        one.func(area, *one.args[1:], **one.keywords, out=out).write(out)
        dtype: Any = area.table("stations")["name"].dtype
    assert dtype.storage == other
    assert hashes(out) == hashes(written(question))


@pytest.mark.parametrize("question", QUESTIONS)
def test_in_the_other_language_names_stay_and_sentences_change(
    question: str, ask: Ask, written: Written, tmp_path: Path
) -> None:
    ask(question).write(tmp_path / "out", "en")
    ours, theirs = about_of(tmp_path / "out"), about_of(written(question))
    assert list(ours) == list(theirs)
    assert ours["language"] == "en"
    assert ours["title"] != theirs["title"]
    assert len(ours["warnings"]) == len(theirs["warnings"])
    for key in ("subject", "files", "counts", "versions", "area", "own_files"):
        assert ours.get(key) == theirs.get(key)
    for name in FILES[question]:
        if name.endswith(".csv"):
            head, other = (
                (folder / name).read_text(encoding="utf-8").splitlines()[0]
                for folder in (tmp_path / "out", written(question))
            )
            assert head == other


@pytest.mark.parametrize("question", ["run", "catchments", "explain", "scenario", "place"])
def test_layers_are_whole(question: str, ask: Ask, written: Written) -> None:
    (stem, layers), *more = ask(question).layers.items()
    assert not more
    path = written(question) / f"{stem}.gpkg"
    there = [str(row[0]) for row in pyogrio.list_layers(path)]
    assert there[: len(layers)] == list(layers)
    for name, layer in layers.items():
        found = gpd.read_file(path, layer=name)
        assert len(found) == len(layer)
        assert found.crs == "EPSG:28992"
        assert found.geometry.is_valid.all()


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_folder_that_will_not_do_is_refused_at_once(
    question: str, written: Written, folder: Path
) -> None:
    other = next(one for one in QUESTIONS if one != question)
    refused = {
        "mine.csv": "mine.csv: is a file, but a folder for the results is needed.",
        "out.gpkg": "--out out.gpkg: looks like a file, but a folder for the results is needed; "
        "give out, for example.",
    }
    for out, said in refused.items():
        began = time.perf_counter()
        with pytest.raises(dg.DrentheGeoError) as caught:
            ASKED[question](out=out)
        assert time.perf_counter() - began < 2
        assert str(caught.value) == said
    with pytest.raises(dg.ArgumentError, match="holds the answer to another question") as caught:
        ASKED[question](out=written(other))
    assert f"({other}" in str(caught.value)
    assert f"({question}" in str(caught.value)
    assert [path.name for path in folder.iterdir()] == ["mine.csv"]


INSIDE = re.compile(
    r"\b(Message|Texts|BeyondLimit|NotNear|OutsideArea|InNature|Finding)\(|\bobject at 0x"
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_written_holds_sentences_never_values_of_the_code(
    question: str, written: Written
) -> None:
    texts = 0
    for path in written(question).iterdir():
        if path.suffix in {".csv", ".json", ".html"}:
            tables = [path.read_text(encoding="utf-8")]
        elif path.suffix == ".gpkg":
            layers = [name for name, _ in pyogrio.list_layers(path)]
            frames = [gpd.read_file(path, layer=name, ignore_geometry=True) for name in layers]
            tables = [frame.to_csv() for frame in frames]
        else:
            continue
        texts += len(tables)
        for text in tables:
            found = INSIDE.search(text)
            assert found is None, (path.name, text[found.start() - 40 : found.end() + 40])
    assert texts >= 2
