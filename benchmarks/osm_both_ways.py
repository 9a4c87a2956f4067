"""Whether OSRM goes along each road the ways that ours does: every road, by every mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from drenthe_geo.crs import WGS84

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from drenthe_geo.osm.read import OsmRoads

LEAST_M, SHARES = 8.0, (0.4, 0.6)
"""Roads of at least so many metres are tried over the middle fifth, there and back."""

SLACK, SLACK_M, AWAY_M = 1.5, 1.5, 0.5
"""So much longer a way is still along the road, and so far from it an end is on another one."""

WORDS = np.array(["none", "along", "against", "both"])


def tried(roads: OsmRoads) -> NDArray[np.intp]:
    """Give the roads that are long enough, by position."""
    found: NDArray[np.intp] = np.flatnonzero(shapely.length(roads.lines) >= LEAST_M)
    return found


def ends_of(roads: OsmRoads) -> NDArray[np.float64]:
    """Give the ends of the trips, there and back after another; shape (2 × roads, 2, 2)."""
    lines = roads.lines[tried(roads)]
    places = [
        shapely.get_coordinates(
            gpd.GeoSeries(
                shapely.line_interpolate_point(lines, share, normalized=True), crs=roads.crs
            ).to_crs(WGS84)
        )
        for share in SHARES
    ]
    there = np.stack(places, axis=1)
    return np.stack([there, there[:, ::-1]], axis=1).reshape(-1, 2, 2)


def agreement(roads: OsmRoads, folder: Path, mode: str) -> tuple[float, float, float, float]:
    """Shares of the kilometres: as ours, closed to OSRM alone, to ours alone, one-way otherwise."""
    edges = roads.edges.iloc[tried(roads)]
    part_m = np.repeat(edges["length_m"].to_numpy() * (SHARES[1] - SHARES[0]), 2)
    with np.load(folder / f"{mode}-roads-osrm.npz") as said:
        on_it = (said["moved_m"].max(axis=1) < AWAY_M) & (said["metres"] < part_m * SLACK + SLACK_M)
    theirs = WORDS[on_it.reshape(-1, 2) @ np.array([1, 2])]
    mine, km = edges[mode].to_numpy(dtype=str), edges["length_m"].to_numpy()
    same = mine == theirs
    kinds = (same, ~same & (theirs == "none"), ~same & (mine == "none"))
    parts = [float(km[kind].sum() / km.sum()) for kind in kinds]
    return parts[0], parts[1], parts[2], max(1 - sum(parts), 0.0)
