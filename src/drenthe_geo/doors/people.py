"""Who lies within a time of points: the area's people, or those that a user counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.contracts.arguments import checked
from drenthe_geo.doors.given import (
    PEOPLE,
    Roads,
    take_area,
    take_network,
    take_people,
    with_warnings,
)
from drenthe_geo.doors.points import Points, in_crs, take_points
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.cluster import workers_of
from drenthe_geo.reach.access import cumulative_cutoff
from drenthe_geo.reach.counts import counted
from drenthe_geo.reach.crowd import AT_ONCE
from drenthe_geo.reach.notices import crowd_notes, point_warnings, unknown_warnings
from drenthe_geo.reach.parts import require_cutoffs
from drenthe_geo.reach.workers import counts_on
from drenthe_geo.roads.minutes import compute_reach, reach_at, travel_times
from drenthe_geo.roads.pairs import Pairs
from drenthe_geo.roads.snapping import snap_points
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.modes import Mode
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.roads.search.spots import Direction
    from drenthe_geo.work.spread import Spread


@checked
def people_in_reach(
    points: Points,
    minutes: float | Iterable[float],
    mode: Mode | None = None,
    *,
    people: gpd.GeoDataFrame | str | Path | None = None,
    count: str = PEOPLE,
    direction: Direction = "to",
    network: Roads = None,
    profile: Profile | str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    scheduler: str | None = None,
    area: Area | str | Path | None = None,
) -> pd.DataFrame:
    """Count who can get to each point within some minutes.

    Parameters
    ----------
    points : geopandas.GeoDataFrame, geopandas.GeoSeries, row of points, str or pathlib.Path
        Points, as of `isochrones`.
    minutes : float or iterable of float
        Cut-offs; what lies exactly on one counts.
    mode : str, optional
        The mode, as of `isochrones`.
    people : geopandas.GeoDataFrame, str or pathlib.Path, optional
        Points of your own to count, in any CRS; the people of the area and around it where
        not given.
    count : str
        Column of your own that says how many stand at each point: ``"population"`` where not
        given.
    direction : {"to", "from"}
        They travel to the points (default), or from them.
    network : Network, networkx.MultiDiGraph, geopandas.GeoDataFrame, str or Path, optional
        Roads of your own, as of `isochrones`.
    profile : Profile, str or pathlib.Path, optional
        A profile of your own, or a file of profiles.
    columns : mapping of str to str, optional
        Columns of a table of edges.
    scheduler : str, optional
        Address of a Dask scheduler whose workers share the work; every number is the same.
    area : Area, str or pathlib.Path, optional
        The area; the one that ships where not given.

    Returns
    -------
    pandas.DataFrame
        A row per point and cut-off, in your order, on your index (once per cut-off):
        ``minutes``, and the column that you count by, or the columns of
        `drenthe_geo.reach.people_in_reach`. Missing, not 0, of a point outside the roads.
        ``attrs["warnings"]`` says who could not be counted.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused, an index has a label twice, or no point is near a
        road.

    Examples
    --------
    >>> mine = area.layer("places")
    >>> found = people_in_reach("stations", 10, people=mine, area=area)
    >>> found.loc["hds", "population"].tolist(), found.index.name
    (22000.0, 'code')
    """
    area = take_area(area)
    cutoffs, taken = require_cutoffs(minutes), take_points(area, points, "points")
    mine = None if people is None else take_people(area, people, count)
    roads = take_network(area, network, mode, profile, columns)
    if mine is None and roads.crs != area.facts.crs:
        raise ArgumentError("doors.whose_people", crs=roads.crs)
    warnings = [*roads.profile.notes, *roads.notices]
    asked = taken if len(taken) else take_points(area, "stations", "points")
    placed = asked.on(roads)[["geometry"]]
    reach = compute_reach(
        roads, placed, direction=direction, limit_min=np.inf if mine is None else max(cutoffs)
    )
    warnings += point_warnings(asked.labelled(reach.snaps), roads.profile.max_snap_m)
    if mine is None:
        with workers_of(scheduler) as spread:
            table = counted(area, reach, cutoffs, roads, spread=spread).reset_index()
        named = table.assign(facility=asked.index.take(table["facility"].to_numpy(dtype=int)))
        warnings += [*unknown_warnings(named), *crowd_notes(area, roads, reach)]
        if (table["no_number"] > 0).any():
            warnings.append(Message("answers.people.no_number"))
    else:
        with workers_of(scheduler) as spread:
            table, said = _own(mine, placed, cutoffs, roads, direction=direction, spread=spread)
        table = table.rename(columns={PEOPLE: count})
        warnings += said
    found = table.drop(columns="facility")
    found = found.set_axis(asked.index.take(table["facility"].to_numpy(dtype=int)))
    if not len(taken):
        return with_warnings(area, found.iloc[:0].set_axis(taken.index), roads.notices)
    return with_warnings(area, found, warnings)


def _own(
    people: gpd.GeoDataFrame,
    points: gpd.GeoDataFrame,
    cutoffs: tuple[float, ...],
    roads: Network,
    *,
    direction: Direction,
    spread: Spread | None,
) -> tuple[pd.DataFrame, list[Message]]:
    """Count a user's own people, in parts that fit in memory; missing outside the roads."""
    what = Message("doors.what.people")
    placed = in_crs(people, roads.crs, what)
    counts = pd.DataFrame(np.nan, points.index, list(cutoffs))
    joined = snap_points(roads, points)
    inside = joined["access_min"].notna().to_numpy()
    near, joined = points[inside], joined[inside]
    starts = range(0, len(near) if len(placed) else 0, AT_ONCE)
    parts = (slice(start, start + AT_ONCE) for start in starts)
    some = (reach_at(roads, near[at], joined[at], direction, max(cutoffs)) for at in parts)
    if spread is None:
        for reach in some:
            minutes = travel_times(reach, placed).minutes.T
            found = cumulative_cutoff(minutes, placed[PEOPLE], cutoffs)
            counts.loc[found.index] = found.to_numpy()
    else:
        pairings = (Pairs.of(reach, placed) for reach in some)
        for ids, of_each in counts_on(spread, pairings, {PEOPLE: placed[PEOPLE]}, cutoffs):
            counts.loc[ids] = of_each[PEOPLE]
    if not len(placed):
        counts.loc[near.index] = 0.0
    rows = pd.MultiIndex.from_product([points.index, cutoffs], names=["facility", "minutes"])
    long = pd.DataFrame({PEOPLE: counts.to_numpy().ravel()}, rows)
    off: NDArray[np.bool_] = np.zeros(len(placed), dtype=bool)
    if len(placed):
        off = snap_points(roads, placed)["access_min"].isna().to_numpy(dtype=bool)
    heads = float(placed.loc[off, PEOPLE].sum())
    numbers = {"people": heads, "points": int(np.sum(off)), "total": len(placed)}
    said = [Message("doors.people_off", **numbers)] if numbers["points"] else []
    return long.reset_index(), said
