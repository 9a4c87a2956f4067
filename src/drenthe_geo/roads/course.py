"""The course of roads, which all their networks share: no mode and no speed changes it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

Place = dict[str, "NDArray[Any]"]
"""Where points join roads: position of the road, share of it, length of the leg, and the point."""

MOST_KEPT = 32
"""Sets of points of which it is kept where they join: of 10,000 points half a megabyte."""


@dataclass(frozen=True, eq=False)
class Course:
    """Lines of roads, and which of them a point may join."""

    lines: NDArray[np.object_]
    edge: pd.Series
    joinable: NDArray[np.intp]
    _kept: OrderedDict[Hashable, Place] = field(default_factory=OrderedDict)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Spatial index of the lines that a point may join; kept, as every snap needs it."""
        return shapely.STRtree(self.lines[self.joinable])

    def nearest(self, key: Hashable, points: NDArray[np.object_]) -> Place:
        """Find the nearest road of each point; `key` tells points that were asked before."""
        found = self._kept.pop(key, None)
        if found is None:
            pairs = self.tree.query_nearest(points)
            edge = self.joinable[_first_of_equals(pairs, self.edge.iloc[self.joinable[pairs[1]]])]
            found = joined(self.lines[edge], edge, points)
        self._kept[key] = found  # what was not asked for longest goes first
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return found


_LINES: WeakValueDictionary[bytes, NDArray[np.object_]] = WeakValueDictionary()
_COURSES: WeakValueDictionary[tuple[int, bytes], Course] = WeakValueDictionary()
"""What some network holds; a line takes more memory than all else of a road."""


def straight_lines(ends_m: NDArray[np.float64]) -> NDArray[np.object_]:
    """Draw straight roads between points, shape (roads, 2, 2); the same ones for the same points.

    Examples
    --------
    >>> ends_m = np.array([[[0.0, 0.0], [3.0, 4.0]]])
    >>> roads = straight_lines(ends_m)
    >>> roads[0].length, straight_lines(ends_m.copy()) is roads
    (5.0, True)
    """
    key = blake2b(np.ascontiguousarray(ends_m).tobytes(), digest_size=16).digest()
    lines = _LINES.get(key)
    if lines is None:
        lines = shapely.linestrings(ends_m)
        lines.setflags(write=False)
        _LINES[key] = lines
    return lines


def course_of(lines: NDArray[np.object_], edge: pd.Series, joinable: NDArray[np.intp]) -> Course:
    """Give the course of roads by their lines and ids: the same one for the same."""
    ids = edge.to_numpy()
    if ids.dtype == object:  # of a user's own
        return Course(lines, edge, joinable)
    told = blake2b(ids.tobytes(), digest_size=16)
    told.update(joinable.tobytes())
    # A course holds its lines, so as long as it is there no others have their place in memory.
    key = id(lines), told.digest()
    course = _COURSES.get(key)
    if course is None:
        course = _COURSES[key] = Course(lines, edge, joinable)
    return course


def joined(
    lines: NDArray[np.object_], edge: NDArray[np.intp], points: NDArray[np.object_]
) -> Place:
    """Join each point to its road (of that position), where that is nearest."""
    fraction = shapely.line_locate_point(lines, points, normalized=True)
    there = shapely.line_interpolate_point(lines, fraction, normalized=True)
    return {
        "edge_position": edge,
        "fraction": fraction,
        "snap_m": shapely.distance(points, there),
        "x_m": shapely.get_x(there),
        "y_m": shapely.get_y(there),
    }


def _first_of_equals(pairs: NDArray[np.intp], ids: pd.Series) -> NDArray[np.intp]:
    """Choose one road per point: by id, which the parts of a split road keep."""
    rank, _ = pd.factorize(ids, sort=True)
    order = np.lexsort((pairs[1], rank, pairs[0]))
    point = pairs[0][order]
    first = np.concatenate([[True], point[1:] != point[:-1]])[: len(point)]  # there may be none
    chosen: NDArray[np.intp] = pairs[1][order][first]
    return chosen
