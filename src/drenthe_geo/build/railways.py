"""The course of the railways: tracks of the source, as one line between two stations."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from drenthe_geo.build.areas import wkt
from drenthe_geo.units import M_PER_KM

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

COLUMNS = ["section", "from_station", "to_station", "length_km", "course_rd"]


class Tracks:
    """Tracks as a graph: junctions, and the stations beside them."""

    def __init__(
        self, tracks: Iterable[gpd.GeoDataFrame], stations: gpd.GeoDataFrame, chosen: dict[str, Any]
    ) -> None:
        """Join tracks where they meet; the source leaves gaps at points and in yards."""
        self.chosen = chosen
        drawn = np.concatenate([one.geometry.to_numpy() for one in tracks])
        pieces = shapely.get_parts(shapely.union_all(drawn, grid_size=1.0))
        ends = shapely.get_coordinates(shapely.boundary(pieces[~shapely.is_closed(pieces)]))
        junctions, at = np.unique(ends, axis=0, return_inverse=True)
        points = shapely.points(junctions)
        tree = shapely.STRtree(points)
        near = tree.query(points, predicate="dwithin", distance=chosen["gap_m"])
        gaps = near[:, near[0] < near[1]].T
        self.lines = np.concatenate(
            [pieces[~shapely.is_closed(pieces)], shapely.linestrings(junctions[gaps])]
        )
        pairs = np.concatenate([at.reshape(-1, 2), gaps])
        metres = shapely.length(self.lines)
        metres[len(metres) - len(gaps) :] *= chosen["gap_factor"]
        self.shortest: dict[tuple[int, int], int] = {}
        for number in np.argsort(-metres, kind="stable"):  # of parallel tracks the shortest is last
            one, other = pairs[number].tolist()
            self.shortest[one, other] = self.shortest[other, one] = int(number)
        keys = np.array(list(self.shortest))
        values = metres[list(self.shortest.values())]
        count = len(junctions)
        self.graph = csr_array((values, (keys[:, 0], keys[:, 1])), shape=(count, count))
        (which, place), off_m = tree.query_nearest(
            stations.geometry.to_numpy(), return_distance=True, all_matches=False
        )
        here = off_m <= chosen["station_off_m"]
        self.stations = stations.geometry.iloc[which[here]]
        self.at = dict(zip(self.stations.index, place[here].tolist(), strict=True))

    def sections(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Any]:
        """Find the line of each section that trains between pairs of stations run over.

        A pair whose trains pass other stations is made of several sections.
        """
        found: dict[tuple[str, str], Any] = {}
        for start, end in sorted(pairs):
            if start not in self.at or end not in self.at:
                continue
            for one, other in pairwise(self._passed(start, end)):
                key = (min(one, other), max(one, other))
                if key not in found:
                    found[key] = self._course(*key)
        return found

    def _passed(self, start: str, end: str) -> list[str]:
        """Name the stations on the way, from the start to the end; none where there is no way."""
        straight_m = self.stations[start].distance(self.stations[end])
        away_m = dijkstra(self.graph, indices=[self.at[start], self.at[end]])
        whole_m = away_m[0, self.at[end]]
        if whole_m > self.chosen["detour_factor"] * straight_m:
            return []
        on_way = {
            one: away_m[0, place]
            for one, place in self.at.items()
            if away_m[:, place].sum() <= whole_m + self.chosen["passing_m"]
        }
        between = [one for one in sorted(on_way, key=on_way.__getitem__) if one not in {start, end}]
        return [start, *between, end]

    def _course(self, start: str, end: str) -> shapely.LineString:
        """Draw the shortest way along the tracks."""
        _, before = dijkstra(self.graph, indices=self.at[start], return_predecessors=True)
        way = [self.at[end]]
        while way[-1] != self.at[start]:
            way.append(int(before[way[-1]]))
        lines = self.lines[[self.shortest[step] for step in pairwise(way)]]
        return shapely.line_merge(shapely.union_all(lines))


def railway_table(
    tracks: Iterable[gpd.GeoDataFrame],
    stations: gpd.GeoDataFrame,
    legs: pd.DataFrame,
    frame: shapely.Geometry,
    chosen: dict[str, Any],
) -> pd.DataFrame:
    """Make the table of the railways that trains run over within a frame.

    Bends are straightened and corners rounded: a line is for a map, not for a surveyor.
    """
    pairs = set(zip(legs["from_station"], legs["to_station"], strict=True))
    tracks = [one for one in tracks if len(one)]
    if not pairs or not tracks or stations.empty:
        return pd.DataFrame(columns=COLUMNS)
    found = Tracks(tracks, stations, chosen).sections(pairs)
    rows = []
    for (start, end), course in sorted(found.items()):
        if not course.intersects(frame):
            continue
        step = chosen["round_m"]
        simple = shapely.simplify(course, chosen["simplify_m"])
        line = shapely.remove_repeated_points(
            shapely.transform(simple, lambda xy, step=step: np.rint(xy / step) * step)
        )
        length_km = round(course.length / M_PER_KM, 1)
        rows.append((f"{start}-{end}", start, end, length_km, wkt([line])[0]))
    return pd.DataFrame(rows, columns=COLUMNS)
