"""The tables of the languages say the same things, each in its own words."""

from __future__ import annotations

import tomllib

import pytest
from drenthe import DRENTHE
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.words.slots import Place, parsed
from drenthe_geo.words.table import BY, LANGUAGES, Entry, flat, words_of

ENGLISH = words_of("en").entries
LISTS = {"and", "or", "comma", "semi"}


def sentences(entry: Entry) -> dict[str, str]:
    """Give the forms of an entry by name; a plain sentence is the other."""
    return (
        {"other": entry} if isinstance(entry, str) else {k: v for k, v in entry.items() if k != BY}
    )


def places(sentence: str) -> set[tuple[str, tuple[str, ...]]]:
    """Give the places of a sentence; how a list is joined, and large letters, are free."""
    return {_same(place) for place in parsed(sentence) if place.name is not None}


def _same(place: Place) -> tuple[str, tuple[str, ...]]:
    ways = tuple("list" if way in LISTS else way for way in place.ways if way not in {"cap", "low"})
    return str(place.name), ways


def own_words(area: dg.Area, lang: str) -> dict[str, Entry]:
    """Read the words of an area."""
    path = area.folder / f"words.{lang}.toml"
    return flat(tomllib.loads(path.read_text(encoding="utf-8")))


def test_there_are_two_languages() -> None:
    assert LANGUAGES == ("en", "nl")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_the_same_keys_in_the_same_order(lang: str) -> None:
    assert list(words_of(lang).entries) == list(ENGLISH)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_has_the_same_places(lang: str) -> None:
    different = []
    for key, entry in words_of(lang).entries.items():
        here, there = sentences(entry), sentences(ENGLISH[key])
        if places(here["other"]) != places(there["other"]):
            different.append(key)
    assert not different


@pytest.mark.parametrize("lang", LANGUAGES)
def test_forms_are_one_and_other_and_ask_for_nothing_more(lang: str) -> None:
    for key, entry in words_of(lang).entries.items():
        if isinstance(entry, str):
            continue
        english = ENGLISH[key]
        assert set(entry) == {BY, "one", "other"}, key
        assert isinstance(english, dict), key
        assert entry[BY] == english[BY], key
        names = {name for name, _ in places(entry["other"])} | {entry[BY]}
        assert {name for name, _ in places(entry["one"])} <= names, key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_are_tidy(lang: str) -> None:
    for key, entry in words_of(lang).entries.items():
        for text in sentences(entry).values():
            assert text, key
            assert "  " not in text, key
            assert text == text.rstrip(" "), key


@pytest.mark.parametrize("area", [DRENTHE, VELDLAND], ids=lambda area: area.name)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_area_s_words_have_keys_and_places_of_the_general_ones(area: dg.Area, lang: str) -> None:
    own, general = own_words(area, lang), words_of(lang).entries
    assert list(own) == list(own_words(area, "en"))
    assert set(own) <= set(general)
    for key, entry in own.items():
        assert area.words(lang).entries[key] == entry
        # What it says may name the area's things itself, where the general words ask for them.
        ours, theirs = (places(sentences(one)["other"]) for one in (entry, general[key]))
        assert _but_of_area(ours) == _but_of_area(theirs), key


def _but_of_area(found: set[tuple[str, tuple[str, ...]]]) -> set[tuple[str, tuple[str, ...]]]:
    return {one for one in found if not one[0].startswith("area.")}
