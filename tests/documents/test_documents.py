"""Documents as HTML and PDF: words stay words, pages need nothing else."""

from __future__ import annotations

import base64
import re
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.image import imread
from seen import Seen

from drenthe_geo.documents.blocks import Block, Bullets, Document, Grid, Heading, Paragraph, Picture
from drenthe_geo.documents.html import html_of
from drenthe_geo.documents.pdf import pdf_of
from drenthe_geo.documents.picture import PICTURE_DPI, picture_of

EVIL = '<script>"&</script>'
PRINTABLE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)


def drawing() -> Picture:
    figure = Figure(figsize=(4, 3))
    figure.add_axes((0.1, 0.1, 0.8, 0.8)).plot([0, 1], [0, 1])
    return picture_of(figure, "a < b")


def every_block(word: str) -> list[Block]:
    return [
        Heading(word),
        Paragraph(word),
        Paragraph(word, lead=True),
        Bullets([word]),
        Grid((word, word), [(word, word), (word, word)], marked=1),
    ]


def test_words_of_a_user_are_no_markup() -> None:
    document = Document(EVIL, EVIL, "nl", every_block(EVIL))
    page = html_of(document)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 3 + 4 + 6
    seen = Seen(page)
    assert seen.tables == [[[EVIL] * 2] * 3]
    assert seen.inside == []
    assert pdf_of(document).startswith(b"%PDF-")


def test_a_language_is_no_markup_either() -> None:
    assert '<html lang="&#34;&gt;">' in html_of(Document("t", "", '">', []))


@given(PRINTABLE)
def test_every_word_is_read_as_it_was_written(word: str) -> None:
    seen = Seen(html_of(Document(word, word, "en", every_block(word))))
    assert seen.tables == [[[word] * 2] * 3]
    assert seen.sections[word].split() == [word] * 10
    assert seen.sections[""].split() == [word] * 2


def test_blocks_have_the_tags_that_readers_and_machines_know() -> None:
    seen = Seen(html_of(Document("t", "s", "en", [*every_block("w"), drawing()])))
    tags = [tag for tag, _ in seen.tags]
    for tag, count in {"h1": 1, "h2": 1, "ul": 1, "li": 1, "table": 1, "tr": 3, "img": 1}.items():
        assert tags.count(tag) == count, tag
    assert ("meta", {"charset": "utf-8"}) in seen.tags
    assert ("p", {"class": "lead"}) in seen.tags
    assert ("th", {"scope": "col", "class": "l"}) in seen.tags
    assert ("th", {"scope": "col"}) in seen.tags
    assert [attributes for tag, attributes in seen.tags if tag == "tr"][2] == {"class": "m"}


def test_a_page_can_be_read_on_a_phone() -> None:
    page = html_of(Document("t", "", "en", [drawing(), Grid(("a",), [("b",)])]))
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in Seen(
        page
    ).tags
    assert page.count('<div class="wide">') == 2
    assert ".wide { overflow-x: auto; }" in page


def test_the_style_loads_nothing() -> None:
    page = html_of(Document("t", "", "en", [drawing()]))
    style = page[page.index("<style>") : page.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert "http" not in re.sub(r"base64,[A-Za-z0-9+/=]+", "", page)


def test_a_picture_is_inside_with_its_words() -> None:
    page = html_of(Document("t", "", "en", [drawing()]))
    shown = next(attributes for tag, attributes in Seen(page).tags if tag == "img")
    assert shown["alt"] == "a < b"
    png = base64.b64decode(str(shown["src"]).partition("data:image/png;base64,")[2])
    assert png == drawing().png
    pixels = imread(BytesIO(png))
    assert pixels.shape[:2] == (3 * PICTURE_DPI, 4 * PICTURE_DPI)
    assert len(np.unique(pixels.reshape(-1, pixels.shape[-1]), axis=0)) > 10


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_pdf_has_pages_of_a4_its_title_and_its_language(lang: str) -> None:
    blocks = [*every_block("word"), drawing()]
    document = Document("Locatiesuggesties: ergens", "s", lang, blocks * 5)
    pdf = pdf_of(document)
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert f"/Lang ({lang})".encode() in pdf
    assert b"Locatiesuggesties: ergens" in pdf
    assert 3 <= len(re.findall(rb"/Type /Page\b", pdf)) <= 12
    boxes = set(re.findall(rb"/MediaBox \[ ([^\]]*) \]", pdf))
    assert boxes == {b"0 0 595.28 841.89"}
    assert b"/FontFile2" in pdf
    assert pdf_of(document) == pdf


def test_a_figure_stands_on_one_page_with_its_heading() -> None:
    tall = Picture(drawing().png, "t", 4.0, 12.0)
    pdf = pdf_of(Document("t", "", "en", [Heading("a"), tall, Heading("b"), tall]))
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 2


def test_equal_documents_give_equal_bytes() -> None:
    one, other = (Document("t", "s", "en", [*every_block("w"), drawing()]) for _ in range(2))
    assert html_of(one) == html_of(other)
    assert pdf_of(one) == pdf_of(other)
