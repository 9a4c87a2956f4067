"""Who may pass a barrier."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from drenthe_geo.osm.access import KEYS, opens, said_of
from drenthe_geo.osm.sizes import car_fits
from drenthe_geo.osm.uses import MODES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.osm.asked import Asked
    from drenthe_geo.osm.elements import Elements
    from drenthe_geo.osm.report import OsmReport
    from drenthe_geo.osm.segments import Points, Segments

JUNCTION = 3
"""Where so many roads of a mode meet, a barrier may stand on any of them."""

DRIVEN = ("car", "bicycle")
"""Modes of which such barriers are left out; to walkers they are doors and walls, as drawn."""


@dataclass(frozen=True)
class NodeUse:
    """Who may pass a node of a road, and what in its tags was odd."""

    car: bool = True
    bicycle: bool = True
    walk: bool = True
    odd: tuple[str, ...] = ()


def node_use(asked: Asked) -> NodeUse:
    """Read who may pass a node: all, where it is no barrier, no door out and no sign."""
    tags, choices = asked.tags, asked.choices
    usual = list(KEYS)
    if "barrier" in tags:
        if tags["barrier"] not in choices.barriers:
            asked.note("unknown_barrier")
        usual = list(choices.barriers.get(tags["barrier"], choices.other_barrier))
    elif tags.get("entrance") in choices.blocked_entrances:
        usual = []
    elif tags.keys() & set(choices.access_of_another):
        return NodeUse()
    if tags.get("locked") == "yes":
        usual = []
    passes = {}
    for mode in KEYS:
        said, passing = said_of(asked, mode, ""), mode in usual
        passes[mode] = opens(said, mode, usual=passing) if said.word else passing
    passes["car"] &= car_fits(tags, choices)
    return NodeUse(**passes, odd=asked.odd)


def without_unclear(
    elements: Elements,
    points: Points,
    segments: Segments,
    by_tags: NDArray[np.int8],
    report: OsmReport,
) -> Elements:
    """Leave out barriers at junctions: on which of the roads they stand is not told.

    Parameters
    ----------
    elements : Elements
        The roads, and the nodes that not everyone may pass.
    points, segments
        The roads cut where they meet.
    by_tags : numpy.ndarray
        Directions of each segment by mode.
    report : OsmReport
        Where those left out are counted.

    Returns
    -------
    Elements
        The same, with cars and bicycles let through where three or more of their roads meet.
    """
    found, barriers = points.numbers(elements.barriers), dict(elements.barriers)
    unclear = set()
    for mode in DRIVEN:
        used = by_tags[:, MODES.index(mode)] > 0
        ends = np.concatenate([segments.tail[used], segments.head[used]])
        meet = np.bincount(ends, minlength=len(points.node_id))
        for node in points.node_id[found[meet[found] >= JUNCTION]].tolist():
            if not getattr(barriers[node], mode):
                open_to: Any = {mode: True}
                barriers[node] = replace(barriers[node], **open_to)
                unclear.add(node)
    report.add("barrier_at_junction", sorted(unclear))
    shut = {
        node: use for node, use in barriers.items() if not (use.car and use.bicycle and use.walk)
    }
    return replace(elements, barriers=shut)
