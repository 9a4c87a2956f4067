"""Minutes between points, and which of some are nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from drenthe_geo.contracts.arguments import checked
from drenthe_geo.doors.given import Roads, take_area, take_network, with_warnings
from drenthe_geo.doors.points import Points, Taken, take_points
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.cluster import workers_of
from drenthe_geo.io.shared import measure_on
from drenthe_geo.reach.crowd import AT_ONCE
from drenthe_geo.reach.nearest import is_contested
from drenthe_geo.reach.notices import point_warnings
from drenthe_geo.reach.workers import least_first, nearest_on
from drenthe_geo.roads.minutes import compute_reach, reach_at, travel_times
from drenthe_geo.roads.pairs import Pairs
from drenthe_geo.roads.snapping import snap_points
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.modes import Mode
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.roads.search.spots import Direction
    from drenthe_geo.work.spread import Spread


@checked
def travel_time_matrix(
    origins: Points,
    destinations: Points,
    mode: Mode | None = None,
    *,
    network: Roads = None,
    profile: Profile | str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    limit_min: float = np.inf,
    scheduler: str | None = None,
    area: Area | str | Path | None = None,
) -> pd.DataFrame:
    """Measure the minutes from origins to destinations.

    Parameters
    ----------
    origins, destinations : geopandas.GeoDataFrame, geopandas.GeoSeries, row of points, str or Path
        Points, as of `isochrones`.
    mode : str, optional
        The mode, as of `isochrones`.
    network : Network, networkx.MultiDiGraph, geopandas.GeoDataFrame, str or Path, optional
        Roads of your own, as of `isochrones`.
    profile : Profile, str or pathlib.Path, optional
        A profile of your own, or a file of profiles.
    columns : mapping of str to str, optional
        Columns of a table of edges.
    limit_min : float
        Minutes beyond which it is not searched; longer times are missing. It saves time.
    scheduler : str, optional
        Address of a Dask scheduler whose workers share the work; every number is the same.
    area : Area, str or pathlib.Path, optional
        The area; the one that ships where not given.

    Returns
    -------
    pandas.DataFrame
        Minutes; a row per origin and a column per destination, in your order and with your
        indexes. NaN without a route; ``attrs["warnings"]`` says of how many and why.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused, an index has a label twice, or no destination is
        near a road.

    Examples
    --------
    >>> found = travel_time_matrix("sites", "stations", mode="drive", area=area)
    >>> found.shape, found.index.name, found.columns.name
    ((6, 4), 'site_id', 'code')
    """
    area = take_area(area)
    starts = take_points(area, origins, "origins")
    ends = take_points(area, destinations, "destinations")
    if not limit_min > 0:
        raise ArgumentError("roads.limit_not_above_0", limit=limit_min)
    roads = take_network(area, network, mode, profile, columns)
    with workers_of(scheduler) as spread:
        minutes, warnings = _minutes(roads, starts, ends, "to", limit_min, spread=spread)
    return with_warnings(area, minutes, warnings)


@checked
def nearest(
    points: Points,
    facilities: Points,
    k: int = 1,
    mode: Mode | None = None,
    *,
    direction: Direction = "to",
    network: Roads = None,
    profile: Profile | str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    scheduler: str | None = None,
    area: Area | str | Path | None = None,
) -> pd.DataFrame:
    """Find the nearest facilities of every point, by travel time.

    Parameters
    ----------
    points, facilities : geopandas.GeoDataFrame, geopandas.GeoSeries, row of points, str or Path
        Points, as of `isochrones`.
    k : int
        How many.
    mode : str, optional
        The mode, as of `isochrones`.
    direction : {"to", "from"}
        Trips to the facilities (default), or from them.
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
        A row per point, in your order and on your index: ``nearest_1``, ``minutes_1``,
        ``nearest_2``, … (labels of your facilities, and minutes), ``margin_min`` (how much
        further the second is) and ``contested`` (that is less than a time is unsure by).
        Missing where no route leads. Equal times go to the facility that comes first.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused, an index has a label twice, or no facility is near
        a road.

    Examples
    --------
    >>> found = nearest("places", "stations", k=2, area=area)
    >>> found.loc["1003", ["nearest_1", "nearest_2"]].tolist()
    ['hds', 'zdk']
    """
    if k < 1:
        raise ArgumentError("doors.bad_k", k=k)
    area = take_area(area)
    starts = take_points(area, points, "points")
    ends = take_points(area, facilities, "facilities")
    roads = take_network(area, network, mode, profile, columns)
    with workers_of(scheduler) as spread:
        if spread is None:
            minutes, warnings = _minutes(roads, starts, ends, direction, np.inf)
            order, ranked = least_first(minutes.to_numpy(dtype=float, na_value=np.nan), max(k, 2))
        else:
            order, ranked, warnings = _nearest_on(
                spread, roads, starts, ends, direction=direction, k=k
            )
    if k > len(ends):
        warnings.append(Message("doors.fewer", k=k, facilities=len(ends)))
    wide = max(k, 2) - len(ends)
    if wide > 0:
        ranked = np.pad(ranked, ((0, 0), (0, wide)), constant_values=np.inf)
        order = np.pad(order, ((0, 0), (0, wide)))
    found = pd.DataFrame(index=starts.index)
    for rank in range(k):
        reached = np.isfinite(ranked[:, rank])
        found[f"nearest_{rank + 1}"] = _labels(ends.index, order[:, rank], reached, starts.index)
        found[f"minutes_{rank + 1}"] = np.where(reached, ranked[:, rank], np.nan)
    with np.errstate(invalid="ignore"):
        margin = ranked[:, 1] - ranked[:, 0]
    found["margin_min"] = np.where(np.isfinite(margin), margin, np.nan)
    found["contested"] = is_contested(roads.profile, ranked[:, 0], margin)
    return with_warnings(area, found, warnings)


def _labels(
    index: pd.Index, at: NDArray[np.intp], known: NDArray[np.bool_], rows: pd.Index
) -> pd.Series:
    """Labels of facilities in the type of their index; missing where none is reached."""
    if not len(index):
        return pd.Series(None, rows, dtype=object)
    flat = index.to_flat_index() if isinstance(index, pd.MultiIndex) else index
    labels = pd.Series(flat.take(at).array, rows)
    if pd.api.types.is_integer_dtype(labels.dtype):
        labels = labels.astype("Int64")
    return labels.where(known)


def _minutes(
    roads: Network,
    starts: Taken,
    ends: Taken,
    direction: Direction,
    limit_min: float,
    *,
    spread: Spread | None = None,
) -> tuple[pd.DataFrame, list[Message]]:
    """Measure minutes in parts that fit in memory, and say what to look at."""
    minutes = pd.DataFrame(np.nan, starts.index, ends.index, dtype=float)
    if not (len(starts) and len(ends)):
        return minutes, [*roads.profile.notes, *roads.notices]
    asked = _Asked.of(roads, starts, ends)
    values = minutes.to_numpy(copy=True)
    for at, reach in asked.reaches(direction, limit_min):
        times = travel_times(reach, asked.origins, measure=measure_on(spread))
        values[:, at] = times.minutes.to_numpy()
    minutes = pd.DataFrame(values, starts.index, ends.index)
    known = ~np.isnan(values)
    return minutes, asked.warnings(known.any(axis=1), known.any(axis=0))


def _nearest_on(
    spread: Spread,
    roads: Network,
    starts: Taken,
    ends: Taken,
    *,
    direction: Direction,
    k: int,
) -> tuple[NDArray[np.intp], NDArray[np.float64], list[Message]]:
    """Let workers find the nearest: no table of all minutes is made anywhere."""
    if not (len(starts) and len(ends)):
        none = np.zeros((len(starts), 0), dtype=np.intp)
        return none, none.astype(float), [*roads.profile.notes, *roads.notices]
    asked = _Asked.of(roads, starts, ends)
    pairings = (Pairs.of(reach, asked.origins) for _, reach in asked.reaches(direction, np.inf))
    near = asked.near
    order, ranked, reached = nearest_on(spread, pairings, (len(near), len(starts)), max(k, 2))
    goals = np.zeros(len(ends), dtype=bool)
    goals[near] = reached
    known = np.array(np.isfinite(ranked).any(axis=1))
    return near[order], ranked, asked.warnings(known, goals)


class _Asked(NamedTuple):
    """Origins and goals on the roads."""

    roads: Network
    both: tuple[Taken, Taken]
    origins: gpd.GeoDataFrame
    goals: gpd.GeoDataFrame
    snaps: tuple[pd.DataFrame, pd.DataFrame]

    @classmethod
    def of(cls, roads: Network, starts: Taken, ends: Taken) -> _Asked:
        """Put both on the roads."""
        origins, goals = (one.on(roads)[["geometry"]] for one in (starts, ends))
        snaps = (snap_points(roads, origins), snap_points(roads, goals))
        return cls(roads, (starts, ends), origins, goals, snaps)

    @property
    def near(self) -> NDArray[np.intp]:
        """Positions of the goals near a road; it is said why there are none."""
        near = np.flatnonzero(self.snaps[1]["access_min"].notna())
        if not len(near):
            compute_reach(self.roads, self.goals)
        return near

    def reaches(
        self, direction: Direction, limit_min: float
    ) -> Iterator[tuple[NDArray[np.intp], Reach]]:
        """Give the positions of goals near a road, some at a time, and their reach."""
        near = self.near
        for start in range(0, len(near), AT_ONCE):
            at = near[start : start + AT_ONCE]
            goals, snaps = self.goals.iloc[at], self.snaps[1].iloc[at]
            yield at, reach_at(self.roads, goals, snaps, direction, limit_min)

    def warnings(self, *any_route: NDArray[np.bool_]) -> list[Message]:
        """Say what to look at; `any_route`: which origins, and which goals, have a route."""
        said = [*self.roads.profile.notes, *self.roads.notices]
        for taken, of_one in zip(self.both, self.snaps, strict=True):
            said += point_warnings(taken.labelled(of_one), self.roads.profile.max_snap_m)
        for known, of_one, taken in zip(any_route, self.snaps, self.both, strict=True):
            if not known.all():
                numbers = {"count": int((~known).sum()), "total": len(taken)}
                numbers["outside"] = int(of_one["access_min"].isna().sum())
                what = Message(f"doors.what.{taken.role}")
                said.append(Message("doors.lost", what=what, **numbers))
        return said
