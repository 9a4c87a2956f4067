"""A document as blocks: values, of which the writers make HTML and PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Heading:
    """A heading of a section.

    Parameters
    ----------
    text : str
        The heading.
    """

    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph.

    Parameters
    ----------
    text : str
        The paragraph.
    lead : bool
        Whether it is set larger.
    """

    text: str
    lead: bool = False


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
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    left: int = 1
    widths: Sequence[float] = ()
    marked: int | None = None


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
