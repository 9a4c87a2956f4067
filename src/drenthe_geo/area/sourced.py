"""A number with its source, out of a settings file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from drenthe_geo.errors import DataError, FileError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from drenthe_geo.words.message import Message


def read_own_toml(path: Path, what: str | Message) -> dict[str, Any]:
    """Read a TOML file of the user; `what` it should hold is said where it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FileError("layers.unreadable", file=path, reason=error.strerror) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        said = {"file": path.name, "what": what, "reason": error}
        raise FileError("layers.no_toml", **said) from error


def sourced_value(entry: object, what: str | Message) -> tuple[Any, str]:
    """Split ``{"value": …, "source": …}``, refusing a number without a source."""
    if not isinstance(entry, Mapping):
        raise DataError("layers.no_sourced", what=what, given=repr(entry))
    for part in ("value", "source"):
        if entry.get(part) in (None, ""):
            raise DataError("layers.no_part", what=what, part=part)
    return entry["value"], str(entry["source"])
