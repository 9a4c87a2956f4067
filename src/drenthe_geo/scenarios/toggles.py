"""Toggles of a scenario: how each stands, and what it leaves in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.words.message import Message, Texts
from drenthe_geo.words.table import LANGUAGES

if TYPE_CHECKING:
    from typing import Any


def texts_of(raw: Mapping[str, Any], name: str, where: str | Message) -> Texts | None:
    """Read a text: one for all languages, or one for each of them; None if there is none."""
    each = {lang: raw.get(f"{name}_{lang}") for lang in LANGUAGES}
    given = [is_text(one) for one in each.values()]
    if not any(given):
        return Texts(**dict.fromkeys(LANGUAGES, raw[name])) if is_text(raw.get(name)) else None
    if name in raw or not all(given):
        names = [f"{name}_{lang}" for lang in LANGUAGES]
        raise ArgumentError("scenarios.texts", where=where, name=name, names=names)
    return Texts(**{lang: str(one) for lang, one in each.items()})


def toggles_of(raw: object, name: str) -> dict[str, tuple[bool, Texts, str]]:
    """Read the toggles: default, note and source of each."""
    if not isinstance(raw, Mapping):
        raise ArgumentError("scenarios.toggles_no_tables", scenario=name)
    toggles = {}
    for toggle, entry in raw.items():
        if not (isinstance(entry, dict) and isinstance(entry.get("default"), bool)):
            raise ArgumentError("scenarios.toggle_default", scenario=name, toggle=toggle)
        where = Message("scenarios.toggle", scenario=name, toggle=toggle)
        note = texts_of(entry, "note", where)
        if not (note and entry.get("source")):
            raise ArgumentError("scenarios.toggle_note", scenario=name, toggle=toggle)
        toggles[str(toggle)] = (bool(entry["default"]), note, str(entry["source"]))
    return toggles


def decided(
    toggles: Mapping[str, tuple[bool, Texts, str]], chosen: Mapping[str, bool], name: str
) -> dict[str, bool]:
    """Set toggles as chosen, the others by default."""
    for toggle in chosen:
        if not toggles:
            raise ArgumentError("scenarios.no_toggles", scenario=name, toggle=toggle)
        if toggle not in toggles:
            raise unknown_choice(Message("noun.toggle_of", scenario=name), toggle, toggles)
    return {toggle: chosen.get(toggle, default) for toggle, (default, _, _) in toggles.items()}


def applies(entry: Mapping[str, Any], toggles: Mapping[str, bool], where: Message) -> bool:
    """Tell whether the toggles leave an edit or a call in."""
    for condition in ("when", "unless"):
        toggle = entry.get(condition)
        if toggle is None:
            continue
        if not toggles:
            given = repr(toggle)
            raise ArgumentError(
                "scenarios.condition_without_toggles", where=where, name=condition, given=given
            )
        if not isinstance(toggle, str):
            raise ArgumentError(
                "scenarios.condition_no_toggle",
                where=where,
                name=condition,
                given=repr(toggle),
                toggles=list(toggles),
            )
        if toggle not in toggles:
            raise unknown_choice(Message("noun.toggle_in", where=where), toggle, toggles)
        if toggles[toggle] != (condition == "when"):
            return False
    return True


def is_text(value: object) -> bool:
    """Tell whether a value is a text that says something."""
    return isinstance(value, str) and bool(value.strip())
