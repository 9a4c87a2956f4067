"""Cells: nothing that a spreadsheet takes for a formula, nothing that steers a terminal."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drenthe_geo.io.out.cells import escaped
from drenthe_geo.io.out.columns import heading_of
from drenthe_geo.io.out.plain import with_comma, without_formulas, write_csv, write_csv_nl
from drenthe_geo.words.signs import without_steering
from drenthe_geo.words.table import words_of

FORMULAS = [
    "=1+1", "+31 592 123456", "-beilen", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\ufeff=1",
    '=HYPERLINK("http://x.nl";"klik")', "＝1", "＋1", "－1", "＠A1", "\xa0=1", "'=1", '"=1"',
]  # fmt: skip
PLAIN = [
    "Assen",
    "2e Exloërmond",
    "A-B",
    "x - y",
    "3,5",
    "–",
    "",
    "a;b",
    "7705",
    "€ 5",
    "'s-Graveland",
]
STARTS = "=+-@\t\r\n＝＋－＠"


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert escaped(text).startswith("'")
    assert escaped(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", PLAIN)
def test_other_text_stays(text: str) -> None:
    assert escaped(text) == text


@given(st.text(st.sampled_from([*STARTS, *" ;,\"'aé1\x1b\x00\u200b"]), max_size=12))
def test_no_program_sees_a_formula_whatever_it_takes_for_the_end_of_a_cell(text: str) -> None:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerow(["id", escaped(text), "end"])
    for separator in ",;\t":
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            told = io.StringIO(file.getvalue(), newline="")
            rows = csv.reader(told, delimiter=separator, quoting=quoting)
            for cell in (one for row in rows for one in row):
                assert cell[:1] not in set(STARTS) - {""} or not cell, (separator, quoting, cell)


@given(st.text(max_size=8))
def test_what_steers_is_seen_and_the_rest_stays(text: str) -> None:
    safe = without_steering(text)
    assert len(safe) == len(text)
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", safe)
    safe.encode("utf-8")


def test_names_ids_and_headings_are_escaped_and_numbers_are_not(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {"id": ["-beilen", "b"], "=head": ["@x", None], "gain_min": [-3.5, 2.0], "n": [-1, 2]}
    )
    write_csv(table, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text(encoding="utf-8").splitlines() == [
        "id,'=head,gain_min,n",
        "'-beilen,'@x,-3.500,-1",
        "b,,2.000,2",
    ]
    assert without_formulas(table[["n"]]).equals(table[["n"]])


def test_csv_for_a_dutch_spreadsheet(tmp_path: Path) -> None:
    table = pd.DataFrame({
        "facility": ["-x", "1"], "minutes": [22.635, 15.0], "contested": [True, False],
        "fit": ["to_verify", "odd"], "people": pd.array([168693, None], dtype="Int64"),
        "mode": ["bicycle", "boat"],
    })  # fmt: skip
    said = {}
    for lang in ("nl", "en"):
        words = words_of(lang)
        headings = [heading_of("people", str(name), words) for name in table]
        path = tmp_path / f"{lang}.csv"
        write_csv_nl(table, path, headings=headings, words=words, decimals=3)
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.count(b"\r\n") == 3
        said[lang] = raw.decode("utf-8-sig").splitlines()
    assert said["nl"] == [
        "Punt (id);Binnen minuten;Betwist;Past;Mensen;Vervoerwijze",
        "'-x;22,635;ja;na te gaan;168693;fiets",
        "1;15;nee;odd;;boat",
    ]
    assert said["en"][1:] == [
        "'-x;22,635;yes;to be verified;168693;bicycle",
        "1;15;no;odd;;boat",
    ]


@given(st.floats(-1e9, 1e9), st.integers(0, 5))
def test_a_decimal_comma_reads_back(value: float, decimals: int) -> None:
    text = with_comma(value, decimals)
    assert float(text.replace(",", ".")) == float(f"{value:.{decimals}f}")
    assert not text.endswith(",")
    assert text != "-0"
