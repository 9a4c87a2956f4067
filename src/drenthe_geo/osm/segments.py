"""Ways cut into segments: from one place where roads meet, or may end, to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from drenthe_geo.osm.placing import ground_m
from drenthe_geo.osm.ragged import ragged
from drenthe_geo.osm.uses import directions, turned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from drenthe_geo.osm.elements import Elements
    from drenthe_geo.osm.report import OsmReport

SAME_M = 0.01
"""Nodes of a way this near to each other are one: a centimetre is the grain of the file."""

MOST_STEP_M = 500_000.0
"""Nodes that follow each other this far apart are none of one road, and of no ferry: one of them is
misplaced, at 0, 0 as a rule."""


@dataclass(frozen=True)
class Points:
    """Nodes of roads, each once, and the ways over them."""

    # By number: id in OpenStreetMap and place.
    node_id: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    # Along all runs after another: number of the node, and metres from the one before.
    along: NDArray[np.intp]
    step_m: NDArray[np.float64]
    # Runs: parts of ways without a gap; of way number, from where, how many nodes.
    run_way: NDArray[np.intp]
    run_start: NDArray[np.intp]
    run_size: NDArray[np.intp]

    def numbers(self, ids: Iterable[int]) -> NDArray[np.intp]:
        """Give the numbers of nodes, in order; those that no road passes are left out."""
        wanted = np.array(sorted(set(ids)), dtype=np.int64)
        at = np.minimum(np.searchsorted(self.node_id, wanted), len(self.node_id) - 1)
        there: NDArray[np.intp] = at[self.node_id[at] == wanted]
        return there


@dataclass(frozen=True)
class Segments:
    """Parts of runs between two ends, in the order of their ways."""

    # Number of the way, positions of the first and last node in `Points.along`.
    way: NDArray[np.intp]
    first: NDArray[np.intp]
    last: NDArray[np.intp]
    # Numbers of the nodes at the ends, and metres on the ground.
    tail: NDArray[np.intp]
    head: NDArray[np.intp]
    length_m: NDArray[np.float64]

    def __len__(self) -> int:
        """Count them."""
        return len(self.way)

    def of(self, which: NDArray[np.bool_]) -> Segments:
        """Give some of them."""
        return Segments(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def points_of(elements: Elements, report: OsmReport) -> Points:
    """Take ways apart at gaps and join nodes that are one place, counting what was odd."""
    way = np.repeat(np.arange(len(elements.way_id)), np.diff(elements.start))
    known = ~np.isnan(elements.lon)
    report.add("missing_nodes", elements.way_id[np.unique(way[~known])].tolist())
    gap = np.concatenate([[0], np.cumsum(~known)])[:-1][known]  # a run ends where one is missing
    way = way[known]
    node_id, at, along = np.unique(elements.refs[known], return_index=True, return_inverse=True)
    along = along.ravel()
    lon, lat = elements.lon[known][at], elements.lat[known][at]
    new_run = np.ones(len(way), dtype=bool)
    new_run[1:] = (way[1:] != way[:-1]) | (gap[1:] != gap[:-1])
    step_m = _steps_m(lon[along], lat[along], new_run)
    far = step_m > MOST_STEP_M
    report.add("far_step", elements.way_id[np.unique(way[far])].tolist())
    new_run |= far
    same = ~new_run & (step_m < SAME_M)
    along = _joined(along, same, len(node_id))
    again = np.zeros(len(along), dtype=bool)
    again[1:] = (along[1:] == along[:-1]) & ~new_run[1:]
    report.add("node_twice", elements.way_id[np.unique(way[again])].tolist())
    way, along, new_run = way[~again], along[~again], new_run[~again]
    run_start = np.flatnonzero(new_run)
    run_size = np.diff(np.append(run_start, len(along)))
    short = run_size < 2  # noqa: PLR2004 - a line has two ends
    report.add("one_node", elements.way_id[np.unique(way[run_start[short]])].tolist())
    run_way = way[run_start]
    lost = np.setdiff1d(np.arange(len(elements.way_id)), way)
    report.add("no_nodes", elements.way_id[lost].tolist())
    return Points(
        node_id, lon, lat, along, _steps_m(lon[along], lat[along], new_run),
        run_way[~short], run_start[~short], run_size[~short],
    )  # fmt: skip


def _steps_m(
    lon: NDArray[np.float64], lat: NDArray[np.float64], new_run: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Metres of each node from the one before; nought where a run begins."""
    if not len(lon):
        return np.empty(0)
    return np.where(new_run, 0.0, np.append(0.0, ground_m(lon, lat)))


def _joined(along: NDArray[np.intp], same: NDArray[np.bool_], count: int) -> NDArray[np.intp]:
    """Make one node of those that lie on each other and follow each other: the lowest number."""
    if not same.any():
        return along
    there = np.flatnonzero(same)
    pairs = (along[there - 1], along[there])
    graph = csr_array((np.ones(len(there)), pairs), shape=(count, count))
    _, label = connected_components(graph, directed=False)
    _, lowest = np.unique(label, return_index=True)
    joined: NDArray[np.intp] = lowest[label][along]
    return joined


def segments_of(points: Points, ends: NDArray[np.intp], report: OsmReport,
                elements: Elements) -> Segments:  # fmt: skip
    """Cut runs where roads meet, where they end, and at the nodes that are given."""
    inside = ragged(points.run_start, points.run_size)
    passed = np.bincount(points.along[inside], minlength=len(points.node_id))
    is_end = passed > 1
    is_end[ends] = True
    cut = is_end[points.along]
    cut[points.run_start] = True
    cut[points.run_start + points.run_size - 1] = True
    of_run = np.repeat(np.arange(len(points.run_way)), points.run_size)
    at = inside[cut[inside]]
    run = of_run[cut[inside]]
    follows = run[1:] == run[:-1]
    first, last, run = at[:-1][follows], at[1:][follows], run[:-1][follows]
    metres = np.cumsum(points.step_m)
    found = Segments(
        points.run_way[run], first, last, points.along[first], points.along[last],
        metres[last] - metres[first],
    )  # fmt: skip
    return _each_once(found, points, elements, report)


def _each_once(found: Segments, points: Points, elements: Elements, report: OsmReport) -> Segments:
    """Drop what is drawn twice: the same nodes in the same or the opposite order, the same use."""
    chance = np.random.default_rng(0).integers(1, 2**40, len(points.node_id))
    sums = np.append(0, np.cumsum(chance[points.along]))
    mark = sums[found.last + 1] - sums[found.first]
    low, high = np.minimum(found.tail, found.head), np.maximum(found.tail, found.head)
    use = elements.way_use[found.way]
    # A one-way road and its way back may be drawn as two: only what runs the same way is twice.
    open_to = directions(elements.uses)
    two_way = (open_to == turned(open_to)).all(axis=1)[use]
    forward = two_way | (found.tail == low)
    keys = (forward, use, mark, high, low)
    order = np.lexsort((found.way, *keys))
    same = np.logical_and.reduce([values[order][1:] == values[order][:-1] for values in keys])
    twice = np.zeros(len(found), dtype=bool)
    twice[order[1:][same]] = True
    report.add("drawn_twice", elements.way_id[np.unique(found.way[twice])].tolist())
    return found.of(~twice)
