"""Whether a network hangs together: pieces that no road joins, and streets of no return."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.network import Network

MOST_NAMED = 5
"""Facilities that are named; more are counted."""


def network_notices(network: Network, what: Message, strong_share: float) -> tuple[Message, ...]:
    """Say that a network falls into pieces, or that much of it cannot be driven to and from."""
    if network.n_edges == 0:
        return ()
    _, share = _pieces(network)
    said = []
    if len(share) > 1:
        said.append(Message("roads.pieces", what=what, count=len(share), share=share.max()))
    if network.oneway.any():
        _, strong = _pieces(network, both_ways=True)
        # Of the largest piece: what lies apart was said.
        both = float(strong.max(initial=0.0) / share.max())
        if both < strong_share:
            said.append(Message("roads.no_return", what=what, share=1 - both))
    return tuple(said)


def facility_notices(reach: Reach) -> tuple[Message, ...]:
    """Say which facilities lie on a small piece of their network."""
    network, snaps = reach.network, reach.snaps
    piece, share = _pieces(network)
    inside = snaps["access_min"].notna().to_numpy(dtype=bool)
    if len(share) < 2 or not inside.any():  # noqa: PLR2004 - one piece is the whole
        return ()
    of_facility = piece[network.junctions[0][snaps["edge_position"].to_numpy()]]
    small = inside & (of_facility != int(share.argmax()))
    if not small.any():
        return ()
    names = [str(name) for name in reach.facilities.index[small]]
    most = float(share[of_facility[small]].max())
    return (
        Message(
            "roads.on_small_piece",
            facilities=names[:MOST_NAMED],
            more=Message("roads.and_more", count=len(names) - MOST_NAMED)
            if len(names) > MOST_NAMED
            else "",
            count=len(names),
            share=most,
        ),
    )


def _pieces(
    network: Network, *, both_ways: bool = False
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Give the piece of every node, and the share of all road that each piece with roads has.

    `both_ways`: pieces in which one can travel from everywhere to everywhere.
    """
    from scipy.sparse import coo_array  # noqa: PLC0415 - keeps the import light
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - as above

    back, (tail, head) = ~network.oneway, network.junctions  # whatever turns are banned
    start = np.concatenate([tail, head[back]])
    end = np.concatenate([head, tail[back]])
    arcs = coo_array((np.ones(len(start)), (start, end)), shape=(network.n_nodes, network.n_nodes))
    kind = "strong" if both_ways else "weak"
    _, label = connected_components(arcs, directed=True, connection=kind)
    inside = label[tail] == label[head]
    length_m = np.where(inside, network.edges["length_m"].to_numpy(dtype=float), 0.0)
    length_m = np.where(length_m > 0, length_m, np.where(inside, 1e-6, 0.0))
    metres = np.bincount(label[tail], weights=length_m, minlength=int(label.max()) + 1)
    whole = float(network.edges["length_m"].sum()) or 1.0
    with_roads = np.flatnonzero(np.bincount(label[tail], minlength=len(metres)) > 0)
    if both_ways:
        return label.astype(np.intp), metres / whole
    number = np.full(len(metres), -1, dtype=np.intp)
    number[with_roads] = np.arange(len(with_roads))
    return number[label], metres[with_roads] / whole
