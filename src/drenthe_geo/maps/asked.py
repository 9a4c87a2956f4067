"""What a plot refuses, and of which area it is, before anything is drawn."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes

from drenthe_geo.area.area import Area
from drenthe_geo.area.opened import open_area
from drenthe_geo.contracts.shown import ASKED_OF
from drenthe_geo.crs import to_grid
from drenthe_geo.errors import ArgumentError
from drenthe_geo.maps.draw import View, area_view
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from drenthe_geo.crs import Grid

NOT_FLAT = frozenset({"3d", "polar", "aitoff", "hammer", "lambert", "mollweide"})
"""Projections of matplotlib that metres have no place on."""


@lru_cache(maxsize=1)
def _shipped() -> Area:
    return open_area()


def is_answer(data: object) -> bool:
    """Tell whether something is an answer: it has a result, and an area."""
    return hasattr(data, "result") and isinstance(getattr(data, "area", None), Area)


def area_of(data: object, drawn: gpd.GeoDataFrame, given: Area | str | Path | None) -> Area:
    """Find the area that a plot is of: the given one, that of the data, or that which ships.

    What knows no area is drawn on the one that ships only if its middle lies there: on a map of
    elsewhere it would be wrong without a word.
    """
    known = known_area(data, given)
    if known is not None:
        return known
    x0, y0, x1, y1 = area_view(_shipped().layer("gemeenten"))
    left, low, right, high = drawn.total_bounds
    if not (x0 <= (left + right) / 2 <= x1 and y0 <= (low + high) / 2 <= y1):
        raise ArgumentError("maps.plot.elsewhere", area=_shipped().name)
    return _shipped()


def known_area(data: object, given: Area | str | Path | None) -> Area | None:
    """Find the area that a plot is said to be of: the given one, or that of the data."""
    if given is not None:
        return given if isinstance(given, Area) else open_area(given)
    if is_answer(data):
        known: Area = data.area  # type: ignore[attr-defined]
        return known
    asked = getattr(data, "__dict__", {}).get(ASKED_OF)
    return asked if isinstance(asked, Area) else None


def require_axes(ax: object) -> None:
    """Refuse what is no axes, or axes that are not flat."""
    if ax is None:
        return
    if not isinstance(ax, Axes):
        raise ArgumentError("maps.plot.no_axes", given=type(ax).__name__)
    if ax.name in NOT_FLAT:
        raise ArgumentError("maps.plot.not_flat", given=ax.name)


def require_yes_or_no(**flags: object) -> None:
    """Refuse what is neither true nor false."""
    for name, value in flags.items():
        if not isinstance(value, (bool, np.bool_)):
            raise ArgumentError("maps.plot.no_flag", name=name, given=type(value).__name__)


def require_seen(drawn: gpd.GeoDataFrame, view: View, grid: Grid) -> None:
    """Refuse what lies outside the view: an empty map says nothing about it."""
    x0, x1 = sorted((view[0], view[2]))
    y0, y1 = sorted((view[1], view[3]))
    frame = shapely.box(x0, y0, x1, y1)
    shapely.prepare(frame)
    if not shapely.intersects(frame, drawn.geometry.to_numpy()).any():
        raise ArgumentError("maps.plot.out_of_view", x0=x0, x1=x1, y0=y0, y1=y1, grid=grid.name)


def table_on_map(
    given: gpd.GeoDataFrame, area: Area | str | Path | None, *columns: str
) -> gpd.GeoDataFrame:
    """Take a table with columns of numbers and a CRS, in that of the area of the map."""
    missing = [name for name in columns if name not in given]
    if missing:
        raise ArgumentError("maps.plot.no_columns", columns=missing, count=len(missing))
    known = known_area(given, area)
    grid = (_shipped() if known is None else known).facts.grid
    placed = to_grid(given, grid, Message("maps.plot.table"))
    there = placed[~(placed.geometry.is_empty | placed.geometry.isna())]
    if there.empty:
        raise ArgumentError("maps.plot.no_rows")
    return there.assign(**{name: _numbers(there[name], name) for name in columns})


def _numbers(column: pd.Series, name: str) -> pd.Series:
    """Take a column of numbers, of which some may be missing."""
    numbers = pd.to_numeric(column, errors="coerce")
    texts = column.map(lambda one: isinstance(one, (str, bool)))
    wrong = (texts | (numbers.isna() & column.notna())).to_numpy(dtype=bool)
    if wrong.any():
        raise ArgumentError("maps.plot.no_number", column=name, given=str(column[wrong].iloc[0]))
    if numbers.isna().all():
        raise ArgumentError("maps.plot.no_numbers", column=name)
    return numbers.astype(float)
