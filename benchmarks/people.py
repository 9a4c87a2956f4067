"""How true the people on their streets are: against the counts of another division."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from benchmarks.report import paragraph, table_text
from drenthe_geo.build.people import LENGTH, street_samples

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SETTINGS = DRENTHE.folder / "build.toml"
TRIED = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 1.0)
WALK_MIN = 15


def wijken(source: Path) -> gpd.GeoDataFrame:
    """Wijken of Drenthe with their inhabitants of 2022: nothing here was made from them."""
    all_ = gpd.read_file(source / "places/wijken_2022_pop_region_generalised_rd.gpkg")
    return all_[all_["province"] == "Drenthe"].set_index("code")


def misplaced_share(points: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> float:
    """Share of the people who stand in the wrong wijk, totals made equal."""
    lying = gpd.sjoin(points, districts[["geometry"]], predicate="within")
    lying = lying[~lying.index.duplicated()]
    ours = lying.groupby("code")["population"].sum().reindex(districts.index).fillna(0.0)
    theirs = districts["population"].astype(float)
    return float((ours / ours.sum() - theirs / theirs.sum()).abs().sum() / 2)


def measured(area: dg.Area, source: Path) -> dict[str, float]:
    """Misplaced shares of the embedded layers: one point per postcode, and on the streets."""
    districts = wijken(source)
    places = dg.area.places_inside(area.layer("places"), area.layer("gemeenten"))
    return {
        "points": misplaced_share(places, districts),
        "streets": misplaced_share(dg.area.read_people(area), districts),
    }


def weights_tried(source: Path, weights: Iterable[float] = TRIED) -> pd.DataFrame:
    """Misplaced share by what a metre of other road than a street counts for."""
    settings = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))["people"]
    districts = wijken(source)
    areas = gpd.read_file(source / "places/pc4_2020_geom_pop2021_region_rd.gpkg")
    areas = areas[areas.intersects(districts.union_all())]
    edges = gpd.read_parquet(source / "roads/drenthe_edges.parquet")
    rows = []
    for other in weights:
        kinds = {
            name: value if value == 1 else other for name, value in settings["weights"].items()
        }
        samples = street_samples(edges, {**settings, "weights": kinds})
        lying = gpd.sjoin(samples, areas[["postcode", "inwoners", "geometry"]], predicate="within")
        lying = lying[~lying.index.duplicated()]
        metres = lying.groupby("postcode")[LENGTH].transform("sum").replace(0.0, np.nan)
        lying["population"] = (lying["inwoners"] * lying[LENGTH] / metres).fillna(0.0)
        points = lying.drop(columns="index_right")
        rows.append((other, misplaced_share(points, districts)))
    return pd.DataFrame(rows, columns=["metre of other road", "misplaced share"])


def walk_counts(area: dg.Area) -> pd.DataFrame:
    """People within a quarter of an hour on foot of each station, counted both ways."""
    layers = area.layers()
    nine = dg.area.select_stations(layers["stations"])
    reach = dg.roads.compute_reach(dg.roads.read_network(area, "walk"), nine)
    places = dg.area.places_inside(layers["places"], layers["gemeenten"])
    people = dg.area.read_people(area)
    return pd.DataFrame(
        {
            "station": nine["name"],
            "one point": dg.reach.people_within(
                dg.roads.travel_times(reach, places), places, [WALK_MIN]
            )[WALK_MIN],
            "streets": dg.reach.people_within(
                dg.roads.travel_times(reach, people), people, [WALK_MIN]
            )[WALK_MIN],
        }
    )


def text(source: Path) -> str:
    """Measure, and write the part of the README."""
    found, tried = measured(DRENTHE, source), weights_tried(source)
    weights, shares = tried["metre of other road"], tried["misplaced share"]
    walked = walk_counts(DRENTHE)
    lines = [
        paragraph(
            f"""
            **People on their streets** (`people.py`): against the wijken of 2022, share of the
            people who stand in the wrong one. One point per postcode {found["points"]:.3f}; on
            streets {found["streets"]:.3f}. What a metre of other road counts for, before
            gathering in cells:
            """
        ),
        "",
        *table_text(
            ["metre of other road", *(f"{one:g}" for one in weights)],
            [["misplaced", *(f"{one:.4f}" for one in shares)]],
        ),
        "",
        f"People within {WALK_MIN} minutes on foot, by how they are counted:",
        "",
        *table_text([*map(str, walked)], walked.to_numpy().tolist()),
    ]
    return "\n".join(lines)
