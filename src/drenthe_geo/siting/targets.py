"""Where criteria go to: places of a layer, chosen as the data say."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.errors import unknown_choice
from drenthe_geo.transit.lines import FAR
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.model import Target
    from drenthe_geo.situation import Situation

SITES, STATIONS = "sites", "stations"
"""Layers that a scenario may change."""


def read_dwellings(area: Area) -> gpd.GeoDataFrame:
    """Read what homes cost.

    Parameters
    ----------
    area : Area
        The area.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``wijk``; ``name``, ``dwellings``, ``value_keur`` (mean value for tax, 1,000
        euro), points; the same one every time, so nobody may change it.

    Examples
    --------
    >>> int(read_dwellings(area)["value_keur"].min()) > 50
    True
    """
    homes: gpd.GeoDataFrame = area.keep("dwellings", lambda: _dwellings(area))
    return homes


def _dwellings(area: Area) -> gpd.GeoDataFrame:
    table = area.table("dwellings").set_index("wijk")
    points = gpd.points_from_xy(table["x_m"], table["y_m"])
    known = table[["name", "dwellings", "value_keur"]]
    return gpd.GeoDataFrame(known, geometry=points, crs=area.facts.crs)


def served_stations(situation: Situation) -> gpd.GeoDataFrame:
    """Stations on the roads where a train stops; without a timetable those in service."""
    stations = situation.transit.stations
    is_near = (stations["role"] != FAR).to_numpy()
    return stations[stations.index.isin(situation.transit.stopping) & is_near]


def layer_of(area: Area, name: str, situation: Situation) -> gpd.GeoDataFrame:
    """Places of a layer as the situation has them."""
    if name == SITES:
        return situation.sites
    return served_stations(situation) if name == STATIONS else area.layer(name)


def ids_of(target: Target, places: gpd.GeoDataFrame) -> pd.Index:
    """Choose the places of a layer that are meant."""
    for name in target.ids:
        if name not in places.index:
            what = Message("siting.file.id_in", layer=target.layer)
            raise unknown_choice(what, name, map(str, places.index))
    if target.ids:
        return pd.Index(target.ids)
    chosen = np.ones(len(places), dtype=bool)
    for column, wanted in target.where.items():
        if column not in places:
            what = Message("siting.file.column_in", layer=target.layer)
            raise unknown_choice(what, column, map(str, places.columns))
        chosen &= np.array([_is(value, wanted) for value in places[column]], dtype=bool)
    found: pd.Index = places.index[chosen]
    return found


def _is(value: Any, wanted: Any) -> bool:  # noqa: ANN401 - as the layer and TOML have it
    if pd.isna(value):
        return False
    if isinstance(wanted, list):
        return any(_is(value, one) for one in wanted)
    return fnmatchcase(str(value), wanted) if isinstance(wanted, str) else bool(value == wanted)


def places_of(area: Area, target: Target, situation: Situation) -> gpd.GeoDataFrame:
    """Points of the places that are meant, and those that the data add."""
    layer = layer_of(area, target.layer, situation)
    chosen = layer.geometry.loc[ids_of(target, layer)]
    more = gpd.GeoSeries(
        [shapely.Point(xy) for xy in target.points_rd],
        index=[f"point-{number}" for number in range(len(target.points_rd))],
        crs=area.facts.crs,
    )
    every = pd.concat([chosen, more]) if len(more) else chosen
    return gpd.GeoDataFrame(geometry=every, crs=layer.crs)
