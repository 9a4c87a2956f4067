"""Who lives beyond the embedded roads, and the minutes from there to where those roads begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from drenthe_geo.build.people import people_table, uncovered_shares
from drenthe_geo.build.roads import MOTOR_ONLY_CLASSES
from drenthe_geo.units import DS_PER_MIN, M_PER_MIN_PER_KMH

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

CLASS_OF = {
    19: "living_street",
    23: "motorway",
    24: "motorway_link",
    31: "primary",
    32: "primary_link",
    39: "residential",
    43: "secondary",
    44: "secondary_link",
    45: "service",
    50: "tertiary",
    52: "tertiary_link",
    56: "trunk",
    57: "trunk_link",
    59: "unclassified",
}
"""Road class behind each number of the country's table: what the same roads are called in the
table of the region, where both have them (121,007 roads)."""


@dataclass(frozen=True)
class Country:
    """The car roads of the whole country, from junction to junction."""

    xy_m: NDArray[np.float64]
    tail: NDArray[np.intp]
    head: NDArray[np.intp]
    time_ds: NDArray[np.float64]
    oneway: NDArray[np.bool_]
    highway: NDArray[np.object_]

    @classmethod
    def read(cls, path: Path) -> Country:
        """Read the table; its times are 1.15 × free flow + 3 s per junction, as the profile's."""
        with np.load(path) as raw:
            names = np.array([CLASS_OF.get(i, "") for i in range(256)], dtype=object)
            return cls(
                xy_m=np.column_stack([raw["x_m"], raw["y_m"]]).astype(float),
                tail=raw["u"].astype(np.intp),
                head=raw["v"].astype(np.intp),
                time_ds=raw["car_ds"].astype(float),
                oneway=raw["oneway"],
                highway=names[raw["osm_class"]],
            )

    def arcs(self) -> csr_array:
        """Make the matrix of times, of parallel arcs the fastest."""
        both = ~self.oneway
        start = np.concatenate([self.tail, self.head[both]])
        end = np.concatenate([self.head, self.tail[both]])
        time = np.concatenate([self.time_ds, self.time_ds[both]])
        order = np.lexsort([time, end, start])
        start, end, time = start[order], end[order], time[order]
        first = np.ones(len(start), dtype=bool)
        first[1:] = (np.diff(start) != 0) | (np.diff(end) != 0)
        size = len(self.xy_m)
        return csr_array((time[first], (start[first], end[first])), shape=(size, size))

    def streets(self, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Draw the roads in the frame of some areas, straight from junction to junction."""
        x0, y0, x1, y1 = areas.total_bounds
        x, y = self.xy_m[self.tail].T
        inside = (x > x0) & (x < x1) & (y > y0) & (y < y1)
        ends = np.stack([self.xy_m[self.tail[inside]], self.xy_m[self.head[inside]]], axis=1)
        return gpd.GeoDataFrame(
            {"highway": self.highway[inside]}, geometry=shapely.linestrings(ends), crs=areas.crs
        )

    def doors(self) -> NDArray[np.intp]:
        """List the junctions where one may leave the road."""
        local = ~np.isin(self.highway.astype(str), MOTOR_ONLY_CLASSES)
        return np.unique(np.concatenate([self.tail[local], self.head[local]]))


def gate_table(
    country: Country,
    region_xy_m: NDArray[np.float64],
    model_nodes: pd.DataFrame,
    province: shapely.Geometry,
    settings: dict[str, Any],
) -> pd.DataFrame:
    """Find where main roads come in from beyond the region.

    A gate is the first node of the model network on the way in, so on a motorway the first
    exit: the model has no motorway that one cannot turn back from. It stands on a junction of
    both networks; `node` is that of the country. A node whose place another has too is left
    out, as its place would not tell which of them is meant; so is one near to the province:
    there the roads of the country end, at the border, and not those of the region.
    """
    same_m = settings["same_m"]
    in_region = KDTree(region_xy_m).query(country.xy_m, distance_upper_bound=same_m)[0] <= same_m
    model_xy = model_nodes[["x_m", "y_m"]].drop_duplicates(keep=False).to_numpy(dtype=float)
    off_m, near = KDTree(country.xy_m).query(model_xy, distance_upper_bound=same_m)
    at = pd.Series(np.flatnonzero(off_m <= same_m), near[off_m <= same_m])
    at = at[~at.index.duplicated()]
    main = np.isin(country.highway.astype(str), settings["main_classes"])
    enters = main & ~in_region[country.tail] & in_region[country.head]
    leaves = main & ~country.oneway & in_region[country.tail] & ~in_region[country.head]
    entrances = np.unique(np.concatenate([country.head[enters], country.tail[leaves]]))
    arcs, limit_ds = country.arcs(), settings["to_model_min"] * DS_PER_MIN
    found = set()
    for entrance in entrances:
        time_ds = dijkstra(arcs, indices=entrance, limit=limit_ds)[at.index]
        if np.isfinite(time_ds.min()):
            found.add(int(at.index[time_ds.argmin()]))
    nodes = np.array(sorted(found))
    nodes = nodes[
        shapely.distance(shapely.points(country.xy_m[nodes]), province) >= settings["least_off_m"]
    ]
    xy = model_xy[at.loc[nodes]].astype(int)
    table = pd.DataFrame({"x_m": xy[:, 0], "y_m": xy[:, 1], "node": nodes})
    table = table.sort_values(["x_m", "y_m"], ignore_index=True)
    table.insert(0, "gate", [f"gate-{number + 1:02d}" for number in table.index])
    return table


def rest_areas(
    gemeenten: gpd.GeoDataFrame,
    totals: pd.Series,
    postcodes: gpd.GeoDataFrame,
    settings: dict[str, Any],
) -> gpd.GeoDataFrame:
    """Make areas of the parts of gemeenten that no postcode of the source covers.

    Whoever of a gemeente is in none of its postcodes lives there.
    """
    is_large = uncovered_shares(gemeenten, postcodes) >= settings["least_uncovered_share"]
    total = gemeenten["code"].map(totals)
    known = gemeenten["naam"].map(postcodes.groupby("gemeente")["inwoners"].sum()).fillna(0.0)
    rest = (total - known).fillna(0.0)
    kept = is_large & (rest > 0)
    parts = gemeenten.geometry[kept].difference(postcodes.union_all())
    return gpd.GeoDataFrame(
        {"postcode": gemeenten.loc[kept, "code"], "inwoners": rest[kept].astype(int)},
        geometry=parts,
        crs=gemeenten.crs,
    )


def inhabited_areas(
    postcodes: gpd.GeoDataFrame,
    gemeenten: gpd.GeoDataFrame,
    totals: pd.Series,
    settings: dict[str, Any],
) -> gpd.GeoDataFrame:
    """List the inhabited postcode areas and what the gemeenten have beside them."""
    rest = rest_areas(gemeenten, totals, postcodes, settings)
    known = postcodes[["postcode", "inwoners", "geometry"]].astype({"postcode": str})
    return gpd.GeoDataFrame(
        pd.concat([known[known["inwoners"] > 0], rest], ignore_index=True), crs=postcodes.crs
    )


def place_table(
    areas: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    streets: gpd.GeoDataFrame,
    settings: dict[str, Any],
    people_settings: dict[str, Any],
) -> pd.DataFrame:
    """Gather people on their streets in coarse cells, each where one of them lives.

    Their ages are those of the wijken: by postcode only those of the area are known.
    """
    people = people_table(areas, districts, streets, people_settings, pd.Series(dtype=float))
    cell_m = settings["cell_m"]
    people["column"], people["row"] = people["x_m"] // cell_m, people["y_m"] // cell_m
    by = ["column", "row"]
    weighed = people.assign(
        x=people["x_m"] * people["population"], y=people["y_m"] * people["population"]
    )
    sums = weighed.groupby(by)[["x", "y", "population", "working_age"]].sum()
    middle = sums[["x", "y"]].div(sums["population"], axis=0)
    joined = people[[*by, "x_m", "y_m"]].join(middle, on=by)
    joined["off_m"] = np.hypot(joined["x_m"] - joined["x"], joined["y_m"] - joined["y"])
    chosen = joined.sort_values([*by, "off_m", "x_m", "y_m"]).drop_duplicates(by).set_index(by)
    step, corner = settings["round_m"], sums.index.to_frame() * cell_m // 1000
    return pd.DataFrame(
        {
            "place": corner["column"].astype(str) + "-" + corner["row"].astype(str),
            "population": sums["population"],
            "working_age": sums["working_age"],
            "x_m": (chosen["x_m"] / step).round().astype(int) * step,
            "y_m": (chosen["y_m"] / step).round().astype(int) * step,
        }
    ).reset_index(drop=True)


def minute_table(
    country: Country,
    gates: pd.DataFrame,
    places: pd.DataFrame,
    settings: dict[str, Any],
    access_kmh: float,
) -> pd.DataFrame:
    """Measure minutes from places to gates, as people come to a site."""
    doors = country.doors()
    off_m, near = KDTree(country.xy_m[doors]).query(places[["x_m", "y_m"]].to_numpy(dtype=float))
    access_min = off_m / (access_kmh * M_PER_MIN_PER_KMH)
    arcs, limit = country.arcs().T.tocsr(), settings["limit_min"]
    parts = []
    for gate, node in zip(gates["gate"], gates["node"], strict=True):
        time_ds = dijkstra(arcs, indices=node, limit=limit * DS_PER_MIN)[doors[near]]
        minutes = np.round(time_ds / DS_PER_MIN + access_min, 1)
        found = minutes <= limit
        columns = {"gate": gate, "place": places["place"][found], "minutes": minutes[found]}
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts).sort_values(["gate", "place"], ignore_index=True)
