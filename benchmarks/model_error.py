"""Error of the embedded road network against the full one that it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

import drenthe_geo as dg

if TYPE_CHECKING:
    from pathlib import Path


def full_network(source: Path) -> dg.Network:
    """Build the full car network of the public data, with the profile of the model."""
    edges = gpd.read_parquet(source / "roads/drenthe_edges.parquet")
    nodes = gpd.read_parquet(source / "roads/drenthe_nodes.parquet")
    table = pd.DataFrame(
        {
            "edge": np.arange(len(edges)),
            "tail": edges["u"],
            "head": edges["v"],
            "length_m": edges["length_m"].astype(float),
            "free_flow_s": edges["time_car_s"].astype(float),
            "junctions": edges["junction_halves"].astype(float),
            "road_class": edges["highway"],
            "road_number": None,
            "oneway": edges["oneway"],
        }
    )
    places = pd.DataFrame({"node": nodes["id"], "x_m": nodes.geometry.x, "y_m": nodes.geometry.y})
    lines = edges.geometry.to_numpy()
    return dg.build_network(places, table, dg.read_profile("car"), lines=lines)


def model_error(
    full: dg.Network, model: dg.Network, layers: dict[str, gpd.GeoDataFrame]
) -> dict[str, float]:
    """Compare car minutes of the 260 places to the nine stations."""
    stations = dg.select_stations(layers["stations"])
    places = dg.places_inside(layers["places"], layers["gemeenten"])
    truth, ours = (
        dg.travel_times(dg.compute_reach(network, stations), places) for network in (full, model)
    )
    within = truth.minutes.to_numpy() <= 60
    error = (ours.minutes.to_numpy() - truth.minutes.to_numpy())[within]
    same = dg.nearest_facility(truth)["nearest"] == dg.nearest_facility(ours)["nearest"]
    return {
        "pairs": int(within.sum()),
        "mean_error_min": round(float(error.mean()), 3),
        "mean_abs_error_min": round(float(np.abs(error).mean()), 3),
        "p95_abs_error_min": round(float(np.quantile(np.abs(error), 0.95)), 3),
        "max_abs_error_min": round(float(np.abs(error).max()), 3),
        "same_nearest_share": round(float(same.mean()), 4),
        "nodes_full": full.n_nodes,
        "nodes_model": model.n_nodes,
    }
