"""RD New (EPSG:28992), the only coordinate system inside the package, and its gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.errors import CrsError
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

RD_NEW = "EPSG:28992"

WGS84 = "EPSG:4326"

# Validity of RD New with a margin for the strip of Germany that routes use:
# the system is defined for x 0-300 km and y 300-625 km (NSGI, RDNAPTRANS 2018).
RD_X_RANGE_M = (-7_000.0, 320_000.0)

RD_Y_RANGE_M = (289_000.0, 629_000.0)

# The Netherlands and that strip in degrees, for lon/lat that were mistaken for metres.
LON_RANGE_DEG = (3.0, 7.8)

LAT_RANGE_DEG = (50.6, 53.8)


def require_rd(frame: gpd.GeoDataFrame, what: str | Message) -> None:
    """Raise unless a frame is in RD New; `what` it is is said."""
    require_some_crs(frame, what)
    if frame.crs != RD_NEW:
        raise CrsError("crs.other", what=what, given=_crs_name(frame), needed=RD_NEW)


def require_some_crs(frame: gpd.GeoDataFrame, what: str | Message) -> None:
    """Raise if a frame has no CRS."""
    if frame.crs is None:
        raise CrsError("crs.none", what=what, metres=RD_NEW, degrees=WGS84)


def to_rd(frame: gpd.GeoDataFrame, what: str | Message) -> gpd.GeoDataFrame:
    """Convert a frame to RD New; the same object where it already was."""
    require_some_crs(frame, what)
    return frame if frame.crs == RD_NEW else frame.to_crs(RD_NEW)


def place_problem(x: NDArray[np.float64], y: NDArray[np.float64]) -> Message | None:
    """Say in one clause how many places in RD New are wrong, and the likely cause; None if none."""
    bad = ~_inside(x, y, RD_X_RANGE_M, RD_Y_RANGE_M)
    count = int(bad.sum())
    if count == 0:
        return None
    if swapped_m(x[bad], y[bad]):
        cause = Message("crs.swapped")
    elif _inside(x, y, LON_RANGE_DEG, LAT_RANGE_DEG)[bad].all():
        cause = Message("crs.degrees")
    elif _inside(y, x, LON_RANGE_DEG, LAT_RANGE_DEG)[bad].all():
        cause = Message("crs.degrees_swapped")
    else:
        first = int(np.flatnonzero(bad)[0])
        cause = Message("crs.first", x=f"{x[first]:.0f}", y=f"{y[first]:.0f}")
    return Message("crs.outside", count=count, total=len(x), cause=cause)


def swapped_m(x: NDArray[np.float64], y: NDArray[np.float64]) -> bool:
    """Tell whether metres only fit the Netherlands with x and y exchanged."""
    fits = _inside(x, y, RD_X_RANGE_M, RD_Y_RANGE_M)
    fits_swapped = _inside(y, x, RD_X_RANGE_M, RD_Y_RANGE_M)
    return len(x) > 0 and not fits.any() and bool(fits_swapped.all())


def looks_swapped_deg(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> bool:
    """Tell whether degrees only fit the Netherlands with lon and lat exchanged."""
    fits = _inside(lon, lat, LON_RANGE_DEG, LAT_RANGE_DEG)
    fits_swapped = _inside(lat, lon, LON_RANGE_DEG, LAT_RANGE_DEG)
    return len(lon) > 0 and not fits.any() and bool(fits_swapped.all())


def _inside(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    x_range: tuple[float, float],
    y_range: tuple[float, float],
) -> NDArray[np.bool_]:
    return (x >= x_range[0]) & (x <= x_range[1]) & (y >= y_range[0]) & (y <= y_range[1])


def _crs_name(frame: gpd.GeoDataFrame) -> str | Message:
    code = frame.crs.to_epsg()
    return f"EPSG:{code}" if code else str(frame.crs.name) or Message("crs.unnamed")
