"""Whether a file that was fetched is what it should be: its first bytes, its size, its insides."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from drenthe_geo.errors import FileError
from drenthe_geo.files.gate import BYTES_PER_MB
from drenthe_geo.io.timetable.archive import open_archive
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.fetch.manners import Manners
    from drenthe_geo.fetch.sources import Source

HEAD_BYTES = 512
PAGE = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body|\?xml[^>]*>\s*<(?:!doctype\s+)?html)",
    re.IGNORECASE,
)
"""How a web page begins."""

MAGIC = {"zip": b"PK\x03\x04", "gtfs": b"PK\x03\x04", "xlsx": b"PK\x03\x04"}
PBF = re.compile(rb"\x00\x00\x00.[\x0a]\x09OSMHeader", re.DOTALL)
"""An OpenStreetMap file in PBF begins with the length of a block and its name."""


def require_begin(source: Source, address: str, head: bytes) -> None:
    """Refuse a file by its first bytes: a page of an error, or something else than it should be.

    Parameters
    ----------
    source : Source
        The source.
    address : str
        Where it comes from.
    head : bytes
        Its first bytes; some hundred do.

    Raises
    ------
    FileError
        If they are not those of its kind.
    """
    kind = source.begins
    what = Message(f"fetch.kinds.{kind}")
    if PAGE.match(head):
        raise FileError("fetch.web_page", source=source.id, address=address, what=what)
    if kind == "pbf":
        is_it = PBF.match(head) is not None
    elif kind in MAGIC:
        is_it = head.startswith(MAGIC[kind])
    elif kind == "json":
        is_it = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}
    else:
        line = head.removeprefix(b"\xef\xbb\xbf").splitlines()[:1] or [b""]
        is_it = b"\0" not in head and any(sign in line[0] for sign in (b",", b";", b"\t"))
    if not is_it:
        raise FileError("fetch.other_kind", source=source.id, address=address, what=what)


def require_inside(source: Source, path: Path, manners: Manners) -> None:
    """Look into a file that has come whole: a zip for what it would do to who unpacks it.

    Parameters
    ----------
    source : Source
        The source.
    path : pathlib.Path
        The file.
    manners : Manners
        Bounds.

    Raises
    ------
    FileError
        If it is broken, or harms who unpacks it.
    """
    size_mb = path.stat().st_size / BYTES_PER_MB
    if size_mb < source.least_mb:
        said = {"file": path.name, "size": size_mb, "least": source.least_mb}
        raise FileError("fetch.too_small", source=source.id, **said)
    if source.begins in MAGIC:
        _require_sound_zip(path, manners)
    if source.begins == "gtfs":
        open_archive(path)
    # Pages were read one by one; a file that takes much memory whole is left to who uses it.
    if source.begins == "json" and source.format == "file" and size_mb <= manners.page_mb:
        try:
            json.loads(path.read_bytes())
        except (ValueError, RecursionError):
            raise FileError("fetch.no_json", source=source.id, address=path.name) from None


def _require_sound_zip(path: Path, manners: Manners) -> None:
    """Refuse a zip with files that lie elsewhere, are far too large, or too many."""
    try:
        with zipfile.ZipFile(path) as whole:
            entries = whole.infolist()
    # RuntimeError: of a version of zip that zipfile does not know.
    except (zipfile.BadZipFile, OSError, RuntimeError, UnicodeDecodeError, ValueError):
        raise FileError("fetch.broken_zip", file=path.name) from None
    if len(entries) > manners.members:
        said = {"count": len(entries), "most": manners.members}
        raise FileError("fetch.many_in_zip", file=path.name, **said)
    for one in entries:
        place = PurePosixPath(one.filename.replace("\\", "/"))
        if ".." in place.parts or place.is_absolute() or ":" in place.parts[:1]:
            raise FileError("fetch.zip_elsewhere", file=path.name, name=ascii(one.filename)[1:-1])
    size, packed = (
        sum(getattr(one, name) for one in entries) for name in ("file_size", "compress_size")
    )
    size_mb = size / BYTES_PER_MB
    is_bomb = size_mb > manners.packed_from_mb and size > manners.packed_times * max(packed, 1)
    if size_mb > manners.unpacked_mb or is_bomb:
        raise FileError("fetch.zip_bomb", file=path.name, size=size_mb)
