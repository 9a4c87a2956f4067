"""RD New (EPSG:28992), the only coordinate system inside the package, and its gate."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj

from drenthe_geo.errors import CrsError
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
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


GRS80_M = 6_378_137.0
"""Half the long axis of the ellipsoid of ETRS89 and of WGS 84."""

SAME = 1e-8
"""Degrees (a millimetre) and metres by which numbers of one projection differ by rounding."""


def require_rd(frame: gpd.GeoDataFrame, what: str | Message) -> None:
    """Raise unless a frame is in RD New; `what` it is is said."""
    require_crs(frame, RD_NEW, what)


def require_crs(frame: gpd.GeoDataFrame, needed: str, what: str | Message) -> None:
    """Raise unless a frame is in a CRS; `what` it is is said."""
    require_some_crs(frame, what)
    if frame.crs != needed:
        key = "crs.other" if needed == RD_NEW else "crs.not_the_network"
        raise CrsError(key, what=what, given=_crs_name(frame), needed=needed)


def require_some_crs(frame: gpd.GeoDataFrame, what: str | Message) -> None:
    """Raise if a frame has no CRS."""
    if frame.crs is None:
        raise CrsError("crs.none", what=what, **_cures())


def to_rd(frame: gpd.GeoDataFrame, what: str | Message) -> gpd.GeoDataFrame:
    """Convert a frame to RD New; the same object where it already was."""
    require_usable_crs(frame, what)
    if frame.crs == RD_NEW:
        return frame
    if _draws_in_rd(frame.crs):
        return frame.set_crs(RD_NEW, allow_override=True)
    return frame.to_crs(RD_NEW)


def require_usable_crs(frame: gpd.GeoDataFrame, what: str | Message) -> None:
    """Raise if a frame has no CRS, or one from which no sure way leads to RD New."""
    require_some_crs(frame, what)
    if frame.crs == RD_NEW or _draws_in_rd(frame.crs):
        return
    trouble = crs_problem(frame.crs)
    if trouble:
        raise CrsError(f"crs.{trouble}", what=what, given=_crs_name(frame), **_cures())


@lru_cache(maxsize=64)
def crs_problem(crs: pyproj.CRS) -> str:
    """Say why places in a CRS cannot be brought to RD New: ``nowhere``, ``no_datum``, or empty.

    Without a datum PROJ leaves out the shift between ellipsoids, and everything lies some
    100 m off without a word; so a way that is but a guess ("ballpark") is none.
    """
    part = _unbound(crs)
    if part.is_geocentric or not (part.is_geographic or part.is_projected):
        return "nowhere"
    if _shifts_by_nought(crs):
        return "no_datum"
    try:
        pyproj.Transformer.from_crs(crs, RD_NEW, always_xy=True, allow_ballpark=False)
    except pyproj.exceptions.ProjError:
        return "no_datum"
    return ""


@lru_cache(maxsize=64)
def _draws_in_rd(crs: pyproj.CRS) -> bool:
    """Tell whether a CRS is RD New under another name, or in other words of PROJ or ESRI."""
    part = _unbound(crs)
    if not part.is_projected or part.is_compound or part.coordinate_operation is None:
        return False
    method, metres, half_axis_m, drawn = _projection(part)
    rd_method, _, rd_half_axis_m, rd = _projection(pyproj.CRS(RD_NEW))
    return (
        method == rd_method
        and metres
        and abs(half_axis_m - rd_half_axis_m) < 1
        and set(drawn) == set(rd)
        and all(abs(drawn[name] - value) < SAME for name, value in rd.items())
    )


def _projection(crs: Any) -> tuple[str, bool, float, dict[str, float]]:  # noqa: ANN401 - see `_unbound`
    """Take a projected CRS apart: method, whether in metres, ellipsoid, and its numbers."""
    operation = crs.coordinate_operation
    metres = all(axis.unit_conversion_factor == 1 for axis in crs.axis_info)
    drawn = {one.name: float(one.value) for one in operation.params}
    return operation.method_name, metres, crs.ellipsoid.semi_major_metre, drawn


def _shifts_by_nought(crs: pyproj.CRS) -> bool:
    """Tell whether a CRS says that another ellipsoid lies on that of WGS 84, which none does."""
    if not crs.is_bound or abs(_unbound(crs).ellipsoid.semi_major_metre - GRS80_M) < 1:
        return False
    shift = crs.coordinate_operation
    return shift is not None and not any(shift.towgs84)


def _unbound(crs: pyproj.CRS) -> Any:  # noqa: ANN401 - what a CRS lacks is None for all its parts
    """Give a CRS without the shift that a file says of it."""
    return crs.source_crs if crs.is_bound else crs


def _cures() -> dict[str, str]:
    """Name the systems that most files are in."""
    return {"metres": RD_NEW, "degrees": WGS84}


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


def place_problems(
    frame: gpd.GeoDataFrame, in_rd: gpd.GeoDataFrame, names: pd.Series
) -> list[Message]:
    """Say which rows reach outside the country: each by its number, its name and its likely fault.

    Where all of them do for one cause, that is said once. `frame` has the rows in their own CRS.
    """
    bounds = in_rd.geometry.bounds.to_numpy()
    there = ~in_rd.geometry.isna().to_numpy()
    corners = [(bounds[:, x], bounds[:, y]) for x, y in ((0, 1), (2, 3))]
    out = [~_inside(x, y, RD_X_RANGE_M, RD_Y_RANGE_M) & there for x, y in corners]
    bad = np.flatnonzero(out[0] | out[1])
    if len(bad) > 1 and len(bad) == there.sum():
        for x, y in corners:
            trouble = place_problem(x[there], y[there])
            cause = dict(trouble.values)["cause"] if trouble else None
            if isinstance(cause, Message) and cause.key != "crs.first":
                return [Message("schema.coordinates", trouble=trouble)]
    degrees = bool(frame.crs is not None and frame.crs.is_geographic)
    given = frame.geometry.bounds.to_numpy() if degrees else bounds
    problems = []
    for row in bad[:MOST_ROWS_NAMED]:
        x, y = given[row, :2] if out[0][row] else given[row, 2:]
        looks = Message(f"crs.looks.{place_cause(float(x), float(y), degrees=degrees)}")
        write = ".6f" if degrees else ".0f"
        said = {"row": int(row) + 1, "name": str(names.iloc[row]), "looks": looks}
        problems.append(Message("schema.row_place", **said, x=f"{x:{write}}", y=f"{y:{write}}"))
    if len(bad) > MOST_ROWS_NAMED:
        problems.append(Message("schema.more_places", count=len(bad) - MOST_ROWS_NAMED))
    return problems


MOST_ROWS_NAMED = 5
"""How many rows that lie wrong are named one by one."""

SCALES = tuple(10.0**power for power in range(1, 13))
"""By how much a number is too large whose decimal sign was lost."""


def place_cause(x: float, y: float, *, degrees: bool) -> str:
    """Tell what a place outside the country looks like: the end of a key below ``crs.looks``."""
    ranges = {
        "deg": (LON_RANGE_DEG, LAT_RANGE_DEG),
        "m": (RD_X_RANGE_M, RD_Y_RANGE_M),
        # The country in Web Mercator (EPSG:3857) and in UTM (EPSG:25831 and 25832).
        "mercator": ((3e5, 9e5), (6.5e6, 7.2e6)),
        "utm": ((1e5, 9e5), (5.5e6, 6e6)),
    }

    def fits(first: float, second: float, unit: str) -> bool:
        (low, high), (south, north) = ranges[unit]
        return low <= first <= high and south <= second <= north

    same, other = ("deg", "m") if degrees else ("m", "deg")
    tried = {
        "nowhere": not np.isfinite([x, y]).all(),
        "nought": x == 0 and y == 0,
        f"swapped_{same}": fits(y, x, same),
        f"in_{other}": fits(x, y, other),
        f"swapped_in_{other}": fits(y, x, other),
        "in_km": not degrees and (fits(x * 1000, y * 1000, "m")),
        "in_km_swapped": not degrees and (fits(y * 1000, x * 1000, "m")),
        "mercator": fits(x, y, "mercator") and not degrees,
        "utm": fits(x, y, "utm") and not degrees,
        "no_sign": any(fits(x / one, y / two, same) for one in SCALES for two in SCALES),
        "half_no_sign": any(fits(x / one, y, same) or fits(x, y / one, same) for one in SCALES),
    }
    return next((cause for cause, true in tried.items() if true), "elsewhere")


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
    code = frame.crs.to_epsg(min_confidence=100)
    return f"EPSG:{code}" if code else str(frame.crs.name) or Message("crs.unnamed")
