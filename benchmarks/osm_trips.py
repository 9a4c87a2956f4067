"""The same trips by ours, OSRM and Valhalla, on the roads of the same file of OpenStreetMap."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from benchmarks.osm_both_ways import ends_of
from drenthe_geo.crs import WGS84
from drenthe_geo.osm.read import OsmRoads, read_osm
from drenthe_geo.osm.rules import read_rules
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.network import build_network
from drenthe_geo.roads.routes import ways_between
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.routes import Way

EXTRACTS = {
    "porto_portugal.osm.pbf": "pt",
    "liechtenstein.osm.pbf": "li",
    "porto-alegre.osm.pbf": "br",
}
"""Extract → its country."""

MODES = ("car", "bicycle", "walk")
ENGINES = {"osrm": "OSRM", "valhalla": "Valhalla"}

STREETS = ("tertiary", "unclassified", "residential", "living_street")
"""Streets that trips begin and end in."""

STOPS, PER_STOP, STARTS = 100, 10, 3000
LEAST_MIN, MOST_MIN = 1.0, 60.0

METRES_PER_MIN = 100.0
"""At 6 km/h on every road minutes are metres by the hundred."""

KINDS = ("profile", "limits", "metres")
"""How one travels: see `profile_of`."""

MOVED_M = 5.0
"""An end that OSRM moved further than this to a road begins or ends elsewhere."""

CLASSES = (
    "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary",
    "secondary_link", "tertiary", "tertiary_link", "unclassified", "residential",
    "living_street", "service", "pedestrian", "track", "cycleway", "path", "footway", "steps",
    "ferry",
)  # fmt: skip


@dataclass(frozen=True)
class Trips:
    """Trips of a way of travel, from point to point, in the order of their stops."""

    starts: gpd.GeoDataFrame
    stops: gpd.GeoDataFrame
    # The stop of each start, by its place among the stops.
    stop_of: NDArray[np.intp]

    @property
    def degrees(self) -> NDArray[np.float64]:
        """Ends of each trip; shape (trips, 2, 2)."""
        starts, stops = (
            shapely.get_coordinates(each.geometry.to_crs(WGS84).to_numpy())
            for each in (self.starts, self.stops)
        )
        return np.stack([starts, stops[self.stop_of]], axis=1)

    def ways(self, network: Network) -> tuple[list[Way | None], Network]:
        """Trace all of them, on the network that is split where they end."""
        reach = compute_reach(network, self.stops)
        return ways_between(reach, self.starts, self.stops.index[self.stop_of]), reach.network


def profile_of(mode: str, kind: str) -> dg.roads.Profile:
    """Give how one travels: as the profile has it, at the limits alone, or by metres."""
    profile = replace(dg.read_profile(DRENTHE, mode), park_min=0.0)
    if kind == "profile":
        return profile
    profile = replace(profile, free_flow_factor=1.0, junction_s=0.0)
    if kind == "limits":
        return profile
    even = dict.fromkeys([*profile.speeds_kmh, *CLASSES], METRES_PER_MIN * 60 / 1000)
    return replace(profile, speeds_kmh=even, timed_classes=frozenset())


def network_of(roads: OsmRoads, mode: str, kind: str, *, bans: bool = True) -> Network:
    """Build a network of the roads."""
    return build_network(
        roads.nodes,
        roads.edges,
        profile_of(mode, kind),
        lines=roads.lines,
        bans=roads.bans if bans else None,
        crs=roads.crs,
    )


def street_points(roads: OsmRoads, count: int, seed: int) -> gpd.GeoDataFrame:
    """Draw points of streets that every mode uses, every metre as likely."""
    rng = np.random.default_rng(seed)
    shared = (roads.edges[list(MODES)] != "none").all(axis=1)
    at = np.flatnonzero(shared & roads.edges["road_class"].isin(STREETS))
    length_m = roads.edges["length_m"].to_numpy()[at]
    drawn = rng.choice(at, count, p=length_m / length_m.sum())
    points = shapely.line_interpolate_point(roads.lines[drawn], rng.random(count), normalized=True)
    index = pd.Index([f"{number:05d}" for number in range(count)])
    return gpd.GeoDataFrame(geometry=points, index=index, crs=roads.crs)


def trips_of(roads: OsmRoads, network: Network) -> Trips:
    """Draw trips of a minute to an hour."""
    stops, starts = street_points(roads, STOPS, 1), street_points(roads, STARTS, 2)
    minutes = travel_times(compute_reach(network, stops), starts).minutes.to_numpy()
    rng = np.random.default_rng(3)
    chosen, stop_of = [], []
    for stop in range(STOPS):
        fit = np.flatnonzero((minutes[:, stop] >= LEAST_MIN) & (minutes[:, stop] <= MOST_MIN))
        some = rng.choice(fit, min(PER_STOP, len(fit)), replace=False)
        chosen += some.tolist()
        stop_of += [stop] * len(some)
    return Trips(starts.iloc[chosen], stops, np.array(stop_of, dtype=np.intp))


def table_of(ways: list[Way | None], network: Network) -> pd.DataFrame:
    """Say of each way its minutes, its metres and the class of most of them."""
    classes = network.edges["road_class"].to_numpy()
    rows = []
    for way in ways:
        if way is None or not len(way.edge):
            rows.append((np.nan, np.nan, ""))
            continue
        km = way.km(network)
        by_class = pd.Series(km).groupby(classes[way.edge]).sum()
        rows.append((way.whole_ds / DS_PER_MIN, 1000 * km.sum(), str(by_class.idxmax())))
    return pd.DataFrame(rows, columns=["minutes", "metres", "road_class"])


def ask_servers(
    servers: Path, file: Path, trips: dict[str, Trips], roads: OsmRoads, folder: Path
) -> None:
    """Let both engines answer, under their own Python: the fastest and the shortest ways."""
    kinds, both_ways = {}, ends_of(roads)
    for mode, some in trips.items():
        for kind in ("fastest", "shortest"):
            np.save(folder / f"{mode}-{kind}.npy", some.degrees)
            kinds[f"{mode}-{kind}"] = mode, kind == "shortest"
        np.save(folder / f"{mode}-roads.npy", both_ways)
        kinds[f"{mode}-roads"] = mode, True
    asked = {"file": str(file), "kinds": kinds}
    (folder / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
    for name, engine in product(kinds, ENGINES):
        if name.endswith("-roads") and engine != "osrm":
            continue
        words = [str(servers), "-m", "benchmarks.osm_asked", str(folder), name, engine]
        done = subprocess.run(
            words, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])


def answers_of(folder: Path, mode: str, kind: str) -> pd.DataFrame:
    """Read what both engines said of each trip, but of ends that OSRM has no street at."""
    columns = {}
    for engine in ENGINES:
        with np.load(folder / f"{mode}-{kind}-{engine}.npz") as said:
            columns[f"{engine}_min"] = said["seconds"] / 60
            columns[f"{engine}_m"] = said["metres"]
            if engine == "osrm":
                moved = said["moved_m"].max(axis=1) > MOVED_M
    found = pd.DataFrame(columns)
    found[moved] = np.nan
    return found


@dataclass(frozen=True)
class Asked:
    """One extract: its roads, trips by each mode, ours of them, and the folder of the others."""

    name: str
    roads: OsmRoads
    trips: dict[str, Trips]
    ours: dict[tuple[str, str], pd.DataFrame]
    folder: Path

    @classmethod
    def of(cls, path: Path, servers: Path, folder: Path) -> Asked:
        """Travel by all three."""
        roads = read_osm(path, read_rules(EXTRACTS[path.name]))
        trips, ours = {}, {}
        for mode in MODES:
            trips[mode] = trips_of(roads, network_of(roads, mode, "limits"))
            for kind in KINDS if mode == "car" else KINDS[::2]:
                ways, network = trips[mode].ways(network_of(roads, mode, kind))
                ours[mode, kind] = table_of(ways, network)
        ask_servers(servers, path, trips, roads, folder)
        return cls(path.name, roads, trips, ours, folder)

    def ratios(self, mode: str, engine: str, kind: str, what: str) -> pd.Series:
        """Give ours over an engine's, trip by trip: what is `m` or `min`."""
        theirs = answers_of(self.folder, mode, "shortest" if kind == "metres" else "fastest")
        mine = self.ours[mode, kind]["metres" if what == "m" else "minutes"]
        return mine / theirs[f"{engine}_{what}"]
