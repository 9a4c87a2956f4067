"""A document as PDF, page by page."""

from __future__ import annotations

import io
from contextlib import contextmanager
from functools import cache
from html import escape as escaped
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from drenthe_geo.documents.blocks import Bullets, Heading, Paragraph, Picture
from drenthe_geo.io.drawing import printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from drenthe_geo.documents.blocks import Block, Document, Grid

MARGIN_PT = 45.0

PAGE_PT = (595.28, 841.89)  # A4

TALLEST_PT = 480.0
"""Of a figure, so that the words on it stand on the same page."""

MOST_SIGNS, TITLE_SIGNS, FOOT_SIGNS = 20_000, 600, 90
"""Of a paragraph, of the title, and of the title at the foot of a page."""

CELL_LINES, SIGN_PT = 18, 4.6
"""Lines of a cell: three rows with their head fit on a page. Width of a sign in one."""

HEADING_PT, FEW_LINES_PT = 36.0, 80.0

INK, BLUE, PALE, LINE = "#222222", "#225ea8", "#eef3f8", "#c8c8c8"


def pdf_of(document: Document) -> bytes:
    """Write a document as PDF; equal documents give equal bytes.

    Parameters
    ----------
    document : Document
        The document.

    Returns
    -------
    bytes
        The file, A4, with page numbers and its fonts inside.

    Examples
    --------
    >>> from drenthe_geo.documents.blocks import Document, Paragraph
    >>> pdf_of(Document("Title", "", "nl", [Paragraph("Text")]))[:5]
    b'%PDF-'
    """
    from reportlab.platypus import Paragraph as Text  # noqa: PLC0415 - only for PDF
    from reportlab.platypus import SimpleDocTemplate  # noqa: PLC0415 - only for PDF

    styles = _styles()
    story: list[Any] = [
        Text(escape(document.title, TITLE_SIGNS), styles["title"]),
        Text(escape(document.subtitle), styles["sub"]),
    ]
    blocks = document.blocks
    for block, then in zip(blocks, [*blocks[1:], None], strict=True):
        if isinstance(block, Heading):
            story.append(_room_for(then))
        story += _flow(block, styles)
    buffer = io.BytesIO()
    page = SimpleDocTemplate(
        buffer,
        pagesize=PAGE_PT,
        leftMargin=MARGIN_PT,
        rightMargin=MARGIN_PT,
        topMargin=MARGIN_PT,
        bottomMargin=MARGIN_PT + 10,
        title=printable(document.title),
        author="drenthe-geo",
        lang=document.lang,
        invariant=1,
    )

    def foot(canvas: Any, made: Any) -> None:  # noqa: ANN401 - the library has no types
        canvas.setFont("Dossier", 7.5)
        canvas.setFillColor("#666666")
        title = printable(document.title)
        short = title if len(title) <= FOOT_SIGNS else f"{title[: FOOT_SIGNS - 1]}…"
        canvas.drawString(MARGIN_PT, MARGIN_PT - 8, short)
        canvas.drawRightString(PAGE_PT[0] - MARGIN_PT, MARGIN_PT - 8, str(made.page))

    with _as_bytes():
        page.build(story, onFirstPage=foot, onLaterPages=foot)
    return buffer.getvalue()


@contextmanager
def _as_bytes() -> Iterator[None]:
    """Put pictures and fonts in as the bytes that they are: as letters they take a fifth more."""
    from reportlab import rl_config  # noqa: PLC0415 - only for PDF

    before, rl_config.useA85 = rl_config.useA85, 0
    try:
        yield
    finally:
        rl_config.useA85 = before


@cache
def _fonts() -> None:
    """Take the fonts that come with the maps: they have every sign that is used."""
    from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily  # noqa: PLC0415
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415 - only for PDF

    # Where they are can be told without loading what draws maps.
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise ModuleNotFoundError(name="matplotlib")
    folder = Path(found.origin).with_name("mpl-data") / "fonts" / "ttf"
    registerFont(TTFont("Dossier", folder / "DejaVuSans.ttf"))
    registerFont(TTFont("Dossier-Bold", folder / "DejaVuSans-Bold.ttf"))
    registerFontFamily("Dossier", normal="Dossier", bold="Dossier-Bold")


def _styles() -> dict[str, Any]:
    """Make the styles of text, by name."""
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415 - only for PDF

    _fonts()
    text = ParagraphStyle("text", fontName="Dossier", fontSize=9, leading=13, textColor=INK)
    right: Any = {"alignment": 2}
    bold: Any = {"fontName": "Dossier-Bold"}
    cell: Any = {"parent": text, "fontSize": 7.2, "leading": 9.4}
    return {
        "text": ParagraphStyle("body", parent=text, spaceAfter=6),
        "title": ParagraphStyle("title", parent=text, fontSize=18, leading=22, **bold),
        "sub": ParagraphStyle("sub", parent=text, textColor="#555555", spaceAfter=12),
        "head": ParagraphStyle(
            "head", parent=text, fontSize=12.5, leading=16, spaceBefore=14, spaceAfter=5,
            textColor=BLUE, **bold,
        ),
        "lead": ParagraphStyle(
            "lead", parent=text, fontSize=10.5, leading=15, backColor=PALE, borderPadding=7,
            spaceBefore=6, spaceAfter=14, leftIndent=7, rightIndent=7,
        ),
        "bullet": ParagraphStyle(
            "bullet", parent=text, leftIndent=12, bulletIndent=2, spaceAfter=3,
        ),
        "left": ParagraphStyle("left", **cell),
        "right": ParagraphStyle("right", **cell, **right),
        "left_head": ParagraphStyle("left_head", **cell, **bold),
        "right_head": ParagraphStyle("right_head", **cell, **bold, **right),
    }  # fmt: skip


def _flow(block: Block, styles: dict[str, Any]) -> list[Any]:
    """Write a block."""
    from reportlab.platypus import Image, Spacer  # noqa: PLC0415 - only for PDF
    from reportlab.platypus import Paragraph as Text  # noqa: PLC0415 - only for PDF

    if isinstance(block, Heading):
        return [Text(escape(block.text, TITLE_SIGNS), styles["head"])]
    if isinstance(block, Paragraph):
        return [Text(escape(block.text), styles["lead" if block.lead else "text"])]
    if isinstance(block, Bullets):
        return [Text(escape(item), styles["bullet"], bulletText="•") for item in block.items]
    if isinstance(block, Picture):
        return [Image(io.BytesIO(block.png), *_size_pt(block)), Spacer(1, 6)]
    return [_table(block, styles), Spacer(1, 6)]


def escape(text: str, most: int = MOST_SIGNS) -> str:
    """Prepare text for a page: no markup, no sign that steers, no more than there is room for."""
    text = printable(text)
    return escaped(text if len(text) <= most else f"{text[: most - 1].rstrip()}…")


def _room_for(then: Block | None) -> Any:  # noqa: ANN401 - the library has no types
    """Begin a new page where a heading would stand apart from what it heads."""
    from reportlab.platypus import CondPageBreak  # noqa: PLC0415 - only for PDF

    below = _size_pt(then)[1] if isinstance(then, Picture) else FEW_LINES_PT
    return CondPageBreak(HEADING_PT + below)


def _size_pt(picture: Picture) -> tuple[float, float]:
    """Fit a figure to the page, in points."""
    from reportlab.lib.units import inch  # noqa: PLC0415 - only for PDF

    wide, tall = PAGE_PT[0] - 2 * MARGIN_PT, TALLEST_PT
    width, height = picture.width_in * inch, picture.height_in * inch
    scale = min(wide / width, tall / height)
    return width * scale, height * scale


def _table(grid: Grid, styles: dict[str, Any]) -> Any:  # noqa: ANN401 - the library has no types
    """Write a table; its head comes back on every page."""
    from reportlab.platypus import Paragraph as Text  # noqa: PLC0415 - only for PDF

    from drenthe_geo.documents.rows import Rows  # noqa: PLC0415 - as above

    widths = grid.widths or [3.0] * grid.left + [1.0] * (len(grid.head) - grid.left)
    room = PAGE_PT[0] - 2 * MARGIN_PT
    columns_pt = [room * width / sum(widths) for width in widths]
    most = [max(int(CELL_LINES * (width - 6) / SIGN_PT), CELL_LINES) for width in columns_pt]

    def cells(row: Any, head: str = "") -> list[Any]:  # noqa: ANN401 - a row of words
        sides = ["left" if at < grid.left else "right" for at in range(len(row))]
        return [
            Text(escape(cell, signs), styles[side + head])
            for cell, side, signs in zip(row, sides, most, strict=True)
        ]

    rule: list[Any] = [
        ("LINEBELOW", (0, 0), (-1, 0), 1.0, INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.3, LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
    marked = () if grid.marked is None else (grid.marked, PALE)
    how: Any = {"cells": cells, "columns_pt": columns_pt, "rules": rule, "marked": marked}
    return Rows(cells(grid.head, "_head"), grid.rows, **how)
