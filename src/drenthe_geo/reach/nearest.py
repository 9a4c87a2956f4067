"""Which facility is nearest, whether another may as well be, and which times are certain."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.contracts.arguments import checked
from drenthe_geo.roads.minutes import park_ds
from drenthe_geo.roads.search.nearest import label_junctions, starts_on
from drenthe_geo.roads.snapping import snap_facilities
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import TravelTimes
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.roads.search.plain import Labelled
    from drenthe_geo.roads.search.spots import Direction


@checked
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
        uncertainty of the nearest time (the profile's `high_share` of it).
        Missing where there is no route. Equal times go to the id that comes first in
        the alphabet.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> own = dg.area.select_stations(area.layer("stations"), "own")
    >>> reach = dg.roads.compute_reach(dg.roads.read_network(area, "car"), own)
    >>> nearest = nearest_facility(dg.roads.travel_times(reach, area.layer("places")))
    >>> nearest.loc["1003", ["nearest", "second"]].tolist()
    ['hds', 'zdk']
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


@checked
def nearest_of_junctions(
    network: Network,
    facilities: gpd.GeoDataFrame,
    *,
    direction: Direction = "to",
    limit_min: float = np.inf,
) -> Labelled:
    """Nearest and second nearest facility of every junction, in one search.

    Parameters
    ----------
    network : Network
        The network of one mode.
    facilities : geopandas.GeoDataFrame
        Points in the network's CRS with unique ids as the index.
    direction : {"to", "from"}
        Trips to the facility (default), or from it.
    limit_min : float
        Minutes at which the search stops: what takes longer, ends included, is not found.

    Returns
    -------
    Labelled
        ``nearest`` and ``second``: position in the facilities sorted by id, -1 where there is
        none; ``nearest_ds`` and ``second_ds``: tenths of a second, with the leg to the road and
        the profile's `park_min` as in `Reach.node_times_ds`; inf where there is none. Equal
        times go to the id that comes first in the alphabet.

    Raises
    ------
    CrsError
        If the facilities are not in the network's CRS.
    LayerError
        If none of the facilities lies near a road.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> own = dg.area.select_stations(area.layer("stations"), "own")
    >>> network = dg.roads.read_network(area, "car")
    >>> found = nearest_of_junctions(network, own)
    >>> reach = dg.roads.compute_reach(network, own)
    >>> least = reach.node_times_ds[:, : network.n_nodes].min(axis=0)
    >>> bool((found.nearest_ds == least).all())
    True
    """
    _, snaps = snap_facilities(network, facilities, direction, limit_min)
    near = np.flatnonzero(snaps["access_min"].notna().to_numpy())
    access_ds = np.rint(snaps["access_min"].to_numpy(dtype=float)[near] * DS_PER_MIN)
    ends_ds = access_ds.astype(np.int64) + park_ds(network.profile)
    edge, fraction = (snaps[name].to_numpy()[near] for name in ("edge_position", "fraction"))
    starts = starts_on(network, edge, fraction, ends_ds, direction)
    starts = replace(starts, label=near[starts.label])
    return label_junctions(network, starts, direction, limit_min * DS_PER_MIN)


def is_contested(
    profile: Profile, nearest_min: NDArray[np.float64], margin_min: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell where the margin of the nearest is under what its time may be more."""
    return margin_min < profile.high_share * nearest_min


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
    >>> own = dg.area.select_stations(area.layer("stations"), "own")
    >>> reach = dg.roads.compute_reach(dg.roads.read_network(area, "car"), own)
    >>> times = dg.roads.travel_times(reach, area.layer("places"))
    >>> certainty(times, 16).loc["1003", ["hds", "vnd", "otv"]].tolist()
    ['certain', 'uncertain', 'out']
    """
    certain, possible = times.profile.certainty_bounds_min(cutoff_min)
    minutes = times.minutes.to_numpy()
    words = np.select([minutes <= certain, minutes <= possible], ["certain", "uncertain"], "out")
    return pd.DataFrame(words, index=times.minutes.index, columns=times.minutes.columns)
