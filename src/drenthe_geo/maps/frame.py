"""What stands around maps: title, legend, notes, and a title block with a locator."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import shapely
from matplotlib.image import imread
from matplotlib.lines import Line2D

from drenthe_geo.maps.lettering import COLUMN_EM, LEGEND_PT, columns_of, cut_to, evened, text_in
from drenthe_geo.maps.shapes import plot_areas
from drenthe_geo.style.table import FRAME, GREY, INK, LOCATED, LOCATOR
from drenthe_geo.units import M_PER_INCH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    import geopandas as gpd
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

    from drenthe_geo.maps.captions import Caption
    from drenthe_geo.maps.paper import Sheet
    from drenthe_geo.words.table import Words

    Fit = Callable[[float, float], float]
    """How many inches a metre is on a map that fills a frame of so many inches."""

SIDE_IN, TOP_IN, NOTE_IN, ROW_IN = 0.42, 0.64, 0.155, 0.22

TITLE_PT, SUBTITLE_PT, NOTE_PT, CELL_PT, HEAD_PT = 20.0, 11.0, 7.8, 8.2, 6.6

LEAST_TITLE = 0.45
"""A long title is set as small as this share of its size, and then cut."""

SUBTITLE_IN = 0.2
"""Height of a line of the subtitle."""

ABOVE_MAP_IN, AROUND_LEGEND_IN, BELOW_IN = 0.16, 0.22, 0.12

CELL_IN, CELL_GAP_IN, ABOVE_CELLS_IN = 0.34, 0.3, 0.1
"""Height of a row of the title block, room between two of its cells, and above it."""

LOCATOR_IN, LOCATOR_GAP_IN = (0.86, 1.04), 0.25
"""Width and height of the locator, and room beside it."""

LOGO_IN = (1.7, 0.5)
"""A logo is at most so wide and high."""

FOOT_IN = 3.0
"""Room below maps whose words come later."""

LEAST_SHARE, SMALLER = 0.45, (1.0, 0.9, 0.8, 0.7)
"""Share of a sheet that maps have at least: the words around them are set smaller before."""

SAFE = 0.985
"""On the page letters are a little wider than measured, as they are fitted to pixels."""

RATIO_DIGITS = 3
"""Of the scale of a map."""


class Box(NamedTuple):
    """A rectangle on a page, in inches from its lower left corner."""

    left: float
    bottom: float
    width: float
    height: float


class Locator(NamedTuple):
    """Where the area lies: its outline in that of the country."""

    country: gpd.GeoDataFrame
    outline: shapely.Geometry


@dataclass
class Surround:
    """Words around maps, set for a width; sizes are in inches."""

    caption: Caption
    marks: list[Artist]
    cells: list[tuple[str, str]]
    width: float
    letters: float
    # Factor of the letters in the foot.
    smaller: float = 1.0
    locator: Locator | None = None
    has_logo: bool = False

    def __post_init__(self) -> None:
        """Break all lines."""
        self.side = SIDE_IN * self.letters
        self.room = (self.width - 2 * self.side) * SAFE
        foot = self.letters * self.smaller
        beside = (LOCATOR_IN[0] + LOCATOR_GAP_IN) * self.letters if self.locator else 0.0
        title_room = self.room - (LOGO_IN[0] * self.letters if self.has_logo else 0.0)
        self.title = cut_to(
            self.caption.title, TITLE_PT * self.letters * LEAST_TITLE, title_room, "bold"
        )
        wide = max(text_in(self.title, TITLE_PT * self.letters, "bold"), SIDE_IN)
        self.title_pt = TITLE_PT * self.letters * min(1.0, title_room / wide)
        self.subtitle = evened(self.caption.subtitle, SUBTITLE_PT * self.letters, title_room)
        labels = [str(mark.get_label()) for mark in self.marks]
        self.columns = columns_of(labels, self.room - beside, LEGEND_PT * foot)
        legend = ROW_IN * math.ceil(len(labels) / self.columns) + AROUND_LEGEND_IN
        low = (LOCATOR_IN[1] + LOCATOR_GAP_IN) * self.letters - legend * foot
        self.notes: list[str] = []
        for note in self.caption.notes:  # the locator stands beside the first of them
            is_beside = len(self.notes) * NOTE_IN * foot < low
            room = self.room - beside * is_beside
            self.notes += evened(note, NOTE_PT * foot, room)
        self.rows = _in_rows(self.cells, self.room, foot)
        self.head = self.letters * (TOP_IN + SUBTITLE_IN * len(self.subtitle) + ABOVE_MAP_IN)
        words = foot * (legend + NOTE_IN * len(self.notes))
        if self.locator:
            words = max(words, self.letters * (LOCATOR_IN[1] + AROUND_LEGEND_IN))
        block = foot * (CELL_IN * len(self.rows) + ABOVE_CELLS_IN) if self.rows else 0.0
        self.block_top = block + BELOW_IN * (2 if self.rows else 1) * self.letters
        self.foot = words + self.block_top

    def write(self, figure: Figure, frame: Box) -> None:
        """Put the words on a figure of its final size, around the frame of its maps."""
        width, height = figure.get_size_inches()

        def write(line: str, x: float, y: float, size: float, **style: Any) -> None:  # noqa: ANN401
            plain = {"va": "center", "parse_math": False, **style}
            figure.text(x / width, y / height, line, fontsize=size, **plain)

        large, foot = self.letters, self.letters * self.smaller
        bold = {"fontweight": "bold", "color": INK}
        write(self.title, self.side, height - 0.42 * large, self.title_pt, **bold)
        for number, line in enumerate(self.subtitle):
            y = height - (TOP_IN + (number + 0.5) * SUBTITLE_IN) * large
            write(line, self.side, y, SUBTITLE_PT * large, color=GREY)
        top = min(frame.bottom, self.foot)
        for number, line in enumerate(self.notes, start=1):
            y = self.block_top + (len(self.notes) - number + 0.5) * NOTE_IN * foot
            write(line, self.side, y, NOTE_PT * foot, color=GREY)
        for number, row in enumerate(reversed(self.rows)):
            y = BELOW_IN * large + (number + 0.5) * CELL_IN * foot
            for x, head, value in row:
                write(head, self.side + x, y + 0.075 * foot, HEAD_PT * foot, color=GREY)
                write(value, self.side + x, y - 0.055 * foot, CELL_PT * foot, color=INK)
        if self.rows:
            y = (
                BELOW_IN * large + foot * (CELL_IN * len(self.rows) + 0.3 * ABOVE_CELLS_IN)
            ) / height
            ends = [self.side / width, 1 - self.side / width]
            figure.add_artist(Line2D(ends, [y, y], color=FRAME, linewidth=0.8))
        figure.legend(
            handles=self.marks,
            loc="upper left",
            bbox_to_anchor=((self.side - 0.1 * foot) / width, (top - 0.02) / height),
            ncols=self.columns,
            fontsize=LEGEND_PT * foot,
            frameon=False,
            handlelength=1.6,
            columnspacing=COLUMN_EM,
            labelcolor=INK,
        )
        if self.locator:
            self._locate(figure, top, self.locator)

    def _locate(self, figure: Figure, top: float, locator: Locator) -> None:
        """Draw the area in its country, at the right below the maps."""
        width, height = figure.get_size_inches()
        wide, high = (side * self.letters for side in LOCATOR_IN)
        bottom = top - high - 0.08 * self.letters
        left = self.width - self.side - wide
        ax = figure.add_axes(
            (left / width, bottom / height, wide / width, high / height), label="locator"
        )
        plot_areas(ax, locator.country, zorder=1, facecolors=LOCATOR)
        plot_areas(ax, [locator.outline], zorder=2, facecolors=LOCATED)
        x0, y0, x1, y1 = shapely.total_bounds([*locator.country.geometry, locator.outline])
        ax.set(xlim=(x0, x1), ylim=(y0, y1), anchor="NE")
        ax.set_aspect("equal")
        ax.axis("off")


def lay_out(
    figure: Figure,
    caption: Caption,
    marks: Sequence[Artist],
    *,
    sheet: Sheet,
    words: Words,
    fit: Fit,
    free_in: tuple[float, float],
    locator: Locator | None = None,
    frame: Box | None = None,
) -> Box:
    """Put words around the place of maps; say where that is, on a figure of its final size.

    On paper maps get what the words leave, on the side where they are larger; without it they
    are `free_in` wide and high, and the figure is larger than they by its words. Where maps
    have their place already, see `frame_before`, words are set small enough for what is left.
    """
    cells = sheet.cells(caption.date, words)
    if sheet.paper is None:
        width, height = free_in
        free = Surround(caption, list(marks), cells, width + 2 * SIDE_IN, 1.0)
        size = (free.width, free.head + height + free.foot)
        figure.set_size_inches(*size)
        frame = Box(SIDE_IN, free.foot, width, height)
        free.write(figure, frame)
        return frame
    ratio = "maps.block.ratio"
    paper = sheet.paper.upper()
    head = words.say("maps.block.scale")
    cells.append((head, words.say(ratio, number=8_888_888, paper=paper)))
    sizes = sheet.sizes_in() if frame is None else [tuple(figure.get_size_inches())]
    found = [
        _on_paper(caption, list(marks), cells, sheet=sheet, size=size, locator=locator, frame=frame)
        for size in sizes
    ]
    surround, size, frame = max(found, key=lambda one: fit(one[2].width, one[2].height))
    scale = 1 / (fit(frame.width, frame.height) * M_PER_INCH)
    said = words.say(ratio, number=_rounded(scale), paper=paper)
    surround.rows[-1][-1] = (surround.rows[-1][-1][0], head, said)
    figure.set_size_inches(*size)
    surround.write(figure, frame)
    if sheet.block.logo is not None:
        _put_logo(figure, sheet)
    return frame


def frame_before(figure: Figure, sheet: Sheet, fit: Fit) -> Box:
    """Choose the place of maps whose words come later; the figure has its final size."""
    side = SIDE_IN * sheet.letters
    head = (TOP_IN + 2 * SUBTITLE_IN + ABOVE_MAP_IN) * sheet.letters
    foot = FOOT_IN * sheet.letters
    frames = [
        (size, Box(side, foot, size[0] - 2 * side, size[1] - head - foot))
        for size in sheet.sizes_in()
    ]
    size, frame = max(frames, key=lambda one: fit(one[1].width, one[1].height))
    figure.set_size_inches(*size)
    return frame


def _on_paper(
    caption: Caption,
    marks: list[Artist],
    cells: list[tuple[str, str]],
    *,
    sheet: Sheet,
    size: tuple[float, float],
    locator: Locator | None,
    frame: Box | None,
) -> tuple[Surround, tuple[float, float], Box]:
    """Set the words for a sheet, and as small as it takes for maps to have their share."""
    width, height = size
    for smaller in SMALLER:
        set_ = Surround(
            caption, marks, cells, width, sheet.letters, smaller, locator,
            has_logo=sheet.block.logo is not None,
        )  # fmt: skip
        left = height - set_.head - set_.foot
        if left >= LEAST_SHARE * height if frame is None else set_.foot <= frame.bottom:
            break
    if frame is not None:
        return set_, size, frame
    return set_, size, Box(set_.side, set_.foot, width - 2 * set_.side, left)


def _in_rows(
    cells: Sequence[tuple[str, str]], room: float, letters: float
) -> list[list[tuple[float, str, str]]]:
    """Put the cells of a title block in rows: where each begins, its head, what it says."""
    rows: list[list[tuple[float, str, str]]] = []
    x = math.inf
    for head, value in cells:
        said = cut_to(value, CELL_PT * letters, room)
        wide = max(text_in(head, HEAD_PT * letters), text_in(said, CELL_PT * letters))
        if x + wide > room:
            rows.append([])
            x = 0.0
        rows[-1].append((x, head, said))
        x += wide + CELL_GAP_IN * letters
    return rows


def _rounded(number: float) -> int:
    """Round to the digits of a scale."""
    return int(round(number, RATIO_DIGITS - 1 - math.floor(math.log10(number))))


def _put_logo(figure: Figure, sheet: Sheet) -> None:
    """Put a logo in the upper right corner, as large as there is room for."""
    width, height = figure.get_size_inches()
    wide, high = (side * sheet.letters for side in LOGO_IN)
    side = SIDE_IN * sheet.letters
    ax = figure.add_axes(
        (
            (width - side - wide) / width,
            1 - (0.16 * sheet.letters + high) / height,
            wide / width,
            high / height,
        ),
        label="logo",
    )
    ax.imshow(imread(str(sheet.block.logo)), aspect="equal")
    ax.set_anchor("NE")
    ax.axis("off")
