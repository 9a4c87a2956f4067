"""Minutes by every mode, for the switches of a page: of places, of people, and as a grid.

A cell of the grid has the least minutes of the roads within the distance that maps colour
(`map_buffer_m`), so what a page colours and what a map colours is the same land.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from drenthe_geo.area.opened import is_as_opened
from drenthe_geo.crs import MERCATOR, WGS84
from drenthe_geo.page.packing import squeezed
from drenthe_geo.reach.samples import Clock, EdgeSamples
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.read import read_roads
from drenthe_geo.style.page import PAGE_CELL_M, PAGE_SAMPLE_M, PAGE_STEP_S
from drenthe_geo.trips.kept import ROADS
from drenthe_geo.units import DS_PER_MIN
from drenthe_geo.work import packed
from drenthe_geo.work.key import hash_of_files, key_of
from drenthe_geo.work.memory import give_back

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.roads.search.spots import Direction

STEP_DS = 10 * PAGE_STEP_S

FAR = 255
"""Of a cell: no road near it, or further than the steps go."""

NONE_DS = 2**32 - 1
"""Of a place: no route."""

FAR_DS = 2**16 - 1
"""Of people: no route, or further than two bytes go."""


@dataclass(frozen=True)
class Frame:
    """Where the cells of a page lie: rows from the north, in Web Mercator."""

    west: float
    north: float
    cell: float
    columns: int
    rows: int
    # Of the places that lie in them.
    crs: str

    @classmethod
    def around(cls, outline: shapely.Geometry, beyond_m: float, crs: str) -> Frame:
        """Lay cells around an area; a metre of Mercator is less than one on the ground."""
        west, south, east, north = outline.bounds
        to = pyproj.Transformer.from_crs(crs, MERCATOR, always_xy=True)
        degrees = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)
        _, latitude = degrees.transform((west + east) / 2, (south + north) / 2)
        cell = round(PAGE_CELL_M / float(np.cos(np.deg2rad(latitude))), 3)
        xs, ys = to.transform(
            np.array([west, east, west, east]) + beyond_m * np.array([-1, 1, -1, 1]),
            np.array([south, south, north, north]) + beyond_m * np.array([-1, -1, 1, 1]),
        )
        columns, rows = (int(np.ceil((side.max() - side.min()) / cell)) for side in (xs, ys))
        return cls(round(float(xs.min()), 1), round(float(ys.max()), 1), cell, columns, rows, crs)

    def cells(self, xy_m: NDArray[np.float64]) -> NDArray[np.intp]:
        """Give the cells that points lie in; -1 outside."""
        to = pyproj.Transformer.from_crs(self.crs, MERCATOR, always_xy=True)
        x, y = to.transform(xy_m[:, 0], xy_m[:, 1])
        column = np.floor((x - self.west) / self.cell).astype(np.intp)
        row = np.floor((self.north - y) / self.cell).astype(np.intp)
        inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        return np.where(inside, row * self.columns + column, -1)

    def told(self) -> dict[str, object]:
        """Say where it lies."""
        return {"west": self.west, "north": self.north, "cell": self.cell,
                "columns": self.columns, "rows": self.rows}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Whose minutes to which stations."""

    # All that may count, those that were asked for first.
    stations: gpd.GeoDataFrame
    # How many of them were asked for.
    asked: int
    places: gpd.GeoDataFrame
    people: gpd.GeoDataFrame
    direction: Direction
    frame: Frame
    # Cells of points that modes share, by a hash of the points.
    seen: dict[bytes, NDArray[np.intp]] = field(default_factory=dict, repr=False, compare=False)

    def cells(self, xy_m: NDArray[np.float64]) -> NDArray[np.intp]:
        """Give the cells that points lie in, each set of points once."""
        key = blake2b(np.ascontiguousarray(xy_m).tobytes(), digest_size=16).digest()
        if key not in self.seen:
            self.seen[key] = self.frame.cells(xy_m)
        return self.seen[key]


def minutes_by(area: Area, profile: Profile, asked: Asked) -> dict[str, Any]:
    """Look the minutes of a mode up, or search for them.

    Returns
    -------
    dict of str to dict
        Each as `squeezed` gives it.
        ``places`` (tenths of a second, places × stations), ``people`` (people × asked stations,
        and the nearest of all) and ``people_nearest`` (which that is), ``cells`` (asked
        stations and the nearest of all × rows × columns, in steps) and ``cells_nearest``.
    """

    def search() -> dict[str, Any]:
        # Whoever asks a page for all modes seldom asks for another than that of the answer next.
        network = read_roads(area).network(profile, stays=False)
        reach = compute_reach(network, asked.stations, direction=asked.direction)
        found = _searched(reach, asked)
        del network, reach
        give_back()  # 40 MB of lines that were cut for the search
        return found

    return packed.kept("page", _key(area, profile, asked), search,
                       may_keep=lambda: is_as_opened(area))  # fmt: skip


def _key(area: Area, profile: Profile, asked: Asked) -> str | None:
    """Hash what it depends on; nothing where the roads are a user's own."""
    if set(ROADS) & set(area.own) or not is_as_opened(area):
        return None

    def make() -> str:
        return hash_of_files(
            {name: area.path(name) for name in ROADS if name in area.resource_names}
        )

    points = [
        (one.index, shapely.get_coordinates(one.geometry.to_numpy()))
        for one in (asked.stations, asked.places, asked.people)
    ]
    try:
        roads = area.keep("hash_of_roads", make)
        return key_of("page", roads, area.peak, profile, points, asked.asked, asked.direction,
                      asked.frame, PAGE_SAMPLE_M)  # fmt: skip
    except TypeError:  # of a user's own: nobody can tell whether it is the same
        return None


def _searched(reach: Reach, asked: Asked) -> dict[str, Any]:
    """Measure all of it on the roads of one mode."""
    # A reach has its facilities in the order of their ids.
    columns = list(asked.stations.index)
    places = _ds(travel_times(reach, asked.places).minutes[columns], NONE_DS).astype(np.uint32)
    of_people = _ds(travel_times(reach, asked.people).minutes[columns], FAR_DS)
    nearest = np.argmin(of_people, axis=1)
    least = of_people[np.arange(len(nearest)), nearest]
    people = np.column_stack([of_people[:, : asked.asked], least]).astype(np.uint16)
    cells, cells_nearest = _cells(reach, asked)
    found = {
        "places": places,
        "people": people,
        "people_nearest": nearest.astype(np.uint8),
        "cells": cells,
        "cells_nearest": cells_nearest,
    }
    return {name: squeezed(values) for name, values in found.items()}


def _ds(minutes: pd.DataFrame, far: int) -> NDArray[np.int64]:
    """Give minutes in tenths of a second; what is missing or too far as `far`."""
    values = np.rint(minutes.to_numpy() * DS_PER_MIN)
    known = np.isfinite(values) & (values < far)
    return np.where(known, values, far).astype(np.int64)


def _cells(reach: Reach, asked: Asked) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Give the minutes of cells to each asked station and to the nearest of all."""
    from scipy import ndimage  # noqa: PLC0415 - takes a while, and what is kept needs none

    frame, network = asked.frame, reach.network
    shape = (frame.rows, frame.columns)
    clock, at = _clock(reach, asked)
    order = np.argsort(at, kind="stable")
    order = order[np.searchsorted(at[order], 0) :]
    clock = clock.some(order)
    starts = np.flatnonzero(np.diff(at[order], prepend=-1))
    there = at[order][starts]
    disc = _disc(network.profile.map_buffer_m / PAGE_CELL_M)
    found = np.full((asked.asked + 1, *shape), FAR, dtype=np.uint8)
    which = np.full(shape, FAR, dtype=np.uint8)
    least = np.full(shape, np.inf)
    near, land = np.full(frame.rows * frame.columns, np.inf), np.empty(shape)
    for part in reach.parts():
        for facility, number in enumerate(asked.stations.index.get_indexer(part.facilities.index)):
            if len(starts):
                near[there] = np.minimum.reduceat(clock.times_ds(part, facility), starts)
            ndimage.minimum_filter(
                near.reshape(shape), footprint=disc, output=land, mode="constant", cval=np.inf
            )
            if number < asked.asked:
                found[number] = _steps(land)
            which[land < least] = number
            np.minimum(least, land, out=least)
    found[-1] = _steps(least)
    return found, which


def _clock(reach: Reach, asked: Asked) -> tuple[Clock, NDArray[np.intp]]:
    """Give the points of all roads, those beside the network too, and the cells they lie in."""
    network = reach.network
    samples = EdgeSamples.along(network, PAGE_SAMPLE_M)
    clock, at, beside = samples.clock(reach), asked.cells(samples.xy_m), network.side_roads
    if beside is None:
        return clock, at
    return clock.and_also(Clock.beside(beside, reach.direction)), np.append(
        at, asked.cells(beside.xy_m)
    )


def _steps(land_ds: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Give minutes in steps, rounded up: who is within a number of minutes is so for certain."""
    steps = np.ceil(land_ds / STEP_DS)
    return np.where(steps < FAR, np.minimum(steps, FAR), FAR).astype(np.uint8)


def _disc(radius: float) -> NDArray[np.bool_]:
    """Give the cells around one that are looked at; itself at least."""
    reach = int(np.ceil(radius))
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc: NDArray[np.bool_] = rows**2 + columns**2 <= radius**2 + 1e-9
    return disc
