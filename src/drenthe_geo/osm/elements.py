"""The elements of a file that roads are made of: ways, the places of their nodes, restrictions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from drenthe_geo.errors import FileError
from drenthe_geo.files.gate import short
from drenthe_geo.osm.drawn import NOWHERE
from drenthe_geo.osm.gate import require_osm_file
from drenthe_geo.osm.one_by_one import read_one_by_one
from drenthe_geo.osm.pbf import read_pbf
from drenthe_geo.osm.ragged import ragged

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from drenthe_geo.osm.barriers import NodeUse
    from drenthe_geo.osm.drawn import Drawn, Member
    from drenthe_geo.osm.report import OsmReport
    from drenthe_geo.osm.restrictions import Restriction
    from drenthe_geo.osm.rules import Rules, WayUse

PER_DEGREE = 1e7
"""Places are whole numbers in the file: ten-millionths of a degree."""

EAST_END, NORTH_END = 180 * PER_DEGREE, 90 * PER_DEGREE
"""Beyond these there is no earth."""


class Turn(NamedTuple):
    """A restriction of turns that the rules understand, with what it names."""

    relation: int
    meaning: Restriction
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Elements:
    """The roads of a file as they are drawn there."""

    # Ways in the order of their ids: id, which of `uses`, and where their nodes start in `refs`.
    way_id: NDArray[np.int64]
    way_use: NDArray[np.intp]
    start: NDArray[np.intp]
    uses: list[WayUse]
    # Nodes of all ways after another: id, and place in degrees (nan where the file has none).
    refs: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    # Nodes that not everyone may pass.
    barriers: dict[int, NodeUse]
    turns: list[Turn]


@dataclass
class _Found:
    """What is gathered from file to file."""

    report: OsmReport
    way_id: list[NDArray[np.int64]] = field(default_factory=list)
    way_use: list[NDArray[np.intp]] = field(default_factory=list)
    sizes: list[NDArray[np.intp]] = field(default_factory=list)
    refs: list[NDArray[np.int64]] = field(default_factory=list)
    x: list[NDArray[np.int32]] = field(default_factory=list)
    y: list[NDArray[np.int32]] = field(default_factory=list)
    uses: dict[WayUse, int] = field(default_factory=dict)
    barriers: dict[int, NodeUse] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    seen_turns: set[int] = field(default_factory=set)
    # Of all files so far, or nought.
    lowest: int = 0

    def take(self, drawn: Drawn, rules: Rules) -> None:
        """Take what a file draws, by the rules of its country."""
        drawn = drawn.below(self.lowest)
        self.lowest = min(self.lowest, drawn.lowest)
        for node, tags in drawn.nodes:
            self._node(node, tags, rules)
        self._ways(drawn, rules)
        for relation, tags, members in drawn.relations:
            self._relation(relation, tags, members, rules)

    def _ways(self, drawn: Drawn, rules: Rules) -> None:
        """Keep the ways that are roads."""
        number = np.empty(len(drawn.tags), dtype=np.intp)
        odd: dict[str, list[int]] = {}
        for at, tags in enumerate(drawn.tags):
            use = rules.way(dict(tags))
            number[at] = -1
            if use is not None and use.road_class:
                number[at] = self.uses.setdefault(use, len(self.uses))
            for code in use.odd if use is not None else ():
                odd.setdefault(code, []).append(at)
        for code, those in odd.items():
            self.report.add(code, drawn.way_id[np.isin(drawn.way_tags, those)].tolist())
        use_of = number[drawn.way_tags]
        is_road = use_of >= 0
        self.report.add("never_uploaded", drawn.way_id[is_road & (drawn.way_id < 0)].tolist())
        along = np.repeat(is_road, drawn.sizes)
        self.way_id.append(drawn.way_id[is_road])
        self.way_use.append(use_of[is_road])
        self.sizes.append(drawn.sizes[is_road])
        self.refs.append(drawn.refs[along])
        self.x.append(drawn.x[along])
        self.y.append(drawn.y[along])

    def _node(self, node: int, tags: dict[str, str], rules: Rules) -> None:
        """Keep a node that not everyone may pass."""
        use = rules.node(tags)
        for code in use.odd:
            self.report.add(code, [node])
        if not (use.car and use.bicycle and use.walk):
            self.barriers[node] = use

    def _relation(
        self, relation: int, tags: dict[str, str], members: tuple[Member, ...], rules: Rules
    ) -> None:
        """Keep a restriction of turns."""
        meaning = rules.restriction(tags)
        if meaning is None:
            self.report.add(rules.why_no_restriction(tags), [relation])
            return
        if relation in self.seen_turns:
            return
        self.seen_turns.add(relation)
        self.turns.append(Turn(relation, meaning, members))


def read_elements(files: Sequence[tuple[Path, Rules]], report: OsmReport) -> Elements:
    """Read what roads are made of, in one pass each; memory grows with the nodes of the files.

    What is in several files, as ways across a border are, counts once.
    """
    found = _Found(report)
    for path, rules in files:
        require_osm_file(path)
        drawn = read_pbf(path, rules) if path.name.lower().endswith(".pbf") else None
        found.take(drawn or read_one_by_one(path, rules), rules)
    if not sum(map(len, found.way_id)):
        raise FileError("osm.no_roads", path=names_of(files))
    return _in_order(found)


def names_of(files: Sequence[tuple[Path, Rules]]) -> str:
    """Write the paths of files."""
    return ", ".join(short(path) for path, _ in files)


def _in_order(found: _Found) -> Elements:
    """Put ways in the order of their ids, whatever the file's; of two with one id the last."""
    way_id, sizes = np.concatenate(found.way_id), np.concatenate(found.sizes)
    start = np.concatenate([[0], np.cumsum(sizes)])
    order = np.argsort(way_id, kind="stable")
    twice = np.append(way_id[order][1:] == way_id[order][:-1], False)
    found.report.add("way_twice", way_id[order][twice].tolist())
    order = order[~twice]
    at = ragged(start[order], sizes[order])
    # In 64 bits: the least of 32 has no opposite.
    x, y = (np.concatenate(one)[at].astype(np.int64) for one in (found.x, found.y))
    known = (x != NOWHERE) & (y != NOWHERE)
    off = known & ((np.abs(x) > EAST_END) | (np.abs(y) > NORTH_END))
    way = np.repeat(way_id[order], sizes[order])
    found.report.add("off_earth", np.unique(way[off]).tolist())
    known &= ~off
    return Elements(
        way_id=way_id[order],
        way_use=np.concatenate(found.way_use)[order],
        start=np.concatenate([[0], np.cumsum(sizes[order])]),
        uses=list(found.uses),
        refs=np.concatenate(found.refs)[at],
        lon=np.where(known, x / PER_DEGREE, np.nan),
        lat=np.where(known, y / PER_DEGREE, np.nan),
        barriers=found.barriers,
        turns=found.turns,
    )
