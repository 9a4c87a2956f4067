"""What an answer says of itself: how long it is, what time it is there, and how it is packed.

Unpacked is asked for; some stores have their files packed, and give them so all the same.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

GZIP = frozenset({"gzip", "x-gzip"})
GZIP_BITS = 31
"""Of zlib, for data with the head and the check of gzip."""


def packing_of(headers: Mapping[str, Any]) -> str:
    """Tell how an answer is packed; empty where it is not.

    >>> packing_of({"Content-Encoding": "GZIP"}), packing_of({"Content-Encoding": "identity"})
    ('gzip', '')
    """
    said = str(headers.get("Content-Encoding", "")).strip().lower()
    return "" if said == "identity" else said


def length_of(headers: Mapping[str, Any]) -> int | None:
    """Read how long an answer says it is; nobody says how long a packed one is unpacked."""
    said = "" if packing_of(headers) else str(headers.get("Content-Length", "")).strip()
    return int(said) if said.isdecimal() and len(said) < len(str(1 << 63)) else None


def is_whole_told(headers: Mapping[str, Any]) -> bool:
    """Tell whether it could be seen that an answer was cut."""
    said = {name.lower(): str(value).lower() for name, value in headers.items()}
    in_chunks = "chunked" in said.get("transfer-encoding", "")
    return in_chunks or bool(packing_of(headers)) or length_of(headers) is not None


def clock_of(headers: Mapping[str, Any]) -> dt.datetime:
    """Read what time it is where an answer is from: its clock, or ours, may be wrong."""
    try:
        return email.utils.parsedate_to_datetime(str(headers.get("Date", "")))
    except (ValueError, TypeError, OverflowError):
        return dt.datetime.now(dt.UTC)


def unpacked(parts: Iterator[bytes], most: int) -> Iterator[bytes]:
    """Unpack gzip as it comes, in parts of so many bytes at most: a flood is seen in time.

    Raises
    ------
    EOFError
        If it ends before it is whole.
    zlib.error
        If it is no gzip, or is damaged.
    """
    one, is_begun = zlib.decompressobj(GZIP_BITS), False
    for part in parts:
        left = part
        while left:
            if one.eof:
                one = zlib.decompressobj(GZIP_BITS)
            is_begun = True
            made = one.decompress(left, most)
            if made:
                yield made
            left = one.unused_data if one.eof else one.unconsumed_tail
    if is_begun and not one.eof:
        raise EOFError
