"""Two maps of a scenario beside each other: the minutes as they are, and as they would be."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np
import shapely
from matplotlib.figure import Figure

from drenthe_geo.area.select import province_outline
from drenthe_geo.io.drawing import drawn_plainly
from drenthe_geo.maps import draw
from drenthe_geo.maps.captions import before_after_caption
from drenthe_geo.maps.fields import Grid, draw_classes, smoothed
from drenthe_geo.maps.gains import how_of, name_of
from drenthe_geo.maps.legend import colored, mark, named
from drenthe_geo.maps.names import draw_panel_places, has_places
from drenthe_geo.maps.panels import PANEL_LETTERS, head_panel, lay_out_panels
from drenthe_geo.maps.paper import FREE, Sheet
from drenthe_geo.maps.runs import draw_runs, runs_of
from drenthe_geo.maps.sheet import grown
from drenthe_geo.style.minutes import minute_ink
from drenthe_geo.style.table import BAND, STYLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import geopandas as gpd
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from drenthe_geo.maps.captions import Credit
    from drenthe_geo.maps.runs import Run
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.scenarios.compare import Comparison
    from drenthe_geo.words.table import Words

CELL_M, SMOOTH_CELLS = 200.0, 1.5
"""Cells in which minutes are drawn, and how far their borders are smoothed."""

When: TypeAlias = Literal["before", "after"]

WHEN: tuple[When, ...] = get_args(When)

NEW = {"new_train", "undecided_train", "straight_new_train"}

PANEL_IN = 5.3
"""Width of each map where there is no paper."""

SMALL = 0.55
"""Factor of the width of lines on a small map."""

BAND_ENDS = (5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 75.0, 90.0, 120.0, 150.0, 180.0)


@drawn_plainly
def before_after_page(
    layers: Mapping[str, gpd.GeoDataFrame],
    comparison: Comparison,
    end: str,
    *,
    titles: Sequence[str],
    destinations: pd.DataFrame,
    profiles: Sequence[Profile],
    words: Words,
    credit: Credit,
    sheet: Sheet = FREE,
) -> Figure:
    """Draw the minutes to a destination before and after, in the inks that minutes have."""
    view = draw.area_view(layers["gemeenten"])
    figure = Figure(facecolor="white")
    drawn: list[str] = []
    seen: set[str] = set()
    runs = runs_of(comparison, layers.get("railways"))
    for name in WHEN:
        ax = figure.add_axes((0, 0, 1, 1), label=name)
        draw.draw_base(ax, layers, view=view if sheet.paper is None else grown(view), width=0.7)
        minutes = minutes_of(comparison, name)[end]
        seen |= set(draw_minutes(ax, comparison.people, minutes, layers["gemeenten"]))
        drawn += draw.draw_roads(ax, layers, width=SMALL)
        drawn += draw.draw_railways(ax, layers, width=0.8)
        drawn += draw.draw_outline(ax, layers["gemeenten"], width=0.8)
        drawn += draw_trains(ax, comparison, layers, name, runs)
    maps = list(figure.axes)
    if has_places(layers, [view], [""]):
        drawn.append("place")
    caption = before_after_caption(
        words,
        titles,
        name_of(end, destinations),
        by=how_of(comparison, end, profiles),
        profiles=profiles,
        credit=credit,
    )
    marks = [*minute_marks(seen, words), *named(drawn, words, road_width=SMALL)]
    size: dict[str, Any] = {"panel_in": PANEL_IN, "free_columns": 2}
    how: dict[str, Any] = {"sheet": sheet, "words": words, "layers": layers}
    lay_out_panels(figure, maps, [view, view], caption, marks, **how, **size)
    letters = PANEL_LETTERS * sheet.letters
    for ax, name in zip(maps, WHEN, strict=True):
        minutes = minutes_of(comparison, name)[end]
        told = words.say("maps.gains.mean_now", minutes=mean_of(minutes, comparison.people))
        head_panel(ax, words.say(f"maps.gains.{name}"), told, sheet.letters)
        bar = [draw.draw_scale_bar(ax, words, letters=letters)] if ax is maps[0] else []
        draw_panel_places(ax, layers, taken=bar, letters=letters)
    return figure


def mean_of(minutes: pd.Series, people: gpd.GeoDataFrame) -> float:
    """Average minutes over the people who have a way."""
    known = minutes.notna()
    if not known.any():
        return float("nan")
    return float(np.average(minutes[known], weights=people["population"][known]))


def draw_trains(
    ax: Axes,
    comparison: Comparison,
    layers: Mapping[str, gpd.GeoDataFrame],
    name: When,
    runs: Sequence[Run] | None = None,
) -> list[str]:
    """Draw the trains and stations that there are before or after."""
    hidden = NEW if name == "before" else {"gone_train"}
    if "railways" in layers:
        hidden = {*hidden, "train"}
    if runs is None:
        runs = runs_of(comparison, layers.get("railways"))
    drawn = draw_runs(ax, [run for run in runs if run.style not in hidden], width=SMALL)
    transit = (comparison.before if name == "before" else comparison.after).transit
    near = transit.stations.loc[transit.stopping].query("role != 'far'")
    x0, y0, x1, y1 = draw.view_of(ax)
    edge = 0.015 * (x1 - x0)
    near = near.cx[x0 + edge : x1 - edge, y0 + edge : y1 - edge]
    return drawn + draw.draw_stations(ax, near, size=0.4)


def draw_minutes(
    ax: Axes, people: gpd.GeoDataFrame, minutes: pd.Series, gemeenten: gpd.GeoDataFrame
) -> list[str]:
    """Draw minutes as areas, each cell with those of who lives nearest; say which inks are seen.

    Where those have no way nothing is drawn, and the ink of such land is among those seen.
    """
    outline = province_outline(gemeenten)
    grid = Grid.over(outline, CELL_M)
    known = minutes.notna().to_numpy()
    if not known.any():
        return []
    xy = shapely.get_coordinates(people.geometry.to_numpy())
    field = smoothed(minutes.to_numpy(dtype=float)[known][grid.nearest(xy[known])], SMOOTH_CELLS)
    lost = ~known[grid.nearest(xy)]
    field[lost] = np.nan
    edges = [0.0, *BAND_ENDS, 1e6]
    seen = draw_classes(ax, grid, field, edges, INKS, outline=outline, zorder=3)
    inside = shapely.contains_xy(outline, *np.meshgrid(grid.x_m, grid.y_m))
    return [*seen, LOST] if (lost & inside).any() else seen


def minute_marks(seen: set[str], words: Words) -> list[Artist]:
    """Make the marks of the bands of minutes that are seen."""
    texts = [words.say("maps.legend.within", minutes=BAND_ENDS[0])]
    texts += [
        words.say("maps.legend.between", low=low, high=high) for low, high in pairwise(BAND_ENDS)
    ]
    texts.append(words.say("maps.legend.beyond", minutes=BAND_ENDS[-1]))
    known = zip(INKS, texts, strict=True)
    marks = [colored(BAND, ink, text) for ink, text in known if ink in seen]
    if LOST in seen:
        marks.append(mark(replace(STYLES["no_road"], color=LOST), words.say("maps.legend.no_way")))
    return marks


LOST = STYLES["no_road"].color
"""Ink of land whose people have no way."""

INKS = [*(minute_ink(end) for end in BAND_ENDS), "#8a6038"]
"""Ink of each band, and of what is beyond all."""


def minutes_of(comparison: Comparison, name: When) -> pd.DataFrame:
    """Give the minutes before or after."""
    return comparison.minutes_before if name == "before" else comparison.minutes_after
