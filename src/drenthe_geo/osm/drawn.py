"""What a file of OpenStreetMap draws that roads are made of, as it stands there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOWHERE = 2**31 - 1
"""What is written for a place that is not known; as osmium does."""

Tags = tuple[tuple[str, str], ...]
"""Keys and values, in the order of the file."""


class Member(NamedTuple):
    """A way or node that a relation names."""

    kind: str
    role: str
    ref: int


@dataclass(frozen=True)
class Drawn:
    """Ways, nodes and relations of a file that the rules may have something to say about."""

    # Ways in the order of the file: id, which of `tags` (those that mean something), how many
    # nodes; and all nodes after another: id, place in ten-millionths of a degree.
    way_id: NDArray[np.int64]
    way_tags: NDArray[np.intp]
    sizes: NDArray[np.intp]
    refs: NDArray[np.int64]
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    tags: list[Tags]
    nodes: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    relations: list[tuple[int, dict[str, str], tuple[Member, ...]]] = field(default_factory=list)

    @property
    def lowest(self) -> int:
        """The lowest id of all elements, or nought: below it those that were never uploaded lie."""
        named = [member.ref for _, _, members in self.relations for member in members]
        ids = [*(one for one, *_ in self.nodes), *(one for one, *_ in self.relations), *named]
        return int(min(self.way_id.min(initial=0), self.refs.min(initial=0), min(ids, default=0)))

    def below(self, floor: int) -> Drawn:
        """Give the same with all ids below nought lower still: no other file's mean the same."""
        if floor == 0 or self.lowest == 0:
            return self

        def moved(one: int) -> int:
            return one + floor if one < 0 else one

        return replace(
            self,
            way_id=np.where(self.way_id < 0, self.way_id + floor, self.way_id),
            refs=np.where(self.refs < 0, self.refs + floor, self.refs),
            nodes=[(moved(node), tags) for node, tags in self.nodes],
            relations=[
                (moved(one), tags, tuple(each._replace(ref=moved(each.ref)) for each in members))
                for one, tags, members in self.relations
            ],
        )
