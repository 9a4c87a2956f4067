"""The buses: stops at junctions and villages, legs by our own minutes on the roads."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.read import read_network
from drenthe_geo.transit.rules import BUS
from drenthe_geo.transit.times import MINUTES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from drenthe_geo.area.area import Area

LINES, STOPS, PUBLISHED = "bus_lines.toml", "bus_stops.csv", "bus_published.csv"

SHARES = {"minutes": 0, "minutes_low": -1, "minutes_high": 1}
"""Which end of the range each column of minutes is."""


@dataclass(frozen=True)
class BusRule:
    """How minutes by car become minutes by bus."""

    # Minutes by bus per minute by car.
    factor: float
    # Minutes that a stop between two others costs.
    stop_min: float
    # Share by which the minutes of a leg that nobody published may be wrong.
    off_share: float


def stop_table(curated: Path, area: Area, gemeenten: gpd.GeoDataFrame) -> pd.DataFrame:
    """Make the table of the stops that are at no station.

    ``at`` says where: ``place PC4`` in the middle of the streets of a postcode, ``exit ID`` at an
    exit or junction, ``road NUMBER PC4`` on a numbered road, where it is nearest to such a middle.
    """
    stops = pd.read_csv(curated / STOPS)
    at = [_point(area, words.split()) for words in stops.pop("at")]
    xy_m = (np.rint(shapely.get_coordinates(np.array(at)) / 10) * 10).astype(int)
    for number, column in enumerate(("x_m", "y_m")):
        stops.insert(2 + number, column, xy_m[:, number])
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy_m.T), crs=gemeenten.crs)
    inside = gpd.sjoin(points, gemeenten[["naam", "geometry"]], how="left", predicate="within")
    names = inside["naam"].groupby(level=0).first().reindex(points.index).fillna("")
    stops.insert(list(stops.columns).index("source"), "gemeente", names)
    return stops.sort_values("code")


def _point(area: Area, words: list[str]) -> shapely.Point:
    """Find the point that some words mean; see `stop_table`."""
    kind, *names = words
    if kind == "exit":
        return area.layer("exits").geometry[names[0]]
    middle: shapely.Point = area.layer("places").geometry[names[-1]]
    if kind == "place":
        return middle
    edges, nodes = area.table("road_edges"), area.table("road_nodes").set_index("node")
    road = edges[edges["road_number"] == names[0]]
    xy_m = nodes[["x_m", "y_m"]]
    ends = [xy_m.loc[road[end]].to_numpy(dtype=float) for end in ("tail", "head")]
    lines = shapely.linestrings(np.stack(ends, axis=1))
    nearest = lines[int(shapely.distance(lines, middle).argmin())]
    return shapely.Point(shapely.shortest_line(nearest, middle).coords[0])


def car_minutes(area: Area, stops: pd.DataFrame, vias: list[list[str]]) -> dict[str, float]:
    """Measure the minutes by car along chains of halts, by ``from to``."""
    used = sorted({code for via in vias for code in via})
    stations = area.layer("stations").geometry
    xy_m = stops.set_index("code")[["x_m", "y_m"]]
    points = [
        shapely.Point(xy_m.loc[code]) if code in xy_m.index else stations[code] for code in used
    ]
    halts = gpd.GeoDataFrame(geometry=points, index=pd.Index(used, name="code"), crs=stations.crs)
    network = read_network(area, "car")
    # A bus does not park: only the way on the road counts.
    table = travel_times(compute_reach(network, halts), halts).minutes - network.profile.park_min
    pairs = {pair for via in vias for pair in pairwise(via)}
    values, at = table.to_numpy(dtype=float), {code: number for number, code in enumerate(used)}
    return {f"{one} {other}": float(values[at[one], at[other]]) for one, other in sorted(pairs)}


def bus_tables(curated: Path, area: Area, stops: pd.DataFrame, rule: BusRule) -> dict[str, Any]:
    """Make the rows of lines and legs, and the table of published minutes."""
    published = pd.read_csv(curated / PUBLISHED).sort_values("time_id")
    lines = tomllib.loads((curated / LINES).read_text(encoding="utf-8"))["line"]
    by_car = car_minutes(area, stops, [line["calls"] for line in lines])
    known = published.set_index("time_id")
    legs = [leg for line in lines for leg in _legs(line, known, by_car, rule)]
    named = ["line", "name", "kind", "trains_per_hour", "year", "certainty", "source"]
    return {
        "lines": pd.DataFrame(lines)[named].assign(vehicle=BUS),
        "legs": pd.DataFrame(legs).astype({"year": "Int64"}),
        "published": published,
    }


def _legs(
    line: Mapping[str, Any], known: pd.DataFrame, by_car: Mapping[str, float], rule: BusRule
) -> list[dict[str, Any]]:
    """Legs of one line: published, part of a published total, or by our own minutes by car."""
    calls, total = line["calls"], line.get("total", "")
    ways = [rule.factor * by_car[f"{one} {other}"] for one, other in pairwise(calls)]
    stand = [rule.stop_min] * (len(ways) - 1) + [0.0]
    whole = sum(ways) + sum(stand)
    legs = []
    for position, (way, dwell) in enumerate(zip(ways, stand, strict=True), start=1):
        end = calls[position]
        time_id = line.get("by", {}).get(end, total)
        leg: dict[str, Any] = {
            "line": line["line"],
            "position": position,
            "from_station": calls[position - 1],
            "to_station": end,
            "passes": 0,
            "dwell_min": dwell,
        }
        if time_id:
            row = known.loc[time_id]
            # Of a total each leg has the share that the rule gives it, standing included.
            share = way / whole if time_id == total else 1.0
            leg |= {name: row[name] * share for name in MINUTES.values()}
            leg |= {"dwell_min": dwell * row["minutes"] / whole if time_id == total else dwell}
            leg |= {"basis": "shared" if time_id == total else "published", "time_id": time_id}
            leg |= {name: row[name] for name in ("year", "certainty", "source")}
        else:
            leg |= {name: way * (1 + sign * rule.off_share) for name, sign in SHARES.items()}
            leg |= {"basis": "estimate", "time_id": None, "year": None, "certainty": "C"}
            leg["source"] = "formula of build.toml"
        numbers = (*MINUTES.values(), "dwell_min")
        legs.append(leg | {name: round(float(leg[name]), 2) for name in numbers})
    return legs
