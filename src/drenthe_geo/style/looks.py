"""What it takes to draw a layer: its parts, and how they are told apart; plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from drenthe_geo.style.table import INK, Style

if TYPE_CHECKING:
    from collections.abc import Mapping

Group = Literal["signs", "more", "roads", "subject", "ground"]
"""Where a layer stands in a legend, the upper first."""

How = Literal["single", "parts", "minutes", "tints"]
"""One style for all; parts by their tests; a part per number of minutes; a tint per name."""

Test = tuple[str, Literal["is", "is not", "over", "up to", "missing", "there"], object]
"""A column, how it is compared, and with what."""


@dataclass(frozen=True)
class Part:
    """A thing on a layer: which rows it is, how it is drawn, and what a legend calls it."""

    style: Style
    # Key of its words, and what fills their places; or a name out of the data.
    word: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    name: str = ""
    # All of them hold; none for all rows.
    where: tuple[Test, ...] = ()
    # How much wider the white below a line is, so that it stands free of what it crosses.
    casing_pt: float = 0.0
    # Not every area has it: where no row is so in the look's column, no legend names it.
    rare: bool = False


@dataclass(frozen=True)
class Look:
    """How a layer is drawn.

    Parameters
    ----------
    order : int
        Higher is drawn above lower.
    how : {"single", "parts", "minutes", "tints"}
        What tells the parts apart; see `parts_of`.
    parts : tuple of Part
        The parts that are known before the data are; for ``minutes`` and ``tints`` one that
        all are drawn like but for their ink.
    column : str
        Column of the minutes, or of what has a tint each.
    called : str
        Column of the names of what has a tint each.
    label : str
        Column that is written beside each; none where empty.
    numbered : str
        Column of a number that is written before the name.
    one_of : str
        Column of which one value is shown at a time, for rows of others would cover its own.
    each : str
        Beginning of columns that are shown one at a time, such as one per destination.
    size : str
        Column of the people that a dot is as large as.
    opacity : float
        How much it covers.
    shown : bool
        Whether a map shows it until somebody asks otherwise.
    unless : str
        A layer in whose place it stands: where that is too, this one is among what there is
        besides, and not shown.
    group : {"signs", "more", "roads", "subject", "ground"}
        Where it stands in a legend, the upper first: points, what there is besides, roads and
        borders, the areas that the map is about, what lies beneath.
    theme : str
        Another map of the same file that it is the subject of, by the end of its key below
        ``style.theme``; none where empty.
    label_pt, label_ink : float, str
        How names are written.
    strong : str
        Column of whether a name is written large; the others are small and grey.
    bold : bool
        Whether names are bold.
    """

    order: int
    how: How = "single"
    parts: tuple[Part, ...] = ()
    column: str = ""
    called: str = ""
    label: str = ""
    numbered: str = ""
    one_of: str = ""
    each: str = ""
    size: str = ""
    opacity: float = 1.0
    shown: bool = True
    unless: str = ""
    group: Group = "subject"
    theme: str = ""
    label_pt: float = 9.0
    label_ink: str = INK
    strong: str = ""
    bold: bool = False
