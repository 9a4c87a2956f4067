"""What a folder of fetched sources says of its files: where each is from, when and how large."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from drenthe_geo.errors import FileError
from drenthe_geo.files.gate import own_file, own_path, short, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

MANIFEST = "manifest.json"
FORMAT = 1
"""Number of the way in which a manifest is written."""

MOST_MB = 20.0
"""Of a manifest: some hundred files take a tenth of a megabyte."""

CHUNK_BYTES = 1 << 20
SHA256 = re.compile(r"[0-9a-f]{64}")
TEXTS = ("source", "file", "address", "fetched", "sha256", "licence", "title")
OPTIONAL = ("etag", "last_modified", "date", "crs")


@dataclass(frozen=True)
class FetchedFile:
    """One file as it was fetched.

    Parameters
    ----------
    source : str
        Id of the source, such as ``buurten``.
    file : str
        Its name in the folder.
    address : str
        Where it was fetched, as asked for.
    fetched : str
        When, in UTC, as ISO text.
    bytes : int
        Its size.
    sha256 : str
        Its hash, as hexadecimal digits.
    licence, title : str
        Of the source.
    credit : mapping of str to str
        What must be printed with what is made of it, by language.
    etag, last_modified, date, crs : str, optional
        What the server said of it: its mark, when it changed, of which date the data are, and
        the CRS of its coordinates.
    rows : int, optional
        Features that it holds, where they were counted.
    folder : pathlib.Path
        The folder it lies in.
    """

    source: str
    file: str
    address: str
    fetched: str
    bytes: int
    sha256: str
    licence: str
    title: str
    credit: Mapping[str, str]
    etag: str | None = None
    last_modified: str | None = None
    date: str | None = None
    crs: str | None = None
    rows: int | None = None
    folder: Path = field(default=Path(), repr=False, compare=False)

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.folder / self.file

    def require_sound(self, *, by_hash: bool = False) -> None:
        """Refuse the file if it is missing, or is not the one that was fetched.

        Parameters
        ----------
        by_hash : bool
            Whether every byte is read, and not only the size.

        Raises
        ------
        FileError
            If it is missing, or has another size or hash.
        """
        path = own_file(self.path)
        size = path.stat().st_size
        if size != self.bytes:
            said = {"file": self.file, "bytes": size, "wanted": self.bytes}
            raise FileError("fetch.other_size", source=self.source, **said)
        if by_hash and sha256_of(path) != self.sha256:
            raise FileError("fetch.other_hash", source=self.source, file=self.file)


@dataclass(frozen=True)
class Manifest:
    """All files that were fetched to a folder.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.
    area : str
        Name of the area they were fetched for.
    fetched : tuple of FetchedFile
        The files, by source and name.
    """

    folder: Path
    area: str
    fetched: tuple[FetchedFile, ...] = ()

    def files(self, source: str) -> list[FetchedFile]:
        """Give the files of a source; none where it was not fetched.

        Parameters
        ----------
        source : str
            Id of the source.

        Returns
        -------
        list of FetchedFile
            By name.
        """
        return [one for one in self.fetched if one.source == source]

    def with_file(self, new: FetchedFile) -> Manifest:
        """Put a file in, in place of the one of its name."""
        kept = [one for one in self.fetched if one.file != new.file]
        files = sorted([*kept, new], key=lambda one: (one.source, one.file))
        return Manifest(self.folder, self.area, tuple(files))

    def write(self) -> None:
        """Write it in one step, so that no reader ever finds a half."""
        files = [_told(one) for one in self.fetched]
        said = {"format": FORMAT, "area": self.area, "files": files}
        text = json.dumps(said, indent=2, ensure_ascii=False) + "\n"
        handle, new = tempfile.mkstemp(prefix=f".{MANIFEST}-", dir=self.folder)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(new).chmod(0o644)
            Path(new).replace(self.folder / MANIFEST)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(new).unlink()
            raise


def read_manifest(folder: str | Path, *, by_hash: bool = False) -> Manifest:
    """Read what was fetched to a folder, and check that every file of it is there.

    Parameters
    ----------
    folder : str or pathlib.Path
        The folder, as ``drenthe-geo fetch --to`` had it.
    by_hash : bool
        Whether every byte of every file is checked, and not only its size.

    Returns
    -------
    Manifest
        The files.

    Raises
    ------
    FileError
        If there is no manifest, it cannot be read, or a file is missing or is another one.

    Examples
    --------
    >>> read_manifest("nowhere")
    Traceback (most recent call last):
    drenthe_geo.errors.FileError: nowhere: has no manifest.json; drenthe-geo fetch makes one.
    """
    found = known_manifest(own_path(folder))
    if found is None:
        raise FileError("fetch.no_manifest", folder=short(own_path(folder)), file=MANIFEST)
    for one in found.fetched:
        one.require_sound(by_hash=by_hash)
    return found


def known_manifest(folder: Path) -> Manifest | None:
    """Read a manifest as it stands, its files unchecked; None where there is none."""
    path = folder / MANIFEST
    if not path.is_file():
        return None
    try:
        text = own_file(path, most_mb=MOST_MB).read_text(encoding="utf-8")
        said: Any = json.loads(text)
    except FileError:
        raise
    except OSError as error:
        raise unreadable(path, error) from error
    except (ValueError, RecursionError):
        raise FileError("fetch.odd_manifest", path=short(path)) from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise FileError("fetch.odd_manifest", path=short(path))
    area, files = said.get("area"), said.get("files")
    if not isinstance(area, str) or not isinstance(files, list):
        raise FileError("fetch.odd_manifest", path=short(path))
    read = tuple(_heard(one, folder, path) for one in files)
    if len({one.file for one in read}) < len(read):
        raise FileError("fetch.odd_manifest", path=short(path))
    return Manifest(folder, area, read)


def sha256_of(path: Path) -> str:
    """Hash a file part by part: it may be larger than memory."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def is_plain_name(name: object) -> bool:
    """Tell whether a text is the name of a file and of nothing elsewhere."""
    if not isinstance(name, str) or not name.isprintable() or name.startswith("."):
        return False
    return bool(name) and PurePath(name).name == name and not set(name) & set('\\/:*?"<>|')


def _told(one: FetchedFile) -> dict[str, object]:
    """Write a file as the manifest has it: nothing where nothing is known."""
    told = {name: value for name, value in asdict(one).items() if value is not None}
    del told["folder"]
    return told


def _heard(said: object, folder: Path, path: Path) -> FetchedFile:
    """Read a file of the manifest, refusing one that lies elsewhere or says too little."""
    odd = FileError("fetch.odd_manifest", path=short(path))
    if not isinstance(said, Mapping) or not _texts(said, TEXTS):
        raise odd
    known = {name: said[name] for name in OPTIONAL if said.get(name) is not None}
    size, rows, credit = said.get("bytes"), said.get("rows"), said.get("credit")
    if not isinstance(credit, Mapping) or not _texts(credit, credit) or not _texts(known, known):
        raise odd
    if not _is_count(size) or not (rows is None or _is_count(rows)):
        raise odd
    if not is_plain_name(said["file"]) or SHA256.fullmatch(said["sha256"]) is None:
        raise odd
    told = {name: said[name] for name in TEXTS}
    return FetchedFile(
        **told, **known, bytes=int(size or 0), rows=rows, credit=credit, folder=folder
    )


def _is_count(said: object) -> bool:
    """Tell whether it is a whole number of 0 or more."""
    return isinstance(said, int) and not isinstance(said, bool) and said >= 0


def _texts(said: Mapping[str, Any], names: Iterable[str]) -> bool:
    """Tell whether all of these are texts."""
    return all(isinstance(said.get(name), str) for name in names)
