"""The coordinate system of an area, refused where the area cannot be measured in it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyproj

from drenthe_geo.area.package import DEFAULTS, data_dir, read_toml
from drenthe_geo.crs import WGS84, Grid, grid_of, grid_problem, stretch_of
from drenthe_geo.errors import DataError
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

SIDE = 5
"""Points along each side of an area at which the metres of its system are measured."""


@lru_cache(maxsize=1)
def most_stretch() -> float:
    """Give the share by which metres may differ from those on the ground: that of networks."""
    return float(read_toml(data_dir() / DEFAULTS / "networks.toml")["stretch"]["value"])


def require_grid(code: str, file: str) -> None:
    """Refuse a system in which nothing can be measured."""
    why = grid_problem(code) or ("stretches" if _stretches(grid_of(code)) else "")
    if why:
        said = Message(f"crs.no_grid.{why}")
        raise DataError("crs.no_grid.refused", file=file, given=code, why=said)


def _stretches(grid: Grid) -> bool:
    """Tell whether a metre of a system is nowhere one on the ground, as in Web Mercator."""
    if grid.is_rd:
        return False
    lon, lat = np.meshgrid(
        np.linspace(*grid.lon_range_deg, SIDE), np.linspace(*grid.lat_range_deg, SIDE)
    )
    off = np.abs(stretch_of(pyproj.CRS(grid.code), lon.ravel(), lat.ravel()) - 1)
    worst = off.reshape(2, -1).max(axis=0)
    return not (worst <= most_stretch()).any()


def require_outline(outline: gpd.GeoDataFrame, grid: Grid, path: Path) -> None:
    """Refuse an area that lies outside its system, or where metres of that are no metres."""
    place = outline.to_crs(WGS84).total_bounds
    west, south, east, north = (float(side) for side in place)
    corners = np.array([west, east, west, east]), np.array([south, south, north, north])
    said = {"file": f"{path.parent.name}/{path.name}", "grid": grid.name, "epsg": grid.code}
    if not grid.holds_deg(*corners).all():
        at = {name: f"{side:.2f}" for name, side in
              zip(("west", "south", "east", "north"), place, strict=True)}  # fmt: skip
        raise DataError("crs.no_grid.elsewhere", **said, **at)
    lon, lat = np.meshgrid(np.linspace(west, east, SIDE), np.linspace(south, north, SIDE))
    shares = stretch_of(outline.crs, lon.ravel(), lat.ravel())
    off = np.abs(shares - 1)
    if not (off <= most_stretch()).all():
        worst = float(shares[np.nanargmax(off)])
        zone = outline.estimate_utm_crs().to_epsg()
        raise DataError("crs.no_grid.stretch", **said, metres=worst, cure=f"EPSG:{zone}")
