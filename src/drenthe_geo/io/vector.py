"""Points and layers of a user: read through the one door, and held to what they must be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.area.check import validate
from drenthe_geo.area.gazetteer import plain_name, unknown_name
from drenthe_geo.area.schema import Field, LayerSchema
from drenthe_geo.area.select import places_inside, select_stations
from drenthe_geo.crs import RD
from drenthe_geo.errors import ArgumentError
from drenthe_geo.files.gate import (
    FILE,
    is_file,
    is_there,
    notices_of,
    own_path,
    with_notices,
)
from drenthe_geo.io.reading import read_placed
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import geopandas as gpd

    from drenthe_geo.area.area import Area

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


def read_points(
    path: str | Path,
    area: Area | None = None,
    columns: Mapping[str, str] | None = None,
) -> gpd.GeoDataFrame:
    """Read points of your own: origins, destinations or facilities.

    Parameters
    ----------
    path : str or pathlib.Path
        A GeoPackage, GeoJSON, GeoParquet, shapefile (also zipped), FlatGeobuf or KML of
        points; or a CSV or Excel workbook with coordinates under one of the usual
        headings, Dutch or English, or with a postcode or a place name. Rows without
        ``id`` are numbered. A layer or a sheet is named by what follows the path, as in
        ``sites.gpkg|layername=mine``.
    area : Area, optional
        The area that postcodes and place names are of; what is odd about the file is
        noted with it.
    columns : mapping of str to str, optional
        Which column plays which role, where its heading does not tell: ``id``,
        ``name``, ``x``, ``y``, ``lon``, ``lat``, ``postcode``, ``town``.

    Returns
    -------
    geopandas.GeoDataFrame
        In the CRS of the area (RD New without one), index ``id``; `notices_of` it say what is
        odd about the file. Points of
        postcodes and towns have a column ``accuracy_m``: how far off they may be.

    Raises
    ------
    FileError
        If the file is missing or not what its name says.
    CrsError
        If the file has no CRS, or one without a datum.
    LayerError
        If ids stand twice, or a place cannot be right; all of it in one message.
    """
    path = own_path(path)
    placed = read_placed(path, columns, area=area)
    frame = placed.frame
    if not any(str(name).lower() == POINTS.key for name in frame.columns):
        numbers = pd.Series(range(1, len(frame) + 1), index=frame.index).astype(str)
        frame = with_notices(frame.assign(id=numbers), *notices_of(frame))
    grid = RD if area is None else area.facts.grid
    problems, told = placed.problems, placed.told
    points = validate(frame, POINTS, path.name, grid=grid, problems=problems, told=told)
    if area is not None:
        area.note(*notices_of(points))
    return points


def with_own_layers(
    area: Area,
    own: Mapping[str, str | Path],
    columns: Mapping[str, Mapping[str, str]] | None = None,
) -> Area:
    """Put files of a user in place of layers of an area.

    Parameters
    ----------
    area : Area
        The area.
    own : mapping of str to str or pathlib.Path
        The file of each layer, by the layer's name.
    columns : mapping of str to mapping, optional
        By the layer's name which column plays which role: those of `read_points`, and
        the layer's own columns.

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
        schema = area.schema(name)  # an unknown layer is said before an unknown file
        path, fields = own_path(given), [field.name for field in schema.fields]
        placed = read_placed(path, (columns or {}).get(name), fields=fields, area=area)
        problems, told, grid = placed.problems, placed.told, area.facts.grid
        layers[name] = validate(
            placed.frame, schema, path.name, grid=grid, problems=problems, told=told
        )
        layers[name].attrs[FILE] = path.name
    return area.with_layers(layers)


POINTS_OF: Mapping[str, Callable[[Area], gpd.GeoDataFrame]] = {
    "stations": lambda area: select_stations(area.layer("stations"), "own"),
    "all-stations": lambda area: select_stations(area.layer("stations"), "all"),
    "sites": lambda area: area.layer("sites"),
    "places": lambda area: places_inside(area.layer("places"), area.layer("gemeenten")),
}
"""The points of an area that have a word, so that no file is needed for them."""


def read_points_or_layer(
    area: Area,
    what: str | Path,
    role: str | Message = "facilities",
    columns: Mapping[str, str] | None = None,
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
    columns : mapping of str to str, optional
        Columns of the file by their role; see `read_points`.

    Returns
    -------
    geopandas.GeoDataFrame
        Points in the CRS of the area, ids in the index.

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
        if columns:
            raise ArgumentError("io.no_file_for_columns", what=word)
        points = POINTS_OF[word](area)
        if points.empty:
            raise ArgumentError("io.no_such_points", area=area.name, what=word)
        return points
    require_word_or_file(role, what, tuple(POINTS_OF))
    return read_points(what, area, columns)


def word_of_points(what: str | Path) -> str | None:
    """Tell which word of `POINTS_OF` is meant; none where there is a file of that name."""
    words = {plain_name(name): name for name in POINTS_OF}
    return None if is_file(what) else words.get(plain_name(str(what)))


def require_word_or_file(role: str | Message, what: str | Path, words: tuple[str, ...]) -> None:
    """Raise if a word is none of those known, and no file either: it has no ending."""
    path = own_path(what)
    if not path.suffix and not is_there(path):
        raise unknown_name(str(what), words, role, [*words, Message("io.file_of_points")])
