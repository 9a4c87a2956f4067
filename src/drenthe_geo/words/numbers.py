"""Numbers, dates and lists as readers of a language write them."""

from __future__ import annotations

import datetime as dt
import functools
import math
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, SupportsFloat

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

MISSING = "–"
"""Stands where a number is missing."""

YEAR, YEAR_MONTH = 4, 7  # lengths of ISO texts


@dataclass(frozen=True)
class Forms:
    """How a language writes numbers, dates and lists: the keys ``forms`` of its table."""

    decimal: str
    thousands: str
    # After the number.
    percent: str
    # Whole numbers with which a sentence takes its form ``one``.
    ones: str
    # Of the last two of a list.
    listed_and: str
    listed_or: str
    # Twelve names, with blanks between; a date of a day, and of a month alone.
    months: str
    date: str
    month: str


@functools.cache
def forms_of(lang: str) -> Forms:
    """Read how a language writes numbers, dates and lists."""
    from drenthe_geo.words.table import words_of  # noqa: PLC0415 - it fills places by these

    entries = words_of(lang).entries
    return Forms(**{one.name: str(entries[f"forms.{one.name}"]) for one in fields(Forms)})


def is_one(whole: float, lang: str) -> bool:
    """Tell whether a number takes the form ``one`` of a sentence."""
    return str(abs(whole)) in forms_of(lang).ones.split()


def is_missing(value: object) -> bool:
    """Tell whether a value is None, NaN, or another value that says it is missing."""
    if value is None:
        return True
    try:
        return bool(value != value)  # noqa: PLR0124 - NaN and its kin differ from themselves
    except (TypeError, ValueError):  # pandas.NA will not say, and an array cannot
        return True


def name_of(points: pd.DataFrame, one: object) -> str:
    """Name a point: by its id where it has no name."""
    name = points["name"].to_dict().get(one) if "name" in points else None
    return str(one if name is None or is_missing(name) else name)


def or_dash(name: object) -> str:
    """Give a name; a dash where there is none, such as a gemeente outside the area.

    >>> or_dash("Heide"), or_dash(float("nan")), or_dash("")
    ('Heide', '–', '–')
    """
    return "–" if is_missing(name) or not name else str(name)


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
    exact = _exact(as_float, decimals)
    plus = "+" if signed and exact > 0 else ""
    forms = forms_of(lang)
    signs = str.maketrans({",": forms.thousands, ".": forms.decimal})
    return plus + f"{exact:,.{decimals}f}".translate(signs)


WHOLE_KM2, MOST_KM2_DECIMALS = 10, 3
"""Land of so many km² is written whole; less has more decimals, up to a square of some 30 m."""


def land_km2(value: object, lang: str) -> str:
    """Write land in km², with two figures where it is small: 0.3 km² is not 0.

    >>> [land_km2(value, "en") for value in (1234.5, 10.4, 9.87, 0.31, 0.012, 0.0)]
    ['1,234', '10', '9.9', '0.31', '0.012', '0']
    """
    km2 = abs(_float(value))
    decimals, below = 0, float(WHOLE_KM2)
    while 0 < km2 < below and decimals < MOST_KM2_DECIMALS:
        decimals, below = decimals + 1, below / 10
    return number(value, lang, decimals)


def shortest(value: object, lang: str) -> str:
    """Write a number in its shortest form of up to six digits, without thousands signs."""
    as_float = _float(value)
    if math.isnan(as_float):
        return MISSING
    text = f"{Decimal(f'{as_float + 0.0:g}'):f}"  # without an exponent
    return text.replace(".", forms_of(lang).decimal)


def percent(share: object, lang: str, decimals: int | None = 0) -> str:
    """Write a share in per cent."""
    as_float = _float(share)
    if math.isnan(as_float):
        return MISSING
    hundred = 100 * as_float
    text = shortest(hundred, lang) if decimals is None else number(hundred, lang, decimals)
    return text + forms_of(lang).percent


def listed(items: Iterable[str], lang: str, how: Literal["and", "or"] = "and") -> str:
    """Write words as a list."""
    words, forms = list(items), forms_of(lang)
    if len(words) <= 1:
        return "".join(words)
    last = {"and": forms.listed_and, "or": forms.listed_or}[how]
    return ", ".join(words[:-1]) + f" {last} {words[-1]}"


def date(value: dt.date | str, lang: str) -> str:
    """Write a date, or what there is of it."""
    text = value if isinstance(value, str) else value.isoformat()
    if len(text) <= YEAR:
        return text
    forms, is_month = forms_of(lang), len(text) == YEAR_MONTH
    day = dt.date.fromisoformat(f"{text}-01" if is_month else text[:10])
    parts = {"month": forms.months.split()[day.month - 1], "year": f"{day.year}"}
    return (forms.month if is_month else forms.date).format(day=day.day, **parts)
