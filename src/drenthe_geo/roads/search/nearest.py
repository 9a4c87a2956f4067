"""The nearest and the second nearest of many spots, for every junction of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.roads.search.contracted import NO_WAY
from drenthe_geo.roads.search.engine import has_compiled, search_labelled
from drenthe_geo.roads.search.hierarchy import Hierarchy
from drenthe_geo.roads.search.plain import Labelled, Starts
from drenthe_geo.roads.splitting import legs_ds, offsets_ds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.search.spots import Direction

LEAST_SEARCHES, SEARCHES = 32, 3
"""Searches of a network that take as long as making its hierarchy, and how many a labelled
search takes the time of: so often one searches before it is made, at worst twice the better."""

ASKED = "labelled_searches"
"""Where a network keeps how often it was searched for labels."""

MOST_DS = 2**28
"""Longer costs to begin with are for a search: a hierarchy counts in 32 bits."""


def starts_on(
    network: Network,
    edge: NDArray[np.intp],
    fraction: NDArray[np.float64],
    cost_ds: NDArray[np.int64],
    direction: Direction,
) -> Starts:
    """Give the junctions that spots on edges are reached by, or left by, and the legs to them.

    The edges are not split: a spot begins at both ends of its edge, as far as traffic may. Spots
    are numbered in order. The times of junctions are those of `Spots`, to the tenth.
    """
    offset, whole = offsets_ds(network, edge, fraction), network.least_ds[edge]
    back: Direction = "from" if direction == "to" else "to"
    by_tail, by_head = legs_ds(network, edge, offset, back)
    at_tail, at_head = network.ends(back)
    one_way = network.oneway[edge]
    # What travels to a spot passes its tail, what leaves it its head; a spot at an end is there.
    tail = (offset < whole) & ((direction == "to") | ~one_way | (offset == 0))
    head = (offset > 0) & ((direction == "from") | ~one_way | (offset == whole))
    number = np.arange(len(edge))
    return Starts(
        np.concatenate([at_tail[edge][tail], at_head[edge][head]]),
        np.concatenate([(by_tail + cost_ds)[tail], (by_head + cost_ds)[head]]).astype(np.int64),
        np.concatenate([number[tail], number[head]]),
    )


def label_junctions(
    network: Network, starts: Starts, direction: Direction, limit_ds: float = np.inf
) -> Labelled:
    """Find the two best labels of every junction: on the hierarchy, where that is worth while."""
    levels = _levels(network)
    if levels is not None and starts.cost.max(initial=0) < MOST_DS:
        return _on_hierarchy(levels, starts, direction, limit_ds)
    arcs = network.reversed_arcs if direction == "to" else network.arcs
    return search_labelled(arcs, starts, limit_ds)


def _levels(network: Network) -> Hierarchy | None:
    """Give the hierarchy of a network that was searched so often that it had paid by now."""
    held = vars(network)
    if "hierarchy" not in held:
        held[ASKED] = held.get(ASKED, 0) + 1
        if held[ASKED] <= LEAST_SEARCHES / SEARCHES or not has_compiled():
            return None
    levels = network.hierarchy
    return levels if isinstance(levels, Hierarchy) else None


def _on_hierarchy(
    levels: Hierarchy, starts: Starts, direction: Direction, limit_ds: float
) -> Labelled:
    """Go up the hierarchy from all starts, and down to all junctions."""
    from drenthe_geo.roads.search.compiled import best_two  # noqa: PLC0415 - needs numba

    up_down = (levels.out_ds, levels.back_ds)
    up_ds, down_ds = up_down[::-1] if direction == "to" else up_down
    cost, label = starts.cost.astype(np.int32), starts.label.astype(np.int32)
    state = best_two.up_and_down(
        levels.first_arc, levels.end, up_ds, down_ds, levels.number[starts.node], cost, label
    )
    most = NO_WAY - 1 if limit_ds >= NO_WAY else int(limit_ds)
    return Labelled(*best_two.columns_of(state, levels.number, most))
