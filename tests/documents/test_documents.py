"""Documents as HTML and PDF: words stay words, pages need nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from io import BytesIO

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.image import imread
from seen import Seen

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
from drenthe_geo.documents.html import html_of
from drenthe_geo.documents.pdf import pdf_of
from drenthe_geo.documents.picture import PICTURE_DPI, picture_of
from drenthe_geo.documents.together import JOINER, NO_BREAK, kept_together

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
        Summary([(word, word)]),
        Bullets([word]),
        Grid((word, word), [(word, word), (word, word)], marked=1),
    ]


def test_words_of_a_user_are_no_markup() -> None:
    document = Document(EVIL, EVIL, "nl", every_block(EVIL))
    page = html_of(document)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 3 + 5 + 6
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
    assert seen.sections[word].split() == [word] * 11
    assert seen.sections[""].split() == [word] * 2


def test_blocks_have_the_tags_that_readers_and_machines_know() -> None:
    seen = Seen(html_of(Document("t", "s", "en", [*every_block("w"), drawing()])))
    tags = [tag for tag, _ in seen.tags]
    for tag, count in {"h1": 1, "h2": 1, "ul": 1, "li": 1, "table": 1, "tr": 3, "img": 1}.items():
        assert tags.count(tag) == count, tag
    assert ("meta", {"charset": "utf-8"}) in seen.tags
    assert ("div", {"class": "summary"}) in seen.tags
    assert ("th", {"scope": "col", "class": "l k"}) in seen.tags
    assert ("th", {"scope": "col"}) in seen.tags
    assert ("th", {"scope": "row", "class": "l k"}) in seen.tags
    assert [attributes for tag, attributes in seen.tags if tag == "tr"][2] == {"class": "m"}


def test_a_page_can_be_read_on_a_phone() -> None:
    page = html_of(Document("t", "", "en", [drawing(), Grid(("a",), [("b",)])]))
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in Seen(
        page
    ).tags
    assert page.count('<div class="wide" tabindex="0">') == 2
    assert ".wide { overflow-x: auto;" in page
    assert ".k { position: sticky; left: 0; }" in page


def test_the_style_loads_nothing() -> None:
    page = html_of(Document("t", "", "en", [drawing()]))
    style = page[page.index("<style>") : page.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    page = page.replace('<meta http-equiv="Content-Security-Policy"', "")
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


def test_the_page_allows_its_own_style_alone() -> None:
    page = html_of(Document("t", "", "en", [drawing()]))
    style = page[page.index("<style>") + len("<style>") : page.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert (
        "meta",
        {
            "http-equiv": "Content-Security-Policy",
            "content": f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri "
            "'none'; form-action 'none'",
        },
    ) in Seen(page).tags
    assert "style=" not in page


def test_contents_lead_to_every_section() -> None:
    blocks: list[Block] = [Paragraph("p"), Heading("a"), Heading("of a", level=2), Heading("b")]
    seen = Seen(html_of(Document("t", "", "en", blocks, contents="Contents")))
    links = [str(one["href"]) for tag, one in seen.tags if tag == "a"]
    assert links == ["#part-1", "#part-2"]
    ids = [one["id"] for tag, one in seen.tags if "id" in one]
    assert ids == ["contents", "part-1", "part-2"]
    levels = [tag for tag, _ in seen.tags if tag in {"h1", "h2", "h3"}]
    assert levels == ["h1", "h2", "h2", "h3", "h2"]


def test_text_in_another_language_says_so() -> None:
    note = Mixed(("Bron: ", ""), ("own <survey>", "en"), (".", ""))
    page = html_of(Document("t", "", "nl", [Paragraph(note), Grid(("a",), [(note,)])]))
    assert page.count('Bron: <span lang="en">own &lt;survey&gt;</span>.') == 2


@given(st.text(max_size=30), st.text(max_size=30))
def test_numbers_stay_with_their_units_and_nothing_else_changes(one: str, other: str) -> None:
    for text in (one, f"{one}10 %{other}", f"{one} 3 min{other}", f"0,61–0,75{other}"):
        kept = kept_together(text)
        plain = text.replace(NO_BREAK, " ").replace(JOINER, "")
        assert kept.replace(NO_BREAK, " ").replace(JOINER, "") == plain
    assert kept_together("10 % in 3 min") == "10\xa0% in 3\xa0min"
    assert kept_together("3 minor points") == "3 minor points"
    assert kept_together("34 (28 – 50) → 0,02") == "34 (28\xa0–\u2060\xa050) →\xa00,02"


def test_equal_documents_give_equal_bytes() -> None:
    one, other = (Document("t", "s", "en", [*every_block("w"), drawing()]) for _ in range(2))
    assert html_of(one) == html_of(other)
    assert pdf_of(one) == pdf_of(other)
