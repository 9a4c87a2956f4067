"""Who may use a road or pass a barrier: the keys of access from the special to the general."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from drenthe_geo.osm.sizes import car_fits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.osm.asked import Asked
    from drenthe_geo.osm.choices import Choices

KEYS = {
    "car": ("motorcar", "motor_vehicle", "vehicle", "access"),
    "bicycle": ("bicycle", "vehicle", "access"),
    "walk": ("foot", "access"),
}
"""Mode → its keys of access; the first that is there counts."""

OPENING = {"car": ("motorcar", "motor_vehicle"), "bicycle": ("bicycle",), "walk": ("foot",)}
"""Mode → the keys that open a road to it that its class closes: the general ones do not, but for
the classes of `Choices.opened_by_any_key`."""

WAYS = (":forward", ":backward")
"""Suffixes of a key for the two directions of a way."""

ROADSIDE = ("cycleway", "cycleway:both", "cycleway:left", "cycleway:right")
"""Keys of the cycleways that are part of a road."""

SIDEWALK = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")


class Said(NamedTuple):
    """What tags say of a mode's access: `open`, `aside`, `closed`, or nothing; and by which key."""

    word: str
    key: str


def said_of(asked: Asked, mode: str, way: str) -> Said:
    """Read the access of a mode, one way (or none), by day; blank if nothing is said."""
    for key in KEYS[mode]:
        for named in dict.fromkeys((f"{key}{way}", key)):
            for text in asked.values(named):
                word = _meaning(text, asked.choices)
                if not word:
                    asked.note("unknown_access_word")
                elif word != "unknown":
                    return Said(word, key)
    return Said("", "")


def opens_way(asked: Asked, mode: str, way: str) -> bool:
    """Tell whether a key of a mode itself opens one direction to it, whatever the others say."""
    keys = (f"{key}{way}" for key in OPENING[mode])
    return any(
        _meaning(text, asked.choices) == "open" for key in keys for text in asked.values(key)
    )


def _meaning(text: str, choices: Choices) -> str:
    """Look up a word of access, of several the one that opens most; blank if none is known."""
    words = {choices.access_words.get(one.strip().lower()) for one in re.split(r"[;,|]", text)}
    return next((word for word in ("open", "aside", "closed", "unknown") if word in words), "")


def opens(said: Said, mode: str, *, usual: bool) -> bool:
    """Tell whether what is said opens: a general key opens nothing that is usually closed."""
    return said.word == "open" and (usual or said.key in OPENING[mode])


def is_open(asked: Asked, mode: str, way: str, highway: str, *, usual: bool) -> bool:
    """Tell whether a mode may use a way in a direction; `usual` is what its class says."""
    said = said_of(asked, mode, way)
    if said.word == "closed" or (mode == "car" and not car_fits(asked.tags, asked.choices)):
        return False
    by_any = highway in asked.choices.opened_by_any_key.get(mode, ())
    if opens(said, mode, usual=usual or by_any):
        return True
    on_it = _has_roadside(asked.tags, mode, asked.choices)
    return on_it if said.word == "aside" else usual or on_it


def _has_roadside(tags: Mapping[str, str], mode: str, choices: Choices) -> bool:
    """Tell whether the road has a cycleway or a sidewalk of its own, drawn with it."""
    if mode == "bicycle":
        return any(tags.get(key) in choices.facility_words for key in ROADSIDE)
    if mode == "walk":
        return any(tags.get(key) in choices.sidewalk_words for key in SIDEWALK)
    return False


def usual_access(tags: Mapping[str, str], mode: str, highway: str, choices: Choices) -> bool:
    """Tell whether a road is open to a mode that says nothing of access."""
    by_class = {
        "car": choices.open_to_car,
        "bicycle": choices.open_to_bicycle,
        "walk": choices.open_to_walk,
    }
    usual = highway in by_class[mode]
    if tags.get("motorroad") == "yes":
        usual &= mode not in choices.motorroad_closed_to
    usual &= tags.get("smoothness") not in choices.closed_smoothness[mode]
    if "yes" in (tags.get("winter_road"), tags.get("ice_road")):
        usual = False
    if mode == "car":
        usual &= tags.get("bicycle_road") != "yes" or choices.bicycle_road_open_to_car
        usual &= tags.get("service") not in choices.services_closed_to_car
        usual &= tags.get("area") != "yes"
    return usual
