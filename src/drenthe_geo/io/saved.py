"""A network saved to a folder of arrays that are read where they lie: open in a moment.

The folder holds a file for each array and `HEADER`, which says what they were made of, by which
version, how long each is and a digest of parts of it: what is cut off, changed or out of date is
refused with the command that makes it again.
"""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from drenthe_geo import __version__
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.errors import FileError
from drenthe_geo.files.gate import own_path, short
from drenthe_geo.files.headers import digest_of, digest_of_parts
from drenthe_geo.io.held import SavedNetwork, numbers_of, taken_apart
from drenthe_geo.io.staging import staged_folder
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.profiles import Profile

HEADER, FORMAT = "network.json", 3

KEYS = frozenset({
    "format", "version", "made_of", "profile", "own_profile", "crs", "notices", "identity",
    "columns", "side_roads", "bans", "files", "sources",
})  # fmt: skip
"""What a header says."""


def save_network(
    network: Network,
    out: str | Path,
    *,
    made_of: Mapping[str, Any] | None = None,
    profile: Profile | None = None,
) -> list[Path]:
    """Save a network to a folder, which opens in a moment however large it is.

    Parameters
    ----------
    network : Network
        The network.
    out : str or pathlib.Path
        The folder; it takes the place of a network that was saved there.
    made_of : mapping, optional
        What it was made of, see `describe_source`: the network is out of date when that changes.
    profile : Profile, optional
        The profile that was asked for, where the network's own is made of it.

    Returns
    -------
    list of pathlib.Path
        The files.

    Raises
    ------
    FileError
        If the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp()) / "car"
    >>> car = dg.roads.read_network(area, "car")
    >>> files = save_network(car, folder)
    >>> open_network(folder, car.profile).identity == car.identity
    True
    """
    out = own_path(out)
    arrays, held = taken_apart(network, profile or network.profile)
    header: dict[str, Any] = {
        "format": FORMAT,
        "version": __version__,
        "made_of": dict(made_of or {}),
        **held,
        "files": {},
    }
    with staged_folder(out, _names_in(out)) as folder:
        for name, values in arrays.items():
            path = folder / f"{name}.npy"
            np.save(path, values, allow_pickle=False)
            header["files"][path.name] = {
                "bytes": path.stat().st_size,
                "digest": digest_of_parts(path),
            }
        text = json.dumps(header, ensure_ascii=False)
        (folder / HEADER).write_text(text, encoding="utf-8", newline="\n")
    return [out / name for name in (HEADER, *header["files"])]


@checked
def open_network(folder: str | Path, profile: Profile) -> Network:
    """Open a network that was saved to a folder.

    Parameters
    ----------
    folder : str or pathlib.Path
        The folder.
    profile : Profile
        The profile that it must have been made with.

    Returns
    -------
    Network
        The network that was saved. Its arrays are read where they lie, as far as they are used;
        its table of edges and its lines when they are asked for.

    Raises
    ------
    FileError
        If the folder holds no saved network, one that is cut off or not what was saved, or
        one that is out of date: of another version of the package, of a file that has changed
        since, or with other numbers of the profile. It says which command makes it again.

    Examples
    --------
    >>> open_network("nowhere", dg.read_profile(area, "car"))
    Traceback (most recent call last):
    drenthe_geo.errors.FileError: nowhere: holds no saved network that can be read; make it anew: \
drenthe-geo network FILE --out nowhere.
    """
    folder = own_path(folder)
    header = _header_of(folder, profile)
    _require_whole(folder, header, profile)
    _require_fresh(folder, header, profile)

    def array(name: str) -> NDArray[Any]:
        """Read an array where it lies; what is written into it stays in memory."""
        return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="c"))

    return SavedNetwork.of(array, header, profile)


def is_saved_network(path: Path) -> bool:
    """Tell whether a folder holds a saved network, or what is left of one."""
    return path.is_dir() and ((path / HEADER).exists() or (path / "node_xy_m.npy").exists())


def describe_source(
    source: str | Path, columns: Mapping[str, str] | None, profile_file: str | Path | None
) -> dict[str, Any]:
    """Say what a network is made of: a file and its state, and how it is read."""
    path = own_path(source)
    found = path.stat()
    return {
        "source": str(source),
        "path": str(path.resolve()),
        "bytes": found.st_size,
        "changed": found.st_mtime_ns,
        "digest": digest_of(path),
        "columns": dict(columns or {}),
        "profile_file": None if profile_file is None else str(profile_file),
    }


def _header_of(folder: Path, profile: Profile) -> dict[str, Any]:
    """Read the header of a folder."""
    try:
        header = json.loads((folder / HEADER).read_text(encoding="utf-8"))
        known = header["format"] == FORMAT and set(header) == KEYS
    except (OSError, ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise FileError(
            "io.saved_unreadable", path=short(folder), command=_command(folder, {}, profile)
        )
    return dict(header)


def _require_whole(folder: Path, header: Mapping[str, Any], profile: Profile) -> None:
    """Refuse a folder of which something is missing, cut off or not what was saved."""
    for name, said in header["files"].items():
        path = folder / name
        try:
            whole = path.stat().st_size == said["bytes"] and digest_of_parts(path) == said["digest"]
        except OSError:
            whole = False
        if not whole:
            raise FileError(
                "io.saved_cut_off",
                path=short(folder),
                file=name,
                command=_command(folder, header, profile),
            )


def _require_fresh(folder: Path, header: Mapping[str, Any], profile: Profile) -> None:
    """Refuse a folder that was made of something else than it would be now."""
    made_of, why = header["made_of"], None
    if header["version"] != __version__:
        why = Message("io.saved_why.version", made=header["version"], now=__version__)
    elif made_of.get("path") and not _is_same_file(made_of):
        why = Message("io.saved_why.source", file=Path(made_of["path"]).name)
    elif numbers_of(profile) != header["profile"]:
        why = Message("io.saved_why.profile", made=header["profile"]["mode"], asked=profile.mode)
        if profile.mode == header["profile"]["mode"]:
            why = Message("io.saved_why.numbers", mode=profile.mode)
    if why is not None:
        command = _command(folder, header, profile)
        raise FileError("io.saved_stale", path=short(folder), why=why, command=command)


def _is_same_file(made_of: Mapping[str, Any]) -> bool:
    """Tell whether a file is as it was; one that is gone can have no other roads."""
    path = Path(made_of["path"])
    try:
        found = path.stat()
    except OSError:
        return True
    if found.st_size != made_of["bytes"]:
        return False
    return bool(found.st_mtime_ns == made_of["changed"]) or digest_of(path) == made_of["digest"]


def _command(folder: Path, header: Mapping[str, Any], profile: Profile) -> str:
    """Say the command that makes a saved network again."""
    made_of = header.get("made_of", {})
    if "country" in made_of:  # of a file of OpenStreetMap, for several modes at once
        made = ["build", made_of["source"], "--network-only", "--out", str(folder.parent)]
        made += ["--country", made_of["country"]]
        made += ["--keep-islands"] if made_of.get("keep_islands") else []
        return shlex.join(["drenthe-geo", *made])
    words = ["drenthe-geo", "network", made_of.get("source", "FILE"), "--out", str(folder)]
    words += ["--mode", profile.mode] if profile.mode != "car" else []
    words += ["--profile", made_of["profile_file"]] if made_of.get("profile_file") else []
    pairs = [f"{role}={name}" for role, name in made_of.get("columns", {}).items()]
    words += ["--network-columns", ",".join(pairs)] if pairs else []
    words += ["--peak"] if profile.at_peak else []
    return shlex.join(words)


def _names_in(folder: Path) -> frozenset[str]:
    """Names of the files of a network that was saved in a folder: they may be replaced."""
    try:
        header = json.loads((folder / HEADER).read_text(encoding="utf-8"))
        return frozenset({HEADER, *header["files"]})
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()
