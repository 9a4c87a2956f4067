"""The PDF: what PDF/UA asks of tags and fonts, and that any text of a user is laid out as text."""

from __future__ import annotations

import io
import time
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drenthe_geo.documents.blocks import (
    Block,
    Bullets,
    Document,
    Grid,
    Heading,
    Mixed,
    Paragraph,
    Picture,
    Summary,
)
from drenthe_geo.documents.pdf import broken, pdf_of
from drenthe_geo.io.out.png import png_of

EVIL = "<script> #let x = $a$ *b* _c_ `d` \\ // @ref [e] <label> = ~"


def drawing(width_in: float = 4.0, height_in: float = 3.0) -> Picture:
    import numpy as np  # noqa: PLC0415 - for one picture

    png = png_of(np.full((30, 40, 3), 200, dtype=np.uint8), 100, {})
    return Picture(png, "what it shows", width_in, height_in)


def every_block(word: str) -> list[Any]:
    return [
        Summary([(word, word)]),
        Heading(word),
        Paragraph(Mixed((word, ""), (word, "en"))),
        Heading(word, level=2),
        Bullets([word, word]),
        Grid((word, word), [(word, word), (word, word)], marked=1),
        drawing(),
    ]


def tags_of(pdf: pikepdf.Pdf) -> list[Any]:
    """Walk all elements of the structure."""
    found, ahead = [], [pdf.Root.StructTreeRoot]
    while ahead:
        here = ahead.pop()
        kids = here.get("/K")
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                found.append(kid)
                ahead.append(kid)
    return found


def opened(document: Document) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf_of(document)))


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_it_is_what_pdf_ua_asks(lang: str) -> None:
    """Without veraPDF at hand: what can be read off the file of the rules of ISO 14289-1."""
    document = Document(
        "Locatiesuggesties: <ergens>",
        "s",
        lang,
        [*every_block("woord"), Heading("Twee")],
        facts=[("Status", "concept")],
        logo=drawing().png,
        logo_text="Whose logo",
        author="A. Smit",
        date="2026-11-27",
    )
    pdf = opened(document)
    root = pdf.Root
    assert str(root.Lang) == lang
    assert bool(root.MarkInfo.Marked)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as told:
        assert told["dc:title"] == "Locatiesuggesties: <ergens>"
        assert told["pdfuaid:part"] == "1"
    assert str(pdf.docinfo["/Author"]) == "A. Smit"
    assert "20261127" in str(pdf.docinfo["/CreationDate"])
    with pdf.open_outline() as outline:
        assert [one.title for one in outline.root] == ["woord", "Twee"]
        assert [one.title for one in outline.root[0].children] == ["woord"]
    kinds = [str(one.S) for one in tags_of(pdf)]
    count = {kind: kinds.count(kind) for kind in set(kinds)}
    assert (count["/H1"], count["/H2"], count["/H3"]) == (1, 2, 1)
    assert (count["/Table"], count["/TH"], count["/TD"]) == (1, 2, 4)
    assert (count["/L"], count["/LI"]) == (1, 2)
    figures = [one for one in tags_of(pdf) if str(one.S) == "/Figure"]
    assert sorted(str(one.Alt) for one in figures) == ["Whose logo", "what it shows"]
    others = {str(one.Lang) for one in tags_of(pdf) if "/Lang" in one}
    assert others <= {"en", "nl"}
    for page in pdf.pages:
        assert str(page.Tabs) == "/S"
        assert [round(float(side)) for side in page.MediaBox] == [0, 0, 595, 842]
        for font in page.Resources.Font.values():
            kid = font.DescendantFonts[0]
            assert "/FontFile2" in kid.FontDescriptor or "/FontFile3" in kid.FontDescriptor
            assert "/ToUnicode" in font


def test_a_document_that_nobody_dates_has_no_date() -> None:
    pdf = opened(Document("t", "", "nl", every_block("w")))
    assert not {"/CreationDate", "/ModDate", "/Author"} & set(pdf.docinfo)


@settings(max_examples=20, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_whatever_a_text_holds_it_is_laid_out(text: str) -> None:
    document = Document(text, text, "nl", every_block(text), facts=[(text, text)], author=text)
    assert pdf_of(document) == pdf_of(document)


def test_markup_in_a_text_is_text() -> None:
    pdf = opened(Document(EVIL, EVIL, "nl", every_block(EVIL)))
    with pdf.open_metadata() as told:
        assert told["dc:title"] == EVIL
    with pdf.open_outline() as outline:
        assert [one.title for one in outline.root] == [EVIL]


def test_thousands_of_rows_and_endless_words_are_laid_out_soon() -> None:
    began = time.process_time()
    rows = [(f"naam {at}", "x" * 60, "0,5") for at in range(1000)]
    pdf = opened(Document("t", "", "nl", [Grid(("a", "b", "c"), rows)]))
    assert len(pdf.pages) > 10
    kinds = [str(one.S) for one in tags_of(pdf)]
    assert kinds.count("/TR") == 1001
    word = "w" * 30_000
    cells = [(word, "w " * 5000)]
    grid = Grid(("a" * 900, "b"), cells)
    blocks: list[Block] = [Heading(word), Paragraph(word), Bullets([word]), grid]
    pdf_of(Document(word, word, "en", [*blocks, drawing(40, 3), drawing(3, 40)]))
    assert time.process_time() - began < 8


def test_a_figure_stands_on_one_page_with_its_heading() -> None:
    """However much stands before it; where it fits nearly it shrinks."""
    tall = drawing(4.0, 12.0)
    pages = set()
    for lines in (0, 12, 20, 32, 45):
        before = Bullets(["word"] * lines)
        pdf = opened(Document("t", "", "en", [before, Heading("a"), tall, Heading("b")]))
        with pdf.open_outline() as outline:
            destination: Any = outline.root[0].destination
        page = destination[0]
        at = next(at for at, one in enumerate(pdf.pages) if one.obj.objgen == page.objgen)
        assert [at for at, one in enumerate(pdf.pages) if one.get_images()] == [at]
        pages.add((at, len(pdf.pages)))
    assert pages == {(0, 1), (1, 2)}


@given(st.text("ab1- ", max_size=60), st.integers(1, 9))
def test_no_part_of_a_word_is_wider_than_its_line(text: str, most: int) -> None:
    cut = broken(text, most)
    assert cut.replace("\u200b", "") == text
    assert all(len(part) <= most for word in cut.split(" ") for part in word.split("\u200b"))
