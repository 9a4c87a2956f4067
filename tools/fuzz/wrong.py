"""What is wrong with a file: bytes and words changed, also inside of what is packed."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

ODD = (
    *(b"", b" ", b"-1", b"0", b"1e308", b"1e999", b"nan", b"inf", b"-inf", b"9" * 400),
    *(b"12,345", b"1.234,5", b"null", b"true", b"[]", b"{}", b"'", b'"', b'""', b",", b";"),
    *(b"\t", b"\n", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"\x1b[31m", b"=1+1"),
    *("ë".encode(), "ë".encode("latin-1"), b"$\\frac$", b"[/]", b"<a>", b"x" * 3000, b"../x"),
    *(b"999999", b"20260230", b"25:61:61", b"6.5", b"52.9", b"[" * 3000),
)
"""Words that readers stumble over."""
TOKEN = re.compile(rb"[A-Za-z_]+|-?\d+(?:\.\d+)?|[^\sA-Za-z0-9]")
PACKED = b"PK\x03\x04"


def spoil(content: bytes, luck: random.Random, times: int = 1) -> bytes:
    """Make something wrong in a file; of an archive in one of its parts as often as in itself."""
    if content.startswith(PACKED) and luck.random() < 0.7:  # noqa: PLR2004 - most often inside
        return _inside(content, luck, times)
    for _ in range(times):
        content = luck.choice(WAYS)(content, luck)
    return content


def _inside(content: bytes, luck: random.Random, times: int) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001 - what was spoiled before may be no archive any more
        parts = {}
    if not parts:
        return luck.choice(WAYS)(content, luck)
    chosen = luck.choice(sorted(parts))
    way = luck.random()
    if way < 0.1:  # noqa: PLR2004 - a part that is missing
        del parts[chosen]
    else:
        parts[chosen] = spoil(parts[chosen], luck, times)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def _word(content: bytes, luck: random.Random) -> bytes:
    """Put an odd word in place of one."""
    found = list(TOKEN.finditer(content))
    if not found:
        return luck.choice(ODD)
    one = luck.choice(found)
    return content[: one.start()] + luck.choice(ODD) + content[one.end() :]


def _swap(content: bytes, luck: random.Random) -> bytes:
    """Exchange two words."""
    found = list(TOKEN.finditer(content))
    if len(found) < 2:  # noqa: PLR2004 - two are needed
        return content
    one, other = sorted(luck.sample(range(len(found)), 2))
    a, b = found[one], found[other]
    return content[: a.start()] + b[0] + content[a.end() : b.start()] + a[0] + content[b.end() :]


def _line(content: bytes, luck: random.Random) -> bytes:
    """Leave a line out, or say it twice."""
    lines = content.split(b"\n")
    at = luck.randrange(len(lines))
    return b"\n".join([*lines[:at], *([lines[at]] * luck.choice((0, 2))), *lines[at + 1 :]])


def _byte(content: bytes, luck: random.Random) -> bytes:
    """Change a byte."""
    if not content:
        return b"\0"
    at = luck.randrange(len(content))
    return content[:at] + bytes([luck.randrange(256)]) + content[at + 1 :]


def _cut(content: bytes, luck: random.Random) -> bytes:
    """Cut the end off, or a piece out."""
    a, b = sorted(luck.randrange(len(content) + 1) for _ in range(2))
    return content[:a] if luck.random() < 0.5 else content[:a] + content[b:]  # noqa: PLR2004


def _insert(content: bytes, luck: random.Random) -> bytes:
    """Put an odd word somewhere."""
    at = luck.randrange(len(content) + 1)
    return content[:at] + luck.choice(ODD) + content[at:]


WAYS = (_word, _word, _word, _swap, _line, _byte, _cut, _insert)
"""Ways to spoil a file; words three times as often as the others."""
