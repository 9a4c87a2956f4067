"""Layers as a GeoPackage that says what it holds, and opens in QGIS as the maps are drawn."""

from __future__ import annotations

import errno
import json
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from drenthe_geo.io.out.gis.looks import qml_of
from drenthe_geo.io.writers import why_not_written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from drenthe_geo.io.out.gis.looks import Styled
    from drenthe_geo.words.table import Words

FORM = "1.3"
"""Form of the standard: programs of some years ago warn of the next one."""

STYLES_TABLE = "layer_styles"
"""Where QGIS looks for how layers are drawn."""

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
CREATE TABLE IF NOT EXISTS gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml',
  metadata TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL, md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id)
);
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30), update_time DATETIME
);
"""  # no sentence: tables of two extensions, as the standard has them, and that of QGIS

EXTENSION = "http://www.geopackage.org/spec120/#extension_schema"
OF_METADATA = "http://www.geopackage.org/spec120/#extension_metadata"

JSON_FORM, JSON_MIME = "https://www.rfc-editor.org/rfc/rfc8259", "application/json"
"""How what a file says of itself is written."""


def write_geopackage(
    layers: Sequence[Styled],
    path: Path,
    *,
    date: str,
    words: Words,
    about: Mapping[str, Any] | None = None,
) -> None:
    """Write layers to one GeoPackage, with the date of the data instead of the clock's.

    Each layer says what its rows are, each column what it is, in the language of the reader; and
    `about`, the file what it was made of and whom to credit: it may be passed on alone.
    """
    import pyogrio  # noqa: PLC0415 - only for writing

    with _at(date, path):
        for number, layer in enumerate(layers):
            pyogrio.write_dataframe(
                layer.frame,
                path,
                layer=layer.name,
                driver="GPKG",
                append=number > 0,
                layer_options=_described(layer),
                dataset_options={} if number else {"VERSION": FORM},
            )
    _describe(path, layers, date, words, about or {})


def _described(layer: Styled) -> dict[str, str]:
    if layer.title == layer.name:
        return {}
    # An identifier must be the only one of its file, so the name of the layer is in it.
    return {"IDENTIFIER": f"{layer.title} ({layer.name})", "DESCRIPTION": layer.about}


def _describe(
    path: Path, layers: Iterable[Styled], date: str, words: Words, about: Mapping[str, Any]
) -> None:
    """Give columns a title and a meaning, and layers the style that they open in."""
    columns = [
        (
            layer.name,
            one.name,
            one.head,
            one.head,
            f"{one.means} ({one.unit})" if one.unit else one.means,
        )
        for layer in layers
        for one in layer.headings
        if one.means
    ]
    extension = [
        (name, "gpkg_schema", EXTENSION, "read-write")
        for name in ("gpkg_data_columns", "gpkg_data_column_constraints")
    ]
    extension += [
        (name, "gpkg_metadata", OF_METADATA, "read-write")
        for name in ("gpkg_metadata", "gpkg_metadata_reference")
    ]
    styles = [
        (layer.name, "geom", layer.title[:30], qml_of(layer, words), layer.about, date)
        for layer in layers
    ]
    try:
        with closing(sqlite3.connect(path)) as file:
            file.execute("PRAGMA journal_mode = MEMORY")
            file.execute("PRAGMA synchronous = OFF")  # no sentence: SQL
            file.executescript(SCHEMA)
            file.executemany(
                "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description)"
                " VALUES (?, ?, ?, ?, ?)",  # no sentence: SQL
                columns,
            )
            file.executemany(
                "INSERT OR IGNORE INTO gpkg_extensions (table_name, extension_name, definition,"
                " scope) VALUES (?, ?, ?, ?)",  # no sentence: SQL
                extension,
            )
            file.executemany(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, styleSLD, owner,"
                " useAsDefault, f_table_name, f_geometry_column, styleName, styleQML,"
                " description, update_time)"
                " VALUES ('', '', '', '', 1, ?, ?, ?, ?, ?, ?)",  # no sentence: SQL
                styles,
            )
            file.execute(
                "INSERT INTO gpkg_metadata (id, md_standard_uri, mime_type, metadata)"
                " VALUES (1, ?, ?, ?)",  # no sentence: SQL
                (JSON_FORM, JSON_MIME, json.dumps(about, ensure_ascii=False, indent=1)),
            )
            file.execute(
                "INSERT INTO gpkg_metadata_reference (reference_scope, timestamp, md_file_id)"
                " VALUES ('geopackage', ?, 1)",  # no sentence: SQL
                (date,),
            )
            file.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change)"
                " VALUES (?, 'attributes', ?, ?)",  # no sentence: SQL
                (STYLES_TABLE, STYLES_TABLE, date),
            )
            file.commit()
    except sqlite3.Error as error:  # a full disk, say
        raise OSError(errno.EIO, why_not_written(path, error)) from error


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
