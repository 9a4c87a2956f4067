"""Edits of the trains: lines and their calls, legs and frequencies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.errors import ArgumentError, LayerError
from drenthe_geo.scenarios.model import unknown_in
from drenthe_geo.transit.connections import still_there
from drenthe_geo.transit.lines import LEAST_CALLS, make_transit
from drenthe_geo.transit.rides import ONE_WAY
from drenthe_geo.transit.rules import TRAIN, VEHICLES
from drenthe_geo.transit.times import MINUTES as BY_BOUND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    import geopandas as gpd

    from drenthe_geo.scenarios.model import Edit, Scenario
    from drenthe_geo.transit.lines import Transit

OF_STATIONS = frozenset({"add_station", "remove_station"})
"""Edits of `RAIL_KINDS` that work where nobody knows the trains."""

RAIL_KINDS = frozenset(
    {
        "add_station",
        "remove_station",
        "add_line",
        "remove_line",
        "extend_line",
        "shorten_line",
        "set_frequency",
        "retime_leg",
        "add_stop",
        "remove_stop",
    }
)

SCENARIO = "scenario"


MINUTES = tuple(BY_BOUND.values())
"""Columns of a leg's minutes: expected, at least, at most."""


@dataclass
class _Line:
    """A line while it is worked on: its calls, each with the leg that leads to it."""

    row: dict[str, Any]
    calls: list[str]
    legs: list[dict[str, Any]]  # legs[n] runs from calls[n] to calls[n + 1]

    def leg_between(self, one: str, other: str) -> int | None:
        """Position of the leg between two stations, either way round."""
        for number in range(len(self.legs)):
            if {self.calls[number], self.calls[number + 1]} == {one, other}:
                return number
        return None


def edit_transit(transit: Transit, stations: gpd.GeoDataFrame, edits: list[Edit]) -> Transit:
    """Make the trains that edits would make; `stations` has those that edits add."""
    lines = _taken_apart(transit)
    _edit_in_turn([edit for edit in edits if edit.kind in RAIL_KINDS], lines, transit)
    gone = [edit.said["station"] for edit in edits if edit.kind == "remove_station"]
    rows, legs = [], []
    for name, line in lines.items():
        rows.append({"line": name, **line.row})
        for position, leg in enumerate(line.legs, start=1):
            ends = {"from_station": line.calls[position - 1], "to_station": line.calls[position]}
            legs.append({**leg, "line": name, "position": position, **ends})
    if not legs:
        raise ArgumentError("scenarios.no_train_left")
    table = pd.DataFrame(rows).set_index("line").sort_index()[list(transit.lines.columns)]
    leg_table = pd.DataFrame(legs)[list(transit.legs.columns)]
    for frame, old in ((table, transit.lines), (leg_table, transit.legs)):
        for column, kind in old.dtypes.items():
            frame[column] = frame[column].astype(kind)
    known = still_there(transit.connections, leg_table)
    try:
        kept = stations.drop(index=gone)
        return make_transit(kept, table, leg_table, transit.rules, known, stops=transit.stops)
    except LayerError as error:
        who = sorted({edit.scenario for edit in edits})
        raise ArgumentError("scenarios.impossible", scenarios=who, problem=error.message) from None


def changes_trains(scenario: Scenario) -> bool:
    """Tell whether a scenario changes trains, and not stations, roads or sites alone."""
    return any(edit.kind in RAIL_KINDS - OF_STATIONS for edit in scenario.edits)


def edit_stations(transit: Transit, stations: gpd.GeoDataFrame, edits: list[Edit]) -> Transit:
    """Make the stations that edits would make where there is no timetable, and no train to edit."""
    gone = []
    for edit in edits:
        if edit.kind == "remove_station":
            gone.append(edit.said["station"])
        elif edit.kind in RAIL_KINDS - OF_STATIONS and transit.lacks is not None:
            of = dict(transit.lacks.values)
            raise ArgumentError(
                "scenarios.no_timetable", scenario=edit.scenario, kind=edit.kind, **of
            )
    return replace(transit, stations=stations.drop(index=gone))


def _taken_apart(transit: Transit) -> dict[str, _Line]:
    """Take every line apart: the tables are read once, as a row at a time is slow."""
    rows = {
        str(line): {str(key): value for key, value in row.items()}
        for line, row in transit.lines.to_dict("index").items()
    }
    legs: dict[str, list[dict[str, Any]]] = {line: [] for line in rows}
    for leg in transit.legs.to_dict("records"):
        legs[leg["line"]].append({str(key): value for key, value in leg.items()})
    return {
        line: _Line(
            row,
            [str(legs[line][0]["from_station"]), *(str(leg["to_station"]) for leg in legs[line])],
            legs[line],
        )
        for line, row in rows.items()
    }


def _edit_in_turn(edits: list[Edit], lines: dict[str, _Line], transit: Transit) -> None:
    """Apply edits; a line may grow, or get a stop, where another edit has made it grow."""
    for edit in edits:
        if edit.kind not in {"add_station", "extend_line", "add_stop", "remove_stop"}:
            _edit_line(edit, lines, transit)
    for kind in ("extend_line", "add_stop"):
        waiting = [edit for edit in edits if edit.kind == kind]
        while waiting:
            ready = [edit for edit in waiting if _is_ready(edit, lines)]
            for edit in ready or waiting[:1]:  # if none is, the first says what is missing
                _edit_line(edit, lines, transit)
            waiting = [edit for edit in waiting if edit not in ready]
    for edit in edits:
        if edit.kind == "remove_stop":
            _edit_line(edit, lines, transit)


def _is_ready(edit: Edit, lines: dict[str, _Line]) -> bool:
    """Tell whether what an edit works on is there by now."""
    line = lines.get(edit.said["line"])
    if line is None:
        return False
    if edit.kind == "extend_line":
        return edit.said["from"] in (line.calls[0], line.calls[-1])
    return line.leg_between(edit.said["from"], edit.said["to"]) is not None


def _edit_line(edit: Edit, lines: dict[str, _Line], transit: Transit) -> None:
    """Apply one edit."""
    said = edit.said
    if edit.kind == "remove_station":
        for name in list(lines):
            _leave_out(lines[name], said["station"], None)
            if not lines[name].legs:
                del lines[name]
    elif edit.kind == "add_line":
        lines[said["line"]] = _new_line(edit, lines, transit)
    elif said["line"] not in lines:
        raise unknown_in(edit, "line", said["line"], lines)
    elif edit.kind == "remove_line":
        del lines[said["line"]]
    else:
        line = lines[said["line"]]
        changes: dict[str, Callable[[Edit, _Line, Transit], None]] = {
            "set_frequency": _set_frequency,
            "remove_stop": _remove_stop,
            "extend_line": _extend,
            "shorten_line": _shorten,
            "retime_leg": _retime,
            "add_stop": _add_stop,
        }
        changes[edit.kind](edit, line, transit)


def _new_line(edit: Edit, lines: dict[str, _Line], transit: Transit) -> _Line:
    """Make a line."""
    said = edit.said
    if said["line"] in lines:
        raise ArgumentError("scenarios.line_there", where=edit.where, line=said["line"])
    calls = [call["at"] for call in said["calls"]]
    if len(calls) < LEAST_CALLS:
        raise ArgumentError("scenarios.two_calls", where=edit.where)
    row: dict[str, Any] = dict.fromkeys(transit.lines.columns)
    row |= {key: said[key] for key in ("name", "kind", "trains_per_hour")}
    row["vehicle"] = said.get("vehicle", TRAIN)
    if row["vehicle"] not in VEHICLES:
        raise unknown_in(edit, "vehicle", row["vehicle"], VEHICLES)
    if ONE_WAY in row:
        row[ONE_WAY] = False  # a planned line runs both ways
    row |= _of_scenario(edit)
    return _Line(row, calls, _new_legs(edit, said["calls"], transit))


def _of_scenario(edit: Edit) -> dict[str, Any]:
    """Say what a line or leg rests on that a scenario makes."""
    return {"year": None, "certainty": "C", "source": edit.id, "time_id": None}


def _set_frequency(edit: Edit, line: _Line, _: Transit) -> None:
    """Set how often a line runs."""
    line.row["trains_per_hour"] = float(edit.said["trains_per_hour"])


def _remove_stop(edit: Edit, line: _Line, _: Transit) -> None:
    """Pass a station without a stop."""
    if edit.said["station"] not in line.calls:
        raise _no_call(edit, edit.said["station"], line)
    if "minutes" in edit.said and edit.said["station"] in (line.calls[0], line.calls[-1]):
        raise ArgumentError("scenarios.is_end", where=edit.where, station=edit.said["station"])
    _leave_out(line, edit.said["station"], edit.said.get("minutes"))
    if not line.legs:
        raise _no_leg_left(edit)


def _extend(edit: Edit, line: _Line, transit: Transit) -> None:
    """Let a line run on from one of its ends."""
    end = edit.said["from"]
    turned = _turned_to(edit, line, end)
    calls = edit.said["calls"]
    if not calls:
        raise ArgumentError("scenarios.one_call", where=edit.where)
    line.legs += _new_legs(edit, ({"at": end, "km": 0.0}, *calls), transit)
    line.calls += [call["at"] for call in calls]
    if turned:
        _turn(line)


def _shorten(edit: Edit, line: _Line, _: Transit) -> None:
    """Let a line end sooner."""
    turned = _turned_to(edit, line, edit.said["from"])
    if edit.said["to"] not in line.calls[:-1]:
        raise _no_call(edit, edit.said["to"], line)
    last = line.calls.index(edit.said["to"])
    if last == 0:
        raise _no_leg_left(edit)
    line.calls, line.legs = line.calls[: last + 1], line.legs[:last]
    line.legs[-1]["dwell_min"] = 0.0
    if turned:
        _turn(line)


def _turned_to(edit: Edit, line: _Line, end: str) -> bool:
    """Turn a line so that it ends where an edit works; say whether it was turned."""
    if end not in (line.calls[0], line.calls[-1]):
        first, last = line.calls[0], line.calls[-1]
        raise ArgumentError(
            "scenarios.no_end", where=edit.where, station=end, first=first, last=last
        )
    if end == line.calls[-1]:
        return False
    _turn(line)
    return True


def _retime(edit: Edit, line: _Line, _: Transit) -> None:
    """Set the minutes of a leg."""
    leg = line.legs[_leg_at(edit, line)]
    middle = float(edit.said["minutes"])
    leg |= {name: float(edit.said.get(name, middle)) for name in MINUTES}
    leg |= {"basis": SCENARIO, **_of_scenario(edit)}


def _add_stop(edit: Edit, line: _Line, _: Transit) -> None:
    """Let a line call where it passed."""
    said, at = edit.said, _leg_at(edit, line)
    if said["station"] in line.calls:
        names = {"line": said["line"], "station": said["station"]}
        raise ArgumentError("scenarios.calls_already", where=edit.where, **names)
    leg = line.legs[at]
    parts = [float(said["minutes_before"]), float(said["minutes_after"])]
    if line.calls[at] == said["to"]:  # said against the order of the line
        parts.reverse()
    pieces = [
        {**leg, **_of_scenario(edit), "basis": SCENARIO, "dwell_min": dwell, "passes": 0}
        | {name: minutes * leg[name] / leg["minutes"] for name in MINUTES}
        for minutes, dwell in zip(parts, (0.0, leg["dwell_min"]), strict=True)
    ]
    line.legs[at : at + 1] = pieces
    line.calls.insert(at + 1, said["station"])


def _leg_at(edit: Edit, line: _Line) -> int:
    """Find the leg that an edit means."""
    said = edit.said
    at = line.leg_between(said["from"], said["to"])
    if at is None:
        leg, known = (
            f"{said['from']}-{said['to']}",
            [f"{one}-{other}" for one, other in pairwise(line.calls)],
        )
        raise ArgumentError(
            "scenarios.no_leg", where=edit.where, line=said["line"], leg=leg, legs=known
        )
    return at


def _no_leg_left(edit: Edit) -> ArgumentError:
    """Build the error for a line of which nothing would be left."""
    return ArgumentError("scenarios.no_leg_left", where=edit.where)


def _turn(line: _Line) -> None:
    """Write a line the other way round; standing time stays at its station."""
    dwell = [0.0, *(float(leg["dwell_min"]) for leg in line.legs)]
    line.calls.reverse()
    line.legs.reverse()
    dwell.reverse()
    for leg, minutes in zip(line.legs, dwell[1:], strict=True):
        leg["dwell_min"] = minutes


def _leave_out(line: _Line, station: str, minutes: float | None) -> None:
    """Pass a station without a stop; its two legs become one."""
    if station not in line.calls:
        return
    at = line.calls.index(station)
    line.calls.pop(at)
    if at == 0 or at == len(line.legs):
        line.legs.pop(0 if at == 0 else -1)
        if line.legs:
            line.legs[-1]["dwell_min"] = 0.0 if at else line.legs[-1]["dwell_min"]
        return
    before, after = line.legs[at - 1], line.legs[at]
    whole = {**before, "basis": SCENARIO, "dwell_min": after["dwell_min"]}
    for name in MINUTES:
        both = before[name] + before["dwell_min"] + after[name]
        whole[name] = both if minutes is None else float(minutes)
    line.legs[at - 1 : at + 1] = [whole]


def _new_legs(
    edit: Edit, calls: Iterable[Mapping[str, Any]], transit: Transit
) -> list[dict[str, Any]]:
    """Make legs between calls: minutes as said, or by the formula from kilometres."""
    legs = []
    listed = list(calls)
    for before, call in pairwise(listed):
        leg: dict[str, Any] = dict.fromkeys(transit.legs.columns)
        leg |= {"dwell_min": float(call.get("dwell_min", 0.0)), "basis": SCENARIO}
        leg |= _of_scenario(edit)
        leg["passes"] = int(call.get("passes", 0))
        if "minutes" in call:
            middle = float(call["minutes"])
            leg |= {name: float(call.get(name, middle)) for name in MINUTES}
        elif "km" in call and "km" in before and ("kmh" in call or "kmh" in edit.said):
            leg["km"] = call["km"] - before["km"]
            leg["kmh"] = float(call.get("kmh", edit.said.get("kmh")))
            if leg["km"] <= 0:
                raise ArgumentError("scenarios.km_grow", where=edit.where, station=call["at"])
            middle = transit.rules.estimate_min(leg["km"], leg["kmh"], leg["passes"])
            off = transit.rules.estimate_uncertainty_share
            leg |= dict(zip(MINUTES, (middle, middle * (1 - off), middle * (1 + off)), strict=True))
            leg["basis"] = "estimate"
        else:
            raise ArgumentError("scenarios.how_long", where=edit.where, station=call["at"])
        legs.append(leg)
    return legs


def _no_call(edit: Edit, station: str, line: _Line) -> ArgumentError:
    """Build the error for a station that a line does not call at."""
    return ArgumentError(
        "scenarios.no_call", where=edit.where, station=station, calls=list(line.calls)
    )
