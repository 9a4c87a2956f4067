"""What is wrong is one sentence: exit code 1, no answer, and nothing is written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from commands import ask
from paths import VELDLAND_DIR
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.cli.main import main
from drenthe_geo.cli.program import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "away.csv": "id,x,y\nams,121500,487000\n",
    "double.csv": "id,x,y\na,164300,464900\na,173700,462800\n",
    "empty.csv": "id,x,y\n",
    "far.csv": "id,x,y,accuracy_m\na,164300,464900,far\n",
    "nameless.csv": "id,name\na,b\n",
    "sea.csv": "id,x,y\nland,164300,464900\nsea,20000,430000\n",
    "swapped.csv": "id,x,y,population\na,464900,164300,1\n",
}
SCENARIOS = "n901-sneller, veldlijn, a file ending in .toml"
ACCESS = "walk, bicycle, ebike, car, best"
MODES = "car, bicycle, ebike, walk"
POINTS = "stations, all-stations, sites, places, a file of points"
ENDS = ", ".join(dg.trips.read_destinations(VELDLAND).index)
SITES = (
    "stationsgebied-heidestad, rijkskantoor-heidestad, veencampus-venendal, zandpark-wolde, "
    "vliegveld-zandkerk, grensterminal-oosterveen"
)
FIXABLE = (
    "stationsgebied-heidestad, veencampus-venendal, grensterminal-oosterveen, "
    "rijkskantoor-heidestad, vliegveld-zandkerk, zandpark-wolde"
)
"""Candidates first, then what a fixed site may be too."""
SERVICES = ", ".join(dg.siting.read_services(VELDLAND).index)
STATIONS = ", ".join(sorted(dg.area.select_stations(VELDLAND.layer("stations"), "all")["name"]))
CUTOFF = "is not a number of minutes above 0; give e.g. 10, 20, 30."
LOST = "must be TOGGLE=on or TOGGLE=off."
GONE = "no.csv: no such file."
A_FILE = "sea.csv: is a file, but a folder for the results is needed."


def like_a_file(name: str) -> str:
    stem = name.partition(".")[0]
    return (
        f"--out {name}: looks like a file, but a folder for the results is needed; give {stem}, "
        "for example."
    )


REFUSED = {
    "rum": f"unknown command 'rum': did you mean 'run'? Choices: {', '.join(COMMANDS)}.",
    "run --foo": "there is no option --foo; did you mean --format or --out?",
    "run --area nowhere": "unknown area 'nowhere': Choices: drenthe, a folder with an area.toml "
    "(of a province drenthe-geo fetch and then drenthe-geo build make one).",
    "run --minutes 10,x": "--minutes '10,x': is not a list of numbers; give for example 10,20,30.",
    "run --minutes -5": f"cut-off -5 {CUTOFF}",
    "network no.csv": GONE,
    "network default": (
        "default: is no file of roads to save; give a table of edges or an osmnx graph."
    ),
    "run --stations nine": "unknown stations 'nine': Choices: own, all.",
    "run --direction form": "unknown direction 'form': did you mean 'from'? Choices: to, from.",
    "run --mode bus": f"unknown mode 'bus': Choices: {MODES}.",
    "run --profile no.toml": "no.toml: no such file.",
    "run --layer places": "--layer 'places': must be NAME=FILE, for example places=my_places.gpkg.",
    "run --layer plases=no.csv": (
        "unknown layer 'plases': did you mean 'places'? Choices: "
        f"{', '.join(VELDLAND.layer_names)}."
    ),
    "run --layer places=no.csv": GONE,
    "run --layer places=swapped.csv": (
        "layer 'places' from swapped.csv: row 1, a: x and y look swapped (464900, 164300)."
    ),
    "run --layer stations=away.csv": (
        "facilities: none of the 1 lies within 2,000 m of a road of the network, "
        "so nothing can be reached."
    ),
    "run --out sea.csv": A_FILE,
    "times --points no.csv": GONE,
    "times --points sea.csv --out x.xlsx": like_a_file("x.xlsx"),
    "times --points sea.csv --network-columns u": (
        "--network-columns names columns of a table of edges; neither the roads of the area nor a "
        "graph has such, so leave it out."
    ),
    "times --points sea.csv --network sea.csv --network-columns u": (
        "--network-columns 'u': must be ROLE=COLUMN,…, for example u=a,v=b."
    ),
    "times --points sea.csv --network no.gpkg": "no.gpkg: no such file.",
    "times --points sea.csv --network sea.csv": (
        "network from sea.csv: 2 of 2 rows are not a LineString."
    ),
    "catchments --out x.csv": like_a_file("x.csv"),
    "catchments --out sea.csv": A_FILE,
    "catchments --points sea.csv --fill-holes-m2 -1": (
        "fill_holes_m2 -1 is not a size; give that of a hole in m2, or 0."
    ),
    "people --points no.csv": GONE,
    "people --points station": (
        f"unknown points 'station': did you mean 'stations' or 'all-stations'? Choices: {POINTS}."
    ),
    "trips --access hike": f"unknown access 'hike': did you mean 'bike'? Choices: {ACCESS}.",
    "trips --scenario veldlin": (
        f"unknown scenario 'veldlin': did you mean 'veldlijn'? Choices: {SCENARIOS}."
    ),
    "trips --points no.csv": GONE,
    "trips --points place": f"unknown origins 'place': did you mean 'places'? Choices: {POINTS}.",
    "trips --gtfs none.zip": "none.zip: no such file.",
    "trips --out trips.txt": like_a_file("trips.txt"),
    "explain --from 100000,440000 --to hds": (
        "100000,440000 to Heidestad: the point lies 57,241 m from the nearest road, outside the "
        "network (at most 2,000 m), so there is no way to explain."
    ),
    "explain --from Venendal --to Ems": f"unknown station 'Ems': Choices: {STATIONS}.",
    "explain --from Venendal --to hds --out r.csv": like_a_file("r.csv"),
    "explain --from Venendal --to hds --mode bus": f"unknown mode 'bus': Choices: {MODES}.",
    "explain --from Venendal --to hds --minutes -3": f"cut-off -3 {CUTOFF}",
    "scenario": "argument names is missing; see --help.",
    "scenario veldlijn --set heidedorp": f"--set 'heidedorp': {LOST}",
    "scenario veldlijn --set heidedorp=maybe": f"--set 'heidedorp=maybe': {LOST}",
    "scenario veldlijn --set heidedorp=on --set heidedorp=off": (
        "--set heidedorp: is said to be on and off; say it once."
    ),
    "scenario veldlijn --set heidedrop=on": (
        "unknown toggle of scenario 'veldlijn' 'heidedrop': did you mean 'heidedorp'? "
        "Choices: heidedorp, hourly."
    ),
    "scenario veldlijn n901-sneller --set heidedorp=on": (
        "unknown toggle 'heidedorp': did you mean 'veldlijn.heidedorp'? "
        "Choices: veldlijn.heidedorp, n901-sneller.heidedorp."
    ),
    "scenario veldlijn --set n901.heidedorp=on": (
        "unknown scenario of a toggle 'n901': Choices: veldlijn."
    ),
    "scenario veldlin": (
        f"unknown scenario 'veldlin': did you mean 'veldlijn'? Choices: {SCENARIOS}."
    ),
    "scenario veldlijn veldlijn": (
        "scenario 'veldlijn' was given twice; give it once, with its toggles."
    ),
    "scenario mine.toml": "mine.toml: no such file.",
    "scenario veldlijn --access hike": (
        f"unknown access 'hike': did you mean 'bike'? Choices: {ACCESS}."
    ),
    "scenario veldlijn --destination Mars": f"unknown destination 'Mars': Choices: {ENDS}.",
    "scenario veldlijn --out sea.csv": A_FILE,
    "suggest": "argument service is missing; see --help.",
    "suggest veldregister --sites double.csv": (
        "layer 'points' from double.csv: duplicate id: 'a'."
    ),
    "suggest veldregister --sites empty.csv": "layer 'points' from empty.csv: it has no rows.",
    "suggest veldregister --sites nameless.csv": (
        "nameless.csv: no column of id, name says where a row lies; give lon and lat (degrees), x "
        "and y (RD New metres), a postcode or a place name, or name the columns, for example "
        "--columns x=RDX,y=RDY."
    ),
    "suggest veldregister --sites far.csv": (
        "sites: accuracy_m of 'a' is far; give metres, 0 or more."
    ),
    "overview --weights mine.toml": "there is no option --weights; see --help.",
    "services-for zandpark-wolde --weights mine.toml": "there is no option --weights; see --help.",
    "services veldregistr": (
        f"unknown service 'veldregistr': did you mean 'Veldregister'? Choices: {SERVICES}."
    ),
    "place --goal best": "unknown goal 'best': Choices: cover, mean, furthest, everybody.",
    "place --goal mean": "goal 'mean': needs a count; give how many sites there may be, 1 to 2.",
    "place --count few": "--count: needs a whole number.",
    "place --minutes long": "--minutes: needs a number.",
    "suggest veldregister --moving-margin much": "--moving-margin: needs a number.",
    "suggest veldregister --moving-margin -1": (
        "moving margin -1: give a difference of scores from 0 to 1."
    ),
    "place --goal mean --count 11": (
        "count 11: there are 2 candidates; give 2 or less, or add some."
    ),
    "place --goal mean --count 11 --unfit": (
        "count 11: there are 4 candidates; give 4 or less, or add some."
    ),
    "place --goal mean --count 1 --fixed zandpark-wolde,vliegveld-zandkerk": (
        "count 1: 2 sites are fixed, which is more; give 2 or more, or fix fewer."
    ),
    "place --goal mean --count 2 --fixed zandpark": (
        f"unknown fixed site 'zandpark': did you mean 'zandpark-wolde'? Choices: {FIXABLE}."
    ),
    "place --goal mean --count 1 --points site": (
        "unknown candidates 'site': did you mean 'sites'? Choices: profile, sites, places, "
        "a file of points."
    ),
    "place --goal mean --count 1 --points no.csv": GONE,
    "place --goal mean --count 1 --points sea.csv": (
        "candidates: 1 of 2 lies outside the road network ('sea'); a candidate must lie "
        "within 2,000 m of a road in or around the area (is its position in RD New or lon,lat?)."
    ),
    "place --goal cover --count 1 --minutes 0": f"cut-off 0 {CUTOFF}",
    "place --goal everybody --minutes 5": (
        "everybody within 5 minutes: 30,811 people at 25 of 33 places are further than that from "
        "every candidate, '1005-002' furthest with 18.5 minutes; relax the cut-off to 18.5 "
        "minutes, or add candidates."
    ),
    "place --goal everybody --minutes 17 --count 1 --unfit": (
        "everybody within 17 minutes: 2 sites are needed, more than the count of 1; relax the "
        "count to 2, or the cut-off to 20.3 minutes."
    ),
    "place --goal mean --count 1 --mode cart": (
        f"unknown mode 'cart': did you mean 'car'? Choices: {MODES}."
    ),
    "place --goal mean --count 1 --out sea.csv": A_FILE,
    "claims --out claims.csv": like_a_file("claims.csv"),
    "claims --out sea.csv": A_FILE,
}
"""What is asked, and why it is refused."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder one works in, with files that are not as they must be."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def unchanged(folder: Path) -> bool:
    """Whether every file is as it was, and there is no other."""
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()} == FILES


@pytest.mark.parametrize("words", REFUSED)
def test_bad_input_is_one_sentence_and_nothing_is_written(
    words: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = words.split()
    here = [] if "--area" in given else ["--area", str(VELDLAND_DIR)]
    assert main([*given, *here, "--lang", "en"]) == 1
    heard = capsys.readouterr()
    assert heard.err == f"drenthe-geo: {REFUSED[words]}\n"
    assert heard.out == ""
    assert unchanged(folder)


def test_every_command_that_writes_is_refused_something() -> None:
    lists = {"sites", "scenarios", "layers", "cache"}
    of_public_data = {"fetch", "build"}  # they have tests of their own
    assert {words.split()[0] for words in REFUSED} == set(COMMANDS) - lists - of_public_data | {
        "rum"
    }


@pytest.mark.parametrize("words", ["run", "claims", "suggest veldregister", "place --goal mean"])
@pytest.mark.parametrize(("lang", "hint"), [("de", ""), ("NL", " did you mean 'nl'?"), ("fy", "")])
def test_a_language_without_words_is_refused_before_anything_else(
    words: str, lang: str, hint: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heard = ask(f"{words} --out new", capsys, lang)
    assert heard == (1, "", f"drenthe-geo: unknown language '{lang}':{hint} Choices: nl, en.\n")
    assert unchanged(folder)


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_without_its_value_is_refused(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([name, "--area"]) == 1
    assert capsys.readouterr() == ("", "drenthe-geo: option --area needs a value; see --help.\n")
    assert unchanged(folder)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_points_without_a_crs_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sites = VELDLAND.layer("sites")[["geometry"]].set_crs(None, allow_override=True)
    sites.rename_axis("id").reset_index().to_file(folder / "bare.gpkg")
    heard = ask("suggest veldregister --sites bare.gpkg", capsys)
    assert heard.code == 1
    assert heard.err == (
        "drenthe-geo: layer 'points' from bare.gpkg: its coordinate reference system "
        "(Undefined SRS) has no place on earth; set the right one where the file is made, or with "
        '.set_crs("EPSG:28992", allow_override=True) for RD New or '
        '.set_crs("EPSG:4326", allow_override=True) for lon/lat.\n'
    )
    assert not (folder / "suggestion").exists()


def test_refusals_are_said_in_dutch(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    heard = ask("scenario veldlijn --set heidedorp=maybe", capsys, "nl")
    assert (heard.code, heard.out) == (1, "")
    assert heard.err.startswith("drenthe-geo: --set 'heidedorp=maybe': ")
    assert "must be" not in heard.err
    assert unchanged(folder)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        ("nan", f"cut-off nan {CUTOFF}"),
        ("inf", f"cut-off inf {CUTOFF}"),
        ("1e-300", f"cut-off 1e-300 {CUTOFF}"),
        ("10,1e308", "cut-off 1e+308: is longer than a day; give at most 1,440 minutes."),
        (
            "1.0000001,1.0000002",
            (
                "cut-off 1 is asked for twice: numbers that differ less than can be written; "
                "leave one out."
            ),
        ),
        (
            ",".join(map(str, range(1, 1001))),
            "1,000 cut-offs: at most 200 can be asked for at once; ask for fewer.",
        ),
    ],
)
@pytest.mark.parametrize("words", ["run", "people", "catchments"])
def test_minutes_have_bounds(
    words: str, minutes: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask([words, "--minutes", minutes], capsys) == (1, "", f"drenthe-geo: {said}\n")
    assert unchanged(folder)


def test_another_time_is_another_question(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("run --minutes 5 --out new", capsys).code == 0
    was = {path.name: path.stat().st_mtime_ns for path in (folder / "new").iterdir()}
    heard = ask("run --minutes 300 --out new", capsys)
    assert heard.code == 1
    assert heard.err == (
        "drenthe-geo: --out new: holds the answer to another question (run; minutes 5), which "
        "this one (run; minutes 300) would replace; give another folder.\n"
    )
    assert {path.name: path.stat().st_mtime_ns for path in (folder / "new").iterdir()} == was


def test_other_columns_are_another_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = "id,oud_x,oud_y,nieuw_x,nieuw_y\na,164300,464900,173700,462800\n"
    (tmp_path / "twice.csv").write_text(rows, encoding="utf-8")
    old, new = "x=oud_x,y=oud_y", "x=nieuw_x,y=nieuw_y"
    words = "times --points twice.csv --out new --columns"
    assert ask(f"{words} {old}", capsys).code == 0
    was = (tmp_path / "new" / "times.csv").read_bytes()
    about = json.loads((tmp_path / "new" / "about.json").read_text("utf-8"))
    for part in ("subject", "parameters"):
        assert about[part]["columns"] == ["x=oud_x", "y=oud_y"]
    heard = ask(f"{words} {new}", capsys)
    assert heard.code == 1
    assert heard.err == (
        "drenthe-geo: --out new: holds the answer to another question (times; columns x=oud_x, "
        "y=oud_y), which this one (times; columns x=nieuw_x, y=nieuw_y) would replace; give "
        "another folder.\n"
    )
    assert (tmp_path / "new" / "times.csv").read_bytes() == was
    assert ask(f"{words} y=oud_y,x=oud_x", capsys).code == 0  # the same, in another order
    assert ask(f"{words.replace('new', 'other')} {new}", capsys).code == 0
    assert (tmp_path / "other" / "times.csv").read_bytes() != was
