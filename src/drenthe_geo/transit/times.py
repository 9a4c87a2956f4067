"""Minutes between halts over all trains and buses."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, get_args

import numpy as np
import pandas as pd

from drenthe_geo.contracts.results import result
from drenthe_geo.errors import unknown_choice
from drenthe_geo.roads.search.engine import search, search_tree
from drenthe_geo.roads.search.memory import note
from drenthe_geo.transit.connections import CONNECTION_COLUMNS
from drenthe_geo.transit.rides import arcs_of, rides_of, runs_one_way
from drenthe_geo.units import DS_PER_MIN, Bound

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from drenthe_geo.transit.lines import Transit

MINUTES: dict[Bound, str] = {
    "expected": "minutes",
    "low": "minutes_low",
    "high": "minutes_high",
}
"""Column of the legs that counts for each bound."""

COUNTED = ("line", "from_station", "to_station", "dwell_min")
"""What else of a leg counts."""

KEPT_TIMES = 32
"""Solved trains that are kept; each takes some tens of kilobytes."""

SUMS_AT_ONCE = 2**20
"""Sums over rides that are compared together, so that memory does not grow with the halts."""

SUMS_BY_ROUNDS = 2**24
"""Rides times halts up to which rounds take less than a search from every halt: about 0.5 s."""

HALTS_AT_ONCE = 256
"""Halts searched from together, so that memory does not grow with the halts."""

NO_WAY_DS = 2**30
"""Longer than any way, and twice that is still a whole number of 32 bits."""

RIDE_COLUMNS = (
    "from_station",
    "to_station",
    "vehicle",
    "lines",
    "trains_per_hour",
    "transfer_min",
    "wait_min",
    "wait_rule",
    "ride_min",
)


@result
@dataclass(frozen=True)
class TransitTimes:
    """Minutes by train and bus between all halts, and the rides that make them.

    Parameters
    ----------
    transit : Transit
        The trains and buses.
    bound : {"expected", "low", "high"}
        Which minutes of a leg were counted.
    minutes : pandas.DataFrame, shape (halts, halts)
        From the row's platform to the column's: the wait for the first train, the
        rides, the changes. NaN without a way; 0 from a station to itself. There and
        back differ by a few minutes where one changes: the first wait has another cap
        than the later ones.
    """

    transit: Transit
    bound: Bound
    minutes: pd.DataFrame

    @cached_property
    def rides(self) -> pd.DataFrame:
        """List all rides that the search could take, each by lines that are taken together.

        See `drenthe_geo.transit.rides.rides_of`.
        """
        return rides_of(self.transit, MINUTES[self.bound])

    @cached_property
    def before(self) -> NDArray[np.int32]:
        """Give the node before each on the best way, by station where one starts; see `legs`."""
        n, rides = len(self.minutes), arcs_of(self.transit, MINUTES[self.bound])
        return search_tree(_arcs(*rides, n), np.arange(n))[1]

    def legs(self, start: str, end: str) -> pd.DataFrame:
        """List the rides of the best way between two stations.

        Parameters
        ----------
        start, end : str
            Codes of the stations.

        Returns
        -------
        pandas.DataFrame
            One row per ride: ``from_station``, ``to_station``, ``vehicle``, ``lines``
            (names, joined by a slash), ``trains_per_hour``, ``transfer_min``,
            ``wait_min``, ``wait_rule`` (``headway``: half of it; ``cap``: half of it
            would be longer; ``timetable``: the connection is known), ``ride_min``. They
            add up to ``minutes``; no rows without a way.

        Raises
        ------
        ArgumentError
            If nothing stops at a halt of that code.
        """
        codes = self.minutes.index
        for code in (start, end):
            if code not in codes:
                raise unknown_choice("station_served", code, codes)
        row, goal = (int(number) for number in codes.get_indexer(pd.Index([start, end])))
        chain: list[Any] = []
        if row != goal and np.isfinite(self.minutes.to_numpy()[row, goal]):
            at = len(codes) + goal
            while at >= len(codes):  # below are the nodes where one comes from the street
                source = int(self.before[row, at])
                chain.insert(0, self.rides.loc[(source, at)])
                at = source
        names = self.transit.lines["name"]
        rows = [
            {
                "from_station": codes[ride["from"]],
                "to_station": codes[ride["to"]],
                "lines": " / ".join(str(names[line]) for line in ride["lines"]),
                "vehicle": ride["vehicle"],
                **{name: ride[name] for name in RIDE_COLUMNS[4:]},
            }
            for ride in chain
        ]
        return pd.DataFrame(rows, columns=list(RIDE_COLUMNS))


@dataclass(frozen=True)
class _Asked:
    """A question about trains; two with the same legs, lines and rules are one question."""

    transit: Transit = field(compare=False)
    bound: Bound = field(compare=False)
    key: tuple[object, ...]


def find_times(transit: Transit, bound: Bound) -> TransitTimes:
    """Find the best way by train between all stations, once for the same trains."""
    if bound not in get_args(Bound):
        raise unknown_choice("bound", bound, get_args(Bound))
    legs = transit.legs[[*COUNTED, MINUTES[bound]]].itertuples(index=False, name=None)
    often = transit.lines[["trains_per_hour", "vehicle"]].itertuples(name=None)
    known = transit.connections[list(CONNECTION_COLUMNS)].itertuples(index=False, name=None)
    rules = type(transit.rules), repr(transit.rules)
    turned = tuple(runs_one_way(transit.lines).tolist())
    key = (tuple(legs), tuple(often), turned, tuple(known), rules)
    note(trains_started=1)
    return replace(_solved(_Asked(transit, bound, key)), transit=transit, bound=bound)


@lru_cache(maxsize=KEPT_TIMES)
def _solved(asked: _Asked) -> TransitTimes:
    """Solve the trains of a question."""
    note(trains_made=1)
    transit, codes = asked.transit, asked.transit.served
    rides, n = arcs_of(transit, MINUTES[asked.bound]), len(codes)
    few = len(rides[0]) * n <= SUMS_BY_ROUNDS
    ds = (_least_ds if few else _searched_ds)(*rides, n)
    minutes = pd.DataFrame(np.where(ds < NO_WAY_DS, ds / DS_PER_MIN, np.nan), codes, codes)
    return TransitTimes(transit, asked.bound, minutes)


def _least_ds(
    starts: NDArray[np.intp], ends: NDArray[np.intp], ds: NDArray[np.int32], n: int
) -> NDArray[np.int32]:
    """Cheapest chains of rides, from the street at every station to the platform of every one.

    From all stations at a time, a ride more in every round, till none makes a way shorter: a way
    has few rides, so for few halts this takes less than the import of what would search from one
    after another (Bellman 1958).
    """
    order = np.argsort(ends, kind="stable")
    starts, ends, ds = starts[order], ends[order], ds[order]
    first = np.flatnonzero(np.append(True, ends[1:] != ends[:-1])[: len(ends)])
    there = ends[first]
    found = np.full((n, n), NO_WAY_DS, dtype=np.int32)
    step = max(1, SUMS_AT_ONCE // max(len(ds), 1))
    for begin in range(0, n, step):
        own = np.arange(begin, min(begin + step, n))
        least = np.full((_size(starts, ends, n), len(own)), NO_WAY_DS, dtype=np.int32)
        least[own, own - begin] = 0
        while len(there):
            sums = np.minimum.reduceat(least[starts] + ds[:, None], first, axis=0)
            if (sums >= least[there]).all():
                break
            least[there] = np.minimum(least[there], sums)
        found[own] = least[n : 2 * n].T
    np.fill_diagonal(found, 0)
    return found


def _searched_ds(
    starts: NDArray[np.intp], ends: NDArray[np.intp], ds: NDArray[np.int32], n: int
) -> NDArray[np.int32]:
    """Give the same as `_least_ds`, searched from one halt after another: for many halts."""
    arcs = _arcs(starts, ends, ds, n)
    found = np.empty((n, n), dtype=np.int32)
    for begin in range(0, n, HALTS_AT_ONCE):
        own = np.arange(begin, min(begin + HALTS_AT_ONCE, n))
        found[own] = np.minimum(search(arcs, own)[:, n : 2 * n], NO_WAY_DS)
    np.fill_diagonal(found, 0)
    return found


def _arcs(
    starts: NDArray[np.intp], ends: NDArray[np.intp], ds: NDArray[np.int32], n: int
) -> csr_array:
    """Make the graph of rides."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - keeps the import light

    size = _size(starts, ends, n)
    return csr_array((ds.astype(float), (starts, ends)), shape=(size, size))


def _size(starts: NDArray[np.intp], ends: NDArray[np.intp], n: int) -> int:
    """Count the nodes of rides."""
    return int(max(starts.max(initial=0), ends.max(initial=0), 2 * n - 1)) + 1
