"""Trains and buses: lines and legs as tables, and the way between two halts.

There is no timetable in it but frequencies: a wait is half the headway, capped, and a
change is a walk and such a wait, but where the minutes of a connection are known. Lines that
run between the same two halts are taken together as far as that helps (the common lines of
Chriqui and Robillard 1975): one boards whichever of them comes first. Trains and buses are not
taken together so: they leave from other places. A halt is a station or a bus stop that is at
none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.contracts.results import result
from drenthe_geo.errors import DataError, LayerError
from drenthe_geo.transit.connections import connection_problems, no_connections, still_there
from drenthe_geo.transit.problems import number_problems, table_problems, way_problems
from drenthe_geo.transit.rides import ONE_WAY
from drenthe_geo.transit.rules import BUS, TRAIN, transit_rules_from_mapping
from drenthe_geo.transit.times import find_times
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.transit.rules import TransitRules
    from drenthe_geo.transit.times import TransitTimes
    from drenthe_geo.units import Bound

LINE_COLUMNS = ("name", "kind", "vehicle", "trains_per_hour")

LEG_COLUMNS = (
    "line",
    "position",
    "from_station",
    "to_station",
    "minutes",
    "minutes_low",
    "minutes_high",
    "dwell_min",
    "basis",
)

STOPS = "stops"
"""Layer of the bus stops that are at no station."""

STOP = "stop"
"""Role of a halt that is no station."""

FAR, IN_SERVICE = "far", "in_service"
"""Role of a station that no road of the area leads to, and status of one where trains stop."""

HALT_COLUMNS = ["name", "role", "geometry"]

CONNECTIONS = "transit_connections"
"""Table of an area that tells the connections; without it half the headway counts."""

LEAST_CALLS = 2
"""A line with fewer goes nowhere."""


@result
@dataclass(frozen=True)
class Transit:
    """Trains and buses: what stops where, how often and how long it runs.

    Parameters
    ----------
    stations : geopandas.GeoDataFrame
        Stations with the code as index, RD New; see the layer ``stations``.
    lines : pandas.DataFrame
        Index ``line``; ``name``, ``kind``, ``vehicle`` (``train`` or ``bus``),
        ``trains_per_hour`` (of a bus too); ``one_way`` where a table has it: such a line
        runs as its legs are written, and not back.
    legs : pandas.DataFrame
        One row per leg of a line, in order: ``line``, ``position`` (1 is the first),
        ``from_station``, ``to_station`` (codes of halts), ``minutes`` in the vehicle
        with ``minutes_low`` and ``minutes_high``, ``dwell_min`` standing at the end of
        the leg, ``basis`` (``timetable``, ``published``, ``shared`` or ``estimate``). All
        run both ways in the same time, but for lines of one way.
    rules : TransitRules
        Waits, changes, boarding.
    connections : pandas.DataFrame
        Changes whose minutes are known: ``station``, ``from_line`` as it comes from the
        side of ``coming_from``, ``to_line`` as it goes to the side of ``going_to``,
        ``change_min`` from arriving to leaving, the walk in it.
    stops : geopandas.GeoDataFrame, optional
        Bus stops that are at no station, with the code as index, RD New; see the layer
        ``stops``. A bus that stops at a station has the station's code.
    notices : tuple of Message
        What is odd about the file that they were read from, and which day of it they are.
    lacks : Message, optional
        What is said where trains are asked of an area that has no timetable.
    """

    stations: gpd.GeoDataFrame
    lines: pd.DataFrame
    legs: pd.DataFrame
    rules: TransitRules
    connections: pd.DataFrame = field(default_factory=no_connections)
    stops: gpd.GeoDataFrame | None = None
    notices: tuple[Message, ...] = field(default=(), compare=False)
    lacks: Message | None = field(default=None, compare=False)
    _times: dict[Bound, TransitTimes] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def times(self, bound: Bound = "expected") -> TransitTimes:
        """Find the best way by train and bus between all halts; it is kept.

        Parameters
        ----------
        bound : {"expected", "low", "high"}
            Which minutes of a leg count: the expected ones, or an end of their range.

        Returns
        -------
        TransitTimes
            Minutes and rides. Times are whole tenths of a second.

        Raises
        ------
        ArgumentError
            If the bound is none of the three.

        Examples
        --------
        >>> times = dg.transit.read_transit(area).times()
        >>> times.legs("otv", "hfd")["ride_min"].tolist()
        [15.0, 39.0]
        """
        self.require_lines()
        if bound not in self._times:
            self._times[bound] = find_times(self, bound)
        return self._times[bound]

    @property
    def is_known(self) -> bool:
        """Whether there is a timetable; of the trains of an area without one nothing is known."""
        return self.lacks is None or not self.lines.empty

    def require_lines(self) -> None:
        """Refuse what needs trains where there is no timetable: nothing is known of them."""
        if self.lacks is not None and not self.is_known:
            raise DataError(self.lacks.key, **self.lacks.values)

    @cached_property
    def halts(self) -> gpd.GeoDataFrame:
        """Stations and bus stops: ``name``, ``role`` (``stop`` of a bus stop) and point."""
        stations = self.stations[HALT_COLUMNS]
        if self.stops is None:
            return stations
        return pd.concat([stations, self.stops.assign(role=STOP)[HALT_COLUMNS]])

    @cached_property
    def served(self) -> pd.Index:
        """Codes of the halts where a train or a bus stops, in order."""
        self.require_lines()
        return _codes(self.legs)

    @cached_property
    def by_train(self) -> pd.Index:
        """Codes of the stations where a train stops, in order."""
        self.require_lines()
        trains = self.lines.index[self.lines["vehicle"] == TRAIN]
        return _codes(self.legs[self.legs["line"].isin(trains)])

    @cached_property
    def stopping(self) -> pd.Index:
        """Codes of the stations where a train stops; without a timetable those in service.

        A station in service has trains, though nobody knows which: the way to it on foot or by
        car is the same whatever stops there.
        """
        if self.is_known:
            return self.by_train
        near = (self.stations["status"] == IN_SERVICE) & (self.stations["role"] != FAR)
        return pd.Index(sorted(map(str, self.stations.index[near])), name="station")

    @property
    def bus_note(self) -> Message:
        """Say in a sentence which buses count, and which are not in the data."""
        if not self.is_known:
            return Message("transit.none_known")
        lines = int((self.lines["vehicle"] == BUS).sum())
        if lines and ONE_WAY in self.lines:  # only of a feed that is told, and it has all its buses
            return Message("transit.buses_of_feed", lines=lines)
        return Message("transit.some_buses", lines=lines) if lines else Message("transit.no_buses")

    def without_buses(self) -> Transit:
        """Leave the buses and their stops out.

        Returns
        -------
        Transit
            The trains alone; itself where there is no bus.

        Raises
        ------
        LayerError
            If no train is left.

        Examples
        --------
        >>> both = dg.transit.read_transit(area)
        >>> trains = both.without_buses()
        >>> both.served.difference(trains.served).tolist()
        ['b-heidedorp', 'b-wolde']
        """
        return self._trains

    @cached_property
    def _trains(self) -> Transit:
        """The trains alone, with the best ways by them once they were asked for."""
        lines = self.lines[self.lines["vehicle"] == TRAIN]
        if len(lines) == len(self.lines):
            return self
        if lines.empty:
            raise LayerError("transit.no_train")
        legs = self.legs[self.legs["line"].isin(lines.index)]
        known = still_there(self.connections, legs)
        return make_transit(self.stations, lines, legs, self.rules, known)


def _codes(legs: pd.DataFrame) -> pd.Index:
    """Codes of the halts of some legs, in order."""
    stops = {*legs["from_station"], *legs["to_station"]}
    codes: pd.Index = pd.Index(sorted(stops), name="station")
    return codes


def make_transit(
    stations: gpd.GeoDataFrame,
    lines: pd.DataFrame,
    legs: pd.DataFrame,
    rules: TransitRules,
    connections: pd.DataFrame | None = None,
    *,
    stops: gpd.GeoDataFrame | None = None,
) -> Transit:
    """Put the tables of trains and buses together, refusing what does not fit.

    Parameters
    ----------
    stations : geopandas.GeoDataFrame
        Stations with the code as index.
    lines : pandas.DataFrame
        Index ``line``, see `Transit`.
    legs : pandas.DataFrame
        See `Transit`.
    rules : TransitRules
        The rules.
    connections : pandas.DataFrame, optional
        Changes whose minutes are known, see `Transit`.
    stops : geopandas.GeoDataFrame, optional
        Bus stops that are at no station, with the code as index.

    Returns
    -------
    Transit
        Legs in the order of line and position.

    Raises
    ------
    LayerError
        If a column is missing, a line has no legs or the legs no line, a halt is not
        known or is both station and stop, a train stops at a bus stop, the legs of a
        line do not join up or come to a halt twice, a connection is of lines that do
        not call there, or a number is not above 0; all
        problems in one message.

    Examples
    --------
    >>> now = dg.transit.read_transit(area)
    >>> of = (now.stations, now.lines, now.legs, now.rules, now.connections)
    >>> dg.transit.make_transit(*of, stops=now.stops).served.size
    10
    """
    problems = [
        Message("transit.no_column", table=what, name=name)
        for what, table, names in (("lines", lines, LINE_COLUMNS), ("legs", legs, LEG_COLUMNS))
        for name in names
        if name not in table
    ]
    if not problems:
        problems = table_problems(lines, legs)
    if problems:
        raise LayerError("transit.problems", problems=problems)
    ordered = legs.sort_values(["line", "position"], kind="stable", ignore_index=True)
    known = no_connections() if connections is None else connections
    made = Transit(stations, lines, ordered, rules, known, stops)
    problems = [*number_problems(lines, ordered), *way_problems(made)]
    if not problems:
        problems = connection_problems(known, ordered)
    if problems:
        raise LayerError("transit.problems", problems=problems)
    return made


def read_transit(area: Area, *, buses: bool = True) -> Transit:
    """Read the trains and buses of an area: lines, legs, connections and the rules.

    Those of an earlier timetable, where an area has them, are a scenario: see
    `drenthe_geo.scenarios.read_timetables`.

    Parameters
    ----------
    area : Area
        The area.
    buses : bool
        Whether buses count; without them all is as if their rows were not there.

    Returns
    -------
    Transit
        Trains and buses as the area's tables have them. An area need have no bus stops.

    Examples
    --------
    >>> read_transit(area).lines["vehicle"].value_counts().to_dict()
    {'train': 4, 'bus': 1}
    >>> read_transit(area, buses=False).lines["trains_per_hour"].tolist()
    [1.0, 2.0, 1.0, 2.0]
    """
    rules = transit_rules_from_mapping(area.toml("transit"))
    lines = area.table("transit_lines").set_index("line")
    if lines.empty:
        lacks = Message("transit.no_timetable", area=area.name)
        stations, legs = area.layer("stations"), area.table("transit_legs")
        return Transit(stations, lines, legs, rules, lacks=lacks)
    known = area.table(CONNECTIONS) if CONNECTIONS in area.resource_names else None
    stops = area.layer(STOPS) if STOPS in area.layer_names else None
    stations, legs = area.layer("stations"), area.table("transit_legs")
    transit = make_transit(stations, lines, legs, rules, known, stops=stops)
    return transit if buses else transit.without_buses()
