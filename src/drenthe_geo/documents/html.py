"""A document as a page of HTML."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from drenthe_geo.documents.blocks import Heading, parts_of
from drenthe_geo.documents.together import kept_together
from drenthe_geo.io.pages import digest_of, page_of

if TYPE_CHECKING:
    from jinja2 import Template

    from drenthe_geo.documents.blocks import Block, Document, Grid


def html_of(document: Document) -> str:
    """Write a document as one HTML file: style and figures are inside.

    Parameters
    ----------
    document : Document
        The document.

    Returns
    -------
    str
        HTML that loads nothing, and forbids itself to; words of a user are text in it, never
        markup.

    Examples
    --------
    >>> from drenthe_geo.documents.blocks import Document, Paragraph
    >>> html_of(Document("a < b", "", "nl", [Paragraph("c")])).count("a &lt; b")
    2
    """
    sections = [one for one in document.blocks if _is_section(one)]
    style = _style()
    return _template().render(
        document=document,
        sections=sections,
        anchors=[f"part-{number}" for number in range(1, len(sections) + 1)],
        style=style,
        digest=digest_of(style),
    )


@cache
def _style() -> str:
    return files("drenthe_geo.documents").joinpath("page.css").read_text(encoding="utf-8")


def _is_section(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == 1


@cache
def _template() -> Template:
    """Read the page, once; numbers in it keep their units."""
    return page_of(
        "documents",
        "page.html",
        finished=kept_together,
        kind=_kind,
        parts=parts_of,
        looks=_looks,
        is_section=_is_section,
    )


def _looks(grid: Grid, at: int) -> str:
    """Name the classes of a cell: set to the left, or the name of its row."""
    return " ".join(["l"] * grid.is_left(at) + ["k"] * (at == grid.named_by))


def _kind(block: Block) -> str:
    """Name the macro of the page that writes a block."""
    return type(block).__name__.lower()
