"""Banned turns and turning round, in the trips that other engines were asked about."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from benchmarks.osm_trips import answers_of, network_of, table_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.osm_trips import Asked
    from drenthe_geo.osm.read import OsmRoads
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.routes import Way


def passed(way: Way | None, network: Network) -> list[tuple[int, bool]]:
    """List the roads of a way and how each is driven; parts of one road in a row are one."""
    if way is None:
        return []
    edges = network.edges["edge"].to_numpy()[way.edge].tolist()
    each = zip(edges, way.along.tolist(), strict=True)
    return [one for one, _ in groupby(each)]


def breaks(chain: list[tuple[int, bool]], banned: set[tuple[int, ...]]) -> bool:
    """Tell whether a way makes a banned turn."""
    edges = [edge for edge, _ in chain]
    sizes = {len(one) for one in banned}
    return any(tuple(edges[at : at + size]) in banned for size in sizes for at in range(len(edges)))


def ban_line(asked: Asked, kind: str) -> str:
    """Say how many ways would make banned turns, and how others go there."""
    columns = ["from_edge", "via_edges", "to_edge"]
    banned = {
        (int(first), *map(int, filter(None, via.split(";"))), int(last))
        for first, via, last in asked.roads.bans[columns].itertuples(index=False)
    }
    ways, network = asked.trips["car"].ways(network_of(asked.roads, "car", kind, bans=False))
    broken = np.array([breaks(passed(way, network), banned) for way in ways])
    freely, mine = table_of(ways, network), asked.ours["car", kind]
    what = "metres" if kind == "metres" else "minutes"
    extra = (mine[what] / freely[what])[broken] - 1
    line = f"{broken.sum()} of {len(broken):,} would make one, and go {extra.median():.1%} round"
    if kind == "metres":
        with_, without = (
            each["metres"] / answers_of(asked.folder, "car", "shortest")["osrm_m"]
            for each in (mine, freely)
        )
        line += (
            f" (most {extra.max():.1%}); ours over OSRM's is {with_[broken].min():.4f} to "
            f"{with_[broken].max():.4f} there, and {without[broken].min():.3f} to "
            f"{without[broken].max():.3f} with the bans left out"
        )
    return line


def turned_round(roads: OsmRoads, chain: list[tuple[int, bool]]) -> list[tuple[int, int]]:
    """List where a way turns round though other roads lead on: edge and node."""
    ends = roads.edges[["tail", "head"]].to_numpy()
    found = []
    for (edge, along), (onward, _) in pairwise(chain):
        if edge == onward:
            node = int(ends[edge, 1 if along else 0])
            if len(leaving(roads, node)) > 1:
                found.append((edge, node))
    return found


def leaving(roads: OsmRoads, node: int) -> NDArray[np.intp]:
    """Give the roads by which a car may leave a node."""
    edges = roads.edges
    out = (edges["tail"] == node) & edges["car"].isin(["both", "along"])
    out |= (edges["head"] == node) & edges["car"].isin(["both", "against"])
    return np.flatnonzero(out)


def round_line(asked: Asked, kind: str) -> str:
    """Forbid turning round at junctions, till no way does so any more: what that changes."""
    roads, trips = asked.roads, asked.trips["car"]
    before = asked.ours["car", kind]
    rounds: set[tuple[int, int]] = set()
    while True:
        rows = [(-at, edge, node, "", edge) for at, (edge, node) in enumerate(sorted(rounds), 1)]
        more = pd.DataFrame(rows, columns=roads.bans.columns)
        bans = pd.concat([roads.bans, more], ignore_index=True)
        ways, network = trips.ways(network_of(replace(roads, bans=bans), "car", kind))
        new = {one for way in ways for one in turned_round(roads, passed(way, network))} - rounds
        if not new:
            break
        rounds |= new
    what = "metres" if kind == "metres" else "minutes"
    extra = table_of(ways, network)[what] / before[what] - 1
    changed = extra[extra > 0]
    most = f", {changed.median():.1%} (most {changed.max():.1%})" if len(changed) else ""
    return f"{len(changed)} of {len(extra):,} are longer{most}"
