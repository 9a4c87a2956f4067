"""The one door for files of a user with rows that have a place: its ending says what it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from drenthe_geo.area.gazetteer import plain_name
from drenthe_geo.crs import RD
from drenthe_geo.errors import ArgumentError, FileError, LayerError
from drenthe_geo.files.gate import (
    GEOCODED,
    Reading,
    notices_of,
    own_file,
    split_layer,
    with_notices,
)
from drenthe_geo.io.formats.geojson import read_geojson
from drenthe_geo.io.formats.geopackage import read_geopackage
from drenthe_geo.io.formats.geoparquet import read_geoparquet
from drenthe_geo.io.formats.kml import read_kml
from drenthe_geo.io.formats.shapefile import read_flatgeobuf, read_shapefile, read_zip
from drenthe_geo.io.formats.text_table import read_text_table
from drenthe_geo.io.formats.workbook import read_workbook
from drenthe_geo.io.geocoding import placed_by_address
from drenthe_geo.io.headings import (
    ROLES,
    Placed,
    columns_by_role,
    placed_by_coordinates,
    require_roles,
)
from drenthe_geo.io.places import placed_by_name
from drenthe_geo.io.plain_columns import plain_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from drenthe_geo.area.area import Area
    from drenthe_geo.crs import Grid

VECTOR: Mapping[str, Callable[[Path], gpd.GeoDataFrame]] = {
    ".geojson": read_geojson,
    ".json": read_geojson,
    ".parquet": read_geoparquet,
    ".geoparquet": read_geoparquet,
    ".shp": read_shapefile,
    ".zip": read_zip,
    ".fgb": read_flatgeobuf,
    ".kml": read_kml,
}

TABLES = (".csv", ".txt", ".tsv", ".xlsx")

KNOWN = (".gpkg", *VECTOR, *TABLES)

COORDINATES = frozenset({"x", "y", "lon", "lat", "postcode", "town"})
"""Roles that say where a row lies: of no use where a file has geometry of its own."""


def read_file(
    path: Path, columns: Mapping[str, str] | None = None, *, grid: Grid = RD
) -> gpd.GeoDataFrame:
    """Read a file as it is, rows with a geometry; what is odd about it is in its notices.

    Parameters
    ----------
    path : pathlib.Path
        The file; the name of a layer or sheet may follow it, see `split_layer`.
    columns : mapping of str to str, optional
        Columns by their role, see `read_points`.
    grid : Grid
        What columns of metres are in; RD New where not given.

    Returns
    -------
    geopandas.GeoDataFrame
        Its rows in its own CRS, with `notices_of` it.

    Raises
    ------
    FileError
        If the file is missing, or not what its name says.
    CrsError
        If its CRS is unknown.
    LayerError
        If a row cannot be read; all of them in one message.
    """
    placed = read_placed(path, columns, grid=grid)
    if placed.problems:
        raise LayerError("schema.problems", what=path.name, problems=placed.problems)
    return placed.frame


def read_placed(
    given: Path,
    columns: Mapping[str, str] | None = None,
    *,
    fields: Iterable[str] = (),
    area: Area | None = None,
    grid: Grid = RD,
) -> Placed:
    """Read a file with columns by their roles, and say which of its rows cannot be used."""
    path, layer = split_layer(given)
    named, fields = dict(columns or {}), tuple(fields)
    require_roles(named, fields)
    reading = area.reading if area is not None and columns is None else Reading()
    ending = path.suffix.lower()
    path = own_file(path)
    if ending not in KNOWN:
        key = "io.ending" if ending else "io.no_ending"
        ending_said = {"ending": ending} if ending else {}
        raise FileError(key, file=path.name, known=KNOWN, **ending_said)
    if layer is not None and ending not in (".gpkg", ".xlsx"):
        raise ArgumentError("io.no_layers_in", file=path.name, layer=layer)
    if ending in TABLES:
        grid = grid if area is None else area.facts.grid
        return _placed_table(path, layer, named, fields, area=area, reading=reading, grid=grid)
    read = partial(read_geopackage, layer=layer) if ending == ".gpkg" else VECTOR[ending]
    frame = read(path)
    unused = sorted(COORDINATES & set(named))
    if unused:
        raise ArgumentError("io.has_geometry", file=path.name, roles=unused)
    notices = notices_of(frame)
    names = [str(one) for one in frame.columns if one != frame.geometry.name]
    named |= _picked(reading, names, {"id", "name", *fields})
    found = columns_by_role(names, named, path.name, fields)
    plain, more = plain_columns(frame, path.name)
    plain = _named(plain, found, set(named), fields)
    return Placed(with_notices(plain, *notices, *more), found=found)


def _placed_table(
    path: Path,
    sheet: str | None,
    named: dict[str, str],
    fields: tuple[str, ...],
    *,
    area: Area | None,
    reading: Reading,
    grid: Grid,
) -> Placed:
    """Read a table of text or of a workbook, and find the place of each row."""
    table = read_workbook(path, sheet) if path.suffix.lower() == ".xlsx" else read_text_table(path)
    if len({name.casefold() for name in table.headings}) < len(table.headings):
        raise LayerError("schema.problems", what=path.name, problems=table.problems)
    rows = table.frame()
    named |= _picked(reading, rows.columns, {*ROLES, *fields})
    found = columns_by_role(rows.columns, named, path.name, fields)
    placed = placed_by_coordinates(rows, found, grid, table.told)
    placed.problems[:0] = table.problems
    if reading.geocode and "address" in found and placed.frame.geometry.isna().any():
        reading.used.add(GEOCODED)
        placed_by_address(placed, path.name, grid)
    placed_by_name(placed, area, path.name, grid)
    frame = _named(placed.frame, found, set(named), fields)
    placed.frame = with_notices(frame, *table.notices, *placed.notices)
    return placed


def _picked(reading: Reading, there: Iterable[str], roles: set[str]) -> dict[str, str]:
    """Pick the columns that are named for all files and that this one has."""
    known = {plain_name(str(one)) for one in there}
    picked = {
        role: column
        for role, column in reading.columns.items()
        if role in roles and plain_name(column) in known
    }
    reading.used |= set(picked)
    return picked


def _named(
    frame: gpd.GeoDataFrame, found: Mapping[str, str], named: set[str], fields: tuple[str, ...]
) -> gpd.GeoDataFrame:
    """Give columns the name of their role; a column that has that name already comes first."""
    there = {str(one).lower(): str(one) for one in frame.columns}
    renamed: dict[str, str] = {}
    for role in ("id", "name", *fields):
        column = found.get(role)
        if column is None or column == role or column not in frame.columns:
            continue
        if role in there and role not in named:
            continue
        if role in there:
            frame = frame.drop(columns=there[role])
        renamed[column] = role
    renamed_frame: Any = frame.rename(columns=renamed)
    return gpd.GeoDataFrame(
        pd.DataFrame(renamed_frame), geometry=frame.geometry.name, crs=frame.crs
    )
