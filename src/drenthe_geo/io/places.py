"""Rows without coordinates: the point of their postcode or town, and how far it may be off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.area.gazetteer import find_place, postcode_of
from drenthe_geo.errors import ArgumentError, LayerError
from drenthe_geo.io.headings import Placed, choice_m, tell
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import shapely

    from drenthe_geo.area.area import Area
    from drenthe_geo.crs import Grid

ACCURACY = "accuracy_m"
"""Column with how far a point may be from what it stands for, as in the layer of sites."""

OF_NAMES = ("town", "postcode area")


def placed_by_name(placed: Placed, area: Area | None, file: str, grid: Grid) -> None:
    """Give rows without coordinates the point of their postcode or town, and say how many."""
    frame, found = placed.frame, placed.found
    missing = [
        int(row)
        for row in np.flatnonzero(frame.geometry.isna().to_numpy())
        if int(row) not in placed.told
    ]
    by = [role for role in ("postcode", "town") if found.get(role) in frame.columns]
    if not by:
        _require_pair(placed, file, grid)
    if not missing or not by:
        return
    if area is None:
        raise ArgumentError("io.needs_area", file=file)
    frame = frame.to_crs(grid.code)
    points, off_m = frame.geometry.to_numpy().copy(), np.full(len(frame), np.nan)
    done = 0
    for row in missing:
        cells = {role: frame[found[role]].iloc[row] for role in by}
        typed = {role: str(cell).strip() for role, cell in cells.items() if cell is not None}
        point = _point(placed, row, typed, area)
        if point is None:
            continue
        points[row], off_m[row] = point[0], point[1]
        done += 1
    frame[frame.geometry.name] = points
    if done:
        known = off_m[np.isfinite(off_m)]
        frame[ACCURACY] = pd.array(np.ceil(off_m), dtype="Float64").astype("Int64")
        key = "io.placed_by" if len(known) else "io.placed_by_unsure"
        most = float(np.ceil(known.max())) if len(known) else 0.0
        placed.notices.append(Message(key, file=file, count=done, most=most))
    placed.frame = frame


def _require_pair(placed: Placed, file: str, grid: Grid) -> None:
    """Raise if a table has neither coordinates nor anything else that says where a row lies."""
    if placed.has_pair or placed.frame.geometry.notna().any() or placed.told:
        return
    there = [str(one) for one in placed.frame.columns if one != placed.frame.geometry.name]
    hint = "io.address_only" if grid.is_rd else "io.address_elsewhere"
    key = hint if "address" in placed.found else "io.no_coordinates"
    raise LayerError(key, file=file, found=there, grid=grid.name)


def _point(
    placed: Placed, row: int, typed: dict[str, str], area: Area
) -> tuple[shapely.Point, float] | None:
    """Find the point of a row, and how far people of that postcode live from it at most."""
    if not typed:
        tell(placed, row, placed.found, "io.no_place")
        return None
    layers, postcodes = area.layers(), area.layer("places")
    code = postcode_of(typed["postcode"], postcodes) if "postcode" in typed else None
    if "postcode" in typed and code is None:
        tell(placed, row, placed.found, "io.unknown_postcode", given=typed["postcode"])
        return None
    town = None
    if "town" in typed:
        try:
            town = find_place(typed["town"], layers)
        except ArgumentError:
            town = None
        if town is not None and town.kind not in OF_NAMES:
            town = None
        if town is None and code is None:
            tell(placed, row, placed.found, "io.unknown_town", given=typed["town"])
            return None
    if code is not None:
        point = postcodes.geometry[code]
        if town is not None and town.point.distance(point) > choice_m("postcode_apart_m"):
            said = {"postcode": typed["postcode"], "town": typed["town"]}
            tell(placed, row, placed.found, "io.postcode_elsewhere", **said)
            return None
        return point, _spread_m(area, point, [code])
    assert town is not None  # noqa: S101 - one of the two is there
    names = postcodes["name"].astype(str).str.casefold()
    codes = list(postcodes.index[names == typed["town"].casefold()])
    return town.point, _spread_m(area, town.point, codes)


def _spread_m(area: Area, point: shapely.Point, codes: list[str]) -> float:
    """Measure how far people of these postcodes live from a point at most; NaN if none do."""
    people = area.layer("people")
    of = people[people["pc4"].isin(codes)]
    return float(of.distance(point).max()) if len(of) else float("nan")
