"""Car reach against openrouteservice's isochrones around hospitals in the region."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import drenthe_geo as dg

if TYPE_CHECKING:
    from pathlib import Path

LEAST_INSIDE = 0.95
MIN_PER_DS = 1 / 600


def isochrones(source: Path) -> gpd.GeoDataFrame:
    """Read the isochrones that lie within the road data; they run *from* the hospital."""
    frame = gpd.read_file(source / "reference/ors_car_isochrones_hospitals.gpkg")
    return frame[frame["share_inside_network"] >= LEAST_INSIDE].reset_index(drop=True)


def calibration(network: dg.Network, reference: gpd.GeoDataFrame) -> pd.DataFrame:
    """Compare over the network's junctions.

    Returns
    -------
    pandas.DataFrame
        One row per isochrone: ``minutes``, ``ratio`` (theirs to ours at which as many
        junctions are within reach) and ``overlap`` (Jaccard of the two sets of junctions
        at the same minutes).
    """
    points = gpd.GeoSeries(gpd.points_from_xy(reference["lon"], reference["lat"]), crs="EPSG:4326")
    hospitals = gpd.GeoDataFrame(geometry=points.to_crs("EPSG:28992"))
    hospitals.index = [f"{n:02d}" for n in range(len(hospitals))]
    reach = dg.compute_reach(network, hospitals, direction="from")
    # Junctions of farm tracks alone are no junctions of the car network.
    used = np.unique(np.concatenate([network.tail, network.head]))
    junctions = shapely.points(network.node_xy_m[used])
    rows = []
    for number, (shape, minutes) in enumerate(
        zip(reference.geometry, reference["minutes"], strict=True)
    ):
        shapely.prepare(shape)
        theirs = shapely.contains(shape, junctions)
        times_min = reach.node_times_ds[number, used] * MIN_PER_DS
        ours = times_min <= minutes
        same_count = np.sort(times_min)[theirs.sum() - 1]
        both, either = (theirs & ours).sum(), (theirs | ours).sum()
        rows.append((number, minutes, minutes / same_count, both / either))
    return pd.DataFrame(rows, columns=["isochrone", "minutes", "ratio", "overlap"])
