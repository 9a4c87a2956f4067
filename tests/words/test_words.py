"""How sentences are said: values in places, numbers, plurals, messages within messages."""

from __future__ import annotations

import datetime as dt
import math
import pickle
import tomllib

import numpy as np
import pandas as pd
import pytest
from drenthe import DRENTHE
from hypothesis import given
from hypothesis import strategies as st

from drenthe_geo.errors import ArgumentError
from drenthe_geo.words.message import Message, Texts
from drenthe_geo.words.numbers import number, percent
from drenthe_geo.words.slots import MANY, ONE, parsed
from drenthe_geo.words.table import LANGUAGES, Words, flat, words_of

OWN = {
    "try": {
        "one": "{value}",
        "plural": {"by": "rows", "one": "{rows:n} row", "other": "{rows:n} rows"},
        "nested": "{what} of {parts:and}",
        "lists": "{what:cap}: {parts:numbered}.",
        "braces": "{{{value}}}",
    }
}


def said(way: str, value: object, lang: str = "en") -> str:
    return Words(lang, {"k": f"{{value:{way}}}" if way else "{value}"}).say("k", value=value)


SAID = [
    ("n", 168693.4, "168.693", "168,693"),
    ("n", -0.2, "0", "0"),
    ("n", 2.5, "2", "2"),
    ("n1", 1234.25, "1.234,2", "1,234.2"),
    ("n2", 0.005, "0,01", "0.01"),
    ("n3", 0.0625, "0,062", "0.062"),
    ("km2", 168693.4, "168.693", "168,693"),
    ("km2", 0.31, "0,31", "0.31"),
    ("s", 12, "+12", "+12"),
    ("s1", -1.25, "-1,2", "-1.2"),
    ("s2", 0.001, "0,00", "0.00"),
    ("s3", 0.12, "+0,120", "+0.120"),
    ("g", 30.0, "30", "30"),
    ("g", 2.5, "2,5", "2.5"),
    ("g", 1e7, "10000000", "10000000"),
    ("p", 0.256, "26 %", "26%"),
    ("p1", 0.2564, "25,6 %", "25.6%"),
    ("pg", 0.125, "12,5 %", "12.5%"),
    ("date", "2021-12-01", "1 december 2021", "1 December 2021"),
    ("date", "2021-12", "december 2021", "December 2021"),
    ("date", "2021", "2021", "2021"),
    ("mb", 0.0103, "0,010", "0.010"),
    ("date", "2026-11-23T00:00:00Z", "23 november 2026", "23 November 2026"),
    ("date", dt.date(2024, 5, 3), "3 mei 2024", "3 May 2024"),
    ("quoted", "it's", '"it\'s"', '"it\'s"'),
    ("cap", "een", "Een", "Een"),
    ("low", "Een", "een", "een"),
    ("and", ["a", "b", "c"], "a, b en c", "a, b and c"),
    ("or", ["a", "b", "c"], "a, b of c", "a, b or c"),
    ("and", [], "", ""),
    ("comma", ["a", "b"], "a, b", "a, b"),
    ("semi", ["a", "b"], "a; b", "a; b"),
    ("space", ["A.", "B."], "A. B.", "A. B."),
    ("lines", ["a", "b"], "a\nb", "a\nb"),
    ("numbered", ["a", "b"], "(1) a; (2) b", "(1) a; (2) b"),
    ("count", ["a"] * 1200, "1.200", "1,200"),
    ("g+and", [5, 7.5, 10.0], "5, 7,5 en 10", "5, 7.5 and 10"),
    ("quoted+or+cap", ["a", "b"], "'a' of 'b'", "'a' or 'b'"),
    ("", 2026, "2026", "2026"),
    ("", 0.5, "0,5", "0.5"),
    ("", np.float32(0.5), "0,5", "0.5"),
    ("", np.int64(1200), "1200", "1200"),
    ("", "text", "text", "text"),
    ("", dt.date(2024, 5, 3), "3 mei 2024", "3 May 2024"),
    ("", None, "–", "–"),
]


@pytest.mark.parametrize(("way", "value", "dutch", "english"), SAID)
def test_each_way_in_both_languages(way: str, value: object, dutch: str, english: str) -> None:
    assert (said(way, value, "nl"), said(way, value, "en")) == (dutch, english)


def test_every_way_is_tried() -> None:
    assert {way for ways, *_ in SAID for way in ways.split("+") if way} == set(ONE) | set(MANY)


@pytest.mark.parametrize("way", ["", "n", "n1", "s2", "g", "p", "pg"])
@pytest.mark.parametrize("value", [None, math.nan, np.float64("nan"), pd.NA, pd.NaT, math.inf])
def test_missing_numbers_are_a_dash(way: str, value: object) -> None:
    assert said(way, value) == "–"


@pytest.mark.parametrize("value", [np.int64(1234), np.float32(1234.0), pd.Series([1234])[0]])
def test_numbers_of_numpy_are_numbers(value: object) -> None:
    assert said("n", value, "nl") == "1.234"


@given(value=st.floats(-1e12, 1e12), decimals=st.integers(0, 3))
def test_a_number_reads_back_and_is_rounded_once(value: float, decimals: int) -> None:
    dutch, english = (number(value, lang, decimals) for lang in ("nl", "en"))
    assert dutch.translate(str.maketrans(",.", ".,")) == english
    assert float(english.replace(",", "")) == float(f"{value:.{decimals}f}")
    assert not english.startswith("-") or float(english.replace(",", "")) < 0


@given(share=st.floats(0, 1))
def test_per_cent_reads_back(share: float) -> None:
    read = float(percent(share, "nl", 1).removesuffix(" %").replace(",", "."))
    assert read == pytest.approx(100 * share, abs=0.05 + 1e-9)


PLAIN = st.one_of(st.integers(), st.text(st.characters(exclude_characters="{}")), st.none())


@given(value=st.one_of(PLAIN, st.lists(PLAIN)), way=st.sampled_from(["", *ONE, *MANY]))
def test_saying_leaves_no_brace(value: object, way: str) -> None:
    try:
        text = said(way, value)
    except (TypeError, ValueError):  # a text is no number or date, a list needs its way
        return
    assert not set("{}") & set(text)


@given(text=st.text())
def test_text_with_braces_is_no_template(text: str) -> None:
    assert words_of("en", OWN).say("try.one", value=text) == text


def test_doubled_braces_are_braces() -> None:
    assert words_of("en", OWN).say("try.braces", value=1) == "{1}"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("rows", "text"),
    [(1, "1 row"), (0, "0 rows"), (2, "2 rows"), (1.0, "1 row"), (np.int64(1), "1 row")],
)
def test_the_number_decides_the_form(lang: str, rows: object, text: str) -> None:
    assert words_of(lang, OWN).say("try.plural", rows=rows) == text


def test_a_list_decides_by_its_length() -> None:
    problems = ["no rows", "no columns"]
    say = words_of("en").say
    assert say("schema.problems", what="it", problems=problems[:1]) == "it: no rows."
    assert say("schema.problems", what="it", problems=problems) == (
        "it has 2 problems: (1) no rows; (2) no columns."
    )


def test_messages_within_messages_are_said_in_the_same_language() -> None:
    message = Message(
        "try.nested", what=Message("noun.layer"), parts=[Message("noun.mode"), "x", "y"]
    )
    said_by = {lang: words_of(lang, OWN).say(message) for lang in LANGUAGES}
    assert said_by == {"en": "layer of mode, x and y", "nl": "laag of vervoerwijze, x en y"}
    over = Message("try.lists", what=Message("noun.layer"), parts=(message, message))
    assert words_of("nl", OWN).say(over).startswith("Laag: (1) laag of vervoerwijze, x en y; (2)")


def test_values_given_when_saying_come_first() -> None:
    message = Message("try.one", value=1)
    assert words_of("en", OWN).say(message, value=2) == "2"


def test_messages_are_keys_and_can_be_pickled() -> None:
    message = Message("a.b", names=["x", "y"], inner=Message("c.d", n=1))
    assert pickle.loads(pickle.dumps(message)) == message  # noqa: S301 - our own bytes
    assert {message: 1}[Message("a.b", names=("x", "y"), inner=Message("c.d", n=1))] == 1
    assert Message("a.b", key="k").values == {"key": "k"}  # noqa: PD011 - no frame


def test_missing_keys_and_places_are_named() -> None:
    words = words_of("en", OWN)
    with pytest.raises(KeyError, match=r"'try\.none' in 'en'"):
        words.say("try.none")
    with pytest.raises(KeyError, match=r"'try\.one' in 'en'.*'value'"):
        words.say("try.one")
    with pytest.raises(KeyError, match=r"'try\.plural' in 'en'.*'rows'"):
        words.say("try.plural")
    with pytest.raises(KeyError, match="nothing_here"):
        words.group("nothing_here")


def test_values_that_do_not_fit_are_named() -> None:
    with pytest.raises(TypeError, match=r"'try\.one', place 'value'.*list"):
        words_of("en", OWN).say("try.one", value=["a"])
    for way, value in (("n", "12"), ("and", "ab"), ("date", 12)):
        with pytest.raises(TypeError, match="is not a"):
            said(way, value)


@pytest.mark.parametrize("sentence", ["{x:odd}", "{x!r}", "{}", "{x:n+odd}"])
def test_places_are_written_as_they_must(sentence: str) -> None:
    with pytest.raises(LookupError, match="no place is written as"):
        parsed(sentence)


def test_an_area_s_words_lie_over_the_general_ones() -> None:
    general, own = words_of("nl"), DRENTHE.words()
    assert own.lang == "nl"
    assert own.say("area.of_area") == "van Drenthe"
    assert general.say("area.of_area") == "van het gebied"
    assert own.say("noun.layer") == general.say("noun.layer")
    assert DRENTHE.words("en").group("area")["abroad"] == "Germany"
    assert DRENTHE.words() is own


def test_an_area_refuses_a_language_it_is_not_described_in() -> None:
    with pytest.raises(ArgumentError, match=r"^unknown language 'de': Choices: nl, en\.$"):
        DRENTHE.words("de")
    with pytest.raises(LookupError, match="no words in 'de'; there are en, nl"):
        words_of("de")


def test_reading_words_opens_no_table() -> None:
    fresh = DRENTHE.fresh()
    fresh.words("en").say("area.name")
    assert not fresh.opened


def test_a_table_of_words_has_sentences_alone() -> None:
    with pytest.raises(TypeError, match=r"'a\.b': 3 is no sentence"):
        flat(tomllib.loads("[a]\nb = 3"))


def test_texts_of_the_data_are_said_alone_and_in_a_list() -> None:
    ways = [Texts(en="road", nl="weg"), Texts(en="rail", nl="spoor")]
    words = {lang: Words(lang, {"one": "{ways}", "all": "{ways:and}"}) for lang in ("en", "nl")}
    assert [words[lang].say("one", ways=ways[0]) for lang in words] == ["road", "weg"]
    assert [words[lang].say("all", ways=ways) for lang in words] == [
        "road and rail",
        "weg en spoor",
    ]


def test_what_reads_the_same_is_said_once_in_its_first_place() -> None:
    words = Words(
        "en", {"car": "Mind the ice.", "bicycle": "Mind the ice.", "walk": "Mind {what}."}
    )
    notes = [Message("car"), Message("walk", what="gaps"), Message("bicycle")]
    notes += [Message("walk", what="the ice"), Message("walk", what="gaps")]
    assert words.say_each(notes) == ["Mind the ice.", "Mind gaps."]
    assert words.say_each([]) == []
