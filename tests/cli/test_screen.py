"""Tables fit the window that they are printed in, and no figure is cut."""

from __future__ import annotations

import io
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from drenthe_geo.cli import screen
from drenthe_geo.cli.screen import let_fold, parts_of, plain_table

CELLS = st.text("abcdef0123456789.,", min_size=1, max_size=12)


def printed(table: object, width: int) -> str:
    out = io.StringIO()
    Console(file=out, width=width).print(table)
    return out.getvalue()


@given(st.data(), st.integers(2, 12), st.integers(1, 6), st.integers(40, 120))
def test_parts_fit_and_hold_every_cell(
    data: st.DataObject, columns: int, rows: int, width: int
) -> None:
    row = st.lists(CELLS, min_size=columns, max_size=columns)
    heads, cells = data.draw(row), data.draw(st.lists(row, min_size=rows, max_size=rows))
    table = plain_table("", heads, cells)
    parts = parts_of(table, width)
    said = [printed(part, width) for part in parts]
    assert all(len(line) <= width for text in said for line in text.splitlines())
    assert sum(len(part.columns) - 1 for part in parts) == columns - 1
    for part in parts:
        assert part.columns[0].header == table.columns[0].header
    shown = set(chain.from_iterable(text.split() for text in said))
    assert set(chain.from_iterable(cells)) <= shown
    assert not any("…" in text for text in said)


def test_a_table_that_fits_is_one_part() -> None:
    table = plain_table("Sites", ["site", "score"], [["Heidestad", "0.86"]])
    assert len(parts_of(table, 80)) == 1


def test_the_title_stands_once_and_the_caption_last() -> None:
    heads = [f"column number {number}" for number in range(12)]
    table = plain_table("Title", heads, [["x"] * 12], caption="Caption")
    parts = parts_of(table, 80)
    assert len(parts) > 1
    assert [part.title for part in parts] == ["Title", *[None] * (len(parts) - 1)]
    assert [part.caption for part in parts] == [*[None] * (len(parts) - 1), "Caption"]


def test_a_window_of_80_columns_gets_parts_and_a_file_the_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heads = [f"column number {number}" for number in range(12)]
    table = plain_table("Title", heads, [["x"] * 12])
    for is_window, widest in ((True, 80), (False, 10_000)):
        out = io.StringIO()
        narrow = Console(file=out, width=80, force_terminal=is_window, color_system=None)
        monkeypatch.setattr(screen, "console", narrow)
        screen.print_table(table)
        lines = out.getvalue().splitlines()
        assert max(map(len, lines)) <= widest
        assert any(len(line) > 80 for line in lines) is not is_window


def test_names_with_brackets_are_no_markup() -> None:
    table = plain_table("[bold]", ["[red]site"], [["[b]Mine[/b]"]])
    said = printed(table, 80)
    assert "[red]site" in said
    assert "[b]Mine[/b]" in said


def test_a_column_of_sentences_folds_and_cuts_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    why = "station_walk_min 63.5 > 30; does_not_carry_the_theme_of_security"
    table = plain_table("", ["site", "score", "why not"], [["Zandpark Wolde" * 3, "0.86", why]])
    let_fold(table.columns[-1])
    out = io.StringIO()
    narrow = Console(file=out, width=80, force_terminal=True, color_system=None)
    monkeypatch.setattr(screen, "console", narrow)
    screen.print_table(table)
    said = out.getvalue()
    assert "…" not in said
    assert set("".join(why.split())) <= set("".join(said.split()))
    assert max(map(len, said.splitlines())) <= 80
