"""Where things lie: degrees to metres of a projection, and lengths on the ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.crs import RD, WGS84, Grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

GRS80_HALF_AXIS_M, GRS80_ECCENTRICITY_2 = 6_378_137.0, 0.00669438002290
"""Half the long axis and the square of the eccentricity of the ellipsoid (Moritz 1980)."""

MOST_WIDTH_DEG = 60.0
"""Land of one projection: that of the area may be wide, one of UTM is poor before this."""

UTM_ZONE_DEG, FIRST_NORTH, FIRST_SOUTH = 6, 32_601, 32_701

TURN_DEG, HALF_DEG = 360, 180
"""Once round the earth, and half of it."""


def metric_crs_of(lon: NDArray[np.float64], lat: NDArray[np.float64], near: Grid = RD) -> str:
    """Choose the projection in metres for places: that of an area where they lie there, else UTM.

    Parameters
    ----------
    lon, lat : numpy.ndarray
        The places, in degrees of WGS 84.
    near : Grid
        That of the area; RD New where not given.

    Returns
    -------
    str
        That of the area where every place lies within its bounds, else the zone of UTM of
        their middle.

    Examples
    --------
    >>> metric_crs_of(np.array([6.56]), np.array([52.99]))
    'EPSG:28992'
    >>> metric_crs_of(np.array([-8.61]), np.array([41.15]))
    'EPSG:32629'
    """
    west, east, south, north = lon.min(), lon.max(), lat.min(), lat.max()
    corners = np.array([west, east, west, east]), np.array([south, south, north, north])
    if near.holds_deg(*corners).all():
        xy = projected(*corners, near.code)
        if near.holds_m(xy[:, 0], xy[:, 1]).all():
            return near.code
    middle_lon, middle_lat = float(np.median(lon)), float(np.median(lat))
    zone = int((middle_lon + HALF_DEG) % TURN_DEG // UTM_ZONE_DEG)
    return f"EPSG:{(FIRST_SOUTH if middle_lat < 0 else FIRST_NORTH) + zone}"


def without_date_line(lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Count longitudes on beyond 180 degrees where places lie on both sides of the date line.

    They begin anew in the widest strip of the earth that has none of them.

    Examples
    --------
    >>> without_date_line(np.array([-179.5, 179.0])).tolist()
    [180.5, 179.0]
    >>> without_date_line(np.array([-60.0, 6.5])).tolist()
    [-60.0, 6.5]
    """
    if not len(lon) or np.ptp(lon) <= HALF_DEG:
        return lon
    there = np.unique(lon)
    empty = np.append(np.diff(there), there[0] + TURN_DEG - there[-1])
    widest = int(empty.argmax())
    return np.where(lon <= there[widest], lon + TURN_DEG, lon) if widest < len(there) - 1 else lon


def projected(lon: NDArray[np.float64], lat: NDArray[np.float64], crs: str) -> NDArray[np.float64]:
    """Bring degrees of WGS 84 to a projection in metres."""
    import pyproj  # noqa: PLC0415 - slow to load, and only for files that are read

    move = pyproj.Transformer.from_crs(WGS84, crs, always_xy=True)
    return np.column_stack(move.transform(lon, lat))


def holds(lon: NDArray[np.float64], lat: NDArray[np.float64], crs: str) -> bool:
    """Tell whether a projection draws all places near to what they are.

    One zone of UTM is off by a tenth where its land is 25 degrees wide, and by all where it is
    far wider; roads of one model do not lie so.
    """
    xy = projected(lon, lat, crs)
    return bool(np.isfinite(xy).all()) and float(np.ptp(lon)) <= MOST_WIDTH_DEG


def ground_m(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres on the ellipsoid from each place to the next, for steps of up to some kilometres.

    No projection is in it: RD New and UTM are off by up to 1 in 1,000.
    """
    middle = np.radians((lat[1:] + lat[:-1]) / 2)
    flat = 1 - GRS80_ECCENTRICITY_2 * np.sin(middle) ** 2
    north = GRS80_HALF_AXIS_M * (1 - GRS80_ECCENTRICITY_2) / flat**1.5 * np.radians(np.diff(lat))
    # Over the date line it is the short way round.
    turn = (np.diff(lon) + HALF_DEG) % TURN_DEG - HALF_DEG
    east = GRS80_HALF_AXIS_M * np.cos(middle) / np.sqrt(flat) * np.radians(turn)
    return np.hypot(north, east)
