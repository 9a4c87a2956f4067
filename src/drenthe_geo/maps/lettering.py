"""Lines of text: how wide they are, where they break, and how many columns a legend has."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags

from drenthe_geo.io.drawing import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PT_PER_IN = 72.0

LEGEND_PT = 9.5

LINE_EM, NEXT_EM, HINTED = 1.1, 1.3, 1.03
"""Height of a line of text as matplotlib sets it, and of each further one, in sizes of letters; and
how much wider letters are at most where they are fitted to pixels."""

FIXED_POINT = 65_536
"""What FreeType calls one."""

SURE_WORD, SURE_SIGNS, MOST_SIGNS, MOST_LINES = 60, 200, 400, 12
"""What is longer is never set whole: a word, a name, and what stands above or below a map."""

MANY_WORDS = 8
"""Words between which the end of a line is looked for by halves; of fewer, one by one."""

HANDLE_EM, COLUMN_EM = 2.6, 1.4
"""Room in a legend for a sign with its gap, and between two columns, in letters."""

LEAST_LAST = 0.3
"""A last line that fills less of its width looks like a word left over: lines are evened out."""

EVEN_STEPS = 6
"""Halvings with which the narrowest width is looked for that takes no more lines."""


def text_in(text: str, size_pt: float, weight: str = "normal") -> float:
    """Measure the width of a line of text, in inches: its letters one after the other."""
    return sum(_advance(sign, weight) for sign in text) * size_pt / PT_PER_IN


def block_in(text: str, size_pt: float, weight: str = "normal") -> tuple[float, float]:
    """Say how wide and high a text of one or more lines is at most on a page, in inches."""
    lines = text.split("\n")
    wide = max(text_in(line, size_pt, weight) for line in lines) * HINTED
    return wide, (LINE_EM + (len(lines) - 1) * NEXT_EM) * size_pt / PT_PER_IN


@functools.cache
def _advance(sign: str, weight: str) -> float:
    """Measure how much a letter moves the next one, in sizes of the letters.

    To have matplotlib set whole texts takes milliseconds each; a page measures hundreds.
    """
    font = get_font(findfont(FontProperties(weight=weight)))
    font.set_size(PT_PER_IN, PT_PER_IN)
    glyph = font.load_char(ord(sign), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / FIXED_POINT / PT_PER_IN


def cut_to(text: str, size_pt: float, width_in: float, weight: str = "normal") -> str:
    """Cut a name that is wider than its place, with a sign that it goes on."""
    text = printable(text)
    if len(text) <= SURE_SIGNS and text_in(text, size_pt, weight) <= width_in:
        return text
    fits, fails = 0, min(len(text), MOST_SIGNS) + 1
    while fails - fits > 1:
        middle = (fits + fails) // 2
        said = text if middle >= len(text) else f"{text[:middle].rstrip()}…"
        if text_in(said, size_pt, weight) <= width_in:
            fits = middle
        else:
            fails = middle
    return text if fits >= len(text) else f"{text[:fits].rstrip()}…"


def wrapped(text: str, size_pt: float, width_in: float) -> list[str]:
    """Break a text into lines that fit; a single word may be longer, but no word is endless."""
    words = [
        word if len(word) <= SURE_WORD else cut_to(word, size_pt, width_in)
        for word in printable(text).split(" ")
    ]
    lines: list[str] = []
    start, signs = 0, 0.0
    while start < len(words):
        end = _fitting(words, start, signs, lambda line: text_in(line, size_pt) <= width_in)
        lines.append(" ".join(words[start:end]))
        start, signs = end, max(map(len, lines))
    if len(lines) > MOST_LINES:  # a name of hundreds of words is no caption
        lines[MOST_LINES - 1 :] = [cut_to(f"{lines[MOST_LINES - 1]} …", size_pt, width_in)]
    return lines


def evened(text: str, size_pt: float, width_in: float) -> list[str]:
    """Break a text into lines that fit, and even them out where a word or two would be left over.

    >>> evened("one two three", 10.0, 0.8)
    ['one two', 'three']
    """
    lines = wrapped(text, size_pt, width_in)
    if len(lines) < 2 or text_in(lines[-1], size_pt) >= LEAST_LAST * width_in:  # noqa: PLR2004
        return lines
    narrow, wide = width_in / 2, width_in
    for _ in range(EVEN_STEPS):
        middle = (narrow + wide) / 2
        tried = wrapped(text, size_pt, middle)
        if len(tried) > len(lines):
            narrow = middle
        else:
            wide, lines = middle, tried
    return lines


def _fitting(words: Sequence[str], start: int, signs: float, fits: Callable[[str], bool]) -> int:
    """Find up to which word a line goes: at least one; about so many signs are tried first."""
    fit, fail = start + 1, len(words) + 1
    # A text is measured with all its letters, so it is measured as seldom as can be.
    ends = np.cumsum([len(word) + 1 for word in words[start:]])
    tried = start + max(int(np.searchsorted(ends, signs)), 1) if signs else (fit + fail) // 2
    while fail - fit > 1:
        tried = min(max(tried, fit + 1), fail - 1)
        if fits(" ".join(words[start:tried])):
            fit, tried = tried, tried + 1
        else:
            fail, tried = tried, tried - 1
        if fail - fit > MANY_WORDS:
            tried = (fit + fail) // 2
    return fit


def columns_of(labels: Sequence[str], width_in: float, size_pt: float = LEGEND_PT) -> int:
    """Choose how many columns a legend has, so that its rows fill the width and fit."""
    em = size_pt / PT_PER_IN
    widths = [text_in(label, size_pt) + HANDLE_EM * em for label in labels]
    for rows in range(1, len(labels) + 1):
        columns = math.ceil(len(labels) / rows)
        parts = _columns(widths, columns)
        if sum(max(part) for part in parts) + (len(parts) - 1) * COLUMN_EM * em <= width_in:
            return columns
    return 1


def _columns(widths: Sequence[float], columns: int) -> list[Sequence[float]]:
    """Fill columns as matplotlib does: one after the other, the first ones longer."""
    rows, longer = divmod(len(widths), columns)
    parts, start = [], 0
    for number in range(columns):
        end = start + rows + (number < longer)
        parts.append(widths[start:end])
        start = end
    return [part for part in parts if len(part)]
