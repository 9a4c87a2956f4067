"""The program: help, version, language, and that it starts quickly."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from paths import VELDLAND_DIR

import drenthe_geo as dg
from drenthe_geo.cli.language import screen_language
from drenthe_geo.cli.main import main
from drenthe_geo.cli.program import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"drenthe-geo {dg.__version__}\n"


@pytest.mark.parametrize("words", [["--help"], ["-h"], []])
def test_the_help_names_every_command(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    said = capsys.readouterr().out
    assert len(COMMANDS) >= 19
    for name in COMMANDS:
        assert f" {name} " in said
    for option in ("--install-completion", "--show-completion", "--version"):
        assert option in said


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_the_options_that_all_share(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([name, "-h"]) == 0
    said = capsys.readouterr().out
    for option in ("--area", "--lang", "--json", "--quiet"):
        assert option in said


def test_the_help_speaks_dutch(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["times", "--help", "--lang", "nl"]) == 0
    assert "Map voor de resultaten." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "nl_NL.UTF-8"}, "nl"),
        ([], {"LANG": "nl_NL.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LC_ALL": "nl_BE"}, "nl"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
        (["run", "--lang", "nl"], {"LANG": "en_GB.UTF-8"}, "nl"),
        (["run", "--lang=nl"], {}, "nl"),
        (["run", "--lang", "fr"], {"LANG": "nl_NL.UTF-8"}, "nl"),
        (["run", "--lang"], {}, "en"),
    ],
)
def test_the_screen_follows_the_option_else_the_locale(
    words: list[str],
    environment: dict[str, str],
    language: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert screen_language(words) == language


def test_the_program_reads_no_command_that_is_not_called() -> None:
    code = (
        "import sys; from drenthe_geo.cli.main import main; main(['--help']); "
        "print([name for name in ('geopandas', 'matplotlib', 'osmnx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_narrow_encoding_does_not_break_a_table(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "drenthe_geo", "sites", "--area", str(VELDLAND_DIR)],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0, done.stderr
    assert b"veencampus-venendal" in done.stdout


def test_a_wide_table_in_a_pipe_is_whole(tmp_path: Path) -> None:
    words = ["overview", "--area", str(VELDLAND_DIR), "--lang", "en", "--out", "x"]
    done = subprocess.run(
        [sys.executable, "-m", "drenthe_geo", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COLUMNS": "60"},
    )
    assert done.returncode == 0, done.stderr
    written = pd.read_csv(tmp_path / "x" / "overview.csv").query("rank <= 3")
    assert len(written) > 10
    for row in written.to_dict("records"):
        assert f"{row['site_name']} ({row['score']:.2f})" in done.stdout
