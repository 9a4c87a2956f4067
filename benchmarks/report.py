"""The README of the measurements: parts, each written by the benchmark that measured it."""

from __future__ import annotations

import datetime as dt
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HERE = Path(__file__).parent

PARTS = HERE / "parts"

README = HERE / "README.md"

ORDER = (
    "commands",
    "peers",
    "engines",
    "country",
    "tables",
    "people",
    "access",
    "surface",
    "beyond",
    "detours",
    "location",
    "many",
    "load",
    "cluster",
    "osm_loader",
    "osm_province",
    "osm_engines",
    "timetables",
    "calibration",
    "polygons",
    "areas",
)
"""Parts in the order in which they are read."""


def paragraph(text: str) -> str:
    """Wrap words as the README's are."""
    return textwrap.fill(" ".join(text.split()), 120)


def table_text(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Lay out a table, line by line."""
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    return lines + [f"| {' | '.join(map(str, row))} |" for row in rows]


def write_part(name: str, text: str) -> None:
    """Write what one benchmark measured, with the day, and put the README together again."""
    if name not in ORDER:
        msg = f"{name} has no place in the README: {', '.join(ORDER)}"
        raise ValueError(msg)
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    (PARTS / f"{name}.md").write_text(f"{text.rstrip()}\n\nMeasured {today}.\n", encoding="utf-8")
    write_readme()


def write_readme() -> None:
    """Write the README."""
    README.write_text(readme_text(), encoding="utf-8")


def readme_text() -> str:
    """Put the README together of its head and its parts."""
    found = [PARTS / f"{name}.md" for name in ("_head", *ORDER)]
    texts = [path.read_text(encoding="utf-8") for path in found if path.exists()]
    return "\n".join(text.rstrip() + "\n" for text in texts)
