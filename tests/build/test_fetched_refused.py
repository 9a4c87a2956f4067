"""What cannot be made an area of is refused in a sentence, and no work is lost."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest

from drenthe_geo.build.build import refresh_descriptor
from drenthe_geo.build.fetched.area import build_area
from drenthe_geo.cli.main import main
from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.fetch.manifest import known_manifest
from tests.areas.veldland_fetched import fill, told

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.area.area import Area
    from drenthe_geo.fetch.manifest import Manifest

pytest.importorskip("osmium")


def refused(*given: Any) -> str:
    with pytest.raises(DrentheGeoError) as error:
        build_area(*given)
    return str(error.value)


NO_OUT = (
    "build of a folder that fetch filled needs --area (a province, or a folder with a build.toml) "
    "and --out."
)
ALL_AT_ONCE = (
    "--only is for an area that lists its own sources; of what fetch brought all is made together."
)
OF_NETWORKS = (
    "--mode, --country and --keep-islands are for build --network-only; an area has the roads of "
    "every mode, and its build.toml says the country."
)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--area", "groningen"], NO_OUT),
        (["--area", "groningen", "--out", "x", "--only", "people"], ALL_AT_ONCE),
        (["--mode", "car"], OF_NETWORKS),
    ],
    ids=["no-out", "only", "mode"],
)
def test_options_that_do_not_go_together_are_refused(
    asked: list[str], said: str, fetched: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", str(fetched), *asked, "--lang", "en"]) == 1
    assert capsys.readouterr().err == f"drenthe-geo: {said}\n"


def manifest_of(folder: Path) -> Manifest:
    """What is known of a folder, also where a file was changed."""
    found = known_manifest(folder)
    assert found is not None
    return found


def copied(fetched: Path, tmp_path: Path) -> Path:
    return shutil.copytree(fetched, tmp_path / "in")


def test_a_missing_source_is_named(tmp_path: Path, fetched: Path) -> None:
    chosen, out = fetched.parent / "choices", tmp_path / "out"
    fill(tmp_path / "a", ("boundaries_gemeenten", "buurten"))
    assert refused(tmp_path / "a", chosen, out) == "a: has no osm; drenthe-geo fetch brings it."
    fill(tmp_path / "b", ("boundaries_gemeenten", "osm"))
    assert refused(tmp_path / "b", chosen, out) == (
        "b: has no source of people; one of squares_100m, buurten, postcode6, postcode4, wijken, "
        "squares_500m is needed, and drenthe-geo fetch brings them."
    )
    assert not out.exists()


def test_a_file_that_is_another_than_was_fetched_is_refused(tmp_path: Path, fetched: Path) -> None:
    folder = copied(fetched, tmp_path)
    path = folder / "buurten.geojson"
    path.write_bytes(path.read_bytes()[:-1] + b" ")
    assert "buurten" in refused(folder, fetched.parent / "choices", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_degrees_that_are_called_metres_are_refused(tmp_path: Path, fetched: Path) -> None:
    folder = copied(fetched, tmp_path)
    path = folder / "boundaries_gemeenten.geojson"
    frame = gpd.read_file(path).to_crs("EPSG:4326")
    path.write_text(frame.to_json(drop_id=True), encoding="utf-8")
    manifest_of(folder).with_file(told(path, "boundaries_gemeenten")).write()
    assert refused(folder, fetched.parent / "choices", tmp_path / "out") == (
        "boundaries_gemeenten.geojson: its coordinates cannot be in EPSG:28992, as its manifest or "
        "the file itself says; give the right one as crs in manifest.json."
    )


def test_boundaries_without_the_province_are_refused(tmp_path: Path, fetched: Path) -> None:
    groningen = copied(fetched, tmp_path)
    replace(manifest_of(groningen), area="groningen").write()
    assert refused(groningen, "groningen", tmp_path / "out") == (
        "boundaries_gemeenten.geojson: no gemeente of Groningen is in it (there is: Kustland, "
        "Rivierland, Veldland)."
    )
    assert "Choices: groningen" in refused(fetched, "atlantis", tmp_path / "out")


def test_columns_of_other_names_are_refused_with_those_that_are_there(
    tmp_path: Path, fetched: Path
) -> None:
    folder = copied(fetched, tmp_path)
    path = folder / "squares_100m.geojson"
    frame = gpd.read_file(path).rename(columns={"aantal_inwoners": "zielen"})
    path.write_text(frame[["zielen", "geometry"]].to_json(drop_id=True), encoding="utf-8")
    manifest_of(folder).with_file(told(path, "squares_100m")).write()
    assert refused(folder, fetched.parent / "choices", tmp_path / "out") == (
        "squares_100m.geojson: none of its columns is aantal_inwoners, aantalInwoners, inwoner, "
        "population (there is: zielen); name it in [fields] of build.toml."
    )


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, fetched: Path) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "letter.txt").write_text("dear", encoding="utf-8")
    assert refused(fetched, fetched.parent / "choices", out).endswith(
        "holds something else than an area; give an empty folder, or a new one."
    )
    assert [path.name for path in out.iterdir()] == ["letter.txt"]


def test_an_area_that_is_built_again_takes_the_place_of_the_old_and_no_work_is_lost(
    built: Area, fetched: Path, tmp_path: Path
) -> None:
    out, chosen = shutil.copytree(built.folder, tmp_path / "again"), fetched.parent / "choices"
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    build_area(fetched, chosen, out)
    assert (out / "people.csv.gz").read_bytes() == (built.folder / "people.csv.gz").read_bytes()
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"
    (out / "services.csv").write_text("service\nours\n", encoding="utf-8")
    refresh_descriptor(out)
    assert refused(fetched, chosen, out).endswith(
        "again: services.csv was changed since it was built, and would be lost; build into a new "
        "folder and take it over there."
    )
    assert (out / "services.csv").read_text(encoding="utf-8") == "service\nours\n"
