"""The figures of a dossier: scores with their shares, the province's surface, the reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.transforms import Bbox

from drenthe_geo import maps
from drenthe_geo.labels import Label, place_labels, point_boxes
from drenthe_geo.maps import BORDER, DASHES, INK
from drenthe_geo.pages import HEAD_IN, SIDE_IN, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd
    from matplotlib.axes import Axes

    from drenthe_geo.captions import Caption

# Four hues that stay apart for colour-blind readers, and in grey (Paul Tol, "bright").
PILLAR_INKS = {
    "access": "#4477aa",
    "talent": "#66ccee",
    "partnership": "#ccbb44",
    "living": "#ee6677",
}
# Light is low, dark is high; the steps differ in lightness alone, so they hold in grey.
STEP_INKS = ("#ffffd9", "#e4f4c1", "#c0e6b5", "#7fcdbb", "#41b6c4", "#2c8fbd", "#225ea8", "#122f6b")
EXCLUDED_INK = "#d9d4cb"
CANDIDATE, NEW, OUT = "#b3261e", "#111111", "#8a8378"
MAP_IN = 8.2
CHART_IN = 8.2
ROW_IN, CHART_HEAD_IN, CHART_FOOT_IN = 0.3, 0.5, 0.62
LOWEST_CLASS = 0.1
"""Share of the cells that may lie below the lowest class border."""
SIDE_BY_SIDE = 4
"""As many explanations as the width of the map has room for."""
MARKER_PT, MOST_PUSHES = 12.0, 50
LEAST_NAMED = 0.045
"""A part of a bar that is shorter than this has no room for a figure."""


def score_chart(
    shares: pd.DataFrame, table: pd.DataFrame, names: Mapping[str, str], words: Mapping[str, str]
) -> Figure:
    """Draw the score of every site as a bar of its pillars, with its range.

    Parameters
    ----------
    shares : pandas.DataFrame, shape (sites, pillars)
        What each pillar adds to the score, best site first.
    table : pandas.DataFrame
        ``rank``, ``score``, ``score_low``, ``score_high`` of the sites.
    names : mapping of str to str
        Name of each site.
    words : mapping of str to str
        Title of each pillar, and ``score``, ``range``, ``decimal`` (the decimal sign).

    Returns
    -------
    matplotlib.figure.Figure
        The chart.
    """
    height = CHART_HEAD_IN + ROW_IN * len(shares) + CHART_FOOT_IN
    figure = Figure(figsize=(CHART_IN, height), facecolor="white")
    FigureCanvasAgg(figure)
    left = 0.34
    ax = figure.add_axes((left, CHART_FOOT_IN / height, 0.97 - left, ROW_IN * len(shares) / height))
    y = np.arange(len(shares))[::-1]
    start = np.zeros(len(shares))

    def said(value: float, decimals: int = 2) -> str:
        return f"{value:.{decimals}f}".replace(".", words["decimal"])

    for pillar, ink in PILLAR_INKS.items():
        width = shares[pillar].to_numpy(dtype=float)
        ax.barh(y, width, left=start, height=0.62, color=ink, label=words[pillar])
        for at, part in enumerate(width):
            if part >= LEAST_NAMED:
                x = start[at] + part / 2
                ax.text(x, y[at], said(part), ha="center", va="center", fontsize=7.5, color=INK)
        start += width
    low, high = (table[end].to_numpy(dtype=float) for end in ("score_low", "score_high"))
    for at in range(len(shares)):
        ax.plot([low[at], high[at]], [y[at] - 0.39] * 2, color=INK, linewidth=1.6)
        edge = max(start[at], high[at]) + 0.012
        ax.text(edge, y[at], said(start[at]), va="center", fontsize=10, fontweight="bold")
    ax.set_yticks(y, [f"{rank}  {names[str(site)]}" for site, rank in table["rank"].items()])
    ax.tick_params(axis="y", length=0, labelsize=9)
    ticks = [0, 0.2, 0.4, 0.6, 0.8, 1.0]
    ax.set_xticks(ticks, [said(tick, 1) for tick in ticks], fontsize=8)
    ax.set_xlim(0, 1)
    ax.set_ylim(-0.6, len(shares) - 0.4)
    ax.grid(axis="x", color="#dddddd", linewidth=0.6)
    ax.set_axisbelow(True)
    ax.set_xlabel(words["score"], fontsize=8.5)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    handles, labels = ax.get_legend_handles_labels()
    handles.append(Line2D([], [], color=INK, linewidth=1.6))
    figure.legend(
        handles,
        [*labels, words["range"]],
        loc="upper left",
        bbox_to_anchor=(0.01, 1 - 0.06 / height),
        ncols=5,
        fontsize=8,
        frameon=False,
        handlelength=1.2,
        columnspacing=1.1,
    )
    return figure


def surface_map(
    layers: Mapping[str, gpd.GeoDataFrame],
    surface: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    new_places: gpd.GeoDataFrame,
    *,
    caption: Caption,
    words: Mapping[str, str],
) -> Figure:
    """Draw the opportunity surface, the candidates and the best new places.

    Parameters
    ----------
    layers : mapping of str to geopandas.GeoDataFrame
        ``gemeenten``, ``neighbours``, ``motorways``, ``stations``.
    surface : geopandas.GeoDataFrame
        See `opportunity_surface`.
    sites : geopandas.GeoDataFrame
        Candidates with ``label`` (rank) and ``name``.
    new_places : geopandas.GeoDataFrame
        See `best_places`, with ``label`` (a letter).
    caption : Caption
        Words around the map.
    words : mapping of str to str
        Legend: ``score``, ``excluded``, ``no_road``, ``site``, ``out``, ``new``,
        ``intercity``, ``station``, ``decimal``.

    Returns
    -------
    matplotlib.figure.Figure
        The page.
    """
    sheet, figure, ax = _base(layers, caption)
    score = surface["score"].to_numpy(dtype=float)
    edges = _steps(score)
    inks = ListedColormap(STEP_INKS[len(STEP_INKS) - len(edges) + 1 :])
    norm = BoundaryNorm(edges, inks.N)
    for chosen, colors in (
        (np.isnan(score), EXCLUDED_INK),
        (~np.isnan(score), inks(norm(np.maximum(score[~np.isnan(score)], edges[0])))),
    ):
        if chosen.any():
            surface[chosen].plot(ax=ax, color=colors, linewidth=0, zorder=2.5, antialiased=False)
    _finish(ax, layers)
    _draw_sites(ax, figure, sites, new_places, layers["stations"])
    sheet.legend(
        figure,
        [
            *_candidates(sites, words),
            *([_marker(NEW, words["new"], "D")] if len(new_places) else []),
            *(
                [Patch(facecolor=EXCLUDED_INK, label=words["excluded"])]
                if np.isnan(score).any()
                else []
            ),
            Patch(facecolor=maps.PROVINCE, edgecolor="#cccccc", label=words["no_road"]),
            *_stations(words),
        ],
        most=SIDE_BY_SIDE,
    )
    bar = sheet.axes(figure, SIDE_IN + MAP_IN - 2.95, HEAD_IN + 0.28, 2.7, 0.14)
    drawn = figure.colorbar(
        ScalarMappable(norm, inks), cax=bar, orientation="horizontal", extend="min"
    )
    ticks = edges.tolist()[:: 1 if len(edges) < 7 else 2]  # noqa: PLR2004 - as many as have room
    drawn.set_ticks(ticks, labels=[f"{tick:.2f}".replace(".", words["decimal"]) for tick in ticks])
    drawn.ax.tick_params(labelsize=7.5, length=2)
    drawn.ax.set_title(words["score"], fontsize=8.5, loc="left", pad=3)
    return figure


def reach_map(
    layers: Mapping[str, gpd.GeoDataFrame],
    areas: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    *,
    caption: Caption,
    words: Mapping[str, str],
) -> Figure:
    """Draw who can reach the first site by car.

    Parameters
    ----------
    layers : mapping of str to geopandas.GeoDataFrame
        ``gemeenten``, ``neighbours``, ``motorways``, ``stations``.
    areas : geopandas.GeoDataFrame
        Result of `service_areas` of the first site.
    sites : geopandas.GeoDataFrame
        Candidates with ``label`` (rank) and ``name``.
    caption : Caption
        Words around the map.
    words : mapping of str to str
        Legend: ``minutes`` (with ``{}`` for the number), ``site``, ``out``, ``intercity``,
        ``station``.

    Returns
    -------
    matplotlib.figure.Figure
        The page.
    """
    sheet, figure, ax = _base(layers, caption)
    cutoffs = sorted(areas["minutes"].unique())
    colors = dict(zip(cutoffs, maps.band_colors(len(cutoffs)), strict=True))
    for cutoff in reversed(cutoffs):
        band = areas[areas["minutes"] == cutoff]
        band.plot(ax=ax, color=colors[cutoff], alpha=0.75, linewidth=0, zorder=3)
    _finish(ax, layers)
    _draw_sites(ax, figure, sites, None, layers["stations"])
    bands = [
        Patch(facecolor=color, alpha=0.75, label=words["minutes"].format(f"{cutoff:g}"))
        for cutoff, color in colors.items()
    ]
    handles = [*bands, *_candidates(sites, words), *_stations(words)]
    sheet.legend(figure, handles, most=SIDE_BY_SIDE)
    return figure


def _steps(score: np.ndarray) -> np.ndarray:
    """Round class borders, at most one per ink; the lowest class takes all that is lower."""
    least, most = float(np.nanquantile(score, LOWEST_CLASS)), float(np.nanmax(score))
    for step in (0.01, 0.02, 0.025, 0.05, 0.1, 0.2):
        first, last = np.floor(least / step), np.ceil(most / step)
        if last - first <= len(STEP_INKS):
            break
    found: np.ndarray = np.arange(first, max(last, first + 1) + 1) * step
    return found


def _apart(ax: Axes, xy_m: np.ndarray, least_pt: float) -> np.ndarray:
    """Push symbols that would cover each other apart, as little as it takes."""
    pixels = ax.transData.transform(xy_m)
    least = least_pt * ax.figure.dpi / 72
    for _ in range(MOST_PUSHES):
        moved = False
        for one in range(len(pixels)):
            for other in range(one):
                gap = pixels[one] - pixels[other]
                off = float(np.hypot(*gap))
                if off < least:
                    way = gap / off if off > 0 else np.array([0.0, -1.0])
                    push = way * (least - off + 0.5) / 2
                    pixels[one] += push
                    pixels[other] -= push
                    moved = True
        if not moved:
            break
    back: np.ndarray = ax.transData.inverted().transform(pixels)
    return back


def _base(layers: Mapping[str, gpd.GeoDataFrame], caption: Caption) -> tuple[Sheet, Figure, Axes]:
    sheet = Sheet(MAP_IN + 2 * SIDE_IN, MAP_IN, caption)
    figure = sheet.figure()
    ax = sheet.axes(figure, SIDE_IN, HEAD_IN, MAP_IN, MAP_IN)
    maps.draw_base(ax, layers)
    return sheet, figure, ax


def _finish(ax: Axes, layers: Mapping[str, gpd.GeoDataFrame]) -> None:
    border = layers["gemeenten"].boundary
    border.plot(ax=ax, color=BORDER, linewidth=0.6, linestyle=DASHES, zorder=4)
    maps.draw_roads(ax, layers["motorways"], width=0.5)
    maps.draw_province(ax, layers["gemeenten"])
    maps.draw_stations(ax, layers["stations"], size_pt=4.5)
    maps.draw_scale_bar(ax)


def _draw_sites(
    ax: Axes,
    figure: Figure,
    sites: gpd.GeoDataFrame,
    new_places: gpd.GeoDataFrame | None,
    stations: gpd.GeoDataFrame,
) -> None:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]  # names are placed in pixels
    parts = [(sites, "o", CANDIDATE)] + ([] if new_places is None else [(new_places, "D", NEW)])
    true = [shapely.get_coordinates(points.geometry.to_numpy()) for points, _, _ in parts]
    drawn = _apart(ax, np.concatenate(true), MARKER_PT + 1)
    labels = []
    start = 0
    for points, marker, ink in parts:
        out = points["excluded"] != "" if "excluded" in points else points["score"].isna()
        spots = drawn[start : start + len(points)]
        start += len(points)
        for label, name, (x, y), gone in zip(
            points["label"], points["name"], spots, out, strict=True
        ):
            color = OUT if gone else ink
            ax.plot(x, y, marker, markersize=MARKER_PT, color=color, zorder=16,
                    markeredgecolor="white", markeredgewidth=1.2)  # fmt: skip
            style: dict[str, Any] = {"ha": "center", "va": "center_baseline", "color": "white"}
            ax.text(x, y, label, fontsize=7.5, fontweight="bold", zorder=17, **style)
            if marker == "o":
                labels.append(Label(name, x, y, size_pt=8.5, gap_pt=9, weight="bold", must=True))
    taken = point_boxes(ax, drawn, 7.0)
    taken += point_boxes(ax, shapely.get_coordinates(stations.geometry.to_numpy()), 3.5)
    corners = ax.transAxes.transform(np.array([[0.0, 0.0], [0.38, 0.06], [0.62, 0.93], [1.0, 1.0]]))
    taken += [Bbox(corners[:2]), Bbox(corners[2:])]  # the scale bar's and the colours'
    place_labels(ax, labels, taken=taken)


def _candidates(sites: gpd.GeoDataFrame, words: Mapping[str, str]) -> list[Line2D]:
    is_out = bool((sites["excluded"] != "").any())
    return [_marker(CANDIDATE, words["site"]), *([_marker(OUT, words["out"])] if is_out else [])]


def _stations(words: Mapping[str, str]) -> list[Line2D]:
    style: dict[str, Any] = {"linestyle": "none", "color": "white", "markeredgecolor": INK}
    kinds = (("s", "intercity"), ("o", "station"))
    return [Line2D([], [], marker=sign, markersize=6, label=words[k], **style) for sign, k in kinds]


def _marker(ink: str, label: str, marker: str = "o") -> Line2D:
    style: dict[str, Any] = {"linestyle": "none", "markeredgecolor": "white", "markersize": 10}
    return Line2D([], [], marker=marker, color=ink, label=label, **style)
