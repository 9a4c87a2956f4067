"""Turns that are banned, as part of a network: where one arrives is not where one departs.

At a junction with a ban every road has a node of its own to arrive at and one to depart from, and
ways that take no time lead from the one to the other where one may turn. What lies between the
roads of a ban ("not from here by there to that") has a way of its own for who came from there.
The tables of roads keep one row for each, so nothing is counted or drawn twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from drenthe_geo.contracts.results import result
from drenthe_geo.roads.bans import beginnings, turns_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from drenthe_geo.roads.bans import Word
    from drenthe_geo.roads.network import Network

NO_EDGE = -1
"""Edge of a way that only turns."""

LEAST_DS = 2
"""A road between two junctions with bans takes this long: a point on it is at neither end."""

NO_RETURN = 3
"""So many junctions away from a ban nobody turns round to get about it (assumption): of the trips
through a city none was longer by a second where nobody turned round anywhere."""

BEND = 2
"""Ends of roads at a bend, where one road goes over into another."""


@result
@dataclass(frozen=True)
class Turns:
    """How one may turn in a network.

    Parameters
    ----------
    tail_in, head_in : numpy.ndarray, shape (m,)
        Node at which one arrives by each edge at its tail, and at its head. `Network.tail` and
        `Network.head` are those from which one departs along it.
    apart : numpy.ndarray, shape (m,)
        True where driving along the edge is among the `ways`, not from node to node.
    start, end, time_ds : numpy.ndarray, shape (w,)
        Ways: from which node to which, and how long in tenths of a second.
    edge : numpy.ndarray, shape (w,)
        The edge that each way leads along, -1 of a turn at a junction.
    along : numpy.ndarray, shape (w,)
        Whether it leads from tail to head.
    junction : numpy.ndarray, shape (n,)
        Junction that each node stands for: itself, but where nodes were added.
    bans : int
        How many ways of driving are banned.
    """

    tail_in: NDArray[np.intp]
    head_in: NDArray[np.intp]
    apart: NDArray[np.bool_]
    start: NDArray[np.intp]
    end: NDArray[np.intp]
    time_ds: NDArray[np.int64]
    edge: NDArray[np.intp]
    along: NDArray[np.bool_]
    junction: NDArray[np.intp]
    bans: int

    @property
    def n_junctions(self) -> int:
        """How many of the nodes are junctions, or points that a split has made nodes."""
        return int((self.junction == np.arange(len(self.junction))).sum())

    @property
    def rests_on(self) -> list[NDArray[Any]]:
        """All that a search depends on."""
        return [self.tail_in, self.head_in, self.apart, self.start, self.end, self.time_ds]

    def with_more(self, tail_in: NDArray[np.intp], head_in: NDArray[np.intp], nodes: int) -> Turns:
        """Go along with a split: other ends of edges, more of those, and more nodes."""
        new = len(tail_in) - len(self.apart)
        return replace(
            self,
            tail_in=tail_in,
            head_in=head_in,
            apart=np.append(self.apart, np.zeros(new, dtype=bool)),
            junction=np.append(self.junction, np.arange(len(self.junction), nodes)),
        )


def with_turns(network: Network, words: frozenset[Word]) -> Network:
    """Give a network the turns that banned ways leave; the network itself if there are none."""
    return _Turning(network, words).made() if words else network


class _Turning:
    """A network whose turns are being restricted."""

    def __init__(self, network: Network, words: frozenset[Word]) -> None:
        """Give every way along an edge a number: twice the edge, one more from head to tail."""
        self.network, self.words = network, words
        ends = network.tail, network.head
        self.start, self.end = np.stack(ends, axis=1).ravel(), np.stack(ends[::-1], axis=1).ravel()
        self.open = np.ones(len(self.start), dtype=bool)
        self.open[1::2] = ~network.oneway
        self.ported = np.zeros(network.n_nodes, dtype=bool)
        self.ported[[self.start[way] for word in words for way in word[1:]]] = True
        for _ in range(NO_RETURN):
            self.ported |= self._no_return()
        self.nodes = network.n_nodes
        self.junction = [np.arange(network.n_nodes)]
        coming, going = (
            np.flatnonzero(self.open & self.ported[at]) for at in (self.end, self.start)
        )
        # Where nothing arrives, or departs, the junction itself stays: no way leads to it.
        self.arrive, self.depart = self.end.copy(), self.start.copy()
        self.arrive[coming] = self._new_nodes(self.end[coming])
        self.depart[going] = self._new_nodes(self.start[going])
        self.coming, self.going = coming, going[np.argsort(self.start[going], kind="stable")]
        # How many ways depart at each node, and where those of it begin.
        self.many = np.bincount(self.start[going], minlength=network.n_nodes)
        self.first = np.cumsum(self.many) - self.many
        self.begun = {
            word: node
            for begun in [beginnings(words)]
            for word, node in zip(
                begun, self._new_nodes(self.end[[word[-1] for word in begun]]), strict=True
            )
        }
        self.apart = np.zeros(network.n_edges, dtype=bool)
        self.apart[[word[-1] // 2 for word in self.begun]] = True
        self.time = np.stack([network.time_ds, network.back_ds], axis=1)
        between = self.ported[network.tail] & self.ported[network.head]
        self.time[between] = np.maximum(self.time[between], LEAST_DS)
        # Points on such an edge are reached from a node that leads nowhere else.
        stop = np.flatnonzero(np.repeat(self.apart, 2) & self.open)
        self.stop = self.depart.copy()
        self.stop[stop] = self._new_nodes(self.start[stop])
        self.runs = stop

    def _new_nodes(self, at: NDArray[np.intp]) -> NDArray[np.intp]:
        """Add nodes at some junctions."""
        new = self.nodes + np.arange(len(at))
        self.nodes += len(at)
        self.junction.append(np.asarray(at, dtype=np.intp))
        return new

    def _no_return(self) -> NDArray[np.bool_]:
        """Find where one could turn round next: up to the real junctions behind those known."""
        found = np.zeros_like(self.ported)
        order = np.argsort(self.start, kind="stable")
        first = np.searchsorted(self.start[order], np.arange(len(found) + 1))
        both = self.open & self.open[np.arange(len(self.open)) ^ 1]
        for node in np.flatnonzero(self.ported).tolist():
            for way in order[first[node] : first[node + 1]].tolist():
                at = way
                while both[at]:
                    end = int(self.end[at])
                    leaving = order[first[end] : first[end + 1]].tolist()
                    if len(leaving) < BEND or self.ported[end] or found[end]:
                        break
                    found[end] = True
                    if len(leaving) > BEND:
                        break
                    at = next(one for one in leaving if one != at ^ 1)
        return found

    def made(self) -> Network:
        """Put the network together."""
        network = self.network
        parts = [*self._plain_turns(), *self._after_beginnings(), self._along(self.runs)]
        start, end, time, edge = (np.concatenate(one) for one in zip(*parts, strict=True))
        junction = np.concatenate(self.junction)
        order = np.lexsort((edge, end, start))
        turns = Turns(
            tail_in=self.arrive[1::2],
            head_in=self.arrive[::2],
            apart=self.apart,
            start=start[order],
            end=end[order],
            time_ds=time[order],
            edge=np.where(edge < 0, NO_EDGE, edge // 2)[order],
            along=(edge % 2 == 0)[order],
            junction=junction,
            bans=len(self.words),
        )
        return replace(
            network,
            node_xy_m=network.node_xy_m[junction],
            tail=self.stop[::2],
            head=self.stop[1::2],
            time_ds=self.time[:, 0],
            back_ds=self.time[:, 1],
            turns=turns,
        )

    def _pairs(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Pair what comes to each junction with what departs there, but for turning round."""
        many = self.many[self.end[self.coming]]
        coming = np.repeat(self.coming, many)
        number = np.arange(len(coming)) - np.repeat(np.cumsum(many) - many, many)
        going = self.going[self.first[self.end[coming]] + number]
        # At the end of a road one may: nothing else leaves.
        kept = (going != coming ^ 1) | (self.many[self.end[coming]] == 1)
        return coming[kept], going[kept]

    def _plain_turns(self) -> Iterator[tuple[NDArray[Any], ...]]:
        """List the turns of who has come by one edge, wherever from."""
        coming, going = self._pairs()
        banned = {word for word in self.words if len(word) == BEND}
        special = turns_in(self.words)
        code = coming * len(self.open) + going
        odd = np.isin(code, [one * len(self.open) + other for one, other in sorted(special)])
        yield from self._onto(self.arrive[coming[~odd]], going[~odd])
        for one, other in zip(coming[odd].tolist(), going[odd].tolist(), strict=True):
            if (one, other) in banned:
                continue
            node = np.array([self.arrive[one]])
            yield from self._onto(node, np.array([other]), self.begun.get((one, other)))

    def _after_beginnings(self) -> Iterator[tuple[NDArray[Any], ...]]:
        """List the turns of who has begun what is banned as a whole."""
        for word, node in self.begun.items():
            at, last = self.end[word[-1]], word[-1]
            for way in self.going[self.first[at] : self.first[at] + self.many[at]].tolist():
                if way == last ^ 1 and self.many[at] > 1:
                    continue
                whole = (*word, way)
                ends = [whole[first:] for first in range(len(whole) - 1)]
                if any(end in self.words for end in ends):
                    continue
                onto = next((self.begun[end] for end in ends if end in self.begun), None)
                yield from self._onto(np.array([node]), np.array([way]), onto)

    def _onto(
        self, node: NDArray[np.intp], way: NDArray[np.intp], begun: int | None = None
    ) -> Iterator[tuple[NDArray[Any], ...]]:
        """Turn from nodes into ways: along each, or along a copy of it, and to points on it."""
        none = np.full(len(way), NO_EDGE)
        if begun is None:
            yield node, self.depart[way], np.zeros(len(way), dtype=np.int64), none
        else:
            yield node, np.array([begun]), self.time.ravel()[way], way
        apart = self.stop[way] != self.depart[way]
        none, zero = none[apart], np.zeros(int(apart.sum()), dtype=np.int64)
        yield node[apart], self.stop[way[apart]], zero, none

    def _along(self, way: NDArray[np.intp]) -> tuple[NDArray[Any], ...]:
        """Drive along edges, from where one departs to where one arrives."""
        return self.depart[way], self.arrive[way], self.time.ravel()[way], way
