"""Whose rules of the road hold for a file of OpenStreetMap: told, or seen by where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

import shapely

from drenthe_geo.osm.choices import EVERYWHERE, countries, read_choices
from drenthe_geo.osm.gate import require_osm_file, said_by_osmium
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOOKED_AT = 1_000
"""Nodes at the start of a file that tell where it lies: some lie across a border."""


@dataclass(frozen=True)
class CountryTold:
    """Whose rules hold for a file, and how that is known.

    Parameters
    ----------
    country : str
        Its code of two letters, or ``"default"``: rules that hold nearly everywhere.
    how : str
        ``"asked"``, ``"nodes"`` (most of the first ones lie there), or ``"nowhere"`` (most lie in
        no land that has rules of its own).
    said : Message
        That in a sentence, with what to do where it is wrong.
    """

    country: str
    how: str
    said: Message


def country_told(path: Path, asked: str | None = None) -> CountryTold:
    """Tell whose rules hold for a file: those asked for, else those of the land it lies in.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    asked : str, optional
        The country that was asked for.

    Returns
    -------
    CountryTold
        The land that most of its first nodes lie in, by the outlines of ``osm.toml``.
    """
    if asked:
        said = Message("osm.rules.asked", file=path.name, country=asked)
        return CountryTold(asked, "asked", said)
    xy = list(_first_nodes(path))
    points = shapely.points(xy) if xy else []
    inside = {name: int(shapely.contains(land, points).sum()) for name, land in _lands().items()}
    most = max(inside, key=inside.__getitem__)
    if inside[most] * 2 <= len(xy):
        said = Message("osm.rules.nowhere", file=path.name, known=list(countries()))
        return CountryTold(EVERYWHERE, "nowhere", said)
    known = [*countries(), EVERYWHERE]
    said = Message("osm.rules.nodes", file=path.name, country=most, known=known)
    return CountryTold(most, "nodes", said)


def _first_nodes(path: Path) -> Iterator[tuple[float, float]]:
    """Give where the first nodes of a file lie, in degrees."""
    require_osm_file(path)
    import osmium  # noqa: PLC0415 - an extra

    with said_by_osmium(path):
        nodes = (
            (node.location.lon, node.location.lat)
            for node in osmium.FileProcessor(str(path), osmium.osm.NODE)
            if isinstance(node, osmium.osm.Node) and node.location.valid()
        )
        yield from islice(nodes, LOOKED_AT)


@lru_cache(maxsize=1)
def _lands() -> dict[str, shapely.Polygon]:
    """Outlines of the lands that have rules of their own."""
    outlines = {name: read_choices(name).outline for name in countries()}
    lands = {name: shapely.Polygon(outline) for name, outline in outlines.items() if outline}
    shapely.prepare(list(lands.values()))
    return lands
