"""The command build: an area, or a network of roads alone, out of public data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from drenthe_geo.area.gazetteer import plain_name
from drenthe_geo.area.package import FACTS, area_names
from drenthe_geo.build.fetched.area import build_area, settings_of
from drenthe_geo.build.network import build_network_folder
from drenthe_geo.build.remake import remake_area
from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.screen import say as say_line
from drenthe_geo.errors import ArgumentError, FileError
from drenthe_geo.fetch.manifest import MANIFEST
from drenthe_geo.fetch.provinces import find_province
from drenthe_geo.files.gate import own_path, short

if TYPE_CHECKING:
    from collections.abc import Callable

    from drenthe_geo.words.message import Message


def command(
    asked: Asked,
    *,
    source: Annotated[
        str | None, typer.Argument(metavar="[DIR|FILE]", help="help.build_source")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="help.out_build")] = None,
    network_only: Annotated[bool, typer.Option("--network-only", help="help.network_only")] = False,
    mode: Annotated[list[str] | None, typer.Option("--mode", help="help.build_modes")] = None,
    country: Annotated[str | None, typer.Option("--country", help="help.country")] = None,
    keep_islands: Annotated[bool, typer.Option("--keep-islands", help="help.keep_islands")] = False,
    only: Annotated[str | None, typer.Option("--only", help="help.build_only")] = None,
) -> None:
    """Make what is asked for."""
    if network_only:
        if source is None:
            raise ArgumentError("build.network_no_file")
        if out is None:
            raise ArgumentError("build.network_no_out", path=source)
        if only is not None:
            raise ArgumentError("build.network_no_only")
        _network(asked, source, out, mode, country, keep_islands=keep_islands)
        return
    if mode is not None or country is not None or keep_islands:
        raise ArgumentError("build.network_options")
    folder = None if source is None else own_path(source)
    if folder is not None and folder.is_file():
        raise ArgumentError("build.network_only_needed", path=source)
    if folder is not None and (folder / MANIFEST).is_file():
        _area(asked, folder, out, only)
        return
    if asked.area is None or (source is not None and not (folder and folder.is_dir())):
        raise ArgumentError("build.no_source", given=source or "")
    if folder is not None:
        _require_own_files(folder, asked.area)
    remake_area(asked.area, folder, _telling(asked), out=out, only=only)
    asked.show({"build": pd.DataFrame([{"area": asked.area}])})


def _require_own_files(folder: Path, area: str) -> None:
    """Refuse a folder without a manifest where the area is not one that lists its own files."""
    if plain_name(area) in area_names() or (own_path(area) / FACTS).is_file():
        return
    settings_of(area)  # a name that no province has is refused with those that there are
    raise FileError("build.no_manifest", folder=short(folder), file=MANIFEST, area=area)


def _telling(asked: Asked) -> Callable[[Message], None]:
    """Say what is made when it is made, where somebody listens."""

    def told(what: Message) -> None:
        if not asked.is_silent:
            say_line(asked.say(what))

    return told


def _area(asked: Asked, folder: Path, out: Path | None, only: str | None) -> None:
    """Make an area of what was fetched."""
    if asked.area is None or out is None:
        raise ArgumentError("build.area_and_out")
    if only is not None:
        raise ArgumentError("build.only_again")
    area = build_area(folder, asked.area, out, say=_telling(asked))
    rows = [(name, len(area.table(name))) for name, one in area.resources.items()
            if "schema" in one]  # fmt: skip
    table = pd.DataFrame(rows, columns=["table", "rows"])
    asked.show({"build": table}, (), [asked.say("screen.built_area", out=str(out))])


def _with_profiles(asked: Asked) -> Asked:
    """Take the profiles that ship for a province that is not built: no more is asked of it."""
    named = asked.area
    if named is None or plain_name(named) in area_names() or own_path(named).is_dir():
        return asked
    find_province(named)  # a name of nothing is refused with those that there are
    return replace(asked, area=None)


def _network(
    asked: Asked,
    source: str,
    out: Path,
    mode: list[str] | None,
    country: str | None,
    *,
    keep_islands: bool,
) -> None:
    """Make a network of roads alone."""
    asked = _with_profiles(asked)
    with asked.steps() as on_step:
        on_step("osm")
        made = build_network_folder(
            own_path(source), out, mode, country,
            area=asked.opened, keep_islands=keep_islands, on_step=on_step,
        )  # fmt: skip
    grid = asked.opened.facts.grid
    told = {"out": str(out), "crs": made.crs, "country": made.country}
    said = [asked.say("screen.built_network", **told)]
    if made.crs != grid.code:
        said = [asked.say("screen.built_elsewhere", grid=grid.name, **told)]
    said.append(asked.say(made.told))
    said += [
        asked.say("screen.built_mode", mode=row.mode, nodes=row.nodes, edges=row.edges, km=row.km)
        if row.edges
        else asked.say("screen.built_none", mode=row.mode)
        for row in made.modes.itertuples()
    ]
    said += [asked.say(one) for one in made.report.sentences]
    asked.show({"network": made.modes, "report": made.report.table}, (), said)
