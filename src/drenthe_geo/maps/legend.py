"""The legend: a mark for each thing that is drawn, made out of its style."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from matplotlib import rc_context
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import Normal, withStroke

from drenthe_geo.style.table import HATCH, HATCH_WIDTH, SIGNS, STYLES, TIES, Style

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from matplotlib.artist import Artist

    from drenthe_geo.words.table import Words

WIDER, RAIL_WIDER, LEAST_LINE_PT, LARGEST_SIGN_PT = 1.3, 1.6, 0.8, 10.0
"""In a legend lines are wider than on the map, and signs not larger than the text."""


ROADS = frozenset({"motorway", "main_road", "plain_road"})
"""A page draws these as wide as its subject leaves room for."""


def mark(style: Style, label: str) -> Artist:
    """Make the mark of a style, with what the legend calls it."""
    if style.kind == "line":
        width = max(LEAST_LINE_PT, WIDER * style.width_pt)
        return Line2D(
            [], [], color=style.color, linewidth=width, linestyle=style.dashes, label=label
        )
    if style.kind == "rail":
        width = RAIL_WIDER * style.width_pt
        look: dict[str, Any] = {"gapcolor": style.edge, "linewidth": 0.6 * width}
        rail = Line2D([], [], color=style.color, linestyle=TIES, label=label, **look)
        rail.set_path_effects([withStroke(linewidth=width, foreground=style.color), Normal()])
        return rail
    if style.kind == "hatch":
        hatch: dict[str, Any] = {"edgecolor": style.color, "hatch": HATCH, "linewidth": 0}
        with rc_context({"hatch.linewidth": HATCH_WIDTH}):
            return Patch(facecolor="none", label=label, **hatch)
    if style.kind == "area":
        edge: dict[str, Any] = {"edgecolor": style.edge, "linewidth": style.width_pt}
        return Patch(facecolor=style.color, label=label, **edge)
    return Line2D(
        [],
        [],
        linestyle="none",
        marker=SIGNS[style.kind],
        markersize=min(style.size_pt, LARGEST_SIGN_PT),
        markerfacecolor=style.color,
        markeredgecolor=style.edge,
        markeredgewidth=style.width_pt,
        label=label,
    )


def named(
    names: Iterable[str], words: Words, *, road_width: float = 1.0, **values: object
) -> list[Artist]:
    """Make the marks of things by name, each once, in the order of the table of styles."""
    drawn = set(names)
    unknown = drawn - set(STYLES)
    if unknown:
        raise KeyError(*unknown)
    return [
        mark(
            replace(style, width_pt=style.width_pt * road_width) if name in ROADS else style,
            words.say(f"maps.legend.{name}", **values),
        )
        for name, style in STYLES.items()
        if name in drawn
    ]


def colored(like: Style, color: str, label: str) -> Artist:
    """Make the mark of a style in one of its colours: a band, a step of a scale."""
    return mark(replace(like, color=color), label)
