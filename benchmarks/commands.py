"""What whole commands take: ``python -m benchmarks.commands``; cold, and warm from the cache."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.report import write_part

COMMANDS = (
    "--help",
    "run",
    "suggest nvwa",
    "suggest nvwa --no-surface",
    "suggest nvwa --weight border_min=20",
    "overview",
    "services-for stationsgebied-meppel",
    "scenario nedersaksenlijn",
    "claims",
    "place --goal cover --count 3",
)

ROUNDS = 3
"""Warm runs; the median counts."""


@dataclass(frozen=True)
class Taken:
    """What one process took."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    written_mb: float


def taken_by(arguments: list[str], environment: dict[str, str], out: Path | None) -> Taken:
    """Run Python once in a process of its own."""
    start = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(child.pid, 0)
    wall_s = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        msg = f"{' '.join(arguments)} ended with {child.returncode}"
        raise RuntimeError(msg)
    size = 0 if out is None else sum(one.stat().st_size for one in out.rglob("*") if one.is_file())
    return Taken(wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, size / 1e6)


def command_row(command: str, folder: Path) -> str:
    """Measure one command with a cache of its own: the first run, and the median of the next."""
    cache = folder / "cache" / command.replace(" ", "_").strip("-")
    environment = {**os.environ, "DRENTHE_GEO_CACHE": str(cache)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package is compiled once
    words = ["-m", "drenthe_geo", *command.split()]
    out = None
    if command != "--help":
        out = folder / "out" / cache.name
        words += ["--quiet", "--out", str(out)]
    cold = taken_by(words, environment, out)
    warm = [taken_by(words, environment, out) for _ in range(ROUNDS)]
    warm_s = statistics.median(one.wall_s for one in warm)
    peak_mb = max(cold.peak_mb, *(one.peak_mb for one in warm))
    return (
        f"| `drenthe-geo {command}` | {cold.wall_s:.2f} | {cold.cpu_s:.2f} | {warm_s:.2f} | "
        f"{peak_mb:,.0f} | {cold.written_mb:.1f} |"
    )


def import_line() -> str:
    """Measure the imports, beside that of geopandas."""

    def seconds(code: str) -> float:
        runs = [taken_by(["-c", code], dict(os.environ), None).wall_s for _ in range(7)]
        return statistics.median(runs)

    bare = seconds("pass")
    geopandas = seconds("import geopandas") - bare
    ours = seconds("import drenthe_geo") - bare
    used = seconds("import drenthe_geo as dg; dg.open_area; dg.ask_stations") - bare
    return (
        f"**Import**: `import drenthe_geo` takes {ours / geopandas:.2f} of `import geopandas` "
        f"({geopandas:.2f} s), with all that `ask_stations` loads {used / geopandas:.2f}."
    )


def main() -> int:
    """Measure all, and write the part of the README."""
    only = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # What Python itself keeps of the code is no part of what a command takes.
        taken_by(["-m", "drenthe_geo", "layers"], dict(os.environ), None)
        rows = [command_row(one, folder) for one in COMMANDS if not only or one in only]
    lines = [
        (
            "**Whole commands** (`commands.py`), each in a process of its own, start of Python and "
            "imports included, on two cores. First: with an empty cache; again: the median of "
            "three after it."
        ),
        "",
        "| command | first, s | of it CPU s | again, s | peak MB | written MB |",
        "|---|---|---|---|---|---|",
        *rows,
        "",
        import_line(),
    ]
    text = "\n".join(lines)
    print(text)
    if not only:
        write_part("commands", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
