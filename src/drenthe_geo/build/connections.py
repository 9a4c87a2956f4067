"""Connections of trains, out of the minutes past the hour at which they come and go."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from drenthe_geo.transit.connections import calls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS = (
    "station",
    "from_line",
    "coming_from",
    "to_line",
    "going_to",
    "change_min",
    "basis",
    "year",
    "certainty",
    "source",
)


def connection_table(clocks: pd.DataFrame, legs: pd.DataFrame, least_min: float) -> pd.DataFrame:
    """Make the change between every two trains of a station whose minutes are known.

    Who comes by one takes the next of the other that leaves `least_min` later or more. A line
    that runs as often as the other or more is taken by the train that fits best. Nobody changes
    to go back where the train came from.
    """
    calls = calls_of(legs)
    rows = []
    for station, here in clocks.groupby("station"):
        records = here.to_dict("records")
        for came in records:
            for goes in records:
                if pd.isna(came["arrive_min"]) or pd.isna(goes["leave_min"]):
                    continue
                coming_from = _other_end(calls[came["line"]], str(came["towards"]))
                going_to = str(goes["towards"])
                if came["line"] == goes["line"] or coming_from == going_to:
                    continue
                row = {
                    "station": station,
                    "from_line": came["line"],
                    "coming_from": coming_from,
                    "to_line": goes["line"],
                    "going_to": going_to,
                    "change_min": change_min(came, goes, least_min),
                    "basis": "derived",
                    "year": min(came["year"], goes["year"]),
                    "certainty": max(came["certainty"], goes["certainty"]),
                    "source": " / ".join(dict.fromkeys((came["source"], goes["source"]))),
                }
                rows.append(row)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.sort_values(list(COLUMNS[:5]), ignore_index=True)


def change_min(came: Mapping[Any, Any], goes: Mapping[Any, Any], least_min: float) -> float:
    """Count the minutes from an arrival to the next departure that can be had.

    Of several arrivals an hour the one counts that has the shortest change.
    """
    every = math.gcd(int(came["every_min"]), int(goes["every_min"]))
    return float(least_min + (goes["leave_min"] - came["arrive_min"] - least_min) % every)


def _other_end(calls: list[str], towards: str) -> str:
    """Where a line comes from that runs towards one of its ends."""
    return calls[-1] if calls[0] == towards else calls[0]
