"""A document as PDF, tagged for who reads it aloud: laid out by Typst from `page.typ`."""

from __future__ import annotations

import json
import re
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from drenthe_geo.documents.blocks import (
    Bullets,
    Grid,
    Heading,
    Paragraph,
    Picture,
    Summary,
    parts_of,
)
from drenthe_geo.documents.together import kept_together
from drenthe_geo.io.drawing import printable, undrawable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from drenthe_geo.documents.blocks import Block, Document

STANDARD = "ua-1"
"""PDF/UA-1: tags, language, alternative texts and fonts are checked while it is written."""

STYLE = {
    "ink": "#222222",
    "blue": "#225ea8",
    "pale": "#eef3f8",
    "line": "#c8c8c8",
    "grey": "#555555",
    "fonts": ["DejaVu Sans"],
}

TEXT_WIDTH_PT, TALLEST_PT, PT_PER_INCH = 504.0, 455.0, 72.0
"""Room on a page of A4, and of a figure, so that the words on it stand on the same page."""

HEADING_PT, GAP_PT, LEAST_SHARE, LEAST_FRONT_SHARE = 48.0, 14.0, 0.72, 0.5
"""Room of a heading and between blocks; so small a figure may be, not to leave a page empty."""

MOST_SIGNS, CELL_SIGNS, TITLE_SIGNS, FOOT_SIGNS = 20_000, 2_000, 600, 90
"""Of a paragraph, of a cell, of the title, and of the title at the foot of a page."""

WHOLE_SIGNS = 1500
"""What has no more signs stands on one page as a whole."""

TABLE_ROWS, TABLE_SIGNS, INTRODUCTION_SIGNS = 14, 1800, 600
"""A table that has no more stands on one page, and so does what introduces it."""

WORD_SIGNS, TITLE_WORD_SIGNS = 50, 26
"""Of a word that fits on a line, whatever its letters."""

SIGN_PT, CELL_PAD_PT, LEAST_WORD_SIGNS = 4.7, 8.4, 4
"""Width of a sign in a cell, of the room beside it, and the shortest part of a word in one."""

HYPHENATED_SIGNS = 32
"""A word of letters alone that is no longer is broken where its language does."""

STAND_IN = "□"
"""Stands for a sign that the font has not."""

BREAK = "\N{ZERO WIDTH SPACE}"


def pdf_of(document: Document) -> bytes:
    """Write a document as PDF; equal documents give equal bytes.

    Parameters
    ----------
    document : Document
        The document.

    Returns
    -------
    bytes
        The file: A4, tagged as PDF/UA-1 asks, with bookmarks, page numbers and its fonts inside.

    Examples
    --------
    >>> from drenthe_geo.documents.blocks import Document, Paragraph
    >>> pdf_of(Document("Title", "", "nl", [Paragraph("Text")]))[:5]
    b'%PDF-'
    """
    with tempfile.TemporaryDirectory(prefix="drenthe-geo-") as name:
        folder = Path(name)
        told = _told(document, folder)
        (folder / "document.json").write_text(json.dumps(told), encoding="utf-8")
        made: bytes = _compiler().compile(
            input=_template(),
            root=name,
            format="pdf",
            pdf_standards=[STANDARD],
            timestamp=0,
        )
    return made


@cache
def _template() -> bytes:
    return Path(__file__).with_name("page.typ").read_bytes()


@cache
def _compiler() -> Any:  # noqa: ANN401 - the library has no types
    """Start what lays pages out, with the fonts of the maps: they have every sign that is used."""
    from typst import Compiler  # noqa: PLC0415 - only for PDF

    # Where they are can be told without loading what draws maps.
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise ModuleNotFoundError(name="matplotlib")
    folder = Path(found.origin).with_name("mpl-data") / "fonts" / "ttf"
    return Compiler(font_paths=[str(folder)], ignore_system_fonts=True)


def _told(document: Document, folder: Path) -> dict[str, Any]:
    """Write a document as the template reads it; pictures go into the folder beside it."""
    title = printable(document.title)[:TITLE_SIGNS]
    foot = title if len(title) <= FOOT_SIGNS else f"{title[: FOOT_SIGNS - 1]}…"
    logo = _kept(document.logo, folder, "logo") if document.logo else None
    return {
        "title": _drawable(title) or "–",
        "author": [_drawable(document.author)] if document.author.strip() else [],
        "date": _day(document.date),
        "lang": document.lang,
        "head": _parts(document.title, TITLE_SIGNS, TITLE_WORD_SIGNS),
        "subtitle": _parts(document.subtitle),
        "facts": [[_parts(name), _parts(value)] for name, value in document.facts],
        "foot": " · ".join(_drawable(one) for one in (foot, document.status) if one),
        "logo": logo,
        "logo-text": printable(document.logo_text) or "–",
        "style": STYLE,
        "blocks": _blocks(document, folder),
    }


def _blocks(document: Document, folder: Path) -> list[dict[str, Any]]:
    """Write all blocks; a picture knows where its heading stands, or itself where it has none."""
    told = [_block(one, folder, f"{number}") for number, one in enumerate(document.blocks)]
    is_front = True
    for one, then, block in zip(told, [*told[1:], {"kind": ""}], document.blocks, strict=True):
        if isinstance(block, Paragraph):
            one["sticky"] = then["kind"] == "grid" and len(block.text) <= INTRODUCTION_SIGNS
    for number, one in enumerate(told):
        if one["kind"] == "picture":
            headed = number > 0 and told[number - 1]["kind"] == "heading"
            mark = f"place-{number}"
            told[number - 1 if headed else number]["here"] = mark
            above = HEADING_PT if headed else GAP_PT
            least = LEAST_FRONT_SHARE if is_front else LEAST_SHARE
            one |= {"mark": mark, "above": above, "least": least}
        is_front = is_front and one["kind"] not in {"heading", "picture"}
    return told


def _block(block: Block, folder: Path, name: str) -> dict[str, Any]:
    """Write a block."""
    told: dict[str, Any] = {"kind": type(block).__name__.lower()}
    if isinstance(block, Heading):
        text = _drawable(broken(printable(block.text)[:TITLE_SIGNS], WORD_SIGNS))
        return {**told, "level": block.level, "text": text or "–"}
    if isinstance(block, Summary):
        return {**told, "points": [[_parts(one), _parts(text)] for one, text in block.points]}
    if isinstance(block, Bullets):
        return {**told, "items": [*map(_parts, block.items)], "whole": _is_short(block.items)}
    if isinstance(block, Picture):
        width, height = _size_pt(block)
        file = _kept(block.png, folder, name)
        text = printable(block.text)[:MOST_SIGNS] or "–"
        size = {"width": width, "height": height, "widest": TEXT_WIDTH_PT}
        return {**told, **size, "file": file, "text": _drawable(text)}
    if isinstance(block, Grid):
        return {**told, **_grid(block)}
    return {**told, "text": _parts(block.text)}


def _grid(grid: Grid) -> dict[str, Any]:
    """Write a table: no word is wider than its column."""
    count = len(grid.head)
    widths = [*(grid.widths or [3.0] * grid.left + [1.0] * (count - grid.left))]
    rooms = [TEXT_WIDTH_PT * one / sum(widths) - CELL_PAD_PT for one in widths]
    most = [max(int(room / SIGN_PT), LEAST_WORD_SIGNS) for room in rooms]

    def cells(row: Iterable[str]) -> list[Any]:
        return [
            {
                "parts": _parts(cell, CELL_SIGNS, signs, HYPHENATED_SIGNS),
                "wide": any(len(word) > signs for word in cell.split()),
            }
            for cell, signs in zip(row, most, strict=True)
        ]

    return {
        "widths": widths,
        "left": [grid.is_left(at) for at in range(count)],
        "marked": grid.marked,
        "head": cells(grid.head),
        "rows": [cells(row) for row in grid.rows],
        "whole": _is_short(cell for row in grid.rows for cell in row),
        "together": len(grid.rows) <= TABLE_ROWS
        and sum(len(cell) for row in grid.rows for cell in row) <= TABLE_SIGNS,
    }


def _is_short(texts: Iterable[str]) -> bool:
    """Tell whether each text has room on a page, however narrow its column."""
    return all(len(text) <= WHOLE_SIGNS for text in texts)


def _parts(
    text: str, most: int = MOST_SIGNS, word: int = WORD_SIGNS, hyphenated: int = 0
) -> list[tuple[str, str]]:
    """Write a text as parts with their languages, no longer than there is room for."""
    parts = []
    for part, lang in parts_of(text):
        plain = printable(part)
        if len(plain) > most:
            plain = f"{plain[: most - 1].rstrip()}…"
        parts.append((_drawable(broken(kept_together(plain), word, hyphenated)), lang))
    return parts


def broken(text: str, most: int, hyphenated: int = 0) -> str:
    """Let a line end within words that are longer than a line.

    Parameters
    ----------
    text : str
        The text.
    most : int
        Signs of a word that a line has room for.
    hyphenated : int
        Words of letters alone that have no more are left to the hyphens of the language.

    Returns
    -------
    str
        The text, with signs in it that nobody sees.

    Examples
    --------
    >>> broken("a 1234567 bcdefgh", 3, 9).split(BREAK)
    ['a 123', '456', '7 bcdefgh']
    """

    def cut(found: re.Match[str]) -> str:
        word = found[0]
        if word.isalpha() and len(word) <= hyphenated:
            return word
        return BREAK.join(word[at : at + most] for at in range(0, len(word), most))

    return re.sub(rf"\S{{{most + 1},}}", cut, text)


def _drawable(text: str) -> str:
    """Put a box for each sign that the font has not."""
    signs = undrawable([text])
    return text.translate(dict.fromkeys(map(ord, signs), STAND_IN)) if signs else text


def _day(date: str) -> dict[str, int] | None:
    """Read a day as programs that keep files show it; none where it is told otherwise."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", date)
    return (
        dict(zip(("year", "month", "day"), map(int, found.groups()), strict=True))
        if found
        else None
    )


def _kept(png: bytes, folder: Path, name: str) -> str:
    """Put a picture beside the template."""
    (folder / f"{name}.png").write_bytes(png)
    return f"{name}.png"


def _size_pt(picture: Picture) -> tuple[float, float]:
    """Fit a figure to the page, in points."""
    width, height = picture.width_in * PT_PER_INCH, picture.height_in * PT_PER_INCH
    scale = min(TEXT_WIDTH_PT / width, TALLEST_PT / height)
    return width * scale, height * scale
