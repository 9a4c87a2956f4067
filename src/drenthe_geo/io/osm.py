"""Roads of OpenStreetMap as the network of a mode: from a file, or from a folder made of one."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.area.package import DEFAULTS, data_dir
from drenthe_geo.crs import RD, Grid
from drenthe_geo.errors import FileError
from drenthe_geo.files.gate import own_file, own_path, short
from drenthe_geo.io.edges.rules import network_rules
from drenthe_geo.io.held import SavedNetwork, numbers_of, taken_apart
from drenthe_geo.io.saved import HEADER, open_network
from drenthe_geo.osm.country import country_told
from drenthe_geo.osm.gate import require_osm_file, said_by_osmium
from drenthe_geo.osm.origin import origin_of
from drenthe_geo.osm.placing import metric_crs_of
from drenthe_geo.roads.network import build_network
from drenthe_geo.roads.pieces import network_notices
from drenthe_geo.units import M_PER_KM
from drenthe_geo.words.message import Message
from drenthe_geo.work.cache import user_cache
from drenthe_geo.work.key import hash_of_files, key_of, look_of_files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from drenthe_geo.area.sources import Source
    from drenthe_geo.osm.read import OsmRoads
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.work.cache import Kind

BUILT = "roads.json"
"""What a folder of networks says of itself."""

KEPT: Kind = "osm-roads"
"""Kind of what is kept of a file for the next run."""

ABOUT = "about"
"""The array that tells of the others."""

RULES = ("osm.toml", "networks.toml", "sources.toml")
"""Files of choices that a network depends on: what tags mean, what is said, whom to name."""


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


def network_of_osm(
    roads: OsmRoads, profile: Profile, source: Source, file: str, rules: Message
) -> Network:
    """Make the network of a mode of roads that were read.

    Parameters
    ----------
    roads : OsmRoads
        The roads.
    profile : Profile
        The mode's profile.
    source : Source
        Where they are from; see `origin_of`.
    file : str
        Name of the file, for what is said of it.
    rules : Message
        Whose rules of the road were applied; see `country_told`.

    Returns
    -------
    Network
        The network; whose rules were applied, which roads were closed as islands, and whether
        those that are left hang together, is among its notices.
    """
    network = build_network(
        roads.nodes, roads.edges, profile, lines=roads.lines, crs=roads.crs, bans=roads.bans
    )
    what, share = Message("io.network", source=file), network_rules().strong_share
    said = (rules, *_closed(roads, network, file), *network_notices(network, what, share))
    return replace(network, sources=(source,), notices=said)


def _closed(roads: OsmRoads, network: Network, file: str) -> tuple[Message, ...]:
    """Say how many roads were closed to a mode because one cannot come there and get back."""
    counts, mode = roads.report.counts, network.profile.access_column
    closed, metres = (counts.get(f"{code}_{mode}", 0) for code in ("island", "island_m"))
    if not closed:
        return ()
    share = metres / (metres + float(network.edges["length_m"].sum()) or 1.0)
    said = {"file": file, "count": closed, "km": metres / M_PER_KM, "share": share}
    return (Message("osm.closed", by=network.profile.phrase, **said),)


def network_of_file(
    path: Path, profile: Profile, country: str | None = None, near: Grid = RD
) -> Network:
    """Read a file of OpenStreetMap as the network of a mode, or look up what was made of it.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    profile : Profile
        The mode's profile.
    country : str, optional
        Whose rules hold; see `country_told`.
    near : Grid
        CRS of the area, which the network takes where it lies there.

    Returns
    -------
    Network
        The network; for the next run it is kept, by the content of the file.
    """
    cache = user_cache()
    if cache.folder is None:
        return _read_file(path, profile, country, near)
    own_file(path)
    files = {path.name: path}
    look, key = look_of_files(files), _key(files, profile, country, near)
    arrays = cache.load(KEPT, key)
    if arrays is not None:
        with suppress(KeyError, ValueError, TypeError):  # whole, but not what it is to be
            header = json.loads(arrays[ABOUT].tobytes())
            return SavedNetwork.of(arrays.__getitem__, header, profile)
    network = _read_file(path, profile, country, near)
    if look_of_files(files) == look:  # it was not written anew meanwhile
        made, header = taken_apart(network, profile)
        about = np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)
        cache.keep(KEPT, key, {ABOUT: about, **made})
    return network


def _key(files: Mapping[str, Path], profile: Profile, country: str | None, near: Grid) -> str:
    """Hash what a network of a file depends on: its content, the rules, the profile, the area."""
    rules = {name: data_dir() / DEFAULTS / name for name in RULES}
    hashed = hash_of_files(files), hash_of_files(rules)
    return key_of(KEPT, *hashed, numbers_of(profile), profile.phrase, country, near.code)


def _read_file(path: Path, profile: Profile, country: str | None, near: Grid) -> Network:
    """Read a file of OpenStreetMap as the network of a mode."""
    from drenthe_geo.osm.read import read_osm  # noqa: PLC0415 - for such files alone
    from drenthe_geo.osm.rules import read_rules  # noqa: PLC0415 - as above

    told = country_told(path, country)
    roads = read_osm(path, read_rules(told.country), near=near)
    return network_of_osm(roads, profile, origin_of(path), path.name, told.said)


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
