"""The small map on a card: what of a result has a place, on the land of its area."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from drenthe_geo.cards.sketch import Sketch
from drenthe_geo.style.minutes import minute_ink
from drenthe_geo.style.table import GAIN_INKS, GAIN_STEPS_MIN, INK, STYLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import geopandas as gpd

    from drenthe_geo.answers.answer import Answer
    from drenthe_geo.answers.catchments import Catchments
    from drenthe_geo.answers.explain import Explanation
    from drenthe_geo.area.area import Area
    from drenthe_geo.placement.locate import Locations
    from drenthe_geo.reach.study import Study
    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.routes import Route
    from drenthe_geo.scenarios.compare import Comparison
    from drenthe_geo.siting.kept.suggestion import Suggestion
    from drenthe_geo.words.table import Words

Bounds = tuple[float, float, float, float]

PALE_ROAD = "#b9b2a6"

ROADS = ("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential")
"""Classes of roads, the main ones first."""

MOST_LINES = 12_000
"""Classes are drawn as long as they have no more edges than this together."""

MOST_NAMED = 3


def picture_of(result: object, area: Area | None, words: Words) -> Sketch | None:
    """Sketch what of a result has a place; None of what has none."""
    draw: Any = PICTURES.get(type(result).__name__)
    return draw(result, area, words) if draw else None


def _of_answer(answer: Answer, area: Area, words: Words) -> Sketch | None:
    inner = picture_of(answer.result, area, words) if is_dataclass(answer.result) else None
    return inner or _of_area(area, area, words)


def _based(area: Area | None, shown: Iterable[Any]) -> Sketch:
    """Begin a sketch with the land of an area, or of what is shown where none is known."""
    if area is None:
        return Sketch(_room(shapely.total_bounds(np.array(list(shown), dtype=object))))
    land = area.layer("gemeenten").geometry
    sketch = Sketch(_room(land.total_bounds))
    sketch.land(land)
    return sketch


def _room(bounds: Any) -> Bounds:  # noqa: ANN401 - four numbers
    """Give points that stand in one spot, or nowhere, some room around them."""
    x0, y0, x1, y1 = (float(one) if np.isfinite(one) else 0.0 for one in bounds)
    more = 500.0 if max(x1 - x0, y1 - y0) < 1_000.0 else 0.0  # noqa: PLR2004 - a kilometre
    return x0 - more, y0 - more, x1 + more, y1 + more


def _roads(sketch: Sketch, area: Area) -> None:
    if "motorways" in area.layer_names:
        sketch.lines(area.layer("motorways").geometry, PALE_ROAD, 2)


def _of_area(area: Area, _: Area, __: Words) -> Sketch:
    sketch = _based(area, ())
    stations = area.layer("stations")
    own = stations[stations["role"] == "own"]
    _roads(sketch, area)
    _stations(sketch, own)
    return sketch


def _of_study(study: Study, _: Area | None, __: Words) -> Sketch:
    land = study.layers["gemeenten"].geometry
    sketch = Sketch(_room(land.total_bounds))
    sketch.land(land)
    areas = study.service_areas
    for minutes in sorted(study.cutoffs_min, reverse=True):
        within = areas[areas["minutes"] == minutes].geometry
        sketch.areas(within, minute_ink(minutes))
    sketch.lines(land.boundary, STYLES["outline"].color, 0.7)
    _stations(sketch, study.stations)
    return sketch


def _stations(sketch: Sketch, stations: gpd.GeoDataFrame) -> None:
    sketch.dots(stations.geometry, "#ffffff", 6, INK)


def _of_comparison(found: Comparison, area: Area | None, _: Words) -> Sketch:
    most = str(found.summary["people_gaining"].idxmax())
    places = found.tables["places"]
    places = places[places["destination"] == most].set_index("place")
    points = found.places.geometry
    sketch = _based(area, points)
    changed = places["people_gaining"] + places["people_losing"] > 0
    gain = places["gain_min"].where(changed, 0.0).reindex(points.index).fillna(0.0)
    sketch.dots(points[gain.abs() <= 0], STYLES["no_change"].color, 4)
    sketch.dots(points[gain < 0], STYLES["slower"].color, 6)
    step = np.searchsorted(GAIN_STEPS_MIN, gain, side="right") - 1
    for number, ink in enumerate(GAIN_INKS):
        sketch.dots(points[(gain > 0) & (step == number)], ink, 7)
    return sketch


def _of_suggestion(found: Suggestion, area: Area | None, _: Words) -> Sketch:
    sites, ranks = found.sites, found.ranking.table["rank"].reindex(found.sites.index)
    sketch = _based(area, sites.geometry)
    if area is not None:
        _roads(sketch, area)
    sketch.dots(sites.geometry[ranks.isna()], STYLES["candidate_out"].color, 6)
    sketch.dots(sites.geometry[ranks.notna()], STYLES["candidate"].color, 8)
    first = sites[ranks <= MOST_NAMED]
    sketch.names(first.geometry, [f"{rank:.0f}" for rank in ranks[ranks <= MOST_NAMED]])
    return sketch


def _of_locations(found: Locations, area: Area | None, _: Words) -> Sketch:
    sketch = _based(area, found.people.geometry)
    people = found.people[found.people["minutes"].notna()]
    steps = [5, 10, 15, 20, 30, 45, 60, 90]
    at = np.minimum(np.searchsorted(steps, people["minutes"]), len(steps) - 1)
    order = people["population"].to_numpy().argsort()[::-1]
    for number in reversed(range(len(steps))):
        some = people.geometry.to_numpy()[order][at[order] == number]
        sketch.dots(some, minute_ink(steps[number]), 4)
    sketch.dots(found.candidates.geometry, STYLES["not_chosen"].edge, 4)
    sketch.dots(found.sites.geometry, STYLES["chosen"].color, 9)
    sketch.names(found.sites.geometry, found.sites["name"])
    return sketch


def _of_reach(reach: Reach, area: Area | None, words: Words) -> Sketch:
    sketch = _of_network(reach.network, area, words)
    sketch.dots(reach.facilities.geometry, STYLES["candidate"].color, 8)
    return sketch


def _of_network(network: Network, area: Area | None, _: Words) -> Sketch:
    roads = network.edges["road_class"].str.removesuffix("_link").to_numpy()
    shown = np.zeros(network.n_edges, dtype=bool)
    for road_class in ROADS:
        more = shown | (roads == road_class)
        if more.sum() > MOST_LINES:
            break
        shown = more
    some = network.lines[
        shown if shown.any() else slice(None, None, 1 + network.n_edges // MOST_LINES)
    ]
    lines = shapely.line_merge(shapely.multilinestrings(some))
    sketch = Sketch(_room([*network.node_xy_m.min(axis=0), *network.node_xy_m.max(axis=0)]))
    if area is not None:
        sketch.land(area.layer("gemeenten").geometry)
    sketch.lines([lines], STYLES["main_road"].color, 2)
    return sketch


def _of_route(route: Route, area: Area | None, _: Words) -> Sketch | None:
    line = route.line
    if line.is_empty:
        return None
    sketch = _based(area, [line])
    sketch.lines([line], STYLES["new_train"].color, 4)
    ends = [shapely.Point(line.coords[0]), shapely.Point(line.coords[-1])]
    sketch.dots(ends, INK, 6)
    return sketch


def _of_explanation(found: Explanation, area: Area | None, words: Words) -> Sketch | None:
    return _of_route(found.route, area, words)


def _of_catchments(found: Catchments, area: Area | None, _: Words) -> Sketch:
    areas = found.service_areas
    sketch = _based(area, areas.geometry)
    for minutes in sorted(found.cutoffs_min, reverse=True):
        sketch.areas(areas[areas["minutes"] == minutes].geometry, minute_ink(minutes))
    _stations(sketch, found.reach.facilities)
    return sketch


PICTURES: dict[str, Callable[[Any, Any, Words], Sketch | None]] = {
    "Answer": _of_answer,
    "Area": _of_area,
    "Study": _of_study,
    "Comparison": _of_comparison,
    "Suggestion": _of_suggestion,
    "Locations": _of_locations,
    "Reach": _of_reach,
    "Network": _of_network,
    "Route": _of_route,
    "Explanation": _of_explanation,
    "Catchments": _of_catchments,
}
"""What draws a class, by its name; see `CONTENTS`."""
