"""The command fetch, and what files of sources may say."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from paths import ROOT

from drenthe_geo.cli.main import main
from drenthe_geo.errors import ArgumentError, DrentheGeoError
from drenthe_geo.fetch.manifest import read_manifest
from drenthe_geo.fetch.manners import read_manners
from drenthe_geo.fetch.provinces import find_province, read_provinces
from drenthe_geo.fetch.sources import read_wanted
from drenthe_geo.fetch.standing import addresses_of
from tools.serving import PBF, Server, entry, serving, write_sources

IDS = [
    "osm", "boundaries_gemeenten", "boundaries_provinces", "wijken", "buurten", "squares_100m",
    "squares_500m", "postcode4", "postcode6", "jobs", "natura2000", "landuse",
    "railways", "nwb_roads", "gtfs", "stations", "business_parks", "schools", "grid_1km_germany",
]  # fmt: skip


@pytest.fixture(name="server")
def _server() -> Any:
    with serving() as server:
        yield server


@pytest.fixture(name="nobody")
def _nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody be contacted."""

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def ask(capsys: pytest.CaptureFixture[str], *words: object, lang: str = "en") -> tuple[int, str]:
    """Call the command; give its code and all it says."""
    code = main(["fetch", *map(str, words), "--lang", lang])
    said = capsys.readouterr()
    return code, said.out + said.err


@pytest.mark.usefixtures("nobody")
@pytest.mark.parametrize("slug", read_provinces())
def test_every_province_has_an_address_for_every_source(slug: str) -> None:
    needs = read_wanted(slug, rim_m=15000.0)
    where, wanted = needs.where, needs.wanted
    abroad = {one.country for one in where.extracts} - {""}
    assert needs.far == (() if "de" in abroad else ("grid_1km_germany",))
    assert list(dict.fromkeys(one.source.id for one in wanted)) == [
        name for name in IDS if name not in needs.far
    ]
    manners = read_manners()
    for one in wanted:
        for address in addresses_of(one, manners):
            assert address.startswith("https://")
            assert not set("{} ") & set(address)
        assert one.source.known
        assert one.source.licence
        assert set(one.source.credit) == {"nl", "en"}
        assert one.source.least_mb < (one.expected_mb or 1.0) < one.source.most_mb
    names = [one.name for one in where.extracts]
    assert names[0] == slug
    assert len(set(names)) == len(names)
    assert None not in {one.expected_mb for one in where.extracts}


@pytest.mark.usefixtures("nobody")
def test_what_lies_in_a_land_that_is_far_is_not_asked_for_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--area", "utrecht", "--to", tmp_path / "to"]
    code, said = ask(capsys, *words, "--dry-run")
    assert (code, "grid_1km_germany.zip" in said) == (0, False)
    assert (
        "Not asked for, as it is of a land that neither utrecht nor its rim has a part of: "
        "grid_1km_germany.\n"
    ) in said
    assert ask(capsys, *words, "--dry-run", "grid_1km_germany", "gtfs", lang="nl") == (
        1,
        (
            "drenthe-geo: grid_1km_germany gaat over een land waarvan niets in utrecht of zijn "
            "rand ligt; laat die bron weg.\n"
        ),
    )
    path = write_sources(
        tmp_path,
        entry("grid_1km_germany", "https://example.org/a", "a.zip", begins="zip", country="de"),
    )
    assert read_wanted(None, sources=path).far == ()  # nobody knows what is near there


@pytest.mark.usefixtures("nobody")
def test_a_dry_run_lists_every_address_and_asks_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "to"
    code, said = ask(capsys, "--area", "groningen", "--to", to, "--dry-run")
    assert code == 0
    assert not to.exists()
    wanted = read_wanted("groningen", rim_m=read_manners().rim_m).wanted
    for one in wanted:
        assert all(address in said for address in addresses_of(one, read_manners()))
    assert "22 files of 7 hosts, 22 of them to fetch: 1,488 MB, and 0 of unknown size." in said
    assert "Not asked for" not in said
    code, said = ask(capsys, "--to", to, "--dry-run", "--json", "osm", "stations")
    rows = json.loads(said)["fetch"]
    assert {row["file"] for row in rows} == {
        "osm-drenthe.osm.pbf", "osm-groningen.osm.pbf", "osm-friesland.osm.pbf",
        "osm-overijssel.osm.pbf", "osm-flevoland.osm.pbf", "osm-niedersachsen.osm.pbf",
        "stations.csv",
    }  # fmt: skip
    assert {row["state"] for row in rows} == {"missing"}


def test_what_is_there_is_told_offline(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.file("/a", PBF)
    path = write_sources(tmp_path, entry("osm", f"{server.address}/a", "a.pbf", begins="pbf"))
    words = ["--to", tmp_path / "to", "--sources", path]
    code, said = ask(capsys, *words, "--offline")
    assert (code, said.replace(str(tmp_path), "FOLDER")) == (
        1,
        (
            "drenthe-geo: FOLDER/to: a.pbf is missing, or not as it was fetched; fetch without "
            "--offline.\n"
        ),
    )
    assert server.asked == []
    code, said = ask(capsys, *words)
    assert (code, said.replace(str(tmp_path), "FOLDER")) == (
        0,
        "1 file fetched, 0 unchanged, 0 fresh; what they are stands in FOLDER/to/manifest.json.\n",
    )
    code, said = ask(capsys, *words, "--again", lang="nl")
    assert (code, said.replace(str(tmp_path), "FOLDER")) == (
        0,
        (
            "0 bestanden opgehaald, 1 onveranderd, 0 vers; wat ze zijn staat in "
            "FOLDER/to/manifest.json.\n"
        ),
    )
    asked = len(server.asked)
    code, said = ask(capsys, *words, "--offline", "--max-age", "0")
    assert (code, said.replace(str(tmp_path), "FOLDER")) == (
        0,
        (
            "a.pbf: is 0 days old, and that is old for it\n"
            "FOLDER/to: 1 file is there as it was fetched; nothing was contacted.\n"
        ),
    )
    assert len(server.asked) == asked


TO = ["--to", "to"]
WRONG = {
    "an area": (
        ["--area", "gronigen", *TO],
        "unknown area 'gronigen': did you mean",
    ),
    "a source": ([*TO, "osn"], "unknown source 'osn': did you mean 'osm'? Choices: osm, bound"),
    "no folder": ([], "option --to is missing; see --help."),
    "an age": ([*TO, "--max-age", "-1"], "--max-age -1: must be 0 days or more."),
    "two ages": (
        [*TO, "--max-age", "1", "--again"],
        "--again and --max-age contradict each other; give one of them.",
    ),
    "two ways not to ask": (
        [*TO, "--offline", "--dry-run"],
        "--offline and --dry-run contradict each other; give one of them.",
    ),
    "a radius alone": ([*TO, "--radius-m", "5"], "--radius-m belongs to --around LON,LAT."),
    "no pair": (
        [*TO, "--around", "6.5;52"],
        "--around '6.5;52': must be LON,LAT in degrees, for example 6.56,52.99.",
    ),
    "a far point": (
        [*TO, "--around", "nan,52"],
        "--around 'nan,52': must be LON,LAT in degrees, for example 6.56,52.99.",
    ),
    "a wide radius": (
        [*TO, "--around", "6.5,52", "--radius-m", "50000"],
        ("--radius-m 50000: must be more than 0 and at most 5,000 m; for more there are extracts: "
        "drenthe-geo fetch osm."),
    ),
    "around offline": (
        [*TO, "--around", "6.5,52", "--offline"],
        "--offline: the roads around a point are asked of Overpass, and nobody is to be contacted.",
    ),
    "around with sources": (
        [*TO, "--around", "6.5,52", "osm"],
        "--around takes no sources and no --sources: it asks OpenStreetMap alone.",
    ),
    "a folder without sources": (
        [*TO, "--area", "."],
        (".: has no sources.toml that says where its public data are; write one (see "
        "docs/howto/own-area.md), or give --sources FILE."),
    ),
    "a language": ([*TO, "--lang", "fr"], "unknown language 'fr':"),
}  # fmt: skip


@pytest.mark.usefixtures("nobody")
@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_question_is_one_sentence(
    what: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    words, said = WRONG[what]
    code = main(["fetch", "--lang", "en", *words])
    heard = capsys.readouterr()
    assert (code, heard.out) == (1, "")
    assert heard.err.startswith(f"drenthe-geo: {said}")
    assert heard.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


GOOD = {"title": "a", "format": "file", "address": "https://example.org/a", "file": "a.csv",
        "licence": "CC0-1.0", "begins": "csv"}  # fmt: skip
ENTRIES: dict[str, tuple[dict[str, Any], str]] = {
    "lacks": ({"title": ""}, "source one: lacks title."),
    "no first bytes": ({"begins": ""}, "source one: lacks begins."),
    "odd key": ({"adress": "x"}, "unknown key of source one 'adress': did you mean 'address'?"),
    "format": ({"format": "ftp"}, "unknown format of source one 'ftp':"),
    "begins": ({"begins": "doc"}, "unknown first bytes of source one 'doc':"),
    "country": (
        {"country": "Germany"},
        "unknown country of source one 'Germany': Choices: be, de.",
    ),
    "number": ({"most_mb": -1}, "source one: most_mb must be a number of 0 or more."),
    "hosts": ({"hosts": "x"}, "source one: hosts must be a list of names of hosts."),
    "query": (
        {"query": [1]},
        "source one: query must be a table of texts, such as { nl = 'CBS' }.",
    ),
    "file": ({"file": "../a"}, "source one: '../a' is no name of a file in the folder."),
    "manifest": (
        {"file": "manifest.json"},
        "source one: 'manifest.json' is no name of a file in the folder.",
    ),
    "slot": (
        {"address": "https://example.org/{town}"},
        ("source one: https://example.org/{town} has a place that nothing fills; there are "
        "province, code."),
    ),
    "extracts": (
        {"address": "https://example.org/{path}"},
        ("source one: asks for extracts of a province, and this area is none; write its address "
        "out."),
    ),
    "not locked": (
        {"address": "http://example.org/a"},
        ("source one: http://example.org/a is not locked; only https is asked, and http on this "
        "computer alone."),
    ),
    "a file": (
        {"address": "file:///etc/passwd"},
        "source one: file:///etc/passwd is no address of a host, such as",
    ),
    "a password": (
        {"address": "https://me:secret@example.org/a"},
        "source one: https://me:secret@example.org/a is no address of a host, such as",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", ENTRIES)
def test_a_wrong_entry_is_one_sentence(what: str, tmp_path: Path) -> None:
    change, said = ENTRIES[what]
    lines = [f"{key} = {json.dumps(value)}" for key, value in {**GOOD, **change}.items()]
    path = write_sources(tmp_path, "\n".join(["[one]", *lines]))
    with pytest.raises(ArgumentError) as caught:
        read_wanted(None, sources=path)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    "area",
    ["area = 3", '[area]\nname = "x"', '[area]\nname = "x"\nbbox_deg = [6, 52, 5, 53]',
     '[area]\nname = "x"\nbbox_deg = [6, 52, 7, nan]',
     '[area]\nname = "../x"\nbbox_deg = [1, 1, 2, 2]'],
)  # fmt: skip
def test_a_wrong_area_is_one_sentence(area: str, tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(area, encoding="utf-8")
    with pytest.raises(DrentheGeoError) as caught:
        read_wanted(None, sources=path)
    assert str(caught.value) == (
        "[area] of a file of sources: must have a plain name, and bbox_deg = [west, south, east, "
        "north] in degrees."
    )


def test_two_sources_write_no_one_file(tmp_path: Path) -> None:
    entries = [
        entry(name, "https://example.org/a", file, begins="csv")
        for name, file in (("a", "a.csv"), ("b", "A.csv"))
    ]
    with pytest.raises(ArgumentError) as caught:
        read_wanted(None, sources=write_sources(tmp_path, *entries))
    assert str(caught.value) == "two sources would write a.csv; give them names of their own."


def test_a_file_of_sources_changes_keys_of_what_ships(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[osm]\nrim = false\n[gtfs]\naddress = "https://example.org/x.zip"\n', "utf-8")
    wanted = read_wanted("utrecht", sources=path).wanted
    assert [one.source.id for one in wanted] == IDS[:-1]
    assert [one.file for one in wanted if one.source.id == "osm"] == ["osm-utrecht.osm.pbf"]
    assert [one.address for one in wanted if one.source.id == "gtfs"] == [
        "https://example.org/x.zip"
    ]


def test_an_area_of_ones_own_says_its_sources_in_its_folder(tmp_path: Path) -> None:
    write_sources(tmp_path, entry("osm", "https://example.org/a", "a.pbf", begins="pbf"))
    needs = read_wanted(str(tmp_path))
    where = needs.where
    assert (where.name, where.crs, where.box) == ("made-up", "OGC:CRS84", (6.0, 52.0, 6.5, 52.5))
    assert [one.file for one in needs.wanted] == ["a.pbf"]


def test_bounds_of_the_embedded_province_hold_its_outline() -> None:
    import drenthe_geo as dg  # noqa: PLC0415 - one test needs an area

    west, south, east, north = dg.open_area("drenthe").layer("gemeenten").total_bounds
    box = find_province("drenthe").box
    assert box[0] < west < box[0] + 3000
    assert box[1] < south < box[1] + 3000
    assert box[2] - 3000 < east < box[2]
    assert box[3] - 3000 < north < box[3]


def test_every_source_that_ships_is_in_the_documentation() -> None:
    text = (ROOT / "docs" / "howto" / "own-area.md").read_text(encoding="utf-8")
    assert [name for name in IDS if f"`{name}`" not in text] == []


def test_a_source_may_come_in_several_files(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = []
    for name in ("bus", "rail"):
        server.file(f"/{name}", PBF)
        more: dict[str, Any] = {"begins": "pbf", "counts_as": "osm", "least_mb": 0.0}
        entries.append(entry(name, f"{server.address}/{name}", f"{name}.pbf", **more))
    path = write_sources(tmp_path, *entries)
    assert ask(capsys, "--to", tmp_path / "to", "--sources", path, "osm")[0] == 0
    manifest = read_manifest(tmp_path / "to")
    assert [one.file for one in manifest.files("osm")] == ["bus.pbf", "rail.pbf"]
    code, said = ask(capsys, "--to", tmp_path / "to", "--sources", path, "rail", "--dry-run")
    assert (code, "rail.pbf" in said, "bus.pbf" in said) == (0, True, False)
    path = write_sources(tmp_path, entry("bus", f"{server.address}/bus", "b", begins="pbf",
                                         counts_as=""), entry("c", "https://a.example", "c",
                                         begins="pbf", counts_as="../x"))  # fmt: skip
    assert ask(capsys, "--to", tmp_path / "to", "--sources", path) == (
        1, "drenthe-geo: source c: counts_as must be the id of a source, such as 'gtfs'.\n",
    )  # fmt: skip
