"""What a map is drawn on: a page of ours, or the axes of a user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from drenthe_geo.maps import draw
from drenthe_geo.maps.names import draw_ground_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

    from drenthe_geo.words.table import Words


class Canvas(Protocol):
    """Axes with the ground that lies under them, and the words of a language."""

    ax: Axes
    words: Words
    layers: Mapping[str, gpd.GeoDataFrame]
    drawn: list[str]

    @property
    def letters(self) -> float:
        """Factor of the size of letters and signs."""

    def name_ground(
        self, taken: Sequence[Bbox], *, named_already: Iterable[str] = (), stations: bool = True
    ) -> list[Bbox]:
        """Write road numbers and the places that fit; say where all names are, in pixels."""


class OwnAxes:
    """Axes of a user, in metres of RD New; with our ground below, or with what he has there."""

    def __init__(
        self, ax: Axes, layers: Mapping[str, gpd.GeoDataFrame], words: Words, *, ground: bool
    ) -> None:
        """Draw the ground, if it is asked for; the view stays as it is where something is drawn."""
        self.ax, self.layers, self.words, self.ground = ax, layers, words, ground
        self.drawn: list[str] = []
        figure = ax.get_figure(root=True)
        width = ax.get_position().width * (figure.get_size_inches()[0] if figure else 0.0)
        self.letters = min(MOST_LETTERS, max(LEAST_LETTERS, width / FULL_IN))
        self.view = draw.view_of(ax) if ax.has_data() else draw.area_view(layers["gemeenten"])
        if ground:
            draw.draw_base(ax, layers, view=self.view)
            self.drawn += draw.draw_gemeenten(ax, layers["gemeenten"])
            self.drawn += draw.draw_roads(ax, layers, width=ROADS)
            self.drawn += draw.draw_railways(ax, layers, width=self.letters)
        else:
            x0, y0, x1, y1 = self.view
            ax.set(xlim=(x0, x1), ylim=(y0, y1), xticks=[], yticks=[])
            ax.set_aspect("equal")
        self.drawn += draw.draw_outline(ax, layers["gemeenten"], width=self.letters)
        if ground and "place_names" in layers:
            self.drawn.append("place")

    def ready_for_names(self) -> list[Bbox]:
        """Say in pixels what names must keep free."""
        self.ax.apply_aspect()
        if not self.ground:
            return []
        return [draw.draw_scale_bar(self.ax, self.words, letters=self.letters)]

    def name_ground(
        self, taken: Sequence[Bbox], *, named_already: Iterable[str] = (), stations: bool = True
    ) -> list[Bbox]:
        """Write road numbers and the places that fit, where the ground is ours."""
        if not self.ground:
            return list(taken)
        names = set(map(str, named_already))
        if stations and "stations" in self.layers:
            names |= set(self.layers["stations"]["name"].astype(str))
        return draw_ground_names(
            self.ax, self.layers, self.words, taken=taken, named_already=names,
            letters=self.letters,
        )  # fmt: skip


FULL_IN, LEAST_LETTERS, MOST_LETTERS, ROADS = 10.0, 0.5, 1.0, 0.4
"""Letters are full on axes so wide, and smaller on smaller ones; and the width of roads."""
