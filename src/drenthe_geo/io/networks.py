"""A road network of one's own: a table of edges, or an osmnx graph saved as GraphML."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.contracts.arguments import checked
from drenthe_geo.contracts.extras import Graph
from drenthe_geo.crs import RD, WGS84, Grid, to_grid
from drenthe_geo.errors import ArgumentError, FileError, LayerError
from drenthe_geo.files.gate import notices_of, own_path, short
from drenthe_geo.io.edges.classes import UNNAMED, read_classes
from drenthe_geo.io.edges.columns import MOTOR_ONLY, find_columns
from drenthe_geo.io.edges.directions import Ways, read_ways
from drenthe_geo.io.edges.ends import (
    MOST_APART_M,
    node_ids,
    nodes_at_ends,
    nodes_of,
    require_finite,
    require_in_grid,
    require_together,
    single_lines,
    turn_lines,
)
from drenthe_geo.io.edges.graphml import read_graphml
from drenthe_geo.io.edges.graphs import network_from_graph, network_from_rows
from drenthe_geo.io.edges.made import network_of_rows
from drenthe_geo.io.edges.origin import sources_of
from drenthe_geo.io.edges.pairing import junctions_of_roads, road_of_rows
from drenthe_geo.io.edges.placing import stretch_at
from drenthe_geo.io.edges.plausible import check_lengths
from drenthe_geo.io.edges.times import read_times
from drenthe_geo.io.edges.values import is_blank, numbers
from drenthe_geo.io.osm import crs_at_start, is_built_folder, network_of_file, open_built
from drenthe_geo.io.reading import read_file
from drenthe_geo.io.saved import describe_source, is_saved_network, open_network, save_network
from drenthe_geo.io.staging import require_apart, require_folder
from drenthe_geo.osm.gate import is_osm_file
from drenthe_geo.roads.network import Network
from drenthe_geo.roads.profiles import Profile, read_profile
from drenthe_geo.roads.read import read_network
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from drenthe_geo.area.area import Area

EDGES = Message("io.edges")
"""What a table of edges is called where nobody says where it is from."""


@checked
def read_network_from(
    area: Area,
    source: str | Path | gpd.GeoDataFrame | Graph | Network,
    mode: str | Profile = "car",
    *,
    columns: Mapping[str, str] | None = None,
) -> Network:
    """Read a network of your own for a mode.

    Parameters
    ----------
    area : Area
        The area.
    source : str, pathlib.Path, geopandas.GeoDataFrame, networkx graph or Network
        ``"default"`` for the embedded network; a table of edges with lines, or its file
        (GeoParquet, GeoPackage, GeoJSON, …); an osmnx graph with travel times, or its file
        (``.graphml``); a file of OpenStreetMap (``.osm.pbf``), or a folder that ``drenthe-geo
        build`` made of one; a folder of `save_network`; or a network, which stays as it is.
    mode : str or Profile
        Name of the mode, or a profile of your own; see `read_profile`.
    columns : mapping of str to str, optional
        Which column plays which role, where the usual names do not tell: ``u``,
        ``v`` (node ids), ``length_m``, ``free_flow_s`` or ``speed_kmh`` (``back_s`` or
        ``back_kmh`` where the way from v to u has its own), ``road_class``,
        ``road_number``, ``junctions``, ``oneway`` or ``cost`` and ``reverse_cost``.

    Returns
    -------
    Network
        Rows that are one road (the same nodes, lines within a metre) are joined to one,
        which a point can leave each way at that way's own time. What is missing is made:
        nodes where lines end, a length from the line, junctions (half per end where three
        or more roads meet); roads are unclassified and two-way unless told. A time or a
        speed holds for the mode asked, times its `free_flow_factor` and with its
        `junction_s`; a column for motor traffic (``maxspeed``, ``time_car_s``) does not for
        a mode with speeds of its own, unless `columns` names it. The times of a graph are
        taken as they are. What is odd about it is in its `notices`, and noted with the area.

    Raises
    ------
    ArgumentError
        If there is no such mode or role.
    FileError
        If the file cannot be read.
    CrsError
        If it has no CRS, or none that is known.
    LayerError
        If a column is missing or its values cannot be used, lengths or times contradict
        the lines, or it lies outside the CRS of the area.

    Examples
    --------
    >>> read_network_from(area, "default").profile.mode
    'car'
    """
    if isinstance(source, str) and source == "default":
        if columns:
            raise ArgumentError("io.columns_unused", columns=list(columns))
        return read_network(area, mode)
    profile = mode if isinstance(mode, Profile) else read_profile(area, mode)
    grid = area.facts.grid
    if isinstance(source, Network):
        network = source
    elif isinstance(source, Graph):
        network = network_from_graph(source, profile, Message("io.graph"), grid)
    elif isinstance(source, pd.DataFrame):
        network = network_from_edges(source, profile, columns=columns, grid=grid)
    else:
        network = network_at(area, own_path(source), profile, columns)
    _require_there(network, source, grid)
    area.note(*network.notices)
    area.credit(*network.sources)
    return network


def network_at(
    area: Area, path: Path, profile: Profile, columns: Mapping[str, str] | None
) -> Network:
    """Read a network from a path, wherever it lies; only a table of edges has columns to name."""
    grid = area.facts.grid
    read: dict[bool, Callable[[], Network]] = {
        path.suffix.lower() == ".graphml": lambda: network_from_rows(
            read_graphml(path),
            profile,
            Message("io.network", source=path.name),
            grid,
            path.name,
        ),
        is_saved_network(path): lambda: open_network(path, profile),
        is_built_folder(path): lambda: open_built(path, profile),
        is_osm_file(path): lambda: network_of_file(path, profile, near=grid),
    }
    if True in read:
        if columns:
            raise ArgumentError("io.columns_unused", columns=list(columns))
        return read[True]()
    if path.is_dir():
        raise FileError("io.no_network_folder", path=short(path))
    frame = read_file(path, grid=grid)
    area.note(*notices_of(frame))
    return network_from_edges(frame, profile, source=path.name, columns=columns, grid=grid)


@checked
def save_network_from(
    area: Area,
    source: str | Path,
    out: str | Path,
    mode: str | None = None,
    *,
    profile_file: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
) -> Network:
    """Read a network of your own, and save it to a folder that opens in a moment.

    Parameters
    ----------
    area : Area
        The area.
    source : str or pathlib.Path
        A table of edges, or an osmnx graph; see `read_network_from`.
    out : str or pathlib.Path
        The folder; every ``network`` takes it in place of the file.
    mode : str, optional
        Mode of travel; the car where not given.
    profile_file : str or pathlib.Path, optional
        Profiles of your own; see `read_profile`.
    columns : mapping of str to str, optional
        Columns of a table; see `read_network_from`.

    Returns
    -------
    Network
        The network, with what is odd about its file among its notices.

    Raises
    ------
    DrentheGeoError
        If an argument or the file is refused, or the folder cannot be written.

    Examples
    --------
    >>> save_network_from(area, "nowhere.gpkg", "roads")
    Traceback (most recent call last):
    drenthe_geo.errors.FileError: nowhere.gpkg: no such file.
    """
    if str(source) == "default" or is_saved_network(own_path(source)):
        raise ArgumentError("io.nothing_to_save", source=str(source))
    area, out = area.fresh(), own_path(out)
    require_folder(out)
    require_apart(out, (source, profile_file))
    profile = read_profile(area, mode, profile_file)
    network = read_network_from(area, source, profile, columns=columns)
    network = replace(network, notices=tuple(area.notices))
    made_of = describe_source(source, columns, profile_file)
    save_network(network, out, made_of=made_of, profile=profile)
    return network


def network_from_edges(
    edges: gpd.GeoDataFrame,
    profile: Profile,
    *,
    source: str | Message = EDGES,
    columns: Mapping[str, str] | None = None,
    grid: Grid = RD,
) -> Network:
    """Build a network from a table of edges with lines; columns as in `read_network_from`."""
    what = Message("io.network", source=source)
    named = dict(columns or {})
    table = _as_table(edges, what)
    found = find_columns(table, named, what, MOTOR_ONLY if profile.speeds_kmh else ())
    given = single_lines(table.geometry.to_numpy(), what)
    require_finite(given, what)
    drawn = to_grid(gpd.GeoDataFrame(geometry=given, crs=table.crs), grid, what)
    lines = drawn.geometry.to_numpy()
    require_in_grid(lines, what, grid)
    notices: list[Message] = []
    tail, head = _ends(table, found, lines, what, notices)
    open_ = np.ones(len(table), dtype=bool)
    ways = Ways(open_, open_)
    if not profile.ignores_oneway:
        ways = read_ways(table, found, named, what)
        notices += ways.notices
    lines, nodes = _turned(tail, head, lines, ways, what=what, notices=notices)
    drawn_m = shapely.length(lines)
    length_m = drawn_m
    if "length_m" in found:
        length_m = _lengths(table, found["length_m"], lines, what, notices, crs=grid.code)
    is_open, road_class = open_, np.full(len(table), UNNAMED, dtype=object)
    if "road_class" in found:
        classes = read_classes(table[found["road_class"]], profile, what)
        is_open, road_class = classes.is_open, classes.names
        notices += classes.notices
    times = read_times(table, found, ways, lengths=(length_m, drawn_m), profile=profile, what=what)
    notices += times.notices
    code = {name: at for at, name in enumerate(nodes["node"])}
    rows = pd.DataFrame(
        {
            "edge": np.arange(1, len(table) + 1),
            "tail": [code[one] for one in tail],
            "head": [code[one] for one in head],
            "line": lines,
            "length_m": length_m,
            "road_class": road_class,
            "road_number": _road_numbers(table, found.get("road_number")),
            "along": ways.along,
            "against": ways.against,
            "there_s": times.there_s,
            "back_s": times.back_s,
            "is_open": is_open,
        }
    )
    ends = rows["tail"].to_numpy(), rows["head"].to_numpy()
    road = road_of_rows(*ends, lines)
    junctions = junctions_of_roads(*ends, road)
    if "junctions" in found:
        column = found["junctions"]
        junctions = numbers(table[column], column, what, Message("io.wanted.junctions"))
    rows = rows.assign(there_junctions=junctions, back_junctions=junctions)
    xy_m = nodes[["x_m", "y_m"]].to_numpy(dtype=float)
    network = network_of_rows(
        rows, road, xy_m, profile=times.profile, what=what, notices=notices, crs=grid.code
    )
    file = source if isinstance(source, str) else ""
    return replace(network, sources=sources_of({}, table, file))


def require_saved_there(area: Area, source: str | Path, profile: Profile) -> None:
    """Refuse roads from elsewhere before points of there are read, and are blamed for it.

    A file of OpenStreetMap is read for it only where its first node lies elsewhere.
    """
    path, grid = own_path(source), area.facts.grid
    is_folder = is_saved_network(path) or is_built_folder(path)
    if is_folder or (is_osm_file(path) and crs_at_start(path, grid) != grid.code):
        _require_there(network_at(area, path, profile, None), str(source), grid)


def _require_there(network: Network, source: object, grid: Grid) -> None:
    """Refuse a graph from elsewhere: it must be in the CRS of the area's data."""
    if network.crs != grid.code:
        middle = gpd.GeoSeries([shapely.Point(np.median(network.node_xy_m, axis=0))])
        at = middle.set_crs(network.crs).to_crs(WGS84).iloc[0]
        name = own_path(source).name if isinstance(source, str) else Message("io.graph")
        place = {"lon": f"{at.x:.2f}", "lat": f"{at.y:.2f}"}
        raise LayerError(
            "io.graph_elsewhere", what=Message("io.network", source=name), **place, grid=grid.name
        )


def _as_table(edges: gpd.GeoDataFrame, what: Message) -> gpd.GeoDataFrame:
    """Take a table with lines; ids that stand in the index (osmnx: u, v, key) become columns."""
    if not isinstance(edges, gpd.GeoDataFrame) or edges._geometry_column_name not in edges:  # noqa: SLF001 - there is no other way to ask without an exception
        raise LayerError("io.no_line_column", what=what)
    if len(edges) == 0:
        raise LayerError("io.no_rows", what=what)
    names = [name for name in edges.index.names if name is not None and name not in edges]
    made = edges.reset_index(level=names) if names else edges
    return made.reset_index(drop=True)


def _ends(
    table: gpd.GeoDataFrame,
    found: Mapping[str, str],
    lines: NDArray[np.object_],
    what: Message,
    notices: list[Message],
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Ids of the nodes that each road runs from and to."""
    missing = [role for role in ("u", "v") if role not in found]
    if len(missing) == 1:
        raise LayerError("io.no_nodes", what=what, roles=missing)
    if missing:
        tail, head, said = nodes_at_ends(lines, what)
        notices.append(said)
        return tail, head
    tail, head = (node_ids(table[found[role]], what) for role in ("u", "v"))
    return tail, head


def _turned(
    tail: NDArray[np.object_],
    head: NDArray[np.object_],
    lines: NDArray[np.object_],
    ways: Ways,
    *,
    what: Message,
    notices: list[Message],
) -> tuple[NDArray[np.object_], pd.DataFrame]:
    """Lines from tail to head, and the nodes; a two-way road may be drawn the other way."""
    nodes, apart_m = nodes_of(tail, head, lines)
    if apart_m.max(initial=0.0) > MOST_APART_M:
        turn = turn_lines(tail, head, lines)
        turned = np.where(turn, shapely.reverse(lines), lines)
        better, still_m = nodes_of(tail, head, turned)
        two_way = (ways.along == ways.against)[turn].all()
        if turn.any() and still_m.max(initial=0.0) <= MOST_APART_M and two_way:
            counts = {"count": int(turn.sum()), "total": len(lines)}
            notices.append(Message("io.lines_turned", what=what, **counts))
            return turned, better
    require_together(nodes, apart_m, what)
    return lines, nodes


def _lengths(
    table: gpd.GeoDataFrame,
    column: str,
    lines: NDArray[np.object_],
    what: Message,
    notices: list[Message],
    *,
    crs: str,
) -> NDArray[np.float64]:
    """Lengths as the table says them, held against the lines; empty ones come from those."""
    drawn_m = shapely.length(lines)
    given_m = numbers(table[column], column, what, Message("io.wanted.metres"), blank=np.nan)
    empty = np.isnan(given_m)
    if empty.any():
        counts = {"count": int(empty.sum()), "total": len(table)}
        notices.append(Message("io.lengths_drawn", what=what, column=column, **counts))
    length_m = np.where(empty, drawn_m, given_m)
    stretch = stretch_at(shapely.get_coordinates(shapely.get_point(lines, 0)), crs)
    notices += check_lengths(length_m, drawn_m, column, what, stretch)
    return length_m


def _road_numbers(table: gpd.GeoDataFrame, column: str | None) -> list[str | None]:
    """Numbers of roads as text; of a list the first."""
    if column is None:
        return [None] * len(table)
    firsts = (
        one[0] if isinstance(one, (list, np.ndarray)) and len(one) else one for one in table[column]
    )
    return [None if is_blank(one) else str(one) for one in firsts]
