"""The tables of an area that has its own list of sources, made again: all, or one part."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from drenthe_geo.area.opened import open_area
from drenthe_geo.area.package import data_dir
from drenthe_geo.build.build import PARTS, Build, refresh_descriptor
from drenthe_geo.build.gathered import Gathered
from drenthe_geo.errors import ArgumentError, unknown_choice

if TYPE_CHECKING:
    from collections.abc import Callable

    from drenthe_geo.words.message import Message

DESCRIBE = "descriptor"
"""The part that makes no table: sizes and hashes of those that are there."""


def remake_area(
    what: str | Path,
    source: Path | None,
    say: Callable[[Message], None],
    *,
    out: Path | None = None,
    only: str | None = None,
) -> None:
    """Make tables of an area again out of the files that its ``build.toml`` names.

    Without `out` they take the place of the area's, and its description is brought up to date.
    """
    area = open_area(what)
    if only not in {None, *PARTS, DESCRIBE}:
        raise unknown_choice("part", str(only), [*PARTS, DESCRIBE])
    into = area.folder if out is None else out
    if only != DESCRIBE:
        if source is None or not source.is_dir():
            raise ArgumentError("build.no_source", given=source or "")
        into.mkdir(parents=True, exist_ok=True)
        inputs = Gathered(area, source)
        files = {name: Path(one["folder"]) / one["path"] for name, one in area.resources.items()}
        build = Build(inputs, inputs.settings, files, into, say)
        for name, part in PARTS.items():
            if only in {None, name}:
                part(build)
    if into == area.folder:
        for folder in (into, data_dir() / "defaults"):
            say(refresh_descriptor(folder))
