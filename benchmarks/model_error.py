"""Error of the embedded road network against the full one that it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True)
class FullRoads:
    """The full road table of the public data, read once for any number of profiles."""

    nodes: pd.DataFrame
    edges: pd.DataFrame
    lines: NDArray[np.object_]

    @classmethod
    def read(cls, source: Path) -> FullRoads:
        """Read the tables from the folder with the public data."""
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
        at = {"node": nodes["id"], "x_m": nodes.geometry.x, "y_m": nodes.geometry.y}
        return cls(pd.DataFrame(at), table, edges.geometry.to_numpy())

    def network(self, profile: dg.roads.Profile) -> dg.roads.Network:
        """Build the network of a profile."""
        return dg.roads.build_network(self.nodes, self.edges, profile, lines=self.lines)


def full_network(source: Path) -> dg.roads.Network:
    """Build the full car network of the public data, with the profile of the model."""
    return FullRoads.read(source).network(dg.read_profile(DRENTHE, "car"))


def model_error(
    full: dg.roads.Network, model: dg.roads.Network, layers: dict[str, gpd.GeoDataFrame]
) -> dict[str, float]:
    """Compare car minutes of the 260 places to the nine stations."""
    stations = dg.area.select_stations(layers["stations"])
    places = dg.area.places_inside(layers["places"], layers["gemeenten"])
    truth, ours = (
        dg.roads.travel_times(dg.roads.compute_reach(network, stations), places)
        for network in (full, model)
    )
    within = truth.minutes.to_numpy() <= 60
    error = (ours.minutes.to_numpy() - truth.minutes.to_numpy())[within]
    same = dg.reach.nearest_facility(truth)["nearest"] == dg.reach.nearest_facility(ours)["nearest"]
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
