"""Surroundings of sites and cells, looked up where an earlier run measured them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from drenthe_geo.area.opened import is_as_opened
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.siting.assess import Ranges, measure_ranges
from drenthe_geo.siting.kept import packed
from drenthe_geo.siting.kept.keys import (
    not_noted,
    parts_of_brief,
    parts_of_points,
)
from drenthe_geo.siting.model import COLUMN
from drenthe_geo.siting.surface import Cells, measure_cells, measure_grid
from drenthe_geo.siting.surroundings import Surroundings, measure_surroundings
from drenthe_geo.units import BOUNDS
from drenthe_geo.work.cache import user_cache
from drenthe_geo.work.key import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.kept.keys import Parts, There
    from drenthe_geo.siting.model import Brief, Siting

Made = TypeVar("Made")

SURROUNDINGS, CELLS, MEASURES = "surroundings", "cells", "measures"
"""Kinds of what is kept."""

OPENED = "opened"
"""Name of the array that says on which tables it rests."""


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

    def unpack(arrays: Mapping[str, NDArray[Any]]) -> Surroundings:
        return _unpacked(area, _grid_of(arrays), arrays)

    return kept(
        area,
        SURROUNDINGS,
        None if there.parts is None else (there.parts, "grid"),
        lambda: measure_grid(area, there.situation, siting),
        pack=lambda found: {**_packed(found), **_packed_grid(found.points)},
        unpack=unpack,
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
    cells = kept(
        area,
        CELLS,
        None if there.parts is None else (there.parts, of_service, some, limited),
        lambda: measure_cells(area, grid(), brief, siting, asked=some, limits=limited),
        pack=_packed_cells,
        unpack=_unpacked_cells,
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
    index = sites.index

    def unpack(arrays: Mapping[str, NDArray[Any]]) -> Ranges:
        return Ranges(**packed.unpack_minutes(arrays, "ranges", index))

    return kept(
        area,
        MEASURES,
        parts,
        lambda: measure_ranges(area, sites, around, brief, siting, asked=asked),
        pack=lambda found: packed.pack_minutes(
            {"measures": found.measures, "best": found.best, "worst": found.worst}, "ranges", index
        ),
        unpack=unpack,
    )


def kept(
    area: Area,
    kind: str,
    parts: Parts | None,
    make: Callable[[], Made],
    *,
    pack: Callable[[Made], packed.Arrays],
    unpack: Callable[[Mapping[str, NDArray[Any]]], Made],
) -> Made:
    """Look something up, or make and keep it; tables that it rests on count as opened."""
    cache = user_cache()
    key = None if parts is None or cache.folder is None else _key(kind, parts)
    if key is None:
        return make()
    arrays = cache.load(kind, key)
    if arrays is not None:
        with suppress(KeyError, ValueError, TypeError):  # whole, but not what it is to be
            with not_noted(area):
                found = unpack(arrays)
            area.opened.update(dict.fromkeys(arrays[OPENED].tolist()))
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
            cache.keep(kind, key, {**pack(made), OPENED: np.array(list(used), dtype=str)})
        except TypeError:  # of a user's own: ids that are no words
            return made
    return made


def _key(kind: str, parts: Parts) -> str | None:
    try:
        return key_of(kind, parts)
    except TypeError:  # of a user's own: nobody can tell whether it is the same
        return None


def _packed(around: Surroundings) -> packed.Arrays:
    index = around.points.index
    modes = {name: one.mode for name, one in around.profiles.items()}
    found: packed.Arrays = {
        "profiles": np.array(list(modes), dtype=str),
        "modes": np.array(list(modes.values()), dtype=str),
        "train_modes": np.array(around.train_modes, dtype=str),
    }
    found |= packed.put_below("gemeente", packed.pack_words(around.gemeente))
    found |= packed.pack_minutes(around.minutes, "minutes", index)
    for name, frames in (("trips", around.trips), ("people", around.people)):
        found |= packed.pack_minutes(cast("Any", frames), name, index)
    return found


def _unpacked(
    area: Area, points: gpd.GeoDataFrame, arrays: Mapping[str, NDArray[Any]]
) -> Surroundings:
    index = points.index
    of_bounds = {name: packed.unpack_minutes(arrays, name, index) for name in ("trips", "people")}
    modes = zip(arrays["profiles"].tolist(), arrays["modes"].tolist(), strict=True)
    return Surroundings(
        points=points,
        gemeente=packed.unpack_words(packed.below(arrays, "gemeente"), index),
        minutes=packed.unpack_minutes(arrays, "minutes", index),
        profiles={name: read_profile(area, mode) for name, mode in modes},
        trips={bound: of_bounds["trips"][bound] for bound in BOUNDS},
        people={bound: of_bounds["people"][bound] for bound in BOUNDS},
        train_modes=tuple(arrays["train_modes"].tolist()),
    )


def _packed_grid(points: gpd.GeoDataFrame) -> packed.Arrays:
    if list(points.columns) != ["geometry", "nature"]:
        raise TypeError(list(points.columns))
    nature = packed.put_below("nature", packed.pack_words(points["nature"]))
    return {**packed.put_below("points", packed.pack_points(points)), **nature}


def _grid_of(arrays: Mapping[str, NDArray[Any]]) -> gpd.GeoDataFrame:
    points = packed.unpack_points(packed.below(arrays, "points"))
    return points.assign(nature=packed.unpack_words(packed.below(arrays, "nature"), points.index))


def _packed_cells(cells: Cells) -> packed.Arrays:
    frames = {"expected": cells.expected, "low": cells.low}
    gemeente = packed.put_below("gemeente", packed.pack_words(cells.gemeente))
    measures = packed.pack_minutes(frames, "measures", cells.points.index)
    return {**_packed_grid(cells.points), **gemeente, **measures}


def _unpacked_cells(arrays: Mapping[str, NDArray[Any]]) -> Cells:
    points = _grid_of(arrays)
    gemeente = packed.unpack_words(packed.below(arrays, "gemeente"), points.index)
    return Cells(points, gemeente, **packed.unpack_minutes(arrays, "measures", points.index))
