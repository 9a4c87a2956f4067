"""The layers of answers by name, and columns that follow from what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from asked import ASKED, Ask, Written
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.siting.reasons import all_reasons

if TYPE_CHECKING:
    from pathlib import Path

LAYERS = {
    "run": ("catchments", ["service_areas", "nearest_station", "nearest_margin", "stations",
                           "sites", "gemeenten"]),
    "catchments": ("catchments", ["service_areas"]),
    "explain": ("route", ["route", "legs"]),
    "scenario": ("scenario", ["places", "sites", "stations", "people"]),
    "suggest": ("suggestions", ["sites", "new_places", "reach"]),
    "place": ("placement", ["sites", "candidates", "demand"]),
}  # fmt: skip


GROUND = {"gemeenten", "borders", "neighbours", "motorways", "railways", "place_names",
          "roads_end", "layer_styles"}  # fmt: skip
BELOW = {"run": {"map_areas"}, "place": {"ways"}, "scenario": {"lines"}}


@pytest.mark.parametrize("question", LAYERS)
def test_a_geopackage_has_its_layers_in_order(question: str, written: Written) -> None:
    stem, names = LAYERS[question]
    path = written(question) / f"{stem}.gpkg"
    there = gpd.list_layers(path)["name"].tolist()
    assert there[: len(names)] == names
    assert set(there[len(names) :]) == BELOW.get(question, set()) | GROUND - set(names)
    for name in names:
        assert gpd.read_file(path, layer=name).crs == VELDLAND.facts.crs


ON_REQUEST = ["certainty", "reached_roads"]


@pytest.mark.parametrize("question", ["run", "catchments"])
def test_large_layers_are_for_who_asks_for_them(question: str, ask: Ask, tmp_path: Path) -> None:
    plain = ask(question)
    assert plain.about["layers_on_request"] == {name: f"--also {name}" for name in ON_REQUEST}
    more = ASKED[question](also="reached_roads,certainty")
    assert more.about["layers_on_request"] == {}
    parameters: Any = more.about["parameters"]
    assert parameters["also"] == tuple(ON_REQUEST)
    more.write(tmp_path / "out")
    path = tmp_path / "out" / "catchments.gpkg"
    first, *rest = LAYERS[question][1]
    there = gpd.list_layers(path)["name"].tolist()
    assert there[: len(rest) + 3] == [first, *ON_REQUEST, *rest]
    for name in ON_REQUEST:
        layer, drawn = gpd.read_file(path, layer=name), getattr(plain.result, name)
        size = "km2" if name == "certainty" else "road_km"
        assert layer[size].tolist() == drawn[size].tolist()
        assert layer["name" if "name" in layer else "facility"].notna().all()
    # What one asks for besides changes nothing of the rest.
    assert more.result == plain.result
    for name, table in plain.tables.items():
        pd.testing.assert_frame_equal(more.tables[name], table)


def test_other_layers_cannot_be_asked_for() -> None:
    for ask_for in (dg.ask_stations, dg.ask_catchments):
        with pytest.raises(dg.ArgumentError, match="Choices: certainty, reached_roads"):
            ask_for(VELDLAND, also=["certainty", "roads"])


def test_questions_without_layers_write_none(ask: Ask) -> None:
    without = {"times", "people", "trips", "overview", "services-for", "claims"}
    assert {question for question in without if ask(question).layers} == set()


def test_every_point_of_a_scenario_has_its_gains(ask: Ask, written: Written) -> None:
    tables = ask("scenario").result.tables
    path = written("scenario") / "scenario.gpkg"
    seen = 0
    for kind in ("places", "sites", "stations"):
        layer = gpd.read_file(path, layer=kind)
        layer = layer.set_index(layer.columns[0])
        wide = tables[kind].set_index([kind.removesuffix("s"), "destination"])["gain_min"].unstack()
        assert set(layer.index) == set(wide.index)
        for end in wide:
            column = layer[f"gain_min_{str(end).replace('-', '_')}"]
            # Files are written to three decimals.
            np.testing.assert_allclose(column.loc[wide.index], wide[end], rtol=0, atol=5.01e-4)
            seen += 1
    assert seen >= 3 * 4


def test_areas_and_people_of_the_main_job_are_those_of_its_tables(
    ask: Ask, written: Written
) -> None:
    study, path = ask("run").result, written("run") / "catchments.gpkg"
    areas = gpd.read_file(path, layer="service_areas")
    assert len(areas) == len(study.stations) * len(study.cutoffs_min) == 12
    drawn = dg.reach.service_areas(study.reach, study.cutoffs_min, study.settings)
    np.testing.assert_allclose(drawn.area / 1e6, areas["km2"], atol=5e-4)
    # In the study and its file borders have fewer corners.
    np.testing.assert_allclose(areas.area / 1e6, areas["km2"], rtol=0.01)
    for one, two in zip(drawn.boundary, areas.boundary, strict=True):
        assert one.hausdorff_distance(two) <= VELDLAND.settings.file_border_m + 1e-6
    for cutoff, mine in areas.groupby("minutes"):
        told = study.summary[f"people_{cutoff:g}_min"]
        assert mine.set_index("facility")["people"].to_dict() == told.to_dict()
    nearest = gpd.read_file(path, layer="nearest_station")
    assert nearest["people"].sum() == study.people["population"].sum()


def test_a_limit_that_only_the_expected_figure_passes_is_in_the_table(tmp_path: Path) -> None:
    plain = dg.ask_suggest(VELDLAND, "loket-zuid", surface=False).result
    site = plain.verdict.first
    best, expected = (
        float(frame["relations_min"][site])
        for frame in (plain.assessed.best, plain.assessed.measures)
    )
    assert best < expected
    (tmp_path / "own.toml").write_text(
        f"[limits]\nrelations_min = {(best + expected) / 2}\n", encoding="utf-8"
    )
    answer = dg.ask_suggest(VELDLAND, "loket-zuid", weights=tmp_path / "own.toml", surface=False)
    answer.write(tmp_path / "out", "en")
    rows = pd.read_csv(tmp_path / "out" / "suggestions.csv", keep_default_na=False)
    told: dict[Any, str] = rows.set_index("site")["near_limit"].to_dict()
    words, near = VELDLAND.words("en"), answer.result.ranking.table["near_limit"].to_dict()
    assert near[site]
    for name, reasons in near.items():
        assert told[name] == (words.say(all_reasons(reasons)) if reasons else "")
    brief = answer.result.brief
    parameters: Any = answer.about["parameters"]
    assert parameters["weights_and_limits_from"] == list(brief.sources)
    assert parameters["limits"] == brief.limits
    assert "own.toml of the user" in " ".join(map(str, brief.sources_in("en")))


def test_nothing_of_a_plan_is_warned_of_where_none_is_taken_as_built(ask: Ask) -> None:
    said = [VELDLAND.words("en").say(one) for one in ask("suggest").warnings]
    assert said
    assert not [one for one in said if "scenario" in one]
