"""Places where a coordinate system does not hold: how many, which, and the likely cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.crs.grid import inside
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from drenthe_geo.crs.grid import Grid


def place_problem(x: NDArray[np.float64], y: NDArray[np.float64], grid: Grid) -> Message | None:
    """Say in one clause how many places are wrong, and the likely cause; None if none."""
    bad = ~grid.holds_m(x, y)
    count = int(bad.sum())
    if count == 0:
        return None
    if swapped_m(x[bad], y[bad], grid):
        cause = Message("crs.swapped")
    elif grid.holds_deg(x, y)[bad].all():
        cause = Message("crs.degrees", grid_m=grid.said["grid_m"])
    elif grid.holds_deg(y, x)[bad].all():
        cause = Message("crs.degrees_swapped")
    else:
        first = int(np.flatnonzero(bad)[0])
        cause = Message("crs.first", x=f"{x[first]:.0f}", y=f"{y[first]:.0f}")
    return Message("crs.outside", count=count, total=len(x), cause=cause, land=grid.land)


def place_problems(
    frame: gpd.GeoDataFrame, placed: gpd.GeoDataFrame, names: pd.Series, grid: Grid
) -> list[Message]:
    """Say which rows reach outside where a system holds: by number, name and likely fault.

    Where all of them do for one cause, that is said once. `frame` has the rows in their own CRS.
    """
    bounds = placed.geometry.bounds.to_numpy()
    there = ~placed.geometry.isna().to_numpy()
    corners = [(bounds[:, x], bounds[:, y]) for x, y in ((0, 1), (2, 3))]
    out = [~grid.holds_m(x, y) & there for x, y in corners]
    bad = np.flatnonzero(out[0] | out[1])
    if len(bad) > 1 and len(bad) == there.sum():
        for x, y in corners:
            trouble = place_problem(x[there], y[there], grid)
            cause = dict(trouble.values)["cause"] if trouble else None
            if isinstance(cause, Message) and cause.key != "crs.first":
                return [Message("schema.coordinates", trouble=trouble)]
    degrees = bool(frame.crs is not None and frame.crs.is_geographic)
    given = frame.geometry.bounds.to_numpy() if degrees else bounds
    problems = []
    for row in bad[:MOST_ROWS_NAMED]:
        x, y = given[row, :2] if out[0][row] else given[row, 2:]
        cause = place_cause(float(x), float(y), grid, degrees=degrees)
        looks = Message(f"crs.looks.{cause}", grid=grid.name, land=grid.land)
        write = ".6f" if degrees else ".0f"
        said = {"row": int(row) + 1, "name": str(names.iloc[row]), "looks": looks}
        problems.append(Message("schema.row_place", **said, x=f"{x:{write}}", y=f"{y:{write}}"))
    if len(bad) > MOST_ROWS_NAMED:
        problems.append(
            Message("schema.more_places", count=len(bad) - MOST_ROWS_NAMED, land=grid.land)
        )
    return problems


MOST_ROWS_NAMED = 5
"""How many rows that lie wrong are named one by one."""

SCALES = tuple(10.0**power for power in range(1, 13))
"""By how much a number is too large whose decimal sign was lost."""


def place_cause(x: float, y: float, grid: Grid, *, degrees: bool) -> str:
    """Tell what a place outside looks like: the end of a key below ``crs.looks``."""
    others = dict(grid.others)

    def fits(first: float, second: float, unit: str) -> bool:
        one, two = np.array([first]), np.array([second])
        if unit in others:
            return bool(inside(one, two, *others[unit])[0])
        return bool((grid.holds_deg if unit == "deg" else grid.holds_m)(one, two)[0])

    # The metres of a zone of UTM are so many that whatever is too large fits when it is shortened.
    small = degrees or grid.is_rd
    same, other = ("deg", "m") if degrees else ("m", "deg")
    tried = {
        "nowhere": not np.isfinite([x, y]).all(),
        "nought": x == 0 and y == 0,
        f"swapped_{same}": fits(y, x, same),
        f"in_{other}": fits(x, y, other),
        f"swapped_in_{other}": fits(y, x, other),
        "in_km": not degrees and (fits(x * 1000, y * 1000, "m")),
        "in_km_swapped": not degrees and (fits(y * 1000, x * 1000, "m")),
        **{name: fits(x, y, name) and not degrees for name in others},
        "no_sign": small and any(fits(x / one, y / two, same) for one in SCALES for two in SCALES),
        "half_no_sign": small
        and any(fits(x / one, y, same) or fits(x, y / one, same) for one in SCALES),
    }
    return next((cause for cause, true in tried.items() if true), "elsewhere")


def swapped_m(x: NDArray[np.float64], y: NDArray[np.float64], grid: Grid) -> bool:
    """Tell whether metres only fit a system with x and y exchanged."""
    return len(x) > 0 and not grid.holds_m(x, y).any() and bool(grid.holds_m(y, x).all())


def looks_swapped_deg(lon: NDArray[np.float64], lat: NDArray[np.float64], grid: Grid) -> bool:
    """Tell whether degrees only fit where a system holds with lon and lat exchanged."""
    return (
        len(lon) > 0 and not grid.holds_deg(lon, lat).any() and bool(grid.holds_deg(lat, lon).all())
    )
