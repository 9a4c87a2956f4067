"""The train: lines and legs as tables, and the way between two stations.

There is no timetable in it but frequencies: a wait is half the headway, capped, and a
change is a walk and such a wait. Lines that run between the same two stations are taken
together as far as that helps (the common lines of Chriqui and Robillard 1975): one
boards whichever of them comes first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import LayerError
from drenthe_geo.rail.rules import rail_rules_from_mapping
from drenthe_geo.rail.times import MINUTES, find_times
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.rail.rules import RailRules
    from drenthe_geo.rail.times import RailTimes
    from drenthe_geo.units import Bound

NUMBERS = ("position", *MINUTES.values(), "dwell_min")

LINE_COLUMNS = ("name", "kind", "trains_per_hour")

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

LEAST_CALLS = 2
"""A line with fewer goes nowhere."""


@dataclass(frozen=True)
class Rail:
    """The trains: what stops where, how often and how long it runs.

    Parameters
    ----------
    stations : geopandas.GeoDataFrame
        Stations with the code as index, RD New; see the layer ``stations``.
    lines : pandas.DataFrame
        Index ``line``; ``name``, ``kind``, ``trains_per_hour``.
    legs : pandas.DataFrame
        One row per leg of a line, in order: ``line``, ``position`` (1 is the first),
        ``from_station``, ``to_station``, ``minutes`` in the train with
        ``minutes_low`` and ``minutes_high``, ``dwell_min`` standing at the end of the
        leg, ``basis`` (``published``, ``shared`` or ``estimate``). Trains run both
        ways in the same time.
    rules : RailRules
        Waits, changes, boarding.
    """

    stations: gpd.GeoDataFrame
    lines: pd.DataFrame
    legs: pd.DataFrame
    rules: RailRules
    _times: dict[Bound, RailTimes] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def times(self, bound: Bound = "expected") -> RailTimes:
        """Find the best way by train between all stations; it is kept.

        Parameters
        ----------
        bound : {"expected", "low", "high"}
            Which minutes of a leg count: the expected ones, or an end of their range.

        Returns
        -------
        RailTimes
            Minutes and rides. Times are whole tenths of a second.

        Raises
        ------
        ArgumentError
            If the bound is none of the three.

        Examples
        --------
        >>> times = dg.rail.read_rail(area).times()
        >>> times.legs("otv", "hfd")["ride_min"].tolist()
        [15.0, 39.0]
        """
        if bound not in self._times:
            self._times[bound] = find_times(self, bound)
        return self._times[bound]

    @cached_property
    def served(self) -> pd.Index:
        """Codes of the stations where a train stops, in order."""
        stops = {*self.legs["from_station"], *self.legs["to_station"]}
        codes: pd.Index = pd.Index(sorted(stops), name="station")
        return codes


def make_rail(
    stations: gpd.GeoDataFrame, lines: pd.DataFrame, legs: pd.DataFrame, rules: RailRules
) -> Rail:
    """Put the tables of the trains together, refusing what does not fit.

    Parameters
    ----------
    stations : geopandas.GeoDataFrame
        Stations with the code as index.
    lines : pandas.DataFrame
        Index ``line``, see `Rail`.
    legs : pandas.DataFrame
        See `Rail`.
    rules : RailRules
        The rules.

    Returns
    -------
    Rail
        Legs in the order of line and position.

    Raises
    ------
    LayerError
        If a column is missing, a line has no legs or the legs no line, a station is
        not known, the legs of a line do not join up or come to a station twice, or a
        number is not above 0; all problems in one message.

    Examples
    --------
    >>> rail = dg.rail.read_rail(area)
    >>> dg.rail.make_rail(rail.stations, rail.lines, rail.legs, rail.rules).served.size
    8
    """
    problems = [
        Message("rail.no_column", table=what, name=name)
        for what, table, names in (("lines", lines, LINE_COLUMNS), ("legs", legs, LEG_COLUMNS))
        for name in names
        if name not in table
    ]
    if not problems:
        problems = _table_problems(lines, legs)
    if problems:
        raise LayerError("rail.problems", problems=problems)
    ordered = legs.sort_values(["line", "position"], kind="stable", ignore_index=True)
    problems = [*_number_problems(lines, ordered), *_way_problems(stations, lines, ordered)]
    if problems:
        raise LayerError("rail.problems", problems=problems)
    return Rail(stations, lines, ordered, rules)


def _table_problems(lines: pd.DataFrame, legs: pd.DataFrame) -> list[Message]:
    """Say what would make every other question fail: no rows, ids twice, text for numbers."""
    problems = []
    if lines.empty or legs.empty:
        problems.append(Message("rail.empty"))
    if lines.index.has_duplicates:
        twice = lines.index[lines.index.duplicated()][0]
        problems.append(Message("rail.line_twice", line=twice))
    if legs[["line", "from_station", "to_station"]].isna().to_numpy().any():
        problems.append(Message("rail.leg_without"))
    numbers = [(lines, "trains_per_hour"), *((legs, name) for name in NUMBERS)]
    problems += [
        Message("rail.no_number", name=name)
        for table, name in numbers
        if (pd.to_numeric(table[name], errors="coerce").isna() & table[name].notna()).any()
    ]
    return problems


def _number_problems(lines: pd.DataFrame, legs: pd.DataFrame) -> list[Message]:
    """Say which numbers cannot be."""
    problems = []
    often = lines["trains_per_hour"].to_numpy(dtype=float)
    if not (np.isfinite(often) & (often > 0)).all():
        problems.append(Message("rail.no_trains"))
    low, middle, high = (
        legs[MINUTES[name]].to_numpy(dtype=float) for name in ("low", "expected", "high")
    )
    if not ((low > 0) & (low <= middle) & (middle <= high) & np.isfinite(high)).all():
        problems.append(Message("rail.minutes_order"))
    dwell = legs["dwell_min"].to_numpy(dtype=float)
    if not ((dwell >= 0) & np.isfinite(dwell)).all():
        problems.append(Message("rail.dwell"))
    return problems


def _way_problems(
    stations: gpd.GeoDataFrame, lines: pd.DataFrame, legs: pd.DataFrame
) -> list[Message]:
    """Say where the legs of a line are no way from station to station."""
    problems = []
    used = [*legs["from_station"], *legs["to_station"]]
    unknown = sorted({str(code) for code in used if code not in stations.index})
    if unknown:
        problems.append(Message("rail.stations_unknown", stations=unknown))
    odd = sorted(set(legs["line"]) ^ set(lines.index))
    if odd:
        problems.append(Message("rail.lines_odd", lines=odd))
    for line, rows in legs.groupby("line"):
        stops = [rows["from_station"].iloc[0], *rows["to_station"]]
        if list(rows["from_station"]) != stops[:-1]:
            problems.append(Message("rail.legs_apart", line=line))
        elif len(set(stops)) < len(stops):
            problems.append(Message("rail.station_twice", line=line))
    return problems


def read_rail(area: Area) -> Rail:
    """Read the trains of an area: lines, legs and the rules for waits and changes.

    Parameters
    ----------
    area : Area
        The area.

    Returns
    -------
    Rail
        The trains as the area's tables have them.

    Examples
    --------
    >>> read_rail(area).lines["trains_per_hour"].tolist()
    [1.0, 2.0, 1.0, 2.0]
    """
    rules = rail_rules_from_mapping(area.toml("rail"))
    lines = area.table("rail_lines").set_index("line")
    return make_rail(area.layer("stations"), lines, area.table("rail_legs"), rules)
