"""The card of a result, in a language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from drenthe_geo.area.area import Area
from drenthe_geo.cards.contents import contents_of
from drenthe_geo.cards.face import Card
from drenthe_geo.cards.pictures import picture_of
from drenthe_geo.contracts.shown import ASKED_OF
from drenthe_geo.words.message import Message
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from drenthe_geo.words.table import Words

MOST_SENTENCES = 4


def card(result: object, lang: str = "en") -> Card:
    """Show what a result says at one glance; a notebook shows it without being asked.

    Parameters
    ----------
    result : object
        An answer, or any result of this package.
    lang : str
        The language.

    Returns
    -------
    Card
        Title, figures with units, warnings, what to go on with, data and a small map.

    Examples
    --------
    >>> shown = card(dg.ask_times(area, "sites"))
    >>> shown.title, shown.figures[0]
    ('Minutes between points', ('from points', '6'))
    """
    area = area_of(result)
    words = words_for(area, lang)
    told = contents_of(result)
    return Card(
        title=_said(words, told.title),
        figures=tuple((_said(words, one), _said(words, value)) for one, value in told.figures),
        sentences=tuple(words.say_each(told.sentences)[:MOST_SENTENCES]),
        warned=words.say("cards.warnings", count=len(told.warnings)),
        warnings=tuple(words.say_each(told.warnings)),
        onward=words.say("cards.onward"),
        names=tuple((name, _size(result, name)) for name in told.names),
        data="" if area is None else _data(area, words),
        picture=picture_of(result, area, words),
    )


def area_of(result: object) -> Area | None:
    """Find the area that a result was asked of, if it knows."""
    if isinstance(result, Area):
        return result
    known: Any = vars(result).get("area", vars(result).get(ASKED_OF))
    return known if isinstance(known, Area) else None


def words_for(area: Area | None, lang: str) -> Words:
    """Give the words of an area in a language, or the general ones of who knows no area."""
    return words_of(lang) if area is None or lang not in area.facts.languages else area.words(lang)


def _said(words: Words, what: Message | str) -> str:
    return what if isinstance(what, str) else words.say(what)


def _data(area: Area, words: Words) -> str:
    credit = area.attribution(words)
    named = {"area": Message("area.name"), "date": area.date[:10]}
    if credit:
        return words.say("cards.data", credit=credit, **named)
    return words.say("cards.data_of", **named)


def _size(result: Any, name: str) -> str:  # noqa: ANN401 - results of any kind
    """Say how large a table is, if it is there already: nothing is computed for a card."""
    head, _, rest = name.partition("[")
    held: Any = result
    for part in head.split("."):
        held = vars(held).get(part) if hasattr(held, "__dict__") else None
    for key in rest.replace("]", "").replace("[", " ").replace("'", "").split():
        held = held.get(key) if isinstance(held, Mapping) else None
    if isinstance(held, (pd.DataFrame, pd.Series)):
        return " × ".join(map(str, held.shape))
    return ""
