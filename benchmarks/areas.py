"""Areas on the embedded roads, with and without the roads they leave out, beside the full roads."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from benchmarks.report import paragraph, table_text

if TYPE_CHECKING:
    import geopandas as gpd

MINUTES = (10.0, 20.0, 30.0)
MOST_OFF = 0.03
WHATS = ("off", "filled_off", "iou")
WAYS = {
    "bare": "the embedded roads alone",
    "drawn": "as they are drawn",
    "contour": "the contour on the full roads",
}


def areas_of(network: dg.roads.Network, *, exact: bool = False) -> gpd.GeoDataFrame:
    """Draw the areas of the nine stations within 10, 20 and 30 minutes."""
    reach = dg.roads.compute_reach(network, dg.area.select_stations(DRENTHE.layer("stations")))
    return dg.reach.service_areas(reach, MINUTES, DRENTHE.settings, exact=exact)


def beside_full(full: dg.roads.Network, model: dg.roads.Network) -> pd.DataFrame:
    """Compare the areas with the exact union of buffers on the full network.

    Returns
    -------
    pandas.DataFrame
        Index ``facility``, ``minutes``; per way of drawing (``bare``: the embedded roads alone,
        ``drawn``: as `service_areas` draws them, ``contour``: the contour on the full roads)
        ``off`` (share of km² too much), ``iou`` and, where holes are filled, ``filled_off``.
    """
    truth = areas_of(full, exact=True)
    ways = {"bare": replace(model, side_roads=None), "drawn": model, "contour": full}
    real, seconds = truth.geometry.to_numpy(), {}
    found = truth[["facility", "minutes", "km2", "filled_km2"]].copy()
    for way, network in ways.items():
        start = time.perf_counter()
        areas = areas_of(network)
        seconds[way] = time.perf_counter() - start
        shared = shapely.area(shapely.intersection(areas.geometry.to_numpy(), real))
        size = shapely.area(areas.geometry.to_numpy())
        found[f"{way}_off"] = size / shapely.area(real) - 1
        found[f"{way}_iou"] = shared / (size + shapely.area(real) - shared)
        found[f"{way}_filled_off"] = areas["filled_km2"] / truth["filled_km2"] - 1
    table = pd.DataFrame(found.set_index(["facility", "minutes"]))
    table.attrs["drawn_to_bare"] = seconds["drawn"] / seconds["bare"]
    return table


def text(full: dg.roads.Network, model: dg.roads.Network) -> str:
    """Measure, and write the part of the README."""
    found = beside_full(full, model)

    def three(column: str) -> str:
        least, median, most = np.quantile(found[column], [0, 0.5, 1])
        return f"{least:.3f}, {median:.3f}, {most:.3f}"

    rows = [(words, *(three(f"{way}_{what}") for what in WHATS)) for way, words in WAYS.items()]
    off = found[found["drawn_off"].abs() > MOST_OFF]
    named = [
        f"{station}, {minutes:g} min: {share:+.3f}"
        for station, minutes, share in off["drawn_off"].reset_index().itertuples(index=False)
    ]
    return "\n".join(
        [
            paragraph(
                """
                **Areas on the embedded roads** (`areas.py`), beside the exact union of buffers on
                the full network, 27 areas: least, median, most.
                """
            ),
            "",
            *table_text(["", "km² off", "the same with holes filled", "IoU"], rows),
            "",
            paragraph(
                f"""
                The land beside the roads that are left out takes
                {found.attrs["drawn_to_bare"]:.2f} of the time without it. Off by more than
                {MOST_OFF:.0%}: {"; ".join(named) or "none"}.
                """
            ),
        ]
    )
