"""What is asked of the tables that a network is built of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.errors import LayerError
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray

LINE_END_M = 20.0
"""A line may end this far from its node (a source's rounding), no further."""

NODE_COLUMNS = ("node", "x_m", "y_m")

EDGE_COLUMNS = (
    "edge",
    "tail",
    "head",
    "length_m",
    "free_flow_s",
    "junctions",
    "road_class",
    "road_number",
    "oneway",
)


def require_columns(nodes: pd.DataFrame, edges: pd.DataFrame) -> None:
    """Refuse tables of other makers, before a name is missed in the midst of the work."""
    for table, needed, what in (
        (nodes, NODE_COLUMNS, "road_nodes"),
        (edges, EDGE_COLUMNS, "edges"),
    ):
        missing = [name for name in needed if name not in table]
        if missing:
            raise LayerError("roads.no_columns", what=Message(f"roads.{what}"), missing=missing)


def first_of(edges: pd.DataFrame, where: NDArray[np.bool_]) -> object:
    """Id of the first edge of which something is true."""
    return edges["edge"].iloc[int(where.argmax())]


def ends_of(nodes: pd.DataFrame, edges: pd.DataFrame) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Positions of the nodes that edges run from and to."""
    position = pd.Index(nodes["node"])
    tail = position.get_indexer(pd.Index(edges["tail"]))
    head = position.get_indexer(pd.Index(edges["head"]))
    lost = (tail < 0) | (head < 0)
    if lost.any():
        raise LayerError("roads.no_node", count=int(lost.sum()), edge=first_of(edges, lost))
    return tail, head


def require_ends(
    edges: pd.DataFrame,
    lines: NDArray[np.object_],
    tail_m: NDArray[np.float64],
    head_m: NDArray[np.float64],
) -> None:
    """Refuse a line that does not run from its tail to its head."""
    for end, node_m in ((0, tail_m), (-1, head_m)):
        off_m = np.hypot(*(shapely.get_coordinates(shapely.get_point(lines, end)) - node_m).T)
        if (off_m > LINE_END_M).any():
            worst = first_of(edges, off_m == off_m.max())
            raise LayerError("roads.line_off", edge=worst, metres=float(off_m.max()))
