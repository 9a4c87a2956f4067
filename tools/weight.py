"""Measure a plain install, package by package, and write the table of docs/weight.md.

``python -m tools.weight`` installs the checkout into an environment of its own and adds up the
files of every package, compiled ones included; ``--env DIR`` measures one that is there.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "weight.md"
PURPOSES = ROOT / "tools" / "weight.toml"
BEGIN, END = "<!-- weight -->\n", "<!-- end -->"
OF_THE_ENVIRONMENT = {"pip", "setuptools"}
"""What ``python -m venv`` brings."""

BYTES_A_MB = 1e6
SMALL_MB = 1.0
"""Below it a package stands in the last row, with the others."""


def installed_into(folder: Path) -> Path:
    """Install the checkout plainly, as the README says."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)  # noqa: S603
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    constraints = {"PIP_CONSTRAINT": str(ROOT / "constraints.txt")}
    subprocess.run([*pip, str(ROOT)], check=True, env=os.environ | constraints)  # noqa: S603
    return folder


def weights_mb(environment: Path) -> dict[str, float]:
    """Add up the files of every package of an environment."""
    return {name: size_mb(one) for name, one in packages_of(environment).items()}


def packages_of(environment: Path) -> dict[str, Distribution]:
    folders = [str(one) for one in environment.glob("lib/python*/site-packages")]
    found = {_plain(one.metadata["Name"]): one for one in distributions(path=folders)}
    return {name: one for name, one in found.items() if name not in OF_THE_ENVIRONMENT}


def size_mb(package: Distribution) -> float:
    paths = [Path(str(package.locate_file(one))) for one in package.files or ()]
    return sum(path.stat().st_size for path in paths if path.is_file()) / BYTES_A_MB


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def needed_by(packages: dict[str, Distribution]) -> dict[str, list[str]]:
    """Say which packages ask for each, extras left out."""
    asked: dict[str, list[str]] = {name: [] for name in packages}
    for name, one in sorted(packages.items()):
        for line in one.requires or ():
            wanted = re.match(r"[A-Za-z0-9._-]+", line)
            if wanted and "extra ==" not in line and _plain(wanted[0]) in asked:
                asked[_plain(wanted[0])].append(name)
    return asked


def table(environment: Path) -> str:
    """Write a row per package, the heaviest first."""
    packages, purposes = packages_of(environment), tomllib.loads(PURPOSES.read_text("utf-8"))
    sizes, asked = weights_mb(environment), needed_by(packages)
    python = next(environment.glob("lib/python*")).name.removeprefix("python")
    rows = [
        f"A plain install takes **{sum(sizes.values()):.0f} MB** with Python {python} on Linux.",
        "",
        "| package | MB | what it is for |",
        "|---|---|---|",
    ]
    small = sorted(name for name, size in sizes.items() if size < SMALL_MB)
    for name, size in sorted(sizes.items(), key=lambda one: (-one[1], one[0])):
        if name not in small:
            others = [one for one in asked[name] if one != "drenthe-geo"]
            why = purposes.get(name) or f"asked for by {', '.join(others)}"
            rows.append(f"| {name} | {size:.1f} | {why} |")
    rest = sum(sizes[name] for name in small)
    rows.append(f"| {len(small)} others | {rest:.1f} | {', '.join(small)} |")
    return "\n".join(rows) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--env", type=Path, help="an environment that is there already")
    given = parser.parse_args().env
    with tempfile.TemporaryDirectory() as folder:
        written = table(given or installed_into(Path(folder) / "plain"))
    before, rest = PAGE.read_text("utf-8").split(BEGIN)
    PAGE.write_text(before + BEGIN + written + END + rest.split(END, 1)[1], "utf-8")
    print(written)


if __name__ == "__main__":
    main()
