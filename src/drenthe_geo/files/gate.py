"""The one gate that every file of a user passes before it is read, and what is noted of it."""

from __future__ import annotations

import numbers
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from drenthe_geo.errors import ArgumentError, FileError
from drenthe_geo.files.leftovers import was_put_back
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    Frame = TypeVar("Frame", bound=pd.DataFrame)

NOTICES = "notices"
"""Where a frame keeps what is odd about the file it was read from: in its ``attrs``."""

FILE = "file"
"""Where a frame keeps the name of the file it was read from."""

LAYER_WORDS = ("layername", "sheet")
"""What may stand after a path and a bar to say which layer or sheet is meant, as in QGIS."""

BYTES_PER_MB = 1_000_000


@dataclass
class Reading:
    """How tables of a user are read, where that is not told file by file.

    Parameters
    ----------
    columns : mapping of str to str
        Which column plays which role; those that a file has not are for another file.
    geocode : bool
        Whether addresses may be looked up on the internet.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    geocode: bool = False
    # Roles of `columns` that some file had a column for, and whether addresses were looked up.
    used: set[str] = field(default_factory=set)

    def asked(self) -> dict[str, object]:
        """Say how files are read, where that is told, as a part of what is asked."""
        found: dict[str, object] = {}
        if self.columns:
            found["columns"] = sorted(f"{role}={name}" for role, name in self.columns.items())
        if self.geocode:
            found[GEOCODED] = True
        return found

    def require_used(self) -> None:
        """Raise if a column was named that no file had, or addresses that none had."""
        unread = [f"{role}={column}" for role, column in self.columns.items()
                  if role not in self.used]  # fmt: skip
        if unread:
            raise ArgumentError("own_files.columns_unread", columns=unread)
        if self.geocode and GEOCODED not in self.used:
            raise ArgumentError("own_files.nothing_geocoded")


GEOCODED = "geocode"

KINDS = (
    (stat.S_ISFIFO, "pipe"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "device"),
    (stat.S_ISBLK, "device"),
)


def own_path(given: object) -> Path:
    """Turn what a user gave into a path, with the home folder put in; nothing is opened.

    Parameters
    ----------
    given : str or pathlib.Path
        The path.

    Returns
    -------
    pathlib.Path
        The path.

    Raises
    ------
    ArgumentError
        If it is no path, is empty, or no file can have that name.

    Examples
    --------
    >>> own_path("sites.csv").name
    'sites.csv'
    >>> own_path("~nosuchuser/sites.csv")
    Traceback (most recent call last):
    drenthe_geo.errors.ArgumentError: ~nosuchuser/sites.csv: there is no such user; write the \
path out.
    """
    if not isinstance(given, (str, os.PathLike)):
        raise ArgumentError("own_files.not_a_path", kind=type(given).__name__)
    text = os.fspath(given)
    if not isinstance(text, str) or not text.strip():
        raise ArgumentError("own_files.empty")
    if not text.isprintable():
        raise ArgumentError("own_files.unprintable", path=ascii(text))
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ArgumentError("own_files.no_user", path=text) from None


def is_file(given: object) -> bool:
    """Tell whether a file of a user is meant and is there; what else is given is none."""
    if not isinstance(given, (str, Path)):
        return False
    try:
        return stat.S_ISREG(split_layer(given)[0].stat().st_mode)
    except (ArgumentError, OSError):
        return False


def split_layer(given: str | Path) -> tuple[Path, str | None]:
    """Take a path and the layer or sheet that may stand after it apart.

    Parameters
    ----------
    given : str or pathlib.Path
        For example ``sites.gpkg|layername=mine`` or ``sites.xlsx|sheet=2026``.

    Returns
    -------
    tuple of pathlib.Path and str or None
        The path, and the name of the layer.

    Examples
    --------
    >>> split_layer("sites.gpkg|layername=mine")[1]
    'mine'
    """
    path = own_path(given)
    before, bar, after = str(path).rpartition("|")
    word, equals, layer = after.partition("=")
    if bar and equals and word.strip().lower() in LAYER_WORDS and layer and not is_there(path):
        return Path(before), layer.strip().strip("\"'")
    return path, None


def is_there(path: Path) -> bool:
    """Tell whether something is there, also of a path that the system refuses."""
    try:
        return path.exists()
    except OSError:
        return False


def own_file(given: object, *, folder: bool = False, most_mb: float | None = None) -> Path:
    """Turn what a user gave into the path of a file that can be opened and read to its end.

    Parameters
    ----------
    given : str or pathlib.Path
        The path.
    folder : bool
        Whether a folder does as well.
    most_mb : float, optional
        Size in MB (10^6 bytes) above which it can not be what is asked for.

    Returns
    -------
    pathlib.Path
        The path; the file is there, is plain (no pipe, no device), and may be read.

    Raises
    ------
    ArgumentError
        If it is no path.
    FileError
        If there is no such file, it is a folder, a pipe or a device, is too large or may not
        be read.

    Examples
    --------
    >>> own_file("/dev/null")
    Traceback (most recent call last):
    drenthe_geo.errors.FileError: /dev/null: is a device, not a file.
    """
    path = own_path(given)
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        if not was_put_back(path):
            raise FileError("own_files.missing", path=short(path)) from None
        found = path.stat()
    except OSError as error:
        raise unreadable(path, error) from error
    if stat.S_ISDIR(found.st_mode):
        if folder:
            return path
        raise FileError("own_files.is_folder", path=short(path))
    for is_kind, kind in KINDS:
        if is_kind(found.st_mode):
            raise FileError(f"own_files.{kind}", path=short(path))
    if most_mb is not None and found.st_size > most_mb * BYTES_PER_MB:
        size_mb = found.st_size / BYTES_PER_MB
        raise FileError("own_files.too_large", path=short(path), size=size_mb, most=most_mb)
    try:
        with path.open("rb"):
            return path
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> FileError:
    """Say that a file cannot be read, and why the system says so."""
    return FileError("own_files.unreadable", path=short(path), why=error.strerror or str(error))


MOST_SIGNS, HEAD_SIGNS, TAIL_SIGNS = 200, 60, 40


def short(path: Path) -> str:
    """Write a path; of a very long one its begin and end."""
    text = str(path)
    return text if len(text) <= MOST_SIGNS else f"{text[:HEAD_SIGNS]}…{text[-TAIL_SIGNS:]}"


def notices_of(frame: pd.DataFrame) -> tuple[Message, ...]:
    """Give what is odd about the file that a frame was read from, though it may be right."""
    return tuple(_message(one) for one in frame.attrs.get(NOTICES, ()))


def file_of(frame: pd.DataFrame) -> str:
    """Give the name of the file that a frame was read from; empty where there was none."""
    return str(frame.attrs.get(FILE, ""))


def with_notices(frame: Frame, *notices: Message) -> Frame:
    """Note what is odd about the file that a frame was read from; the frame itself, changed."""
    known = notices_of(frame)
    all_of = (*known, *(one for one in dict.fromkeys(notices) if one not in known))
    # As plain values: who saves a frame saves its `attrs` as JSON.
    frame.attrs[NOTICES] = [_plain(one) for one in all_of]
    return frame


def _plain(value: object) -> object:
    """Write a message, or what fills it, as JSON can hold it."""
    if isinstance(value, Message):
        kept = dict(value.values)
        return {"key": value.key, "values": {name: _plain(one) for name, one in kept.items()}}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, (bool, str)) or value is None:
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    return float(value) if isinstance(value, numbers.Real) else str(value)


def _heard(value: object) -> object:
    """Read what `_plain` wrote."""
    if isinstance(value, dict):
        return _message(value)
    return tuple(_heard(one) for one in value) if isinstance(value, list) else value


def _message(told: dict[str, Any]) -> Message:
    """Read a message that `_plain` wrote."""
    return Message(told["key"], **{name: _heard(one) for name, one in told["values"].items()})
