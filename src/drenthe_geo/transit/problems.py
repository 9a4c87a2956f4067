"""What is wrong with tables of trains and buses: each in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.transit.rules import VEHICLES
from drenthe_geo.transit.times import MINUTES
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from drenthe_geo.transit.lines import Transit

NUMBERS = ("position", *MINUTES.values(), "dwell_min")


def table_problems(lines: pd.DataFrame, legs: pd.DataFrame) -> list[Message]:
    """Say what would make every other question fail: no rows, ids twice, text for numbers."""
    problems = []
    if lines.empty or legs.empty:
        problems.append(Message("transit.empty"))
    if lines.index.has_duplicates:
        twice = lines.index[lines.index.duplicated()][0]
        problems.append(Message("transit.line_twice", line=twice))
    if legs[["line", "from_station", "to_station"]].isna().to_numpy().any():
        problems.append(Message("transit.leg_without"))
    if not lines["vehicle"].isin(VEHICLES).all():
        problems.append(Message("transit.vehicle"))
    numbers = [(lines, "trains_per_hour"), *((legs, name) for name in NUMBERS)]
    problems += [
        Message("transit.no_number", name=name)
        for table, name in numbers
        if (pd.to_numeric(table[name], errors="coerce").isna() & table[name].notna()).any()
    ]
    return problems


def _halt_problems(transit: Transit) -> list[Message]:
    """Say which halts are two things, and which trains stop where only buses do."""
    problems = []
    if transit.stops is not None:
        both = sorted(map(str, transit.stops.index.intersection(transit.stations.index)))
        if both:
            problems.append(Message("transit.stop_is_station", stops=both))
        wrong = sorted(map(str, transit.by_train.intersection(transit.stops.index)))
        if wrong:
            problems.append(Message("transit.train_at_stop", stops=wrong))
    return problems


def number_problems(lines: pd.DataFrame, legs: pd.DataFrame) -> list[Message]:
    """Say which numbers cannot be."""
    problems = []
    often = lines["trains_per_hour"].to_numpy(dtype=float)
    if not (np.isfinite(often) & (often > 0)).all():
        problems.append(Message("transit.no_trains"))
    low, middle, high = (
        legs[MINUTES[name]].to_numpy(dtype=float) for name in ("low", "expected", "high")
    )
    if not ((low > 0) & (low <= middle) & (middle <= high) & np.isfinite(high)).all():
        problems.append(Message("transit.minutes_order"))
    dwell = legs["dwell_min"].to_numpy(dtype=float)
    if not ((dwell >= 0) & np.isfinite(dwell)).all():
        problems.append(Message("transit.dwell"))
    return problems


def way_problems(transit: Transit) -> list[Message]:
    """Say where the legs of a line are no way from halt to halt."""
    lines, legs = transit.lines, transit.legs
    problems = _halt_problems(transit)
    unknown = sorted(map(str, transit.served.difference(transit.halts.index)))
    if unknown:
        problems.append(Message("transit.stations_unknown", stations=unknown))
    odd = sorted(set(legs["line"]) ^ set(lines.index))
    if odd:
        problems.append(Message("transit.lines_odd", lines=odd))
    start, end, line = (legs[name].to_numpy() for name in ("from_station", "to_station", "line"))
    first = np.append(True, line[1:] != line[:-1])[: len(legs)]
    apart = ~first & (start != np.roll(end, 1))
    # Who calls where: the first halt of every line, then where each leg ends.
    calls = pd.DataFrame(
        {"line": np.append(line[first], line), "halt": np.append(start[first], end)}
    )
    twice = set(calls["line"][calls.duplicated()])
    apart_at = set(line[apart])
    for name in sorted(apart_at | twice):
        key = "transit.legs_apart" if name in apart_at else "transit.station_twice"
        problems.append(Message(key, line=name))
    return problems
