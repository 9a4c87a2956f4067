"""A user's own file as raw rows with a geometry: GeoPackage, GeoJSON, GeoParquet, CSV."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.crs import RD_NEW, WGS84
from drenthe_geo.errors import ArgumentError, FileError, LayerError
from drenthe_geo.layers import LAYER_NAMES, embedded_layer, layer_schema, make_layer
from drenthe_geo.schema import Field, LayerSchema, validate

if TYPE_CHECKING:
    from collections.abc import Callable

XY_NAMES = (("x_m", "y_m"), ("x", "y"), ("rd_x", "rd_y"))
POINTS = LayerSchema(
    name="points",
    key="id",
    fields=(
        Field("id", "string", required=True),
        Field("name", "string", default_field="id"),
    ),
    geometry_types=("Point",),
    geometry_columns=(),
)
LON_LAT_NAMES = (("lon", "lat"), ("longitude", "latitude"), ("lng", "lat"))


def read_layer(name: str, path: str | Path | None = None) -> gpd.GeoDataFrame:
    """Read a layer: the embedded one, or your own file in its place.

    Parameters
    ----------
    name : str
        One of gemeenten, neighbours, stations, motorways, exits, sites, places,
        place_names.
    path : str or pathlib.Path, optional
        Your file: GeoPackage (``.gpkg``), GeoJSON (``.geojson``, ``.json``),
        GeoParquet (``.parquet``) or CSV (``.csv``) with ``lon`` and ``lat`` in degrees
        or ``x`` and ``y`` in RD New metres. A column ``id`` may stand for the key.

    Returns
    -------
    geopandas.GeoDataFrame
        RD New, ids in an index named after the layer's key.

    Raises
    ------
    ArgumentError
        If there is no such layer.
    FileError
        If the file is missing or not what its name says.
    CrsError
        If the file has no CRS.
    LayerError
        If the rows break the layer's promise; all problems in one message.

    Examples
    --------
    >>> read_layer("stations").loc["asn", "name"]
    'Assen'
    """
    if path is None:
        return embedded_layer(name)
    layer_schema(name)  # an unknown layer is said before an unknown file
    try:
        path = Path(path).expanduser()
    except TypeError:
        msg = f"layer {name!r}: give the path of a file, not a {type(path).__name__}."
        raise ArgumentError(msg) from None
    return make_layer(name, read_file(path), path.name)


def read_layers(**own: str | Path) -> dict[str, gpd.GeoDataFrame]:
    """Read all layers, your own files in place of some.

    Parameters
    ----------
    **own : str or pathlib.Path
        Layer name = file.

    Returns
    -------
    dict of str to geopandas.GeoDataFrame
        Every layer by name, RD New.

    Raises
    ------
    ArgumentError
        If there is no layer of that name.
    DrentheGeoError
        If a file is refused; see `read_layer`.

    Examples
    --------
    >>> sorted(read_layers())[1:4]
    ['exits', 'gemeenten', 'motorways']
    """
    layers = {name: read_layer(name, path) for name, path in own.items()}
    return {name: layers[name] if name in layers else read_layer(name) for name in LAYER_NAMES}


def read_points(path: str | Path) -> gpd.GeoDataFrame:
    """Read points of your own: origins, destinations or facilities.

    Parameters
    ----------
    path : str or pathlib.Path
        A CSV with ``id`` and ``lon``, ``lat`` or ``x``, ``y``, or a vector file of
        points with ``id``; a column ``name`` is kept.

    Returns
    -------
    geopandas.GeoDataFrame
        RD New, index ``id``.

    Raises
    ------
    FileError
        If the file is missing or not what its name says.
    CrsError
        If the file has no CRS.
    LayerError
        If ids are missing or stand twice, or a place cannot be right.
    """
    path = Path(path).expanduser()
    return validate(read_file(path), POINTS, path.name)


def read_file(path: Path) -> gpd.GeoDataFrame:
    """Read a file as rows with a geometry.

    Parameters
    ----------
    path : pathlib.Path
        The file; its ending says what it is.

    Returns
    -------
    geopandas.GeoDataFrame
        Rows as they are, in the file's CRS.

    Raises
    ------
    FileError
        If the file is missing, its ending is unknown, or its content does not
        match its ending.
    LayerError
        If a CSV has no coordinate columns.
    """
    readers: dict[str, Callable[[Path], gpd.GeoDataFrame]] = {
        ".gpkg": _read_vector,
        ".geojson": _read_vector,
        ".json": _read_vector,
        ".parquet": _read_parquet,
        ".csv": _read_csv,
    }
    ending = path.suffix.lower()
    if not path.is_file():
        msg = f"{path}: is a folder, not a file." if path.is_dir() else f"{path}: no such file."
        raise FileError(msg)
    if ending not in readers:
        known = ", ".join(readers)
        what = f"ending in {ending!r}" if ending else "without an ending"
        msg = f"{path.name}: files {what} cannot be read; use {known}."
        raise FileError(msg)
    return readers[ending](path)


def _read_vector(path: Path) -> gpd.GeoDataFrame:
    import pyogrio  # noqa: PLC0415 - not needed for the embedded data

    with path.open("rb") as file:
        head = file.read(16)
    is_gpkg = path.suffix.lower() == ".gpkg"
    if is_gpkg != head.startswith(b"SQLite format 3"):
        raise _not_what_it_says(path, "GeoPackage" if is_gpkg else "GeoJSON")
    try:
        layers = [layer for layer in pyogrio.list_layers(path) if layer[1] is not None]
        if len(layers) > 1:
            names = ", ".join(str(layer[0]) for layer in layers)
            msg = (
                f"{path.name}: holds {len(layers)} layers ({names}); "
                "save the one you mean to its own file."
            )
            raise FileError(msg)
        frame = pyogrio.read_dataframe(path)
    except (pyogrio.errors.DataSourceError, shapely.errors.GEOSException) as error:
        raise _not_what_it_says(path, "GeoPackage" if is_gpkg else "GeoJSON") from error
    if not isinstance(frame, gpd.GeoDataFrame):
        msg = f"{path.name}: has no geometry, so its rows have no place on the map."
        raise FileError(msg)
    return frame


def _read_parquet(path: Path) -> gpd.GeoDataFrame:
    try:
        frame = gpd.read_parquet(path)
        return frame.reset_index() if frame.index.name else frame
    except (ValueError, OSError) as error:
        if "geo metadata" in str(error).lower():
            msg = (
                f"{path.name}: is a Parquet file without geometry; "
                "save it with GeoDataFrame.to_parquet."
            )
            raise FileError(msg) from error
        raise _not_what_it_says(path, "GeoParquet") from error


def _read_csv(path: Path) -> gpd.GeoDataFrame:
    try:
        # All as text, so that the id 0106 stays 0106; numbers are made by the schema.
        table = pd.read_csv(
            path,
            dtype=str,
            keep_default_na=False,
            na_values=[""],
            sep=None,
            engine="python",
            encoding="utf-8-sig",
            skipinitialspace=True,
            index_col=False,
        )
    except UnicodeDecodeError as error:
        msg = f"{path.name}: is not text in UTF-8; save it as CSV UTF-8."
        raise FileError(msg) from error
    except (ValueError, csv.Error) as error:
        raise _not_what_it_says(path, "CSV") from error
    table.columns = [str(column).strip() for column in table.columns]
    lower = {str(column).lower(): column for column in table.columns}
    for names, crs in ((XY_NAMES, RD_NEW), (LON_LAT_NAMES, WGS84)):
        for x, y in names:
            if x in lower and y in lower:
                return _with_points(table, str(lower[x]), str(lower[y]), crs, path)
    found = ", ".join(str(column) for column in table.columns)
    msg = (
        f"{path.name}: no coordinate columns among {found}; give lon and lat (degrees) "
        "or x and y (RD New metres)."
    )
    raise LayerError(msg)


def _with_points(table: pd.DataFrame, x: str, y: str, crs: str, path: Path) -> gpd.GeoDataFrame:
    xy = table[[x, y]].apply(pd.to_numeric, errors="coerce")
    misread = (xy.isna() & table[[x, y]].notna()).any(axis=1)
    if misread.any():
        row = int(misread.to_numpy().argmax())
        value = f"{table[x].iloc[row]} and {table[y].iloc[row]}"
        msg = (
            f"{path.name}: row {row + 1} has the coordinates {value}, which are not both numbers; "
            "use a point as decimal sign."
        )
        raise LayerError(msg)
    missing = xy.isna().any(axis=1).to_numpy()
    made = np.where(missing, None, shapely.points(xy.to_numpy(dtype=float)))
    points = gpd.GeoSeries(made, index=table.index, crs=crs)
    return gpd.GeoDataFrame(table.drop(columns=[x, y]), geometry=points, crs=crs)


def _not_what_it_says(path: Path, kind: str) -> FileError:
    return FileError(f"{path.name}: is not a readable {kind} file, though its name says so.")
