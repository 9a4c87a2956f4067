"""A table of any number of rows in a PDF, of which a page at a time is laid out.

A table of reportlab copies all that is left of it at every page: of thousands of rows that takes
longer than all else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reportlab.platypus import Flowable, Table, TableStyle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Cells = list[Any]
    Rule = tuple[Any, ...]

LAST_ROWS = 3
"""So many rows at the end stand together: no row alone on the next page."""

MOST_ON_PAGE = 80
"""No page holds so many rows of one line."""


class Rows(Flowable):  # type: ignore[misc] # the library has no types
    """The rows of a table from one on; its head comes back on every page.

    Parameters
    ----------
    head : list
        Cells of the head.
    rows : sequence
        The rows, of which `cells` makes the cells.
    cells : callable
        Makes the cells of a row; each once, when its page comes.
    columns_pt : sequence of float
        Widths of the columns.
    rules : sequence of tuple
        Commands of `TableStyle`, whichever the rows.
    marked : tuple
        A row to stress, by position, and the color behind it; empty for none.
    start : int
        The first of the rows.
    made : sequence of list
        Cells of the first rows from there on, where they are made already.

    Examples
    --------
    >>> table = Rows(["a"], [["1"]] * 500, cells=list, columns_pt=[60.0], rules=[])
    >>> first, rest = table.split(60.0, 200.0)
    >>> rest.start + 1 == len(first._cellvalues)
    True
    """

    def __init__(
        self,
        head: Cells,
        rows: Sequence[Any],
        *,
        cells: Callable[[Any], Cells],
        columns_pt: Sequence[float],
        rules: Sequence[Rule],
        marked: tuple[()] | tuple[int, str] = (),
        start: int = 0,
        made: Sequence[Cells] = (),
    ) -> None:
        super().__init__()
        self.start = start
        self._head, self._rows = head, rows
        self._how: Any = {
            "cells": cells,
            "columns_pt": columns_pt,
            "rules": rules,
            "marked": marked,
        }
        end = len(rows) if self._is_last else start + MOST_ON_PAGE
        self._made = [*made, *map(cells, rows[start + len(made) : end])]
        self._table = self._of_page()

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Tell how large it is; larger than the page where it is to be split."""
        size: tuple[float, float] = self._table.wrapOn(getattr(self, "canv", None), width, height)
        return size

    def split(self, width: float, height: float) -> list[Any]:
        """Give what fits, and the rest; nothing where nothing fits."""
        parts: list[Any] = self._table.splitOn(getattr(self, "canv", None), width, height)
        if not parts:
            return []
        taken = len(parts[0]._cellvalues) - 1  # noqa: SLF001 - of the library, without its head
        return [parts[0], self._from(taken)]

    def drawOn(self, canvas: Any, x: float, y: float, _sW: float = 0) -> None:  # noqa: ANN401, N802, N803 - names of the library
        """Draw it."""
        self._table.drawOn(canvas, x, y, _sW)

    def _from(self, taken: int) -> Rows:
        """Give the rows after some."""
        start, made = self.start + taken, self._made[taken:]
        return Rows(self._head, self._rows, **self._how, start=start, made=made)

    @property
    def _is_last(self) -> bool:
        """Whether all that is left is laid out."""
        return self.start + MOST_ON_PAGE + LAST_ROWS >= len(self._rows)

    def _of_page(self) -> Table:
        """Lay out what this page may hold, or all that is left."""
        rules, marked = self._how["rules"], self._how["marked"]
        own = list(rules)
        if self._is_last:
            own.append(("NOSPLIT", (0, -LAST_ROWS), (-1, -1)))
        at = marked[0] - self.start + 1 if marked else 0
        if marked and 0 < at <= len(self._made):
            own.append(("BACKGROUND", (0, at), (-1, at), marked[1]))
        return Table(
            [self._head, *self._made],
            colWidths=self._how["columns_pt"],
            repeatRows=1,
            style=TableStyle(own),
        )
