"""A suggestion: what it is compared with, what it warns of, and whose words it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from offices import CAMPUS, HEIDESTAD, OUTSIDE, VELD, WOLDE, cell
from pandas.testing import assert_frame_equal
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import ArgumentError
from drenthe_geo.siting.brief import read_brief
from drenthe_geo.siting.fit.findings import all_questions
from drenthe_geo.siting.model import Target
from drenthe_geo.siting.own.sentences import own_sentences
from drenthe_geo.siting.rank import tells_apart
from drenthe_geo.siting.suggest import STEPS, make_suggestion, other_situations
from drenthe_geo.words.message import Message

SITING = VELD.siting


def told(one: Message) -> Mapping[str, Any]:
    """What fills the places of a message."""
    return one.values  # noqa: PD011 - no table


def suggest(service: str, **how: Any) -> dg.siting.Suggestion:
    """A suggestion compared with nothing, unless asked."""
    return make_suggestion(
        VELDLAND, service, **{"others": {}, "surface": False, "siting": SITING, **how}
    )


@pytest.mark.parametrize("service", VELD.services)
def test_a_suggestion_is_the_ranking_of_the_candidates(service: str) -> None:
    found = suggest(service)
    screened = VELD.screened(service)
    expected = VELD.judged(screened.kept.index, read_brief(VELDLAND, service))
    assert_frame_equal(found.ranking.table, expected.ranking.table, check_names=False)
    assert found.verdict.first == expected.verdict.first
    out = list(screened.sites.index[screened.out])
    assert list(found.sites.index) == [*found.ranking.table.index, *out]
    assert found.screen["verdict"].to_dict() == screened.screen["verdict"].to_dict()
    assert found.done == ()
    assert found.surface is None
    assert found.new_places is None


def test_steps_are_told_in_order_and_a_surface_brings_new_places() -> None:
    heard: list[str] = []
    found = suggest("veldregister", surface=True, on_step=heard.append)
    assert heard == list(STEPS)
    assert found.surface is not None
    assert found.new_places is not None
    assert len(found.new_places) == int(SITING.settings["best_places"])
    again = suggest("veldregister", surface=True, grid=VELD.grid)
    assert again.surface is not None
    assert_frame_equal(again.surface, found.surface)


def test_a_suggestion_is_compared_with_every_scenario_on_its_own() -> None:
    now = VELD.situation
    found = suggest("loket-zuid", others=None)
    assert list(found.scenarios.index) == list(dg.scenarios.scenario_names(VELDLAND))
    for name, row in found.scenarios.iterrows():
        scenario = dg.scenarios.read_scenario(VELDLAND, str(name))
        there = dg.scenarios.apply_scenarios(now, [scenario], VELDLAND.settings)
        table = suggest("loket-zuid", situation=there).ranking.table
        assert row["first"] == table.index[0]
        assert row["score"] == pytest.approx(cell(table, table.index[0], "score"))
        assert row["score_here"] == pytest.approx(cell(table, found.verdict.first, "score"))
        assert row["rank_here"] == table["rank"][found.verdict.first]
    moved = {str(name): str(first) for name, first in found.scenarios["first"].items()}
    said = {
        told(one)["scenario"]: told(one)["first"]
        for one in found.warnings
        if one.key == "siting.warning.scenario"
    }
    assert said == {name: first for name, first in moved.items() if first != found.verdict.first}


def test_a_scenario_that_is_done_is_compared_with_what_is_there_without_it() -> None:
    scenario = dg.scenarios.read_scenario(VELDLAND, "veldlijn")
    there = dg.scenarios.apply_scenarios(VELD.situation, [scenario], VELDLAND.settings)
    others = other_situations(VELDLAND, there)
    assert {name: one.scenarios for name, one in others.items()} == {"without": ()}
    found = suggest("veldregister", situation=there, others=others)
    assert found.done == ("veldlijn",)
    plain = suggest("veldregister")
    row = found.scenarios.loc["without"]
    assert row["first"] == plain.verdict.first
    assert row["score"] == pytest.approx(cell(plain.ranking.table, plain.verdict.first, "score"))


def test_weights_and_candidates_of_ones_own() -> None:
    sites = VELDLAND.layer("sites").loc[[CAMPUS, WOLDE]].set_axis(["campus", "wolde"])
    found = suggest("veldregister", sites=sites, only=True, weights={"exit_car_min": 40})
    plain = read_brief(VELDLAND, "veldregister")
    assert found.brief.weights == {**plain.weights, "exit_car_min": 40}
    assert set(found.sites.index) == {"campus", "wolde"}
    assert found.brief.sources[-1] == Message("siting.needs.of_user")


def test_what_a_reader_should_look_at_is_said() -> None:
    sites = VELD.chosen([HEIDESTAD, WOLDE, OUTSIDE]).drop(columns="themes")
    sites = sites.set_axis(["heide", "wolde", "outside"])
    found = suggest("veldwacht", sites=sites, only=True)
    said = [one for one in found.warnings if one.key.startswith("siting.warning.")]
    first = found.verdict.first
    questions = all_questions(found.screen["questions"].to_dict()[first])
    assert (
        Message("siting.warning.to_verify", site=sites.loc[first, "name"], questions=questions)
        in said
    )
    alone = suggest("veldwacht", sites=sites.iloc[:1], only=True)
    assert Message("siting.warning.only_one") in alone.warnings
    assert Message("siting.warning.only_one") not in said


def test_a_limit_that_is_passed_by_the_expected_figure_alone_is_said() -> None:
    name = "exit_car_min"
    known = VELD.assessed(VELD.offered, VELD.asks(limits={name: 1e6}))
    best, expected = cell(known.best, CAMPUS, name), cell(known.measures, CAMPUS, name)
    limit = (best + expected) / 2
    weights = dg.siting.Needs({}, {name: limit}, ())
    found = suggest("grensdouane", weights=weights)
    near = [one for one in found.warnings if one.key.endswith("near_limit")]
    [said] = [one for one in near if told(one)["site"] == found.sites.loc[CAMPUS, "name"]]
    title = SITING.criteria[name].title_in("en")
    assert VELDLAND.words("en").say(said) == (
        f"{told(said)['site']}: {title} {expected:.1f} > {limit:g} by the expected figure, "
        "but within it by its range"
    )


def test_every_warning_is_said_in_every_language() -> None:
    count = 0
    for service in VELD.services:
        for warning in suggest(service).warnings:
            count += 1
            english, dutch = (VELDLAND.words(lang).say(warning) for lang in ("en", "nl"))
            assert english != dutch
    assert count > 5


def test_of_two_that_are_as_good_both_are_named() -> None:
    found = suggest("veldregister")
    assert found.verdict.word == "toss_up"
    [said] = [one for one in found.warnings if one.key == "siting.warning.toss_up"]
    score, other = found.ranking.table["score"].iloc[:2]
    first, second = found.sites.loc[[found.verdict.first, found.verdict.second], "name"]
    assert VELDLAND.words("en").say(said) == (
        f"{first} and {second} are a toss-up: {score:.3f} against "
        f"{other:.3f}, less than the 0.02 that can be told apart"
    )
    sure = suggest("grensdouane")
    assert sure.verdict.word == "robust_to_weights"
    assert not [one for one in sure.warnings if one.key == "siting.warning.toss_up"]


def test_of_sites_that_nothing_tells_apart_none_is_first() -> None:
    here = VELD.chosen([HEIDESTAD])
    twins = pd.concat([here.assign(name=name) for name in ("One", "Other")])
    found = suggest("grensdouane", sites=twins.set_axis([1, 2]), only=True)
    said = [VELDLAND.words("en").say(one) for one in found.warnings]
    titles = [repr(SITING.criteria[name].title_in("en")) for name in found.brief.weights]
    listed = f"{', '.join(titles[:-1])} and {titles[-1]}"
    assert (
        f"nothing that counts tells the 2 sites apart: by {listed} they are all the same, "
        "so none of them is first"
    ) in said
    assert not [one for one in said if "toss-up" in one or "the first," in one]
    assert own_sentences(found) == ()
    assert tells_apart(suggest("grensdouane").ranking)
    alone = suggest("grensdouane", sites=twins.iloc[:1].set_axis([1]), only=True)
    assert tells_apart(alone.ranking)


def test_by_one_viewpoint_its_weights_count_and_all_are_shown() -> None:
    found = suggest("loket-zuid", viewpoint="public")
    assert found.brief.viewpoint == "public"
    assert found.brief.weights == found.brief.viewpoints["public"]
    scores = found.verdict.viewpoints["public"]
    np.testing.assert_allclose(scores, found.ranking.table["score"].reindex(scores.index))
    assert list(found.verdict.viewpoints) == ["staff", "public", "profile", "equal"]
    with pytest.raises(ArgumentError) as caught:
        suggest("loket-zuid", viewpoint="publik")
    assert str(caught.value) == (
        "unknown viewpoint 'publik': did you mean 'public'? Choices: staff, public, profile, equal."
    )


def test_a_criterion_that_nobody_can_measure_is_named_and_left_out() -> None:
    nowhere = replace(
        SITING.criteria["relations_min"],
        name="nowhere_min",
        kind="trip",
        to=Target(destination="nowhere"),
    )
    siting = replace(SITING, criteria={**SITING.criteria, "nowhere_min": nowhere})
    found = suggest("grensdouane", siting=siting, weights={"nowhere_min": 20.0})
    plain = suggest("grensdouane")
    pd.testing.assert_series_equal(found.ranking.table["score"], plain.ranking.table["score"])
    [said] = [one for one in found.warnings if one.key == "siting.warning.no_figure"]
    assert told(said)["criterion"].of("en") == nowhere.title_in("en")
    assert sorted(told(said)["sites"]) == sorted(found.sites.loc[found.ranking.table.index, "name"])
