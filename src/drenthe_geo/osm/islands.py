"""Islands: parts of the roads from which a mode cannot get to the rest, or not back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

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
    those with at least a share of the mode's metres: real islands, with or without a ferry.
    """
    open_to = open_to.copy()
    for at, mode in enumerate(MODES):
        used = np.flatnonzero(open_to[:, at])
        if not len(used):
            continue
        shut = [node for node, use in elements.barriers.items() if not getattr(use, mode)]
        part = _parts(points, segments, used, open_to[used, at], points.numbers(shut))
        metres = np.bincount(part[part >= 0], segments.length_m[used][part >= 0], minlength=1)
        stays = metres >= least_share[mode] * segments.length_m[used].sum()
        stays[metres.argmax()] = metres.max() > 0
        lost = used[(part < 0) | ~stays[part]]
        open_to[lost, at] = 0
        report.add(f"island_{mode}", elements.way_id[np.unique(segments.way[lost])].tolist(),
                   count=len(lost))  # fmt: skip
        report.add(f"parts_{mode}", count=int(stays.sum()))
    return open_to


def _parts(
    points: Points,
    segments: Segments,
    used: NDArray[np.intp],
    code: NDArray[np.int8],
    shut: NDArray[np.intp],
) -> NDArray[np.intp]:
    """Give each segment the number of its strongly connected part; -1 if its ends are of two."""
    tail, head = segments.tail[used].copy(), segments.head[used].copy()
    # At a node that the mode may not pass every segment has an end of its own.
    is_shut = np.zeros(len(points.node_id), dtype=bool)
    is_shut[shut] = True
    count = len(points.node_id)
    for ends in (tail, head):
        apart = np.flatnonzero(is_shut[ends])
        ends[apart] = count + np.arange(len(apart))
        count += len(apart)
    along, against = (code & ALONG) > 0, (code & AGAINST) > 0
    start = np.concatenate([tail[along], head[against]])
    end = np.concatenate([head[along], tail[against]])
    arcs = csr_array((np.ones(len(start), dtype=np.int8), (start, end)), shape=(count, count))
    _, label = connected_components(arcs, directed=True, connection="strong")
    return np.where(label[tail] == label[head], label[tail], -1)
