"""The map of a scenario: who gains how many minutes, and by which new line or road."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.collections import LineCollection
from matplotlib.patheffects import withStroke

from drenthe_geo.io.drawing import drawn_plainly
from drenthe_geo.maps import draw
from drenthe_geo.maps.captions import by_transit, gain_caption
from drenthe_geo.maps.labels import Label, place_labels, point_boxes
from drenthe_geo.maps.legend import colored
from drenthe_geo.maps.sheet import MapPage
from drenthe_geo.maps.style import DOT, GAIN_INKS, GAIN_STEPS_MIN, GREY, INK, STYLES
from drenthe_geo.scenarios.outlook import BY_CAR
from drenthe_geo.transit.rules import BUS, TRAIN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from drenthe_geo.maps.captions import Credit
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.scenarios.compare import Comparison
    from drenthe_geo.transit.lines import Transit
    from drenthe_geo.words.table import Words

NEW_RANK, OWN_RANK, OTHER_RANK = 0, 1, 2
"""Stations are named in this order: those that trains did not serve before come first."""


@drawn_plainly
def gain_page(
    layers: Mapping[str, gpd.GeoDataFrame],
    comparison: Comparison,
    end: str,
    *,
    titles: Sequence[str],
    destinations: Mapping[str, str] | pd.Series,
    least_min: float,
    profiles: Sequence[Profile],
    words: Words,
    credit: Credit,
) -> Figure:
    """Draw the minutes that people gain to one destination of a comparison.

    `titles` are those of the scenarios in the language of `words`, `destinations` names by
    id. `profiles` are how one comes to the train or bus, the fastest of several; or the car
    alone where `end` is reached by road. What differs less than `least_min` counts as nothing.
    """
    gain, cut_off = comparison.gains[end].fillna(0.0), comparison.cut_off[end].astype(bool)
    gain = gain.where(gain.abs() >= least_min, 0.0)
    # Tracks and stations are drawn; buses count in the minutes, but have no track.
    before, after = (
        there.transit.without_buses() for there in (comparison.before, comparison.after)
    )
    page = MapPage.over(layers, words)
    weight = np.where(cut_off, np.inf, np.abs(gain))
    inks = _inks(gain.to_numpy(dtype=float), cut_off.to_numpy())
    # What changes most lies on top.
    draw.draw_people(page.ax, comparison.people, inks, np.argsort(weight, kind="stable"))
    page.drawn.extend(
        [name for name in ("no_change", "slower", "cut_off") if _ink_of(name) in inks]
    )
    roads = changed_roads(comparison)
    if len(roads):
        page.drawn.extend(draw.draw_lines(page.ax, roads, "changed_road", zorder=11))
    page.drawn.extend(_draw_lines(page.ax, before, after))
    near = after.stations.loc[after.by_train].query("role != 'far'")
    page.drawn.extend(draw.draw_stations(page.ax, near, size=0.75))
    _name_stations(page, near, before)
    plain = end.removesuffix(BY_CAR)
    by_road = end != plain
    transit = comparison.before.transit
    has_buses = bool((transit.lines["vehicle"] == BUS).any())
    caption = gain_caption(
        words,
        titles,
        str(destinations[plain]) if plain in destinations else None,
        dict(comparison.summary.T[end]),
        by=profiles[0].phrase if by_road else by_transit(profiles, buses=has_buses),
        rules=None if by_road else before.rules,
        buses=None if by_road else transit.bus_note,
        toggles={name: on for one in comparison.scenarios for name, on in one.toggles.items()},
        profiles=profiles,
        credit=credit,
    )
    return page.finish(caption, _steps(set(inks.tolist()), least_min, words), minutes=least_min)


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


def _draw_lines(ax: Axes, before: Transit, after: Transit) -> list[str]:
    """Draw the tracks as straight lines from stop to stop; say which kinds there are."""
    both = [*calls_of(before), *calls_of(after)]  # a stop of either divides the tracks of both
    old, new = tracks_of(calls_of(before), both), tracks_of(calls_of(after), both)
    stations = before.stations.geometry.combine_first(after.stations.geometry)
    kinds = (
        ("train", old & new, 12.0),
        ("gone_train", old - new, 12.4),
        ("new_train", new - old, 12.5),
    )
    drawn = [kind for kind in kinds if kind[1]]
    for name, chosen, zorder in drawn:
        style = STYLES[name]
        lines = [
            shapely.get_coordinates(stations.loc[sorted(pair)].to_numpy())
            for pair in sorted(chosen, key=sorted)
        ]
        tracks = LineCollection(
            lines,
            colors=style.color,
            linewidths=style.width_pt,
            linestyles=[style.dashes],
            zorder=zorder,
        )
        tracks.set_path_effects([withStroke(linewidth=style.width_pt + 1.6, foreground="white")])
        ax.add_collection(tracks, autolim=False)
    return [name for name, _, _ in drawn]


def calls_of(transit: Transit) -> list[list[str]]:
    """List the calls of every line of trains, in order; buses have no tracks."""
    trains = transit.lines.index[transit.lines["vehicle"] == TRAIN]
    return [
        [str(legs["from_station"].iloc[0]), *legs["to_station"].astype(str)]
        for _, legs in transit.legs[transit.legs["line"].isin(trains)].groupby("line")
    ]


def tracks_of(lines: list[list[str]], known: list[list[str]]) -> set[frozenset[str]]:
    """Find the pairs of stations with track and no stop between them.

    A train that passes stops is drawn along them: of all known lines between its two
    calls the one with most calls.
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


def _name_stations(page: MapPage, stations: gpd.GeoDataFrame, before: Transit) -> None:
    """Name the stations in view: new ones first, then the area's own, then the others."""
    x0, y0, x1, y1 = draw.view_of(page.ax)
    seen = stations.cx[x0:x1, y0:y1]
    taken = page.ready_for_names()
    taken += point_boxes(page.ax, shapely.get_coordinates(seen.geometry.to_numpy()), 4.5)
    rank = np.where(
        ~seen.index.isin(before.by_train),
        NEW_RANK,
        np.where(seen["role"] == "own", OWN_RANK, OTHER_RANK),
    )
    inks = {NEW_RANK: _ink_of("new_train"), OWN_RANK: INK, OTHER_RANK: GREY}
    labels = [
        Label(
            str(seen["name"].iloc[at]),
            seen.geometry.iloc[at].x,
            seen.geometry.iloc[at].y,
            size_pt=8.0 if rank[at] == OTHER_RANK else 10.0,
            gap_pt=6,
            weight="normal" if rank[at] == OTHER_RANK else "bold",
            color=inks[int(rank[at])],
            must=bool(rank[at] != OTHER_RANK),
        )
        for at in np.argsort(rank, kind="stable")
    ]
    place_labels(page.ax, labels, taken=taken)
