"""Columns of what is written: heading, meaning, unit, decimals, and the words of their codes.

The words stand below ``out.column`` of the tables of words: those of one table or layer below its
name, those of all below ``any``; a name that holds a number or the like is found by its pattern.
Who answers may say columns of its own, such as criteria.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drenthe_geo.words.table import BY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drenthe_geo.words.message import Message
    from drenthe_geo.words.table import Words


@dataclass(frozen=True)
class Kind:
    """How numbers of a kind are shown."""

    # Key of the unit below ``out.unit``; empty where a number has none.
    unit: str = ""
    # As a spreadsheet writes it, in no language: it puts in the signs of its user.
    shown: str = "General"


KINDS = {
    "minutes": Kind("min", "#,##0.0"),
    "km2": Kind("km2", "#,##0.0"),
    "km": Kind("km", "#,##0.00"),
    "metres": Kind("m", "#,##0"),
    "position": Kind("rd_m", "0"),
    "people": Kind("people", "#,##0"),
    "score": Kind("score", "0.00"),
    "points": Kind("score", "0.000"),
    "share": Kind("share", "0%"),
    "percent": Kind("percent", "0.0"),
    "keur": Kind("keur", "#,##0"),
    "sites": Kind("sites", "0.0"),
    "yes_no": Kind("yes_no", "0"),
    "correlation": Kind("correlation", "0.00"),
    "count": Kind("", "#,##0"),
    "code": Kind("", "0"),
    "plain": Kind(),
    # Of each row its own.
    "row": Kind(),
}
"""Kinds of numbers by name."""

KIND_OF = (
    (r"(x|y)_m", "position"),
    (r"edge|cell|jobs_year", "code"),
    (r"(people|inhabitants|working_age|students|population|own)(_.*)?", "people"),
    (r"(.*_)?km2", "km2"),
    (r"(.*_)?km", "km"),
    (r"(.*_)?m", "metres"),
    (r"score(_.*)?|best_cell", "score"),
    (r"lead|regret|share_.*", "points"),
    (r"first|top_three|first_anyhow|top_three_anyhow|first_ranges", "share"),
    (r".*_percent", "percent"),
    (r"median(_surface)?|most", "correlation"),
    (r"(.*_)?min(_.*)?|minutes(_.*)?|low|high", "minutes"),
)
"""Names of columns, as patterns, and their kinds; the first that fits counts."""

PATTERNS = {
    "people_n_min": r"people_(?P<n>[\d.]+)_min",
    "people_n_min_certain": r"people_(?P<n>[\d.]+)_min_certain",
    "people_n_min_possible": r"people_(?P<n>[\d.]+)_min_possible",
    "people_within_n_min": r"people_within_(?P<n>[\d.]+)_min",
    "area_n_min_km2": r"area_(?P<n>[\d.]+)_min_km2",
    "area_n_min_filled_km2": r"area_(?P<n>[\d.]+)_min_filled_km2",
    "inhabitants_by_train_before": r"inhabitants_by_train_(?P<n>[\d.]+)_min_before",
    "inhabitants_by_train_after": r"inhabitants_by_train_(?P<n>[\d.]+)_min_after",
    "inhabitants_by_train_more": r"inhabitants_by_train_(?P<n>[\d.]+)_min_more",
    "working_age_by_train_before": r"working_age_by_train_(?P<n>[\d.]+)_min_before",
    "working_age_by_train_after": r"working_age_by_train_(?P<n>[\d.]+)_min_after",
    "working_age_by_train_more": r"working_age_by_train_(?P<n>[\d.]+)_min_more",
    "students_by_train_before": r"students_by_train_(?P<n>[\d.]+)_min_before",
    "students_by_train_after": r"students_by_train_(?P<n>[\d.]+)_min_after",
    "students_by_train_more": r"students_by_train_(?P<n>[\d.]+)_min_more",
    "gain_min_to": r"gain_min_(?P<n>.+)",
    "before_min_to": r"before_min_(?P<n>.+)",
    "after_min_to": r"after_min_(?P<n>.+)",
}
"""Columns with a number or a name in their own, by their keys below ``out.column.any``."""

CODES = {
    "fit": ("siting.fit.verdict.", ""),
    "verdict": ("dossier.verdict.", ""),
    "claims.verdict": ("claims.verdict.", ""),
    "advice": ("siting.seat.advice.", ""),
    "role": ("dossier.role.", ""),
    "status": ("dossier.status.", ""),
    "mode": ("roads.mode.", ".name"),
    "vehicles": ("out.value.", ""),
    "point": ("out.value.", ""),
    "kind": ("out.value.", ""),
    "fails": ("dossier.test.", ""),
}
"""Columns of codes, with their table if need be, and the two ends of the keys of their words."""

BETWEEN_CODES = ";"
"""Stands between the codes of a cell that holds several."""


@dataclass(frozen=True)
class Column:
    """What who answers says of a column that the words do not know, or know too little of."""

    # Where not given, the words say it.
    head: Message | None = None
    means: Message | None = None
    # Name of a kind, see `KINDS`; by the name of the column where not given.
    kind: str = ""
    # Words of its codes.
    values: Mapping[str, Message] = field(default_factory=dict)


Columns = Mapping[str, Mapping[str, Column]]
"""What is said of columns, by table or layer and by column."""


@dataclass(frozen=True)
class Heading:
    """A column as a reader of a language gets it."""

    # Name of the column in files for programs.
    name: str
    head: str
    # Empty for a column that only its owner knows.
    means: str
    unit: str
    kind: Kind
    # Words of its codes, and the ends of the keys of more.
    values: Mapping[str, str]
    codes: tuple[str, str]

    def word_of(self, value: str, words: Words) -> str:
        """Say a code; what is none stays as it is."""
        if not value or not (self.values or self.codes[0]):
            return value
        parts = [self._one(part, words) for part in value.split(BETWEEN_CODES)]
        return f"{BETWEEN_CODES} ".join(parts) if len(parts) > 1 else parts[0]

    def _one(self, code: str, words: Words) -> str:
        code = code.strip()
        start, end = self.codes
        key = f"{start}{code.replace(' ', '_').replace('+', '_')}{end}"
        return self.values.get(code) or (words.say(key) if words.has(key) else code)


def headings_of(
    table: str, names: Iterable[object], words: Words, given: Mapping[str, Column]
) -> list[Heading]:
    """Say the columns of a table or layer; two of one heading get their names beside it."""
    found = [heading_of(table, str(name), words, given.get(str(name))) for name in names]
    heads = [one.head.casefold() for one in found]
    return [one if heads.count(one.head.casefold()) == 1 else _named(one) for one in found]


def _named(one: Heading) -> Heading:
    return Heading(
        one.name, f"{one.head} ({one.name})", one.means, one.unit, one.kind, one.values, one.codes
    )


def heading_of(table: str, name: str, words: Words, given: Column | None = None) -> Heading:
    """Say one column; of one that nothing is known of, its name."""
    given = given or Column()
    key, values = _key_of(table, name, words)
    head = words.say(given.head) if given.head else _said(f"{key}.head", words, values) or name
    means = words.say(given.means) if given.means else _said(f"{key}.means", words, values)
    kind = KINDS[given.kind or _kind_of(name)]
    return Heading(
        name=name,
        head=head,
        means=means,
        unit=words.say(f"out.unit.{kind.unit}") if kind.unit else "",
        kind=kind,
        values={code: words.say(word) for code, word in given.values.items()},
        codes=CODES.get(f"{table}.{name}", CODES.get(name, ("", ""))),
    )


def _key_of(table: str, name: str, words: Words) -> tuple[str, dict[str, str]]:
    """Find the key of a column, and what fills its places."""
    slug = name.lower().replace("-", "_")
    slug = f"{slug}_" if slug == BY else slug  # in a table of words that is another thing
    for where in (table, "any"):
        key = f"out.column.{where}.{slug}"
        if words.has(f"{key}.head"):
            return key, {}
    for pattern, form in PATTERNS.items():
        match = re.fullmatch(form, name)
        if match:
            return f"out.column.any.{pattern}", match.groupdict()
    return "", {}


def _said(key: str, words: Words, values: Mapping[str, str]) -> str:
    return words.say(key, **values) if words.has(key) else ""


def _kind_of(name: str) -> str:
    for pattern, kind in KIND_OF:
        if re.fullmatch(pattern, name):
            return kind
    return "count"
