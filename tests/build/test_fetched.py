"""An area is made of what was fetched: whole, sourced, and with nothing unknown added up."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import shapely

import drenthe_geo as dg
from drenthe_geo.build.fetched.area import build_area, settings_of
from drenthe_geo.build.fetched.inputs import Fetched
from drenthe_geo.build.fetched.people import counted, source_of_people
from drenthe_geo.build.fetched.reading import Sources
from drenthe_geo.build.fetched.roads import Laid, straightened
from drenthe_geo.cli.main import main
from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.fetch.manifest import known_manifest, read_manifest
from tests.areas.veldland_fetched import ALL, FEW, SERVICE, fill, table, told

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.area.area import Area

pytest.importorskip("osmium")


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
    assert people["inhabitants_own"].notna().all()
    # Who lives beyond the rim is not known: from near it all within a time are not either.
    assert people["inhabitants"].isna().to_numpy().tolist() == [True, False]
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


def test_a_place_is_of_the_gemeente_that_its_source_tells(built: Area) -> None:
    places, known = built.layer("places"), table("places")
    told = dict(zip("BU" + known["pc4"].astype(str), known["gemeente"], strict=True))
    assert places["gemeente"].to_dict() == told


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
    known = known_manifest(tmp_path / "in")
    assert known is not None
    changed = known.with_file(told(path, "boundaries_gemeenten"))
    replace(changed, area="friesland").write()
    area = build_area(tmp_path / "in", "friesland", tmp_path / "out")
    # The made-up extract ends well before the 12 km that are asked for: so do the roads.
    nodes, home = area.table("road_nodes"), area.outline()
    ends_m = shapely.distance(shapely.points(nodes["x_m"], nodes["y_m"]), home).max()
    assert area.facts.roads_end_m - 100 < ends_m <= area.facts.roads_end_m < 12_000
    assert area.name == "friesland"
    assert area.words("nl").say("area.of_area") == "van Fryslân"
    assert area.words("en").say("area.own_stations") == "the 4 stations of Fryslân"
    # None of those is here, so stations of its own stand for them, intercity first.
    assert area.table("destinations")["station"].tolist()[:2] == ["hds", "rst"]
    assert area.facts.capital == "heidestad"
    assert dg.ask_trips(area).result.minutes.notna().any(axis=None)
