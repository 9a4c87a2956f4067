"""A file of OpenStreetMap read by osmium, element by element: every kind of file that there is."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from drenthe_geo.errors import FileError
from drenthe_geo.files.gate import short
from drenthe_geo.osm.drawings import deleted_in, with_places
from drenthe_geo.osm.drawn import NOWHERE, Drawn, Member
from drenthe_geo.osm.gate import said_by_osmium

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.osm.drawn import Tags
    from drenthe_geo.osm.rules import Rules

FIRST = 100
"""Ways that are looked at for places of nodes."""


def read_one_by_one(path: Path, rules: Rules) -> Drawn:
    """Read what the rules may have something to say about.

    Parameters
    ----------
    path : pathlib.Path
        The file, which has passed the gate.
    rules : Rules
        Which keys they read.

    Returns
    -------
    Drawn
        What is drawn there.

    Raises
    ------
    FileError
        If the file is cut off, or holds changes or history.
    """
    import osmium  # noqa: PLC0415 - an extra

    kinds, found = osmium.osm, _Found(rules)
    with said_by_osmium(path):
        reader = osmium.FileProcessor(str(path))
        if reader.header.has_multiple_object_versions:
            raise FileError("osm.changes", path=short(path))
        if not _ways_have_places(path):
            reader = reader.with_locations()
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
        gone = deleted_in(path)
        one: Any
        for one in reader:
            if one.visible and (one.type_str(), one.id) not in gone:  # deleted, and there still
                keep[type(one)](one)
        drawn = found.drawn()
        return with_places(path, drawn) if (drawn.x == NOWHERE).any() else drawn


def _ways_have_places(path: Path) -> bool:
    """Tell by the first ways whether ways carry the places of their nodes, which may lack then."""
    import osmium  # noqa: PLC0415 - an extra

    ways: Any = islice(osmium.FileProcessor(str(path), osmium.osm.WAY), FIRST)
    # Any: of a way that leads out of an extract some have none.
    return any(node.location.valid() for way in ways for node in getattr(way, "nodes", ()))


@dataclass
class _Found:
    """What is gathered while a file is read."""

    rules: Rules
    way_id: array[int] = field(default_factory=lambda: array("q"))
    way_tags: array[int] = field(default_factory=lambda: array("q"))
    sizes: array[int] = field(default_factory=lambda: array("q"))
    refs: array[int] = field(default_factory=lambda: array("q"))
    x: array[int] = field(default_factory=lambda: array("i"))
    y: array[int] = field(default_factory=lambda: array("i"))
    tags: dict[Tags, int] = field(default_factory=dict)
    nodes: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    relations: list[tuple[int, dict[str, str], tuple[Member, ...]]] = field(default_factory=list)

    def way(self, way: Any) -> None:  # noqa: ANN401 - of osmium, whose types are not all told
        """Keep a way that may be a road."""
        tags = tuple((key, value) for key, value in way.tags if self.rules.reads(key))
        listed = way.nodes
        nodes = list(map(listed.__getitem__, range(len(listed))))
        places = [node.location for node in nodes]
        self.way_id.append(way.id)
        self.way_tags.append(self.tags.setdefault(tags, len(self.tags)))
        self.sizes.append(len(nodes))
        self.refs.extend([node.ref for node in nodes])
        self.x.extend([place.x for place in places])
        self.y.extend([place.y for place in places])

    def node(self, node: Any) -> None:  # noqa: ANN401 - as above
        """Keep a node that may stop somebody."""
        self.nodes.append((node.id, dict(node.tags)))

    def relation(self, relation: Any) -> None:  # noqa: ANN401 - as above
        """Keep a restriction of turns."""
        members = tuple(Member(one.type, one.role, one.ref) for one in relation.members)
        self.relations.append((relation.id, dict(relation.tags), members))

    def drawn(self) -> Drawn:
        """Put it in arrays."""
        return Drawn(
            np.array(self.way_id, dtype=np.int64),
            np.array(self.way_tags, dtype=np.intp),
            np.array(self.sizes, dtype=np.intp),
            np.array(self.refs, dtype=np.int64),
            np.array(self.x, dtype=np.int32),
            np.array(self.y, dtype=np.int32),
            list(self.tags), self.nodes, self.relations,
        )  # fmt: skip
