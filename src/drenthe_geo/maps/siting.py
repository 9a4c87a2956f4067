"""The maps of a suggestion: the area's surface of opportunities, and the reach of the first."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.colors import LinearSegmentedColormap, to_hex

from drenthe_geo.area.select import province_outline
from drenthe_geo.io.drawing import drawn_plainly
from drenthe_geo.maps import draw
from drenthe_geo.maps.captions import reach_caption, surface_caption
from drenthe_geo.maps.fields import Grid, draw_classes, filled, smoothed
from drenthe_geo.maps.insets import name_insets, open_insets
from drenthe_geo.maps.labels import Label, place_labels, point_boxes
from drenthe_geo.maps.legend import colored
from drenthe_geo.maps.sheet import SMALL_PAGE_IN, MapPage
from drenthe_geo.style.minutes import minute_ink
from drenthe_geo.style.table import BAND, GREY, SCORE_INKS, STYLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox
    from numpy.typing import NDArray

    from drenthe_geo.maps.canvas import Canvas
    from drenthe_geo.maps.captions import Credit
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.words.table import Words

MOST_PUSHES = 50

SITE_PT, CLEAR_PT = STYLES["candidate"].size_pt, 0.5

CLASSES = 10
"""Classes of the score, from 0 to 1: the same for every service."""

SMOOTH_CELLS, EDGE_CELLS = 1.2, 0.8
"""How far scores, and the borders of what is out, are smoothed."""

FURTHEST_CELLS = 8
"""As far from a cell that was computed the surface is filled in."""

HALF = 0.5


def score_inks() -> list[str]:
    """Give the ink of each class of the score, from 0 to 1."""
    ramp = LinearSegmentedColormap.from_list("score", SCORE_INKS)
    return [to_hex(ramp(step)) for step in np.linspace(0, 1, CLASSES)]


@drawn_plainly
def surface_map(
    layers: Mapping[str, gpd.GeoDataFrame],
    surface: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    new_places: gpd.GeoDataFrame,
    *,
    service: str,
    grid_m: float,
    grid_road_m: float,
    words: Words,
    credit: Credit,
) -> Figure:
    """Draw the opportunity surface of a service, the candidates and the best new places.

    `sites` have ``label`` (their rank), ``name``, ``excluded`` and, where some are a user's,
    ``own``; `new_places` have ``label`` (a letter). `layers` have the stations to
    draw. The cells are `grid_m` wide and lie within `grid_road_m` of a road.
    """
    page = _ground(layers, words)
    marks = draw_surface(page, surface)
    page.drawn.extend(kinds_of(sites, new_places))
    caption = surface_caption(words, service, grid_m, grid_road_m, credit=credit)
    taken = page.ready_for_names(caption, marks, metres=grid_road_m)
    draw_sites(page, sites, new_places, taken, enlarge=True)
    return page.finish()


def draw_surface(page: Canvas, surface: gpd.GeoDataFrame) -> list[Artist]:
    """Draw scores of cells as areas, between the cells too; give the marks of the classes."""
    xy = shapely.get_coordinates(shapely.centroid(surface.geometry.to_numpy()))
    x0, y0, x1, y1 = surface.geometry.iloc[0].bounds
    outline, score = (
        province_outline(page.layers["gemeenten"]),
        surface["score"].to_numpy(dtype=float),
    )
    corner = xy.min(axis=0)
    grid = Grid.from_corner(corner, outline, max(x1 - x0, y1 - y0))
    is_out, off = filled(grid.put(xy, np.isnan(score).astype(float)))
    far = off > FURTHEST_CELLS
    out = np.where(far, np.nan, smoothed(is_out, EDGE_CELLS))
    inks, edges = score_inks(), np.linspace(0, 1, CLASSES + 1)
    known = ~np.isnan(score)
    seen: list[str] = []
    if known.any():
        field = smoothed(filled(grid.put(xy[known], score[known]))[0], SMOOTH_CELLS)
        field = np.where(far, np.nan, np.clip(field, 0.0, 1.0 - 1e-9))
        how: dict[str, Any] = {"outline": outline, "covered": out >= HALF}
        seen = draw_classes(page.ax, grid, field, edges.tolist(), inks, zorder=2.5, **how)
    if not known.all():
        ink = STYLES["excluded"].color
        draw_classes(page.ax, grid, out, [HALF, 1.1], [ink], outline=outline, zorder=2.6)
        page.drawn.append("excluded")
    inside = shapely.contains_xy(outline, *np.meshgrid(grid.x_m, grid.y_m))
    if (far & inside).any():
        page.drawn.append("no_road")
    texts = [
        page.words.say("maps.legend.score_between", low=low, high=high)
        for low, high in pairwise(edges.tolist())
    ]
    return [colored(BAND, ink, text) for ink, text in zip(inks, texts, strict=True) if ink in seen]


@drawn_plainly
def reach_map(
    layers: Mapping[str, gpd.GeoDataFrame],
    areas: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    *,
    site: str,
    profile: Profile,
    roads_end_m: float,
    words: Words,
    credit: Credit,
) -> Figure:
    """Draw who can reach a site: service areas in bands, among the candidates.

    `site` is its name; `sites` are as for `surface_map`.
    """
    page = _ground(layers, words)
    cutoffs = sorted(areas["minutes"].unique())
    colors = {cutoff: minute_ink(cutoff) for cutoff in cutoffs}
    bands = sorted(draw.draw_bands(page.ax, areas, colors))
    page.cover(draw.land_with_roads(layers["gemeenten"], roads_end_m))
    marks = [
        colored(
            BAND,
            colors[cutoff],
            words.say("maps.legend.within", minutes=cutoff),
        )
        for cutoff in bands
    ]
    page.drawn.extend(kinds_of(sites, None))
    caption = reach_caption(words, site, profile, roads_end_m, credit=credit)
    draw_sites(page, sites, None, page.ready_for_names(caption, marks), enlarge=True)
    return page.finish()


def apart(pixels: np.ndarray, least: float) -> np.ndarray:
    """Push points that are nearer than `least` apart, as little as it takes."""
    pixels = pixels.copy()
    for _ in range(MOST_PUSHES):
        moved = False
        for one in range(len(pixels)):
            for other in range(one):
                gap = pixels[one] - pixels[other]
                off = float(np.hypot(*gap))
                if off < least:
                    way = gap / off if off > 0 else np.array([0.0, -1.0])
                    push = way * (least - off + 0.5) / 2
                    pixels[one] += push
                    pixels[other] -= push
                    moved = True
        if not moved:
            break
    return pixels


def _ground(layers: Mapping[str, gpd.GeoDataFrame], words: Words) -> MapPage:
    page = MapPage.over(layers, words, width=SMALL_PAGE_IN, road_width=0.5)
    page.drawn.extend(draw.draw_stations(page.ax, layers["stations"], size=0.56))
    return page


def kinds_of(
    sites: gpd.GeoDataFrame, new_places: gpd.GeoDataFrame | None
) -> dict[str, gpd.GeoDataFrame]:
    """Divide the sites by their signs; those that there are."""
    out = sites["excluded"].astype(bool)
    # A table without this column has no sites of a user.
    own = sites["own"].astype(bool) if "own" in sites else out & ~out
    parts = {
        "candidate": sites[~out & ~own],
        "candidate_own": sites[~out & own],
        "candidate_out": sites[out & ~own],
        "candidate_own_out": sites[out & own],
    }
    if new_places is not None:
        parts["new_place"] = new_places
    return {style: points for style, points in parts.items() if len(points)}


def draw_sites(
    page: Canvas,
    sites: gpd.GeoDataFrame,
    new_places: gpd.GeoDataFrame | None,
    taken: Sequence[Bbox],
    *,
    enlarge: bool = False,
) -> None:
    """Draw and name the candidates and new places; a name begins with what its sign says.

    Those that crowd are named in insets, if one may `enlarge` them.
    """
    parts, letters = kinds_of(sites, new_places), page.letters
    true, around_pt = _points_of(*parts.values()), (SITE_PT / 2 + CLEAR_PT) * letters
    spots = _apart(page.ax, true, letters)
    names, insets = _names(parts, spots, letters), []
    stations, stop_pt = _points_of(page.layers["stations"]), 3.5 * letters
    if enlarge:
        radii_pt = np.full(len(true), SITE_PT / 2 * letters)
        insets = open_insets(page, true, radii_pt, names, taken, spots_m=spots)
    told = np.zeros(len(true), dtype=bool)
    for inset in insets:
        held = inset.holds(true) & ~told
        inside = _chosen(parts, held)
        here = _apart(inset.ax, true[held], letters)
        _draw_ranks(inset.ax, inside, here, letters)
        inset.taken += point_boxes(inset.ax, stations, stop_pt)
        inset.name(_names(inside, here, letters), here, around_pt, page)
        told |= held
    _draw_ranks(page.ax, parts, spots, letters)
    taken = [*taken, *point_boxes(page.ax, spots, around_pt)]
    taken += point_boxes(page.ax, stations, stop_pt)
    taken += [box for inset in insets for box in (inset.box, inset.frame)]
    labels = [name for name, done in zip(names, told, strict=True) if name and not done]
    taken += place_labels(page.ax, labels, taken=taken, signs_m=spots)
    name_insets(page, insets, taken, stations=False)


def _points_of(*points: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Give points as rows of metres, of all tables one after the other."""
    found: NDArray[np.float64] = shapely.get_coordinates(
        np.concatenate([one.geometry.to_numpy() for one in points])
    )
    return found


def _apart(ax: Axes, xy_m: NDArray[np.float64], letters: float) -> NDArray[np.float64]:
    """Push signs apart that would cover each other."""
    dpi = ax.get_figure(root=True).dpi  # type: ignore[union-attr]  # axes have a figure
    pixels = apart(ax.transData.transform(xy_m), (SITE_PT + 1) * letters * dpi / 72)
    found: NDArray[np.float64] = ax.transData.inverted().transform(pixels)
    return found


def _chosen(
    parts: Mapping[str, gpd.GeoDataFrame], chosen: NDArray[np.bool_]
) -> dict[str, gpd.GeoDataFrame]:
    """Give those parts of tables, of which one comes after the other, that are chosen."""
    ends = np.cumsum([len(points) for points in parts.values()])[:-1]
    inside = zip(parts.items(), np.split(chosen, ends), strict=True)
    return {style: points[here] for (style, points), here in inside if here.any()}


def _names(
    parts: Mapping[str, gpd.GeoDataFrame], spots: NDArray[np.float64], letters: float
) -> list[Label | None]:
    """Give each sign its name; a new place has none."""
    found: list[Label | None] = []
    for style, points in parts.items():
        ink = GREY if style.endswith("_out") else STYLES[style].color
        look: dict[str, Any] = {"size_pt": 8.5 * letters, "weight": "bold", "color": ink}
        here = spots[len(found) : len(found) + len(points)]
        for label, name, (x, y) in zip(points["label"], points["name"], here, strict=True):
            text = f"{label} {name}"
            one = Label(text, x, y, gap_pt=11 * letters, must=True, **look)
            found.append(None if style == "new_place" else one)
    return found


def _draw_ranks(
    ax: Axes, parts: Mapping[str, gpd.GeoDataFrame], spots: NDArray[np.float64], letters: float
) -> None:
    """Draw signs, with the rank in each."""
    start = 0
    for style, points in parts.items():
        here = spots[start : start + len(points)]
        start += len(points)
        draw.draw_signs(ax, gpd.GeoSeries.from_xy(*here.T), style, zorder=16, size=letters)
        for label, (x, y) in zip(points["label"], here, strict=True):
            plain: dict[str, Any] = {"ha": "center", "va": "center_baseline", "color": "white"}
            ax.text(x, y, label, fontsize=7.5 * letters, fontweight="bold", zorder=17, **plain)
