"""Scenarios as data: named edits with toggles, and how several go together.

A scenario is a set of edits, not a list of steps: edits are applied in an order of
their own, so scenarios combine in any order with the same result. Two edits that want
different things of the same line, leg, road or station contradict each other, and that
is refused by name.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from drenthe_geo.errors import ArgumentError, unknown_choice

if TYPE_CHECKING:
    from collections.abc import Iterable

NEEDED, MAY = "needed", "may"
MINUTES = ("minutes", "minutes_low", "minutes_high")
# Which roads an edit means: by number, or by class in a box.
ROADS = {"road_number": ("text", MAY), "road_class": ("text", MAY), "within_m": ("box", MAY)}
# What each kind of edit says: field → (what it is, whether it must be there).
KINDS: dict[str, dict[str, tuple[str, str]]] = {
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
        **{name: ("positive", NEEDED if name == "minutes" else MAY) for name in MINUTES},
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
CALL = {
    "at": ("text", NEEDED),
    "km": ("zero", MAY),
    "kmh": ("positive", MAY),
    "passes": ("count", MAY),
    "dwell_min": ("zero", MAY),
    **dict.fromkeys(MINUTES, ("positive", MAY)),
}
CONDITIONS = ("when", "unless", "source")
HEADS = ("name", "title", "title_nl", "note", "source", "toggles", "edits")
POINT_NUMBERS, BOX_NUMBERS = 2, 4


@dataclass(frozen=True)
class Edit:
    """One change that a scenario makes.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    said : mapping
        What it says.
    scenario : str
        Name of the scenario.
    number : int
        Its place in the file, from 1.
    """

    kind: str
    said: Mapping[str, Any]
    scenario: str
    number: int

    @property
    def where(self) -> str:
        """Name the edit in a message."""
        return f"scenario {self.scenario!r}, edit {self.number} ({self.kind})"


@dataclass(frozen=True)
class Scenario:
    """A named set of edits, with its toggles decided.

    Parameters
    ----------
    name, title, title_nl, note, source : str
        What it is, where it is from, and what to keep in mind.
    toggles : mapping of str to bool
        How each toggle stands.
    toggle_notes : mapping of str to str
        What each toggle does, with its source.
    edits : tuple of Edit
        The edits that these toggles leave.

    Examples
    --------
    >>> from drenthe_geo import read_scenario
    >>> read_scenario("nedersaksenlijn").toggles["ter_apel"]
    False
    """

    name: str
    title: str
    title_nl: str
    note: str
    source: str
    toggles: Mapping[str, bool]
    toggle_notes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    edits: tuple[Edit, ...] = ()


def scenario_from_mapping(
    raw: Mapping[str, Any], chosen: Mapping[str, bool] | None = None, *, file: str = "scenario"
) -> Scenario:
    """Read a scenario, and decide its toggles.

    Parameters
    ----------
    raw : mapping
        The parsed TOML: ``name``, ``title``, ``source``, ``[toggles.NAME]`` with
        ``default``, ``note`` and ``source``, and ``[[edits]]`` with ``do``.
    chosen : mapping of str to bool, optional
        Toggles that are set otherwise than by default.
    file : str
        Where it is from, for messages.

    Returns
    -------
    Scenario
        The scenario.

    Raises
    ------
    ArgumentError
        If the file or a choice is wrong; one sentence that says where.

    Examples
    --------
    >>> raw = {"name": "more", "title": "More trains", "source": "assumption", "edits": [
    ...     {"do": "set_frequency", "line": "spr-gn-zl", "trains_per_hour": 4}]}
    >>> scenario_from_mapping(raw).edits[0].kind
    'set_frequency'
    """
    odd = sorted(set(raw) - set(HEADS))
    if odd:
        raise unknown_choice(f"entry of {file}", odd[0], HEADS)
    for head in ("name", "title", "source"):
        if not isinstance(raw.get(head), str) or not raw[head].strip():
            msg = f"{file}: has no {head}; a scenario needs a name, a title and a source."
            raise ArgumentError(msg)
    name = str(raw["name"])
    toggles, notes = _toggles(raw.get("toggles", {}), chosen or {}, name)
    edits = []
    if not isinstance(raw.get("edits", []), list):
        msg = f"scenario {name!r}: edits must be a list of tables, [[edits]]."
        raise ArgumentError(msg)
    for number, entry in enumerate(raw.get("edits", []), start=1):
        edit = _edit(entry, name, number, toggles)
        if edit is not None:
            edits.append(edit)
    return Scenario(
        name=name,
        title=str(raw["title"]),
        title_nl=str(raw.get("title_nl", raw["title"])),
        note=str(raw.get("note", "")),
        source=str(raw["source"]),
        toggles=MappingProxyType(toggles),
        toggle_notes=MappingProxyType(notes),
        edits=tuple(edits),
    )


def merge_edits(edits: Iterable[Edit]) -> list[Edit]:
    """Put edits together, each once, in an order that depends on what they say alone.

    Parameters
    ----------
    edits : iterable of Edit
        The edits of some scenarios, stations by their codes.

    Returns
    -------
    list of Edit
        First what adds, last what takes away; of equal edits one.
    """
    found: dict[str, Edit] = {}
    for edit in sorted(edits, key=lambda one: (one.scenario, one.number)):
        found.setdefault(_content(edit), edit)
    rank = {kind: number for number, kind in enumerate(KINDS)}
    return [found[key] for key in sorted(found, key=lambda key: (rank[found[key].kind], key))]


def _content(edit: Edit) -> str:
    """Say what an edit wants, the same for edits that want the same."""
    kept = {key: _plain(value) for key, value in edit.said.items() if key != "source"}
    if edit.kind in {"retime_leg", "add_stop"} and kept["from"] > kept["to"]:
        kept["from"], kept["to"] = kept["to"], kept["from"]
        if edit.kind == "add_stop":
            one, other = "minutes_before", "minutes_after"
            kept[one], kept[other] = kept[other], kept[one]
    return f"{edit.kind} {sorted(kept.items())!r}"


def _plain(value: Any) -> Any:  # noqa: ANN401 - what a TOML file may hold
    if isinstance(value, Mapping):
        return sorted((key, _plain(part)) for key, part in value.items())
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return float(value) if _is_number(value) else value


def _toggles(
    raw: object, chosen: Mapping[str, bool], name: str
) -> tuple[dict[str, bool], dict[str, str]]:
    toggles, notes = {}, {}
    if not isinstance(raw, Mapping):
        msg = f"scenario {name!r}: toggles must be tables, [toggles.NAME]."
        raise ArgumentError(msg)
    for toggle, entry in raw.items():
        if not (isinstance(entry, dict) and isinstance(entry.get("default"), bool)):
            msg = f"scenario {name!r}: toggle {toggle!r} needs default = true or false."
            raise ArgumentError(msg)
        if not (entry.get("note") and entry.get("source")):
            msg = f"scenario {name!r}: toggle {toggle!r} needs a note and a source."
            raise ArgumentError(msg)
        toggles[toggle] = entry["default"]
        notes[toggle] = f"{entry['note']} ({entry['source']})"
    for toggle, on in chosen.items():
        if toggle not in toggles:
            if not toggles:
                msg = f"scenario {name!r} has no toggles, so {toggle!r} cannot be set."
                raise ArgumentError(msg)
            raise unknown_choice(f"toggle of scenario {name!r}", toggle, toggles)
        toggles[toggle] = on
    return toggles, notes


def _applies(entry: dict[str, Any], toggles: Mapping[str, bool], where: str) -> bool:
    for condition in ("when", "unless"):
        toggle = entry.get(condition)
        if toggle is None:
            continue
        if not isinstance(toggle, str) or not toggles:
            msg = f"{where}: {condition} = {toggle!r} must name a toggle of the scenario"
            msg += f", one of {', '.join(toggles)}." if toggles else ", which has none."
            raise ArgumentError(msg)
        if toggle not in toggles:
            raise unknown_choice(f"toggle in {where}", str(toggle), toggles)
        if toggles[toggle] != (condition == "when"):
            return False
    return True


def _edit(entry: object, name: str, number: int, toggles: Mapping[str, bool]) -> Edit | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("do"), str):
        choices = ", ".join(KINDS)
        msg = f"scenario {name!r}, edit {number}: must say what to do; do = one of {choices}."
        raise ArgumentError(msg)
    kind = entry["do"]
    if kind not in KINDS:
        raise unknown_choice(f"edit {number} of scenario {name!r}: do", kind, KINDS)
    edit = Edit(kind, MappingProxyType({}), name, number)
    values = _checked(entry, KINDS[kind], edit.where, skip=("do", *CONDITIONS))
    if "calls" in values:
        checked = [
            MappingProxyType(_checked(call, CALL, f"{edit.where}, call {place}", skip=CONDITIONS))
            for place, call in enumerate(values["calls"], start=1)
        ]
        kept = [_applies(call, toggles, edit.where) for call in values["calls"]]
        values["calls"] = tuple(call for call, keep in zip(checked, kept, strict=True) if keep)
    by_road = KINDS[kind].keys() >= ROADS.keys()
    if by_road and not ("road_number" in values or values.keys() >= {"road_class", "within_m"}):
        msg = f"{edit.where}: needs a road_number, or a road_class and within_m."
        raise ArgumentError(msg)
    if not _applies(entry, toggles, edit.where):
        return None
    return Edit(kind, MappingProxyType(values), name, number)


def _checked(
    entry: object, fields: dict[str, tuple[str, str]], where: str, skip: tuple[str, ...]
) -> dict[str, Any]:
    if not isinstance(entry, dict):
        msg = f"{where}: {entry!r} must be a table."
        raise ArgumentError(msg)
    odd = [key for key in entry if key not in fields and key not in skip]
    if odd:
        raise unknown_choice(f"entry of {where}", odd[0], fields)
    values = {}
    for name, (what, need) in fields.items():
        if name not in entry:
            if need == NEEDED:
                msg = f"{where}: {name} is missing; it needs {_needs(fields)}."
                raise ArgumentError(msg)
            continue
        if not _fits(entry[name], what):
            msg = f"{where}: {name} = {entry[name]!r} must be {WORDS[what]}."
            raise ArgumentError(msg)
        values[name] = tuple(entry[name]) if what in {"point", "box"} else entry[name]
    low, middle, high = (values.get(name) for name in ("minutes_low", "minutes", "minutes_high"))
    if middle is not None and not (low or middle) <= middle <= (high or middle):
        msg = f"{where}: minutes_low, minutes and minutes_high must grow in that order."
        raise ArgumentError(msg)
    return values


WORDS = {
    "text": "a text",
    "positive": "a number above 0",
    "zero": "a number of 0 or more",
    "count": "a whole number of 0 or more",
    "flag": "true or false",
    "point": "two numbers, x and y in RD New metres",
    "box": "four numbers, the least and largest x and y in RD New metres: [x, y, x, y]",
    "calls": "a list of tables, each with at = a station",
}


def _fits(value: object, what: str) -> bool:  # noqa: PLR0911 - one answer per kind
    if what == "text":
        return isinstance(value, str) and bool(value.strip())
    if what == "flag":
        return isinstance(value, bool)
    if what == "count":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if what == "calls":
        return isinstance(value, list) and all(isinstance(call, dict) for call in value)
    if what in {"positive", "zero"}:
        return _is_number(value) and (value > 0 or (what == "zero" and value == 0))  # type: ignore[operator]
    if not (isinstance(value, list) and all(_is_number(part) for part in value)):
        return False
    if what == "point":
        return len(value) == POINT_NUMBERS
    return len(value) == BOX_NUMBERS and value[0] < value[2] and value[1] < value[3]


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _needs(fields: dict[str, tuple[str, str]]) -> str:
    return ", ".join(name for name, (_, need) in fields.items() if need == NEEDED)
