"""The screen: tables as wide as the window, sentences as they are."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from unicodedata import category

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.table import Column

MOST_ROWS = 40
"""Rows that a table of very many shows; the file has all."""

console = Console(emoji=False)
error_console = Console(stderr=True, emoji=False)
"""Progress and warnings: what is no part of the answer."""


class ScreenError(Exception):
    """What was to be shown cannot be; it is no part of writing an answer."""


@contextmanager
def shown() -> Iterator[None]:
    """Tell trouble of the screen (a full disk behind it, say) from that of an answer."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ScreenError(error.strerror or str(error)) from error


UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Kinds of signs that steer a screen, or that nobody sees: a name may hold them."""

JOINERS = {"\u200c", "\u200d", "\u00ad"}
"""Signs that nobody sees, but that words of some scripts, and emoji, are written with."""


def visible(text: str, keep: str = "\n") -> str:
    """Write signs that steer a screen as their numbers, so that they steer nothing."""
    if text.isprintable():
        return text
    return "".join(
        ascii(sign)[1:-1]
        if category(sign) in UNSEEN and sign not in keep and sign not in JOINERS
        else sign
        for sign in text
    )


def safe(text: str) -> str:
    """Prepare text of anywhere for a table: no sign steers the screen, no bracket is markup."""
    return escape(visible(text))


def say(sentence: str, *, style: str | None = None) -> None:
    """Print a sentence as it is: names may hold brackets; it wraps at words."""
    console.print(
        visible(sentence), style=style, highlight=False, markup=False, soft_wrap=not _narrow()
    )


def say_whole(lines: Iterable[str]) -> None:
    """Print lines as they are, however wide: an address that is cut cannot be copied."""
    for line in lines:
        console.print(visible(line), highlight=False, markup=False, soft_wrap=True)


def say_warning(sentence: str) -> None:
    """Print a warning beside the answer; it wraps at words."""
    wrap = error_console.is_terminal
    error_console.print(
        visible(sentence), style="yellow", highlight=False, markup=False, soft_wrap=not wrap
    )


def _narrow() -> bool:
    """Whether somebody looks at a window: a file or a pipe gets whole lines."""
    return console.is_terminal


def plain_table(
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    caption: str = "",
    left: int = 1,
) -> Table:
    """Make a table: the first columns hold words, the others figures."""
    table = Table(
        title=safe(title),
        caption=safe(caption) or None,
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    for number, head in enumerate(heads):
        table.add_column(safe(head), justify="left" if number < left else "right", no_wrap=True)
    for row in rows:
        if row:
            table.add_row(*map(safe, row))
        else:
            table.add_section()
    return table


def let_fold(column: Column) -> None:
    """Let a column of sentences take several lines; no word of it is cut."""
    column.no_wrap, column.overflow = False, "fold"


def print_table(table: Table) -> None:
    """Print a table: whole in a file, in a window split into parts that fit, figures never cut."""
    wide = Console(width=10_000)
    least = Measurement.get(wide, wide.options, table).maximum
    if not console.is_terminal:
        Console(width=max(console.width, least), file=console.file).print(table)
        return
    if any(not column.no_wrap for column in table.columns) or console.width >= least:
        console.print(table)
        return
    for part in parts_of(table, console.width):
        console.print(part)


def parts_of(table: Table, width: int) -> list[Table]:
    """Split a table at its columns into parts that fit; the first column stands in each."""
    wide = Console(width=10_000)

    def room(columns: Sequence[int]) -> int:
        return Measurement.get(wide, wide.options, _some(table, columns)).maximum

    parts: list[list[int]] = [[0]]
    for number in range(1, len(table.columns)):
        if len(parts[-1]) > 1 and room([*parts[-1], number]) > width:
            parts.append([0])
        parts[-1].append(number)
    made = [_some(table, columns) for columns in parts]
    for part in made[1:]:
        part.title = None
    for part in made[:-1]:
        part.caption = None
    return made


def _some(table: Table, columns: Sequence[int]) -> Table:
    """Take some columns of a table."""
    part = Table(
        title=table.title,
        caption=table.caption,
        title_justify="left",
        caption_justify="left",
        box=table.box,
        padding=table.padding,
        show_edge=table.show_edge,
    )
    cells = [list(table.columns[number].cells) for number in columns]
    for number in columns:
        column = table.columns[number]
        part.add_column(column.header, justify=column.justify, no_wrap=column.no_wrap)
    for row, kept in zip(zip(*cells, strict=True), table.rows, strict=True):
        part.add_row(*row, end_section=kept.end_section)
    return part
