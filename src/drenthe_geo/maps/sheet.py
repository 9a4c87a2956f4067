"""The sheet of paper that maps are laid out on, and the page with one map."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from drenthe_geo.io.drawing import printable
from drenthe_geo.maps import draw
from drenthe_geo.maps.legend import named
from drenthe_geo.maps.style import GREY, INK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    import geopandas as gpd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

    from drenthe_geo.maps.captions import Caption
    from drenthe_geo.maps.draw import View
    from drenthe_geo.words.table import Words

PT_PER_IN = 72.0

SIDE_IN, TOP_IN, NOTE_IN, ROW_IN = 0.42, 0.64, 0.155, 0.22

PANEL_IN, PANEL_HEAD_IN, GAP_IN = 3.6, 0.32, 0.18

PAGE_IN, SMALL_PAGE_IN = 10.9, 8.2

TALLEST, FLATTEST = 1.2, 0.6
"""A map is at most and at least this many times as high as it is wide."""

TITLE_PT, SUBTITLE_PT, NOTE_PT, LEGEND_PT = 20.0, 11.0, 7.8, 9.5

LEAST_TITLE = 0.45
"""A long title is set as small as this share of its size, and then cut."""

SURE_WORD, SURE_SIGNS, MOST_SIGNS, MOST_LINES = 60, 200, 400, 12
"""What is longer is never set whole: a word, a name, and what stands above or below a map."""

SUBTITLE_IN = 0.2
"""Height of a line of the subtitle."""

ABOVE_MAP_IN, AROUND_LEGEND_IN, BELOW_IN = 0.16, 0.22, 0.12

MANY_WORDS = 8
"""Words between which the end of a line is looked for by halves; of fewer, one by one."""

SAFE = 0.985
"""On the page letters are a little wider than measured, as they are fitted to pixels."""

HANDLE_EM, COLUMN_EM = 2.6, 1.4
"""Room in a legend for a sign with its gap, and between two columns, in letters."""


def map_shape(view: View) -> float:
    """Say how many times as high as wide a map is."""
    x0, y0, x1, y1 = view
    return min(max((y1 - y0) / (x1 - x0), FLATTEST), TALLEST)


def text_in(text: str, size_pt: float, weight: str = "normal") -> float:
    """Measure the width of a line of text, in inches."""
    font = FontProperties(size=size_pt, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / PT_PER_IN


def cut_to(text: str, size_pt: float, width_in: float, weight: str = "normal") -> str:
    """Cut a name that is wider than its place, with a sign that it goes on."""
    text = printable(text)
    if len(text) <= SURE_SIGNS and text_in(text, size_pt, weight) <= width_in:
        return text
    fits, fails = 0, min(len(text), MOST_SIGNS) + 1
    while fails - fits > 1:
        middle = (fits + fails) // 2
        said = text if middle >= len(text) else f"{text[:middle].rstrip()}…"
        if text_in(said, size_pt, weight) <= width_in:
            fits = middle
        else:
            fails = middle
    return text if fits >= len(text) else f"{text[:fits].rstrip()}…"


def wrapped(text: str, size_pt: float, width_in: float) -> list[str]:
    """Break a text into lines that fit; a single word may be longer, but no word is endless."""
    words = [
        word if len(word) <= SURE_WORD else cut_to(word, size_pt, width_in)
        for word in printable(text).split(" ")
    ]
    lines: list[str] = []
    start, signs = 0, 0.0
    while start < len(words):
        end = _fitting(words, start, signs, lambda line: text_in(line, size_pt) <= width_in)
        lines.append(" ".join(words[start:end]))
        start, signs = end, max(map(len, lines))
    if len(lines) > MOST_LINES:  # a name of hundreds of words is no caption
        lines[MOST_LINES - 1 :] = [cut_to(f"{lines[MOST_LINES - 1]} …", size_pt, width_in)]
    return lines


def _fitting(words: Sequence[str], start: int, signs: float, fits: Callable[[str], bool]) -> int:
    """Find up to which word a line goes: at least one; about so many signs are tried first."""
    fit, fail = start + 1, len(words) + 1
    # A text is measured with all its letters, so it is measured as seldom as can be.
    ends = np.cumsum([len(word) + 1 for word in words[start:]])
    tried = start + max(int(np.searchsorted(ends, signs)), 1) if signs else (fit + fail) // 2
    while fail - fit > 1:
        tried = min(max(tried, fit + 1), fail - 1)
        if fits(" ".join(words[start:tried])):
            fit, tried = tried, tried + 1
        else:
            fail, tried = tried, tried - 1
        if fail - fit > MANY_WORDS:
            tried = (fit + fail) // 2
    return fit


def columns_of(labels: Sequence[str], width_in: float) -> int:
    """Choose how many columns a legend has, so that its rows fill the width and fit."""
    em = LEGEND_PT / PT_PER_IN
    widths = [text_in(label, LEGEND_PT) + HANDLE_EM * em for label in labels]
    for rows in range(1, len(labels) + 1):
        columns = math.ceil(len(labels) / rows)
        parts = _columns(widths, columns)
        if sum(max(part) for part in parts) + (len(parts) - 1) * COLUMN_EM * em <= width_in:
            return columns
    return 1


def _columns(widths: Sequence[float], columns: int) -> list[Sequence[float]]:
    """Fill columns as matplotlib does: one after the other, the first ones longer."""
    rows, longer = divmod(len(widths), columns)
    parts, start = [], 0
    for number in range(columns):
        end = start + rows + (number < longer)
        parts.append(widths[start:end])
        start = end
    return [part for part in parts if len(part)]


def around(maps: Figure, caption: Caption, marks: Sequence[Artist]) -> Figure:
    """Put title, subtitle, legend and notes around a figure of maps: it grows, they stay as large.

    The maps' figure has no words yet, and their axes fill it.
    """
    inner_width, inner_height = maps.get_size_inches()
    width, room = inner_width + 2 * SIDE_IN, inner_width * SAFE
    subtitle = wrapped(caption.subtitle, SUBTITLE_PT, room)
    notes = [line for note in caption.notes for line in wrapped(note, NOTE_PT, room)]
    columns = columns_of([str(mark.get_label()) for mark in marks], room)
    head = TOP_IN + SUBTITLE_IN * len(subtitle) + ABOVE_MAP_IN
    foot = ROW_IN * math.ceil(len(marks) / columns) + AROUND_LEGEND_IN + NOTE_IN * len(notes)
    height = head + inner_height + foot + BELOW_IN
    maps.set_size_inches(width, height)
    for ax in maps.axes:
        x0, y0, x1, y1 = ax.get_position(original=True).extents
        left, bottom = SIDE_IN + x0 * inner_width, foot + BELOW_IN + y0 * inner_height
        size = ((x1 - x0) * inner_width / width, (y1 - y0) * inner_height / height)
        ax.set_position((left / width, bottom / height, *size))

    def write(line: str, above_foot: float, size: float, **style: Any) -> None:  # noqa: ANN401
        maps.text(
            SIDE_IN / width,
            above_foot / height,
            line,
            fontsize=size,
            va="center",
            parse_math=False,
            **style,
        )

    title = cut_to(caption.title, TITLE_PT * LEAST_TITLE, room, "bold")
    title_pt = TITLE_PT * min(1.0, room / max(text_in(title, TITLE_PT, "bold"), SIDE_IN))
    write(title, height - 0.42, title_pt, fontweight="bold", color=INK)
    for number, line in enumerate(subtitle):
        write(line, height - TOP_IN - (number + 0.5) * SUBTITLE_IN, SUBTITLE_PT, color=GREY)
    for number, line in enumerate(reversed(notes)):
        write(line, BELOW_IN + (number + 0.5) * NOTE_IN, NOTE_PT, color=GREY)
    maps.legend(
        handles=list(marks),
        loc="upper left",
        bbox_to_anchor=((SIDE_IN - 0.1) / width, (foot + BELOW_IN - 0.02) / height),
        ncols=columns,
        fontsize=LEGEND_PT,
        frameon=False,
        handlelength=1.6,
        columnspacing=COLUMN_EM,
        labelcolor=INK,
    )
    return maps


@dataclass(frozen=True)
class MapPage:
    """A page with one map of the whole area: its ground, and what was drawn upon it."""

    # The map; the axes have their final limits and size.
    figure: Figure
    ax: Axes
    words: Words
    road_width: float
    drawn: list[str] = field(default_factory=list)

    @classmethod
    def over(
        cls,
        layers: Mapping[str, gpd.GeoDataFrame],
        words: Words,
        *,
        width: float = PAGE_IN,
        road_width: float = 0.45,
    ) -> MapPage:
        """Draw land, borders, roads and scale bar; what comes upon them lies by its order."""
        view = draw.area_view(layers["gemeenten"])
        # No canvas yet: with one, every geopandas plot would render the whole page.
        figure = Figure(figsize=(width, width * map_shape(view)), facecolor="white")
        page = cls(figure, figure.add_axes((0, 0, 1, 1)), words, road_width)
        draw.draw_base(page.ax, layers, view=view)
        page.drawn.extend(draw.draw_gemeenten(page.ax, layers["gemeenten"]))
        page.drawn.extend(draw.draw_roads(page.ax, layers["motorways"], width=road_width))
        page.drawn.extend(draw.draw_outline(page.ax, layers["gemeenten"]))
        return page

    def ready_for_names(self) -> list[Bbox]:
        """Give the axes their size in pixels; say what names must keep free."""
        FigureCanvasAgg(self.figure)
        self.ax.apply_aspect()
        return [draw.draw_scale_bar(self.ax, self.words)]

    def finish(self, caption: Caption, first: Iterable[Artist] = (), **values: object) -> Figure:
        """Put words and legend around: what a page has of its own first, then what it names."""
        marks = named(self.drawn, self.words, road_width=self.road_width, **values)
        return around(self.figure, caption, [*first, *marks])
