"""Car minutes of two independent engines beside ours, by part of the province and kind of trip.

Two engines drive on the same full roads with speeds of their own: OSRM (`osrm-bindings`) and
Valhalla (`pyvalhalla`), both with their car as it ships. They get the roads as OpenStreetMap
(`osmium` writes it): class, maximum speed, one way. Ours is the embedded network with the car's
profile, without parking, for none of them parks. Ends are junctions, so that nobody snaps.

It makes ``data/drenthe/car_uncertainty.csv`` again (trips from points to junctions of the
area) and compares what is within a quarter of an hour of each point. The points are the
stations and town halls of the area, and the postcodes that lie furthest from them and each other.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from drenthe_geo.crs import RD_NEW, WGS84

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Minutes = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]

NEEDED = {"osrm": "osrm-bindings", "valhalla": "pyvalhalla", "osmium": "osmium"}
NOT_FOR_CARS = ("track_or_unknown",)
"""Road classes that no engine gets: ours does not drive there either."""

REACH_MIN = 15.0
JUNCTIONS = 1000
"""Ends of trips, drawn from the junctions of the area."""

LEAST_MIN = 5.0
"""Of shorter trips a ratio tells of the first junction alone."""

KINDS = {
    "5 to 15 min": (LEAST_MIN, 15.0),
    "15 to 30 min": (15.0, 30.0),
    "over 30 min": (30.0, np.inf),
}
"""Kinds of trip by our minutes."""

COLUMNS = ["engine", "region", "trip", "ratio_p10", "ratio_p50", "ratio_p90", "trips", "date"]

POINTS = 30
ALL = "all"
ENDS = (0.1, 0.5, 0.9)


def missing_engines() -> str:
    """Name the packages that are not there, or nothing."""
    return ", ".join(package for name, package in NEEDED.items() if find_spec(name) is None)


def write_osm(source: Path, path: Path) -> int:
    """Write the car's roads of the full network as an OpenStreetMap file; how many ways."""
    import osmium  # noqa: PLC0415 - where the engines are

    edges = gpd.read_parquet(source / "roads/drenthe_edges.parquet")
    edges = edges[~edges["highway"].isin(NOT_FOR_CARS)].reset_index(drop=True)
    nodes = gpd.read_parquet(source / "roads/drenthe_nodes.parquet").set_crs(
        28992, allow_override=True
    )
    used = nodes[nodes["id"].isin(pd.concat([edges["u"], edges["v"]]))]
    at = used.geometry.to_crs(WGS84)
    lines = edges.set_crs(28992, allow_override=True).geometry.to_crs(WGS84)
    xy, of = shapely.get_coordinates(lines.to_numpy(), return_index=True)
    first = np.searchsorted(of, np.arange(len(edges)))
    last = np.append(first[1:], len(of)) - 1
    inner = np.ones(len(of), dtype=bool)
    inner[first] = inner[last] = False
    ids = np.zeros(len(of), dtype=np.int64)
    ids[inner] = np.arange(1, inner.sum() + 1) + int(nodes["id"].max()) + 1
    ids[first], ids[last] = edges["u"].to_numpy() + 1, edges["v"].to_numpy() + 1
    with osmium.SimpleWriter(str(path)) as writer:
        for node, point in zip((used["id"] + 1).tolist(), at, strict=True):
            writer.add_node(
                osmium.osm.mutable.Node(id=node, version=1, location=(point.x, point.y))
            )
        for node, (lon, lat) in zip(ids[inner].tolist(), xy[inner].tolist(), strict=True):
            writer.add_node(osmium.osm.mutable.Node(id=node, version=1, location=(lon, lat)))
        rows = edges[["highway", "maxspeed_kmh", "oneway"]].itertuples(index=False)
        for number, (highway, kmh, oneway) in enumerate(rows):
            refs = ids[first[number] : last[number] + 1].tolist()
            tags = {
                "highway": highway,
                "maxspeed": str(int(kmh)),
                "oneway": "yes" if oneway else "no",
            }
            writer.add_way(osmium.osm.mutable.Way(id=number + 1, version=1, nodes=refs, tags=tags))
    return len(edges)


def osrm_minutes(osm: Path) -> Minutes:
    """Make OSRM ready: its car as it ships."""
    import osrm  # noqa: PLC0415 - where the engines are

    profile = Path(osrm.__file__).parent / "share/profiles/car.lua"
    graph = osm.with_suffix("").with_suffix(".osrm")
    for step in (
        ["extract", "-p", str(profile), str(osm)],
        ["partition", str(graph)],
        ["customize", str(graph)],
    ):
        subprocess.run([sys.executable, "-m", "osrm", *step], check=True, capture_output=True)
    engine = osrm.OSRM(
        storage_config=str(graph),
        algorithm="MLD",
        use_shared_memory=False,
        max_locations_distance_table=-1,
    )

    def minutes(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
        everything = [tuple(one) for one in np.vstack([start, end]).tolist()]
        found = engine.Table(
            osrm.TableParameters(
                coordinates=everything,
                sources=list(range(len(start))),
                destinations=list(range(len(start), len(everything))),
            )
        )
        rows = [[np.nan if cell is None else cell for cell in row] for row in found["durations"]]
        return np.array(rows, dtype=float) / 60

    return minutes


def valhalla_minutes(osm: Path) -> Minutes:
    """Make Valhalla ready: its car as it ships."""
    import valhalla  # noqa: PLC0415 - where the engines are

    folder = osm.parent / "tiles"
    folder.mkdir()
    config: dict[str, Any] = valhalla.get_config(
        tile_extract="", tile_dir=str(folder), verbose=False
    )
    limits = config["service_limits"]["auto"]
    limits.update(max_matrix_location_pairs=10**6, max_matrix_distance=10**6, max_distance=10**7)
    path = osm.parent / "valhalla.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    build = Path(valhalla.__file__).parent / "bin/valhalla_build_tiles"
    subprocess.run([str(build), "-c", str(path), str(osm)], check=True, capture_output=True)
    actor = valhalla.Actor(str(path))

    def minutes(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
        sources, targets = ([{"lon": x, "lat": y} for x, y in one.tolist()] for one in (start, end))
        found = actor.matrix({"sources": sources, "targets": targets, "costing": "auto"})
        rows = [
            [np.nan if cell["time"] is None else cell["time"] for cell in row]
            for row in found["sources_to_targets"]
        ]
        return np.array(rows, dtype=float) / 60

    return minutes


def measuring_points() -> gpd.GeoDataFrame:
    """Choose the points: stations, town halls, and the postcodes furthest from any so far."""
    stations = dg.area.select_stations(DRENTHE.layer("stations"))
    sites, places = DRENTHE.layer("sites"), DRENTHE.layer("places")
    halls = sites[sites.index.str.startswith("gemeentehuis-")]
    chosen = [*stations.geometry, *halls.geometry]
    ids = [*stations.index, *halls.index]
    home = dg.area.places_inside(places, DRENTHE.layer("gemeenten"))
    while len(chosen) < POINTS:
        away = shapely.distance(home.geometry.to_numpy()[:, None], np.array(chosen)).min(axis=1)
        furthest = int(away.argmax())
        chosen.append(home.geometry.iloc[furthest])
        ids.append(str(home.index[furthest]))
    return gpd.GeoDataFrame(index=pd.Index(ids, name="point"), geometry=chosen, crs=RD_NEW)


def on_junctions(network: dg.roads.Network, points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Move points to the nearest junction that they may join."""
    ends = np.unique(np.concatenate([v[network.joinable] for v in (network.tail, network.head)]))
    tree = shapely.STRtree(shapely.points(network.node_xy_m[ends]))
    at = network.node_xy_m[ends[tree.nearest(points.geometry.to_numpy())]]
    return gpd.GeoDataFrame(
        points.drop(columns="geometry"), geometry=shapely.points(at), crs=points.crs
    )


def lonlat(points: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Degrees, as engines ask for them."""
    degrees: NDArray[np.float64] = shapely.get_coordinates(points.geometry.to_crs(WGS84).to_numpy())
    return degrees


def junctions_of(network: dg.roads.Network) -> gpd.GeoDataFrame:
    """Draw junctions of the area that a point may join."""
    ends = np.unique(np.concatenate([v[network.joinable] for v in (network.tail, network.head)]))
    home = dg.area.province_outline(DRENTHE.layer("gemeenten"))
    shapely.prepare(home)
    inside = ends[shapely.contains_xy(home, network.node_xy_m[ends])]
    drawn = np.sort(np.random.default_rng(1).choice(inside, JUNCTIONS, replace=False))
    return gpd.GeoDataFrame(geometry=shapely.points(network.node_xy_m[drawn]), crs=RD_NEW)


def trips_table(engines: dict[str, Minutes], network: dg.roads.Network) -> pd.DataFrame:
    """Minutes of all trips from the points to the junctions: ours and each engine's."""
    points, ends = on_junctions(network, measuring_points()), junctions_of(network)
    ours = dg.roads.travel_times(
        dg.roads.compute_reach(network, points, direction="from"), ends
    ).minutes
    gemeenten = DRENTHE.layer("gemeenten")[["regions", "geometry"]]
    regions = gpd.sjoin_nearest(points, gemeenten)["regions"]
    regions = regions[~regions.index.duplicated()][points.index]
    table = pd.DataFrame(
        {
            "point": np.repeat(points.index, len(ends)),
            "regions": np.repeat(regions.to_numpy(), len(ends)),
            "ours": ours[points.index].to_numpy().T.ravel(),
        }
    )
    for name, minutes in engines.items():
        table[name] = minutes(lonlat(points), lonlat(ends)).ravel()
    return table


def uncertainty_table(trips: pd.DataFrame, engines: dict[str, str], date: str) -> pd.DataFrame:
    """Sum up the ratios of each engine's minutes to ours, by region of the start and kind."""
    regions = sorted({one for listed in trips["regions"] for one in listed.split(";")})
    rows = []
    for engine, named in engines.items():
        known = trips[trips[engine].notna() & (trips["ours"] >= LEAST_MIN)]
        ratio = known[engine] / known["ours"]
        for region in (ALL, *regions):
            here = known["regions"].map(
                lambda listed, of=region: of == ALL or of in listed.split(";")
            )
            for kind, (least, most) in ({ALL: (LEAST_MIN, np.inf)} | KINDS).items():
                some = ratio[here & (known["ours"] >= least) & (known["ours"] < most)]
                low, middle, high = some.quantile(ENDS).round(3)
                rows.append((named, region, kind, low, middle, high, len(some), date))
    return pd.DataFrame(rows, columns=COLUMNS)


def reach_table(trips: pd.DataFrame, engines: dict[str, str]) -> pd.DataFrame:
    """Compare which junctions each point reaches in a quarter of an hour."""
    rows = []
    for engine in engines:
        for point, some in trips[trips[engine].notna()].groupby("point"):
            ours, theirs = some["ours"] <= REACH_MIN, some[engine] <= REACH_MIN
            both, either = (ours & theirs).sum(), (ours | theirs).sum()
            rows.append((point, engine, theirs.sum() / ours.sum(), both / either))
    return pd.DataFrame(rows, columns=["point", "engine", "share", "overlap"])


def measured(source: Path, folder: Path, date: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Drive with both engines: the table of uncertainty, and what is reached."""
    osm = folder / "roads.osm.pbf"
    write_osm(source, osm)
    engines = {"osrm": osrm_minutes(osm), "valhalla": valhalla_minutes(osm)}
    named = {
        "osrm": f"OSRM {version('osrm-bindings')}",
        "valhalla": f"Valhalla {version('pyvalhalla')}",
    }
    car = replace(dg.read_profile(DRENTHE, "car"), park_min=0.0)
    network = dg.roads.read_network(DRENTHE, car)
    trips = trips_table(engines, network)
    return uncertainty_table(trips, named, date), reach_table(trips, named)


def main() -> int:
    """Print both tables, and write the first where told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, required=True, help="folder with the public data")
    parser.add_argument("--date", required=True, help="month of the measurement, as 2026-11")
    parser.add_argument("--out", type=Path, help="file for the table")
    given = parser.parse_args()
    missing = missing_engines()
    if missing:
        print(f"skipped: not installed: {missing} (they have wheels for Python 3.12)")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        table, reached = measured(given.source, Path(folder), given.date)
    print(table.drop(columns="date").to_string(index=False))
    print(f"within {REACH_MIN:g} minutes of {POINTS} points: theirs over ours, and overlap")
    print(reached.groupby("engine")[["share", "overlap"]].describe().T.to_string())
    if given.out is not None:
        table.to_csv(given.out, index=False, lineterminator="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
