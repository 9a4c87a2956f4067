"""Measure ours beside the peers: ``python -m benchmarks.peers --source DIR --servers python3.12``.

The servers get a second environment, made here, as their wheels ask for Python 3.12 or newer.
Every engine runs in a process of its own, one after the other; scipy runs first and last.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.peers.asked import write_problem
from benchmarks.peers.report import peers_table
from benchmarks.report import write_part

SERVERS = ("osrm-exact", "osrm-car", "valhalla")

SERVER_PACKAGES = ("osrm-bindings==26.10.0", "pyvalhalla==3.9.1", "osmium==4.3.2", "numpy")

LAST = ("networkx", "osmnx", "pandana", "valhalla", "osrm-car")
"""Those that take longest come last: whoever stops early has the others."""

PYTHONS = {
    "ours": "numba",
    "ours-plain": "scipy",
    "edsger": "edsger",
    "igraph": "igraph",
    "networkit": "networkit",
    "networkx": "networkx",
    "osmnx": "osmnx",
    "pandana": "pandana",
    "rustworkx": "rustworkx",
}
"""Engines under our own Python, and the package that each needs."""


def make_servers(python: str, folder: Path) -> Path:
    """Make the environment of the servers, if it is not there."""
    home = folder / "servers"
    inside = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not inside.exists():
        subprocess.run([python, "-m", "venv", str(home)], check=True)
        pip = [str(inside), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *SERVER_PACKAGES], check=True)
    return inside


def run_engine(python: Path, name: str, folder: Path, source: Path) -> str:
    """Run one engine; what went wrong, in a line, or nothing."""
    row = folder / f"row-{name}.json"
    row.unlink(missing_ok=True)
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [str(python), "-m", "benchmarks.peers.child", name, str(folder), str(source)],
        check=False,
        capture_output=True,
        text=True,
        cwd=root,
    )
    if done.returncode == 0:
        return ""
    return (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]


def main() -> int:
    """Measure all, and write the part of the README."""
    parser = argparse.ArgumentParser(description="Ours beside the engines that people use.")
    parser.add_argument("--source", type=Path, required=True, help="folder with the public data")
    parser.add_argument("--servers", help="Python 3.12 or newer, for OSRM and Valhalla")
    parser.add_argument("--work", type=Path, help="folder to work in; a new one if not given")
    parser.add_argument("--only", help="engines, with commas; the others' rows stay as they are")
    given = parser.parse_args()
    folder = given.work or Path(tempfile.mkdtemp(prefix="peers-"))
    folder.mkdir(parents=True, exist_ok=True)
    source = given.source.resolve()
    write_problem(folder, source)
    here = Path(sys.executable)
    jobs = [("scipy", here)]
    for name, needs in PYTHONS.items():
        if importlib.util.find_spec(needs) is None:
            print(f"{name}: {needs} is not installed")
        else:
            jobs.append((name, here))
    if given.servers:
        servers = make_servers(given.servers, folder)
        jobs += [(name, servers) for name in SERVERS]
    jobs.sort(key=lambda job: LAST.index(job[0]) if job[0] in LAST else -1)
    jobs.append(("scipy-again", here))
    only = None if given.only is None else {"scipy", *given.only.split(",")}
    failed = {}
    for name, python in jobs:
        if only is None or name in only:
            wrong = run_engine(python, name, folder, source)
            if wrong:
                failed[name] = wrong
            print(f"{name}: {wrong or 'done'}", flush=True)
    rows = {path.stem[4:]: json.loads(path.read_text()) for path in folder.glob("row-*.json")}
    text = peers_table(folder, source, rows, failed)
    print(text)
    write_part("peers", text)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
