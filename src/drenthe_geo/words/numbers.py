"""Numbers, dates and lists as readers of a language write them."""

from __future__ import annotations

import datetime as dt
import functools
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, SupportsFloat, cast

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, get_decimal_symbol

if TYPE_CHECKING:
    from collections.abc import Iterable

MISSING = "–"
"""Stands where a number is missing."""

LOCALES = {"en": "en_GB"}
"""Where a language is written in more than one way: ours has "a, b and c" and "1 December"."""

PERCENT = {"nl": " %"}
"""The sign where it is not close to the number."""

YEAR, YEAR_MONTH = 4, 7  # lengths of ISO texts


@functools.cache
def locale_of(lang: str) -> Locale:
    """Find what Babel knows of a language."""
    return Locale.parse(LOCALES.get(lang, lang))


def is_missing(value: object) -> bool:
    """Tell whether a value is None, NaN, or another value that says it is missing."""
    if value is None:
        return True
    try:
        return bool(value != value)  # noqa: PLR0124 - NaN and its kin differ from themselves
    except (TypeError, ValueError):  # pandas.NA will not say, and an array cannot
        return True


def _float(value: object) -> float:
    """Read a number; what is missing or without bound is NaN."""
    if is_missing(value):
        return math.nan
    if isinstance(value, str) or not isinstance(value, SupportsFloat):
        msg = f"{value!r} is not a number"
        raise TypeError(msg)
    number = float(value)
    return number if math.isfinite(number) else math.nan


def _exact(value: float, decimals: int) -> Decimal:
    """Round once, in the same way for every language; no minus before nought."""
    rounded = Decimal(f"{value:.{decimals}f}")
    return rounded or abs(rounded)


def number(value: object, lang: str, decimals: int = 0, *, signed: bool = False) -> str:
    """Write a number with a fixed number of decimals.

    Missing is an en dash, as in all below.
    """
    as_float = _float(value)
    if math.isnan(as_float):
        return MISSING
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    exact = _exact(as_float, decimals)
    plus = "+" if signed and exact > 0 else ""
    return plus + format_decimal(exact, format=pattern, locale=locale_of(lang))


def shortest(value: object, lang: str) -> str:
    """Write a number in its shortest form of up to six digits, without thousands signs."""
    as_float = _float(value)
    if math.isnan(as_float):
        return MISSING
    text = f"{Decimal(f'{as_float + 0.0:g}'):f}"  # without an exponent
    return text.replace(".", get_decimal_symbol(locale_of(lang)))


def percent(share: object, lang: str, decimals: int | None = 0) -> str:
    """Write a share in per cent."""
    as_float = _float(share)
    if math.isnan(as_float):
        return MISSING
    hundred = 100 * as_float
    text = shortest(hundred, lang) if decimals is None else number(hundred, lang, decimals)
    return text + PERCENT.get(lang, "%")


def listed(items: Iterable[str], lang: str, how: Literal["and", "or"] = "and") -> str:
    """Write words as a list."""
    style = cast("Literal['standard', 'or']", {"and": "standard", "or": "or"}[how])
    return format_list(list(items), style, locale_of(lang))


def date(value: dt.date | str, lang: str) -> str:
    """Write a date, or what there is of it."""
    text = value if isinstance(value, str) else value.isoformat()
    if len(text) <= YEAR:
        return text
    locale = locale_of(lang)
    if len(text) == YEAR_MONTH:
        return format_skeleton("yMMMM", dt.date.fromisoformat(f"{text}-01"), locale=locale)
    return format_date(dt.date.fromisoformat(text[:10]), "long", locale)
