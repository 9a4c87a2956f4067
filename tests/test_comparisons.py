"""What scenarios change: nothing by nothing, means that agree, files, and the command."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from matplotlib.image import imread

import drenthe_geo as dg
from drenthe_geo import Comparison, Scenario, make_comparison, write_comparison
from drenthe_geo.cli import main
from drenthe_geo.cli_app import STEP_NAMES
from drenthe_geo.comparisons import STEPS
from drenthe_geo.gain_map import calls_of, tracks_of
from drenthe_geo.location_files import STEPS as FILE_STEPS
from drenthe_geo.locations import STEPS as LOCATION_STEPS
from drenthe_geo.matches import STEPS as MATCH_STEPS
from drenthe_geo.scenario_files import run_scenario
from drenthe_geo.scenarios import Edit, scenario_from_mapping
from drenthe_geo.screen import print_whole
from drenthe_geo.study import STEPS as STUDY_STEPS
from drenthe_geo.suggestions import STEPS as SUGGESTION_STEPS
from drenthe_geo.terminal import gains_table

HEADCOUNT = 494_705
LEAST_MIN = dg.read_settings().least_gain_min
TRAIN_ENDS = list(dg.read_destinations().index)
FILES = [
    "gemeenten.csv",
    "in_reach.csv",
    "kaart_gewonnen_minuten.png",
    "manifest.json",
    "places.csv",
    "scenario.gpkg",
    "sites.csv",
    "stations.csv",
    "summary.csv",
]
REACH = {
    "inhabitants": "inhabitants_by_train_60_min",
    "working_age": "working_age_by_train_60_min",
    "students": "students_by_train_90_min",
}
CAR_ENDS = ["nearest-station-by-car", "groningen-by-car"]


@pytest.fixture(scope="module")
def nothing() -> Comparison:
    """The scenario without edits."""
    plain = Scenario("nothing", "Nothing", "Niets", "", "assumption", toggles={})
    return make_comparison([plain])


@pytest.fixture(scope="module")
def saxon() -> Comparison:
    """The Nedersaksenlijn."""
    return make_comparison([dg.read_scenario("nedersaksenlijn")])


@pytest.fixture(scope="module")
def n34() -> Comparison:
    """The N34 at 120 km/h."""
    return make_comparison([dg.read_scenario("n34-verdubbeld")])


@pytest.fixture(scope="module")
def files(saxon: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that is written of the Nedersaksenlijn."""
    out = tmp_path_factory.mktemp("saxon") / "deep" / "results"
    assert write_comparison(saxon, out) == [out / name for name in FILES]
    return out


def weighed(comparison: Comparison, table: str, column: str) -> pd.Series:
    """Mean of a column over the people of all rows, per destination."""
    rows = comparison.tables[table]
    sums = (rows[column] * rows["people"]).groupby(rows["destination"]).sum()
    return sums / rows.groupby("destination")["people"].sum()


def cell(table: pd.DataFrame, row: Any, column: str) -> float:
    value: Any = table.loc[row, column]
    return float(value)


def reached(comparison: Comparison, who: str, when: str) -> pd.Series:
    """Who comes by train to each place, station, site and gemeente."""
    table = comparison.tables["in_reach"].set_index(["kind", "id"])
    return table[f"{REACH[who]}_{when}"]


def by_destination(comparison: Comparison) -> dict[str, pd.DataFrame]:
    return {name: table for name, table in comparison.tables.items() if name != "in_reach"}


# --- nothing ---


def test_no_edits_gain_nothing_anywhere_and_nobody(nothing: Comparison) -> None:
    assert list(nothing.gains) == TRAIN_ENDS
    assert (nothing.gains == 0).all(axis=None)
    for table in by_destination(nothing).values():
        assert (table["gain_min"].dropna() == 0).all()
        assert (table["gain_min"].isna() == table["minutes_before"].isna()).all()
        assert table["minutes_before"].equals(table["minutes_after"])
    for who in ("inhabitants", "working_age", "students"):
        before, after = (reached(nothing, who, when) for when in ("before", "after"))
        assert before.tolist() == after.tolist()
        assert (reached(nothing, who, "more") == 0).all()
    for name in ("places", "gemeenten", "sites"):
        table = nothing.tables[name]
        assert table["station_before"].equals(table["station_after"])
    for column in ("gain_min", "gain_low_min", "gain_high_min", "gain_of_gaining_min"):
        assert (nothing.summary[column] == 0).all()
    counts = ["people_gaining", "people_losing", "people_cut_off", "people_other_station"]
    assert (nothing.summary[counts] == 0).all(axis=None)


def test_what_there_is_does_not_depend_on_the_scenario(
    nothing: Comparison, saxon: Comparison, n34: Comparison
) -> None:
    for other in (saxon, n34):
        pd.testing.assert_series_equal(
            other.summary.loc[TRAIN_ENDS, "minutes_before"], nothing.summary["minutes_before"]
        )
        rows = other.tables["places"]
        rows = rows[rows["destination"].isin(TRAIN_ENDS)].reset_index(drop=True)
        before = [reached(one, "inhabitants", "before").loc["place"] for one in (other, nothing)]
        assert before[0].equals(before[1])
        for column in ("minutes_before", "station_before"):
            assert rows[column].tolist() == nothing.tables["places"][column].tolist()


def test_nothing_to_draw_is_drawn_all_the_same(nothing: Comparison) -> None:
    page = dg.gain_figure(nothing)
    shown = [text.get_text() for text in page.legends[0].get_texts()]
    assert "nieuwe treinverbinding" not in shown
    assert "langer" not in shown
    assert any("Niemand wint of verliest een minuut" in text.get_text() for text in page.texts)


def test_each_step_is_told_once_in_order_and_has_a_name_to_show(tmp_path: Path) -> None:
    told: list[str] = []
    run_scenario(["coevorden-bad-bentheim"], tmp_path / "out", on_step=told.append)
    assert told == [*STEPS, "files"]
    siting = {*SUGGESTION_STEPS, *MATCH_STEPS, *LOCATION_STEPS, *FILE_STEPS}
    assert {*STEPS, *STUDY_STEPS, *siting, "claims"} == set(STEP_NAMES)


def test_no_scenario_at_all_is_refused() -> None:
    with pytest.raises(dg.ArgumentError) as caught:
        make_comparison([])
    assert str(caught.value) == "no scenario was given; drenthe-geo scenarios lists them."


# --- means and counts ---


def test_the_tables_agree_with_each_other_and_with_the_people(
    saxon: Comparison, n34: Comparison
) -> None:
    for found in (saxon, n34):
        heads = found.people["population"]
        assert heads.sum() == HEADCOUNT
        assert (found.summary["people"] == HEADCOUNT).all()
        mean = found.gains.mul(heads, axis=0).sum() / HEADCOUNT
        pd.testing.assert_series_equal(found.summary["gain_min"], mean, check_names=False)
        gaining = {end: heads[found.gains[end] >= LEAST_MIN].sum() for end in found.gains}
        assert found.summary["people_gaining"].to_dict() == gaining
        for name in ("places", "gemeenten"):
            table = found.tables[name]
            for column in ("gain_min", "minutes_before", "minutes_after"):
                pd.testing.assert_series_equal(
                    weighed(found, name, column).reindex(found.summary.index),
                    found.summary[column],
                    check_names=False,
                )
            counts = table.groupby("destination")[["people", "people_gaining"]].sum()
            assert (counts["people"] == HEADCOUNT).all()
            assert counts["people_gaining"].to_dict() == gaining
        for table in (found.summary, found.tables["places"], found.tables["gemeenten"]):
            gain = table["minutes_before"] - table["minutes_after"]
            np.testing.assert_allclose(table["gain_min"], gain, atol=1e-9)


def test_each_place_has_the_mean_of_its_people(saxon: Comparison) -> None:
    heads, places = saxon.people["population"], saxon.people["pc4"]
    rows = saxon.tables["places"].query("destination == 'groningen'").set_index("place")
    assert set(rows.index) == set(places)
    for place in ("7811", "9521", "9401"):
        mine = (places == place).to_numpy()
        gain, count = saxon.gains.loc[mine, "groningen"], heads[mine]
        assert rows.loc[place, "gain_min"] == pytest.approx(np.average(gain, weights=count))
        assert rows.loc[place, "people"] == count.sum()
        assert rows.loc[place, "people_gaining"] == count[gain >= LEAST_MIN].sum()


def test_who_gains_gains_the_mean_of_who_gains(saxon: Comparison) -> None:
    heads, gain = saxon.people["population"], saxon.gains["groningen"]
    mine = gain >= LEAST_MIN
    mean = float(np.average(gain[mine], weights=heads[mine]))
    assert saxon.summary.loc["groningen", "gain_of_gaining_min"] == pytest.approx(mean)
    assert mean > cell(saxon.summary, "groningen", "gain_min")


def test_a_gain_lies_in_its_range(saxon: Comparison, n34: Comparison) -> None:
    for found in (saxon, n34):
        for whole in (found.summary.reset_index(), *by_destination(found).values()):
            if "gain_low_min" not in whole:
                continue
            by_car = whole["destination"].isin(CAR_ENDS)
            assert whole.loc[by_car, ["gain_low_min", "gain_high_min"]].isna().all(axis=None)
            table = whole[~by_car]
            assert (table["gain_low_min"] <= table["gain_min"]).all()
            assert (table["gain_min"] <= table["gain_high_min"]).all()
    # The minutes of the new line are estimates.
    row = saxon.summary.loc["groningen"]
    assert row["gain_low_min"] < row["gain_min"] < row["gain_high_min"]


def test_people_in_reach_are_no_more_than_there_are(saxon: Comparison, n34: Comparison) -> None:
    for found in (saxon, n34):
        for when in ("before", "after"):
            all_in = reached(found, "inhabitants", when).fillna(0)
            working = reached(found, "working_age", when).fillna(0)
            assert set(all_in.index.get_level_values("kind")) == {
                "station", "site", "place", "gemeente",
            }  # fmt: skip
            assert (all_in >= working).all()
            assert (working >= 0).all()
            assert 0 < all_in.max() <= HEADCOUNT


def test_a_new_line_takes_nothing_from_anybody(saxon: Comparison) -> None:
    assert (saxon.gains >= 0).all(axis=None)
    assert saxon.gains["groningen"].max() > 60
    for table in by_destination(saxon).values():
        assert (table["gain_min"].dropna() >= -1e-9).all()
    for who in REACH:
        assert (reached(saxon, who, "more").dropna() >= 0).all()
    for kind in ("place", "station", "site"):
        assert reached(saxon, "inhabitants", "more").loc[kind].max() > 0


def test_what_was_not_there_before_has_no_more_than_before(saxon: Comparison) -> None:
    assert reached(saxon, "inhabitants", "after").loc[("station", "x-stadskanaal")] > 0
    for when in ("before", "more"):
        assert pd.isna(reached(saxon, "inhabitants", when).loc[("station", "x-stadskanaal")])


def test_the_new_station_is_used_where_it_is_near(saxon: Comparison) -> None:
    rows = saxon.tables["places"].query("destination == 'groningen'").set_index("place")
    assert "Stadskanaal" not in set(rows["station_before"])
    used = rows[rows["station_after"] == "Stadskanaal"]
    assert {"Nieuw-Buinen", "Gasselternijveen"} <= set(used["name"])
    assert set(used["gemeente"].unique()) <= set(rows.loc[["9521", "9461"], "gemeente"])
    assert (used["gain_min"] > 0).all()
    boarded = rows[["station_before", "station_after"]]
    assert boarded.loc[["7811"]].to_numpy().ravel().tolist() == ["Emmen", "Emmen"]
    assert cell(rows, "7811", "gain_min") > 60
    assert boarded.loc[["9401"]].to_numpy().ravel().tolist() == ["Assen", "Assen"]
    assert rows.loc["9401", "gain_min"] == 0


def test_the_tables_have_a_row_for_each_and_every_destination(saxon: Comparison) -> None:
    sizes = {"places": 260, "gemeenten": 12, "sites": 77}
    for name, count in sizes.items():
        table = saxon.tables[name]
        key = table.columns[0]
        ends = len(TRAIN_ENDS) if name == "sites" else len(saxon.summary)
        assert len(table) == count * ends
        assert not table.duplicated([key, "destination"]).any()
    stations = saxon.tables["stations"].set_index(["station", "destination"])
    new = stations.xs("x-stadskanaal", level="station")
    assert isinstance(new, pd.DataFrame)
    assert new["minutes_before"].isna().all()
    assert new["minutes_after"].notna().all()
    times = dg.rail_times(saxon.after.rail).minutes
    ride = cell(times, "x-stadskanaal", "gn")
    assert cell(new, "groningen", "minutes_after") == ride + 10  # on foot


# --- roads ---


def test_a_faster_road_is_gained_by_car_alone(n34: Comparison) -> None:
    by_car = ["nearest-station-by-car", "groningen-by-car"]
    assert list(n34.gains) == [*TRAIN_ENDS, *by_car]
    assert (n34.gains[TRAIN_ENDS] == 0).all(axis=None)
    assert (n34.gains[by_car].dropna() >= 0).all(axis=None)
    assert (n34.summary.loc[by_car, "people_gaining"] > 10_000).all()
    assert n34.summary.loc["groningen-by-car", "people_other_station"] == 0


def test_the_minutes_by_car_are_those_of_the_roads(n34: Comparison) -> None:
    nine = dg.select_stations(dg.read_layer("stations"))
    heads = n34.people["population"]
    for when, there in (("before", n34.before), ("after", n34.after)):
        reach = dg.compute_reach(there.network(dg.read_profile("car")), nine)
        nearest = dg.nearest_facility(dg.travel_times(reach, n34.people))["nearest_min"]
        mean = float(np.average(nearest, weights=heads))
        assert n34.summary.loc["nearest-station-by-car", f"minutes_{when}"] == pytest.approx(mean)


def test_the_map_of_a_road_shows_it(n34: Comparison) -> None:
    page = dg.gain_figure(n34)
    said = " ".join(text.get_text() for text in page.texts)
    assert "naar Groningen, met de auto." in said
    shown = [text.get_text() for text in page.legends[0].get_texts()]
    assert "veranderde weg" in shown
    assert "nieuwe treinverbinding" not in shown


# --- the map ---


def test_the_map_names_the_new_station_its_sources_and_its_choices(saxon: Comparison) -> None:
    page = dg.gain_figure(saxon)
    drawn = {text.get_text() for text in page.axes[0].texts}
    assert {"Stadskanaal", "Emmen", "Veendam", "Groningen"} <= drawn
    said = " ".join(text.get_text() for text in page.texts)
    for words in (
        "Bronnen: © OpenStreetMap-bijdragers, 21-12-2021",
        "ODbL",
        "CBS",
        "naar Groningen, met fiets en trein",
        "160.227 inwoners van Drenthe winnen gemiddeld 48 minuten",
        "ter_apel uit",
        "(aannamen)",
    ):
        assert words in said
    shown = [text.get_text() for text in page.legends[0].get_texts()]
    assert {"geen verschil", "meer dan 60", "nieuwe treinverbinding"} <= set(shown)
    assert "veranderde weg" not in shown


def test_nothing_of_the_map_runs_over_the_edge_of_the_page(saxon: Comparison) -> None:
    page = dg.gain_figure(saxon)
    page.canvas.draw()
    for item in [*page.texts, *page.legends]:
        box = item.get_window_extent()
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= page.bbox.x1
        assert box.y1 <= page.bbox.y1


def test_another_destination_may_be_drawn_but_no_unknown_one(saxon: Comparison) -> None:
    said = " ".join(text.get_text() for text in dg.gain_figure(saxon, "leeuwarden").texts)
    assert "naar Leeuwarden" in said
    with pytest.raises(dg.ArgumentError) as caught:
        dg.gain_figure(saxon, "leewarden")
    assert str(caught.value) == (
        "unknown destination 'leewarden': did you mean 'leeuwarden'? "
        f"Choices: {', '.join([*TRAIN_ENDS, *CAR_ENDS])}."
    )


# --- files ---


def test_all_files_are_there_and_say_what_was_found(files: Path, saxon: Comparison) -> None:
    assert sorted(path.name for path in files.iterdir()) == FILES
    for name, table in saxon.tables.items():
        assert len(pd.read_csv(files / f"{name}.csv")) == len(table)
    summary = pd.read_csv(files / "summary.csv", index_col="destination")
    np.testing.assert_allclose(summary["gain_min"], saxon.summary["gain_min"], atol=5e-4)
    said = json.loads((files / "manifest.json").read_text(encoding="utf-8"))
    assert said["scenarios"][0]["name"] == "nedersaksenlijn"
    assert said["scenarios"][0]["toggles"]["ter_apel"] is False
    assert said["scenarios"][0]["edits"][0]["do"] == "add_line"
    assert min(imread(files / "kaart_gewonnen_minuten.png").shape[:2]) > 2000


def test_the_geopackage_has_the_gains_of_people_places_sites_and_stations(
    files: Path, saxon: Comparison
) -> None:
    people = gpd.read_file(files / "scenario.gpkg", layer="people")
    assert people["population"].sum() == HEADCOUNT
    assert people["gain_min_groningen"].sum() == pytest.approx(saxon.gains["groningen"].sum())
    for layer, count in (("places", 260), ("sites", 77), ("stations", 35)):
        found = gpd.read_file(files / "scenario.gpkg", layer=layer)
        assert len(found) == count
        assert found.crs == "EPSG:28992"
        assert "gain_min_den_haag" in found


def test_a_second_write_gives_the_same_bytes(
    files: Path, saxon: Comparison, tmp_path: Path
) -> None:
    write_comparison(saxon, tmp_path)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (files / name).read_bytes(), name


def test_a_file_where_the_folder_must_be_is_refused(saxon: Comparison, tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(dg.FileError) as caught:
        write_comparison(saxon, path)
    assert str(caught.value) == f"{path}: is a file, but a folder for the results is needed."
    assert [(at.name, at.read_text(encoding="utf-8")) for at in tmp_path.iterdir()] == [
        ("out", "mine")
    ]


# --- the command ---


def test_the_command_compares_a_scenario_with_its_toggles(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], saxon: Comparison
) -> None:
    out = tmp_path / "out"
    words = ["scenario", "nedersaksenlijn", "--set", "ter_apel=on", "--out", str(out)]
    assert main(words) == 0
    heard = capsys.readouterr()
    assert heard.err == ""
    lines = heard.out.splitlines()
    assert lines[0].strip() == "Nedersaksenlijn: Emmen - Stadskanaal - Veendam - Groningen"
    head = next(line for line in lines if line.startswith("to "))
    for word in ("before", "after", "gain", "range", "gaining", "losing", "other station"):
        assert word in head
    ends = [line.split(" ")[0] for line in lines if line.split(" ")[0] in TRAIN_ENDS]
    assert sorted(ends) == sorted(TRAIN_ENDS)
    assert ends[0] == "groningen"  # where most is gained
    assert "…" not in heard.out
    assert sorted(path.name for path in out.iterdir()) == FILES
    said = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert said["scenarios"][0]["toggles"]["ter_apel"] is True
    stations = pd.read_csv(out / "stations.csv")
    assert "x-ter-apel" in set(stations["station"])
    assert "x-ter-apel" not in set(saxon.tables["stations"]["station"])
    # A stop more makes the trains from Emmen slower.
    gain = stations.set_index(["station", "destination"])["gain_min"]["emn"]["groningen"]
    known = saxon.tables["stations"].set_index(["station", "destination"])["gain_min"]
    assert gain < known["emn"]["groningen"]


TOGGLES = "emmer_compascuum, ter_apel, musselkanaal, hourly, speed_160"
PRESETS = "coevorden-bad-bentheim, meppel-flessenhals, n34-verdubbeld, nedersaksenlijn"
MODES = "walk, bicycle, ebike, car, best"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["scenario", "nedersaksenlijn", "--set", "ter_apel"],
            "--set 'ter_apel': must be TOGGLE=on or TOGGLE=off.",
        ),
        (
            ["scenario", "nedersaksenlijn", "--set", "ter_apel=maybe"],
            "--set 'ter_apel=maybe': must be TOGGLE=on or TOGGLE=off.",
        ),
        (
            ["scenario", "nedersaksenlijn", "--set", "terapel=on"],
            (
                "unknown toggle of scenario 'nedersaksenlijn' 'terapel': did you mean 'ter_apel'? "
                f"Choices: {TOGGLES}."
            ),
        ),
        (
            ["scenario", "nedersaksenlijn", "n34-verdubbeld", "--set", "ter_apel=on"],
            (
                "unknown toggle 'ter_apel': Choices: "
                "nedersaksenlijn.ter_apel, n34-verdubbeld.ter_apel."
            ),
        ),
        (
            ["scenario", "nedersaksenlijn", "--set", "n34.ter_apel=on"],
            "unknown scenario of a toggle 'n34': Choices: nedersaksenlijn.",
        ),
        (
            ["scenario", "nedersaxen"],
            (
                "unknown scenario 'nedersaxen': did you mean 'nedersaksenlijn'? "
                f"Choices: {PRESETS}, a file ending in .toml."
            ),
        ),
        (
            ["scenario", "mine.toml"],
            "mine.toml: cannot be read (No such file or directory).",
        ),
        (
            ["scenario", "nedersaksenlijn", "--access", "hike"],
            f"unknown access 'hike': did you mean 'ebike'? Choices: {MODES}.",
        ),
        (
            ["scenario", "nedersaksenlijn", "--destination", "Mars"],
            f"unknown destination 'Mars': Choices: {', '.join(TRAIN_ENDS)}.",
        ),
        (["people", "--of", "nowhere.csv"], "nowhere.csv: no such file."),
        (["people", "--who", "world"], "unknown who 'world': Choices: drenthe, all."),
        (
            ["trips", "--access", "hike"],
            f"unknown access 'hike': did you mean 'ebike'? Choices: {MODES}.",
        ),
        (
            ["trips", "--scenario", "nedersaxen"],
            (
                "unknown scenario 'nedersaxen': did you mean 'nedersaksenlijn'? "
                f"Choices: {PRESETS}, a file ending in .toml."
            ),
        ),
        (["trips", "--from", "nowhere.csv"], "nowhere.csv: no such file."),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_1(
    words: list[str],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 1
    heard = capsys.readouterr()
    assert heard.err == f"drenthe-geo: {said}\n"
    assert heard.out == ""
    assert list(tmp_path.iterdir()) == []


def test_the_command_refuses_a_file_where_the_folder_must_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out"
    path.write_text("mine", encoding="utf-8")
    assert main(["scenario", "nedersaksenlijn", "--out", str(path)]) == 1
    said = f"drenthe-geo: {path}: is a file, but a folder for the results is needed.\n"
    assert capsys.readouterr().err == said
    assert path.read_text(encoding="utf-8") == "mine"


def test_scenarios_lists_all_with_their_toggles_and_sources(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["scenarios"]) == 0
    said = capsys.readouterr().out.splitlines()
    heads = [line.partition(":")[0] for line in said if not line.startswith(" ")]
    assert heads == list(dg.scenario_names()) == PRESETS.split(", ")
    assert sum(line.startswith("  Source: ") for line in said) == 4
    toggles = [line.strip().split(" ")[1] for line in said if line.startswith("  --set ")]
    known = [dg.read_scenario(name).toggles for name in dg.scenario_names()]
    assert toggles == [f"{name}=on:" for toggles in known for name in toggles]


def test_the_readme_shows_the_table_that_the_command_prints(
    saxon: Comparison, capsys: pytest.CaptureFixture[str]
) -> None:
    print_whole(gains_table(saxon))
    printed = {line.rstrip() for line in capsys.readouterr().out.splitlines()}
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    shown = [line for line in readme if line.startswith(("groningen  ", "leeuwarden  "))]
    assert len(shown) == 2
    assert set(shown) <= printed


def test_who_loses_the_way_is_counted_and_no_part_of_the_means() -> None:
    """Without RB 61 no train goes to Rheine: nobody has a mean, everybody is cut off."""
    cut = Scenario(
        "cut", "No RB 61", "Geen RB 61", "", "assumption", toggles={},
        edits=(Edit("remove_line", {"line": "rb61"}, "cut", 1),),
    )  # fmt: skip
    found = make_comparison([cut])
    rheine = found.summary.loc["rheine"]
    assert rheine["people_cut_off"] == HEADCOUNT
    assert rheine[["minutes_before", "minutes_after", "gain_min"]].isna().all()
    zwolle = found.summary.loc["zwolle"]
    assert (zwolle["people_cut_off"], zwolle["gain_min"]) == (0, 0)
    warnings: Any = found.manifest["warnings"]
    assert any(
        said.startswith(f"{HEADCOUNT:,} people have no way to bad-bentheim any more")
        for said in warnings
    )


def drawn_kinds(*edits: dict[str, Any]) -> set[str]:
    """Words of the legend about lines, for a scenario of some edits."""
    raw = {"name": "mine", "title": "[bold]Mine[/x]", "source": "assumption", "edits": list(edits)}
    before = dg.read_situation()
    after = dg.apply_scenarios(before, [scenario_from_mapping(raw)], dg.read_settings())
    old, new = (calls_of(one.rail) for one in (before, after))
    both = [*old, *new]
    kinds = {
        "new": tracks_of(new, both) - tracks_of(old, both),
        "gone": tracks_of(old, both) - tracks_of(new, both),
    }
    return {name for name, tracks in kinds.items() if tracks}


def test_only_new_track_is_drawn_as_new() -> None:
    stop = {"do": "remove_station", "station": "Dalen"}
    assert drawn_kinds(stop) == set()
    extra = {
        "do": "add_stop", "line": "sn-zl-emn", "station": "gbg", "from": "hdb", "to": "co",
        "minutes_before": 5, "minutes_after": 6,
    }  # fmt: skip
    assert drawn_kinds(extra) == set()
    assert drawn_kinds({"do": "remove_line", "line": "rb56"}) == {"gone"}
    line = {
        "do": "add_line", "line": "x", "name": "x", "kind": "fast", "trains_per_hour": 1,
        "calls": [{"at": "Assen"}, {"at": "Emmen", "minutes": 30}],
    }  # fmt: skip
    assert drawn_kinds(line) == {"new"}


def test_a_title_with_brackets_is_shown_as_it_is(
    nothing: Comparison, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = replace(nothing, scenarios=(replace(nothing.scenarios[0], title="[bold]q[/x]"),))
    print_whole(gains_table(odd))
    assert "[bold]q[/x]" in capsys.readouterr().out


def test_a_long_subtitle_stays_on_the_page(saxon: Comparison) -> None:
    """With the longest words for how one comes to the train."""
    page = dg.gain_figure(replace(saxon, access="best"))
    renderer = page.canvas.get_renderer()  # type: ignore[attr-defined]  # Agg has one
    subtitle = next(text for text in page.texts if "op de snelste manier" in text.get_text())
    assert subtitle.get_window_extent(renderer).x1 <= page.bbox.x1
