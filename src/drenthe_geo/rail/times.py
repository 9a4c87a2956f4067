"""Minutes between stations over all trains."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, get_args

import numpy as np
import pandas as pd

from drenthe_geo.errors import unknown_choice
from drenthe_geo.roads import engine
from drenthe_geo.units import DS_PER_MIN, Bound

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.rail.lines import Rail
    from drenthe_geo.rail.rules import RailRules

MINUTES: dict[Bound, str] = {
    "expected": "minutes",
    "low": "minutes_low",
    "high": "minutes_high",
}
"""Column of the legs that counts for each bound."""

COUNTED = ("line", "from_station", "to_station", "dwell_min")
"""What else of a leg counts."""

KEPT_TIMES = 32
"""Solved trains that are kept; each takes about a hundred kilobytes."""

EQUAL_MIN = 1e-9
"""Costs that differ by less are equal but for rounding."""


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
                raise unknown_choice("station_served_by_a_train", code, codes)
        rides = []
        row, at = (int(number) for number in codes.get_indexer(pd.Index([start, end])))
        if np.isfinite(self.minutes.to_numpy()[row, at]):
            while at != row:
                source = int(self.before[row, at])
                table = self.first if source == row else self.later
                known = (table["from"] == source) & (table["to"] == at)
                walk_min = round(self.rail.rules.transfer_min * DS_PER_MIN) / DS_PER_MIN
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


@dataclass(frozen=True)
class _Asked:
    """A question about trains; two with the same legs, lines and rules are one question."""

    rail: Rail = field(compare=False)
    bound: Bound = field(compare=False)
    key: tuple[object, ...]


def find_times(rail: Rail, bound: Bound) -> RailTimes:
    """Find the best way by train between all stations, once for the same trains."""
    if bound not in get_args(Bound):
        raise unknown_choice("bound", bound, get_args(Bound))
    legs = rail.legs[[*COUNTED, MINUTES[bound]]].itertuples(index=False, name=None)
    often = rail.lines["trains_per_hour"].items()
    key = (tuple(legs), tuple(often), type(rail.rules), repr(rail.rules))
    engine.note(trains_started=1)
    return replace(_solved(_Asked(rail, bound, key)), rail=rail, bound=bound)


@lru_cache(maxsize=KEPT_TIMES)
def _solved(asked: _Asked) -> RailTimes:
    """Solve the trains of a question."""
    engine.note(trains_made=1)
    rail, codes = asked.rail, asked.rail.served
    pairs = _line_pairs(rail, MINUTES[asked.bound])
    first = _common_lines(pairs, rail.rules, first=True)
    later = _common_lines(pairs, rail.rules, first=False)
    n = len(codes)
    ride_first, ride_later = _matrix(first, n, 0.0), _matrix(later, n, rail.rules.transfer_min)
    ds, before = _shortest(ride_first, ride_later)
    minutes = pd.DataFrame(np.where(np.isfinite(ds), ds / DS_PER_MIN, np.nan), codes, codes)
    return RailTimes(rail, asked.bound, minutes, first, later, before)


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


def _common_lines(pairs: pd.DataFrame, rules: RailRules, *, first: bool) -> pd.DataFrame:
    """Per pair of stations the lines that together are boarded soonest.

    Lines are added from the fastest on as long as wait and mean ride together shrink.
    """
    ordered = pairs.sort_values(["from", "to", "ride_min", "line"], ignore_index=True)
    pair = ordered.groupby(["from", "to"], sort=False)
    weighted = ordered["ride_min"] * ordered["trains_per_hour"]
    often = pair["trains_per_hour"].cumsum()
    ordered["often"] = often
    ordered["wait_min"] = rules.wait_min(often, first=first)
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
    ds = np.rint(best["cost"].to_numpy() * DS_PER_MIN)
    ride_ds = np.rint(best["mean_min"].to_numpy() * DS_PER_MIN)
    return pd.DataFrame(
        {
            "from": best["from"].to_numpy(),
            "to": best["to"].to_numpy(),
            "ride_min": ride_ds / DS_PER_MIN,
            "wait_min": (ds - ride_ds) / DS_PER_MIN,
            "trains_per_hour": best["often"].to_numpy(),
            "lines": pd.Series(lines, dtype=object),
        }
    )


def _matrix(rides: pd.DataFrame, n: int, extra_min: float) -> NDArray[np.float64]:
    """Tenths of a second of every direct ride, its wait and what it takes before."""
    matrix = np.full((n, n), np.inf)
    minutes = rides["ride_min"] + rides["wait_min"] + extra_min
    matrix[rides["from"], rides["to"]] = np.rint(minutes * DS_PER_MIN)
    return matrix


def _shortest(
    first: NDArray[np.float64], later: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Cheapest chains of rides: the first at one price, all others at another.

    A station is two nodes: where one comes from the street, and where one has arrived.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - keeps the import light

    n = len(first)
    rides = [(matrix, *np.nonzero(np.isfinite(matrix))) for matrix in (first, later)]
    cost = np.concatenate([matrix[start, end] for matrix, start, end in rides])
    starts = np.concatenate([rides[0][1], rides[1][1] + n])
    ends = np.concatenate([rides[0][2], rides[1][2]]) + n
    arcs = csr_array((cost, (starts, ends)), shape=(2 * n, 2 * n))
    ds, before = engine.search_tree(arcs, np.arange(n))
    ds, before = ds[:, n:], before[:, n:]
    np.fill_diagonal(ds, 0.0)
    return ds, np.where(before >= n, before - n, before)
