"""Who counts as people, and people gathered in cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.select import places_inside, province_outline
from drenthe_geo.errors import unknown_choice

if TYPE_CHECKING:
    from drenthe_geo.area.area import Area

Who = Literal["own", "all"]


def people_inside(
    people: gpd.GeoDataFrame, places: gpd.GeoDataFrame, gemeenten: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Choose the people who count as demand: those of the places inside the area.

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
    >>> layers = [area.layer(name) for name in ("people", "places", "gemeenten")]
    >>> int(people_inside(*layers)["population"].sum())
    48800
    """
    inside = people["pc4"].isin(places_inside(places, gemeenten).index)
    unknown = ~people["pc4"].isin(places.index)
    return people[inside | (unknown & people.within(province_outline(gemeenten)))]


def read_people(area: Area, who: Who = "own") -> gpd.GeoDataFrame:
    """Read the people who count.

    Parameters
    ----------
    area : Area
        The area.
    who : {"own", "all"}
        People of the area, or of everywhere that the roads reach.

    Returns
    -------
    geopandas.GeoDataFrame
        The layer ``people``, or the part of it.

    Raises
    ------
    ArgumentError
        If `who` is neither.

    Examples
    --------
    >>> int(read_people(area)["population"].sum())
    48800
    """
    if who not in get_args(Who):
        raise unknown_choice("who", who, get_args(Who))
    if who == "all":
        return area.layer("people")
    layers = ("people", "places", "gemeenten")
    inside = area.keep("people inside", lambda: people_inside(*map(area.layer, layers)))
    return inside.copy()


def gather_people(people: gpd.GeoDataFrame, cell_m: float) -> gpd.GeoDataFrame:
    """Let people of a cell stand together, where one of them lives.

    The point is the cell's nearest to the middle of its people, who add up to the same.
    """
    xy = shapely.get_coordinates(people.geometry.to_numpy())
    cell = pd.Series(list(map(tuple, np.floor(xy / cell_m).astype(int))), people.index)
    heads = people["population"].to_numpy(dtype=float) + np.finfo(float).tiny
    frame = pd.DataFrame({"cell": cell, "x": xy[:, 0] * heads, "y": xy[:, 1] * heads, "n": heads})
    sums = frame.groupby("cell")[["x", "y", "n"]].transform("sum").to_numpy()
    off_m = np.hypot(*(xy - sums[:, :2] / sums[:, 2:]).T)
    order = pd.DataFrame({"cell": cell, "off_m": off_m}).sort_values(["cell", "off_m"])
    chosen = people.loc[order.index[~order["cell"].duplicated()]]
    totals = people[["population", "working_age"]].groupby(cell).sum()
    totals = totals.loc[cell.loc[chosen.index]].set_axis(chosen.index)
    return gpd.GeoDataFrame(totals, geometry=chosen.geometry, crs=people.crs)
