"""Plans taken as built, plans that change the order, weights of one's own, a site alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from dossiers import LANGUAGES, Dossier, written

import drenthe_geo as dg
from drenthe_geo.documents.blocks import Bullets, Heading
from drenthe_geo.siting.kept.suggestion import Suggestion

TITLE = {"nl": "N901 met 100 km/u", "en": "N901 at 100 km/h"}


def scenario_row(first: str, here: float, score: float) -> dict[str, object]:
    return {"first": first, "score": score, "score_here": here, "rank_here": 1}


def sure(area: dg.Area, found: Suggestion, rows: dict[str, dict[str, object]], lang: str) -> str:
    """Give the section on how sure of a suggestion with other scenarios."""
    scenarios = pd.DataFrame.from_dict(rows, orient="index").rename_axis("scenario")
    return written(area, replace(found, scenarios=scenarios), lang).section("dossier.sure.heading")


def test_what_a_scenario_does_is_said(dossier: Dossier) -> None:
    found = dossier.found
    assert list(found.scenarios.index) == ["n901-sneller", "veldlijn"]
    assert (found.scenarios["first"] == found.verdict.first).all()
    name, said = found.sites["name"][found.verdict.first], dossier.section("dossier.sure.heading")
    score = dossier.words.say("maps.score.value", score=found.ranking.table["score"].iloc[0])
    if dossier.lang == "nl":
        assert f"{name} blijft eerste ({score}, als nu) met '{TITLE['nl']}'; met 'Veldlijn" in said
    else:
        assert f"{name} stays first ({score}, as now) with '{TITLE['en']}'; with '" in said


def test_scores_with_plans_are_told_from_least_to_most(area: dg.Area, lacking: Suggestion) -> None:
    first = lacking.verdict.first
    name = lacking.sites["name"][first]
    plans = {"n901-sneller": 0.861, "veldlijn": 0.901}
    rows = {plan: scenario_row(first, here, here) for plan, here in plans.items()}
    now = f"{lacking.ranking.table['score'].iloc[0]:.2f}"
    assert now < "0.86"
    nu = now.replace(".", ",")
    assert f"{name} blijft eerste ({nu} wordt 0,86 tot 0,90) met" in sure(area, lacking, rows, "nl")
    assert f"{name} stays first ({now} becomes 0.86 to 0.90) w" in sure(area, lacking, rows, "en")
    one = {"veldlijn": rows["veldlijn"]}
    assert f"{name} blijft eerste ({nu} wordt 0,90) met" in sure(area, lacking, one, "nl")
    assert f"{name} stays first ({now} becomes 0.90) with" in sure(area, lacking, one, "en")


def test_a_plan_that_makes_another_first_is_told_apart(area: dg.Area, lacking: Suggestion) -> None:
    first, second = map(str, lacking.ranking.table.index[:2])
    names = lacking.sites["name"]
    rows = {"n901-sneller": scenario_row(second, 0.8, 0.9)}
    for lang, said in (
        ("nl", f"wordt eerste (0,90) met '{TITLE['nl']}'; {names[first]} scoort dan 0,80."),
        ("en", f"becomes first (0.90) with '{TITLE['en']}'; {names[first]} then scores 0.80."),
    ):
        section = sure(area, lacking, rows, lang)
        assert f"{names[second]} {said}" in section
        assert f"{names[first]} blijft eerste (" not in section
        assert f"{names[first]} stays first (" not in section


def test_what_is_taken_as_built_is_said(area: dg.Area, lacking: Suggestion) -> None:
    now = dg.situation.read_situation(area)
    then = dg.scenarios.apply_scenarios(
        now, [dg.scenarios.read_scenario(area, "n901-sneller")], area.settings
    )
    made = dg.siting.make_suggestion(
        area, "veldregister", situation=then, others={"without": now}, surface=False
    )
    assert made.done == ("n901-sneller",)
    assert list(made.scenarios.index) == ["without"]
    assert made.brief == lacking.brief
    for lang, built, without in (
        ("nl", "Aangenomen is dat dit er ligt", "zonder de aangenomen plannen"),
        ("en", "Taken as built", "without the plans taken as built"),
    ):
        one = written(area, made, lang)
        assert f"{built}: {TITLE[lang]}." in one.seen.sections[""]
        assert without in one.section("dossier.sure.heading")


def test_without_plans_to_compare_with_none_is_told(area: dg.Area) -> None:
    campus = area.layer("sites").loc[["veencampus-venendal"]].set_axis(["campus"])
    for sites, lists in ((None, 1), (campus, 1)):
        how: Any = {"sites": sites, "only": sites is not None, "others": {}, "surface": False}
        made = dg.siting.make_suggestion(area, "veldwacht", **how)
        one = written(area, made, "en")
        assert "stays first (" not in one.section("dossier.sure.heading")
        kinds = [type(block) for block in one.document.blocks]
        start = one.document.blocks.index(Heading(one.words.say("dossier.sure.heading")))
        assert kinds[start + 1 : start + 7].count(Bullets) == lists


def test_a_plan_is_compared_with_what_is(
    area: dg.Area, found: Suggestion, sites: gpd.GeoDataFrame
) -> None:
    name, now = "n901-sneller", dg.situation.read_situation(area)
    then = dg.scenarios.apply_scenarios(
        now, [dg.scenarios.read_scenario(area, name)], area.settings
    )
    built = dg.siting.make_suggestion(
        area,
        "loket-zuid",
        sites=sites,
        only=True,
        situation=then,
        others={"without": now},
        surface=False,
    )
    compared = ((found, name, built), (built, "without", found))
    for one, plan, other in compared:
        there, table = one.scenarios.loc[plan], other.ranking.table
        here = one.verdict.first
        assert there["first"] == table.index[0]
        assert there["score"] == pytest.approx(table["score"].iloc[0])
        assert there["score_here"] == pytest.approx(table["score"][here])
        assert there["rank_here"] == table["rank"][here]
    scores = [one.ranking.table["score"].iloc[0] for one in (built, found)]
    assert scores[0] > scores[1] + 1e-6  # the road brings people nearer


def test_a_plan_of_a_user_is_called_by_its_name(area: dg.Area, lacking: Suggestion) -> None:
    done = replace(lacking.situation, scenarios=("my-bridge", "n901-sneller"))
    made = replace(lacking, situation=done)
    said = written(area, made, "en").seen.sections[""]
    assert f"Taken as built: my-bridge, {TITLE['en']}." in said


def test_own_weights_are_said(area: dg.Area, lacking: Suggestion) -> None:
    made = dg.siting.make_suggestion(
        area, "veldregister", weights={"exit_car_min": 40}, surface=False
    )
    assert made.brief.weights == {**lacking.brief.weights, "exit_car_min": 40}
    for lang, own in (("nl", "gewichten van de gebruiker"), ("en", "weights of the user")):
        assert own in written(area, made, lang).section("dossier.assumption.heading")


def test_one_site_alone_is_written_without_reasons(area: dg.Area) -> None:
    sites = area.layer("sites").loc[["veencampus-venendal", "zandpark-wolde"]]
    sites = sites.set_axis(["campus", "wolde"])
    made = dg.siting.make_suggestion(area, "loket-zuid", sites=sites, only=True, surface=False)
    table = made.ranking.table
    assert table["rank"].notna().sum() == 1
    assert made.verdict.word == "open"
    name = made.sites["name"][made.verdict.first]
    for lang, left, why in (
        ("nl", f"blijft als enige van {len(table)} locaties over", "vooral door"),
        ("en", f"is the only one left of {len(table)} sites", "mostly by"),
    ):
        one = written(area, made, lang)
        assert f"{name} (Veenhoek) {left}" in one.seen.sections[""]
        assert why not in one.section("dossier.why.heading")
        assert one.words.say("dossier.sure.alone") in one.section("dossier.sure.heading")
        assert len(one.seen.tables) == 7


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_only_site_there_is_was_left_by_nothing(area: dg.Area, lang: str) -> None:
    sites = area.layer("sites").loc[["veencampus-venendal"]].set_axis(["campus"])
    made = dg.siting.make_suggestion(area, "veldregister", sites=sites, only=True, surface=False)
    assert made.sites["role"].tolist() == ["own"]
    one = written(area, made, lang)
    said = {"nl": " is de enige locatie en heeft score ", "en": " is the only site and has score "}
    assert said[lang] in one.seen.sections[""]
    assert one.words.say("dossier.role.own") in one.seen.tables[1][1][5]
