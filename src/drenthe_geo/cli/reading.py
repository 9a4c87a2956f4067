"""How words of the command line become values."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from drenthe_geo.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drenthe_geo.area.area import Area

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


def pairs_of(text: str | None, network: str) -> dict[str, str] | None:
    """Read pairs from words such as ``u=a,v=b``, refusing them where no table has columns."""
    if text is None:
        return None
    if network == "default" or network.lower().endswith(".graphml"):
        raise ArgumentError("cli.columns_unused")
    return _pairs(text, "--network-columns", "u=a,v=b")


def headings_of(text: str | None, area: Area) -> dict[str, str]:
    """Read which columns of a user's tables play which role, such as ``id=code,x=RDX,y=RDY``."""
    if text is None:
        return {}
    from drenthe_geo.io.headings import require_roles  # noqa: PLC0415 - only where it is asked

    found = _pairs(text, "--columns", "id=code,name=titel,x=RDX,y=RDY")
    require_roles(
        found, (one.name for name in area.layer_names for one in area.schema(name).fields)
    )
    return found


def _pairs(text: str, option: str, example: str) -> dict[str, str]:
    """Read pairs of a role and a column."""
    pairs = [part.partition("=") for part in text.split(",")]
    if not all(role.strip() and column.strip() for role, _, column in pairs):
        raise ArgumentError("cli.columns", option=option, given=text, example=example)
    found = {role.strip(): column.strip() for role, _, column in pairs}
    if len(found) < len(pairs):
        raise ArgumentError("cli.columns_twice", option=option, given=text)
    return found


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
        if name in own:
            raise ArgumentError("cli.layer_twice", name=name)
        own[name] = Path(path)
    return own


def numbers_by_name(option: str, given: Sequence[str] | None) -> dict[str, float]:
    """Read numbers from words such as ``border_min=12,exit_car_min=3``, of one option or several.

    Refused where one is no number, or a name has two.
    """
    found: dict[str, float] = {}
    for text in given or ():
        for part in text.split(","):
            name, equals, number = (one.strip() for one in part.partition("="))
            try:
                value = float(number)
            except ValueError:
                equals = ""
            if not (name and equals):
                raise ArgumentError("cli.named_number", option=option, given=text)
            if name in found and found[name] != value:
                raise ArgumentError("cli.number_twice", option=option, name=name)
            found[name] = value
    return found


def scales_of(given: Sequence[str] | None) -> dict[str, tuple[float, float]]:
    """Read the ends of scales from words such as ``parking=0:200``, worst first."""
    found: dict[str, tuple[float, float]] = {}
    for text in given or ():
        name, _, ends = text.partition("=")
        try:
            worst, best = map(float, ends.split(":"))
        except ValueError:
            raise ArgumentError("cli.scale", given=text) from None
        if not name.strip() or name.strip() in found:
            raise ArgumentError("cli.scale", given=text)
        found[name.strip()] = (worst, best)
    return found


def names_of(given: Sequence[str] | None) -> list[str]:
    """Read names from words such as ``one,other``, of one option or several; each once."""
    return list(dict.fromkeys(name for text in given or () for name in ids_of(text)))
