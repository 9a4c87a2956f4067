"""What is kept between runs, in the user's cache folder: made once, looked up afterwards.

An entry is a file of plain arrays with a checksum of all that it says of itself. What does not
check out (another version, cut off, spoiled, somebody else's) counts as not there: it is made
again, and nobody is told. So is a folder that cannot be read or written.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import struct
import tempfile
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from drenthe_geo import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[Any]]

Kind = Literal[
    "areas",
    "catchments",
    "cells",
    "certainty",
    "claims",
    "drawn",
    "gains",
    "map-areas",
    "matches",
    "measures",
    "minutes",
    "nearer",
    "osm-roads",
    "page",
    "page-routes",
    "partition",
    "pictures",
    "reach",
    "reached-roads",
    "surroundings",
    "times",
]
"""What an entry is; each has a word in `screen.cache.kinds`."""

KINDS: tuple[Kind, ...] = get_args(Kind)

VARIABLE = "DRENTHE_GEO_CACHE"
"""Variable of the environment that names another folder; ``off`` keeps nothing."""

OFF = "off"
FOLDER = "drenthe-geo"
"""Name of the folder in the cache folder of the user."""

MOST_MB = 1000.0
"""Megabytes that are kept: some twenty suggestions with their surface. The oldest used go."""

MB = 1e6
MAGIC = b"drenthe-geo kept 1\n"
"""What every entry begins with; the number is that of this way to write one."""

DIGEST_BYTES = 32
ALIGN_BYTES = 64
"""Arrays begin at multiples of this, as processors like it."""

NAME = re.compile(r"(?P<kind>[a-z][a-z-]*)\.(?P<key>[0-9a-f]{40})\.kept")
HALF = re.compile(r"\.[0-9a-z_]{1,40}\.half")
"""Names of entries, and of those that are being written."""

HALF_S = 3600.0
"""What is older than this and only half written is left of a run that was killed."""

ARRAY_KINDS = "biufU"
"""Kinds of arrays that are kept: numbers and text, never objects."""

_is_off: ContextVar[bool] = ContextVar("_is_off", default=False)


@dataclass(frozen=True)
class Entry:
    """An entry, as its file looks from outside."""

    # One of `KINDS`, or what another version kept.
    kind: str
    path: Path
    size: int
    # Moment it was last used, in nanoseconds.
    used_ns: int


@dataclass(frozen=True)
class Cache:
    """What is kept in a folder.

    Parameters
    ----------
    folder : pathlib.Path or None
        Where; None keeps nothing.
    most_mb : float
        Megabytes that are kept.

    Examples
    --------
    >>> cache = Cache(None)
    >>> cache.keep("cells", "0" * 40, {"minutes": np.arange(3.0)})
    >>> cache.load("cells", "0" * 40) is None
    True
    """

    folder: Path | None
    most_mb: float = MOST_MB

    def load(self, kind: Kind, key: str) -> dict[str, NDArray[Any]] | None:
        """Look an entry up.

        Parameters
        ----------
        kind : str
            What it is: one of `KINDS`.
        key : str
            See `key_of`.

        Returns
        -------
        dict of str to numpy.ndarray, or None
            The arrays as they were kept; None where there is no entry, or one that is not
            what it says.
        """
        if self.folder is None:
            return None
        path = self._path(kind, key)
        try:
            if not path.is_file() or path.stat().st_size > self.most_mb * MB:
                return None
            content = bytearray(path.read_bytes())
            found = _read(content, kind, key)
        except (OSError, ValueError, KeyError, TypeError, struct.error, MemoryError):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return found

    def keep(self, kind: Kind, key: str, arrays: Arrays) -> None:
        """Keep arrays, if that can be; an older entry of that key gives way.

        Parameters
        ----------
        kind, key : str
            As of `load`.
        arrays : mapping of str to numpy.ndarray
            Numbers or text.

        Raises
        ------
        TypeError
            If an array holds objects.
        """
        if self.folder is None:
            return
        parts = _written(kind, key, arrays)
        size = sum(map(len, parts))
        if size > self.most_mb * MB:
            return
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, half = tempfile.mkstemp(prefix=".", suffix=".half", dir=self.folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.writelines(parts)
                Path(half).replace(self._path(kind, key))  # whole or not at all
            except BaseException:
                with contextlib.suppress(OSError):
                    Path(half).unlink()
                raise
            self._make_room()

    def made(self, kind: Kind, key: str, make: Callable[[], Arrays]) -> Arrays:
        """Look arrays up, or make and keep them."""
        found: Arrays | None = self.load(kind, key)
        if found is None:
            found = make()
            self.keep(kind, key, found)
        return found

    def entries(self) -> list[Entry]:
        """List the entries, the last used first; whatever else lies in the folder is none."""
        found = []
        for path, name in self._files(NAME):
            with contextlib.suppress(OSError):
                look = path.stat()
                found.append(Entry(name["kind"], path, look.st_size, look.st_mtime_ns))
        return sorted(found, key=lambda one: (-one.used_ns, one.path.name))

    def clear(self) -> list[Entry]:
        """Remove every entry, and what is left of half ones; other files stay.

        Returns
        -------
        list of Entry
            Those that were removed.
        """
        gone = [one for one in self.entries() if _removed(one.path)]
        for path, _ in self._files(HALF):
            _removed(path)
        return gone

    def _path(self, kind: str, key: str) -> Path:
        name = f"{kind}.{key}.kept"
        if self.folder is None or not NAME.fullmatch(name):
            raise ValueError(name)
        return self.folder / name

    def _files(self, names: re.Pattern[str]) -> Iterator[tuple[Path, re.Match[str]]]:
        with contextlib.suppress(OSError):
            for one in os.scandir(self.folder) if self.folder is not None else ():
                name = names.fullmatch(one.name)
                if name and one.is_file(follow_symlinks=False):
                    yield Path(one.path), name

    def _make_room(self) -> None:
        """Remove what was used longest ago till the rest may stay, and old halves."""
        left = self.most_mb * MB
        for one in self.entries():
            left -= one.size
            if left < 0:
                _removed(one.path)
        for path, _ in self._files(HALF):
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < time() - HALF_S:
                    _removed(path)


def user_cache() -> Cache:
    """Give what is kept for this user.

    Returns
    -------
    Cache
        In the user's cache folder, or in the one that the variable ``DRENTHE_GEO_CACHE`` of the
        environment names; one that keeps nothing where that is ``off``, within `without_cache`,
        or where there is no such folder.

    Examples
    --------
    >>> with without_cache():
    ...     print(user_cache().folder)
    None
    """
    return Cache(None if _is_off.get() else cache_folder())


def cache_folder() -> Path | None:
    """Find the folder of what is kept; None where nothing is to be."""
    named = os.environ.get(VARIABLE, "").strip()
    if named.lower() == OFF:
        return None
    try:
        if named:
            return Path(named).expanduser().absolute()
        from platformdirs import user_cache_dir  # noqa: PLC0415 - only where it is asked

        return Path(user_cache_dir(FOLDER, appauthor=False)).absolute()
    except (OSError, RuntimeError, ValueError):  # a user without a home
        return None


@contextlib.contextmanager
def without_cache() -> Iterator[None]:
    """Look nothing up and keep nothing, as long as this lasts.

    Examples
    --------
    >>> with without_cache():
    ...     found = dg.siting.make_suggestion(area, "veldregister", surface=False)
    >>> found.verdict.first
    'stationsgebied-heidestad'
    """
    token = _is_off.set(True)
    try:
        yield
    finally:
        _is_off.reset(token)


def _written(kind: str, key: str, arrays: Arrays) -> list[bytes]:
    """Write an entry: magic, digest, length of the head, head, and the arrays one by one."""
    told, content, at = [], [], 0
    for name, array in arrays.items():
        if array.dtype.kind not in ARRAY_KINDS:
            raise TypeError(name)
        raw = np.ascontiguousarray(array).tobytes()
        told.append([name, array.dtype.str, list(array.shape), at])
        content.append(raw + b"\0" * (-len(raw) % ALIGN_BYTES))
        at += len(content[-1])
    head = {"kind": kind, "key": key, "version": __version__, "arrays": told, "bytes": at}
    text = json.dumps(head).encode()
    start = len(MAGIC) + DIGEST_BYTES + 8
    text += b" " * (-(start + len(text)) % ALIGN_BYTES)
    parts = [struct.pack("<Q", len(text)), text, *content]
    return [MAGIC, _digest(parts), *parts]


def _read(content: bytearray, kind: str, key: str) -> dict[str, NDArray[Any]]:
    """Read an entry.

    Raises
    ------
    ValueError
        If it is not what it is to be.
    """
    start = len(MAGIC) + DIGEST_BYTES
    view = memoryview(content)
    if view[: len(MAGIC)] != MAGIC or view[len(MAGIC) : start] != _digest([view[start:]]):
        raise ValueError(kind)
    (length,) = struct.unpack_from("<Q", content, start)
    head = json.loads(bytes(view[start + 8 : start + 8 + length]))
    data = view[start + 8 + length :]
    said = (head["kind"], head["key"], head["version"], head["bytes"])
    if said != (kind, key, __version__, len(data)):
        raise ValueError(kind)
    found = {}
    for name, dtype, shape, at in head["arrays"]:
        kept = np.dtype(dtype)
        if kept.kind not in ARRAY_KINDS:
            raise ValueError(name)
        count = int(np.prod(shape, dtype=np.int64))
        found[name] = np.frombuffer(data, kept, count, at).reshape(shape)
    return found


def _digest(parts: list[Any]) -> bytes:
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for one in parts:
        digest.update(one)
    return digest.digest()


def _removed(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True
