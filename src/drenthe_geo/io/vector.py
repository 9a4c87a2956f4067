"""A user's own file as raw rows with a geometry: GeoPackage, GeoJSON, GeoParquet, CSV."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.check import make_layer, validate
from drenthe_geo.area.gazetteer import plain_name, unknown_name
from drenthe_geo.area.schema import Field, LayerSchema
from drenthe_geo.area.select import places_inside, select_stations
from drenthe_geo.crs import RD_NEW, WGS84
from drenthe_geo.errors import ArgumentError, FileError, LayerError
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from drenthe_geo.area.area import Area

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


def with_own_layers(area: Area, own: Mapping[str, str | Path]) -> Area:
    """Put files of a user in place of layers of an area.

    Parameters
    ----------
    area : Area
        The area.
    own : mapping of str to str or pathlib.Path
        The file of each layer, by the layer's name.

    Returns
    -------
    Area
        The area with those layers.

    Raises
    ------
    ArgumentError
        If there is no layer of a name, or something is no path.
    DrentheGeoError
        If a file is refused.
    """
    layers = {}
    for name, given in own.items():
        area.schema(name)  # an unknown layer is said before an unknown file
        try:
            path = Path(given).expanduser()
        except TypeError:
            kind = type(given).__name__
            raise ArgumentError("io.not_a_path", name=name, kind=kind) from None
        layers[name] = make_layer(area, name, read_file(path), path.name)
    return area.with_layers(layers)


def read_file(path: Path) -> gpd.GeoDataFrame:
    """Read a file as it is, rows with a geometry; its ending says what it is."""
    readers: dict[str, Callable[[Path], gpd.GeoDataFrame]] = {
        ".gpkg": _read_vector,
        ".geojson": _read_vector,
        ".json": _read_vector,
        ".parquet": _read_parquet,
        ".csv": _read_csv,
    }
    ending = path.suffix.lower()
    if not path.is_file():
        raise FileError("io.is_folder" if path.is_dir() else "io.no_file", path=path)
    if ending not in readers:
        key = "io.ending" if ending else "io.no_ending"
        ending_said = {"ending": ending} if ending else {}
        raise FileError(key, file=path.name, known=list(readers), **ending_said)
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
            names = [str(layer[0]) for layer in layers]
            raise FileError("io.several_layers", file=path.name, names=names)
        frame = pyogrio.read_dataframe(path)
    except (pyogrio.errors.DataSourceError, shapely.errors.GEOSException) as error:
        raise _not_what_it_says(path, "GeoPackage" if is_gpkg else "GeoJSON") from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise FileError("io.no_geometry", file=path.name)
    return frame


def _read_parquet(path: Path) -> gpd.GeoDataFrame:
    try:
        frame = gpd.read_parquet(path)
        return frame.reset_index() if frame.index.name else frame
    except (ValueError, OSError) as error:
        if "geo metadata" in str(error).lower():
            raise FileError("io.plain_parquet", file=path.name) from error
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
        raise FileError("io.not_utf8", file=path.name) from error
    except (ValueError, csv.Error) as error:
        raise _not_what_it_says(path, "CSV") from error
    table.columns = [str(column).strip() for column in table.columns]
    lower = {str(column).lower(): column for column in table.columns}
    for names, crs in ((XY_NAMES, RD_NEW), (LON_LAT_NAMES, WGS84)):
        for x, y in names:
            if x in lower and y in lower:
                return _with_points(table, str(lower[x]), str(lower[y]), crs, path)
    raise LayerError("io.no_coordinates", file=path.name, found=list(table.columns))


def _with_points(table: pd.DataFrame, x: str, y: str, crs: str, path: Path) -> gpd.GeoDataFrame:
    xy = table[[x, y]].apply(pd.to_numeric, errors="coerce")
    misread = (xy.isna() & table[[x, y]].notna()).any(axis=1)
    if misread.any():
        row = int(misread.to_numpy().argmax())
        pair = {"x": str(table[x].iloc[row]), "y": str(table[y].iloc[row])}
        raise LayerError("io.no_numbers", file=path.name, row=row + 1, **pair)
    missing = xy.isna().any(axis=1).to_numpy()
    made = np.where(missing, None, shapely.points(xy.to_numpy(dtype=float)))
    points = gpd.GeoSeries(made, index=table.index, crs=crs)
    return gpd.GeoDataFrame(table.drop(columns=[x, y]), geometry=points, crs=crs)


def _not_what_it_says(path: Path, kind: str) -> FileError:
    """Say that the content of a file does not match its ending."""
    return FileError("io.not_what_it_says", file=path.name, kind=kind)


POINTS_OF: Mapping[str, Callable[[Area], gpd.GeoDataFrame]] = {
    "stations": lambda area: select_stations(area.layer("stations"), "own"),
    "all-stations": lambda area: select_stations(area.layer("stations"), "all"),
    "sites": lambda area: area.layer("sites"),
    "places": lambda area: places_inside(area.layer("places"), area.layer("gemeenten")),
}
"""The points of an area that have a word, so that no file is needed for them."""


def read_points_or_layer(
    area: Area, what: str | Path, role: str | Message = "facilities"
) -> gpd.GeoDataFrame:
    """Read the points that a question is about: by a word, or from a file of a user.

    Parameters
    ----------
    area : Area
        The area.
    what : str or pathlib.Path
        ``"stations"`` (those of the area), ``"all-stations"``, ``"sites"``, ``"places"``
        (those inside), or a file; see `read_points`.
    role : str or Message
        What they are for, as in `unknown_choice`.

    Returns
    -------
    geopandas.GeoDataFrame
        Points in RD New, ids in the index.

    Raises
    ------
    ArgumentError
        If it is neither a word nor a file.
    DrentheGeoError
        If the file is refused.

    Examples
    --------
    >>> len(read_points_or_layer(area, "stations")), len(read_points_or_layer(area, "places"))
    (4, 9)
    >>> read_points_or_layer(area, "station", "origin")
    Traceback (most recent call last):
    drenthe_geo.errors.ArgumentError: unknown origin 'station': did you mean 'stations' or \
'all-stations'? Choices: stations, all-stations, sites, places, a file of points.
    """
    word = word_of_points(what)
    if word is not None:
        return POINTS_OF[word](area)
    require_word_or_file(role, what, tuple(POINTS_OF))
    return read_points(what)


def word_of_points(what: str | Path) -> str | None:
    """Tell which word of `POINTS_OF` is meant; none where there is a file of that name."""
    words = {plain_name(name): name for name in POINTS_OF}
    return None if Path(what).exists() else words.get(plain_name(str(what)))


def require_word_or_file(role: str | Message, what: str | Path, words: tuple[str, ...]) -> None:
    """Raise if a word is none of those known, and no file either: it has no ending."""
    path = Path(what).expanduser()
    if not path.suffix and not path.exists():
        raise unknown_name(str(what), words, role, [*words, Message("io.file_of_points")])
