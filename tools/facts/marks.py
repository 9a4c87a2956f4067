"""Marks in pages: what stands between two of them is written by `make facts`.

A mark is ``<!-- facts: NAME -->``, and ``<!-- end -->`` closes it; a table stands on lines of
its own, a figure within a sentence.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
MARK = re.compile(r"(<!-- facts: (\w+) -->)(.*?)(<!-- end -->)", re.DOTALL)


def pages() -> list[Path]:
    """Find the pages that may hold marks."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def marked(text: str) -> list[tuple[str, str]]:
    """Give name and content of every mark in a text, in order; folded lines are one."""
    return [(name, plain(content)) for _, name, content, _ in MARK.findall(text)]


def plain(content: str) -> str:
    """Take the line breaks around a table and within a sentence away."""
    content = content.strip("\n")
    return content if _is_block(content) else " ".join(content.split())


def filled(text: str, contents: Mapping[str, str]) -> str:
    """Write contents between the marks of a text."""

    def put(found: re.Match[str]) -> str:
        start, name, _, end = found.groups()
        content = contents[name]
        return f"{start}\n{content}\n{end}" if _is_block(content) else f"{start}{content}{end}"

    return MARK.sub(put, text)


def _is_block(content: str) -> bool:
    return content.startswith(("|", "```"))
