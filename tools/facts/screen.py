"""What a command prints, as a block of a page."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

from drenthe_geo.cli.asked import Asked
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

WIDTH = 134


def asked() -> Asked:
    """Ask as somebody does who reads English."""
    return Asked(words=words_of("en"), area="drenthe", lang="en", json=False, quiet=False)


def printed(table: Table, sentences: Iterable[str] = (), rows: int | None = None) -> str:
    """Print a table without its caption, and sentences below it; if asked, its first rows alone."""
    table.caption = None
    kept = Console(width=WIDTH, file=io.StringIO(), force_terminal=False)
    kept.print(table)
    for sentence in sentences:
        kept.print(sentence, highlight=False, markup=False)
    text = kept.file.getvalue()  # type: ignore[attr-defined]  # it is the text of above
    lines = [line.rstrip() for line in text.splitlines()]
    if rows is not None and len(lines) > rows:
        lines = [*lines[:rows], "…"]
    return "\n".join(lines).strip("\n")


def block(command: str, text: str) -> str:
    """Put a command and what it prints into a block."""
    return f"```\n$ {command}\n{text}\n```"
