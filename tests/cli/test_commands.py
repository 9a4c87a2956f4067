"""Every command on the made-up area: in both languages, as tables, as JSON, in silence."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from commands import ask
from own_street import street
from veldland import VELDLAND

from drenthe_geo.cli.program import COMMANDS
from drenthe_geo.work.cache import KINDS, VARIABLE, user_cache

if TYPE_CHECKING:
    from pathlib import Path

QUESTIONS = {
    "run": "run --minutes 5,8",
    "times": "times --points sites",
    "catchments": "catchments --points sites --minutes 5",
    "people": "people --points stations --minutes 5",
    "trips": "trips --points sites",
    "explain": "explain --from Heidedorp --to Heidestad",
    "scenario": "scenario veldlijn",
    "suggest": "suggest veldregister --no-surface",
    "overview": "overview",
    "services-for": "services-for veencampus-venendal",
    "place": "place --goal cover --count 2 --minutes 10",
    "claims": "claims",
}
LISTS = {
    "sites": "sites",
    "services": "services",
    "scenarios": "scenarios",
    "layers": "layers",
    "network": "network street.geojson",
    "cache": "cache",
}
ELSEWHERE = {"fetch", "build"}
"""Commands that have tests of their own: they take public data."""
EMPTY = {"overview": ["overlap"]}
"""Tables that have no rows."""
DUTCH = re.compile(r"\b(de|het|een|van|naar|met|minuten|mensen|binnen|geen|zijn|niet)\b")
ENGLISH = re.compile(r"\b(the|to|with|minutes|people|within|not|are|and)\b")


def prose(said: str) -> str:
    """What is said, without the names of files."""
    return re.sub(r"[\w-]+\.(csv|xlsx|gpkg|png|json|html|pdf)", "", said).lower()


def test_every_command_is_tried_here() -> None:
    assert set(QUESTIONS) | set(LISTS) == set(COMMANDS) - ELSEWHERE


def keep_one_of_each(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep something of every kind, whatever other tests keep."""
    monkeypatch.setenv(VARIABLE, str(folder))
    for kind in KINDS:
        user_cache().keep(kind, "0" * 40, {"of": np.zeros(1)})


@pytest.mark.parametrize("name", [*QUESTIONS, *LISTS])
def test_it_answers_in_both_languages(
    name: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    street().to_file(tmp_path / "street.geojson")
    if name == "cache":
        keep_one_of_each(tmp_path / "kept", monkeypatch)
    words = (QUESTIONS | LISTS)[name]
    english = ask([*words.split(), *(["--out", "en"] if name in QUESTIONS else [])], capsys)
    dutch = ask([*words.split(), *(["--out", "nl"] if name in QUESTIONS else [])], capsys, "nl")
    assert (english.code, dutch.code) == (0, 0), english.err + dutch.err
    assert english.out
    assert dutch.out
    # Descriptions of data and names are in the language of the area's tables.
    if name not in {"layers", "services", "scenarios", "claims"}:
        assert not DUTCH.findall(prose(english.out))
        assert not ENGLISH.findall(prose(dutch.out))
    if name in QUESTIONS:
        files = [{path.name for path in (tmp_path / lang).iterdir()} for lang in ("en", "nl")]
        assert files[0] == files[1]
        assert "about.json" in files[0]
        for path in files[0]:
            assert path in english.out
        about = json.loads((tmp_path / "nl" / "about.json").read_text(encoding="utf-8"))
        assert about["question"] == name
        assert about["area"]["name"] == "veldland"


@pytest.fixture(scope="module")
def plainly() -> dict[str, str]:
    """What questions said as JSON, by their words."""
    return {}


@pytest.mark.parametrize("name", [*QUESTIONS, *LISTS])
def test_json_is_the_tables_and_nothing_else(
    name: str,
    plainly: dict[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    street().to_file(tmp_path / "street.geojson")
    if name == "cache":
        keep_one_of_each(tmp_path / "kept", monkeypatch)
    words = (QUESTIONS | LISTS)[name]
    heard = ask(f"{words} --json" + (" --out x" if name in QUESTIONS else ""), capsys)
    assert (heard.code, heard.err) == (0, "")
    plainly[words] = heard.out
    tables = json.loads(heard.out)
    assert tables
    # No two criteria of the made-up area are alike.
    empty = [stem for stem, rows in tables.items() if not rows]
    assert empty == EMPTY.get(name, [])
    if name not in QUESTIONS:
        return
    written = sorted(path.stem for path in (tmp_path / "x").glob("*.csv"))
    assert written == sorted(tables)
    for stem in written:
        table = pd.read_csv(tmp_path / "x" / f"{stem}.csv")
        assert len(table) == len(tables[stem])
        assert not tables[stem] or list(table.columns) == list(tables[stem][0])


def test_quiet_prints_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ask(f"{QUESTIONS['people']} --quiet", capsys) == (0, "", "")
    assert (tmp_path / "people" / "people.csv").is_file()
    assert ask("sites -q", capsys) == (0, "", "")


def test_what_is_only_shown_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("explain", "claims"):
        assert ask(QUESTIONS[name], capsys).code == 0
    assert list(tmp_path.iterdir()) == []


def test_candidates_are_the_sites_that_the_profile_offers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    every, some = (
        json.loads(ask(f"sites --json {more}", capsys).out)["sites"]
        for more in ("", "--candidates")
    )
    assert [row["id"] for row in every] == list(VELDLAND.layer("sites").index)
    assert len(some) == 4
    assert {row["id"] for row in every} - {row["id"] for row in some} == {
        "grensterminal-oosterveen",
        "rijkskantoor-heidestad",
    }


def test_a_service_shows_its_criteria_weights_and_limits(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = json.loads(ask("services Veld-Register --json", capsys).out)["services"]
    assert sum(row["weight"] for row in rows) == pytest.approx(1.0)
    assert {row["criterion"]: row["limit"] for row in rows if row["limit"] is not None} == {
        "station_walk_min": 30.0
    }


@pytest.mark.parametrize(
    "words",
    [
        ("suggest VELDREGISTER --no-surface", "suggest veldregister --no-surface"),
        ("services-for Veencampus-Venendal", "services-for veencampus-venendal"),
        ("scenario Veldlijn", "scenario veldlijn"),
        ("explain --from heidedorp --to HEIDESTAD", "explain --from Heidedorp --to hds"),
    ],
)
def test_names_are_forgiven_case_and_hyphens(
    words: tuple[str, str],
    plainly: dict[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    typed, meant = words
    one = ask(f"{typed} --json", capsys)
    assert one.code == 0, one.err
    assert one.out == (plainly.get(meant) or ask(f"{meant} --json", capsys).out)
