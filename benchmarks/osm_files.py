"""Files of OpenStreetMap that are measured: made of a real extract, in a folder of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import osmium

from drenthe_geo.osm.barriers import NodeUse
from drenthe_geo.osm.rules import Rules, read_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from drenthe_geo.osm.rules import WayUse

AWAY_DEG = 0.7
"""How far apart copies of a town lie."""

HOUSE_DEG = 0.0001

PER_TILE = 10_000_000_000
"""Ids of a copy begin at its number times this."""


def as_xml(source: Path, path: Path) -> Path:
    """Write an extract as XML, which osmnx reads."""
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for one in osmium.FileProcessor(str(source)):
            writer.add(one)
    return path


def roads_of_cars(source: Path, path: Path) -> Path:
    """Write the roads of cars alone, with tags that leave nothing to be understood."""
    rules, word = read_rules(), {"along": "yes", "against": "-1", "both": "no"}
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for one in _elements(source, osmium.osm.NODE | osmium.osm.WAY):
            if one.is_node():
                writer.add_node(one.replace(tags={}))
            else:
                use = rules.way({tag.k: tag.v for tag in one.tags})
                if use is None or use.car == "none":
                    continue
                kmh = use.car_kmh or use.car_back_kmh
                tags = {"highway": "tertiary", "oneway": word[use.car], "maxspeed": f"{kmh:.0f}"}
                writer.add_way(one.replace(tags=tags))
    return path


class PlainRules:
    """Rules of a file that `roads_of_cars` wrote: for these alone, whatever the country says."""

    way_keys, node_keys = frozenset({"highway"}), frozenset({"barrier"})

    def __init__(self) -> None:
        self.rules: Rules = read_rules()

    def way(self, tags: dict[str, str]) -> WayUse | None:
        """As the rules say it."""
        return self.rules.way(tags)

    def reads(self, key: str) -> bool:
        """As the rules do."""
        return self.rules.reads(key)

    def node(self, _tags: dict[str, str]) -> NodeUse:
        """Nobody is stopped."""
        return NodeUse()


def copies(source: Path, path: Path, *, roads: int, houses: int) -> Path:
    """Write copies of a town beside each other, and houses, which are no roads."""
    make = osmium.osm.mutable
    first = roads * PER_TILE
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for tile in range(roads):
            for node in _elements(source, osmium.osm.NODE):
                place = (node.lon + AWAY_DEG * (tile % 5), node.lat + AWAY_DEG * (tile // 5))
                writer.add_node(make.Node(id=tile * PER_TILE + node.id, version=1, location=place))
        for at, place in enumerate(_corners(houses), start=first):
            writer.add_node(make.Node(id=at, version=1, location=place))
        for tile in range(roads):
            for way in _elements(source, osmium.osm.WAY):
                over = [tile * PER_TILE + node.ref for node in way.nodes]
                number = tile * PER_TILE + way.id
                writer.add_way(make.Way(id=number, version=1, nodes=over, tags=dict(way.tags)))
        for house in range(houses):
            at = first + house * 4
            over = [at, at + 1, at + 3, at + 2, at]
            tags = {"building": "yes"}
            writer.add_way(make.Way(id=first + house, version=1, nodes=over, tags=tags))
    return path


def _elements(source: Path, kind: osmium.osm.osm_entity_bits) -> Iterator[Any]:
    yield from osmium.FileProcessor(str(source), kind)


def _corners(houses: int) -> Iterator[tuple[float, float]]:
    """Give the places of the corners of houses in rows."""
    for house in range(houses):
        x, y = -9 + HOUSE_DEG * 2 * (house % 5000), 45 + HOUSE_DEG * 2 * (house // 5000)
        yield from ((x + HOUSE_DEG * (at % 2), y + HOUSE_DEG * (at // 2)) for at in range(4))
