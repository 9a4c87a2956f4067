"""What the columns of a user's table are called, in Dutch and English, and its coordinates."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from drenthe_geo.area.gazetteer import plain_name
from drenthe_geo.area.package import DEFAULTS, data_dir, read_toml
from drenthe_geo.crs import WGS84
from drenthe_geo.errors import LayerError, unknown_choice
from drenthe_geo.words.message import Message
from drenthe_geo.words.numerals import number_of, signs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from drenthe_geo.crs import Grid
    from drenthe_geo.words.numerals import Signs

HEADINGS = "headings.toml"

OF_AREA = "area"
"""CRS of a pair that is in metres of the area's own."""

PAIR_ROLES = {("x", "y"): OF_AREA, ("lon", "lat"): WGS84}
"""Roles that `columns` may name for a pair of coordinates, and their CRS."""

ROLES = ("id", "name", "x", "y", "lon", "lat", "postcode", "town")
"""Roles of columns that a user may name, beside the columns of a layer."""

MOST_NAMED = 5
"""How many rows a problem names one by one."""

MOST_DEGREES = 360.0


@lru_cache(maxsize=1)
def known_headings() -> dict[str, Any]:
    """Read the names that columns are known by; see ``data/defaults/headings.toml``."""
    return read_toml(data_dir() / DEFAULTS / HEADINGS)


def choice_m(name: str) -> float:
    """Give a number of ``headings.toml``, in metres."""
    return float(known_headings()[name]["value"])


@dataclass
class Placed:
    """Rows with the places that their coordinates tell, and what is wrong with which."""

    frame: gpd.GeoDataFrame
    # Rows (from 0) whose coordinates are wrong, said already.
    told: set[int] = field(default_factory=set)
    problems: list[Message] = field(default_factory=list)
    notices: list[Message] = field(default_factory=list)
    # Columns by their role; see `ROLES`.
    found: dict[str, str] = field(default_factory=dict)
    # Whether there are columns of coordinates, filled or not.
    has_pair: bool = False


def require_roles(columns: Mapping[str, str], fields: Iterable[str] = ()) -> None:
    """Raise if a role that a column is named for is none."""
    choices = tuple(dict.fromkeys([*ROLES, *fields]))
    for role in columns:
        if role not in choices:
            raise unknown_choice("column", role, choices)


def columns_by_role(
    there: Iterable[str], named: Mapping[str, str], file: str, fields: Iterable[str] = ()
) -> dict[str, str]:
    """Tell which column plays which role: as named, else by its heading."""
    names = [str(one) for one in there]
    by_plain = {plain_name(name): name for name in reversed(names)}
    found: dict[str, str] = {}
    for role, column in named.items():
        exact = column if column in names else by_plain.get(plain_name(column))
        if exact is None:
            raise LayerError("io.no_such_column", file=file, column=column, role=role, known=names)
        found[role] = exact
    taken = set(found.values())
    known = known_headings()
    for role in fields:
        if role in found or role in names:
            continue
        headings = [one for one in known["fields"].get(role, ()) if one in by_plain]
        free = [by_plain[one] for one in headings if by_plain[one] not in taken]
        if free:
            found[role] = free[0]
    taken = set(found.values())
    for role, headings in known["roles"].items():
        free = [by_plain[one] for one in headings if one in by_plain][:1]
        if role not in found and free and free[0] not in taken:
            found[role] = free[0]
    return found


def pairs_in(
    there: Iterable[str], named: Mapping[str, str], grid: Grid
) -> list[tuple[str, str, str]]:
    """List the pairs of coordinates in a table: the columns and the CRS, best first."""
    told = [
        (named[x], named[y], grid.code if crs == OF_AREA else crs)
        for (x, y), crs in PAIR_ROLES.items()
        if x in named and y in named
    ]
    if told:
        return told
    by_plain = {plain_name(str(one)): str(one) for one in reversed(list(there))}
    return [
        (by_plain[x], by_plain[y], grid.code if kind["crs"] == OF_AREA else kind["crs"])
        for kind in known_headings()["pairs"]
        for x, y in kind["names"]
        if x in by_plain and y in by_plain
    ]


def placed_by_coordinates(
    table: pd.DataFrame, found: dict[str, str], grid: Grid, told: set[int] | None = None
) -> Placed:
    """Make points of the coordinates of a table; a row without any has none yet."""
    pairs = pairs_in(table.columns, found, grid)
    empty = gpd.GeoSeries([None] * len(table), index=table.index, crs=grid.code)
    placed = Placed(gpd.GeoDataFrame(table, geometry=empty), found=found, told=set(told or ()))
    placed.has_pair = bool(pairs)
    if not pairs:
        return placed
    made = [_points(table, pair, placed, found) for pair in pairs]
    points = made[0]
    for others in made[1:]:
        missing = points.isna() & others.notna()
        there = points.notna() & others.notna()
        apart_m = points.to_crs(grid.code).distance(others.to_crs(grid.code))
        same = apart_m <= choice_m("pairs_apart_m")
        for row in np.flatnonzero((there & ~same).to_numpy()):
            if int(row) not in placed.told:
                columns = [name for pair in pairs for name in pair[:2]]
                tell(placed, int(row), found, "io.pairs_differ", columns=columns)
        if missing.any():
            points = points.where(~missing, others.to_crs(points.crs))
    used = [name for pair in pairs for name in pair[:2]]
    placed.frame = gpd.GeoDataFrame(table.drop(columns=list(dict.fromkeys(used))), geometry=points)
    return placed


def _points(
    table: pd.DataFrame, pair: tuple[str, str, str], placed: Placed, found: dict[str, str]
) -> gpd.GeoSeries:
    """Make points of one pair of columns."""
    x_name, y_name, crs = pair
    cells = {name: table[name].to_list() for name in (x_name, y_name)}
    signs = signs_of([cell for column in cells.values() for cell in column])
    xy = np.full((len(table), 2), np.nan)
    for row in range(len(table)):
        typed = (cells[x_name][row], cells[y_name][row])
        if row in placed.told or all(cell is None for cell in typed):
            continue
        said = {"x": _said(typed[0]), "y": _said(typed[1])}
        numbers = [_coordinate(cell, signs, crs) for cell in typed]
        if any(cell is None for cell in typed):
            tell(placed, row, found, "io.half_a_pair", given=said["x"] or said["y"])
        elif None in numbers:
            tell(placed, row, found, "io.thousands", **said)
        elif not all(math.isfinite(number) for number in numbers if number is not None):
            tell(placed, row, found, "io.no_numbers", **said)
        else:
            xy[row] = numbers
    known = np.isfinite(xy).all(axis=1)
    shapes = np.full(len(table), None, dtype=object)
    shapes[known] = shapely.points(xy[known])
    return gpd.GeoSeries(shapes, index=table.index, crs=crs)


def _coordinate(cell: object, signs: Signs, crs: str) -> float | None:
    """Read a coordinate; no degree is a thousand, so one sign in it stands before decimals."""
    number = number_of(cell, signs)
    if crs == WGS84 and isinstance(cell, str) and (number is None or number > MOST_DEGREES):
        typed = cell.strip()
        if typed.count(".") + typed.count(",") == 1:
            return number_of(typed.replace(",", ".") + "0", signs)
    return number


def _said(cell: object) -> str:
    return "" if cell is None else str(cell)


def tell(placed: Placed, row: int, found: Mapping[str, str], key: str, **said: object) -> None:
    """Note what is wrong with a row, by its number and its name; of many the first few."""
    if row in placed.told:
        return
    placed.told.add(row)
    if len(placed.problems) < MOST_NAMED:
        placed.problems.append(Message(key, row=row_said(placed.frame, row, found), **said))
    elif len(placed.problems) == MOST_NAMED:
        placed.problems.append(Message("io.more_rows"))


def row_said(table: pd.DataFrame, row: int, found: Mapping[str, str]) -> Message:
    """Name a row by its number and what it is called."""
    for role in ("name", "id"):
        column = found.get(role)
        if column in table.columns and table[column].iloc[row] is not None:
            return Message("schema.row_of", row=row + 1, name=str(table[column].iloc[row]))
    return Message("schema.row", row=row + 1)
