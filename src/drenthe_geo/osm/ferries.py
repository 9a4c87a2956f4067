"""Ferries: who may sail, and how long a crossing takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from drenthe_geo.units import S_PER_H, S_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.osm.asked import Asked
    from drenthe_geo.osm.choices import Choices

CLOCK = re.compile(r"(\d{1,3}):([0-5]?\d)(?::([0-5]?\d))?")
"""Hours and minutes, as 00:20 or 1:05:00."""

ISO = re.compile(r"pt(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,5})s)?")
"""A duration of ISO 8601, as PT20M."""

WORDED = re.compile(
    r"(?:(\d{1,3}) ?(?:h|hr|hrs|hour|hours|uur))? ?"
    r"(?:(\d{1,4}(?:\.\d{1,2})?) ?(?:m|min|mins|minute|minutes|minuten)?)?"
)
"""Minutes, with or without their unit, as 20 or 1 h 20 min."""


def seconds_of(text: str) -> float | None:
    """Read a duration or an interval in seconds; none if it is not understood."""
    plain = " ".join(text.lower().split())
    if not plain:
        return None
    for pattern in (CLOCK, ISO, WORDED):
        found = pattern.fullmatch(plain)
        if found is not None and any(found.groups()):
            hours, minutes, *more = (float(part or 0) for part in found.groups())
            return hours * S_PER_H + minutes * S_PER_MIN + sum(more)
    return None


def is_ferry(tags: Mapping[str, str]) -> bool:
    """Tell whether a way is a ferry; a road that is carried by one keeps its class."""
    return tags.get("route") in {"ferry", "shuttle_train"} and "highway" not in tags


def crossing_s(asked: Asked) -> float | None:
    """Give how long a crossing takes with its wait; none if that is not told."""
    tags, rules = asked.tags, asked.choices.ferry
    if "duration" not in tags:
        return None
    sailing_s = seconds_of(tags["duration"])
    least_s, most_s = rules["least_min"] * S_PER_MIN, rules["most_h"] * S_PER_H
    if sailing_s is None or not least_s <= sailing_s <= most_s:
        asked.note("absurd_duration")
        return None
    interval_s = seconds_of(tags.get("interval", ""))
    if interval_s is None or interval_s > most_s:
        return sailing_s + rules["wait_min"] * S_PER_MIN
    return sailing_s + interval_s / 2


def usually_carries(tags: Mapping[str, str], mode: str, choices: Choices) -> bool:
    """Tell whether a ferry carries a mode that its tags say nothing of."""
    if mode != "car":
        return mode in choices.ferry_open_to
    words = {one.strip() for one in tags.get("cargo", "").split(";")}
    road = choices.road_classes.get(tags.get("ferry", "")) in choices.open_to_car
    rail = tags.get("route") == "shuttle_train"
    return road or rail or bool(words & {"vehicle", "vehicles", "cars"}) or "hgv" in tags
