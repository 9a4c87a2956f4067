"""First and last sheet of a workbook: what it holds, how it was made, what its columns are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from drenthe_geo.io.out.columns import Heading
    from drenthe_geo.io.out.content import Content


DAY = 10
"""Signs of a day in ISO 8601; a time of the day is not told."""
MOST_SIGNS = 200
"""Signs of what was asked that one still reads; about.json has all."""


@dataclass(frozen=True)
class Line:
    """A line of the first sheet: a label, and what stands beside it."""

    label: str
    text: str
    # Whether it is the title, or begins a part.
    level: int = 2


def guide_of(content: Content, sheets: Mapping[str, str], cut: int) -> list[Line]:
    """Say what the workbook holds, how it was made, and from what.

    `sheets` are the names of the sheets of the tables, by table; `cut` is the number of cells
    that a sheet has no room for.
    """
    say, about = content.words.say, content.about
    lines = [Line(str(about["title"]), "", 0)]
    lines.append(Line(say("out.guide.area"), say("area.name")))
    lines.append(Line(say("out.guide.date"), content.date[:DAY]))
    asked = [content.question, *(f"{key} {_flat(one)}" for key, one in _asked(about))]
    lines.append(Line(say("out.guide.asked"), "; ".join(asked)))
    version = about["versions"]["drenthe-geo"]
    lines.append(Line(say("out.guide.made"), say("out.guide.made_with", version=version)))
    lines += _part(say("out.guide.answer"), about["sentences"])
    lines += _part(say("out.guide.warnings"), about["warnings"])
    if cut:
        lines += _part("", [say("out.guide.cut", cells=cut)])
    lines.append(Line(say("out.guide.sheets"), "", 1))
    lines += [Line(name, _rows_of(content, table)) for table, name in sheets.items()]
    lines.append(Line(say("out.legend"), say("out.guide.legend")))
    lines.append(Line("", say("out.guide.numbers")))
    own = [
        f"{name} (SHA-256 {digest[:12]}…)" for name, digest in about.get("own_files", {}).items()
    ]
    lines += _part(say("out.guide.own_files"), own)
    lines.append(Line(say("out.guide.data"), "", 1))
    lines += [Line(str(one["name"]), _source(one)) for one in about["data"]]
    return [*lines, Line(say("out.guide.credit"), str(about["attribution"]))]


def _part(head: str, texts: Iterable[str]) -> list[Line]:
    """Put a heading before texts, if there are any."""
    said = [Line("", text) for text in texts]
    return [Line(head, "", 1), *said] if said and head else said


def _asked(about: Mapping[str, Any]) -> list[tuple[str, object]]:
    """Give what was asked, with what was chosen besides."""
    told: dict[str, object] = {**about.get("parameters", {}), **about["subject"]}
    return [
        (key, one)
        for key, one in told.items()
        if one not in (None, "", [], {}) and len(_flat(one)) <= MOST_SIGNS
    ]


def _flat(value: object) -> str:
    """Write a value of JSON in a line."""
    if isinstance(value, dict):
        return ", ".join(f"{key} = {_flat(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(_flat, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _rows_of(content: Content, table: str) -> str:
    """Say what the rows of a table are, and how many there are."""
    what = content.of_table(table, "rows")
    if table in content.sheets:
        return what
    return content.words.say("out.guide.rows", what=what, count=len(content.tables[table]))


def _source(entry: Mapping[str, object]) -> str:
    """Say where a table of the area comes from."""
    sources = entry["sources"]
    licences = entry["licences"]
    told = [*(map(str, sources) if isinstance(sources, list) else ())]
    told += map(str, licences) if isinstance(licences, list) else ()
    return "; ".join(told)


def legend_of(headings: Mapping[str, list[Heading]]) -> list[tuple[str, str, str, str, str]]:
    """Make a row per column: sheet, heading, meaning, unit, and its name in other files."""
    return [
        (sheet, one.head, one.means, one.unit, one.name)
        for sheet, columns in headings.items()
        for one in columns
    ]
