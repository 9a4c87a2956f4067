"""An area folder out of a folder that ``fetch`` filled: whole, or not at all."""

from __future__ import annotations

import math
from pathlib import Path  # noqa: TC003 - checked at run time
from typing import TYPE_CHECKING, Any

import pandas as pd  # noqa: TC002 - checked at run time
import shapely

from drenthe_geo.area.opened import open_area
from drenthe_geo.area.package import (
    DEFAULTS,
    DESCRIPTOR,
    FACTS,
    data_dir,
    laid_over,
    read_descriptor,
    read_toml,
)
from drenthe_geo.area.sourced import read_own_toml
from drenthe_geo.build.build import PARTS, Build
from drenthe_geo.build.fetched import choices, describe
from drenthe_geo.build.fetched.inputs import Fetched
from drenthe_geo.build.fetched.jobs import JOBS
from drenthe_geo.build.fetched.people import source_of_people
from drenthe_geo.build.fetched.places import source_of_places
from drenthe_geo.build.fetched.reading import Sources
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.errors import ArgumentError, FileError
from drenthe_geo.fetch.lock import undisturbed
from drenthe_geo.fetch.manifest import read_manifest
from drenthe_geo.fetch.provinces import find_province, read_provinces
from drenthe_geo.files.gate import own_path, short
from drenthe_geo.io.staging import require_folder, staged_folder
from drenthe_geo.units import M_PER_KM
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from drenthe_geo.area.area import Area
    from drenthe_geo.fetch.manifest import Manifest

OWN_SETTINGS = "build.toml"
RIM_SHARE, RIM_STEP_M = 0.8, 100
"""Extracts that end before this share of the rim have less of one, told in steps of metres."""

NEEDED = ("boundaries_gemeenten", "osm")
"""Sources without which there is no area."""


@checked
def build_area(
    source: str | Path,
    area: str | Path,
    out: str | Path,
    *,
    say: Callable[[Message], None] = lambda _: None,
) -> Area:
    """Make an area out of the public sources that ``fetch`` brought.

    Parameters
    ----------
    source : str or pathlib.Path
        The folder, with its ``manifest.json``.
    area : str or pathlib.Path
        Name of a province, or a folder with a ``build.toml`` that says which gemeenten it is.
    out : str or pathlib.Path
        The folder of the area, made in one step; one that is an area already is replaced.
    say : callable
        Is told what was made of what.

    Returns
    -------
    Area
        The area, opened.

    Raises
    ------
    FileError, DataError, CrsError
        If a source is missing, changed, or is not what the manifest says of it.
    ArgumentError
        If there is no province of that name.
    """
    settings = settings_of(area)
    with undisturbed(own_path(source), say):
        return _built(source, area, own_path(out), settings, say)


def _built(
    source: str | Path,
    area: str | Path,
    target: Path,
    settings: dict[str, Any],
    say: Callable[[Message], None],
) -> Area:
    """Make the area, while nobody fetches into the folder of its sources."""
    manifest = read_manifest(source, by_hash=True)
    _require_fetched_for(manifest, area, settings)
    if not manifest.files(JOBS):  # no column of what nobody told
        kept = {key: one for key, one in settings["extra_columns"].items() if key != "gemeenten"}
        settings = {**settings, "extra_columns": kept}
    sources = Sources(manifest, settings)
    for name in NEEDED:
        sources.files(name)
    people = source_of_people(sources)
    require_area_or_nothing(target)
    require_folder(target)
    with staged_folder(target, ours=lambda: _known_files(target)) as new:
        tables = _make(sources, settings, new, say)
        settings = _with_rim(settings, tables, say)
        describe.write_facts(new, settings, list(tables["destinations"]["destination"]))
        stations = tables["stations"]
        own = int((stations["role"] == "own").sum())
        has_abroad = sources.has("grid_1km_germany")
        of = {"people": people, "places": source_of_places(sources)}
        describe.write_words(new, settings, manifest.files(people)[0], own, of, abroad=has_abroad)
        describe.write_siting(new, settings, tables)
        (new / "claims.toml").write_text("claims = []\n", encoding="utf-8")
        rows = {name: len(table) for name, table in tables.items()}
        describe.write_descriptor(new, manifest, settings, people, rows)
        _require_sound(open_area(new))
    return open_area(target)


def _require_fetched_for(manifest: Manifest, area: str | Path, settings: Mapping[str, Any]) -> None:
    """Refuse a province out of what was fetched for another one: it would have parts alone."""
    slug = settings["area"]["slug"]
    if not own_path(area).is_dir() and manifest.area != slug:
        said = {"area": manifest.area, "asked": slug}
        raise FileError("build.other_area", folder=short(manifest.folder), **said)


def settings_of(area: str | Path) -> dict[str, Any]:
    """Read the choices for an area: of a province by its name, or of a folder of one's own."""
    shared = read_toml(data_dir() / DEFAULTS / OWN_SETTINGS)
    path = own_path(area)
    # A folder of a province's name may be what was fetched for it: its choices make it an area.
    if not path.is_dir() or (isinstance(area, str) and not (path / OWN_SETTINGS).is_file()):
        try:
            slug = find_province(str(area)).name
        except ArgumentError:
            if not path.is_dir():
                raise
            raise FileError("build.no_choices", folder=short(path), file=OWN_SETTINGS) from None
        entry = read_provinces()[slug]
        also = [slug, *entry.get("also", ())]
        named = {"province": entry["name"], "also": also, "slug": slug, "title": entry["name"]}
        return laid_over(shared, {"area": named})
    own_file = path / OWN_SETTINGS
    if not own_file.is_file():
        raise FileError("layers.no_area", folder=short(path), file=OWN_SETTINGS)
    own = read_own_toml(own_file, Message("build.own_settings"))
    choices.require_like(own, shared, f"{path.name}/{OWN_SETTINGS}")
    chosen = laid_over(shared, own)
    if (path / FACTS).is_file():
        facts = read_own_toml(path / FACTS, Message("build.own_settings"))
        area_facts = {key: facts[key] for key in ("crs", "languages", "roads_end_m", "capital")
                      if key in facts}  # fmt: skip
        chosen = laid_over(chosen, {"area": area_facts | {"slug": facts.get("name", path.name)}})
    told = chosen["area"]
    if not told.get("province") and not told.get("gemeenten"):
        raise ArgumentError("build.no_gemeenten_told", file=f"{path.name}/{OWN_SETTINGS}")
    told.setdefault("slug", path.name)
    told.setdefault("title", str(told.get("province") or path.name))
    choices.require_usable(told, f"{path.name}/{OWN_SETTINGS}")
    choices.require_called(chosen["called"], f"{path.name}/{OWN_SETTINGS}")
    return chosen


def require_area_or_nothing(out: Path) -> None:
    """Refuse a folder that holds something else than what a build made: it would be lost."""
    if not out.is_dir() or not any(out.iterdir()):
        return
    if not (out / DESCRIPTOR).is_file():
        raise FileError("build.not_empty", folder=short(out))
    changed = [
        one["path"]
        for one in read_descriptor(out)["resources"]
        if (out / one["path"]).is_file()
        and one.get(describe.MADE) != describe.hash_of(out / one["path"])
    ]
    if changed:
        raise FileError("build.changed_by_hand", folder=short(out), files=changed)


def _known_files(out: Path) -> list[str]:
    """Name the files of the area that is replaced; others in its folder stay."""
    if not (out / DESCRIPTOR).is_file():
        return []
    return [FACTS, DESCRIPTOR, *(one["path"] for one in read_descriptor(out)["resources"])]


def _make(
    sources: Sources, settings: dict[str, Any], out: Path, say: Callable[[Message], None]
) -> dict[str, pd.DataFrame]:
    """Make every table; those that nothing was fetched for have their columns and no row."""
    entries = {one["name"]: one for one in describe.schemas(settings)}
    files = {name: out / str(one["path"]) for name, one in entries.items()}
    columns = {name: list(map(str, describe.empty_like(one))) for name, one in entries.items()}
    build = Build(Fetched(sources), settings, files, out, say, columns)
    for part in PARTS.values():
        part(build)
    for name, path in files.items():
        if not path.is_file() and name != "side_roads":
            build.write({name: describe.empty_like(entries[name])})
    return build.tables


def _with_rim(
    settings: dict[str, Any], tables: Mapping[str, pd.DataFrame], say: Callable[[Message], None]
) -> dict[str, Any]:
    """Let the roads end where they do, if the extracts end well before the rim that was asked."""
    asked_m = float(settings["area"]["roads_end_m"])
    outline = shapely.union_all(shapely.from_wkt(tables["gemeenten"]["outline_rd"].to_numpy()))
    # The roads that are furthest out are the corners of the hull of all.
    hull = shapely.convex_hull(shapely.multipoints(tables["road_nodes"][["x_m", "y_m"]].to_numpy()))
    corners = shapely.points(shapely.get_coordinates(hull))
    ends_m = math.ceil(float(shapely.distance(corners, outline).max()) / RIM_STEP_M) * RIM_STEP_M
    if ends_m >= RIM_SHARE * asked_m:
        return settings
    say(Message("build.rim", asked_km=asked_m / M_PER_KM, km=ends_m / M_PER_KM))
    return {**settings, "area": {**settings["area"], "roads_end_m": float(ends_m)}}


def _require_sound(area: Area) -> None:
    """Read every table once: what breaks its promise is no area."""
    for name in area.layer_names:
        area.layer(name)
    for name, entry in area.resources.items():
        if "schema" in entry:
            area.table(name)
