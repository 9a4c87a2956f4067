"""The figures of an answer, drawn when they are asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drenthe_geo.io.pictures import Figures
from drenthe_geo.io.title_block import TitleBlock
from drenthe_geo.words.table import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from matplotlib.figure import Figure

    from drenthe_geo.area.area import Area

NO_TITLE_BLOCK = TitleBlock()
"""Nobody is named, and the status is that of a draft."""


@dataclass(frozen=True)
class Drawn:
    """Draws the figures of an answer in a language: ``figures("en")``, or with words."""

    area: Area = field(repr=False, compare=False)
    draw: Callable[[Words, TitleBlock], Mapping[str, Figure]]

    def __call__(
        self, words: Words | str | None = None, title_block: TitleBlock = NO_TITLE_BLOCK
    ) -> Figures:
        """Draw them; in the area's first language where none is named."""
        said = words if isinstance(words, Words) else self.area.words(words)
        return Figures(self.draw(said, title_block))
