"""Changes of trains that the timetable makes: how long one has from one line to another.

Where the pattern repeats every hour or half hour, a known connection stands in place of half
the headway. Each holds for one way of both lines: coming from one side, going to another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

CONNECTION_COLUMNS = (
    "station",
    "from_line",
    "coming_from",
    "to_line",
    "going_to",
    "change_min",
)

_SIDES = (("from_line", "coming_from"), ("to_line", "going_to"))


def no_connections() -> pd.DataFrame:
    """Make the table of a timetable whose connections nobody knows."""
    return pd.DataFrame(columns=list(CONNECTION_COLUMNS)).astype({"change_min": float})


def calls_of(legs: pd.DataFrame) -> dict[str, list[str]]:
    """Stations at which each line calls, in order."""
    calls: dict[str, list[str]] = {}
    ends = (legs[name] for name in ("line", "from_station", "to_station"))
    for line, start, end in zip(*ends, strict=True):
        calls.setdefault(str(line), [str(start)]).append(str(end))
    return calls


def _is_there(row: Mapping[Any, Any], calls: dict[str, list[str]]) -> bool:
    """Tell whether both lines of a connection call where it says."""
    return all(
        {row["station"], row[side]} <= set(calls.get(row[line], ())) and row["station"] != row[side]
        for line, side in _SIDES
    )


def still_there(connections: pd.DataFrame, legs: pd.DataFrame) -> pd.DataFrame:
    """Keep the connections whose lines still call at what they name."""
    calls = calls_of(legs)
    keep = [_is_there(row, calls) for row in connections.to_dict("records")]
    return connections[np.array(keep, dtype=bool)].reset_index(drop=True)


def connection_problems(connections: pd.DataFrame, legs: pd.DataFrame) -> list[Message]:
    """Say which connections cannot be."""
    missing = [name for name in CONNECTION_COLUMNS if name not in connections]
    if missing:
        return [Message("transit.no_column", table="connections", name=name) for name in missing]
    problems = []
    calls = calls_of(legs)
    for row in connections.to_dict("records"):
        if not _is_there(row, calls):
            names = {name: str(row[name]) for name in CONNECTION_COLUMNS[:5]}
            problems.append(Message("transit.no_connection", **names))
    minutes = pd.to_numeric(connections["change_min"], errors="coerce").to_numpy(dtype=float)
    if not ((minutes >= 0) & np.isfinite(minutes)).all():
        problems.append(Message("transit.change"))
    if connections.duplicated(list(CONNECTION_COLUMNS[:5])).any():
        problems.append(Message("transit.connection_twice"))
    return problems


def by_way(connections: pd.DataFrame, legs: pd.DataFrame) -> pd.DataFrame:
    """Say of each connection whether its lines run as they are written, or back."""
    calls = calls_of(legs)
    rows = [
        {
            "station": row["station"],
            "from_line": row["from_line"],
            "from_forward": _comes_first(calls[row["from_line"]], row["coming_from"], row),
            "to_line": row["to_line"],
            "to_forward": not _comes_first(calls[row["to_line"]], row["going_to"], row),
            "change_min": float(row["change_min"]),
        }
        for row in connections.to_dict("records")
    ]
    columns = ["station", "from_line", "from_forward", "to_line", "to_forward", "change_min"]
    return pd.DataFrame(rows, columns=columns)


def _comes_first(calls: list[str], side: str, row: Mapping[Any, Any]) -> bool:
    """Tell whether a line calls at one of its stations before it comes to the connection."""
    return calls.index(side) < calls.index(str(row["station"]))
