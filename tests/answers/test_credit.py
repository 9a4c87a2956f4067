"""Roads of OpenStreetMap are credited wherever they are answered with, as their licence asks."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest
from osm_files import square
from veldland import VELDLAND

from drenthe_geo.answers.about import own_files
from drenthe_geo.answers.catchments import ask_catchments
from drenthe_geo.answers.times import ask_times
from drenthe_geo.area.sources import credit_line
from drenthe_geo.build.network import build_network_folder
from drenthe_geo.errors import FileError, LayerError
from drenthe_geo.io.networks import read_network_from, save_network_from
from drenthe_geo.osm.origin import openstreetmap, origin_of

if TYPE_CHECKING:
    from pathlib import Path

CREDIT = {
    "nl": "© OpenStreetMap-bijdragers datum niet vermeld (ODbL)",
    "en": "© OpenStreetMap contributors date not told (ODbL)",
}

EAST_DEG, SOUTH_DEG = 5.6, 2.2
"""From where made-up towns lie to the made-up area."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town, its folder of networks, and the saved network of one mode."""
    folder = tmp_path_factory.mktemp("credit")
    drawn = square(4, 4)
    for node, (lon, lat) in drawn.nodes.items():
        drawn.nodes[node] = (lon + EAST_DEG, lat - SOUTH_DEG)
    path = drawn.write(folder / "town.osm")
    build_network_folder(path, folder / "made", ["car"], area=VELDLAND)
    save_network_from(VELDLAND, path, folder / "saved")
    return folder


@pytest.mark.parametrize("roads", ["town.osm", "made", "saved"])
def test_the_file_and_what_was_made_of_it_name_one_source(roads: str, town: Path) -> None:
    fresh = VELDLAND.fresh()
    network = read_network_from(fresh, town / roads)
    assert network.sources == fresh.sources()[-1:] == (origin_of(town / "town.osm"),)
    for lang, said in CREDIT.items():
        assert fresh.attribution(fresh.words(lang)).endswith(said)
    assert VELDLAND.fresh().sources() == ()


def test_a_day_that_is_told_stands_beside_that_of_the_area() -> None:
    told = [openstreetmap("a.osm.pbf", date) for date in ("2026-11-20", "2021", "")]
    words = VELDLAND.words("en")
    assert credit_line(told[:1], words) == "© OpenStreetMap contributors 2026 (ODbL)"
    assert credit_line(told[:2], words) == "© OpenStreetMap contributors 2021–2026 (ODbL)"
    assert credit_line(told, words).endswith(" 2021–2026, date not told (ODbL)")


def test_an_answer_says_it_in_every_file(town: Path, tmp_path: Path) -> None:
    points, out = tmp_path / "points.csv", tmp_path / "out"
    points.write_text("id,name,lon,lat\na,A,6.601,52.801\n")
    found = ask_catchments(VELDLAND, points, [5], network=town / "made")
    found.write(out, "en", formats="gpkg", map_formats="svg")
    about = json.loads((out / "about.json").read_text(encoding="utf-8"))
    assert CREDIT["en"] in about["attribution"]
    said = hashlib.sha256((town / "made" / "roads.json").read_bytes()).hexdigest()
    assert about["own_files"]["network: made/roads.json"] == said
    assert about["data"][-1] == {
        "name": "OpenStreetMap, town.osm",
        "path": "https://www.openstreetmap.org/copyright",
        "date": "date not told",
        "sources": ["OpenStreetMap, town.osm (date not told)"],
        "licences": ["ODbL-1.0"],
    }
    for file in out.iterdir():
        if file.suffix in {".html", ".gpkg", ".svg"}:
            assert b"OpenStreetMap contributors date not told (ODbL)" in file.read_bytes(), file


def test_a_saved_network_is_a_file_of_the_user(town: Path) -> None:
    digest = hashlib.sha256((town / "saved" / "network.json").read_bytes()).hexdigest()
    assert own_files(network=town / "saved") == {"network: saved/network.json": digest}


def test_roads_from_elsewhere_are_blamed_before_points_of_there(tmp_path: Path) -> None:
    roads, points = square(3, 3).write(tmp_path / "sea.osm"), tmp_path / "points.csv"
    points.write_text("id,lon,lat\na,1.001,55.001\n")
    with pytest.raises(LayerError, match=r"sea.osm: lies around 1\.00, 55\.00 \(lon, lat\)"):
        ask_times(VELDLAND, points, points, network=str(roads))


def test_a_folder_without_roads_is_told_from_one_with(tmp_path: Path) -> None:
    with pytest.raises(FileError) as refused:
        read_network_from(VELDLAND, tmp_path)
    assert str(refused.value) == (
        f"{tmp_path}: holds no roads; of folders --network takes one that drenthe-geo build "
        "FILE.osm.pbf --network-only or drenthe-geo network FILE made."
    )
