"""Who may pass a barrier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from drenthe_geo.osm.access import KEYS, opens, said_of

if TYPE_CHECKING:
    from drenthe_geo.osm.asked import Asked


@dataclass(frozen=True)
class NodeUse:
    """Who may pass a node of a road, and what in its tags was odd."""

    car: bool = True
    bicycle: bool = True
    walk: bool = True
    odd: tuple[str, ...] = ()


def node_use(asked: Asked) -> NodeUse:
    """Read who may pass a node: all, where it is no barrier and no door out."""
    tags, choices = asked.tags, asked.choices
    if "barrier" not in tags and tags.get("entrance") not in choices.blocked_entrances:
        return NodeUse()
    usual = choices.barriers.get(tags.get("barrier", ""))
    if "barrier" not in tags:
        usual = []
    elif usual is None:
        asked.note("unknown_barrier")
        usual = list(choices.other_barrier)
    if tags.get("locked") == "yes":
        usual = []
    passes = {}
    for mode in KEYS:
        said, passing = said_of(asked, mode, ""), mode in usual
        passes[mode] = opens(said, mode, usual=passing) if said.word else passing
    return NodeUse(**passes, odd=asked.odd)
