"""A coordinate system that an area may be in: what it is called, and where it holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj

from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

RD_NEW = "EPSG:28992"

WGS84 = "EPSG:4326"

MERCATOR = "EPSG:3857"

EDGE_DEG = 0.5
"""A system holds this far outside its bounds: areas lie across the border of a zone, and routes
use a strip of the land beyond (assumption). Of RD New that strip is given in metres, see `RD`."""

SAMPLES = 13
"""Points along each side of a system's bounds of which the metres are looked at."""

TURN_DEG = 360.0

Range = tuple[float, float]


@dataclass(frozen=True)
class Grid:
    """A projected coordinate system in metres, what it is called, and where it holds."""

    # Of the EPSG registry, such as "EPSG:28992".
    code: str
    name: str
    x_range_m: Range
    y_range_m: Range
    # The same in degrees, for lon/lat that were mistaken for metres; across the antimeridian the
    # east end is more than 180.
    lon_range_deg: Range
    lat_range_deg: Range
    # Systems that are taken for it, and where its land lies in them.
    others: tuple[tuple[str, tuple[Range, Range]], ...] = ()

    @property
    def is_rd(self) -> bool:
        """Whether it is that of the Netherlands, which has words of its own."""
        return self.code == RD_NEW

    @cached_property
    def land(self) -> Message:
        """Say where it holds."""
        return Message("crs.land_rd") if self.is_rd else Message("crs.land", grid=self.name)

    @cached_property
    def said(self) -> dict[str, object]:
        """Say what sentences ask of it: its code, its name, its land, and its metres."""
        metres = Message("crs.metres_rd") if self.is_rd else Message("crs.metres", grid=self.name)
        return {"epsg": self.code, "grid": self.name, "land": self.land, "grid_m": metres}

    def holds_m(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which metres lie where it holds."""
        return inside(x, y, self.x_range_m, self.y_range_m)

    def holds_deg(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which degrees lie where it holds."""
        west, east = self.lon_range_deg
        turned = np.where(lon < west, lon + TURN_DEG, lon) if east > TURN_DEG / 2 else lon
        return inside(turned, lat, (west, east), self.lat_range_deg)


# Validity of RD New with a margin for the strip of Germany that routes use:
# the system is defined for x 0-300 km and y 300-625 km (NSGI, RDNAPTRANS 2018).
RD = Grid(
    code=RD_NEW,
    name="RD New",
    x_range_m=(-7_000.0, 320_000.0),
    y_range_m=(289_000.0, 629_000.0),
    lon_range_deg=(3.0, 7.8),
    lat_range_deg=(50.6, 53.8),
    others=(
        # The country in Web Mercator (EPSG:3857) and in UTM (EPSG:25831 and 25832).
        ("mercator", ((3e5, 9e5), (6.5e6, 7.2e6))),
        ("utm", ((1e5, 9e5), (5.5e6, 6e6))),
    ),
)


def grid_problem(code: str) -> str:
    """Say why a system cannot be that of an area: the end of a key below ``crs.no_grid``; or empty.

    All is measured in its metres and drawn with x to the east and y to the north.
    """
    if not code.upper().startswith("EPSG:"):
        return "no_code"
    try:
        crs = pyproj.CRS(code)
    except pyproj.exceptions.CRSError:
        return "not_known"
    tried = {
        "degrees": crs.is_geographic,
        "no_map": not (crs.is_projected or crs.is_compound),
        "heights": len(crs.axis_info) != PLANE,
        "unit": any(axis.unit_conversion_factor != 1 for axis in crs.axis_info),
        "axes": {axis.direction for axis in crs.axis_info} != {"east", "north"},
        "no_bounds": crs.area_of_use is None,
    }
    return next((why for why, true in tried.items() if true), "")


PLANE = 2
"""Axes of a system without heights."""


@lru_cache(maxsize=64)
def grid_of(code: str) -> Grid:
    """Give the system of a code that has no `grid_problem`."""
    if code == RD_NEW:
        return RD
    crs = pyproj.CRS(code)
    use: Any = crs.area_of_use  # there: it has no problem
    across = use.east < use.west
    west, east = use.west - EDGE_DEG, use.east + EDGE_DEG + TURN_DEG * across
    if not across:
        west, east = max(west, -TURN_DEG / 2), min(east, TURN_DEG / 2)
    most = TURN_DEG / 4 - EDGE_DEG  # many projections have no poles
    south, north = max(use.south - EDGE_DEG, -most), min(use.north + EDGE_DEG, most)
    lon, lat = np.meshgrid(np.linspace(west, east, SAMPLES), np.linspace(south, north, SAMPLES))
    x, y = _ranges(code, lon, lat)
    return Grid(code, crs.name, x, y, (west, east), (south, north),
                others=(("mercator", _ranges(MERCATOR, lon, lat)),))  # fmt: skip


def grid_in(frame: gpd.GeoDataFrame) -> Grid:
    """Give the system that a layer of an area is in."""
    return grid_of(frame.crs.to_string())


def _ranges(code: str, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[Range, Range]:
    """Give the least and largest x and y of places in a system."""
    change = pyproj.Transformer.from_crs(WGS84, code, always_xy=True)
    x, y = change.transform(lon, lat)
    known = np.isfinite(x) & np.isfinite(y)
    return (float(x[known].min()), float(x[known].max())), (
        float(y[known].min()), float(y[known].max())
    )  # fmt: skip


def stretch_of(
    crs: pyproj.CRS, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Say what a projection makes of a metre on the ground at places: eastward and northward.

    Of short steps: what a projection does to a long line evens out. NaN where it has no place.
    """
    step = 1e-3
    change = pyproj.Transformer.from_crs(WGS84, crs, always_xy=True)
    here = np.column_stack(change.transform(lon, lat))
    shares = []
    for east, north in ((step, 0.0), (0.0, step)):
        there = np.column_stack(change.transform(lon + east, lat + north))
        _, _, ground_m = pyproj.Geod(ellps="WGS84").inv(lon, lat, lon + east, lat + north)
        share = np.hypot(*(there - here).T) / np.asarray(ground_m)
        shares.append(np.where(np.isfinite(share), share, np.nan))
    return np.concatenate(shares)


def inside(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    x_range: Range,
    y_range: Range,
) -> NDArray[np.bool_]:
    """Tell which places lie between least and largest x and y."""
    return (x >= x_range[0]) & (x <= x_range[1]) & (y >= y_range[0]) & (y <= y_range[1])
