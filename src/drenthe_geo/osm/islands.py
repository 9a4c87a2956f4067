"""Islands: parts of the roads from which a mode cannot get to the rest, or not back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from drenthe_geo.osm.uses import AGAINST, ALONG, MODES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from drenthe_geo.osm.elements import Elements
    from drenthe_geo.osm.report import OsmReport
    from drenthe_geo.osm.segments import Points, Segments


def close_islands(
    points: Points,
    segments: Segments,
    open_to: NDArray[np.int8],
    elements: Elements,
    *,
    least_share: Mapping[str, float],
    report: OsmReport,
) -> NDArray[np.int8]:
    """Close to each mode what is not strongly connected to a part that is large enough.

    Of the parts in which every road can be reached from every other the largest stays, and
    those with at least a share of the mode's metres: real islands, with or without a ferry. So
    whoever joins the roads that are left can come there and get back. Where the share is nought
    nothing is closed: not even what one can only leave, or only come to.
    """
    open_to = open_to.copy()
    for at, mode in enumerate(MODES):
        used = np.flatnonzero(open_to[:, at])
        if not len(used) or least_share[mode] <= 0:
            continue
        shut = [node for node, use in elements.barriers.items() if not getattr(use, mode)]
        arcs = _Arcs.of(points, segments, used, open_to[used, at], points.numbers(shut))
        part = arcs.parts()
        metres = np.bincount(part[part >= 0], segments.length_m[used][part >= 0], minlength=1)
        stays = metres >= least_share[mode] * segments.length_m[used].sum()
        stays[metres.argmax()] = metres.max() > 0
        is_lost = (part < 0) | ~stays[part]
        lost = used[is_lost]
        open_to[lost, at] = 0
        report.add(f"island_{mode}", elements.way_id[np.unique(segments.way[lost])].tolist(),
                   count=len(lost))  # fmt: skip
        report.add(f"island_m_{mode}", count=round(float(segments.length_m[lost].sum())))
        for code, which in zip(("leave_only", "come_only"), arcs.pockets(~is_lost), strict=True):
            ways = elements.way_id[np.unique(segments.way[used[which]])]
            report.add(f"{code}_{mode}", ways.tolist(), count=int(which.sum()))
        report.add(f"parts_{mode}", count=int(stays.sum()))
    return open_to


@dataclass(frozen=True)
class _Arcs:
    """The roads of a mode as a graph: the ends of its segments, and which way they are open."""

    tail: NDArray[np.intp]
    head: NDArray[np.intp]
    along: NDArray[np.bool_]
    against: NDArray[np.bool_]
    count: int

    @classmethod
    def of(
        cls,
        points: Points,
        segments: Segments,
        used: NDArray[np.intp],
        code: NDArray[np.int8],
        shut: NDArray[np.intp],
    ) -> _Arcs:
        """Make them; at a node that the mode may not pass every segment has an end of its own."""
        tail, head = segments.tail[used].copy(), segments.head[used].copy()
        is_shut = np.zeros(len(points.node_id), dtype=bool)
        is_shut[shut] = True
        count = len(points.node_id)
        for ends in (tail, head):
            apart = np.flatnonzero(is_shut[ends])
            ends[apart] = count + np.arange(len(apart))
            count += len(apart)
        return cls(tail, head, (code & ALONG) > 0, (code & AGAINST) > 0, count)

    @property
    def pairs(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Give from where to where one may go."""
        start = np.concatenate([self.tail[self.along], self.head[self.against]])
        return start, np.concatenate([self.head[self.along], self.tail[self.against]])

    def parts(self) -> NDArray[np.intp]:
        """Give the strongly connected part of each segment; -1 if its ends are of two."""
        start, end = self.pairs
        ones = np.ones(len(start), dtype=np.int8)
        arcs = csr_array((ones, (start, end)), shape=(self.count, self.count))
        _, label = connected_components(arcs, directed=True, connection="strong")
        return np.where(label[self.tail] == label[self.head], label[self.tail], -1)

    def pockets(self, stays: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Tell which segments one can only leave for what stays, and which only come to."""
        start, end = self.pairs
        leaves, comes = self._joined(end, start, stays), self._joined(start, end, stays)
        # A road may be left where it ends in what leads on, and come to where it begins.
        left = (self.along & leaves[self.head]) | (self.against & leaves[self.tail])
        come = (self.along & comes[self.tail]) | (self.against & comes[self.head])
        return left & ~come & ~stays, come & ~left & ~stays

    def _joined(
        self, start: NDArray[np.intp], end: NDArray[np.intp], stays: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Tell which nodes are reached over some arcs from the ends of segments."""
        begin = np.unique(np.concatenate([self.tail[stays], self.head[stays]]))
        # A node more, from which all of these are reached at once.
        start = np.concatenate([start, np.full(len(begin), self.count)])
        end = np.concatenate([end, begin])
        size = self.count + 1
        arcs = csr_array((np.ones(len(start), dtype=np.int8), (start, end)), shape=(size, size))
        found = np.zeros(size, dtype=bool)
        found[breadth_first_order(arcs, self.count, return_predecessors=False)] = True
        return found
