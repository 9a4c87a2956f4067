"""Stations, exits and sites: curated tables, checked against the outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

    import shapely


def read_points(path: Path) -> gpd.GeoDataFrame:
    """Read a curated table with lon/lat as points in RD New."""
    table = pd.read_csv(path, keep_default_na=False)
    points = gpd.points_from_xy(table.pop("lon"), table.pop("lat"), crs="EPSG:4326")
    return gpd.GeoDataFrame(table, geometry=points).to_crs("EPSG:28992")


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


def require_role(stations: gpd.GeoDataFrame, province: shapely.Geometry, expected: int = 9) -> None:
    """Stop if the stations that say "drenthe" are not those inside the province."""
    inside = stations.geometry.within(province) & (stations["status"] == "in_service")
    said = stations["role"] == "drenthe"
    if not (inside == said).all() or int(said.sum()) != expected:
        wrong = ", ".join(stations.loc[inside != said, "name"])
        msg = f"stations.csv: role 'drenthe' does not match the province: {wrong or said.sum()}"
        raise ValueError(msg)
