"""The title block of a user: what is read, what is refused, and that it is never written over."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from commands import ask
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.io.out.png import png_of
from drenthe_geo.io.title_block import MOST_PX

WHOLE = """\
author = "A. Smit"
organisation = "Provincie <Veldland>"
contact = "smit@veld.example"
status = "vastgesteld"
date = 2026-11-27
logo = "logo.png"
"""


def logo(width: int = 3, height: int = 2) -> bytes:
    return png_of(np.zeros((height, width, 3), dtype=np.uint8), 200, {})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "logo.png").write_bytes(logo())
    path = tmp_path / "block.toml"
    path.write_text(WHOLE, encoding="utf-8")
    return path


def test_all_of_it_is_read(file: Path) -> None:
    block = dg.io.read_title_block(file)
    assert block.reads == (file, file.with_name("logo.png"))
    assert list(block.told(VELDLAND.words("nl")).items()) == [
        ("Auteur", "A. Smit"),
        ("Organisatie", "Provincie <Veldland>"),
        ("Contact", "smit@veld.example"),
        ("Status", "vastgesteld"),
        ("Datum", "2026-11-27"),
    ]


def test_nothing_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "block.toml").write_text("", encoding="utf-8")
    block = dg.io.read_title_block(tmp_path / "block.toml")
    assert block.told(VELDLAND.words("nl")) == {"Status": "concept"}
    assert block.told(VELDLAND.words("en")) == {"Status": "draft"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'auteur = "A"',
            ("block.toml: unknown key 'auteur': did you mean 'author'? Choices: author, "
            "organisation, contact, status, date, logo."),
        ),
        ("author = 3", "block.toml: author is 3; it must be a text on one line."),
        (
            'author = "a\\nb"',
            "block.toml: author is 'a\\nb'; it must be a text on one line.",
        ),
        (
            "date = 2026-11-27T10:00:00",
            ("block.toml: date is datetime.datetime(2026, 11, 27, 10, 0); it must be a text on one "
            "line."),
        ),
        (
            f'status = "{"x" * 121}"',
            "block.toml: status has 121 signs; at most 120 have room.",
        ),
        (
            "author = A. Smit",
            ("block.toml: is not a TOML file of a title block (Invalid value (at line 1, column "
            "10))."),
        ),
        ('logo = "none.png"', "{folder}/none.png: no such file."),
        ('logo = "block.toml"', ("{folder}/block.toml: is not a picture in PNG that can be read; "
         "save the logo as PNG.")),
        ('logo = "half.png"', ("{folder}/half.png: is not a picture in PNG that can be read; save "
         "the logo as PNG.")),
        ('logo = "wide.png"', (f"{{folder}}/wide.png: is {MOST_PX + 1} by 1 pixels; a logo has at "
         f"most {MOST_PX} either way.")),
        ('logo = "."', "{folder}: is a folder, not a file."),
    ],
)  # fmt: skip
def test_what_is_refused_is_refused_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "block.toml"
    file.write_text(text, encoding="utf-8")
    (tmp_path / "half.png").write_bytes(logo(30, 30)[:-20])
    (tmp_path / "wide.png").write_bytes(logo(MOST_PX + 1, 1))
    with pytest.raises(dg.FileError) as caught:
        dg.io.read_title_block(file)
    assert str(caught.value) == said.format(folder=tmp_path)


def test_it_goes_into_what_is_written(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    words = ["times", "--points", "sites", "--quiet", "--out", str(out)]
    assert ask([*words, "--title-block", str(file)], capsys).code == 0
    told = json.loads((out / "about.json").read_text(encoding="utf-8"))["title_block"]
    assert (told["author"], told["date"]) == ("A. Smit", "2026-11-27")
    assert sorted(told["files"]) == ["block.toml", "logo.png"]
    assert ask(words, capsys).code == 0
    assert "title_block" not in json.loads((out / "about.json").read_text(encoding="utf-8"))


def test_it_is_refused_before_anything_is_computed(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["times", "--points", "no-such.csv", "--title-block"]
    inside = ask([*words, str(file), "--out", str(tmp_path)], capsys)
    assert inside.code == 1
    assert "block.toml" in inside.err
    wrong = ask([*words, "none.toml", "--out", str(tmp_path / "out")], capsys)
    assert wrong.err == "drenthe-geo: none.toml: no such file.\n"
    shown = ask(["explain", "--from", "a", "--to", "b", "--title-block", str(file)], capsys)
    assert "--title-block: nothing is written without --out" in shown.err
    block = dg.io.read_title_block(file)
    with pytest.raises(dg.ArgumentError, match=r"block\.toml"):
        dg.ask_times(VELDLAND, "sites").write(tmp_path, title_block=block)
    with pytest.raises(dg.ArgumentError) as caught:
        dg.ask_times(VELDLAND, "sites").write(tmp_path / "out", title_block="A. Smit")  # type: ignore[arg-type]
    assert str(caught.value) == (
        "title_block: must be a TitleBlock, for example of read_title_block, not a str."
    )
    assert sorted(one.name for one in tmp_path.iterdir()) == ["block.toml", "logo.png"]


ONE_LINE = "it must be a text on one line."

REFUSED_IN_PYTHON = {
    "author": (3, f"author is 3; {ONE_LINE}"),
    "organisation": (None, f"organisation is None; {ONE_LINE}"),
    "contact": ("a\nb", f"contact is 'a\\nb'; {ONE_LINE}"),
    "status": ("x" * 121, "status has 121 signs; at most 120 have room."),
    "date": (dt.time(1), f"date is datetime.time(1, 0); {ONE_LINE}"),
    "paper": ("a5", "unknown paper 'a5': Choices: a4, a3."),
}


@pytest.mark.parametrize("name", REFUSED_IN_PYTHON)
def test_one_made_in_python_is_held_to_the_same(name: str) -> None:
    given, said = REFUSED_IN_PYTHON[name]
    with pytest.raises(dg.ArgumentError) as caught:
        dg.io.TitleBlock(**{name: given})  # type: ignore[arg-type]
    assert str(caught.value) == said


def test_a_logo_and_a_day_may_be_given_as_python_has_them(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(logo())
    day: Any = dt.date(2026, 11, 27)
    block = dg.io.TitleBlock(author=" A. Smit ", date=day, logo=str(path), paper="A3")  # type: ignore[arg-type]
    assert block == dg.io.TitleBlock("A. Smit", date="2026-11-27", logo=path, paper="a3")
    assert block.reads == (path,)
    path.write_bytes(b"no picture")
    with pytest.raises(dg.FileError) as caught:
        dg.io.TitleBlock(logo=path)
    assert str(caught.value) == (
        f"{path}: is not a picture in PNG that can be read; save the logo as PNG."
    )
