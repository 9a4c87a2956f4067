"""From door to door by train: to the station, the wait, the rides, to the door.

The access to a station is a time on the roads, by any of several modes; the best
station for a trip is the one with the least sum, and need not be the nearest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.profiles import TENTHS_PER_MIN
from drenthe_geo.rail import rail_times

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from drenthe_geo.rail import Bound, Rail, RailTimes
    from drenthe_geo.travel import TravelTimes

BOUND_SIGN = {"low": -1.0, "expected": 0.0, "high": 1.0}


@dataclass(frozen=True)
class Boarding:
    """How long it takes from every origin to the platform of every station.

    Parameters
    ----------
    minutes : pandas.DataFrame, shape (origins, stations)
        Access and boarding by the fastest of the modes; NaN without a way.
    low, high : pandas.DataFrame
        The same if every time on the road is shorter or longer by the uncertainty of
        its mode.
    mode : pandas.DataFrame
        The fastest mode; missing without a way.
    access : mapping of str to TravelTimes
        What it was made of.
    """

    minutes: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    mode: pd.DataFrame
    access: Mapping[str, TravelTimes]


@dataclass(frozen=True)
class DoorToDoor:
    """Trips by train from origins to destinations.

    Parameters
    ----------
    minutes, low, high : pandas.DataFrame, shape (origins, destinations)
        Expected minutes and their range; NaN without a way.
    station : pandas.DataFrame
        Code of the station where one boards.
    nearest : pandas.Series
        Per origin the station whose platform is soonest reached.
    via_nearest : pandas.DataFrame
        Minutes if one boards at that station all the same.
    boarding : Boarding
        Access to the stations.
    trains : RailTimes
        The trains.
    destinations : pandas.DataFrame
        Where trips go: ``station`` and ``egress_min``.
    """

    minutes: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    station: pd.DataFrame
    nearest: pd.Series
    via_nearest: pd.DataFrame
    boarding: Boarding
    trains: RailTimes
    destinations: pd.DataFrame

    def legs(self, origin: str, destination: str) -> pd.DataFrame:
        """List everything a trip is made of.

        Parameters
        ----------
        origin : str
            Id of an origin.
        destination : str
            Id of a destination.

        Returns
        -------
        pandas.DataFrame
            One row per part: ``part`` (``access``, ``board``, ``wait``, ``ride``,
            ``transfer``, ``egress``), ``what``, ``minutes``. They add up to the
            minutes of the trip; no rows without a way.

        Raises
        ------
        ArgumentError
            If there is no such origin or destination.

        Examples
        --------
        >>> import drenthe_geo as dg
        >>> trips = dg.station_trips(dg.read_layer("sites").loc[["stationsgebied-meppel"]])
        >>> trips.legs("stationsgebied-meppel", "leeuwarden")["part"].tolist()
        ['access', 'board', 'wait', 'ride', 'egress']
        """
        for what, given, known in (
            ("origin", origin, self.minutes.index),
            ("destination", destination, self.minutes.columns),
        ):
            if given not in known:
                raise unknown_choice(what, given, map(str, known))
        if self.minutes[destination].isna()[origin]:
            return pd.DataFrame(columns=["part", "what", "minutes"])
        station = str(self.station.loc[origin, destination])
        mode = str(self.boarding.mode.loc[origin, station])
        names = self.trains.rail.stations["name"]
        to: Any = self.destinations.loc[destination]
        rows: list[tuple[str, str, float]] = [
            (
                "access",
                f"{mode} to station {names[station]}",
                float(self.boarding.access[mode].minutes.loc[origin, station]),  # type: ignore[arg-type]
            ),
            ("board", f"{mode} to platform", self.trains.rail.rules.board_min[mode]),
        ]
        rides: list[dict[Any, Any]] = self.trains.legs(station, str(to["station"])).to_dict(
            "records"
        )
        for number, ride in enumerate(rides):
            often = f"{ride['trains_per_hour']:g} an hour"
            if number == 0:
                rows.append(("wait", f"for {ride['lines']} ({often})", ride["wait_min"]))
            else:
                at = names[ride["from_station"]]
                change = ride["transfer_min"] + ride["wait_min"]
                rows.append(("transfer", f"at {at} to {ride['lines']} ({often})", change))
            to_name = names[ride["to_station"]]
            rows.append(("ride", f"{ride['lines']} to {to_name}", ride["ride_min"]))
        egress_min = round(float(to["egress_min"]) * TENTHS_PER_MIN) / TENTHS_PER_MIN
        rows.append(("egress", f"to {to.get('name', destination)}", egress_min))
        return pd.DataFrame(rows, columns=["part", "what", "minutes"])


def board(access: Mapping[str, TravelTimes], rail: Rail) -> Boarding:
    """Combine times to stations by several modes.

    Parameters
    ----------
    access : mapping of str to TravelTimes
        Times to stations by mode, all of the same origins.
    rail : Rail
        The trains, for the minutes it takes to park and to board.

    Returns
    -------
    Boarding
        Only stations where a train stops.

    Raises
    ------
    ArgumentError
        If there is no mode, a mode has no boarding minutes, the times are not to the
        stations, origins differ, or no station has a train.
    """
    if not access:
        msg = "access: no mode was given; give times for walk, bicycle, ebike or car."
        raise ArgumentError(msg)
    first = next(iter(access.values())).minutes
    stations = sorted({str(code) for times in access.values() for code in times.minutes.columns})
    for mode, times in access.items():
        if mode not in rail.rules.board_min:
            raise unknown_choice("mode of access", mode, rail.rules.board_min)
        if times.direction != "to":
            msg = f"access by {mode}: times must be to the stations, not from them."
            raise ArgumentError(msg)
        if not times.minutes.index.equals(first.index):
            msg = f"access by {mode}: its origins are not those of the other modes."
            raise ArgumentError(msg)
    codes = [code for code in stations if code in rail.served]
    if not codes:
        msg = "access: no train stops at any of the stations; give codes as in the layer stations."
        raise ArgumentError(msg)
    modes = list(access)
    found = {}
    for bound, sign in BOUND_SIGN.items():
        stack = np.stack(
            [
                access[mode].minutes.reindex(columns=codes).to_numpy(dtype=float)
                * (1 + sign * access[mode].profile.uncertainty_share)
                + rail.rules.board_min[mode]
                for mode in modes
            ]
        )
        found[bound] = np.where(np.isnan(stack), np.inf, stack)
    index, columns = first.index, pd.Index(codes, name="station")
    frames = {
        bound: pd.DataFrame(_or_nan(stack.min(axis=0)), index, columns)
        for bound, stack in found.items()
    }
    fastest = np.array(modes, dtype=object)[found["expected"].argmin(axis=0)]
    mode_frame = pd.DataFrame(fastest, index, columns).where(frames["expected"].notna(), None)
    return Boarding(frames["expected"], frames["low"], frames["high"], mode_frame, access)


def door_to_door(boarding: Boarding, rail: Rail, destinations: pd.DataFrame) -> DoorToDoor:
    """Compute trips by train from door to door.

    Parameters
    ----------
    boarding : Boarding
        Access to the stations, see `board`.
    rail : Rail
        The trains.
    destinations : pandas.DataFrame
        Index: ids; ``station`` (code), ``egress_min``.

    Returns
    -------
    DoorToDoor
        Of equal sums the station that comes first in the alphabet.

    Raises
    ------
    ArgumentError
        If a destination's station has no train.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> trips = dg.station_trips(dg.read_layer("sites").loc[["stationsgebied-meppel"]])
    >>> bool(trips.low.loc["stationsgebied-meppel", "schiphol"]
    ...     < trips.minutes.loc["stationsgebied-meppel", "schiphol"])
    True
    """
    trains = rail_times(rail)
    expected = boarding.minutes.sort_index(axis=1)
    onward = _onward(trains, expected.columns, destinations)
    sums, at = _least_sum(expected.to_numpy(), onward)
    index, columns = boarding.minutes.index, destinations.index
    codes = expected.columns.to_numpy(dtype=object)
    reached = pd.DataFrame(np.isfinite(sums), index, columns)
    values = np.where(np.isnan(expected.to_numpy()), np.inf, expected.to_numpy())
    soonest = values.argmin(axis=1)
    via_nearest = values[np.arange(len(values)), soonest][:, None] + onward[soonest]
    nearest = pd.Series(codes[soonest], index, dtype=object, name="nearest")
    return DoorToDoor(
        minutes=pd.DataFrame(_or_nan(sums), index, columns),
        low=trip_minutes(boarding.low, rail, destinations, bound="low"),
        high=trip_minutes(boarding.high, rail, destinations, bound="high"),
        station=pd.DataFrame(codes[at], index, columns).where(reached, None),
        nearest=nearest.where(np.isfinite(values.min(axis=1)), None),
        via_nearest=pd.DataFrame(_or_nan(via_nearest), index, columns),
        boarding=boarding,
        trains=trains,
        destinations=destinations,
    )


def trip_minutes(
    boarding_min: pd.DataFrame, rail: Rail, destinations: pd.DataFrame, *, bound: Bound = "expected"
) -> pd.DataFrame:
    """Measure the minutes from every origin to every destination, and nothing else.

    Parameters
    ----------
    boarding_min : pandas.DataFrame, shape (origins, stations)
        Minutes to every platform, see `Boarding`.
    rail : Rail
        The trains.
    destinations : pandas.DataFrame
        Index: ids; ``station`` (code), ``egress_min``.
    bound : {"expected", "low", "high"}
        Which minutes of the trains count.

    Returns
    -------
    pandas.DataFrame, shape (origins, destinations)
        Minutes, NaN without a way.

    Raises
    ------
    ArgumentError
        If a destination's station has no train.
    """
    ordered = boarding_min.sort_index(axis=1)
    onward = _onward(rail_times(rail, bound=bound), ordered.columns, destinations)
    sums, _ = _least_sum(ordered.to_numpy(), onward)
    return pd.DataFrame(_or_nan(sums), boarding_min.index, destinations.index)


def _onward(
    trains: RailTimes, stations: pd.Index, destinations: pd.DataFrame
) -> NDArray[np.float64]:
    """Minutes from the platform of every station to every door."""
    for code in destinations["station"]:
        if code not in trains.minutes.columns:
            raise unknown_choice("station served by a train", str(code), trains.minutes.columns)
    rides = trains.minutes.loc[stations, list(destinations["station"])].to_numpy()
    egress = destinations["egress_min"].to_numpy(dtype=float)
    onward: NDArray[np.float64] = rides + np.rint(egress * TENTHS_PER_MIN) / TENTHS_PER_MIN
    return onward


def arrival_minutes(boarding: Boarding, rail: Rail) -> pd.DataFrame:
    """Measure the minutes from every origin by train to the platform of every station.

    Parameters
    ----------
    boarding : Boarding
        Access to the stations, see `board`.
    rail : Rail
        The trains.

    Returns
    -------
    pandas.DataFrame, shape (origins, stations)
        Expected minutes with at least one ride; NaN without a way.
    """
    start = boarding.minutes.sort_index(axis=1)
    between = rail_times(rail).minutes
    rides = between.loc[start.columns].to_numpy(copy=True)
    rides[start.columns.to_numpy()[:, None] == between.columns.to_numpy()] = np.nan  # no ride
    arrive, _ = _least_sum(start.to_numpy(), rides)
    return pd.DataFrame(_or_nan(arrive), start.index, between.columns)


def train_minutes(arrivals: pd.DataFrame, egress: TravelTimes) -> pd.DataFrame:
    """Measure the minutes by train from every origin to every door around the stations.

    Parameters
    ----------
    arrivals : pandas.DataFrame, shape (origins, stations)
        Result of `arrival_minutes`.
    egress : TravelTimes
        From stations to the doors: direction ``"from"``, doors as its origins.

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
        msg = "egress: times must be from the stations, not to them."
        raise ArgumentError(msg)
    codes = [code for code in egress.minutes.columns if code in arrivals.columns]
    total, _ = _least_sum(arrivals[codes].to_numpy(), egress.minutes[codes].to_numpy().T)
    return pd.DataFrame(_or_nan(total), arrivals.index, egress.minutes.index)


def _least_sum(
    first: NDArray[np.float64], then: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Least of the sums over what lies between, and where that is; NaN is no way."""
    first = np.where(np.isnan(first), np.inf, np.rint(first * TENTHS_PER_MIN))
    then = np.where(np.isnan(then), np.inf, np.rint(then * TENTHS_PER_MIN))
    least = np.full((first.shape[0], then.shape[1]), np.inf)
    via = np.zeros(least.shape, dtype=np.intp)
    for number in range(first.shape[1]):
        total = first[:, [number]] + then[number]
        better = total < least
        least[better], via[better] = total[better], number
    return least / TENTHS_PER_MIN, via


def _or_nan(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isfinite(values), values, np.nan)
