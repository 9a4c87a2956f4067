"""Rows of roads become a network: joined, turned, counted, and what is odd about it said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.io.edges.pairing import merge_rows, turned_round
from drenthe_geo.io.edges.rules import network_rules
from drenthe_geo.roads.network import build_network
from drenthe_geo.roads.pieces import network_notices
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.profiles import Profile


def network_of_rows(
    rows: pd.DataFrame,
    road: NDArray[np.intp],
    xy_m: NDArray[np.float64],
    *,
    profile: Profile,
    what: Message,
    notices: list[Message],
    crs: str,
) -> Network:
    """Make a network of rows, each with the number of the road that it is."""
    shut_to_mode = rows["road_class"].isin(list(profile.closed_classes)).to_numpy(dtype=bool)
    used = rows["is_open"].to_numpy(dtype=bool) & ~shut_to_mode
    # A footway along a street is no part of it, where one of them is closed to the mode.
    _, part = np.unique(2 * road + used, return_inverse=True)
    merged = merge_rows(rows, part.ravel())
    shut = ~(merged["along"] | merged["against"])
    if shut.any():
        counts = {"count": int(shut.sum()), "total": len(merged)}
        notices.append(Message("io.closed_both_ways", what=what, **counts))
    merged = turned_round(merged[merged["is_open"] & ~shut].reset_index(drop=True))
    edges = merged.assign(
        free_flow_s=merged["there_s"],
        junctions=merged["there_junctions"],
        oneway=~merged["against"].astype(bool),
    )
    nodes = pd.DataFrame({"node": np.arange(len(xy_m)), "x_m": xy_m[:, 0], "y_m": xy_m[:, 1]})
    lines = merged["line"].to_numpy(dtype=object)
    network = build_network(nodes, edges, profile, lines=lines, crs=crs)
    xy_m = network.node_xy_m[: network.n_junctions]
    places, at = np.unique(xy_m.round(1), axis=0, return_counts=True)
    if len(places) < len(xy_m) and network.n_edges:
        notices.append(Message("io.nodes_on_nodes", what=what, count=int((at > 1).sum())))
    strong = network_rules().strong_share
    said = (*notices, *network_notices(network, what, strong))
    return replace(network, notices=tuple(dict.fromkeys(said)))
