"""How long a trip takes that begins at any minute of a window: by the timetable, not by how often.

Half the headway is what one waits who comes at any time; who knows the timetable leaves in time,
and what one finds in the window is between both. The middle of the window's minutes tells what to
expect, the tenth and the ninetieth per cent how much it matters when one leaves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import ArgumentError
from drenthe_geo.units import H_PER_DAY, MIN_PER_H, S_PER_MIN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.transit.timetable import Arrivals, Timetable
    from drenthe_geo.trips.model import DoorToDoor

PERCENTILES = (10, 50, 90)

WINDOW_COLUMNS = tuple(f"minutes_p{share}" for share in PERCENTILES)

WINDOW = re.compile(r"(\d{1,2})(?::([0-5]\d))?-(\d{1,2})(?::([0-5]\d))?")


def window_named(given: str) -> tuple[float, float]:
    """Read a window of a day: ``7-9`` or ``7:30-8:15``, in hours.

    Parameters
    ----------
    given : str
        The words.

    Returns
    -------
    tuple of float
        From and till.

    Raises
    ------
    ArgumentError
        If it is no window of one day.

    Examples
    --------
    >>> window_named("7:30-9")
    (7.5, 9.0)
    """
    match = WINDOW.fullmatch(str(given).strip())
    hours = [float(part or 0) for part in match.groups()] if match else [0.0] * 4
    early, late = hours[0] + hours[1] / MIN_PER_H, hours[2] + hours[3] / MIN_PER_H
    if not early < late <= H_PER_DAY:
        raise ArgumentError("trips.no_window", given=str(given))
    return early, late


def window_minutes(
    trips: DoorToDoor, timetable: Timetable, window_h: tuple[float, float]
) -> pd.DataFrame:
    """Measure trips that begin at every whole minute of a window.

    Parameters
    ----------
    trips : DoorToDoor
        Trips, of which the ways to the halts and to the doors count.
    timetable : Timetable
        The departures.
    window_h : tuple of float
        From and till, in hours.

    Returns
    -------
    pandas.DataFrame
        A row per origin and destination, in the order of `trips_table`: ``origin``,
        ``destination``, and of the trips of all minutes ``minutes_p10``, ``minutes_p50``,
        ``minutes_p90``: one of them takes no longer in that share of the minutes. From
        leaving to being there, all waits in it; missing where by then there is no trip.

    Examples
    --------
    >>> trips = dg.station_trips(area, area.layer("sites").loc[["stationsgebied-heidestad"]])
    >>> hours = [8 * 3600.0, 8.5 * 3600]
    >>> calls = pd.DataFrame({"trip": "a", "station": ["hds", "hfd"], "board": True})
    >>> calls = calls.assign(arrive_s=hours, leave_s=hours, alight=True)
    >>> changes = pd.DataFrame(columns=["from_station", "to_station", "change_s"])
    >>> day = dg.transit.Timetable(calls, changes)
    >>> found = window_minutes(trips, day, (7.0, 7.5)).set_index("destination")
    >>> found.loc["hoofdstad", ["minutes_p10", "minutes_p50", "minutes_p90"]].astype(int).tolist()
    [73, 85, 97]
    """
    leave_min = np.arange(round(window_h[0] * MIN_PER_H), round(window_h[1] * MIN_PER_H))
    access = trips.boarding.minutes
    found: dict[str, NDArray[np.float64]] = {}
    known: dict[str, Arrivals] = {}
    for destination, code, egress_min in zip(
        trips.destinations.index,
        trips.destinations["station"].astype(str),
        trips.destinations["egress_min"].astype(float),
        strict=True,
    ):
        own = trips.boarding.own["expected"]
        alone = own[code].to_numpy(dtype=float) if code in own else np.full(len(access), np.nan)
        alone = np.where(np.isnan(alone), np.inf, alone)
        minutes = np.repeat(alone[:, None], len(leave_min), axis=1)
        if code in timetable.served:
            if code not in known:
                known[code] = timetable.arrivals(code, least_s=leave_min[0] * S_PER_MIN)
            minutes = np.minimum(minutes, _by_timetable(access, known[code], leave_min))
        minutes = minutes + egress_min
        found[str(destination)] = np.where(minutes <= timetable.longest_min, minutes, np.inf)
    rows: list[tuple[object, ...]] = []
    shares = {name: _shares(minutes) for name, minutes in found.items()}
    for at, origin in enumerate(access.index):
        for destination, values in shares.items():
            rows.append((origin, destination, *values[at].tolist()))
    return pd.DataFrame(rows, columns=["origin", "destination", *WINDOW_COLUMNS])


def _by_timetable(
    access: pd.DataFrame, arrivals: Arrivals, leave_min: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Minutes from every origin to the platform of the goal, for every minute of leaving."""
    least = np.full((len(access), len(leave_min)), np.inf)
    for code in access:
        if code not in arrivals.of or code == arrivals.goal:  # who boards where it ends has gone
            continue
        there = np.flatnonzero(access[code].notna())
        ready_min = leave_min + access[code].to_numpy(dtype=float)[there, None]
        arrive_s = arrivals.after(str(code), ready_min * S_PER_MIN)
        least[there] = np.minimum(least[there], arrive_s / S_PER_MIN - leave_min)
    return least


def _shares(minutes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of every row the minutes that each share of its trips takes at most; missing without any."""
    ordered = np.sort(minutes, axis=1)
    count = ordered.shape[1]
    at = [max(-(-share * count // 100) - 1, 0) for share in PERCENTILES]
    values: NDArray[np.float64] = ordered[:, at]
    return np.where(np.isfinite(values), values, np.nan)
