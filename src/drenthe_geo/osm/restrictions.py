"""Turns that are banned for cars, or ordered: relations of the type restriction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from drenthe_geo.osm.conditional import at_moment, condition_holds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.osm.conditional import Moment

KEYS = (
    "restriction:motorcar",
    "restriction:motor_vehicle",
    "restriction:vehicle",
    "restriction",
)
"""Keys that bind a car, the special ones first."""

CARS = frozenset({"motorcar", "motor_vehicle", "vehicle"})

KINDS = ("no", "only")
"""What a restriction begins with, whatever turn follows: it bans this turn, or all others."""

ON_RED = "_on_red"
"""What a restriction ends with that binds at a red light alone."""

SEVERAL = {"from": "no_entry", "to": "no_exit"}
"""Role → the one restriction that may have several ways in it."""


@dataclass(frozen=True)
class Restriction:
    """A restriction that binds cars by day.

    Parameters
    ----------
    kind : str
        ``no``: from, via and to together are banned; ``only``: all other ways on are.
    turn : str
        Its value, for example ``no_left_turn``; of ``no_entry`` and ``no_exit`` there may be
        several from and to.
    """

    kind: str
    turn: str


def read_restriction(tags: Mapping[str, str], moment: Moment) -> tuple[Restriction | None, str]:
    """Read a restriction; where it binds no car by day, why: a code, blank if it is none."""
    if tags.get("type") != "restriction":
        return None, ""
    excepted = {one.strip() for one in tags.get("except", "").split(";")}
    if excepted & CARS:
        return None, "turn_not_for_cars"
    why = ""
    for key in KEYS:
        value, said = _value(tags, key, moment)
        kind, _, turn = value.partition("_")
        if value.endswith(ON_RED):
            return None, "turn_on_red"
        if kind in KINDS and turn:
            return Restriction(kind, value), ""
        if value:
            return None, "turn_unknown"
        why = why or said
    others = any(key.startswith("restriction:") for key in tags)
    return None, why or ("turn_not_for_cars" if others else "turn_unknown")


def _value(tags: Mapping[str, str], key: str, moment: Moment) -> tuple[str, str]:
    """Give the value of a key at a moment, or why it has none."""
    why = ""
    if f"{key}:conditional" in tags:
        now = at_moment(tags[f"{key}:conditional"], moment)
        if now.value:
            return now.value.strip().lower(), ""
        why = "turn_at_other_hours" if now.understood else "turn_condition_not_understood"
    if key not in tags:
        return "", why
    holds = _old_hours_hold(tags, moment)
    if holds:
        return tags[key].strip().lower(), ""
    return "", "turn_condition_not_understood" if holds is None else "turn_at_other_hours"


def _old_hours_hold(tags: Mapping[str, str], moment: Moment) -> bool | None:
    """Tell whether the hours hold that old restrictions name in keys of their own."""
    days = [tags[key].strip()[:2] for key in ("day_on", "day_off") if key in tags]
    hours = [tags[key].strip() for key in ("hour_on", "hour_off") if key in tags]
    if not days and not hours:
        return True
    return condition_holds(f"{'-'.join(days)} {'-'.join(hours)}", moment)
