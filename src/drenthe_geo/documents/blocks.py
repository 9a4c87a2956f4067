"""A document as blocks: values, of which the writers make HTML and PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Mixed(str):
    """A text of which parts are in another language than the document.

    Parameters
    ----------
    *parts : tuple of (str, str)
        Text by text with its language; empty where that is the document's.

    Examples
    --------
    >>> text = Mixed(("Bron: ", ""), ("own survey", "en"))
    >>> text, text.parts[1]
    ('Bron: own survey', ('own survey', 'en'))
    """

    __slots__ = ("parts",)
    parts: tuple[tuple[str, str], ...]

    def __new__(cls, *parts: tuple[str, str]) -> Self:
        """Join the parts."""
        made = super().__new__(cls, "".join(text for text, _ in parts))
        made.parts = parts
        return made


def parts_of(text: str) -> tuple[tuple[str, str], ...]:
    """Give the parts of a text with their languages: most are one, in the document's.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    tuple of (str, str)
        Texts and languages.

    Examples
    --------
    >>> parts_of("all of it")
    (('all of it', ''),)
    """
    return text.parts if isinstance(text, Mixed) else ((text, ""),)


def joined(texts: Iterable[str], between: str = " ") -> str:
    """Join texts; parts in another language stay marked.

    Parameters
    ----------
    texts : iterable of str
        The texts.
    between : str
        What stands between them.

    Returns
    -------
    str
        One text.

    Examples
    --------
    >>> joined(["Een.", Mixed(("two", "en"))]).parts
    (('Een.', ''), (' ', ''), ('two', 'en'))
    """
    each = list(texts)
    if not any(isinstance(one, Mixed) for one in each):
        return between.join(each)
    parts = [part for one in each for part in ((between, ""), *parts_of(one))]
    return Mixed(*parts[1:])


@dataclass(frozen=True)
class Heading:
    """A heading of a section.

    Parameters
    ----------
    text : str
        The heading.
    level : int
        1 of a section, 2 of a part of one.
    """

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph.

    Parameters
    ----------
    text : str
        The paragraph.
    """

    text: str


@dataclass(frozen=True)
class Summary:
    """The answer in a few sentences, set apart.

    Parameters
    ----------
    points : sequence of (str, str)
        What each is about, in a word or two, and the sentence.
    """

    points: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Bullets:
    """A list of sentences.

    Parameters
    ----------
    items : sequence of str
        The sentences.
    """

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
    words : sequence of int
        Columns further on that are words too.
    named_by : int
        The column that names the row: it stays in sight where the others scroll.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    left: int = 1
    widths: Sequence[float] = ()
    marked: int | None = None
    words: Sequence[int] = ()
    named_by: int = 0

    def is_left(self, at: int) -> bool:
        """Tell whether a column is set to the left."""
        return at < self.left or at in self.words


@dataclass(frozen=True)
class Picture:
    """A figure with its text for who cannot see it.

    Parameters
    ----------
    png : bytes
        The figure as PNG.
    text : str
        What it shows, in words.
    width_in, height_in : float
        Its size on paper, in inches.
    """

    png: bytes
    text: str
    width_in: float
    height_in: float


Block = Heading | Paragraph | Summary | Bullets | Grid | Picture


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
    facts : sequence of (str, str)
        Who made it and how final it is, by what each is called.
    logo : bytes
        A picture as PNG for its head; empty where there is none.
    logo_text : str
        Whose logo it is.
    contents : str
        Heading of the list of sections on a page of HTML; none where empty.
    author, date : str
        As programs that keep files show them; the date as ISO, or empty.
    status : str
        How final it is, at the foot of every page of paper.
    """

    title: str
    subtitle: str
    lang: str
    blocks: Sequence[Block]
    facts: Sequence[tuple[str, str]] = ()
    logo: bytes = b""
    logo_text: str = ""
    contents: str = ""
    author: str = ""
    date: str = ""
    status: str = ""
