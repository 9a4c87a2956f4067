"""From any coordinate system to that of an area: what has no sure way there is refused."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyproj

from drenthe_geo.crs.grid import RD, RD_NEW, WGS84, Grid, grid_of, grid_problem
from drenthe_geo.errors import CrsError
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import geopandas as gpd

GRS80_M = 6_378_137.0
"""Half the long axis of the ellipsoid of ETRS89 and of WGS 84."""

SAME = 1e-8
"""Degrees (a millimetre) and metres by which numbers of one projection differ by rounding."""


def require_crs(frame: gpd.GeoDataFrame, needed: str, what: str | Message) -> None:
    """Raise unless a frame is in a CRS; `what` it is is said."""
    known = not grid_problem(needed)
    require_some_crs(frame, what, grid_of(needed) if known else RD)
    if frame.crs != needed:
        said = {"what": what, "given": _crs_name(frame), "needed": needed}
        if known:
            raise CrsError("crs.other", **said, grid=grid_of(needed).name)
        raise CrsError("crs.not_the_network", **said)


def require_some_crs(frame: gpd.GeoDataFrame, what: str | Message, grid: Grid) -> None:
    """Raise if a frame has no CRS."""
    if frame.crs is None:
        raise CrsError("crs.none", what=what, **_cures(grid))


def to_grid(frame: gpd.GeoDataFrame, grid: Grid, what: str | Message) -> gpd.GeoDataFrame:
    """Convert a frame to the system of an area; the same object where it already was."""
    require_usable_crs(frame, grid, what)
    if frame.crs == grid.code:
        return frame
    if _is_same(frame.crs, grid):
        return frame.set_crs(grid.code, allow_override=True)
    return frame.to_crs(grid.code)


def require_usable_crs(frame: gpd.GeoDataFrame, grid: Grid, what: str | Message) -> None:
    """Raise if a frame has no CRS, or one from which no sure way leads to the area's."""
    require_some_crs(frame, what, grid)
    if frame.crs == grid.code or _is_same(frame.crs, grid):
        return
    trouble = crs_problem(frame.crs, grid.code)
    if trouble:
        raise CrsError(f"crs.{trouble}", what=what, given=_crs_name(frame), **_cures(grid))


@lru_cache(maxsize=64)
def crs_problem(crs: pyproj.CRS, code: str = RD_NEW) -> str:
    """Say why places in a CRS cannot be brought to another: ``nowhere``, ``no_datum``, or empty.

    Without a datum PROJ leaves out the shift between ellipsoids, and everything lies some
    100 m off without a word; so a way that is but a guess ("ballpark") is none.
    """
    part = _unbound(crs)
    if part.is_geocentric or not (part.is_geographic or part.is_projected):
        return "nowhere"
    if _shifts_by_nought(crs):
        return "no_datum"
    try:
        pyproj.Transformer.from_crs(crs, code, always_xy=True, allow_ballpark=False)
    except pyproj.exceptions.ProjError:
        return "no_datum"
    return ""


@lru_cache(maxsize=64)
def _is_same(crs: pyproj.CRS, grid: Grid) -> bool:
    """Tell whether a CRS is that of an area under another name, or in other words of PROJ or ESRI.

    No other projection is like RD New. Of other systems there are some that differ in their
    datum alone, by metres: there that must be unknown.
    """
    part = _unbound(crs)
    if not part.is_projected or part.is_compound or part.coordinate_operation is None:
        return False
    if not grid.is_rd and not crs_problem(crs, grid.code):
        return False
    method, metres, half_axis_m, drawn = _projection(part)
    own_method, _, own_half_axis_m, own = _projection(pyproj.CRS(grid.code))
    return (
        method == own_method
        and metres
        and abs(half_axis_m - own_half_axis_m) < 1
        and set(drawn) == set(own)
        and all(abs(drawn[name] - value) < SAME for name, value in own.items())
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


def _cures(grid: Grid) -> dict[str, str]:
    """Name the systems that most files are in."""
    return {"metres": grid.code, "grid": grid.name, "degrees": WGS84}


def _crs_name(frame: gpd.GeoDataFrame) -> str | Message:
    code = frame.crs.to_epsg(min_confidence=100)
    return f"EPSG:{code}" if code else str(frame.crs.name) or Message("crs.unnamed")
