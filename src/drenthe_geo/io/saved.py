"""A network saved to a folder of arrays that are read where they lie: open in a moment.

The folder holds a file for each array and `HEADER`, which says what they were made of, by which
version, how long each is and a digest of parts of it: what is cut off, changed or out of date is
refused with the command that makes it again.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import asdict, fields, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from drenthe_geo import __version__
from drenthe_geo.area.sources import Source
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.errors import FileError
from drenthe_geo.files.gate import own_path, short
from drenthe_geo.files.headers import as_message, as_plain, digest_of, digest_of_parts
from drenthe_geo.io.apart import AT_ONCE, OF_BANS, OF_TURNS, arrays_of
from drenthe_geo.io.staging import staged_folder
from drenthe_geo.roads.arcs import graph_matrix
from drenthe_geo.roads.network import Network
from drenthe_geo.roads.side_roads import SideRoads
from drenthe_geo.roads.turns import Turns
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from drenthe_geo.roads.profiles import Profile

HEADER, FORMAT = "network.json", 3

KEYS = frozenset({
    "format", "version", "made_of", "profile", "own_profile", "crs", "notices", "identity",
    "columns", "side_roads", "bans", "files", "sources",
})  # fmt: skip
"""What a header says."""

WORDS = frozenset({"phrase", "said", "sources", "paths_known"})
"""What a profile says; the numbers alone make a network, wherever it is asked for."""


class SavedNetwork(Network):
    """A network whose table of edges and lines are read when they are asked for."""

    _folder: Path
    _header: Mapping[str, Any]

    @classmethod
    def of(cls, folder: Path, header: Mapping[str, Any], profile: Profile) -> SavedNetwork:
        """Give the network of a folder that has been checked."""
        made = object.__new__(cls)
        held = vars(made)
        held |= {"_folder": folder, "_header": header, "profile": profile, "crs": header["crs"]}
        held["notices"] = tuple(as_message(one) for one in header["notices"])
        held["sources"] = tuple(_source(one) for one in header["sources"])
        held |= {name: made._array(name) for name in AT_ONCE}
        # Not later: the class has a value for those that a network may lack.
        held["side_roads"], held["turns"] = made._side_roads(), made._turns()
        held["identity"] = bytes.fromhex(header["identity"])
        return made

    @cached_property
    def arcs(self) -> Any:  # noqa: ANN401 - a matrix; to name its type would read scipy
        """Arcs as a matrix of times, read where they lie."""
        return self._matrix("arcs")

    @cached_property
    def reversed_arcs(self) -> Any:  # noqa: ANN401 - as above
        """Arcs turned round, read where they lie."""
        return self._matrix("reversed_arcs")

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - of several kinds
        """Read what is asked for the first time."""
        read = {"edges": self._edges, "lines": self._lines}
        if name not in read:
            raise AttributeError(name)
        vars(self)[name] = read[name]()
        return vars(self)[name]

    def __reduce__(self) -> tuple[Any, ...]:
        """Be copied and pickled as the network that it is, whole."""
        return Network, tuple(getattr(self, one.name) for one in fields(Network))

    def _array(self, name: str) -> NDArray[Any]:
        """Read an array where it lies; what is written into it stays in memory."""
        return np.asarray(np.load(self._folder / f"{name}.npy", mmap_mode="c"))

    def _matrix(self, name: str) -> Any:  # noqa: ANN401 - as above
        from scipy.sparse import csr_array  # noqa: PLC0415 - keeps the opening light

        if "_folder" not in vars(self):  # it was made of one that was opened, and may differ
            return graph_matrix(self, reverse=name == "reversed_arcs")
        parts = tuple(self._array(f"{name}_{part}") for part in ("data", "indices", "indptr"))
        return csr_array(parts, shape=(self.n_nodes, self.n_nodes))

    def _edges(self) -> pd.DataFrame:
        columns = {}
        for name, kind in self._header["columns"].items():
            values = self._array(f"edge_{name}")
            if kind is not None:
                # The last stands for what is missing.
                known = np.array([*kind["values"], None], dtype=object)
                columns[name] = pd.Series(known[values], dtype=kind["dtype"])
            else:
                columns[name] = pd.Series(values)
        return pd.DataFrame(columns)

    def _lines(self) -> NDArray[np.object_]:
        where = self._array("line_start")
        if len(where) == 1:
            return np.empty(0, dtype=object)
        lines: NDArray[np.object_] = shapely.from_ragged_array(
            shapely.GeometryType.LINESTRING, self._array("line_xy_m"), (where,)
        )
        return lines

    def _side_roads(self) -> SideRoads | None:
        if not self._header["side_roads"]:
            return None
        names = [one.name for one in fields(SideRoads)]
        if self._header["bans"] is None:
            names = [name for name in names if name not in OF_BANS]
        return SideRoads(**{name: self._array(f"side_{name}") for name in names})

    def _turns(self) -> Turns | None:
        bans = self._header["bans"]
        if bans is None:
            return None
        return Turns(**{name: self._array(f"turns_{name}") for name in OF_TURNS}, bans=bans)


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
    out, asked = own_path(out), profile or network.profile
    arrays, columns = arrays_of(network)
    own, same = _numbers(network.profile), _numbers(asked)
    changed = {name: value for name, value in own.items() if value != same[name]}
    header: dict[str, Any] = {
        "format": FORMAT,
        "version": __version__,
        "made_of": dict(made_of or {}),
        "profile": same,
        "own_profile": changed | {"paths_known": network.profile.paths_known},
        "crs": network.crs,
        "notices": [as_plain(one) for one in network.notices],
        "sources": [{**asdict(one), "credits": dict(one.credits)} for one in network.sources],
        "identity": network.identity.hex(),
        "columns": columns,
        "side_roads": network.side_roads is not None,
        "bans": None if network.turns is None else network.turns.bans,
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
    return SavedNetwork.of(folder, header, replace(profile, **_read_numbers(header["own_profile"])))


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


def _source(said: Mapping[str, Any]) -> Source:
    """Read where the roads are from."""
    return Source(**{**said, "credits": tuple(said["credits"].items())})


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
    elif _numbers(profile) != header["profile"]:
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
        return shlex.join(["drenthe-geo", *made, "--country", made_of["country"]])
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


def _numbers(profile: Profile) -> dict[str, Any]:
    """Take what a network depends on of a profile, as it stands in a header."""
    found = {}
    for one in fields(profile):
        value = getattr(profile, one.name)
        if one.name not in WORDS:
            found[one.name] = (
                value if isinstance(value, (str, bool, int, float)) else _listed(value)
            )
    return found


def _listed(value: Iterable[str] | Mapping[str, float]) -> list[Any]:
    """Put a set or a mapping in order."""
    return (
        sorted([name, number] for name, number in value.items())
        if hasattr(value, "items")
        else sorted(value)
    )


def _read_numbers(found: Mapping[str, Any]) -> dict[str, Any]:
    """Read numbers of a profile from a header."""
    read: dict[str, Any] = {}
    for name, value in found.items():
        read[name] = value
        if isinstance(value, list):
            mapped = name in {"speeds_kmh", "peak"}
            read[name] = dict(value) if mapped else frozenset(value)
    return read
