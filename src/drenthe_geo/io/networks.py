"""A road network of one's own: a table of edges, or an osmnx graph saved as GraphML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.crs import place_problem, to_rd
from drenthe_geo.errors import FileError, LayerError, unknown_choice
from drenthe_geo.io.osmnx import from_osmnx
from drenthe_geo.io.vector import read_file
from drenthe_geo.roads.network import build_network, read_network
from drenthe_geo.roads.profiles import Profile, read_profile
from drenthe_geo.units import M_PER_S_PER_KMH
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.network import Network

# What a column may be called, best name first. The roles are the choices of `columns`.
COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "u": ("u", "tail", "from_node", "source"),
    "v": ("v", "head", "to_node", "target"),
    "length_m": ("length_m", "length"),
    "free_flow_s": ("free_flow_s", "time_car_s", "travel_time", "time_s"),
    "speed_kmh": ("speed_kmh", "maxspeed_kmh", "speed_kph", "maxspeed"),
    "road_class": ("road_class", "highway", "fclass"),
    "road_number": ("road_number", "ref"),
    "junctions": ("junctions", "junction_halves"),
    "oneway": ("oneway",),
}

ONEWAY_WORDS = {
    "both": {"no", "false", "0", "b", "", "none", "nan", "reversible", "alternating"},
    "forward": {"yes", "true", "1", "f"},
    "backward": {"-1", "t", "reverse"},
}
"""What a one-way column may say: OpenStreetMap's words, and Geofabrik's F, T and B."""

MOST_APART_M = 1.0

EDGES = Message("io.edges")
"""What a table of edges is called where nobody says where it is from."""


def read_network_from(
    area: Area,
    path: str | Path,
    mode: str | Profile = "car",
    *,
    columns: Mapping[str, str] | None = None,
) -> Network:
    """Read a network of your own for a mode.

    Parameters
    ----------
    area : Area
        The area.
    path : str or pathlib.Path
        ``"default"`` for the embedded network; a table of edges with lines
        (GeoParquet, GeoPackage, GeoJSON); or an osmnx graph (``.graphml``) with
        travel times.
    mode : str or Profile
        Name of the mode, or a profile of your own; see `read_profile`.
    columns : mapping of str to str, optional
        Which column plays which role, where the usual names do not tell: ``u``,
        ``v`` (node ids), ``length_m``, ``free_flow_s`` or ``speed_kmh``,
        ``road_class``, ``road_number``, ``junctions``, ``oneway``.

    Returns
    -------
    Network
        Only ``u`` and ``v`` must be there. A length comes from the line where it is
        missing, a free-flow time from length and speed, junctions (half per end
        where three or more edges meet) from the table itself; roads are
        unclassified and two-way unless told.

    Raises
    ------
    ArgumentError
        If there is no such mode or role.
    FileError
        If the file cannot be read.
    CrsError
        If it has no CRS.
    LayerError
        If a column is missing or its values cannot be used.

    Examples
    --------
    >>> read_network_from(area, "default").profile.mode
    'car'
    """
    if str(path) == "default":
        return read_network(area, mode)
    profile = mode if isinstance(mode, Profile) else read_profile(area, mode)
    path = Path(path)
    if path.suffix.lower() == ".graphml":
        return _read_graphml(path, profile)
    for role in columns or {}:
        if role not in COLUMN_NAMES:
            raise unknown_choice("column", role, COLUMN_NAMES)
    return network_from_edges(read_file(path), profile, source=path.name, columns=columns)


def network_from_edges(
    edges: gpd.GeoDataFrame,
    profile: Profile,
    *,
    source: str | Message = EDGES,
    columns: Mapping[str, str] | None = None,
) -> Network:
    """Build a network from a table of edges with lines; columns as in `read_network_from`."""
    what = Message("io.network", source=source)
    in_rd = to_rd(edges, what)
    _require_lines(in_rd, what)
    found = _find_columns(in_rd, columns or {}, what)
    lines = in_rd.geometry.to_numpy()
    tail, head = (_node_ids(in_rd[found[role]], what) for role in ("u", "v"))
    table = pd.DataFrame({"edge": np.arange(len(lines)), "tail": tail, "head": head})
    drawn_m = shapely.length(lines)
    table["length_m"] = _numbers(in_rd, found.get("length_m"), drawn_m)
    table["free_flow_s"] = _free_flow_s(in_rd, found, table["length_m"], profile, what)
    table["junctions"] = _numbers(in_rd, found.get("junctions"), _junctions(tail, head))
    for role, default in (("road_class", "unclassified"), ("road_number", None)):
        column = found.get(role)
        table[role] = default if column is None else in_rd[column].to_numpy()
    forward, backward = _directions(in_rd, found.get("oneway"), what)
    table["oneway"] = forward | backward
    nodes = _nodes(tail, head, lines, what)
    table.loc[backward, ["tail", "head"]] = table.loc[backward, ["head", "tail"]].to_numpy()
    lines = np.where(backward, shapely.reverse(lines), lines)
    return build_network(nodes, table, profile, lines=lines)


def _read_graphml(path: Path, profile: Profile) -> Network:
    import osmnx  # noqa: PLC0415 - takes seconds, and only this needs it

    if not path.is_file():
        raise FileError("io.no_file", path=path)
    try:
        graph = osmnx.load_graphml(path)
    except (ValueError, KeyError, SyntaxError, nx.NetworkXError) as error:
        said = {"file": path.name, "kind": "osmnx GraphML"}
        raise FileError("io.not_what_it_says", **said) from error
    return from_osmnx(graph, profile)


def _require_lines(edges: gpd.GeoDataFrame, what: Message) -> None:
    if len(edges) == 0:
        raise LayerError("io.no_rows", what=what)
    wrong = edges.geometry.isna() | edges.is_empty | (edges.geom_type != "LineString")
    if wrong.any():
        raise LayerError("io.no_lines", what=what, count=int(wrong.sum()), total=len(edges))
    bounds = edges.geometry.bounds
    trouble = place_problem(bounds["minx"].to_numpy(), bounds["miny"].to_numpy())
    if trouble:
        raise LayerError("io.wrong_place", what=what, trouble=trouble)


def _find_columns(
    edges: gpd.GeoDataFrame, columns: Mapping[str, str], what: Message
) -> dict[str, str]:
    for role, column in columns.items():
        if column not in edges:
            known = [str(name) for name in edges.columns]
            raise LayerError("io.no_column", what=what, column=column, role=role, known=known)
    found = dict(columns)
    for role, names in COLUMN_NAMES.items():
        usual = next((name for name in names if name in edges), None)
        if role not in found and usual is not None:
            found[role] = usual
    missing = [role for role in ("u", "v") if role not in found]
    if missing:
        raise LayerError("io.no_nodes", what=what, roles=missing)
    return found


def _node_ids(column: pd.Series, what: Message) -> NDArray[np.object_]:
    if column.isna().any():
        counts = {"count": int(column.isna().sum()), "total": len(column)}
        raise LayerError("io.empty_node", what=what, column=column.name, **counts)
    if pd.api.types.is_float_dtype(column) and (column % 1 == 0).all():
        column = column.astype("int64")
    return column.astype(str).to_numpy(dtype=object)


def _nodes(
    tail: NDArray[np.object_], head: NDArray[np.object_], lines: NDArray[np.object_], what: Message
) -> pd.DataFrame:
    """Nodes where the lines begin and end; one id may not stand at two places."""
    ends = shapely.get_coordinates([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    every = pd.DataFrame(
        {"node": np.concatenate([tail, head]), "x_m": ends[:, 0], "y_m": ends[:, 1]}
    )
    place = every.groupby("node", sort=False)
    apart_m = np.hypot(*(place[["x_m", "y_m"]].max() - place[["x_m", "y_m"]].min()).to_numpy().T)
    if apart_m.max() > MOST_APART_M:
        node = place.size().index[int(apart_m.argmax())]
        raise LayerError("io.ends_apart", what=what, node=node, metres=apart_m.max())
    return every.drop_duplicates("node")


def _directions(
    edges: gpd.GeoDataFrame, column: str | None, what: Message
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which edges are one-way along their line, and which against it."""
    if column is None:
        return np.zeros(len(edges), dtype=bool), np.zeros(len(edges), dtype=bool)
    words = edges[column].astype(str).str.strip().str.lower().str.removesuffix(".0")
    words = words.where(edges[column].notna(), "no")
    known = ONEWAY_WORDS["both"] | ONEWAY_WORDS["forward"] | ONEWAY_WORDS["backward"]
    odd = ~words.isin(list(known))
    if odd.any():
        value = str(edges[column][odd].iloc[0])
        raise LayerError("io.oneway", what=what, column=column, value=value)
    forward, backward = (words.isin(list(ONEWAY_WORDS[way])) for way in ("forward", "backward"))
    return forward.to_numpy(dtype=bool), backward.to_numpy(dtype=bool)


def _free_flow_s(
    edges: gpd.GeoDataFrame,
    found: Mapping[str, str],
    length_m: pd.Series,
    profile: Profile,
    what: Message,
) -> pd.Series:
    if "free_flow_s" in found:
        return _numbers(edges, found["free_flow_s"], np.full(len(edges), np.nan))
    if "speed_kmh" in found:
        kmh = _numbers(edges, found["speed_kmh"], np.full(len(edges), np.nan))
        return length_m / (kmh * M_PER_S_PER_KMH)
    if profile.speeds_kmh:
        return pd.Series(0.0, index=length_m.index)  # the profile's own speeds are used
    raise LayerError("io.no_time", what=what)


def _numbers(
    edges: gpd.GeoDataFrame,
    column: str | None,
    default: NDArray[np.float64],
) -> pd.Series:
    if column is None:
        return pd.Series(default)
    values: pd.Series = pd.to_numeric(edges[column], errors="coerce")
    return values.reset_index(drop=True).astype(float)


def _junctions(
    tail: NDArray[np.object_],
    head: NDArray[np.object_],
) -> NDArray[np.float64]:
    """Junctions passed along each edge: half per end where three or more edges meet."""
    _, node, count = np.unique(
        np.concatenate([tail, head]), return_inverse=True, return_counts=True
    )
    is_junction = (count >= 3)[node].reshape(2, -1)  # noqa: PLR2004 - two is a bend
    halves: NDArray[np.float64] = 0.5 * is_junction.sum(axis=0)
    return halves
