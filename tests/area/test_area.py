"""An area is opened from its folder: each table once, noted, and with a user's layers."""

from __future__ import annotations

import gzip
import json
import runpy
import shutil
from collections import Counter
from dataclasses import FrozenInstanceError
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from own_places import LONLAT, places
from paths import VELDLAND_DIR
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.area.select import border_abroad
from drenthe_geo.errors import ArgumentError, DataError, FileError, LayerError

TABLES = [name for name, entry in VELDLAND.resources.items() if "schema" in entry]
FEW = {"places": VELDLAND.layer("places").iloc[:2]}


@pytest.fixture
def opened_files(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each table's file is read by pandas."""
    count: Counter[str] = Counter()
    read_csv = pd.read_csv

    def counted(path: Path, *args: object, **how: object) -> pd.DataFrame:
        count[Path(path).name] += 1
        return read_csv(path, *args, **how)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(pd, "read_csv", counted)
    return count


def test_each_table_is_read_once_however_often_it_is_asked_for(
    opened_files: Counter[str],
) -> None:
    area = dg.open_area(VELDLAND_DIR)
    assert not opened_files
    for view in (area, area.fresh(), area.with_layers(FEW), area.fresh().without_own()):
        for name in TABLES:
            view.table(name)
        for name in VELDLAND.layer_names:
            view.layer(name)
    assert len(TABLES) > 20
    assert set(opened_files.values()) == {1}
    assert len(opened_files) == len(TABLES)


def test_what_is_opened_is_noted_in_order_and_each_view_has_its_own_notes() -> None:
    area = dg.open_area(VELDLAND_DIR)
    assert list(area.opened) == []
    area.table("services")
    area.layer("stations")
    area.toml("siting")
    area.table("services")
    assert list(area.opened) == ["services", "stations", "siting"]
    other = area.fresh()
    assert list(other.opened) == []
    other.layer("people")
    assert list(other.opened) == ["people"]
    assert list(area.opened) == ["services", "stations", "siting"]


def test_what_only_describes_or_words_is_not_opened() -> None:
    area = dg.open_area(VELDLAND_DIR)
    area.schema("places")
    area.resource("people")
    area.words("nl")
    assert area.date == "2026-01-01T00:00:00.000Z"
    assert list(area.opened) == []


def test_settings_are_of_the_defaults_and_of_where_the_roads_end() -> None:
    area = VELDLAND.fresh()
    assert area.settings.network_margin_m == 4000 - 1000
    assert list(area.opened) == ["analysis"]
    assert "roads_end_m" in area.settings.sources["network_margin_m"]


def test_what_is_kept_counts_as_opened_in_every_view() -> None:
    area, made = dg.open_area(VELDLAND_DIR), []

    def make() -> int:
        made.append(1)
        return len(area.layer("exits")) + area.keep("inner", lambda: len(area.layer("places")))

    area.layer("exits")  # also what was open before is noted for others
    assert area.keep("sum", make) == 18
    later = area.fresh()
    assert later.keep("sum", make) == 18
    assert made == [1]
    assert set(later.opened) == {"exits", "places"}


def test_a_make_that_fails_keeps_nothing_and_loses_no_note() -> None:
    area = dg.open_area(VELDLAND_DIR)
    area.layer("exits")

    def fail() -> int:
        raise LayerError("schema.no_rows")

    with pytest.raises(LayerError):
        area.keep("sum", fail)
    assert list(area.opened) == ["exits"]
    assert area.keep("sum", lambda: 2) == 2


def test_own_layers_take_the_place_of_the_areas_and_of_nothing_else() -> None:
    area = VELDLAND.fresh()
    mine = area.with_layers({"places": places()})
    assert mine.layer("places").index.tolist() == ["a", "b"]
    assert len(area.layer("places")) == 12
    assert mine.without_own().layer("places").equals(area.layer("places"))
    assert area.without_own() is area
    both = mine.with_layers({"sites": VELDLAND.layer("sites").iloc[:1]})
    assert list(both.own) == ["places", "sites"]


def test_what_is_kept_of_own_layers_is_not_given_to_others() -> None:
    def count(view: dg.Area) -> int:
        return view.keep("count", lambda: len(view.layer("places")))

    area = dg.open_area(VELDLAND_DIR)
    mine = area.with_layers(FEW)
    assert (count(area), count(mine), count(mine.without_own())) == (12, 2, 12)


def test_own_layers_are_no_sources_of_the_area() -> None:
    mine = VELDLAND.fresh().with_layers(FEW)
    mine.layer("places")
    assert list(mine.opened) == []
    assert mine.sources() == ()


def test_own_layers_are_checked_by_the_schema() -> None:
    with pytest.raises(LayerError) as caught:
        VELDLAND.with_layers({"places": places(population=["many", 2])})
    assert str(caught.value) == (
        "layer 'places' from a frame: column 'population' holds 'many' where a whole number of "
        "at least 0 is needed."
    )
    with pytest.raises(ArgumentError, match=r"^unknown layer 'place': did you mean 'places'\?"):
        VELDLAND.with_layers({"place": places()})
    with pytest.raises(ArgumentError, match=r"^with_layers: own must be Mapping\[.*\], not list"):
        VELDLAND.with_layers([places()])  # type: ignore[arg-type]
    with pytest.raises(DataError, match=r"^the area veldland has no table '3'"):
        VELDLAND.layer(3)  # type: ignore[arg-type]
    there = VELDLAND.with_layers({"places": places().to_crs(LONLAT)}).layer("places")
    assert there.geometry.distance(places().set_axis(there.index).geometry).max() < 0.01


def test_what_is_handed_out_cannot_change_what_is_kept() -> None:
    area = VELDLAND
    area.resource("places")["date"] = "changed"
    area.resources["places"]["date"] = "changed"
    for frame in (area.table("places"), area.layer("places")):
        frame["name"] = "changed"
    area.toml("siting").clear()
    assert area.resource("places")["date"] == "2026-01-01"
    assert "changed" not in set(area.table("places")["name"]) | set(area.layer("places")["name"])
    assert area.toml("siting")
    with pytest.raises(TypeError):
        area.settings.sources["cell_m"] = "changed"  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        area.folder = Path()  # type: ignore[misc]


def test_the_outline_is_that_of_the_gemeenten_together() -> None:
    outline = VELDLAND.outline()
    assert outline.equals(dg.area.province_outline(VELDLAND.layer("gemeenten")))
    assert VELDLAND.outline() is outline
    fresh = VELDLAND.fresh()
    fresh.outline()
    assert list(fresh.opened) == ["gemeenten"]


def test_land_abroad_is_told_from_other_neighbours() -> None:
    neighbours = VELDLAND.layer("neighbours")
    assert neighbours.index[neighbours["abroad"]].tolist() == ["XB01"]
    border = border_abroad(VELDLAND.layer("gemeenten"), neighbours)
    at_home = neighbours[~neighbours["abroad"]].union_all()
    assert border.intersection(at_home.boundary).length == pytest.approx(0)
    assert border.within(VELDLAND.outline().boundary.buffer(1e-6))


@pytest.mark.parametrize("what", ["drenthe", "DRENTHE", "Dren-the"])
def test_an_area_is_named_in_any_spelling(what: str) -> None:
    assert dg.open_area(what).name == "drenthe"


@pytest.mark.parametrize("what", [VELDLAND_DIR, str(VELDLAND_DIR)])
def test_an_area_may_be_a_folder(what: str | Path) -> None:
    area = dg.open_area(what)
    assert area == VELDLAND
    assert (area.name, area.language, area.facts.capital) == ("veldland", "nl", "hoofdstad")


def test_unknown_areas_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError) as unknown:
        dg.open_area("drente")
    assert str(unknown.value) == (
        "unknown area 'drente': did you mean 'drenthe'? Choices: drenthe, a folder with an "
        "area.toml (of a province drenthe-geo fetch and then drenthe-geo build make one)."
    )
    with pytest.raises(FileError) as empty:
        dg.open_area(tmp_path)
    assert str(empty.value) == f"{tmp_path}: is no area, it holds no area.toml."
    shutil.copy(VELDLAND_DIR / "area.toml", tmp_path)
    with pytest.raises(FileError) as half:
        dg.open_area(tmp_path)
    assert str(half.value) == f"{tmp_path}: is no area, it holds no datapackage.json."


def test_sources_follow_from_what_was_opened() -> None:
    area = dg.open_area("drenthe")
    assert area.sources() == ()
    assert area.attribution(area.words("en")) == ""
    area.layer("place_names")
    assert [one.title for one in area.sources()] == ["GeoNames"]
    area.layer("people")
    area.toml("profiles")  # ours: nobody asks to be named for it
    assert area.attribution(area.words("en")) == (
        "GeoNames 2024 (CC BY 4.0); CBS 2021–2024 (CC BY 4.0); "
        "© OpenStreetMap contributors 2021 (ODbL)"
    )
    assert "© OpenStreetMap-bijdragers 2021 (ODbL)" in area.attribution(area.words("nl"))
    before = area.sources()
    area.layer("people")
    assert area.sources() == before
    assert len(set(before)) == len(before) == 7


def test_layers_are_geodataframes() -> None:
    layers = VELDLAND.layers()
    assert list(layers) == list(VELDLAND.layer_names)
    assert all(isinstance(layer, gpd.GeoDataFrame) for layer in layers.values())


def test_veldland_is_what_its_maker_makes(tmp_path: Path) -> None:
    folder = shutil.copytree(VELDLAND_DIR, tmp_path / "again")
    made = runpy.run_path(str(VELDLAND_DIR.parent / "make_veldland.py"))
    made["make"](folder)
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert len(files) > 30
    for name in files:
        assert content(folder / name) == content(VELDLAND_DIR / name), name


def content(path: Path) -> object:
    """What is in a file: Python versions compress the same text to other bytes."""
    if path.name == "datapackage.json":
        entries = json.loads(path.read_text(encoding="utf-8"))["resources"]
        return [{key: one[key] for key in one if key not in {"bytes", "hash"}} for one in entries]
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
