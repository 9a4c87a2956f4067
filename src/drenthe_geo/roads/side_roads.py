"""Land beside roads that a network leaves out: where one leaves it for them, and how far they go.

An embedded network has fewer roads than there are. Times hardly change by that, but land does:
so areas are drawn with points of the roads that were left out. Nobody travels on those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.contracts.results import result
from drenthe_geo.units import DS_PER_S, M_PER_S_PER_KMH

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.roads.search.spots import Direction

SMALL_ROAD = "service"
"""The class whose speed holds on roads that are left out."""


@result
@dataclass(frozen=True)
class SideRoads:
    """Points on roads that a network leaves out.

    They are kept by the nodes of the network, which a split of an edge leaves as they are; on a
    split edge they are as far as by its ends.
    """

    # Nodes at the ends of the edge that one leaves for a point, to come from them.
    tail: NDArray[np.intp]
    head: NDArray[np.intp]
    # Tenths of a second from a point to each of them, and back.
    to_tail_ds: NDArray[np.float64]
    to_head_ds: NDArray[np.float64]
    from_tail_ds: NDArray[np.float64]
    from_head_ds: NDArray[np.float64]
    # Where only tail → head is allowed on that edge.
    oneway: NDArray[np.bool_]
    xy_m: NDArray[np.float64]
    # Nodes to go to, where turns are banned and these are others.
    tail_in: NDArray[np.intp] | None = None
    head_in: NDArray[np.intp] | None = None

    def ends(self, direction: Direction) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Nodes by which points travel by the tail of their edge, and by its head."""
        if self.tail_in is None or self.head_in is None or direction == "from":
            return self.tail, self.head
        return self.tail_in, self.head_in

    def times_ds(self, reach: Reach, facility: int) -> NDArray[np.float64]:
        """Time between each point and a facility, in tenths of a second; inf without a route."""
        times = reach.node_times_ds[facility]
        by_tail, by_head = (times[end] for end in self.ends(reach.direction))
        if reach.direction == "to":
            by_tail, by_head = by_tail + self.to_tail_ds, by_head + self.to_head_ds
        else:
            by_tail, by_head = by_tail + self.from_tail_ds, by_head + self.from_head_ds
        # To a facility one leaves a one-way road by its head, from one one comes by its tail.
        (by_tail if reach.direction == "to" else by_head)[self.oneway] = np.inf
        least: NDArray[np.float64] = np.minimum(by_tail, by_head)
        return least


def small_road_kmh(profile: Profile) -> float:
    """Speed on a road that is left out: on a service road, or that of the leg to the road."""
    return dict(profile.speeds_kmh).get(SMALL_ROAD, profile.access_kmh)


def place_side_roads(table: pd.DataFrame, network: Network, turned: NDArray[np.bool_]) -> SideRoads:
    """Place a table of side roads on the edges of a network, given by their ids; else left out.

    `turned`: edges that the network has the other way round.
    """
    position = pd.Index(network.edges["edge"]).get_indexer(pd.Index(table["edge"]))
    known = table[position >= 0]
    at = position[position >= 0]
    share = known["share"].to_numpy(dtype=float)
    share = np.where(turned[at], 1 - share, share)
    kmh = small_road_kmh(network.profile)
    away_ds = np.rint(known["away_m"].to_numpy(dtype=float) / (kmh * M_PER_S_PER_KMH) * DS_PER_S)
    time_ds, back_ds = network.time_ds[at], network.back_ds[at]
    turns = network.turns
    return SideRoads(
        tail=network.tail[at],
        head=network.head[at],
        to_tail_ds=np.rint(share * back_ds) + away_ds,
        to_head_ds=np.rint((1 - share) * time_ds) + away_ds,
        from_tail_ds=np.rint(share * time_ds) + away_ds,
        from_head_ds=np.rint((1 - share) * back_ds) + away_ds,
        oneway=network.oneway[at],
        xy_m=known[["x_m", "y_m"]].to_numpy(dtype=float),
        tail_in=None if turns is None else turns.tail_in[at],
        head_in=None if turns is None else turns.head_in[at],
    )
