"""How near raster points are to some points, and the part of a raster that holds these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.reach.raster.engine import Engine
    from drenthe_geo.reach.raster.grid import Stamp

    Span = tuple[int, int]


@dataclass(frozen=True)
class Box:
    """A part of a raster; positions are those in the raster, or the part, laid in one row."""

    # Of the raster; then the rows and columns of the part, from one to before another.
    shape: tuple[int, int]
    rows: Span
    columns: Span

    @classmethod
    def of_none(cls, shape: tuple[int, int]) -> Box:
        """Hold nothing yet."""
        return cls(shape, (shape[0], 0), (shape[1], 0))

    @classmethod
    def around(cls, stamp: Stamp, at: NDArray[np.intp]) -> Box:
        """Hold all raster points near to some points, and a rim."""
        if len(at) == 0:
            return cls.of_none(stamp.grid.shape)
        rows, columns = (
            (
                max(int(cells.min()) - stamp.span - 1, 0),
                min(int(cells.max()) + stamp.span + 2, most),
            )
            for cells, most in zip(
                np.divmod(at, stamp.grid.shape[1]), stamp.grid.shape, strict=True
            )
        )
        return cls(stamp.grid.shape, rows, columns)

    def joined(self, other: Box) -> Box:
        """Hold what both hold."""
        rows, columns = (
            (min(one[0], two[0]), max(one[1], two[1]))
            for one, two in ((self.rows, other.rows), (self.columns, other.columns))
        )
        return Box(self.shape, rows, columns)

    @property
    def cells(self) -> tuple[slice, slice]:
        """The part; of nothing some raster point."""
        return (slice(*self.rows), slice(*self.columns)) if self.rows[1] else (FIRST, FIRST)

    def inner(self, at: NDArray[np.intp]) -> NDArray[np.intp]:
        """Positions in the part of raster points that it holds."""
        row, column = np.divmod(at, self.shape[1])
        return (row - self.rows[0]) * self._width + column - self.columns[0]

    @property
    def _width(self) -> int:
        return self.columns[1] - self.columns[0]


FIRST = slice(0, 1)


@dataclass
class Near:
    """How near some points are to raster points."""

    stamp: Stamp
    engine: Engine
    away_m2: NDArray[np.float32]
    box: Box

    @classmethod
    def to_none(cls, stamp: Stamp, engine: Engine) -> Near:
        """Begin with no points."""
        shape = stamp.grid.shape
        blank = np.full(shape, stamp.reach_m**2, dtype=np.float32)
        return cls(stamp, engine, blank, Box.of_none(shape))

    def add(self, xy_m: NDArray[np.float64]) -> None:
        """Add points."""
        if len(xy_m) == 0:
            return
        self.engine.lower(self.away_m2, self.stamp, xy_m)
        grid = self.stamp.grid
        at = np.ravel_multi_index(grid.rows_columns(xy_m), grid.shape)
        self.box = self.box.joined(Box.around(self.stamp, at))
