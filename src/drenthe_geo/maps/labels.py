"""Names on a map that do not cover each other or the symbols they name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from matplotlib import patheffects
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox

from drenthe_geo.io.drawing import printable
from drenthe_geo.maps.lettering import block_in
from drenthe_geo.style.table import INK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

# Which point of a name lies at its own point, in shares of its width and height, and on which side
# of that it stands: right above first is what a reader expects (Imhof 1975).
_POSITIONS = (
    (0.0, 0.0, 1, 1), (0.0, 0.5, 1, 0), (1.0, 0.0, -1, 1), (1.0, 0.5, -1, 0),
    (0.0, 1.0, 1, -1), (1.0, 1.0, -1, -1), (0.5, 0.0, 0, 1), (0.5, 1.0, 0, -1),
)  # fmt: skip

_BETWEEN = (
    (0.0, 0.25, 1, 0), (0.0, 0.75, 1, 0), (1.0, 0.25, -1, 0), (1.0, 0.75, -1, 0),
    (0.25, 0.0, 0, 1), (0.75, 0.0, 0, 1), (0.25, 1.0, 0, -1), (0.75, 1.0, 0, -1),
)  # fmt: skip

_ON_SPOT = (0.5, 0.5, 0, 0)

MOST_SIGNS = 60
"""Of a line of a label; a longer one would cover the map."""

FURTHER = (2.5, 4.0, 6.0, 9.0, 13.0)
"""A name that must be drawn may stand so much further off where every nearer place is taken."""

LEAD_FROM_PT, LEAD_PT, LEAD_GAP_PT, SAFE_PX, CLEAR_PX, CLEAR_LED_PX = 3.0, 0.7, 4.0, 1.5, 1.0, 12.0
"""Where the line to a name begins beside its point, its width, the least gap that it bridges, and
the room around a name: the last to a point of another where there is a line."""

LEAD_FROM_SHARE, LEAD_STEPS, OVER = 0.55, 15, 3.0
"""It begins no nearer than such a share of the gap, which a larger sign has a larger one of; points
of a line that are tried; how bad it is to cover something, beside being near to another sign."""

HALO_PT = 2.2

TOWN_PX, TOWN_CLEAR_PX, LED_PX = 120.0, 2.5, 80.0
"""A name over a town is as bad as over so much of a motorway, and so near it is over it; a line to
a name further off is as bad as so much."""


@dataclass(frozen=True)
class Label:
    """A name at a point, `gap_pt` away from it.

    One that `must` be drawn gets the least bad place where every place is taken, and a line
    from the point where it stands further off; one that is `led` has a line in any case. One
    without a gap lies on its point, or as well on one of `spots_m`.
    """

    text: str
    x_m: float
    y_m: float
    size_pt: float = 9.0
    gap_pt: float = 4.0
    weight: str = "normal"
    color: str = INK
    style: str = "normal"
    must: bool = False
    led: bool = False
    spots_m: tuple[tuple[float, float], ...] = ()


class Place(NamedTuple):
    """Where a name may stand: its rectangle in pixels, how its lines begin, what it covers."""

    box: tuple[float, float, float, float]
    side: str
    led: bool
    cost: tuple[float, float]


class _Off(NamedTuple):
    """What names keep off where they can, in pixels: lines, and the dots of towns."""

    lines: shapely.Geometry | None
    towns: NDArray[np.float64]

    def covered(self, box: Sequence[float]) -> float:
        """Measure what a name covers."""
        towns = (
            float((_distances(box, self.towns) <= TOWN_CLEAR_PX).sum()) if len(self.towns) else 0
        )
        rectangle = shapely.box(*box)
        if self.lines is None or not self.lines.intersects(rectangle):
            return TOWN_PX * towns
        return TOWN_PX * towns + float(shapely.intersection(self.lines, rectangle).length)


def place_labels(
    ax: Axes,
    labels: Iterable[Label],
    *,
    taken: Iterable[Bbox] = (),
    inside: Bbox | None = None,
    signs_m: np.ndarray | None = None,
    lines: Iterable[shapely.Geometry] = (),
    towns_m: np.ndarray | None = None,
) -> list[Bbox]:
    """Draw labels one after the other, each where it covers nothing; say where, in pixels.

    The most important come first. Names stay in the rectangle `inside`, or the axes. One
    that finds no free place is left out, unless it must be drawn. A name does not stand nearer
    to another of the labels' points, or of `signs_m`, than to its own, and off `lines` and
    `towns_m` where it can.
    """
    found = labels_placed(
        ax, labels, taken=taken, inside=inside, signs_m=signs_m, lines=lines, towns_m=towns_m
    )
    return [box for box in found if box is not None]


def labels_placed(
    ax: Axes,
    labels: Iterable[Label],
    *,
    taken: Iterable[Bbox] = (),
    inside: Bbox | None = None,
    signs_m: np.ndarray | None = None,
    lines: Iterable[shapely.Geometry] = (),
    towns_m: np.ndarray | None = None,
) -> list[Bbox | None]:
    """Do the same, and say for each label where it is, or nothing where it was left out."""
    labels = list(labels)
    found = find_places(
        ax, labels, taken, inside=inside, signs_m=signs_m, lines=lines, towns_m=towns_m
    )
    spots = ax.transData.transform(_own_points(labels))
    for label, spot, place in zip(labels, spots, found, strict=True):
        if place is not None:
            _draw(ax, label, spot, place)
    return [None if place is None else Bbox.from_extents(*place.box) for place in found]


def find_places(
    ax: Axes,
    labels: Sequence[Label],
    taken: Iterable[Bbox],
    *,
    inside: Bbox | None = None,
    signs_m: np.ndarray | None = None,
    lines: Iterable[shapely.Geometry] = (),
    towns_m: np.ndarray | None = None,
) -> list[Place | None]:
    """Find the place of each label, one after the other; draw nothing."""
    frame = np.array((inside if inside is not None else ax.get_window_extent()).extents)
    used = np.array([box.extents for box in taken], dtype=float).reshape(-1, 4)
    spots = ax.transData.transform(_own_points(labels))
    named = spots[[one.gap_pt > 0 for one in labels]] if labels else spots
    signs = np.vstack([named, _spots(ax, signs_m)])
    off = _Off(_pixels(ax, lines), _spots(ax, towns_m))
    found: list[Place | None] = []
    for label, spot in zip(labels, spots, strict=True):
        place = _best(ax, label, spot, frame=frame, used=used, signs=signs, off=off)
        found.append(place)
        if place is not None:
            used = np.vstack([used, place.box])
    return found


def _own_points(labels: Sequence[Label]) -> NDArray[np.float64]:
    return np.array([(one.x_m, one.y_m) for one in labels], dtype=float).reshape(-1, 2)


def point_boxes(ax: Axes, xy_m: np.ndarray, radius_pt: float | np.ndarray) -> list[Bbox]:
    """Give rectangles in pixels around signs, for `place_labels` to keep free."""
    pixels = ax.transData.transform(_rows(xy_m))
    radii = np.broadcast_to(radius_pt, len(pixels)) * ax.figure.dpi / 72
    corners = np.hstack([pixels - radii[:, None], pixels + radii[:, None]])
    return [Bbox.from_extents(*corner) for corner in corners]


def _best(
    ax: Axes,
    label: Label,
    spot: NDArray[np.float64],
    *,
    frame: NDArray[np.float64],
    used: NDArray[np.float64],
    signs: NDArray[np.float64],
    off: _Off,
) -> Place | None:
    """Find the best place for a name; none where it may be left out and every place is taken."""
    size = _size(ax, label)
    best: Place | None = None
    for at, where, times in _choices(ax, label, spot):
        if best is not None and best.cost[0] == 0 and best.cost[1] <= LED_PX and times > 1:
            break
        place = _placed(ax, label, at, size, where=where, times=times)
        cost = _cost(place, frame, used, signs, spot)
        if cost > 0 and (not label.must or (best is not None and cost >= best.cost[0])):
            continue
        place = place._replace(cost=(cost, off.covered(place.box) + LED_PX * (times > 1)))
        if best is None or place.cost < best.cost:
            best = place
        if place.cost == (0.0, 0.0):
            break
    return best


def _choices(
    ax: Axes, label: Label, spot: NDArray[np.float64]
) -> Iterator[tuple[NDArray[np.float64], tuple[float, float, int, int], float]]:
    """Give the places that a name may have, the best first: at what, on which side, how far off."""
    if label.gap_pt == 0:
        spots = np.vstack([spot, _spots(ax, np.array(label.spots_m))])
        yield from ((at, _ON_SPOT, 1.0) for at in spots)
    if label.gap_pt > 0 or not label.spots_m:
        yield from ((spot, where, 1.0) for where in (*_POSITIONS, *_BETWEEN))
    if label.must:
        yield from ((spot, where, times) for times in FURTHER for where in (*_POSITIONS, *_BETWEEN))


def _placed(
    ax: Axes,
    label: Label,
    spot: NDArray[np.float64],
    size: tuple[float, float],
    *,
    where: tuple[float, float, int, int],
    times: float,
) -> Place:
    over, above, right, up = where
    gap_pt = label.gap_pt if times == 1 else max(label.gap_pt, LEAD_GAP_PT) * times
    gap = gap_pt * ax.figure.dpi / 72
    gap *= 0.7 if right and up else 1.0
    wide, high = size
    left, low = float(spot[0] + right * gap - over * wide), float(spot[1] + up * gap - above * high)
    box = (left - SAFE_PX, low - SAFE_PX, left + wide + SAFE_PX, low + high + SAFE_PX)
    side = {1: "left", 0: "center", -1: "right"}[right]
    return Place(box, side, label.led or times > 1, (0.0, 0.0))


def _cost(
    place: Place,
    frame: NDArray[np.float64],
    used: NDArray[np.float64],
    signs: NDArray[np.float64],
    spot: NDArray[np.float64],
) -> float:
    """Measure what a name would cover, what lies over the edge, and whether it misleads."""
    box = place.box
    area = (box[2] - box[0]) * (box[3] - box[1])
    cost = OVER * _shared(box, used) + 10 * max(0.0, area - _shared(box, frame[None]))
    other = (signs != spot).any(axis=1)
    if not other.any():
        return cost
    own = float(_distances(box, spot[None])[0])
    nearest = float(_distances(box, signs[other]).min())
    misleads = nearest <= (CLEAR_LED_PX if place.led else own + CLEAR_PX)
    if place.led and not misleads:
        misleads = _crosses(spot, box, used, signs[other])
    return cost + area / 2 * misleads


def _crosses(
    spot: NDArray[np.float64],
    box: Sequence[float],
    used: NDArray[np.float64],
    others: NDArray[np.float64],
) -> bool:
    """Whether the line to a name comes near another's point, or runs over what is taken."""
    end = np.clip(spot, box[:2], box[2:])
    at = (spot + (end - spot) * np.linspace(0, 1, LEAD_STEPS)[:, None])[:, None]
    if (np.hypot(*(at - others[None]).transpose(2, 0, 1)) < CLEAR_LED_PX).any():
        return True
    over: NDArray[np.bool_] = (used[:, :2] < at) & (at < used[:, 2:])
    inside = over[..., 0] & over[..., 1]
    return bool(inside[:, ~inside[0]].any())  # but for its own sign


def _draw(ax: Axes, label: Label, spot: NDArray[np.float64], place: Place) -> None:
    """Write a name, with a line to its point if it is led."""
    if place.led:
        near = np.clip(spot, place.box[:2], place.box[2:])
        far = float(np.hypot(*(near - spot)))
        from_pt = max(LEAD_FROM_PT, LEAD_FROM_SHARE * label.gap_pt) if label.gap_pt > 0 else 0.0
        start = from_pt * ax.figure.dpi / 72
        if far > start:
            ends = np.array([spot + (near - spot) * start / far, near])
            x, y = ax.transData.inverted().transform(ends).T
            line = Line2D(x, y, color=label.color, linewidth=LEAD_PT, zorder=19)
            line.set_path_effects([_halo(), patheffects.Normal()])
            ax.add_line(line)
    corner = np.array([place.box[0] + SAFE_PX, place.box[1] + SAFE_PX])
    x, y = ax.transData.inverted().transform(corner)
    look = {**_look(label), "ha": "left", "va": "bottom", "multialignment": place.side}
    ax.text(x, y, _short(label.text), **look)


def _halo() -> patheffects.withStroke:
    return patheffects.withStroke(linewidth=HALO_PT, foreground="white", alpha=0.9)


def _look(label: Label) -> dict[str, Any]:
    return {
        "fontsize": label.size_pt,
        "fontweight": label.weight,
        "fontstyle": label.style,
        "color": label.color,
        "zorder": 20,
        "parse_math": False,
        "path_effects": [_halo()],
    }


def _size(ax: Axes, label: Label) -> tuple[float, float]:
    """Measure a name in pixels."""
    wide, high = block_in(_short(label.text), label.size_pt, label.weight)
    dpi = ax.figure.dpi
    return wide * dpi, high * dpi


def _short(name: str) -> str:
    """Cut a name that would cover the map."""
    lines = [printable(line) for line in name.split("\n")]
    return "\n".join(
        line if len(line) <= MOST_SIGNS else f"{line[: MOST_SIGNS - 1].rstrip()}…" for line in lines
    )


def _rows(xy_m: np.ndarray) -> NDArray[np.float64]:
    return np.asarray(xy_m, dtype=float).reshape(-1, 2)


def _spots(ax: Axes, xy_m: np.ndarray | None) -> NDArray[np.float64]:
    """Give points in pixels."""
    found: NDArray[np.float64] = np.empty((0, 2))
    return found if xy_m is None else ax.transData.transform(_rows(xy_m))


def _shared(box: Sequence[float], others: NDArray[np.float64]) -> float:
    """Measure what rectangles share with others, given by their corners, in all."""
    width = np.minimum(others[:, 2], box[2]) - np.maximum(others[:, 0], box[0])
    height = np.minimum(others[:, 3], box[3]) - np.maximum(others[:, 1], box[1])
    return float((np.maximum(width, 0.0) * np.maximum(height, 0.0)).sum())


def _distances(box: Sequence[float], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Measure how far points lie from a rectangle."""
    x = np.maximum(np.maximum(box[0] - points[:, 0], points[:, 0] - box[2]), 0.0)
    y = np.maximum(np.maximum(box[1] - points[:, 1], points[:, 1] - box[3]), 0.0)
    found: NDArray[np.float64] = np.hypot(x, y)
    return found


def _pixels(ax: Axes, lines: Iterable[shapely.Geometry]) -> shapely.Geometry | None:
    """Give lines in pixels, as one."""
    view = shapely.box(ax.get_xlim()[0], ax.get_ylim()[0], ax.get_xlim()[1], ax.get_ylim()[1])
    seen = shapely.intersection(np.array(list(lines), dtype=object), view)
    joined = shapely.MultiLineString(
        [
            part
            for part in shapely.get_parts(seen)
            if part.geom_type == "LineString" and not part.is_empty
        ]
    )
    if joined.is_empty:
        return None
    found = shapely.transform(joined, ax.transData.transform)
    shapely.prepare(found)
    return found
