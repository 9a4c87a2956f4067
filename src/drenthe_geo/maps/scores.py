"""The chart of a suggestion: the score of every site, by what it is made of, with its range."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from drenthe_geo.io.drawing import drawn_plainly
from drenthe_geo.maps.legend import colored, named
from drenthe_geo.maps.lettering import LEGEND_PT, columns_of, text_in, wrapped
from drenthe_geo.maps.sheet import SMALL_PAGE_IN
from drenthe_geo.style.table import BAND, INK, PILLAR_INKS, STYLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from drenthe_geo.words.table import Words

ROW_IN, LINE_IN, CHART_HEAD_IN, CHART_FOOT_IN, LEGEND_ROW_IN = 0.36, 0.16, 0.3, 0.62, 0.2

NAME_PT, NAME_GAP_IN, CHART_RIGHT = 9.0, 0.25, 0.92

LONGEST_NAME_IN = 3.0
"""Room for the name of a site beside its bar; a longer one takes more lines."""

LEAST_NAMED = 0.045
"""A part of a bar that is shorter than this has no room for a figure."""

TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)

BAR, RANGE_BELOW, CAP = 0.68, 0.2, 0.09
"""Height of a bar, how far below its middle the range stands, and half the height of its ends."""


@drawn_plainly
def score_chart(
    shares: pd.DataFrame,
    table: pd.DataFrame,
    names: Mapping[str, str],
    pillars: Mapping[str, str],
    *,
    words: Words,
) -> Figure:
    """Draw the score of every site as a bar of its pillars, with its range upon it.

    `shares` are what each pillar adds to the score, best site first, and may have columns
    of nought; `table` has ``rank``, ``score``, ``score_low`` and ``score_high``. `pillars`
    are their titles.
    """
    ticks = named_rows(table, names)
    longest = max(text_in(line, NAME_PT) for tick in ticks for line in tick) + NAME_GAP_IN
    row_in = ROW_IN + LINE_IN * (max(map(len, ticks)) - 1)
    marks = score_marks(shares, pillars, words)
    columns = columns_of([str(mark.get_label()) for mark in marks], SMALL_PAGE_IN)
    rows = math.ceil(len(marks) / columns)
    head = CHART_HEAD_IN + LEGEND_ROW_IN * rows
    height = head + row_in * len(shares) + CHART_FOOT_IN
    figure = Figure(figsize=(SMALL_PAGE_IN, height), facecolor="white")
    left = longest / SMALL_PAGE_IN
    size = (CHART_RIGHT - left, row_in * len(shares) / height)
    ax = figure.add_axes((left, CHART_FOOT_IN / height, *size))
    draw_scores(ax, shares, table, names, words)
    figure.legend(
        handles=marks,
        loc="upper left",
        bbox_to_anchor=(0.01, 1 - 0.06 / height),
        ncols=columns,
        fontsize=LEGEND_PT - 1,
        frameon=False,
        handlelength=1.2,
        columnspacing=1.1,
    )
    FigureCanvasAgg(figure)
    return figure


def named_rows(table: pd.DataFrame, names: Mapping[str, str]) -> list[list[str]]:
    """Give rank and name of every site in lines that fit beside the bars."""
    return [
        wrapped(f"{rank}  {names[str(site)]}", NAME_PT, LONGEST_NAME_IN)
        for site, rank in table["rank"].items()
    ]


def score_marks(shares: pd.DataFrame, pillars: Mapping[str, str], words: Words) -> list[Artist]:
    """Make the marks of the pillars that there are, and of the range."""
    inks = {pillar: ink for pillar, ink in PILLAR_INKS.items() if pillar in shares}
    marks = [colored(BAND, ink, pillars[pillar]) for pillar, ink in inks.items()]
    return [*marks, *named(["range"], words)]


def draw_scores(
    ax: Axes,
    shares: pd.DataFrame,
    table: pd.DataFrame,
    names: Mapping[str, str],
    words: Words,
) -> None:
    """Draw the bars on axes."""
    y = np.arange(len(shares))[::-1]
    start = np.zeros(len(shares))
    for pillar in (one for one in PILLAR_INKS if one in shares):
        width = shares[pillar].to_numpy(dtype=float)
        ax.barh(y, width, left=start, height=BAR, color=PILLAR_INKS[pillar])
        for part in np.flatnonzero(width >= LEAST_NAMED):
            said = words.say("maps.score.value", score=float(width[part]))
            spot = (start[part] + width[part] / 2, y[part] + BAR / 8)
            ax.text(*spot, said, ha="center", va="center", fontsize=7.5, color=INK)
        start += width
    _draw_ranges(ax, table, y)
    high, score = (table[name].to_numpy(dtype=float) for name in ("score_high", "score"))
    plain: dict[str, Any] = {"va": "center", "fontsize": 10, "fontweight": "bold"}
    for at, row in enumerate(y):
        edge = max(start[at], high[at]) + 0.014
        ax.text(edge, row, words.say("maps.score.value", score=float(score[at])), **plain)
    ticks = ["\n".join(lines) for lines in named_rows(table, names)]
    ax.set_yticks(y, ticks, parse_math=False)
    ax.tick_params(axis="y", length=0, labelsize=NAME_PT)
    ax.set_xticks(TICKS, [words.say("maps.score.tick", score=tick) for tick in TICKS], fontsize=8)
    ax.set_xlim(0, 1)
    ax.set_ylim(-0.6, len(shares) - 0.4)
    ax.grid(axis="x", color="#dddddd", linewidth=0.6)
    ax.set_axisbelow(True)
    ax.set_xlabel(words.say("maps.score.axis"), fontsize=8.5)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)


def _draw_ranges(ax: Axes, table: pd.DataFrame, y: np.ndarray) -> None:
    """Draw the range of each score on its own bar, with an upright line at both ends."""
    low, high = (table[end].to_numpy(dtype=float) for end in ("score_low", "score_high"))
    style = STYLES["range"]
    for at, row in enumerate(y):
        middle = row - RANGE_BELOW
        ends = [low[at], low[at], low[at], high[at], high[at], high[at]]
        up = [middle - CAP, middle + CAP, middle, middle, middle - CAP, middle + CAP]
        ax.plot(
            ends,
            up,
            color=style.color,
            linewidth=style.width_pt,
            solid_joinstyle="miter",
            path_effects=[withStroke(linewidth=style.width_pt + 1.6, foreground="white")],
        )
