"""Build the site into site/, with warnings as errors: ``python -m tools.site``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.site import check, reference

ROOT = Path(__file__).resolve().parents[2]
BUILD = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]


def main() -> int:
    """Write the reference, build, and check what was built."""
    reference.write(ROOT / "docs" / "reference")
    subprocess.run(BUILD, cwd=ROOT, check=True)  # noqa: S603 - our own command
    found = check.faults(ROOT / "site")
    for fault in found:
        print(fault)
    print(f"{len(found)} faults" if found else "site/index.html opens by double click.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
