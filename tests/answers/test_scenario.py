"""What scenarios would change: files that say what was found, refusals; of trips too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.io.title_block import TitleBlock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EN = VELDLAND.words("en")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"access": "train"}, "unknown access 'train': Choices: walk, bicycle, ebike, car, best."),
        ({"scenarios": ["veldlin"]}, "unknown scenario 'veldlin': did you mean 'veldlijn'?"),
        ({"points": "palces"}, "unknown origins 'palces': did you mean 'places'?"),
        ({"gtfs": "no.zip"}, "no.zip: no such file."),
        ({"out": "mine.csv"}, "mine.csv: is a file, but a folder for the results is needed."),
    ],
)
def test_trips_that_are_refused(how: dict[str, Any], said: str, folder: Path) -> None:
    with pytest.raises(dg.DrentheGeoError) as caught:
        dg.ask_trips(VELDLAND, **how)
    assert str(caught.value).startswith(said)
    assert [path.name for path in folder.iterdir()] == ["mine.csv"]


def test_a_scenarios_files_say_what_was_found(
    ask: Callable[[str], dg.Answer], written: Callable[[str], Path]
) -> None:
    found, folder = ask("scenario").result, written("scenario")
    assert list(found.tables) == ["places", "gemeenten", "stations", "sites", "in_reach"]
    for name, table in found.tables.items():
        assert len(pd.read_csv(folder / f"{name}.csv")) == len(table) > 0
    summary = pd.read_csv(folder / "summary.csv", index_col="destination")
    np.testing.assert_allclose(summary["gain_min"], found.summary["gain_min"], atol=5e-4)
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    (told,) = about["scenarios"]
    assert told["name"] == "veldlijn"
    assert told["toggles"] == {"heidedorp": False, "hourly": False}
    assert told["edits"][0]["do"] == "add_line"
    assert about["subject"] == {
        "scenarios": ["veldlijn (heidedorp=off, hourly=off)"],
        "access": "best",
    }
    assert list(about["profiles"]) == ["walk", "bicycle", "car"]
    height, width = imread(folder / "map_minutes_gained.png").shape[:2]
    assert min(height, width) > 1500


def test_the_geopackage_has_the_gains_of_people_places_sites_and_stations(
    ask: Callable[[str], dg.Answer], written: Callable[[str], Path]
) -> None:
    found = ask("scenario").result
    path = written("scenario") / "scenario.gpkg"
    people = gpd.read_file(path, layer="people")
    assert people["population"].sum() == found.people["population"].sum()
    written_min, gained_min = people["gain_min_hoofdstad"], found.gains["hoofdstad"]
    # Files are written to three decimals.
    assert written_min.sum() == pytest.approx(gained_min.sum(), rel=0, abs=5e-4 * len(people))
    assert written_min.max() == pytest.approx(gained_min.max(), rel=0, abs=5.01e-4)
    for layer, count in (("places", 9), ("sites", 6)):
        points = gpd.read_file(path, layer=layer)
        assert len(points) == count
        assert "gain_min_hoofdstad" in points


def test_a_toggle_makes_another_question(
    written: Callable[[str], Path], ask: Callable[[str], dg.Answer]
) -> None:
    with pytest.raises(dg.ArgumentError) as caught:
        dg.ask_scenario(
            VELDLAND, ["veldlijn"], toggles={"heidedorp": True}, out=written("scenario")
        )
    assert "(scenario; scenarios veldlijn (heidedorp=off, hourly=off))" in str(caught.value)
    assert "(scenario; scenarios veldlijn (heidedorp=on, hourly=off))" in str(caught.value)
    on = dg.ask_scenario(VELDLAND, ["veldlijn"], toggles={"veldlijn.heidedorp": True})
    stations = [set(one.result.tables["stations"]["station"]) for one in (on, ask("scenario"))]
    assert "x-heidedorp" in stations[0] - stations[1]


@pytest.mark.parametrize("asked", ["osterfeld", "Osterfeld"])
def test_the_map_is_of_the_destination_that_is_asked_for(asked: str) -> None:
    answer = dg.ask_scenario(VELDLAND, ["veldlijn"], destination=asked)
    page = answer.figures(VELDLAND.words("en"), TitleBlock())["map_minutes_gained"]
    assert any("Osterfeld" in text.get_text() for text in page.texts)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"names": []}, "no scenario was given; drenthe-geo scenarios lists them."),
        ({"names": ["veldlin"]}, "unknown scenario 'veldlin': did you mean 'veldlijn'?"),
        ({"toggles": {"heidedrop": True}}, "unknown toggle"),
        ({"access": "train"}, "unknown access 'train': Choices: "),
        ({"destination": "hoofdstat"}, "unknown destination 'hoofdstat': did you mean 'Hoofdstad'"),
        (
            {"names": ["veldlijn", "n901-sneller"], "toggles": {"heidedorp": True}},
            "unknown toggle 'heidedorp': did you mean 'veldlijn.heidedorp'?",
        ),
    ],
)
def test_scenarios_that_are_refused(how: dict[str, Any], said: str) -> None:
    with pytest.raises(dg.ArgumentError) as caught:
        dg.ask_scenario(VELDLAND, **{"names": ["veldlijn"], **how})
    assert str(caught.value).startswith(said)
