"""Errors keep what is wrong in no language, and say it in any."""

from __future__ import annotations

import pickle
import re

import pytest

from drenthe_geo import errors
from drenthe_geo.area.gazetteer import unknown_name
from drenthe_geo.errors import DrentheGeoError, LayerError, unknown_choice
from drenthe_geo.words.message import Message
from drenthe_geo.words.table import words_of

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, DrentheGeoError)
]


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_is_said_in_english_and_in_any_language(kind: type[DrentheGeoError]) -> None:
    error = kind("choice.hint", name="from")
    assert error.message == Message("choice.hint", name="from")
    assert str(error) == " did you mean 'from'?"
    assert error.args == (str(error),)
    assert error.sentence(words_of("nl")) == " Bedoelde u 'from'?"
    assert str(kind(error.message)) == str(error)


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_can_be_pickled(kind: type[DrentheGeoError]) -> None:
    error = kind("noun.kind_of", service="rvo")
    back = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(back) is kind
    assert (back.message, str(back)) == (error.message, str(error))


@pytest.mark.parametrize("what", ["no.such", "x.gpkg: a sentence is no key."])
def test_a_key_that_does_not_exist_is_noticed_where_it_is_raised(what: str) -> None:
    with pytest.raises(KeyError, match=f"no sentence '{re.escape(what)}'"):
        LayerError(what)


@pytest.mark.parametrize(
    ("what", "english", "dutch"),
    [
        ("layer", "layer", "laag"),
        ("mode of access", "mode of access", "vervoerwijze naar het station"),
        (Message("noun.kind_of", service="rvo"), "kind of 'rvo'", "soort van 'rvo'"),
        ("road_class in edit 1", "road_class in edit 1", "road_class in edit 1"),
    ],
)
def test_an_unknown_choice_is_said_with_its_noun(
    what: str | Message, english: str, dutch: str
) -> None:
    error = unknown_choice(what, "Rod", ["road", "rail"])
    assert str(error) == f"unknown {english} 'Rod': did you mean 'road'? Choices: road, rail."
    assert error.sentence(words_of("nl")) == (
        f"'Rod' is geen {dutch}. Bedoelde u 'road'? Keuze uit: road, rail."
    )


def test_a_choice_out_of_nothing_says_that_there_is_none() -> None:
    for error in (unknown_choice("site", "qq", iter(())), unknown_name("qq", (), "site", ())):
        assert str(error) == "unknown site 'qq': there is none to choose from."
        assert error.sentence(words_of("nl")) == (
            "'qq' is geen locatie; er is er geen om uit te kiezen."
        )


def test_an_unknown_choice_far_from_all_gives_no_hint() -> None:
    error = unknown_choice("layer", "qq", iter(["road", "rail"]))
    assert str(error) == "unknown layer 'qq': Choices: road, rail."


def test_several_problems_are_numbered() -> None:
    problems = [Message("choice.hint", name="a"), Message("choice.hint", name="b")]
    error = LayerError("schema.problems", what="layer 'places' from x", problems=problems)
    assert str(error) == (
        "layer 'places' from x has 2 problems: (1)  did you mean 'a'?; (2)  did you mean 'b'?."
    )
