"""Areas drawn from the reached roads: a rendering, with its error stated.

An area is the land within `road_buffer_m` of a reached part of a road, contoured on a
raster of `cell_m`, or the exact union of buffers on request. What lies within its outer
outline, with every hole filled, is a second figure.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from drenthe_geo.contracts.arguments import checked
from drenthe_geo.errors import ArgumentError
from drenthe_geo.reach.parts import (
    cut_ends,
    part_lines,
    reached_parts,
    require_cutoffs,
)
from drenthe_geo.reach.raster.canvas import Canvas
from drenthe_geo.reach.raster.drawing import Area, Drawing, multi, without_holes
from drenthe_geo.units import DS_PER_MIN, M2_PER_KM2

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from drenthe_geo.area.settings import Settings
    from drenthe_geo.reach.raster.canvas import Look
    from drenthe_geo.reach.raster.drawing import Band
    from drenthe_geo.roads.minutes import Reach

LAND = ("km2", "filled_km2")
"""Columns that say how large an area is."""

MOST_THREADS = 4
"""Each holds a raster of its own; a part of the work cannot run side by side anyway."""


@checked
def service_areas(
    reach: Reach,
    minutes: Iterable[float],
    settings: Settings,
    *,
    fill_holes_m2: float = 0.0,
    exact: bool = False,
) -> gpd.GeoDataFrame:
    """Draw the area within each cut-off of every facility.

    Parameters
    ----------
    reach : Reach
        Result of `compute_reach`.
    minutes : iterable of float
        Cut-offs.
    settings : Settings
        Road buffer, raster cell and sampling distance.
    fill_holes_m2 : float
        Holes over unreached land smaller than this are filled, for print; none by
        default.
    exact : bool
        Draw the union of buffers itself instead of the contour: some thirty times
        slower.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per facility and cut-off: ``facility``, ``mode``, ``direction``,
        ``minutes``, ``km2`` (the land beside reached roads), ``filled_km2`` (all within its
        outer outlines, so with every hole filled), and the error of the drawing:
        ``unreached_inside_m``, metres of road inside the area that are not reached (a
        road within the buffer of a reached one), and ``reached_outside_m``, metres of
        reached road outside it; both counted at points every `sample_m`. Holes over
        unreached land are kept, an area may have several parts, and a longer cut-off
        contains the shorter ones.

    Raises
    ------
    ArgumentError
        If a cut-off is not a positive number of minutes, or the size of the holes is
        below 0.

    Notes
    -----
    Points stand along the reached parts every `sample_m`; every raster point gets
    the distance to the nearest of them; the area is the contour of that distance
    at `road_buffer_m`. A cut-off's distances are never more than those of a
    shorter one, so the areas nest; for that the places where the shorter ones end
    stay among the points, so other cut-offs beside it move a border by part of a
    cell at most. On the same roads the areas share 0.98 of themselves with the exact
    union of buffers (intersection over union) and are 0.4 to 1.2 % smaller at 10 to 30
    minutes. Where a network leaves roads out but knows the land beside them
    (`Network.side_roads`), that land is drawn too.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> stations = dg.area.select_stations(area.layer("stations"), "own")
    >>> reach = dg.roads.compute_reach(dg.roads.read_network(area, "car"), stations)
    >>> areas = service_areas(reach, [5, 10], area.settings)
    >>> areas.loc[areas["facility"] == "hds", "minutes"].tolist()
    [5.0, 10.0]
    """
    if not fill_holes_m2 >= 0:
        raise ArgumentError("reach.bad_holes", given=f"{fill_holes_m2:g}")
    cutoffs = require_cutoffs(minutes)
    if exact:
        return _frame(_exact(reach, cutoffs, settings, fill_holes_m2), reach)
    return _frame(_drawn(reach, settings, cutoffs, (), fill_holes_m2=fill_holes_m2)[0], reach)


@checked
def certainty_areas(reach: Reach, minutes: Iterable[float], settings: Settings) -> gpd.GeoDataFrame:
    """Draw, around each cut-off, what is certainly within and what is uncertain.

    Parameters
    ----------
    reach : Reach
        Result of `compute_reach`.
    minutes : iterable of float
        Cut-offs.
    settings : Settings
        As for `service_areas`.

    Returns
    -------
    geopandas.GeoDataFrame
        Two rows per facility and cut-off: ``facility``, ``mode``, ``direction``,
        ``minutes``, ``band`` (``"certain"`` or ``"uncertain"``), ``from_min`` and
        ``to_min`` (travel times between which the band lies), ``km2``. Land in
        neither is out. See `Profile.certainty_bounds_min`. The border that two bands
        share, and their borders beside those of `service_areas`, are true to part of a
        raster cell; an uncertain band thinner than a cell may be missing.

    Raises
    ------
    ArgumentError
        If a cut-off is not a positive number of minutes.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> one = area.layer("stations").loc[["hds"]]
    >>> reach = dg.roads.compute_reach(dg.roads.read_network(area, "car"), one)
    >>> bands = certainty_areas(reach, [20], area.settings)
    >>> bands[["band", "from_min", "to_min"]].round(1).to_numpy().tolist()
    [['certain', 0.0, 18.2], ['uncertain', 18.2, 25.0]]
    """
    return _frame(_drawn(reach, settings, (), require_cutoffs(minutes))[1], reach)


def areas_and_bands(
    reach: Reach, minutes: Iterable[float], settings: Settings
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Draw both `service_areas` and `certainty_areas`, of the same raster.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> one = area.layer("stations").loc[["hds"]]
    >>> reach = dg.roads.compute_reach(dg.roads.read_network(area, "car"), one)
    >>> areas, bands = areas_and_bands(reach, [20], area.settings)
    >>> (areas.km2 == service_areas(reach, [20], area.settings).km2).all(), len(bands)
    (np.True_, 2)
    """
    cutoffs = require_cutoffs(minutes)
    areas, bands = _drawn(reach, settings, cutoffs, cutoffs)
    return _frame(areas, reach), _frame(bands, reach)


Rows = list[dict[str, object]]


def _frame(rows: Rows, reach: Reach) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=reach.network.crs)


def _drawn(
    reach: Reach,
    settings: Settings,
    cutoffs: Sequence[float],
    banded: Sequence[float],
    *,
    fill_holes_m2: float = 0.0,
) -> tuple[Rows, Rows]:
    """Draw areas within cut-offs, and bands around cut-offs, of each facility, in threads."""
    bounds = [reach.network.profile.certainty_bounds_min(cutoff) for cutoff in banded]
    moments = sorted({*cutoffs, *(time for pair in bounds for time in pair)})
    canvas = Canvas.of(reach, settings)
    areas: Rows = []
    bands: Rows = []

    def draw(look: Look) -> tuple[Rows, Rows]:
        ends_m = cut_ends(look.reach, look.facility, moments)
        drawing = Drawing(
            reached=look.reached(moments),
            moments=moments,
            ends_m=dict(zip(moments, ends_m, strict=True)),
            settings=settings,
            fill_holes_m2=fill_holes_m2,
            metres=canvas.metres,
        )
        of_areas, of_bands = drawing.draw(cutoffs, bounds)
        who = _who(look.reach, look.facility)
        return (
            _area_rows(who, cutoffs, of_areas),
            _band_rows(who, banded, bounds, of_bands),
        )

    with ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1, len(reach.facilities))) as pool:
        for part in reach.parts():
            for some, others in pool.map(draw, canvas.looks(part, moments[-1])):
                areas += some
                bands += others
    return areas, bands


def _exact(
    reach: Reach, cutoffs: Sequence[float], settings: Settings, fill_holes_m2: float
) -> Rows:
    """Draw unions of buffers; each with the one before, so that round ends nest too."""
    canvas, beside = Canvas.of(reach, settings), reach.network.side_roads
    roads = len(canvas.samples.edge)

    def draw(look: Look) -> Rows:
        times = look.times_ds
        near = look.near
        shape: shapely.Geometry = shapely.MultiPolygon()
        areas = []
        for cutoff in cutoffs:
            parts = reached_parts(look.reach, look.facility, cutoff)
            drawn, reached = part_lines(reach.network, parts), times <= np.rint(cutoff * DS_PER_MIN)
            if beside is not None:
                drawn = np.concatenate([drawn, shapely.points(beside.xy_m[reached[roads:]])])
            shape = shapely.union_all([shape, *shapely.buffer(drawn, settings.road_buffer_m)])
            told, covered = multi(shape), shape
            if fill_holes_m2 > 0:
                told, filled = without_holes(told, fill_holes_m2)
                covered = shapely.union_all([shape, filled])
            shapely.prepare(covered)
            inside = shapely.contains_xy(covered, canvas.xy_m[near])
            metres, there = canvas.metres[near], reached[near]
            areas.append(
                Area(
                    told,
                    float(metres[inside & ~there].sum()),
                    float(metres[there & ~inside].sum()),
                )
            )
        return _area_rows(_who(look.reach, look.facility), cutoffs, areas)

    with ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1, len(reach.facilities))) as pool:
        found = [
            rows
            for part in reach.parts()
            for rows in pool.map(draw, canvas.looks(part, cutoffs[-1]))
        ]
    return [row for rows in found for row in rows]


def _who(part: Reach, facility: int) -> dict[str, object]:
    return {
        "facility": part.facilities.index[facility],
        "mode": part.network.profile.mode,
        "direction": part.direction,
    }


def _area_rows(who: dict[str, object], cutoffs: Sequence[float], areas: Sequence[Area]) -> Rows:
    return [
        {
            **who,
            "minutes": cutoff,
            "km2": round(area.shape.area / M2_PER_KM2, 3),
            "filled_km2": round(_filled_m2(area.shape) / M2_PER_KM2, 3),
            "unreached_inside_m": round(area.unreached_inside_m),
            "reached_outside_m": round(area.reached_outside_m),
            "geometry": area.shape,
        }
        for cutoff, area in zip(cutoffs, areas, strict=True)
    ]


def _band_rows(
    who: dict[str, object],
    cutoffs: Sequence[float],
    bounds: Sequence[tuple[float, float]],
    bands: Sequence[Band],
) -> Rows:
    return [
        {
            **who,
            "minutes": cutoff,
            "band": name,
            "from_min": start,
            "to_min": end,
            "km2": round(shape.area / M2_PER_KM2, 3),
            "geometry": shape,
        }
        for cutoff, (certain, possible), band in zip(cutoffs, bounds, bands, strict=True)
        for name, start, end, shape in (
            ("certain", 0.0, certain, band.certain),
            ("uncertain", certain, possible, band.uncertain),
        )
    ]


def _filled_m2(shape: shapely.MultiPolygon) -> float:
    """Area inside the outer outlines; a part within a hole of another part counts once."""
    outer = shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(shape)))
    if len(outer) == 0:
        return 0.0
    # Outlines of parts never cross, so a part lies within another or beside it.
    corners = shapely.get_point(shapely.get_exterior_ring(outer), 0)
    inner, _ = shapely.STRtree(outer).query(corners, predicate="within")
    return float(shapely.area(np.delete(outer, inner)).sum())
