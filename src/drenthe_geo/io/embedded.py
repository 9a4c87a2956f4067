"""The embedded road network and the choices, ready for use."""

from __future__ import annotations

from functools import cache

from drenthe_geo.errors import unknown_choice
from drenthe_geo.network import Network, build_network
from drenthe_geo.profiles import Profile, profile_from_mapping
from drenthe_geo.resources import read_settings_file, read_table
from drenthe_geo.settings import Settings, settings_from_mapping


def read_profile(mode: str = "car") -> Profile:
    """Read the profile of a mode.

    Parameters
    ----------
    mode : str
        Name of the mode.

    Returns
    -------
    Profile
        The profile, with the source of every number.

    Raises
    ------
    ArgumentError
        If there is no such mode.

    Examples
    --------
    >>> read_profile("car").access_kmh
    15.0
    """
    modes = read_settings_file("profiles")
    if mode not in modes:
        raise unknown_choice("mode", mode, modes)
    return profile_from_mapping(mode, modes[mode])


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


def read_network(mode: str = "car") -> Network:
    """Read the embedded model road network for a mode.

    Parameters
    ----------
    mode : str
        Name of the mode.

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
    profile = read_profile(mode)
    return build_network(read_table("road_nodes"), read_table("road_edges"), profile)
