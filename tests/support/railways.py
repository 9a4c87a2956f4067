"""Railways of a few lines for laws, and their times by brute force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from hypothesis import strategies as st
from towns import CORNER
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.crs import RD_NEW
from drenthe_geo.rail.lines import Rail, make_rail
from drenthe_geo.rail.rules import RailRules

OFTEN = st.sampled_from([0.5, 1.0, 2.0, 3.0, 4.0, 6.0])


def stations(count: int) -> gpd.GeoDataFrame:
    """Stations `a`, `b`, … in a row."""
    codes = pd.Index([chr(ord("a") + number) for number in range(count)], name="code")
    spots = [shapely.Point(*(CORNER + [1000.0 * number, 0])) for number in range(count)]
    names = [f"Station {code}" for code in codes]
    return gpd.GeoDataFrame({"name": names, "role": "own"}, codes, geometry=spots, crs=RD_NEW)


def line_table(*rows: tuple[str, float]) -> pd.DataFrame:
    """Lines, each named by its id and with trains per hour."""
    ids = pd.Index([line for line, _ in rows], name="line")
    often = [trains for _, trains in rows]
    return pd.DataFrame({"name": ids, "kind": "stopping", "trains_per_hour": often}, ids)


def leg_table(line: str, stops: str, *minutes: float, dwell: float = 0.0) -> pd.DataFrame:
    """Legs of a line that calls at one station per letter; a tenth less or more is in range."""
    count = len(stops) - 1
    run = np.array(minutes or [10.0] * count)
    return pd.DataFrame(
        {
            "line": line,
            "position": range(1, count + 1),
            "from_station": list(stops[:-1]),
            "to_station": list(stops[1:]),
            "minutes": run,
            "minutes_low": run * 0.9,
            "minutes_high": run * 1.1,
            "dwell_min": dwell,
            "basis": "estimate",
        }
    )


RULES: RailRules = replace(
    dg.rail.read_rail(VELDLAND).rules,
    wait_cap_min=10.0,
    transfer_min=2.0,
    transfer_wait_cap_min=6.0,
)


def railway(*lines: tuple[str, float, str, list[float]], rules: RailRules = RULES) -> Rail:
    """Put together lines of name, trains per hour, stops and minutes."""
    legs = pd.concat([leg_table(name, stops, *run) for name, _, stops, run in lines])
    table = line_table(*((name, often) for name, often, _, _ in lines))
    return make_rail(stations(8), table, legs, rules)


@st.composite
def legs_of(draw: st.DrawFn, line: str, codes: list[str]) -> pd.DataFrame:
    order = draw(st.permutations(codes))
    stops = "".join(order[: draw(st.integers(2, len(order)))])
    tenths = st.integers(5, 600)
    runs = draw(st.lists(tenths, min_size=len(stops) - 1, max_size=len(stops) - 1))
    legs = leg_table(line, stops, *(run / 10 for run in runs))
    stands = draw(st.lists(st.integers(0, 5), min_size=len(legs), max_size=len(legs)))
    wide = draw(st.integers(0, 9)) / 10
    return legs.assign(
        dwell_min=[float(stand) for stand in stands],
        minutes_low=legs["minutes"] * (1 - wide),
        minutes_high=legs["minutes"] * (1 + wide),
    )


@st.composite
def railways(draw: st.DrawFn, *, equal_caps: bool = False) -> Rail:
    """A few lines between 3 to 8 stations, some of which have no train."""
    around = stations(draw(st.integers(3, 8)))
    names = [f"line {number}" for number in range(1, draw(st.integers(1, 4)) + 1)]
    legs = pd.concat([draw(legs_of(name, around.index.to_list())) for name in names])
    table = line_table(*((name, draw(OFTEN)) for name in names))
    cap = float(draw(st.integers(0, 30)))
    rules = replace(
        RULES,
        wait_cap_min=cap,
        transfer_min=float(draw(st.integers(0, 5))),
        transfer_wait_cap_min=cap if equal_caps else float(draw(st.integers(0, 30))),
    )
    return make_rail(around, table, legs, rules)


def rides_of(rail: Rail, column: str) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Trains per hour and minutes of every line between every two of its stops."""
    rides: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for line in rail.lines.index:
        often = float(rail.lines.loc[line, "trains_per_hour"])
        legs = rail.legs[rail.legs["line"] == line].to_dict("records")
        for first in range(len(legs)):
            minutes = 0.0
            for leg in legs[first:]:
                minutes += leg[column]
                ends = (str(legs[first]["from_station"]), str(leg["to_station"]))
                for pair in (ends, ends[::-1]):
                    rides.setdefault(pair, []).append((often, minutes))
                minutes += leg["dwell_min"]
    return rides


def least_cost(rides: list[tuple[float, float]], cap_min: float) -> float:
    """Wait and mean ride of the best of all sets of lines."""
    costs = []
    for size in range(1, len(rides) + 1):
        for chosen in combinations(rides, size):
            often = sum(trains for trains, _ in chosen)
            mean = sum(trains * minutes for trains, minutes in chosen) / often
            costs.append(min(30 / often, cap_min) + mean)
    return min(costs)


def oracle(rail: Rail, column: str) -> pd.DataFrame:
    """All times by networkx on a graph of street and platform, by brute force."""
    graph, rules = nx.DiGraph(), rail.rules
    for (start, end), rides in rides_of(rail, column).items():
        arrived = ("platform", end)
        graph.add_edge(("street", start), arrived, time=least_cost(rides, rules.wait_cap_min))
        later = rules.transfer_min + least_cost(rides, rules.transfer_wait_cap_min)
        graph.add_edge(("platform", start), arrived, time=later)
    found = pd.DataFrame(np.nan, rail.served, rail.served)
    for start in rail.served:
        known = nx.single_source_dijkstra_path_length(graph, ("street", start), weight="time")
        for end in rail.served:
            found.loc[start, end] = known.get(("platform", end), np.nan)
        found.loc[start, start] = 0.0
    return found


def pairs(table: pd.DataFrame) -> Iterator[tuple[str, str, float]]:
    """Every start, end and minutes with a way."""
    values = table.to_numpy()
    for row, column in np.argwhere(np.isfinite(values)):
        yield str(table.index[row]), str(table.columns[column]), float(values[row, column])


def never_longer(after: pd.DataFrame, before: pd.DataFrame) -> bool:
    """No way is lost and none takes longer."""
    old, new = before.to_numpy(), after.loc[before.index, before.columns].to_numpy()
    return bool((np.nan_to_num(new, nan=np.inf) <= np.nan_to_num(old, nan=np.inf)).all())
