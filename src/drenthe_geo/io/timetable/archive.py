"""The text files of a feed, out of a zip or a folder, without unpacking anything."""

from __future__ import annotations

import csv
import re
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pandas as pd

from drenthe_geo.errors import FileError
from drenthe_geo.files.gate import BYTES_PER_MB, own_file, unreadable
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import IO

    Sizes = Mapping[str, tuple[int, int | None]]
    """Size of each file, and how many bytes it takes in a zip."""

STOP_TIMES = "stop_times"

# A feed of a whole country has some 1,300 MB of stop times, and of all else far less.
MOST_MB = {STOP_TIMES: 4000.0}
MOST_MB_ELSE = 400.0
# Text of a timetable shrinks some ten to thirty times; what shrinks far more is no timetable.
MOST_SHRUNK, SHRUNK_FROM_MB = 200, 10.0

ROWS_AT_ONCE = 100_000
"""Rows of a file that are held at a time."""

LONG_ROW = re.compile(r"(\d+)\D+(\d+)\D+(\d+)")
"""Cells wanted, line and cells seen, in the words of pandas."""


@dataclass(frozen=True)
class Archive:
    """The files of a feed by their names without ``.txt``: where each is, nothing read yet."""

    path: Path
    # Name of a table → its file in the zip or the folder.
    members: dict[str, str]

    @property
    def name(self) -> str:
        """What the feed is called in a message."""
        return self.path.name

    def has(self, table: str) -> bool:
        """Tell whether there is a file of a table."""
        return table in self.members

    @contextmanager
    def _opened(self, table: str) -> Iterator[IO[bytes]]:
        """Open the file of a table."""
        if self.path.is_dir():
            with (self.path / self.members[table]).open("rb") as file:
                yield file
        else:
            with zipfile.ZipFile(self.path) as whole, whole.open(self.members[table]) as file:
                yield file

    @contextmanager
    def _refusing(self, table: str) -> Iterator[None]:
        """Say what is wrong with a file in one sentence."""
        where = Message("io.feed_file", file=self.name, table=f"{table}.txt")
        try:
            yield
        except UnicodeDecodeError as error:
            raise FileError("io.feed_not_utf8", where=where) from error
        except pd.errors.ParserError as error:
            long = LONG_ROW.search(str(error))
            if long is None:
                raise FileError("io.feed_unreadable", where=where) from error
            cells, line, seen = map(int, long.groups())
            raise FileError(
                "io.feed_long_row", where=where, row=line - 1, cells=seen, heads=cells
            ) from error
        # RuntimeError: packed in a way that zipfile does not know.
        except (zipfile.BadZipFile, EOFError, RuntimeError, csv.Error) as error:
            raise FileError("io.feed_unreadable", where=where) from error
        except OSError as error:
            if isinstance(error, FileError):
                raise
            raise unreadable(Path(self.name) / f"{table}.txt", error) from error
        except Exception as error:
            if type(error).__module__ != "zlib":  # its only error has no public name of its own
                raise
            raise FileError("io.feed_unreadable", where=where) from error

    def heads(self, table: str) -> list[str]:
        """Read the column names of a file."""
        with self._refusing(table), self._opened(table) as file:
            line = file.readline(LONGEST_HEAD).decode("utf-8-sig")
        with self._refusing(table):
            names = [name.strip() for name in next(csv.reader([line], skipinitialspace=True), [])]
        where = Message("io.feed_file", file=self.name, table=f"{table}.txt")
        if not any(names):
            raise FileError("io.feed_empty", where=where)
        if len(names) == 1 and (";" in line or "\t" in line):
            sign = Message("io.semicolons" if ";" in line else "io.tabs")
            raise FileError("io.feed_separator", where=where, sign=sign)
        twice = sorted({name for name in names if name and names.count(name) > 1})
        if twice:
            raise FileError("io.feed_column_twice", where=where, names=twice)
        return names

    def chunks(self, table: str, columns: tuple[str, ...]) -> Iterator[pd.DataFrame]:
        """Read some columns of a file as text without blanks around it, in parts."""
        heads = self.heads(table)
        how: dict[str, Any] = {
            "dtype": str,
            "encoding": "utf-8-sig",
            "keep_default_na": False,
            "skipinitialspace": True,
            "chunksize": ROWS_AT_ONCE,
        }
        with self._refusing(table), self._opened(table) as file:
            for rows in pd.read_csv(file, **how):
                if not isinstance(rows.index, pd.RangeIndex):  # all rows have a cell too many
                    cells = len(heads) + rows.index.nlevels
                    where = Message("io.feed_file", file=self.name, table=f"{table}.txt")
                    said = {"row": 1, "cells": cells, "heads": len(heads)}
                    raise FileError("io.feed_long_row", where=where, **said)
                rows.columns = pd.Index(heads)
                kept = rows[[name for name in columns if name in heads]].fillna("")
                yield kept.apply(lambda column: column.str.strip())

    def table(self, table: str, columns: tuple[str, ...]) -> pd.DataFrame:
        """Read some columns of a file as text; rows are numbered as they stand, from 1."""
        found = pd.concat(self.chunks(table, columns), ignore_index=True)
        found.index += 1
        return found[(found != "").any(axis=1)]  # a row of commas alone says nothing


LONGEST_HEAD = 100_000
"""Signs of a first line; a longer one is none of column names."""


def open_archive(given: str | Path) -> Archive:
    """Find the files of a feed, refusing what is none or would not fit in memory."""
    path = own_file(given, folder=True)
    sizes: Sizes = _zipped(path) if path.is_file() else {}
    if path.is_dir():
        sizes = {
            one.relative_to(path).as_posix(): (one.stat().st_size, None)
            for one in sorted((*path.glob("*.txt"), *path.glob("*/*.txt")))
            if one.is_file()
        }
    found = _members(path, sizes)
    for table, member in found.items():
        size, packed = sizes[member]
        most = MOST_MB.get(table, MOST_MB_ELSE)
        size_mb = size / BYTES_PER_MB
        where = Message("io.feed_file", file=path.name, table=f"{table}.txt")
        if size_mb > most:
            raise FileError("io.feed_large", where=where, size=size_mb, most=most)
        if packed is not None and size_mb > SHRUNK_FROM_MB and size > MOST_SHRUNK * max(packed, 1):
            raise FileError("io.feed_bomb", where=where, size=size_mb, times=size // max(packed, 1))
    return Archive(path, found)


def _zipped(path: Path) -> Sizes:
    """List the files in a zip with their size and how many bytes they take in it."""
    try:
        with zipfile.ZipFile(path) as whole:
            entries = [one for one in whole.infolist() if not one.is_dir()]
    # RuntimeError: of a version of zip that zipfile does not know.
    except (zipfile.BadZipFile, OSError, RuntimeError, UnicodeDecodeError, ValueError):
        raise FileError("io.feed_no_zip", file=path.name) from None
    texts = [one for one in entries if one.filename.lower().endswith(".txt")]
    locked = [one.filename for one in texts if one.flag_bits & 1]
    if locked:
        raise FileError("io.feed_locked", file=path.name)
    twice = sorted({one.filename for one in texts if _count(texts, one.filename) > 1})
    if twice:
        raise FileError("io.feed_file_twice", file=path.name, names=twice)
    return {one.filename: (one.file_size, one.compress_size) for one in texts}


def _count(entries: list[zipfile.ZipInfo], name: str) -> int:
    """Count the entries of a name."""
    return sum(one.filename == name for one in entries)


def _members(path: Path, sizes: Sizes) -> dict[str, str]:
    """Find the one folder of a zip that holds a feed, and name its files."""
    by_folder: dict[str, dict[str, str]] = {}
    for member in sizes:
        place = PurePosixPath(member)
        if ".." in place.parts or place.is_absolute() or place.name.startswith("."):
            continue  # no file of a feed lies outside it
        by_folder.setdefault(str(place.parent), {})[place.stem.lower()] = member
    feeds = [folder for folder, files in by_folder.items() if "stops" in files]
    if not feeds:
        raise FileError("io.feed_lacks", file=path.name, missing=["stops.txt"])
    if len(feeds) > 1 and "." not in feeds:
        raise FileError("io.feed_several", file=path.name, names=feeds)
    return by_folder["." if "." in feeds else feeds[0]]
