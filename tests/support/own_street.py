"""A street of kilometres as a table, the way a user would have it, and what is asked of it."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import shapely
from towns import CORNER, PLAIN
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.io.networks import network_from_edges
from drenthe_geo.roads.network import Network
from drenthe_geo.roads.profiles import Profile
from drenthe_geo.words.table import words_of

SPOTS_KM = {"west": 0.1, "mid": 2.5, "east": 4.9}


def line(start_km: float, end_km: float) -> shapely.LineString:
    """A line along the street."""
    return shapely.LineString([CORNER + [1000 * start_km, 0], CORNER + [1000 * end_km, 0]])


def street(**columns: Any) -> gpd.GeoDataFrame:
    """Five kilometres, an edge each, of 60 km/h: a minute each for `PLAIN`."""
    table = {"u": [1, 2, 3, 4, 5], "v": [2, 3, 4, 5, 6], "highway": "residential", **columns}
    if not {"maxspeed", "travel_time", "free_flow_s", "speed_kmh"} & set(columns):
        table["maxspeed"] = 60
    lines = [line(at, at + 1) for at in range(5)]
    return gpd.GeoDataFrame(table, geometry=lines, crs="EPSG:28992")


def there_and_back(**columns: Any) -> gpd.GeoDataFrame:
    """The street with a row for each way."""
    one, other = street(**columns), street(**columns)
    other[["u", "v"]] = other[["v", "u"]]
    other["geometry"] = shapely.reverse(other.geometry.to_numpy())
    return gpd.GeoDataFrame(
        {name: [*one[name], *other[name]] for name in one}, geometry="geometry", crs=one.crs
    )


def spots() -> gpd.GeoDataFrame:
    """Three points on the street."""
    at = [shapely.Point(CORNER + [1000 * km, 0]) for km in SPOTS_KM.values()]
    return gpd.GeoDataFrame(index=list(SPOTS_KM), geometry=at, crs="EPSG:28992")


def minutes(
    edges: gpd.GeoDataFrame | Network, start: str, end: str, profile: Profile = PLAIN, **more: Any
) -> float:
    """Minutes between two of the points."""
    network = edges if isinstance(edges, Network) else network_from_edges(edges, profile, **more)
    reach = dg.roads.compute_reach(network, spots().loc[[end]])
    return float(dg.roads.travel_times(reach, spots().loc[[start]]).minutes.to_numpy()[0, 0])


def said_of(network: Network) -> list[str]:
    """What is odd about a network, in English and without what it is called."""
    return [words_of("en").say(one).partition(": ")[2] for one in network.notices]


def refusal(edges: gpd.GeoDataFrame, profile: Profile = PLAIN, **more: Any) -> str:
    """Why a table is refused, without what it is called."""
    try:
        network_from_edges(edges, profile, **more)
    except dg.DrentheGeoError as error:
        return str(error).removeprefix("network from the edges: ")
    return "accepted"


CAR, BICYCLE, WALK = (dg.roads.read_profile(VELDLAND, mode) for mode in ("car", "bicycle", "walk"))
