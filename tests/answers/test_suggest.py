"""Sites for a service: files that agree with what was found, names forgiven, refusals at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.dossier.figures import winner_reach
from drenthe_geo.siting.fit.findings import all_questions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from drenthe_geo.siting.kept.suggestion import Suggestion

SERVICE = "veldregister"
EN = VELDLAND.words("en")


@pytest.fixture(scope="module")
def whole(ask: Callable[[str], dg.Answer]) -> dg.Answer:
    return ask("suggest")


@pytest.fixture(scope="module")
def found(whole: dg.Answer) -> Suggestion:
    made: Suggestion = whole.result
    return made


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> tuple[dg.Answer, Path, list[str]]:
    """Without the whole area scored, in English; the steps that were told."""
    out = tmp_path_factory.mktemp("bare") / "deep" / "results"
    steps: list[str] = []
    answer = dg.ask_suggest(VELDLAND, "Veld-Register", surface=False, on_step=steps.append, out=out)
    answer.write(out, "en", on_step=steps.append)
    return answer, out, steps


def test_names_are_forgiven(bare: tuple[dg.Answer, Path, list[str]]) -> None:
    assert bare[0].subject == {"service": SERVICE, "scenarios": []}


def test_steps_are_told_in_order_and_have_names(
    bare: tuple[dg.Answer, Path, list[str]],
) -> None:
    steps = bare[2]
    assert steps == ["layers", "sites", "scenarios", "areas", "maps", "dossier", "files"]
    assert set(steps) <= set(EN.group("steps"))
    assert bare[0].result.surface is None
    assert bare[0].result.new_places is None


def test_the_table_is_the_ranking_with_its_measures(
    whole: dg.Answer, found: Suggestion, written: Callable[[str], Path]
) -> None:
    path = written("suggest") / "suggestions.csv"
    rows = pd.read_csv(path, keep_default_na=False, na_values=[""])
    table, words = found.ranking.table, VELDLAND.words("nl")
    assert rows["site"].tolist() == list(found.sites.index)
    assert (rows["service"] == SERVICE).all()
    assert rows["verdict"].fillna("").tolist() == [found.verdict.word] + [""] * (len(rows) - 1)
    rows = rows.set_index("site")
    assert rows["fit"].to_dict() == found.screen["verdict"].to_dict()
    for site, fit in found.screen.to_dict("index").items():
        asked = "; ".join(words.say(one.message()) for one in fit["questions"])
        assert (rows["questions"].fillna("").to_dict()[site]) == asked
    unfit = rows.loc[rows["fit"] == "does_not_fit"]
    assert len(unfit) == len(rows) - len(table) == 2
    assert unfit[["rank", "score"]].isna().all(axis=None)
    for site, why in found.screen.loc[unfit.index, "against"].items():
        told = rows["excluded"].to_dict()[site]
        assert told == "; ".join(words.say(one.message()) for one in why)
    assert found.seat is not None
    assert rows["advice"].dropna().to_dict() == {found.seat.seat: found.seat.word}
    assert rows["role"].value_counts().to_dict() == {"candidate": 4, "present seat": 1}
    rows = rows.loc[list(table.index)]
    for column in ("score", "score_low", "score_high"):
        np.testing.assert_allclose(rows[column], table[column], atol=6e-5)
    assert rows["dominated_by"].notna().tolist() == (table["dominated_by"] != "").tolist()
    assert rows["missing"].astype(object).fillna("").tolist() == [
        "; ".join(names) for names in table["missing"]
    ]
    shares = [str(name) for name in rows if str(name).startswith("share_")]
    assert shares == [f"share_{name}" for name in found.brief.weights]
    np.testing.assert_allclose(rows[shares].sum(axis=1), rows["score"], atol=0.001)
    frames = {"": found.assessed.measures, "_best": found.assessed.best}
    frames["_worst"] = found.assessed.worst
    for name in found.brief.weights:
        for ending, frame in frames.items():
            expected = frame[name].reindex(table.index)
            np.testing.assert_allclose(rows[f"{name}{ending}"], expected, atol=6e-5)
    trials = found.verdict.shares
    assert rows["first"].dropna().index.tolist() == list(trials.index)
    np.testing.assert_allclose(rows["first"].dropna(), trials["first"], atol=6e-5)
    assert list(whole.tables) == ["suggestions", "viewpoints"]


def test_layers_hold_the_sites_the_reach_and_the_area(
    found: Suggestion, written: Callable[[str], Path], bare: tuple[dg.Answer, Path, list[str]]
) -> None:
    path = written("suggest") / "suggestions.gpkg"
    assert gpd.list_layers(path)["name"].tolist()[:3] == ["sites", "new_places", "reach"]
    few = bare[1] / "suggestions.gpkg"
    assert gpd.list_layers(few)["name"].tolist()[:2] == ["sites", "reach"]
    assert not list(bare[1].glob("surface.*"))
    sites = gpd.read_file(path, layer="sites")
    assert sites["site"].tolist() == list(found.sites.index)
    known = VELDLAND.layer("sites").loc[sites["site"].tolist()]
    assert sites.geometry.distance(known.geometry.reset_index(drop=True)).max() < 1e-6
    assert sites.crs == known.crs
    assert sorted(gpd.read_file(path, layer="reach")["minutes"]) == [15, 30, 45]


def test_the_reach_is_around_the_first_site(whole: dg.Answer, found: Suggestion) -> None:
    reach = winner_reach(VELDLAND, found)
    layer = whole.layers["suggestions"]["reach"]
    same = pd.DataFrame(reach.areas.drop(columns="geometry"))
    pd.testing.assert_frame_equal(pd.DataFrame(layer[same.columns]), same)
    for one, two in zip(reach.areas.boundary, layer.boundary, strict=True):
        assert one.hausdorff_distance(two) <= VELDLAND.settings.file_border_m + 1e-6
    assert set(layer["name"]) == {found.sites["name"].loc[found.verdict.first]}
    first = found.sites.geometry.loc[found.verdict.first]
    for areas in (reach.areas, reach.drawn):
        assert areas.distance(first).max() < 500
        assert areas.sort_values("minutes").area.is_monotonic_increasing
    assert (reach.drawn.area > reach.areas.area).all()


def test_about_says_how_it_was_made(
    found: Suggestion, bare: tuple[dg.Answer, Path, list[str]]
) -> None:
    about = json.loads((bare[1] / "about.json").read_text(encoding="utf-8"))
    assert about["title"] == "Sites for Veldregister"
    asked = about["parameters"]
    assert sum(asked["weights"].values()) == pytest.approx(1, abs=1e-4)
    for name, weight in found.ranking.weights.items():
        assert asked["weights"][name] == pytest.approx(weight, abs=1e-6)
    assert asked["limits"] == {"station_walk_min": 30}
    assert set(about["criteria"]) == set(found.brief.weights)
    ends = found.siting.ends(SERVICE)
    for name, one in about["criteria"].items():
        scale = ends[name]
        assert (one["worst"], one["best"]) == (scale.worst, scale.best)
        assert str(one["source"]).startswith("assumption")
    assert set(about["siting"]) == set(found.siting.settings)
    assert all(one["source"] for one in about["siting"].values())
    fits = found.screen["verdict"].value_counts().to_dict()
    counts = {"sites": 5, "excluded": 0, **fits, "cells": 0, "cells_in_protected_nature": 0}
    assert about["counts"] == counts
    assert about["warnings"] == [EN.say(one) for one in bare[0].warnings]


def test_what_a_reader_should_look_at_is_warned_of(whole: dg.Answer, found: Suggestion) -> None:
    warnings = [EN.say(one) for one in whole.warnings]
    first = found.verdict.first
    asked = all_questions(found.screen["questions"].to_dict()[first])
    name = found.sites.loc[first, "name"]
    said = f"whether the service fits in {name}, the first, is to be verified: {EN.say(asked)}"
    assert said in warnings
    assert any("Cycleways and paths are missing" in one for one in warnings)


def test_a_file_of_candidates_and_one_of_weights_are_told(folder: Path) -> None:
    (folder / "own.csv").write_text(
        "id,name,x,y\nnoord,Noord,164300,464900\nzuid,Zuid,164400,456900\n", encoding="utf-8"
    )
    (folder / "own.toml").write_text("station_walk_min = 1\nrelations_min = 2\n", encoding="utf-8")
    answer = dg.ask_suggest(
        VELDLAND, SERVICE, sites="own.csv", only=True, weights="own.toml", surface=False, out="out"
    )
    assert answer.subject == {
        "service": SERVICE, "sites": "own.csv", "only": True, "scenarios": [],
        "weights": "own.toml",
    }  # fmt: skip
    assert list(answer.about["own_files"]) == ["sites: own.csv", "weights: own.toml"]  # type: ignore[call-overload]
    assert set(answer.tables["suggestions"]["site"]) == {"noord", "zuid"}
    assert set(answer.tables["suggestions"]["role"]) == {"own"}


def test_a_scenario_is_taken_as_done() -> None:
    answer = dg.ask_services_for(VELDLAND, "Zandpark Wolde", scenarios=["veldlijn"])
    assert answer.subject == {"site": "zandpark-wolde", "scenarios": ["veldlijn"]}
    assert [one["name"] for one in answer.about["scenarios"]] == ["veldlijn"]  # type: ignore[attr-defined]


def test_every_service_has_its_row_in_both_questions(ask: Callable[[str], dg.Answer]) -> None:
    services = set(dg.siting.read_services(VELDLAND).index)
    assert len(services) == 5
    assert set(ask("overview").result["service"]) == services
    assert set(ask("services-for").result.index) == services
    text = ask("overview").tables["overview"]["excluded"]
    for said, why in zip(text, ask("overview").result["excluded"], strict=True):
        assert EN.say(said) == "; ".join(EN.say(one.message()) for one in why)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"service": "veldregistr"}, "unknown service 'veldregistr': did you mean 'Veldregister'"),
        ({"top": 0}, "--top 0: must be 1 or more."),
        ({"sites": "no.csv"}, "no.csv: no such file."),
        ({"weights": "no.toml"}, "no.toml: no such file."),
        ({"weights": {"station_min": 1}}, "unknown criterion 'station_min': "),
        ({"scenarios": ["veldlin"]}, "unknown scenario 'veldlin': did you mean 'veldlijn'?"),
        ({"out": "s.gpkg"}, "--out s.gpkg: looks like a file"),
    ],
)
def test_refusals(how: dict[str, Any], said: str, folder: Path) -> None:
    with pytest.raises(dg.DrentheGeoError) as caught:
        dg.ask_suggest(VELDLAND, **{"service": SERVICE, **how})
    assert str(caught.value).startswith(said)
    assert [path.name for path in folder.iterdir()] == ["mine.csv"]


def test_a_site_that_is_not_there_is_refused() -> None:
    with pytest.raises(dg.ArgumentError, match="unknown site 'zandpark wolden': did you mean"):
        dg.ask_services_for(VELDLAND, "zandpark wolden")
