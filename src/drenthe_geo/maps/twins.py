"""What lies on a map, drawn once more on an inset of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.contour import ContourSet
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from drenthe_geo.maps import draw
from drenthe_geo.maps.shapes import paths_of

if TYPE_CHECKING:
    from typing import Any

    import geopandas as gpd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from drenthe_geo.maps.draw import View

WIDER = 1.5
"""How much wider lines are on an inset."""

NO_PATH = Path(np.empty((0, 2)))


def draw_again(
    artist: Artist, ax: Axes, view: View, times: float, gemeenten: gpd.GeoDataFrame
) -> None:
    """Draw what lies on a map on an inset of it: no more of it than one sees."""
    x0, y0, x1, y1 = view
    if isinstance(artist, Line2D):
        x, y = (np.asarray(side, dtype=float) for side in artist.get_data())
        there = (x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1)
        if there.any():
            signs = Line2D(x[there], y[there], zorder=artist.zorder)
            _add(ax, artist, signs)
        return
    whole = Bbox.from_extents(x0, y0, x1, y1)
    seen = whole.padded((x1 - x0) / 10)  # so that no cut edge is seen
    if isinstance(artist, PathCollection) and len(artist.get_sizes()):
        _dots_again(artist, ax, seen, times)
        return
    if not isinstance(artist, (PathCollection, LineCollection, ContourSet)):
        return
    paths = artist.get_paths()
    there = np.array(
        [np.size(path.vertices) > 0 and path.get_extents().overlaps(seen) for path in paths]
    )
    if not there.any():
        return
    if isinstance(artist, LineCollection):
        lines = [path.vertices for path, one in zip(paths, there, strict=True) if one]
        twin = LineCollection(lines, zorder=artist.zorder)
        _add(ax, artist, twin)
        twin.set_linewidth((WIDER * np.atleast_1d(artist.get_linewidth())).tolist())
        return
    # Each path keeps its place, so that it keeps its ink.
    paths = [path if one else NO_PATH for path, one in zip(paths, there, strict=True)]
    if not isinstance(artist, ContourSet) or artist.filled:
        # A clip path takes the place of the edge of an inset.
        edge = whole if isinstance(artist, ContourSet) else seen
        paths = [path.clip_to_bbox(edge) if np.size(path.vertices) else path for path in paths]
    again = PathCollection(paths, zorder=artist.zorder)
    _add(ax, artist, again)
    if isinstance(artist, ContourSet):
        (outline,) = paths_of(np.array([draw.outline_of(gemeenten)], dtype=object))
        again.set_clip_path(outline, ax.transData)


def _add(ax: Axes, artist: Artist, twin: Any) -> None:  # noqa: ANN401 - lines or a collection
    """Put a twin of something on an inset."""
    order = twin.zorder
    twin.update_from(artist)
    twin.set_transform(ax.transData)
    twin.set_clip_path(None)
    twin.set_clip_box(ax.bbox)
    twin.set_zorder(order)
    if isinstance(twin, Line2D):
        ax.add_line(twin)
    else:
        ax.add_collection(twin, autolim=False)


def _dots_again(dots: PathCollection, ax: Axes, seen: Bbox, times: float) -> None:
    """Draw dots on an inset, as much larger in all as its land."""
    xy = np.asarray(dots.get_offsets())
    x, y = xy.T
    there = (seen.x0 <= x) & (x <= seen.x1) & (seen.y0 <= y) & (y <= seen.y1)
    limits = draw.view_of(ax)

    def of(looks: Any) -> Any:  # noqa: ANN401 - of matplotlib
        looks = np.asarray(looks)
        return looks[there] if len(looks) == len(xy) else looks

    size = of(dots.get_sizes()) * times
    twin = ax.scatter(x[there], y[there], s=size, c=of(dots.get_facecolor()), zorder=dots.zorder)
    twin.set_edgecolor(of(dots.get_edgecolor()))
    twin.set_linewidth(of(dots.get_linewidth()).tolist())
    ax.set(xlim=limits[::2], ylim=limits[1::2])
