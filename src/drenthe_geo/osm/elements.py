"""The elements of a file that roads are made of: ways, the places of their nodes, restrictions."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from drenthe_geo.errors import FileError
from drenthe_geo.files.gate import short
from drenthe_geo.osm.gate import require_osm_file, said_by_osmium

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from drenthe_geo.osm.barriers import NodeUse
    from drenthe_geo.osm.report import OsmReport
    from drenthe_geo.osm.restrictions import Restriction
    from drenthe_geo.osm.rules import Rules, WayUse

NOWHERE = 2**31 - 1
"""What osmium writes for a place that it does not know."""

PER_DEGREE = 1e7
"""Places are whole numbers in the file: ten-millionths of a degree."""

EAST_END, NORTH_END = 180 * PER_DEGREE, 90 * PER_DEGREE
"""Beyond these there is no earth."""


class Member(NamedTuple):
    """A way or node that a restriction names."""

    kind: str
    role: str
    ref: int


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
    """What is gathered while a file is read."""

    rules: Rules
    report: OsmReport
    way_id: array[int] = field(default_factory=lambda: array("q"))
    way_use: array[int] = field(default_factory=lambda: array("q"))
    sizes: array[int] = field(default_factory=lambda: array("q"))
    refs: array[int] = field(default_factory=lambda: array("q"))
    x: array[int] = field(default_factory=lambda: array("i"))
    y: array[int] = field(default_factory=lambda: array("i"))
    uses: dict[WayUse, int] = field(default_factory=dict)
    known: dict[tuple[tuple[str, str], ...], tuple[int, tuple[str, ...]]] = field(
        default_factory=dict
    )
    barriers: dict[int, NodeUse] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    seen_turns: set[int] = field(default_factory=set)

    def under(self, rules: Rules) -> None:
        """Read on under the rules of another country."""
        if rules is not self.rules:
            self.rules = rules
            self.known.clear()

    def way(self, way: Any) -> None:  # noqa: ANN401 - of osmium, whose types are not all told
        """Keep a way that is a road."""
        tags = dict(way.tags)
        key = tuple(tags.items())
        if key not in self.known:  # ways with the very same tags are many
            self.known[key] = self._use(tags)
        number, odd = self.known[key]
        for code in odd:
            self.report.add(code, [way.id])
        if number < 0:
            return
        listed = way.nodes
        nodes = list(map(listed.__getitem__, range(len(listed))))
        places = [node.location for node in nodes]
        self.way_id.append(way.id)
        self.way_use.append(number)
        self.sizes.append(len(nodes))
        self.refs.extend([node.ref for node in nodes])
        self.x.extend([place.x for place in places])
        self.y.extend([place.y for place in places])

    def _use(self, tags: dict[str, str]) -> tuple[int, tuple[str, ...]]:
        """Give the number of what tags mean (-1 where they are of no road), and what is odd."""
        use = self.rules.way(tags)
        if use is None:
            return -1, ()
        return (self.uses.setdefault(use, len(self.uses)) if use.road_class else -1), use.odd

    def node(self, node: Any) -> None:  # noqa: ANN401 - as above
        """Keep a node that not everyone may pass."""
        use = self.rules.node(dict(node.tags))
        for code in use.odd:
            self.report.add(code, [node.id])
        if not (use.car and use.bicycle and use.walk):
            self.barriers[node.id] = use

    def relation(self, relation: Any) -> None:  # noqa: ANN401 - as above
        """Keep a restriction of turns."""
        tags = dict(relation.tags)
        meaning = self.rules.restriction(tags)
        if meaning is None:
            self.report.add(self.rules.why_no_restriction(tags), [relation.id])
            return
        if relation.id in self.seen_turns:
            return
        self.seen_turns.add(relation.id)
        members = tuple(Member(one.type, one.role, one.ref) for one in relation.members)
        self.turns.append(Turn(relation.id, meaning, members))


def read_elements(files: Sequence[tuple[Path, Rules]], report: OsmReport) -> Elements:
    """Read what roads are made of, in one pass each; memory grows with the nodes of the files.

    What is in several files, as ways across a border are, counts once.
    """
    found = _Found(files[0][1], report)
    for path, rules in files:
        found.under(rules)
        _read_one(path, found)
    if not found.way_id:
        raise FileError("osm.no_roads", path=names_of(files))
    return _in_order(found)


def names_of(files: Sequence[tuple[Path, Rules]]) -> str:
    """Write the paths of files."""
    return ", ".join(short(path) for path, _ in files)


def _read_one(path: Path, found: _Found) -> None:
    """Read the elements of a file."""
    require_osm_file(path)
    import osmium  # noqa: PLC0415 - an extra

    kinds, rules = osmium.osm, found.rules
    with said_by_osmium(path):
        reader = osmium.FileProcessor(str(path)).with_locations()
        if reader.header.has_multiple_object_versions:
            raise FileError("osm.changes", path=short(path))
        for wanted, kind in (
            (osmium.filter.KeyFilter(*rules.node_keys), kinds.NODE),
            (osmium.filter.KeyFilter(*rules.way_keys), kinds.WAY),
            (osmium.filter.TagFilter(("type", "restriction")), kinds.RELATION),
        ):
            wanted.enable_for(kind)  # others pass, for a filter of their own
            reader = reader.with_filter(wanted)
        keep: dict[type, Any] = {
            kinds.Way: found.way, kinds.Node: found.node, kinds.Relation: found.relation,
        }  # fmt: skip
        for one in reader:
            if one.id <= 0:
                raise FileError("osm.negative", path=short(path), id=one.id)
            keep[type(one)](one)


def _in_order(found: _Found) -> Elements:
    """Put ways in the order of their ids, whatever the file's; of two with one id the last."""
    way_id = np.array(found.way_id, dtype=np.int64)
    sizes = np.array(found.sizes, dtype=np.intp)
    start = np.concatenate([[0], np.cumsum(sizes)])
    order = np.argsort(way_id, kind="stable")
    twice = np.append(way_id[order][1:] == way_id[order][:-1], False)
    found.report.add("way_twice", way_id[order][twice].tolist())
    order = order[~twice]
    at = ragged(start[order], sizes[order])
    # In 64 bits: the least of 32 has no opposite.
    x, y = (np.array(one, dtype=np.int32)[at].astype(np.int64) for one in (found.x, found.y))
    known = (x != NOWHERE) & (y != NOWHERE)
    off = known & ((np.abs(x) > EAST_END) | (np.abs(y) > NORTH_END))
    way = np.repeat(way_id[order], sizes[order])
    found.report.add("off_earth", np.unique(way[off]).tolist())
    known &= ~off
    return Elements(
        way_id=way_id[order],
        way_use=np.array(found.way_use, dtype=np.intp)[order],
        start=np.concatenate([[0], np.cumsum(sizes[order])]),
        uses=list(found.uses),
        refs=np.array(found.refs, dtype=np.int64)[at],
        lon=np.where(known, x / PER_DEGREE, np.nan),
        lat=np.where(known, y / PER_DEGREE, np.nan),
        barriers=found.barriers,
        turns=found.turns,
    )


def ragged(first: NDArray[np.intp], size: NDArray[np.intp]) -> NDArray[np.intp]:
    """Give the positions of runs after another, each from its first on."""
    total = int(size.sum())
    shift = np.repeat(first - np.concatenate([[0], np.cumsum(size)[:-1]]), size)
    at: NDArray[np.intp] = np.arange(total) + shift
    return at
