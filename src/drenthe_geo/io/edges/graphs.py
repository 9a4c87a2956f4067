"""A graph as osmnx and networkx make them becomes a network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.contracts.extras import Graph
from drenthe_geo.crs import RD
from drenthe_geo.errors import ArgumentError, LayerError
from drenthe_geo.io.edges.classes import read_classes
from drenthe_geo.io.edges.made import network_of_rows
from drenthe_geo.io.edges.origin import sources_of
from drenthe_geo.io.edges.pairing import road_of_rows
from drenthe_geo.io.edges.placing import placed, read_crs, stretch_at
from drenthe_geo.io.edges.plausible import check_lengths, check_speeds
from drenthe_geo.io.edges.values import is_blank, numbers, refuse
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.crs import Grid
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.profiles import Profile

NO = frozenset({"false", "no", "0"})


@dataclass(frozen=True)
class RowsOfGraph:
    """What networkx tells of a graph, in the order in which it does."""

    attributes: dict[str, Any]
    nodes: dict[Any, dict[str, Any]]
    # Tail, head and data; without directions each edge once.
    edges: list[tuple[Any, Any, dict[str, Any]]]
    directed: bool


def network_from_graph(graph: object, profile: Profile, what: Message, grid: Grid = RD) -> Network:
    """Make a network of a graph of networkx; `what` it is is said in every refusal."""
    if not isinstance(graph, Graph):
        raise ArgumentError("io.no_graph", given=type(graph).__name__)
    told: Any = graph
    edges = [(tail, head, dict(data)) for tail, head, data in told.edges(data=True)]
    nodes = {name: told.nodes[name] for name in told.nodes}
    rows = RowsOfGraph(told.graph, nodes, edges, told.is_directed())
    return network_from_rows(rows, profile, what, grid)


def network_from_rows(
    graph: RowsOfGraph, profile: Profile, what: Message, grid: Grid = RD, file: str = ""
) -> Network:
    """Make a network of the rows of a graph, in the CRS of an area where it lies there.

    `what` it is is said in every refusal; `file` is the name of its file.
    """
    if not graph.edges:
        raise LayerError("io.no_edges", what=what)
    names = list(graph.nodes)
    xy = _places(graph, names, what)
    crs = read_crs(graph.attributes.get("crs"), what, grid)
    xy_m, own_crs = placed(xy, crs, names, what, grid)
    position = {name: at for at, name in enumerate(names)}
    ends = np.array([(position[one], position[two]) for one, two, _ in graph.edges])
    data = pd.DataFrame([one for *_, one in graph.edges])
    tail, head = ends.T
    straight = shapely.linestrings(xy_m[ends])
    lines = straight
    if "geometry" in data:
        given = _lines(data["geometry"], what)
        moved = gpd.GeoSeries(given, crs=crs).to_crs(own_crs).to_numpy()
        lines = np.where(shapely.is_missing(given), straight, moved)
        lines = _along_edges(lines, xy_m[tail], xy_m[head])
    length_m = _column(data, "length", Message("io.wanted.metres"), what)
    seconds = _column(data, "travel_time", Message("io.wanted.seconds"), what)
    drawn_m = shapely.length(lines)
    notices = [
        *check_lengths(length_m, drawn_m, "length", what, stretch_at(xy_m, own_crs)),
        *check_speeds(drawn_m, seconds, "travel_time", profile, what),
    ]
    cells = data["highway"] if "highway" in data else [None] * len(data)
    classes = read_classes(cells, profile, what)
    notices += classes.notices
    rows = pd.DataFrame(
        {
            "edge": np.arange(1, len(data) + 1),
            "tail": tail,
            "head": head,
            "line": lines,
            "length_m": length_m,
            "road_class": classes.names,
            "road_number": [_first(one) for one in data.get("ref", [None] * len(data))],
            "along": True,
            "against": not graph.directed,
            "there_s": seconds,
            "back_s": seconds,
            "there_junctions": 0.0,
            "back_junctions": 0.0,
            "is_open": classes.is_open,
        }
    )
    road = road_of_rows(tail, head, lines)
    if graph.directed and "oneway" in data and not profile.ignores_oneway:
        notices += _lacks_reverse(data["oneway"], tail, head, road, what)
    as_given = replace(profile, free_flow_factor=1.0, junction_s=0.0, speeds_kmh={})
    network = network_of_rows(
        rows, road, xy_m, profile=as_given, what=what, notices=notices, crs=own_crs
    )
    return replace(network, sources=sources_of(graph.attributes, data, file))


def _places(graph: RowsOfGraph, names: list[Any], what: Message) -> NDArray[np.float64]:
    """Coordinates of the nodes, each a finite number."""
    cells = [[graph.nodes[name].get(axis) for axis in ("x", "y")] for name in names]
    lacking = np.array([any(is_blank(one) for one in pair) for pair in cells])
    counts = {"total": len(names)}
    if lacking.any():
        node = str(names[int(lacking.argmax())])
        raise LayerError(
            "io.nodes_placeless", what=what, node=node, count=int(lacking.sum()), **counts
        )
    read = pd.DataFrame(cells).apply(pd.to_numeric, errors="coerce")
    xy: NDArray[np.float64] = read.to_numpy(dtype=float)
    wrong = ~np.isfinite(xy).all(axis=1)
    if wrong.any():
        at = int(wrong.argmax())
        said = {"node": str(names[at]), "x": str(cells[at][0]), "y": str(cells[at][1])}
        raise LayerError("io.nodes_nowhere", what=what, count=int(wrong.sum()), **said, **counts)
    return xy


def _lines(cells: pd.Series, what: Message) -> NDArray[np.object_]:
    """Courses of the edges, as lines or as WKT; what is neither is refused."""
    empty = cells.map(is_blank).to_numpy(dtype=bool)
    lines = np.array(
        [None if none else _line(cell) for cell, none in zip(cells, empty, strict=True)],
        dtype=object,
    )
    bad = ~empty & (shapely.get_type_id(lines) != shapely.GeometryType.LINESTRING)
    bad |= ~empty & shapely.is_empty(lines)
    xy, of = shapely.get_coordinates(lines, return_index=True)
    bad[of[~np.isfinite(xy).all(axis=1)]] = True
    refuse(cells.reset_index(drop=True), bad, "geometry", what, Message("io.wanted.line"))
    flat: NDArray[np.object_] = shapely.force_2d(lines)
    return flat


def _line(cell: object) -> object:
    """Read one course; of a line of one part that part."""
    if not isinstance(cell, shapely.Geometry):
        cell = shapely.from_wkt(str(cell), on_invalid="ignore")
    if isinstance(cell, shapely.MultiLineString):
        return shapely.line_merge(cell)
    return cell


def _along_edges(
    lines: NDArray[np.object_], tail_m: NDArray[np.float64], head_m: NDArray[np.float64]
) -> NDArray[np.object_]:
    """Turn lines that run from head to tail: of a graph without directions each is there once."""
    first, last = (shapely.get_coordinates(shapely.get_point(lines, at)) for at in (0, -1))
    off_m = np.hypot(*(first - tail_m).T) + np.hypot(*(last - head_m).T)
    turned_m = np.hypot(*(first - head_m).T) + np.hypot(*(last - tail_m).T)
    return np.where(turned_m < off_m, shapely.reverse(lines), lines)


def _column(data: pd.DataFrame, name: str, wanted: Message, what: Message) -> NDArray[np.float64]:
    """Numbers of all edges; that some lack them is said with how to add them."""
    cells = data[name] if name in data else pd.Series([None] * len(data), dtype=object)
    missing = int(cells.map(is_blank).sum())
    if missing:
        raise LayerError("io.edges_lack", what=what, count=missing, total=len(data), column=name)
    return numbers(cells, name, what, wanted)


def _first(value: object) -> str | None:
    """Give a road's number; of several the first."""
    if isinstance(value, (list, tuple)):
        value = value[0] if value else None
    return None if is_blank(value) else str(value)


def _lacks_reverse(
    oneway: pd.Series,
    tail: NDArray[np.intp],
    head: NDArray[np.intp],
    road: NDArray[np.intp],
    what: Message,
) -> tuple[Message, ...]:
    """Say how many edges are not one-way by their attribute, but stand there one way alone."""
    two_way = oneway.astype(str).str.strip().str.lower().isin(list(NO)).to_numpy(dtype=bool)
    ways = pd.DataFrame({"road": road, "up": tail < head})
    alone = ways.groupby("road")["up"].transform("nunique").to_numpy() == 1
    lacking = two_way & alone & (tail != head)
    if not lacking.any():
        return ()
    counts = {"count": int(lacking.sum()), "total": len(oneway)}
    return (Message("io.no_reverse", what=what, **counts),)
