"""Edges of the network as a table: chains cut at barriers, and rings in two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.ops import substring

from drenthe_geo.osm.uses import MODES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.osm.chains import Chains
    from drenthe_geo.osm.segments import Points, Segments

PIECE_M = 1.0
"""How much of each road at a barrier is closed: the barrier stands in the middle."""


@dataclass(frozen=True)
class Pieces:
    """Chains cut in pieces, each an edge, in the order of the chains."""

    # Chain of each, and what of it: metres from its start in the projection.
    chain: NDArray[np.intp]
    share: NDArray[np.float64]
    # Nodes: ids in OpenStreetMap, below nought and all of those where a chain is cut between them.
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    lines: NDArray[np.object_]
    # Node that shuts a piece at a barrier, by its number, or -1.
    barrier: NDArray[np.intp]

    @property
    def first(self) -> NDArray[np.intp]:
        """The first piece of each chain, and where the last one ends."""
        count = int(self.chain.max(initial=-1)) + 2
        return np.searchsorted(self.chain, np.arange(count))


def pieces_of(
    points: Points,
    segments: Segments,
    chains: Chains,
    xy_m: NDArray[np.float64],
    shut: NDArray[np.bool_],
) -> Pieces:
    """Cut chains a metre from a node where a mode is shut out, and rings half-way.

    Parameters
    ----------
    points, segments, chains
        What the chains are made of.
    xy_m : numpy.ndarray, shape (n, 2)
        Places of the nodes in a projection.
    shut : numpy.ndarray of bool
        Nodes that not every mode may pass.
    """
    number, start = chains.vertices(points, segments)
    lines = shapely.linestrings(xy_m[number], indices=np.repeat(np.arange(len(chains)),
                                                                np.diff(start)))  # fmt: skip
    tail, head = chains.ends(segments)
    whole_m = shapely.length(lines)
    piece_m = np.minimum(PIECE_M, whole_m / 3)
    at_tail, at_head = shut[tail], shut[head]
    ring = tail == head
    cuts = np.column_stack([
        np.where(at_tail, piece_m, np.nan),
        np.where(ring, whole_m / 2, np.nan),
        np.where(at_head, whole_m - piece_m, np.nan),
    ])  # fmt: skip
    count = 1 + (~np.isnan(cuts)).sum(axis=1)
    chain = np.repeat(np.arange(len(chains)), count)
    is_first = np.append(True, chain[1:] != chain[:-1])
    is_last = np.append(is_first[1:], True)
    inner = cuts[~np.isnan(cuts)]  # by chain, from its start on
    begins, stops = np.zeros(len(chain)), whole_m[chain]
    begins[~is_first], stops[~is_last] = inner, inner
    # Below all of the file's own: those that were drawn and never uploaded lie below nought too.
    made = points.node_id.min(initial=0) - 1 - np.arange(len(inner), dtype=np.int64)
    node_tail, node_head = points.node_id[tail[chain]], points.node_id[head[chain]]
    node_tail[~is_first], node_head[~is_last] = made, made
    barrier = np.full(len(chain), -1, dtype=np.intp)
    cut = ~(is_first & is_last)
    here = cut & is_first & at_tail[chain]
    barrier[here] = tail[chain[here]]
    here = cut & is_last & at_head[chain]
    barrier[here] = head[chain[here]]
    drawn = lines[chain]
    drawn[cut] = [
        substring(line, begin, stop)
        for line, begin, stop in zip(drawn[cut], begins[cut], stops[cut], strict=True)
    ]
    share = (stops - begins) / whole_m[chain]
    return Pieces(chain, share, node_tail, node_head, drawn, barrier)


def shut_pieces(
    pieces: Pieces, open_to: NDArray[np.int8], passable: dict[int, tuple[bool, ...]]
) -> NDArray[np.int8]:
    """Close the piece at a barrier to the modes that may not pass it; `passable` by node."""
    open_to = open_to.copy()
    for piece in np.flatnonzero(pieces.barrier >= 0).tolist():
        may = passable[int(pieces.barrier[piece])]
        open_to[piece, [not may[at] for at in range(len(MODES))]] = 0
    return open_to
