"""Names on a map that do not cover each other or the symbols they name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from matplotlib import patheffects
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from drenthe_geo.io.drawing import printable
from drenthe_geo.maps.style import INK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

# Best place of a name first: right above is what a reader expects (Imhof 1975).
_POSITIONS = (
    ("left", "bottom", 1, 1),
    ("left", "center", 1, 0),
    ("right", "bottom", -1, 1),
    ("right", "center", -1, 0),
    ("left", "top", 1, -1),
    ("right", "top", -1, -1),
    ("center", "bottom", 0, 1),
    ("center", "top", 0, -1),
)

MOST_SIGNS = 60
"""Of a line of a label; a longer one would cover the map."""

FURTHER = (1.8, 3.0, 4.5)
"""A name that must be drawn may stand so much further off where every nearer place is taken."""


@dataclass(frozen=True)
class Label:
    """A name at a point, `gap_pt` away from it.

    One that `must` be drawn gets the least bad place where every place is taken; one that
    is `led` has a line from the point to the name.
    """

    text: str
    x_m: float
    y_m: float
    size_pt: float = 9.0
    gap_pt: float = 4.0
    weight: str = "normal"
    color: str = INK
    style: str = "normal"
    must: bool = False
    led: bool = False


def place_labels(
    ax: Axes, labels: Iterable[Label], *, taken: Iterable[Bbox] = (), inside: Bbox | None = None
) -> list[Bbox]:
    """Draw labels one after the other, each where it covers nothing; say where, in pixels.

    The most important come first. Names stay in the rectangle `inside`, or the axes. One
    that finds no free place is left out, unless it must be drawn.
    """
    renderer = ax.figure.canvas.get_renderer()  # type: ignore[attr-defined]  # Agg has one
    frame = inside if inside is not None else ax.get_window_extent(renderer)
    used = np.array([box.extents for box in taken]).reshape(-1, 4)
    drawn: list[Bbox] = []
    for label in labels:
        best: tuple[float, Text, Bbox] | None = None
        on_spot = (("center", "center", 0, 0),) if label.gap_pt == 0 else ()
        near = [(label, place) for place in (*on_spot, *_POSITIONS)]
        further = [
            (replace(label, gap_pt=times * label.gap_pt, led=True), place)
            for times in (FURTHER if label.must else ())
            for place in _POSITIONS
        ]
        for where, place in (*near, *further):
            text = _draw(ax, where, place)
            text.update_positions(renderer)
            # Of the words alone: a line to the point always touches its own sign.
            box = Text.get_window_extent(text, renderer).padded(1.5)
            cost = _overlaps(box, used) + 10 * _outside(box, frame)
            if best is None or cost < best[0]:
                if best is not None:
                    best[1].remove()
                best = (cost, text, box)
            else:
                text.remove()
            if cost == 0:
                break
        if best is not None and (best[0] == 0 or label.must):
            used = np.vstack([used, best[2].extents])
            drawn.append(best[2])
        elif best is not None:
            best[1].remove()
    return drawn


def point_boxes(ax: Axes, xy_m: np.ndarray, radius_pt: float) -> list[Bbox]:
    """Give rectangles in pixels around signs, for `place_labels` to keep free."""
    radius = radius_pt * ax.figure.dpi / 72
    pixels = ax.transData.transform(np.asarray(xy_m, dtype=float).reshape(-1, 2))
    return [Bbox.from_extents(x - radius, y - radius, x + radius, y + radius) for x, y in pixels]


def _draw(ax: Axes, label: Label, place: tuple[str, str, int, int]) -> Annotation:
    horizontal, vertical, right, up = place
    diagonal = 0.7 if right and up else 1.0
    return ax.annotate(
        _short(label.text),
        (label.x_m, label.y_m),
        xytext=(right * label.gap_pt * diagonal, up * label.gap_pt * diagonal),
        textcoords="offset points",
        ha=horizontal,
        va=vertical,
        fontsize=label.size_pt,
        fontweight=label.weight,
        fontstyle=label.style,
        color=label.color,
        arrowprops=(
            {"arrowstyle": "-", "color": label.color, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 6}
            if label.led
            else None
        ),
        zorder=20,
        parse_math=False,
        path_effects=[patheffects.withStroke(linewidth=2.2, foreground="white", alpha=0.9)],
    )


def _short(name: str) -> str:
    """Cut a name that would cover the map."""
    lines = [printable(line) for line in name.split("\n")]
    return "\n".join(
        line if len(line) <= MOST_SIGNS else f"{line[: MOST_SIGNS - 1].rstrip()}…" for line in lines
    )


def _overlaps(box: Bbox, others: np.ndarray) -> float:
    """Measure what rectangles share with others, given by their corners, in all."""
    x0, y0, x1, y1 = box.extents
    width = np.minimum(others[:, 2], x1) - np.maximum(others[:, 0], x0)
    height = np.minimum(others[:, 3], y1) - np.maximum(others[:, 1], y0)
    return float((np.maximum(width, 0.0) * np.maximum(height, 0.0)).sum())


def _outside(box: Bbox, frame: Bbox) -> float:
    within = _overlaps(box, np.array([frame.extents]))
    return max(0.0, box.width * box.height - within)
