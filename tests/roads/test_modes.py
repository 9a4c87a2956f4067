"""Modes: who may use which road, how fast, and what is missing."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from own_profiles import own_profile
from paths import VELDLAND_DIR
from towns import CORNER, points, tables
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import ArgumentError, DataError, FileError, LayerError
from drenthe_geo.roads.profiles import profile_from_mapping

SLOW = ("bicycle", "ebike", "walk")
KILOMETRE = [CORNER, CORNER + [1000, 0]]


def test_a_kilometre_by_each_mode() -> None:
    # A minute of a bicycle's trip is to lock it.
    for mode, minutes in (("bicycle", 5.0), ("ebike", 4.0), ("walk", 12.0)):
        street = dg.roads.build_network(
            *tables(KILOMETRE, [(0, 1)]), dg.read_profile(VELDLAND, mode)
        )
        times = dg.roads.travel_times(
            dg.roads.compute_reach(street, points((0, 0))), points((1, 0))
        )
        assert times.minutes.iloc[0, 0] == minutes, mode


@pytest.mark.parametrize("mode", SLOW)
def test_slow_modes_ignore_oneway_and_shun_motorways(mode: str) -> None:
    profile = dg.read_profile(VELDLAND, mode)
    street = dg.roads.build_network(*tables(KILOMETRE, [(0, 1)], oneway=True), profile)
    assert not street.oneway.any()
    for road_class in ("motorway", "motorway_link", "trunk", "trunk_link"):
        made = tables(KILOMETRE, [(0, 1)], road_class=road_class)
        assert dg.roads.build_network(*made, profile).n_edges == 0, road_class


def test_faster_modes_reach_no_less() -> None:
    stations, places = dg.area.select_stations(VELDLAND.layer("stations")), VELDLAND.layer("places")
    minutes = {
        mode: dg.roads.travel_times(
            dg.roads.compute_reach(dg.roads.read_network(VELDLAND, mode), stations), places
        ).minutes.to_numpy()
        for mode in SLOW
    }
    assert np.isfinite(minutes["walk"]).all()
    assert (minutes["ebike"] <= minutes["bicycle"]).all()
    assert (minutes["bicycle"] <= minutes["walk"]).all()


def test_a_class_without_a_speed_is_refused() -> None:
    profile = replace(dg.read_profile(VELDLAND, "walk"), speeds_kmh={"residential": 5.0})
    with pytest.raises(LayerError) as caught:
        dg.roads.build_network(*tables(KILOMETRE, [(0, 1)]), profile)
    assert str(caught.value) == (
        "road edges: class 'tertiary' has no speed in the profile of mode 'walk'; "
        "it knows residential."
    )


def test_a_profile_with_an_unknown_or_missing_number_is_refused() -> None:
    walk = VELDLAND.toml("profiles")["walk"]
    with pytest.raises(DataError, match=r"^profile 'walk': 'speed' is none of its numbers: "):
        profile_from_mapping("walk", walk | {"speed": {"value": 5, "source": "x"}})
    with pytest.raises(DataError) as caught:
        profile_from_mapping("walk", {k: v for k, v in walk.items() if k != "access_kmh"})
    assert str(caught.value) == "profile 'walk': access_kmh missing."


def test_a_profile_of_ones_own(tmp_path: Path) -> None:
    path = own_profile(tmp_path)
    cargo = dg.read_profile(VELDLAND, path=path)
    assert (cargo.mode, cargo.speeds_kmh["residential"]) == ("cargo", 12)
    assert dg.read_profile(VELDLAND, "cargo", path) == cargo
    network = dg.roads.read_network(VELDLAND, cargo)
    slower, bicycle = (
        dg.roads.travel_times(
            dg.roads.compute_reach(net, dg.area.select_stations(VELDLAND.layer("stations"))),
            VELDLAND.layer("places").loc[["1003"]],
        )
        .minutes["hds"]
        .iloc[0]
        for net in (network, dg.roads.read_network(VELDLAND, "bicycle"))
    )
    assert slower == pytest.approx((bicycle - 1) * 15 / 12, rel=0.01)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"access_kmh": ""}, "own.toml: profile 'cargo': access_kmh missing."),
        (
            {"access_kmh": "0"},
            "own.toml: profile 'cargo': 'access_kmh' is 0; it must be a number above 0.",
        ),
        (
            {"low_share": "1.5"},
            (
                "own.toml: profile 'cargo': 'low_share' is 1.5; it must be a number "
                "from 0 to below 1."
            ),
        ),
        (
            {"park_min": "-1"},
            "own.toml: profile 'cargo': 'park_min' is -1; it must be a number, 0 or more.",
        ),
        (
            {"peak": "{ slow_kmh = 50, slow = 0.9, main = 1.1, junctions = 1.5 }"},
            (
                "own.toml: profile 'cargo': 'peak' is {'slow_kmh': 50, 'slow': 0.9, 'main': 1.1, "
                "'junctions': 1.5}; it must be nothing, or a number of 1 or more for each of "
                "slow_kmh, slow, main, junctions."
            ),
        ),
        (
            {"peak": "{ slow = 1.2 }"},
            (
                "own.toml: profile 'cargo': 'peak' is {'slow': 1.2}; it must be nothing, or a "
                "number of 1 or more for each of slow_kmh, slow, main, junctions."
            ),
        ),
        (
            {"closed_classes": '"motorway"'},
            (
                "own.toml: profile 'cargo': 'closed_classes' is 'motorway'; it must be a list "
                "of road classes."
            ),
        ),
        (
            {"speeds_kmh": "{ residential = -4 }"},
            (
                "own.toml: profile 'cargo': 'speeds_kmh.residential' is -4; it must be a number "
                "above 0."
            ),
        ),
    ],
)
def test_a_wrong_profile_is_refused(tmp_path: Path, changes: dict[str, str], said: str) -> None:
    path = own_profile(tmp_path, **changes)
    with pytest.raises(FileError) as caught:
        dg.read_profile(VELDLAND, "cargo", path)
    assert str(caught.value) == said


def test_a_profiles_file_that_is_none(tmp_path: Path) -> None:
    for text, said in (
        ("cargo = 3", ("none.toml: 'cargo' is not a table of numbers; write [cargo.access_kmh] "
         "and so on.")),
        ("[car", ("none.toml: is not a TOML file of profiles (Expected ']' at the end of a table "
         "declaration (at end of document)).")),
    ):  # fmt: skip
        path = tmp_path / "none.toml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(FileError) as caught:
            dg.read_profile(VELDLAND, path=path)
        assert str(caught.value) == said
    with pytest.raises(ArgumentError) as unknown:
        dg.read_profile(VELDLAND, "crago", own_profile(tmp_path))
    assert str(unknown.value) == (
        "unknown mode of own.toml 'crago': did you mean 'cargo'? Choices: cargo."
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '[cargo.access_kmh]\nvalue = 5.0\nsource = "assumption"',
            "",
            ("own.toml: profile 'cargo': 'access_kmh' is 5.0; it must be a table with a value "
            "and a source."),
        ),
        (
            'value = ["motorway", "motorway_link", "trunk", "trunk_link"]',
            'value = [["motorway"]]',
            ("own.toml: profile 'cargo': 'closed_classes' is [['motorway']]; it must be a list of "
            "road classes."),
        ),
        (
            "[cargo.map_cell_m]\nvalue = 80",
            "[cargo.map_cell_m]\nvalue = 0.001",
            ("own.toml: profile 'cargo': 'map_cell_m' is 0.001; it must be at least "
            "map_buffer_m / 20."),
        ),
    ],
)  # fmt: skip
def test_slips_in_a_profile(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = own_profile(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    changed = text.replace(old, new)
    if not new:  # the number stands bare, where it belongs among the texts
        changed = changed.replace("note = ", "access_kmh = 5.0\nnote = ", 1)
    path.write_text(changed, encoding="utf-8-sig")  # as some editors save
    with pytest.raises(FileError) as caught:
        dg.read_profile(VELDLAND, "cargo", path)
    assert str(caught.value) == said


def test_an_endless_edge_is_refused() -> None:
    nodes, edges = tables(KILOMETRE, [(0, 1)], seconds=[1e17])
    with pytest.raises(LayerError) as caught:
        dg.roads.build_network(nodes, edges, dg.read_profile(VELDLAND, "car"))
    assert str(caught.value) == (
        "road edges: edge 0 has no time that can be used (free_flow_s or junctions)."
    )


def test_a_misspelled_road_class_is_noted(tmp_path: Path) -> None:
    path = own_profile(tmp_path, closed_classes='["motorwya", "trakc", "my_own_class", "trunk"]')
    notes = dg.read_profile(VELDLAND, path=path).notes
    assert " ".join(map(VELDLAND.words("en").say, notes)) == (
        "A cargo bicycle. Its profile names a road class 'motorwya'; did it mean 'motorway'? "
        "Its profile names a road class 'trakc'; did it mean 'track'?"
    )


def test_every_mode_has_a_name_and_a_phrase_in_every_language() -> None:
    modes = VELDLAND.toml("profiles")
    assert len(modes) == 4
    for mode in modes:
        for lang in VELDLAND.facts.languages:
            words = VELDLAND.words(lang)
            assert words.say(f"roads.mode.{mode}.name")
            assert words.say(dg.read_profile(VELDLAND, mode).phrase).startswith(
                ("by ", "on ", "met ", "te ")
            )


def test_what_several_modes_share_is_one_note() -> None:
    notes = {dg.read_profile(VELDLAND, mode).said for mode in SLOW}
    assert len(notes) == 1
    assert dg.read_profile(VELDLAND, "car").said == ()


def test_a_file_says_a_mode_in_its_own_words(tmp_path: Path) -> None:
    path, words = own_profile(tmp_path), VELDLAND.words("nl")
    cargo = dg.read_profile(VELDLAND, path=path)
    assert words.say(cargo.phrase) == "with the cargo bike"
    assert [words.say(one) for one in cargo.notes] == ["A cargo bicycle."]
    text = path.read_text(encoding="utf-8").replace('phrase = "with the cargo bike"\n', "")
    path.write_text(text, encoding="utf-8")
    assert words.say(dg.read_profile(VELDLAND, path=path).phrase) == "(cargo)"


def test_a_profile_need_not_say_what_openstreetmap_adds(tmp_path: Path) -> None:
    cargo = dg.read_profile(VELDLAND, path=own_profile(tmp_path))
    assert (cargo.access_column, cargo.timed_classes, cargo.obeys_bans) == ("", frozenset(), False)
    said = own_profile(
        tmp_path, access_column='"bicycle"', timed_classes='["ferry"]', obeys_bans="true"
    )
    cargo = dg.read_profile(VELDLAND, path=said)
    assert (cargo.access_column, cargo.timed_classes, cargo.obeys_bans) == (
        "bicycle",
        frozenset({"ferry"}),
        True,
    )
    with pytest.raises(FileError) as caught:
        dg.read_profile(VELDLAND, path=own_profile(tmp_path, access_column="3"))
    assert str(caught.value) == (
        "own.toml: profile 'cargo': 'access_column' is 3; it must be the name of a column."
    )


def test_of_the_modes_only_the_car_obeys_bans_of_turns() -> None:
    profiles = [dg.read_profile(VELDLAND, mode) for mode in ("car", *SLOW)]
    assert [one.mode for one in profiles if one.obeys_bans] == ["car"]
    assert [one.access_column for one in profiles] == ["car", "bicycle", "bicycle", "walk"]
    assert {one.timed_classes for one in profiles} == {frozenset({"ferry"})}


def test_that_cycleways_are_missing_is_said_only_where_they_are(tmp_path: Path) -> None:
    missing = "roads.paths_missing"
    nodes, edges = tables(KILOMETRE, [(0, 1)])
    known = edges.assign(car="both", bicycle="both", walk="both")
    for mode in SLOW:
        profile = dg.read_profile(VELDLAND, mode)
        without = dg.roads.build_network(nodes, edges, profile)
        having = dg.roads.build_network(nodes, known, profile)
        assert missing in [one.key for one in without.profile.notes], mode
        assert missing not in [one.key for one in having.profile.notes], mode
        # A saved network knows it, whatever the roads of the area that asks.
        for name, network in (("without", without), ("having", having)):
            dg.io.save_network(network, tmp_path / mode / name, profile=profile)
            opened = dg.io.open_network(tmp_path / mode / name, profile)
            assert opened.profile == network.profile


def test_an_area_whose_roads_have_cycleways_says_nothing_is_missing(tmp_path: Path) -> None:
    folder = shutil.copytree(VELDLAND_DIR, tmp_path / "area")
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    roads = next(one for one in package["resources"] if one["name"] == "road_edges")
    roads["schema"]["fields"] += [{"name": mode, "type": "string"} for mode in ("bicycle", "car")]
    (folder / "datapackage.json").write_text(json.dumps(package), "utf-8")
    area = dg.open_area(folder)
    said = {mode: [one.key for one in dg.read_profile(area, mode).notes] for mode in SLOW}
    assert [mode for mode in SLOW if "roads.paths_missing" in said[mode]] == ["walk"]
