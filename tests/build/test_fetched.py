"""An area is made of what was fetched: whole, sourced, and with nothing unknown added up."""

from __future__ import annotations

import shutil
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import drenthe_geo as dg
from drenthe_geo.build.build import refresh_descriptor
from drenthe_geo.build.fetched.area import build_area, settings_of
from drenthe_geo.build.fetched.inputs import Fetched
from drenthe_geo.build.fetched.people import counted, source_of_people
from drenthe_geo.build.fetched.reading import Sources
from drenthe_geo.build.fetched.roads import Laid, straightened
from drenthe_geo.cli.main import main
from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.fetch.manifest import read_manifest
from tests.areas.veldland_fetched import ALL, FEW, choices, fill, table, told

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.area.area import Area

pytest.importorskip("osmium")


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fetched")
    fill(folder)
    choices(folder.parent / "choices")
    return folder


@pytest.fixture(scope="module")
def built(fetched: Path) -> Area:
    return build_area(fetched, fetched.parent / "choices", fetched.parent / "built")


def refused(*given: Any) -> str:
    with pytest.raises(DrentheGeoError) as error:
        build_area(*given)
    return str(error.value)


def test_people_are_those_told_and_two_for_each_square_of_few(built: Area) -> None:
    squares = table("people")["population"].to_numpy().copy()
    squares[::9] = 2
    people = built.layer("people")
    at_home = people[~people.index.str.startswith("de-")]
    assert at_home["population"].sum() == squares.sum()
    assert people.loc[people.index.str.startswith("de-"), "population"].tolist() == [1200]
    assert (people["working_age"] <= people["population"]).all()
    assert (people[["population", "working_age"]].to_numpy() >= 0).all()
    places = built.layer("places")
    assert places["population"].sum() == at_home["population"].sum()


@pytest.mark.parametrize("few", [0, 2, 4])
def test_a_square_of_few_counts_for_what_the_choices_say(few: int, fetched: Path) -> None:
    settings = settings_here(fetched)
    settings["people"] = {**settings["people"], "few_people": few}
    known = counted(Sources(read_manifest(fetched), settings), "squares_100m")
    told_people = np.delete(table("people")["population"].to_numpy(), slice(None, None, 9))
    assert known.frame["inwoners"].sum() == told_people.sum() + few * known.few
    assert known.few == len(table("people")[::9])
    assert FEW not in set(known.frame["inwoners"])


def test_an_area_of_which_the_people_are_secret_has_nobody(fetched: Path) -> None:
    known = counted(Sources(read_manifest(fetched), settings_here(fetched)), "wijken")
    assert known.silent == 1
    assert known.frame["inwoners"].sum() == table("places")["population"][:-1].sum()


NO_OUT = (
    "build of a folder that fetch filled needs --area (a province, or a folder with a build.toml) "
    "and --out."
)
ALL_AT_ONCE = (
    "--only is for an area that lists its own sources; of what fetch brought all is made together."
)
OF_NETWORKS = (
    "--mode and --country are for build --network-only; an area has the roads of every mode, and "
    "its build.toml says the country."
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


def settings_here(fetched: Path) -> dict[str, Any]:
    from drenthe_geo.build.fetched.area import settings_of  # noqa: PLC0415 - for this alone

    return settings_of(fetched.parent / "choices")


def test_the_finest_source_of_people_counts(tmp_path: Path, fetched: Path) -> None:
    order = [("squares_100m", "buurten", "wijken"), ("buurten", "wijken"), ("wijken",)]
    for number, sources in enumerate(order):
        manifest = fill(tmp_path / str(number), sources)
        assert source_of_people(Sources(manifest, settings_here(fetched))) == sources[0]


def test_without_squares_people_live_along_streets(tmp_path: Path, fetched: Path) -> None:
    fill(tmp_path / "in", ("boundaries_gemeenten", "buurten", "osm"))
    area = build_area(tmp_path / "in", fetched.parent / "choices", tmp_path / "out")
    people, network = area.layer("people"), dg.roads.read_network(area, "car")
    assert people["population"].sum() == table("places")["population"].sum()
    lines = shapely.union_all(network.lines)
    assert people.distance(lines).max() < 10  # rounded to 10 m
    with pytest.raises(DrentheGeoError) as error:
        dg.ask_trips(area)
    assert str(error.value) == (
        "veldland: has no timetable, so nothing can be said of trains; fetch gtfs and build the "
        "area again, or give a timetable of your own with --gtfs."
    )
    some = area.layer("places").head(2)
    people = dg.reach.people_in_reach(area, some, [10], network)
    assert people["students"].isna().all()  # no schools were fetched: unknown, and not nought
    assert people["inhabitants"].notna().all()
    # What needs no train is told without one, and a road is beside what is there.
    assert len(dg.place("mean", 1, sites="places", area=area).sites) == 1
    with pytest.raises(DrentheGeoError) as error:
        dg.place("mean", 1, area=area)
    assert str(error.value) == (
        "veldland: its data have no such candidates; take --points places or sites, or a file of "
        "points of your own."
    )


def test_every_table_keeps_its_promise_and_tells_its_sources(built: Area, fetched: Path) -> None:
    manifest = {one.source: one for one in read_manifest(fetched).fetched}
    entries = built.resources
    for name in ("people", "road_edges", "gemeenten", "stations", "transit_legs", "nature"):
        said = entries[name]["sources"]
        assert said
        for one in said:
            file = manifest[one["file"].partition(".")[0]]
            assert (one["sha256"], one["path"], one["licence"]) == (
                file.sha256, file.address, file.licence,
            )  # fmt: skip
    assert {one.title for one in built.fresh().sources()} == set()
    fresh = built.fresh()
    fresh.layer("nature")
    assert [one.title for one in fresh.sources()] == ["Made up natura2000"]


def test_the_tables_hold_what_was_fetched(built: Area) -> None:
    assert built.layer("gemeenten")["name"].tolist() == table("gemeenten")["name"].tolist()
    assert round(built.outline().area / 1e6) == 200
    own = dg.area.select_stations(built.layer("stations"))
    assert sorted(own["name"]) == ["Heidestad", "Oosterveen", "Venendal", "Zandkerk"]
    roles = built.layer("stations")["role"].to_dict()
    assert (roles["osf"], roles["rst"], roles["hfd"]) == ("abroad", "neighbour", "far")
    assert own["intercity"].to_dict() == {"hds": True, "otv": False, "vnd": False, "zdk": False}
    assert built.layer("nature")[["name", "kind"]].to_numpy().tolist() == [["Veldheide", "both"]]
    assert built.layer("sites")["name"].tolist() == ["Stationspark", "Veenpark"]
    assert set(built.layer("education")["level"]) == {"mbo", "hbo"}
    assert built.layer("exits")["number"].dropna().tolist()[:2] == ["1", "2"]
    assert built.layer("motorways").loc["A99", "kind"] == "motorway"
    assert len(built.table("transit_lines")) == len(table("transit_lines"))
    assert len(built.layer("railways")) == len(table("railways"))


def test_equal_sources_make_equal_bytes(built: Area, fetched: Path, tmp_path: Path) -> None:
    out, chosen = tmp_path / "again", fetched.parent / "choices"
    words = ["build", str(fetched), "--area", str(chosen), "--out", str(out), "--quiet"]
    assert main(words) == 0
    again = dg.open_area(out)
    assert again.facts.capital == "hoofdstad"
    names = {path.name for path in built.folder.iterdir()}
    assert names == {path.name for path in again.folder.iterdir()}
    for name in names:
        assert (again.folder / name).read_bytes() == (built.folder / name).read_bytes(), name


@pytest.mark.parametrize(
    "asked",
    [
        ["times", "--points", "sites"],
        ["people"],
        ["trips"],
        ["explain", "--from", "Wolde", "--to", "hds"],
        ["sites"],
        ["layers"],
    ],
    ids=lambda asked: asked[0],
)
def test_commands_work_on_it(asked: list[str], built: Area, tmp_path: Path) -> None:
    more = [] if asked[0] in {"sites", "layers"} else ["--out", str(tmp_path / "out")]
    assert main([*asked, *more, "--area", str(built.folder), "--quiet"]) == 0


NO_SERVICES = (
    "veldland: no services are named in its data; write one of your own as TOML and give its file "
    "(see docs/howto/own.md)."
)
NO_CLAIMS = (
    "veldland: there is no profile whose claims could be looked at; write its claims into "
    "claims.toml of the area's folder."
)


@pytest.mark.parametrize(
    ("asked", "said"),
    [(["overview"], NO_SERVICES), (["services"], NO_SERVICES), (["claims"], NO_CLAIMS)],
    ids=["overview", "services", "claims"],
)
def test_what_nobody_publishes_is_said_in_a_sentence(
    asked: list[str], said: str, built: Area, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*asked, "--area", str(built.folder), "--lang", "en"]) == 1
    assert capsys.readouterr().err == f"drenthe-geo: {said}\n"


SERVICE = """id = "keuring"
name = "Keuring"
ministry = "EZ"
kind = "inspection"
themes = ["agriculture"]
regions = []
relations = ["rietstad"]

[needs]
spaces = ["office"]
source = "made up for tests"
date = "2026-11"
"""


def test_a_service_of_ones_own_finds_a_site_where_nearly_nothing_was_fetched(
    tmp_path: Path, fetched: Path
) -> None:
    few = ("boundaries_gemeenten", "squares_100m", "osm", "stations", "gtfs")
    fill(tmp_path / "in", few)
    area = build_area(tmp_path / "in", fetched.parent / "choices", tmp_path / "out")
    assert area.layer("sites").empty
    (tmp_path / "ours.toml").write_text(SERVICE, encoding="utf-8")
    (tmp_path / "my.csv").write_text("id,name,x,y\na,A,164470,465020\nb,B,174030,462550\n",
                                     encoding="utf-8")  # fmt: skip
    answer = dg.ask_suggest(area, tmp_path / "ours.toml", sites=tmp_path / "my.csv", surface=False)
    assert answer.result.verdict.first in {"a", "b"}
    with pytest.raises(DrentheGeoError) as error:
        dg.ask_times(area, "sites")
    assert str(error.value) == (
        "veldland: its data have none of 'sites'; give a file of points of your own."
    )


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
    read_manifest_as_it_was(folder).with_file(told(path, "boundaries_gemeenten")).write()
    assert refused(folder, fetched.parent / "choices", tmp_path / "out") == (
        "boundaries_gemeenten.geojson: its coordinates cannot be in EPSG:28992, as its manifest or "
        "the file itself says; give the right one as crs in manifest.json."
    )


def read_manifest_as_it_was(folder: Path) -> Any:
    from drenthe_geo.fetch.manifest import known_manifest  # noqa: PLC0415 - for this alone

    return known_manifest(folder)


def test_boundaries_without_the_province_are_refused(tmp_path: Path, fetched: Path) -> None:
    groningen = copied(fetched, tmp_path)
    replace(read_manifest_as_it_was(groningen), area="groningen").write()
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
    read_manifest_as_it_was(folder).with_file(told(path, "squares_100m")).write()
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


CROSS = Laid(
    nodes=pd.DataFrame({"node": [11, 12, 13, 14], "x_m": [0.0, 100.0, 200.0, 100.0],
                        "y_m": [0.0, 0.0, 0.0, 300.0]}),
    edges=pd.DataFrame({
        "edge": [0, 1, 2], "tail": [11, 12, 14], "head": [12, 13, 12],
        "length_m": [110.0, 130.0, 420.0], "free_flow_s": [10.0, 11.0, 40.0],
        "back_s": [12.0, 11.0, 44.0], "junctions": [0.5, 0.5, 0.5],
        "back_junctions": [0.5, 0.5, 0.5], "road_class": "residential", "road_number": None,
        "oneway": False, "maxspeed_kmh": 50, "users": "all", "car": "both", "bicycle": "both",
        "walk": "both", "name": None,
    }),
    lines=np.array([
        shapely.LineString([(0, 0), (100, 0)]),
        shapely.LineString([(100, 0), (150, 40), (200, 0)]),
        shapely.LineString([(100, 300), (140, 200), (60, 100), (100, 0)]),
    ], dtype=object),
    bans=pd.DataFrame({"ban": [0, 1], "from_edge": [2, 0], "via_node": [12, 12],
                       "via_edges": ["", "1"], "to_edge": [0, 1]}),
)  # fmt: skip


def test_bends_are_nodes_and_nothing_of_a_road_is_lost() -> None:
    nodes, pieces, bans = straightened(CROSS, 10.0)
    assert len(nodes) == len(CROSS.nodes) + 3
    assert len(pieces) == 1 + 2 + 3
    for name in ("length_m", "free_flow_s", "back_s", "junctions"):
        assert pieces[name].sum() == pytest.approx(CROSS.edges[name].sum())
    ends = {tuple(one) for one in pieces[["tail", "head"]].to_numpy().tolist()}
    assert (0, 1) in ends
    # The last piece of the third road ends where it is banned; the second has two pieces between.
    first, second = bans.to_dict("records")
    assert pieces.loc[first["from_edge"], "head"] == first["via_node"] == 1
    assert [int(one) for one in second["via_edges"].split(";")] == [1, 2]


def test_tracks_are_there_whatever_was_asked_before(built: Area, fetched: Path) -> None:
    manifest = read_manifest(fetched)
    sources = Sources(manifest, settings_of(fetched.parent / "choices"))
    ground: Any = SimpleNamespace(outline=built.outline())
    (tracks,) = Fetched(sources).tracks(ground)
    assert len(tracks) == len(table("railways"))


def test_a_junction_counts_at_the_piece_that_ends_there() -> None:
    _, pieces, _ = straightened(CROSS, 10.0)
    at = 1  # the node where all three roads meet
    beside = (pieces["tail"] == at) | (pieces["head"] == at)
    assert pieces["junctions"].tolist() == [0.5 if one else 0.0 for one in beside]


def test_all_sources_of_the_made_up_folder_are_read(built: Area) -> None:
    files = {
        one["file"]
        for entry in built.resources.values()
        for one in entry["sources"]
        if "file" in one
    }
    assert {name.partition(".")[0] for name in files} == set(ALL) - {"buurten"} | {"buurten"} & {
        name.partition(".")[0] for name in files
    }


def test_a_province_is_found_by_its_name(tmp_path: Path) -> None:
    """Here Veldland calls itself Fryslân: its trips go where those of the country go."""
    fill(tmp_path / "in", ("boundaries_gemeenten", "squares_100m", "osm", "stations", "gtfs"))
    path = tmp_path / "in" / "boundaries_gemeenten.geojson"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"Veldland"', '"Frysl\\u00e2n"'), encoding="utf-8"
    )
    known = read_manifest_as_it_was(tmp_path / "in").with_file(told(path, "boundaries_gemeenten"))
    replace(known, area="friesland").write()
    area = build_area(tmp_path / "in", "friesland", tmp_path / "out")
    assert (area.name, area.facts.roads_end_m) == ("friesland", 12_000)
    assert area.words("nl").say("area.of_area") == "van Fryslân"
    assert area.words("en").say("area.own_stations") == "the 4 stations of Fryslân"
    # None of those is here, so stations of its own stand for them, intercity first.
    assert area.table("destinations")["station"].tolist()[:2] == ["hds", "rst"]
    assert area.facts.capital == "heidestad"
    assert dg.ask_trips(area).result.minutes.notna().any(axis=None)
