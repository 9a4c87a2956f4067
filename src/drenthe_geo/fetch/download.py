"""A file of bytes: fetched, gone on with after a cut, and checked in every way there is."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from drenthe_geo.errors import FileError
from drenthe_geo.fetch.client import BEYOND, NOT_MODIFIED, PARTIAL, cut
from drenthe_geo.fetch.content import HEAD_BYTES, require_begin, require_inside
from drenthe_geo.fetch.half import Half, mark_of
from drenthe_geo.fetch.headers import length_of
from drenthe_geo.fetch.manifest import CHUNK_BYTES
from drenthe_geo.files.gate import BYTES_PER_MB
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from requests import Response

    from drenthe_geo.fetch.client import Client
    from drenthe_geo.fetch.manifest import FetchedFile
    from drenthe_geo.fetch.sources import Wanted

    Moved = Callable[[int, int | None], None]
    """Told how many bytes there are, and how many there will be if that is known."""

MD5 = re.compile(r"\s*(?:MD5\s*\([^)\n]*\)\s*=\s*)?([0-9a-fA-F]{32})\b")
"""A hash with or without the name of its file behind it, or before it as BSD writes it."""

ALL_OF = re.compile(r"bytes \*/(\d+)")
RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
HASH_BYTES = 10_000


def download(
    client: Client, wanted: Wanted, folder: Path, known: FetchedFile | None, moved: Moved
) -> Mapping[str, str] | None:
    """Fetch a file to where files lie on their way, whole and checked.

    Parameters
    ----------
    client : Client
        Asks the server.
    wanted : Wanted
        The file.
    folder : pathlib.Path
        The folder it will lie in.
    known : FetchedFile or None
        The one that lies there, sound; it is kept if the server has no newer one.
    moved : callable
        Told how far it is.

    Returns
    -------
    mapping of str to str, or None
        What the server said of it; None where there is none newer.

    Raises
    ------
    FileError
        If it cannot be fetched, or is not what it should be.
    """
    source, address, half = wanted.source, wanted.address, Half(folder, wanted.file)

    def once() -> Mapping[str, str] | None:
        headers = _asked_with(half, address, known)
        with client.asked(source, address, headers) as response:
            if response.status_code == NOT_MODIFIED and "If-None-Match" in headers:
                return None
            if "Range" in headers and _is_all_there(half, response):
                return {"ETag": headers["If-Range"]} if headers["If-Range"][:1] == '"' else {}
            _take(client, wanted, half, response, moved)
            return dict(response.headers)

    said = client.trying(source, address, once, lambda: half.size)
    if said is None:
        return None
    try:
        require_inside(source, half.path, client.manners)
        if source.format == "geofabrik":
            _require_hash(client, wanted, half.path)
    except FileError:
        half.forget()  # whole, but not what it should be: nothing to go on with
        raise
    return said


def _is_all_there(half: Half, response: Response) -> bool:
    """Tell whether a server says that what was begun is the whole file: who came so far was cut.

    It would not speak of a rest if the file were another one by now (RFC 9110, If-Range).
    """
    found = ALL_OF.fullmatch(response.headers.get("Content-Range", ""))
    return response.status_code == BEYOND and found is not None and int(found[1]) == half.size


def _asked_with(half: Half, address: str, known: FetchedFile | None) -> dict[str, str]:
    """Ask for the rest of what was begun, or for what is newer than what is there."""
    mark = half.mark(address)
    if mark is not None:
        return {"Range": f"bytes={half.size}-", "If-Range": mark}
    if known is not None and known.etag:
        return {"If-None-Match": known.etag}
    return {}


def _take(client: Client, wanted: Wanted, half: Half, response: Response, moved: Moved) -> None:
    """Take an answer in: the whole file, or the rest of it."""
    begin = _begin_of(half, wanted.address, response)
    length = length_of(response.headers)
    total = None if length is None else begin + length
    _require_size(wanted, total or begin)
    half.require_room(length or 0, client.manners.spare_mb)
    with half.writing():
        if not begin:
            half.begin(wanted.address, response.headers)
        with half.path.open("ab") as file:
            for part in _checked(client, wanted, response, begin):
                file.write(part)
                file.flush()  # who is killed now goes on from here
                begin += len(part)
                moved(begin, total)
    if total is not None and begin < total:
        raise cut(Message("fetch.why.cut", done=begin, total=total))


def _begin_of(half: Half, address: str, response: Response) -> int:
    """Find where an answer begins in the file: 0 where the server sends all of it again."""
    if response.status_code not in {PARTIAL, BEYOND}:
        return 0
    found = RANGE.fullmatch(response.headers.get("Content-Range", ""))
    # A server that minds no marks may send the rest of another file.
    mark, now = half.mark(address), mark_of(response.headers)
    fits = found is not None and int(found[1]) == half.size and now in {mark, None}
    if response.status_code == BEYOND or not fits:
        half.forget()
        raise cut(Message("fetch.why.other_rest"))
    return half.size


def _checked(client: Client, wanted: Wanted, response: Response, begin: int) -> Iterator[bytes]:
    """Give the bytes of an answer, the first ones not before they are what they should be."""
    head, seen = b"", begin
    kind = response.headers.get("Content-Type", "").lower()
    if kind.startswith("text/html"):
        what = Message(f"fetch.kinds.{wanted.source.begins}")
        said = {"address": wanted.address, "what": what}
        raise FileError("fetch.web_page", source=wanted.source.id, **said)
    is_begun = begin > 0
    for part in client.parts(response):
        seen += len(part)
        _require_size(wanted, seen)
        if is_begun:
            yield part
            continue
        head += part
        if len(head) >= HEAD_BYTES:
            require_begin(wanted.source, wanted.address, head)
            is_begun = True
            yield head
    if not is_begun:
        require_begin(wanted.source, wanted.address, head)
        yield head


def _require_size(wanted: Wanted, size: int) -> None:
    """Refuse what is larger than it can be."""
    most = wanted.source.most_mb
    if size > most * BYTES_PER_MB:
        said = {"address": wanted.address, "size": size / BYTES_PER_MB, "most": most}
        raise FileError("fetch.too_large", source=wanted.source.id, **said)


def _require_hash(client: Client, wanted: Wanted, path: Path) -> None:
    """Hold a file against the hash that lies beside it at its source."""
    address = hash_address(wanted.address)
    text, _ = client.text(wanted.source, address, HASH_BYTES)
    found = MD5.match(text.decode("utf-8-sig", errors="replace"))
    if found is None:
        raise FileError("fetch.no_hash", source=wanted.source.id, address=address)
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    if digest.hexdigest() != found[1].lower():
        raise FileError("fetch.wrong_hash", source=wanted.source.id, address=wanted.address)


def hash_address(address: str) -> str:
    """Give the address of the hash of an extract."""
    return f"{address}.md5"
