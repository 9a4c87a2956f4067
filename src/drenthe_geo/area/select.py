"""What of the layers counts: stations of a set, places and outlines of the area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import shapely

from drenthe_geo.errors import LayerError, unknown_choice
from drenthe_geo.files.gate import file_of, with_notices
from drenthe_geo.units import M_PER_KM
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from drenthe_geo.area.area import Area


StationSet = Literal["own", "all"]

STATION_SETS: tuple[str, ...] = get_args(StationSet)


def select_stations(stations: gpd.GeoDataFrame, which: StationSet = "own") -> gpd.GeoDataFrame:
    """Choose the facility set among the stations.

    Parameters
    ----------
    stations : geopandas.GeoDataFrame
        The stations layer.
    which : {"own", "all"}
        ``"own"``: the stations of the area. ``"all"``: every station in service,
        also those around it and abroad, but not the far ones that only trips by train
        go to.

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
    >>> len(select_stations(area.layer("stations")))
    4
    """
    if which not in STATION_SETS:
        raise unknown_choice("stations", which, STATION_SETS)
    in_service = stations["status"] == "in_service"
    if which == "all":
        return stations[in_service & (stations["role"] != "far")]
    return stations[in_service & (stations["role"] == "own")]


def province_outline(gemeenten: gpd.GeoDataFrame) -> shapely.Geometry:
    """Outline of the area: its gemeenten together.

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
    >>> round(province_outline(area.layer("gemeenten")).area / 1e6)
    200
    """
    return shapely.union_all(gemeenten.geometry.to_numpy())


def border_abroad(gemeenten: gpd.GeoDataFrame, neighbours: gpd.GeoDataFrame) -> shapely.Geometry:
    """Draw the border with other countries: what no gemeente of the own country shares.

    Parameters
    ----------
    gemeenten : geopandas.GeoDataFrame
        The gemeenten layer.
    neighbours : geopandas.GeoDataFrame
        The neighbours layer, with ``abroad``; land abroad may be missing from it.

    Returns
    -------
    shapely.Geometry
        Lines of the outline, RD New; empty for an area that lies inland.

    Examples
    --------
    >>> border = border_abroad(area.layer("gemeenten"), area.layer("neighbours"))
    >>> round(border.length / 1000)
    12
    """
    home = neighbours[~neighbours["abroad"]].geometry.union_all()
    return province_outline(gemeenten).boundary.difference(home.boundary)


def places_inside(places: gpd.GeoDataFrame, gemeenten: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Choose the places that count as demand: those inside the area.

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
    >>> len(places_inside(area.layer("places"), area.layer("gemeenten")))
    9
    """
    return places[places.within(province_outline(gemeenten))]


MOST_AWAY, SOME_AWAY = 0.1, 0.005
"""Share of an outline of a user that may lie beyond the roads, and that need not be told."""


def require_here(area: Area, own: Mapping[str, gpd.GeoDataFrame]) -> None:
    """Refuse an outline of a user of which much lies where the data have no roads at all."""
    name = area.facts.outline
    if name not in own:
        return
    home = province_outline(area.without_own().layer(name)).buffer(area.facts.roads_end_m)
    given = province_outline(own[name])
    share = float(given.difference(home).area / given.area) if given.area else 0.0
    what = Message("layers.own_layer", name=name, file=file_of(own[name]) or name)
    if share > MOST_AWAY:
        km = area.facts.roads_end_m / M_PER_KM
        raise LayerError("layers.not_here", what=what, share=share, km=km)
    if share > SOME_AWAY:
        with_notices(own[name], Message("layers.partly_here", what=what, share=share))
