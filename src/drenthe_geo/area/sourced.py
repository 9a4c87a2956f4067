"""A number with its source, out of a settings file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING

from drenthe_geo.errors import DataError, FileError
from drenthe_geo.files.gate import own_file, unreadable
from drenthe_geo.units import WHOLE_IN_FLOAT64

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from drenthe_geo.words.message import Message

MOST_MB = 2.0
"""Of a file of choices: one of a thousand scenarios is far smaller."""


MOST_DEEP = 30
"""Tables and lists within each other: no file of choices has more than a few."""

AT_LINE = re.compile(r"\bline (\d+)")

PART = r"""\.[ \t]{0,5}[\w"'-]{1,80}[ \t]{0,5}"""

LONG_KEY = re.compile(f"(?:{PART}){{{MOST_DEEP}}}")
"""A key of more parts than that; Python's reader takes ever longer over each."""

COMMA = re.compile(r"=\s*[+-]?\d+,\d+\s*(#.*)?$")


def read_own_toml(path: Path, what: str | Message) -> dict[str, Any]:
    """Read a TOML file of the user; `what` it should hold is said where it cannot be read."""
    path = own_file(path, most_mb=MOST_MB)
    text = _text_of(path)
    if LONG_KEY.search(text):
        raise FileError("layers.too_deep", file=path.name, most=MOST_DEEP)
    try:
        found = tomllib.loads(text)
    except RecursionError:
        raise FileError("layers.too_deep", file=path.name, most=MOST_DEEP) from None
    except tomllib.TOMLDecodeError as error:
        comma = _with_comma(text, str(error))
        if comma is not None:
            line, given = comma
            raise FileError(
                "layers.decimal_comma", file=path.name, line=line, given=given
            ) from error
        said = {"file": path.name, "what": what, "reason": error}
        raise FileError("layers.no_toml", **said) from error
    except ValueError as error:  # of a number of thousands of digits
        raise FileError("layers.too_long_number", file=path.name, most=WHOLE_IN_FLOAT64) from error
    _require_sane(found, path.name)
    return found


def _text_of(path: Path) -> str:
    """Read the text of a file."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise FileError("layers.toml_not_utf8", file=path.name) from error


def _with_comma(text: str, reason: str) -> tuple[int, str] | None:
    """Find the line that TOML stumbles over, if a decimal comma is why."""
    at = AT_LINE.search(reason)
    lines = text.splitlines()
    number = int(at[1]) if at else len(lines)
    if not 0 < number <= len(lines) or COMMA.search(lines[number - 1]) is None:
        return None
    return number, lines[number - 1].partition("=")[2].partition("#")[0].strip()


def _require_sane(found: object, file: str) -> None:
    """Refuse numbers that no sum could hold, and nesting that would break what comes after."""
    ahead: list[tuple[object, int]] = [(found, 0)]
    while ahead:
        value, depth = ahead.pop()
        if depth > MOST_DEEP:
            raise FileError("layers.too_deep", file=file, most=MOST_DEEP)
        if isinstance(value, Mapping):
            ahead += [(part, depth + 1) for part in value.values()]
        elif isinstance(value, list):
            ahead += [(part, depth + 1) for part in value]
        elif isinstance(value, int) and abs(value) > WHOLE_IN_FLOAT64:
            raise FileError("layers.too_long_number", file=file, most=WHOLE_IN_FLOAT64)


def sourced_value(entry: object, what: str | Message) -> tuple[Any, str]:
    """Split ``{"value": …, "source": …}``, refusing a number without a source."""
    if not isinstance(entry, Mapping):
        raise DataError("layers.no_sourced", what=what, given=repr(entry))
    for part in ("value", "source"):
        if entry.get(part) in (None, ""):
            raise DataError("layers.no_part", what=what, part=part)
    return entry["value"], str(entry["source"])


def is_number(value: object) -> bool:
    """Tell whether it is a finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return isfinite(value)
    except OverflowError:  # a whole number of hundreds of digits
        return False
