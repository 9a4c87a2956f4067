"""Files that are on their way: they lie apart under their names till they are whole and checked."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from drenthe_geo.errors import DrentheGeoError, FileError
from drenthe_geo.fetch.headers import packing_of
from drenthe_geo.files.gate import BYTES_PER_MB, short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FOLDER = ".half"
"""Where they lie, in the folder of what was fetched."""

FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True)
class Half:
    """A file on its way.

    Parameters
    ----------
    folder : pathlib.Path
        Where it will lie when it is whole.
    name : str
        Its name.
    """

    folder: Path
    name: str

    @property
    def path(self) -> Path:
        """Where it lies now."""
        return self.folder / FOLDER / self.name

    # No file of a source has a name that begins with a point.
    @property
    def _said(self) -> Path:
        return self.folder / FOLDER / f".{self.name}.json"

    @property
    def pages(self) -> Path:
        """Where it is noted which pages of it are there."""
        return self.folder / FOLDER / f".{self.name}.pages"

    @property
    def size(self) -> int:
        """Bytes that are there."""
        with contextlib.suppress(OSError):
            return self.path.stat().st_size
        return 0

    def mark(self, address: str) -> str | None:
        """Give what tells whether the file there is still the one that was begun.

        Parameters
        ----------
        address : str
            Where the rest would come from.

        Returns
        -------
        str or None
            A strong ETag, or the moment of its last change; None where there is nothing to go
            on with.
        """
        try:
            said: Any = json.loads(self._said.read_text(encoding="utf-8"))
            mark = said["mark"] if said["address"] == address and self.size else None
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return None
        return mark if isinstance(mark, str) and mark.isprintable() else None

    def begin(self, address: str, headers: Mapping[str, str]) -> None:
        """Begin anew, and remember what the server says of the file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.forget()
        mark = mark_of(headers)
        if mark is not None:
            self._said.write_text(json.dumps({"address": address, "mark": mark}), encoding="utf-8")

    def forget(self) -> None:
        """Remove what there is."""
        for path in (self._said, self.pages, self.path):
            path.unlink(missing_ok=True)

    def put_in_place(self) -> None:
        """Give it its place, now that it is whole: in one step, and on the disk for good."""
        with self.path.open("rb+") as file:
            os.fsync(file.fileno())
        self.path.replace(self.folder / self.name)
        for path in (self._said, self.pages):
            path.unlink(missing_ok=True)

    def require_room(self, bytes_: int, spare_mb: float) -> None:
        """Refuse what does not fit on the disk, before it is fetched."""
        free = shutil.disk_usage(self.folder).free / BYTES_PER_MB
        size = bytes_ / BYTES_PER_MB
        if size + spare_mb > free:
            said = {"file": self.name, "size": size, "free": free, "spare": spare_mb}
            key = "fetch.no_room" if bytes_ else "fetch.no_room_at_all"
            raise FileError(key, folder=short(self.folder), **said)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Say in one sentence what a disk says while it is written."""
        try:
            yield
        except DrentheGeoError:
            raise
        except OSError as error:
            if error.errno in FULL:
                kept = self.size / BYTES_PER_MB
                said = {"folder": short(self.folder), "file": self.name, "kept": kept}
                key = "fetch.disk_full" if kept else "fetch.disk_full_at_once"
                raise FileError(key, **said) from None
            raise FileError(
                "fetch.not_written", path=short(self.folder), why=error.strerror or str(error)
            ) from error


def mark_of(headers: Mapping[str, str]) -> str | None:
    """Give what a server says by which a file can be known again, if it can be gone on with."""
    if packing_of(headers):  # bytes of the packed file are counted otherwise
        return None
    etag = headers.get("ETag", "").strip()
    if etag.startswith('"'):
        return etag
    return headers.get("Last-Modified", "").strip() or None
