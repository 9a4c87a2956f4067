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
from drenthe_geo.interchange import from_osmnx
from drenthe_geo.io.embedded import read_network, read_profile
from drenthe_geo.io.files import read_file
from drenthe_geo.network import M_PER_S_PER_KMH, Network, build_network
from drenthe_geo.profiles import Profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

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


def read_network_from(
    path: str | Path, mode: str | Profile = "car", *, columns: Mapping[str, str] | None = None
) -> Network:
    """Read a network of your own for a mode.

    Parameters
    ----------
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
    >>> read_network_from("default").profile.mode
    'car'
    """
    if str(path) == "default":
        return read_network(mode)
    profile = mode if isinstance(mode, Profile) else read_profile(mode)
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
    source: str = "the edges",
    columns: Mapping[str, str] | None = None,
) -> Network:
    """Build a network from a table of edges with lines.

    Parameters
    ----------
    edges : geopandas.GeoDataFrame
        One line per edge, in any CRS; columns as in `read_network_from`.
    profile : Profile
        The mode's profile.
    source : str
        Where the table is from, for messages.
    columns : mapping of str to str, optional
        Which column plays which role.

    Returns
    -------
    Network
        Nodes lie where the lines begin and end.

    Raises
    ------
    CrsError
        If the table has no CRS.
    LayerError
        If a column is missing or its values cannot be used.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString
    >>> from drenthe_geo import read_profile
    >>> line = LineString([(234_000, 556_000), (235_000, 556_000)])
    >>> edges = gpd.GeoDataFrame({"u": [1], "v": [2], "maxspeed": [60]}, geometry=[line],
    ...     crs="EPSG:28992")
    >>> network_from_edges(edges, read_profile("car")).time_ds.tolist()  # 1.15 × 60 s
    [690]
    """
    what = f"network from {source}"
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
        msg = f"{path}: no such file."
        raise FileError(msg)
    try:
        graph = osmnx.load_graphml(path)
    except (ValueError, KeyError, SyntaxError, nx.NetworkXError) as error:
        msg = f"{path.name}: is not a readable osmnx GraphML file, though its name says so."
        raise FileError(msg) from error
    return from_osmnx(graph, profile)


def _require_lines(edges: gpd.GeoDataFrame, what: str) -> None:
    if len(edges) == 0:
        msg = f"{what}: it has no rows."
        raise LayerError(msg)
    wrong = edges.geometry.isna() | edges.is_empty | (edges.geom_type != "LineString")
    if wrong.any():
        msg = f"{what}: {int(wrong.sum())} of {len(edges)} rows are not a LineString."
        raise LayerError(msg)
    bounds = edges.geometry.bounds
    trouble = place_problem(bounds["minx"].to_numpy(), bounds["miny"].to_numpy())
    if trouble:
        msg = f"{what}: {trouble}."
        raise LayerError(msg)


def _find_columns(edges: gpd.GeoDataFrame, columns: Mapping[str, str], what: str) -> dict[str, str]:
    for role, column in columns.items():
        if column not in edges:
            known = ", ".join(str(name) for name in edges.columns)
            msg = f"{what}: column {column!r} for {role} is missing; there are {known}."
            raise LayerError(msg)
    found = dict(columns)
    for role, names in COLUMN_NAMES.items():
        usual = next((name for name in names if name in edges), None)
        if role not in found and usual is not None:
            found[role] = usual
    missing = [role for role in ("u", "v") if role not in found]
    if missing:
        msg = (
            f"{what}: no column for {' and '.join(missing)} (the nodes that an edge joins); "
            "name it, for example u=from_id,v=to_id."
        )
        raise LayerError(msg)
    return found


def _node_ids(column: pd.Series, what: str) -> NDArray[np.object_]:
    if column.isna().any():
        msg = f"{what}: column {column.name!r} (a node that an edge joins) is empty in "
        raise LayerError(msg + f"{int(column.isna().sum())} of {len(column)} rows.")
    if pd.api.types.is_float_dtype(column) and (column % 1 == 0).all():
        column = column.astype("int64")
    return column.astype(str).to_numpy(dtype=object)


def _nodes(
    tail: NDArray[np.object_], head: NDArray[np.object_], lines: NDArray[np.object_], what: str
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
        most = f"{apart_m.max():,.0f} m"
        msg = f"{what}: the ends of the edges at node {node!r} lie up to {most} apart."
        raise LayerError(msg)
    return every.drop_duplicates("node")


def _directions(
    edges: gpd.GeoDataFrame, column: str | None, what: str
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which edges are one-way along their line, and which against it."""
    if column is None:
        return np.zeros(len(edges), dtype=bool), np.zeros(len(edges), dtype=bool)
    words = edges[column].astype(str).str.strip().str.lower().str.removesuffix(".0")
    words = words.where(edges[column].notna(), "no")
    known = ONEWAY_WORDS["both"] | ONEWAY_WORDS["forward"] | ONEWAY_WORDS["backward"]
    odd = ~words.isin(list(known))
    if odd.any():
        msg = (
            f"{what}: column {column!r} holds {str(edges[column][odd].iloc[0])!r}; "
            "use true, false, yes, no, 1, 0, -1 (against the line), or F, T, B."
        )
        raise LayerError(msg)
    forward, backward = (words.isin(list(ONEWAY_WORDS[way])) for way in ("forward", "backward"))
    return forward.to_numpy(dtype=bool), backward.to_numpy(dtype=bool)


def _free_flow_s(
    edges: gpd.GeoDataFrame,
    found: Mapping[str, str],
    length_m: pd.Series,
    profile: Profile,
    what: str,
) -> pd.Series:
    if "free_flow_s" in found:
        return _numbers(edges, found["free_flow_s"], np.full(len(edges), np.nan))
    if "speed_kmh" in found:
        kmh = _numbers(edges, found["speed_kmh"], np.full(len(edges), np.nan))
        return length_m / (kmh * M_PER_S_PER_KMH)
    if profile.speeds_kmh:
        return pd.Series(0.0, index=length_m.index)  # the profile's own speeds are used
    msg = f"{what}: no column with a time or a speed; name one, for example free_flow_s=seconds."
    raise LayerError(msg)


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
