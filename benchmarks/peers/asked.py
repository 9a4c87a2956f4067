"""The problem that all engines get, made of the full car network of the public data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from benchmarks.model_error import FullRoads
from benchmarks.peers.problem import Problem
from drenthe_geo.area.select import places_inside
from drenthe_geo.crs import RD_NEW
from drenthe_geo.roads.arcs import graph_matrix

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

MANY = 1000
SEED = 1
LONLAT = "EPSG:4326"
UNKNOWN_KMH = 50


def write_problem(folder: Path, source: Path) -> Problem:
    """Make the problem of the full network, and write it into a folder."""
    roads = FullRoads.read(source)
    network = roads.network(dg.read_profile(DRENTHE, "car"))
    network = replace(network, profile=replace(network.profile, park_min=0.0))
    at = gpd.GeoSeries(shapely.points(network.node_xy_m), crs=RD_NEW).to_crs(LONLAT)
    arcs = graph_matrix(network).tocoo()
    start, end = (side.astype(np.int64) for side in arcs.coords)
    course = gpd.GeoSeries(network.lines, crs=RD_NEW).to_crs(LONLAT).to_numpy()
    counts = shapely.get_num_coordinates(course)
    table = gpd.read_parquet(
        source / "roads/drenthe_edges.parquet", columns=["maxspeed_kmh", "geometry"]
    )
    kmh = table["maxspeed_kmh"].to_numpy()[network.edges["edge"].to_numpy()]
    stations, places = _asked_about()
    joined = _joined(network)
    picks = np.random.default_rng(SEED).choice(joined, 2 * MANY, replace=False)
    problem = Problem(
        folder,
        {
            "xy_m": network.node_xy_m,
            "lon": at.x.to_numpy(),
            "lat": at.y.to_numpy(),
            "tail": network.tail.astype(np.int64),
            "head": network.head.astype(np.int64),
            "time_ds": network.time_ds,
            "oneway": network.oneway,
            "highway": network.edges["road_class"].astype(str).to_numpy().astype("U32"),
            "maxspeed_kmh": np.where(kmh > 0, kmh, UNKNOWN_KMH).astype(np.int64),
            "course": shapely.get_coordinates(course),
            "course_first": np.concatenate([[0], np.cumsum(counts)]),
            "arc_start": start,
            "arc_end": end,
            "arc_ds": arcs.data.astype(float),
            "stations": _nearest(network, joined, stations),
            "places": _nearest(network, joined, places),
            "from": picks[:MANY],
            "to": picks[MANY:],
        },
    )
    problem.write()
    return problem


def _asked_about() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Give the nine stations, and the places of the area."""
    stations = dg.area.select_stations(DRENTHE.layer("stations")).sort_index()
    return stations, places_inside(DRENTHE.layer("places"), DRENTHE.layer("gemeenten"))


def _joined(network: dg.roads.Network) -> NDArray[np.intp]:
    """List the junctions of the largest piece whose roads all may be joined."""
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - as in the package

    _, label = connected_components(network.arcs, directed=True, connection="strong")
    ok = label == np.bincount(label).argmax()
    ok[network.tail[~network.can_snap]] = False
    ok[network.head[~network.can_snap]] = False
    return np.flatnonzero(ok)


def _nearest(
    network: dg.roads.Network, joined: NDArray[np.intp], points: gpd.GeoDataFrame
) -> NDArray[np.intp]:
    """Find the junction that is nearest to each point."""
    tree = shapely.STRtree(shapely.points(network.node_xy_m[joined]))
    found: NDArray[np.intp] = joined[tree.nearest(points.geometry.to_numpy())]
    return found
