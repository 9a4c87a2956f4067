"""Numbers, dates, lists and plurals are written as Babel writes them."""

from __future__ import annotations

import datetime as dt

import pytest
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, get_decimal_symbol
from hypothesis import given
from hypothesis import strategies as st

from drenthe_geo.words import numbers
from drenthe_geo.words.table import LANGUAGES

pytestmark = [pytest.mark.peers, pytest.mark.parametrize("lang", LANGUAGES)]


def locale_of(lang: str) -> Locale:
    """Ours has "a, b and c" and "1 December", as in Britain."""
    return Locale.parse({"en": "en_GB"}.get(lang, lang))


@given(value=st.decimals(-(10**10), 10**10, places=4), decimals=st.integers(0, 4))
def test_numbers(lang: str, value: object, decimals: int) -> None:
    exact = numbers._exact(float(str(value)), decimals)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    theirs = format_decimal(exact, format=pattern, locale=locale_of(lang))
    assert numbers.number(float(str(value)), lang, decimals) == theirs


@given(value=st.floats(-1e6, 1e6, allow_nan=False))
def test_shortest_numbers_have_the_sign_of_the_language(lang: str, value: float) -> None:
    assert get_decimal_symbol(locale_of(lang)) == numbers.forms_of(lang).decimal
    theirs = numbers.shortest(value, lang).replace(numbers.forms_of(lang).decimal, ".")
    assert float(theirs) == float(f"{value:g}")


@given(day=st.dates(dt.date(1900, 1, 1), dt.date(2999, 12, 31)))
def test_dates(lang: str, day: dt.date) -> None:
    locale = locale_of(lang)
    assert numbers.date(day, lang) == format_date(day, "long", locale)
    month = format_skeleton("yMMMM", day, locale=locale)
    assert numbers.date(day.isoformat()[:7], lang) == month


@given(items=st.lists(st.text("abc ,", min_size=1), max_size=5))
def test_lists(lang: str, items: list[str]) -> None:
    assert numbers.listed(items, lang) == format_list(items, "standard", locale_of(lang))
    assert numbers.listed(items, lang, "or") == format_list(items, "or", locale_of(lang))


@given(whole=st.integers(-3, 3) | st.integers() | st.floats(-1e3, 1e3))
def test_plurals(lang: str, whole: float) -> None:
    if isinstance(whole, float) and whole.is_integer():
        whole = int(whole)
    theirs = locale_of(lang).plural_form(whole)
    assert ("one" if numbers.is_one(whole, lang) else "other") == theirs
