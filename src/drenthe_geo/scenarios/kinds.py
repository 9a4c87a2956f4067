"""What each kind of edit says, and whether an entry of a scenario's file says it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from drenthe_geo.area.settings import beyond_sane
from drenthe_geo.contracts.results import Frozen
from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from drenthe_geo.area.settings import Settings

NEEDED, MAY = "needed", "may"

Fields = dict[str, tuple[str, str]]
"""Field → (what it is, whether it must be there)."""

ROADS: Fields = {
    "road_number": ("text", MAY),
    "road_class": ("text", MAY),
    "within_m": ("box", MAY),
}
"""Which roads an edit means: by number, or by class in a box."""

KINDS: dict[str, Fields] = {
    "add_station": {
        "station": ("text", NEEDED),
        "name": ("text", NEEDED),
        "xy_m": ("point", NEEDED),
    },
    "remove_station": {"station": ("text", NEEDED)},
    "add_line": {
        "line": ("text", NEEDED),
        "name": ("text", NEEDED),
        "kind": ("text", NEEDED),
        "vehicle": ("text", MAY),
        "trains_per_hour": ("positive", NEEDED),
        "kmh": ("positive", MAY),
        "calls": ("calls", NEEDED),
    },
    "remove_line": {"line": ("text", NEEDED)},
    "extend_line": {
        "line": ("text", NEEDED),
        "from": ("text", NEEDED),
        "kmh": ("positive", MAY),
        "calls": ("calls", NEEDED),
    },
    "shorten_line": {"line": ("text", NEEDED), "from": ("text", NEEDED), "to": ("text", NEEDED)},
    "set_frequency": {"line": ("text", NEEDED), "trains_per_hour": ("positive", NEEDED)},
    "retime_leg": {
        "line": ("text", NEEDED),
        "from": ("text", NEEDED),
        "to": ("text", NEEDED),
        "minutes": ("positive", NEEDED),
        "minutes_low": ("positive", MAY),
        "minutes_high": ("positive", MAY),
    },
    "add_stop": {
        "line": ("text", NEEDED),
        "station": ("text", NEEDED),
        "from": ("text", NEEDED),
        "to": ("text", NEEDED),
        "minutes_before": ("positive", NEEDED),
        "minutes_after": ("positive", NEEDED),
    },
    "remove_stop": {
        "line": ("text", NEEDED),
        "station": ("text", NEEDED),
        "minutes": ("positive", MAY),
    },
    "add_road": {
        "road": ("text", NEEDED),
        "from_m": ("point", NEEDED),
        "to_m": ("point", NEEDED),
        "road_class": ("text", NEEDED),
        "kmh": ("positive", NEEDED),
        "length_m": ("positive", MAY),
        "oneway": ("flag", MAY),
    },
    "close_road": ROADS,
    "set_speed": {"kmh": ("positive", NEEDED), **ROADS},
    "add_site": {
        "site": ("text", NEEDED),
        "name": ("text", NEEDED),
        "kind": ("text", NEEDED),
        "xy_m": ("point", NEEDED),
    },
    "remove_site": {"site": ("text", NEEDED)},
}
"""What each kind of edit says; they are applied in this order, what takes away last."""

CALL: Fields = {
    "at": ("text", NEEDED),
    "km": ("zero", MAY),
    "kmh": ("positive", MAY),
    "passes": ("count", MAY),
    "dwell_min": ("zero", MAY),
    "minutes": ("positive", MAY),
    "minutes_low": ("positive", MAY),
    "minutes_high": ("positive", MAY),
}
"""What a call of a line says."""

SANE = {
    "trains_per_hour": "trains_per_hour",
    "minutes": "minutes",
    "minutes_low": "minutes",
    "minutes_high": "minutes",
    "minutes_before": "minutes",
    "minutes_after": "minutes",
    "dwell_min": "minutes",
    "passes": "minutes",  # each takes some
    "km": "km",
    "length_m": "metres",
}
"""Field → what it must lie between, see `Settings.sane`; of ``kmh`` it depends on the edit."""

CONDITIONS = ("when", "unless", "source")
"""What any edit or call may say besides."""


def require_sane(kind: str, said: Mapping[str, Any], where: Message, settings: Settings) -> None:
    """Refuse a number of an edit that cannot be: a slip of the pen or of a unit."""
    by = {**SANE, "kmh": "road_kmh" if "road" in kind or kind == "set_speed" else "train_kmh"}
    for name, value in said.items():
        beyond = beyond_sane(settings, by[name], value) if name in by else None
        if beyond is not None:
            given = repr(value)
            raise ArgumentError(
                "scenarios.no_fit", where=where, field=name, given=given, must_be=beyond
            )
    for number, call in enumerate(said.get("calls", ()), start=1):
        at = Message("scenarios.call", where=where, number=number)
        require_sane(kind, call, at, settings)


POINT_NUMBERS, BOX_NUMBERS = 2, 4


def values_of(kind: str, entry: Mapping[str, Any], where: Message) -> dict[str, Any]:
    """Check what an edit says; its calls are kept with their conditions."""
    values = _checked(entry, KINDS[kind], where, skip=("do", *CONDITIONS))
    if "calls" in values:
        values["calls"] = [
            Frozen(
                _checked(call, CALL, Message("scenarios.call", where=where, number=number))
                | {name: call[name] for name in ("when", "unless") if name in call}
            )
            for number, call in enumerate(values["calls"], start=1)
        ]
    by_road = KINDS[kind].keys() >= ROADS.keys()
    if by_road and not ("road_number" in values or values.keys() >= {"road_class", "within_m"}):
        raise ArgumentError("scenarios.which_road", where=where)
    return values


def _checked(
    entry: Mapping[str, Any],
    known: Fields,
    where: Message,
    *,
    skip: tuple[str, ...] = CONDITIONS,
) -> dict[str, Any]:
    """Take the known fields of an entry, refusing what is odd, missing or of another kind."""
    odd = [key for key in entry if key not in known and key not in skip]
    if odd:
        raise unknown_choice(Message("noun.entry_of", where=where), odd[0], known)
    values = {}
    for name, (what, need) in known.items():
        if name not in entry:
            if need == NEEDED:
                needs = [one for one, (_, need) in known.items() if need == NEEDED]
                raise ArgumentError("scenarios.missing", where=where, field=name, needs=needs)
            continue
        if not _fits(entry[name], what):
            must_be = Message(f"scenarios.must_be.{what}")
            given = repr(entry[name])
            raise ArgumentError(
                "scenarios.no_fit", where=where, field=name, given=given, must_be=must_be
            )
        values[name] = tuple(entry[name]) if what in {"point", "box"} else entry[name]
    low, middle, high = (values.get(name) for name in ("minutes_low", "minutes", "minutes_high"))
    if middle is not None and not (low or middle) <= middle <= (high or middle):
        raise ArgumentError("scenarios.must_grow", where=where)
    return values


def _fits(value: object, what: str) -> bool:  # noqa: PLR0911 - one answer per kind
    """Tell whether a value is what a field asks for."""
    if what == "text":
        return isinstance(value, str) and bool(value.strip())
    if what == "flag":
        return isinstance(value, bool)
    if what == "count":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if what == "calls":
        return isinstance(value, list) and all(isinstance(call, dict) for call in value)
    if what in {"positive", "zero"}:
        return is_number(value) and (value > 0 or (what == "zero" and value == 0))  # type: ignore[operator]  # a number
    if not (isinstance(value, list) and all(is_number(part) for part in value)):
        return False
    if what == "point":
        return len(value) == POINT_NUMBERS
    return len(value) == BOX_NUMBERS and value[0] < value[2] and value[1] < value[3]


def is_number(value: object) -> bool:
    """Tell whether a value is a number that is one."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number of hundreds of digits
        return False
