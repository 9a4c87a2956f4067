"""Numbers as people type them: decimal commas, thousands points, blanks between thousands."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BLANKS = str.maketrans("", "", "\u00a0\u2009\u202f ")
"""Blanks that stand between thousands: of a typewriter, thin ones, and those that do not break."""

PLAIN = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?", re.IGNORECASE)

BLANK_GROUPS = re.compile(r"[+-]?\d{1,3}([ \u00a0\u2009\u202f'\u2019]\d{3})+([.,]\d+)?")

SIGN_GROUPS = {
    ".": re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?"),
    ",": re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?"),
}

UNSURE = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}")
"""May be a thousand and more, or less than a thousand with three decimals."""

OTHER = {".": ",", ",": "."}


@dataclass(frozen=True)
class Signs:
    """What the numbers of a file show of the signs they use."""

    decimal: frozenset[str]
    thousands: frozenset[str]

    def is_decimal(self, sign: str) -> bool | None:
        """Tell what a sign before three digits is; None where the numbers do not show it."""
        as_decimal = sign in self.decimal or OTHER[sign] in self.thousands
        as_thousands = sign in self.thousands or OTHER[sign] in self.decimal
        return None if as_decimal == as_thousands else as_decimal


def signs_of(cells: Iterable[object], *, whole: bool = False) -> Signs:
    """Learn from numbers which sign stands before decimals and which between thousands.

    Parameters
    ----------
    cells : iterable of object
        The cells of all columns that were typed alike.
    whole : bool
        Whether none of them can have decimals.

    Returns
    -------
    Signs
        What they show.

    Examples
    --------
    >>> signs_of(["1.234,5", "2.345"]).is_decimal(".")
    False
    >>> signs_of(["2.345"]).is_decimal(".") is None
    True
    """
    decimal, thousands = set(), set()
    for cell in cells:
        text = _text(cell)
        if text is None:
            continue
        unsure = UNSURE.fullmatch(text)
        if unsure:
            if whole and not text.endswith("000"):
                thousands.add(unsure[1])
            continue
        for sign, groups in SIGN_GROUPS.items():
            if groups.fullmatch(text):
                thousands.add(sign)
                break
        else:
            last = max(text.rfind("."), text.rfind(","))
            if last >= 0 and (PLAIN.fullmatch(text) or BLANK_GROUPS.fullmatch(text)):
                decimal.add(text[last])
    return Signs(frozenset(decimal), frozenset(thousands))


def number_of(cell: object, signs: Signs) -> float | None:
    """Read one number; NaN where it is none, None where it may be two things.

    Parameters
    ----------
    cell : object
        A number, or text.
    signs : Signs
        What the numbers beside it show.

    Returns
    -------
    float or None
        The number.

    Examples
    --------
    >>> known = signs_of(["6,57"])
    >>> number_of("1.234", known), number_of("52,99", known), number_of("239 500,5", known)
    (1234.0, 52.99, 239500.5)
    >>> number_of("about 3", known)
    nan
    """
    text = _text(cell)
    if text is None:
        return float(cell) if isinstance(cell, (int, float)) else math.nan
    unsure = UNSURE.fullmatch(text)
    if unsure:
        is_decimal = signs.is_decimal(unsure[1])
        bare = text.replace(unsure[1], "." if is_decimal else "")
        return None if is_decimal is None else float(bare)
    for sign, groups in SIGN_GROUPS.items():
        if groups.fullmatch(text):
            text = text.replace(sign, "")
    if BLANK_GROUPS.fullmatch(text):
        text = text.translate(BLANKS).replace("'", "").replace("\u2019", "")
    return float(text.replace(",", ".")) if PLAIN.fullmatch(text) else math.nan


def read_numbers(cells: Sequence[object], *, whole: bool = False) -> list[float | None]:
    """Read a column of numbers as people type them; see `number_of`.

    Parameters
    ----------
    cells : sequence of object
        Its cells.
    whole : bool
        Whether none of them can have decimals.

    Returns
    -------
    list of float or None
        The numbers.

    Examples
    --------
    >>> read_numbers(["1.000", "2.345"], whole=True), read_numbers(["1.000"], whole=True)
    ([1000.0, 2345.0], [None])
    """
    signs = signs_of(cells, whole=whole)
    return [number_of(cell, signs) for cell in cells]


def _text(cell: object) -> str | None:
    """Give the text of a cell that is text."""
    return cell.strip().replace("\u2212", "-") if isinstance(cell, str) else None
