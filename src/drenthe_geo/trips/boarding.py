"""Trips by train from door to door on an area's roads, from points to destinations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.errors import unknown_choice
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.situation import read_situation
from drenthe_geo.trips.door_to_door import board, door_to_door

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.engine import Direction
    from drenthe_geo.roads.minutes import TravelTimes
    from drenthe_geo.situation import Situation
    from drenthe_geo.trips.model import Boarding, DoorToDoor

BEST = "best"

DEFAULT_ACCESS = "bicycle"


def access_modes(access: str, situation: Situation) -> tuple[str, ...]:
    """Choose the modes by which one comes to a station: one, or all that have boarding minutes."""
    modes = tuple(situation.rail.rules.board_min)
    if access == BEST:
        return modes
    if access not in modes:
        raise unknown_choice("access", access, [*modes, BEST])
    return (access,)


def station_times(
    area: Area,
    points: gpd.GeoDataFrame,
    situation: Situation,
    mode: str,
    *,
    direction: Direction = "to",
) -> TravelTimes:
    """Measure the minutes between points and all stations with trains; NaN outside the roads."""
    stations = situation.rail.stations
    near = stations.index.isin(situation.rail.served) & (stations["role"] != "far").to_numpy()
    reach = compute_reach(
        situation.network(read_profile(area, mode)), stations[near], direction=direction
    )
    return travel_times(reach, points)


def boarding_times(
    area: Area, points: gpd.GeoDataFrame, situation: Situation, access: str
) -> Boarding:
    """Measure the minutes from points to the platforms, by a mode or the best of all."""
    modes = access_modes(access, situation)
    times = {mode: station_times(area, points, situation, mode) for mode in modes}
    return board(times, situation.rail)


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
        How one comes to the station: a mode that has boarding minutes in the rules for trains
        (no further than their `access_cap_min`), or ``"best"`` of them.
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
        ends = ends[ends["station"].isin(there.rail.served)]
    boarding = boarding_times(area, origins, there, access)
    return door_to_door(boarding, there.rail, ends)


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
