"""What trips by train are made of: the way to the platforms, and the whole from door to door."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.contracts.results import result
from drenthe_geo.errors import unknown_choice
from drenthe_geo.transit.lines import STOP
from drenthe_geo.units import DS_PER_MIN
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import TravelTimes
    from drenthe_geo.transit.times import TransitTimes
    from drenthe_geo.units import Bound


@result
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
    own : mapping of str to pandas.DataFrame
        By bound, minutes to every station without boarding, by modes that may go all the
        way: so one may come to where a trip ends without a train.
    access : mapping of str to TravelTimes
        What it was made of.
    """

    minutes: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    own: Mapping[Bound, pd.DataFrame]
    access: Mapping[str, TravelTimes]
    # The fastest modes, by their places in `access`; -1 without a way.
    _mode_at: NDArray[np.int8] = field(repr=False)
    _own_at: NDArray[np.int8] = field(repr=False)

    @cached_property
    def mode(self) -> pd.DataFrame:
        """Fastest mode from every origin to every station; missing without a way."""
        names = np.array([*self.access], dtype=object)[np.maximum(self._mode_at, 0)]
        frame = pd.DataFrame(names, self.low.index, self.low.columns)
        return frame.where(self._mode_at >= 0, None)

    @cached_property
    def own_mode(self) -> pd.DataFrame:
        """Fastest mode to every station without a train; missing without a way."""
        names = np.array([*self.access, None], dtype=object)[self._own_at]
        return pd.DataFrame(names, self.low.index, self.low.columns, dtype=object)


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
