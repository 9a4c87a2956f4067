"""Land beside the roads that the model network leaves out, and how far it is from those kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from drenthe_geo.build.roads import MOTOR_ONLY_CLASSES

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray


def side_table(
    left_out: gpd.GeoDataFrame,
    kept: gpd.GeoDataFrame,
    nodes: pd.DataFrame,
    model: tuple[pd.DataFrame, pd.DataFrame],
    settings: dict[str, Any],
) -> pd.DataFrame:
    """Gather the roads that were left out in cells: where one leaves the model for each, how far.

    `left_out` and `kept` are roads of the source, `nodes` their ends, `model` the nodes and edges
    of the network that was made of those kept. A cell so near to the model's roads that its land
    is theirs is left out, and so is a road that no other leads to.
    """
    away_m, leaving = _from_kept(left_out, np.unique(kept[["u", "v"]].to_numpy()))
    which, share, xy_m = _samples(left_out, settings["sample_m"])
    along_m = left_out["length_m"].to_numpy(dtype=float)[which]
    by = [
        away_m[left_out[end].to_numpy()[which]] + part * along_m
        for end, part in (("u", share), ("v", 1 - share))
    ]
    shorter = np.where(
        by[0] <= by[1], left_out["u"].to_numpy()[which], left_out["v"].to_numpy()[which]
    )
    table = pd.DataFrame({"away_m": np.minimum(*by), "leaving": leaving[shorter]})
    table[["column", "row"]] = np.rint(xy_m / settings["cell_m"]).astype(int)
    table = _middle_of_cells(table[np.isfinite(table["away_m"])])
    cells_m = table[["column", "row"]].to_numpy() * settings["cell_m"]
    edges, lines = _open_roads(*model)
    tree = shapely.STRtree(lines)
    off_m = tree.query_nearest(shapely.points(cells_m), return_distance=True, all_matches=False)[1]
    table, cells_m = (
        table[off_m > settings["least_off_m"]],
        cells_m[off_m > settings["least_off_m"]],
    )
    at = shapely.points(
        nodes.set_index("node").loc[table["leaving"], ["x_m", "y_m"]].to_numpy(dtype=float)
    )
    edge = tree.query_nearest(at, all_matches=False)[1]
    place = shapely.line_locate_point(lines[edge], at, normalized=True)
    step = settings["round_away_m"]
    found = pd.DataFrame(
        {
            "edge": edges["edge"].to_numpy()[edge],
            "share": place.round(1),
            "away_m": (table["away_m"].to_numpy() / step).round().astype(int) * step,
            "x_m": cells_m[:, 0].astype(int),
            "y_m": cells_m[:, 1].astype(int),
        }
    )
    return found.sort_values(["edge", "share", "away_m", "x_m", "y_m"], ignore_index=True)


def _from_kept(
    left_out: gpd.GeoDataFrame, kept: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Metres from every node along roads left out to the nearest that is kept, and which it is."""
    start, end = (left_out[name].to_numpy() for name in ("u", "v"))
    length = left_out["length_m"].to_numpy(dtype=float)
    start, end, length = np.r_[start, end], np.r_[end, start], np.r_[length, length]
    order = np.lexsort([length, end, start])  # of parallel roads the shortest
    start, end, length = start[order], end[order], length[order]
    first = np.r_[True, (np.diff(start) != 0) | (np.diff(end) != 0)]
    size = int(max(start.max(), kept.max())) + 1
    ways = csr_array((length[first], (start[first], end[first])), shape=(size, size))
    away_m, _, leaving = dijkstra(ways, indices=kept, min_only=True, return_predecessors=True)
    return away_m, leaving


def _samples(
    roads: gpd.GeoDataFrame, sample_m: float
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    """Points along roads: of which road, at which share of it, and where."""
    lines = roads.geometry.to_numpy()
    count = np.maximum(1, np.rint(shapely.length(lines) / sample_m)).astype(int)
    which = np.repeat(np.arange(len(roads)), count)
    share = np.concatenate([(np.arange(n) + 0.5) / n for n in count])
    points = shapely.line_interpolate_point(lines[which], share, normalized=True)
    return which, share, shapely.get_coordinates(points)


def _middle_of_cells(points: pd.DataFrame) -> pd.DataFrame:
    """Choose of every cell the point that is neither nearest nor furthest along the roads."""
    cell = ["column", "row"]
    ordered = points.sort_values([*cell, "away_m", "leaving"])
    number = ordered.groupby(cell).cumcount()
    size = ordered.groupby(cell)["away_m"].transform("size")
    return ordered[number == size // 2]


def _open_roads(
    nodes: pd.DataFrame, edges: pd.DataFrame
) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """Edges of the model that one can leave, and their straight lines."""
    edges = edges[~edges["road_class"].isin(list(MOTOR_ONLY_CLASSES))]
    xy = nodes.set_index("node")[["x_m", "y_m"]]
    ends = [xy.loc[edges[end]].to_numpy(dtype=float) for end in ("tail", "head")]
    return edges, shapely.linestrings(np.stack(ends, axis=1))
