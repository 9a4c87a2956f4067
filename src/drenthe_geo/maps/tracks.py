"""Where trains run: along the railways that an area has, or straight from stop to stop."""

from __future__ import annotations

import heapq
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import shapely

from drenthe_geo.transit.rules import TRAIN

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from drenthe_geo.transit.lines import Transit

LONGEST_DETOUR = 2.0
"""A way along the railways that is longer than so many times the straight line is another one."""


class Courses:
    """The railways of an area as sections between two stations."""

    def __init__(self, railways: gpd.GeoDataFrame | None, stations: gpd.GeoSeries) -> None:
        """Take the sections; there may be none."""
        self.stations = dict(zip(map(str, stations.index), stations.array, strict=True))
        self.beside: dict[str, dict[str, shapely.Geometry]] = defaultdict(dict)
        if railways is not None:
            ends = zip(
                railways["from_station"],
                railways["to_station"],
                railways.geometry,
                strict=True,
            )
            for one, other, line in ends:
                self.beside[str(one)][str(other)] = line
                self.beside[str(other)][str(one)] = line

    def straight(self, pair: Iterable[str]) -> shapely.LineString:
        """Draw straight from one station to another."""
        return shapely.LineString([self.stations[code] for code in sorted(pair)])

    def along(self, pair: Iterable[str]) -> shapely.Geometry | None:
        """Give the shortest way along the railways; None where there is none."""
        start, end = sorted(pair)
        most_m = LONGEST_DETOUR * self.straight((start, end)).length
        heap: list[tuple[float, str, tuple[str, ...]]] = [(0.0, start, (start,))]
        done: set[str] = set()
        while heap:
            metres, here, way = heapq.heappop(heap)
            if here == end:
                parts = [self.beside[one][other] for one, other in pairwise(way)]
                return shapely.multilinestrings(
                    [part for line in parts for part in shapely.get_parts(line)]
                )
            if here in done or metres > most_m:
                continue
            done.add(here)
            for other, line in self.beside.get(here, {}).items():
                if other not in done:
                    heapq.heappush(heap, (metres + line.length, other, (*way, other)))
        return None


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


def undecided_of(
    lines: list[list[str]], undecided: Iterable[tuple[str, str]]
) -> set[frozenset[str]]:
    """Find the pairs of calls that lie where no track is decided: between two calls of a line."""
    return {
        frozenset(step)
        for pair in undecided
        for calls in lines
        if set(pair) <= set(calls)
        for step in pairwise(calls[slice(*_between(calls, pair))])
    }


def _length(calls: list[str]) -> int:
    return len(calls)


def _between(calls: list[str], pair: tuple[str, str]) -> tuple[int, int]:
    first, last = sorted(calls.index(code) for code in pair)
    return first, last + 1
