"""Scenarios as data: named edits with toggles, and how several go together.

A scenario is a set of edits, not a list of steps: edits are applied in an order of
their own, so scenarios combine in any order with the same result. Two edits that want
different things of the same line, leg, road or station contradict each other, and that
is refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drenthe_geo.area.gazetteer import plain_name
from drenthe_geo.area.sourced import read_own_toml
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.contracts.results import Frozen, result
from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.files.gate import own_path
from drenthe_geo.scenarios.kinds import KINDS, is_number, require_sane, values_of
from drenthe_geo.scenarios.toggles import applies, decided, is_text, texts_of, toggles_of
from drenthe_geo.words.message import Message, Texts
from drenthe_geo.words.table import LANGUAGES, NO_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Any

    from drenthe_geo.area.area import Area
    from drenthe_geo.area.settings import Settings

PRESET = "scenario-"
TIMETABLE = "timetable-"

HEADS = (
    "name",
    *("title", *(f"title_{lang}" for lang in LANGUAGES)),
    *("note", *(f"note_{lang}" for lang in LANGUAGES)),
    "source",
    "toggles",
    "undecided_tracks",
    "edits",
)


@result
@dataclass(frozen=True)
class Edit:
    """One change that a scenario makes."""

    # One of `KINDS`.
    kind: str
    said: Mapping[str, Any]
    scenario: str
    # Its place in the file, from 1.
    number: int

    @property
    def where(self) -> Message:
        """Name the edit in a message."""
        return Message("scenarios.edit", scenario=self.scenario, number=self.number, kind=self.kind)

    @property
    def id(self) -> str:
        """Name the edit in a table, as the source of what it makes."""
        return f"{self.scenario}:{self.number}"


@result
@dataclass(frozen=True)
class Scenario:
    """A named set of edits, with its toggles decided.

    Parameters
    ----------
    name : str
        Its id.
    title, note : Texts
        What it is called, and what to keep in mind, in every language.
    source : str
        Where it is from.
    toggles : mapping of str to bool
        How each toggle stands.
    toggle_notes : mapping of str to Texts
        What each toggle does.
    toggle_sources : mapping of str to str
        Source of each toggle.
    edits : tuple of Edit
        The edits that these toggles leave.
    undecided : tuple of tuple of str
        Pairs of stations between which nobody has decided where the track will lie.

    Examples
    --------
    >>> veldlijn = dg.scenarios.read_scenario(area, "veldlijn")
    >>> veldlijn.toggles["heidedorp"], veldlijn.title_in("en")
    (False, 'Veldlijn: Hoofdstad - Zandkerk - Oosterveen')
    """

    name: str
    title: Texts
    note: Texts = NO_TEXT
    source: str = ""
    toggles: Mapping[str, bool] = field(default_factory=lambda: Frozen({}))
    toggle_notes: Mapping[str, Texts] = field(default_factory=lambda: Frozen({}))
    toggle_sources: Mapping[str, str] = field(default_factory=lambda: Frozen({}))
    edits: tuple[Edit, ...] = ()
    undecided: tuple[tuple[str, str], ...] = ()

    def title_in(self, lang: str) -> str:
        """Give the title in a language."""
        return self.title.of(lang)

    def note_in(self, lang: str) -> str:
        """Give the note in a language; empty if there is none."""
        return self.note.of(lang)

    def toggle_note_in(self, toggle: str, lang: str) -> str:
        """Say what a toggle does in a language, with its source."""
        return f"{self.toggle_notes[toggle].of(lang)} ({self.toggle_sources[toggle]})"


def scenario_from_mapping(
    raw: Mapping[str, Any], chosen: Mapping[str, bool] | None = None, *, file: str = "scenario"
) -> Scenario:
    """Read a scenario, and decide its toggles."""
    odd = sorted(set(raw) - set(HEADS))
    if odd:
        raise unknown_choice(Message("noun.entry_of", where=file), odd[0], HEADS)
    title = texts_of(raw, "title", file)
    for head in ("name", "source"):
        if not is_text(raw.get(head)):
            raise ArgumentError("scenarios.no_head", file=file, head=head)
    if title is None:
        raise ArgumentError("scenarios.no_head", file=file, head="title")
    name = str(raw["name"])
    toggles = toggles_of(raw.get("toggles", {}), name)
    on = decided(toggles, chosen or {}, name)
    if not isinstance(raw.get("edits", []), list):
        raise ArgumentError("scenarios.edits_no_list", scenario=name)
    edits = [_edit(entry, name, number, on) for number, entry in enumerate(raw.get("edits", []), 1)]
    return Scenario(
        name=name,
        title=title,
        note=texts_of(raw, "note", file) or NO_TEXT,
        source=str(raw["source"]),
        toggles=Frozen(on),
        toggle_notes=Frozen({one: note for one, (_, note, _) in toggles.items()}),
        toggle_sources=Frozen({one: said for one, (_, _, said) in toggles.items()}),
        edits=tuple(edit for edit in edits if edit is not None),
        undecided=_undecided(raw.get("undecided_tracks", []), name),
    )


def _undecided(raw: object, name: str) -> tuple[tuple[str, str], ...]:
    """Read between which stations no track is decided; each entry says from what that is known."""
    needs = ("from", "to", "source")
    entries: list[Any] = raw if isinstance(raw, list) else [raw]
    if not all(
        isinstance(one, Mapping) and set(one) == set(needs) and all(map(is_text, one.values()))
        for one in entries
    ):
        raise ArgumentError("scenarios.undecided_tracks", scenario=name, needs=list(needs))
    return tuple((str(one["from"]), str(one["to"])) for one in entries)


def unknown_in(edit: Edit, field: str, given: str, choices: Iterable[str]) -> ArgumentError:
    """Build the error for a name in an edit that is not among the choices."""
    return unknown_choice(Message("noun.field_in", field=field, where=edit.where), given, choices)


def merge_edits(edits: Iterable[Edit]) -> list[Edit]:
    """Put edits together, each once, in an order that depends on what they say alone.

    First comes what adds, last what takes away; stations are named by their codes.
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
    """Write a value so that equal ones are written alike."""
    if isinstance(value, Mapping):
        return sorted((key, _plain(part)) for key, part in value.items())
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return float(value) if is_number(value) else value


def _edit(entry: object, name: str, number: int, toggles: Mapping[str, bool]) -> Edit | None:
    """Read an edit; None if the toggles leave it out, but it is checked all the same."""
    if not isinstance(entry, dict) or not isinstance(entry.get("do"), str):
        raise ArgumentError("scenarios.no_do", scenario=name, number=number, kinds=list(KINDS))
    kind = entry["do"]
    if kind not in KINDS:
        raise unknown_choice(Message("noun.edit_do", number=number, scenario=name), kind, KINDS)
    where = Edit(kind, {}, name, number).where
    values = values_of(kind, entry, where)
    if "calls" in values:
        values["calls"] = tuple(
            Frozen({key: call[key] for key in call if key not in {"when", "unless"}})
            for call in values["calls"]
            if applies(call, toggles, where)
        )
    if not applies(entry, toggles, where):
        return None
    return Edit(kind, Frozen(values), name, number)


def scenario_names(area: Area) -> tuple[str, ...]:
    """List the scenarios that ship with an area.

    Parameters
    ----------
    area : Area
        The area.

    Returns
    -------
    tuple of str
        Their names, in the order of the alphabet.

    Examples
    --------
    >>> dg.scenarios.scenario_names(area)
    ('n901-sneller', 'veldlijn')
    """
    names = area.resource_names
    return tuple(sorted(name.removeprefix(PRESET) for name in names if name.startswith(PRESET)))


def read_timetables(area: Area) -> tuple[Scenario, ...]:
    """Read the timetables of other years that an area has, as edits of its trains.

    They are no plans, so `scenario_names` does not list them; `apply_scenarios` makes the trains
    of such a year, and `read_scenario` knows them by their names. So an answer can be held
    against another timetable.

    Parameters
    ----------
    area : Area
        The area.

    Returns
    -------
    tuple of Scenario
        The earliest first; none if the area has none.

    Examples
    --------
    >>> [one.name for one in dg.scenarios.read_timetables(area)]
    ['treinen-2020']
    >>> now, (earlier,) = dg.situation.read_situation(area), dg.scenarios.read_timetables(area)
    >>> then = dg.scenarios.apply_scenarios(now, [earlier], area.settings)
    >>> float(then.transit.lines.loc["reg-hds-otv", "trains_per_hour"])
    1.0
    """
    names = sorted(name for name in area.resource_names if name.startswith(TIMETABLE))
    return tuple(
        scenario_from_mapping(area.toml(name), file=area.path(name).name) for name in names
    )


@checked
def read_scenario(
    area: Area, what: str | Path, toggles: Mapping[str, bool] | None = None
) -> Scenario:
    """Read a scenario: one that ships with the area, or a file of your own.

    Parameters
    ----------
    area : Area
        The area.
    what : str or pathlib.Path
        A name of `scenario_names` or of one of `read_timetables`, spelled forgivingly, or a
        TOML file (its name ends in ``.toml``).
    toggles : mapping of str to bool, optional
        Toggles that are set otherwise than by default.

    Returns
    -------
    Scenario
        The scenario.

    Raises
    ------
    ArgumentError
        If there is no such scenario or toggle, or the scenario is wrong.
    FileError
        If the file cannot be read.

    Examples
    --------
    >>> dg.scenarios.read_scenario(area, "veldlijn", {"hourly": True}).toggles["hourly"]
    True
    """
    if str(what).lower().endswith(".toml"):
        path = own_path(what)
        raw = read_own_toml(path, Message("layers.of_scenarios"))
        return _fitting(area, scenario_from_mapping(raw, toggles, file=path.name))
    by_plain = {plain_name(name): name for name in scenario_names(area)}
    name = by_plain.get(plain_name(str(what)))
    if name is None:
        for one in read_timetables(area):
            if plain_name(one.name) == plain_name(str(what)) and not toggles:
                return one
        own = Message("choice.own_file")
        raise unknown_choice("scenario", str(what), [*scenario_names(area), own])
    return scenario_from_mapping(area.toml(f"{PRESET}{name}"), toggles, file=f"{name}.toml")


def _fitting(area: Area, scenario: Scenario) -> Scenario:
    """Refuse a scenario of a user whose numbers cannot be, or whose sites are of no known kind."""
    kinds = area.schema("sites").choices_of("kind")
    for edit in scenario.edits:
        require_sane(edit.kind, edit.said, edit.where, area.settings)
        if edit.kind == "add_site" and edit.said["kind"] not in kinds:
            raise unknown_in(edit, "kind", edit.said["kind"], kinds)
    return scenario


def require_together(scenarios: Iterable[Scenario], settings: Settings) -> None:
    """Refuse scenarios that cannot go together: two others of one name, too many edits."""
    chosen = list(scenarios)
    known: dict[str, Scenario] = {}
    twice = sorted({one.name for one in chosen if known.setdefault(one.name, one) != one})
    if twice:
        raise ArgumentError("scenarios.name_twice", names=twice)
    edits, most = sum(len(one.edits) for one in chosen), settings.sane["edits"][1]
    if edits > most:
        raise ArgumentError("scenarios.too_many", edits=edits, most=most)
