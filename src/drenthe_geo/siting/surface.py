"""The whole area: every criterion on a grid, and the best places that nobody offers yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.people import gather_people
from drenthe_geo.area.select import province_outline
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.roads.snapping import remember, snap_points
from drenthe_geo.siting.measures import measure_criteria
from drenthe_geo.siting.rank import as_cells, beyond_limits, filled_values, scaled_values
from drenthe_geo.siting.reasons import InNature
from drenthe_geo.siting.surroundings import measure_surroundings
from drenthe_geo.units import M_PER_KM

if TYPE_CHECKING:
    from collections.abc import Collection

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.model import Brief, Siting
    from drenthe_geo.siting.surroundings import Surroundings
    from drenthe_geo.situation import Situation


NATURE = "nature"
"""Layer of protected nature, of an area that has one."""


def area_grid(area: Area, situation: Situation, siting: Siting) -> gpd.GeoDataFrame:
    """Lay a grid over the land of the area that a road comes near to.

    Its points are the middles of the cells; the index ``cell`` gives kilometres east and north
    of the corner.
    """
    step = float(siting.settings["grid_m"])
    home = province_outline(area.layer("gemeenten"))
    shapely.prepare(home)
    x0, y0, x1, y1 = home.bounds
    east, north = (
        np.arange(np.floor(least / step) * step, most, step) for least, most in ((x0, x1), (y0, y1))
    )
    corner = np.stack(np.meshgrid(east, north), axis=-1).reshape(-1, 2)
    corner = corner[shapely.contains_xy(home, *(corner + step / 2).T)]
    names = [f"{x / M_PER_KM:.2f}-{y / M_PER_KM:.2f}" for x, y in corner]
    grid = gpd.GeoDataFrame(
        index=pd.Index(names, name="cell"),
        geometry=shapely.points(corner + step / 2),
        crs=area.facts.crs,
    )
    network = situation.network(read_profile(area, "car"))
    snaps = snap_points(network, grid)
    is_near = (snaps["snap_m"] <= float(siting.settings["grid_road_m"])).to_numpy()
    near = grid[is_near]
    remember(network, near, snaps[is_near])
    return near.assign(nature=nature_at(area, near))


def nature_at(area: Area, points: gpd.GeoDataFrame) -> pd.Series:
    """Name the protected nature area that each point lies in; empty where it lies in none."""
    blank = pd.Series("", points.index, dtype=object)
    if NATURE not in area.layer_names:
        return blank
    areas = area.layer(NATURE)[["name", "geometry"]].rename(columns={"name": "within"})
    inside = gpd.sjoin(points[["geometry"]], areas, predicate="within").sort_values("within")
    first = inside.loc[~inside.index.duplicated(), "within"].astype(str)
    found: pd.Series = first.reindex(points.index).fillna(blank)
    return found


def measure_grid(area: Area, situation: Situation, siting: Siting) -> Surroundings:
    """Measure what lies around every cell of the grid; it serves for all services.

    Parameters
    ----------
    area : Area
        The area.
    situation : Situation
        Roads and trains.
    siting : Siting
        The choices.

    Returns
    -------
    Surroundings
        Of the cells. People stand together in cells, such as ``grid_car_people_m`` of the
        settings, so counts differ a little from those of sites.

    Examples
    --------
    >>> siting = dg.siting.read_siting(area)
    >>> cells = measure_grid(area, dg.situation.read_situation(area), siting)
    >>> found = opportunity_surface(area, cells, dg.siting.read_brief(area, "veldarchief"), siting)
    >>> bool(found["score"].dropna().between(0, 1).all())
    True
    """
    people = area.layer("people")
    sizes_m = {
        one.mode: siting.settings.get(f"grid_{one.mode}_people_m")
        for one in siting.of_kind("people").values()
    }
    gathered = {
        mode: gather_people(people, float(size_m)) for mode, size_m in sizes_m.items() if size_m
    }
    grid = area_grid(area, situation, siting)
    return measure_surroundings(area, grid, situation, siting, people=gathered)


def opportunity_surface(
    area: Area, around: Surroundings, brief: Brief, siting: Siting
) -> gpd.GeoDataFrame:
    """Score every cell for a service.

    Parameters
    ----------
    area : Area
        The area.
    around : Surroundings
        Of the cells, see `measure_grid`.
    brief : Brief
        What the service asks.
    siting : Siting
        The choices.

    Returns
    -------
    geopandas.GeoDataFrame
        Squares, index ``cell``: ``score`` (0 to 1; missing where a limit or protected nature
        excludes),
        ``score_low``, ``score_high`` (what the data do not tell counted as nought and
        as one), ``excluded`` (tuple of reasons), ``gemeente``, and the measure of every criterion.
    """
    names = {"asked": {*brief.asked, *brief.limits}, "limits": brief.limits}
    return score_cells(measure_cells(area, around, brief, siting, **names), brief, siting)


@dataclass(frozen=True)
class Cells:
    """The cells of the grid and their measures: no weight changes them."""

    # The middles; `nature` says in which protected area each lies.
    points: gpd.GeoDataFrame
    gemeente: pd.Series
    # As expected, and of limits as if all roads and trains took less time; shape (cells, criteria).
    expected: pd.DataFrame
    low: pd.DataFrame


def measure_cells(
    area: Area,
    around: Surroundings,
    brief: Brief,
    siting: Siting,
    *,
    asked: Collection[str],
    limits: Collection[str],
) -> Cells:
    """Measure criteria of cells for a service: those that are asked for, and limits."""
    return Cells(
        around.points,
        around.gemeente,
        measure_criteria(area, around, brief, siting, criteria=asked),
        # As for sites: a limit excludes when even the best end of the range is beyond it.
        measure_criteria(area, around, brief, siting, bound="low", criteria=limits),
    )


def score_cells(cells: Cells, brief: Brief, siting: Siting) -> gpd.GeoDataFrame:
    """Score cells that were measured, see `opportunity_surface`."""
    asked = {*brief.asked, *brief.limits}
    measures = cells.expected[[name for name in cells.expected.columns if name in asked]]
    scales = siting.ends(brief.service)
    values = scaled_values(measures[list(brief.weights)], scales)
    weights = pd.Series(brief.weights, dtype=float)
    share = (weights / weights.sum()).reindex(values.columns)
    excluded = beyond_limits(cells.low, brief.limits, scales)
    if "nature" in cells.points:
        excluded = as_cells(
            [(*why, *((InNature(str(name)),) if name else ()))
             for why, name in zip(excluded, cells.points["nature"], strict=True)],
            excluded.index,
        )  # fmt: skip
    half = float(siting.settings["grid_m"]) / 2
    middle = shapely.get_coordinates(cells.points.geometry.to_numpy())
    squares = shapely.box(*(middle - half).T, *(middle + half).T)
    counted = {
        "score": filled_values(values, share),
        "score_low": values.fillna(0.0),
        "score_high": values.fillna(1.0),
    }
    table = pd.DataFrame({name: (one * share).sum(axis=1) for name, one in counted.items()})
    table = table.where(~excluded.astype(bool), axis=0)
    table["excluded"], table["gemeente"] = excluded, cells.gemeente
    return gpd.GeoDataFrame(table.join(measures), geometry=squares, crs=cells.points.crs)


def best_places(
    area: Area, surface: gpd.GeoDataFrame, taken: gpd.GeoDataFrame, siting: Siting
) -> gpd.GeoDataFrame:
    """Choose the best cells that are no candidates yet, spaced apart.

    Parameters
    ----------
    area : Area
        The area.
    surface : geopandas.GeoDataFrame
        Result of `opportunity_surface`.
    taken : geopandas.GeoDataFrame
        Candidates; cells within ``candidate_m`` of one are passed over.
    siting : Siting
        ``candidate_m``, ``spacing_m`` and ``best_places`` of its settings.

    Returns
    -------
    geopandas.GeoDataFrame
        Points, best first; index ``cell``, ``score``, ``score_low``, ``score_high``,
        ``gemeente``, ``near`` (the nearest place with a name).
    """
    spacing_m = float(siting.settings["spacing_m"])
    open_cells = surface[surface["score"].notna()]
    order = np.lexsort((open_cells.index.to_numpy(), -open_cells["score"].to_numpy()))
    middle = shapely.centroid(open_cells.geometry.to_numpy())
    free = np.ones(len(open_cells), dtype=bool)
    if len(taken) and len(middle):
        _, away_m = shapely.STRtree(taken.geometry.to_numpy()).query_nearest(
            middle, return_distance=True, all_matches=False
        )
        free = away_m >= float(siting.settings["candidate_m"])
    chosen: list[int] = []
    for at in order:
        if len(chosen) == int(siting.settings["best_places"]):
            break
        if free[at]:
            chosen.append(int(at))
            free &= shapely.distance(middle, middle[at]) >= spacing_m
    kept = open_cells.iloc[chosen][["score", "score_low", "score_high", "gemeente"]]
    points = gpd.GeoDataFrame(kept, geometry=middle[chosen], crs=open_cells.crs)
    places = area.layer("places")
    nearest = [int(places.distance(one).to_numpy().argmin()) for one in points.geometry]
    return points.assign(near=places["name"].iloc[nearest].to_numpy())
