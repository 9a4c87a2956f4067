"""The command line as an analyst meets it: answers, refusals in one sentence, exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import drenthe_geo as dg
from drenthe_geo.cli import main
from drenthe_geo.terminal import summary_table


def command(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "drenthe_geo.cli", *words],
        cwd=cwd, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"drenthe-geo {dg.__version__}\n"


def test_layers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["layers"]) == 0
    said = capsys.readouterr().out
    for word in ("gemeenten", "road_edges", "2021-12-21", "ODbL-1.0", "OpenStreetMap", "0.08 min"):
        assert word in said


def test_no_words_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "Usage" in capsys.readouterr().out


def test_run(tmp_path: Path) -> None:
    done = command("run", "--out", "deep/results", "--minutes", "15", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for word in ("Assen", "Nieuw Amsterdam", "any station", "15 min", "travel_times.csv"):
        assert word in done.stdout
    assert (tmp_path / "deep" / "results" / "manifest.json").is_file()


def test_no_figure_of_the_closing_table_is_cut_off(
    study: dg.Study, capsys: pytest.CaptureFixture[str]
) -> None:
    from drenthe_geo.screen import print_whole  # noqa: PLC0415 - heavy

    print_whole(summary_table(study))
    said = capsys.readouterr().out
    assert "…" not in said
    for figure in ("168,693", "494,705", "228,296"):
        assert figure in said


LAYERS = (
    "gemeenten, neighbours, stations, motorways, exits, sites, places, people, education, "
    "place_names"
)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rum"], "No such command 'rum'. Did you mean 'run'?"),
        (["run", "--foo"], "No such option: --foo (Possible options: --out)"),
        (["run", "--out"], "Option '--out' requires an argument."),
        (
            ["run", "--minutes", "10,x"],
            "--minutes '10,x': is not a list of numbers; give for example 10,20,30.",
        ),
        (
            ["run", "--minutes", "-5"],
            "cut-off -5 is not a number of minutes above 0; give e.g. 10, 20, 30.",
        ),
        (
            ["run", "--stations", "nin"],
            "unknown stations 'nin': did you mean 'nine'? Choices: nine, all.",
        ),
        (
            ["run", "--direction", "form"],
            "unknown direction 'form': did you mean 'from'? Choices: to, from.",
        ),
        (["run", "--mode", "bus"], "unknown mode 'bus': Choices: car, bicycle, ebike, walk."),
        (
            ["run", "--layer", "places"],
            "--layer 'places': must be NAME=FILE, for example places=my_places.gpkg.",
        ),
        (
            ["run", "--layer", "plases=x.csv"],
            f"unknown layer 'plases': did you mean 'places'? Choices: {LAYERS}.",
        ),
        (["run", "--layer", "places=x.csv"], "x.csv: no such file."),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_1(
    words: list[str],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 1
    heard = capsys.readouterr()
    assert heard.err == f"drenthe-geo: {said}\n"
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_wrong_place_of_the_world(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("id,x,y,population\na,556700,234500,1\n", encoding="utf-8")
    done = command("run", "--layer", "places=mine.csv", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        "drenthe-geo: layer 'places' from mine.csv: coordinates: 1 of 1 lies outside the "
        "Netherlands: x and y are swapped.\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_a_narrow_encoding_does_not_break_the_closing_table(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "drenthe_geo", "run", "--out", "out", "--minutes", "10"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0, done.stderr
    assert b"Assen" in done.stdout


def test_all_stations_outside_the_network_is_one_refusal(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("id,lon,lat\nams,4.9,52.378\n", encoding="utf-8")
    done = command("run", "--layer", "stations=mine.csv", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        "drenthe-geo: facilities: none of the 1 lies within 2,000 m of a road of the network, "
        "so nothing can be reached.\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["people", "--of", "station"],
            (
                "unknown facilities 'station': did you mean 'stations'? Choices: stations, "
                "all-stations, sites, a file of points."
            ),
        ),
        (
            ["trips", "--from", "place"],
            (
                "unknown origins 'place': did you mean 'places'? Choices: places, sites, "
                "a file of points."
            ),
        ),
        (
            ["scenario", "nedersaksenlijn", "--set", "ter_apel=on", "--set", "ter_apel=off"],
            "--set ter_apel: is said to be on and off; say it once.",
        ),
        (
            ["scenario", "nedersaksenlijn", "nedersaksenlijn"],
            "scenario 'nedersaksenlijn' was given twice; give it once, with its toggles.",
        ),
        (["trips", "--gtfs", "none.zip"], "none.zip: no such file."),
    ],
)
def test_bad_words_for_trips_and_scenarios_are_one_sentence(
    words: list[str],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 1
    assert capsys.readouterr().err == f"drenthe-geo: {said}\n"
    assert list(tmp_path.iterdir()) == []
