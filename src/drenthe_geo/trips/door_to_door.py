"""From door to door by train: to the station, the wait, the rides, to the door.

The access to a station is a time on the roads, by any of several modes; the best
station for a trip is the one with the least sum, and need not be the nearest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.trips.model import Boarding, DoorToDoor, fastest_minutes
from drenthe_geo.trips.sums import in_order, least_sums, least_sums_via
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import TravelTimes
    from drenthe_geo.transit.lines import Transit
    from drenthe_geo.transit.times import TransitTimes
    from drenthe_geo.units import Bound


def board(access: Mapping[str, TravelTimes], transit: Transit) -> Boarding:
    """Combine times to stations by several modes.

    Parameters
    ----------
    access : mapping of str to TravelTimes
        Times to stations by mode, all of the same origins.
    transit : Transit
        The trains, for the minutes it takes to park and to board.

    Returns
    -------
    Boarding
        Only stations where a train stops.

    Raises
    ------
    ArgumentError
        If there is no mode, a mode is none of access, the times are not to the stations,
        origins differ, or no station has a train.
    """
    if not access:
        raise ArgumentError("trips.no_mode", modes=list(transit.rules.modes))
    first = next(iter(access.values())).minutes
    stations = sorted({str(code) for times in access.values() for code in times.minutes.columns})
    for mode, times in access.items():
        if mode not in transit.rules.modes:
            raise unknown_choice("mode_of_access", mode, transit.rules.modes)
        if times.direction != "to":
            raise ArgumentError("trips.access_direction", mode=mode)
        if not times.minutes.index.equals(first.index):
            raise ArgumentError("trips.access_origins", mode=mode)
    codes = [code for code in stations if code in transit.served]
    if not codes:
        raise ArgumentError("trips.no_station_served")
    rules, columns = transit.rules, pd.Index(codes, name="station")
    minutes = fastest_minutes(access, columns, rules.access_cap_min, rules.board_min)
    return Boarding(minutes, access, rules)


def door_to_door(boarding: Boarding, transit: Transit, destinations: pd.DataFrame) -> DoorToDoor:
    """Compute trips by train from door to door.

    Parameters
    ----------
    boarding : Boarding
        Access to the stations, see `board`.
    transit : Transit
        The trains.
    destinations : pandas.DataFrame
        Index: ids; ``station`` (code), ``egress_min``.

    Returns
    -------
    DoorToDoor
        By train, or on foot or by bicycle all the way where that is sooner; of equal
        sums the station that comes first in the alphabet.

    Raises
    ------
    ArgumentError
        If a destination's station has no train.

    Examples
    --------
    >>> trips = dg.station_trips(area, area.layer("sites").loc[["stationsgebied-heidestad"]])
    >>> again = door_to_door(trips.boarding, trips.trains.transit, trips.destinations)
    >>> bool((again.low < again.minutes).all(axis=None))
    True
    """
    trains = transit.times()
    minutes, station = soonest_trips(boarding, transit, destinations)
    expected = in_order(boarding.minutes)
    onward = _onward(trains, expected.columns, destinations)
    index, columns = minutes.index, minutes.columns
    codes = expected.columns.to_numpy(dtype=object)
    known = expected.notna().to_numpy() & expected.columns.isin(transit.by_train)
    values = np.where(known, expected.to_numpy(), np.inf)  # a bus stop is no station
    soonest = values.argmin(axis=1)
    least = values[np.arange(len(values)), soonest]
    least[np.isinf(least)] = np.nan
    nearest = pd.Series(codes[soonest], index, dtype=object, name="nearest")
    return DoorToDoor(
        minutes=minutes,
        low=trip_minutes(boarding, transit, destinations, bound="low"),
        high=trip_minutes(boarding, transit, destinations, bound="high"),
        station=station,
        nearest=nearest.where(~np.isnan(least), None),
        via_nearest=pd.DataFrame(least[:, None] + onward[soonest], index, columns),
        boarding=boarding,
        trains=trains,
        destinations=destinations,
    )


def soonest_trips(
    boarding: Boarding, transit: Transit, destinations: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure the expected minutes of `door_to_door` and where one boards, and nothing else."""
    expected = in_order(boarding.minutes)
    onward = _onward(transit.times(), expected.columns, destinations)
    by_train, at = least_sums_via(expected.to_numpy(), onward)
    own = _own_minutes(boarding, destinations, "expected")
    codes = expected.columns.to_numpy(dtype=object)[at]
    codes[np.isnan(by_train) | (own < by_train)] = None
    index, columns = boarding.minutes.index, destinations.index
    minutes = pd.DataFrame(np.fmin(by_train, own), index, columns)
    return minutes, pd.DataFrame(codes, index, columns)


def trip_minutes(
    boarding: Boarding,
    transit: Transit,
    destinations: pd.DataFrame,
    *,
    bound: Bound = "expected",
    same_access: bool = False,
) -> pd.DataFrame:
    """Measure the minutes from every origin to every destination, and nothing else.

    Parameters
    ----------
    boarding : Boarding
        Access to the stations, see `board`.
    transit : Transit
        The trains.
    destinations : pandas.DataFrame
        Index: ids; ``station`` (code), ``egress_min``.
    bound : {"expected", "low", "high"}
        Which minutes of the trains and the roads count.
    same_access : bool
        Count the expected minutes of the roads, whatever the bound.

    Returns
    -------
    pandas.DataFrame, shape (origins, destinations)
        Minutes, NaN without a way.

    Raises
    ------
    ArgumentError
        If a destination's station has no train.
    """
    road: Bound = "expected" if same_access else bound
    ordered = in_order(boarding.bounded(road))
    onward = _onward(transit.times(bound), ordered.columns, destinations)
    by_train = least_sums(ordered.to_numpy(), onward)
    least = np.fmin(by_train, _own_minutes(boarding, destinations, road))
    return pd.DataFrame(least, boarding.minutes.index, destinations.index)


def _own_minutes(
    boarding: Boarding, destinations: pd.DataFrame, bound: Bound
) -> NDArray[np.float64]:
    """Minutes to every destination without a train; NaN without a way."""
    own = boarding.own_to(destinations["station"], bound)
    there = own.reindex(columns=list(destinations["station"])).to_numpy(dtype=float)
    minutes = there + destinations["egress_min"].to_numpy(dtype=float)
    rounded: NDArray[np.float64] = np.rint(minutes * DS_PER_MIN) / DS_PER_MIN
    return rounded


def _onward(
    trains: TransitTimes, stations: pd.Index, destinations: pd.DataFrame
) -> NDArray[np.float64]:
    """Minutes from the platform of every station to every door."""
    for code in destinations["station"]:
        if code not in trains.minutes.columns:
            raise unknown_choice("station_served", str(code), trains.minutes.columns)
    ends = list(destinations["station"])
    rides = trains.minutes.loc[stations, ends].to_numpy(copy=True)
    # A trip by train has a ride: who boards where the trip ends has gone there otherwise.
    rides[stations.to_numpy()[:, None] == np.array(ends)] = np.nan
    egress = destinations["egress_min"].to_numpy(dtype=float)
    onward: NDArray[np.float64] = rides + np.rint(egress * DS_PER_MIN) / DS_PER_MIN
    return onward
