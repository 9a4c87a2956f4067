"""What headers of saved files say: digests of the files, and messages as JSON."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from pathlib import Path

BLOCK_BYTES, MOST_BLOCKS = 4096, 16
"""Of a file so many parts, spread over it, are in its digest: all of it would take too long."""


def digest_of_parts(path: Path) -> str:
    """Digest of parts of a file, spread over it."""
    made, size = blake2b(digest_size=16), path.stat().st_size
    last = max(0, size - BLOCK_BYTES)
    with path.open("rb") as file:
        for place in sorted({last * part // (MOST_BLOCKS - 1) for part in range(MOST_BLOCKS)}):
            file.seek(place)
            made.update(file.read(BLOCK_BYTES))
    return made.hexdigest()


def digest_of(path: Path) -> str:
    """Digest of a whole file."""
    made = blake2b(digest_size=16)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            made.update(block)
    return made.hexdigest()


def as_plain(value: Any) -> Any:  # noqa: ANN401 - values of messages are of any kind
    """Turn what a message says into what JSON knows."""
    if isinstance(value, Message):
        return {"key": value.key, "values": {k: as_plain(v) for k, v in value.values.items()}}
    if isinstance(value, tuple):
        return [as_plain(one) for one in value]
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, (str, bool, int, float)) or value is None else str(value)


def as_message(value: Any) -> Any:  # noqa: ANN401 - as above
    """Read what `as_plain` made."""
    if isinstance(value, dict):
        return Message(value["key"], **{k: as_message(v) for k, v in value["values"].items()})
    return tuple(as_message(one) for one in value) if isinstance(value, list) else value
