"""Ways to draw a reached area, beside the exact union of buffers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from benchmarks.report import paragraph, table_text
from drenthe_geo.reach.parts import part_lines, reached_parts

if TYPE_CHECKING:
    from collections.abc import Callable

MINUTES = (10.0, 20.0, 30.0)
STATIONS = (0, 4, 8)
"""The exact areas take minutes: all ways are looked at around these three of the nine."""


def polygons(network: dg.roads.Network) -> pd.DataFrame:
    """Compare ways to draw the areas of three stations within 10, 20 and 30 minutes.

    Returns
    -------
    pandas.DataFrame
        Index: the way. ``ms`` per area (median; of ours the mean of all 27, drawn
        together with their errors), ``ratio`` to the exact union, ``iou`` with it
        (least and median), ``missing`` and ``too_much`` (share of the exact area that is
        left out, and that is drawn beyond it; medians).
    """
    settings = DRENTHE.settings
    reach = dg.roads.compute_reach(network, dg.area.select_stations(DRENTHE.layer("stations")))
    dg.reach.service_areas(reach, [MINUTES[0]], settings)  # what is loaded once is not ours to time
    start = time.perf_counter()
    drawn = dg.reach.service_areas(reach, MINUTES, settings)
    each_ms = (time.perf_counter() - start) * 1000 / len(drawn)
    shapes = drawn.geometry.to_numpy().reshape(-1, len(MINUTES))
    parts = [
        part_lines(reach.network, reached_parts(reach, station, minutes))
        for station in STATIONS
        for minutes in MINUTES
    ]
    ends = [shapely.multipoints(shapely.get_coordinates(lines)) for lines in parts]
    buffer_m = settings.road_buffer_m

    def exact(number: int) -> shapely.Geometry:
        return shapely.union_all(shapely.buffer(parts[number], buffer_m))

    def hull(number: int) -> shapely.Geometry:
        return shapely.convex_hull(ends[number])

    def concave(ratio: float) -> Callable[[int], shapely.Geometry]:
        return lambda number: shapely.concave_hull(ends[number], ratio=ratio, allow_holes=True)

    truth, exact_ms = _timed(exact, len(parts))
    rows = [
        _row("exact union of 100 m buffers", truth, truth, exact_ms, exact_ms),
        _row("service_areas", list(shapes[list(STATIONS)].ravel()), truth, each_ms, exact_ms),
    ]
    for name, way in (
        ("convex hull", hull),
        ("concave_hull, ratio 0.02", concave(0.02)),
        ("concave_hull, ratio 0.1", concave(0.1)),
    ):
        found, ms = _timed(way, len(parts))
        rows.append(_row(name, found, truth, ms, exact_ms))
    return pd.DataFrame(rows).set_index("way")


def _timed(
    way: Callable[[int], shapely.Geometry], count: int
) -> tuple[list[shapely.Geometry], float]:
    shapes, taken = [], []
    for number in range(count):
        start = time.perf_counter()
        shapes.append(way(number))
        taken.append((time.perf_counter() - start) * 1000)
    return shapes, float(np.median(taken))


def _row(
    way: str,
    shapes: list[shapely.Geometry],
    truth: list[shapely.Geometry],
    ms: float,
    exact_ms: float,
) -> dict[str, object]:
    real = np.array(truth, dtype=object)
    shared = shapely.area(shapely.intersection(np.array(shapes, dtype=object), real))
    area, exact = shapely.area(shapes), shapely.area(real)
    iou = shared / (area + exact - shared)
    return {
        "way": way,
        "ms": round(ms, 1),
        "ratio": round(ms / exact_ms, 4),
        "iou_least": round(float(iou.min()), 3),
        "iou_median": round(float(np.median(iou)), 3),
        "missing": round(float(np.median(1 - shared / exact)), 3),
        "too_much": round(float(np.median((area - shared) / exact)), 3),
    }


def text(network: dg.roads.Network) -> str:
    """Measure, and write the part of the README."""
    found = polygons(network)
    return "\n".join(
        [
            paragraph(
                """
                **Ways to draw an area** (`polygons.py`): three stations, 10, 20 and 30 minutes,
                full network, per area; `service_areas` with its two error columns.
                """
            ),
            "",
            *table_text(
                ["way", "ms", "to exact", "IoU least / median", "missing", "too much"],
                [
                    (
                        way,
                        f"{row['ms']:,.1f}",
                        f"{row['ratio']:.3g}",
                        f"{row['iou_least']:.3f} / {row['iou_median']:.3f}",
                        f"{row['missing']:.3f}",
                        f"{row['too_much']:.3f}",
                    )
                    for way, row in found.iterrows()
                ],
            ),
        ]
    )
