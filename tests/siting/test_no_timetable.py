"""Siting where nobody knows the trains: roads answer as they do with them, and the rest is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from offices import VELD
from pandas.testing import assert_frame_equal
from veldland import NO_TIMETABLE, VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import ArgumentError
from drenthe_geo.siting.brief import read_brief
from drenthe_geo.siting.measures import measure_criteria
from drenthe_geo.siting.surroundings import measure_surroundings
from drenthe_geo.units import BOUNDS

SITING = VELD.siting
SITES = VELDLAND.layer("sites")
NOW = dg.situation.read_situation(NO_TIMETABLE)
ROUND = measure_surroundings(NO_TIMETABLE, SITES, NOW, SITING)
WITH = measure_surroundings(VELDLAND, SITES, VELD.situation, SITING)


@pytest.mark.parametrize("service", VELD.services)
def test_what_roads_answer_is_the_same_number_with_trains_and_without(service: str) -> None:
    whole, bare = read_brief(VELDLAND, service), read_brief(NO_TIMETABLE, service)
    assert whole.no_trains == {}
    assert {*bare.asked, *bare.no_trains} == {*whole.asked}
    assert not {*bare.asked, *bare.limits} & {*bare.no_trains}
    asked = {*bare.asked, *bare.limits}
    for bound in BOUNDS:
        with_trains = measure_criteria(VELDLAND, WITH, whole, SITING, bound=bound, criteria=asked)
        alone = measure_criteria(NO_TIMETABLE, ROUND, bare, SITING, bound=bound, criteria=asked)
        assert_frame_equal(alone, with_trains)


@pytest.mark.parametrize("service", VELD.services)
def test_weights_add_up_to_100_again_in_their_proportions(service: str) -> None:
    whole, bare = read_brief(VELDLAND, service), read_brief(NO_TIMETABLE, service)
    for weights in (bare.weights, *bare.viewpoints.values()):
        assert sum(weights.values()) == pytest.approx(100)
    out = sum(bare.no_trains.values())
    assert out == pytest.approx(sum(whole.weights[name] for name in bare.no_trains))
    # From a viewpoint without pillars those of the kind keep their proportions.
    own = SITING.overrides[service].weights if service in SITING.overrides else {}
    of_kind = [name for name in bare.viewpoints["equal"] if name not in own]
    left, before = (pd.Series(one.viewpoints["equal"])[of_kind] for one in (bare, whole))
    assert (left / left.sum()).to_dict() == pytest.approx((before / before.sum()).to_dict())


def test_only_what_a_train_may_have_a_part_in_is_left_out() -> None:
    out = {name: set(read_brief(NO_TIMETABLE, name).no_trains) for name in VELD.services}
    assert out["veldregister"] == {"relations_min", "learning_min"}  # a school is in Rietstad
    assert out["veldarchief"] == {"relations_min", "university_min"}  # it is in Hoofdstad
    assert out["grensdouane"] == set()  # asks for neither


def test_relations_that_are_sites_are_gone_to_by_road(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    words = 'name = "Mine"\nkind = "staff_office"\nthemes = ["it"]\nrelations = ["{}"]\n'
    site = str(SITES.index[0])
    for relation, by_train in ((site, False), ("rietstad", True)):
        file.write_text(words.format(relation), encoding="utf-8")
        how = {"others": {}, "surface": False}
        found = dg.siting.make_suggestion(NO_TIMETABLE, str(file), **how)  # type: ignore[arg-type]
        assert ("relations_min" in found.brief.no_trains) == by_train
        assert ("relations_min" in found.ranking.weights.index) == (not by_train)


def test_a_suggestion_says_what_it_leaves_out_on_screen_in_the_file_and_in_the_dossier(
    tmp_path: Path,
) -> None:
    asked = dg.ask_suggest(NO_TIMETABLE, "veldregister", surface=False)
    weights = read_brief(VELDLAND, "veldregister").weights
    out = {name: weights[name] for name in ("relations_min", "learning_min")}
    titles = [repr(SITING.criteria[name].title_in("en")) for name in out]
    said = asked.about["left_out_without_a_timetable"]
    assert said == {"veldregister": pytest.approx(out)}
    words = NO_TIMETABLE.words("en")
    told = [words.say(one) for one in asked.warnings]
    assert (
        f"there is no timetable of Veldland, so {' and '.join(titles)} can not be told: "
        "left out for all sites; what that would weigh, "
        f"{sum(out.values()):.0f} of 100, went to the other criteria"
    ) in told
    asked.write(tmp_path / "out", lang="en")
    page = (tmp_path / "out" / "dossier-veldregister.html").read_text(encoding="utf-8")
    assert "There is no timetable of Veldland, so" in page
    assert "no timetable ·" in page
    assert "timetable of 20" not in page


def test_an_overview_and_the_services_of_a_site_say_it_too() -> None:
    for asked in (
        dg.ask_overview(NO_TIMETABLE),
        dg.ask_services_for(NO_TIMETABLE, "zandpark wolde"),
    ):
        words = NO_TIMETABLE.words("en")
        told = " ".join(words.say(one) for one in asked.warnings)
        names = ("relations_min", "learning_min", "university_min")
        first, second, third = (repr(SITING.criteria[name].title_in("en")) for name in names)
        assert f"so {first}, {second} and {third} can not be told" in told
        of_service: Any = asked.about["left_out_without_a_timetable"]
        assert set(of_service) >= {"veldregister", "veldarchief"}
        assert isinstance(asked.result, pd.DataFrame)
        assert len(asked.result)


@pytest.mark.parametrize("what", ["weights", "limits"])
def test_a_weight_or_limit_of_a_user_on_trains_is_refused(what: str) -> None:
    with pytest.raises(ArgumentError) as error:
        dg.ask_suggest(NO_TIMETABLE, "veldregister", **{what: {"relations_min": 20.0}})  # type: ignore[arg-type]
    assert str(error.value) == (
        "relations_min can not be weighed or limited in veldland: it needs trains, and there is "
        "no timetable; fetch gtfs and build the area again, or leave it out."
    )
