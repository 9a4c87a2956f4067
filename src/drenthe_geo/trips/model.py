"""What trips by train are made of: the way to the platforms, and the whole from door to door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from drenthe_geo.contracts.results import result
from drenthe_geo.errors import unknown_choice
from drenthe_geo.transit.lines import STOP
from drenthe_geo.units import BOUNDS, DS_PER_MIN, Bound
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import TravelTimes
    from drenthe_geo.transit.rules import TransitRules
    from drenthe_geo.transit.times import TransitTimes


class ByBound(Mapping[Bound, Any]):
    """Something by the bound of minutes, made when it is asked for."""

    def __init__(self, make: Callable[[Bound], Any]) -> None:
        """Nothing is made yet."""
        self._make = make
        self._made: dict[Bound, Any] = {}

    def __getitem__(self, bound: Bound) -> Any:  # noqa: ANN401 - as it is made
        """Give it, made once."""
        if bound not in self._made:
            if bound not in BOUNDS:
                raise KeyError(bound)
            self._made[bound] = self._make(bound)
        return self._made[bound]

    def __iter__(self) -> Iterator[Bound]:
        """Go through the bounds."""
        return iter(BOUNDS)

    def __len__(self) -> int:
        """Count the bounds."""
        return len(BOUNDS)


@result
@dataclass(frozen=True)
class Boarding:
    """How long it takes from every origin to the platform of every station.

    Parameters
    ----------
    minutes : pandas.DataFrame, shape (origins, stations)
        Access and boarding by the fastest of the modes; NaN without a way.
    access : mapping of str to TravelTimes
        What it was made of.
    rules : TransitRules
        How far one goes by each mode, and how long boarding takes.
    """

    minutes: pd.DataFrame
    access: Mapping[str, TravelTimes]
    rules: TransitRules

    @cached_property
    def low(self) -> pd.DataFrame:
        """The minutes if every time on the road is shorter by the uncertainty of its mode."""
        return self._to_platforms("low")

    @cached_property
    def high(self) -> pd.DataFrame:
        """The minutes if every time on the road is longer by the uncertainty of its mode."""
        return self._to_platforms("high")

    def bounded(self, bound: Bound) -> pd.DataFrame:
        """Give the minutes of a bound."""
        if bound == "expected":
            return self.minutes
        return self.low if bound == "low" else self.high

    def _to_platforms(self, bound: Bound) -> pd.DataFrame:
        """Measure the minutes of a bound: for many stations they take as much room again."""
        caps, board_min = self.rules.access_cap_min, self.rules.board_min
        return fastest_minutes(self.access, self.minutes.columns, caps, board_min, bound)

    @cached_property
    def own(self) -> Mapping[Bound, pd.DataFrame]:
        """By bound, minutes to every station without boarding, by modes that may go all the way.

        So one may come to where a trip ends without a train.
        """
        return ByBound(lambda bound: self.own_to(self.minutes.columns, bound))

    def own_to(self, stations: Iterable[str], bound: Bound) -> pd.DataFrame:
        """Measure what `own` has to some of its stations: of many halts few are a destination."""
        there = self.minutes.columns.intersection(pd.Index(stations).unique())
        return fastest_minutes(self.access, there, self.rules.own_way_cap_min, 0.0, bound)

    @cached_property
    def mode(self) -> pd.DataFrame:
        """Fastest mode from every origin to every station; missing without a way."""
        return self._modes(self.rules.access_cap_min, self.rules.board_min)

    @cached_property
    def own_mode(self) -> pd.DataFrame:
        """Fastest mode to every station without a train; missing without a way."""
        return self._modes(self.rules.own_way_cap_min, 0.0)

    def _modes(self, caps_min: Mapping[str, float], more_min: float) -> pd.DataFrame:
        """Name the fastest mode to every station; missing without a way."""
        columns = self.minutes.columns
        found = np.full(self.minutes.shape, None, dtype=object)
        least = np.full(self.minutes.shape, np.inf)
        for mode, there, mine in _by_mode(self.access, columns, caps_min, more_min, "expected"):
            sooner = mine < least[there]
            at = tuple(where[sooner] for where in there)
            least[at] = mine[sooner]
            found[at] = mode
        return pd.DataFrame(found, self.minutes.index, columns, dtype=object)


def fastest_minutes(
    access: Mapping[str, TravelTimes],
    stations: pd.Index,
    caps_min: Mapping[str, float],
    more_min: float,
    bound: Bound = "expected",
) -> pd.DataFrame:
    """Minutes to every station by the fastest of the modes that go so far; NaN without a way."""
    origins = next(iter(access.values())).minutes.index
    least = np.full((len(origins), len(stations)), np.inf)
    for _, there, mine in _by_mode(access, stations, caps_min, more_min, bound):
        least[there] = np.minimum(least[there], mine)
    least[np.isinf(least)] = np.nan
    return pd.DataFrame(least, origins, stations, copy=False)


def _by_mode(
    access: Mapping[str, TravelTimes],
    stations: pd.Index,
    caps_min: Mapping[str, float],
    more_min: float,
    bound: Bound,
) -> Iterator[tuple[str, tuple[NDArray[np.intp], ...], NDArray[np.float64]]]:
    """Give by mode where it goes, most stations being too far, and the minutes there.

    How far a mode goes is told by the expected minutes, whatever the bound.
    """
    for mode, times in access.items():
        if mode in caps_min:
            minutes = times.minutes
            if not minutes.columns.equals(stations):
                minutes = minutes.reindex(columns=stations)
            values = minutes.to_numpy(dtype=float)
            there = np.nonzero(values <= caps_min[mode])
            yield mode, there, values[there] * times.profile.factor(bound) + more_min


@result
@dataclass(frozen=True)
class DoorToDoor:
    """Trips by train from origins to destinations.

    Parameters
    ----------
    minutes, low, high : pandas.DataFrame, shape (origins, destinations)
        Expected minutes and their range; NaN without a way.
    station : pandas.DataFrame
        Code of the station where one boards; missing without a way, and where one
        goes on foot or by bicycle all the way, sooner than by train.
    nearest : pandas.Series
        Per origin the station whose platform is soonest reached.
    via_nearest : pandas.DataFrame
        Minutes if one boards at that station all the same.
    boarding : Boarding
        Access to the stations.
    trains : TransitTimes
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
    trains: TransitTimes
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
            ``transfer``, ``egress``), ``what`` (a `Message`), ``minutes``. They add up to the
            minutes of the trip; no rows without a way.

        Raises
        ------
        ArgumentError
            If there is no such origin or destination.

        Examples
        --------
        >>> sites = area.layer("sites").loc[["stationsgebied-heidestad"]]
        >>> legs = dg.station_trips(area, sites).legs("stationsgebied-heidestad", "hoofdstad")
        >>> legs["part"].tolist()
        ['access', 'board', 'wait', 'ride', 'egress']
        >>> area.words("en").say(legs["what"].iloc[0])
        'by car to station Heidestad'
        """
        for what, given, known in (
            ("origin", origin, self.minutes.index),
            ("destination", destination, self.minutes.columns),
        ):
            if given not in known:
                raise unknown_choice(what, given, map(str, known))
        rows: list[tuple[str, Message, float]] = []
        if self.minutes[destination].notna()[origin]:
            if self.station[destination].isna()[origin]:
                rows.append(self._own_way(origin, destination))
            else:
                rows += self._by_train(origin, destination)
            rows.append(self._egress(destination))
        return pd.DataFrame(rows, columns=["part", "what", "minutes"])

    def _egress(self, destination: str) -> tuple[str, Message, float]:
        """From the platform to the door."""
        to: Any = self.destinations.loc[destination]
        minutes = round(float(to["egress_min"]) * DS_PER_MIN) / DS_PER_MIN
        return "egress", Message("trips.egress", door=to.get("name", destination)), minutes

    def _own_way(self, origin: str, destination: str) -> tuple[str, Message, float]:
        """Without a train to the station of a destination."""
        end = str(self.destinations["station"][destination])
        mode = str(self.boarding.own_mode.loc[origin, end])
        phrase = self.boarding.access[mode].profile.phrase
        name = self.trains.transit.halts["name"][end]
        minutes = float(self.boarding.own["expected"][end][origin])
        return "access", Message("trips.own_way", by=phrase, station=name), minutes

    def _by_train(self, origin: str, destination: str) -> list[tuple[str, Message, float]]:
        """From the door to the platform where the last train arrives."""
        names = self.trains.transit.halts["name"]
        station = str(self.station[destination][origin])
        mode = str(self.boarding.mode.loc[origin, station])
        access = self.boarding.access[mode]
        by = access.profile.phrase
        is_stop = self.trains.transit.halts["role"][station] == STOP
        kind = STOP if is_stop else "station"
        rows = [
            (
                "access",
                Message(f"trips.access.{kind}", by=by, station=names[station]),
                float(access.minutes[station][origin]),
            ),
            (
                "board",
                Message(f"trips.board.{kind}", by=by),
                self.trains.transit.rules.board_min,
            ),
        ]
        rides = self.trains.legs(station, str(self.destinations["station"][destination]))
        for number, ride in enumerate(rides.to_dict("records")):
            lines, rule = ride["lines"], ride["wait_rule"]
            said: dict[str, object] = {"lines": lines, "often": ride["trains_per_hour"]}
            if number == 0:
                rows.append(("wait", Message(f"trips.wait.{rule}", **said), ride["wait_min"]))
            else:
                said["station"] = names[ride["from_station"]]
                change = Message(f"trips.transfer.{rule}", **said)
                rows.append(("transfer", change, ride["transfer_min"] + ride["wait_min"]))
            onward = Message("trips.ride", lines=lines, station=names[ride["to_station"]])
            rows.append(("ride", onward, ride["ride_min"]))
        return rows
