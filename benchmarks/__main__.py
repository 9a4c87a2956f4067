"""Measure, and write the README: ``python -m benchmarks [PART …] [--source DIR]``.

Without parts everything that can be measured here; what is missing for the others is told.
"""

from __future__ import annotations

import argparse
import sys
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.report import ORDER, write_part

if TYPE_CHECKING:
    import drenthe_geo as dg
    from benchmarks.model_error import FullRoads

NEEDS_NO_SOURCE = ("commands", "access", "surface", "location", "many")

PACKAGES = {
    "access": "access",
    "location": "spopt",
    "engines": "numba",
    "tables": "numba",
    "cluster": "distributed",
    "timetables": "gtfs_kit",
}
"""What a part compares with, or measures itself, of what a plain install lacks."""

MODULES = {"access": "access_peer", "location": "location_peer"}


class Given:
    """What parts are measured on, read once."""

    def __init__(self, source: Path) -> None:
        self.source = source

    @cached_property
    def roads(self) -> FullRoads:
        """Roads of the public data."""
        from benchmarks.model_error import FullRoads  # noqa: PLC0415 - slow, and not for all

        return FullRoads.read(self.source)

    @cached_property
    def full(self) -> dg.roads.Network:
        """The full car network."""
        import drenthe_geo as dg  # noqa: PLC0415 - as above
        from benchmarks.drenthe import DRENTHE  # noqa: PLC0415 - as above

        return self.roads.network(dg.read_profile(DRENTHE, "car"))

    @cached_property
    def model(self) -> dg.roads.Network:
        """The embedded roads."""
        import drenthe_geo as dg  # noqa: PLC0415 - as above
        from benchmarks.drenthe import DRENTHE  # noqa: PLC0415 - as above

        return dg.roads.read_network(DRENTHE, "car")

    def arguments(self, part: str) -> tuple[Any, ...]:
        """Say what a part is given."""
        if part in NEEDS_NO_SOURCE:
            return ()
        if part == "polygons":
            return (self.full,)
        if part == "areas":
            return self.full, self.model
        if part == "calibration":
            from benchmarks.calibration import isochrones  # noqa: PLC0415 - as above

            return self.roads, self.model, isochrones(self.source)
        return (self.source,)


def missing(part: str, source: Path | None) -> str:
    """Say what a part lacks here, or nothing."""
    if part not in NEEDS_NO_SOURCE and source is None:
        return "needs --source, the folder with the public data"
    package = PACKAGES.get(part)
    return "" if package is None or find_spec(package) else f"{package} is not installed"


def main() -> int:
    """Measure the parts that were asked for, and write each into the README."""
    parts = [part for part in ORDER if part not in {"peers", "osm_province", "osm_engines"}]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(parts))
    parser.add_argument("--source", type=Path, help="folder with the public data")
    given = parser.parse_args()
    for part in given.parts:
        if part not in parts:
            parser.error(f"no part {part}; there are {', '.join(parts)}")
    source = None if given.source is None else given.source.resolve()
    read = Given(source or Path())
    for part in given.parts or parts:
        lacking = missing(part, source)
        if lacking:
            print(f"{part}: skipped: {lacking}\n", flush=True)
            continue
        module = import_module(f"benchmarks.{MODULES.get(part, part)}")
        text = module.text(*read.arguments(part))
        print(f"{text}\n", flush=True)
        write_part(part, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
