"""Claims of the profile on a page: those of its subject, as `claims` judges them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from browsing import HOSTILE, KINDS, data_in
from drenthe import DRENTHE
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.answers.report import page_of
from drenthe_geo.claims.check import CHECKS
from drenthe_geo.claims.topics import OF_EVERYBODY, TOPICS, topics_of
from drenthe_geo.page.claims import TOPICS as OF_PAGES
from drenthe_geo.page.claims import claims_for
from drenthe_geo.page.html import html_of
from drenthe_geo.page.report import Claims, Head, Report, Table, View
from drenthe_geo.work.cache import without_cache

if TYPE_CHECKING:
    from collections.abc import Callable

Open = Any

NOUGHT: dict[str, list[str]] = {
    "run": ["four-stations", "two-intercity-stations"],
    "scenario": ["four-stations", "two-intercity-stations", "oosterveen-direct-hoofdstad"],
    "suggest": ["most-heath"],
    "overview": ["most-heath"],
    "place": [],
}
"""Claims that a page of the made-up area judges."""


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_has_the_verdicts_of_claims(kind: str, lang: str) -> None:
    words = VELDLAND.words(lang)
    found = claims_for(VELDLAND.fresh(), kind, words)
    judged = dg.ask_claims(VELDLAND).result.set_index("claim").loc[NOUGHT[kind]]
    verdicts = words.group("claims.verdict")
    expected = [
        (row[f"claim_{lang}"], verdicts[row["verdict"]], words.say(row["figure"]),
         words.say(row["note"]) if row["note"] else "")
        for row in judged.to_dict("records")
    ]  # fmt: skip
    if kind == "place":  # none is about it, so the page has no part for them
        assert found is None
        return
    assert found
    assert [tuple(row[:4]) for row in found.table.rows] == expected
    left = {"scenario": [topics_left("veldlijn-nearer", lang)]}
    assert list(found.left) == left.get(kind, [])


def topics_left(name: str, lang: str) -> str:
    return next(one.claim.of(lang) for one in dg.claims.read_claims(VELDLAND) if one.name == name)


def test_what_is_kept_changes_no_page() -> None:
    words = VELDLAND.words("nl")
    for kind in KINDS:
        once, again = VELDLAND.fresh(), VELDLAND.fresh()
        kept = [claims_for(area, kind, words) for area in (once, again)]
        plain = VELDLAND.fresh()
        with without_cache():
            made = claims_for(plain, kind, words)
        assert kept == [made, made]
        assert once.opened == again.opened == plain.opened


def test_beside_files_of_a_user_no_claim_is_judged() -> None:
    own = VELDLAND.with_layers({"sites": VELDLAND.layer("sites").head(2)})
    found = claims_for(own, "overview", VELDLAND.words("en"))
    assert found
    assert (found.table.rows, found.left) == ([], [])
    assert found.told == (
        "The profile is about the area itself; beside your own files it is not checked here."
    )
    assert claims_for(VELDLAND, "times", VELDLAND.words("en")) is None


def test_each_check_has_its_topics_and_each_topic_its_page() -> None:
    shown = {topic for topics in OF_PAGES.values() for topic in topics}
    assert set(TOPICS) | {"published", "dwellings_cheaper", "students_sum"} == set(CHECKS)
    assert {topic for topics in TOPICS.values() for topic in topics} == shown
    assert set(TOPICS) >= OF_EVERYBODY
    for area in (VELDLAND, DRENTHE):
        assert {topic for one in dg.claims.read_claims(area) for topic in topics_of(one)} <= shown


def test_words_of_a_claim_are_text() -> None:
    head = Head("claim", "claim", "", None, is_text=True)
    claims = Claims(Table("claims", HOSTILE, [head], [[HOSTILE]]), [HOSTILE], HOSTILE)
    view = replace(View("none", {}, {}), claims=claims)
    texts = VELDLAND.words("en").group("page.ui")
    page = html_of(Report("en", "title", {}, None, [], [], [], [], [], texts, view))
    assert HOSTILE not in page
    assert data_in(page)["claims"]["rows"] == [[HOSTILE]]


def test_claims_are_a_table_to_sort_that_is_made_when_it_is_opened(
    opened: Open, answers: Callable[[str], dg.Answer]
) -> None:
    rows = data_in(page_of(answers("scenario"), "nl"))["claims"]["rows"]
    page = opened("scenario", hash="#claim=-0")
    assert page.page.locator("#claims-table tr").count() == 0
    page.page.locator("#claims summary").click()
    page.until("document.querySelectorAll('#claims-table tbody tr').length", lambda n: n == 3)
    shown = page.page.evaluate(
        "[...document.querySelectorAll('#claims-table tbody td:first-child')]"
        ".map(cell => cell.innerText)"
    )
    assert shown == sorted((row[0] for row in rows), reverse=True)
    assert page.page.get_attribute("#claims-table th >> nth=0", "aria-sort") == "descending"
