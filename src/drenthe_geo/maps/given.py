"""What a user hands to a plot: a result or an answer, axes or none, a language."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation

from drenthe_geo.area.select import select_stations
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.drawing import plainly
from drenthe_geo.maps.asked import (
    area_of,
    is_answer,
    require_axes,
    require_seen,
    require_yes_or_no,
)
from drenthe_geo.maps.canvas import OwnAxes
from drenthe_geo.maps.draw import area_view, view_of
from drenthe_geo.maps.legend import named
from drenthe_geo.maps.lettering import LEGEND_PT, columns_of, wrapped
from drenthe_geo.maps.sheet import map_shape
from drenthe_geo.style.table import INK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

    from drenthe_geo.area.area import Area
    from drenthe_geo.words.message import Message
    from drenthe_geo.words.table import Words

Result = TypeVar("Result")

GROUND = ("gemeenten", "neighbours", "motorways", "railways", "place_names")

FIGURE_IN, SIDE_IN, HEAD_IN, FOOT_IN = 7.5, 0.1, 0.55, 0.95
"""Width of a figure of its own, and what stands around the axes."""

TITLE_PT, LEGEND_LETTERS = 11.0, 0.8

EXPECTED = frozenset(
    {"motorway", "main_road", "outline", "gemeente", "place", "railway", "intercity", "station"}
)
"""What every map has, and no small legend needs to explain."""


class Plot:
    """Axes that a plot is drawn on: what lies under it, its words, its title and legend."""

    def __init__(
        self,
        data: object,
        ax: Axes | None,
        *,
        of: gpd.GeoDataFrame,
        area: Area | str | Path | None,
        lang: str | None,
        legend: bool,
        ground: bool | None = None,
    ) -> None:
        """Take what is given, and refuse what cannot be seen on it; a chart has no ground.

        `of` are shapes of the data, in RD New: where they lie.
        """
        require_axes(ax)
        require_yes_or_no(legend=legend, **({} if ground is None else {"ground": ground}))
        self.area = area_of(data, of, area)
        self.words: Words = self.area.words(lang)
        self.legend = legend
        self.given = ax
        if ground is not None:
            own = ax is not None and ax.has_data()
            view = view_of(ax) if own else area_view(self.area.layer("gemeenten"))  # type: ignore[arg-type]
            require_seen(of, view, self.area.facts.grid)

    def layers(self) -> dict[str, gpd.GeoDataFrame]:
        """Read what lies under a map, with the area's own stations."""
        there = self.area.layer_names
        layers = {name: self.area.layer(name) for name in GROUND if name in there}
        layers["stations"] = select_stations(self.area.layer("stations"), "own")
        return layers

    def axes(self, shape: float) -> Axes:
        """Give the axes, or make a figure with some so many times as high as wide.

        It is one of pyplot, so that a notebook shows it.
        """
        if self.given is None:
            import matplotlib.pyplot as plt  # noqa: PLC0415 - a notebook shows its figures

            wide = FIGURE_IN - 2 * SIDE_IN
            height = HEAD_IN + wide * shape + (FOOT_IN if self.legend else SIDE_IN)
            foot = height - HEAD_IN - wide * shape
            figure = plt.figure(figsize=(FIGURE_IN, height))
            size = (wide / FIGURE_IN, wide * shape / height)
            self.given = figure.add_axes((SIDE_IN / FIGURE_IN, foot / height, *size))
        return self.given

    def chart(self, height: float) -> Axes:
        """Give the axes, or make a figure of pyplot with some for bars and the names beside."""
        if self.given is None:
            import matplotlib.pyplot as plt  # noqa: PLC0415 - as above

            _, self.given = plt.subplots(figsize=(FIGURE_IN, height), layout="constrained")
        return self.given

    @contextmanager
    def map(self, *, ground: bool) -> Iterator[OwnAxes]:
        """Draw on a map, with letters measured as the page will have them."""
        layers = self.layers()
        ax = self.axes(map_shape(area_view(layers["gemeenten"])))
        with plainly():
            yield OwnAxes(ax, layers, self.words, ground=ground)

    @contextmanager
    def lettering(
        self,
        canvas: OwnAxes,
        title: Message | str,
        marks: Sequence[Artist],
        **values: Any,  # noqa: ANN401 - slots of sentences
    ) -> Iterator[list[Bbox]]:
        """Write title and legend, and give what names must keep free.

        The axes keep the size that they have then: a layout that moves them later would move
        names over each other. The figure has a canvas that letters can be measured on, and then
        its own back.
        """
        figure: Any = canvas.ax.get_figure(root=True)
        own = figure.canvas
        FigureCanvasAgg(figure)
        try:
            self.finish(canvas.ax, title, marks, canvas.drawn, **values)
            if figure.get_layout_engine() is not None:
                figure.draw_without_rendering()
                figure.set_layout_engine("none")
            yield canvas.ready_for_names()
        finally:
            figure.set_canvas(own)
            for text in canvas.ax.findobj(Text):
                if isinstance(text, Text):
                    text.set_parse_math(False)

    def finish(
        self,
        ax: Axes,
        title: Message | str,
        marks: Sequence[Artist],
        drawn: Sequence[str] = (),
        *,
        beside: float = 0.0,
        low_in: float = 0.0,
        **values: Any,  # noqa: ANN401 - slots of sentences
    ) -> Axes:
        """Write the title above, and the legend below.

        The legend begins a share of the width `beside` the axes, and so many inches lower.
        """
        with plainly():
            named_here = [name for name in drawn if name not in EXPECTED]
            said = title if isinstance(title, str) else self.words.say(title)
            box = ax.get_position()
            figure: Any = ax.get_figure(root=True)
            wide = box.width * figure.get_size_inches()[0]
            lines = wrapped(said, TITLE_PT, 0.92 * wide)
            look: dict[str, Any] = {"fontsize": TITLE_PT, "fontweight": "bold", "color": INK}
            ax.set_title("\n".join(lines), loc="left", **look)
            every = [*marks, *named(named_here, self.words, **values)]
            if self.legend and every:
                size = LEGEND_PT * LEGEND_LETTERS
                columns = columns_of(
                    [str(one.get_label()) for one in every], wide * (1 + beside), size
                )
                lower = ScaledTranslation(0, -low_in, figure.dpi_scale_trans)
                under: dict[str, Any] = {
                    "loc": "upper left",
                    "bbox_to_anchor": (-0.01 - beside, 0.0 if low_in else -0.01),
                    "bbox_transform": ax.transAxes + lower,
                }
                look = {"fontsize": size, "frameon": False, "handlelength": 1.6}
                legend = ax.legend(handles=every, ncols=columns, **under, **look)
                while columns > 1 and legend.get_window_extent().x1 > figure.bbox.x1:
                    columns -= 1  # its letters are wider than was reckoned
                    legend = ax.legend(handles=every, ncols=columns, **under, **look)
            for text in ax.findobj(Text):
                if isinstance(text, Text):
                    text.set_parse_math(False)
        return ax


def result_of(data: object, *kinds: type[Result]) -> Result:
    """Give the result of an answer, or the result that was given; refuse what is neither."""
    found = data.result if is_answer(data) else data  # type: ignore[attr-defined]
    if not isinstance(found, kinds):
        needed = [kind.__name__ for kind in kinds]
        key = "maps.plot.wrong_answer" if is_answer(data) else "maps.plot.wrong"
        raise ArgumentError(key, given=type(found).__name__, needed=needed)
    return found
