"""Scenarios of a few edits on Veldland, and what they make."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.roads.minutes import compute_reach
from drenthe_geo.scenarios.apply import apply_scenarios
from drenthe_geo.scenarios.model import Scenario, scenario_from_mapping
from drenthe_geo.situation import Situation

NOW = dg.situation.read_situation(VELDLAND)
CAR = dg.read_profile(VELDLAND, "car")
OWN = dg.area.select_stations(VELDLAND.layer("stations"))
PLACES = dg.area.places_inside(VELDLAND.layer("places"), VELDLAND.layer("gemeenten"))
SERVED = [str(code) for code in NOW.transit.by_train]
LINES = [str(line) for line in NOW.transit.lines.index]
LEGS = NOW.transit.legs[["line", "from_station", "to_station", "minutes"]].to_dict("records")
"""Pairs of stations with a leg between them, and the line."""


def scenario(
    *edits: dict[str, Any], name: str = "mine", on: dict[str, bool] | None = None, **heads: Any
) -> Scenario:
    """A scenario of some edits."""
    raw = {"name": name, "title": "A trial", "source": "assumption", "edits": list(edits)}
    return scenario_from_mapping(raw | heads, on, file="mine.toml")


def then(*scenarios: Scenario, now: Situation = NOW) -> Situation:
    """What scenarios make."""
    return apply_scenarios(now, scenarios, VELDLAND.settings)


def after(*edits: dict[str, Any], now: Situation = NOW) -> Situation:
    """What a scenario of some edits makes."""
    return then(scenario(*edits), now=now)


def minutes(situation: Situation) -> pd.DataFrame:
    """Minutes by train between all stations."""
    return situation.transit.times().minutes


def cell(table: pd.DataFrame, row: Any, column: str) -> float:
    """One number of a table."""
    value: Any = table.loc[row, column]
    return float(value)


def node_times(situation: Situation, facilities: Any = OWN) -> np.ndarray:
    """Tenths of a second by car from every junction to some points."""
    network = situation.network(CAR)
    return compute_reach(network, facilities).node_times_ds[:, : network.n_nodes]


def car_minutes(situation: Situation, origins: Any = PLACES) -> pd.DataFrame:
    """Minutes by car to the stations of the area."""
    return dg.roads.travel_times(compute_reach(situation.network(CAR), OWN), origins).minutes


def assert_same(one: Situation, two: Situation, *, types: bool = True) -> None:
    """Every table is the same to the bit; without types whole numbers may stand as 1.0."""
    how: dict[str, Any] = {"check_exact": True, "check_dtype": types}
    for name in ("lines", "legs", "stations"):
        assert_frame_equal(getattr(one.transit, name), getattr(two.transit, name), **how)
    for name in ("road_nodes", "road_edges", "sites"):
        assert_frame_equal(getattr(one, name), getattr(two, name), **how)


def assert_not_longer(new: pd.DataFrame, old: pd.DataFrame) -> None:
    """Wherever there was a way there is one that takes no longer."""
    there = new.loc[old.index, old.columns].to_numpy()
    assert (np.where(np.isnan(there), np.inf, there) <= old.fillna(np.inf).to_numpy()).all()


def refusal(*scenarios: Scenario, now: Situation = NOW) -> str:
    """Why scenarios are refused together."""
    with pytest.raises(dg.ArgumentError) as caught:
        then(*scenarios, now=now)
    return str(caught.value)


def bad(*edits: Any, **heads: Any) -> str:
    """Why a scenario is refused as it is read."""
    with pytest.raises(dg.ArgumentError) as caught:
        scenario(*edits, **heads)
    return str(caught.value)


def line_edit(calls: list[dict[str, Any]], line: str = "new", **said: Any) -> dict[str, Any]:
    """A new line."""
    plain = {"name": "New", "kind": "fast", "trains_per_hour": 2}
    return {"do": "add_line", "line": line, "calls": calls, **plain, **said}


def timed(stations: list[str], legs_min: list[float]) -> list[dict[str, Any]]:
    """Calls at stations with the minutes between them."""
    rest = [{"at": at, "minutes": legs} for at, legs in zip(stations[1:], legs_min, strict=True)]
    return [{"at": stations[0]}, *rest]


def frequency(line: str, often: float) -> dict[str, Any]:
    """A line that runs as often."""
    return {"do": "set_frequency", "line": line, "trains_per_hour": often}


def retime(line: str, one: str, other: str, legs_min: float) -> dict[str, Any]:
    """A leg that takes as long."""
    return {"do": "retime_leg", "line": line, "from": one, "to": other, "minutes": legs_min}


def stop(line: str, station: str, one: str, other: str, *legs_min: float) -> dict[str, Any]:
    """A line that calls where it passed."""
    before, behind = legs_min
    where = {"line": line, "station": station, "from": one, "to": other}
    return {"do": "add_stop", **where, "minutes_before": before, "minutes_after": behind}


def speed(number: str, kmh: float, **said: Any) -> dict[str, Any]:
    """A road with that speed."""
    return {"do": "set_speed", "road_number": number, "kmh": kmh, **said}


def road(start: Any, end: Any, **said: Any) -> dict[str, Any]:
    """A new road."""
    plain = {"road": "N999", "road_class": "primary", "kmh": 100}
    return {"do": "add_road", "from_m": start, "to_m": end, **plain, **said}


def site(name: str, xy_m: list[float]) -> dict[str, Any]:
    """A new site."""
    return {"do": "add_site", "site": name, "name": name, "kind": "office", "xy_m": xy_m}
