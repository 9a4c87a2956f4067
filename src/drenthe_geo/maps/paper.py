"""Paper that a page is laid out on, and what a page says of who made it, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drenthe_geo import __version__
from drenthe_geo.io.title_block import Paper, TitleBlock
from drenthe_geo.units import M_PER_INCH

if TYPE_CHECKING:
    from drenthe_geo.words.table import Words

MM_PER_IN = 1_000 * M_PER_INCH

PAPERS_MM: dict[Paper, tuple[float, float]] = {"a4": (210.0, 297.0), "a3": (297.0, 420.0)}
"""Width and height of sheets that stand (ISO 216)."""

LETTERS: dict[Paper, float] = {"a4": 0.8, "a3": 1.0}
"""Factor of the size of letters and signs on a sheet."""


@dataclass(frozen=True)
class Sheet:
    """How a page is laid out: on paper, or as large as its map where there is none."""

    # Where none is named a page is as large as what is on it, and nobody signs it.
    paper: Paper | None = None
    block: TitleBlock = field(default_factory=TitleBlock)

    @classmethod
    def of(cls, block: TitleBlock, else_paper: Paper = "a4") -> Sheet:
        """Give the paper that was asked for, or else what suits a page."""
        return cls(block.paper or else_paper, block)

    @property
    def letters(self) -> float:
        """Factor of the size of letters, signs and lines."""
        return 1.0 if self.paper is None else LETTERS[self.paper]

    def sizes_in(self) -> list[tuple[float, float]]:
        """Give the sizes to choose from, in inches: standing and lying."""
        if self.paper is None:
            return []
        width, height = (side / MM_PER_IN for side in PAPERS_MM[self.paper])
        return [(width, height), (height, width)]

    def cells(self, date: str, words: Words) -> list[tuple[str, str]]:
        """Say who made a page, when, of what and how final: what is not known is left out."""
        if self.paper is None:
            return []
        told = self.block.told(words)
        if date:
            told[words.say("maps.block.data")] = words.say("maps.block.day", date=date)
        told[words.say("maps.block.version")] = words.say("maps.block.tool", version=__version__)
        return list(told.items())


FREE = Sheet()
"""No paper: a picture in a document."""
