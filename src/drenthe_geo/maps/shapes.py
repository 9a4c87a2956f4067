"""Shapes as matplotlib draws them, all of a layer at once.

GeoPandas plots by itself, but makes each part of each area by itself, which takes longer than to
draw them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.path import Path

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Shapes: TypeAlias = gpd.GeoDataFrame | gpd.GeoSeries | NDArray[np.object_]


def plot_areas(ax: Axes, areas: Shapes, *, zorder: float, **look: Any) -> None:  # noqa: ANN401 - of matplotlib
    """Plot areas; looks may be one for all or one for each."""
    drawn = PathCollection(paths_of(_array(areas)), zorder=zorder, **{"edgecolors": "none", **look})
    ax.add_collection(drawn, autolim=False)


def plot_lines(ax: Axes, lines: Shapes, *, zorder: float, **look: Any) -> None:  # noqa: ANN401 - of matplotlib
    """Plot lines in one look."""
    parts = shapely.normalize(shapely.get_parts(_array(lines)))  # where dashes begin
    xy_m, part = shapely.get_coordinates(parts, return_index=True)
    starts = np.searchsorted(part, np.arange(1, len(parts)))
    segments = np.split(xy_m, starts) if len(parts) else []
    ax.add_collection(LineCollection(segments, zorder=zorder, **look), autolim=False)


def paths_of(areas: NDArray[np.object_]) -> list[Path]:
    """Give areas as paths: outer rings to one side, holes to the other, so that they are holes.

    >>> import numpy as np
    >>> paths_of(np.array([shapely.box(0, 0, 1, 1)]))[0].codes.tolist()
    [1, 2, 2, 2, 79]
    """
    parts, area = shapely.get_parts(areas, return_index=True)
    flat = shapely.get_dimensions(parts) == 2  # noqa: PLR2004 - areas
    rings, part = shapely.get_rings(shapely.orient_polygons(parts[flat]), return_index=True)
    xy_m, ring = shapely.get_coordinates(rings, return_index=True)
    codes = np.full(len(xy_m), Path.LINETO, dtype=Path.code_type)
    last = np.flatnonzero(np.diff(ring, append=-1))
    codes[np.flatnonzero(np.diff(ring, prepend=-1))] = Path.MOVETO
    codes[last] = Path.CLOSEPOLY
    of_area = area[flat][part[ring]]
    starts = np.searchsorted(of_area, np.arange(1, len(areas)))
    return [
        Path(xy, of_path)
        for xy, of_path in zip(np.split(xy_m, starts), np.split(codes, starts), strict=True)
    ]


def _array(shapes: Shapes) -> NDArray[np.object_]:
    """Give the shapes as an array."""
    if isinstance(shapes, (gpd.GeoDataFrame, gpd.GeoSeries)):
        shapes = shapes.geometry.to_numpy()
    found: NDArray[np.object_] = np.asarray(shapes, dtype=object)
    return found
