"""Words follow the data: whose people are counted, where the roads end, what is no area of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.cli.main import main
from drenthe_geo.io.vector import with_own_layers

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = "people_id,pc4,x,y,population\np1,1001,164138,464901,100\np2,1001,164300,464800,200\n"


def own_people(folder: Path) -> dg.Area:
    path = folder / "mine{1}.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return with_own_layers(VELDLAND, {"people": path})


def test_ones_own_people_are_no_inhabitants_of_the_area(tmp_path: Path) -> None:
    area = own_people(tmp_path)
    say = area.words("en").say
    assert say("area.people_are") == "your own people, mine{1}.csv"
    assert say("maps.people", people=1) == "1 person"
    assert say("maps.people", people=300) == "300 people"
    assert say("maps.catchments.subtitle", minutes=30) == (
        "At each station: people of mine{1}.csv within 30 minutes, in order of name"
    )
    nl = area.words("nl").say
    assert nl("maps.people_are") == "Geteld: uw eigen personen, mine{1}.csv."
    assert "Veldland" in VELDLAND.words("nl").say("maps.catchments.subtitle", minutes=30)


def test_people_without_a_file_are_ones_own_data() -> None:
    area = VELDLAND.with_layers({"people": VELDLAND.layer("people").iloc[:3]})
    assert area.words("en").say("area.people_are") == "your own people, your own data"


@pytest.mark.parametrize("name", ["people", "places"])
def test_the_screen_says_whose_people(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.csv"
    text = PEOPLE if name == "people" else "pc4,name,x,y,population\n1001,Mine,164138,464901,300\n"
    path.write_text(text, encoding="utf-8")
    words = ["run", "--area", str(VELDLAND.folder), "--lang", "en", "--minutes", "10"]
    assert main([*words, "--layer", f"{name}={path}", "--out", str(tmp_path / "out")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "people: people of mine.csv, counted by point;" in said
    assert "inhabitants" not in said


def test_an_outline_far_larger_than_the_roads_is_refused() -> None:
    far = VELDLAND.layer("gemeenten").reset_index()
    more = far.iloc[[0]].assign(code="GM9999", geometry=[shapely.box(60e3, 380e3, 140e3, 460e3)])
    both = gpd.GeoDataFrame(pd.concat([far, more], ignore_index=True), crs=far.crs)
    with pytest.raises(dg.LayerError) as caught:
        VELDLAND.with_layers({"gemeenten": both})
    assert str(caught.value).startswith("layer 'gemeenten' from gemeenten: 9")
    assert str(caught.value).endswith(
        "% of its land lies further than 4 km outside the area, where the data have no roads, so "
        "what it is asked for cannot be told; leave that land out."
    )
    assert len(VELDLAND.with_layers({"gemeenten": far}).layer("gemeenten")) == len(far)


def test_statcode_and_statnaam_are_code_and_name() -> None:
    given = VELDLAND.layer("gemeenten").reset_index()
    given = given.rename(columns={"code": "statcode", "name": "statnaam"})
    read = VELDLAND.with_layers({"gemeenten": given}).layer("gemeenten")
    assert read["name"].equals(VELDLAND.layer("gemeenten")["name"])


def test_catchments_say_where_the_roads_end() -> None:
    """The further cut-off is beyond what the roads hold; on roads of one's own nobody knows."""
    answer = dg.ask_catchments(VELDLAND, "stations", [1, 60])
    table = answer.tables["catchments"].set_index(["facility", "minutes"])["may_be_larger"]
    assert not table.xs(1.0, level="minutes").any()
    assert table.xs(60.0, level="minutes").all()
    said = [VELDLAND.words("en").say(one) for one in answer.warnings]
    assert any(one.startswith("the roads of the data end before the minutes do") for one in said)
    near = dg.ask_catchments(VELDLAND, "stations", [1])
    assert not [one for one in near.warnings if one.key == "reach.area_ends"]


def test_on_roads_of_ones_own_nobody_knows_where_they_end(tmp_path: Path) -> None:
    x, y = 164138.0, 464901.0
    lines = [shapely.LineString([(x + n * 500, y), (x + n * 500 + 500, y)]) for n in range(4)]
    rows = {"u": np.arange(4), "v": np.arange(1, 5), "speed_kmh": 30.0}
    roads = gpd.GeoDataFrame(rows, geometry=lines, crs="EPSG:28992")
    roads.to_parquet(tmp_path / "mine.parquet")
    (tmp_path / "at.csv").write_text(f"id,x,y\na,{x + 600},{y + 5}\n", encoding="utf-8")
    answer = dg.ask_catchments(
        VELDLAND, tmp_path / "at.csv", [5], network=str(tmp_path / "mine.parquet")
    )
    assert answer.tables["catchments"]["may_be_larger"].isna().all()
    assert [one for one in answer.warnings if one.key == "reach.own_ends"]
    assert answer.write(tmp_path / "out")
