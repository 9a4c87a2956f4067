"""Points as a user has them, and results in his terms: his CRS, his index, his order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.crs import (
    WGS84,
    Grid,
    grid_of,
    grid_problem,
    looks_swapped_deg,
    place_problem,
    require_some_crs,
    to_grid,
)
from drenthe_geo.errors import ArgumentError, CrsError, LayerError
from drenthe_geo.files.gate import notices_of
from drenthe_geo.io.vector import read_points_or_layer
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.network import Network

Points: TypeAlias = (
    gpd.GeoDataFrame
    | gpd.GeoSeries
    | shapely.Point
    | str
    | Path
    | tuple[float, float]
    | Iterable[tuple[float, float]]
    | Iterable[shapely.Point]
)
"""What points may be.

A GeoDataFrame or GeoSeries of points with a CRS; (lon, lat) pairs or shapely points in degrees
(WGS 84), one or a row of them; a file; or a word for points of the area: ``"stations"``,
``"all-stations"``, ``"sites"``, ``"places"``.
"""

NOUNS = ("points", "origins", "facilities")
"""Roles that a wrong word is said with."""

MOST_LON, MOST_LAT = 180.0, 90.0

PAIR = 2


@dataclass(frozen=True)
class Taken:
    """Points of a user, numbered from 0 in his order, and what he calls them."""

    role: str
    # With the numbers as the index; all columns that he gave.
    frame: gpd.GeoDataFrame
    index: pd.Index

    def __len__(self) -> int:
        """Count them."""
        return len(self.index)

    @property
    def crs(self) -> Any:  # noqa: ANN401 - pyproj is untyped
        """His CRS."""
        return self.frame.crs

    def on(self, network: Network) -> gpd.GeoDataFrame:
        """Give the points in the CRS of a network; refused where they cannot lie there."""
        return in_crs(self.frame, network.crs, Message(f"doors.what.{self.role}"))

    def labelled(self, snaps: pd.DataFrame) -> pd.DataFrame:
        """Give a table by number the user's index."""
        return snaps.set_axis(self.index.take(np.asarray(snaps.index, dtype=int)))


def take_points(area: Area, given: Any, role: str) -> Taken:  # noqa: ANN401 - whatever the user has
    """Take points from whatever the user has, see `Points`; the role is a key of `doors.what`."""
    what = Message(f"doors.what.{role}")
    if isinstance(given, (str, Path)):
        frame = read_points_or_layer(area, given, role if role in NOUNS else "points")
        area.note(*notices_of(frame))
    elif isinstance(given, gpd.GeoSeries):
        frame = gpd.GeoDataFrame(geometry=given, index=given.index)
    elif isinstance(given, gpd.GeoDataFrame):
        frame = given
    else:
        frame = _from_row(given, what, area.facts.grid)
    require_geometry(frame, what)
    require_some_crs(frame, what, area.facts.grid)
    require_points(frame, what)
    if frame.index.has_duplicates:
        twice = str(frame.index[frame.index.duplicated()][0])
        raise LayerError("doors.twice", what=what, label=twice)
    numbered = frame.set_axis(pd.RangeIndex(len(frame)))
    if numbered.geometry.name != "geometry":
        numbered = numbered.drop(columns="geometry", errors="ignore").rename_geometry("geometry")
    return Taken(role, numbered, frame.index)


def in_crs(frame: gpd.GeoDataFrame, crs: str, what: Message) -> gpd.GeoDataFrame:
    """Convert places to a CRS, and refuse what cannot be right there."""
    grid = None if grid_problem(crs) else grid_of(crs)
    placed = frame.to_crs(crs) if grid is None else to_grid(frame, grid, what)
    xy_m = shapely.get_coordinates(placed.geometry.to_numpy())
    if grid is not None:
        trouble = place_problem(xy_m[:, 0], xy_m[:, 1], grid)
        if trouble:
            raise LayerError("doors.elsewhere", what=what, trouble=trouble)
    if not np.isfinite(xy_m).all():
        raise CrsError("doors.no_place", what=what, crs=crs)
    return placed


def require_geometry(frame: gpd.GeoDataFrame, what: Message) -> None:
    """Refuse a table that has lost its points."""
    try:
        _ = frame.geometry
    except AttributeError:
        raise LayerError("doors.no_geometry", what=what) from None


def require_points(frame: gpd.GeoDataFrame, what: Message) -> None:
    """Refuse rows that are no point, and name the first."""
    shapes = frame.geometry
    wrong = (shapes.isna() | shapes.is_empty | (shapes.geom_type != "Point")).to_numpy()
    if not wrong.any():
        return
    at = int(wrong.argmax())
    shape = shapes.iloc[at]
    kind = Message("doors.nothing") if shape is None or shape.is_empty else shape.geom_type
    said = {"count": int(wrong.sum()), "total": len(frame), "label": str(frame.index[at])}
    raise LayerError("doors.no_points", what=what, kind=kind, **said)


def _from_row(given: Any, what: Message, grid: Grid) -> gpd.GeoDataFrame:  # noqa: ANN401 - whatever the user has
    """Make points of pairs or shapely points in degrees; one alone is a row of one."""
    if isinstance(given, shapely.Point) or _is_pair(given):
        given = [given]
    row = isinstance(given, Iterable) and not isinstance(given, (dict, pd.DataFrame, bytes))
    if not row:
        raise ArgumentError("doors.what_are_points", what=what, kind=type(given).__name__)
    index = given.index if isinstance(given, pd.Series) else None
    each = list(given)
    for number, one in enumerate(each, start=1):
        if not (isinstance(one, shapely.Point) or _is_pair(one)):
            shown = repr(one)
            raise ArgumentError("doors.what_is_a_point", what=what, row=number, given=shown)
    shapes = [one if isinstance(one, shapely.Point) else shapely.Point(*one) for one in each]
    lon, lat = (np.array([getattr(one, side) for one in shapes if not one.is_empty], dtype=float)
                for side in "xy")  # fmt: skip
    off = ~((np.abs(lon) <= MOST_LON) & (np.abs(lat) <= MOST_LAT))
    if off.any():
        at = int(off.argmax())
        pair = f"({lon[at]:g}, {lat[at]:g})"
        raise ArgumentError(
            "doors.not_degrees",
            what=what,
            row=at + 1,
            given=pair,
            number=grid.code.rpartition(":")[2],
        )
    if looks_swapped_deg(lon, lat, grid):
        pair = f"({lon[0]:g}, {lat[0]:g})"
        raise ArgumentError("doors.swapped", what=what, given=pair, land=grid.land)
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries(shapes, index=index, crs=WGS84))


def _is_pair(one: object) -> bool:
    """Tell whether it is two numbers."""
    if not isinstance(one, (tuple, list, np.ndarray)) or len(one) != PAIR:
        return False
    return all(isinstance(part, Real) and not isinstance(part, bool) for part in one)
