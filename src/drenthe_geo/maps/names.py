"""What is written on a map: stations with their people, road numbers, places by importance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from drenthe_geo.maps.draw import draw_signs, outline_of, view_of
from drenthe_geo.maps.labels import Label, labels_placed, place_labels, point_boxes
from drenthe_geo.maps.shields import draw_shields
from drenthe_geo.style.table import STYLES, TOWN_INK

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from typing import Any

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

    from drenthe_geo.maps.draw import View
    from drenthe_geo.words.table import Words

BESIDE_M = 1_000.0
"""Land this far from its station is not named after it a second time."""

SPOT_M, MOST_SPOTS = 1_000.0, 60
"""How far apart the points lie that are tried for the name of an area, and how many."""

SUBURB_M, SUBURB_TIMES = 4_000.0, 10.0
"""A place so near to one so many times as large is a part of it, and not named by itself."""

TOWN_PT, RANK_PT, DOT_PT = 9.5, 0.5, 2.6
"""Size of the name of a town, what each rank takes off it, and the size of its dot."""

MOST_TOLD = 2
"""How often a map says that there are no roads."""

IN_PANEL, PANEL_PT, PANEL_RARER = 2, 7.0, 2.0
"""Lowest rank of the places that a small map names, the size of their names, and how much rarer
its road numbers are."""


def draw_names(
    ax: Axes,
    layers: Mapping[str, gpd.GeoDataFrame],
    stations: gpd.GeoDataFrame,
    people: pd.Series,
    *,
    whole: Collection[object],
    areas: gpd.GeoDataFrame,
    words: Words,
    taken: Sequence[Bbox],
    abroad: str | None,
    land: shapely.Geometry | None = None,
    letters: float = 1.0,
) -> None:
    """Name stations with their people, then roads, then the places that fit.

    `people` are those under each name, by station, most important first; the signs of the
    `whole` ones are on the map. `areas` is the
    land of each station, with ``facility``; land that does not hold its own station is
    named too. `abroad` is the land that no gemeente covers, if it shall be named.
    """
    inside = [code for code in people.index if code in whole]
    xy_m = shapely.get_coordinates(stations.geometry.loc[inside].to_numpy())
    taken = [*taken, *point_boxes(ax, xy_m, 6.0 * letters)]
    names = [
        Label(
            _with_people(words, str(stations.loc[code, "name"]), people[code]),
            stations.geometry[code].x,
            stations.geometry[code].y,
            size_pt=9.8 * letters,
            gap_pt=7.5 * letters,
            weight="bold",
            must=True,
        )
        for code in _crowded_first(inside, xy_m)
    ]
    named = set(stations.loc[people.index, "name"].astype(str))
    important = shapely.get_coordinates(_by_importance(layers, named)[0].geometry.to_numpy())
    how: dict[str, Any] = {"lines": motorways_of(layers), "towns_m": important}
    taken += place_labels(ax, names, taken=taken, signs_m=xy_m, **how)
    away = []
    for code, area in zip(areas["facility"], areas.geometry, strict=True):
        if code not in people.index or area.buffer(BESIDE_M).contains(stations.geometry[code]):
            continue
        name = f"→ {stations.loc[code, 'name']}"
        if code not in inside:  # its number stands nowhere else
            name = _with_people(words, name, people[code])
        spots = _spots_in(area)
        look: dict[str, Any] = {"size_pt": 8.5 * letters, "style": "italic", "spots_m": spots[1:]}
        away.append((area.area, Label(name, *spots[0], gap_pt=0, must=True, **look)))
    # A small area has fewer places for its name.
    away.sort(key=lambda one: one[0])
    taken += place_labels(ax, [label for _, label in away], taken=taken, **how)
    spot = _abroad(ax, layers) if abroad else None
    if abroad and spot:
        ink = STYLES["gemeente"].color
        land_abroad = Label(
            abroad, *spot, size_pt=11 * letters, gap_pt=0, color=ink, style="italic"
        )
        taken += place_labels(ax, [land_abroad], taken=taken)
    ground: dict[str, Any] = {"named_already": named, "land": land, "letters": letters}
    draw_ground_names(ax, layers, words, taken=taken, **ground)


def _crowded_first(codes: list[str], xy_m: np.ndarray) -> list[str]:
    """Sort stations by how near the next two are: where it is crowded names have fewer places."""
    off = np.sort(np.hypot(*(xy_m[:, None] - xy_m[None]).transpose(2, 0, 1)), axis=1)
    return [codes[at] for at in np.argsort(off[:, 1:3].sum(axis=1), kind="stable")]


def draw_ground_names(
    ax: Axes,
    layers: Mapping[str, gpd.GeoDataFrame],
    words: Words,
    *,
    taken: Sequence[Bbox],
    named_already: Collection[str] = (),
    land: shapely.Geometry | None = None,
    letters: float = 1.0,
    rarer: float = 1.0,
) -> list[Bbox]:
    """Write road numbers and the places that fit, each with its dot; say where all names are.

    `land` has roads in the data: what lies beyond is named for what it is, and its small places
    are not. Road numbers come so many times `rarer` than on a large map.
    """
    important, rest = _by_importance(layers, named_already)
    taken = list(taken)
    if land is not None:
        rest = rest[rest.within(land)]
        taken += _name_no_roads(ax, land, words, taken, letters)
    taken += _draw_places(ax, important, taken, layers, letters)
    if "motorways" in layers:
        taken += draw_shields(ax, layers["motorways"], taken, letters=letters, rarer=rarer)
    return taken + _draw_places(ax, rest, taken, layers, letters)


def draw_panel_names(
    ax: Axes,
    layers: Mapping[str, gpd.GeoDataFrame],
    station: gpd.GeoDataFrame,
    *,
    taken: Sequence[Bbox],
    letters: float,
) -> None:
    """Name the station of a small map, the places one knows it by, and the motorways."""
    (name,), (point,) = station["name"], station.geometry
    size_pt = PANEL_PT * letters
    own = Label(str(name), point.x, point.y, size_pt=size_pt, gap_pt=7 * letters,
                weight="bold", must=True)  # fmt: skip
    taken = [*taken, *point_boxes(ax, np.array([[point.x, point.y]]), 3.6 * letters)]
    roads = motorways_of(layers)
    taken += place_labels(ax, [own], taken=taken, lines=roads)
    draw_panel_places(ax, layers, taken=taken, letters=letters, but=str(name))


def draw_panel_places(
    ax: Axes,
    layers: Mapping[str, gpd.GeoDataFrame],
    *,
    taken: Sequence[Bbox],
    letters: float,
    but: str = "",
) -> None:
    """Name on a small map the places one knows it by, but one, and the motorways."""
    taken = list(taken)
    if "place_names" in layers:
        towns = layers["place_names"]
        towns = towns[(towns["rank"] <= IN_PANEL) & (towns["name"] != but)]
        towns = towns.sort_values(["rank", "population"], ascending=[True, False])
        taken += _draw_places(ax, towns, taken, layers, 0.75 * letters, dots=0.8)
    if "motorways" in layers:
        motorways = layers["motorways"]
        motorways = motorways[motorways["kind"] == "motorway"]
        draw_shields(ax, motorways, taken, letters=0.68 * letters, rarer=PANEL_RARER)


def has_places(
    layers: Mapping[str, gpd.GeoDataFrame], views: Iterable[View], but: Iterable[str]
) -> bool:
    """Whether any small map of these views names a place but one, which it names otherwise."""
    if "place_names" not in layers:
        return False
    towns = layers["place_names"]
    towns = towns[towns["rank"] <= IN_PANEL]
    return any(
        bool((towns.intersects(shapely.box(*view)) & (towns["name"] != name)).any())
        for view, name in zip(views, but, strict=True)
    )


def motorways_of(layers: Mapping[str, gpd.GeoDataFrame]) -> list[shapely.Geometry]:
    """Give the motorways, which names keep off where they can."""
    roads = layers.get("motorways")
    return [] if roads is None else list(roads.geometry[roads["kind"] == "motorway"])


def is_in_view(ax: Axes, point: shapely.Point, edge_m: float = 0.0) -> bool:
    """Whether a point is on a map, and not nearer to its edge than so much."""
    x0, y0, x1, y1 = view_of(ax)
    wide, high = x0 + edge_m <= point.x <= x1 - edge_m, y0 + edge_m <= point.y <= y1 - edge_m
    return bool(wide and high)


def _with_people(words: Words, name: str, people: float) -> str:
    return words.say("maps.nearest.label", name=name, people=int(people))


def _by_importance(
    layers: Mapping[str, gpd.GeoDataFrame], named_already: Collection[str]
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Sort places by rank, the area's own first, then people: those of the area, and the rest."""
    if "place_names" not in layers:
        nothing = gpd.GeoDataFrame({"name": [], "rank": [], "population": []}, geometry=[])
        return nothing, nothing
    towns = layers["place_names"]
    towns = towns[~towns["name"].isin(list(named_already)) & ~_suburbs(towns)]
    own = towns.within(outline_of(layers["gemeenten"]))
    towns = towns.assign(own=own).sort_values(
        ["rank", "own", "population"], ascending=[True, False, False]
    )
    important = towns["own"] | (towns["rank"] <= IN_PANEL)
    return towns[important], towns[~important]


def _suburbs(towns: gpd.GeoDataFrame) -> np.ndarray:
    """Tell which places are a part of a much larger one."""
    xy_m = shapely.get_coordinates(towns.geometry.to_numpy())
    people = towns["population"].to_numpy(dtype=float)
    near = np.hypot(*(xy_m[:, None] - xy_m[None]).transpose(2, 0, 1)) < SUBURB_M
    found: np.ndarray = (near & (people[None] >= SUBURB_TIMES * people[:, None])).any(axis=1)
    return found


def _draw_places(
    ax: Axes,
    towns: gpd.GeoDataFrame,
    taken: Sequence[Bbox],
    layers: Mapping[str, gpd.GeoDataFrame],
    letters: float,
    *,
    dots: float = 1.0,
) -> list[Bbox]:
    """Name the places that fit, with a dot each; say where names and dots are."""
    towns = towns[[is_in_view(ax, point) for point in towns.geometry]]
    if towns.empty:
        return []
    dot_pt = DOT_PT * letters * dots
    xy_m = shapely.get_coordinates(towns.geometry.to_numpy())
    spots = point_boxes(ax, xy_m, dot_pt / 2)
    labels = [
        Label(
            str(name), x, y,
            size_pt=(TOWN_PT - RANK_PT * rank) * letters, gap_pt=1.2 + dot_pt / 2,
            color=TOWN_INK,
        )
        for name, rank, (x, y) in zip(towns["name"], towns["rank"], xy_m, strict=True)
    ]  # fmt: skip
    # A place whose dot would lie on a sign has no dot and no name.
    free = [not any(box.overlaps(other) for other in taken) for box in spots]
    kept = np.flatnonzero(free)
    placed = labels_placed(ax, [labels[at] for at in kept], taken=taken, lines=motorways_of(layers))
    seen = [at for at, box in zip(kept, placed, strict=True) if box is not None]
    draw_signs(ax, towns.geometry.iloc[seen], "place", zorder=14, size=letters * dots)
    return [*(box for box in placed if box is not None), *(spots[at] for at in seen)]


def _name_no_roads(
    ax: Axes, land: shapely.Geometry, words: Words, taken: Sequence[Bbox], letters: float
) -> list[Bbox]:
    """Say in the largest parts without roads in the data that there are none, where it fits."""
    rest = shapely.difference(shapely.box(*view_of(ax)), land)
    parts = [part for part in shapely.get_parts(rest) if part.area > 0]
    parts.sort(key=lambda part: -part.area)
    text = _in_two_lines(words.say("maps.legend.roads_end"))
    look: dict[str, Any] = {"size_pt": 6.5 * letters, "style": "italic", "color": TOWN_INK}
    labels = [Label(text, *_middle(part), gap_pt=0, **look) for part in parts[:MOST_TOLD]]
    return place_labels(ax, labels, taken=taken)


def _in_two_lines(text: str) -> str:
    """Break a text at the blank that is nearest to its middle."""
    blanks = [at for at, sign in enumerate(text) if sign == " "]
    if not blanks:
        return text
    at = min(blanks, key=lambda one: abs(one - len(text) / 2))
    return f"{text[:at]}\n{text[at + 1 :]}"


def _abroad(ax: Axes, layers: Mapping[str, gpd.GeoDataFrame]) -> tuple[float, float] | None:
    """Middle of the largest part of the view abroad; of who tells none, that no gemeente covers.

    Where nothing around the area is known nobody can tell what lies there.
    """
    around = layers.get("neighbours")
    if around is None or around.empty:
        return None
    view, known = shapely.box(*view_of(ax)), [layers["gemeenten"], around]
    told = around.geometry[around["abroad"].astype(bool)]
    if len(told):
        rest = shapely.intersection(view, told.union_all())
    else:
        every = np.concatenate([layer.geometry.to_numpy() for layer in known])
        rest = shapely.difference(view, shapely.union_all(every))
    parts = shapely.get_parts(rest)
    if len(parts) == 0 or not shapely.area(parts).any():
        return None
    return _middle(parts[np.argmax(shapely.area(parts))])


def _middle(area: shapely.Geometry) -> tuple[float, float]:
    """Middle of the largest circle in the largest part of an area."""
    parts = shapely.get_parts(area)
    largest = parts[np.argmax(shapely.area(parts))]
    middle = shapely.get_point(shapely.maximum_inscribed_circle(largest, tolerance=500), 0)
    return middle.x, middle.y


def _spots_in(area: shapely.Geometry) -> list[tuple[float, float]]:
    """List points inside an area where its name may lie, the middle first, then the inmost."""
    x0, y0, x1, y1 = area.bounds
    grid = np.meshgrid(np.arange(x0, x1, SPOT_M), np.arange(y0, y1, SPOT_M))
    x, y = (side.ravel() for side in grid)
    inside = shapely.contains_xy(area, x, y)
    points = shapely.points(x[inside], y[inside])
    order = np.argsort(-shapely.distance(points, area.boundary), kind="stable")[:MOST_SPOTS]
    return [_middle(area), *((points[at].x, points[at].y) for at in order)]
