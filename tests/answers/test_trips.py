"""Trips from any points: what is written says how it was made, and refusals come first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from veldland import VELDLAND

import drenthe_geo as dg

POINTS = "id,x,y\nvenendal,173500,462900\nsea,100000,400000\n"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(POINTS, encoding="utf-8")
    return path


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_trips_are_written_with_how_they_were_made(mine: Path, lang: str) -> None:
    out, words = mine.parent / "deep" / "trips", VELDLAND.words(lang)
    answer = dg.ask_trips(VELDLAND, mine, access="walk", out=out)
    answer.write(out, lang)
    assert sorted(path.name for path in out.iterdir()) == ["about.json", "trips.csv", "trips.xlsx"]
    table = pd.read_csv(out / "trips.csv")
    assert table["origin"].tolist() == ["venendal"] * 4 + ["sea"] * 4
    minutes = answer.result.minutes.to_numpy().ravel()
    assert np.allclose(table["minutes"], minutes, atol=6e-4, equal_nan=True)
    assert (table["minutes"].isna() == (table["origin"] == "sea")).all()
    (way,) = table.query("origin == 'venendal' and destination == 'hoofdstad'")["way"]
    rides = answer.result.trains.legs("vnd", "hfd")
    ends = VELDLAND.layer("stations")["name"][rides["to_station"]]
    assert len(rides) == 2
    assert way == "; ".join(
        words.say("trips.ride", lines=lines, station=end)
        for lines, end in zip(rides["lines"], ends, strict=True)
    )
    about = json.loads((out / "about.json").read_text(encoding="utf-8"))
    asked = {"points": str(mine), "access": "walk", "scenarios": [], "buses": True}
    assert about["parameters"] == asked
    assert [name.split(": ")[-1] for name in about["own_files"]] == ["mine.csv"]
    assert about["counts"]["origins"] == 2
    assert sum(about["counts"]["legs_by_basis"].values()) == len(
        dg.transit.read_transit(VELDLAND).legs
    )
    assert about["transit_rules"]["board_min"]["value"] == 2
    assert len(about["destinations"]) == 4
    assert about["warnings"] == [words.say(one) for one in answer.warnings]
    assert any("sea" in warning for warning in about["warnings"])


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"access": "train"}, "unknown access 'train': Choices: walk, bicycle, ebike, car, best."),
    (
        {"scenarios": ["veldlin"]},
        (
            "unknown scenario 'veldlin': did you mean 'veldlijn'? Choices: n901-sneller, "
            "veldlijn, a file ending in .toml."
        ),
    ),
]


@pytest.mark.parametrize(("how", "said"), REFUSED)
def test_trips_that_are_refused_write_nothing(mine: Path, how: dict[str, Any], said: str) -> None:
    with pytest.raises(dg.ArgumentError) as caught:
        dg.ask_trips(VELDLAND, mine, out=mine.parent / "deep", **how)
    assert str(caught.value) == said
    assert list(mine.parent.iterdir()) == [mine]


def test_origins_are_places_sites_or_a_file(mine: Path) -> None:
    inside = dg.area.places_inside(VELDLAND.layer("places"), VELDLAND.layer("gemeenten"))
    for points, index in (
        ("places", inside.index),
        ("sites", VELDLAND.layer("sites").index),
        (mine, ["venendal", "sea"]),
    ):
        found = dg.ask_trips(VELDLAND, points, access="walk").result.minutes.index
        assert found.to_list() == list(index)
