"""Sources under the names that public code and pages show of them (see sources.toml)."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from drenthe_geo.build.fetched.area import settings_of
from drenthe_geo.build.fetched.people import cells_of, counted
from drenthe_geo.build.fetched.reading import Sources
from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.fetch.manifest import Manifest
from tests.areas.veldland_fetched import choices, told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[160e3, 460e3], [160.1e3, 460e3], [160.1e3, 460.1e3], [160e3, 460.1e3],
                     [160e3, 460e3]]],
}  # fmt: skip
LINE = {"type": "LineString", "coordinates": [[160e3, 460e3], [162e3, 462e3]]}
AGES = ("15_tot_25", "25_tot_45", "45_tot_65")
CAMEL_AGES = ("15Tot25", "25Tot45", "45Tot65")
WRITES_AGES = "aantal_inwoners_{}_jaar", "aantalInwoners{}Jaar"
WRITES_SHARES = "percentage_personen_{}_jaar", "percentagePersonen{}Jaar"


@pytest.fixture
def reads(tmp_path: Path) -> Callable[..., Sources]:
    """Give a source of which the features have some columns."""

    def made(source: str, *rows: dict[str, Any], shape: dict[str, Any] | None = None) -> Sources:
        features = [{"type": "Feature", "properties": one, "geometry": shape or SQUARE}
                    for one in rows]  # fmt: skip
        path = tmp_path / f"{source}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
        manifest = Manifest(tmp_path, "veldland", (told(path, source),))
        return Sources(manifest, settings_of(choices(tmp_path / "choices")))

    return made


def ages(writes: str, names: tuple[str, ...], numbers: tuple[int, ...]) -> dict[str, int]:
    return {writes.format(one): n for one, n in zip(names, numbers, strict=True)}


SNAKE_OR_CAMEL = [0, 1]


@pytest.mark.parametrize("way", SNAKE_OR_CAMEL, ids=["ogc", "wfs"])
def test_squares(way: int, reads: Callable[..., Sources]) -> None:
    row = {"crs28992res100m": "E1600N4600", "jaarcode": 2024,
           ("aantal_inwoners", "aantalInwoners")[way]: 40,
           ("aantal_woningen", "aantalWoningen")[way]: 20,
           **ages(WRITES_AGES[way], (AGES, CAMEL_AGES)[way], (5, 10, 15))}  # fmt: skip
    known = counted(reads("squares_100m", row), "squares_100m").frame
    assert known[["code", "inwoners", "share"]].to_numpy().tolist() == [["E1600N4600", 40, 0.75]]


@pytest.mark.parametrize("way", SNAKE_OR_CAMEL, ids=["ogc", "wfs"])
def test_buurten(way: int, reads: Callable[..., Sources]) -> None:
    row = {"buurtcode": "BU01060102", "buurtnaam": "Heide", "gemeentecode": "GM0106",
           ("aantal_inwoners", "aantalInwoners")[way]: 900, "water": "NEE", "woningvoorraad": 400,
           ("gemiddelde_woningwaarde", "gemiddeldeWoningwaarde")[way]: 310,
           **ages(WRITES_SHARES[way], (AGES, CAMEL_AGES)[way], (12, 24, 28))}  # fmt: skip
    sources = reads("buurten", row)
    [one] = sources.frame("buurten", "areas").to_dict("records")
    wanted = {"code": "BU01060102", "naam": "Heide", "gemeente": "GM0106", "inwoners": 900,
              "dwellings": 400, "value_keur": 310, "working_percent": 64}  # fmt: skip
    assert {name: one[name] for name in wanted} == wanted
    assert counted(sources, "buurten").frame["share"].tolist() == [0.64]


@pytest.mark.parametrize(
    ("source", "column"), [("postcode4", "postcode"), ("postcode6", "postcode6")]
)
def test_postcodes_of_the_newest_year(
    source: str, column: str, reads: Callable[..., Sources]
) -> None:
    rows = [{column: "1234AB", "aantal_inwoners": n, "jaarcode": year}
            for n, year in ((70, 2023), (-99997, 2022), (80, 2024))]  # fmt: skip
    known = counted(reads(source, *rows), source).frame
    assert known[["code", "inwoners"]].to_numpy().tolist() == [["1234AB", 80]]


GEMEENTE = {"identificatie": "GM0106", "code": "0106", "naam": "Heidestad",
            "ligt_in_provincie_naam": "Veldland", "ligt_in_provincie_code": "22"}  # fmt: skip
SCHOOL = {"INSTELLINGSNAAM": "Roc Heide", "SOORT_ONDERWIJS": "MBO", "PLAATSNAAM": "Heidestad"}
NAMED = {
    "gemeente": (
        "boundaries_gemeenten", "outlines", GEMEENTE,
        {"code": "GM0106", "naam": "Heidestad", "provincie": "Veldland"},
    ),
    "nature-ogc": (
        "natura2000", "nature", {"nr": 7, "naam_n2k": "Veldheide", "beschermin": "HR"},
        {"slug": 7, "naam": "Veldheide", "badge": "HR"},
    ),
    "nature-wfs": (
        "natura2000", "nature", {"nr": 7, "naamN2K": "Veldheide", "beschermin": "VR"},
        {"slug": 7, "naam": "Veldheide", "badge": "VR"},
    ),
    "school": (
        "schools", "schools", SCHOOL,
        {"naam": "Roc Heide", "level": "MBO", "town": "Heidestad"},
    ),
    "park": (
        "business_parks", "business_parks",
        {"RIN_NUMMER": "106001", "JAAR": 2025, "PLAN_NAAM": "Veenpark"},
        {"code": "106001", "naam": "Veenpark"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "kind", "row", "wanted"), NAMED.values(), ids=NAMED)
def test_names(
    source: str, kind: str, row: dict[str, Any], wanted: dict[str, Any],
    reads: Callable[..., Sources],
) -> None:  # fmt: skip
    [one] = reads(source, row).frame(source, kind).to_dict("records")
    assert {name: one[name] for name in wanted} == wanted


def test_tracks_that_are_designed_are_no_tracks_yet(reads: Callable[..., Sources]) -> None:
    states = ["Bestaand", "Definitief ontwerp", None]
    rows = [{"puic": str(n), "levenscyclus_status": one} for n, one in enumerate(states)]
    tracks = reads("railways", *rows, shape=LINE).standing("railways", "tracks")
    assert tracks["puic"].tolist() == ["0", "2"]


CELLS = "Zensus2022_Bevoelkerungszahl_1km-Gitter.csv"
HEADING = "GITTER_ID_1km;x_mp_1km;y_mp_1km;Einwohner"


def zipped(folder: Path, reads: Callable[..., Sources], **members: str) -> tuple[Any, Sources]:
    path = folder / "grid.zip"
    with zipfile.ZipFile(path, "w") as whole:
        for name, text in members.items():
            whole.writestr(name, text)
    return told(path, "grid_1km_germany"), reads("buurten", {"buurtcode": "BU1"})


def test_cells_of_the_census_of_germany(tmp_path: Path, reads: Callable[..., Sources]) -> None:
    rows = ["CRS3035RES1000mN3300000E4100000;4100500;3300500;1200",
            "CRS3035RES1000mN3301000E4100000;4100500;3301500;–"]  # fmt: skip
    members = {CELLS: "\n".join([HEADING, *rows]), CELLS.replace("1km", "100m"): "x;y\n"}
    cells = cells_of(*zipped(tmp_path, reads, **members))
    assert cells[["east_m", "north_m"]].to_numpy().tolist() == [
        [4_100_500, 3_300_500],
        [4_100_500, 3_301_500],
    ]
    assert np.array_equal(cells["inwoners"], [1200, np.nan], equal_nan=True)


def test_a_zip_without_the_cells_is_refused(tmp_path: Path, reads: Callable[..., Sources]) -> None:
    with pytest.raises(DrentheGeoError) as error:
        cells_of(*zipped(tmp_path, reads, **{"other.csv": "x;y\n"}))
    assert str(error.value) == (
        "grid.zip (grid_1km_germany): cannot be read as a table or as features; fetch it again."
    )


def test_cells_of_another_size_are_refused(tmp_path: Path, reads: Callable[..., Sources]) -> None:
    cell = "CRS3035RES100mN2689000E4337000"
    with pytest.raises(DrentheGeoError) as error:
        cells_of(*zipped(tmp_path, reads, **{CELLS: f"{HEADING}\n{cell};1;1;5\n"}))
    assert str(error.value) == (
        f"grid.zip: {cell} is no cell of a grid of 1 km, such as 1kmN2689E4337."
    )
