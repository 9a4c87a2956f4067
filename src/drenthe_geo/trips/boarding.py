"""Trips by train from door to door on an area's roads, from points to destinations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.contracts.arguments import checked
from drenthe_geo.errors import LayerError
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.modes import mode_named
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.situation import read_situation
from drenthe_geo.trips.door_to_door import board, door_to_door
from drenthe_geo.trips.kept import measured_times

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.minutes import TravelTimes
    from drenthe_geo.roads.search.spots import Direction
    from drenthe_geo.situation import Situation
    from drenthe_geo.trips.model import Boarding, DoorToDoor

BEST = "best"

DEFAULT_ACCESS: str = BEST


def access_named(access: str, situation: Situation) -> str:
    """Choose how one comes to a station: a mode by one of its names, or the best."""
    return mode_named(access, [*situation.transit.rules.modes, BEST], "access")


def access_modes(access: str, situation: Situation) -> tuple[str, ...]:
    """Choose the modes by which one comes to a station: one, or those of the best access."""
    mode = access_named(access, situation)
    return situation.transit.rules.best_access if mode == BEST else (mode,)


def station_times(
    area: Area,
    points: gpd.GeoDataFrame,
    situation: Situation,
    mode: str,
    *,
    direction: Direction = "to",
    limit_min: float = np.inf,
    many: bool = False,
    known: tuple[Situation, TravelTimes] | None = None,
) -> TravelTimes:
    """Give the minutes between points and all halts with trains or buses; NaN off the roads.

    NaN beyond the limit too: a short one makes it much faster. With `many` tables of the same
    roads to come they are kept between runs, see `measured_times`. Of the halts of `known` times
    from the same points in another situation nothing is measured again, if its roads are the same.
    """
    halts = _halts_near(situation)
    profile = read_profile(area, mode)
    how: Any = {"direction": direction, "limit_min": limit_min}

    def measured(some: gpd.GeoDataFrame, origins: gpd.GeoDataFrame = points) -> TravelTimes:
        if many:
            return measured_times(area, situation, profile, some, origins, **how, ready=True)
        return travel_times(compute_reach(situation.network(profile), some, **how), origins)

    if known is None or known[0].road_edges is not situation.road_edges:
        return measured(halts)
    before, times = known
    there = _halts_near(before)
    old = there.index.isin(halts.index).all() and there.geometry.geom_equals(
        halts.geometry.reindex(there.index)
    )
    if not np.all(old):
        return measured(halts)
    new = halts[~halts.index.isin(there.index)]
    if new.empty:
        return times
    try:
        more = measured(gpd.GeoDataFrame(new))
    except LayerError:  # none of the new ones lies near a road: of all of them it may be said
        return measured(halts)
    odd = _on_roads_of_halts(times, more)
    rest = measured(halts, gpd.GeoDataFrame(points[odd])) if odd.any() else None
    return _together(times, more, rest)


def _halts_near(situation: Situation) -> gpd.GeoDataFrame:
    """Choose the halts with trains or buses that are not far away."""
    halts = situation.transit.halts
    near = halts.index.isin(situation.transit.served) & (halts["role"] != "far").to_numpy()
    return gpd.GeoDataFrame(halts[near])


def _on_roads_of_halts(times: TravelTimes, more: TravelTimes) -> NDArray[np.bool_]:
    """Tell which points lie on a road with a halt of either table.

    Halts split their road, and on what part of it a point lies is rounded by that part.
    """
    ends = [one.facility_snaps["edge_position"].to_numpy() for one in (times, more)]
    halts, places = np.concatenate(ends), [one.origin_snaps for one in (times, more)]
    (edge, other), (part, another) = (
        [one[name].to_numpy() for one in places] for name in ("edge_position", "fraction")
    )
    on_one = np.isin(edge, halts) | np.isin(other, halts)
    found: NDArray[np.bool_] = on_one | (edge != other) | (part != another)
    return found


def _together(times: TravelTimes, more: TravelTimes, rest: TravelTimes | None) -> TravelTimes:
    """Put times to some halts, to others, and of some points to all of them into one table."""
    parts, origins = [times.minutes, more.minutes], times.origin_snaps
    codes = parts[0].columns.append(parts[1].columns).sort_values()
    minutes = np.empty((len(origins), len(codes)))
    for one in parts:
        minutes[:, codes.get_indexer(one.columns)] = one.to_numpy()
    if rest is not None:
        at = origins.index.get_indexer(rest.minutes.index)
        minutes[at] = rest.minutes[codes].to_numpy()
        # The road is the same, so no word of it is another.
        moved = {}
        for name, column in rest.origin_snaps.items():
            if column.dtype.kind in "biuf":
                moved[str(name)] = origins[name].to_numpy(copy=True)
                moved[str(name)][at] = column.to_numpy()
        origins = origins.assign(**moved)
    facilities = pd.concat([times.facility_snaps, more.facility_snaps]).loc[codes]
    return replace(
        times,
        minutes=pd.DataFrame(minutes, origins.index, codes.rename("facility")),
        origin_snaps=origins,
        facility_snaps=_typed(facilities),
    )


def _typed(snaps: pd.DataFrame) -> pd.DataFrame:
    """Let the type of a column of words follow from the words in it."""
    cells = {
        name: column if column.dtype.kind in "biuf" else column.to_numpy(dtype=object)
        for name, column in snaps.items()
    }
    return pd.DataFrame(cells, snaps.index)


def boarding_times(
    area: Area,
    points: gpd.GeoDataFrame,
    situation: Situation,
    access: str,
    *,
    many: bool = False,
    known: tuple[Situation, Boarding] | None = None,
) -> Boarding:
    """Give the minutes from points to the platforms, by a mode or the best of some.

    `many` and `known` are those of `station_times`.
    """
    most_min = situation.transit.rules.search_min
    times = {
        mode: station_times(
            area,
            points,
            situation,
            mode,
            limit_min=most_min,
            many=many,
            known=None if known is None else (known[0], known[1].access[mode]),
        )
        for mode in access_modes(access, situation)
    }
    if known is not None and known[0].transit.rules is situation.transit.rules:
        there = known[1].access
        if all(times[mode] is there.get(mode) for mode in times) and len(there) == len(times):
            return known[1]
    return board(times, situation.transit)


@checked
def station_trips(
    area: Area,
    origins: gpd.GeoDataFrame,
    *,
    access: str = DEFAULT_ACCESS,
    situation: Situation | None = None,
    destinations: pd.DataFrame | None = None,
) -> DoorToDoor:
    """Compute trips by train from points to destinations, from door to door.

    Parameters
    ----------
    area : Area
        The area.
    origins : geopandas.GeoDataFrame
        Points in RD New with unique ids as the index.
    access : str
        How one comes to the station: a mode of the rules' `access_cap_min`, no further than
        that, or ``"best"``: the fastest of their `best_access`. Who can not come to any
        station so has no trip, but on foot or by bicycle all the way.
    situation : Situation, optional
        Trains and roads; as they stand where not given.
    destinations : pandas.DataFrame, optional
        Where trips go; where not given those of `read_destinations` that the trains
        serve.

    Returns
    -------
    DoorToDoor
        Minutes with their range, the station of each trip, and its legs.

    Raises
    ------
    DrentheGeoError
        If an argument is refused.

    Examples
    --------
    >>> sites = area.layer("sites").loc[["rijkskantoor-heidestad"]]
    >>> dg.station_trips(area, sites).station.loc["rijkskantoor-heidestad", "hoofdstad"]
    'hds'
    """
    there = read_situation(area) if situation is None else situation
    ends = destinations
    if ends is None:
        ends = read_destinations(area)
        ends = ends[ends["station"].isin(there.transit.served)]
    boarding = boarding_times(area, origins, there, access)
    return door_to_door(boarding, there.transit, ends)


def read_destinations(area: Area) -> pd.DataFrame:
    """Read where trips by train go to.

    Parameters
    ----------
    area : Area
        The area.

    Returns
    -------
    pandas.DataFrame
        Index ``destination``; ``name``, ``station`` (code), ``egress_min`` (minutes
        from the platform to the door), ``source``.

    Examples
    --------
    >>> dg.trips.read_destinations(area).loc["hoofdstad", "station"]
    'hfd'
    """
    return area.table("destinations").set_index("destination")
