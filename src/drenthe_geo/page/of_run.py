"""The page of the main job: how near stations are, by every mode and for both sets."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.select import select_stations
from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.page.base import base_of
from drenthe_geo.page.minutes import STEP_DS, Asked, Frame, minutes_by
from drenthe_geo.page.packing import degrees_of, packed_numbers, told_numbers
from drenthe_geo.page.report import View
from drenthe_geo.page.routes import routes_of
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.style.page import PAGE_CELL_M
from drenthe_geo.trips.kept import ROADS
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.reach.study import Study
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.words.table import Words

MOST_STATIONS = 40
"""Of more a page has no grid of each: it would be too large to send by mail."""


def view_of_run(area: Area, study: Study, words: Words) -> View:
    """Give the map of a study with its switches.

    Examples
    --------
    >>> study = dg.reach.make_study(area)
    >>> view = view_of_run(area, study, area.words("en"))
    >>> view.kind, view.data["modes"][0]["name"]
    ('run', 'car')
    """
    asked_profile = study.reach.network.profile
    stations, asked = _stations(area, study)
    points = _points(study)
    ask = Asked(
        stations=stations,
        asked=asked,
        places=points,
        people=study.people,
        direction=study.reach.direction,
        frame=Frame.around(area.outline(), area.facts.roads_end_m, area.facts.crs),
    )
    modes = _profiles(area, asked_profile)
    data: dict[str, Any] = {
        "mode": asked_profile.mode,
        "direction": study.reach.direction,
        "which": study.which,
        "cutoffs": [float(one) for one in study.cutoffs_min],
        "perMinute": DS_PER_MIN,
        "stepDs": STEP_DS,
        "frame": ask.frame.told(),
        "modes": [
            {"id": one.mode, "name": _name_of(one.mode, words),
             "phrase": words.say(one.phrase), "low": one.low_share, "high": one.high_share,
             "buffer": one.map_buffer_m, **_told(minutes_by(area, one, ask))}
            for one in modes
        ],
        "stations": _station_rows(stations, asked),
        "places": _point_rows(study, points),
        "routes": routes_of(study),
        "people": packed_numbers(study.people["population"].to_numpy().astype(np.uint32)),
    }  # fmt: skip
    notes = [
        words.say(
            "page.error_cells",
            metres=PAGE_CELL_M,
            seconds=STEP_DS / 10,
            buffer=asked_profile.map_buffer_m,
        )
    ]
    return View("run", base_of(area), data, notes=notes)


def _stations(area: Area, study: Study) -> tuple[gpd.GeoDataFrame, int]:
    """Give all stations that a switch may choose, and how many of them come first: the asked."""
    asked = study.stations.loc[[one for one in study.summary.index if one in study.stations.index]]
    if study.which == "all" or "stations" in area.own:
        own_first = asked.sort_values("role", key=lambda role: role != "own", kind="stable")
        return own_first, min(len(asked), MOST_STATIONS)
    others = select_stations(study.layers["stations"], "all").drop(index=asked.index)
    network = study.reach.network
    near = others.geometry.intersects(_box(network.node_xy_m))
    return pd.concat([asked, others[near]]), len(asked)


def _box(xy_m: Any) -> shapely.Geometry:  # noqa: ANN401 - an array
    """Give the rectangle that the roads lie in: a station beyond it has none near it."""
    return shapely.box(*xy_m.min(axis=0), *xy_m.max(axis=0))


def _profiles(area: Area, asked: Profile) -> list[Profile]:
    """Give the profiles of the switch, the asked one first; roads of a user may know but one."""
    found = [asked]
    if set(ROADS) & set(area.own):
        return found
    for mode in area.toml("profiles"):
        if mode != asked.mode:
            with suppress(DrentheGeoError):  # a mode that has no peak, say
                found.append(read_profile(area, mode))
    return found


def _points(study: Study) -> gpd.GeoDataFrame:
    """Give places and, after them, sites: what one can ask the minutes of."""
    rows = [study.places[["name", "geometry"]], study.layers["sites"][["name", "geometry"]]]
    kinds = [
        kind for kind, some in zip(("place", "site"), rows, strict=True) for _ in range(len(some))
    ]
    return pd.concat(rows).assign(kind=kinds)


def _point_rows(study: Study, points: gpd.GeoDataFrame) -> list[dict[str, object]]:
    """Tell who they are; of a place its people too, and how far it is from its road."""
    places = study.places
    snap_m = study.times.origin_snaps["snap_m"].reindex(places.index)
    told = {
        str(one): {"people": int(people), "in": str(gemeente), "snap": round(float(snap), 1)}
        for one, people, gemeente, snap in zip(
            places.index, places["population"], places["gemeente"], snap_m, strict=True
        )
        if np.isfinite(snap)
    }
    return [
        {"id": str(one), "name": str(name), "kind": kind, "at": at,
         **(told.get(str(one), {}) if kind == "place" else {})}
        for one, name, kind, at in zip(
            points.index, points["name"], points["kind"], degrees_of(points), strict=True
        )
    ]  # fmt: skip


def _station_rows(stations: gpd.GeoDataFrame, asked: int) -> list[dict[str, object]]:
    """Tell who the stations are."""
    return [
        {"id": str(one), "name": str(name), "intercity": bool(fast), "own": role == "own",
         "asked": number < asked, "at": at}
        for number, (one, name, fast, role, at) in enumerate(
            zip(stations.index, stations["name"], stations["intercity"], stations["role"],
                degrees_of(stations), strict=True)
        )
    ]  # fmt: skip


def _name_of(mode: str, words: Words) -> str:
    """Name a mode; one of a user's own has no other name than its own."""
    key = f"roads.mode.{mode}.name"
    return words.say(key) if words.has(key) else mode


def _told(arrays: dict[str, Any]) -> dict[str, object]:
    """Write what was measured."""
    return {name: told_numbers(values) for name, values in arrays.items()}
