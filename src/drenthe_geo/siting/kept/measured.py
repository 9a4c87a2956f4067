"""Surroundings of sites and cells, looked up where an earlier run measured them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from drenthe_geo.area.opened import is_as_opened
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.siting.assess import Ranges, measure_ranges
from drenthe_geo.siting.kept.keys import (
    not_noted,
    parts_of_brief,
    parts_of_points,
)
from drenthe_geo.siting.model import COLUMN
from drenthe_geo.siting.surface import Cells, measure_cells, measure_grid
from drenthe_geo.siting.surroundings import Surroundings, measure_surroundings
from drenthe_geo.units import DS_PER_MIN
from drenthe_geo.work import packed
from drenthe_geo.work.cache import user_cache
from drenthe_geo.work.key import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.kept.keys import Parts, There
    from drenthe_geo.siting.model import Brief, Siting
    from drenthe_geo.work.cache import Kind

Made = TypeVar("Made")

SURROUNDINGS: Kind = "surroundings"
CELLS: Kind = "cells"
MEASURES: Kind = "measures"
"""Kinds of what is kept."""

OPENED, MADE = "opened", "made"
"""Names of the tables that it rests on, and of itself."""


def look_around(
    area: Area,
    points: gpd.GeoDataFrame,
    there: There,
    siting: Siting,
    *,
    same_roads: Callable[[], Surroundings | None] = lambda: None,
) -> Surroundings:
    """Look what lies around points up, or measure and keep it; see `measure_surroundings`."""

    def measure() -> Surroundings:
        known = same_roads()
        return measure_surroundings(area, points, there.situation, siting, same_roads=known)

    return kept(
        area,
        SURROUNDINGS,
        None if there.parts is None else (there.parts, parts_of_points(points)),
        measure,
        pack=_packed,
        unpack=partial(_unpacked, area, points),
    )


def look_at_grid(area: Area, there: There, siting: Siting) -> Surroundings:
    """Look what lies around the cells of the area up, or measure it; see `measure_grid`."""
    return kept(
        area,
        SURROUNDINGS,
        None if there.parts is None else (there.parts, "grid"),
        lambda: measure_grid(area, there.situation, siting),
        pack=lambda found: {"points": found.points, **_packed(found)},
        unpack=lambda held: _unpacked(area, held["points"], held),
    )


def look_at_cells(
    area: Area,
    there: There,
    brief: Brief,
    siting: Siting,
    *,
    grid: Callable[[], Surroundings],
    asked: Collection[str],
    limits: Collection[str],
) -> Cells:
    """Look measures of the area's cells for a service up, or measure them; see `Cells`."""
    of_area = {name for name, one in siting.criteria.items() if one.kind != COLUMN}
    some, limited = (sorted(of_area & set(names)) for names in (asked, limits))
    of_service = parts_of_brief(brief, siting)
    cells: Cells = kept(
        area,
        CELLS,
        None if there.parts is None else (there.parts, of_service, some, limited),
        lambda: measure_cells(area, grid(), brief, siting, asked=some, limits=limited),
        pack=_held,
        unpack=lambda held: Cells(**held),
    )
    # A figure that a user has of his own sites is not known of cells.
    return replace(
        cells,
        expected=cells.expected.assign(**dict.fromkeys(set(asked) - of_area, np.nan)),
        low=cells.low.assign(**dict.fromkeys(set(limits) - of_area, np.nan)),
    )


def look_at_ranges(
    area: Area,
    there: There,
    sites: gpd.GeoDataFrame,
    around: Surroundings,
    brief: Brief,
    *,
    siting: Siting,
    asked: Collection[str],
) -> Ranges:
    """Look measures of sites for a service up, with their ranges, or measure them."""
    parts = None
    if there.parts is not None and all(siting.criteria[one].kind != COLUMN for one in asked):
        points = around.points
        rings = [points[name] for name in ("of", "accuracy_m") if name in points]
        places = (parts_of_points(points), rings, sites.index)
        parts = (there.parts, places, parts_of_brief(brief, siting), sorted(asked))
    ranges: Ranges = kept(
        area,
        MEASURES,
        parts,
        lambda: measure_ranges(area, sites, around, brief, siting, asked=asked),
        pack=_held,
        unpack=lambda held: Ranges(**held),
    )
    return ranges


def kept(
    area: Area,
    kind: Kind,
    parts: Parts | None,
    make: Callable[[], Made],
    *,
    pack: Callable[[Made], Any] = lambda made: made,
    unpack: Callable[[Any], Made] = lambda held: held,
    kinds: tuple[type, ...] = (),
) -> Made:
    """Look something up, or make and keep it; tables that it rests on count as opened.

    `pack` makes of it what `work.packed` can pack, with these `kinds` of cells.
    """
    cache = user_cache()
    key = None if parts is None or cache.folder is None else _key(kind, parts)
    if key is None:
        return make()
    arrays = cache.load(kind, key)
    if arrays is not None:
        with suppress(KeyError, ValueError, TypeError):  # whole, but not what it is to be
            held = packed.unpack(arrays, kinds=kinds)
            with not_noted(area):
                found = unpack(held[MADE])
            area.opened.update(dict.fromkeys(held[OPENED]))
            return found
    before, noted = dict(area.opened), len(area.notices)
    area.opened.clear()
    try:
        made = make()
    finally:
        used = dict(area.opened)
        area.opened.clear()
        area.opened.update(before)
        area.opened.update(used)
    # What was odd about a file must be said each time, and files may have changed meanwhile.
    if len(area.notices) == noted and is_as_opened(area):
        try:
            held = {OPENED: list(used), MADE: pack(made)}
            cache.keep(kind, key, packed.pack(held, kinds=kinds, steps=DS_PER_MIN))
        except TypeError:  # of a user's own: ids that are no words
            return made
    return made


def _key(kind: str, parts: Parts) -> str | None:
    try:
        return key_of(kind, parts)
    except TypeError:  # of a user's own: nobody can tell whether it is the same
        return None


def _held(made: Any) -> dict[str, Any]:  # noqa: ANN401 - a dataclass
    """Give the fields of what is made of tables alone."""
    return {one.name: getattr(made, one.name) for one in fields(made)}


def _packed(around: Surroundings) -> dict[str, Any]:
    frames = ("minutes", "trips", "people")
    return {
        "gemeente": around.gemeente,
        "modes": {name: one.mode for name, one in around.profiles.items()},
        "train_modes": around.train_modes,
        **{name: dict(getattr(around, name)) for name in frames},
    }


def _unpacked(area: Area, points: gpd.GeoDataFrame, held: Mapping[str, Any]) -> Surroundings:
    return Surroundings(
        points=points,
        gemeente=held["gemeente"],
        minutes=held["minutes"],
        profiles={name: read_profile(area, mode) for name, mode in held["modes"].items()},
        trips=held["trips"],
        people=held["people"],
        train_modes=held["train_modes"],
    )
