"""Rings that were traced on a raster, as polygons: their parts with their holes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOUCH_M = 1e-3
"""A raster point exactly on the level would make rings touch themselves: heights this near to it
count as so far off."""


@dataclass(frozen=True)
class Rings:
    """Rings one after the other, in the order of their first crossing of a row of the raster."""

    # Their corners as column and row of the raster, each once; shape (corners, 2).
    xy: NDArray[np.float64]
    # How many corners each has, the outer ring of its part, and whether it is a hole of that.
    sizes: NDArray[np.int64]
    outer: NDArray[np.int64]
    is_hole: NDArray[np.bool_]

    def polygons(self, corner_m: tuple[float, float], cell_m: float) -> shapely.MultiPolygon:
        """Make parts of them, each outer one with its holes.

        Parameters
        ----------
        corner_m : tuple of float
            Place of the first raster point.
        cell_m : float
            Distance between raster points.

        Returns
        -------
        shapely.MultiPolygon
            The parts, in the order of their outer rings.

        Examples
        --------
        >>> import numpy as np
        >>> corners = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 1.0], [1.0, 2.0]])
        >>> one = Rings(corners, np.array([4]), np.array([0]), np.array([False]))
        >>> one.polygons((0.0, 0.0), 2.0).area
        8.0
        """
        if len(self.sizes) == 0:
            return shapely.MultiPolygon()
        parts = np.lexsort((self.is_hole, self.outer))
        # Each ring once more, from its first place back to it.
        sizes, start = self.sizes[parts] + 1, (np.cumsum(self.sizes) - self.sizes)[parts]
        ends = np.cumsum(sizes)
        at = np.arange(ends[-1]) + np.repeat(start - (ends - sizes), sizes)
        at[ends - 1] = start
        rings = np.concatenate([[0], ends])
        polygons = np.append(np.flatnonzero(~self.is_hole[parts]), len(parts))
        xy_m = self.xy * cell_m + np.array(corner_m)
        made: shapely.MultiPolygon = shapely.from_ragged_array(
            shapely.GeometryType.MULTIPOLYGON,
            xy_m[at],
            (rings, polygons, np.array([0, len(polygons) - 1])),
        )[0]
        return made
