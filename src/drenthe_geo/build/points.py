"""Stations, exits and sites: curated tables, checked against the outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.crs import RD_NEW, WGS84
from drenthe_geo.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    import shapely


def read_points(path: Path) -> gpd.GeoDataFrame:
    """Read a curated table with lon/lat as points in RD New."""
    table = pd.read_csv(path, keep_default_na=False)
    points = gpd.points_from_xy(table.pop("lon"), table.pop("lat"), crs=WGS84)
    return gpd.GeoDataFrame(table, geometry=points).to_crs(RD_NEW)


def with_xy(points: gpd.GeoDataFrame, step_m: int, after: str) -> pd.DataFrame:
    """Replace the geometry by rounded RD coordinates, placed after a column."""
    table = pd.DataFrame(points.drop(columns="geometry"))
    at = list(table.columns).index(after) + 1
    for name, values in (("y_m", points.geometry.y), ("x_m", points.geometry.x)):
        table.insert(at, name, (np.rint(values / step_m) * step_m).astype(int))
    return table


def gemeente_of(points: gpd.GeoDataFrame, gemeenten: gpd.GeoDataFrame) -> pd.Series:
    """Name of the gemeente that each point lies in, empty outside."""
    joined = gpd.sjoin(points, gemeenten[["naam", "geometry"]], how="left", predicate="within")
    names: pd.Series = joined["naam"].groupby(level=0).first()
    return names.reindex(points.index).fillna("")


def require_role(stations: gpd.GeoDataFrame, outline: shapely.Geometry, expected: int) -> None:
    """Stop if the stations that are the area's own are not those in service inside it."""
    inside = stations.geometry.within(outline) & (stations["status"] == "in_service")
    own = stations["role"] == "own"
    if not (inside == own).all() or int(own.sum()) != expected:
        wrong = stations.loc[(inside != own) | own, "name"]
        raise DataError("build.wrong_roles", own=expected, names=list(wrong))
