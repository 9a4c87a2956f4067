"""The layers: which there are, how a raw frame becomes one, which stations count."""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

import geopandas as gpd
import shapely

from drenthe_geo.crs import RD_NEW
from drenthe_geo.errors import unknown_choice
from drenthe_geo.resources import read_table, resource
from drenthe_geo.schema import LayerSchema, validate

LayerName = Literal[
    "gemeenten",
    "neighbours",
    "stations",
    "motorways",
    "exits",
    "sites",
    "places",
    "people",
    "education",
    "place_names",
]
LAYER_NAMES: tuple[str, ...] = get_args(LayerName)
StationSet = Literal["nine", "all"]
STATION_SETS: tuple[str, ...] = get_args(StationSet)


def layer_schema(name: str) -> LayerSchema:
    """Look the promise of a layer up.

    Parameters
    ----------
    name : str
        Name of the layer.

    Returns
    -------
    LayerSchema
        Its schema.

    Raises
    ------
    ArgumentError
        If there is no such layer.

    Examples
    --------
    >>> layer_schema("places").key
    'pc4'
    >>> layer_schema("place")
    Traceback (most recent call last):
    drenthe_geo.errors.ArgumentError: unknown layer 'place': did you mean 'places'? \
Choices: gemeenten, neighbours, stations, motorways, exits, sites, places, people, \
education, place_names.
    """
    if name not in LAYER_NAMES:
        raise unknown_choice("layer", name, LAYER_NAMES)
    return LayerSchema.from_resource(resource(name))


def make_layer(name: str, raw: gpd.GeoDataFrame, source: str) -> gpd.GeoDataFrame:
    """Make a valid layer of raw rows with a geometry.

    Parameters
    ----------
    name : str
        Name of the layer.
    raw : geopandas.GeoDataFrame
        Rows in any CRS.
    source : str
        Where they are from, for messages.

    Returns
    -------
    geopandas.GeoDataFrame
        RD New, ids in an index named after the layer's key.

    Raises
    ------
    ArgumentError
        If there is no such layer.
    CrsError
        If the rows have no CRS.
    LayerError
        If the rows break the layer's promise; all problems in one message.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> raw = gpd.GeoDataFrame({"id": ["a", "a"]}, geometry=[Point(234e3, 556e3)] * 2,
    ...     crs="EPSG:28992")
    >>> make_layer("places", raw, "my points")
    Traceback (most recent call last):
    drenthe_geo.errors.LayerError: layer 'places' from my points has 2 problems: \
(1) duplicate pc4: 'a'; (2) column 'population' is missing (there is: id).
    """
    return validate(raw, layer_schema(name), source)


def embedded_layer(name: str) -> gpd.GeoDataFrame:
    """Read one of the layers that ship with the package.

    Parameters
    ----------
    name : str
        Name of the layer.

    Returns
    -------
    geopandas.GeoDataFrame
        RD New, ids in an index named after the layer's key.

    Raises
    ------
    ArgumentError
        If there is no such layer.

    Examples
    --------
    >>> embedded_layer("gemeenten").loc["GM0106", "name"]
    'Assen'
    """
    return _validated(name).copy()


@cache
def _validated(name: str) -> gpd.GeoDataFrame:
    """Read a layer once: the files of the package do not change while it runs."""
    schema = layer_schema(name)
    table = read_table(name)
    columns = list(schema.geometry_columns)
    if len(columns) == 1:
        geometry = shapely.from_wkt(table[columns[0]].to_numpy(dtype=object))
    else:
        geometry = shapely.points(table[columns].to_numpy(dtype=float))
    raw = gpd.GeoDataFrame(table.drop(columns=columns), geometry=geometry, crs=RD_NEW)
    return validate(raw, schema, "the embedded data")


def select_stations(stations: gpd.GeoDataFrame, which: StationSet = "nine") -> gpd.GeoDataFrame:
    """Choose the facility set among the stations.

    Parameters
    ----------
    stations : geopandas.GeoDataFrame
        The stations layer.
    which : {"nine", "all"}
        ``"nine"``: the stations of Drenthe. ``"all"``: every station in service,
        also those around the province and in Germany, but not the far ones that only
        trips by train go to.

    Returns
    -------
    geopandas.GeoDataFrame
        The chosen rows.

    Raises
    ------
    ArgumentError
        If `which` is neither.

    Examples
    --------
    >>> len(select_stations(embedded_layer("stations")))
    9
    """
    if which not in STATION_SETS:
        raise unknown_choice("stations", which, STATION_SETS)
    in_service = stations["status"] == "in_service"
    if which == "all":
        return stations[in_service & (stations["role"] != "far")]
    return stations[in_service & (stations["role"] == "drenthe")]


def province_outline(gemeenten: gpd.GeoDataFrame) -> shapely.Geometry:
    """Outline of the province: the gemeenten together.

    Parameters
    ----------
    gemeenten : geopandas.GeoDataFrame
        The gemeenten layer.

    Returns
    -------
    shapely.Geometry
        One polygon or multipolygon, RD New.

    Examples
    --------
    >>> round(province_outline(embedded_layer("gemeenten")).area / 1e6)
    2681
    """
    return shapely.union_all(gemeenten.geometry.to_numpy())


def places_inside(places: gpd.GeoDataFrame, gemeenten: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Choose the places that count as demand: those of the province.

    Parameters
    ----------
    places : geopandas.GeoDataFrame
        The places layer.
    gemeenten : geopandas.GeoDataFrame
        The gemeenten layer.

    Returns
    -------
    geopandas.GeoDataFrame
        Rows whose point lies in the gemeenten.

    Examples
    --------
    >>> len(places_inside(embedded_layer("places"), embedded_layer("gemeenten")))
    260
    """
    return places[places.within(province_outline(gemeenten))]


def people_inside(
    people: gpd.GeoDataFrame, places: gpd.GeoDataFrame, gemeenten: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Choose the people who count as demand: those of the places of the province.

    Parameters
    ----------
    people : geopandas.GeoDataFrame
        The people layer.
    places : geopandas.GeoDataFrame
        The places layer.
    gemeenten : geopandas.GeoDataFrame
        The gemeenten layer.

    Returns
    -------
    geopandas.GeoDataFrame
        Rows whose postcode is a place inside; rows of an unknown postcode whose point
        lies in the gemeenten.

    Examples
    --------
    >>> layers = [embedded_layer(name) for name in ("people", "places", "gemeenten")]
    >>> int(people_inside(*layers)["population"].sum())
    494705
    """
    inside = people["pc4"].isin(places_inside(places, gemeenten).index)
    unknown = ~people["pc4"].isin(places.index)
    return people[inside | (unknown & people.within(province_outline(gemeenten)))]
