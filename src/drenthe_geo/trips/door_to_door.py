"""From door to door by train: to the station, the wait, the rides, to the door.

The access to a station is a time on the roads, by any of several modes; the best
station for a trip is the one with the least sum, and need not be the nearest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.trips.model import Boarding, DoorToDoor
from drenthe_geo.units import BOUNDS, DS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import TravelTimes
    from drenthe_geo.transit.lines import Transit
    from drenthe_geo.transit.times import TransitTimes
    from drenthe_geo.units import Bound


NO_WAY_DS = 2**29
"""Longer than any trip, and twice that is still a whole number of 32 bits."""

SUMS_AT_ONCE = 2**15
"""Sums that are compared together: of 8,000 to 500,000 the fastest, with 85 stations."""


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
    caps, index, columns = (
        transit.rules.access_cap_min,
        first.index,
        pd.Index(codes, name="station"),
    )
    board_min = transit.rules.board_min
    frames, mode_at = _fastest(access, index, columns, caps, board_min)
    own, own_at = _fastest(access, index, columns, transit.rules.own_way_cap_min, 0.0)
    return Boarding(frames["expected"], frames["low"], frames["high"], own, access, mode_at, own_at)


def _fastest(
    access: Mapping[str, TravelTimes],
    index: pd.Index,
    columns: pd.Index,
    caps_min: Mapping[str, float],
    more_min: float,
) -> tuple[dict[Bound, pd.DataFrame], NDArray[np.int8]]:
    """Minutes to every station by the fastest of the modes that go so far, and which that is.

    A mode is told by its place in `access`; -1 without a way.
    """
    least = {bound: np.full((len(index), len(columns)), np.inf) for bound in BOUNDS}
    at = np.full((len(index), len(columns)), -1, dtype=np.int8)
    for place, (mode, times) in enumerate(access.items()):
        if mode not in caps_min:
            continue
        minutes = times.minutes.reindex(columns=columns).to_numpy(dtype=float)
        # How far a mode goes is told by the expected minutes; most stations are too far.
        there = np.nonzero(minutes <= caps_min[mode])
        near = minutes[there]
        for bound, found in least.items():
            mine = near * times.profile.factor(bound) + more_min
            known = found[there]
            if bound == "expected":
                at[there] = np.where(mine < known, place, at[there])
            found[there] = np.minimum(known, mine)
    for found in least.values():
        found[np.isinf(found)] = np.nan
    frames = {
        bound: pd.DataFrame(found, index, columns, copy=False) for bound, found in least.items()
    }
    return frames, at


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
    expected = boarding.minutes.sort_index(axis=1)
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
    expected = boarding.minutes.sort_index(axis=1)
    onward = _onward(transit.times(), expected.columns, destinations)
    by_train, at = _least_sum(expected.to_numpy(), onward)
    own = _own_minutes(boarding.own["expected"], destinations)
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
    frames = {"expected": boarding.minutes, "low": boarding.low, "high": boarding.high}
    ordered = frames[road].sort_index(axis=1)
    onward = _onward(transit.times(bound), ordered.columns, destinations)
    by_train = _least(ordered.to_numpy(), onward)
    least = np.fmin(by_train, _own_minutes(boarding.own[road], destinations))
    return pd.DataFrame(least, boarding.minutes.index, destinations.index)


def _own_minutes(own: pd.DataFrame, destinations: pd.DataFrame) -> NDArray[np.float64]:
    """Minutes to every destination without a train; NaN without a way."""
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


def arrival_minutes(boarding: Boarding, transit: Transit) -> pd.DataFrame:
    """Measure the minutes from every origin by train to the platform of every station.

    Parameters
    ----------
    boarding : Boarding
        Access to the stations, see `board`.
    transit : Transit
        The trains.

    Returns
    -------
    pandas.DataFrame, shape (origins, stations)
        Expected minutes with at least one ride; NaN without a way.
    """
    start = boarding.minutes.sort_index(axis=1)
    between = transit.times().minutes
    rides = between.loc[start.columns].to_numpy(copy=True)
    rides[start.columns.to_numpy()[:, None] == between.columns.to_numpy()] = np.nan  # no ride
    arrive = _least(start.to_numpy(), rides)
    return pd.DataFrame(arrive, start.index, between.columns)


def train_minutes(
    arrivals: pd.DataFrame, egress: TravelTimes, *, limit_min: float = np.inf
) -> pd.DataFrame:
    """Measure the minutes by train from every origin to every door around the stations.

    NaN beyond the limit too: a short one makes it much faster.

    Parameters
    ----------
    arrivals : pandas.DataFrame, shape (origins, stations)
        Result of `arrival_minutes`.
    egress : TravelTimes
        From stations to the doors: direction ``"from"``, doors as its origins.
    limit_min : float
        Longest trip that counts.

    Returns
    -------
    pandas.DataFrame, shape (origins, doors)
        Expected minutes with at least one ride; NaN without a way.

    Raises
    ------
    ArgumentError
        If the egress is not from stations.
    """
    if egress.direction != "from":
        raise ArgumentError("trips.egress_direction")
    codes = [code for code in egress.minutes.columns if code in arrivals.columns]
    total = _least(arrivals[codes].to_numpy(), egress.minutes[codes].to_numpy().T, limit_min)
    return pd.DataFrame(total, arrivals.index, egress.minutes.index)


def _least_sum(
    first: NDArray[np.float64], then: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Least of the sums over what lies between, and where that is; NaN is no way."""
    first_ds, then_ds = _whole_ds(first), _whole_ds(then)
    least = np.full((len(first), then.shape[1]), NO_WAY_DS, dtype=np.int32)
    via = np.zeros(least.shape, dtype=np.intp)
    for some in _parts(least.shape):
        for number in np.flatnonzero((first_ds[some] < NO_WAY_DS).any(axis=0)):
            total = first_ds[some, number, None] + then_ds[number]
            better = total < least[some]
            np.copyto(least[some], total, where=better)
            np.copyto(via[some], number, where=better)
    return _minutes_of(least), via


def _least(
    first: NDArray[np.float64], then: NDArray[np.float64], limit_min: float = np.inf
) -> NDArray[np.float64]:
    """Least of the sums over what lies between, wherever that is; NaN beyond the limit too."""
    first_ds, then_ds = _whole_ds(first), _whole_ds(then)
    least = np.full((len(first), then.shape[1]), NO_WAY_DS, dtype=np.int32)
    if np.isfinite(limit_min):
        whole = round(limit_min * DS_PER_MIN)
        _add_within(least, first_ds, then_ds, whole - (whole / DS_PER_MIN > limit_min))
        return _minutes_of(least)
    for some in _parts(least.shape):
        for number in np.flatnonzero((first_ds[some] < NO_WAY_DS).any(axis=0)):
            total = first_ds[some, number, None] + then_ds[number]
            np.minimum(least[some], total, out=least[some])
    return _minutes_of(least)


def _add_within(
    least: NDArray[np.int32],
    first_ds: NDArray[np.int32],
    then_ds: NDArray[np.int32],
    limit_ds: int,
) -> None:
    """Write the least sums within a limit; only what can be within it is looked at."""
    for number, onward in enumerate(then_ds):
        start = first_ds[:, number]
        rows = np.flatnonzero(start <= limit_ds - onward.min(initial=NO_WAY_DS))
        ends = np.flatnonzero(onward <= limit_ds - start[rows].min(initial=NO_WAY_DS))
        total = start[rows, None] + onward[ends]
        total[total > limit_ds] = NO_WAY_DS
        there = np.ix_(rows, ends)
        least[there] = np.minimum(least[there], total)


def _parts(shape: tuple[int, ...]) -> Iterator[slice]:
    """Take so many rows at a time that they stay near to the processor."""
    step = max(1, SUMS_AT_ONCE // max(shape[1], 1))
    for start in range(0, shape[0], step):
        yield slice(start, start + step)


def _whole_ds(minutes: NDArray[np.float64]) -> NDArray[np.int32]:
    """Whole tenths of a second, `NO_WAY_DS` where there is no way."""
    known = np.isfinite(minutes)
    ds = np.full(minutes.shape, NO_WAY_DS, dtype=np.int32)
    ds[known] = np.rint(minutes[known] * DS_PER_MIN)
    return ds


def _minutes_of(ds: NDArray[np.int32]) -> NDArray[np.float64]:
    """Minutes, NaN where there is no way."""
    minutes: NDArray[np.float64] = ds / DS_PER_MIN
    minutes[ds >= NO_WAY_DS] = np.nan
    return minutes
