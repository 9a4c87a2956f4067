"""The embedded road network and the choices, ready for use."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drenthe_geo.errors import DataError, FileError, unknown_choice
from drenthe_geo.layers import embedded_layer
from drenthe_geo.network import Network, build_network
from drenthe_geo.profiles import CLASS_LISTS, Profile, profile_from_mapping
from drenthe_geo.rail import Rail, make_rail
from drenthe_geo.rail_rules import rail_rules_from_mapping
from drenthe_geo.resources import descriptor, read_settings_file, read_table
from drenthe_geo.scenarios import Scenario, scenario_from_mapping
from drenthe_geo.settings import Settings, settings_from_mapping
from drenthe_geo.situation import Situation

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


PRESET = "scenario-"
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
    modes = read_own_toml(path, "profiles")
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


def read_rail() -> Rail:
    """Read the embedded trains: lines, legs and the rules for waits and changes.

    Returns
    -------
    Rail
        Weekdays by day, timetable of 2023-24.

    Examples
    --------
    >>> float(read_rail().lines.loc["spr-gn-zl", "trains_per_hour"])
    2.0
    """
    rules = rail_rules_from_mapping(read_settings_file("rail"))
    lines = read_table("rail_lines").set_index("line")
    return make_rail(embedded_layer("stations"), lines, read_table("rail_legs"), rules)


def read_destinations() -> pd.DataFrame:
    """Read where trips by train go to.

    Returns
    -------
    pandas.DataFrame
        Index ``destination``; ``name``, ``station`` (code), ``egress_min`` (minutes
        from the platform to the door), ``source``.

    Examples
    --------
    >>> read_destinations().loc["den-haag", "station"]
    'gvc'
    """
    return read_table("destinations").set_index("destination")


def read_services() -> pd.DataFrame:
    """Read the government services that the profile names, present or wanted.

    Returns
    -------
    pandas.DataFrame
        Index ``service``; ``name``, ``ministry``, ``kind``, ``themes`` and ``regions``
        (split by ``;``), ``status``, ``site`` (where it is now), ``mention`` (place in
        the profile), ``source``.

    Examples
    --------
    >>> read_services().loc["rdi", "regions"]
    'Noord'
    """
    return read_table("services").set_index("service")


def read_situation() -> Situation:
    """Read everything that a scenario may change, as it stands.

    Returns
    -------
    Situation
        The embedded trains, roads and sites.

    Examples
    --------
    >>> read_situation().rail.lines.loc["sn-zl-emn", "name"]
    'Sneltrein Zwolle - Emmen'
    """
    return Situation(
        rail=read_rail(),
        road_nodes=read_table("road_nodes"),
        road_edges=read_table("road_edges"),
        sites=embedded_layer("sites"),
    )


def scenario_names() -> tuple[str, ...]:
    """List the scenarios that ship with the package.

    Returns
    -------
    tuple of str
        Their names.

    Examples
    --------
    >>> scenario_names()
    ('coevorden-bad-bentheim', 'meppel-flessenhals', 'n34-verdubbeld', 'nedersaksenlijn')
    """
    names = [str(entry["name"]) for entry in descriptor()["resources"]]
    return tuple(sorted(name.removeprefix(PRESET) for name in names if name.startswith(PRESET)))


def read_scenario(what: str | Path, toggles: Mapping[str, bool] | None = None) -> Scenario:
    """Read a scenario: one that ships with the package, or a file of your own.

    Parameters
    ----------
    what : str or pathlib.Path
        A name of `scenario_names`, or a TOML file (its name ends in ``.toml``).
    toggles : mapping of str to bool, optional
        Toggles that are set otherwise than by default.

    Returns
    -------
    Scenario
        The scenario.

    Raises
    ------
    ArgumentError
        If there is no such scenario or toggle, or the scenario is wrong.
    FileError
        If the file cannot be read.

    Examples
    --------
    >>> read_scenario("nedersaksenlijn", {"ter_apel": True}).toggles["ter_apel"]
    True
    """
    if not str(what).endswith(".toml"):
        if str(what) not in scenario_names():
            raise unknown_choice(
                "scenario", str(what), [*scenario_names(), "a file ending in .toml"]
            )
        raw = read_settings_file(f"{PRESET}{what}")
        return scenario_from_mapping(raw, toggles, file=f"{what}.toml")
    path = Path(what).expanduser()
    return scenario_from_mapping(read_own_toml(path, "scenarios"), toggles, file=path.name)


def read_own_toml(path: Path, what: str) -> dict[str, Any]:
    """Read a TOML file of the user.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    what : str
        What it should hold, for the message.

    Returns
    -------
    dict
        The parsed file.

    Raises
    ------
    FileError
        If it cannot be read or parsed.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})."
        raise FileError(msg) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        msg = f"{path.name}: is not a TOML file of {what} ({error})."
        raise FileError(msg) from error
