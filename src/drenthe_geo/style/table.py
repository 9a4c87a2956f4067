"""How things look on a map: inks, widths and signs in one table that all pages read.

A name of `STYLES` is also the key of what the legend calls it, below ``maps.legend`` in
the tables of words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

INK, GREY, TOWN_INK = "#222222", "#6b6b6b", "#55504a"

PAPER, LAND, OWN_LAND = "#f7f5f1", "#efece6", "#fbfaf7"

FRAME, LAND_EDGE, OWN_EDGE = "#cccccc", "white", "#d5d0c6"

LOCATOR, LOCATED = "#d9d5cd", "#b3261e"
"""The country and the area in it, on the locator."""

SHIELD_YELLOW = "#f2c230"

Dashes = Literal["-"] | tuple[float, tuple[float, ...]]

SOLID: Dashes = "-"

TIES: Dashes = (0.0, (4.0, 4.0))
"""The light pieces in a railway, in widths of its line."""

DASHES: Dashes = (0.0, (4.0, 3.0))

# Light hues of land that is told apart, none of them grey: after Paul Tol's "light" scheme, with
# its second olive and its grey replaced; which two lie side by side is chosen by `tint_numbers`.
TINTS = (
    "#77AADD", "#EE8866", "#EEDD88", "#FFAABB", "#44BB99", "#99DDFF", "#BBCC33", "#B79AD6",
    "#C8A27A",
)  # fmt: skip

# The time that was asked about is the strongest contrast: within it the inks of minutes, beyond
# it steps of orange that darken, whatever the minutes.
BEYOND_INKS = ("#e0651f", "#ad3a08", "#6b2103", "#3f1300")

# Gains are green, the more the darker; a loss is orange, nothing is grey: they also
# differ in lightness, for who does not see the colours.
GAIN_STEPS_MIN = (0.0, 5.0, 15.0, 30.0, 60.0)

GAIN_INKS = ("#86cf87", "#46ae5d", "#1d8440", "#00592a", "#002b16")

# Light is low, dark is high; the steps differ in lightness alone, so they hold in grey.
SCORE_INKS = (
    "#ffffd9", "#e4f4c1", "#c0e6b5", "#7fcdbb", "#41b6c4", "#2c8fbd", "#225ea8", "#122f6b",
)  # fmt: skip

# Four hues that stay apart for colour-blind readers, and in grey (Paul Tol, "bright").
PILLAR_INKS = {
    "access": "#4477aa",
    "talent": "#66ccee",
    "partnership": "#ccbb44",
    "living": "#ee6677",
    "own": "#aa3377",
}

HATCH, HATCH_INK, HATCH_WIDTH = "/////", "#6e6860", 0.35

DOT_PT2_PER_100, LEAST_DOT_PT2 = 2.6, 1.2
"""Size of the dot of a hundred people, and of the smallest that is still seen."""

Kind = Literal["line", "rail", "area", "hatch", "circle", "square", "diamond"]

SIGNS = {"circle": "o", "square": "s", "diamond": "D"}
"""How matplotlib calls the signs at points."""


@dataclass(frozen=True)
class Style:
    """How one thing is drawn."""

    kind: Kind
    color: str
    # Ink of the border of an area or sign.
    edge: str = "none"
    width_pt: float = 0.0
    size_pt: float = 0.0
    dashes: Dashes = SOLID


STYLES: dict[str, Style] = {
    "uncertain": Style("hatch", HATCH_INK),
    "contested": Style("hatch", HATCH_INK),
    "no_change": Style("circle", "#dcd7ce", size_pt=3.6),
    "slower": Style("circle", "#d95f0e", size_pt=6.0),
    "cut_off": Style("circle", "#8b0000", size_pt=6.0),
    "train": Style("line", "#5a554d", width_pt=1.5),
    "straight_train": Style("line", "#5a554d", width_pt=1.5, dashes=DASHES),
    "new_train": Style("line", "#7b1fa2", width_pt=3.4),
    "straight_new_train": Style("line", "#7b1fa2", width_pt=3.4, dashes=DASHES),
    "undecided_train": Style("line", "#7b1fa255", width_pt=7.5),
    "gone_train": Style("line", "#d95f0e", width_pt=2.4, dashes=DASHES),
    "changed_road": Style("line", "#7b1fa2", width_pt=2.6),
    "no_way": Style("circle", INK, size_pt=6.0),
    "chosen": Style("circle", "#111111", "white", 1.6, 13.0),
    "fixed": Style("square", "#3b3b3b", "white", 1.6, 13.0),
    "site_border": Style("line", "#111111", width_pt=1.5, dashes=(0.0, (6.0, 2.0))),
    "not_chosen": Style("circle", "white", "#8a8378", 1.1, 4.5),
    "candidate": Style("circle", "#b3261e", "white", 1.2, 12.0),
    "candidate_out": Style("circle", "#8a8378", "white", 1.2, 12.0),
    "candidate_own": Style("square", "#5b2a86", "white", 1.2, 11.5),
    "candidate_own_out": Style("square", "#8a8378", "white", 1.2, 11.5),
    "new_place": Style("diamond", "#111111", "white", 1.2, 12.0),
    "site": Style("diamond", "#5b2a86", "white", 0.8, 6.5),
    "excluded": Style("area", "#d9d4cb"),
    "no_road": Style("area", OWN_LAND, FRAME, 0.8),
    "range": Style("line", INK, width_pt=1.6),
    "intercity": Style("square", "white", INK, 1.8, 9.2),
    "station": Style("circle", "white", INK, 1.6, 8.0),
    "railway": Style("rail", "#3a3733", edge="white", width_pt=1.5),
    "motorway": Style("line", "#b3261e", width_pt=1.6),
    "main_road": Style("line", "#9a9489", width_pt=0.7),
    "plain_road": Style("line", "#b9b2a6", width_pt=0.7),
    "street": Style("line", "#6f6a62", width_pt=0.22),
    "outline": Style("line", "#4a463f", width_pt=1.3),
    "roads_end": Style("area", "#cfcbc4", "#a49e94", 0.6),
    "place": Style("circle", TOWN_INK, "white", 0.4, 2.6),
    "gemeente": Style("line", "#8a8378", width_pt=0.7, dashes=DASHES),
}
"""Everything that a legend may name, in the order in which legends name it: the
subject first, then stations, roads and borders."""

BAND, DOT = Style("area", LAND), Style("circle", INK, size_pt=6.0)
"""An area or a dot that has one of the colours of a scale."""
