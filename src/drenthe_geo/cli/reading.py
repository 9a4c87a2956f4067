"""How words of the command line become values."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from drenthe_geo.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Sequence

SWITCH = {"on": True, "true": True, "yes": True, "aan": True, "ja": True}
SWITCH |= {"off": False, "false": False, "no": False, "uit": False, "nee": False}


def numbers_of(text: str | None) -> list[float] | None:
    """Read minutes from words such as ``10,20,30``; nothing stays nothing."""
    if text is None:
        return None
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise ArgumentError("cli.minutes", given=text) from None


def ids_of(text: str | None) -> list[str]:
    """Read ids from words such as ``one,other``."""
    return [] if text is None else [part.strip() for part in text.split(",") if part.strip()]


def pairs_of(text: str | None) -> dict[str, str] | None:
    """Read pairs from words such as ``u=a,v=b``."""
    if text is None:
        return None
    pairs = [part.partition("=") for part in text.split(",")]
    if not all(role and equals and column for role, equals, column in pairs):
        raise ArgumentError("cli.columns", given=text)
    return {role.strip(): column.strip() for role, _, column in pairs}


def toggles_of(pairs: Sequence[str]) -> dict[str, bool]:
    """Read toggles from words such as ``ter_apel=on``."""
    chosen: dict[str, bool] = {}
    for pair in pairs:
        name, equals, word = pair.partition("=")
        if not (name and equals and word.lower() in SWITCH):
            raise ArgumentError("cli.toggle", given=pair)
        if chosen.get(name, SWITCH[word.lower()]) != SWITCH[word.lower()]:
            raise ArgumentError("cli.toggle_twice", name=name)
        chosen[name] = SWITCH[word.lower()]
    return chosen


def own_layers_of(pairs: Sequence[str]) -> dict[str, Path]:
    """Read files of layers from words such as ``places=mine.gpkg``."""
    own = {}
    for pair in pairs:
        name, equals, path = pair.partition("=")
        if not (name and equals and path):
            raise ArgumentError("cli.layer", given=pair)
        own[name] = Path(path)
    return own
