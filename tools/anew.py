"""Tell whether the tables of an area are what its own build makes of the public data.

``python -m tools.anew --source DIR`` makes every table beside the area and compares bytes;
``--only PART`` makes one part. It writes nothing into the area.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import drenthe_geo as dg
from drenthe_geo.build.build import PARTS
from drenthe_geo.build.remake import remake_area


def made_otherwise(area: str | Path, source: Path, only: str | None = None) -> dict[str, bool]:
    """Make the tables, or one part, and tell of every file whether it came out otherwise."""
    folder = dg.open_area(area).folder
    with tempfile.TemporaryDirectory() as beside:
        remake_area(area, source, lambda _: None, out=Path(beside), only=only)
        return {
            made.name: made.read_bytes() != (folder / made.name).read_bytes()
            for made in sorted(Path(beside).iterdir())
        }


def main() -> int:
    """Compare, and say which files differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, required=True, help="folder with the public data")
    parser.add_argument("--area", default="drenthe", help="name or folder of the area")
    parser.add_argument("--only", choices=PARTS, help="one part")
    asked = parser.parse_args()
    try:
        otherwise = made_otherwise(asked.area, asked.source, asked.only)
    except dg.DrentheGeoError as error:
        sys.exit(str(error))
    for file, differs in otherwise.items():
        print(f"{file}: {'made otherwise' if differs else 'the same'}")
    return 1 if any(otherwise.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
