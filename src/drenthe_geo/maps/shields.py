"""Road numbers on a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from matplotlib.transforms import Bbox

from drenthe_geo.maps.draw import view_of
from drenthe_geo.maps.lettering import block_in
from drenthe_geo.style.table import INK, SHIELD_YELLOW, STYLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    from matplotlib.axes import Axes

SHIELD_EVERY_SHARE = {"motorway": 1 / 3, "n_road": 0.42}
"""A road has its number once per so large a share of the width of the map."""

SHIELD_PT, SHIELD_APART = 7.0, 60
"""Size of a road number, and how far its next one stands off, in pixels of a hundredth inch."""


def draw_shields(
    ax: Axes,
    roads: gpd.GeoDataFrame,
    taken: Sequence[Bbox],
    *,
    letters: float = 1.0,
    rarer: float = 1.0,
) -> list[Bbox]:
    """Draw road numbers along the roads, where nothing is covered; say where, in pixels.

    They come so many times `rarer` than on a large map.
    """
    x0, _, x1, _ = view_of(ax)
    view = shapely.box(*view_of(ax))
    boxes: list[Bbox] = []
    seen = shapely.intersection(roads.geometry.to_numpy(), view)
    order = np.lexsort([-shapely.length(seen), roads["kind"].to_numpy().astype(str)])
    for at in order:
        number, kind = str(roads.index[at]), str(roads["kind"].iloc[at])
        if not any(sign.isdigit() for sign in number):
            continue  # roads without a number go by their class
        parts = shapely.get_parts(seen[at])
        line = shapely.MultiLineString(
            list(parts[(shapely.get_dimensions(parts) == 1) & ~shapely.is_empty(parts)])
        )
        every_m = SHIELD_EVERY_SHARE.get(kind, 1.0) * (x1 - x0) * rarer
        wanted = max(1, round(line.length / every_m))
        own: list[Bbox] = []
        for share in _spread(wanted):
            if len(own) == wanted or line.is_empty:
                break
            point, used = _along(line, share), [*taken, *boxes, *own]
            box = _shield(ax, number, point, used, motorway=kind == "motorway", letters=letters)
            if box is not None:
                boxes.append(box)
                # The next one of the same road stands well apart.
                own.append(box.padded(SHIELD_APART * letters))
    return boxes


def _spread(wanted: int) -> list[float]:
    """Shares of a line to try: the middle of each of its equal parts first."""
    first = (np.arange(wanted) + 0.5) / wanted
    nudges = [0.0, 0.1, -0.1, 0.2, -0.2, 0.3, -0.3, 0.4, -0.4]
    return [float(share + nudge / wanted) for nudge in nudges for share in first]


def _shield(
    ax: Axes,
    number: str,
    point: shapely.Point,
    taken: Iterable[Bbox],
    *,
    motorway: bool,
    letters: float,
) -> Bbox | None:
    """Draw a road number, unless it would cover something."""
    frame = ax.get_window_extent()
    dpi = ax.figure.dpi
    wide, high = (side * dpi for side in block_in(number, SHIELD_PT * letters, "bold"))
    x, y = ax.transData.transform((point.x, point.y))
    box = Bbox.from_bounds(x - wide / 2, y - high / 2, wide, high).padded(4 * letters)
    inside = frame.x0 < box.x0 and box.x1 < frame.x1 and frame.y0 < box.y0 and box.y1 < frame.y1
    if not inside or any(box.overlaps(other) for other in taken):
        return None
    style = {"boxstyle": "round,pad=0.22", "edgecolor": "white", "linewidth": 0.8 * letters}
    ax.text(
        point.x,
        point.y,
        number,
        fontsize=SHIELD_PT * letters,
        fontweight="bold",
        ha="center",
        va="center",
        color="white" if motorway else INK,
        zorder=18,
        bbox={**style, "facecolor": STYLES["motorway"].color if motorway else SHIELD_YELLOW},
    )
    return box


def _along(line: shapely.Geometry, share: float) -> shapely.Point:
    """Point at a share of the length of a line that may have several parts."""
    left = share * line.length
    for part in shapely.get_parts(line):
        if left <= part.length:
            return shapely.line_interpolate_point(part, left)
        left -= part.length
    return shapely.line_interpolate_point(shapely.get_parts(line)[-1], 1.0, normalized=True)
