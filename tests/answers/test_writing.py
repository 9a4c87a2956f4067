"""One writer: all of an answer or nothing, what is another's stays, the same bytes every time."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.documents.blocks import Document, Paragraph
from drenthe_geo.io.staging import COMPANIONS, staged_folder
from drenthe_geo.io.title_block import TitleBlock
from drenthe_geo.words.message import Message
from drenthe_geo.words.table import Words

FILES = ["about.json", "b.csv", "l.gpkg", "l.qgz", "m.png", "made.xlsx", "p.html", "p.pdf", "t.csv"]


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _figures(_: Words, __: TitleBlock) -> dict[str, Figure]:
    return {"m": Figure(figsize=(1, 1))}


def _documents(words: Words, _: TitleBlock) -> dict[str, Document]:
    return {"p": Document("title", "", words.lang, [Paragraph(words.say("noun.layer"))])}


def answer(number: int = 1, question: str = "made", **subject: object) -> dg.Answer:
    """An answer with a file of every kind."""
    area = VELDLAND.fresh()
    area.table("stations")
    points = gpd.GeoDataFrame({"n": [number]}, geometry=[shapely.Point(1, 2)], crs="EPSG:28992")
    return dg.Answer(
        area=area,
        question=question,
        subject=subject,
        title=Message("noun.station"),
        made_by="drenthe_geo.answers.times",
        result=None,
        tables={
            "t": pd.DataFrame({"n": [number], "x": [1 / 3]}),
            "b": pd.DataFrame({"why": [Message("noun.layer"), (Message("noun.site"),) * 2]}),
        },
        layers={"l": {"points": points, "again": points}},
        figures=_figures,
        documents=_documents,
        warnings=(Message("noun.theme"),),
        about={"counts": {"n": number}},
    )


class _Broken(pd.DataFrame):
    """A table that cannot be written."""

    def to_csv(self, *_: object, **__: object) -> None:  # type: ignore[override]
        msg = "No space left on device"
        raise OSError(28, msg)


def _fail(*_: object) -> None:
    msg = "it went wrong"
    raise RuntimeError(msg)


def test_every_file_is_written_and_none_else(tmp_path: Path) -> None:
    written = answer().write(tmp_path / "deep" / "out")
    assert [path.name for path in written] == FILES
    assert sorted(path.name for path in (tmp_path / "deep" / "out").iterdir()) == FILES
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]


def test_equal_answers_write_equal_bytes(tmp_path: Path) -> None:
    answer().write(tmp_path / "one")
    answer().write(tmp_path / "two")
    answer(2).write(tmp_path / "two")
    assert hashes(tmp_path / "one") != hashes(tmp_path / "two")
    answer().write(tmp_path / "two")
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")


def test_about_tells_of_its_own_question(tmp_path: Path) -> None:
    answer(mode="car", minutes=(10.0, 20.0)).write(tmp_path / "out", "en")
    about = json.loads((tmp_path / "out" / "about.json").read_text(encoding="utf-8"))
    assert about["title"] == "station"
    assert about["question"] == "made"
    assert about["subject"] == {"mode": "car", "minutes": [10.0, 20.0]}
    assert about["area"]["name"] == "veldland"
    assert about["files"] == FILES
    assert about["warnings"] == ["theme"]
    assert [entry["name"] for entry in about["data"]] == ["stations"]
    assert {"drenthe-geo", "python", "pyogrio", "matplotlib", "typst"} <= set(about["versions"])
    assert "typer" not in about["versions"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [(None, ["laag", "locatie; locatie"]), ("nl", ["laag", "locatie; locatie"]),
     ("en", ["layer", "site; site"])],
)  # fmt: skip
def test_cells_with_messages_are_said_in_the_language(
    tmp_path: Path, lang: str | None, said: list[str]
) -> None:
    answer().write(tmp_path / "out", lang)
    assert pd.read_csv(tmp_path / "out" / "b.csv")["why"].tolist() == said
    page = (tmp_path / "out" / "p.html").read_text(encoding="utf-8")
    assert f"<p>{said[0]}</p>" in page


def test_a_language_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(dg.ArgumentError) as caught:
        answer().write(tmp_path / "out", "fr")
    assert str(caught.value) == "unknown language 'fr': Choices: nl, en."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize(
    "broken",
    [
        {"tables": {"a": pd.DataFrame({"n": [9]}), "t": _Broken({"n": [9]})}},
        {"layers": {"l": {"points": None}}},
        {"figures": _fail},
        {"figures": lambda _: {"m": None}},
        {"documents": _fail},
        {"documents": lambda _: {"p": None}},
        {"about": {"odd": object()}},
        {"title": Message("no.such.key")},
    ],
)
def test_what_fails_changes_nothing(
    tmp_path: Path,
    broken: dict[str, Any],
    before: bool,  # noqa: FBT001 - a parameter
) -> None:
    if before:
        answer().write(tmp_path / "out")
        (tmp_path / "out" / "mine.qgz").write_text("mine", encoding="utf-8")
    was = hashes(tmp_path)
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it is
        replace(answer(2), **broken).write(tmp_path / "out")
    assert hashes(tmp_path) == was
    assert [path.name for path in tmp_path.iterdir()] == ["out"] * before


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(dg.FileError) as caught:
        replace(answer(), tables={"t": _Broken({"n": [9]})}).write(out)
    assert str(caught.value) == (
        f"{out}: cannot be written (No space left on device); choose another folder with --out."
    )


@given(st.integers(0, 3), st.sampled_from([OSError, PermissionError, KeyboardInterrupt]))
def test_a_rename_that_fails_leaves_the_old_folder_whole(
    tmp_path_factory: pytest.TempPathFactory, fails_at: int, error: type[BaseException]
) -> None:
    """Whichever rename fails, if any: all is old or all is new, and a user's file is there."""
    top = tmp_path_factory.mktemp("law")
    out = top / "out"
    out.mkdir()
    (out / "ours.csv").write_text("old", encoding="utf-8")
    (out / "gone.csv").write_text("old", encoding="utf-8")
    (out / "mine.qgz").write_text("mine", encoding="utf-8")
    done = []

    def rename(source: Path, target: Path) -> None:
        done.append(source)
        if len(done) == fails_at:
            raise error
        source.rename(target)

    failed = None
    try:
        how: Any = {"rename": rename, "exchange": lambda *_: False}
        with staged_folder(out, ["ours.csv", "gone.csv"], **how) as folder:
            (folder / "ours.csv").write_text("new", encoding="utf-8")
    except (dg.FileError, KeyboardInterrupt) as caught:
        failed = caught
    assert (failed is not None) == (1 <= fails_at <= 2)  # there are two renames
    found = {path.name: path.read_text(encoding="utf-8") for path in out.iterdir()}
    if failed is None:
        assert found == {"ours.csv": "new", "mine.qgz": "mine"}
    else:
        assert found == {"ours.csv": "old", "gone.csv": "old", "mine.qgz": "mine"}
    assert [path.name for path in top.iterdir()] == ["out"]


def test_a_folder_that_is_open_elsewhere_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()

    def rename(source: Path, target: Path) -> None:
        raise PermissionError(13, f"{source} {target}")

    with (
        pytest.raises(dg.FileError) as caught,
        staged_folder(tmp_path / "out", rename=rename, exchange=lambda *_: False) as folder,
    ):
        (folder / "a").write_text("a", encoding="utf-8")
    assert str(caught.value) == (
        f"{tmp_path / 'out'}: cannot be replaced; close the program that has a file of it open "
        "(QGIS, say, or a spreadsheet), or give another folder."
    )


def test_files_of_a_user_are_carried_over(tmp_path: Path) -> None:
    out = tmp_path / "out"
    answer().write(out)
    (out / "project.qgz").write_text("mine", encoding="utf-8")
    (out / "styles" / "deep").mkdir(parents=True)
    (out / "styles" / "deep" / "a.qml").write_text("mine too", encoding="utf-8")
    for end in COMPANIONS:
        (out / f"l.gpkg{end}").write_text("of the old file", encoding="utf-8")
    node = (out / "project.qgz").stat().st_ino
    fewer = replace(answer(2), tables={}, documents=lambda _, __: {})
    fewer.write(out)
    left = sorted(path.name for path in out.iterdir())
    assert left == ["about.json", "l.gpkg", "l.qgz", "m.png", "project.qgz", "styles"]
    assert (out / "project.qgz").read_text(encoding="utf-8") == "mine"
    assert (out / "project.qgz").stat().st_ino == node
    assert (out / "styles" / "deep" / "a.qml").read_text(encoding="utf-8") == "mine too"


def test_a_folder_with_other_files_is_written_into(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    answer().write(tmp_path / "out")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == sorted([*FILES, "notes.txt"])


@pytest.mark.parametrize("name", ["t.csv", "about.json", "p.pdf"])
def test_a_name_that_is_taken_is_refused(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / name).write_text("mine", encoding="utf-8")
    with pytest.raises(dg.FileError) as caught:
        answer().write(out)
    assert str(caught.value) == (
        f"{out / name}: a file of that name must be written, but this one is not of an earlier "
        "answer; move it, or give another folder."
    )
    assert hashes(tmp_path) == {f"out/{name}": hashlib.sha256(b"mine").hexdigest()}


def test_a_folder_where_a_file_must_go_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "out" / "about.json").mkdir(parents=True)
    with pytest.raises(dg.FileError) as caught:
        answer().write(tmp_path / "out")
    said = tmp_path / "out" / "about.json"
    assert str(caught.value) == f"{said}: is a folder where a file must be written."
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["about.json"]


@pytest.mark.parametrize(
    ("other", "held", "asked"),
    [
        (answer(question="people", of="sites"), "people; of sites", "made; mode car"),
        (answer(mode="walk"), "made; mode walk", "made; mode car"),
        (answer(mode="car", scenarios=("a", "b")), "made; scenarios a, b", "made"),
        (
            replace(answer(mode="car"), area=replace(VELDLAND, facts=replace(
                VELDLAND.facts, name="elsewhere"))), "made; area elsewhere", "made; area veldland"
        ),
    ],
)  # fmt: skip
def test_the_answer_to_another_question_is_refused_by_name(
    tmp_path: Path, other: dg.Answer, held: str, asked: str
) -> None:
    out = tmp_path / "out"
    other.write(out)
    was = hashes(out)
    for refuse in (
        lambda: answer(mode="car").write(out),
        lambda: dg.answers.require_out(VELDLAND, "made", {"mode": "car"}, out),
    ):
        with pytest.raises(dg.ArgumentError) as caught:
            refuse()
        assert str(caught.value) == (
            f"--out {out}: holds the answer to another question ({held}), which this one "
            f"({asked}) would replace; give another folder."
        )
    assert hashes(out) == was


def test_paths_that_cannot_be_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "here" / "deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here" / "deep")
    in_use = (
        "is in use as a whole (this command runs in it, or it is a disk), so it cannot be "
        "replaced; give a folder in it."
    )
    refused = {
        tmp_path / "file": f"{tmp_path / 'file'}: is a file, but a folder for the results is "
        "needed.",
        tmp_path / "file" / "out": f"{tmp_path / 'file' / 'out'}: cannot be written "
        f"({tmp_path / 'file'} is no folder); choose another folder with --out.",
        tmp_path / "times.CSV": "--out times.CSV: looks like a file, but a folder for the results "
        "is needed; give times, for example.",
        Path(): f"--out .: {in_use}",
        tmp_path / "here": f"--out {tmp_path / 'here'}: {in_use}",
        Path("/"): f"--out /: {in_use}",
    }
    was = hashes(tmp_path)
    for out, said in refused.items():
        with pytest.raises(dg.DrentheGeoError) as caught:
            dg.answers.require_out(VELDLAND, "made", {}, out)
        assert str(caught.value) == said
    assert hashes(tmp_path) == was
    assert dg.answers.require_out(VELDLAND, "made", {}, "fresh/deep") == Path("fresh/deep")


def test_an_about_that_is_none_of_ours_is_a_file_of_the_user(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for text in ("{", "[]", '{"question": "made"}', "\xff"):
        (out / "about.json").write_text(text, encoding="latin-1")
        dg.answers.require_out(VELDLAND, "made", {}, out)
        with pytest.raises(dg.FileError, match="is not of an earlier answer"):
            answer().write(out)
