"""A document as a page of HTML."""

from __future__ import annotations

import base64
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from drenthe_geo.io.drawing import printable

if TYPE_CHECKING:
    from jinja2 import Template

    from drenthe_geo.documents.blocks import Block, Document


def html_of(document: Document) -> str:
    """Write a document as one HTML file: style and figures are inside.

    Parameters
    ----------
    document : Document
        The document.

    Returns
    -------
    str
        HTML that loads nothing; words of a user are text in it, never markup.

    Examples
    --------
    >>> from drenthe_geo.documents.blocks import Document, Paragraph
    >>> html_of(Document("a < b", "", "nl", [Paragraph("c")])).count("a &lt; b")
    2
    """
    return _template().render(document=document)


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
    pages.filters |= {"base64": _base64, "kind": _kind}
    return pages.get_template("page.html")


def _finalized(value: object) -> object:
    """Leave out what would turn the rest of a page round."""
    return printable(value) if type(value) is str else value


def _base64(png: bytes) -> str:
    """Write bytes so that a page can hold them."""
    return base64.b64encode(png).decode("ascii")


def _kind(block: Block) -> str:
    """Name the macro of the page that writes a block."""
    return type(block).__name__.lower()
