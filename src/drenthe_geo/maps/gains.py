"""The map of a scenario: who gains how many minutes, and by which new line or road."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.io.drawing import drawn_plainly
from drenthe_geo.maps import draw
from drenthe_geo.maps.captions import by_transit, gain_caption
from drenthe_geo.maps.dots import draw_dots
from drenthe_geo.maps.labels import Label, place_labels, point_boxes
from drenthe_geo.maps.legend import colored
from drenthe_geo.maps.names import motorways_of
from drenthe_geo.maps.paper import FREE, Sheet
from drenthe_geo.maps.runs import draw_runs, runs_of
from drenthe_geo.maps.sheet import MapPage
from drenthe_geo.scenarios.outlook import BY_CAR
from drenthe_geo.style.table import DOT, GAIN_INKS, GAIN_STEPS_MIN, GREY, INK, STYLES
from drenthe_geo.transit.rules import BUS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from drenthe_geo.maps.canvas import Canvas
    from drenthe_geo.maps.captions import Credit
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.scenarios.compare import Comparison
    from drenthe_geo.words.message import Message
    from drenthe_geo.words.table import Words

NEW_RANK, OWN_RANK, OTHER_RANK = 0, 1, 2
"""Stations are named in this order: those that trains did not serve before come first."""

GAIN_PT2, NO_CHANGE_PT2, GAIN_LARGER, NO_CHANGE_SMALLER = 4.5, 0.5, 1.6, 0.7
"""Least size of a dot of who gains or loses, and of one of who does not; gains are larger."""

GOAL_PT = 11.5
"""Size of the name of where the trips go to."""

EDGE_SHARE = 0.012
"""Share of the width of a map within which a sign would be cut by its frame."""

EDGE_STEPS, ARROW_PT = 12, 18.0
"""Places along the frame that an arrow may stand at, to each side, and the room that it needs."""


@drawn_plainly
def gain_page(
    layers: Mapping[str, gpd.GeoDataFrame],
    comparison: Comparison,
    end: str,
    *,
    titles: Sequence[str],
    destinations: pd.DataFrame,
    least_min: float,
    profiles: Sequence[Profile],
    words: Words,
    credit: Credit,
    with_roads: shapely.Geometry | None = None,
    sheet: Sheet = FREE,
) -> Figure:
    """Draw the minutes that people gain to one destination of a comparison.

    `titles` are those of the scenarios in the language of `words`; `destinations` have ``name``
    and ``station``. `profiles` are how one comes to the train or bus, the fastest of several; or
    the car alone where `end` is reached by road. What differs less than `least_min` counts as
    nothing. `layers` may have ``railways``: trains run along them. `with_roads` is the land in
    which the data have roads.
    """
    page = MapPage.over(layers, words, sheet=sheet)
    page.cover(with_roads)
    marks = draw_gain(page, comparison, end, least_min=least_min)
    transit = comparison.before.transit
    by_road = end.endswith(BY_CAR)
    caption = gain_caption(
        words,
        titles,
        name_of(end, destinations),
        dict(comparison.summary.T[end]),
        by=how_of(comparison, end, profiles),
        rules=None if by_road else transit.rules,
        buses=None if by_road else transit.bus_note,
        chosen=chosen_of(comparison, words),
        undecided="undecided_train" in page.drawn,
        profiles=profiles,
        credit=credit,
    )
    taken = page.ready_for_names(caption, marks, minutes=least_min)
    name_gain(page, comparison, end, destinations, taken)
    return page.finish()


def name_of(end: str, destinations: pd.DataFrame) -> str | None:
    """Give the name of a destination; none of the nearest station."""
    names, plain = destinations["name"], end.removesuffix(BY_CAR)
    return str(names[plain]) if plain in names.index else None


def how_of(comparison: Comparison, end: str, profiles: Sequence[Profile]) -> Message | str:
    """Say how one travels to a destination."""
    if end.endswith(BY_CAR):
        return profiles[0].phrase
    has_buses = bool((comparison.before.transit.lines["vehicle"] == BUS).any())
    return by_transit(profiles, buses=has_buses)


def chosen_of(comparison: Comparison, words: Words) -> list[str]:
    """Say what each toggle does that is on."""
    return [
        one.toggle_notes[toggle].of(words.lang)
        for one in comparison.scenarios
        for toggle, on in one.toggles.items()
        if on
    ]


def draw_gain(page: Canvas, comparison: Comparison, end: str, *, least_min: float) -> list[Artist]:
    """Draw on a map who gains, and the trains and roads by which; give the marks of the gains."""
    gain, cut_off = comparison.gains[end].fillna(0.0), comparison.cut_off[end].astype(bool)
    gain = gain.where(gain.abs() >= least_min, 0.0)
    inks = _inks(gain.to_numpy(dtype=float), cut_off.to_numpy())
    found = [one[end].isna() for one in (comparison.minutes_before, comparison.minutes_after)]
    inks = np.where(found[0] & found[1], _ink_of("no_way"), inks)
    same, factor = np.isin(inks, [_ink_of("no_change"), _ink_of("no_way")]), page.letters**2
    weight = np.where(cut_off, np.inf, np.abs(gain))[~same]
    draw_dots(
        page.ax,
        comparison.people[same],
        inks[same],
        least_pt2=NO_CHANGE_PT2 * factor,
        larger=NO_CHANGE_SMALLER * factor,
        edged=False,
    )
    draw_dots(
        page.ax,
        comparison.people[~same],
        inks[~same],
        least_pt2=GAIN_PT2 * factor,
        larger=GAIN_LARGER * factor,
        zorder=10.5,
        order=np.argsort(weight, kind="stable"),  # what changes most lies on top
    )
    page.drawn.extend(
        [name for name in ("no_change", "slower", "cut_off", "no_way") if _ink_of(name) in inks]
    )
    roads = changed_roads(comparison)
    if len(roads):
        page.drawn.extend(
            draw.draw_lines(page.ax, roads, "changed_road", zorder=11, width=page.letters)
        )
    runs = runs_of(comparison, page.layers.get("railways"))
    if "railway" in page.drawn:  # what runs on as it did is drawn with the ground
        runs = [run for run in runs if run.style != "train"]
    page.drawn.extend(draw_runs(page.ax, runs, width=page.letters))
    near = _stations_near(comparison)
    x0, y0, x1, y1 = draw.view_of(page.ax)
    seen = near.cx[x0:x1, y0:y1]["intercity"].astype(bool)
    kinds = (("intercity", seen.any()), ("station", (~seen).any()))
    page.drawn.extend([name for name, there in kinds if there])
    return _steps(set(inks.tolist()), least_min, page.words)


def name_gain(
    page: Canvas,
    comparison: Comparison,
    end: str,
    destinations: pd.DataFrame,
    taken: Sequence[Bbox],
) -> None:
    """Draw and name stations, and where the trips go to; then the places that fit.

    The map has its size by now: a station whose sign would be cut by the frame is left out.
    """
    x0, y0, x1, y1 = draw.view_of(page.ax)
    edge = EDGE_SHARE * (x1 - x0)
    near = _stations_near(comparison).cx[x0 + edge : x1 - edge, y0 + edge : y1 - edge]
    draw.draw_stations(page.ax, near, size=0.75 * page.letters)
    xy_m = shapely.get_coordinates(near.geometry.to_numpy())
    taken = [*taken, *point_boxes(page.ax, xy_m, 4.5 * page.letters)]
    all_stations = comparison.after.transit.stations
    code = destinations["station"].get(end.removesuffix(BY_CAR))
    if code in all_stations.index:
        taken += _point_to(page, all_stations.loc[code], near, taken)
    before = comparison.before.transit.stopping
    rank = np.where(
        ~near.index.isin(before),
        NEW_RANK,
        np.where(near["role"] == "own", OWN_RANK, OTHER_RANK),
    )
    others = near.index != code
    taken += _name_stations(page, near[others], rank[others], taken)
    page.name_ground(taken, named_already=near["name"])


def _stations_near(comparison: Comparison) -> gpd.GeoDataFrame:
    """Give the stations that trains serve after the change, but those far off."""
    after = comparison.after.transit
    return after.stations.loc[after.stopping].query("role != 'far'")


def changed_roads(comparison: Comparison) -> gpd.GeoSeries:
    """Draw the roads that are not as they were, or are no more, straight from end to end."""
    before, after = comparison.before.road_edges, comparison.after.road_edges
    if after is before:
        return gpd.GeoSeries([], crs=comparison.people.crs)
    old = before.set_index("edge")["free_flow_s"]
    other = after["free_flow_s"].to_numpy() != old.reindex(after["edge"]).to_numpy()
    closed = before[~before["edge"].isin(after["edge"])]
    changed = pd.concat([after.loc[other, ["tail", "head"]], closed[["tail", "head"]]])
    xy = comparison.after.road_nodes.set_index("node")[["x_m", "y_m"]]
    ends = [xy.loc[changed[end]].to_numpy(dtype=float) for end in ("tail", "head")]
    return gpd.GeoSeries(shapely.linestrings(np.stack(ends, axis=1)), crs=comparison.people.crs)


def _ink_of(name: str) -> str:
    return STYLES[name].color


def _inks(gain_min: np.ndarray, cut_off: np.ndarray) -> np.ndarray:
    """Colour of every point."""
    step = np.searchsorted(GAIN_STEPS_MIN, gain_min, side="left") - 1
    inks = np.array(GAIN_INKS)[np.maximum(step, 0)]
    inks = np.where(gain_min == 0, _ink_of("no_change"), inks)
    inks = np.where(gain_min < 0, _ink_of("slower"), inks)
    found: np.ndarray = np.where(cut_off, _ink_of("cut_off"), inks)
    return found


def _steps(inks: set[str], least_min: float, words: Words) -> list[Artist]:
    """Make the marks of the steps of gain that there are."""
    ends = (least_min, *GAIN_STEPS_MIN[1:])
    texts = [
        words.say("maps.legend.faster_between", low=low, high=high) for low, high in pairwise(ends)
    ]
    texts.append(words.say("maps.legend.faster_more", minutes=ends[-1]))
    steps = zip(GAIN_INKS, texts, strict=True)
    return [colored(DOT, ink, text) for ink, text in steps if ink in inks]


def _point_to(
    page: Canvas, goal: pd.Series, near: gpd.GeoDataFrame, taken: Sequence[Bbox]
) -> list[Bbox]:
    """Name where the trips go to in a frame; with an arrow at the edge where it lies beyond."""
    x0, y0, x1, y1 = draw.view_of(page.ax)
    point, letters = goal.geometry, page.letters
    inset = 4 * EDGE_SHARE * (x1 - x0)
    inner = shapely.box(x0 + inset, y0 + inset, x1 - inset, y1 - inset)
    look: dict[str, Any] = {"weight": "bold", "color": INK, "must": True}
    look["size_pt"] = GOAL_PT * letters
    if goal.name in near.index:
        label = Label(str(goal["name"]), point.x, point.y, gap_pt=9 * letters, **look)
        return place_labels(page.ax, [label], taken=taken)
    edge = _free_edge(page, inner, point, inset, taken)
    ahead = np.array([point.x, point.y]) - edge
    tip = edge + ahead / np.hypot(*ahead) * inset * 0.8
    arrow = {"arrowstyle": "-|>", "color": INK, "linewidth": 2.0, "mutation_scale": 16 * letters}
    page.ax.annotate("", tuple(tip), tuple(edge), arrowprops=arrow, zorder=21)
    used = point_boxes(page.ax, np.array([(edge + tip) / 2]), 9 * letters)
    label = Label(str(goal["name"]), edge[0], edge[1], gap_pt=8 * letters, **look)
    return [*used, *place_labels(page.ax, [label], taken=[*taken, *used])]


def _free_edge(
    page: Canvas,
    inner: shapely.Polygon,
    point: shapely.Point,
    step_m: float,
    taken: Sequence[Bbox],
) -> np.ndarray:
    """Choose where the way to a point leaves the frame, or beside that if it is taken."""
    ring = inner.exterior
    way = shapely.LineString([inner.centroid, point])
    start_m = ring.project(way.intersection(ring))
    steps = sorted(range(-EDGE_STEPS, EDGE_STEPS + 1), key=abs)
    tried = [ring.interpolate((start_m + step * step_m) % ring.length) for step in steps]
    boxes = point_boxes(page.ax, shapely.get_coordinates(tried), ARROW_PT)
    free = [not any(box.overlaps(other) for other in taken) for box in boxes]
    at = tried[free.index(True) if True in free else 0]
    return np.array([at.x, at.y])


def _name_stations(
    page: Canvas, seen: gpd.GeoDataFrame, rank: np.ndarray, taken: Sequence[Bbox]
) -> list[Bbox]:
    """Name the stations in view: new ones first, then the area's own, then the others."""
    inks = {NEW_RANK: _ink_of("new_train"), OWN_RANK: INK, OTHER_RANK: GREY}
    labels = [
        Label(
            str(seen["name"].iloc[at]),
            seen.geometry.iloc[at].x,
            seen.geometry.iloc[at].y,
            size_pt=(7.5 if rank[at] == OTHER_RANK else 10.0) * page.letters,
            gap_pt=6 * page.letters,
            weight="normal" if rank[at] == OTHER_RANK else "bold",
            color=inks[int(rank[at])],
            must=True,
        )
        for at in np.argsort(rank, kind="stable")
    ]
    return place_labels(page.ax, labels, taken=taken, lines=motorways_of(page.layers))
