"""What whole commands take: cold, and warm from the cache."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

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


LAUNCH = """
import os, subprocess, sys, time
start = time.perf_counter()
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(child.pid, 0)
child.returncode = os.waitstatus_to_exitcode(status)
print(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss, child.returncode)
"""
"""What starts a process: at first a child counts as large as its parent, so this one is small."""


def taken_by(arguments: list[str], environment: dict[str, str], out: Path | None) -> Taken:
    """Run Python once in a process of its own."""
    launch = [sys.executable, "-S", "-c", LAUNCH, sys.executable, *arguments]
    done = subprocess.run(launch, env=environment, capture_output=True, text=True, check=True)
    wall_s, cpu_s, peak_kb, code = map(float, done.stdout.split())
    if code:
        msg = f"{' '.join(arguments)} ended with {code:.0f}: {done.stderr.strip()}"
        raise RuntimeError(msg)
    size = 0 if out is None else sum(one.stat().st_size for one in out.rglob("*") if one.is_file())
    return Taken(wall_s, cpu_s, peak_kb / 1024, size / 1e6)


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


def text() -> str:
    """Measure, and write the part of the README."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # What Python itself keeps of the code is no part of what a command takes.
        taken_by(["-m", "drenthe_geo", "layers"], dict(os.environ), None)
        rows = [command_row(one, folder) for one in COMMANDS]
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
    return "\n".join(lines)
