"""Segments joined where nothing branches off and nothing changes: the edges of the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.osm.ragged import ragged
from drenthe_geo.osm.uses import turned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.osm.segments import Points, Segments


@dataclass(frozen=True)
class Chains:
    """Runs of segments, in the order of their first segment."""

    # Segments after another, whether each is followed against its drawing, where chains start.
    segment: NDArray[np.intp]
    against: NDArray[np.bool_]
    start: NDArray[np.intp]

    def __len__(self) -> int:
        """Count them."""
        return len(self.start) - 1

    @property
    def of(self) -> NDArray[np.intp]:
        """The chain of each segment, in the order of `segment`."""
        return np.repeat(np.arange(len(self)), np.diff(self.start))

    def ends(self, segments: Segments) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Give the nodes at which each begins and ends."""
        first, last = self.start[:-1], self.start[1:] - 1
        tail, head = segments.tail[self.segment], segments.head[self.segment]
        begins, stops = np.where(self.against, head, tail), np.where(self.against, tail, head)
        return begins[first], stops[last]

    def vertices(self, points: Points, segments: Segments) -> tuple[
        NDArray[np.intp], NDArray[np.intp]
    ]:  # fmt: skip
        """Give the numbers of the nodes along all chains after another, and where each starts."""
        size = (segments.last - segments.first + 1)[self.segment]
        at = ragged(np.zeros_like(size), size)
        first = np.repeat(segments.first[self.segment], size)
        last = np.repeat(segments.last[self.segment], size)
        number = points.along[np.where(np.repeat(self.against, size), last - at, first + at)]
        # Where two segments meet their node is there twice.
        begins = np.zeros(len(self.segment), dtype=bool)
        begins[self.start[:-1]] = True
        keep = (at > 0) | np.repeat(begins, size)
        count = np.bincount(np.repeat(self.of, size)[keep], minlength=len(self))
        return number[keep], np.concatenate([[0], np.cumsum(count)])


def chains_of(
    segments: Segments,
    use: NDArray[np.intp],
    open_to: NDArray[np.int8],
    ends: NDArray[np.bool_],
    *,
    whole: NDArray[np.bool_],
) -> Chains:
    """Join segments of one use at nodes where just two meet.

    Parameters
    ----------
    segments : Segments
        The segments.
    use : numpy.ndarray
        Which use each has.
    open_to : numpy.ndarray
        Directions by mode, along the drawing.
    ends : numpy.ndarray of bool
        Nodes where nothing is joined.
    whole : numpy.ndarray of bool
        Uses that hold for the drawing turned round as well, but for the directions.

    Returns
    -------
    Chains
        Every segment is in one of them.
    """
    link = _links(segments, use, open_to, ends, whole)
    count = len(segments)
    seen = np.zeros(count, dtype=bool)
    other = link.tolist()
    followed: dict[int, list[tuple[int, bool]]] = {}
    linked = np.flatnonzero((link.reshape(-1, 2) >= 0).any(axis=1))
    # Chains with an end come first; what is left then are rings.
    halves = link.reshape(-1, 2)[linked]
    tips = linked[(halves < 0).any(axis=1)]
    for start in [*tips.tolist(), *linked.tolist()]:
        if seen[start]:
            continue
        chain = _walk(start, other)
        seen[[segment for segment, _ in chain]] = True
        lowest = min(chain)
        if lowest[1]:  # the drawing of the first way is that of the edge
            chain = [(segment, not against) for segment, against in reversed(chain)]
        followed[lowest[0]] = chain
    alone = np.flatnonzero(~seen)
    begins = np.sort(np.concatenate([alone, np.array(list(followed), dtype=np.intp)]))
    parts = [followed.get(one) or [(one, False)] for one in begins.tolist()]
    flat = [pair for part in parts for pair in part]
    return Chains(
        np.array([segment for segment, _ in flat], dtype=np.intp),
        np.array([against for _, against in flat], dtype=bool),
        np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.intp),
    )


def _links(
    segments: Segments,
    use: NDArray[np.intp],
    open_to: NDArray[np.int8],
    ends: NDArray[np.bool_],
    whole: NDArray[np.bool_],
) -> NDArray[np.intp]:
    """Give which end of a segment each end is joined to: 2 × segment + (0 tail, 1 head), or -1."""
    node = np.column_stack([segments.tail, segments.head]).ravel()
    meet = np.bincount(node, minlength=len(ends))
    order = np.argsort(node, kind="stable")
    order = order[(meet[node[order]] == 2) & ~ends[node[order]]]  # noqa: PLR2004 - neither end nor fork
    one, two = order[::2], order[1::2]
    # Through the node: into it by the first, out of it by the second.
    in_against, out_against = one % 2 == 0, two % 2 == 1
    into, out = one // 2, two // 2

    def seen(segment: NDArray[np.intp], against: NDArray[np.bool_]) -> NDArray[np.int8]:
        return np.where(against[:, None], turned(open_to[segment]), open_to[segment])

    same = (use[into] == use[out]) & (into != out)
    same &= (seen(into, in_against) == seen(out, out_against)).all(axis=1)
    same &= whole[use[into]] | (in_against == out_against)
    link = np.full(len(node), -1, dtype=np.intp)
    link[one[same]], link[two[same]] = two[same], one[same]
    return link


def _walk(start: int, other: list[int]) -> list[tuple[int, bool]]:
    """Follow the links from a segment with a free end, or round a ring."""
    end = 2 * start if other[2 * start] < 0 else 2 * start + 1
    if other[end] >= 0:
        end = 2 * start
    chain = []
    segment, against = start, end % 2 == 1
    while True:
        chain.append((segment, against))
        onward = other[2 * segment + (0 if against else 1)]
        if onward < 0 or onward // 2 == start:
            return chain
        segment, against = onward // 2, onward % 2 == 1
