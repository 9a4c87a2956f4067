"""Small maps in rows on a page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg

from drenthe_geo.maps.frame import Box, lay_out
from drenthe_geo.maps.sheet import fit_of, locator_of, map_shape, set_frame
from drenthe_geo.style.table import GREY, INK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import geopandas as gpd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from drenthe_geo.maps.captions import Caption
    from drenthe_geo.maps.draw import View
    from drenthe_geo.maps.paper import Sheet
    from drenthe_geo.words.table import Words

FREE_COLUMNS = 3

PANEL_IN, PANEL_HEAD_IN, GAP_IN = 3.6, 0.32, 0.18

PANEL_LETTERS = 0.9
"""Factor of the letters of a small map."""

MOST_PANELS = 9
"""Small maps on a page: of more none can be read."""

HEAD_PT, SIDE_PT, MOST_HEAD_CHARS = 12.0, 9.5, 24


def lay_out_panels(
    figure: Figure,
    maps: Sequence[Axes],
    views: Sequence[View],
    caption: Caption,
    marks: Sequence[Artist],
    *,
    sheet: Sheet,
    words: Words,
    layers: Mapping[str, gpd.GeoDataFrame],
    panel_in: float = PANEL_IN,
    free_columns: int = FREE_COLUMNS,
) -> None:
    """Put the words around, and the small maps in rows; they get their final size and canvas.

    On paper there are so many in a row that they are largest; without it `free_columns`, each
    `panel_in` wide. All have one scale, so their `views` are equally large.
    """
    count, view = len(maps), views[0] if views else (0.0, 0.0, 1.0, 1.0)
    columns = max(free_columns, math.ceil(math.sqrt(count)))
    rows = max(1, math.ceil(count / columns))
    free_in = (
        columns * (panel_in + GAP_IN) - GAP_IN,
        rows * (panel_in * map_shape(view) + PANEL_HEAD_IN + GAP_IN) - GAP_IN,
    )
    head, gap = PANEL_HEAD_IN * sheet.letters, GAP_IN * sheet.letters
    choices = range(1, max(count, 1) + 1)

    def panel(columns: int, width: float, height: float) -> tuple[float, float]:
        """Give the size of a small map that stands among so many in a row."""
        rows = max(1, math.ceil(count / columns))
        return (width + gap) / columns - gap, (height + gap) / rows - gap - head

    def fit(width: float, height: float) -> float:
        return max(fit_of(view, *panel(each, width, height)) for each in choices)

    how: dict[str, Any] = {"sheet": sheet, "words": words, "fit": fit}
    locator = locator_of(layers)
    frame = lay_out(figure, caption, marks, free_in=free_in, locator=locator, **how)
    if sheet.paper is not None:
        columns = max(
            choices, key=lambda each: fit_of(view, *panel(each, frame.width, frame.height))
        )
    wide, high = panel(columns, frame.width, frame.height)
    for number, (ax, seen) in enumerate(zip(maps, views, strict=True)):
        row, column = divmod(number, columns)
        left = frame.left + column * (wide + gap)
        top = frame.bottom + frame.height - row * (high + head + gap) - head
        set_frame(ax, seen, Box(left, top - high, wide, high))
    FigureCanvasAgg(figure)
    for ax in maps:
        ax.apply_aspect()


def head_panel(ax: Axes, name: str, told: str, letters: float) -> None:
    """Write above a small map what it shows, and a figure of it."""
    size = HEAD_PT * min(1.0, MOST_HEAD_CHARS / max(len(name), 1)) * letters
    plain: dict[str, Any] = {"pad": 4 * letters, "parse_math": False}
    ax.set_title(name, loc="left", fontsize=size, fontweight="bold", color=INK, **plain)
    ax.set_title(told, loc="right", fontsize=SIDE_PT * letters, color=GREY, **plain)


def in_pages(count: int) -> list[slice]:
    """Divide small maps over as few pages as can be, about as many on each.

    >>> [one.stop - one.start for one in in_pages(28)]
    [7, 7, 7, 7]
    """
    pages = max(1, math.ceil(count / MOST_PANELS))
    ends = [round(page * count / pages) for page in range(pages + 1)]
    return [slice(ends[page], ends[page + 1]) for page in range(pages)]
