"""Travel times between points and facilities, with their direction and their snaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import numpy as np
import pandas as pd

from drenthe_geo.crs import require_rd
from drenthe_geo.errors import ArgumentError, LayerError, unknown_choice
from drenthe_geo.roads.engine import Direction, Spots, node_times
from drenthe_geo.roads.snapping import snap_points, snaps_at_junctions
from drenthe_geo.units import DS_PER_MIN
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.profiles import Profile


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
    node_times_ds : numpy.ndarray, shape (facilities, nodes)
        Tenths of a second, the facility's access leg and the profile's `park_min` included;
        inf without a route.
    limit_min : float
        Minutes at which the search stopped: what lies beyond was not looked at.
    """

    network: Network
    facilities: gpd.GeoDataFrame
    snaps: pd.DataFrame
    direction: Direction
    node_times_ds: NDArray[np.float64]
    limit_min: float = np.inf

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

        The place of a point along its edge is time from the tail. No leg to the road is in it.
        """
        times, whole = self.node_times_ds[facility], self.network.time_ds[edge]
        by_tail = times[..., self.network.tail[edge]] + offset_ds
        by_head = times[..., self.network.head[edge]] + (whole - offset_ds)
        # A point that is at an end is there, also on a one-way road.
        by_tail[..., ~self.via_tail[edge] & (offset_ds > 0)] = np.inf
        by_head[..., ~self.via_head[edge] & (offset_ds < whole)] = np.inf
        nearest: NDArray[np.float64] = np.minimum(by_tail, by_head, out=by_tail)
        return nearest


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


def compute_reach(
    network: Network,
    facilities: gpd.GeoDataFrame,
    *,
    direction: Direction = "to",
    limit_min: float = np.inf,
) -> Reach:
    """Search the network once from every facility.

    Parameters
    ----------
    network : Network
        The network of one mode.
    facilities : geopandas.GeoDataFrame
        Points in RD New with unique ids as the index.
    direction : {"to", "from"}
        ``"to"`` (default) searches the reversed network, for trips that end at
        the facility.
    limit_min : float
        Minutes at which the search stops: longer times are NaN, and no area can be drawn
        beyond it. A short one makes many searches much faster.

    Returns
    -------
    Reach
        Facilities sorted by id, so that no result depends on their order.

    Raises
    ------
    ArgumentError
        If the direction is neither, or the limit is not above 0.
    CrsError
        If the facilities are not in RD New.
    LayerError
        If there are no facilities, an id stands twice, or none lies near a road.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> own = dg.area.select_stations(area.layer("stations"), "own")
    >>> reach = dg.compute_reach(dg.roads.read_network(area, "car"), own)
    >>> reach.node_times_ds.shape[0]
    4
    """
    if direction not in get_args(Direction):
        raise unknown_choice("direction", direction, get_args(Direction))
    if not limit_min > 0:
        raise ArgumentError("roads.limit_not_above_0", limit=limit_min)
    require_rd(facilities, Message("noun.facilities"))
    if len(facilities) == 0:
        raise LayerError("roads.no_facilities")
    if facilities.index.has_duplicates:
        twice = facilities.index[facilities.index.duplicated()][0]
        raise LayerError("roads.facility_twice", facility=twice)
    ordered = facilities.sort_index()
    snaps = snap_points(network, ordered)
    if snaps["access_min"].isna().all():
        most_m = network.profile.max_snap_m
        raise LayerError("roads.facilities_outside", count=len(ordered), metres=most_m)
    return _search(network, ordered, snaps, direction, limit_min)


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
    return _search(network, junctions, snaps, direction, limit_min)


def _search(
    network: Network,
    facilities: gpd.GeoDataFrame,
    snaps: pd.DataFrame,
    direction: Direction,
    limit_min: float,
) -> Reach:
    """Search from where facilities join the network, and add their legs and the parking."""
    spots = Spots.on(network, snaps["edge_position"].to_numpy(), snaps["fraction"].to_numpy())
    times = node_times(spots, direction, limit_min * DS_PER_MIN)
    # Parking ends every trip, so it is charged here, once, whatever is asked of the times.
    times += _access_ds(snaps)[:, None] + park_ds(network.profile)
    return Reach(spots.split, facilities, snaps, direction, times, limit_min)


def travel_times(reach: Reach, origins: gpd.GeoDataFrame) -> TravelTimes:
    """Measure the minutes between origins and the facilities of a reach.

    Parameters
    ----------
    reach : Reach
        Result of `compute_reach`.
    origins : geopandas.GeoDataFrame
        Points in RD New.

    Returns
    -------
    TravelTimes
        The legs to the road at both ends are part of the time, and so is the profile's
        `park_min`, even where both ends are one place.

    Raises
    ------
    CrsError
        If the origins are not in RD New.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> own = dg.area.select_stations(area.layer("stations"), "own")
    >>> reach = dg.compute_reach(dg.roads.read_network(area, "car"), own)
    >>> times = travel_times(reach, area.layer("places"))
    >>> times.minutes.columns.tolist()
    ['hds', 'otv', 'vnd', 'zdk']
    """
    snaps = snap_points(reach.network, origins)
    edge = snaps["edge_position"].to_numpy()
    offset_ds = np.rint(snaps["fraction"].to_numpy() * reach.network.time_ds[edge])
    ds = reach.times_at(slice(None), edge, offset_ds) + _access_ds(snaps)
    is_known = np.isfinite(ds) & (ds <= reach.limit_min * DS_PER_MIN)
    minutes = pd.DataFrame(
        np.where(is_known, ds / DS_PER_MIN, np.nan).T,
        index=origins.index,
        columns=reach.facilities.index.rename("facility"),
    )
    return TravelTimes(minutes, snaps, reach.snaps, reach.direction, reach.network.profile)


def park_ds(profile: Profile) -> int:
    """Tenths of a second that a mode takes to park, and to walk from there."""
    return round(profile.park_min * DS_PER_MIN)


def _access_ds(snaps: pd.DataFrame) -> NDArray[np.float64]:
    """Cost of the leg to the road; inf for a point outside the network."""
    minutes = snaps["access_min"].to_numpy(dtype=float)
    return np.where(np.isnan(minutes), np.inf, np.rint(minutes * DS_PER_MIN))
