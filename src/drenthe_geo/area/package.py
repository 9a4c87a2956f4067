"""Where areas are, and how a folder of tables describes itself."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drenthe_geo.area.gazetteer import plain_name, unknown_name
from drenthe_geo.errors import DataError, FileError
from drenthe_geo.files.gate import own_path
from drenthe_geo.words.message import Message

DESCRIPTOR = "datapackage.json"
FACTS = "area.toml"
DEFAULTS = "defaults"

OTHERS = {
    "manifest.json": "layers.is_sources",
    "roads.json": "layers.is_roads",
    "network.json": "layers.is_roads",
}
"""Files of folders that are often given as an area and are none, and what is said of each."""


def data_dir() -> Path:
    """Find the folder that holds the embedded areas: of a wheel, or of a checkout."""
    here = Path(__file__).resolve().parents[1]
    for folder in (here / "data", here.parents[1] / "data"):
        if (folder / DEFAULTS / DESCRIPTOR).is_file():
            return folder
    raise DataError("layers.not_embedded", file=DESCRIPTOR)


def area_names() -> tuple[str, ...]:
    """List the areas that ship with the package."""
    return tuple(sorted(path.parent.name for path in data_dir().glob(f"*/{FACTS}")))


def area_folder(what: str | Path | None = None) -> Path:
    """Find the folder of an embedded area by its name, or of one's own by its path."""
    names = {plain_name(name): name for name in area_names()}
    if what is None:
        what = next(iter(names.values())) if len(names) == 1 else ""
    if plain_name(str(what)) in names:
        return data_dir() / names[plain_name(str(what))]
    folder = own_path(what)
    if not str(what) or not folder.is_dir():
        choices: list[str | Message] = [*names.values(), Message("layers.or_folder")]
        raise unknown_name(str(what), names.values(), "area", choices)
    for mark, key in OTHERS.items():
        if (folder / mark).is_file() and not (folder / FACTS).exists():
            raise FileError(key, folder=folder)
    for name in (FACTS, DESCRIPTOR):
        if not (folder / name).is_file():
            raise FileError("layers.no_area", folder=folder, file=name)
    return folder


def read_descriptor(folder: Path) -> dict[str, Any]:
    """Read what a folder says of its tables."""
    package = read_json(folder / DESCRIPTOR)
    if not isinstance(package.get("resources"), list):
        raise DataError("layers.not_described", file=DESCRIPTOR)
    return package


def described(folder: Path) -> dict[str, dict[str, Any]]:
    """Describe all tables and files by name: those of an area over the defaults."""
    return {
        entry["name"]: {**entry, "folder": str(at)}
        for at in (data_dir() / DEFAULTS, folder)
        for entry in read_descriptor(at)["resources"]
    }


def files_of(folder: Path, resources: Mapping[str, Mapping[str, Any]]) -> dict[str, Path]:
    """List the files that an area is read from, those of the defaults too, by their paths."""
    files = {Path(entry["folder"]) / str(entry["path"]) for entry in resources.values()}
    files |= {at / name for at in (data_dir() / DEFAULTS, folder) for name in (FACTS, DESCRIPTOR)}
    return {str(path): path for path in sorted(files) if path.is_file()}


def read_json(path: Path) -> dict[str, Any]:
    """Read a file of the package that is JSON."""
    try:
        parsed: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise damaged(path, error) from error
    return parsed


def read_toml(path: Path) -> dict[str, Any]:
    """Read a file of the package that is TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise damaged(path, error) from error


def damaged(path: Path, error: Exception) -> DataError:
    """Say that a file of an area cannot be read."""
    return DataError("layers.damaged", file=path.name, reason=error)


def sha256(path: Path) -> str:
    """Hash a file: its SHA-256 as hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one table over another, key by key; what is no table is replaced."""
    found = dict(below)
    for name, value in above.items():
        lower = found.get(name)
        both = isinstance(lower, Mapping) and isinstance(value, Mapping)
        found[name] = laid_over(lower, value) if both else value  # type: ignore[arg-type]  # `both`
    return found
