"""Roads of OpenStreetMap as the network of a mode: from a file, or from a folder made of one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.crs import RD, RD_NEW, Grid
from drenthe_geo.errors import FileError
from drenthe_geo.files.gate import own_file, own_path, short
from drenthe_geo.io.saved import HEADER, open_network
from drenthe_geo.osm.gate import require_osm_file, said_by_osmium
from drenthe_geo.osm.origin import origin_of
from drenthe_geo.osm.placing import metric_crs_of
from drenthe_geo.roads.network import build_network

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.area.sources import Source
    from drenthe_geo.osm.read import OsmRoads
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.profiles import Profile

BUILT = "roads.json"
"""What a folder of networks says of itself."""

ELSEWHERE = "default"
"""Rules where the country is not known."""


def country_of(path: Path) -> str:
    """Tell whose rules hold for a file by where its first node lies.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    str
        ``"nl"`` within the bounds of RD New, else ``"default"``.
    """
    return "nl" if crs_at_start(path) == RD_NEW else ELSEWHERE


def crs_at_start(path: Path, near: Grid = RD) -> str | None:
    """Tell which projection the first node of a file lies in; none where it has no node.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    near : Grid
        CRS of the area, which is taken where it lies there.

    Returns
    -------
    str or None
        See `metric_crs_of`; the roads together may lie in another.
    """
    require_osm_file(path)
    import osmium  # noqa: PLC0415 - an extra

    with said_by_osmium(path):
        for node in osmium.FileProcessor(str(path), osmium.osm.NODE):
            if isinstance(node, osmium.osm.Node) and node.location.valid():
                at = np.array([node.location.lon]), np.array([node.location.lat])
                return metric_crs_of(*at, near)
    return None


def network_of_osm(roads: OsmRoads, profile: Profile, source: Source) -> Network:
    """Make the network of a mode of roads that were read.

    Parameters
    ----------
    roads : OsmRoads
        The roads.
    profile : Profile
        The mode's profile.
    source : Source
        Where they are from; see `origin_of`.

    Returns
    -------
    Network
        The network.
    """
    network = build_network(
        roads.nodes, roads.edges, profile, lines=roads.lines, crs=roads.crs, bans=roads.bans
    )
    return replace(network, sources=(source,))


def network_of_file(
    path: Path, profile: Profile, country: str | None = None, near: Grid = RD
) -> Network:
    """Read a file of OpenStreetMap as the network of a mode.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    profile : Profile
        The mode's profile.
    country : str, optional
        Whose rules hold; see `country_of`.
    near : Grid
        CRS of the area, which the network takes where it lies there.

    Returns
    -------
    Network
        The network.
    """
    from drenthe_geo.osm.read import read_osm  # noqa: PLC0415 - for such files alone
    from drenthe_geo.osm.rules import read_rules  # noqa: PLC0415 - as above

    rules = read_rules(country or country_of(path))
    return network_of_osm(read_osm(path, rules, near=near), profile, origin_of(path))


def is_built_folder(path: Path) -> bool:
    """Tell whether a folder holds networks that were made of a file of OpenStreetMap."""
    return path.is_dir() and (path / BUILT).is_file()


def header_of_folder(source: str | Path) -> Path | None:
    """Find what a folder of roads says of itself; none where it is no such folder."""
    if str(source) in {"", "default"}:
        return None
    folder = own_path(source)
    return next((at for name in (BUILT, HEADER) if (at := folder / name).is_file()), None)


def modes_in(folder: Path) -> list[str]:
    """Read which modes a folder holds a network for.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.

    Returns
    -------
    list of str
        The modes.

    Raises
    ------
    FileError
        If it says none that can be read.
    """
    try:
        text = own_file(folder / BUILT, most_mb=MOST_MB).read_text(encoding="utf-8")
        modes = json.loads(text)["modes"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        modes = None
    if not isinstance(modes, list) or not all(isinstance(one, str) for one in modes):
        raise FileError("osm.built_unreadable", path=short(folder), file=BUILT)
    return modes


MOST_MB = 1.0
"""Of what a folder of networks says of itself."""


def open_built(folder: Path, profile: Profile) -> Network:
    """Open the network of a mode in a folder that holds one for each.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.
    profile : Profile
        The mode's profile.

    Returns
    -------
    Network
        The network.
    """
    modes = modes_in(folder)
    if profile.mode not in modes:
        raise FileError("osm.no_mode", path=short(folder), mode=profile.mode, modes=modes)
    return open_network(folder / profile.mode, profile)
