"""A dossier says what was found: every figure of it is that of the suggestion."""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from dossiers import Dossier, written
from seen import number

import drenthe_geo as dg
from drenthe_geo.documents.blocks import Heading, Picture, Summary
from drenthe_geo.documents.html import html_of
from drenthe_geo.documents.pdf import pdf_of
from drenthe_geo.dossier import terms
from drenthe_geo.dossier.dossier import SECTIONS, dossier_of
from drenthe_geo.dossier.evidence import SHARES
from drenthe_geo.dossier.figures import pillar_shares
from drenthe_geo.dossier.page import Page
from drenthe_geo.dossier.sources import layer_name
from drenthe_geo.io.title_block import TitleBlock
from drenthe_geo.siting.kept.suggestion import Suggestion
from drenthe_geo.siting.model import EVERY_PILLAR, PILLARS

HALF_SCORE = 0.0051
"""Half of the last decimal that is shown, and a hair."""

HALF_OF = {"people": 50.1, "0 to 1": 0.051}
HALF_UNIT = 0.51


def shown_name(found: Suggestion, site: Any) -> str:
    """Give a site's name as tables show it: one of the user bears a mark."""
    mark = "■ " if site in found.own_sites else ""
    return f"{mark}{found.sites['name'].to_dict()[site]}"


def entry(table: pd.DataFrame, row: Any, column: str) -> Any:
    return table.loc[row, column]


def test_the_page_needs_nothing_else_and_says_its_language(dossier: Dossier, bare: Dossier) -> None:
    for one, pictures in ((dossier, 3), (bare, 2)):
        seen = one.seen
        assert seen.inside == []
        tags = [tag for tag, _ in seen.tags]
        assert ("html", {"lang": one.lang}) in seen.tags
        assert ("meta", {"charset": "utf-8"}) in seen.tags
        assert not {"script", "link", "iframe", "object"} & set(tags)
        for tag, attributes in seen.tags:
            assert str(attributes.get("href", "#")).startswith("#")
            assert ("src" in attributes) == (tag == "img")
        shown = [attributes for tag, attributes in seen.tags if tag == "img"]
        assert len(shown) == pictures
        for attributes in shown:
            assert str(attributes["src"]).startswith("data:image/png;base64,")
            assert len(str(attributes["alt"])) > 40
        assert len({attributes["src"] for attributes in shown}) == pictures
        assert tags.count("h1") == 1


def test_every_figure_of_the_ranking_is_that_of_the_table(dossier: Dossier, bare: Dossier) -> None:
    for one in (dossier, bare):
        found, lang = one.found, one.lang
        head, *rows = one.seen.tables[1]
        table = found.ranking.table
        assert len(head) == 6
        assert len(rows) == len(table)
        out = 0
        for (rank, name, score, spread, gemeente, role), (site, row) in zip(
            rows, table.iterrows(), strict=True
        ):
            assert name == shown_name(found, site)
            assert gemeente == found.assessed.gemeente.to_dict()[site]
            grade = found.sites["certainty"].to_dict()[site]
            assert role.endswith(f"{'positie' if lang == 'nl' else 'position'} {grade}")
            if row["excluded"]:
                assert (rank, score, spread) == ("–", "–", "–")
                out += 1
                continue
            assert int(rank) == row["rank"]
            low, high = spread.split("–")
            for text, column in ((score, "score"), (low, "score_low"), (high, "score_high")):
                assert number(text, lang) == pytest.approx(row[column], abs=HALF_SCORE)
        assert out == 1
        assert len(one.seen.tables[0]) == 1 + len(found.screen)


def test_every_number_has_its_weight_its_range_and_its_share(
    dossier: Dossier, bare: Dossier
) -> None:
    for one, top, at in ((dossier, 3, 7), (bare, 2, 6)):
        found, words, lang = one.found, one.words, one.lang
        head, *rows = one.seen.tables[at]
        kept = list(found.ranking.table.index[found.ranking.table["rank"].notna()][:top])
        assert head[2:] == [shown_name(found, site) for site in kept]
        criteria = found.siting.criteria
        in_order = sorted(
            found.brief.weights,
            key=lambda name: (PILLARS.index(criteria[name].pillar), list(criteria).index(name)),
        )
        assert len(in_order) == len(rows) - 1 > 3
        for name, (title, weight, *cells) in zip(in_order, rows, strict=False):
            criterion = criteria[name]
            unit = terms.unit(words, criterion)
            assert title == f"{terms.title(words, criterion)} ({unit})"
            assert number(weight, lang) == pytest.approx(
                100 * float(found.ranking.weights[name]), abs=0.51
            )
            for site, cell in zip(kept, cells, strict=True):
                shown, points = cell.split(" → ")
                share = entry(found.ranking.shares, site, name)
                assert number(points, lang) == pytest.approx(share, abs=HALF_SCORE)
                measure = float(entry(found.assessed.measures, site, name))
                if np.isnan(measure):
                    assert shown == ("onbekend" if lang == "nl" else "not known")
                elif criterion.unit != "yes/no":
                    near = HALF_OF.get(criterion.unit, HALF_UNIT)
                    figure = number(shown.split(" (")[0], lang)
                    assert figure == pytest.approx(measure, abs=near)
                    ends = [
                        float(entry(frame, site, name))
                        for frame in (found.assessed.best, found.assessed.worst)
                    ]
                    spread = re.search(r"\((.*) – (.*)\)", shown)
                    shown_ends = spread.groups() if spread else (shown, shown)
                    for end, expected in zip(shown_ends, sorted(ends), strict=True):
                        assert number(end, lang) == pytest.approx(expected, abs=near)
        scores = found.ranking.table["score"]
        for site, cell in zip(kept, rows[-1][2:], strict=True):
            assert number(cell, lang) == pytest.approx(scores[site], abs=HALF_SCORE)


def test_a_score_is_written_in_one_way_everywhere(dossier: Dossier) -> None:
    found, words = dossier.found, dossier.words
    ranking, numbers = dossier.seen.tables[1], dossier.seen.tables[7]
    shown = {row[1]: row[2] for row in ranking[1:] if row[2] != "–"}
    assert dict(zip(numbers[0][2:], numbers[-1][2:], strict=True)).items() <= shown.items()
    why = dossier.section("dossier.why.heading")
    first = found.sites["name"][found.verdict.first]
    assert f"{first} ({shown[shown_name(found, found.verdict.first)]}) " in why
    assert terms.score(words, 0.7149) == ("0,71" if dossier.lang == "nl" else "0.71")


def test_the_answer_says_who_is_first_and_how_sure(dossier: Dossier) -> None:
    found, words, said = dossier.found, dossier.words, dossier.seen.sections[""]
    first, word, table = found.verdict.first, found.verdict.word, found.ranking.table
    row = table.loc[first]
    where = f"{found.sites['name'][first]} ({found.assessed.gemeente[first]})"
    left = table["rank"].notna().sum()
    figures = f"{row['score']:.2f} OF 1 (RANGE {row['score_low']:.2f}–{row['score_high']:.2f}); "
    meaning = words.say(f"dossier.meaning.{word}")
    if dossier.lang == "nl":
        figures = (
            figures.replace("OF", "op een schaal van 0 tot")
            .replace("RANGE", "marge")
            .replace(".", ",", 3)
        )
        assert (
            f"{where} komt als eerste uit de vergelijking van {left} locaties, met score " in said
        )
        assert f"oordeel: {words.say(f'dossier.verdict.{word}')} – {meaning}." in said
        assert "De gewichten zijn aannamen" in dossier.section("dossier.answer.reading")
    else:
        figures = figures.replace("OF", "out of").replace("RANGE", "range")
        assert f"{where} comes first among {left} sites, with score " in said
        assert f"verdict: {words.say(f'dossier.verdict.{word}')} – {meaning}." in said
        assert "The weights are assumptions" in dossier.section("dossier.answer.reading")
    assert f"score {figures}" in said


def test_every_trial_is_told_with_its_share(dossier: Dossier) -> None:
    head, *rows = dossier.seen.tables[3]
    assert len(head) == 7
    shares = dossier.found.verdict.shares
    assert [row[0] for row in rows] == [shown_name(dossier.found, site) for site in shares.index]
    for row, (_, trial) in zip(rows, shares.iterrows(), strict=True):
        for cell, name in zip(row[1:6], SHARES, strict=True):
            assert number(cell, dossier.lang) == pytest.approx(100 * trial[name], abs=0.51)
        assert number(row[6], dossier.lang) == pytest.approx(trial["regret"], abs=HALF_SCORE)
    assert set(shares) == {*SHARES, "regret"}
    assert shares.nunique().min() > 1


def test_what_unseats_the_first_is_told_with_the_weights(both: dict[str, Dossier]) -> None:
    found = both["en"].found
    names, unseat = found.sites["name"].to_dict(), found.unseat
    english, dutch = (
        both["en"].section("dossier.sure.heading"),
        both["nl"].section("dossier.sure.heading"),
    )
    assert len(unseat) > 0
    for criterion, change in unseat.head(5).iterrows():
        one = found.siting.criteria[str(criterion)]
        now, needed = float(change["weight"]), float(change["needed"])
        assert now == pytest.approx(float(found.ranking.weights[str(criterion)]))
        title, other = terms.title(both["en"].words, one), names[change["by"]]
        said = f"If '{title}' weighs {100 * needed:.1f}% instead of {100 * now:.1f}%, {other} is"
        assert said in english
        assert f"Weegt '{terms.title(both['nl'].words, one)}' " in dutch
    unseated = 0
    for criterion, other in found.verdict.without.items():
        title = terms.title(both["en"].words, found.siting.criteria[str(criterion)])
        said = f"Without '{title}' {names[other]} is first."
        assert (said in english) == (other != found.verdict.first)
        unseated += said in english
    assert unseated < len(found.verdict.without)


def test_the_first_place_from_each_viewpoint_stands_side_by_side(dossier: Dossier) -> None:
    head, *rows = dossier.seen.tables[4]
    found, verdict = dossier.found, dossier.found.verdict
    names = found.sites["name"].to_dict()
    assert head[3].endswith(names[verdict.first])
    titles = [one.title_in(dossier.lang) for one in found.siting.viewpoints.values()]
    assert [row[0] for row in rows] == titles
    for row, (name, scores) in zip(rows, verdict.viewpoints.items(), strict=True):
        first = verdict.first_by[str(name)]
        assert row[1] == shown_name(found, first)
        assert number(row[2], dossier.lang) == pytest.approx(scores[first], abs=HALF_SCORE)
        assert number(row[3], dossier.lang) == pytest.approx(scores[verdict.first], abs=HALF_SCORE)


def test_who_is_in_reach_of_the_first_is_told_with_its_range(both: dict[str, Dossier]) -> None:
    one = both["en"]
    found, known = one.found, one.found.assessed
    first = found.verdict.first
    said = one.section("dossier.reach_of", site=found.sites["name"][first])
    people = [name for name in known.measures if found.siting.criteria[str(name)].unit == "people"]
    assert people
    for name in people:
        measure, low, high = (
            f"{round(float(frame[name][first]), -2):,.0f}"
            for frame in (known.measures, known.worst, known.best)
        )
        title = terms.title(one.words, found.siting.criteria[str(name)])
        assert f"{title}: {measure} ({low}–{high})" in said
    assert "people in Nevenland are not" in said


def test_the_whole_area_has_its_best_places(dossier: Dossier, bare: Dossier) -> None:
    found, words = dossier.found, dossier.words
    new = found.new_places
    assert new is not None
    title = "Heel Veldland" if dossier.lang == "nl" else "The whole of Veldland"
    assert words.say("dossier.whole_area") == title
    assert title not in bare.seen.sections
    best = terms.score(words, float(found.surface["score"].max()))  # type: ignore[index]
    assert f" {best};" in dossier.seen.sections[title]
    _, *rows = dossier.seen.tables[6]
    assert [row[0] for row in rows] == list("ABCDE")[: len(new)]
    assert len(rows) > 1
    for row, (_, place) in zip(rows, new.iterrows(), strict=True):
        assert row[1:3] == [words.say("dossier.area.near", place=place["near"]), place["gemeente"]]
        assert number(row[3], dossier.lang) == pytest.approx(place["score"], abs=HALF_SCORE)
        x, y = (number(part, dossier.lang) for part in row[5].split(" / "))
        assert (x, y) == (place.geometry.x, place.geometry.y)


def test_pillars_of_the_chart_add_up_to_the_score(found: Suggestion, area: dg.Area) -> None:
    shares = pillar_shares(found)
    assert list(shares) == list(PILLARS)
    for lang in area.facts.languages:
        assert set(area.words(lang).group("dossier.pillar")) == set(EVERY_PILLAR)
    np.testing.assert_allclose(shares.sum(axis=1), found.ranking.table["score"], atol=1e-12)
    for pillar in PILLARS:
        own = [name for name in found.brief.weights if found.siting.criteria[name].pillar == pillar]
        np.testing.assert_allclose(shares[pillar], found.ranking.shares[own].sum(axis=1))


def test_sources_are_those_of_the_tables_that_were_opened(dossier: Dossier) -> None:
    _, *rows = dossier.seen.tables[-1]
    page = Page(dossier.area, dossier.found, dossier.words, {}, dossier.reach.areas)
    opened = [name for name in dossier.area.resources if name in dossier.area.opened]
    by_name = {name: row for row in rows for name in row[0].split("; ")}
    assert sorted(by_name) == sorted(layer_name(page, name) for name in opened)
    assert len(by_name) > 5
    assert layer_name(page, "no_such") == "no_such"
    for name in opened:
        resource = dossier.area.resource(name)
        _, said, date, licences = by_name[layer_name(page, name)]
        assert date == resource["date"]
        assert all(one["title"] in said for one in resource["sources"])
        assert licences == ", ".join(one["name"] for one in resource["licenses"])


def test_where_the_roads_end_is_said_from_the_area(dossier: Dossier) -> None:
    said = dossier.section("dossier.assumption.heading")
    assert dossier.area.facts.roads_end_m == 4000
    ends = "eindigt 4 km buiten Veldland" if dossier.lang == "nl" else "end 4 km outside Veldland"
    assert ends in said
    assert "12 km" not in " ".join(dossier.seen.sections.values())


def test_equal_suggestions_give_equal_bytes(
    area: dg.Area, bare: Dossier, sites: gpd.GeoDataFrame
) -> None:
    again = dg.siting.make_suggestion(area, "veldregister", sites=sites, only=True, surface=False)
    document = written(area, again, bare.lang, top=2).document
    assert html_of(document) == html_of(bare.document)
    assert pdf_of(document) == pdf_of(bare.document)


def test_a_dossier_has_all_its_sections(dossier: Dossier) -> None:
    asks = 1  # the questions to the owners are a part of a section
    assert len(dossier.seen.sections) == len(SECTIONS) + asks
    links = [one for tag, one in dossier.seen.tags if tag == "a"]
    assert len(links) == len(SECTIONS) - len(("answer", "seat"))


def test_the_first_page_answers_in_three_sentences_and_a_map(dossier: Dossier) -> None:
    summary, *rest = dossier.document.blocks
    assert isinstance(summary, Summary)
    assert [name for name, _ in summary.points] == [
        dossier.words.say(f"dossier.answer.{name}") for name in ("who", "why", "next")
    ]
    for _, text in summary.points:
        assert text.endswith(".")
        assert not re.search(r"[.?!] [A-Z]", text)  # one sentence
    at = next(at for at, one in enumerate(rest) if isinstance(one, Picture))
    assert not any(isinstance(one, Heading) for one in rest[:at])
    first = dossier.found.sites["name"].to_dict()[dossier.found.verdict.first]
    assert first in summary.points[0][1]
    questions = dossier.found.screen["questions"].to_dict()[dossier.found.verdict.first]
    assert (str(len(questions)) in summary.points[2][1]) == (len(questions) > 1)


def test_who_made_it_stands_at_its_head(bare: Dossier) -> None:
    words = bare.words
    plain = html_of(bare.document)
    draft = words.say("title_block.draft")
    assert f"<dt>{words.say('title_block.status')}</dt><dd>{draft}</dd>" in plain
    assert "logo" not in [one.get("class") for _, one in bare.seen.tags]
    block = TitleBlock(author="A. <b>", organisation="B & C", status="final", date="2026-11-27")
    document = dossier_of(bare.area, bare.found, words, bare.reach, block=block)
    page = html_of(document)
    assert "<dd>A. &lt;b&gt;</dd>" in page
    assert "<dd>B &amp; C</dd>" in page
    assert draft not in page[: page.index("<main>") + 600]
    assert (document.author, document.date, document.status) == ("A. <b>", "2026-11-27", "final")
    assert bare.document.author == bare.document.date == ""


def test_what_is_not_in_the_language_says_so(both: dict[str, Dossier]) -> None:
    dutch, english = (html_of(both[lang].document) for lang in ("nl", "en"))
    assert '<span lang="en">' in dutch
    assert "<span lang" not in english


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_nothing_is_joined_to_a_question_or_a_full_stop(
    both: dict[str, Dossier], lang: str
) -> None:
    said = " ".join(both[lang].seen.sections.values())
    assert not re.findall(r"[?.!];", said)
    assert not re.findall(r"\d[.,]\d{3} (?:punt|point)", said)


def test_files_of_a_user_are_named_with_their_digest(bare: Dossier) -> None:
    own = {"mine.toml": "0" * 64}
    document = dossier_of(bare.area, bare.found, bare.words, bare.reach, own_files=own)
    assert f"mine.toml: SHA-256 {'0' * 64}" in html_of(document)
    assert "SHA-256" not in html_of(bare.document)
