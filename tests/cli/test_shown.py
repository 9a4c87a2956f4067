"""What a command shows is what it writes: figures, sentences, warnings, names as they are."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
from commands import ask
from own_profiles import own_profile
from veldland import VELDLAND

import drenthe_geo as dg

if TYPE_CHECKING:
    from pathlib import Path

EN = VELDLAND.words("en")
PEOPLE = int(dg.area.read_people(VELDLAND)["population"].sum())
SLOW_NOTE = "warning: Cycleways and paths are missing in the embedded road network"
PARKED = "warning: Times by car include 3 minutes at the end to park and to walk to the door.\n"
OUTSIDE = "warning: outside the network (over 2,000 m from a road), so without times: sea\n"
TITLED = """
name = "mine"
title = "[bold]Mine[/x]"
source = "assumption"

[[edits]]
do = "set_frequency"
line = "reg-hds-otv"
trains_per_hour = 4
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder one works in, with points in a town and in the sea."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.csv").write_text("id,x,y\nhome,164300,464900\nsea,20000,430000\n", "utf-8")
    return tmp_path


def about_of(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "about.json").read_text("utf-8"))
    return found


def hashes(out: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.iterdir()}


def test_the_main_job_shows_every_figure_of_its_table(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heard = ask("run --minutes 5,8 --out deep/results", capsys)
    assert heard.code == 0, heard.err
    assert "Stations of Veldland, by car, to the station" in heard.out
    assert "…" not in heard.out
    table = pd.read_csv(folder / "deep" / "results" / "stations_summary.csv")
    lines = heard.out.splitlines()
    for row in table.to_dict("records"):
        name = "any station" if row["station"] == "any" else str(row["name"])
        (line,) = [one for one in lines if one.startswith(f"{name} ")]
        for column in ("people_nearest", "people_5_min", "people_8_min"):
            assert f" {row[column]:,} " in line
    assert len(table) == 5
    for name in about_of(folder / "deep" / "results")["files"]:
        assert name in lines[-1]
    warned = about_of(folder / "deep" / "results")["warnings"]
    assert len(warned) == heard.err.count("warning: ") >= 1


def test_a_scenario_shows_where_most_is_gained_first(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heard = ask("scenario veldlijn --out plain", capsys)
    assert heard.code == 0, heard.err
    lines = heard.out.splitlines()
    assert lines[0].strip() == "What would change: Veldlijn: Hoofdstad - Zandkerk - Oosterveen"
    head = next(line for line in lines if line.startswith("to "))
    for word in ("before", "after", "gain", "range", "gaining", "losing", "other station"):
        assert word in head
    summary = pd.read_csv(folder / "plain" / "summary.csv", index_col="destination")
    ends = [line.split(" ")[0] for line in lines if line.split(" ")[0] in summary.index]
    assert ends == list(summary["gain_min"].abs().sort_values(ascending=False).index)
    assert len(ends) == 4
    assert f" {summary['people_gaining'].max():,} " in heard.out
    assert "…" not in heard.out
    warned = about_of(folder / "plain")["warnings"]
    assert heard.err.splitlines() == [f"warning: {one}" for one in warned]


def test_a_toggle_of_a_scenario_is_heeded(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for out, more in (("plain", ""), ("stop", "--set heidedorp=on")):
        assert ask(f"scenario veldlijn {more} --out {out}", capsys).code == 0
    told = about_of(folder / "stop")["scenarios"][0]
    assert told["toggles"] == {"heidedorp": True, "hourly": False}
    gains = {
        out: pd.read_csv(folder / out / "stations.csv").set_index(["station", "destination"])
        for out in ("plain", "stop")
    }
    assert "x-heidedorp" not in gains["plain"].index
    assert "x-heidedorp" in gains["stop"].index
    # A stop more makes the trains from Oosterveen slower.
    after = [gains[out]["minutes_after"].to_dict()["otv", "hoofdstad"] for out in gains]
    assert after[1] > after[0]


def test_a_title_with_brackets_is_shown_as_it_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "mine.toml").write_text(TITLED, encoding="utf-8")
    heard = ask("scenario mine.toml", capsys)
    assert heard.code == 0, heard.err
    assert heard.out.splitlines()[0].strip() == "What would change: [bold]Mine[/x]"


def test_all_scenarios_are_listed_with_their_toggles_and_sources(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = ask("scenarios", capsys).out.splitlines()
    heads = [line.partition(":")[0] for line in said if not line.startswith(" ")]
    assert heads == list(dg.scenarios.scenario_names(VELDLAND)) == ["n901-sneller", "veldlijn"]
    known = [dg.scenarios.read_scenario(VELDLAND, name) for name in heads]
    sources = [line for line in said if line.startswith("  Source: ")]
    assert sources == [f"  Source: {one.source}" for one in known]
    toggles = [line.strip().split(" ")[1] for line in said if line.startswith("  --set ")]
    assert toggles == [f"{name}=on:" for one in known for name in one.toggles]
    assert len(toggles) == 3


WARNING = {"en": "warning", "nl": "let op"}
COUNTED = {
    "en": "holds: 1, partly: 2, does not hold: 1, ",
    "nl": "klopt: 1, deels: 2, klopt niet: 1, ",
}


@pytest.mark.parametrize("lang", COUNTED)
def test_claims_are_counted_by_verdict(
    lang: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heard = ask("claims --out out", capsys, lang)
    assert heard.code == 0
    warned = about_of(folder / "out")["warnings"]
    assert heard.err.splitlines() == [f"{WARNING[lang]}: {one}" for one in warned]
    assert len(warned) == 1
    assert COUNTED[lang] in heard.out
    written = pd.read_csv(folder / "out" / "claims.csv", keep_default_na=False)
    assert len(written) == 5
    words = VELDLAND.words(lang)
    table = dg.claims.check_claims(VELDLAND).reset_index()
    assert written["verdict"].tolist() == table["verdict"].tolist()
    for column in ("figure", "note"):
        assert written[column].tolist() == [one and words.say(one) for one in table[column]]
    for claim in written[f"claim_{lang}"]:
        assert claim in heard.out
    counts = written["verdict"].value_counts()
    about = about_of(folder / "out")
    assert about["counts"] == {name: counts.get(name, 0) for name in words.group("claims.verdict")}
    assert {"claims", "transit_lines", "stations"} <= {entry["name"] for entry in about["data"]}
    least = about["thresholds"]["oosterveen-direct-hoofdstad"]["least_per_hour"]
    assert least["value"] == 1
    assert least["source"].startswith("assumption: ")


def test_a_way_is_explained_in_the_sentences_that_are_computed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heard = ask("explain --from heidedorp --to HEIDESTAD --mode walk --out r", capsys)
    assert heard.code == 0
    assert "From Heidedorp to station Heidestad, on foot" in heard.out
    assert SLOW_NOTE in heard.err
    back = ask("explain --from heidedorp --to hds --direction from", capsys)
    assert "From station Heidestad to Heidedorp, by car" in back.out
    found = dg.ask_explain(VELDLAND, "heidedorp", "HEIDESTAD", mode="walk")
    assert len(found.sentences) == 2
    for sentence in found.sentences:
        assert EN.say(sentence) in heard.out
    route = gpd.read_file(folder / "r" / "route.gpkg", layer="route")
    assert f" {route['minutes'].iloc[0]:.1f} " in heard.out


def test_sites_chosen_together_are_shown_as_written_and_the_bytes_repeat(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "place --goal cover --count 2 --minutes 10 --fixed zandpark-wolde --unfit"
    heard = ask(f"{words} --out one", capsys)
    assert heard.code == 0, heard.err
    table = pd.read_csv(folder / "one" / "placement.csv")
    reached = table["people_within_10_min"].sum()
    outcome = about_of(folder / "one")["outcome"]
    alone = outcome["fixed_alone"]["people_within"]["10"]
    assert f"2 sites bring {reached:,} of {PEOPLE:,} people" in heard.out
    assert f"The fixed one alone brings {alone:,} of {PEOPLE:,} people" in heard.out
    proof = r"Proven: all \d choices of 2 of \d candidates with the fixed one were tried\."
    assert re.search(proof, heard.out)
    for name in table["name"]:
        assert name in heard.out
    assert {"scipy", "matplotlib"} <= set(about_of(folder / "one")["versions"])
    assert ask(f"{words} --out two", capsys).code == 0
    assert hashes(folder / "one") == hashes(folder / "two")


def test_candidates_of_ones_own_by_bicycle(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = "id,name,x,y\nn,Noord,164300,464900\nz,Zuid,164400,456900\n"
    (folder / "own.csv").write_text(own, "utf-8")
    heard = ask("place --goal mean --count 1 --points own.csv --mode bicycle --out out", capsys)
    assert heard.code == 0
    assert "Noord" in heard.out
    assert SLOW_NOTE in heard.err
    assert "1 site brings the mean to " in heard.out
    assert {path.name for path in folder.iterdir()} == {"mine.csv", "own.csv", "out"}


def test_layers_are_listed_with_date_licence_and_source(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = ask("layers", capsys).out
    lines = [line.split() for line in said.splitlines()]
    for name, entry in VELDLAND.resources.items():
        (row,) = [line for line in lines if line[:1] == [name]]
        assert row[-3] == entry["date"]
        assert row[-2] == entry["licenses"][0]["name"]
    titles = {
        f"{source['title']} ({source['date']})"
        for entry in VELDLAND.resources.values()
        for source in entry["sources"]
    }
    assert titles <= {re.sub(r"^\d+  ", "", line) for line in said.splitlines()}


def test_what_a_service_asks_is_shown_with_titles_and_scales(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = ask("services veldregister", capsys).out.splitlines()
    brief, siting = (
        dg.siting.read_brief(VELDLAND, "veldregister"),
        dg.siting.read_siting(VELDLAND),
    )
    ends = siting.ends("veldregister")
    assert len(brief.weights) > 5
    for name in brief.weights:
        (line,) = [one for one in said if one.startswith(f"{name} ")]
        assert f" {siting.criteria[name].title_in('en')} " in line
        assert f" {ends[name].worst:g} " in line
        assert f" {ends[name].best:g} " in line


def test_the_commands_take_a_profile_of_ones_own(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own_profile(folder)
    for words in ("times --points mine.csv", "catchments --minutes 5", "run --minutes 5",
                  "explain --from Venendal --to hds --out explain"):  # fmt: skip
        heard = ask(f"{words} --profile own.toml", capsys)
        assert heard.code == 0, heard.err
        assert "warning: A cargo bicycle." in heard.err
        name = words.split()[0]
        about = about_of(folder / ("results" if name == "run" else name))
        assert about["parameters"]["mode"] == "cargo"
        assert "A cargo bicycle." in about["warnings"]
        assert about["profile"]["access_kmh"] == {"value": 5.0, "source": "assumption"}
        assert "profile: own.toml" in about["own_files"]


def test_layers_of_ones_own_and_awkward_names_are_just_text(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ["id,name,x,y", "place,Balie [/Zuid],164400,464860", "[/b],$x_1$,173540,462840"]
    (folder / "stations.csv").write_text("\n".join(rows), "utf-8")
    heard = ask("run --minutes 5 --layer stations=stations.csv --out out", capsys)
    assert heard.code == 0, heard.err
    assert "Balie [/Zuid]" in heard.out
    assert "$x_1$" in heard.out
    table = pd.read_csv(folder / "out" / "travel_times.csv")
    assert set(table["station"]) == {"place", "[/b]"}
    assert list(about_of(folder / "out")["own_files"]) == ["stations: stations.csv"]


def test_points_outside_the_network_are_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ("times --points mine.csv", "times --points mine.csv --to mine.csv --out two"):
        heard = ask(words, capsys)
        assert (heard.code, heard.err) == (0, PARKED + OUTSIDE)
    heard = ask("catchments --points mine.csv --minutes 0.002,5", capsys)
    *first, second, third = heard.err.splitlines(keepends=True)
    assert first == [PARKED, OUTSIDE]
    nothing = "warning: nothing is reached, for parking and the leg to the road take longer"
    assert second.startswith(nothing)
    assert "sea (5 min)" in second
    assert third.endswith("who is in reach is unknown and left blank: sea\n")


@pytest.mark.parametrize("mode", ["bicycle", "ebike", "walk"])
def test_slow_modes_say_what_is_missing(mode: str, capsys: pytest.CaptureFixture[str]) -> None:
    heard = ask(f"times --points sites --mode {mode}", capsys)
    assert heard.code == 0
    assert SLOW_NOTE in heard.err


def test_what_is_odd_about_a_layer_of_ones_own_is_a_warning(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = dict(VELDLAND.notices)
    stations = VELDLAND.layer("stations").reset_index()
    stations.assign(area=stations.buffer(10)).to_parquet(folder / "stations.parquet")
    heard = ask("run --minutes 5 --layer stations=stations.parquet --out out", capsys)
    assert heard.code == 0, heard.err
    [said] = [one for one in about_of(folder / "out")["warnings"] if "left out" in one]
    assert said.startswith("stations.parquet")
    assert "area" in said
    assert said in " ".join(heard.err.split())
    assert VELDLAND.notices == before  # of that question alone
