"""The page of an answer: what every answer says, around the map of the one that was asked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from drenthe_geo.answers.about import about_of
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.out.cells import as_value, worded
from drenthe_geo.io.title_block import TitleBlock
from drenthe_geo.page.claims import claims_for
from drenthe_geo.page.html import html_of
from drenthe_geo.page.report import Choice, Head, Report, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from drenthe_geo.answers.answer import Answer
    from drenthe_geo.io.out.columns import Heading
    from drenthe_geo.io.out.content import Content
    from drenthe_geo.page.report import View
    from drenthe_geo.words.table import Words

SHARE = "%"
"""How the kinds of numbers show a share, see `KINDS`."""


def report_of(content: Content, view: View, title_block: TitleBlock) -> Report:
    """Put the page of an answer together.

    Parameters
    ----------
    content : Content
        What there is to write.
    view : View
        Its map.
    title_block : TitleBlock
        Who made it, and how final it is.
    """
    words, about = content.words, content.about
    return Report(
        lang=words.lang,
        title=str(about["title"]),
        block=_block(words, content.date, title_block),
        logo=title_block.logo,
        sentences=list(about["sentences"]),
        warnings=list(about["warnings"]),
        tables=[_table(content, name) for name in content.tables],
        choices=[Choice(*one) for one in _choices(about)],
        sources=_sources(about, words),
        texts=words.group("page.ui"),
        credit=str(about["attribution"]),
        view=view,
    )


def page_of(answer: Answer, lang: str | None = None, title_block: TitleBlock | None = None) -> str:
    """Make the page of an answer, as its file has it but for the list of files.

    Examples
    --------
    >>> page_of(dg.ask_stations(area, minutes=[15]), "en").startswith("<!DOCTYPE html>")
    True
    """
    block, words = title_block or TitleBlock(), answer.area.words(lang)
    if answer.view is None:
        raise ArgumentError("page.none", question=answer.question)
    view = seen(answer.view(words), answer, words)
    content = answer.content(words, about_of(answer, words, (), (), block), {})
    return html_of(report_of(content, view, block))


def seen(view: View, answer: Answer, words: Words) -> View:
    """Put what the profile claims beside the map of an answer."""
    return replace(view, claims=claims_for(answer.area, answer.question, words))


def _block(words: Words, data: str, block: TitleBlock) -> dict[str, str]:
    """Say who made it; what is not given is left out, but not how final it is."""
    said = {
        "organisation": block.organisation,
        "author": block.author,
        "contact": block.contact,
        "date": block.date,
        "status": block.status or words.say("page.concept"),
        "data": words.say("page.data_of", date=data),
    }
    return {words.say(f"page.block.{name}"): text for name, text in said.items() if text}


def _table(content: Content, name: str) -> Table:
    """Say the cells of a table as its files have them."""
    table, headings = content.tables[name], content.headings(name)
    columns = [_cells(table.iloc[:, at], heading, content) for at, heading in enumerate(headings)]
    heads = [
        Head(
            name=one.name,
            head=one.head,
            means=one.means,
            decimals=_decimals(one.kind.shown),
            is_text=all(cell is None or isinstance(cell, str) for cell in cells),
            is_share=SHARE in one.kind.shown,
        )
        for one, cells in zip(headings, columns, strict=True)
    ]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return Table(name, content.of_table(name, "name"), heads, rows)


def _cells(column: pd.Series, heading: Heading, content: Content) -> list[object]:
    found: list[object] = []
    for cell in column.tolist():
        value = as_value(cell)
        if isinstance(value, float):
            found.append(round(value, content.decimals))
        elif isinstance(value, bool | str):
            found.append(worded(value, heading, content.words))
        else:
            found.append(value if value is None or isinstance(value, int) else str(value))
    return found


def _decimals(shown: str) -> int | None:
    """Count the decimals that a spreadsheet shows of a kind of number."""
    if shown == "General":
        return None
    digits = re.search(r"\.(0+)", shown)
    return len(digits[1]) if digits else 0


def _choices(told: object, name: str = "") -> Iterator[tuple[str, str, str]]:
    """Find every choice that stands beside its source."""
    if not isinstance(told, dict):
        return
    if set(told) >= {"value", "source"}:
        yield name.replace("_", " "), _plainly(told["value"]), str(told["source"])
        return
    for key, part in told.items():
        if isinstance(part, dict):
            yield from _choices(part, str(key))


def _plainly(value: Any) -> str:  # noqa: ANN401 - of any kind
    """Write a value of a choice."""
    if isinstance(value, dict):
        return "; ".join(f"{key} {_plainly(part)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(_plainly(one) for one in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _sources(about: Mapping[str, Any], words: Words) -> list[str]:
    """Say sources with their licences, and files of the user; each once."""
    found = []
    for entry in about["data"]:
        fetched = entry.get("fetched", ())
        found += [
            words.say(
                "page.fetched",
                source=f"{one['title']} ({one['date']})",
                licences=[one["licence"]],
                address=one["path"],
            )
            for one in fetched
        ]
        if not fetched:
            found += [
                words.say("page.license", source=source, licences=entry["licences"])
                for source in entry["sources"]
            ]
    return list(dict.fromkeys([*found, *about.get("own_files", {})]))
