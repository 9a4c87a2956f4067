"""A spreadsheet in a Dutch locale reads back what was written: LibreOffice, where it is there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from drenthe_geo.io.out.columns import heading_of
from drenthe_geo.io.out.content import Content
from drenthe_geo.io.out.plain import write_csv_nl
from drenthe_geo.io.out.workbook import write_workbook
from drenthe_geo.words.table import words_of

OFFICE = shutil.which("soffice")
DUTCH = 1043
"""Number of the language, as spreadsheets count them."""
OPENED = f"CSV:59,34,76,1,,{DUTCH},false,true"
"""How a Dutch Excel opens a file by double-click: semicolons, and special numbers are read."""
SAVED = f"csv:Text - txt - csv (StarCalc):59,34,76,1,,{DUTCH},false,true,true,false,false,2"
"""The second sheet, as it is shown in Dutch."""

LOCALE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>nl-NL</value></prop></item></oor:items>
"""

pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")

TABLE = pd.DataFrame({
    "facility": ["7705", "-beilen", "=1+1", '=HYPERLINK("http://x.nl";"klik")', "@SUM(A1)"],
    "minutes": [22.635, 15.0, 0.5, None, 1234.25],
    "people": pd.array([168693, 1000, 1, None, 0], dtype="Int64"),
    "gain_min": [-3.5, 2.125, 0.0, 1.0, -0.25],
    "contested": [True, False, True, False, True],
})  # fmt: skip


def convert(path: Path, kind: str, *, opened: str = "") -> Path:
    """Let LibreOffice open a file and save it as another."""
    assert OFFICE is not None
    out = path.parent / "converted"
    how = [f"--infilter={opened}"] if opened else []
    profile = f"-env:UserInstallation=file://{path.parent / 'profile'}"
    (path.parent / "profile" / "user").mkdir(parents=True)
    (path.parent / "profile" / "user" / "registrymodifications.xcu").write_text(LOCALE, "utf-8")
    subprocess.run(
        [OFFICE, profile, "--headless", *how, "--convert-to", kind, "--outdir", out, path],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (made,) = out.iterdir()
    return made


def test_csv_nl_is_read_as_numbers_and_no_cell_is_a_formula(tmp_path: Path) -> None:
    words = words_of("nl")
    headings = [heading_of("people", str(name), words) for name in TABLE]
    path = tmp_path / "t.nl.csv"
    write_csv_nl(TABLE, path, headings=headings, words=words, decimals=3)
    book = openpyxl.load_workbook(convert(path, "xlsx", opened=OPENED))
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    assert list(head) == ["Punt (id)", "Binnen minuten", "Mensen", "Winst", "Betwist"]
    assert [row[1] for row in rows] == [22.635, 15, 0.5, None, 1234.25]
    assert [row[2] for row in rows] == [168693, 1000, 1, None, 0]
    assert [row[3] for row in rows] == [-3.5, 2.125, 0, 1, -0.25]
    assert [row[4] for row in rows] == ["ja", "nee", "ja", "nee", "ja"]
    assert [str(row[0]).lstrip("'") for row in rows[1:]] == TABLE["facility"].tolist()[1:]
    assert not any(cell.data_type == "f" for row in book.worksheets[0] for cell in row)


def test_the_workbook_shows_dutch_numbers_and_no_formula(tmp_path: Path) -> None:
    about = {
        "title": "Mensen", "subject": {}, "sentences": [], "warnings": [], "own_files": {},
        "data": [], "attribution": "", "versions": {"drenthe-geo": "0"},
    }  # fmt: skip
    content = Content(
        question="people", words=words_of("nl"), date="2026-01-01", decimals=3, about=about,
        tables={"people": TABLE}, layers={},
    )  # fmt: skip
    write_workbook(content, tmp_path / "people.xlsx")
    text = convert(tmp_path / "people.xlsx", SAVED).read_text(encoding="utf-8")
    assert text.splitlines() == [
        "Punt (id);Binnen minuten;Mensen;Winst;Betwist",
        "7705;22,6;168.693;-3,5;ja",
        "-beilen;15,0;1.000;2,1;nee",
        "=1+1;0,5;1;0,0;ja",
        '"=HYPERLINK(""http://x.nl"";""klik"")";;;1,0;nee',
        "@SUM(A1);1.234,3;0;-0,3;ja",
    ]
