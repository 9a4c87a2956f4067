"""What thousands of candidates take: ``python -m benchmarks many``; each a process of its own."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.commands import taken_by
from benchmarks.load import near_people, points_file
from benchmarks.report import paragraph, table_text

SIZES = (1000, 5000)

COMMANDS = (
    "suggest nvwa --no-surface --only --sites",
    "place --goal cover --count 3 --points",
    "place --goal mean --count 3 --points",
    "place --goal furthest --count 3 --points",
    "place --goal everybody --minutes 30 --points",
)
"""A file of candidates follows."""


def how_sure(about: dict[str, Any]) -> str:
    """Say what is proven of sites that are placed together."""
    if about["question"] != "place":
        return ""
    gap, aim = about["better_share"], about["as_good"]["aim_better_share"]
    goal = "proven" if about["proven_best"] else f"{gap:.1%} better at most" if gap else "unknown"
    if about["as_good"]["complete"]:
        return f"{goal}; all as good are known"
    if aim is None:
        return goal
    return f"{goal}; mean of those as good {f'{aim:.1%} shorter at most' if aim else 'proven'}"


def row(command: str, count: int, points: str, folder: Path) -> tuple[str, ...]:
    """Measure one command with an empty cache."""
    out = folder / "out" / f"{command.replace(' ', '_')}{count}"
    environment = {**os.environ, "DRENTHE_GEO_CACHE": str(folder / "cache" / out.name)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    words = ["-m", "drenthe_geo", *command.split(), points]
    taken = taken_by([*words, "--quiet", "--out", str(out)], environment, out)
    about = json.loads((out / "about.json").read_text(encoding="utf-8"))
    figures = (f"{taken.wall_s:.1f}", f"{taken.cpu_s:.1f}", f"{taken.peak_mb:,.0f}")
    return (f"`{command} FILE`", f"{count:,}", *figures, how_sure(about))


def text() -> str:
    """Measure, and write the part of the README."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        taken_by(["-m", "drenthe_geo", "layers"], dict(os.environ), None)
        rows = []
        for count in SIZES:
            points = points_file(folder, "candidate", near_people(count))
            rows += [row(command, count, points, folder) for command in COMMANDS]
    head = ("command", "candidates", "s", "CPU s", "peak MB", "what is proven")
    return "\n".join(
        [
            paragraph(
                "**Thousands of candidates** (`many.py`), points beside streets where people live, "
                "each command in a process of its own with an empty cache, on two cores."
            ),
            "",
            *table_text(head, rows),
        ]
    )
