"""The places of a sentence, and how each is filled.

A place is ``{name}`` or ``{name:how}``; more than one way may follow another, as in
``{minutes:g+and}``: each minute in its shortest form, then a list. A literal brace
is doubled. The ways:

====================  ==========================================================
``n n1 n2 n3``        number with so many decimals, and signs between thousands
``s s1 s2 s3``        the same with a plus before what is more than nought
``km2``               land in km²: whole from 10, below it so that two figures are known
``mb``                size in MB, in the same way
``g``                 number in its shortest form
``p p1 pg``           share in per cent: whole, one decimal, shortest form
``date``              date or ISO text in words
``quoted``            text in quotes, as Python writes it
``cap low``           large or small first letter
``and or``            list with that word before the last
``comma semi``        list with that sign between
``space lines``       list with a space or a line's end between
``numbered``          list as (1) a; (2) b
``count``             how many a list holds
====================  ==========================================================
"""

from __future__ import annotations

import datetime as dt
import functools
import string
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, SupportsFloat, SupportsIndex

from drenthe_geo.words import numbers

if TYPE_CHECKING:
    from collections.abc import Callable


class Place(NamedTuple):
    """A piece of plain text, and the place after it, if there is one.

    Parameters
    ----------
    before : str
        The text.
    name : str or None
        Name of the place.
    ways : tuple of str
        How it is filled, one after the other.
    """

    before: str
    name: str | None
    ways: tuple[str, ...]


def _text(value: object, lang: str) -> str:
    """Write a value whose place says no way."""
    if isinstance(value, str):
        return value
    if numbers.is_missing(value):
        return numbers.MISSING
    if isinstance(value, dt.date):
        return numbers.date(value, lang)
    if isinstance(value, SupportsFloat) and not isinstance(value, SupportsIndex):
        return numbers.shortest(value, lang)
    return str(value)


def _date(value: object, lang: str) -> str:
    if not isinstance(value, (str, dt.date)):
        msg = f"{value!r} is not a date"
        raise TypeError(msg)
    return numbers.date(value, lang)


def _cap(value: object, lang: str) -> str:
    text = _text(value, lang)
    return text[:1].upper() + text[1:]


def _low(value: object, lang: str) -> str:
    text = _text(value, lang)
    return text[:1].lower() + text[1:]


def _fixed(decimals: int, *, signed: bool) -> Callable[[object, str], str]:
    return lambda value, lang: numbers.number(value, lang, decimals, signed=signed)


def _share(decimals: int | None) -> Callable[[object, str], str]:
    return lambda value, lang: numbers.percent(value, lang, decimals)


def _joined(sign: str) -> Callable[[list[str], str], str]:
    return lambda items, _lang: sign.join(items)


def _numbered(items: list[str], _lang: str) -> str:
    return "; ".join(f"({n}) {item}" for n, item in enumerate(items, start=1))


ONE: dict[str, Callable[[object, str], str]] = {
    **{"n" + (str(n) if n else ""): _fixed(n, signed=False) for n in range(4)},
    **{"s" + (str(n) if n else ""): _fixed(n, signed=True) for n in range(4)},
    "km2": numbers.land_km2,
    "mb": numbers.land_km2,
    "g": numbers.shortest,
    "p": _share(0),
    "p1": _share(1),
    "pg": _share(None),
    "date": _date,
    "quoted": lambda value, _lang: repr(str(value)),
    "cap": _cap,
    "low": _low,
}
"""Ways to write one value; of a list, each."""

MANY: dict[str, Callable[[list[str], str], str]] = {
    "and": lambda items, lang: numbers.listed(items, lang, "and"),
    "or": lambda items, lang: numbers.listed(items, lang, "or"),
    "comma": _joined(", "),
    "semi": _joined("; "),
    "space": _joined(" "),
    "lines": _joined("\n"),
    "numbered": _numbered,
    "count": lambda items, lang: numbers.number(len(items), lang),
}
"""Ways to write a list."""


@functools.cache
def parsed(sentence: str) -> tuple[Place, ...]:
    """Split a sentence at its places."""
    pieces = []
    for before, name, way, conversion in string.Formatter().parse(sentence):
        ways = tuple(way.split("+")) if way else ()
        wrong = [one for one in ways if one not in ONE and one not in MANY]
        if wrong or conversion or (name is not None and not name.replace(".", "_").isidentifier()):
            msg = f"{sentence!r}: no place is written as {name!r} {way or conversion!r}"
            raise LookupError(msg)
        pieces.append(Place(before, name, ways))
    return tuple(pieces)


def is_list(value: object) -> bool:
    """Tell whether a value is a list of things to say."""
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping))


def filled(value: object, ways: tuple[str, ...], lang: str) -> str:
    """Write a value as its place asks."""
    for way in ways:
        if way in MANY:
            if not isinstance(value, Iterable) or isinstance(value, str):
                msg = f"{value!r} is not a list"
                raise TypeError(msg)
            value = MANY[way]([_text(item, lang) for item in value], lang)
        elif isinstance(value, Iterable) and not isinstance(value, str):
            value = [ONE[way](item, lang) for item in value]
        else:
            value = ONE[way](value, lang)
    if is_list(value):
        msg = f"{value!r} is a list, and its place says not how to write it"
        raise TypeError(msg)
    return _text(value, lang)
