"""A small map as SVG: a few lines of shapes, so that no library for figures is loaded."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from drenthe_geo.style.table import FRAME, INK, OWN_EDGE, OWN_LAND, PAPER

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

WIDE, TALLEST = 480, 600
"""Units of a sketch across, and at most down; it is shown at half of that."""

MARGIN = 16

MOST_BYTES = 21_000
"""Of the text; as the address of a picture it is a third longer."""

NAME_ROOM = (40, 20)
"""Names nearer to one before it than this are left out."""

LEAST_RIMMED = 4
"""Dots larger than this have a rim."""

MOST_DOTS = 1_200
"""Of more dots so many are drawn: the first."""

FINEST, COARSEST, STEP = 1.2, 12.0, 1.4
"""Units by which shapes are simplified: a pixel is two."""

LEAST_LENGTH = 1.7
"""Lines shorter than so many times that are left out."""

LEAST_SIDE = 5.0
"""Of areas and holes, those that are smaller than a square of so many times that are left out."""


@dataclass
class Sketch:
    """A map of which each layer lies over those before.

    Parameters
    ----------
    bounds : tuple of float
        Smallest x and y, largest x and y that are shown.

    Examples
    --------
    >>> sketch = Sketch((0.0, 0.0, 10.0, 10.0))
    >>> sketch.dots([shapely.Point(5, 5)], "#225ea8")
    >>> sketch.size, "one point" in sketch.svg("one point")
    ((480, 480), True)
    """

    bounds: tuple[float, float, float, float]
    _layers: list[tuple[str, Any, str]] = field(default_factory=list, repr=False)

    @property
    def _scale(self) -> float:
        x0, y0, x1, y1 = self.bounds
        across, down = max(x1 - x0, 1.0), max(y1 - y0, 1.0)
        return min((WIDE - 2 * MARGIN) / across, (TALLEST - 2 * MARGIN) / down)

    @property
    def size(self) -> tuple[int, int]:
        """Units across and down."""
        x0, y0, x1, y1 = self.bounds
        return (
            round((x1 - x0) * self._scale) + 2 * MARGIN,
            round((y1 - y0) * self._scale) + 2 * MARGIN,
        )

    def land(self, polygons: Iterable[shapely.Geometry]) -> None:
        """Draw what the rest lies on."""
        self.areas(polygons, OWN_LAND, edge=OWN_EDGE, width=2)

    def areas(
        self, shapes: Iterable[Any], fill: str, *, edge: str = "none", width: float = 0
    ) -> None:
        """Draw areas of one colour as one path: where they overlap nothing is darker."""
        look = f'fill="{fill}" stroke="{edge}" stroke-width="{width:g}"'
        self._layers.append(("areas", _there(shapes), look))

    def lines(self, shapes: Iterable[Any], ink: str, width: float) -> None:
        """Draw lines of one ink."""
        look = f'fill="none" stroke="{ink}" stroke-width="{width:g}" stroke-linecap="round"'
        self._layers.append(("lines", _there(shapes), look))

    def dots(
        self, points: Iterable[Any], ink: str, radius: float = 7, edge: str = "#ffffff"
    ) -> None:
        """Draw points of one ink."""
        self._layers.append((f"dots {radius:g}", _there(points), f"{ink} {edge}"))

    def names(self, points: gpd.GeoSeries, texts: Iterable[str]) -> None:
        """Write beside points, on the side where there is room."""
        self._layers.append(("names", (list(points), [*texts]), f'fill="{INK}"'))

    def svg(self, label: str) -> str:
        """Write it, as fine as fits in `MOST_BYTES`; `label` is what it says in words."""
        fine, layers = FINEST, [self._prepared(*one) for one in self._layers]
        while True:
            text = self._written(label, layers, fine)
            if len(text.encode()) <= MOST_BYTES or fine >= COARSEST:
                return text
            fine *= STEP

    def data_uri(self, label: str) -> str:
        """Write it as the address of a picture."""
        coded = base64.b64encode(self.svg(label).encode()).decode("ascii")
        return f"data:image/svg+xml;base64,{coded}"

    def _prepared(self, kind: str, shapes: Any, look: str) -> tuple[str, Any, str]:  # noqa: ANN401
        """Place shapes on the sketch, as fine as they are ever drawn; points and names as text."""
        if kind == "names":
            points, texts = shapes
            return "text", self._names(points, texts, look), look
        if not len(shapes):
            return "text", "", look
        placed = shapely.transform(shapes, self._placed)
        if kind.startswith("dots"):
            return "text", _dots(placed, float(kind.split()[1]), look), look
        parts = shapely.get_parts(placed)
        if kind == "areas":
            parts = _large(shapely.get_rings(shapely.orient_polygons(parts)), FINEST)
        return kind, shapely.simplify(parts, FINEST, preserve_topology=False), look

    def _written(self, label: str, layers: list[tuple[str, Any, str]], fine: float) -> str:
        across, down = self.size
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {down}" '
            f'width="{across // 2}" height="{down // 2}" role="img">'
            f"<title>{escape(label)}</title>"
            f'<rect width="100%" height="100%" rx="8" fill="{PAPER}" stroke="{FRAME}"/>'
        )
        return head + "".join(_layer(*one, fine) for one in layers) + "</svg>"

    def _names(self, points: list[shapely.Point], texts: list[str], look: str) -> str:
        said: list[str] = []
        taken: list[tuple[float, float]] = []
        for point, text in zip(points, texts, strict=True):
            x, y = np.rint(self._placed(shapely.get_coordinates(point)))[0]
            if any(abs(x - a) < NAME_ROOM[0] and abs(y - b) < NAME_ROOM[1] for a, b in taken):
                continue
            taken.append((x, y))
            left = x > self.size[0] * 0.6
            at = f'x="{x + (-12 if left else 12):g}" y="{y + 6:g}"'
            anchor = ' text-anchor="end"' if left else ""
            said.append(f"<text {at}{anchor}>{escape(text)}</text>")
        halo = f'stroke="{PAPER}" stroke-width="5" paint-order="stroke"'
        return f'<g font-family="sans-serif" font-size="20" {halo} {look}>{"".join(said)}</g>'

    def _placed(self, xy: Any) -> Any:  # noqa: ANN401 - arrays of coordinates
        x0, _, _, y1 = self.bounds
        return np.column_stack(
            [(xy[:, 0] - x0) * self._scale + MARGIN, (y1 - xy[:, 1]) * self._scale + MARGIN]
        )


def _there(shapes: Iterable[Any]) -> Any:  # noqa: ANN401 - an array of shapes
    """Take what is there and not empty, in two dimensions."""
    found = np.array([one for one in shapes if one is not None], dtype=object)
    return shapely.force_2d(found[~shapely.is_empty(found)]) if len(found) else found


def _layer(kind: str, shapes: Any, look: str, fine: float) -> str:  # noqa: ANN401
    """Write a layer, its shapes simplified by so many units."""
    if kind == "text":
        return str(shapes)
    long_enough = shapely.length(shapes) >= LEAST_LENGTH * fine
    parts = _large(shapes, fine) if kind == "areas" else shapes[long_enough]
    parts = shapely.simplify(parts, fine, preserve_topology=False)
    path = "".join(_path(part, close=kind == "areas") for part in parts)
    return f'<path fill-rule="nonzero" {look} d="{path}"/>' if path else ""


def _large(rings: Any, fine: float) -> Any:  # noqa: ANN401 - arrays of shapes
    """Take the borders of areas, and of holes in them, that are large enough to see."""
    if not len(rings):
        return rings
    return rings[shapely.area(shapely.polygons(rings)) >= (LEAST_SIDE * fine) ** 2]


def _dots(points: Any, radius: float, inks: str) -> str:  # noqa: ANN401 - an array of shapes
    """Write points as lines of no length with round ends; larger ones have a rim."""
    rimmed = radius > LEAST_RIMMED
    step = radius if rimmed else 2 * radius  # nearer ones cannot be told apart
    spots = np.rint(shapely.get_coordinates(points) / step) * step
    each = list(dict.fromkeys(map(tuple, np.rint(spots).astype(int).tolist())))[:MOST_DOTS]
    path = "".join(f"M{x} {y}h0" for x, y in each)
    ink, edge = inks.split()
    looks = [(edge, 2 * radius + 3)] if rimmed else []
    return "".join(
        f'<path d="{path}" stroke="{one}" stroke-width="{width:g}" stroke-linecap="round"/>'
        for one, width in [*looks, (ink, 2 * radius)]
    )


def _path(shape: Any, *, close: bool) -> str:  # noqa: ANN401 - a line or a ring
    """Write a line in whole units, each step from the one before."""
    xy = np.rint(shapely.get_coordinates(shape)).astype(int)
    steps = np.diff(xy, axis=0)
    steps = steps[steps.any(axis=1)]
    if not len(steps):
        return ""
    moves = "".join(f"{x:d}{y:+d}".replace("+", " ") if n == 0 else f" {x:d} {y:d}"
                    for n, (x, y) in enumerate(steps.tolist()))  # fmt: skip
    return f"M{xy[0, 0]} {xy[0, 1]}l{moves}" + ("z" if close else "")
