"""A workbook of an answer: a guide, a sheet per table, and a legend of every column.

Texts are written as texts, so that nothing in it is a formula or a link.
"""

from __future__ import annotations

import datetime as dt
import errno
import re
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from drenthe_geo.io.out.cells import as_value, worded
from drenthe_geo.io.out.columns import KINDS, headings_of
from drenthe_geo.io.out.content import Sheet
from drenthe_geo.io.out.guide import guide_of, legend_of
from drenthe_geo.io.writers import why_not_written
from drenthe_geo.units import WHOLE_IN_FLOAT64
from drenthe_geo.words.signs import without_steering

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from drenthe_geo.io.out.columns import Heading
    from drenthe_geo.io.out.content import Content
    from drenthe_geo.words.table import Words

    Cell = bool | int | float | str | dt.date | None

MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - stands for no time: equal answers, equal bytes
MOST_SIGNS = 32_767
"""Signs that a cell can hold."""
NAME_SIGNS = 31
"""Signs that the name of a sheet can have."""
RESERVED = "history"
NARROWEST, WIDEST, WRAPPED = 8, 60, 45
"""Widths of columns in signs; cells of longer texts take several lines."""
LINE_POINTS, HIGHEST = 13.5, 400
"""Height of a line of text, and of the highest row, which a program draws no higher than 409."""
FILLED = 1.05
"""Signs of a text to a sign of width: most are narrower than a figure, but words are not cut."""
ON_PAPER, SCALE_PERCENT = 260, 70
"""Width in signs that one still reads on a page; wider tables go to several."""
LOOKED_AT = 500
"""Rows from which the width of a column follows."""
HEAD_SIGNS = 16
"""Signs of a heading on one line."""
BLUE, PALE, GREY = "#1F4E79", "#DDE8F3", "#BFBFBF"
SIZE, TITLE_SIZE = 10, 16
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Book:
    """A workbook that is being written, and the looks of its cells."""

    def __init__(self, path: Path, words: Words) -> None:
        """Begin a file; what it needs meanwhile stands beside it."""
        options = {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "constant_memory": True,
            "tmpdir": str(path.parent),
        }
        self.words = words
        self.file: Workbook = xlsxwriter.Workbook(str(path), options)
        self.file.set_properties({"created": MADE, "author": "drenthe-geo"})
        self.cut = 0
        self._looks: dict[tuple[tuple[str, object], ...], Any] = {}
        self._names: set[str] = {RESERVED}

    def look(self, **how: object) -> Any:  # noqa: ANN401 - a format of XlsxWriter
        """Give the look of a cell; each is made once."""
        key = tuple(how.items())
        if key not in self._looks:
            base = {"font_name": "Calibri", "font_size": SIZE, "valign": "top"}
            self._looks[key] = self.file.add_format({**base, **how})
        return self._looks[key]

    def sheet(self, wanted: str) -> Worksheet:
        """Add a sheet that prints on wide paper, its headings on every page."""
        made = self.file.add_worksheet(self.free_name(wanted))
        made.set_landscape()
        made.set_paper(9)  # A4
        made.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        made.set_footer("&L&8&F - &A&R&8&P / &N")
        return made

    def free_name(self, wanted: str) -> str:
        """Make a name that a sheet may have and none has: short, without the signs of paths."""
        plain = re.sub(r"[\[\]:*?/\\]", " ", without_steering(wanted)).strip(" '") or "-"
        name, number = plain[:NAME_SIGNS].strip(" '"), 2
        while name.casefold() in self._names:
            tail = f" ({number})"
            name, number = plain[: NAME_SIGNS - len(tail)].strip(" '") + tail, number + 1
        self._names.add(name.casefold())
        return name

    def text(self, sheet: Worksheet, row: int, column: int, text: str, look: object) -> None:
        """Write a text as it is, and one that is too long cut, which is said at its end."""
        safe = without_steering(text)
        if len(safe) > MOST_SIGNS:
            self.cut += 1
            end = self.words.say("out.cut")
            safe = safe[: MOST_SIGNS - len(end)] + end
        sheet.write_string(row, column, safe, look)


def write_workbook(content: Content, path: Path) -> None:
    """Write the tables of an answer as one workbook."""
    book = Book(path, content.words)
    try:
        _fill(book, content)
        book.file.close()
    except XlsxWriterException as error:  # a full disk, say
        raise OSError(errno.EIO, why_not_written(path, error)) from error


def _fill(book: Book, content: Content) -> None:
    """Write the sheets: the guide first, though what it says is known last."""
    words = content.words
    front = book.sheet(words.say("out.guide.name"))
    names: dict[str, str] = {}
    columns: dict[str, list[Heading]] = {}
    for table, view in content.sheets.items():
        headings = headings_of(table, view.table.columns, words, view.columns)
        sheet = book.sheet(content.of_table(table, "name"))
        names[table], columns[sheet.name] = sheet.name, headings
        write_table(book, sheet, view, headings, content.decimals)
    for table, frame in content.tables.items():
        headings = content.headings(table)
        sheet = book.sheet(content.of_table(table, "name"))
        names[table], columns[sheet.name] = sheet.name, headings
        write_table(book, sheet, Sheet(frame), headings, content.decimals)
    _write_legend(book, columns)
    _write_guide(book, front, content, names)


def write_table(
    book: Book, sheet: Worksheet, view: Sheet, headings: Sequence[Heading], decimals: int
) -> None:
    """Write a table: headings that stay in sight, filters, numbers as numbers."""
    columns: list[list[Cell]] = [
        _cells(view.table.iloc[:, number], heading, book.words, decimals)
        for number, heading in enumerate(headings)
    ]
    widths = [_width(one, cells) for one, cells in zip(headings, columns, strict=True)]
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    _write_heads(book, sheet, [one.head for one in headings], widths)
    kept = _kept(headings)
    sheet.freeze_panes(1, kept)
    if headings:
        sheet.autofilter(0, 0, max(len(view.table), 1), len(headings) - 1)
    wraps = [width >= WRAPPED for width in widths]
    if sum(widths) <= ON_PAPER:
        sheet.fit_to_pages(1, 0)
    else:  # on several pages, each with what its rows are about
        sheet.set_print_scale(SCALE_PERCENT)
        sheet.repeat_columns(0, kept - 1)
    for row, cells in enumerate(zip(*columns, strict=True)):
        taken = zip(cells, widths, wraps, strict=True)
        _give_room(sheet, row + 1, [(one, width) for one, width, wrap in taken if wrap])
        for number, value in enumerate(cells):
            shown = headings[number].kind.shown
            if headings[number].kind is KINDS["row"]:
                shown = KINDS[view.row_kinds[row]].shown
            _write_cell(book, sheet, (row + 1, number), value, shown, wrap=wraps[number])


def _give_room(sheet: Worksheet, row: int, cells: Iterable[tuple[Cell, float]]) -> None:
    """Make a row as high as its longest text takes lines: not every program does so by itself."""
    lines = max(
        (_text_lines(one, width) for one, width in cells if isinstance(one, str)), default=1
    )
    if lines > 1:
        sheet.set_row(row, min(LINE_POINTS * lines + 1, HIGHEST))


def _text_lines(text: str, width: float) -> int:
    """Count the lines of a text in a column."""
    room = max(int(width * FILLED), 1)
    return sum(max(1, -(-len(line) // room)) for line in text.split("\n"))


def _write_cell(
    book: Book, sheet: Worksheet, place: tuple[int, int], value: Cell, shown: str, *, wrap: bool
) -> None:
    if value is None:
        return
    if isinstance(value, dt.date):
        sheet.write_datetime(*place, value, book.look(num_format="yyyy-mm-dd", align="left"))
    elif isinstance(value, str):
        book.text(
            sheet, *place, value, book.look(text_wrap=wrap, num_format="@", align="left", indent=1)
        )
    elif abs(value) > WHOLE_IN_FLOAT64:
        book.text(sheet, *place, str(value), book.look(num_format="@"))
    else:
        sheet.write_number(*place, value, book.look(num_format=shown))


def _write_heads(
    book: Book, sheet: Worksheet, heads: Iterable[str], widths: Sequence[float]
) -> None:
    look = book.look(
        bold=True, font_color="white", bg_color=BLUE, text_wrap=True, valign="vcenter", border=1,
        border_color=GREY,
    )  # fmt: skip
    said = list(heads)
    lines = [_lines(head, width) for head, width in zip(said, widths, strict=True)]
    sheet.set_row(0, 14 * max(lines, default=1) + 4)
    for number, head in enumerate(said):
        book.text(sheet, 0, number, head, look)
    sheet.repeat_rows(0)


def _lines(head: str, width: float) -> int:
    """Count the lines that a heading takes, the button of its filter beside it."""
    lines, room = 1, 0.0
    for word in head.split():
        if room and room + 1 + len(word) * 1.1 > width - 2:
            lines, room = lines + 1, 0.0
        room += (1 if room else 0) + len(word) * 1.1
    return lines


def _kept(headings: Sequence[Heading]) -> int:
    """Count the columns that stay in sight: up to the name of what a row is about."""
    for number, one in enumerate(headings[:3]):
        if one.name == "name" or one.name.endswith("_name"):
            return number + 1
    return 1


def _cells(column: pd.Series, heading: Heading, words: Words, decimals: int) -> list[Cell]:
    """Turn a column into cells: codes in words, no more decimals than the CSV file has."""
    plain = [as_value(value) for value in column.tolist()]
    texts = [one for one in plain if one is not None]
    if texts and all(isinstance(one, str) and _is_date(one) for one in texts):
        return [None if one is None else dt.date.fromisoformat(str(one)) for one in plain]
    return [
        worded(one, heading, words)
        if isinstance(one, (bool, str))
        else round(one, decimals) if isinstance(one, float) else one
        for one in plain
    ]  # fmt: skip


def _is_date(text: str) -> bool:
    if not ISO_DATE.fullmatch(text):
        return False
    try:
        return dt.date.fromisoformat(text).year >= 1900  # noqa: PLR2004 - where spreadsheets begin
    except ValueError:
        return False


def _width(heading: Heading, cells: Sequence[Cell]) -> float:
    """Give a column room for its numbers and words; long texts take several lines."""
    shown = [_signs(one, heading) for one in cells[:LOOKED_AT] if one is not None]
    longest = max((len(word) for word in heading.head.split()), default=0)
    head = max(longest * 1.15 + 3, min(len(heading.head), HEAD_SIGNS), len(heading.head) / 3 + 4)
    widest = max(shown, default=0)
    body = WRAPPED if widest > WIDEST else widest + 1.5
    return min(max(NARROWEST, head, body), WIDEST)


def _signs(value: Cell, heading: Heading) -> int:
    if isinstance(value, str):
        return max(map(len, value.split("\n")))
    if isinstance(value, dt.date):
        return 10
    return len(f"{value:,.2f}") if "." in heading.kind.shown else len(f"{value:,.0f}")


def _write_legend(book: Book, columns: Mapping[str, list[Heading]]) -> None:
    """Write what every column is."""
    words = book.words
    sheet = book.sheet(words.say("out.legend"))
    heads = list(words.group("out.legend_heads").values())
    widths = (24, 34, 80, 16, 34)
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    _write_heads(book, sheet, heads, widths)
    sheet.freeze_panes(1, 2)
    rows = legend_of(columns)
    sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    sheet.fit_to_pages(1, 0)
    for number, row in enumerate(rows, start=1):
        _give_room(sheet, number, zip(row, widths, strict=True))
        for column, text in enumerate(row):
            if text:
                book.text(sheet, number, column, text, book.look(text_wrap=True))


def _write_guide(book: Book, sheet: Worksheet, content: Content, names: Mapping[str, str]) -> None:
    """Write the first sheet."""
    labels, texts = 30, 110
    sheet.set_column(0, 0, labels)
    sheet.set_column(1, 1, texts)
    sheet.fit_to_pages(1, 0)
    looks = {
        0: book.look(bold=True, font_size=TITLE_SIZE, font_color=BLUE, valign="vcenter"),
        1: book.look(bold=True, bg_color=PALE, font_color=BLUE),
        2: book.look(text_wrap=True),
    }
    for row, line in enumerate(guide_of(content, names, book.cut)):
        if line.level == 0:
            sheet.set_row(row, 26)
        else:
            _give_room(sheet, row, [(line.label, labels), (line.text, texts)])
        if line.label:
            book.text(sheet, row, 0, line.label, looks[line.level])
        if line.text and _is_date(line.text):
            day = dt.datetime.fromisoformat(line.text)
            sheet.write_datetime(row, 1, day, book.look(num_format="yyyy-mm-dd", align="left"))
        elif line.text:
            book.text(sheet, row, 1, line.text, looks[2])
        elif line.level == 1:
            sheet.write_blank(row, 1, None, looks[1])
