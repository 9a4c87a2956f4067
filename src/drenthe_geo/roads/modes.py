"""What a mode of travel is called beside its name: by other packages, and in Dutch."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Literal

from drenthe_geo.errors import ArgumentError
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

Mode = Literal["car", "bicycle", "ebike", "walk", "drive", "bike", "foot"]
"""Modes of the profiles that ship, and the three names of osmnx and others."""

ALIASES: dict[str, tuple[str, ...]] = {
    "car": ("drive", "driving", "auto", "automobile", "motorcar", "autorijden"),
    "bicycle": ("bike", "bicycling", "biking", "cycle", "cycling", "fiets", "fietsen"),
    "ebike": ("e-bike", "electric bicycle", "electric bike", "pedelec", "elektrische fiets",
              "e-fiets"),
    "walk": ("foot", "by foot", "on foot", "walking", "pedestrian", "lopen", "wandelen", "voet",
             "te voet", "lopend"),
}  # fmt: skip
"""Names of a mode, each of one mode alone: "bike" is never the e-bike."""


def mode_named(given: str, known: Iterable[str], what: str | Message = "mode") -> str:
    """Choose a mode by its name, or by what else it is called.

    Parameters
    ----------
    given : str
        A name; case, spaces, hyphens and underscores do not matter.
    known : iterable of str
        Modes to choose from; a name that is among them is never taken for another.
    what : str or Message
        What the modes are, as in `unknown_choice`.

    Returns
    -------
    str
        The mode.

    Raises
    ------
    ArgumentError
        If no mode is called so.

    Examples
    --------
    >>> mode_named("bike", ["bicycle", "ebike"]), mode_named("E-Bike", ["bicycle", "ebike"])
    ('bicycle', 'ebike')
    """
    names = list(known)
    if given in names:
        return given
    wanted = _plain(str(given))
    meant = [name for name in names if wanted and _plain(name) == wanted]
    if len(meant) == 1:
        return meant[0]
    others = [mode for mode, also in ALIASES.items() if wanted in map(_plain, (mode, *also))]
    if others and others[0] in names:
        return others[0]
    # Of a mode that is not there none that is spelled alike is meant.
    hint = "" if others else _hint(wanted, names)
    noun = Message(f"noun.{what}") if isinstance(what, str) else what
    raise ArgumentError("choice.unknown", what=noun, given=given, hint=hint, choices=names)


def _hint(wanted: str, names: list[str]) -> str | Message:
    """Name what is spelled most alike, be it another name of a mode: "bke" is no e-bike."""
    every = [one for name in names for one in (name, *ALIASES.get(name, ()))]
    by_plain = {_plain(one): one for one in every}
    close = difflib.get_close_matches(wanted, list(by_plain), n=1)
    return Message("choice.hint", name=by_plain[close[0]]) if close else ""


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
