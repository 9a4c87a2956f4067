"""Layers as GeoPackage, GeoJSON and GeoParquet: empty is missing, columns say what they are."""

from __future__ import annotations

import datetime as dt
import errno
import json
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import numpy as np
import shapely

from drenthe_geo.io.out.cells import as_value, is_text
from drenthe_geo.io.out.columns import headings_of
from drenthe_geo.io.writers import why_not_written

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import TypeVar

    import geopandas as gpd
    import pandas as pd

    from drenthe_geo.io.out.columns import Column, Columns, Heading
    from drenthe_geo.words.table import Words

    Frame = TypeVar("Frame", bound=pd.DataFrame)

DECIMALS = 3
"""Of numbers that were computed: a tenth of a second in minutes, a millimetre."""

WGS84 = "EPSG:4326"
"""What GeoJSON is in, by RFC 7946."""

DEGREES = 7
"""Decimals of longitude and latitude."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name)
);
CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
  min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
);
CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);
"""  # no sentence: tables of the schema extension, as the standard has them

EXTENSION = "http://www.geopackage.org/spec120/#extension_schema"


def as_missing(table: Frame) -> Frame:
    """Put nothing where a text is empty: a program tells the two apart."""
    blank = {
        str(name): cells.astype(object).where(cells.ne("").fillna(value=True), None)
        for name in table.columns
        if is_text(cells := table[name]) and (cells == "").any()
    }
    return table.assign(**blank) if blank else table


def rounded(table: Frame, known: Container[str]) -> Frame:
    """Round what was computed; columns of a user's own stay as they are."""
    fewer = {
        str(column): cells.round(DECIMALS)
        for column in table.columns
        if str((cells := table[column]).dtype) in {"float64", "Float64"} and str(column) in known
    }
    return table.assign(**fewer) if fewer else table


def whole(
    layer: gpd.GeoDataFrame, name: str, words: Words, given: Mapping[str, Column]
) -> tuple[gpd.GeoDataFrame, list[Heading]]:
    """Make a layer as it is written: its index a column, computed numbers rounded.

    Beside it stands what its columns are.
    """
    frame = layer.reset_index() if layer.index.name else layer
    columns = [one for one in frame.columns if one != frame.geometry.name]
    headings = headings_of(name, columns, words, given)
    known = {one.name for one in headings if one.means}
    return rounded(as_missing(frame), known), headings


def write_geopackage(
    layers: Mapping[str, gpd.GeoDataFrame],
    path: Path,
    *,
    date: str,
    words: Words,
    given: Columns,
) -> None:
    """Write layers to one GeoPackage, with the date of the data instead of the clock's.

    Each layer says what its rows are, each column what it is, in the language of the reader.
    """
    import pyogrio  # noqa: PLC0415 - only for writing

    headings = {}
    with _at(date, path):
        for number, (name, layer) in enumerate(layers.items()):
            frame, headings[name] = whole(layer, name, words, given.get(name, {}))
            pyogrio.write_dataframe(
                frame,
                path,
                layer=name,
                driver="GPKG",
                append=number > 0,
                layer_options=_described(name, words),
            )
    _describe_columns(path, headings)


def _described(name: str, words: Words) -> dict[str, str]:
    key = f"out.layer.{name.lower()}"
    if not words.has(f"{key}.name"):
        return {}
    # An identifier must be the only one of its file, so the name of the layer is in it.
    title = words.say(f"{key}.name")
    return {"IDENTIFIER": f"{title} ({name})", "DESCRIPTION": words.say(f"{key}.rows")}


def _describe_columns(path: Path, headings: Mapping[str, Iterable[Heading]]) -> None:
    """Give columns a title and a meaning, in the tables that the standard has for it."""
    rows = [
        (
            layer,
            one.name,
            one.head,
            one.head,
            f"{one.means} ({one.unit})" if one.unit else one.means,
        )
        for layer, columns in headings.items()
        for one in columns
        if one.means
    ]
    extension = [
        (name, "gpkg_schema", EXTENSION, "read-write")
        for name in ("gpkg_data_columns", "gpkg_data_column_constraints")
    ]
    try:
        with closing(sqlite3.connect(path)) as file:
            file.execute("PRAGMA journal_mode = MEMORY")
            file.execute("PRAGMA synchronous = OFF")  # no sentence: SQL
            file.executescript(SCHEMA)
            file.executemany(
                "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description)"
                " VALUES (?, ?, ?, ?, ?)",  # no sentence: SQL
                rows,
            )
            file.executemany(
                "INSERT OR IGNORE INTO gpkg_extensions (table_name, extension_name, definition,"
                " scope) VALUES (?, ?, ?, ?)",  # no sentence: SQL
                extension,
            )
            file.commit()
    except sqlite3.Error as error:  # a full disk, say
        raise OSError(errno.EIO, why_not_written(path, error)) from error


def write_geojson(
    layers: Mapping[str, gpd.GeoDataFrame],
    folder: Path,
    *,
    stem: str,
    words: Words,
    given: Columns,
) -> None:
    """Write each layer as GeoJSON by RFC 7946: longitude and latitude in WGS 84."""
    for name, layer in layers.items():
        frame, _ = whole(layer, name, words, given.get(name, {}))
        with (folder / f"{file_of(stem, name)}.geojson").open("w", encoding="utf-8") as file:
            head = json.dumps({"type": "FeatureCollection", "name": name}, ensure_ascii=False)
            file.write(f'{head[:-1]}, "features": [')
            file.write(",".join(_features(frame)))
            file.write("\n]}\n")


def _features(frame: gpd.GeoDataFrame) -> Iterator[str]:
    """Write features; GDAL does so too, and takes a minute for areas with a million corners."""
    # Outlines run to the left, and seven decimals are a centimetre, as the RFC has it.
    degrees = shapely.orient_polygons(frame.geometry.to_crs(WGS84).array, exterior_cw=False)
    shapes = shapely.to_geojson(shapely.transform(degrees, lambda xy: np.round(xy, DEGREES)))
    table = frame.drop(columns=frame.geometry.name)
    names = [str(name) for name in table.columns]
    rows = zip(*(table[name].tolist() for name in table.columns), strict=True)
    for shape, row in zip(shapes, rows if names else [()] * len(frame), strict=True):
        cells = dict(zip(names, map(_json, row), strict=True))
        head = json.dumps({"type": "Feature", "properties": cells}, ensure_ascii=False)
        yield "".join(("\n", head[:-1], ', "geometry": ', "null" if shape is None else shape, "}"))


def _json(value: object) -> object:
    """Turn a cell into what JSON knows."""
    plain = as_value(value)
    return plain.isoformat() if isinstance(plain, dt.date) else plain


def write_geoparquet(
    layers: Mapping[str, gpd.GeoDataFrame],
    folder: Path,
    *,
    stem: str,
    words: Words,
    given: Columns,
) -> None:
    """Write each layer as GeoParquet, in RD New as it is."""
    for name, layer in layers.items():
        frame, _ = whole(layer, name, words, given.get(name, {}))
        frame.to_parquet(folder / f"{file_of(stem, name)}.parquet", index=False)


def write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet: all decimals, empty texts missing."""
    as_missing(table).to_parquet(path, index=False)


def file_of(stem: str, layer: str) -> str:
    """Name the file of a layer that stands alone, so that it is no table's."""
    return f"{stem}-{layer}"


@contextmanager
def _at(date: str, path: Path) -> Iterator[None]:
    """Let GDAL take another date than the clock's; what it cannot write is said."""
    import pyogrio  # noqa: PLC0415 - only for writing
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError  # noqa: PLC0415

    # The folder is exchanged as a whole when all is written: no part waits for the disk before.
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": date, "OGR_SQLITE_SYNCHRONOUS": "OFF"})
    try:
        yield
    except (DataSourceError, DataLayerError, FeatureError) as error:  # a full disk, mostly
        raise OSError(errno.EIO, why_not_written(path, error)) from error
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None, "OGR_SQLITE_SYNCHRONOUS": None})
