"""A dossier says the same in every language, and holds no words of another."""

from __future__ import annotations

import re
from dataclasses import replace

from dossiers import LANGUAGES, Dossier

import drenthe_geo as dg
from drenthe_geo.dossier import terms
from drenthe_geo.siting.kept.suggestion import Suggestion
from drenthe_geo.siting.model import PILLARS

NOT_DUTCH = (
    "the|and|with|without|within|walk|assumption|robust|leaning|justice|governance|security|"
    "before|against|stands|first|range|limit|people|minutes|known|outside|nowhere|counted|"
    "weights?|measures?|candidate|becomes|mostly|scale|source|pillar|jobs|homes|yes|no"
)
NOT_ENGLISH = (
    "aanname|het|een|voor|niet|lopen|mensen|wordt|zonder|thema|marge|tegen|staat|locaties|"
    "gewicht|grens|onbekend|robuust|neigend|justitie|bestuur|eerste|bron|pijler|ja|nee|maar"
)


def test_a_dossier_holds_no_words_of_the_other_language(dossier: Dossier, bare: Dossier) -> None:
    words = NOT_DUTCH if dossier.lang == "nl" else NOT_ENGLISH
    for one in (dossier, bare):
        last = list(one.seen.sections)[-1]
        assert last == ("Bronnen" if one.lang == "nl" else "Sources")
        for heading, said in one.seen.sections.items():
            if heading == last:  # titles of sources are quoted as they are
                continue
            assert re.findall(rf"\b({words})\b", said.lower()) == [], heading


def test_both_languages_have_the_same_sections_and_tables(
    both: dict[str, Dossier], bares: dict[str, Dossier]
) -> None:
    for dutch, english in ((both["nl"], both["en"]), (bares["nl"], bares["en"])):
        assert len(dutch.seen.sections) == len(english.seen.sections) > 7
        shapes = [
            [[len(row) for row in table] for table in one.seen.tables] for one in (dutch, english)
        ]
        assert shapes[0] == shapes[1]
        kinds = [[type(block) for block in one.document.blocks] for one in (dutch, english)]
        assert kinds[0] == kinds[1]
        scales = zip(dutch.seen.tables[-2][1:], english.seen.tables[-2][1:], strict=True)
        for one, other in scales:
            assert one[0] != other[0]
            assert one[-1].startswith("aanname: ")
            assert other[-1].startswith("assumption: ")


def test_every_theme_unit_verdict_pillar_and_role_has_a_word(
    area: dg.Area, found: Suggestion
) -> None:
    assert {one.pillar for one in found.siting.criteria.values()} == set(PILLARS)
    siting, dutch, english = found.siting, area.words("nl"), area.words("en")
    same = {theme for theme in siting.themes if terms.theme(dutch, theme) == theme}
    assert same == {"water"}
    assert len({terms.theme(dutch, theme) for theme in siting.themes}) == len(siting.themes) > 10
    units = {one.unit: one for one in siting.criteria.values()}
    assert set(units) == {"min", "people", "sites", "yes/no", "1,000 euro"}
    for unit, criterion in units.items():
        euro = "× €1,000" if unit == "1,000 euro" else unit
        assert terms.unit(english, criterion) == euro
        assert (terms.unit(dutch, criterion) == unit) == (unit == "min")
    verdicts = {"robust", "robust_to_weights", "toss_up", "leaning", "open"}
    for words in (dutch, english):
        assert set(words.group("dossier.verdict")) == verdicts
        assert set(words.group("dossier.meaning")) == verdicts
        assert {*PILLARS, "own"} == set(words.group("dossier.pillar"))
        assert set(words.group("dossier.role")) == {"candidate", "present_seat", "own"}


def test_what_has_no_word_is_called_as_in_the_tables(area: dg.Area, found: Suggestion) -> None:
    criterion = replace(found.siting.criteria["exit_car_min"], unit="parsec")
    for lang in LANGUAGES:
        assert terms.theme(area.words(lang), "alchemy") == "alchemy"
        assert terms.unit(area.words(lang), criterion) == "parsec"


MEASURES = [
    ("region_match", 1.0, "ja", "yes"),
    ("region_match", 0.0, "nee", "no"),
    ("workers_car", 123_456.0, "123.500", "123,500"),
    ("workers_car", 49.0, "0", "0"),
    ("station_walk_min", 12.4, "12", "12"),
    ("station_walk_min", -0.0, "0", "0"),
    ("workers_car", 1_234_600.0, "1.234.600", "1,234,600"),
    ("exit_car_min", float("nan"), "onbekend", "not known"),
    ("exit_car_min", float("inf"), "onbekend", "not known"),
]


def test_measures_are_written_with_their_meaning(area: dg.Area, found: Suggestion) -> None:
    for name, value, dutch, english in MEASURES:
        criterion = found.siting.criteria[name]
        assert terms.measure(area.words("nl"), criterion, value) == dutch
        assert terms.measure(area.words("en"), criterion, value) == english


def test_scales_are_written_with_their_unit(area: dg.Area, found: Suggestion) -> None:
    criteria = found.siting.criteria
    for name, dutch, english in (
        ("exit_car_min", "25 → 3 min", "25 → 3 min"),
        ("workers_car", "0 → 75.000 mensen", "0 → 75,000 people"),
        ("region_match", "nee → ja", "no → yes"),
        ("dwelling_value_keur", "350 → 200 × € 1.000", "350 → 200 × €1,000"),
    ):
        assert terms.scale(area.words("nl"), criteria[name], criteria[name].scale) == dutch
        assert terms.scale(area.words("en"), criteria[name], criteria[name].scale) == english
