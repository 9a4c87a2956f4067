"""Numbers of a PBF, many at once: seven bits a byte, the last byte of each below 128."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from drenthe_geo.osm.ragged import ragged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]

MORE, BITS, LONGEST = 0x80, 7, 10
"""Bit of a byte that is followed by another, bits that each brings, bytes of 64 bits."""

MOST_FIELDS = 64
"""A way has ten at most; what has far more is no map, and would be gone through for ever."""

NUMBER, LENGTHY = WIRES = 0, 2
"""Wire types: a number, and what is told by its length."""

ROOM = np.zeros(LONGEST, dtype=np.uint8)
"""Put behind a content, so that no number runs beyond it."""


class NotPlainError(Exception):
    """It is damaged, or has what few files have: osmium reads it, or says what is wrong."""


class Field(NamedTuple):
    """Where a field of each of many messages stands; of no size where one lacks it."""

    first: NDArray[np.intp]
    size: NDArray[np.intp]

    def of(self, rows: NDArray[np.intp]) -> Field:
        """Give those of some of the messages."""
        return Field(self.first[rows], self.size[rows])


def numbers_at(content: Bytes, at: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Read one number at each position of a content with `ROOM`; also how many bytes each takes."""
    value, size = np.zeros(len(at), dtype=np.int64), np.zeros(len(at), dtype=np.intp)
    going = np.arange(len(at))
    for place in range(LONGEST):
        byte = content[at[going] + place]
        value[going] |= (byte & (MORE - 1)).astype(np.int64) << (BITS * place)
        size[going] += 1
        going = going[byte >= MORE]
        if not len(going):
            return value, size
    raise NotPlainError


def all_numbers(content: Bytes) -> NDArray[np.int64]:
    """Read numbers that fill a content."""
    last = np.flatnonzero(content < MORE)
    if len(last) == len(content):
        return content.astype(np.int64)
    if not len(last):
        raise NotPlainError
    first = np.empty_like(last)
    first[0], first[1:] = 0, last[:-1] + 1
    size = last - first + 1
    longest = int(size.max())
    if longest > LONGEST or last[-1] + 1 != len(content):
        raise NotPlainError
    value = (content[first] & (MORE - 1)).astype(np.int64)
    for place in range(1, longest):
        more = np.flatnonzero(size > place)
        value[more] |= (content[first[more] + place] & (MORE - 1)).astype(np.int64) << (
            BITS * place
        )
    return value


def signed(value: NDArray[np.int64]) -> NDArray[np.int64]:
    """Read numbers as those whose sign is their last bit."""
    half = (value >> 1) & np.int64(2**63 - 1)
    found: NDArray[np.int64] = half ^ -(value & 1)
    return found


def lists_in(content: Bytes, where: Field) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Read a list of numbers of each message, after another, and how many each has."""
    held = content[ragged(where.first, where.size)]
    ends = np.concatenate([[0], np.cumsum(held < MORE)])
    stop = np.cumsum(where.size)
    some = where.size > 0
    if (held[stop[some] - 1] >= MORE).any():
        raise NotPlainError
    return all_numbers(held), ends[stop] - ends[stop - where.size]


def running(steps: NDArray[np.int64], count: NDArray[np.intp]) -> NDArray[np.int64]:
    """Add up what is told by its difference from the one before, anew in each list."""
    total = np.concatenate([[0], np.cumsum(steps)])
    before = total[np.cumsum(count) - count]
    found: NDArray[np.int64] = total[1:] - np.repeat(before, count)
    return found


def fields_in(
    content: Bytes,
    first: NDArray[np.intp],
    stop: NDArray[np.intp],
    wires: Mapping[int, int],
) -> dict[int, Field]:
    """Find fields of many messages of one kind, all messages a field further at a time.

    Parameters
    ----------
    content : numpy.ndarray of numpy.uint8
        What they stand in, with `ROOM` behind it.
    first, stop : numpy.ndarray
        Where each begins, and ends.
    wires : mapping of int to int
        The wire type of each field that is wanted; others are passed over.

    Returns
    -------
    dict of int to Field
        Where the content of each stands.
    """
    none = np.zeros(len(first), dtype=np.intp)
    found = {number: Field(none.copy(), none.copy()) for number in wires}
    at, going, passed = first.copy(), np.arange(len(first)), 0
    while len(going := going[at[going] < stop[going]]):
        passed += 1
        key = content[at[going]]
        number, wire = key >> 3, key & 7
        if passed > MOST_FIELDS or (key >= MORE).any() or not np.isin(wire, WIRES).all():
            raise NotPlainError
        told, width = numbers_at(content, at[going] + 1)
        begin = at[going] + 1 + np.where(wire == LENGTHY, width, 0)
        size = np.where(wire == LENGTHY, told, width)
        if (size < 0).any() or (size > stop[going] - begin).any():
            raise NotPlainError
        for wanted, known in wires.items():
            here = number == wanted
            rows = going[here]
            if (wire[here] != known).any() or known_before(found[wanted], rows):
                raise NotPlainError
            found[wanted].first[rows], found[wanted].size[rows] = begin[here], size[here]
        at[going] = begin + size
    return found


def known_before(where: Field, rows: NDArray[np.intp]) -> bool:
    """Tell whether one of some messages has a field for the second time."""
    return bool(where.size[rows].any())
