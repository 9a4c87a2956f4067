"""Who lives beyond an area's roads, and how they come in: by the gates of the network.

The roads end some way outside the area. Where a main road comes in stands a gate, and from
every place beyond a table has the minutes to the gates, as far as that table reaches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.contracts.results import result
from drenthe_geo.crs import RD_NEW
from drenthe_geo.errors import ArgumentError
from drenthe_geo.roads.minutes import reach_of_junctions, travel_times
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.engine import Direction
    from drenthe_geo.roads.network import Network

MODE = "car"
"""Mode of the minutes from beyond the roads."""

AT_ONCE = 2500
"""Points that are looked at together: with 1,600 places that is 16 MB."""

NO_WAY_DS = 2**29
"""Longer than any trip, and twice that is still a whole number of 32 bits."""


@result
@dataclass(frozen=True)
class Beyond:
    """People beyond the roads of an area."""

    # Where main roads come in, index ``gate``: nodes of the area's network, RD New.
    gates: gpd.GeoDataFrame
    # Index ``place``: ``population``, ``working_age``.
    people: pd.DataFrame
    # ``gate``, ``place``, ``minutes`` by car from the place to the gate, where that is no more
    # than `most_min`.
    minutes: pd.DataFrame
    # Minutes to which the table reaches: of a longer trip it does not know all.
    most_min: float


def read_beyond(area: Area) -> Beyond:
    """Read who lives beyond the roads of an area, and their minutes to the gates."""
    gates = area.table("beyond_gates").set_index("gate")
    people = area.table("beyond_people").set_index("place")
    minutes = area.table("beyond_minutes")
    fields = area.resource("beyond_minutes")["schema"]["fields"]
    promised = {one["name"]: one.get("constraints", {}).get("maximum") for one in fields}
    most_min = promised["minutes"]
    points = gpd.points_from_xy(gates["x_m"], gates["y_m"])
    return Beyond(
        gates=gpd.GeoDataFrame(index=gates.index, geometry=points, crs=RD_NEW),
        people=people[["population", "working_age", "x_m", "y_m"]],
        minutes=minutes,
        most_min=float(minutes["minutes"].max() if most_min is None else most_min),
    )


def minutes_from_gates(
    points: gpd.GeoDataFrame,
    gates: gpd.GeoDataFrame,
    network: Network,
    limit_min: float,
    direction: Direction = "to",
) -> pd.DataFrame:
    """Minutes from gates (columns) to points; NaN beyond the limit or without a route.

    A gate that is no node of this network lets nobody in. With the direction "from" one
    travels from the points to the gates.
    """
    xy = np.column_stack([gates.geometry.x, gates.geometry.y])
    at = {place: node for node, place in enumerate(map(tuple, network.node_xy_m.tolist()))}
    found = [place in at for place in map(tuple, xy.tolist())]
    there = gates[found]
    if there.empty:
        return pd.DataFrame(index=points.index)
    nodes = np.array([at[place] for place in map(tuple, xy[found].tolist())])
    # A gate may stand on a motorway, where no point can join.
    out: Direction = "from" if direction == "to" else "to"
    reach = reach_of_junctions(network, there, nodes, direction=out, limit_min=limit_min)
    return travel_times(reach, points).minutes


def stands_on(gates: gpd.GeoDataFrame, network: Network) -> bool:
    """Tell whether all gates are nodes of a network: whether it is one of the area's roads."""
    known = set(map(tuple, network.node_xy_m.tolist()))
    return known.issuperset(zip(gates.geometry.x, gates.geometry.y, strict=True))


def minutes_from_beyond(
    points: gpd.GeoDataFrame,
    beyond: Beyond,
    network: Network,
    limit_min: float,
    *,
    at_once: int = AT_ONCE,
    direction: Direction = "to",
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Measure the minutes from places beyond the roads to points, by the best gate.

    For a part of the points at a time (points × places, inf beyond the limit) and who lives there.
    The way back ("from") is taken to be as long beyond the gates as the way in. Refused if the
    limit is longer than the table reaches to: people would be missing.
    """
    if limit_min > beyond.most_min:
        raise ArgumentError("roads.beyond_limit", limit=limit_min, most=beyond.most_min)
    from_gates = minutes_from_gates(points, beyond.gates, network, limit_min, direction)
    return _in_parts(from_gates, beyond, limit_min, at_once)


def _in_parts(
    from_gates: pd.DataFrame, beyond: Beyond, limit_min: float, at_once: int
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Give the minutes of some points at a time: those of all would fill the memory."""
    places, table = beyond.people.index, beyond.minutes
    of_gate = {
        str(gate): (places.get_indexer(pd.Index(rows["place"])), _whole_ds(rows["minutes"]))
        for gate, rows in table.groupby("gate")
    }
    for start in range(0, len(from_gates), at_once):
        some = from_gates.iloc[start : start + at_once]
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
    """Whole tenths of a second."""
    whole: NDArray[np.int32] = np.rint(minutes.to_numpy(dtype=float) * DS_PER_MIN).astype(np.int32)
    return whole
