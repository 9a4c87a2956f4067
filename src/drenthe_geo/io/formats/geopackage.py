"""GeoPackage, read as the SQLite database it is: tables alone, with no driver in between."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from drenthe_geo.errors import CrsError, FileError, LayerError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC = b"SQLite format 3\x00"

WAL_AT, WAL = 18, 2
"""Byte of the head that says whether the newest rows may stand in a file beside it, and how."""

ENVELOPE_BYTES = (0, 32, 48, 48, 64)
"""Length of the box before a geometry, by the number in its flags."""

HEAD_BYTES, FLAGS_AT = 8, 3
"""Length of the head of a geometry, and where its flags stand (OGC 12-128, 2.1.3)."""

MOST_S, MOST_ROWS = 10.0, 2_000_000
"""What a view may take before it is called endless."""

STEPS_BETWEEN_LOOKS = 10_000

MOST_LISTED = 100_000
"""Rows of the tables that describe a file; none has near as many."""

UNDEFINED = {
    -1: 'LOCAL_CS["Undefined Cartesian SRS",UNIT["metre",1]]',
    0: (
        'GEOGCS["Undefined geographic SRS",DATUM["unknown",SPHEROID["unknown",6378137,'
        '298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
    ),
}
"""The two systems of the standard that are none, in words that the gate of `crs` refuses."""


def read_geopackage(path: Path, layer: str | None = None) -> gpd.GeoDataFrame:
    """Read a layer of a GeoPackage; which must be told where there are several."""
    with path.open("rb") as file:
        head = file.read(100)
    if not head.startswith(MAGIC):
        raise FileError("io.not_what_it_says", file=path.name, kind="GeoPackage")
    try:
        with _opened(path, head) as database:
            return _read(database, path, layer)
    except (FileError, CrsError, LayerError):
        raise
    except UnicodeDecodeError as error:
        raise FileError("io.not_utf8_text", file=path.name, kind="GeoPackage") from error
    except sqlite3.OperationalError as error:
        key = "io.endless" if "interrupted" in str(error) else "io.not_what_it_says"
        raise FileError(key, file=path.name, kind="GeoPackage") from error
    except (sqlite3.Error, OverflowError, KeyError, ValueError) as error:
        raise FileError("io.not_what_it_says", file=path.name, kind="GeoPackage") from error


@contextmanager
def _opened(path: Path, head: bytes) -> Iterator[sqlite3.Connection]:
    """Open a database for reading alone; nothing is written beside it."""
    beside = path.with_name(f"{path.name}-wal")
    if head[WAL_AT] == WAL and beside.is_file() and beside.stat().st_size:
        # Its newest rows are not in the file yet: read a copy, where SQLite may merge them.
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "copy.gpkg"
            copy.write_bytes(path.read_bytes())
            copy.with_name("copy.gpkg-wal").write_bytes(beside.read_bytes())
            yield from _connected(copy.as_uri() + "?mode=rw")
    else:
        yield from _connected(path.resolve().as_uri() + "?mode=ro&immutable=1")


def _connected(uri: str) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(uri, uri=True)
    try:
        database.text_factory = _text
        database.execute("pragma trusted_schema = off")
        database.execute("pragma query_only = on")
        database.set_authorizer(_may)
        yield database
    finally:
        database.close()


def _text(raw: bytes) -> str:
    """Decode text ourselves: what is not UTF-8 must be said, not guessed."""
    return raw.decode("utf-8")


def _may(action: int, *_: object) -> int:
    """Let a file do nothing but be read: no other database is attached, nothing is changed."""
    # 33 is SQLITE_RECURSIVE, which the standard library has no name for before Python 3.13.
    able = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, 33}
    able |= {sqlite3.SQLITE_PRAGMA}
    return sqlite3.SQLITE_OK if action in able else sqlite3.SQLITE_DENY


def _read(database: sqlite3.Connection, path: Path, layer: str | None) -> gpd.GeoDataFrame:
    found = _layers(database)
    if not found:
        raise FileError("io.no_geometry", file=path.name)
    if layer is None and len(found) > 1:
        raise FileError("io.several_layers", file=path.name, names=list(found))
    by_lower = {name.lower(): name for name in found}
    name = next(iter(found)) if layer is None else by_lower.get(layer.lower())
    if name is None:
        raise FileError("io.no_such_layer", file=path.name, layer=layer, names=list(found))
    geometry, srs_id = found[name]
    master = _table(database, "sqlite_master")
    is_table = any(row["type"] == "table" and row["name"] == name for row in master)
    if not is_table:
        end = time.monotonic() + MOST_S
        database.set_progress_handler(lambda: time.monotonic() > end, STEPS_BETWEEN_LOOKS)
    rows: list[tuple[Any, ...]] = []
    cursor = database.execute(_query(name))
    names = [str(column[0]) for column in cursor.description]
    while more := cursor.fetchmany(STEPS_BETWEEN_LOOKS):
        rows += more
        if not is_table and len(rows) > MOST_ROWS:
            raise FileError("io.endless", file=path.name)
    at = [one.lower() for one in names].index(geometry.lower())
    shapes = _shapes([row[at] for row in rows], path)
    columns = {
        one: pd.Series([row[place] for row in rows], dtype=object)
        for place, one in enumerate(names)
        if place != at
    }
    crs = _crs(database, srs_id, path)
    series = gpd.GeoSeries(shapes, index=pd.RangeIndex(len(rows)), crs=crs)
    return gpd.GeoDataFrame(pd.DataFrame(columns, index=series.index), geometry=series)


def _layers(database: sqlite3.Connection) -> dict[str, tuple[str, object]]:
    """List the layers with a geometry: its column, and the number of its CRS."""
    listed = {
        str(row["table_name"]).lower()
        for row in _table(database, "gpkg_contents")
        if row["data_type"] == "features"
    }
    return {
        str(row["table_name"]): (str(row["column_name"]), row["srs_id"])
        for row in _table(database, "gpkg_geometry_columns")
        if str(row["table_name"]).lower() in listed
    }


def _table(database: sqlite3.Connection, name: str) -> list[dict[str, Any]]:
    """Read a small table of the standard, by the names of its columns."""
    cursor = database.execute(_query(name))
    names = [str(column[0]).lower() for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchmany(MOST_LISTED)]


def _query(table: str) -> str:
    """Ask for all of a table."""
    return " ".join(("select", "*", "from", _quoted(table)))


def _quoted(name: str) -> str:
    """Quote a name as SQL does."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _shapes(blobs: list[object], path: Path) -> np.ndarray[Any, Any]:
    """Read geometries: a head of eight bytes or more, then WKB."""
    bodies = np.empty(len(blobs), dtype=object)
    for row, blob in enumerate(blobs):
        if blob is None:
            continue
        flags = blob[FLAGS_AT] if isinstance(blob, bytes) and len(blob) > HEAD_BYTES else None
        box = None if flags is None else (flags >> 1) & 7
        if not isinstance(blob, bytes) or blob[:2] != b"GP" or box is None or box > 4:  # noqa: PLR2004 - kinds of boxes
            raise LayerError("io.bad_geometry", file=path.name, row=row + 1)
        bodies[row] = blob[HEAD_BYTES + ENVELOPE_BYTES[box] :]
    return shapes_of_wkb(bodies, path)


def shapes_of_wkb(bodies: np.ndarray[Any, Any], path: Path) -> np.ndarray[Any, Any]:
    """Read WKB; a row that is damaged is named."""
    try:
        shapes = shapely.from_wkb(bodies)
    except (shapely.errors.ShapelyError, TypeError):
        for row, body in enumerate(bodies):
            try:
                shapely.from_wkb(body)
            except (shapely.errors.ShapelyError, TypeError) as error:
                raise LayerError("io.bad_geometry", file=path.name, row=row + 1) from error
        raise
    return np.asarray(shapely.force_2d(shapes), dtype=object)


def _crs(database: sqlite3.Connection, srs_id: object, path: Path) -> pyproj.CRS | None:
    if srs_id in UNDEFINED:
        return pyproj.CRS.from_wkt(UNDEFINED[int(str(srs_id))])
    systems = _table(database, "gpkg_spatial_ref_sys")
    told = next((row for row in systems if row["srs_id"] == srs_id), None)
    if told is None:
        raise CrsError("crs.unknown", what=path.name, given=str(srs_id))
    organization, code = str(told["organization"]), str(told["organization_coordsys_id"])
    definition = str(told["definition"])
    for authority in (organization.upper(), None):
        try:
            if authority:
                return pyproj.CRS.from_authority(authority, code)
            return pyproj.CRS.from_wkt(definition)
        except pyproj.exceptions.CRSError:
            continue
    raise CrsError("crs.unknown", what=path.name, given=f"{organization}:{code}")
