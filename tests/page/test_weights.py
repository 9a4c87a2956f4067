"""Weights on sliders: a page finds what `Suggestion.reweigh` finds, to the last digit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripts import needs_node, ran
from veldland import VELDLAND
from weighed import (
    SCRIPTS,
    WHOLE,
    on_page,
    plain_of_page,
    plain_of_python,
    tries_of,
    weighed_again,
)

import drenthe_geo as dg
from drenthe_geo.dossier import terms
from drenthe_geo.dossier.evidence import _tests
from drenthe_geo.dossier.findings import _who
from drenthe_geo.dossier.page import Page
from drenthe_geo.dossier.reasons import why_before
from drenthe_geo.dossier.services import services_part
from drenthe_geo.dossier.weighing import weighing_part
from drenthe_geo.siting.brief import read_services
from drenthe_geo.siting.fit.seat import seat_sentences
from drenthe_geo.siting.kept import weighing
from drenthe_geo.siting.kept.weighing import chance_tables, weighing_of
from drenthe_geo.siting.match import match_sites
from drenthe_geo.words.numbers import number

if TYPE_CHECKING:
    from drenthe_geo.siting.kept.suggestion import Suggestion

pytestmark = needs_node

TRIES = 20
"""Weightings of each of five services."""

SERVICES = list(read_services(VELDLAND).index)

MADE: dict[str, Suggestion] = {}


def made(service: str) -> Suggestion:
    if service not in MADE:
        found = dg.siting.make_suggestion(VELDLAND, service, others={}, surface=False)
        MADE[service] = found
    return MADE[service]


@pytest.mark.parametrize("service", SERVICES)
def test_a_page_finds_what_python_finds_to_the_last_digit(service: str) -> None:
    found = made(service)
    packed = weighing_of(VELDLAND, found)
    assert packed is not None
    tries = tries_of(packed, TRIES, SERVICES.index(service))
    pages = on_page({**packed.told(), "tables": chance_tables()}, tries)
    for at, (weights, page) in enumerate(zip(tries, pages, strict=True)):
        ranking, verdict = weighed_again(VELDLAND, found, packed, weights, whole=at < WHOLE)
        assert plain_of_page(packed, page) == plain_of_python(ranking, verdict)


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("service", ["veldregister", "loket-zuid"])
def test_a_page_says_what_the_dossier_says(service: str, lang: str) -> None:
    found, words = made(service), VELDLAND.words(lang)
    part = weighing_part(VELDLAND, found, words)
    packed = weighing_of(VELDLAND, found)
    assert part is not None
    assert packed is not None
    tries = tries_of(packed, 5, 8)
    for weights, page in zip(tries, on_page(part, tries), strict=True):
        other = found.reweigh(dict(zip(packed.criteria, weights, strict=True)))
        verdict = other.verdict
        page_of = Page(VELDLAND, other, words, {}, pd.DataFrame())
        told = page["told"]
        assert told["answer"] == _who(page_of)
        for name, measured in zip(packed.criteria, part["measured"], strict=True):
            one = other.siting.criteria[name]
            assert measured["unit"].format(figure="7") == terms.with_unit(words, one, "7")
        assert told["tests"] == _tests(page_of)
        if verdict.second:
            assert told["why"] == why_before(other, verdict.first, verdict.second, words)
        advice = seat_sentences(other.seat, page_of.names)
        assert told["advice"] == (words.say(advice[0]) if advice else "")


@settings(max_examples=3)
@given(
    st.lists(st.floats(-2000, 2000, allow_subnormal=False), max_size=200),
    st.lists(st.integers(-4000, 4000), max_size=200),
)
def test_numbers_are_rounded_as_in_every_file(some: list[float], halves: list[int]) -> None:
    values = [*some, *(one / 16 for one in halves)]
    body = "return given.map((value) => [0, 1, 2, 3].map((digits) => fixed(value, digits)));"
    told = ran(SCRIPTS, body, values)
    for value, each in zip(values, told, strict=True):
        assert each == [number(value, "en", digits).replace(",", "") for digits in range(4)]


def test_ties_share_a_rank_and_missing_values_count_as_the_rest() -> None:
    found = made("veldregister")
    sites = found.ranking.table.index[:3]
    worth = pd.DataFrame(0.5, sites, found.assessed.worth.columns)
    worth.iloc[0, 0] = float("nan")
    worth = worth.reindex(found.assessed.worth.index, fill_value=0.25)
    known = replace(found.assessed, worth=worth, low=worth - 0.1, high=worth + 0.1)
    twins = replace(found, assessed=known)
    packed = weighing_of(VELDLAND, twins)
    assert packed is not None
    tries = tries_of(packed, 6, 3)
    pages = on_page({**packed.told(), "tables": chance_tables()}, tries)
    for weights, page in zip(tries, pages, strict=True):
        again = weighed_again(VELDLAND, twins, packed, weights, whole=False)
        assert plain_of_page(packed, page) == plain_of_python(*again)


def test_the_page_of_every_service_weighs_as_that_of_one_does() -> None:
    words = VELDLAND.words("nl")
    part = services_part(dg.siting.read_siting(VELDLAND), match_sites(VELDLAND), words)
    for told in part["services"]:
        one = weighing_part(VELDLAND, made(told["id"]), words)
        assert one is not None
        shared = {**part["common"], **told["weighing"]}
        assert shared.keys() == one.keys()
        differs = {name for name in one if shared[name] != one[name]}
        assert differs <= {"seat", "roles", "apart", "then"}
        for ours, theirs in zip(shared["then"], one["then"], strict=True):
            assert ours == pytest.approx(theirs, rel=1e-12)  # measured beside other sites
        assert {each["name"] for each in shared["apart"]} == {each["name"] for each in one["apart"]}


def test_of_too_many_sites_there_are_no_sliders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "MOST_CELLS", 3)
    assert weighing_part(VELDLAND, made("veldregister"), VELDLAND.words("en")) is None
