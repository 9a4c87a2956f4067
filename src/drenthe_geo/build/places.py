"""Where people live: postcode-4 areas as points on their local streets, and what homes cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray


def place_table(
    areas: gpd.GeoDataFrame, edges: gpd.GeoDataFrame, settings: dict[str, Any]
) -> pd.DataFrame:
    """Make the table of places.

    The point of an area is the street point with the least total distance to the
    area's residential streets (a medoid), because the middle of an area is often a
    field. Areas with too few such streets take other roads (certainty B), those with
    no road at all an inner point (C).
    """
    # The kind of road that the point rests on is its certainty.
    streets = {
        "A": edges[edges["highway"].isin(settings["street_classes"])],
        "B": edges[edges["highway"].isin(settings["other_classes"])],
    }
    rows = [_point_of(area, streets, settings) for area in areas.geometry]
    step = settings["round_m"]
    xy = np.rint(np.array([row[0] for row in rows]) / step).astype(int) * step
    return pd.DataFrame(
        {
            "pc4": areas["postcode"].astype(str).to_numpy(),
            "name": areas["plaats"].to_numpy(),
            "gemeente": areas["gemeente"].to_numpy(),
            "province": areas["provincie"].to_numpy(),
            "population": areas["inwoners"].fillna(0).astype(int).to_numpy(),
            "x_m": xy[:, 0],
            "y_m": xy[:, 1],
            "certainty": [row[1] for row in rows],
        }
    ).sort_values("pc4")


def _point_of(
    area: shapely.Geometry, streets: dict[str, gpd.GeoDataFrame], settings: dict[str, Any]
) -> tuple[NDArray[np.float64], str]:
    for certainty, roads in streets.items():
        xy = _medoid(area, roads, settings)
        if xy is not None:
            return xy, certainty
    return shapely.get_coordinates(area.representative_point())[0], "C"


def _medoid(
    area: shapely.Geometry, streets: gpd.GeoDataFrame, settings: dict[str, Any]
) -> NDArray[np.float64] | None:
    near = streets.geometry.to_numpy()[streets.sindex.query(area, predicate="intersects")]
    parts = shapely.get_parts(shapely.intersection(near, area))
    parts = parts[(shapely.get_dimensions(parts) == 1) & (shapely.length(parts) > 1.0)]
    if len(parts) == 0 or shapely.length(parts).sum() < settings["least_street_m"]:
        return None
    count = np.maximum(1, np.rint(shapely.length(parts) / settings["sample_m"])).astype(int)
    which = np.repeat(np.arange(len(parts)), count)
    step = np.concatenate([(np.arange(n) + 0.5) / n for n in count])
    xy = shapely.get_coordinates(
        shapely.line_interpolate_point(parts[which], step, normalized=True)
    )
    weight = (shapely.length(parts) / count)[which]
    thin = max(1, len(xy) // settings["most_samples"])
    xy, weight = xy[::thin], weight[::thin]
    cost = [float(weight @ np.hypot(*(xy - point).T)) for point in xy]
    best: NDArray[np.float64] = xy[int(np.argmin(cost))]
    return best


def name_table(
    names: pd.DataFrame, outlines: gpd.GeoDataFrame, known: pd.DataFrame, settings: dict[str, Any]
) -> pd.DataFrame:
    """Make the table of names that a map needs, ranked by inhabitants.

    Of many villages the source has no inhabitants; `known` are those of postcodes by name.
    """
    frame = gpd.GeoDataFrame(
        names, geometry=gpd.points_from_xy(names["rd_x"], names["rd_y"]), crs=outlines.crs
    )
    frame = frame[~frame["fcode"].isin(["PPLX", "PPLL", "PPLH"])]
    inside = frame.within(outlines.union_all())
    counted = frame["name"].map(known.groupby("name")["population"].sum()).where(inside)
    frame = frame.assign(pop=np.fmax(frame["pop"], counted.fillna(0.0)), inside=inside)
    least = np.where(inside, settings["least_inside"], settings["least_population"])
    box = outlines.buffer(settings["margin_m"]).union_all()
    kept = frame[(frame["pop"] >= least) & frame.within(box)]
    kept = kept.sort_values(["inside", "pop"], ascending=False).drop_duplicates("name")
    step = settings["round_m"]
    rank = np.searchsorted(-np.array(settings["rank_population"]), -kept["pop"], side="left") + 1
    last = len(settings["rank_population"]) + 2
    return pd.DataFrame(
        {
            "place_id": kept["place_id"],
            "name": kept["name"],
            "rank": np.where(_beside(kept, settings["beside_m"]), last, rank),
            "population": (kept["pop"] / 10).round().astype(int) * 10,
            "x_m": (kept["rd_x"] / step).round().astype(int) * step,
            "y_m": (kept["rd_y"] / step).round().astype(int) * step,
        }
    ).sort_values(["rank", "name"])


def _beside(names: gpd.GeoDataFrame, away_m: float) -> NDArray[np.bool_]:
    """Tell which names lie beside one of ten times their size."""
    points = names.geometry.to_numpy()
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=away_m)
    people = names["pop"].to_numpy(dtype=float)
    found: NDArray[np.bool_] = np.zeros(len(names), dtype=bool)
    found[one[10 * people[one] <= people[other]]] = True
    return found


def dwelling_table(wijken: gpd.GeoDataFrame, settings: dict[str, Any]) -> pd.DataFrame:
    """Make the table of dwellings, rounded: a figure of a wijk says no more than that."""
    known = wijken[wijken["dwelling_value"].notna() & (wijken["dwelling_total"] > 0)]
    inside = known.geometry.representative_point()
    step = settings["round_m"]
    return pd.DataFrame(
        {
            "wijk": known["code"].to_numpy(),
            "name": known["name"].to_numpy(),
            "dwellings": _rounded(known["dwelling_total"], settings["round_dwellings"]),
            "value_keur": _rounded(known["dwelling_value"], settings["round_keur"]),
            "x_m": _rounded(inside.x, step),
            "y_m": _rounded(inside.y, step),
        }
    ).sort_values("wijk")


def _rounded(numbers: pd.Series, step: int) -> pd.Series:
    rounded = np.rint(numbers.to_numpy(dtype=float) / step).astype(int) * step
    return pd.Series(rounded)
