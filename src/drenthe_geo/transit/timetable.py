"""A search on the timetable itself: when one arrives at a halt, for every minute of leaving.

All calls of a day are gone through once, the last departure first (the profile connection scan of
Dibbelt, Pajor, Strasser and Wagner 2013): what one can reach from a vehicle is known before the
vehicle is boarded. So one run answers for every halt and every departure where one arrives.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.contracts.results import result
from drenthe_geo.errors import unknown_choice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from drenthe_geo.words.message import Message

NEVER = float("inf")


@result
@dataclass(frozen=True)
class Timetable:
    """The calls of a day at the halts of an area, and how long a change takes.

    Parameters
    ----------
    calls : pandas.DataFrame
        A row per call, those of a trip in its order: ``trip``, ``station`` (code of a halt),
        ``arrive_s``, ``leave_s`` (from midnight), ``board``, ``alight`` (whether one may).
    changes : pandas.DataFrame
        ``from_station``, ``to_station``, ``change_s``: the least from getting off at the one to
        leaving from the other. A pair that is not there cannot be changed at, so every
        halt at which one may change stands with itself.
    longest_min : float
        Who is not there by then has no trip.
    notices : tuple of Message
        What is odd about the file that they were read from.
    """

    calls: pd.DataFrame
    changes: pd.DataFrame
    longest_min: float = NEVER
    notices: tuple[Message, ...] = field(default=(), compare=False)

    @cached_property
    def served(self) -> pd.Index:
        """Codes of the halts where something stops, in order."""
        codes: pd.Index = pd.Index(sorted({*self.calls["station"].astype(str)}), name="station")
        return codes

    @cached_property
    def _rides(self) -> _Rides:
        """Rides from call to call, the last departure first."""
        return _rides(self.calls, self.served)

    @cached_property
    def _onward(self) -> list[list[tuple[int, float]]]:
        """Changes by halt."""
        return _onward(self.changes, self.served)

    def arrivals(self, goal: str, *, least_s: float = 0.0) -> Arrivals:
        """Find when one arrives at a halt from every other, whenever one leaves.

        Parameters
        ----------
        goal : str
            Code of the halt.
        least_s : float
            Departures before that second of the day do not matter.

        Returns
        -------
        Arrivals
            From every halt the departures that are worth waiting for.

        Raises
        ------
        ArgumentError
            If nothing stops at a halt of that code.
        """
        if goal not in self.served:
            raise unknown_choice("station_served", goal, self.served)
        at = list(self.served).index(goal)
        found = _scan(self._rides, self._onward, at, least_s)
        return Arrivals(goal, dict(zip(map(str, self.served), found, strict=True)))


@dataclass(frozen=True)
class Arrivals:
    """By halt the seconds of leaving, in order, and of arriving at the goal by each."""

    goal: str
    of: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]]

    def after(self, code: str, ready_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give when one arrives who stands at a halt at some seconds; infinite where never."""
        leave, arrive = self.of[code]
        found: NDArray[np.float64] = np.append(arrive, NEVER)[np.searchsorted(leave, ready_s)]
        return found


@dataclass(frozen=True)
class _Rides:
    """Rides from a call to the next, the last departure first."""

    start: list[int]
    end: list[int]
    leave_s: list[float]
    arrive_s: list[float]
    trip: list[int]
    board: list[bool]
    alight: list[bool]
    trips: int


def _rides(calls: pd.DataFrame, codes: pd.Index) -> _Rides:
    """Make rides of calls; of equal departures the later in a trip comes first."""
    trip, names = pd.factorize(calls["trip"])
    order = np.argsort(trip, kind="stable")
    trip, calls = trip[order], calls.iloc[order]
    at = codes.get_indexer(pd.Index(calls["station"].astype(str)))
    same = np.flatnonzero(trip[1:] == trip[:-1])
    leave, arrive = (calls[name].to_numpy(dtype=float) for name in ("leave_s", "arrive_s"))
    board, alight = (calls[name].to_numpy(dtype=bool) for name in ("board", "alight"))
    last = same[np.lexsort([same, leave[same]])[::-1]]
    return _Rides(
        at[last].tolist(),
        at[last + 1].tolist(),
        leave[last].tolist(),
        arrive[last + 1].tolist(),
        trip[last].tolist(),
        board[last].tolist(),
        alight[last + 1].tolist(),
        len(names),
    )


def _onward(changes: pd.DataFrame, codes: pd.Index) -> list[list[tuple[int, float]]]:
    """List by halt where one may change to, and in how many seconds."""
    found: list[list[tuple[int, float]]] = [[] for _ in codes]
    ends = [codes.get_indexer(pd.Index(changes[f"{one}_station"])) for one in ("from", "to")]
    for start, end, seconds in zip(*ends, changes["change_s"].astype(float), strict=True):
        if start >= 0 and end >= 0:
            found[start].append((int(end), float(seconds)))
    return found


def _scan(
    rides: _Rides, onward: list[list[tuple[int, float]]], goal: int, least_s: float
) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Go through all rides; departures are kept negated, for so they grow."""
    leaves: list[list[float]] = [[] for _ in onward]
    arrives: list[list[float]] = [[] for _ in onward]
    seated = [NEVER] * rides.trips
    walk_s = {
        start: seconds for start, some in enumerate(onward) for end, seconds in some if end == goal
    }
    walk_s[goal] = 0.0
    columns = rides.start, rides.end, rides.leave_s, rides.arrive_s, rides.trip
    for start, end, leave, arrive, trip, board, alight in zip(
        *columns, rides.board, rides.alight, strict=True
    ):
        if leave < least_s:
            break
        best = seated[trip]
        if alight:
            if end in walk_s:
                best = min(best, arrive + walk_s[end])
            for halt, seconds in onward[end]:
                # After a ride of no seconds at all one changes a second later: what leaves at
                # the very same second need not have been looked at.
                ready = max(arrive + seconds, leave + 1)
                number = bisect_right(leaves[halt], -ready)
                if number and arrives[halt][number - 1] < best:
                    best = arrives[halt][number - 1]
            seated[trip] = best
        if board and best < (arrives[start][-1] if arrives[start] else NEVER):
            leaves[start].append(-leave)
            arrives[start].append(best)
    return [
        (-np.array(leave, dtype=float)[::-1], np.array(arrive, dtype=float)[::-1])
        for leave, arrive in zip(leaves, arrives, strict=True)
    ]


def walking_changes(
    codes: pd.Index, xy_m: NDArray[np.float64], *, stay_s: float, most_m: float, m_per_s: float
) -> pd.DataFrame:
    """List the changes within every halt, and on foot to those near it; metres are straight."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 - keeps the import light

    pairs = cKDTree(xy_m).query_pairs(most_m, output_type="ndarray")
    one, other = np.concatenate([pairs, pairs[:, ::-1]]).T
    off_m = np.hypot(*(xy_m[one] - xy_m[other]).T)
    names = codes.to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "from_station": np.concatenate([names, names[one]]),
            "to_station": np.concatenate([names, names[other]]),
            "change_s": np.append(np.full(len(names), stay_s), np.maximum(off_m / m_per_s, stay_s)),
        }
    )
