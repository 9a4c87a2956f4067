"""Travel times between points and facilities, with their direction and their snaps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.contracts.arguments import checked
from drenthe_geo.contracts.results import result
from drenthe_geo.roads.pairs import Pairs, access_ds
from drenthe_geo.roads.search.pairs import BYTES_A_TIME
from drenthe_geo.roads.search.spots import Direction, Spots, node_times
from drenthe_geo.roads.search.tables import least_ds, levels_for
from drenthe_geo.roads.snapping import snap_facilities, snaps_at_junctions
from drenthe_geo.roads.splitting import legs_ds
from drenthe_geo.units import DS_PER_MIN
from drenthe_geo.words.message import Message
from drenthe_geo.work.memory import MB, PART_MB, at_once, require_room, that_fits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.profiles import Profile

    Measure = Callable[[Pairs, Callable[[int, int], None]], NDArray[np.float64]]


@result
@dataclass(frozen=True)
class Reach:
    """How long it takes between every junction and every facility.

    Parameters
    ----------
    network : Network
        The network, split where the facilities join it.
    facilities : geopandas.GeoDataFrame
        The facilities, in the order of their ids.
    snaps : pandas.DataFrame
        Where each facility joins the network; see `snap_points`.
    direction : {"to", "from"}
        ``"to"``: trips end at the facility. ``"from"``: they begin there.
    spots : Spots
        Where searches begin.
    limit_min : float
        Minutes at which the search stopped: what lies beyond was not looked at.
    first : int
        Which of the spots is that of the first facility; those of the others follow.
    part_mb : float
        Memory for times at once. What is larger is searched in parts, whenever it is asked for.
    """

    network: Network
    facilities: gpd.GeoDataFrame
    snaps: pd.DataFrame
    direction: Direction
    spots: Spots
    limit_min: float = np.inf
    first: int = 0
    part_mb: float = PART_MB

    @property
    def at_once(self) -> int:
        """How many facilities are searched from at once."""
        return at_once(BYTES_A_TIME * self.network.n_nodes, self.part_mb)

    @property
    def is_whole(self) -> bool:
        """Whether the times of all facilities are kept together."""
        return len(self.facilities) <= self.at_once

    @cached_property
    def node_times_ds(self) -> NDArray[np.float64]:
        """Give the times of all facilities at once; shape (facilities, nodes).

        Tenths of a second, the facility's access leg and the profile's `park_min` included; inf
        without a route. Refused where they cannot fit in memory; `parts` always can.
        """
        if not self.is_whole:
            count, need_mb = len(self.facilities), self._need_mb
            few = {"most": that_fits(need_mb, count), "count": count}
            what = Message("memory.node_times", facilities=count, nodes=self.network.n_nodes)
            require_room(need_mb, what, Message("memory.fewer_facilities", **few))
        times = node_times(
            self.spots, self.direction, self.limit_min * DS_PER_MIN, part=self.within
        )
        # Parking ends every trip, so it is charged here, once, whatever is asked of the times.
        times += self.access_ds[:, None]
        return times

    @property
    def access_ds(self) -> NDArray[np.float64]:
        """Tenths of a second between each facility and its road, and to park."""
        return access_ds(self.snaps) + park_ds(self.network.profile)

    @property
    def within(self) -> slice:
        """Which of the spots are those of the facilities."""
        return slice(self.first, self.first + len(self.facilities))

    @property
    def _need_mb(self) -> float:
        return len(self.facilities) * self.network.n_nodes * BYTES_A_TIME / MB

    def parts(self) -> Iterator[Reach]:
        """Give the reach of some facilities after some others, each small enough to be kept.

        Yields
        ------
        Reach
            On the same network, so that no result depends on how many are in a part.
        """
        if self.is_whole:
            yield self
            return
        for start in range(0, len(self.facilities), self.at_once):
            yield self.of(start, start + self.at_once)

    def of(self, start: int, stop: int) -> Reach:
        """Take the reach of some facilities, by their position."""
        return replace(
            self,
            facilities=self.facilities.iloc[start:stop],
            snaps=self.snaps.iloc[start:stop],
            first=self.first + start,
        )

    def least_ds(self, nodes: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Find the least time between each facility and some nodes; inf without a route."""
        levels = levels_for(self)
        if levels is not None:
            times = least_ds(levels, self, np.flatnonzero(nodes))
            return times + self.access_ds
        least = [part.node_times_ds[:, nodes].min(axis=1, initial=np.inf) for part in self.parts()]
        return np.concatenate(least)

    def alone(self, position: int) -> Reach:
        """Take the reach of one facility; itself if that is small enough."""
        return self if self.is_whole else self.of(position, position + 1)

    @property
    def via_tail(self) -> NDArray[np.bool_]:
        """Edges on which a point and the facility can meet by way of the tail."""
        return ~self.network.oneway if self.direction == "to" else np.ones_like(self.network.oneway)

    @property
    def via_head(self) -> NDArray[np.bool_]:
        """Edges on which a point and the facility can meet by way of the head."""
        return (
            ~self.network.oneway if self.direction == "from" else np.ones_like(self.network.oneway)
        )

    def times_at(
        self, facility: int | slice, edge: NDArray[np.intp], offset_ds: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Tenths of a second between points on edges and facilities; inf without a route.

        The place of a point along its edge is that of `offsets_ds`. No leg to the road is in it.
        """
        times = self.node_times_ds[facility]
        leg_tail, leg_head = self.legs_at(edge, offset_ds)
        tail, head = self.network.ends(self.direction)
        by_tail = times[..., tail[edge]] + leg_tail
        by_head = times[..., head[edge]] + leg_head
        nearest: NDArray[np.float64] = np.minimum(by_tail, by_head, out=by_tail)
        return nearest

    def legs_at(
        self, edge: NDArray[np.intp], offset_ds: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Tenths of a second between points on edges and the tail, and the head.

        Inf where a trip between them and the facilities cannot come by.
        """
        leg_tail, leg_head = legs_ds(self.network, edge, offset_ds, self.direction)
        # A point that is at an end is there, also on a one-way road.
        no_tail = ~self.via_tail[edge] & (offset_ds > 0)
        no_head = ~self.via_head[edge] & (offset_ds < self.network.least_ds[edge])
        return np.where(no_tail, np.inf, leg_tail), np.where(no_head, np.inf, leg_head)


@result
@dataclass(frozen=True)
class TravelTimes:
    """Minutes from every origin to every facility, or back.

    Parameters
    ----------
    minutes : pandas.DataFrame
        One row per origin, one column per facility; NaN without a route. The
        values are whole tenths of a second divided by 600, so ``<= 30`` is exact.
    origin_snaps, facility_snaps : pandas.DataFrame
        Where the points join the network, how far, at what cost.
    direction : {"to", "from"}
        To or from the facility.
    profile : Profile
        Profile of the mode.
    """

    minutes: pd.DataFrame
    origin_snaps: pd.DataFrame
    facility_snaps: pd.DataFrame
    direction: Direction
    profile: Profile

    @property
    def mode(self) -> str:
        """Mode of travel."""
        return self.profile.mode

    @property
    def unreached(self) -> pd.Index:
        """Origins without a route to any facility."""
        return self.minutes.index[self.minutes.isna().all(axis=1)]


@checked
def compute_reach(
    network: Network,
    facilities: gpd.GeoDataFrame,
    *,
    direction: Direction = "to",
    limit_min: float = np.inf,
    part_mb: float = PART_MB,
) -> Reach:
    """Search the network once from every facility.

    Parameters
    ----------
    network : Network
        The network of one mode.
    facilities : geopandas.GeoDataFrame
        Points in the network's CRS (RD New, as a rule) with unique ids as the index.
    direction : {"to", "from"}
        ``"to"`` (default) searches the reversed network, for trips that end at
        the facility.
    limit_min : float
        Minutes at which the search stops: longer times are NaN, and no area can be drawn
        beyond it. A short one makes many searches much faster.
    part_mb : float
        Memory for times at once. If facilities times junctions take more, they are searched in
        parts, when something is asked of them: no result depends on it.

    Returns
    -------
    Reach
        Facilities sorted by id, so that no result depends on their order.

    Raises
    ------
    ArgumentError
        If the direction is neither, or the limit is not above 0.
    CrsError
        If the facilities are not in the network's CRS.
    LayerError
        If there are no facilities, an id stands twice, or none lies near a road.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> own = dg.area.select_stations(area.layer("stations"), "own")
    >>> reach = dg.roads.compute_reach(dg.roads.read_network(area, "car"), own)
    >>> reach.node_times_ds.shape[0]
    4
    """
    ordered, snaps = snap_facilities(network, facilities, direction, limit_min)
    return reach_at(network, ordered, snaps, direction, limit_min, part_mb=part_mb)


def reach_of_junctions(
    network: Network,
    junctions: gpd.GeoDataFrame,
    nodes: NDArray[np.intp],
    *,
    direction: Direction = "to",
    limit_min: float = np.inf,
) -> Reach:
    """Search the network once from every one of some junctions, also where no point may join."""
    snaps = snaps_at_junctions(network, nodes, junctions.index)
    return reach_at(network, junctions, snaps, direction, limit_min)


def reach_at(
    network: Network,
    facilities: gpd.GeoDataFrame,
    snaps: pd.DataFrame,
    direction: Direction,
    limit_min: float,
    *,
    part_mb: float = PART_MB,
) -> Reach:
    """Make a reach of where facilities join the network; it is searched when it is asked.

    The facilities are in the order of their ids.
    """
    spots = Spots.on(network, snaps["edge_position"].to_numpy(), snaps["fraction"].to_numpy())
    return Reach(spots.split, facilities, snaps, direction, spots, limit_min, part_mb=part_mb)


@checked
def travel_times(
    reach: Reach,
    origins: gpd.GeoDataFrame,
    *,
    on_part: Callable[[int, int], None] = lambda _done, _of: None,
    measure: Measure = Pairs.minutes,
) -> TravelTimes:
    """Measure the minutes between origins and the facilities of a reach.

    Parameters
    ----------
    reach : Reach
        Result of `compute_reach`.
    origins : geopandas.GeoDataFrame
        Points in the network's CRS.
    on_part : callable
        Told how many points were searched from, of how many, after each part.
    measure : callable
        What measures the minutes: this process, or workers of a cluster.

    Returns
    -------
    TravelTimes
        The legs to the road at both ends are part of the time, and so is the profile's
        `park_min`. From a place to itself it takes 0.

    Raises
    ------
    CrsError
        If the origins are not in the network's CRS.
    ArgumentError
        If so many pairs of points cannot fit in memory; it says how many would.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> own = dg.area.select_stations(area.layer("stations"), "own")
    >>> reach = dg.roads.compute_reach(dg.roads.read_network(area, "car"), own)
    >>> times = travel_times(reach, area.layer("places"))
    >>> times.minutes.columns.tolist()
    ['hds', 'otv', 'vnd', 'zdk']
    """
    require_room_for_times(len(origins), len(reach.facilities))
    pairs = Pairs.of(reach, origins)
    minutes = measure(pairs, on_part)
    columns = reach.facilities.index.rename("facility")
    table = pd.DataFrame(minutes.T, index=origins.index, columns=columns, copy=False)
    return TravelTimes(table, pairs.snaps, reach.snaps, reach.direction, reach.network.profile)


def require_room_for_times(origins: int, facilities: int, bytes_a_pair: int = 24) -> None:
    """Refuse more pairs of points than memory has room for, before anything is searched."""
    need_mb = origins * facilities * bytes_a_pair / MB
    what = Message("memory.pairs", origins=origins, facilities=facilities)
    most = that_fits(need_mb, origins) if need_mb else origins
    require_room(need_mb, what, Message("memory.fewer_origins", most=most, facilities=facilities))


def park_ds(profile: Profile) -> int:
    """Tenths of a second that a mode takes to park, and to walk from there."""
    return round(profile.park_min * DS_PER_MIN)
