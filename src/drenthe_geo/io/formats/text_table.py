"""CSV as spreadsheets write it: any separator, with or without a mark of its encoding."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from drenthe_geo.errors import FileError
from drenthe_geo.io.formats.cells import Cells, cells_of
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from pathlib import Path

SEPARATORS = ";\t|,"

SEP_LINE = re.compile(r'"?sep=(?P<sign>.)"?', re.IGNORECASE)

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

WINDOWS_SIGNS = frozenset("€‚„…‘’“”•–—™ ¡£§©«°²³·¹»¼½¾¿´")
"""What Dutch text in Windows-1252 holds beside letters; anything else is another encoding."""


def read_text_table(path: Path) -> Cells:
    """Read a CSV file: its headings and rows as they were typed."""
    text, is_windows = _decoded(path)
    if "\0" in text:
        raise FileError("io.nul", file=path.name)
    lines = text.lstrip("\ufeff").splitlines(keepends=True)
    while lines and not lines[0].strip():
        lines.pop(0)
    told = SEP_LINE.fullmatch(lines[0].strip("\r\n")) if lines else None
    if told:
        lines.pop(0)
    while lines and not lines[0].strip():
        lines.pop(0)
    if not lines:
        raise FileError("io.not_what_it_says", file=path.name, kind="CSV")
    rows = _rows(lines, told["sign"] if told else _separator(lines), path)
    table = cells_of(rows[0], rows[1:])
    if is_windows:
        table.notices.append(Message("io.is_windows", file=path.name))
    return table


def _decoded(path: Path) -> tuple[str, bool]:
    """Decode a file: as it is marked, as UTF-8, or as Windows-1252 where it plainly is that."""
    raw = path.read_bytes()
    encoding = next((name for mark, name in MARKS if raw.startswith(mark)), "utf-8")
    try:
        return raw.decode(encoding), False
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            try:
                text = raw.decode("cp1252")
            except UnicodeDecodeError:
                text = "\0"
            if all(_is_windows(sign) for sign in set(text)):
                return text, True
        raise FileError("io.not_utf8", file=path.name) from error


def _is_windows(sign: str) -> bool:
    """Tell whether a sign is one of Dutch text: plain, a letter with an accent, or a known one."""
    is_plain = sign.isascii() and (sign.isprintable() or sign in "\t\r\n")
    is_letter = "À" <= sign <= "ÿ" and sign not in "×÷"
    return is_plain or is_letter or sign in WINDOWS_SIGNS


def _separator(lines: list[str]) -> str:
    """Tell the separator by the headings: that which parts them into most cells."""
    counts = {}
    for sign in SEPARATORS:
        try:
            counts[sign] = len(next(csv.reader(lines, delimiter=sign)))
        except (csv.Error, StopIteration):
            counts[sign] = 0
    return max(SEPARATORS, key=lambda sign: counts[sign])


def _rows(lines: list[str], separator: str, path: Path) -> list[list[str]]:
    """Take lines apart; blank ones are no rows."""
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend([cell.strip() for cell in row] for row in reader if row)
    except csv.Error as error:
        raise FileError("io.bad_quotes", file=path.name, row=len(rows)) from error
    return rows
