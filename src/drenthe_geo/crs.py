"""RD New (EPSG:28992), the only coordinate system inside the package, and its gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.errors import CrsError

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


def require_rd(frame: gpd.GeoDataFrame, what: str) -> None:
    """Raise unless a frame is in RD New.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        The frame to check.
    what : str
        What the frame is, for the message.

    Raises
    ------
    CrsError
        If the frame has no CRS or another one than EPSG:28992.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> frame = gpd.GeoDataFrame(geometry=[Point(6.57, 52.99)], crs="EPSG:4326")
    >>> require_rd(frame, "my points")
    Traceback (most recent call last):
    drenthe_geo.errors.CrsError: my points: in EPSG:4326, but EPSG:28992 (RD New, metres) is
    needed; convert with .to_crs("EPSG:28992").
    """
    require_some_crs(frame, what)
    if frame.crs != RD_NEW:
        msg = (
            f"{what}: in {_crs_name(frame)}, but {RD_NEW} (RD New, metres) is needed; "
            f'convert with .to_crs("{RD_NEW}").'
        )
        raise CrsError(msg)


def require_some_crs(frame: gpd.GeoDataFrame, what: str) -> None:
    """Raise if a frame has no CRS.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        The frame to check.
    what : str
        What the frame is, for the message.

    Raises
    ------
    CrsError
        If the frame has no CRS.
    """
    if frame.crs is None:
        msg = (
            f"{what}: has no coordinate reference system, so its numbers have no place on earth; "
            f'set it where the file is made, or with .set_crs("{RD_NEW}") for RD New '
            f'or .set_crs("{WGS84}") for lon/lat.'
        )
        raise CrsError(msg)


def to_rd(frame: gpd.GeoDataFrame, what: str) -> gpd.GeoDataFrame:
    """Convert a frame to RD New.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        A frame in any CRS; one without a CRS is refused.
    what : str
        What the frame is, for the message.

    Returns
    -------
    geopandas.GeoDataFrame
        The frame in EPSG:28992; the same object where it already was.

    Raises
    ------
    CrsError
        If the frame has no CRS.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> assen = gpd.GeoDataFrame(geometry=[Point(6.5708, 52.9917)], crs="EPSG:4326")
    >>> point = to_rd(assen, "Assen").geometry.iloc[0]
    >>> round(point.x, -2), round(point.y, -2)
    (234500.0, 556700.0)
    """
    require_some_crs(frame, what)
    return frame if frame.crs == RD_NEW else frame.to_crs(RD_NEW)


def place_problem(x: NDArray[np.float64], y: NDArray[np.float64]) -> str | None:
    """Say in one clause what is wrong with the place of coordinates in RD New.

    Parameters
    ----------
    x, y : numpy.ndarray
        Coordinates in metres, RD New.

    Returns
    -------
    str or None
        None where all lie in or near the Netherlands; otherwise a clause that
        names the number of offenders and the likely cause.

    Examples
    --------
    >>> import numpy as np
    >>> place_problem(np.array([234_500.0]), np.array([556_700.0])) is None
    True
    >>> place_problem(np.array([556_700.0]), np.array([234_500.0]))
    '1 of 1 lies outside the Netherlands: x and y are swapped'
    >>> place_problem(np.array([6.57]), np.array([52.99]))
    '1 of 1 lies outside the Netherlands: these look like lon/lat degrees, not RD metres'
    """
    bad = ~_inside(x, y, RD_X_RANGE_M, RD_Y_RANGE_M)
    count = int(bad.sum())
    if count == 0:
        return None
    verb = "lies" if count == 1 else "lie"
    head = f"{count} of {len(x)} {verb} outside the Netherlands"
    if _inside(y, x, RD_X_RANGE_M, RD_Y_RANGE_M)[bad].all():
        return f"{head}: x and y are swapped"
    if _inside(x, y, LON_RANGE_DEG, LAT_RANGE_DEG)[bad].all():
        return f"{head}: these look like lon/lat degrees, not RD metres"
    if _inside(y, x, LON_RANGE_DEG, LAT_RANGE_DEG)[bad].all():
        return f"{head}: these look like lat/lon degrees, in the wrong order too"
    first = int(np.flatnonzero(bad)[0])
    return f"{head}, the first at x={x[first]:.0f}, y={y[first]:.0f}"


def looks_swapped_deg(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> bool:
    """Tell whether degrees only fit the Netherlands with lon and lat exchanged.

    Parameters
    ----------
    lon, lat : numpy.ndarray
        Degrees as they were given.

    Returns
    -------
    bool
        True if none fits as given and all fit when exchanged.
    """
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


def _crs_name(frame: gpd.GeoDataFrame) -> str:
    code = frame.crs.to_epsg() if frame.crs is not None else None
    return f"EPSG:{code}" if code else str(getattr(frame.crs, "name", "an unnamed CRS"))
