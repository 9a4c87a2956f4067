"""What measures of sites and cells depend on, as parts of a key; see `key_of`."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import shapely

from drenthe_geo.area.opened import is_as_opened
from drenthe_geo.roads.read import read_roads
from drenthe_geo.siting.model import COLUMN
from drenthe_geo.siting.surroundings import trip_destinations
from drenthe_geo.work.cache import user_cache
from drenthe_geo.work.key import hash_of_files, key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.model import Brief, Siting
    from drenthe_geo.situation import Situation

Parts = tuple[object, ...]

OF_SERVICES = {"services", "needs"}
"""Tables that a service of a user stands in; measures read only whom services relate to."""


@dataclass(frozen=True)
class There:
    """A situation that is made when it is needed, and what tells it from others."""

    # None where that cannot be told: then nothing is kept.
    parts: Parts | None
    make: Callable[[], Situation]

    @cached_property
    def situation(self) -> Situation:
        """The situation."""
        return self.make()


def there_is(area: Area, situation: Situation, siting: Siting) -> There:
    """Say what tells a situation of an area: its trains, sites and roads, the area and choices."""
    if user_cache().folder is None:
        return There(None, lambda: situation)
    with not_noted(area):
        roads: Parts = ("area",)
        own = read_roads(area)
        tables = (situation.road_nodes, situation.road_edges, situation.road_bans)
        known = (own.nodes, own.edges, own.bans)
        if any(one is not other for one, other in zip(tables, known, strict=True)):
            roads = tuple(one for one in tables if one is not None)
    base = parts_of_area(area, siting)
    try:
        told = None if base is None else key_of(base, situation.transit, situation.sites, roads)
    except TypeError:  # of a user's own: nobody can tell whether it is the same
        told = None
    return There(None if told is None else (told,), lambda: situation)


def there_with(there: There, name: str, make: Callable[[], Situation]) -> There:
    """Say what tells a situation that a scenario of the area's files makes of another."""
    return There(None if there.parts is None else (there.parts, "with", name), make)


def parts_of_area(area: Area, siting: Siting) -> Parts | None:
    """Say what measures read of an area and its choices; nothing where files were changed."""
    if not is_as_opened(area):
        return None
    files = {Path(name).as_posix(): Path(name) for name, _, _ in area.looks}
    of_files = {f"{path.parent.name}/{path.name}": path for path in files.values()}
    with not_noted(area):
        ends = trip_destinations(area, siting)
    own = {name: frame for name, frame in area.own.items() if name not in OF_SERVICES}
    criteria = {
        name: (one.kind, one.mode, one.fade, one.who, one.inside_rd, one.to, one.figure)
        for name, one in siting.criteria.items()
        if one.kind != COLUMN
    }
    return (hash_of_files(of_files), area.peak, own, ends, criteria, siting.settings)


def parts_of_points(points: gpd.GeoDataFrame) -> Parts:
    """Say what measures read of points."""
    shapes = points.geometry.to_numpy()
    return (points.index, shapely.get_type_id(shapes), shapely.get_coordinates(shapes))


def parts_of_brief(brief: Brief, siting: Siting) -> Parts:
    """Say what measures read of a service: no weight and no limit."""
    return (brief.service, brief.themes, brief.regions, brief.relations, brief.site, siting.themes)


def without_weights(brief: Brief) -> Brief:
    """Take all of a brief that weights have no part in."""
    bare = replace(brief, weights={}, viewpoints={}, viewpoint="", own_weights=False)
    return replace(bare, changes=(), sources=())


@contextmanager
def not_noted(area: Area) -> Iterator[None]:
    """Read tables of an area without their counting as opened: the answer does not rest on it."""
    before = dict(area.opened)
    try:
        yield
    finally:
        area.opened.clear()
        area.opened.update(before)
