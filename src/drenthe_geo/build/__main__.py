"""``python -m drenthe_geo.build --area NAME --source DIR``: make the tables of an area."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from drenthe_geo.area.opened import open_area
from drenthe_geo.area.package import data_dir
from drenthe_geo.build.build import PARTS, Build, refresh_descriptor
from drenthe_geo.errors import ArgumentError, DrentheGeoError
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drenthe_geo.words.message import Message

DESCRIBE = "descriptor"
"""The part that makes no table: sizes and hashes of those that are there."""


def make(given: argparse.Namespace) -> None:
    """Make what is asked for."""
    area = open_area(given.area)
    out = area.folder if given.out is None else given.out
    if given.only != DESCRIBE:
        if given.source is None or not given.source.is_dir():
            raise ArgumentError("build.no_source", given=given.source or "")
        out.mkdir(parents=True, exist_ok=True)
        build = Build(area, given.source, out, _say)
        for name, part in PARTS.items():
            if given.only in (None, name):
                part(build)
    if out == area.folder:
        for folder in (out, data_dir() / "defaults"):
            _say(refresh_descriptor(folder))


def main(words: Sequence[str] | None = None) -> int:
    """Run the build."""
    english = words_of("en")
    parser = argparse.ArgumentParser(description=english.say("build.about"))
    parser.add_argument("--area", required=True, help=english.say("build.help_area"))
    parser.add_argument("--source", type=Path, help=english.say("build.help_source"))
    parser.add_argument("--out", type=Path, help=english.say("build.help_out"))
    parser.add_argument("--only", choices=[*PARTS, DESCRIBE], help=english.say("build.help_only"))
    try:
        make(parser.parse_args(words))
    except DrentheGeoError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _say(what: Message) -> None:
    print(words_of("en").say(what))


if __name__ == "__main__":
    sys.exit(main())
