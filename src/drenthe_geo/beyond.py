"""Who lives beyond the embedded roads, and how they come in: by the gates of the network.

The roads end 12 km outside the province. Where a main road comes in stands a gate, and from
every place beyond a table has the minutes to the gates, measured on the roads of the whole
country. Nobody in Germany is among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.crs import RD_NEW
from drenthe_geo.network import DS_PER_MIN
from drenthe_geo.resources import read_table
from drenthe_geo.travel import Reach, travel_times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from drenthe_geo.network import Network

AT_ONCE = 2500
"""Points that are looked at together: with 1,600 places that is 16 MB."""
NO_WAY_DS = 2**29
"""Longer than any trip, and twice that is still a whole number of 32 bits."""


@dataclass(frozen=True)
class Beyond:
    """People beyond the embedded roads.

    Parameters
    ----------
    gates : geopandas.GeoDataFrame
        Where main roads come in, index ``gate``: nodes of the embedded network, RD New.
    people : pandas.DataFrame
        Index ``place``: ``population``, ``working_age``.
    minutes : pandas.DataFrame
        ``gate``, ``place``, ``minutes`` by car from the place to the gate, where that is 50
        or less.
    """

    gates: gpd.GeoDataFrame
    people: pd.DataFrame
    minutes: pd.DataFrame


@cache
def read_beyond() -> Beyond:
    """Read who lives beyond the embedded roads, and their minutes to the gates.

    Returns
    -------
    Beyond
        The embedded tables.

    Examples
    --------
    >>> float(read_beyond().minutes["minutes"].max()) <= 50
    True
    """
    gates = read_table("beyond_gates").set_index("gate")
    people = read_table("beyond_people").set_index("place")
    points = gpd.points_from_xy(gates["x_m"], gates["y_m"])
    return Beyond(
        gates=gpd.GeoDataFrame(index=gates.index, geometry=points, crs=RD_NEW),
        people=people[["population", "working_age"]],
        minutes=read_table("beyond_minutes"),
    )


def minutes_from_gates(
    points: gpd.GeoDataFrame, gates: gpd.GeoDataFrame, network: Network, limit_min: float
) -> pd.DataFrame:
    """Measure the minutes from the gates to points.

    Parameters
    ----------
    points : geopandas.GeoDataFrame
        Points in RD New.
    gates : geopandas.GeoDataFrame
        Nodes of the embedded network; one that is no node of this network lets nobody in.
    network : Network
        The roads.
    limit_min : float
        Minutes at which the search stops.

    Returns
    -------
    pandas.DataFrame
        One row per point, one column per gate; NaN beyond the limit or without a route.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> meppel = dg.read_layer("sites").loc[["stationsgebied-meppel"]]
    >>> roads = dg.read_network("car")
    >>> minutes = minutes_from_gates(meppel, read_beyond().gates, roads, 50.0)
    >>> float(minutes.min(axis=1).iloc[0]) < 15
    True
    """
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - keeps the import light

    xy = np.column_stack([gates.geometry.x, gates.geometry.y])
    at = {place: node for node, place in enumerate(map(tuple, network.node_xy_m.tolist()))}
    found = [place in at for place in map(tuple, xy.tolist())]
    there = gates[found]
    if there.empty:
        return pd.DataFrame(index=points.index)
    nodes = [at[place] for place in map(tuple, xy[found].tolist())]
    times = dijkstra(network.arcs, indices=nodes, limit=limit_min * DS_PER_MIN)
    # A gate may stand on a motorway, where no point can join: it needs no snap.
    snaps = pd.DataFrame(index=there.index)
    return travel_times(Reach(network, there, snaps, "from", times, limit_min), points).minutes


def minutes_from_beyond(
    points: gpd.GeoDataFrame, beyond: Beyond, network: Network, limit_min: float
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Measure the minutes from places beyond the roads to points, by the best gate.

    Parameters
    ----------
    points : geopandas.GeoDataFrame
        Points in RD New.
    beyond : Beyond
        Who lives there.
    network : Network
        The roads, for cars.
    limit_min : float
        Minutes at which the search stops.

    Yields
    ------
    minutes : pandas.DataFrame
        Of a part of the points: one row per point, one column per place; inf beyond the limit.
        Whole tenths of a second, as all times.
    people : pandas.DataFrame
        Who lives at the places.
    """
    from_gates = minutes_from_gates(points, beyond.gates, network, limit_min)
    places, table = beyond.people.index, beyond.minutes
    of_gate = {
        str(gate): (places.get_indexer(pd.Index(rows["place"])), _whole_ds(rows["minutes"]))
        for gate, rows in table.groupby("gate")
    }
    for start in range(0, len(points), AT_ONCE):
        some = from_gates.iloc[start : start + AT_ONCE]
        best = np.full((len(places), len(some)), NO_WAY_DS, dtype=np.int32)
        for gate in some.columns.intersection(pd.Index(of_gate)):
            at, to_gate = of_gate[gate]
            # Only points that this gate leads to in time.
            near = np.flatnonzero(some[gate].notna().to_numpy())
            if len(near) == len(some):
                best[at] = np.minimum(best[at], to_gate[:, None] + _whole_ds(some[gate]))
            elif len(near):
                cells = np.ix_(at, near)
                by_gate = to_gate[:, None] + _whole_ds(some[gate].iloc[near])
                best[cells] = np.minimum(best[cells], by_gate)
        within = best <= limit_min * DS_PER_MIN
        minutes = np.where(within, best / DS_PER_MIN, np.inf)
        yield pd.DataFrame(minutes.T, index=some.index, columns=places), beyond.people


def _whole_ds(minutes: pd.Series) -> NDArray[np.int32]:
    whole: NDArray[np.int32] = np.rint(minutes.to_numpy(dtype=float) * DS_PER_MIN).astype(np.int32)
    return whole
