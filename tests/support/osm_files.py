"""Small made-up files of OpenStreetMap."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# A metre or so in degrees, where the made-up towns lie: beside the Greenwich meridian, at sea.
STEP_DEG = 0.001
WEST_DEG, SOUTH_DEG = 1.0, 55.0


@dataclass
class Town:
    """Nodes on a grid of some 60 by 110 metres, and what is drawn over them."""

    nodes: dict[int, tuple[float, float]] = field(default_factory=dict)
    node_tags: dict[int, Mapping[str, str]] = field(default_factory=dict)
    ways: list[tuple[int, Sequence[int], Mapping[str, str]]] = field(default_factory=list)
    turns: list[tuple[int, Sequence[tuple[str, str, int]], Mapping[str, str]]] = field(
        default_factory=list
    )

    def at(self, node: int, column: float, row: float, **tags: str) -> Town:
        """Put a node at a place of the grid."""
        self.nodes[node] = (WEST_DEG + column * STEP_DEG, SOUTH_DEG + row * STEP_DEG)
        if tags:
            self.node_tags[node] = tags
        return self

    def road(self, way: int, *refs: int, highway: str = "residential", **tags: str) -> Town:
        """Draw a road over nodes."""
        self.ways.append((way, refs, {"highway": highway, **tags}))
        return self

    def turn(self, relation: int, kind: str, start: int, via: str | Sequence[str], to: int) -> Town:
        """Restrict a turn; the via is a node (n7) or ways (w8)."""
        names = [via] if isinstance(via, str) else via
        members = [("way", "from", start), ("way", "to", to)]
        kinds = {"n": "node", "w": "way"}
        members += [(kinds[name[0]], "via", int(name[1:])) for name in names]
        self.turns.append((relation, members, {"type": "restriction", "restriction": kind}))
        return self

    @property
    def xml(self) -> str:
        """The town as a file."""
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">']
        for node, (lon, lat) in self.nodes.items():
            of = _tags(self.node_tags.get(node, {}))
            lines.append(
                f'<node id="{node}" version="1" lon="{lon:.7f}" lat="{lat:.7f}">{of}</node>'
            )
        for way, refs, tags in self.ways:
            over = "".join(f'<nd ref="{ref}"/>' for ref in refs)
            lines.append(f'<way id="{way}" version="1">{over}{_tags(tags)}</way>')
        for relation, members, tags in self.turns:
            of = "".join(
                f'<member type="{kind}" ref="{ref}" role="{role}"/>' for kind, role, ref in members
            )
            lines.append(f'<relation id="{relation}" version="1">{of}{_tags(tags)}</relation>')
        return "\n".join([*lines, "</osm>", ""])

    def write(self, path: Path) -> Path:
        """Write it to a file."""
        path.write_text(self.xml, encoding="utf-8")
        return path


def _tags(tags: Mapping[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def square(columns: int = 3, rows: int = 3, **tags: str) -> Town:
    """A town of streets on a grid: node 1 + column + columns × row, a way for every street."""
    town = Town()
    for row in range(rows):
        for column in range(columns):
            town.at(1 + column + columns * row, column, row)
    for row in range(rows):
        town.road(101 + row, *(1 + column + columns * row for column in range(columns)), **tags)
    for column in range(columns):
        town.road(201 + column, *(1 + column + columns * row for row in range(rows)), **tags)
    return town
