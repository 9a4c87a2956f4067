"""An area that is not Dutch: roads go by their class, things by the names that it gives them."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from drenthe_geo.area.package import DEFAULTS, data_dir, read_toml
from drenthe_geo.build.fetched import describe
from drenthe_geo.build.fetched.area import settings_of
from drenthe_geo.build.fetched.roads import courses_of, first_number
from drenthe_geo.build.fetched.spots import exits_of
from drenthe_geo.errors import ArgumentError, FileError
from drenthe_geo.siting.model import Target
from drenthe_geo.siting.targets import ids_of
from tests.areas.veldland_fetched import told

if TYPE_CHECKING:
    from pathlib import Path

UTM = "EPSG:32722"
SHARED = read_toml(data_dir() / DEFAULTS / "build.toml")


def roads(*rows: tuple[str, str, float, float]) -> gpd.GeoDataFrame:
    """Lay roads of a class and a number along x, each on a y of its own."""
    lines = [shapely.LineString([(x0, y), (x1, y)])
             for y, (_, _, x0, x1) in enumerate(rows)]  # fmt: skip
    named = {"road_class": [row[0] for row in rows], "road_number": [row[1] for row in rows]}
    return gpd.GeoDataFrame({**named, "oneway": False}, geometry=lines, crs=UTM)


def kinds(found: gpd.GeoDataFrame, **chosen: object) -> dict[str, str]:
    return {one.road: one.kind for one in courses_of(found, {**SHARED["motorways"], **chosen})}


def test_a_motorway_is_one_by_its_class_whatever_its_number() -> None:
    there = roads(("motorway", "BR-290", 0, 5000), ("primary", "A13", 0, 5000),
                  ("trunk", "E43", 0, 5000), ("secondary", "414", 0, 5000))  # fmt: skip
    assert kinds(there) == {"414": "n_road", "A13": "n_road", "BR-290": "motorway", "E43": "n_road"}
    assert kinds(there, motorway_classes=["motorway", "trunk"])["E43"] == "motorway"


def test_a_number_is_of_the_kind_that_most_of_it_is() -> None:
    most = roads(("motorway", "BR-116", 0, 3001), ("trunk", "BR-116", 3001, 6000))
    assert kinds(most) == {"BR-116": "motorway"}
    assert kinds(roads(("motorway", "1", 0, 2999), ("trunk", "1", 2999, 6000))) == {"1": "n_road"}


def test_main_roads_without_a_number_are_drawn_by_class_and_small_ones_are_not() -> None:
    there = roads(("motorway", "", 0, 5000), ("primary", "", 0, 5000), ("secondary", "", 0, 5000),
                  ("trunk", "", 0, 1999), ("primary", "X1", 0, 1999))  # fmt: skip
    assert kinds(there) == {"motorway": "motorway", "primary": "main"}


def test_two_carriageways_are_one_road() -> None:
    there = roads(("motorway", "A1", 0, 6000), ("motorway", "A1", 0, 6000),
                  ("trunk", "A1", 6000, 9000), ("primary", "N2", 0, 5000))  # fmt: skip
    there["oneway"] = [True, True, False, False]
    found = {one.road: one for one in courses_of(there, SHARED["motorways"])}
    lines_m = {name: sum(line.length for line in one.lines) for name, one in found.items()}
    road_m = {name: lines_m[name] / one.carriageways for name, one in found.items()}
    assert lines_m == {"A1": 15_000, "N2": 5_000}
    assert road_m == pytest.approx({"A1": 9_000, "N2": 5_000})


@pytest.mark.parametrize(("said", "number"), [("A 28;E 232", "A28"), ("BR-290", "BR-290"),
                                              ("Rua Vasco da Gama", ""), ("", "")])  # fmt: skip
def test_a_number_has_a_digit(said: str, number: str) -> None:
    assert first_number(said) == number


def test_exits_know_the_class_of_their_road_and_are_chosen_by_it() -> None:
    there = roads(
        ("motorway", "BR-290", 0, 5000), ("trunk", "", 0, 5000), ("motorway", "", 0, 5000)
    )
    there.geometry = [shapely.LineString([(0, y), (5000, y)]) for y in (0, 1000, 2000)]
    at = [shapely.Point(2500, y) for y in (0, 1000, 2000, 3000)]
    junctions = gpd.GeoDataFrame({"id": range(4), "ref": ["91", "2", "", "7"],
                                  "name": ["", "", "Norte", "Longe"]},
                                 geometry=at, crs=UTM)  # fmt: skip
    exits = exits_of(junctions, there, SHARED["exits"]).set_index("exit_id")
    assert exits["road_class"].to_dict() == {
        "BR-290-91": "motorway", "trunk-2": "trunk", "motorway-norte": "motorway",
    }  # fmt: skip
    one = Target(layer="exits", where={"kind": "exit", "road_class": ["motorway"]})
    assert sorted(ids_of(one, exits)) == ["BR-290-91", "motorway-norte"]
    both = Target(layer="exits", where={"road_class": ["motorway", "trunk"]})
    assert len(ids_of(both, exits)) == len(exits)


def test_texts_call_things_as_the_choices_do(tmp_path: Path) -> None:
    called = {"boundaries_gemeenten": {"en": ["município", "municípios"]}}
    settings = {**SHARED, "area": {**SHARED["area"], "title": "Aqui"},
                "called": {**SHARED["called"], "boundaries_gemeenten": {
                    **SHARED["called"]["boundaries_gemeenten"],
                    **called["boundaries_gemeenten"]}}}  # fmt: skip
    (tmp_path / "f.geojson").write_text("{}")
    source = told(tmp_path / "f.geojson", "squares_100m")
    of = {"people": "squares_100m", "places": "boundaries_gemeenten"}
    describe.write_words(tmp_path, settings, source, 2, of, abroad=False)
    texts = tomllib.loads((tmp_path / "words.en.toml").read_text())["area"]
    assert {key: texts[key] for key in ("unit", "units", "places", "dots_are", "counted")} == {
        "unit": "município", "units": "municípios", "places": "municípios",
        "dots_are": "in the middle of their square of 100 m",
        "counted": "counted in their square of 100 m",
    }  # fmt: skip
    assert not {"place_id", "place_code", "abroad"} & set(texts)
    dutch = tomllib.loads((tmp_path / "words.nl.toml").read_text())["area"]
    assert (dutch["unit"], dutch["counted"]) == ("gemeente", "geteld in hun vierkant van 100 m")
    describe.write_words(tmp_path, settings, source, 2,
                         {"people": "buurten", "places": "postcode4"}, abroad=False)  # fmt: skip
    texts = tomllib.loads((tmp_path / "words.en.toml").read_text())["area"]
    assert (texts["place_code"], texts["place_id"]) == ("postcode", "postcode of four digits")
    assert texts["dots_are"] == "spread over the streets of their neighbourhood (a model)"


def test_a_folder_that_does_not_say_which_land_is_told_what_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "aqui"
    folder.mkdir()
    (folder / "sources.toml").write_text("")
    with pytest.raises(FileError) as error:
        settings_of(folder.name)
    assert str(error.value) == (
        "aqui: has no build.toml that says which land the area is, such as: [area] gemeenten = "
        '["…"], crs = "EPSG:32722", country = "default" (see docs/howto/own-area.md).'
    )


@pytest.mark.parametrize("given", ['["município"]', '["a", "b", "c"]', '["a", ""]', '["a", "{b}"]'])
def test_a_name_that_is_not_two_texts_is_refused(given: str, tmp_path: Path) -> None:
    text = f'[area]\nprovince = "X"\n[called.boundaries_gemeenten]\nen = {given}\n'
    folder = tmp_path / "aqui"
    folder.mkdir()
    (folder / "build.toml").write_text(text)
    with pytest.raises(ArgumentError) as error:
        settings_of(folder)
    assert str(error.value) == (
        "aqui/build.toml: called.boundaries_gemeenten.en must be two texts, for one and for many "
        'of it, such as ["district", "districts"], without braces.'
    )
