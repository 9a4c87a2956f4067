"""Junctions taken out of a network until few are left: whole tables of times with numpy alone.

Junctions with the fewest neighbours go first, in rounds: of two neighbours never both. Those
beside one that goes are joined, so every time between what is left stays as it was. Of the last
few all times to each other are known. A fastest way goes up through the rounds, through what is
left, and down again (Geisberger and others 2008). No time is rounded: the sums are those of a
search, to the tenth of a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

NO_WAY = 2**30 - 1
"""Longer than any trip, and twice that is still a whole number of 32 bits."""

LEFT = 450
"""Junctions at which to stop: of 200, 300, 450 and 600 the fastest on a province."""

CHAIN = 2
"""Neighbours of a junction along a road; with no more, taking it out joins no new pair."""

MANY_CHAINS = 0.05
"""Share of junctions with so few neighbours as long as which only they go."""

GO_SHARE = 0.25
"""Share of junctions that may go in a round: those with the fewest neighbours."""

AT_ONCE = 256
"""Starts of a sweep: of 128, 256 and 512 the fastest on a province."""

Table = tuple["NDArray[np.int64]", "NDArray[np.int32]", "NDArray[np.int32]"]
"""Pairs of neighbours, as numbers in order, with the time there and the time back."""


@dataclass(frozen=True)
class _Round:
    """Junctions that went together, those with the most neighbours first."""

    # Shape (k,).
    nodes: NDArray[np.int64]
    # Their neighbours then, the time there and the time back; `NO_WAY` where there are fewer.
    # Shape (k, most neighbours).
    ends: NDArray[np.int64]
    out_ds: NDArray[np.int32]
    back_ds: NDArray[np.int32]
    # How many junctions have a first neighbour, a second, and so on.
    counts: NDArray[np.intp]


@dataclass(frozen=True)
class Contracted:
    """A network whose junctions were taken out round by round."""

    rounds: tuple[_Round, ...]
    # Round in which each junction went, and its place there; of those that are left the number
    # of rounds.
    level: NDArray[np.int32]
    row: NDArray[np.int64]
    # Junctions that are left and have neighbours, and the times between all of them.
    left: NDArray[np.int64]
    between_ds: NDArray[np.int32]

    def times_ds(
        self,
        starts: NDArray[np.intp],
        legs_ds: NDArray[np.int32],
        ends: NDArray[np.intp],
        *,
        reverse: bool = False,
    ) -> NDArray[np.int32]:
        """Find the times from starts to junctions; shape (starts, ends).

        Each start has two junctions and a leg to each, both of shape (starts, 2). `reverse`: the
        times from the junctions to the starts. `NO_WAY` without a route. In memory the times to
        one end stand together.
        """
        place, rows, count = self._needed(ends)
        between_ds = self.between_ds.T if reverse else self.between_ds
        found_ds = np.empty((len(ends), len(starts)), dtype=np.int32)
        for at in range(0, len(starts), AT_ONCE):
            some = slice(at, at + AT_ONCE)
            node, source, ds = self._upwards(starts[some], legs_ds[some], reverse=reverse)
            table = np.full((count, len(starts[some])), NO_WAY, dtype=np.int32)
            wanted = place[node] >= 0
            table[place[node[wanted]], source[wanted]] = ds[wanted]
            top = table[: len(self.left)]
            for from_ds, to_ds in zip(top.copy(), between_ds, strict=True):
                if (from_ds < NO_WAY).any():
                    np.minimum(top, to_ds[:, None] + from_ds, out=top)
            self._downwards(table, place, rows, reverse=reverse)
            found_ds[:, some] = table[place[ends]]
        return found_ds.T

    def _needed(
        self, ends: NDArray[np.intp]
    ) -> tuple[NDArray[np.int64], list[NDArray[np.intp]], int]:
        """Choose the junctions above some ends, those that are left first, and by round."""
        needed = np.zeros(len(self.level), dtype=bool)
        needed[ends] = True
        rows = []
        for one in self.rounds:
            rows.append(np.flatnonzero(needed[one.nodes]))
            needed[one.ends[rows[-1]]] = True
        needed[self.left] = False
        more = np.flatnonzero(needed)
        place = np.full(len(needed), -1)
        place[self.left] = np.arange(len(self.left))
        place[more] = len(self.left) + np.arange(len(more))
        return place, rows, len(self.left) + len(more)

    def _upwards(
        self, starts: NDArray[np.intp], legs_ds: NDArray[np.int32], *, reverse: bool
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
        """Search from starts upwards alone: junctions, by which start, and the time so far."""
        count = len(starts)
        key = (starts.astype(np.int64) * count + np.arange(count)[:, None]).ravel()
        ds = legs_ds.astype(np.int32).ravel()
        known: list[tuple[NDArray[np.int64], NDArray[np.int32]]] = []
        for number, one in enumerate(self.rounds):
            here = self.level[key // count] == number
            if not here.any():
                continue
            at, at_ds = _least(key[here], ds[here])
            known.append((at, at_ds))
            node, source = np.divmod(at, count)
            row = self.row[node]
            legs = (one.back_ds if reverse else one.out_ds)[row]
            onward = at_ds[:, None] + legs
            goes = onward < NO_WAY
            on_key = (one.ends[row] * count + source[:, None])[goes]
            key = np.concatenate([key[~here], on_key])
            ds = np.concatenate([ds[~here], onward[goes]])
        known.append(_least(key, ds))
        key, ds = (np.concatenate(column) for column in zip(*known, strict=True))
        node, source = np.divmod(key, count)
        return node, source, ds

    def _downwards(
        self,
        table: NDArray[np.int32],
        place: NDArray[np.int64],
        rows: list[NDArray[np.intp]],
        *,
        reverse: bool,
    ) -> None:
        """Carry the times from the junctions that are left down to all that are needed."""
        for one, row in zip(reversed(self.rounds), reversed(rows), strict=True):
            at = place[one.nodes[row]]
            best = table[at]
            legs_ds = one.out_ds if reverse else one.back_ds
            for column, many in enumerate(one.counts):
                some = row[: np.searchsorted(row, many)]
                by = table[place[one.ends[some, column]]]
                by += legs_ds[some, column, None]
                np.minimum(best[: len(some)], by, out=best[: len(some)])
            table[at] = best


def contract(arcs: csr_array, *, left: int = LEFT) -> Contracted:
    """Take junctions out of a network of whole tenths of a second, until few are left.

    All times together must be less than `NO_WAY`.
    """
    count = arcs.shape[0]
    level, row = np.zeros(count, dtype=np.int32), np.zeros(count, dtype=np.int64)
    shuffled = np.random.default_rng(0).permutation(count)  # of equal ones the lot decides
    table = _both_ways(arcs)
    rounds: list[_Round] = []
    level[:] = -1
    while True:
        start, end = np.divmod(table[0], count)
        degree = np.bincount(start, minlength=count)
        if int((degree > 0).sum()) <= left:
            break
        gone = _that_go(start, end, degree, shuffled)
        # Most neighbours first, so that those with an n-th neighbour stand together.
        gone = gone[np.argsort(-degree[gone], kind="stable")]
        one = _round_of(gone, degree, end, table)
        level[gone], row[gone] = len(rounds), np.arange(len(gone))
        rounds.append(one)
        stays = np.ones(count, dtype=bool)
        stays[gone] = False
        kept = stays[start] & stays[end]
        parts = [tuple(column[kept] for column in table), *_joined(one, count)]
        table = _least_pairs(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    level[level < 0] = len(rounds)
    top = np.flatnonzero(degree > 0)
    place = np.zeros(count, dtype=np.int64)
    place[top] = np.arange(len(top))
    between_ds = np.full((len(top), len(top)), NO_WAY, dtype=np.int32)
    np.fill_diagonal(between_ds, 0)
    between_ds[place[start], place[end]] = table[1]
    for at in range(len(top)):  # Floyd (1962)
        by = between_ds[:, at, None] + between_ds[at]
        np.minimum(between_ds, by, out=between_ds)
    return Contracted(tuple(rounds), level, row, top, between_ds)


def _both_ways(arcs: csr_array) -> Table:
    """Give every pair of neighbours, both ways, with the time there and the time back."""
    table, count = arcs.tocoo(), arcs.shape[0]
    start, end = (side.astype(np.int64) for side in table.coords)
    away = start != end
    start, end, time_ds = start[away], end[away], table.data[away].astype(np.int32)
    none = np.full(len(time_ds), NO_WAY, dtype=np.int32)
    return _least_pairs(
        np.concatenate([start * count + end, end * count + start]),
        np.concatenate([time_ds, none]),
        np.concatenate([none, time_ds]),
    )


def _least_pairs(
    pair: NDArray[np.int64], out_ds: NDArray[np.int32], back_ds: NDArray[np.int32]
) -> Table:
    """Keep every pair once, with the least time each way."""
    order = np.argsort(pair, kind="stable")
    pair = pair[order]
    first = _first_of(pair)
    if len(first) == 0:
        return pair, out_ds, back_ds
    there_ds, here_ds = (np.minimum.reduceat(ds[order], first) for ds in (out_ds, back_ds))
    return pair[first], there_ds, here_ds


def _least(
    key: NDArray[np.int64], ds: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Keep every key once, with its least time."""
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = _first_of(key)
    return key[first], np.minimum.reduceat(ds[order], first) if len(first) else ds


def _first_of(ordered: NDArray[np.int64]) -> NDArray[np.intp]:
    """Find where equal numbers in a row begin."""
    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(ordered)])


def _that_go(
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    degree: NDArray[np.intp],
    shuffled: NDArray[np.int64],
) -> NDArray[np.intp]:
    """Choose who goes next: with few neighbours, and with fewer than each neighbour that may."""
    there = degree[degree > 0]
    most = max(CHAIN, int(np.quantile(there, GO_SHARE)))
    if (there <= CHAIN).mean() > MANY_CHAINS:
        most = CHAIN
    may = (degree > 0) & (degree <= most)
    none = np.iinfo(np.int64).max
    turn = np.where(may, degree * len(degree) + shuffled, none)
    first = _first_of(start)
    before = np.full(len(degree), none)
    before[start[first]] = np.minimum.reduceat(turn[end], first)
    return np.flatnonzero(may & (turn < before))


def _round_of(
    gone: NDArray[np.intp], degree: NDArray[np.intp], end: NDArray[np.int64], table: Table
) -> _Round:
    """Note the neighbours of those that go."""
    first = np.cumsum(degree) - degree
    columns = np.arange(int(degree[gone].max()))
    there = columns < degree[gone][:, None]
    at = np.where(there, first[gone][:, None] + columns, 0)
    return _Round(
        nodes=gone,
        ends=np.where(there, end[at], gone[:, None]),
        out_ds=np.where(there, table[1][at], np.int32(NO_WAY)),
        back_ds=np.where(there, table[2][at], np.int32(NO_WAY)),
        counts=there.sum(axis=0),
    )


def _joined(one: _Round, count: int) -> Iterator[Table]:
    """Join the neighbours of those that go, each with each."""
    for this, many in enumerate(one.counts):
        ends, out_ds, back_ds = one.ends[:many], one.out_ds[:many], one.back_ds[:many]
        to_others = ends != ends[:, this, None]
        to_others &= ends != one.nodes[:many, None]  # where there is no neighbour
        pair = (ends[:, this, None] * count + ends)[to_others]
        there_ds = (back_ds[:, this, None] + out_ds)[to_others]
        here_ds = (back_ds + out_ds[:, this, None])[to_others]
        yield pair, np.minimum(there_ds, NO_WAY), np.minimum(here_ds, NO_WAY)
