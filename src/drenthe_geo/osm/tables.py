"""The tables of a network of roads: edges with their times, and banned turns."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.osm.uses import AGAINST, ALONG, MODES, WORDS, turned
from drenthe_geo.units import M_PER_S_PER_KMH

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from drenthe_geo.osm.bans import Ban
    from drenthe_geo.osm.chains import Chains
    from drenthe_geo.osm.edges import Pieces
    from drenthe_geo.osm.elements import Elements
    from drenthe_geo.osm.rules import WayUse
    from drenthe_geo.osm.segments import Points, Segments

CAR = MODES.index("car")

BRANCHES = 3
"""A junction is where at least so many roads for cars meet."""

LEAST_M = 0.01
"""Length of an edge that is next to nothing: a centimetre, as the file is no finer."""


def edge_table(
    elements: Elements,
    segments: Segments,
    chains: Chains,
    pieces: Pieces,
    open_to: NDArray[np.int8],
) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """Make the table of edges and their lines; cars that go one way go from tail to head."""
    first = chains.segment[chains.start[:-1]]
    use = elements.way_use[segments.way[first]][pieces.chain]
    length_m = np.add.reduceat(segments.length_m[chains.segment], chains.start[:-1])
    length_m = np.maximum(length_m[pieces.chain] * pieces.share, LEAST_M)
    turn = open_to[:, CAR] == AGAINST
    open_to = np.where(turn[:, None], turned(open_to), open_to)
    there_s, back_s = (
        _seconds(elements, segments, first, pieces, length_m, back=back) for back in (False, True)
    )
    car = open_to[:, CAR]
    there_s, back_s = np.where(turn, back_s, there_s), np.where(turn, there_s, back_s)
    back_s = np.where(car == ALONG, there_s, back_s)  # nobody drives back
    tail = np.where(turn, pieces.head, pieces.tail)
    head = np.where(turn, pieces.tail, pieces.head)
    halves = junctions_at(tail, head, car > 0)
    classes = _each(elements, use, lambda one: one.road_class)
    walks = (open_to[:, 1:] > 0).any(axis=1)
    table = pd.DataFrame(
        {
            "edge": np.arange(len(pieces.chain)),
            "tail": tail,
            "head": head,
            "length_m": length_m,
            "free_flow_s": there_s,
            "back_s": back_s,
            "junctions": halves,
            "back_junctions": halves,
            "road_class": classes,
            "road_number": _each(elements, use, lambda one: one.road_number),
            "name": _each(elements, use, lambda one: one.name),
            "oneway": car == ALONG,
            "maxspeed_kmh": _each(elements, use, lambda one: max(one.car_kmh, one.car_back_kmh)),
            "users": np.where(walks, np.where(car > 0, "all", "slow"), "motor"),
            **{mode: np.array(WORDS)[open_to[:, at]] for at, mode in enumerate(MODES)},
            "way": elements.way_id[segments.way[first]][pieces.chain],
            "roundabout": _each(elements, use, lambda one: one.roundabout),
        }
    )
    lines = pieces.lines.copy()
    lines[turn] = shapely.reverse(lines[turn])
    return table, lines


def _each(
    elements: Elements, use: NDArray[np.intp], what: Callable[[WayUse], object]
) -> NDArray[np.object_]:
    """Give something of the use of each edge."""
    values = [what(one) for one in elements.uses]
    kind = type(values[0]) if len({type(one) for one in values}) == 1 else object
    known = np.array(values, dtype=kind if kind in (float, int, bool) else object)
    found: NDArray[np.object_] = known[use]
    return found


def _seconds(
    elements: Elements,
    segments: Segments,
    first: NDArray[np.intp],
    pieces: Pieces,
    length_m: NDArray[np.float64],
    *,
    back: bool,
) -> NDArray[np.float64]:
    """Give the seconds along each edge at free flow; a ferry's by its share of the crossing."""
    way = segments.way[first][pieces.chain]
    use = elements.way_use[way]
    kmh = np.array([one.car_back_kmh if back else one.car_kmh for one in elements.uses])[use]
    crossing_s = np.array([
        np.nan if one.ferry_s is None else one.ferry_s for one in elements.uses
    ])[use]  # fmt: skip
    way_m = np.bincount(way, length_m, minlength=len(elements.way_id))[way]
    by_road = length_m / np.where(kmh > 0, kmh * M_PER_S_PER_KMH, np.nan)
    return np.where(np.isnan(crossing_s), by_road, crossing_s * length_m / way_m)


def junctions_at(
    tail: NDArray[np.int64], head: NDArray[np.int64], for_cars: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Junctions passed along each edge: half per end where three or more roads for cars meet."""
    halves: NDArray[np.float64] = 0.5 * ends_at_junctions(tail, head, for_cars).sum(axis=0)
    return halves


def ends_at_junctions(
    tail: NDArray[np.int64], head: NDArray[np.int64], for_cars: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Tell of the tails, and of the heads, whether three or more roads for cars meet there."""
    nodes, number = np.unique(np.concatenate([tail, head]), return_inverse=True)
    ends = number.reshape(2, -1)
    meet = np.bincount(ends[:, for_cars].ravel(), minlength=len(nodes)) >= BRANCHES
    found: NDArray[np.bool_] = meet[ends]
    return found


def ban_table(
    bans: list[Ban],
    segments: Segments,
    chains: Chains,
    pieces: Pieces,
    points: Points,
    *,
    open_to: NDArray[np.int8],
) -> pd.DataFrame:
    """Say bans in edges: of a chain the piece at the node, and of those between all.

    Of a road that begins and ends at the node it is the piece by which a car may come, or may go;
    where it may by both, the ban holds for both. `open_to` is that of the pieces, along chains.
    """
    place = np.empty(len(segments), dtype=np.intp)
    place[chains.segment] = np.arange(len(chains.segment))
    of, start = chains.of, pieces.first
    begins, stops = chains.ends(segments)

    def touching(segment: int, node: int, *, comes: bool) -> list[int]:
        """Give the edges of a segment that touch a node: of its chain the first or the last."""
        at = int(place[segment])
        chain = int(of[at])
        first, last = int(start[chain]), int(start[chain + 1]) - 1
        if segments.tail[segment] == segments.head[segment]:
            code = int(open_to[first, CAR])
            ways = ((first, AGAINST), (last, ALONG)) if comes else ((first, ALONG), (last, AGAINST))
            return [piece for piece, way in ways if code & way]
        return [first if at == chains.start[chain] and begins[chain] == node else last]

    rows = []
    for ban in bans:
        via: list[int] = []
        node = ban.via_node
        for chain in dict.fromkeys(int(of[place[one]]) for one in ban.via_segments):
            edges = range(int(start[chain]), int(start[chain + 1]))
            forward = begins[chain] == node
            via += edges if forward else reversed(edges)
            node = int(stops[chain] if forward else begins[chain])
        comes = touching(ban.from_segment, ban.via_node, comes=True)
        goes = touching(ban.to_segment, ban.to_node, comes=False)
        back = [(one, one) for one in comes if one in goes and ban.from_segment == ban.to_segment]
        at, by = int(points.node_id[ban.via_node]), ";".join(map(str, via))
        rows += [(one, at, by, other) for one, other in back or product(comes, goes)]
    columns = ["from_edge", "via_node", "via_edges", "to_edge"]
    table = pd.DataFrame(rows, columns=columns).drop_duplicates().reset_index(drop=True)
    table.insert(0, "ban", np.arange(len(table)))
    return table
