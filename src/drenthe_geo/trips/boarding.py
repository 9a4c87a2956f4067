"""Trips by train from door to door on an area's roads, from points to destinations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.contracts.arguments import checked
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.modes import mode_named
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.situation import read_situation
from drenthe_geo.trips.door_to_door import board, door_to_door
from drenthe_geo.trips.kept import measured_times

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

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
) -> TravelTimes:
    """Give the minutes between points and all halts with trains or buses; NaN off the roads.

    NaN beyond the limit too: a short one makes it much faster. With `many` tables of the same
    roads to come they are kept between runs, see `measured_times`.
    """
    halts = situation.transit.halts
    near = halts.index.isin(situation.transit.served) & (halts["role"] != "far").to_numpy()
    profile = read_profile(area, mode)
    if not many:
        network = situation.network(profile)
        reach = compute_reach(network, halts[near], direction=direction, limit_min=limit_min)
        return travel_times(reach, points)
    return measured_times(
        area,
        situation,
        profile,
        halts[near],
        points,
        direction=direction,
        limit_min=limit_min,
        ready=True,
    )


def boarding_times(
    area: Area, points: gpd.GeoDataFrame, situation: Situation, access: str, *, many: bool = False
) -> Boarding:
    """Give the minutes from points to the platforms, by a mode or the best of some."""
    most_min = situation.transit.rules.search_min
    times = {
        mode: station_times(area, points, situation, mode, limit_min=most_min, many=many)
        for mode in access_modes(access, situation)
    }
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
