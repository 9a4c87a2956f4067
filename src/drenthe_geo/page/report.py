"""A page as values: what answers say, of which `html_of` makes one file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Head:
    """A column of a table."""

    # Name in files for programs, and what a reader sees.
    name: str
    head: str
    means: str
    # Decimals of its numbers; None for text, and for numbers that are shown as they are.
    decimals: int | None
    is_text: bool
    is_share: bool = False


@dataclass(frozen=True)
class Table:
    """A table of a page, as it is in the files: numbers are numbers, words are said."""

    name: str
    title: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True)
class Choice:
    """A number that was chosen, and why."""

    what: str
    value: str
    source: str


@dataclass(frozen=True)
class Claims:
    """Claims of the profile about what a page is about."""

    # With their verdicts.
    table: Table
    # Those that are not judged on a page.
    left: Sequence[str]
    # How many there are of each verdict, or why there is none.
    told: str


@dataclass(frozen=True)
class View:
    """What only one question has: its map, with what the switches need.

    Parameters
    ----------
    kind : str
        Name of the script that shows it, for example ``"run"``.
    base : mapping of str to object
        Land, borders, roads and names below it; see `base_of`.
    data : mapping of str to object
        What that script reads: plain values, and arrays that are packed by `packed_numbers`.
    parts : mapping of str to object
        Data of further parts of the page, by the name that their script registers.
    notes : sequence of str
        What a reader of the map should know, such as its error in metres.
    claims : Claims or None
        What the profile claims, beside the data.
    """

    kind: str
    base: Mapping[str, object]
    data: Mapping[str, object]
    parts: Mapping[str, object] = field(default_factory=dict)
    notes: Sequence[str] = ()
    claims: Claims | None = None


@dataclass(frozen=True)
class Report:
    """A page.

    Parameters
    ----------
    lang : str
        Its language.
    title : str
        Title of the answer.
    block : mapping of str to str
        Title block: what is said of it, by its words (author, organisation, status and so on).
    logo : pathlib.Path or None
        A PNG file.
    sentences, warnings : sequence of str
        The answer in sentences, and what a reader should look at.
    tables : sequence of Table
        Its tables.
    choices : sequence of Choice
        Assumptions and other numbers with their sources.
    sources : sequence of str
        Data with their dates and licences.
    texts : mapping of str to str
        Words of the page by their keys.
    view : View or None
        Its map.
    credit : str
        Whose data the map rests on, in short.
    """

    lang: str
    title: str
    block: Mapping[str, str]
    logo: Path | None
    sentences: Sequence[str]
    warnings: Sequence[str]
    tables: Sequence[Table]
    choices: Sequence[Choice]
    sources: Sequence[str]
    texts: Mapping[str, str]
    view: View | None
    credit: str = ""
