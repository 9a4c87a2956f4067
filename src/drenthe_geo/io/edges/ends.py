"""Lines of roads and the nodes they join: by columns of ids, or by where the lines end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.crs import place_problem
from drenthe_geo.errors import LayerError
from drenthe_geo.io.edges.rules import network_rules
from drenthe_geo.io.edges.values import blanks
from drenthe_geo.units import WHOLE_IN_FLOAT64
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.crs import Grid

MOST_APART_M = 1.0
"""Ends of lines at one node may lie this far from each other."""


def single_lines(geometry: NDArray[np.object_], what: Message) -> NDArray[np.object_]:
    """Take out the one line of each row; parts that join end to end are one line."""
    kinds = shapely.get_type_id(geometry)
    several = kinds == shapely.GeometryType.MULTILINESTRING
    lines = geometry.copy()
    if several.any():
        lines[several] = shapely.line_merge(geometry[several])
    wrong = (shapely.get_type_id(lines) != shapely.GeometryType.LINESTRING) | shapely.is_empty(
        lines
    )
    if wrong.any():
        row = int(wrong.argmax())
        counts = {"count": int(wrong.sum()), "total": len(lines), "row": row + 1}
        if several[row] and not shapely.is_empty(geometry[row]):
            raise LayerError("io.parts_apart", what=what, **counts)
        if wrong.all():
            raise LayerError("io.no_lines", what=what, **counts)
        raise LayerError("io.no_line_in_row", what=what, **counts)
    # A merge may turn lines round: the first point of the first part stays the begin.
    if several.any():
        at = np.flatnonzero(several)
        begin = shapely.get_point(shapely.get_geometry(geometry[at], 0), 0)
        turned = shapely.distance(shapely.get_point(lines[at], 0), begin) > 0
        other = shapely.distance(shapely.get_point(lines[at], -1), begin) == 0
        lines[at[turned & other]] = shapely.reverse(lines[at[turned & other]])
    flat: NDArray[np.object_] = shapely.force_2d(lines)
    return flat


def require_finite(lines: NDArray[np.object_], what: Message) -> None:
    """Refuse lines with a vertex that is nowhere."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    bad = np.unique(line[~np.isfinite(xy).all(axis=1)])
    if len(bad):
        counts = {"count": len(bad), "total": len(lines), "row": int(bad[0]) + 1}
        raise LayerError("io.not_finite", what=what, **counts)


def require_in_grid(lines: NDArray[np.object_], what: Message, grid: Grid) -> None:
    """Refuse lines that leave the land where a CRS holds."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    xy = np.where(np.isfinite(xy), xy, 1e300)
    bounds = shapely.bounds(lines)
    trouble = place_problem(bounds[:, 0], bounds[:, 1], grid)
    if trouble:
        raise LayerError("io.wrong_place", what=what, trouble=trouble)
    if place_problem(xy[:, 0], xy[:, 1], grid):
        far = ~grid.holds_m(bounds[:, 2], bounds[:, 3])
        row = int(far.argmax()) if far.any() else int(line[0])
        values = {"row": row + 1, "count": max(int(far.sum()), 1), "total": len(lines)}
        x, y = bounds[row, 2:]
        raise LayerError(
            "io.leaves_rd", what=what, x=f"{x:.0f}", y=f"{y:.0f}", grid=grid.name, **values
        )


def node_ids(column: pd.Series, what: Message) -> NDArray[np.object_]:
    """Ids of nodes as text: 1, 1.0 and " 1" are one id."""
    empty = blanks(column)
    if empty.any():
        counts = {"count": int(empty.sum()), "total": len(column), "row": int(empty.argmax()) + 1}
        raise LayerError("io.empty_node", what=what, column=column.name, **counts)
    if pd.api.types.is_float_dtype(column):
        large = column.abs().to_numpy(dtype=float) > WHOLE_IN_FLOAT64
        if large.any():
            counts = {"count": int(large.sum()), "total": len(column)}
            raise LayerError("io.large_node", what=what, column=column.name, **counts)
        whole = (column % 1 == 0).to_numpy(dtype=bool)
        if whole.all():
            return column.astype("int64").astype(str).to_numpy(dtype=object)
    if pd.api.types.is_integer_dtype(column):
        return column.astype(str).to_numpy(dtype=object)
    text = column.astype(str).str.strip()
    return text.str.replace(r"^([+-]?\d+)\.0+$", r"\1", regex=True).to_numpy(dtype=object)


def nodes_at_ends(
    lines: NDArray[np.object_], what: Message
) -> tuple[NDArray[np.object_], NDArray[np.object_], Message]:
    """Make nodes where lines end near each other, as no column says which roads meet."""
    from scipy.sparse import coo_array  # noqa: PLC0415 - slow to import, rarely needed
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - as above
    from scipy.spatial import cKDTree  # noqa: PLC0415 - as above

    join_m = network_rules().join_m
    ends = shapely.get_coordinates([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    places, at = np.unique(ends, axis=0, return_inverse=True)
    near = cKDTree(places).query_pairs(join_m, output_type="ndarray")
    size = (len(places), len(places))
    pairs = coo_array((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=size)
    count, node = connected_components(pairs, directed=False)
    of_end = node[at.ravel()].astype(str).astype(object)
    said = Message("io.nodes_from_ends", what=what, metres=join_m, count=count)
    return of_end[: len(lines)], of_end[len(lines) :], said


def turn_lines(
    tail: NDArray[np.object_], head: NDArray[np.object_], lines: NDArray[np.object_]
) -> NDArray[np.bool_]:
    """Find lines that are drawn from their head to their tail, by where their neighbours end."""
    # Each end may belong to either node; where most of its roads have an end, there a node is.
    ends = [shapely.get_coordinates(shapely.get_point(lines, at)).round(0) for at in (0, -1)]
    votes = pd.DataFrame(
        {
            "node": np.concatenate([tail, head, tail, head]),
            "x": np.concatenate([one[:, 0] for one in (ends[0], ends[0], ends[1], ends[1])]),
            "y": np.concatenate([one[:, 1] for one in (ends[0], ends[0], ends[1], ends[1])]),
            "drawn": np.repeat([1, 0, 0, 1], len(lines)),
        }
    )
    counted = votes.groupby(["node", "x", "y"], sort=False).agg(
        size=("x", "size"), drawn=("drawn", "sum")
    )
    best = (
        counted.sort_values(["size", "drawn"], ascending=False)
        .reset_index()
        .drop_duplicates("node")
    )
    place = best.set_index("node")[["x", "y"]]
    at_tail, at_head = (place.loc[one.tolist()].to_numpy() for one in (tail, head))
    as_drawn = np.hypot(*(ends[0] - at_tail).T) + np.hypot(*(ends[1] - at_head).T)
    turned = np.hypot(*(ends[1] - at_tail).T) + np.hypot(*(ends[0] - at_head).T)
    result: NDArray[np.bool_] = turned < as_drawn
    return result


def nodes_of(
    tail: NDArray[np.object_], head: NDArray[np.object_], lines: NDArray[np.object_]
) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Nodes where the lines begin and end, and how far the ends at each lie apart."""
    ends = shapely.get_coordinates([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    every = pd.DataFrame(
        {"node": np.concatenate([tail, head]), "x_m": ends[:, 0], "y_m": ends[:, 1]}
    )
    place = every.groupby("node", sort=False)
    apart_m = np.hypot(*(place[["x_m", "y_m"]].max() - place[["x_m", "y_m"]].min()).to_numpy().T)
    return every.drop_duplicates("node"), apart_m


def require_together(nodes: pd.DataFrame, apart_m: NDArray[np.float64], what: Message) -> None:
    """Refuse an id of a node that stands at two places."""
    if apart_m.max(initial=0.0) > MOST_APART_M:
        node = nodes["node"].iloc[int(apart_m.argmax())]
        raise LayerError("io.ends_apart", what=what, node=node, metres=apart_m.max())
