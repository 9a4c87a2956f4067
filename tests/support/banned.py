"""Trips where turns are banned, by networkx: over ways, one after the other, not junctions."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import strategies as st
from towns import random_towns

from drenthe_geo.roads.bans import Word
from drenthe_geo.roads.network import Network
from drenthe_geo.roads.splitting import along_ds
from drenthe_geo.roads.turns import with_turns


def way_ends(network: Network, way: int) -> tuple[int, int]:
    """Where a way along an edge begins and ends; odd ones lead from head to tail."""
    tail, head = int(network.tail[way // 2]), int(network.head[way // 2])
    return (head, tail) if way % 2 else (tail, head)


def open_ways(network: Network) -> list[int]:
    """All ways along edges that traffic may take."""
    return [way for way in range(2 * network.n_edges) if not (way % 2 and network.oneway[way // 2])]


@st.composite
def random_words(draw: st.DrawFn, network: Network, *, most: int = 4) -> frozenset[Word]:
    """Ways that follow each other, of two to four edges, all to be banned."""
    ways = open_ways(network)
    found = set()
    for _ in range(draw(st.integers(1, most))):
        word = [draw(st.sampled_from(ways))]
        for _ in range(draw(st.integers(1, 3))):
            end = way_ends(network, word[-1])[1]
            onward = [way for way in ways if way_ends(network, way)[0] == end]
            if not onward:
                break
            word.append(draw(st.sampled_from(onward)))
        if len(word) > 1:
            found.add(tuple(word))
    return frozenset(found)


@st.composite
def towns_with_bans(draw: st.DrawFn) -> tuple[Network, Network, frozenset[Word]]:
    """A town without and with bans, and what they are."""
    plain = draw(random_towns(max_nodes=8))
    words = draw(random_words(plain))
    return plain, with_turns(plain, words), words


class Drives:
    """All ways that can be driven one after the other, on a network without bans and with."""

    def __init__(self, plain: Network, banned: Network, words: frozenset[Word]) -> None:
        """Follow every way, remembering as many before as the longest ban has."""
        self.plain, self.words = plain, words
        self.ways = open_ways(plain)
        self.memory = max((len(word) for word in words), default=2) - 1
        turns = banned.turns
        self.no_return = set() if turns is None else set(turns.junction[plain.n_nodes :].tolist())
        # With bans a road between two junctions takes two tenths at least.
        self.time = np.stack([banned.time_ds, banned.back_ds], axis=1).ravel()
        self.graph = nx.DiGraph()
        waiting: list[Word] = [(way,) for way in self.ways]
        while waiting:
            state = waiting.pop()
            if state in self.graph and self.graph.nodes[state]:
                continue
            self.graph.add_node(state, done=True)
            for way in self.onward(state):
                then = (*state, way)[-self.memory :]
                self.graph.add_edge(state, then, time=int(self.time[way]))
                waiting.append(then)

    def onward(self, state: Word) -> list[int]:
        """Ways that may follow."""
        end = way_ends(self.plain, state[-1])[1]
        leaving = [way for way in self.ways if way_ends(self.plain, way)[0] == end]
        found = []
        for way in leaving:
            back = way == state[-1] ^ 1 and end in self.no_return and len(leaving) > 1
            whole = (*state, way)
            if not back and not any(whole[first:] in self.words for first in range(len(state))):
                found.append(way)
        return found

    def between(self, network: Network, edge: np.ndarray, offset: np.ndarray) -> np.ndarray:
        """Times from places on edges (rows) to the same places (columns)."""
        along, against = along_ds(network, edge, offset)
        found = np.full((len(edge), len(edge)), np.inf)
        for one in range(len(edge)):
            times = self._from(edge[one], self.time[2 * edge[one]] - along[one], against[one])
            for two in range(len(edge)):
                first = {2 * edge[two]: along[two]}
                if not network.oneway[edge[two]]:
                    first[2 * edge[two] + 1] = self.time[2 * edge[two] + 1] - against[two]
                for state, time in times.items():
                    for way in set(self.onward(state)) & set(first):
                        found[one, two] = min(found[one, two], time + first[way])
                if edge[one] == edge[two]:
                    if offset[two] >= offset[one]:
                        direct = along[two] - along[one]
                    elif network.oneway[edge[one]]:
                        continue
                    else:
                        direct = against[one] - against[two]
                    found[one, two] = min(found[one, two], direct)
        return found

    def _from(self, edge: int, to_head: int, to_tail: int) -> dict[Word, float]:
        """Times to the end of all ways from a place on an edge."""
        graph = self.graph.copy()
        graph.add_edge("start", (2 * edge,), time=to_head)
        if not self.plain.oneway[edge]:
            graph.add_edge("start", (2 * edge + 1,), time=to_tail)
        times = nx.single_source_dijkstra_path_length(graph, "start", weight="time")
        del times["start"]
        return dict(times)
