"""The README of the measurements: parts, each written by the benchmark that measured it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

HERE = Path(__file__).parent

PARTS = HERE / "parts"

README = HERE / "README.md"

ORDER = (
    "commands",
    "peers",
    "engines",
    "country",
    "tables",
    "weight",
    "people",
    "access",
    "surface",
    "beyond",
    "location",
    "load",
    "calibration",
    "polygons",
    "areas",
)
"""Parts in the order in which they are read."""


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
