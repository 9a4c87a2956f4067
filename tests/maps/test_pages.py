# mypy: disable-error-code="no-untyped-call"
"""Every page: words in the language asked, a legend of what is drawn, and nothing covered."""

from __future__ import annotations

import itertools
import re

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from pages import PAGES, boxes, inks, legend_of, page, texts
from veldland import VELDLAND

from drenthe_geo.style import table as style
from drenthe_geo.style.minutes import MINUTE_INKS
from drenthe_geo.words.table import words_of

LANGS = ("nl", "en")
EVERY = [pytest.param(name, lang, id=f"{name}-{lang}") for name in PAGES for lang in LANGS]
MAPS = [one for one in EVERY if one.values[0] != "scores"]

GROUND = {
    style.LAND, style.OWN_LAND, style.OWN_EDGE, style.FRAME, style.INK, "#ffffff", "#000000",
    *(tint.lower() for tint in style.TINTS),
}  # fmt: skip
"""Inks that no legend explains: land, white, and the tints of land named on the map."""


def own_words(lang: str) -> set[str]:
    """Words of the sentences of maps in one language that those of no other have."""
    found = {
        one: {
            word
            for key, entry in words_of(one).entries.items()
            if key.startswith("maps.")
            for text in ([entry] if isinstance(entry, str) else [entry["one"], entry["other"]])
            for word in re.findall(r"[a-z]{2,}", re.sub(r"\{.*?\}", " ", text).lower())
        }
        for one in LANGS
    }
    (other,) = set(LANGS) - {lang}
    return found[lang] - found[other]


def names() -> set[str]:
    """Words of the names in the area's tables, and those of the area itself."""
    tables = ("stations", "sites", "gemeenten", "place_names")
    said = [str(name) for table in tables for name in VELDLAND.layer(table)["name"]]
    said += ["Loket Zuid", "RD New", "Anders", "Otherwise", "south only", "heidedorp hourly"]
    said += VELDLAND.words().group("area").values()
    return {word for text in said for word in re.findall(r"[a-z]{2,}", text.lower())}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_as_much_in_each_language(name: str) -> None:
    dutch, english = page(name, "nl"), page(name, "en")
    for one, other in zip(dutch.axes, english.axes, strict=True):
        assert len(one.texts) == len(other.texts) > 0 or name.startswith(("catchments", "before"))
        assert len(one.get_xticklabels()) == len(other.get_xticklabels())
    assert len(legend_of(dutch)) == len(legend_of(english)) > 3
    assert list(legend_of(dutch).values()) == list(legend_of(english).values())
    sentences = [
        len(re.findall(r"\w[.?]( |$)", " ".join(text.get_text() for text in figure.texts)))
        for figure in (dutch, english)
    ]
    assert sentences[0] == sentences[1]


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_a_page_has_no_word_of_another_language(name: str, lang: str) -> None:
    (other,) = set(LANGS) - {lang}
    said = " ".join(texts(page(name, lang))).lower()
    written = set(re.findall(r"[a-z]{2,}", said)) - names()
    assert len(written & own_words(lang)) > 1
    assert not written & own_words(other)


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_numbers_are_written_as_in_the_language(name: str, lang: str) -> None:
    said = " ".join(texts(page(name, lang)))
    dutch, english = r"\d\.\d{3}\b|\d,\d{1,2}\b", r"\d,\d{3}\b|\d\.\d{1,2}\b"
    wrong = english if lang == "nl" else dutch
    assert re.findall(wrong, said) == []
    assert re.findall(dutch if lang == "nl" else english, said) or name.startswith("reach")


@pytest.mark.parametrize(("name", "lang"), MAPS)
def test_the_legend_shows_what_is_drawn_and_nothing_else(name: str, lang: str) -> None:
    figure = page(name, lang)
    drawn, explained = inks(figure), set(legend_of(figure).values())
    assert explained <= drawn | {style.OWN_LAND}
    known = {one.color.lower() for one in style.STYLES.values()}
    known |= {*MINUTE_INKS.values(), *style.BEYOND_INKS, *style.GAIN_INKS}
    assert (drawn & known) - GROUND <= explained
    assert len(explained) > 4


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_nothing_stands_over_the_edge_or_over_anything_else(name: str, lang: str) -> None:
    figure = page(name, lang)
    renderer = FigureCanvasAgg(figure).get_renderer()
    outside = [item.get_window_extent(renderer) for item in (*figure.texts, *figure.legends)]
    maps = [box for ax in figure.axes if (box := ax.get_tightbbox(renderer)) is not None]
    assert len(maps) == len(figure.axes)
    for box in (*outside, *maps):
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= figure.bbox.x1
        assert box.y1 <= figure.bbox.y1
    for one, other in itertools.combinations([*outside, *(box.padded(-2) for box in maps)], 2):
        assert not one.overlaps(other)


@pytest.mark.parametrize(("name", "lang"), MAPS)
def test_no_two_names_or_numbers_cover_each_other(name: str, lang: str) -> None:
    figure = page(name, lang)
    found = boxes(figure)
    assert len(found) >= 3
    for (text, box), (other, taken) in itertools.combinations(found, 2):
        assert not box.overlaps(taken), (text, other)


@pytest.mark.parametrize(("name", "lang"), MAPS)
def test_axes_have_no_names_or_ticks(name: str, lang: str) -> None:
    for ax in page(name, lang).axes:
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("", "")
        assert len(ax.get_xticks()) == len(ax.get_yticks()) == 0


@pytest.mark.parametrize(("name", "lang"), MAPS)
def test_a_page_says_from_what_it_was_made(name: str, lang: str) -> None:
    said = " ".join(text.get_text() for text in page(name, lang).texts)
    credit = {"nl": ("Bronnen: CBS.", "eigen bestanden van de gebruiker: eigen.csv."),
              "en": ("Sources: CBS.", "the user's own files: own.csv.")}[lang]  # fmt: skip
    assert all(words in said for words in (*credit, "RD New (EPSG:28992)"))


def test_every_style_has_its_words_and_every_legend_word_its_style() -> None:
    words = VELDLAND.words("en")
    scales = {"within", "between", "beyond", "faster_between", "faster_more", "score_between"}
    scales |= {"asked_within", "asked_between", "too_far", "too_far_between"}
    keys = {key for key in words.entries if key.startswith("maps.legend.")}
    assert {key.removeprefix("maps.legend.") for key in keys} == set(style.STYLES) | scales
