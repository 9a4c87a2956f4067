"""Cells of files that people open: no formula, no sign that steers, words in place of codes."""

from __future__ import annotations

import datetime as dt
import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from drenthe_geo.words.signs import without_steering

if TYPE_CHECKING:
    from drenthe_geo.io.out.columns import Heading
    from drenthe_geo.words.table import Words

APOSTROPHE = "'"
"""Before a text that a spreadsheet would take for a formula, as OWASP advises."""

STARTS = r"=+@\-\uff1d\uff0b\uff20\uff0d\ufe66\ufe62\ufe6b\ufe63\u2212"
"""Signs that begin a formula, the wide and the small ones and the true minus too."""

FORMULA = re.compile(rf"[\t\r\n]|[\s\0-\x1f\u200b-\u200f\ufeff'\"]*[{STARTS}]")
"""What a cell of text may not begin with: a sign of a formula, also after blanks and quotes."""

INSIDE = re.compile(rf"([;,\t\r\n\"]\s*)(?=[{STARTS}])")
"""Where a program that takes another sign for the end of a cell would see such a beginning."""


PLAIN = frozenset({str, int, float})
"""Types of cells that stay what they are."""


@lru_cache(maxsize=2**12)  # most texts of a table stand in it often
def escaped(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula."""
    text = without_steering(text)
    text = INSIDE.sub(rf"\1{APOSTROPHE}", text)
    return f"{APOSTROPHE}{text}" if FORMULA.match(text) else text


def is_blank(value: object) -> bool:
    """Tell whether a cell holds nothing: missing, not finite, or an empty text."""
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    if isinstance(value, (float, np.floating)):
        return not math.isfinite(value)
    return isinstance(value, str) and not value


def as_value(value: object) -> bool | int | float | str | dt.date | None:
    """Turn a cell into one of the few types that files know; nothing where it is blank."""
    if is_blank(value):
        return None
    if type(value) in PLAIN or isinstance(value, dt.date):  # times of a day are dates too
        return cast("float | str | dt.date", value)
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value)
    return str(value)


def worded(value: bool | str, heading: Heading, words: Words) -> str:  # noqa: FBT001 - a cell
    """Say a cell of text, or one of yes and no, in the language of the reader."""
    if isinstance(value, bool):
        return words.say(f"out.value.{'yes' if value else 'no'}")
    return heading.word_of(value, words)


def is_text(column: pd.Series) -> bool:
    """Tell whether a column may hold text."""
    return str(column.dtype) in {"object", "str", "string", "category"}
