"""Railways of a few lines for laws, and their times by brute force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

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
from drenthe_geo.transit.connections import CONNECTION_COLUMNS, calls_of
from drenthe_geo.transit.lines import Transit, make_transit
from drenthe_geo.transit.rules import VEHICLES, TransitRules

OFTEN = st.sampled_from([0.5, 1.0, 2.0, 3.0, 4.0, 6.0])


def stations(count: int) -> gpd.GeoDataFrame:
    """Stations `a`, `b`, … in a row."""
    codes = pd.Index([chr(ord("a") + number) for number in range(count)], name="code")
    spots = [shapely.Point(*(CORNER + [1000.0 * number, 0])) for number in range(count)]
    names = [f"Station {code}" for code in codes]
    return gpd.GeoDataFrame({"name": names, "role": "own"}, codes, geometry=spots, crs=RD_NEW)


def line_table(*rows: tuple[str, float], vehicle: str | list[str] = "train") -> pd.DataFrame:
    """Lines, each named by its id and with trains per hour."""
    ids = pd.Index([line for line, _ in rows], name="line")
    often = [trains for _, trains in rows]
    told = {"name": ids, "kind": "stopping", "vehicle": vehicle, "trains_per_hour": often}
    return pd.DataFrame(told, ids)


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


RULES: TransitRules = replace(
    dg.transit.read_transit(VELDLAND).rules,
    wait_cap_min=10.0,
    transfer_min=2.0,
    transfer_wait_cap_min=6.0,
)


def railway(*lines: tuple[str, float, str, list[float]], rules: TransitRules = RULES) -> Transit:
    """Put together lines of name, trains per hour, stops and minutes."""
    legs = pd.concat([leg_table(name, stops, *run) for name, _, stops, run in lines])
    table = line_table(*((name, often) for name, often, _, _ in lines))
    return make_transit(stations(8), table, legs, rules)


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
def connections_of(draw: st.DrawFn, legs: pd.DataFrame) -> pd.DataFrame:
    """Some known connections where two lines, or two ways of one, meet."""
    ways = [
        (line, station, before[0], before[1])
        for line, calls in calls_of(legs).items()
        for at, station in enumerate(calls)
        for before in ((calls[:at], calls[at + 1 :]), (calls[at + 1 :], calls[:at]))
    ]
    possible = [
        (station, came, one[0], goes, other[-1])
        for came, station, one, _ in ways
        for goes, there, _, other in ways
        if there == station and one and other and came != goes
    ]
    some = st.lists(st.sampled_from(possible), max_size=6, unique=True) if possible else st.just([])
    rows = [(*row, float(draw(st.integers(0, 40)))) for row in draw(some)]
    # The same way said by another of its stations is the same connection.
    table = pd.DataFrame(rows, columns=list(CONNECTION_COLUMNS))
    return table.drop_duplicates(["station", "from_line", "coming_from", "to_line", "going_to"])


@st.composite
def railways(draw: st.DrawFn, *, equal_caps: bool = False, connected: bool = False) -> Transit:
    """A few lines of trains and buses between 3 to 8 stations, some of which have none."""
    around = stations(draw(st.integers(3, 8)))
    names = [f"line {number}" for number in range(1, draw(st.integers(1, 4)) + 1)]
    legs = pd.concat([draw(legs_of(name, around.index.to_list())) for name in names])
    vehicles = [draw(st.sampled_from(VEHICLES)) for _ in names]
    table = line_table(*((name, draw(OFTEN)) for name in names), vehicle=vehicles)
    cap = float(draw(st.integers(0, 30)))
    rules = replace(
        RULES,
        wait_cap_min=cap,
        transfer_min=float(draw(st.integers(0, 5))),
        transfer_wait_cap_min=cap if equal_caps else float(draw(st.integers(0, 30))),
    )
    known = draw(connections_of(legs)) if connected else None
    return make_transit(around, table, legs, rules, known)


@dataclass(frozen=True)
class Ride:
    """A line from one of its stops to another."""

    line: str
    forward: bool
    often: float
    minutes: float
    vehicle: str

    @property
    def way(self) -> tuple[str, bool]:
        """Line and direction."""
        return self.line, self.forward


def rides_of(transit: Transit, column: str) -> dict[tuple[str, str], list[Ride]]:
    """Every line between every two of its stops."""
    rides: dict[tuple[str, str], list[Ride]] = {}
    for line in transit.lines.index:
        often = float(transit.lines.loc[line, "trains_per_hour"])
        vehicle = str(transit.lines.loc[line, "vehicle"])
        legs = transit.legs[transit.legs["line"] == line].to_dict("records")
        for first in range(len(legs)):
            minutes = 0.0
            for leg in legs[first:]:
                minutes += leg[column]
                ends = (str(legs[first]["from_station"]), str(leg["to_station"]))
                for pair, forward in ((ends, True), (ends[::-1], False)):
                    ride = Ride(line, forward, often, minutes, vehicle)
                    rides.setdefault(pair, []).append(ride)
                minutes += leg["dwell_min"]
    return rides


def least_cost(rides: list[Ride], cap_min: float) -> float:
    """Wait and mean ride of the best of all sets of lines."""
    costs = [np.inf]
    for size in range(1, len(rides) + 1):
        for chosen in combinations(rides, size):
            if len({ride.vehicle for ride in chosen}) > 1:
                continue  # nobody waits for a train and a bus at once
            often = sum(ride.often for ride in chosen)
            each = [ride.minutes + max(30 / ride.often - 30, 0) for ride in chosen]
            mean = sum(ride.often * one for ride, one in zip(chosen, each, strict=True)) / often
            costs.append(min(30 / often, cap_min) + mean)
    return min(costs)


def known_changes(transit: Transit) -> dict[tuple[str, tuple[str, bool]], dict[Any, float]]:
    """Per station and way by which one came, the ways one may change to with minutes."""
    calls = calls_of(transit.legs)
    known: dict[tuple[str, tuple[str, bool]], dict[Any, float]] = {}
    for row in transit.connections.to_dict("records"):
        here = row["station"]
        order = {line: calls[row[line]].index for line in ("from_line", "to_line")}
        came = order["from_line"](row["coming_from"]) < order["from_line"](here)
        goes = order["to_line"](here) < order["to_line"](row["going_to"])
        key = (here, (row["from_line"], came))
        known.setdefault(key, {})[row["to_line"], goes] = row["change_min"]
    return known


@dataclass
class Oracle:
    """All times by networkx on a graph of streets and platforms, by brute force.

    A platform is a station with how one came there: a way with known connections, `None`
    for the ways without, and `...` for who took whichever was first.
    """

    transit: Transit
    known: dict[tuple[str, tuple[str, bool]], dict[Any, float]]
    graph: nx.DiGraph

    def edge(self, start: object, end: object, minutes: float) -> None:
        """Add an edge, or make it shorter."""
        if minutes < self.graph.get_edge_data(start, end, {"time": np.inf})["time"]:
            self.graph.add_edge(start, end, time=minutes)

    def arrive(self, start: object, end: str, rides: list[Ride], cap_min: float) -> None:
        """Ride to every platform of a station."""
        more = 0.0 if isinstance(start, tuple) and start[0] == "street" else self.rules.transfer_min
        self.edge(start, (end, ...), more + least_cost(rides, cap_min))
        came = [way for here, way in self.known if here == end]
        plain = [ride for ride in rides if ride.way not in came]
        self.edge(start, (end, None), more + least_cost(plain, cap_min))
        for way in came:
            # Lines with the very same connections are as good as one.
            same = self.known[end, way]
            alike = [ride for ride in rides if self.known.get((end, ride.way)) == same]
            self.edge(start, (end, way), more + least_cost(alike, cap_min))

    @property
    def rules(self) -> TransitRules:
        """Waits and changes."""
        return self.transit.rules

    def leave(self, start: str, end: str, rides: list[Ride]) -> None:
        """Ride from every platform of a station, and from the street."""
        cap = self.rules.transfer_wait_cap_min
        led_to = {way for (at, _), onward in self.known.items() if at == start for way in onward}
        unled = [ride for ride in rides if ride.way not in led_to]
        self.arrive(("street", start), end, rides, self.rules.wait_cap_min)
        self.arrive((start, None), end, rides, cap)
        self.arrive((start, ...), end, unled, cap)
        for (at, way), onward in self.known.items():
            if at != start:
                continue
            self.arrive((start, way), end, [ride for ride in rides if ride.way not in onward], cap)
            for ride in rides:
                if ride.way in onward:
                    minutes = onward[ride.way] + ride.minutes
                    arrived = ride.way if (end, ride.way) in self.known else None
                    self.edge((start, way), (end, ...), minutes)
                    self.edge((start, way), (end, arrived), minutes)


def oracle(transit: Transit, column: str) -> pd.DataFrame:
    """All times by brute force."""
    search = Oracle(transit, known_changes(transit), nx.DiGraph())
    for (start, end), rides in rides_of(transit, column).items():
        search.leave(start, end, rides)
    found = pd.DataFrame(np.nan, transit.served, transit.served)
    for start in transit.served:
        times = nx.single_source_dijkstra_path_length(
            search.graph, ("street", start), weight="time"
        )
        for end in transit.served:
            found.loc[start, end] = times.get((end, ...), np.nan)
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
