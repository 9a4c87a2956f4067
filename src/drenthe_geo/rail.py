"""The train: lines and legs as tables, and the way between two stations.

There is no timetable in it but frequencies: a wait is half the headway, capped, and a
change is a walk and such a wait. Lines that run between the same two stations are taken
together as far as that helps (the common lines of Chriqui and Robillard 1975): one
boards whichever of them comes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd

from drenthe_geo.errors import LayerError, unknown_choice
from drenthe_geo.profiles import TENTHS_PER_MIN
from drenthe_geo.rail_rules import MIN_PER_H

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.rail_rules import RailRules

Bound = Literal["expected", "low", "high"]
MINUTES = {"expected": "minutes", "low": "minutes_low", "high": "minutes_high"}
EQUAL_MIN = 1e-9
"""Costs that differ by less are equal but for rounding."""
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

    @cached_property
    def served(self) -> pd.Index:
        """Codes of the stations where a train stops, in order."""
        stops = {*self.legs["from_station"], *self.legs["to_station"]}
        codes: pd.Index = pd.Index(sorted(stops), name="station")
        return codes


@dataclass(frozen=True)
class RailTimes:
    """Minutes by train between all stations, and the trains that make them.

    Parameters
    ----------
    rail : Rail
        The trains.
    bound : {"expected", "low", "high"}
        Which minutes of a leg were counted.
    minutes : pandas.DataFrame, shape (stations, stations)
        From the row's platform to the column's: the wait for the first train, the
        rides, the changes. NaN without a way; 0 from a station to itself. There and
        back differ by a few minutes where one changes: the first wait has another cap
        than the later ones.
    first, later : pandas.DataFrame
        Direct rides for who boards first, and for who changes: ``from`` and ``to``
        (positions among the stations), ``ride_min``, ``wait_min``,
        ``trains_per_hour``, ``lines``.
    before : numpy.ndarray of int, shape (stations, stations)
        Where the last ride of each best way is boarded, see `legs`.
    """

    rail: Rail
    bound: Bound
    minutes: pd.DataFrame
    first: pd.DataFrame
    later: pd.DataFrame
    before: NDArray[np.intp]

    def legs(self, start: str, end: str) -> pd.DataFrame:
        """List the rides of the best way between two stations.

        Parameters
        ----------
        start, end : str
            Codes of the stations.

        Returns
        -------
        pandas.DataFrame
            One row per ride: ``from_station``, ``to_station``, ``lines`` (names, joined
            by a slash), ``trains_per_hour``, ``transfer_min``, ``wait_min``,
            ``ride_min``. They add up to ``minutes``; no rows without a way.

        Raises
        ------
        ArgumentError
            If no train stops at a station of that code.
        """
        codes = self.minutes.index
        for code in (start, end):
            if code not in codes:
                raise unknown_choice("station served by a train", code, codes)
        rides = []
        row, at = (int(number) for number in codes.get_indexer(pd.Index([start, end])))
        if np.isfinite(self.minutes.to_numpy()[row, at]):
            while at != row:
                source = int(self.before[row, at])
                table = self.first if source == row else self.later
                known = (table["from"] == source) & (table["to"] == at)
                walk_min = round(self.rail.rules.transfer_min * TENTHS_PER_MIN) / TENTHS_PER_MIN
                transfer_min = 0.0 if source == row else walk_min
                rides.append((table[known].iloc[0], transfer_min))
                at = source
        names = self.rail.lines["name"]
        rows = [
            {
                "from_station": codes[ride["from"]],
                "to_station": codes[ride["to"]],
                "lines": " / ".join(str(names[line]) for line in ride["lines"]),
                "trains_per_hour": ride["trains_per_hour"],
                "transfer_min": transfer_min,
                "wait_min": ride["wait_min"],
                "ride_min": ride["ride_min"],
            }
            for ride, transfer_min in reversed(rides)
        ]
        columns = [
            "from_station",
            "to_station",
            "lines",
            "trains_per_hour",
            "transfer_min",
            "wait_min",
            "ride_min",
        ]
        return pd.DataFrame(rows, columns=columns)


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
    >>> from drenthe_geo import read_rail
    >>> rail = read_rail()
    >>> make_rail(rail.stations, rail.lines, rail.legs, rail.rules).served.size > 40
    True
    """
    problems = [
        f"{what} have no column {name!r}"
        for what, table, names in (("lines", lines, LINE_COLUMNS), ("legs", legs, LEG_COLUMNS))
        for name in names
        if name not in table
    ]
    if not problems:
        problems = _table_problems(lines, legs)
    if problems:
        raise LayerError(_sentence(problems))
    ordered = legs.sort_values(["line", "position"], kind="stable", ignore_index=True)
    problems = [*_number_problems(lines, ordered), *_way_problems(stations, lines, ordered)]
    if problems:
        raise LayerError(_sentence(problems))
    return Rail(stations, lines, ordered, rules)


def _table_problems(lines: pd.DataFrame, legs: pd.DataFrame) -> list[str]:
    """Say what would make every other question fail: no rows, ids twice, text for numbers."""
    problems = []
    if lines.empty or legs.empty:
        problems.append("there are no lines or no legs")
    if lines.index.has_duplicates:
        twice = lines.index[lines.index.duplicated()][0]
        problems.append(f"line {str(twice)!r} stands twice among the lines")
    if legs[["line", "from_station", "to_station"]].isna().to_numpy().any():
        problems.append("a leg has no line or no station")
    numbers = [(lines, "trains_per_hour"), *((legs, name) for name in NUMBERS)]
    problems += [
        f"{name} holds what is no number"
        for table, name in numbers
        if (pd.to_numeric(table[name], errors="coerce").isna() & table[name].notna()).any()
    ]
    return problems


def _number_problems(lines: pd.DataFrame, legs: pd.DataFrame) -> list[str]:
    problems = []
    often = lines["trains_per_hour"].to_numpy(dtype=float)
    if not (np.isfinite(often) & (often > 0)).all():
        problems.append("trains_per_hour of a line is not above 0")
    low, middle, high = (
        legs[MINUTES[name]].to_numpy(dtype=float) for name in ("low", "expected", "high")
    )
    if not ((low > 0) & (low <= middle) & (middle <= high) & np.isfinite(high)).all():
        problems.append("minutes of a leg are not above 0, or not in the order low, expected, high")
    dwell = legs["dwell_min"].to_numpy(dtype=float)
    if not ((dwell >= 0) & np.isfinite(dwell)).all():
        problems.append("dwell_min of a leg is not 0 or more")
    return problems


def _way_problems(stations: gpd.GeoDataFrame, lines: pd.DataFrame, legs: pd.DataFrame) -> list[str]:
    problems = []
    used = [*legs["from_station"], *legs["to_station"]]
    unknown = sorted({str(code) for code in used if code not in stations.index})
    if unknown:
        problems.append(f"legs name stations that are not there: {', '.join(unknown)}")
    odd = sorted(set(legs["line"]) ^ set(lines.index))
    if odd:
        problems.append(f"without legs or without a row among the lines: {', '.join(odd)}")
    for line, rows in legs.groupby("line"):
        stops = [rows["from_station"].iloc[0], *rows["to_station"]]
        if list(rows["from_station"]) != stops[:-1]:
            problems.append(f"legs of line {line!r} do not join up")
        elif len(set(stops)) < len(stops):
            problems.append(f"line {line!r} comes to a station twice")
    return problems


def rail_times(rail: Rail, *, bound: Bound = "expected") -> RailTimes:
    """Find the best way by train between all stations.

    Parameters
    ----------
    rail : Rail
        The trains.
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
    >>> from drenthe_geo import read_rail
    >>> times = rail_times(read_rail())
    >>> times.legs("asn", "gvc")["ride_min"].tolist()
    [140.0]
    """
    if bound not in get_args(Bound):
        raise unknown_choice("bound", bound, get_args(Bound))
    rules, codes = rail.rules, rail.served
    pairs = _line_pairs(rail, MINUTES[bound])
    first = _common_lines(pairs, rules.wait_cap_min)
    later = _common_lines(pairs, rules.transfer_wait_cap_min)
    n = len(codes)
    ride_first, ride_later = (_matrix(table, n, extra) for table, extra in (
        (first, 0.0), (later, rules.transfer_min)
    ))  # fmt: skip
    ds, before = _shortest(ride_first, ride_later)
    minutes = pd.DataFrame(np.where(np.isfinite(ds), ds / TENTHS_PER_MIN, np.nan), codes, codes)
    return RailTimes(rail, bound, minutes, first, later, before)


def _line_pairs(rail: Rail, column: str) -> pd.DataFrame:
    """Rides between all stops of every line, both ways."""
    often = rail.lines["trains_per_hour"]
    rows = []
    for line, legs in rail.legs.groupby("line", sort=True):
        calls = pd.Index([legs["from_station"].iloc[0], *legs["to_station"]])
        stops = rail.served.get_indexer(calls)
        dwell = np.concatenate([[0.0], legs["dwell_min"].to_numpy(float)])
        leave = np.cumsum(np.concatenate([[0.0], legs[column].to_numpy(float)]) + dwell)
        early, late = np.triu_indices(len(stops), k=1)
        # One leaves when the train has stood at the first stop, and does not wait at the last.
        ride = leave[late] - dwell[late] - leave[early]
        for start, end in ((early, late), (late, early)):
            rows.append(
                pd.DataFrame(
                    {
                        "from": stops[start],
                        "to": stops[end],
                        "ride_min": ride,
                        "line": line,
                        "trains_per_hour": float(often[line]),
                    }
                )
            )
    return pd.concat(rows, ignore_index=True)


def _common_lines(pairs: pd.DataFrame, cap_min: float) -> pd.DataFrame:
    """Per pair of stations the lines that together are boarded soonest.

    Lines are added from the fastest on as long as wait and mean ride together shrink.
    """
    ordered = pairs.sort_values(["from", "to", "ride_min", "line"], ignore_index=True)
    pair = ordered.groupby(["from", "to"], sort=False)
    weighted = ordered["ride_min"] * ordered["trains_per_hour"]
    often = pair["trains_per_hour"].cumsum()
    ordered["often"] = often
    ordered["wait_min"] = np.minimum(MIN_PER_H / often / 2, cap_min)
    keys = [ordered["from"], ordered["to"]]
    ordered["mean_min"] = weighted.groupby(keys, sort=False).cumsum() / often
    ordered["cost"] = ordered["wait_min"] + ordered["mean_min"]
    least = ordered.groupby(["from", "to"], sort=False)["cost"].transform("min")
    # Of equal costs the one with most lines: who may take any of them is named them all.
    good = ordered[ordered["cost"] <= least + EQUAL_MIN]
    best = good.groupby(["from", "to"], sort=False).tail(1)
    rank = ordered.groupby(["from", "to"], sort=False).cumcount()
    line = ordered["line"].to_numpy(dtype=object)
    lines = [tuple(line[at - rank[at] : at + 1]) for at in best.index]
    # Whole tenths of a second, and wait and ride add up to the whole.
    ds = np.rint(best["cost"].to_numpy() * TENTHS_PER_MIN)
    ride_ds = np.rint(best["mean_min"].to_numpy() * TENTHS_PER_MIN)
    return pd.DataFrame(
        {
            "from": best["from"].to_numpy(),
            "to": best["to"].to_numpy(),
            "ride_min": ride_ds / TENTHS_PER_MIN,
            "wait_min": (ds - ride_ds) / TENTHS_PER_MIN,
            "trains_per_hour": best["often"].to_numpy(),
            "lines": pd.Series(lines, dtype=object),
        }
    )


def _matrix(rides: pd.DataFrame, n: int, extra_min: float) -> NDArray[np.float64]:
    """Tenths of a second of every direct ride, its wait and what it takes before."""
    matrix = np.full((n, n), np.inf)
    minutes = rides["ride_min"] + rides["wait_min"] + extra_min
    matrix[rides["from"], rides["to"]] = np.rint(minutes * TENTHS_PER_MIN)
    return matrix


def _shortest(
    first: NDArray[np.float64], later: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Cheapest chains of rides: the first at one price, all others at another.

    A station is two nodes: where one comes from the street, and where one has arrived.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - keeps the import light
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - as above

    n = len(first)
    rides = [(matrix, *np.nonzero(np.isfinite(matrix))) for matrix in (first, later)]
    cost = np.concatenate([matrix[start, end] for matrix, start, end in rides])
    starts = np.concatenate([rides[0][1], rides[1][1] + n])
    ends = np.concatenate([rides[0][2], rides[1][2]]) + n
    arcs = csr_array((cost, (starts, ends)), shape=(2 * n, 2 * n))
    ds, before = dijkstra(arcs, indices=np.arange(n), return_predecessors=True)
    ds, before = ds[:, n:], before[:, n:]
    np.fill_diagonal(ds, 0.0)
    return ds, np.where(before >= n, before - n, before)


def _sentence(problems: list[str]) -> str:
    if len(problems) == 1:
        return f"rail: {problems[0]}."
    listed = "; ".join(f"({n}) {problem}" for n, problem in enumerate(problems, start=1))
    return f"rail has {len(problems)} problems: {listed}."
