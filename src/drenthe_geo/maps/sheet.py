"""The page with one map of the whole area: its ground, its names, and the words around."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from drenthe_geo.maps import draw
from drenthe_geo.maps.frame import Locator, frame_before, lay_out
from drenthe_geo.maps.legend import named
from drenthe_geo.maps.names import draw_ground_names
from drenthe_geo.maps.paper import FREE, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    import shapely
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

    from drenthe_geo.maps.captions import Caption
    from drenthe_geo.maps.draw import View
    from drenthe_geo.maps.frame import Box
    from drenthe_geo.words.table import Words

PAGE_IN, SMALL_PAGE_IN = 10.9, 8.2

TALLEST, FLATTEST = 1.2, 0.6
"""A map is at most and at least this many times as high as it is wide, where it may choose."""

MOST_ROUND = 1.18
"""On paper a map shows at most so many times the width or height that it needs."""

LOCATED_TIMES = 1.5
"""A small map says where the area lies, where the land on it is so many times as large."""


def map_shape(view: View) -> float:
    """Say how many times as high as wide a map is."""
    x0, y0, x1, y1 = view
    return min(max((y1 - y0) / (x1 - x0), FLATTEST), TALLEST)


def fit_of(view: View, width: float, height: float) -> float:
    """Say how many inches a metre is where a view fills a frame."""
    x0, y0, x1, y1 = view
    return min(width / (x1 - x0), height / (y1 - y0))


def widened(view: View, shape: float) -> View:
    """Let a view have another shape, so many times as high as wide: it shows more, not less."""
    x0, y0, x1, y1 = view
    wide, high = max(x1 - x0, (y1 - y0) / shape), max(y1 - y0, (x1 - x0) * shape)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def grown(view: View, factor: float = MOST_ROUND) -> View:
    """Give the most that may be seen of a map once it is laid out."""
    x0, y0, x1, y1 = view
    x, y = (factor - 1) / 2 * (x1 - x0), (factor - 1) / 2 * (y1 - y0)
    return x0 - x, y0 - y, x1 + x, y1 + y


def set_frame(ax: Axes, view: View, frame: Box) -> View:
    """Put a map in a frame: it shows more than its view, or is smaller than the frame."""
    x0, y0, x1, y1 = view
    shape = (y1 - y0) / (x1 - x0)
    shape = min(max(frame.height / frame.width, shape / MOST_ROUND), shape * MOST_ROUND)
    wide = min(frame.width, frame.height / shape)
    high = wide * shape
    width, height = ax.figure.get_size_inches()  # type: ignore[union-attr]  # a whole figure
    left = frame.left + (frame.width - wide) / 2
    top = frame.bottom + frame.height
    ax.set_position((left / width, (top - high) / height, wide / width, high / height))
    seen = widened(view, shape)
    ax.set(xlim=(seen[0], seen[2]), ylim=(seen[1], seen[3]))
    return seen


@dataclass
class MapPage:
    """A page with one map of the whole area: its ground, and what was drawn upon it.

    A page is made in three steps: `over` draws the ground, then comes what the page is about;
    `ready_for_names` puts the words around the map, which gives it its final size; then names
    are placed, those of the page first, those of the ground by `name_ground`, and `finish`
    gives the figure.
    """

    figure: Figure
    ax: Axes
    words: Words
    layers: Mapping[str, gpd.GeoDataFrame]
    sheet: Sheet
    view: View
    width: float
    road_width: float
    drawn: list[str] = field(default_factory=list)
    # Place of the map, where its words come later.
    frame: Box | None = None
    # Land in which the data have roads: places beyond are not named.
    land: shapely.Geometry | None = None
    _is_laid_out: bool = False

    @classmethod
    def over(
        cls,
        layers: Mapping[str, gpd.GeoDataFrame],
        words: Words,
        *,
        sheet: Sheet = FREE,
        width: float = PAGE_IN,
        road_width: float = 0.45,
    ) -> MapPage:
        """Draw land, borders, roads and railways; what comes upon them lies by its order.

        Without paper the map is `width` inches wide.
        """
        view = draw.area_view(layers["gemeenten"])
        # No canvas yet: with one, every geopandas plot would render the whole page.
        figure = Figure(figsize=(width, width * map_shape(view)), facecolor="white")
        ax = figure.add_axes((0, 0, 1, 1))
        road_width = road_width * sheet.letters
        page = cls(figure, ax, words, layers, sheet, view, width, road_width)
        draw.draw_base(ax, layers, view=view if sheet.paper is None else grown(view))
        page.drawn.extend(draw.draw_gemeenten(ax, layers["gemeenten"]))
        page.drawn.extend(draw.draw_roads(ax, layers, width=road_width))
        page.drawn.extend(draw.draw_railways(ax, layers, width=sheet.letters))
        page.drawn.extend(draw.draw_outline(ax, layers["gemeenten"]))
        if "place_names" in layers:
            page.drawn.append("place")
        return page

    def cover(self, land: shapely.Geometry | None) -> None:
        """Cover what has no roads in the data: all but this land."""
        if land is not None:
            self.drawn.extend(draw.draw_no_roads(self.ax, land))
            self.land = land

    @property
    def letters(self) -> float:
        """Factor of the size of letters and signs."""
        return self.sheet.letters

    @property
    def m_per_in(self) -> float:
        """Metres in an inch of the map that is laid out."""
        x0, _, x1, _ = draw.view_of(self.ax)
        return (x1 - x0) / self.ax.get_window_extent().width * self.figure.dpi

    def ready_for_names(
        self, caption: Caption | None = None, first: Iterable[Artist] = (), **values: object
    ) -> list[Bbox]:
        """Put the words around; say in pixels what names must keep free.

        In the legend stand the `first` marks, then what is drawn by its name; all of it must be
        drawn by now. The words may also come with `finish`; then so much is left free for them
        as most pages take.
        """
        if caption is not None:
            self._lay_out(caption, first, **values)
        elif self.sheet.paper is not None:
            self.frame = frame_before(self.figure, self.sheet, self._fit)
            set_frame(self.ax, self.view, self.frame)
        FigureCanvasAgg(self.figure)
        self.ax.apply_aspect()
        return [draw.draw_scale_bar(self.ax, self.words, letters=self.letters)]

    def name_ground(
        self, taken: Sequence[Bbox], *, named_already: Iterable[str] = (), stations: bool = True
    ) -> list[Bbox]:
        """Write road numbers and the places that fit; say where all names are, in pixels."""
        names = set(map(str, named_already))
        if stations and "stations" in self.layers:
            names |= set(self.layers["stations"]["name"].astype(str))
        return draw_ground_names(
            self.ax, self.layers, self.words, taken=taken, named_already=names, land=self.land,
            letters=self.letters,
        )  # fmt: skip

    def finish(
        self, caption: Caption | None = None, first: Iterable[Artist] = (), **values: object
    ) -> Figure:
        """Give the figure; the words come now where they did not before."""
        if caption is not None and not self._is_laid_out:
            self._lay_out(caption, first, **values)
        return self.figure

    def _fit(self, width: float, height: float) -> float:
        return fit_of(self.view, width, height)

    def _lay_out(self, caption: Caption, first: Iterable[Artist], **values: object) -> None:
        marks = [*first, *named(self.drawn, self.words, road_width=self.road_width, **values)]
        frame = lay_out(
            self.figure,
            caption,
            marks,
            sheet=self.sheet,
            words=self.words,
            fit=self._fit,
            free_in=(self.width, self.width * map_shape(self.view)),
            locator=locator_of(self.layers),
            frame=self.frame,
        )
        set_frame(self.ax, self.view, frame)
        self._is_laid_out = True


def locator_of(layers: Mapping[str, gpd.GeoDataFrame]) -> Locator | None:
    """Give the area in its country, if the area knows it and is not nearly all of it."""
    country = layers.get("country")
    if country is None or country.empty:
        return None
    outline = draw.outline_of(layers["gemeenten"])
    if country.area.sum() < LOCATED_TIMES * outline.area:
        return None
    return Locator(country, outline)
