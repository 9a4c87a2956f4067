"""The map of a scenario: who gains how many minutes, and by which new line or road."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from drenthe_geo import maps
from drenthe_geo.labels import Label, place_labels, point_boxes
from drenthe_geo.maps import BORDER, DASHES, GREY, INK
from drenthe_geo.pages import HEAD_IN, PAGE_IN, SIDE_IN, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from drenthe_geo.captions import Caption
    from drenthe_geo.rail import Rail

# Gains are green, the more the darker; a loss is orange, nothing is grey: they also
# differ in lightness, for who does not see the colours.
STEPS_MIN = (0.0, 5.0, 15.0, 30.0, 60.0)
GAIN_INKS = ("#bfe3c0", "#74c476", "#31a354", "#006d2c", "#00341a")
LOSS, NOTHING, CUT_OFF = "#d95f0e", "#c9c4bb", "#8b0000"
NEW_LINE, OLD_LINE, GONE_LINE = "#7b1fa2", "#5a554d", "#d95f0e"
DOT_PT2_PER_100 = 2.6
LEAST_DOT_PT2 = 1.2
LEGEND_PT = 6.0


def gain_page(
    layers: Mapping[str, gpd.GeoDataFrame],
    people: gpd.GeoDataFrame,
    gain: pd.Series,
    cut_off: pd.Series,
    *,
    before: Rail,
    after: Rail,
    caption: Caption,
    changed_roads: gpd.GeoSeries | None = None,
) -> Figure:
    """Draw the minutes that people gain to one destination.

    Parameters
    ----------
    layers : mapping of str to geopandas.GeoDataFrame
        ``gemeenten``, ``neighbours``, ``motorways``.
    people : geopandas.GeoDataFrame
        Points with ``population``.
    gain : pandas.Series
        Minutes gained at each point; NaN where there is no way before or after.
    cut_off : pandas.Series
        Where there was a way and is none any more.
    before, after : Rail
        The trains.
    caption : Caption
        Words around the map.
    changed_roads : geopandas.GeoSeries, optional
        Roads that the scenario changes.

    Returns
    -------
    matplotlib.figure.Figure
        The page.
    """
    sheet = Sheet(PAGE_IN + 2 * SIDE_IN, PAGE_IN, caption)
    figure = sheet.figure()
    ax = sheet.axes(figure, SIDE_IN, HEAD_IN, PAGE_IN, PAGE_IN)
    maps.draw_base(ax, layers)
    border = layers["gemeenten"].boundary
    border.plot(ax=ax, color=BORDER, linewidth=0.6, linestyle=DASHES, zorder=4)
    maps.draw_roads(ax, layers["motorways"], width=0.45)
    maps.draw_province(ax, layers["gemeenten"])
    _draw_people(ax, people, gain, cut_off)
    if changed_roads is not None and len(changed_roads):
        changed_roads.plot(ax=ax, color=NEW_LINE, linewidth=2.6, zorder=11)
    drawn = _draw_lines(ax, before, after)
    served = after.stations.loc[after.served]
    near = served[served["role"] != "far"]
    maps.draw_stations(ax, near, size_pt=6)
    maps.draw_scale_bar(ax)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]  # names are placed in pixels
    _name_stations(ax, near, before)
    sheet.legend(figure, _legend(gain, cut_off, drawn, roads=changed_roads is not None))
    return figure


def _draw_people(ax: Axes, people: gpd.GeoDataFrame, gain: pd.Series, cut_off: pd.Series) -> None:
    """Draw a dot per point, as large as its people are many; what changes most on top."""
    weight = np.where(cut_off, np.inf, np.abs(gain.fillna(0.0)))
    order = np.argsort(weight, kind="stable")
    points = people.iloc[order]
    size = np.maximum(points["population"].to_numpy() / 100 * DOT_PT2_PER_100, LEAST_DOT_PT2)
    colors = [
        CUT_OFF if lost else _ink(float(value))
        for value, lost in zip(gain.fillna(0.0).iloc[order], cut_off.iloc[order], strict=True)
    ]
    ax.scatter(
        points.geometry.x, points.geometry.y, s=size, c=colors, linewidths=0, zorder=10, alpha=0.9
    )


def _ink(gain_min: float) -> str:
    if gain_min < 0:
        return LOSS
    if gain_min == 0:
        return NOTHING
    return GAIN_INKS[int(np.searchsorted(STEPS_MIN, gain_min, side="left")) - 1]


def _draw_lines(ax: Axes, before: Rail, after: Rail) -> set[str]:
    """Draw the tracks as straight lines from stop to stop; say which kinds there are."""
    both = [*calls_of(before), *calls_of(after)]  # a stop of either divides the tracks of both
    old, new = tracks_of(calls_of(before), both), tracks_of(calls_of(after), both)
    stations = before.stations.geometry.combine_first(after.stations.geometry)
    kinds = {}
    for name, chosen, (color, width, zorder, dashes) in (
        ("old", old & new, (OLD_LINE, 1.5, 12.0, "-")),
        ("gone", old - new, (GONE_LINE, 2.4, 12.4, DASHES)),
        ("new", new - old, (NEW_LINE, 3.4, 12.5, "-")),
    ):
        lines = [
            shapely.get_coordinates(stations.loc[sorted(pair)].to_numpy())
            for pair in sorted(chosen, key=sorted)
        ]
        drawn = LineCollection(
            lines, colors=color, linewidths=width, linestyles=[dashes], zorder=zorder
        )
        drawn.set_path_effects([withStroke(linewidth=width + 1.6, foreground="white")])
        ax.add_collection(drawn, autolim=False)
        kinds[name] = bool(chosen)
    return {name for name, is_there in kinds.items() if is_there}


def calls_of(rail: Rail) -> list[list[str]]:
    """List the calls of every line, in order.

    Parameters
    ----------
    rail : Rail
        The trains.

    Returns
    -------
    list of list of str
        Codes of stations.
    """
    return [
        [str(legs["from_station"].iloc[0]), *legs["to_station"].astype(str)]
        for _, legs in rail.legs.groupby("line")
    ]


def tracks_of(lines: list[list[str]], known: list[list[str]]) -> set[frozenset[str]]:
    """Find the pairs of stations with track and no stop between them.

    A train that passes stops is drawn along them: of all known lines between its two
    calls the one with most calls.

    Parameters
    ----------
    lines : list of list of str
        Calls of the lines that are asked about.
    known : list of list of str
        Calls of all lines that tell where there are stops.

    Returns
    -------
    set of frozenset of str
        The pairs.
    """
    tracks = set()
    for calls in lines:
        for pair in pairwise(calls):
            ways = [
                other[slice(*_between(other, pair))] for other in known if set(pair) <= set(other)
            ]
            longest = max(ways, key=_length)
            tracks |= {frozenset(step) for step in pairwise(longest)}
    return tracks


def _length(calls: list[str]) -> int:
    return len(calls)


def _between(calls: list[str], pair: tuple[str, str]) -> tuple[int, int]:
    first, last = sorted(calls.index(code) for code in pair)
    return first, last + 1


def _name_stations(ax: Axes, stations: gpd.GeoDataFrame, before: Rail) -> None:
    """Name the stations in view: new ones first, then those of Drenthe, then the others."""
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    seen = stations.cx[x0:x1, y0:y1]
    taken = point_boxes(ax, shapely.get_coordinates(seen.geometry.to_numpy()), 4.5)
    rank = np.where(~seen.index.isin(before.served), 0, np.where(seen["role"] == "drenthe", 1, 2))
    labels = [
        Label(
            str(seen["name"].iloc[at]),
            seen.geometry.iloc[at].x,
            seen.geometry.iloc[at].y,
            size_pt=10.0 if rank[at] < 2 else 8.0,  # noqa: PLR2004 - the last rank
            gap_pt=6,
            weight="bold" if rank[at] < 2 else "normal",  # noqa: PLR2004 - as above
            color=NEW_LINE if rank[at] == 0 else INK if rank[at] == 1 else GREY,
            must=bool(rank[at] < 2),  # noqa: PLR2004 - as above
        )
        for at in np.argsort(rank, kind="stable")
    ]
    place_labels(ax, labels, taken=taken)


def _legend(gain: pd.Series, cut_off: pd.Series, drawn: set[str], *, roads: bool) -> list[Any]:
    dot: dict[str, Any] = {
        "color": "none", "marker": "o", "markersize": LEGEND_PT, "markeredgewidth": 0
    }  # fmt: skip
    ends = [f"{step:g}" for step in STEPS_MIN[1:]]
    words = [f"tot {ends[0]} min sneller"]
    words += [f"{low}–{high}" for low, high in pairwise(ends)]
    words.append(f"meer dan {ends[-1]}")
    most = float(gain.max()) if gain.notna().any() else 0.0
    used = int(np.searchsorted(STEPS_MIN, most, side="left"))
    inks = [(NOTHING, "geen verschil")]
    inks += list(zip(GAIN_INKS[:used], words[:used], strict=True))
    inks += [(LOSS, "langer")] if (gain < 0).any() else []
    inks += [(CUT_OFF, "geen reis meer")] if cut_off.any() else []
    handles = [Line2D([], [], markerfacecolor=ink, label=word, **dot) for ink, word in inks]
    handles.append(Line2D([], [], color=OLD_LINE, linewidth=1.5, label="trein (rechtgetrokken)"))
    if "new" in drawn:
        handles.append(
            Line2D([], [], color=NEW_LINE, linewidth=3.4, label="nieuwe treinverbinding")
        )
    if "gone" in drawn:
        gone: dict[str, Any] = {"color": GONE_LINE, "linewidth": 2.4, "linestyle": DASHES}
        handles.append(Line2D([], [], label="vervallen treinverbinding", **gone))
    if roads:
        handles.append(Line2D([], [], color=NEW_LINE, linewidth=2.6, label="veranderde weg"))
    return handles
