"""Keys of what is kept: a hash of all that a result depends on, and of the code that made it."""

from __future__ import annotations

import hashlib
import os
import platform
import struct
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from drenthe_geo import __version__

KEY_BYTES = 20
"""Bytes of a key: two questions share one by chance once in 10^24 of them."""

LIBRARIES = ("numpy", "scipy", "pandas", "geopandas", "shapely", "pyproj", "numba")
"""What numbers are made with: another version may round another way."""

PACKAGE = Path(__file__).resolve().parents[1]


def key_of(*parts: object) -> str:
    """Hash what a result depends on, with the code that makes it.

    Parameters
    ----------
    *parts : object
        Texts, numbers, arrays, tables, shapes, dataclasses, rows and mappings of those. Of
        a dataclass its compared fields count; of a table values, types, names and order.

    Returns
    -------
    str
        Hexadecimal digits. Other parts, another version of the package or of a library it
        computes with, and any change of its source files give other digits.

    Raises
    ------
    TypeError
        If a part is of a kind whose content cannot be told.

    Examples
    --------
    >>> key_of("cells", 250.0) == key_of("cells", 250.0)
    True
    >>> key_of("cells", 250.0) == key_of("cells", 250)
    False
    """
    digest = hashlib.blake2b(digest_size=KEY_BYTES)
    _feed(digest, (_made_with(__version__, CODE, libraries()), parts))
    return digest.hexdigest()


@cache
def _made_with(*parts: object) -> bytes:
    """Hash the code that makes a result, once."""
    digest = hashlib.blake2b(digest_size=KEY_BYTES)
    _feed(digest, parts)
    return digest.digest()


def hash_of_files(files: Mapping[str, Path]) -> str:
    """Hash files by their names and content."""
    digest = hashlib.blake2b(digest_size=KEY_BYTES)
    for name, path in sorted(files.items()):
        _feed(digest, (name, path.read_bytes()))
    return digest.hexdigest()


def look_of_files(files: Mapping[str, Path]) -> tuple[tuple[str, int, int], ...]:
    """Tell size and moment of change of files: what is the same has not been written again."""
    looks = []
    for name, path in sorted(files.items()):
        found = path.stat()
        looks.append((name, found.st_size, found.st_mtime_ns))
    return tuple(looks)


def files_below(folder: Path, ending: str = "") -> dict[str, Path]:
    """List the files of a folder and what lies in it, by their paths within it."""
    found = {}
    for at, _, names in os.walk(folder):
        for name in names:
            if name.endswith(ending):
                path = Path(at) / name
                found[path.relative_to(folder).as_posix()] = path
    return found


@cache
def libraries() -> tuple[str, ...]:
    """Tell the versions of what numbers are made with, and on which kind of machine."""
    found = [platform.python_version(), platform.machine()]
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    return tuple(found)


CODE = look_of_files(files_below(PACKAGE, ".py"))
"""The source files of the package as they were when this was imported."""


def _feed(digest: Any, value: object) -> None:  # noqa: ANN401 - hashlib names no type
    """Add a value: what kind it is, how long, and its content."""
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        _plain(digest, value)
    elif isinstance(value, np.ndarray):
        _array(digest, value)
    elif isinstance(value, (pd.DataFrame, pd.Series, pd.Index)):
        _table(digest, value)
    elif isinstance(value, shapely.Geometry):
        _part(digest, "shape", shapely.to_wkb(value))
    elif isinstance(value, Mapping):
        _row(digest, "mapping", [part for pair in value.items() for part in pair])
    elif isinstance(value, (list, tuple)):
        _row(digest, "row", list(value))
    elif isinstance(value, frozenset) and all(isinstance(one, str) for one in value):
        _row(digest, "set", sorted(value))
    elif is_dataclass(value) and not isinstance(value, type):
        kept = [getattr(value, one.name) for one in fields(value) if one.compare]
        _row(digest, f"{type(value).__module__}.{type(value).__qualname__}", kept)
    else:
        _rare(digest, value)


def _rare(digest: Any, value: object) -> None:  # noqa: ANN401 - as above
    """Add what seldom stands in a table."""
    if isinstance(value, np.generic):
        _part(digest, value.dtype.str, value.tobytes())
    elif value is pd.NA or value is pd.NaT:
        _part(digest, "missing", str(value).encode())
    elif isinstance(value, pd.Timestamp):
        _part(digest, "moment", value.isoformat().encode())
    elif isinstance(value, Path):
        _part(digest, "path", os.fsencode(value))
    else:
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        raise TypeError(kind)


def _part(digest: Any, kind: str, content: bytes) -> None:  # noqa: ANN401 - as above
    head = kind.encode()
    digest.update(struct.pack("<QQ", len(head), len(content)))
    digest.update(head)
    digest.update(content)


def _plain(digest: Any, value: object) -> None:  # noqa: ANN401 - as above
    content = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
    if isinstance(value, float):
        content = struct.pack("<d", value)
    _part(digest, type(value).__name__, content)


def _row(digest: Any, kind: str, values: list[Any]) -> None:  # noqa: ANN401 - as above
    _part(digest, kind, struct.pack("<Q", len(values)))
    for value in values:
        _feed(digest, value)


def _array(digest: Any, values: np.ndarray[Any, Any]) -> None:  # noqa: ANN401 - as above
    if values.dtype != object:
        _part(digest, f"{values.dtype.str} {values.shape}", np.ascontiguousarray(values).tobytes())
        return
    flat = values.ravel().tolist()
    if all(isinstance(one, str) for one in flat):  # text is long: in one go
        coded = [one.encode("utf-8", "surrogatepass") for one in flat]
        _part(digest, f"texts {values.shape}", np.array([len(one) for one in coded]).tobytes())
        _part(digest, "", b"".join(coded))
    elif flat and all(one is None or isinstance(one, shapely.Geometry) for one in flat):
        _row(digest, f"shapes {values.shape}", shapely.to_wkb(values.ravel()).tolist())
    else:
        _row(digest, f"objects {values.shape}", flat)


def _table(digest: Any, table: Any) -> None:  # noqa: ANN401 - a table, column or index
    """Add a table: its kind, the names of rows and columns, and column by column."""
    _part(digest, type(table).__name__, b"")
    _feed(digest, None if (crs := getattr(table, "crs", None)) is None else crs.to_wkt())
    if isinstance(table, pd.DataFrame):
        _table(digest, table.columns)
        _table(digest, table.index)
        for at in range(table.shape[1]):
            _cells(digest, table.iloc[:, at])
        return
    if isinstance(table, pd.Series):
        _feed(digest, table.name)
        _table(digest, table.index)
    elif isinstance(table, pd.Index):
        _feed(digest, list(table.names))
    _cells(digest, table)


def _cells(digest: Any, column: Any) -> None:  # noqa: ANN401 - a column or an index
    _part(digest, str(column.dtype), b"")
    plain = isinstance(column.dtype, np.dtype) and column.dtype.kind in "biufcmM"
    _array(digest, column.to_numpy() if plain else np.asarray(column, dtype=object))
