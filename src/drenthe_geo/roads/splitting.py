"""Edges split where points join them: each point becomes a node of the network."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.roads.engine import Direction
    from drenthe_geo.roads.network import Network


def offsets_ds(
    network: Network, edge: NDArray[np.intp], fraction: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Places of points along edges from the tail, in whole tenths of the faster direction."""
    offset: NDArray[np.float64] = np.rint(np.clip(fraction, 0.0, 1.0) * network.least_ds[edge])
    return offset.astype(np.int64)


def legs_ds(
    network: Network, edge: NDArray[np.intp], offset_ds: NDArray[Any], direction: Direction
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Time between points on edges and the tail, and the head: to those ("to"), or from them."""
    along, against = along_ds(network, edge, offset_ds)
    if direction == "to":
        return against, network.time_ds[edge] - along
    return along, network.back_ds[edge] - against


def along_ds(
    network: Network, edge: NDArray[np.intp], offset_ds: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Time from the tail to points on edges, and back to it."""
    least = network.least_ds[edge]
    along, against = (
        # A part of a slower direction is whole tenths too: parts add up to the whole.
        np.where(whole == least, offset_ds, np.rint(offset_ds * (whole / least)))
        for whole in (network.time_ds[edge], network.back_ds[edge])
    )
    return along, against


def split_edges(
    network: Network, edge: NDArray[np.intp], fraction: NDArray[np.float64]
) -> tuple[Network, NDArray[np.intp]]:
    """Make points along edges nodes: the network with the edges split, and each point's node.

    The times of the parts of an edge add up to that of the whole. A point less than a
    twentieth of a second from an end takes that end; points in the same tenth share a node.
    """
    whole = network.least_ds[edge]
    offset = offsets_ds(network, edge, fraction)
    node = np.where(offset <= 0, network.tail[edge], network.head[edge])
    inner = (offset > 0) & (offset < whole)
    if not inner.any():
        return network, node
    # One cut per edge and tenth of a second, in order along the edges.
    asked = np.stack([edge[inner], offset[inner]])
    (cut_edge, cut_offset), first, where = np.unique(
        asked, axis=1, return_index=True, return_inverse=True
    )
    cut_fraction = fraction[inner][first]
    new_node = network.n_nodes + np.arange(len(cut_edge))
    node[inner] = new_node[where.ravel()]
    points = shapely.line_interpolate_point(network.lines[cut_edge], cut_fraction, normalized=True)
    pieces = _pieces(network, cut_edge, cut_offset, cut_fraction, new_node)
    parent = pieces["edge"].to_numpy()
    # The first part of an edge takes its row, the others stand at the end: nothing moves.
    first_part = np.ones(len(parent), dtype=bool)
    first_part[1:] = parent[1:] != parent[:-1]
    row = np.where(first_part, parent, network.n_edges + np.cumsum(~first_part) - 1)
    more = parent[~first_part]
    tail, head, time_ds, back_ds, lines = (
        np.concatenate([values, values[more]])
        for values in (network.tail, network.head, network.time_ds, network.back_ds, network.lines)
    )
    names = ("tail", "head", "time_ds", "back_ds", "line")
    for values, name in zip((tail, head, time_ds, back_ds, lines), names, strict=True):
        values[row] = pieces[name]
    edges = pd.concat([network.edges, network.edges.iloc[more]], ignore_index=True)
    for name in ("length_m", "junction_ds"):
        values = edges[name].to_numpy(copy=True)
        values[row] *= pieces["share"]
        edges[name] = values
    split = replace(
        network,
        node_xy_m=np.vstack([network.node_xy_m, shapely.get_coordinates(points)]),
        tail=tail,
        head=head,
        time_ds=time_ds,
        back_ds=back_ds,
        oneway=np.concatenate([network.oneway, network.oneway[more]]),
        edges=edges,
        lines=lines,
    )
    return split, node


def _pieces(
    network: Network,
    cut_edge: NDArray[np.intp],
    cut_offset: NDArray[np.int64],
    cut_fraction: NDArray[np.float64],
    new_node: NDArray[np.intp],
) -> pd.DataFrame:
    """List the parts of every edge that is cut, in order along it."""
    rows = []
    along, against = (one.astype(np.int64) for one in along_ds(network, cut_edge, cut_offset))
    for at in np.unique(cut_edge):
        mine = cut_edge == at
        nodes = [network.tail[at], *new_node[mine], network.head[at]]
        there = np.diff([0, *along[mine], network.time_ds[at]])
        back = np.diff([0, *against[mine], network.back_ds[at]])
        fractions = [0.0, *cut_fraction[mine].tolist(), 1.0]
        for i in range(len(nodes) - 1):
            line = line_part(network.lines[at], fractions[i], fractions[i + 1])
            share = fractions[i + 1] - fractions[i]
            rows.append((at, nodes[i], nodes[i + 1], there[i], back[i], share, line))
    names = ["edge", "tail", "head", "time_ds", "back_ds", "share", "line"]
    return pd.DataFrame(rows, columns=names)


def line_part(line: shapely.LineString, start: float, end: float) -> shapely.LineString:
    """Cut a part out of a line, from and to a fraction of its length, in its direction."""
    from shapely.ops import substring  # noqa: PLC0415 - slow to import, rarely needed

    return substring(line, start, end, normalized=True)
