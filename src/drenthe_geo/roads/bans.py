"""Banned turns as a table says them, and as the ways along roads that nobody may drive in a row."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import LayerError
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

COLUMNS = ("ban", "from_edge", "via_node", "via_edges", "to_edge")

SEPARATOR = ";"
"""What stands between the edges of ``via_edges``."""

Word = tuple[int, ...]
"""Ways along edges, one after the other: twice the edge's position, one more from head to tail."""


def banned_words(
    bans: pd.DataFrame,
    nodes: NDArray[np.intp],
    edges: pd.Series,
    ends: tuple[NDArray[np.intp], NDArray[np.intp]],
    oneway: NDArray[np.bool_],
) -> frozenset[Word]:
    """Read which edges nobody may drive one after the other.

    `nodes` are the positions of the bans' nodes, `ends` those of each edge's tail and head. A ban
    of an edge that is not there, or of a way against the traffic, forbids nothing more.
    """
    position = {str(edge): at for at, edge in enumerate(edges.tolist())}
    found: set[Word] = set()
    for row, node in zip(bans[list(COLUMNS)].itertuples(index=False), nodes.tolist(), strict=True):
        names = [_text(row.from_edge), *_names_in(row.via_edges), _text(row.to_edge)]
        if any(name not in position for name in names):
            continue
        chain = [position[name] for name in names]
        words = _words(str(row.ban), chain, names, node, ends)
        found |= {word for word in words if not any(way % 2 and oneway[way // 2] for way in word)}
    return frozenset(found)


def require_bans(bans: pd.DataFrame) -> None:
    """Refuse a table of another maker."""
    missing = [name for name in COLUMNS if name not in bans]
    if missing:
        raise LayerError("roads.no_columns", what=Message("roads.bans"), missing=missing)


def require_known(bans: pd.DataFrame, edges: pd.DataFrame) -> None:
    """Refuse a ban of roads that a source does not have; of a scenario's they may be closed."""
    require_bans(bans)
    known = set(edges["edge"].astype(str))
    for row in bans.itertuples(index=False):
        for name in (_text(row.from_edge), *_names_in(row.via_edges), _text(row.to_edge)):
            if name not in known:
                raise LayerError("roads.ban_unknown", ban=row.ban, edge=name)


def _words(
    ban: str,
    chain: list[int],
    names: list[str],
    via: int,
    ends: tuple[NDArray[np.intp], NDArray[np.intp]],
) -> Iterable[Word]:
    """Follow a ban from edge to edge; a loop can be driven either way round."""
    tail, head = ends
    # Every way so far, and the node that it has come to.
    first = [(2 * chain[0] + back, end[chain[0]]) for back, end in ((0, head), (1, tail))]
    open_: list[tuple[Word, int]] = [((way,), via) for way, end in first if end == via]
    if not open_:
        raise LayerError("roads.ban_off", ban=ban, edge=names[0])
    for edge, name in zip(chain[1:], names[1:], strict=True):
        both = ((2 * edge, tail[edge], head[edge]), (2 * edge + 1, head[edge], tail[edge]))
        open_ = [
            ((*word, way), int(end))
            for word, node in open_
            for way, start, end in both
            if start == node
        ]
        if not open_:
            raise LayerError("roads.ban_off", ban=ban, edge=name)
    return [word for word, _ in open_]


def _names_in(via: object) -> list[str]:
    """Take the edges of a cell apart."""
    if via is None or (isinstance(via, float) and np.isnan(via)) or via is pd.NA:
        return []
    return [part.strip() for part in _text(via).split(SEPARATOR) if part.strip()]


def _text(edge: object) -> str:
    """Say an edge as a table may have it: a whole number with a point is one without."""
    return str(int(edge)) if isinstance(edge, float) and edge.is_integer() else str(edge)


def beginnings(words: Iterable[Word]) -> list[Word]:
    """List what more than one edge begins a banned way with, but is not all of it, in order."""
    begun = {word[:count] for word in words for count in range(2, len(word))}
    return sorted(begun)


def turns_in(words: Iterable[Word]) -> set[tuple[int, int]]:
    """List the turns that banned ways have."""
    return {turn for word in words for turn in pairwise(word)}
