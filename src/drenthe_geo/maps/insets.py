"""Insets: where signs crowd on a map, it shows that place once more, larger, in a free corner."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox

from drenthe_geo.maps import draw
from drenthe_geo.maps.crowds import Signs
from drenthe_geo.maps.labels import (
    Label,
    labels_placed,
    place_labels,
    point_boxes,
)
from drenthe_geo.maps.lettering import block_in
from drenthe_geo.maps.names import SUBURB_M, draw_ground_names, motorways_of
from drenthe_geo.maps.trials import cramped, easiest
from drenthe_geo.maps.twins import draw_again
from drenthe_geo.style.table import INK, PAPER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    import geopandas as gpd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from drenthe_geo.maps.canvas import Canvas
    from drenthe_geo.maps.draw import View

SHARES = (0.32, 0.29, 0.26, 0.24)
"""Width of an inset, as a share of that of the map: the largest that finds room."""

MOST_TIMES, LEAST_TIMES = 4.0, 2.6
"""How many times as large an inset shows what lies in its frame, at most and at least."""

LINK_PT, EDGE_PT, SIGN_GAP_PT = 28.0, 13.0, 1.0
"""Signs nearer than so are of one crowd; room around it in the frame; least gap of two signs."""

FLATTEST, TALLEST = 0.72, 1.05
"""Height of an inset in its widths."""

OFF_EDGE_PT, STEPS = 3.0, 9
"""How far an inset stands off the edge of the map; and how many places there are along it."""

OWN_COST, SMALL_COST, MIDDLE_COST, TOWN_COST, FAR_COST = 3.0, 1.5, 0.04, 0.02, 0.05
"""What is bad about the place of an inset: the share of it that covers the own area, each share
of the map it is narrower, that it is in no corner, each town it covers, and how far it stands off
what it shows, in widths of the map."""

MOST_OWN = 0.3
"""An inset never covers the own area with more than this share of itself."""

PLAIN_M = 250.0
"""The outline of the area is so plain where one measures what an inset covers."""

TITLE_PT, SMALLER, FRAME_PT, BIG = 9.0, 0.83, 0.9, 1_000.0
"""The title's letters, a factor of those of names, the line around; people of a town that it
should not cover."""

NAME_SHARE, MOST_LINES, SHORT, GLUE = 0.36, 3, 3, "\u00a0"
"""A name is broken in lines where it is wider than such a share of an inset, in so many at most;
a first word no longer than so stays with the next."""

RARER = 2.0
"""How much rarer road numbers are than on a map."""

Z_FRAME, Z_INSET = 15.5, 30.0


@dataclass
class Inset:
    """A place of a map shown once more: where, of what, and named after what."""

    ax: Axes
    view: View
    title: str
    letters: float
    # What it covers on the map, and where its frame is there.
    box: Bbox
    frame: Bbox
    taken: list[Bbox] = field(default_factory=list)

    def holds(self, xy_m: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which points it shows."""
        x0, y0, x1, y1 = self.view
        x, y = xy_m.T
        found: NDArray[np.bool_] = (x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1)
        return found

    def name(
        self,
        labels: Iterable[Label | None],
        signs_m: NDArray[np.float64],
        radius_pt: float | NDArray[np.float64],
        page: Canvas,
    ) -> None:
        """Write the names of signs, each, then road numbers and the places that fit."""
        taken = [*self.taken, *point_boxes(self.ax, signs_m, radius_pt)]
        room = self.ax.get_window_extent().width / self.ax.figure.dpi
        named = [
            _folded(replace(label, size_pt=SMALLER * label.size_pt, must=True), room)
            for label in labels
            if label
        ]
        named = easiest(self.ax, named, taken=taken, signs_m=signs_m)
        roads = motorways_of(page.layers)
        taken += place_labels(self.ax, named, taken=taken, signs_m=signs_m, lines=roads)
        how: dict[str, Any] = {"named_already": {self.title}, "letters": self.letters}
        layers = _near(page.layers, self.view)
        draw_ground_names(self.ax, layers, page.words, taken=taken, rarer=RARER, **how)


class _Place(NamedTuple):
    """Where an inset may stand, and of what, in pixels; how bad that is."""

    cost: float
    box: Bbox
    frame: Bbox


def open_insets(
    page: Canvas,
    signs_m: NDArray[np.float64],
    radii_pt: NDArray[np.float64],
    labels: Sequence[Label | None],
    taken: Sequence[Bbox],
    *,
    spots_m: NDArray[np.float64] | None = None,
) -> list[Inset]:
    """Make the insets of a map, with all that is drawn on it by now; none where nothing crowds.

    `labels` are the names of the signs, where they have one; `taken` is what an inset may not
    cover. The signs are drawn at `spots_m`, if not at their own points.
    """
    if len(signs_m) < 2:  # noqa: PLR2004 - one sign is no crowd
        return []
    ax, px = page.ax, page.ax.figure.dpi / 72
    spots, radii = ax.transData.transform(signs_m), (radii_pt + SIGN_GAP_PT / 2) * px
    drawn_m = signs_m if spots_m is None else spots_m
    boxes = [
        Bbox.from_extents(*(spot - radius), *(spot + radius))
        for spot, radius in zip(ax.transData.transform(drawn_m), radii, strict=True)
    ]
    bad = np.zeros(len(spots), dtype=bool)
    named = np.array([at for at, label in enumerate(labels) if label is not None], dtype=int)
    names = [label for label in labels if label is not None]
    bad[named] = cramped(ax, names, taken=[*taken, *boxes], signs_m=drawn_m)
    edge = EDGE_PT * page.letters * px
    widest = max(SHARES) * ax.get_window_extent().width / LEAST_TIMES - 2 * edge
    link = LINK_PT * page.letters * px
    found: list[Inset] = []
    for crowd in Signs(spots, radii, bad).crowds(link=link, edge=edge, widest=widest):
        keep = [*taken, *boxes, *(box for one in found for box in (one.box, one.frame))]
        place = _placed(
            page, Bbox.from_extents(*spots[crowd].min(0), *spots[crowd].max(0)), edge, keep
        )
        if place is not None:
            found.append(_opened(page, place))
    for one in found:
        _draw_frame(page, one)
    return found


def _placed(page: Canvas, crowd: Bbox, edge: float, keep: Sequence[Bbox]) -> _Place | None:
    """Find the best place for an inset of a crowd, if there is one."""
    ax = page.ax
    whole = ax.get_window_extent()
    own = shapely.simplify(draw.outline_of(page.layers["gemeenten"]), PLAIN_M)
    own = shapely.transform(own, ax.transData.transform)
    shapely.prepare(own)
    used = np.array([box.extents for box in keep]).reshape(-1, 4)
    towns = _towns(page.layers, ax)
    best: _Place | None = None
    need = crowd.padded(edge)
    shape = min(max(need.height / need.width, FLATTEST), TALLEST)
    for share in SHARES:
        wide = share * whole.width
        high = wide * shape
        times = min(MOST_TIMES, wide / need.width, high / need.height)
        if times < LEAST_TIMES:
            continue
        x, y = (crowd.x0 + crowd.x1) / 2, (crowd.y0 + crowd.y1) / 2
        frame = Bbox.from_bounds(
            x - wide / times / 2, y - high / times / 2, wide / times, high / times
        )
        for box, corner in _along_edges(whole, wide, high, OFF_EDGE_PT * page.letters):
            if box.overlaps(frame) or _covers(box, used):
                continue
            part = shapely.area(shapely.intersection(own, shapely.box(*box.extents))) / (
                wide * high
            )
            if part > MOST_OWN:
                continue
            far = np.hypot((box.x0 + box.x1) / 2 - x, (box.y0 + box.y1) / 2 - y) / whole.width
            covered = box.count_contains(towns) if len(towns) else 0
            cost = (
                OWN_COST * part + SMALL_COST * (SHARES[0] - share) + MIDDLE_COST * (not corner)
                + TOWN_COST * covered + FAR_COST * far
            )  # fmt: skip
            if best is None or cost < best.cost - 1e-9:
                best = _Place(float(cost), box, frame)
    return best


def _along_edges(whole: Bbox, wide: float, high: float, off: float) -> Iterable[tuple[Bbox, bool]]:
    """Give the places along the edges of a map, and whether each is a corner."""
    xs = np.linspace(whole.x0 + off, whole.x1 - off - wide, STEPS)
    ys = np.linspace(whole.y0 + off, whole.y1 - off - high, STEPS)
    ends = (0, STEPS - 1)
    for column, x in enumerate(xs):
        for row, y in enumerate(ys):
            if column in ends or row in ends:
                yield Bbox.from_bounds(x, y, wide, high), column in ends and row in ends


def _covers(box: Bbox, used: NDArray[np.float64]) -> bool:
    x0, y0, x1, y1 = box.extents
    over = (used[:, 0] < x1) & (x0 < used[:, 2]) & (used[:, 1] < y1) & (y0 < used[:, 3])
    return bool(over.any())


def _opened(page: Canvas, place: _Place) -> Inset:
    """Make an inset, and draw on it what lies on the map."""
    ax, letters = page.ax, page.letters
    corners = ax.transData.inverted().transform(place.frame.corners()[[0, 3]])
    view: View = (*map(float, corners[0]), *map(float, corners[1]))  # type: ignore[assignment]
    share = ax.transAxes.inverted().transform_bbox(place.box)
    inset = ax.inset_axes(share.bounds, zorder=Z_INSET, label="inset")
    inset.set(xlim=view[::2], ylim=view[1::2], xticks=[], yticks=[], facecolor=PAPER)
    for spine in inset.spines.values():
        spine.set(color=INK, linewidth=FRAME_PT * letters)
    times = place.box.width / place.frame.width
    for artist in (*ax.collections, *ax.lines):
        draw_again(artist, inset, view, times, page.layers["gemeenten"])
    found = Inset(inset, view, _largest(page.layers, view), letters, place.box, place.frame)
    found.taken.append(draw.draw_scale_bar(inset, page.words, letters=letters))
    if found.title:
        found.taken.append(_write_title(found))
    return found


def _draw_frame(page: Canvas, inset: Inset) -> None:
    """Draw on the map what an inset shows."""
    x0, y0, x1, y1 = inset.view
    for color, wider in (("white", 1.4), (INK, 0.0)):
        look: dict[str, Any] = {"edgecolor": color, "linewidth": (FRAME_PT + wider) * page.letters}
        frame = Rectangle((x0, y0), x1 - x0, y1 - y0, fill=False, **look)
        frame.set_zorder(Z_FRAME)
        page.ax.add_patch(frame)


def name_insets(
    page: Canvas,
    insets: Sequence[Inset],
    taken: Sequence[Bbox],
    **how: Any,  # noqa: ANN401 - of the page
) -> None:
    """Name the frames of insets on the map where there is room, and then its ground."""
    px, letters = page.ax.figure.dpi / 72, page.letters
    labels = [
        Label(
            one.title, (one.view[0] + one.view[2]) / 2, (one.view[1] + one.view[3]) / 2,
            size_pt=TITLE_PT * letters, weight="bold",
            gap_pt=max(one.frame.width, one.frame.height) / 2 / px + 2.0,
        )
        for one in insets
        if one.title
    ]  # fmt: skip
    placed = labels_placed(page.ax, labels, taken=taken)
    told = {one.text for one, box in zip(labels, placed, strict=True) if box is not None}
    page.name_ground([*taken, *(box for box in placed if box)], named_already=told, **how)


def _write_title(inset: Inset) -> Bbox:
    """Write in the upper left corner of an inset what it shows; say where, in pixels."""
    ax, size_pt = inset.ax, TITLE_PT * inset.letters
    dpi = ax.figure.dpi
    wide, high = (side * dpi for side in block_in(inset.title, size_pt, "bold"))
    edge = 3.0 * inset.letters * dpi / 72
    whole = ax.get_window_extent()
    box = Bbox.from_extents(
        whole.x0, whole.y1 - high - 2 * edge, whole.x0 + wide + 2 * edge, whole.y1
    )
    corners = ax.transData.inverted().transform(box.corners()[[0, 3]])
    (x0, y0), (x1, y1) = corners
    paper = Rectangle((x0, y0), x1 - x0, y1 - y0, facecolor="white", alpha=0.85, zorder=24)
    ax.add_patch(paper)
    look: dict[str, Any] = {"ha": "center", "va": "center", "color": INK, "zorder": 25}
    ax.text((x0 + x1) / 2, (y0 + y1) / 2, inset.title, fontsize=size_pt, fontweight="bold", **look)
    return box


def _largest(layers: Mapping[str, gpd.GeoDataFrame], view: View) -> str:
    """Name the largest place within a view; nothing where there is none."""
    if "place_names" not in layers:
        return ""
    towns = layers["place_names"]
    towns = towns[towns.within(shapely.box(*view))]
    towns = towns.sort_values(["population", "name"], ascending=[False, True])
    return "" if towns.empty else str(towns["name"].iloc[0])


def _near(layers: Mapping[str, gpd.GeoDataFrame], view: View) -> dict[str, gpd.GeoDataFrame]:
    """Give the layers with no more places than matter in a view."""
    if "place_names" not in layers:
        return dict(layers)
    near = shapely.box(*view).buffer(SUBURB_M)
    towns = layers["place_names"]
    return {**layers, "place_names": towns[towns.intersects(near)]}


def _towns(layers: Mapping[str, gpd.GeoDataFrame], ax: Axes) -> NDArray[np.float64]:
    """Give the places that an inset should not cover, in pixels."""
    if "place_names" not in layers:
        return np.empty((0, 2))
    towns = layers["place_names"]
    xy = shapely.get_coordinates(towns.geometry[towns["population"] >= BIG].to_numpy())
    found: NDArray[np.float64] = ax.transData.transform(xy.reshape(-1, 2))
    return found


def _folded(label: Label, room_in: float) -> Label:
    """Break a name where it takes much of the room; what stands below it stays as it is."""
    name, *below = label.text.split("\n")
    wide_in, _ = block_in(name, label.size_pt, label.weight)
    parts = min(MOST_LINES, math.ceil(wide_in / (NAME_SHARE * room_in)))
    return replace(label, text="\n".join([*folded(name, parts), *below]))


def folded(text: str, lines: int) -> list[str]:
    """Break a text into so many lines at most, as even as can be; a number stays with its name.

    >>> folded("12 Stationsgebied Noord", 2)
    ['12 Stationsgebied', 'Noord']
    """
    first, _, rest = text.partition(" ")
    whole = f"{first}{GLUE}{rest}" if len(first) <= SHORT and rest else text
    for signs in range(max(1, len(whole) // lines), len(whole) + 1):
        found = textwrap.wrap(whole, signs, break_long_words=False, break_on_hyphens=False)
        if len(found) <= lines:
            return [line.replace(GLUE, " ") for line in found]
    return [text]
