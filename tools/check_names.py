"""Refuse names of the embedded areas in the code: an area is handed in, not known.

The names are those of the areas' own tables, and what their words call them. They are
looked for as whole words in the texts of src, docstrings left out; a hyphen or an
underscore is part of a word, so the package's own name is none of them.

Run as ``python -m tools.check_names``.
"""

from __future__ import annotations

import csv
import re
import sys
import tomllib
from typing import TYPE_CHECKING

from tools.strings_of_code import ROOT, SRC, modules, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AREAS = ROOT / "data"

COLUMNS = {
    "gemeenten.csv": ("name", "regions"),
    "stations.csv": ("name",),
    "places.csv": ("name",),
    "place_names.csv": ("name",),
    "sites.csv": ("site_id", "name"),
    "services.csv": ("service", "name"),
    "exits.csv": ("name", "road"),
    "motorways.csv": ("road_number",),
    "destinations.csv": ("destination", "name"),
}
"""Where an area's tables name things."""

CALLED = ("name", "abroad", "capital", "profile", "own_stations")
"""What words.*.toml [area] names; the rest of it is these with a preposition."""

PLAIN = {
    "",  # an empty field
    "een",  # a village; Dutch for a
    "img",  # an office; HTML for a picture
    "luchtvaart",  # an office; Dutch for aviation, a theme
    "nederland",  # a hamlet; the country that all areas are in
    "noord",  # a region; Dutch for north
}
"""Plain language that is also a name in a table; none tells which area is meant."""


def names() -> set[str]:
    """Collect the names of all embedded areas, in small letters."""
    found: set[str] = set()
    for facts in AREAS.glob("*/area.toml"):
        folder = facts.parent
        found.add(tomllib.loads(facts.read_text(encoding="utf-8"))["name"])
        found |= {path.stem for path in (folder / "scenarios").glob("*.toml")}
        for file, columns in COLUMNS.items():
            with (folder / file).open(encoding="utf-8", newline="") as lines:
                csv.field_size_limit(sys.maxsize)
                for row in csv.DictReader(lines):
                    found |= {part for column in columns for part in row[column].split(";")}
        for path in folder.glob("words.*.toml"):
            area = tomllib.loads(path.read_text(encoding="utf-8")).get("area", {})
            found |= {area[key] for key in CALLED if key in area}
    return {name.strip().lower() for name in found} - PLAIN


def pattern(wanted: set[str]) -> re.Pattern[str]:
    """Make the expression that finds any of them as a whole word, the longest first."""
    longest = sorted(wanted, key=lambda name: (-len(name), name))
    either = "|".join(re.escape(name) for name in longest)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE)


def hits(path: Path, wanted: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Find the names in the texts of a module, or in a table of words: line and name."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        lines = ((n, line) for n, line in enumerate(source.splitlines(), 1) if line[:1] != "#")
    else:
        lines = ((one.line, one.text) for one in texts(source))
    for number, text in lines:
        for match in wanted.finditer(text):
            yield number, match.group()


def words() -> dict[str, Path]:
    """List the general tables of words, which know no area either."""
    return {path.relative_to(SRC).as_posix(): path for path in sorted(SRC.glob("words/*.toml"))}


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    wanted = pattern(names())
    wrong = 0
    for path in (modules() | words()).values():
        for line, name in hits(path, wanted):
            wrong += 1
            print(f"{path.relative_to(ROOT)}:{line}: {name!r} is a name of an area")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
