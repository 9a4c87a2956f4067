"""Public sources that cannot be right: one sentence, and never a number that is none."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from drenthe_geo.build.fetched.area import build_area, settings_of
from drenthe_geo.build.fetched.ground import outlines_of
from drenthe_geo.build.fetched.people import counted, of_gemeenten
from drenthe_geo.build.fetched.reading import Sources
from drenthe_geo.build.fetched.spots import stations_of
from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.fetch.manifest import known_manifest
from tests.areas.veldland_fetched import choices, fill, told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytest.importorskip("osmium")

OUTLINES, SQUARES, PEOPLE = "boundaries_gemeenten", "squares_100m", "aantal_inwoners"
FIELDS = "in [fields] of build.toml"
BOW = [[[160e3, 460e3], [162e3, 462e3], [162e3, 460e3], [160e3, 462e3], [160e3, 460e3]]]
LINE = {"type": "LineString", "coordinates": [[160e3, 460e3], [162e3, 462e3]]}
MUST = (
    "it must be a number of 0 or more (a whole one where something is counted), or a code for "
    "what is not told (see [unknown] of build.toml): fetch it again, or mend it."
)


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("right")
    fill(folder / "in", (OUTLINES, SQUARES, "wijken", "stations", "osm"))
    choices(folder / "choices")
    return folder


@pytest.fixture
def spoiled(right: Path, tmp_path: Path) -> Callable[..., Sources]:
    """Change one feature of a source, or its text, and give the sources as they are then."""

    def change(
        source: str, mend: Callable[[dict[str, Any]], object] = bool, *, rows: slice = slice(5, 6),
        text: Callable[[str], str] = str,
    ) -> Sources:  # fmt: skip
        shutil.copytree(right / "in", tmp_path / "in", dirs_exist_ok=True)
        path = next((tmp_path / "in").glob(f"{source}.*"))
        if path.suffix == ".geojson":
            found = json.loads(path.read_text(encoding="utf-8"))
            for one in found["features"][rows]:
                mend(one)
            path.write_text(json.dumps(found), encoding="utf-8")
        path.write_text(text(path.read_text(encoding="utf-8")), encoding="utf-8")
        known = known_manifest(tmp_path / "in")
        assert known is not None
        crs = known.files(source)[0].crs
        return Sources(known.with_file(told(path, source, crs=crs)), settings_of(right / "choices"))

    return change


def says(given: object, name: str = PEOPLE) -> Callable[[dict[str, Any]], None]:
    return lambda one: one["properties"].update({name: given})


def lies(geometry: object) -> Callable[[dict[str, Any]], None]:
    return lambda one: one.update(geometry=geometry)


def swapped(one: dict[str, Any]) -> None:
    [ring] = one["geometry"]["coordinates"]
    one["geometry"]["coordinates"] = [[place[::-1] for place in ring]]


def moved(one: dict[str, Any]) -> None:
    [ring] = one["geometry"]["coordinates"]
    one["geometry"]["coordinates"] = [[[x - 1500, y] for x, y in ring]]


@pytest.mark.parametrize("given", [-5, -1, 2.7, 1e300, 10**12, "12 345", "1.234 of 5"], ids=str)
def test_what_is_no_count_of_people_is_refused(
    given: object, spoiled: Callable[..., Sources]
) -> None:
    with pytest.raises(DrentheGeoError) as error:
        counted(spoiled(SQUARES, says(given)), SQUARES)
    assert str(error.value) == (
        f"squares_100m.geojson: row 6 has '{given}' in aantal_inwoners, and 1 such there are in "
        f"all; {MUST}"
    )


@pytest.mark.parametrize("given", [None, -99997, -99999, "", "-", "."])
def test_what_is_not_told_is_nobody_or_few(given: object, spoiled: Callable[..., Sources]) -> None:
    before = counted(spoiled(SQUARES), SQUARES)
    after = counted(spoiled(SQUARES, says(given)), SQUARES)
    assert (after.few + after.silent) - (before.few + before.silent) == 1
    assert after.frame["inwoners"].sum() < before.frame["inwoners"].sum()


ROWS = {
    "no code": (
        says(None, "crs28992res100m"),
        f"row 6 has no code, and so it is with 1 in all; name the right column as code {FIELDS}.",
    ),
    "one code": (
        says("E1640N4652", "crs28992res100m"),
        (
            "the code E1640N4652 is there twice with another inwoners; name the right columns "
            f"{FIELDS}, or leave one out."
        ),
    ),
    "no shape": (
        lies(None),
        (
            "row 6 has no shape, and so it is with 1 in all; what it counts would be lost: fetch "
            "it again."
        ),
    ),
    "no year": (
        says("2024-x", "jaarcode"),
        (
            "'2024-x' is no year, so it is not clear which rows are the newest; mend the column, "
            "or name another as year in [fields.all] of build.toml."
        ),
    ),
    "two headings": (
        says(7, PEOPLE.upper()),
        (
            "the columns AANTAL_INWONERS, aantal_inwoners have one name but for case, and it is "
            "not clear which counts; leave one out."
        ),
    ),
}


@pytest.mark.parametrize("what", ROWS)
def test_a_row_that_would_be_lost_is_refused(what: str, spoiled: Callable[..., Sources]) -> None:
    mend, said = ROWS[what]
    with pytest.raises(DrentheGeoError) as error:
        counted(spoiled(SQUARES, mend), SQUARES)
    assert str(error.value) == f"squares_100m.geojson: {said}"


LAND = {
    "crossed": (
        lies({"type": "Polygon", "coordinates": BOW}),
        "the outline of row 2 crosses itself, and so do 1 in all; mend it, or fetch it again.",
    ),
    "a line": (
        lies(LINE),
        (
            "the shape of row 2 is no land but a point or a line, and so it is with 1 in all; "
            "fetch it again."
        ),
    ),
    "none": (
        lies({"type": "Polygon", "coordinates": []}),
        (
            "row 2 has no shape, and so it is with 1 in all; what it counts would be lost: fetch "
            "it again."
        ),
    ),
    "swapped": (
        swapped,
        (
            "row 2 lies at x 454600, y 167600, off the land of EPSG:28992, and so do 1 in all; x "
            "and y may be swapped, or its crs in manifest.json is another."
        ),
    ),
    "over another": (
        moved,
        "Heidemark and Veenhoek lie over each other; mend the outlines, or fetch them again.",
    ),
    "no name": (
        says(None, "naam"),
        f"row 2 has no naam, and so it is with 1 in all; name the right column as naam {FIELDS}.",
    ),
    "a name twice": (
        says("VL01", "identificatie"),
        (
            "the code VL01 is there twice with another naam; name the right columns "
            f"{FIELDS}, or leave one out."
        ),
    ),
}


@pytest.mark.parametrize("what", LAND)
def test_land_that_cannot_be_is_refused(what: str, spoiled: Callable[..., Sources]) -> None:
    mend, said = LAND[what]
    with pytest.raises(DrentheGeoError) as error:
        outlines_of(spoiled(OUTLINES, mend, rows=slice(1, 2)))
    assert str(error.value) == f"boundaries_gemeenten.geojson: {said}"


def test_how_much_of_an_outline_is_a_slip_is_a_choice(spoiled: Callable[..., Sources]) -> None:
    for what in ("over another", "crossed"):
        sources = spoiled(OUTLINES, LAND[what][0], rows=slice(1, 2))
        settings = {**sources.settings, "outlines": {"slip_share": 1.0}}
        assert len(outlines_of(Sources(sources.manifest, settings)))


def test_a_file_of_features_names_no_other_file(
    right: Path, spoiled: Callable[..., Sources]
) -> None:
    """As those of other kinds that GDAL knows do: they read what they name, and the web."""
    other = f"<SrcDataSource>{right / 'in' / 'squares_100m.geojson'}</SrcDataSource>"
    layer = f'<OGRVRTLayer name="squares_100m">{other}</OGRVRTLayer>'
    trap = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"
    with pytest.raises(DrentheGeoError) as error:
        counted(spoiled(SQUARES, text=lambda _: trap), SQUARES)
    assert str(error.value) == (
        "squares_100m.geojson (squares_100m): cannot be read as a table or as features; fetch it "
        "again."
    )


def test_gemeenten_of_another_year_have_the_people_who_lie_in_them(
    spoiled: Callable[..., Sources],
) -> None:
    sources = spoiled("wijken", says("GM9999", "gemeentecode"), rows=slice(None))
    found = of_gemeenten(sources, outlines_of(sources), counted(sources, SQUARES))
    assert (found > 0).sum() >= 4


def test_a_table_of_stations_is_read_whole_or_not(spoiled: Callable[..., Sources]) -> None:
    def longer(text: str) -> str:
        head, *rows = text.splitlines()
        return "\n".join([head, *(f"{row},1" for row in rows)])

    def said_of(text: Callable[[str], str]) -> str:
        with pytest.raises(DrentheGeoError) as error:
            stations_of(spoiled("stations", text=text), None)  # type: ignore[arg-type]  # not come to
        return str(error.value)

    assert "stations.csv" in said_of(longer)
    lost = said_of(lambda text: "\n".join([text.splitlines()[0], "hds,Heidestad,NL,stop,,"]))
    assert lost == (
        "stations.csv: row 1 has no longitude and latitude, and so it is with 1 in all; mend it, "
        "or leave it out."
    )


def test_a_province_is_not_made_of_what_was_fetched_for_another(
    right: Path, tmp_path: Path
) -> None:
    with pytest.raises(DrentheGeoError) as error:
        build_area(right / "in", "groningen", tmp_path / "out")
    assert str(error.value) == (
        f"{right / 'in'}: was fetched for veldland, and of groningen it has the rim at most; fetch "
        "it for groningen."
    )


CHOICES = {
    "[area]\ncolour = 1": "area.colour is no choice that is known; there are ",
    "[people]\nfew_people = -3": "people.few_people is -3, and must be a number of 0 or more (a "
    "share 1 at most), as in data/defaults/build.toml.",
    "[people]\nworking_share = 65": "people.working_share is 65, and must be a number of 0 or more "
    "(a share 1 at most), as in data/defaults/build.toml.",
    "[roads]\nbend_m = nan": "roads.bend_m is nan, and must be a number of 0 or more (a share 1 at "
    "most), as in data/defaults/build.toml.",
    "[unknown]\nbelow = 'x'": "unknown.below is x, and must be a number of 0 or more (a share 1 at "
    "most), as in data/defaults/build.toml.",
    "[area]\ngemeenten = 'Heidestad'": "area.gemeenten is Heidestad, and must be a list between "
    "brackets, as in data/defaults/build.toml.",
    "[fields.squares]\ninwoners = [1]": "fields.squares.inwoners is 1, and must be text, as in "
    "data/defaults/build.toml.",
    "area = [1]": "area is [1], and must be a table, as in data/defaults/build.toml.",
    "[area]\nprovince = 'Veldland'\ncrs = 'EPSG:4326'": "crs 'EPSG:4326' is in degrees",
}


@pytest.mark.parametrize("text", CHOICES)
def test_choices_of_another_kind_are_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "build.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DrentheGeoError) as error:
        settings_of(tmp_path / "mine")
    assert str(error.value).startswith(f"mine/build.toml: {CHOICES[text]}")


def test_a_country_without_rules_of_the_road_is_refused(tmp_path: Path) -> None:
    text = "[area]\nprovince = 'Veldland'\ncountry = 'xx'\n"
    (tmp_path / "build.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DrentheGeoError) as error:
        settings_of(tmp_path)
    assert str(error.value).startswith("unknown country 'xx'")
