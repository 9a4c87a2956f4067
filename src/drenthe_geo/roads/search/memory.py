"""What was searched, remembered up to a bound; and how often something was searched."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from numpy.typing import NDArray

KEPT_MB = 400
"""Memory for what was searched: some 1,500 whole searches of 64,000 junctions."""

WHOLE_IN_FLOAT32 = 2**24
"""Whole numbers up to this are exact in 32 bits; in tenths of a second that is 19 days."""


@dataclass
class Count:
    """How many searches from one spot were asked for, and how many had to be made."""

    # Searches of roads that were asked for.
    started: int = 0
    # Those that nothing remembered answered.
    made: int = 0
    # How often the trains between all stations were asked for, and solved.
    trains_started: int = 0
    trains_made: int = 0


_OPEN: list[Count] = []


def note(**more: int) -> None:
    """Tell all who count."""
    for count in _OPEN:
        for name, number in more.items():
            setattr(count, name, getattr(count, name) + number)


@contextmanager
def counted() -> Iterator[Count]:
    """Count the searches while this lasts."""
    count = Count()
    _OPEN.append(count)
    try:
        yield count
    finally:
        # By identity: two that have counted the same are equal.
        _OPEN[:] = [one for one in _OPEN if one is not count]


@dataclass(frozen=True)
class Kept:
    """What one search found, in as few bytes as it can be without loss."""

    values: NDArray[Any]
    at: NDArray[np.int32] | None
    limit: float

    @classmethod
    def of(cls, times: NDArray[np.float64], limit: float) -> Kept:
        """Pack times: few of them beside the places they belong to, many in a row."""
        finite = np.isfinite(times)
        exact = times.max(where=finite, initial=0.0) <= WHOLE_IN_FLOAT32
        kind = np.float32 if exact else np.float64
        if 2 * int(finite.sum()) < len(times):
            at = np.flatnonzero(finite).astype(np.int32)
            return cls(times[at].astype(kind), at, limit)
        return cls(times.astype(kind), None, limit)

    @property
    def size_bytes(self) -> int:
        """Memory that it takes."""
        return self.values.nbytes + (0 if self.at is None else self.at.nbytes)

    def put(self, row: NDArray[np.float64], limit: float) -> None:
        """Write the times up to a limit into a row; inf elsewhere."""
        if self.at is None:
            row[:] = self.values
        else:
            row[:] = np.inf
            row[self.at] = self.values
        if limit < self.limit:
            row[row > limit] = np.inf


@dataclass
class Memory:
    """What was searched, up to a bound; what was not asked for longest is forgotten first."""

    most_mb: float = KEPT_MB
    size_bytes: int = 0
    _kept: OrderedDict[Hashable, Kept] = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def get(self, key: Hashable, limit: float) -> Kept | None:
        """Look up a search that went at least so far."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or kept.limit < limit:
                return None
            self._kept.move_to_end(key)
            return kept

    def put(self, key: Hashable, kept: Kept, of: int = 1) -> None:
        """Remember a search, and forget others if there is no room.

        It is one of so many: if not all of those can stay, none would be found again.
        """
        if of * kept.size_bytes > self.most_mb * 1e6:
            return
        with self._lock:
            old = self._kept.pop(key, None)
            self.size_bytes += kept.size_bytes - (0 if old is None else old.size_bytes)
            self._kept[key] = kept
            while self.size_bytes > self.most_mb * 1e6:
                _, gone = self._kept.popitem(last=False)
                self.size_bytes -= gone.size_bytes

    def clear(self) -> None:
        """Forget all: what is measured anew must be searched anew."""
        with self._lock:
            self._kept.clear()
            self.size_bytes = 0

    def __len__(self) -> int:
        """Count what is remembered."""
        return len(self._kept)


MEMORY = Memory()
