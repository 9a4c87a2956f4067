"""A document as a page of HTML."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from drenthe_geo.documents.blocks import Heading, parts_of
from drenthe_geo.documents.together import kept_together
from drenthe_geo.io.drawing import printable

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
        digest=_digest(style),
    )


@cache
def _style() -> str:
    return files("drenthe_geo.documents").joinpath("page.css").read_text(encoding="utf-8")


def _digest(style: str) -> str:
    """Name the one style that the page allows."""
    digest = hashlib.sha256(style.encode()).digest()
    return f"sha256-{_base64(digest)}"


def _is_section(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == 1


@cache
def _template() -> Template:
    """Read the page, once; every word in it is escaped, whatever its name ends in."""
    pages = Environment(
        loader=PackageLoader("drenthe_geo", "documents"),
        autoescape=True,
        finalize=_finalized,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    pages.filters |= {"base64": _base64, "kind": _kind, "parts": parts_of, "looks": _looks,
                      "is_section": _is_section}  # fmt: skip
    return pages.get_template("page.html")


def _finalized(value: object) -> object:
    """Leave out what would turn the rest of a page round, and keep numbers with their units."""
    return kept_together(printable(value)) if type(value) is str else value


def _base64(png: bytes) -> str:
    """Write bytes so that a page can hold them."""
    return base64.b64encode(png).decode("ascii")


def _looks(grid: Grid, at: int) -> str:
    """Name the classes of a cell: set to the left, or the name of its row."""
    return " ".join(["l"] * grid.is_left(at) + ["k"] * (at == grid.named_by))


def _kind(block: Block) -> str:
    """Name the macro of the page that writes a block."""
    return type(block).__name__.lower()
