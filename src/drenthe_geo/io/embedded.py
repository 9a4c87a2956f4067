"""The embedded road network and the choices, ready for use."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drenthe_geo.errors import DataError, FileError, unknown_choice
from drenthe_geo.network import Network, build_network
from drenthe_geo.profiles import CLASS_LISTS, Profile, profile_from_mapping
from drenthe_geo.resources import read_settings_file, read_table
from drenthe_geo.settings import Settings, settings_from_mapping

if TYPE_CHECKING:
    from collections.abc import Mapping


ALIKE = 0.75
"""Share of two class names that must match for one to be taken for a slip."""


def read_profile(mode: str | None = None, path: str | Path | None = None) -> Profile:
    """Read the profile of a mode.

    Parameters
    ----------
    mode : str, optional
        Name of the mode; ``"car"`` where not given, or the only one in the file.
    path : str or pathlib.Path, optional
        A profiles file of your own, made like ``data/profiles.toml``: a table per
        mode, and every number with its source.

    Returns
    -------
    Profile
        The profile, with the source of every number.

    Raises
    ------
    ArgumentError
        If there is no such mode.
    FileError
        If your file cannot be read, or one of its numbers is missing, unknown, out
        of range or without a source.

    Examples
    --------
    >>> read_profile("car").access_kmh
    15.0
    """
    if path is None:
        modes = read_settings_file("profiles")
        return profile_from_mapping(*_one_mode(modes, mode or "car", "mode"))
    path = Path(path).expanduser()
    try:
        modes = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})."
        raise FileError(msg) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        msg = f"{path.name}: is not a TOML file of profiles ({error})."
        raise FileError(msg) from error
    if not modes:
        msg = f"{path.name}: is empty; it must have a table of numbers per mode."
        raise FileError(msg)
    if mode is None and len(modes) != 1:
        mode = "car"
    try:
        profile = profile_from_mapping(
            *_one_mode(modes, mode or next(iter(modes)), f"mode of {path.name}")
        )
    except DataError as error:
        msg = f"{path.name}: {error}"
        raise FileError(msg) from error
    return _with_odd_classes(profile)


def _with_odd_classes(profile: Profile) -> Profile:
    """Say in the note which road classes look misspelled; a network may have its own."""
    lists = [sorted(getattr(profile, name)) for name in CLASS_LISTS]
    used = [*profile.speeds_kmh, *(name for classes in lists for name in classes)]
    known: set[str] = set()
    for raw in read_settings_file("profiles").values():
        known |= set(raw["speeds_kmh"]["value"])
        known |= {name for part in CLASS_LISTS for name in raw[part]["value"]}
    said = [profile.note] if profile.note else []
    for name in dict.fromkeys(used):
        close = difflib.get_close_matches(name, sorted(known - {name}), n=1, cutoff=ALIKE)
        if name not in known and close:
            said.append(f"Its profile names a road class {name!r}; did it mean {close[0]!r}?")
    return replace(profile, note=" ".join(said))


def _one_mode(modes: Mapping[str, Any], mode: str, what: str) -> tuple[str, Mapping[str, Any]]:
    if mode not in modes:
        raise unknown_choice(what, mode, modes)
    if not isinstance(modes[mode], dict):
        msg = f"{mode!r} is not a table of numbers; write [{mode}.access_kmh] and so on."
        raise DataError(msg)
    return mode, modes[mode]


@cache
def read_settings() -> Settings:
    """Read the choices of the analysis.

    Returns
    -------
    Settings
        The choices, with the source of every number.

    Examples
    --------
    >>> read_settings().cutoffs_min
    (10.0, 20.0, 30.0)
    """
    return settings_from_mapping(read_settings_file("analysis"))


def read_network(mode: str | Profile = "car") -> Network:
    """Read the embedded model road network for a mode.

    Parameters
    ----------
    mode : str or Profile
        Name of the mode, or a profile of your own; see `read_profile`.

    Returns
    -------
    Network
        The routable network of Drenthe and 12 km around it.

    Raises
    ------
    ArgumentError
        If there is no such mode.

    Examples
    --------
    >>> read_network("car").n_nodes > 10_000
    True
    """
    profile = mode if isinstance(mode, Profile) else read_profile(mode)
    return build_network(read_table("road_nodes"), read_table("road_edges"), profile)
