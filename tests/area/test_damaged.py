"""A folder of one's own that is damaged is refused in one sentence: file, row, what."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from paths import VELDLAND_DIR
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import ArgumentError, DataError, LayerError

TABLE = "table {!r} ({}) of the area"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of Veldland, to be damaged."""
    return shutil.copytree(VELDLAND_DIR, tmp_path / "mine")


def changed(path: Path, old: str, new: str) -> None:
    """Replace a text in a file, which must be there."""
    packed = path.suffix == ".gz"
    text = (gzip.decompress(path.read_bytes()) if packed else path.read_bytes()).decode()
    assert old in text
    content = text.replace(old, new, 1).encode()
    path.write_bytes(gzip.compress(content) if packed else content)


def sentence(ask: Callable[[], object]) -> str:
    with pytest.raises((DataError, LayerError)) as caught:
        ask()
    return str(caught.value)


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        (
            "services.csv",
            ("grensdouane,", "veldregister,"),
            f"{TABLE.format('services', 'services.csv')}: duplicate service: 'veldregister'.",
        ),
        (
            "destinations.csv",
            (",hfd,10,", ",hfd,far,"),
            (
                f"{TABLE.format('destinations', 'destinations.csv')}: row 1: column 'egress_min' "
                "holds 'far' where a number of at least 0 is needed."
            ),
        ),
        (
            "transit_legs.csv",
            (",published,", ",guessed,"),
            (
                f"{TABLE.format('transit_legs', 'transit_legs.csv')}: row 2: column 'basis' holds "
                "'guessed' where one of timetable, published, shared, estimate is needed."
            ),
        ),
        (
            "road_edges.csv.gz",
            ("length_m", "length"),
            (
                f"{TABLE.format('road_edges', 'road_edges.csv.gz')}: column 'length_m' is missing "
                "(there is: edge, tail, head, length, free_flow_s, junctions, road_class, "
                "road_number, oneway, maxspeed_kmh, users)."
            ),
        ),
        (
            "stations.csv",
            ("hds,Heidestad,true", "hds,Heidestad,often"),
            (
                f"{TABLE.format('stations', 'stations.csv')}: row 1: column 'intercity' holds "
                "'often' where true or false is needed."
            ),
        ),
        (
            "offers.csv",
            (",veldregister,no,", ",veldregister;veldwagt,no,"),
            (
                f"{TABLE.format('offers', 'offers.csv')}: row 2: column 'made_for' holds "
                "'veldwagt', which is no service of table 'services'."
            ),
        ),
        (
            "needs.csv",
            (",counter;office,", ",counter;ofice,"),
            (
                f"{TABLE.format('needs', 'needs.csv')}: row 2: column 'spaces' holds "
                "'counter;ofice' where one of office, counter, laboratory, archive, detention, "
                "barracks, inspection_yard, training_ground is needed."
            ),
        ),
        (
            "gemeenten.csv",
            ("POLYGON", "POLYGONE"),
            "layer 'gemeenten' from gemeenten.csv: 1 row (row 1) without a geometry.",
        ),
    ],
)
def test_rows_that_are_not_what_is_described(
    folder: Path, file: str, change: tuple[str, str], said: str
) -> None:
    name = file.split(".", maxsplit=1)[0]
    changed(folder / file, *change)
    area = dg.open_area(folder)
    ask = area.layer if "geometry" in area.resource(name) else area.table
    assert sentence(lambda: ask(name)) == said
    assert sentence(lambda: ask(name)) == said  # nothing half read is kept
    assert len(area.table("places")) == 12  # the rest can be used


def test_all_problems_of_a_table_are_said_at_once(folder: Path) -> None:
    changed(folder / "transit_legs.csv", ",published,", ",guessed,")
    changed(folder / "transit_legs.csv", "ic-hfd-rst,2,", "ic-hfd-rst,two,")
    assert sentence(lambda: dg.open_area(folder).table("transit_legs")) == (
        "table 'transit_legs' (transit_legs.csv) of the area has 2 problems: (1) row 4: column "
        "'position' holds 'two' where a whole number of at least 1 is needed; (2) row 2: column "
        "'basis' holds 'guessed' where one of timetable, published, shared, estimate is needed."
    )


@pytest.mark.parametrize("given", ["1.5", "inf", "1e300"])
def test_what_is_no_whole_number_is_said(folder: Path, given: str) -> None:
    changed(folder / "transit_legs.csv", "ic-hfd-rst,2,", f"ic-hfd-rst,{given},")
    assert sentence(lambda: dg.open_area(folder).table("transit_legs")).startswith(
        "table 'transit_legs' (transit_legs.csv) of the area: row 4: column 'position' holds '"
    )


def test_a_table_that_is_not_there_is_named_when_it_is_asked_for(folder: Path) -> None:
    (folder / "dwellings.csv").unlink()
    area = dg.open_area(folder)
    assert len(area.layers()) == 14
    assert sentence(lambda: area.table("dwellings")) == (
        "the area veldland has no file 'dwellings.csv', which its table 'dwellings' stands in."
    )
    assert "dwellings" not in area.opened


@pytest.mark.parametrize("name", ["dwellings", "sites"])
def test_a_table_that_is_not_described_is_named(folder: Path, name: str) -> None:
    described(folder, lambda package: package["resources"].remove(resource(package, name)))
    area = dg.open_area(folder)
    ask = area.layer if name == "sites" else area.table
    assert sentence(lambda: ask(name)) == (
        f"the area veldland has no table {name!r}; describe it in datapackage.json."
    )
    with pytest.raises(ArgumentError, match=f"^unknown resource {name!r}:"):
        area.resource(name)


def resource(package: dict[str, Any], name: str) -> dict[str, Any]:
    return next(entry for entry in package["resources"] if entry["name"] == name)


def described(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what a folder says of its tables."""
    path = folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    change(package)
    path.write_text(json.dumps(package), encoding="utf-8")


def test_a_description_that_describes_nothing(folder: Path) -> None:
    described(folder, lambda package: package.pop("resources"))
    assert sentence(lambda: dg.open_area(folder)) == (
        "datapackage.json: describes no tables (resources)."
    )
    (folder / "datapackage.json").write_text("no json", encoding="utf-8")
    assert sentence(lambda: dg.open_area(folder).table("places")) == (
        "the file 'datapackage.json' of the area is damaged "
        "(Expecting value: line 1 column 1 (char 0))."
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "capital =",
            "capitol =",
            (
                "mine/area.toml: capital, capitol missing or not known; there are name, crs, "
                "languages, outline, capital, roads_end_m."
            ),
        ),
        (
            "EPSG:28992",
            "EPSG:3857",
            (
                "mine/area.toml: crs 'EPSG:3857' shows no metre on the ground as a metre; give the "
                "code of a projected coordinate system in metres, such as EPSG:28992 (RD New) or "
                "that of the UTM zone of the area."
            ),
        ),
        (
            "roads_end_m = 4000",
            'roads_end_m = "far"',
            "mine/area.toml: roads_end_m is 'far', but a number is needed.",
        ),
        (
            '["nl", "en"]',
            '"nl"',
            "mine/area.toml: languages is 'nl', but texts between brackets is needed.",
        ),
        (
            'outline = "gemeenten"',
            'outline = "provinces"',
            "mine/area.toml: outline is 'provinces', but the name of a layer is needed.",
        ),
        (
            'name = "veldland"',
            "name = 7",
            "mine/area.toml: name is 7, but text is needed.",
        ),
    ],
)
def test_an_area_that_says_something_odd_of_itself(
    folder: Path, old: str, new: str, said: str
) -> None:
    changed(folder / "area.toml", old, new)
    assert sentence(lambda: dg.open_area(folder)) == said


def test_words_that_are_none(folder: Path) -> None:
    (folder / "words.nl.toml").write_text("[area]\nname = 7\n", encoding="utf-8")
    area = dg.open_area(folder)
    assert sentence(area.words).startswith("the file 'words.nl.toml' of the area is damaged (")
    with pytest.raises(ArgumentError) as caught:
        area.words("de")
    assert str(caught.value) == "unknown language 'de': Choices: nl, en."


def test_a_refusal_is_said_in_dutch_too(folder: Path) -> None:
    changed(folder / "destinations.csv", ",hfd,10,", ",hfd,far,")
    with pytest.raises(DataError) as caught:
        dg.open_area(folder).table("destinations")
    assert caught.value.sentence(VELDLAND.words("nl")) == (
        "tabel 'destinations' (destinations.csv) van het gebied: rij 1: kolom 'egress_min' bevat "
        "'far' waar een getal van ten minste 0 nodig is."
    )
