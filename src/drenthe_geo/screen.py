"""The screen: sentences and tables as they are, however narrow the window."""

from __future__ import annotations

import pandas as pd
from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

console = Console()


def say(sentence: str, *, style: str | None = None) -> None:
    """Print a sentence as it is: names may hold brackets, and lines are not broken.

    Parameters
    ----------
    sentence : str
        The sentence.
    style : str, optional
        How it looks, in the words of rich.
    """
    console.print(sentence, style=style, highlight=False, markup=False, soft_wrap=True)


def say_note(note: str) -> None:
    """Print what a reader must know of a mode, if anything.

    Parameters
    ----------
    note : str
        The note of its profile.
    """
    if note:
        say(f"warning: {note}", style="yellow")


def print_whole(table: Table) -> None:
    """Print a table without cutting a figure off, however narrow the window.

    Parameters
    ----------
    table : rich.table.Table
        The table.
    """
    wide = Console(width=1000)
    least = Measurement.get(wide, wide.options, table).maximum
    (console if console.width >= least else Console(width=least)).print(table)


def plain_table(title: str, heads: list[str], caption: str = "") -> Table:
    """Make a table without rows: words in the first column, figures in the others.

    Parameters
    ----------
    title : str
        Above it.
    heads : list of str
        Names of the columns.
    caption : str
        Below it.

    Returns
    -------
    rich.table.Table
        The table.
    """
    table = Table(
        title=title,
        caption=caption or None,
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    for number, head in enumerate(heads):
        table.add_column(head, justify="left" if number == 0 else "right", no_wrap=True)
    return table


def minutes_or_blank(minutes: float) -> str:
    """Write minutes with a decimal; nothing where there are none.

    Parameters
    ----------
    minutes : float
        The minutes.

    Returns
    -------
    str
        The words.
    """
    return "" if pd.isna(minutes) else f"{round(minutes, 1) + 0.0:.1f}"  # no minus before nought
