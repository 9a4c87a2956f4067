"""What is known at points or in cells, drawn as areas over the whole of the land."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.ndimage import distance_transform_edt, gaussian_filter
from scipy.spatial import cKDTree

from drenthe_geo.maps.shapes import paths_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Field = NDArray[np.float64]

MOST_CELLS = 500
"""Cells along the longer side of a field of points: a map shows no more."""


@dataclass(frozen=True)
class Grid:
    """Square cells over an area, the first in the south-west."""

    x_m: Field
    y_m: Field

    @classmethod
    def over(cls, outline: shapely.Geometry, cell_m: float) -> Grid:
        """Lay cells over an area, one more on each side."""
        x0, y0, x1, y1 = outline.bounds
        cell_m = max(cell_m, max(x1 - x0, y1 - y0) / MOST_CELLS)
        x_m = np.arange(x0 - cell_m, x1 + 2 * cell_m, cell_m)
        return cls(x_m, np.arange(y0 - cell_m, y1 + 2 * cell_m, cell_m))

    @classmethod
    def from_corner(cls, corner: Field, outline: shapely.Geometry, cell_m: float) -> Grid:
        """Lay cells over an area so that the middle of one lies at a corner."""
        low, high = np.array(outline.bounds).reshape(2, 2)
        first = corner - np.ceil((corner - low) / cell_m + 1) * cell_m
        x_m, y_m = (np.arange(first[at], high[at] + 2 * cell_m, cell_m) for at in (0, 1))
        return cls(x_m, y_m)

    def nearest(self, xy_m: Field) -> NDArray[np.intp]:
        """Find the point nearest to each cell."""
        x_m, y_m = np.meshgrid(self.x_m, self.y_m)
        _, at = cKDTree(xy_m).query(np.stack([x_m.ravel(), y_m.ravel()], axis=1))
        found: NDArray[np.intp] = at.reshape(x_m.shape)
        return found

    def put(self, xy_m: Field, values: Field) -> Field:
        """Put values into the cells that they are of; the others are missing."""
        field = np.full((len(self.y_m), len(self.x_m)), np.nan)
        cell_m = self.x_m[1] - self.x_m[0]
        column = np.rint((xy_m[:, 0] - self.x_m[0]) / cell_m).astype(int)
        row = np.rint((xy_m[:, 1] - self.y_m[0]) / cell_m).astype(int)
        inside = (row >= 0) & (row < len(self.y_m)) & (column >= 0) & (column < len(self.x_m))
        field[row[inside], column[inside]] = values[inside]
        return field


def filled(field: Field) -> tuple[Field, Field]:
    """Give cells without a value that of the nearest with one; say how many cells off it is."""
    off, (row, column) = distance_transform_edt(np.isnan(field), return_indices=True)
    return field[row, column], off


def smoothed(field: Field, cells: float) -> Field:
    """Smooth a field over some cells; what is missing stays so, and weighs nothing."""
    known = ~np.isnan(field)
    weight = gaussian_filter(known.astype(float), cells)
    total = gaussian_filter(np.where(known, field, 0.0), cells)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(known, total / weight, np.nan)


def draw_classes(
    ax: Axes,
    grid: Grid,
    field: Field,
    edges: Sequence[float],
    inks: Sequence[str],
    *,
    outline: shapely.Geometry,
    zorder: float,
    covered: NDArray[np.bool_] | None = None,
) -> list[str]:
    """Draw the classes of a field as areas within an outline; say which inks are seen.

    Cells that something else will cover tell nothing of what is seen.
    """
    at = np.clip(np.searchsorted(edges, field, side="right") - 1, 0, len(inks) - 1)
    x_m, y_m = np.meshgrid(grid.x_m, grid.y_m)
    inside = ~np.isnan(field) & shapely.contains_xy(outline, x_m, y_m)
    if covered is not None:
        inside &= ~covered
    if not inside.any():
        return []
    first, last = int(at[inside].min()), int(at[inside].max())
    there = list(inks[first : last + 1])
    limits = ax.get_xlim(), ax.get_ylim()
    drawn = ax.contourf(
        grid.x_m,
        grid.y_m,
        np.ma.masked_invalid(field),
        levels=list(edges[first : last + 2]),
        colors=there,
        zorder=zorder,
    )
    drawn.set_edgecolor("face")  # or light shows between two classes
    drawn.set_linewidth(0.2)
    _clip(ax, drawn, outline)
    ax.set(xlim=limits[0], ylim=limits[1])
    return there


def draw_borders(
    ax: Axes,
    grid: Grid,
    labels: NDArray[np.intp],
    *,
    outline: shapely.Geometry,
    cells: float,
    **look: Any,  # noqa: ANN401 - of matplotlib
) -> bool:
    """Draw lines between the parts of a grid that have different labels; say if there are any."""
    names = np.unique(labels)
    if len(names) == 1:
        return False
    limits = ax.get_xlim(), ax.get_ylim()
    shares = np.stack([gaussian_filter((labels == name).astype(float), cells) for name in names])
    for number in range(len(names)):
        others = np.delete(shares, number, axis=0).max(axis=0)
        # Each line is between two parts: it is drawn by the one that comes first.
        later = shares[number:].max(axis=0) >= shares[:number].max(axis=0, initial=0.0)
        lead = np.ma.masked_array(shares[number] - others, ~later)
        if lead.min() < 0 < lead.max():
            line = ax.contour(grid.x_m, grid.y_m, lead, levels=[0.0], **look)
            _clip(ax, line, outline)
    ax.set(xlim=limits[0], ylim=limits[1])
    return True


def _clip(ax: Axes, drawn: Artist, outline: shapely.Geometry) -> None:
    """Show what is drawn within an outline alone."""
    (path,) = paths_of(np.array([outline], dtype=object))
    drawn.set_clip_path(path, ax.transData)
