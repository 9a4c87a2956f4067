"""Travel times on an area's roads by networkx, from one point at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator

import geopandas as gpd
import networkx as nx
from towns import oracle

import drenthe_geo as dg
from drenthe_geo.roads.network import Network
from drenthe_geo.roads.profiles import Profile
from drenthe_geo.roads.snapping import snap_points
from drenthe_geo.situation import Situation


class Streets:
    """Times on the roads of a mode by networkx, from one point; towards it if reversed."""

    def __init__(
        self, area: dg.Area, mode: str, *, reverse: bool = False, there: Situation | None = None
    ) -> None:
        self.area = area
        self.profile: Profile = dg.read_profile(area, mode)
        situation = dg.situation.read_situation(area) if there is None else there
        self.network: Network = situation.network(self.profile)
        self.reverse = reverse
        self.graph: nx.DiGraph = oracle(self.network, reverse=reverse)

    def ends(self, points: gpd.GeoDataFrame) -> Iterator[tuple[str, int, float, float]]:
        """Edge of every point, time along it from the tail, and its leg to the road."""
        snaps = snap_points(self.network, points).dropna(subset="access_min")
        for name, row in snaps.iterrows():
            edge = int(row["edge_position"])
            along = float(row["fraction"]) * float(self.network.time_ds[edge])
            yield str(name), edge, along, float(row["access_min"]) * 600

    def at(self, edge: int) -> tuple[int, int, float]:
        """Tail and head of an edge, and how long it takes."""
        net = self.network
        return int(net.tail[edge]), int(net.head[edge]), float(net.time_ds[edge])

    def _from(self, own: int, off: float) -> dict[int, float]:
        """Times from a place on an edge to all nodes."""
        tail, head, whole = self.at(own)
        first = {tail: off, head: whole - off}
        if self.network.oneway[own]:
            first.pop(head if self.reverse else tail)
        self.graph.add_edges_from(("start", node, {"time": time}) for node, time in first.items())
        times = nx.single_source_dijkstra_path_length(self.graph, "start", weight="time")
        self.graph.remove_node("start")
        return dict(times)

    def minutes(self, start: gpd.GeoDataFrame, ends: gpd.GeoDataFrame) -> dict[str, float]:
        """Minutes from one point to others; towards it if the roads are reversed."""
        [(_, own, off, leg)] = self.ends(start)
        times, found = self._from(own, off), {}
        for name, edge, along, access in self.ends(ends):
            tail, head, whole = self.at(edge)
            ways = [times.get(tail, math.inf) + along, times.get(head, math.inf) + whole - along]
            if self.network.oneway[edge]:
                ways.pop(0 if self.reverse else 1)
            elif edge == own:
                ways.append(abs(along - off))
            found[name] = (min(ways) + access + leg) / 600 + self.profile.park_min
        here = start.geometry.iloc[0]
        # Who is there already needs no road and parks nowhere.
        return found | {str(name): 0.0 for name in ends.index[ends.geometry == here]}

    def minutes_beyond(self, start: gpd.GeoDataFrame) -> dict[str, float]:
        """Minutes from places beyond the roads to one point, by the best gate."""
        [(_, own, off, leg)] = self.ends(start)
        times = self._from(own, off)
        node = {tuple(place): at for at, place in enumerate(self.network.node_xy_m.tolist())}
        gates = self.area.table("beyond_gates").to_numpy().tolist()
        at_gate = {gate: times.get(node[float(x), float(y)], math.inf) for gate, x, y in gates}
        found: dict[str, float] = {}
        for gate, place, minutes in self.area.table("beyond_minutes").to_numpy().tolist():
            inside = (at_gate[gate] + leg) / 600 + self.profile.park_min
            found[place] = min(inside + minutes, found.get(place, math.inf))
        return found
