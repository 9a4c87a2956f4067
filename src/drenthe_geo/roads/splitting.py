"""Edges split where points join them: each point becomes a node of the network."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.search.spots import Direction


def offsets_ds(
    network: Network, edge: NDArray[np.intp], fraction: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Places of points along edges from the tail, in whole tenths of the faster direction."""
    offset: NDArray[np.float64] = np.rint(np.clip(fraction, 0.0, 1.0) * network.least_ds[edge])
    if network.turns is not None:  # at neither end where who arrives may not go everywhere
        tail_in, head_in = network.ends("to")
        low, high = tail_in[edge] != network.tail[edge], head_in[edge] != network.head[edge]
        offset = np.minimum(np.maximum(offset, low), network.least_ds[edge] - high)
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
    twentieth of a second from an end takes that end, but at a junction with banned turns, where
    it stays a tenth away; points in the same tenth share a node.
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
    parent, first_part = pieces["edge"], pieces["is_first"]
    # The first part of an edge takes its row, the others stand at the end, in the order of the
    # nodes that they begin at: nothing moves.
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
        values[row] = values[row] * pieces["share"]
        edges[name] = values
    turns = network.turns
    if turns is not None:
        tail_in, head_in = (np.append(one, one[more]) for one in network.ends("to"))
        tail_in[row], head_in[row] = pieces["tail_in"], pieces["head_in"]
        turns = turns.with_more(tail_in, head_in, network.n_nodes + len(cut_edge))
    split = replace(
        network,
        turns=turns,
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
) -> dict[str, NDArray[Any]]:
    """List the parts of every edge that is cut, in order along it."""
    edges, group, cuts = np.unique(cut_edge, return_inverse=True, return_counts=True)
    edge = np.repeat(edges, cuts + 1)
    ending = np.arange(len(cut_edge)) + group  # the part that ends at each cut; the next begins
    along, against = (one.astype(np.int64) for one in along_ds(network, cut_edge, cut_offset))

    def between(start: Any, cut: NDArray[Any], end: Any) -> tuple[NDArray[Any], NDArray[Any]]:  # noqa: ANN401 - one number, or one for each part
        """Give what stands at the start and at the end of each part."""
        ends = (np.empty(len(edge), cut.dtype), np.empty(len(edge), cut.dtype))
        ends[0][:], ends[1][:] = start, end
        ends[0][ending + 1], ends[1][ending] = cut, cut
        return ends

    tail, head = between(network.tail[edge], new_node, network.head[edge])
    tail_in, head_in = tail, head
    if network.turns is not None:
        ends = network.ends("to")
        tail_in, head_in = between(ends[0][edge], new_node, ends[1][edge])
    there = between(0, along, network.time_ds[edge])
    back = between(0, against, network.back_ds[edge])
    start, end = between(0.0, cut_fraction, 1.0)
    is_first = np.ones(len(edge), dtype=bool)
    is_first[ending + 1] = False
    return {
        "edge": edge,
        "is_first": is_first,
        "tail": tail,
        "head": head,
        "tail_in": tail_in,
        "head_in": head_in,
        "time_ds": there[1] - there[0],
        "back_ds": back[1] - back[0],
        "share": end - start,
        "line": line_parts(network.lines[edge], start, end),
    }


def line_parts(
    lines: NDArray[np.object_], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.object_]:
    """Cut a part out of each line, from a fraction of its length to a greater one."""
    length = shapely.length(lines)
    from_m, to_m = start * length, end * length
    ends = [
        shapely.get_coordinates(shapely.line_interpolate_point(lines, at)) for at in (from_m, to_m)
    ]
    xy, line = shapely.get_coordinates(lines, return_index=True)
    number = np.arange(len(xy)) - np.searchsorted(line, np.arange(len(lines)))[line]
    # How far along its line each corner lies, added up corner after corner.
    step_m = np.zeros(len(xy))
    step_m[1:] = np.sqrt(((xy[1:] - xy[:-1]) ** 2).sum(axis=1))
    along_m = np.zeros(len(xy))
    by_number = np.argsort(number, kind="stable")
    for at in np.split(by_number, np.cumsum(np.bincount(number)))[1:]:
        along_m[at] = along_m[at - 1] + step_m[at]
    last = np.append(line[1:] != line[:-1], [True])[: len(line)]
    inner = (from_m[line] < along_m) & (along_m < to_m[line]) & ~last
    every = np.concatenate([ends[0], xy[inner], ends[1]])
    owner = np.concatenate([np.arange(len(lines)), line[inner], np.arange(len(lines))])
    order = np.argsort(owner, kind="stable")
    return np.asarray(shapely.linestrings(every[order], indices=owner[order]), dtype=object)


def line_part(line: shapely.LineString, start: float, end: float) -> shapely.LineString:
    """Cut a part out of a line, from and to a fraction of its length, in its direction."""
    from shapely.ops import substring  # noqa: PLC0415 - slow to import, rarely needed

    return substring(line, start, end, normalized=True)
