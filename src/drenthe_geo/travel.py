"""Travel times between points and facilities, with their direction and their snaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd

from drenthe_geo.crs import require_rd
from drenthe_geo.errors import ArgumentError, LayerError, unknown_choice
from drenthe_geo.network import DS_PER_MIN, split_edges, split_graph
from drenthe_geo.snapping import snap_points

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.network import Network
    from drenthe_geo.profiles import Profile

Direction = Literal["to", "from"]


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
        Tenths of a second, the facility's access leg included; inf without a route.
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
        """Time between points on edges and facilities.

        Parameters
        ----------
        facility : int or slice
            Position of one facility, or of several.
        edge : numpy.ndarray of int, shape (p,)
            Position of the edge that each point lies on.
        offset_ds : numpy.ndarray of float, shape (p,)
            Its place along it, as time from the tail in tenths of a second.

        Returns
        -------
        numpy.ndarray of float, shape (p,) or (facilities, p)
            Tenths of a second, without a leg to the road; inf without a route.
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
    >>> nine = dg.select_stations(dg.read_layer("stations"), "nine")
    >>> reach = dg.compute_reach(dg.read_network("car"), nine)
    >>> reach.node_times_ds.shape[0]
    9
    """
    if direction not in get_args(Direction):
        raise unknown_choice("direction", direction, get_args(Direction))
    if not limit_min > 0:
        msg = f"limit_min {limit_min:g}: must be more than 0 minutes."
        raise ArgumentError(msg)
    require_rd(facilities, "facilities")
    if len(facilities) == 0:
        msg = "facilities: there are none, so nothing can be reached."
        raise LayerError(msg)
    if facilities.index.has_duplicates:
        twice = facilities.index[facilities.index.duplicated()][0]
        msg = f"facilities: id {str(twice)!r} stands twice in the index."
        raise LayerError(msg)
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - keeps the import light

    ordered = facilities.sort_index()
    snaps = snap_points(network, ordered)
    if snaps["access_min"].isna().all():
        most = network.profile.max_snap_m
        msg = (
            f"facilities: none of the {len(ordered)} lies within {most:,.0f} m of a road of the "
            "network, so nothing can be reached."
        )
        raise LayerError(msg)
    split, node = split_edges(
        network, snaps["edge_position"].to_numpy(), snaps["fraction"].to_numpy()
    )
    arcs = split_graph(network, split, reverse=direction == "to")
    limit_ds = limit_min * DS_PER_MIN
    unique, where = np.unique(node, return_inverse=True)
    if len(unique) < len(node):  # facilities at one junction share a search
        times = np.atleast_2d(dijkstra(arcs, indices=unique, limit=limit_ds))[where]
    else:
        times = np.atleast_2d(dijkstra(arcs, indices=node, limit=limit_ds))
    times += _access_ds(snaps)[:, None]
    return Reach(split, ordered, snaps, direction, times, limit_min)


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
        The legs to the road at both ends are part of the time.

    Raises
    ------
    CrsError
        If the origins are not in RD New.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> nine = dg.select_stations(dg.read_layer("stations"), "nine")
    >>> reach = dg.compute_reach(dg.read_network("car"), nine)
    >>> times = travel_times(reach, dg.read_layer("places"))
    >>> times.minutes.columns.tolist()
    ['asn', 'bl', 'co', 'dln', 'emn', 'emnz', 'hgv', 'mp', 'na']
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


def nearest_facility(times: TravelTimes) -> pd.DataFrame:
    """Nearest and second nearest facility of every origin, and the margin.

    Parameters
    ----------
    times : TravelTimes
        Result of `travel_times`.

    Returns
    -------
    pandas.DataFrame
        On the origins' index: ``nearest``, ``nearest_min``, ``second``,
        ``second_min``, ``margin_min``, and ``contested``: the margin is under the
        uncertainty of the nearest time (the profile's `uncertainty_share` of it).
        Missing where there is no route. Equal times go to the id that comes first in
        the alphabet.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> nine = dg.select_stations(dg.read_layer("stations"), "nine")
    >>> reach = dg.compute_reach(dg.read_network("car"), nine)
    >>> nearest = nearest_facility(travel_times(reach, dg.read_layer("places")))
    >>> nearest.loc["9401", "nearest"]
    'asn'
    """
    minutes = times.minutes.sort_index(axis=1)
    ids = minutes.columns.to_numpy(dtype=object)
    values = minutes.fillna(np.inf).to_numpy()
    order = np.argsort(values, axis=1, kind="stable")
    rows = np.arange(len(values))
    result = pd.DataFrame(index=minutes.index)
    for rank, name in enumerate(("nearest", "second")):
        if rank < values.shape[1]:
            found = values[rows, order[:, rank]]
            reached = np.isfinite(found)
            result[name] = pd.Series(ids[order[:, rank]], minutes.index, dtype=object).where(
                reached, None
            )
            result[f"{name}_min"] = np.where(reached, found, np.nan)
        else:
            result[name], result[f"{name}_min"] = None, np.nan
    result["margin_min"] = result["second_min"] - result["nearest_min"]
    result["contested"] = is_contested(
        times.profile, result["nearest_min"].to_numpy(), result["margin_min"].to_numpy()
    )
    return result


def is_contested(
    profile: Profile, nearest_min: NDArray[np.float64], margin_min: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell where the second nearest may as well be nearest.

    Parameters
    ----------
    profile : Profile
        Profile of the mode.
    nearest_min : numpy.ndarray of float
        Times of the nearest; finite, or NaN without a route.
    margin_min : numpy.ndarray of float
        Minutes that the second nearest takes more.

    Returns
    -------
    numpy.ndarray of bool
        Where the margin is under the uncertainty of the nearest time.
    """
    return margin_min < profile.uncertainty_share * nearest_min


def certainty(times: TravelTimes, cutoff_min: float) -> pd.DataFrame:
    """Say of every time whether it is certainly within a cut-off.

    Parameters
    ----------
    times : TravelTimes
        Result of `travel_times`.
    cutoff_min : float
        The cut-off.

    Returns
    -------
    pandas.DataFrame
        As ``times.minutes``, with ``"certain"``, ``"uncertain"`` or ``"out"``; see
        `Profile.certainty_bounds_min`. Without a route it is out.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> nine = dg.select_stations(dg.read_layer("stations"), "nine")
    >>> reach = dg.compute_reach(dg.read_network("car"), nine)
    >>> times = travel_times(reach, dg.read_layer("places"))
    >>> certainty(times, 30).loc["9401", ["asn", "hgv", "co"]].tolist()
    ['certain', 'uncertain', 'out']
    """
    certain, possible = times.profile.certainty_bounds_min(cutoff_min)
    minutes = times.minutes.to_numpy()
    words = np.select([minutes <= certain, minutes <= possible], ["certain", "uncertain"], "out")
    return pd.DataFrame(words, index=times.minutes.index, columns=times.minutes.columns)


def _access_ds(snaps: pd.DataFrame) -> NDArray[np.float64]:
    """Cost of the leg to the road; inf for a point outside the network."""
    minutes = snaps["access_min"].to_numpy(dtype=float)
    return np.where(np.isnan(minutes), np.inf, np.rint(minutes * DS_PER_MIN))
