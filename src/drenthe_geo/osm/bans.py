"""Restrictions of turns as banned movements: from a segment, by way of others, to a segment."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from drenthe_geo.osm.restrictions import SEVERAL
from drenthe_geo.osm.uses import AGAINST, ALONG

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.osm.elements import Elements, Turn
    from drenthe_geo.osm.report import OsmReport
    from drenthe_geo.osm.segments import Points, Segments

CAR = 0
"""Column of the car among the directions."""


class Ban(NamedTuple):
    """A movement that is banned: segments, and the node where the first one ends."""

    relation: int
    from_segment: int
    via_node: int
    via_segments: tuple[int, ...]
    to_segment: int
    # The node where the last one begins: the same where the via is a node.
    to_node: int

    def renumbered(self, number: NDArray[np.intp]) -> Ban:
        """Give the same ban where segments have other numbers."""
        via = tuple(int(number[one]) for one in self.via_segments)
        first, last = int(number[self.from_segment]), int(number[self.to_segment])
        return self._replace(from_segment=first, via_segments=via, to_segment=last)


class NotUsableError(Exception):
    """A restriction that says nothing of these roads; its text is the code of why."""


@dataclass(frozen=True)
class RoadMap:
    """Which segments each way has, and which meet at a node."""

    points: Points
    segments: Segments
    # What each mode may, and what it may by its tags alone, islands included.
    open_to: NDArray[np.int8]
    by_tags: NDArray[np.int8]
    way_id: NDArray[np.int64]
    way_start: NDArray[np.intp]
    # Ends of segments in the order of their nodes, and where each node's begin.
    by_node: NDArray[np.intp]
    node_start: NDArray[np.intp]

    @classmethod
    def of(
        cls,
        points: Points,
        segments: Segments,
        elements: Elements,
        open_to: NDArray[np.int8],
        by_tags: NDArray[np.int8],
    ) -> RoadMap:
        """Put the segments in order."""
        node = np.column_stack([segments.tail, segments.head]).ravel()
        count = len(points.node_id)
        return cls(
            points, segments, open_to, by_tags, elements.way_id,
            np.searchsorted(segments.way, np.arange(len(elements.way_id) + 1)),
            np.argsort(node, kind="stable"),
            np.concatenate([[0], np.cumsum(np.bincount(node, minlength=count))]),
        )  # fmt: skip

    def way(self, ref: int) -> list[int]:
        """Give the segments of a way, by its id."""
        at = int(np.searchsorted(self.way_id, ref))
        if at == len(self.way_id) or self.way_id[at] != ref:
            raise NotUsableError("restriction_missing")
        segments = list(range(int(self.way_start[at]), int(self.way_start[at + 1])))
        if not segments:
            raise NotUsableError("restriction_missing")
        return segments

    def node(self, ref: int) -> int:
        """Give the number of a node, by its id."""
        found = self.points.numbers([ref])
        if not len(found):
            raise NotUsableError("restriction_missing")
        return int(found[0])

    def ends(self, segment: int) -> tuple[int, int]:
        """Give the nodes of a segment."""
        return int(self.segments.tail[segment]), int(self.segments.head[segment])

    def at(self, node: int) -> list[int]:
        """Give the segments that meet at a node, each once."""
        ends = self.by_node[self.node_start[node] : self.node_start[node + 1]]
        return sorted({int(end) // 2 for end in ends})

    def may_leave(self, segment: int, node: int) -> bool:
        """Tell whether a car may drive along a segment from a node."""
        tail, head = self.ends(segment)
        code = self.open_to[segment, CAR]
        return bool((tail == node and code & ALONG) or (head == node and code & AGAINST))

    def may_reach(self, segment: int, node: int) -> bool:
        """Tell whether a car may drive along a segment to a node."""
        tail, head = self.ends(segment)
        code = self.open_to[segment, CAR]
        return bool((head == node and code & ALONG) or (tail == node and code & AGAINST))


def bans_of(roads: RoadMap, turns: list[Turn], report: OsmReport) -> list[Ban]:
    """Turn every restriction into bans, counting those that say nothing and why."""
    found: list[Ban] = []
    for turn in turns:
        try:
            made = _bans_of(roads, turn)
        except NotUsableError as why:
            report.add(str(why), [turn.relation])
            continue
        report.add("restrictions", [turn.relation])
        by_way = any(ban.via_segments for ban in made)
        report.add("restrictions_by_way", [turn.relation] if by_way else [])
        found += made
    return list(dict.fromkeys(found))


def _bans_of(roads: RoadMap, turn: Turn) -> list[Ban]:
    roles: dict[str, list[tuple[str, int]]] = {"from": [], "via": [], "to": []}
    for member in turn.members:
        if member.role in roles:
            roles[member.role].append((member.kind, member.ref))
    kinds = {kind for kind, _ in roles["via"]}
    is_road = all(kind == "w" for role in ("from", "to") for kind, _ in roles[role])
    if not (roles["from"] and roles["to"] and is_road and kinds in ({"n"}, {"w"})):
        raise NotUsableError("restriction_roles")
    if kinds == {"n"} and len(roles["via"]) > 1:
        raise NotUsableError("restriction_roles")
    starts, stops = (
        _meant(roads, roles[role], roles["via"], several=turn.meaning.turn == value)
        for role, value in SEVERAL.items()
    )
    made: list[Ban] = []
    why = NotUsableError("restriction_closed")
    for start in starts:
        for stop in stops:
            try:
                if kinds == {"n"}:
                    node = roads.node(roles["via"][0][1])
                    path: tuple[int, tuple[int, ...], int] = (node, (), node)
                else:
                    via = [one for _, ref in roles["via"] for one in roads.way(ref)]
                    path = _path(roads, start, via, stop)
                made += _of_pair(roads, turn, start, stop, path)
            except NotUsableError as error:  # of several pairs others may do
                why = error
    if not made:
        raise why
    return made


def _meant(
    roads: RoadMap, named: list[tuple[str, int]], via: list[tuple[str, int]], *, several: bool
) -> list[list[int]]:
    """Give the ways of a role; of several where there may be one, that which comes to the via.

    A way that was cut in two leaves both halves in the restriction; two at the via are a mistake.
    Those that are not there, as where the map ends, say nothing of the others.
    """
    ways = []
    for _, ref in named:
        with suppress(NotUsableError):
            ways.append(roads.way(ref))
    if not ways:
        raise NotUsableError("restriction_missing")
    if several or len(ways) == 1:
        return ways
    nodes = {
        node
        for kind, ref in via
        for node in (
            [roads.node(ref)]
            if kind == "n"
            else [end for one in roads.way(ref) for end in roads.ends(one)]
        )
    }
    there = [way for way in ways if any(nodes & {*roads.ends(one)} for one in way)]
    if len(there) != 1:
        raise NotUsableError("restriction_roles")
    return there


def _of_pair(
    roads: RoadMap,
    turn: Turn,
    start: list[int],
    stop: list[int],
    path: tuple[int, tuple[int, ...], int],
) -> list[Ban]:
    """Ban the turn from one way into another, or all others where only that one is allowed."""
    via_node, via, to_node = path
    # A turn on one way is one back: into another part of the way it would be straight on.
    back = set(start) == set(stop) and not via
    comes = _part_at(roads, start, via_node, arrives=True, several=back)
    goes = _part_at(roads, stop, to_node, arrives=False, several=back)
    is_only = turn.meaning.kind == "only"
    # The only road allowed may lead where no way leads back from: the others are banned still.
    if not comes or not (goes or (is_only and _leads_on(roads, stop, to_node))):
        return []
    to = goes
    if is_only:
        left_out = {*goes, *comes, *via}
        to = [
            one
            for one in roads.at(to_node)
            if one not in left_out and roads.may_leave(one, to_node)
        ]
        if not to:
            raise NotUsableError("restriction_needless")
    pairs = [(a, b) for a in comes for b in to if not back or a == b]
    return [Ban(turn.relation, a, via_node, via, b, to_node) for a, b in pairs]


def _leads_on(roads: RoadMap, way: list[int], node: int) -> bool:
    """Tell whether by its tags a car may leave a node along a way, wherever that ends."""
    codes = [(roads.ends(one), int(roads.by_tags[one, CAR])) for one in way]
    return any(
        (tail == node and code & ALONG) or (head == node and code & AGAINST)
        for (tail, head), code in codes
    )


def _part_at(
    roads: RoadMap, way: list[int], node: int, *, arrives: bool, several: bool
) -> list[int]:
    """Give the segment of a way that a car may come to a node by, or leave it by."""
    there = [one for one in way if node in roads.ends(one)]
    if not there:
        raise NotUsableError("restriction_not_joined")
    may = roads.may_reach if arrives else roads.may_leave
    fits = [one for one in there if may(one, node)]
    if len(fits) > 1 and not several:
        raise NotUsableError("restriction_unclear")
    return fits


def _path(
    roads: RoadMap, start: list[int], via: list[int], stop: list[int]
) -> tuple[int, tuple[int, ...], int]:
    """Give the node where the via begins, its segments in order and the node where it ends."""
    own = {node for one in via for node in roads.ends(one)}
    begins = sorted(own & {node for one in start for node in roads.ends(one)})
    ends = own & {node for one in stop for node in roads.ends(one)}
    if not begins or not ends:
        raise NotUsableError("restriction_not_joined")
    paths: list[tuple[int, tuple[int, ...], int]] = [(node, (), node) for node in begins]
    seen = set(begins)
    for begin, path, node in paths:  # grows while it is read: nearest first
        if path and node in ends:
            return begin, path, node
        for one in via:
            tail, head = roads.ends(one)
            onward = head if tail == node else tail
            known = onward in seen and (onward not in ends or one in path)
            if node in (tail, head) and roads.may_leave(one, node) and not known:
                seen.add(onward)
                paths.append((begin, (*path, one), onward))
    raise NotUsableError("restriction_not_joined")
