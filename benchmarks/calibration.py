"""Car reach against openrouteservice's isochrones around hospitals in the region.

Their isochrones are filled and smoothed shapes, so reach is compared over the network's
junctions (where three or more roads meet), never over areas.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from benchmarks.report import paragraph, table_text
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.model_error import FullRoads

LEAST_INSIDE = 0.95
FEWEST_ROADS = 3
FACTORS = np.arange(1.00, 1.301, 0.05).round(2)
SECONDS = np.arange(0.0, 6.1, 1.0)
MIDDLE_SHARE = 0.8


def isochrones(source: Path) -> gpd.GeoDataFrame:
    """Read the isochrones that lie within the road data; they run *from* the hospital."""
    frame = gpd.read_file(source / "reference/ors_car_isochrones_hospitals.gpkg")
    frame = frame[frame["share_inside_network"] >= LEAST_INSIDE].reset_index(drop=True)
    frame["hospital"] = frame.groupby(["lon", "lat"], sort=False).ngroup()
    return frame


def hospital_times(network: dg.roads.Network, reference: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Minutes of driving from the start of every isochrone to every node of the roads."""
    points = gpd.GeoSeries(gpd.points_from_xy(reference["lon"], reference["lat"]), crs="EPSG:4326")
    starts = gpd.GeoDataFrame(geometry=points.to_crs("EPSG:28992"))
    starts.index = [f"{n:03d}" for n in range(len(starts))]
    reach = dg.roads.compute_reach(network, starts, direction="from")
    # The other engine does not park.
    return reach.node_times_ds[:, : network.n_nodes] / DS_PER_MIN - network.profile.park_min


@dataclass(frozen=True)
class Theirs:
    """What openrouteservice says, on the nodes of our network.

    ``nodes``: positions of the nodes that count; ``within``: one row per isochrone, true
    where a node lies inside it; ``crossed``: per isochrone the edges that its outline
    crosses, where its time is known to be the cut-off.
    """

    reference: gpd.GeoDataFrame
    nodes: NDArray[np.intp]
    within: NDArray[np.bool_]
    crossed: list[NDArray[np.intp]]

    @classmethod
    def on(
        cls,
        network: dg.roads.Network,
        reference: gpd.GeoDataFrame,
        fewest_roads: int = FEWEST_ROADS,
    ) -> Theirs:
        """Find the nodes where so many roads meet; farm tracks are none of the car's roads."""
        ends = np.concatenate([network.tail, network.head])
        roads = np.bincount(ends, minlength=network.n_nodes)
        nodes = np.flatnonzero(roads >= fewest_roads)
        points = shapely.points(network.node_xy_m)
        shapes = reference.geometry.to_numpy()
        shapely.prepare(shapes)
        inside = np.array([shapely.contains(shape, points) for shape in shapes])
        crossed = [np.flatnonzero(row[network.tail] != row[network.head]) for row in inside]
        return cls(reference, nodes, inside[:, nodes], crossed)

    def compare(self, network: dg.roads.Network) -> pd.DataFrame:
        """Measure a network's times against theirs.

        Returns
        -------
        pandas.DataFrame
            One row per isochrone: ``hospital``, ``minutes``, ``ratio`` (theirs to the
            minutes at which as many junctions are within our reach), ``overlap`` (Jaccard
            of the two sets of junctions at the same minutes).
        """
        times = hospital_times(network, self.reference)[:, self.nodes]
        rows = []
        for number, minutes in enumerate(self.reference["minutes"]):
            theirs, ours = self.within[number], times[number] <= minutes
            same_count = np.sort(times[number])[theirs.sum() - 1]
            both, either = (theirs & ours).sum(), (theirs | ours).sum()
            hospital = self.reference["hospital"].iloc[number]
            rows.append((hospital, minutes, minutes / same_count, both / either))
        return pd.DataFrame(rows, columns=["hospital", "minutes", "ratio", "overlap"])

    def at_their_outline(self, network: dg.roads.Network) -> pd.DataFrame:
        """Our time over theirs on every road that an outline crosses.

        Their time there is the cut-off, ours is that of the middle of the road. The
        outlines are smoothed, so the spread says more than the engines differ.
        """
        times = hospital_times(network, self.reference)
        tables = []
        for number, (minutes, edges) in enumerate(
            zip(self.reference["minutes"], self.crossed, strict=True)
        ):
            ends = times[number, np.stack([network.tail[edges], network.head[edges]])]
            ours = ends.mean(axis=0)[np.isfinite(ends).all(axis=0)]
            hospital = self.reference["hospital"].iloc[number]
            tables.append(pd.DataFrame({"hospital": hospital, "share": ours / minutes}))
        return pd.concat(tables, ignore_index=True)


def grid_scores(roads: FullRoads, reference: gpd.GeoDataFrame) -> pd.DataFrame:
    """Compare for every pair of factor and junction seconds; the slow part."""
    car = dg.read_profile(DRENTHE, "car")
    theirs = Theirs.on(roads.network(car), reference)
    tables = []
    for factor in FACTORS:
        for seconds in SECONDS:
            profile = replace(car, free_flow_factor=float(factor), junction_s=float(seconds))
            found = theirs.compare(roads.network(profile))
            tables.append(found.assign(factor=factor, junction_s=seconds, isochrone=found.index))
    return pd.concat(tables, ignore_index=True)


def best_pair(scores: pd.DataFrame) -> tuple[float, float]:
    """Fit: the pair of the highest mean overlap."""
    mean = scores.groupby(["factor", "junction_s"])["overlap"].mean()
    factor, seconds = mean.index[int(mean.to_numpy().argmax())]
    return float(factor), float(seconds)


def leave_one_out(scores: pd.DataFrame) -> pd.DataFrame:
    """Fit without each hospital in turn, and look at its isochrones with that fit."""
    held = []
    for hospital in sorted(scores["hospital"].unique()):
        factor, seconds = best_pair(scores[scores["hospital"] != hospital])
        held.append(
            scores[
                (scores["hospital"] == hospital)
                & (scores["factor"] == factor)
                & (scores["junction_s"] == seconds)
            ]
        )
    found: pd.DataFrame = pd.concat(held, ignore_index=True)
    return found


def middle(values: pd.Series, share: float = MIDDLE_SHARE) -> tuple[float, float]:
    """Bounds of the middle share of some values."""
    low, high = values.quantile([(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)


def text(roads: FullRoads, model: dg.roads.Network, reference: gpd.GeoDataFrame) -> str:
    """Fit, cross-validate, and write the part of the README."""
    full = roads.network(dg.read_profile(DRENTHE, "car"))
    rows = [
        _row(name, Theirs.on(network, reference, fewest).compare(network))
        for name, network, fewest in (
            ("full network, junctions", full, FEWEST_ROADS),
            ("full network, with dead ends", full, 1),
            ("model network, junctions", model, FEWEST_ROADS),
        )
    ]
    scores = grid_scores(roads, reference)
    factor, seconds = best_pair(scores)
    held = leave_one_out(scores)
    rows.append(_row("full network, on the hospital left out of the fit", held))
    pairs = held.drop_duplicates("hospital")
    fits = ", ".join(
        f"{f:g} and {s:g} s" for f, s in zip(pairs["factor"], pairs["junction_s"], strict=True)
    )
    share = Theirs.on(full, reference).at_their_outline(full)["share"]
    low, high = middle(share)
    return "\n".join(
        [
            paragraph(
                """
                **Calibration** (`calibration.py`): car reach beside openrouteservice's
                isochrones; theirs over ours in minutes, and the Jaccard index of the junctions in
                reach.
                """
            ),
            "",
            *table_text(["", "ratio: median (least to most)", "overlap"], rows),
            "",
            paragraph(
                f"""
                Of {len(FACTORS) * len(SECONDS)} pairs {factor:g} of free flow and {seconds:g} s a
                junction is the best; fitted without each hospital in turn: {fits}. Our time over
                theirs where their outline crosses a road ({len(share):,} roads): median
                {share.median():.3f}, middle {MIDDLE_SHARE:.0%} {low:.3f} to {high:.3f}.
                """
            ),
        ]
    )


def _row(name: str, found: pd.DataFrame) -> tuple[str, str, str]:
    """Lay out one way of comparing."""

    def spread(one: pd.Series) -> str:
        return f"{one.median():.3f} ({one.min():.3f} to {one.max():.3f})"

    return name, spread(found["ratio"]), spread(found["overlap"])
