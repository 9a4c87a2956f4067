"""Whole map pages: title, maps, legend and the lines that say how and from what."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from drenthe_geo import map_names, maps
from drenthe_geo.captions import thousands_nl
from drenthe_geo.maps import BORDER, DASHES, GREY, INK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    import pandas as pd
    import shapely
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from drenthe_geo.captions import Caption

SIDE_IN, HEAD_IN, LINE_IN = 0.42, 1.0, 0.155
PANEL_IN, PANEL_HEAD_IN, GAP_IN = 3.6, 0.32, 0.18
PAGE_IN = 10.9
TITLE_CHAR_IN = 0.165  # a letter of 20 points, bold
SUBTITLE_CHAR_IN = 0.092  # a letter of 11 points
MOST_IN_LEGEND = 8
MOST_NAME_CHARS = 24


@dataclass(frozen=True)
class Sheet:
    """A page with a title above the map and notes below it; all sizes in inches.

    Parameters
    ----------
    width : float
        Width of the page.
    map_height : float
        Height of the map or maps.
    caption : Caption
        Words above and below.
    """

    width: float
    map_height: float
    caption: Caption

    @property
    def foot(self) -> float:
        """Height of legend and notes."""
        return 0.75 + LINE_IN * len(self.caption.notes)

    @property
    def height(self) -> float:
        """Height of the page."""
        return HEAD_IN + self.map_height + self.foot

    def figure(self) -> Figure:
        """Make the page with everything but map and legend.

        Returns
        -------
        matplotlib.figure.Figure
            The page, without a canvas.
        """
        # No canvas yet: with one, every geopandas plot would render the whole page.
        figure = Figure(figsize=(self.width, self.height), facecolor="white")
        x = SIDE_IN / self.width
        style: dict[str, Any] = {"va": "center", "color": INK}
        title = self.caption.title
        size = min(20.0, 20.0 * (self.width - 2 * SIDE_IN) / (TITLE_CHAR_IN * len(title)))
        figure.text(x, self.at(0.42), title, fontsize=size, fontweight="bold", **style)
        subtitle = self.caption.subtitle
        room = (self.width - 2 * SIDE_IN) / (SUBTITLE_CHAR_IN * max(len(subtitle), 1))
        grey: dict[str, Any] = style | {"color": GREY}
        figure.text(x, self.at(0.76), subtitle, fontsize=min(11.0, 11.0 * room), **grey)
        for number, note in enumerate(reversed(self.caption.notes)):
            y = (0.2 + number * LINE_IN) / self.height
            figure.text(x, y, note, fontsize=7.8, color=GREY, va="bottom")
        return figure

    def at(self, below_top: float) -> float:
        """Place on the page of so many inches below its top.

        Parameters
        ----------
        below_top : float
            Inches.

        Returns
        -------
        float
            Share of the height, from below.
        """
        return 1 - below_top / self.height

    def axes(
        self, figure: Figure, left: float, below_top: float, width: float, height: float
    ) -> Axes:
        """Add axes at a place in inches from the upper left corner.

        Parameters
        ----------
        figure : matplotlib.figure.Figure
            The page.
        left, below_top : float
            The upper left corner of the axes.
        width, height : float
            Their size.

        Returns
        -------
        matplotlib.axes.Axes
            The axes.
        """
        place = (
            left / self.width,
            self.at(below_top + height),
            width / self.width,
            height / self.height,
        )
        return figure.add_axes(place)

    def legend(self, figure: Figure, handles: list[Any], *, most: int = MOST_IN_LEGEND) -> None:
        """Add a legend under the map.

        Parameters
        ----------
        figure : matplotlib.figure.Figure
            The page.
        handles : list
            What it explains.
        most : int
            How many stand side by side; there is room for two rows.
        """
        figure.legend(
            handles=handles,
            loc="center left",
            bbox_to_anchor=(
                (SIDE_IN - 0.1) / self.width,
                self.at(HEAD_IN + self.map_height + 0.26),
            ),
            ncols=math.ceil(len(handles) / math.ceil(len(handles) / most)),
            fontsize=9.5,
            frameon=False,
            handlelength=1.6,
            columnspacing=1.3,
            labelcolor=INK,
        )
        for ax in figure.axes:  # geopandas writes axis names with every plot
            ax.set(xlabel="", ylabel="")


def catchment_page(
    layers: Mapping[str, gpd.GeoDataFrame],
    stations: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    summary: pd.DataFrame,
    caption: Caption,
    *,
    fringes: gpd.GeoDataFrame,
    streets: NDArray[np.object_],
) -> Figure:
    """Draw one small map per station with its bands.

    Parameters
    ----------
    layers : mapping of str to geopandas.GeoDataFrame
        All layers.
    stations : geopandas.GeoDataFrame
        The stations of the study.
    areas : geopandas.GeoDataFrame
        Areas to colour, with ``facility`` and ``minutes``.
    summary : pandas.DataFrame
        One row per station, in the order of the maps, with ``people_N_min``. A
        station with nobody within the longest cut-off gets no map.
    caption : Caption
        Words around the maps.
    fringes : geopandas.GeoDataFrame
        Areas to hatch, with ``facility``: what is uncertain around the cut-offs.
    streets : numpy.ndarray of shapely.LineString
        Roads of the network, drawn where the maps show less than the province.

    Returns
    -------
    matplotlib.figure.Figure
        The page.
    """
    cutoffs = sorted(areas["minutes"].unique())
    colors = dict(zip(cutoffs, maps.band_colors(len(cutoffs)), strict=True))
    shown = summary[summary[f"people_{cutoffs[-1]:g}_min"] > 0]
    columns = max(3, math.ceil(math.sqrt(len(shown))))
    rows = max(1, math.ceil(len(shown) / columns))
    step = PANEL_IN + PANEL_HEAD_IN + GAP_IN
    width = 2 * SIDE_IN + columns * PANEL_IN + (columns - 1) * GAP_IN
    sheet = Sheet(width, rows * step - GAP_IN, caption)
    figure = sheet.figure()
    half_m = _half_view_m(layers, stations, (areas, fringes))
    for number, code in enumerate(shown.index):
        row, column = divmod(number, columns)
        left, top = SIDE_IN + column * (PANEL_IN + GAP_IN), HEAD_IN + row * step + PANEL_HEAD_IN
        ax = sheet.axes(figure, left, top, PANEL_IN, PANEL_IN)
        view = _view(layers, stations.geometry[code], half_m)
        mine = areas[areas["facility"] == code]
        _draw_panel(ax, layers, stations, areas=mine, colors=colors, view=view)
        if half_m is not None:
            maps.draw_streets(ax, streets)
        maps.draw_hatched(ax, fringes[fringes["facility"] == code], zorder=4.5)
        maps.draw_stations(ax, stations.loc[[code]], size_pt=7)
        people = thousands_nl(summary.loc[code, f"people_{cutoffs[-1]:g}_min"])
        name = str(stations.loc[code, "name"])
        size = min(12.0, 12.0 * MOST_NAME_CHARS / len(name))
        plain: dict[str, Any] = {"pad": 4, "parse_math": False}
        ax.set_title(name, loc="left", fontsize=size, fontweight="bold", color=INK, **plain)
        ax.set_title(f"{people} inwoners", loc="right", fontsize=9.5, color=GREY, **plain)
        if number == 0:
            maps.draw_scale_bar(ax, km=10.0 if half_m is None else _round_km(half_m / 4000))
    bands = [
        Patch(facecolor=color, label=f"tot {f'{cutoff:g}'.replace('.', ',')} minuten")
        for cutoff, color in colors.items()
    ]
    street = Line2D([], [], color=maps.STREET, linewidth=0.6, label="andere weg")
    unsure = [_hatched("onzeker")]
    sheet.legend(figure, bands + unsure + _symbols() + ([] if half_m is None else [street]))
    return figure


def nearest_page(
    layers: Mapping[str, gpd.GeoDataFrame],
    stations: gpd.GeoDataFrame,
    partition: gpd.GeoDataFrame,
    summary: pd.DataFrame,
    *,
    contested: gpd.GeoDataFrame,
    caption: Caption,
    abroad: str | None = "Duitsland",
) -> Figure:
    """Draw the province by nearest station.

    Parameters
    ----------
    layers : mapping of str to geopandas.GeoDataFrame
        All layers.
    stations : geopandas.GeoDataFrame
        The stations of the study.
    partition : geopandas.GeoDataFrame
        Result of `nearest_partition`.
    summary : pandas.DataFrame
        One row per station, with ``people_nearest``.
    contested : geopandas.GeoDataFrame
        Areas to hatch: where the second nearest may as well be nearest.
    caption : Caption
        Words around the map.
    abroad : str, optional
        Name of the land that no gemeente covers; None to leave it out.

    Returns
    -------
    matplotlib.figure.Figure
        The page.
    """
    sheet = Sheet(PAGE_IN + 2 * SIDE_IN, PAGE_IN, caption)
    figure = sheet.figure()
    ax = sheet.axes(figure, SIDE_IN, HEAD_IN, PAGE_IN, PAGE_IN)
    maps.draw_base(ax, layers)
    maps.draw_partition(ax, partition)
    maps.draw_hatched(ax, contested, zorder=3.5)
    border = layers["gemeenten"].boundary
    border.plot(ax=ax, color=BORDER, linewidth=0.7, linestyle=DASHES, zorder=4)
    maps.draw_roads(ax, layers["motorways"])
    maps.draw_province(ax, layers["gemeenten"])
    maps.draw_stations(ax, stations, size_pt=9)
    maps.draw_scale_bar(ax)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]  # names are placed in pixels
    used = summary["people_nearest"][summary["people_nearest"] > 0]
    map_names.draw_names(ax, layers, stations, used, areas=partition, abroad=abroad)
    line = Line2D([], [], color=BORDER, linewidth=1, linestyle=DASHES, label="gemeentegrens")
    sheet.legend(figure, [*_symbols(), line, _hatched("twee stations vrijwel even dichtbij")])
    return figure


def _half_view_m(
    layers: Mapping[str, gpd.GeoDataFrame],
    stations: gpd.GeoDataFrame,
    drawn: Iterable[gpd.GeoDataFrame],
) -> float | None:
    """Half the width that shows all that is drawn whole around its station, if much less."""
    farthest = []
    for areas in drawn:
        bounds = areas.geometry.bounds
        at = stations.geometry.loc[areas["facility"]]
        x, y = at.x.to_numpy(), at.y.to_numpy()
        sides = [x - bounds["minx"], bounds["maxx"] - x, y - bounds["miny"], bounds["maxy"] - y]
        farthest += [float(side.max()) for side in sides]
    if not np.isfinite(farthest).any():
        return None
    half_m = 1.05 * float(np.nanmax(farthest))
    x0, _, x1, _ = maps.province_view(layers["gemeenten"])
    return half_m if half_m < (x1 - x0) / 3 else None


def _view(
    layers: Mapping[str, gpd.GeoDataFrame], station: shapely.Point, half_m: float | None
) -> tuple[float, float, float, float]:
    if half_m is None:
        return maps.province_view(layers["gemeenten"])
    return station.x - half_m, station.y - half_m, station.x + half_m, station.y + half_m


def _round_km(km: float) -> float:
    """Round down to 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(km))
    return max(step * power for step in (1, 2, 5) if step * power <= km)


def _draw_panel(
    ax: Axes,
    layers: Mapping[str, gpd.GeoDataFrame],
    stations: gpd.GeoDataFrame,
    *,
    areas: gpd.GeoDataFrame,
    colors: Mapping[float, str],
    view: tuple[float, float, float, float],
) -> None:
    maps.draw_base(ax, layers, view=view, width=0.7)
    for cutoff in sorted(colors, reverse=True):
        band = areas[areas["minutes"] == cutoff]
        if not band.geometry.is_empty.all():
            band.plot(ax=ax, color=colors[cutoff], linewidth=0, zorder=4)
    maps.draw_roads(ax, layers["motorways"], width=0.55)
    maps.draw_province(ax, layers["gemeenten"], width=0.8)
    maps.draw_stations(ax, stations, size_pt=3.2)


def _hatched(label: str) -> Patch:
    style: dict[str, Any] = {"edgecolor": maps.HATCH_INK, "hatch": maps.HATCH, "linewidth": 0}
    with rc_context({"hatch.linewidth": maps.HATCH_WIDTH}):
        return Patch(facecolor="none", label=label, **style)


def _symbols() -> list[Any]:
    station: dict[str, Any] = {
        "color": "none",
        "markerfacecolor": "white",
        "markeredgecolor": INK,
        "markeredgewidth": 1.6,
    }
    return [
        Line2D([], [], marker="s", markersize=9, label="intercitystation", **station),
        Line2D([], [], marker="o", markersize=8, label="station", **station),
        Line2D([], [], color=maps.ROAD_RED, linewidth=2, label="autosnelweg"),
        Line2D([], [], color=maps.ROAD_GREY, linewidth=1.2, label="N-weg"),
        Line2D([], [], color=maps.PROVINCE_LINE, linewidth=1.6, label="provinciegrens"),
    ]
