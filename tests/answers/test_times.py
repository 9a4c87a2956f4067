"""Minutes between any points: every pair once, what is lost is said, refusals come first."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from veldland import VELDLAND

import drenthe_geo as dg

PARKED = "Times by car include 3 minutes at the end to park and to walk to the door."
OUTSIDE = "outside the network (over 2,000 m from a road), so without times: sea"

HINT = "did you mean 'stations'? Choices: stations, all-stations, sites, places, a file of points."
TURN = "did you mean 'from'? Choices: to, from."


def test_times_to_the_own_stations(folder: Path) -> None:
    answer = dg.ask_times(VELDLAND, "mine.csv", out="deep/times")
    files = answer.write("deep/times")
    assert [path.name for path in files] == ["about.json", "snaps.csv", "times.csv", "times.xlsx"]
    table = pd.read_csv(folder / "deep" / "times" / "times.csv", keep_default_na=False)
    assert table.columns.tolist() == [
        "origin", "origin_name", "destination", "destination_name", "minutes",
    ]  # fmt: skip
    assert len(table) == 3 * 4
    assert (table.loc[table["origin"] == "sea", "minutes"] == "").all()
    minutes = table.set_index(["origin", "destination"])["minutes"]
    assert float(minutes["venendal", "vnd"]) < float(minutes["venendal", "hds"])
    told = answer.result.minutes.loc["venendal", "vnd"]
    assert float(minutes["venendal", "vnd"]) == pytest.approx(told, abs=5e-4)
    snaps = pd.read_csv(folder / "deep" / "times" / "snaps.csv")
    assert {"id", "snap_m", "access_min", "road_class", "is_far", "point"} <= set(snaps.columns)
    assert snaps.loc[snaps["id"] == "sea", "is_far"].all()
    assert snaps["point"].value_counts().to_dict() == {"origin": 3, "destination": 4}


def test_points_by_word_and_from_a_file_are_alike(folder: Path) -> None:
    sites = VELDLAND.layer("sites")
    table = pd.DataFrame({"id": sites.index, "x": sites.geometry.x, "y": sites.geometry.y})
    table.to_csv(folder / "sites.csv", index=False)
    by_word = dg.ask_times(VELDLAND, "sites", "all-stations").result.minutes
    by_file = dg.ask_times(VELDLAND, "sites.csv", "all-stations").result.minutes
    assert by_word.shape == (6, 6)
    assert np.array_equal(by_word.sort_index(), by_file.sort_index())


def test_there_and_back_are_each_others_turned_round() -> None:
    to = dg.ask_times(VELDLAND, "sites", "stations").result.minutes
    back = dg.ask_times(VELDLAND, "stations", "sites", direction="from").result.minutes
    assert to.shape == (6, 4)
    assert np.allclose(to.sort_index(), back.T.sort_index()[to.columns])


def test_ids_like_column_names_are_just_ids(folder: Path) -> None:
    rows = "id,x,y\norigin,164300,464900\nminutes,164300,464960\n"
    (folder / "odd.csv").write_text(rows, encoding="utf-8")
    dg.ask_times(VELDLAND, "odd.csv", "odd.csv").write("out")
    table = pd.read_csv(folder / "out" / "times.csv")
    found = table.set_index(["origin", "destination"])["minutes"].unstack()
    minutes = found.loc[["origin", "minutes"], ["origin", "minutes"]].to_numpy(dtype=float)
    assert set(found.index) == set(found.columns) == {"origin", "minutes"}
    assert minutes.diagonal().tolist() == [0, 0]  # one is there
    assert 3 <= minutes[0, 1] < 4  # one parks all the same
    assert 3 <= minutes[1, 0] < 4


@pytest.mark.usefixtures("folder")
def test_points_outside_are_said_once() -> None:
    answer = dg.ask_times(VELDLAND, "mine.csv", "mine.csv")
    assert [VELDLAND.words("en").say(one) for one in answer.warnings] == [PARKED, OUTSIDE]


def test_slow_modes_say_what_is_missing() -> None:
    answer = dg.ask_times(VELDLAND, "sites", mode="walk")
    (note,) = dg.read_profile(VELDLAND, "walk").notes
    assert answer.warnings[0] == note
    assert answer.warnings == dg.ask_times(VELDLAND, "sites", mode="walk").warnings


def test_about_names_what_was_read_and_none_else(folder: Path) -> None:
    dg.ask_times(VELDLAND, "mine.csv", "stations").write("out", "en")
    about = json.loads((folder / "out" / "about.json").read_text(encoding="utf-8"))
    assert about["title"] == "Minutes between points"
    assert about["subject"] == {
        "from": "mine.csv", "to": "stations", "mode": "car", "direction": "to",
    }  # fmt: skip
    assert list(about["own_files"]) == ["from: mine.csv"]
    assert len(about["own_files"]["from: mine.csv"]) == 64
    assert about["warnings"] == [PARKED, OUTSIDE]
    names = {entry["name"] for entry in about["data"]}
    assert {"road_edges", "road_nodes", "stations", "profiles"} <= names
    assert not names & {"places", "people", "sites", "transit_legs", "services"}
    assert all(len(entry["sha256"]) == 64 for entry in about["data"])
    assert about["counts"]["facilities"] == 4
    assert about["profile"]["free_flow_factor"]["value"] == 1.15
    assert "assumption" in about["settings"]["road_buffer_m"]["source"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"origins": "no.csv"}, "no.csv: no such file."),
        ({"origins": "statoins"}, f"unknown origins 'statoins': {HINT}"),
        ({"destinations": "statio"}, f"unknown facilities 'statio': {HINT}"),
        ({"mode": "bus"}, "unknown mode 'bus': Choices: car, bicycle, ebike, walk."),
        ({"direction": "form"}, f"unknown direction 'form': {TURN}"),
        ({"network": "no.gpkg"}, "no.gpkg: no such file."),
        ({"out": "t.csv"}, (
            "--out t.csv: looks like a file, but a folder for the results is needed; give t, "
            "for example."
        )),
        ({"out": "mine.csv"}, "mine.csv: is a file, but a folder for the results is needed."),
    ],
)  # fmt: skip
def test_refusals_come_at_once(folder: Path, asked: dict[str, Any], said: str) -> None:
    before = sorted(folder.iterdir())
    began = time.perf_counter()
    with pytest.raises(dg.DrentheGeoError) as caught:
        dg.ask_times(VELDLAND, **{"origins": "mine.csv", **asked})
    assert time.perf_counter() - began < 2
    assert str(caught.value) == said
    assert sorted(folder.iterdir()) == before


def test_another_pair_of_points_is_another_question(folder: Path) -> None:
    dg.ask_times(VELDLAND, "mine.csv").write("out")
    dg.ask_times(VELDLAND, "mine.csv", out="out").write("out")
    with pytest.raises(dg.ArgumentError) as caught:
        dg.ask_times(VELDLAND, "sites", out="out")
    assert str(caught.value) == (
        "--out out: holds the answer to another question (times; from mine.csv), which this one "
        "(times; from sites) would replace; give another folder."
    )
    assert sorted(path.name for path in folder.iterdir()) == ["mine.csv", "out"]
