"""A document as blocks, and what it looks like as one HTML file that needs nothing else."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

PICTURE_DPI = 130


@dataclass(frozen=True)
class Heading:
    """A heading of a section."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `lead` ones are set larger."""

    text: str
    lead: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    items: Sequence[str]


@dataclass(frozen=True)
class Grid:
    """A table: the first `left` columns are words, the others figures.

    Parameters
    ----------
    head : sequence of str
        Names of the columns.
    rows : sequence of sequence of str
        Cells.
    left : int
        How many columns are set to the left.
    widths : sequence of float, optional
        Relative widths of the columns.
    marked : int or None
        A row to stress.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    left: int = 1
    widths: Sequence[float] = ()
    marked: int | None = None


@dataclass(frozen=True)
class Picture:
    """A figure with its text for who cannot see it."""

    png: bytes
    text: str
    width_in: float
    height_in: float


Block = Heading | Paragraph | Bullets | Grid | Picture


@dataclass(frozen=True)
class Document:
    """A document.

    Parameters
    ----------
    title, subtitle : str
        At its head.
    lang : str
        Its language.
    blocks : sequence of Block
        What it holds.
    """

    title: str
    subtitle: str
    lang: str
    blocks: Sequence[Block]


def picture_of(figure: Figure, text: str) -> Picture:
    """Draw a figure.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure.
    text : str
        What it shows, in words.

    Returns
    -------
    Picture
        As PNG.
    """
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=PICTURE_DPI, metadata={"Software": "drenthe-geo"})
    width, height = figure.get_size_inches()
    return Picture(buffer.getvalue(), text, float(width), float(height))


STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.55 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; color: #222;
  background: #fff; margin: 0; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.2rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.25rem; margin: 2.6rem 0 .6rem; padding-top: .8rem;
  border-top: 2px solid #225ea8; }
p.sub { color: #555; margin: 0 0 1.6rem; }
p.lead { font-size: 1.15rem; background: #eef3f8; border-left: 5px solid #225ea8;
  padding: .8rem 1rem; margin: 0 0 1rem; }
img { width: 100%; height: auto; display: block; margin: 1rem 0; }
.wide { overflow-x: auto; }
.wide img { min-width: 36rem; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; margin: .8rem 0; }
th, td { padding: .35rem .55rem; border-bottom: 1px solid #ddd; vertical-align: top;
  text-align: right; }
th { border-bottom: 2px solid #444; text-align: right; vertical-align: bottom; }
th.l, td.l { text-align: left; }
tr.m td { background: #eef3f8; font-weight: 600; }
li { margin: .35rem 0; }
@media print { main { padding: 0; max-width: none; } h2 { break-after: avoid; }
  img, table { break-inside: avoid; } }
"""


def html_of(document: Document) -> str:
    """Write a document as one HTML file: style and figures are inside.

    Parameters
    ----------
    document : Document
        The document.

    Returns
    -------
    str
        HTML that loads nothing.

    Examples
    --------
    >>> html_of(Document("a < b", "", "nl", [Paragraph("c")])).count("a &lt; b")
    2
    """
    title = escape(document.title)
    body = "\n".join(_html_block(block) for block in document.blocks)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(document.lang)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'<h1>{title}</h1>\n<p class="sub">{escape(document.subtitle)}</p>\n{body}\n'
        "</main>\n</body>\n</html>\n"
    )


def _html_block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h2>{escape(block.text)}</h2>"
    if isinstance(block, Paragraph):
        kind = ' class="lead"' if block.lead else ""
        return f"<p{kind}>{escape(block.text)}</p>"
    if isinstance(block, Bullets):
        items = "".join(f"<li>{escape(item)}</li>" for item in block.items)
        return f"<ul>{items}</ul>"
    if isinstance(block, Picture):
        data = base64.b64encode(block.png).decode("ascii")
        picture = f'<img alt="{escape(block.text)}" src="data:image/png;base64,{data}">'
        return f'<div class="wide">{picture}</div>'
    return _html_table(block)


def _html_table(grid: Grid) -> str:
    def cells(row: Sequence[str], tag: str) -> str:
        scope = ' scope="col"' if tag == "th" else ""
        sides = [' class="l"' if at < grid.left else "" for at in range(len(row))]
        return "".join(
            f"<{tag}{scope}{side}>{escape(cell)}</{tag}>"
            for cell, side in zip(row, sides, strict=True)
        )

    marks = [' class="m"' if at == grid.marked else "" for at in range(len(grid.rows))]
    rows = "\n".join(
        f"<tr{mark}>{cells(row, 'td')}</tr>" for row, mark in zip(grid.rows, marks, strict=True)
    )
    return (
        f'<div class="wide"><table>\n<thead><tr>{cells(grid.head, "th")}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody></table></div>"
    )
