"""Made-up towns whose travel times are known by heart, and random ones for laws."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from hypothesis import strategies as st
from veldland import VELDLAND

from drenthe_geo.crs import RD_NEW
from drenthe_geo.roads.network import Network, build_network
from drenthe_geo.roads.profiles import Profile, read_profile

BLOCK_M = 1000.0
CORNER = np.array([230_000.0, 540_000.0])

# One minute per block, no junction time, one minute per 1000 m to the road (60 km/h), and
# nothing is parked.
PLAIN: Profile = replace(
    read_profile(VELDLAND, "car"),
    free_flow_factor=1.0,
    junction_s=0.0,
    access_kmh=60.0,
    park_min=0.0,
    far_snap_m=400.0,
    max_snap_m=1e6,
)
SETTINGS = VELDLAND.settings


def tables(
    xy_m: Any, links: list[tuple[int, int]], *, seconds: list[float] | None = None, **columns: Any
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tables of nodes and edges; 60 s per edge unless told, two-way unless told."""
    xy = np.asarray(xy_m, dtype=float)
    nodes = pd.DataFrame({"node": np.arange(len(xy)), "x_m": xy[:, 0], "y_m": xy[:, 1]})
    edges = pd.DataFrame(
        {
            "edge": np.arange(len(links)),
            "tail": [a for a, _ in links],
            "head": [b for _, b in links],
            "length_m": [float(np.hypot(*(xy[a] - xy[b]))) for a, b in links],
            "free_flow_s": 60.0 if seconds is None else seconds,
            "junctions": 0.0,
            "road_class": "tertiary",
            "road_number": None,
            "oneway": False,
        }
    ).assign(**columns)
    return nodes, edges


def grid_town(
    size: int = 5,
    *,
    profile: Profile = PLAIN,
    extra: tuple[tuple[int, int], ...] = (),
    **columns: Any,
) -> Network:
    """Blocks of a kilometre, a minute each; node = row × size + column."""
    xy = [CORNER + BLOCK_M * np.array([c, r]) for r in range(size) for c in range(size)]
    across = [(r * size + c, r * size + c + 1) for r in range(size) for c in range(size - 1)]
    up = [(r * size + c, (r + 1) * size + c) for r in range(size - 1) for c in range(size)]
    return build_network(*tables(xy, [*across, *up, *extra], **columns), profile)


def points(*blocks: tuple[float, float], ids: list[str] | None = None) -> gpd.GeoDataFrame:
    """Points at places counted in blocks from the town's corner."""
    xy = [CORNER + BLOCK_M * np.array(block) for block in blocks]
    index = pd.Index(ids or [f"p{number}" for number in range(len(blocks))], name="id")
    return gpd.GeoDataFrame(index=index, geometry=[shapely.Point(*at) for at in xy], crs=RD_NEW)


def oracle(network: Network, *, reverse: bool = False) -> nx.DiGraph:
    """The same network in networkx, times in tenths of a second."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.n_nodes))
    for tail, head, there, back, oneway in zip(
        network.tail,
        network.head,
        network.time_ds,
        network.back_ds,
        network.oneway,
        strict=True,
    ):
        both = [(tail, head, there), (head, tail, back)]
        for a, b, time in both[:1] if oneway else both:
            a, b = (b, a) if reverse else (a, b)  # noqa: PLW2901 - turned round
            known = graph.get_edge_data(int(a), int(b), {"time": np.inf})["time"]
            graph.add_edge(int(a), int(b), time=min(known, int(time)))
    return graph


@st.composite
def random_towns(draw: st.DrawFn, *, max_nodes: int = 14, connected: bool = False) -> Network:
    """Networks of a few junctions, some roads one-way, some parts cut off unless connected.

    Some take longer one way than the other.
    """
    count = draw(st.integers(2, max_nodes))
    spots = st.tuples(st.integers(0, 40), st.integers(0, 40))
    spread = draw(st.lists(spots, min_size=count, max_size=count, unique=True))
    xy = CORNER + 100.0 * np.array(spread)
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    links = draw(
        st.lists(pairs.filter(lambda pair: pair[0] != pair[1]), min_size=1, max_size=3 * count)
    )
    seconds = draw(st.lists(st.integers(1, 900), min_size=len(links), max_size=len(links)))
    oneway = draw(st.lists(st.booleans(), min_size=len(links), max_size=len(links)))
    back = draw(
        st.lists(st.sampled_from([0, 0, 1, 7, 450]), min_size=len(links), max_size=len(links))
    )
    back = [one + more for one, more in zip(seconds, back, strict=True)]
    if connected:
        chain = [(node, node + 1) for node in range(count - 1)]
        links, seconds = [*links, *chain], [*seconds, *[300] * len(chain)]
        oneway, back = [*oneway, *[False] * len(chain)], [*back, *[300] * len(chain)]
    made = tables(
        xy,
        links,
        seconds=[second / 10 for second in seconds],
        oneway=oneway,
        back_s=[second / 10 for second in back],
    )
    return build_network(*made, PLAIN)


@st.composite
def spots_in_town(draw: st.DrawFn, *, least: int = 1, most: int = 5) -> gpd.GeoDataFrame:
    """Points in and around a random town."""
    spots = st.tuples(st.floats(-0.2, 4.2), st.floats(-0.2, 4.2))
    chosen = draw(st.lists(spots, min_size=least, max_size=most))
    return points(*[(round(x, 3), round(y, 3)) for x, y in chosen])
