"""A file of OpenStreetMap becomes a folder of networks, one for each mode."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from commands import ask
from osm_files import square
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.build import network
from drenthe_geo.build.network import BuiltNetwork, build_network_folder
from drenthe_geo.cli.main import main
from drenthe_geo.errors import ArgumentError, FileError
from drenthe_geo.io.networks import read_network_from
from drenthe_geo.io.osm import open_built
from drenthe_geo.io.saved import open_network
from drenthe_geo.osm.country import country_told
from drenthe_geo.osm.read import OsmRoads, read_osm
from drenthe_geo.osm.rules import read_rules

if TYPE_CHECKING:
    from pathlib import Path

    from osm_files import Town


def dutch_town() -> Town:
    """A town on a grid in the made-up area, with a cycleway and a one-way street."""
    town = square(4, 4)
    for node, (lon, lat) in town.nodes.items():
        town.nodes[node] = (lon + 5.6, lat - 2.2)
    town.road(300, 1, 6, highway="cycleway").road(301, 2, 7, oneway="yes")
    town.road(302, 3, 8, highway="motorway").road(303, 5, 2)
    return town.turn(1, "no_left_turn", 303, "n2", 301)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town as a file."""
    return dutch_town().write(tmp_path_factory.mktemp("osm") / "town.osm")


@pytest.fixture(scope="module")
def built(town: Path) -> BuiltNetwork:
    """What was made of it, in a folder beside it."""
    return build_network_folder(town, town.parent / "made", area=VELDLAND)


def test_every_mode_has_its_network_and_what_was_odd_is_beside_it(
    built: BuiltNetwork, town: Path
) -> None:
    assert built.modes["mode"].tolist() == ["car", "bicycle", "ebike", "walk"]
    assert (built.crs, built.country) == ("EPSG:28992", "nl")
    said = json.loads((town.parent / "made" / "roads.json").read_text())
    assert said["modes"] == built.modes["mode"].tolist()
    report = (town.parent / "made" / "report.csv").read_text().splitlines()
    assert report[0] == "code,count,first"
    assert "road_ways,12," in report


def test_junctions_are_those_of_the_roads_of_the_mode(built: BuiltNetwork, town: Path) -> None:
    roads = read_osm(town, read_rules("nl"))
    for row in built.modes.itertuples():
        own = roads.edges[roads.edges["bicycle" if row.mode == "ebike" else row.mode] != "none"]
        assert row.nodes == len({*own["tail"], *own["head"]})
        assert row.edges == len(own)


def test_islands_are_closed_and_said_so_unless_they_are_kept(tmp_path: Path) -> None:
    drawn = dutch_town().at(90, 30, 30).at(91, 30, 31)
    for node in (90, 91):
        lon, lat = drawn.nodes[node]
        drawn.nodes[node] = (lon + 5.6, lat - 2.2)
    path = drawn.road(400, 1, 90, oneway="yes").write(tmp_path / "pocket.osm")
    profile, words = dg.read_profile(VELDLAND, "car"), VELDLAND.words("en")
    said = {}
    for keep in (False, True):
        out = tmp_path / str(keep)
        build_network_folder(path, out, ["car"], area=VELDLAND, keep_islands=keep)
        found = open_built(out, profile)
        said[keep] = (
            [words.say(one) for one in found.notices],
            (found.edges["length_m"] > 3000).any(),
        )
    (_, closed), there = said[False]
    assert not there
    assert closed.startswith("pocket.osm: 1 stretch of road (3.")
    assert closed.endswith(
        " that cannot be both reached and left by car is closed; points there join the nearest "
        "other road."
    )
    (_, no_return), there = said[True]
    assert there
    assert "cannot be travelled both to and from the others" in no_return
    with pytest.raises(FileError, match=r"--network-only --out \S+ --country nl --keep-islands"):
        open_network(tmp_path / "True" / "car", dg.read_profile(VELDLAND, "walk"))


@pytest.mark.parametrize("mode", ["car", "bicycle", "ebike", "walk"])
def test_the_folder_and_the_file_give_one_network(
    mode: str, built: BuiltNetwork, town: Path
) -> None:
    from_folder = read_network_from(VELDLAND, town.parent / "made", mode)
    from_file = read_network_from(VELDLAND, town, mode)
    assert from_folder.identity == from_file.identity
    assert len(built.modes) == 4
    classes = set(from_file.edges["road_class"])
    assert ("cycleway" in classes) == (mode != "car")
    assert from_file.oneway.any() == (mode != "walk")


def test_it_is_the_tables_that_were_read(town: Path) -> None:
    roads = read_osm(town, read_rules(country_told(town).country))
    network = read_network_from(VELDLAND, town, "walk")
    assert network.n_edges == (roads.edges["walk"] != "none").sum()
    assert len(roads.bans) == 1


def test_a_mode_that_was_not_made_is_refused(
    built: BuiltNetwork, town: Path, tmp_path: Path
) -> None:
    assert len(built.modes) == 4
    build_network_folder(town, tmp_path / "cars", ["car"], area=VELDLAND)
    with pytest.raises(FileError, match=r"cars: holds roads for car, not for 'walk'; make the"):
        read_network_from(VELDLAND, tmp_path / "cars", "walk")
    with pytest.raises(ArgumentError):
        read_network_from(VELDLAND, tmp_path / "cars", "car", columns={"u": "a"})
    (tmp_path / "cars" / "roads.json").write_text("{")
    with pytest.raises(FileError, match=r"roads.json cannot be read; make the folder anew"):
        read_network_from(VELDLAND, tmp_path / "cars", "car")


def test_a_map_that_has_changed_since_is_said_with_the_command(
    tmp_path: Path,
) -> None:
    path = dutch_town().write(tmp_path / "town.osm")
    build_network_folder(path, tmp_path / "made", ["car"], area=VELDLAND)
    dutch_town().road(400, 5, 10).write(path)
    with pytest.raises(FileError) as refused:
        read_network_from(VELDLAND, tmp_path / "made", "car")
    assert "town.osm has changed since" in str(refused.value)
    assert f"drenthe-geo build {path} --network-only --out {tmp_path / 'made'}" in str(
        refused.value
    )


def test_a_turn_that_is_banned_binds_cars_alone(town: Path, tmp_path: Path) -> None:
    free = dutch_town()
    free.turns = []
    path = free.write(tmp_path / "free.osm")
    for mode, differs in (("car", True), ("bicycle", False), ("walk", False)):
        bound = read_network_from(VELDLAND, town, mode)
        assert (bound.n_nodes > read_network_from(VELDLAND, path, mode).n_nodes) == differs


@pytest.mark.parametrize(
    ("at", "country", "how"),
    [
        ((4.40, 51.22), "be", "nodes"),
        ((7.06, 52.43), "de", "nodes"),
        ((6.89, 52.22), "nl", "nodes"),
        ((5.32, 53.39), "nl", "nodes"),
        ((3.06, 50.63), "default", "nowhere"),
        ((-8.61, 41.15), "default", "nowhere"),
    ],
)
def test_rules_are_those_of_the_land_that_a_file_lies_in_and_the_result_says_so(
    at: tuple[float, float], country: str, how: str, tmp_path: Path
) -> None:
    town = square(3, 3)
    west, south = np.min(list(town.nodes.values()), axis=0)
    for node, (lon, lat) in town.nodes.items():
        town.nodes[node] = (lon - west + at[0], lat - south + at[1])
    path = town.write(tmp_path / "town.osm")
    told = country_told(path)
    assert (told.country, told.how) == (country, how)
    network = dg.read_osm(path, area=VELDLAND)
    assert told.said in network.notices
    of_it = dg.read_osm(path, country=country, area=VELDLAND)
    assert network.time_ds.tolist() == of_it.time_ds.tolist()
    slow = network.time_ds.sum() > 1.3 * _ds_everywhere(path)  # 30 km/h in streets, not 50
    assert slow == (country in {"nl", "de"})
    asked = dg.read_osm(path, country="be", area=VELDLAND)
    assert VELDLAND.words("en").say(asked.notices[0]) == (
        "town.osm: roads are read by the rules of be, as was asked."
    )


def _ds_everywhere(path: Path) -> float:
    """Time over all roads by the rules that hold nearly everywhere."""
    return float(dg.read_osm(path, country="default", area=VELDLAND).time_ds.sum())


def test_a_country_without_rules_is_refused(town: Path, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=r"unknown country 'ne': Choices: nl, de"):
        build_network_folder(town, tmp_path / "made", country="ne", area=VELDLAND)


@pytest.mark.parametrize(("lang", "said"), [("en", "Networks saved to"), ("nl", "Wegennetten")])
def test_the_command_says_what_it_made(
    lang: str, said: str, town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "made"
    heard = ask(["build", str(town), "--network-only", "--out", str(out)], capsys, lang)
    assert heard.code == 0, heard.err
    assert said in heard.out.replace("\n", " ")
    assert sorted(path.name for path in out.iterdir()) == [
        "bicycle", "car", "ebike", "report.csv", "roads.json", "walk",
    ]  # fmt: skip


def test_nothing_is_written_of_a_file_that_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cut.osm.pbf").write_bytes(b"nothing")
    words = ["build", str(tmp_path / "cut.osm.pbf"), "--network-only", "--out", str(tmp_path / "o")]
    heard = ask(words, capsys)
    assert heard.code == 1
    assert "cannot be read as a file of OpenStreetMap" in heard.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cut.osm.pbf"]


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of networks of a town in another country."""
    folder = tmp_path_factory.mktemp("abroad")
    town = square(4, 4).write(folder / "town.osm")
    build_network_folder(town, folder / "made", ["car", "walk"], area=VELDLAND)
    return folder


def test_roads_from_anywhere_are_taken_in_python(abroad: Path) -> None:
    ends = [tuple(square(4, 4).nodes[node]) for node in (1, 16)]
    by_folder, by_file = (
        dg.travel_time_matrix(ends, ends, mode="walk", network=network, area=VELDLAND)
        for network in (abroad / "made", abroad / "town.osm")
    )
    assert by_folder.equals(by_file)
    assert by_folder.notna().all(axis=None)
    assert by_folder.to_numpy().max() > 0
    areas = dg.isochrones(ends, 5, mode="walk", network=abroad / "made", area=VELDLAND)
    assert areas.crs == "EPSG:4326"
    assert (areas["km2"] > 0).all()


@pytest.mark.parametrize("question", ["times", "catchments", "people"])
def test_a_command_says_that_the_roads_and_not_the_points_lie_elsewhere(
    question: str, abroad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lon, lat = square(4, 4).nodes[1]
    (tmp_path / "mine.csv").write_text(f"id,lon,lat\na,{lon},{lat}\n")
    points, roads = str(tmp_path / "mine.csv"), str(abroad / "made")
    run = ask([question, "--points", points, "--network", roads], capsys)
    assert run.code == 1
    assert run.err.startswith("drenthe-geo: network from made: lies around ")
    assert "give an --area that lies there, or ask in Python" in run.err


def test_what_is_built_elsewhere_is_said_at_once(
    abroad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town, out = str(abroad / "town.osm"), str(abroad / "again")
    run = ask(["build", town, "--network-only", "--mode", "walk", "--out", out], capsys)
    assert "They lie outside RD New, where the data of the area are" in " ".join(run.out.split())


def test_a_folder_of_roads_is_no_area(abroad: Path) -> None:
    with pytest.raises(FileError) as refused:
        dg.open_area(abroad / "made")
    assert str(refused.value) == (
        f"{abroad / 'made'}: holds roads alone, and is no area; give it as --network, in Python as "
        "network=."
    )


def test_a_folder_that_nothing_was_fetched_to_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["build", str(tmp_path), "--out", str(tmp_path / "area"), "--lang", "en", "--area"]
    assert main([*words, "groningen"]) == 1
    assert capsys.readouterr().err == (
        f"drenthe-geo: {tmp_path}: holds no manifest.json, so nothing that fetch brought; fill it "
        f"with drenthe-geo fetch --area groningen --to {tmp_path}, or copy the whole folder of who "
        "did.\n"
    )
    assert main([*words, "groningn"]) == 1
    assert "unknown area 'groningn': did you mean 'groningen'?" in capsys.readouterr().err


def test_two_that_make_one_folder_leave_that_of_the_second(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is done when the second has begun already: it may be replaced all the same."""

    def meanwhile(*given: Any, **more: Any) -> OsmRoads:
        monkeypatch.undo()
        build_network_folder(town, tmp_path / "made", ["walk"], area=VELDLAND)
        return read_osm(*given, **more)

    monkeypatch.setattr(network, "read_osm", meanwhile)
    build_network_folder(town, tmp_path / "made", ["car"], area=VELDLAND)
    names = sorted(path.name for path in (tmp_path / "made").iterdir())
    assert names == ["car", "report.csv", "roads.json"]


@pytest.mark.parametrize("text", ["[" * 10_000, "{}", '{"modes": "car"}', '{"modes": [1]}', "ë"])
def test_what_a_folder_says_of_itself_must_be_readable(text: str, tmp_path: Path) -> None:
    (tmp_path / "roads.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(FileError) as error:
        read_network_from(VELDLAND, tmp_path, "car")
    assert str(error.value) == (
        f"{tmp_path}: roads.json cannot be read; make the folder anew with drenthe-geo build "
        "FILE.osm.pbf --network-only."
    )


@pytest.mark.parametrize("file", ["about.json", "area.toml", "manifest.json"])
def test_a_folder_of_something_else_is_refused(file: str, town: Path, tmp_path: Path) -> None:
    (tmp_path / file).write_text("{}")
    with pytest.raises(FileError) as refused:
        build_network_folder(town, tmp_path, area=VELDLAND)
    assert str(refused.value) == (
        f"{tmp_path}: holds something else already ({file}), among whose files networks would lie; "
        "give another folder."
    )
    assert [path.name for path in tmp_path.iterdir()] == [file]


def test_a_mode_without_a_road_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town = square(2, 2)
    town.ways = [(way, refs, {"highway": "footway"}) for way, refs, _ in town.ways]
    words = ["build", str(town.write(tmp_path / "town.osm")), "--network-only", "--mode", "car"]
    heard = ask([*words, "--mode", "walk", "--out", str(tmp_path / "made")], capsys)
    assert heard.code == 0, heard.err
    assert "car: no road of the file is open to it, there and back" in heard.out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("FILE", "FILE: --out is missing; give the folder for its networks."),
        (
            "FILE --out o --only roads",
            "--only is for an area; build --network-only makes the roads",
        ),
        ("--out o", "build --network-only needs a file of OpenStreetMap first, as in drenthe-geo"),
    ],
)
def test_what_is_missing_is_said(given: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", *given.split(), "--network-only", "--lang", "en"]) == 1
    assert said in capsys.readouterr().err


def test_a_province_that_is_not_built_has_the_profiles_that_ship(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["build", str(town), "--network-only", "--mode", "car", "--lang", "en"]
    assert main([*words, "--out", str(tmp_path / "o"), "--area", "groningen"]) == 0
    assert main([*words, "--out", str(tmp_path / "p"), "--area", "nowhere"]) == 1
    assert "nowhere" in capsys.readouterr().err
