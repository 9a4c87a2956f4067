"""A table of any number of rows breaks over pages as one of the library does."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.platypus import Table

from drenthe_geo.documents.rows import LAST_ROWS, MOST_ON_PAGE, Rows

WIDE, TALL = [60.0, 60.0], 700.0


def pages_of(table: Any, first: float) -> list[list[list[str]]]:
    """Break a table over pages, the first of them with less room; the cells of each."""
    pages: list[list[list[str]]] = []
    room = first
    while True:
        if table.wrap(sum(WIDE), room)[1] <= room:
            rest = table if isinstance(table, Table) else table._table
            return [*pages, rest._cellvalues]
        parts = table.split(sum(WIDE), room)
        if parts:
            pages.append(parts[0]._cellvalues)
            table = parts[1]
        else:
            assert room == first
        room = TALL


@settings(max_examples=30, deadline=None)
@given(
    st.integers(1, 3 * MOST_ON_PAGE),
    st.lists(st.integers(1, 6), min_size=1, max_size=20),
    st.floats(20.0, TALL),
)
def test_pages_begin_where_they_begin_in_a_table_of_the_library(
    count: int, lines: list[int], first: float
) -> None:
    rows = [["\n".join([str(at)] * lines[at % len(lines)]), ""] for at in range(count)]
    head, rules = ["site", "score"], [("FONTSIZE", (0, 0), (-1, -1), 7.0)]
    made = Rows(head, rows, cells=list, columns_pt=WIDE, rules=rules, marked=(0, "#eeeeee"))
    last = ("NOSPLIT", (0, -LAST_ROWS), (-1, -1))
    plain = Table([head, *rows], colWidths=WIDE, repeatRows=1, style=[*rules, last])
    pages = pages_of(made, first)
    assert pages == pages_of(plain, first)
    assert [row for page in pages for row in page[1:]] == rows


def test_of_thousands_of_rows_those_of_a_page_are_made() -> None:
    asked: list[int] = []

    def cells(row: list[str]) -> list[str]:
        asked.append(int(row[0]))
        return row

    table = Rows(
        ["a"], [[str(at)] for at in range(5000)], cells=cells, columns_pt=WIDE[:1], rules=[]
    )
    assert asked == list(range(MOST_ON_PAGE))
    rest = table.split(WIDE[0], TALL)[1]
    assert asked == list(range(rest.start + MOST_ON_PAGE))
