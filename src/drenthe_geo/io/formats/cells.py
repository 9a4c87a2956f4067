"""Rows of cells under headings: what a text table and a sheet of a workbook have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.area.gazetteer import plain_name
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_NAMED = 5
"""How many rows a problem names one by one."""


@dataclass
class Cells:
    """A table as it was typed: headings, rows as long as these, and what is wrong with it."""

    headings: list[str]
    rows: list[list[object]]
    problems: list[Message] = field(default_factory=list)
    notices: list[Message] = field(default_factory=list)
    # Rows (from 0) with more cells than there are headings: none of their cells can be trusted.
    told: set[int] = field(default_factory=set)

    def frame(self) -> pd.DataFrame:
        """Give the rows as a frame; an empty cell is a missing value."""
        table = pd.DataFrame(self.rows, columns=pd.Index(self.headings), dtype=object)
        return table.where(table.notna() & (table != ""), None)


def cells_of(headings: Sequence[object], rows: Sequence[Sequence[object]]) -> Cells:
    """Make a table of rows of cells: all as long as the headings, none of them left out."""
    kept = list(rows)
    while kept and _is_blank(headings):  # some programs leave lines free at the top
        headings = kept.pop(0)
    names = [_heading(cell) for cell in headings]
    while names and not names[-1] and all(_is_blank(row[len(names) - 1 :]) for row in kept):
        names.pop()
    names = [name or f"column_{place}" for place, name in enumerate(names, start=1)]
    while kept and _is_blank(kept[-1]):  # a sheet's last rows are often blank
        kept.pop()
    table = Cells(names, [])
    long = []
    for number, row in enumerate(kept, start=1):
        extra = row[len(names) :]
        if not _is_blank(extra):
            long.append((number, row))
        cells = [None if _is_blank([cell]) else cell for cell in row[: len(names)]]
        table.rows.append([*cells, *[None] * (len(names) - len(cells))])
    table.told = {number - 1 for number, _ in long}
    if len(long) == len(kept) and len(long) > 1:
        said = {"count": max(len(row) for _, row in long), "heads": len(names)}
        table.problems.append(Message("io.all_long", total=len(long), **said))
        long = []
    table.problems += [
        Message("io.long_row", row=number, first=str(row[0]), count=len(row), heads=len(names))
        for number, row in long[:MOST_NAMED]
    ]
    if len(long) > MOST_NAMED:
        table.problems.append(
            Message("io.long_rows", more=len(long) - MOST_NAMED, heads=len(names))
        )
    seen: dict[str, str] = {}
    for name in names:
        plain = plain_name(name) or name
        if plain in seen:
            table.problems.append(Message("io.heading_twice", one=seen[plain], other=name))
        seen[plain] = name
    return table


def _heading(cell: object) -> str:
    """Give a heading on one line, without blanks around it."""
    return "" if cell is None else " ".join(str(cell).split())


def _is_blank(row: Sequence[object]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row)
