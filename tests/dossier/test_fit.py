"""What a dossier says of where a service fits, what to ask the owners, and whether to stay."""

from __future__ import annotations

import pytest
from dossiers import LANGUAGES, written

import drenthe_geo as dg
from drenthe_geo.siting.fit.seat import seat_sentences
from drenthe_geo.siting.kept.suggestion import Suggestion


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_site_says_whether_it_fits_why_not_and_who_says_so(
    area: dg.Area, seated: Suggestion, lang: str
) -> None:
    one = written(area, seated, lang)
    _, *rows = one.seen.tables[0]
    names, words = seated.sites["name"].to_dict(), one.words
    assert len(rows) == len(seated.screen) == 5
    order = [
        words.say(f"siting.fit.verdict.{name}") for name in ("fits", "to_verify", "does_not_fit")
    ]
    assert [order.index(row[1]) for row in rows] == sorted(order.index(row[1]) for row in rows)
    by_name = {row[0]: row for row in rows}
    asked = one.section("dossier.fit.questions")
    for site, fit in seated.screen.to_dict("index").items():
        _, verdict, why, source = by_name[names[site]]
        assert verdict == words.say(f"siting.fit.verdict.{fit['verdict']}")
        assert source == "made up for tests (2026-01)"
        told = fit["against"] or fit["met"]
        said = [words.say(one_found.message()) for one_found in told]
        if fit["verdict"] == "to_verify":
            said.append(words.say("dossier.fit.questions_asked", count=len(fit["questions"])))
        assert why == "; ".join(said)
        for question in fit["questions"] if fit["verdict"] == "to_verify" else ():
            assert words.say(question.message()) in asked


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_seat_is_advised_on_and_what_would_be_left_is_told(
    area: dg.Area, seated: Suggestion, lang: str
) -> None:
    one = written(area, seated, lang)
    said = one.section("dossier.seat.heading")
    names = {str(site): str(name) for site, name in seated.sites["name"].items()}
    for sentence in seat_sentences(seated.seat, names):
        assert one.words.say(sentence) in said
    left = {
        "en": (
            "a building of Rijk",
            "4,000 m² of floor",
            "the work of 250 people",
            "partners near",
        ),
        "nl": (
            "een gebouw van Rijk",
            "4.000 m² vloer",
            "het werk van 250 mensen",
            "partners in de",
        ),
    }
    assert all(part in said for part in left[lang])


def test_a_service_that_sits_nowhere_is_not_advised_to_stay(
    area: dg.Area, found: Suggestion
) -> None:
    one = written(area, found, "en")
    assert found.seat is None
    assert one.words.say("dossier.seat.heading") not in one.seen.sections
