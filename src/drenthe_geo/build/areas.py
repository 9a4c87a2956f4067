"""Outlines: of gemeenten, simplified together so that they still tile, and of nature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.errors import DataError
from drenthe_geo.units import M2_PER_HA, M2_PER_KM2

if TYPE_CHECKING:
    import geopandas as gpd


NATURE_KINDS = {"HR": "habitats", "VR": "birds", "VR+HR": "both"}
"""By which directive the source says that an area is protected."""


def simplify_together(frame: gpd.GeoDataFrame, settings: dict[str, Any]) -> gpd.GeoDataFrame:
    """Simplify a coverage and round it to whole metres, without gaps or overlaps."""
    snapped = shapely.set_precision(frame.geometry.to_numpy(), 1.0)
    clean = _as_coverage(snapped)
    simple = shapely.coverage_simplify(clean, settings["simplify_m"])
    rounded = shapely.transform(simple, np.rint)
    if not shapely.coverage_is_valid(rounded) or not shapely.is_valid(rounded).all():
        raise DataError("build.outlines_overlap")
    return frame.set_geometry(list(rounded))


def _as_coverage(polygons: Any) -> Any:  # noqa: ANN401 - arrays of geometries
    """Give neighbours the same vertices along the border that they share.

    The outlines come from two sources, so the border between a detailed and a
    generalised neighbour does not match; all borders are cut at each other and every
    face goes to the area that covers most of it. Slivers go to their longest border.
    """
    lines = shapely.union_all(shapely.boundary(polygons), grid_size=1.0)
    faces = shapely.get_parts(shapely.polygonize([lines]))
    tree = shapely.STRtree(polygons)
    owner = np.full(len(faces), -1)
    inside = shapely.point_on_surface(faces)
    face, area = tree.query(inside, predicate="intersects")
    owner[face[::-1]] = area[::-1]
    thin = shapely.area(faces) / np.maximum(shapely.length(faces), 1.0) < 15.0
    owner = _adopt(faces, owner, thin | (owner < 0))
    return np.array(
        [shapely.coverage_union_all(faces[owner == i]) for i in range(len(polygons))], dtype=object
    )


def _adopt(faces: Any, owner: Any, orphan: Any) -> Any:  # noqa: ANN401 - arrays
    """Give slivers, and gaps closed on all sides, to the neighbour with the longest border."""
    tree = shapely.STRtree(faces)
    for i in np.flatnonzero(orphan & (shapely.area(faces) < 1e6)):
        near = [int(j) for j in tree.query(faces[i], predicate="touches") if not orphan[j]]
        if not near:
            continue
        shared = shapely.length(shapely.intersection(faces[i], faces[near]))
        if shared.max() > 0:
            owner[i] = owner[near[int(np.argmax(shared))]]
    return owner


def gemeente_table(
    frame: gpd.GeoDataFrame,
    population: pd.Series,
    regions: dict[str, list[str]],
    jobs: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Make the table of the gemeenten of the area; `jobs` by code, where somebody told any."""
    of_region = {
        name: ";".join(region for region, names in regions.items() if name in names)
        for name in frame["naam"]
    }
    table = pd.DataFrame(
        {
            "code": frame["code"],
            "name": frame["naam"],
            "regions": frame["naam"].map(of_region),
            "population": frame["code"].map(population).astype(int),
            "area_km2": (frame.geometry.area / M2_PER_KM2).round(2),
            "outline_rd": wkt(frame.geometry),
        }
    )
    if jobs is not None:
        table = table.join(jobs, on="code")
    return table.sort_values("code")


def neighbour_table(frame: gpd.GeoDataFrame, abroad: list[str]) -> pd.DataFrame:
    """Make the table of the neighbours that a map shows; some provinces lie abroad."""
    table = pd.DataFrame(
        {
            "code": frame["code"],
            "name": frame["naam"],
            "province": frame["provincie"],
            "abroad": frame["provincie"].isin(abroad),
            "outline_rd": wkt(frame.geometry),
        }
    )
    return table.sort_values("code")


def nature_table(
    frame: gpd.GeoDataFrame, outline: shapely.Geometry, settings: dict[str, Any]
) -> pd.DataFrame:
    """Make the table of the protected areas in and near an area, with coarse outlines."""
    near = frame[frame.intersects(outline.buffer(settings["margin_m"]))]
    shapes = generalised(near.geometry.to_numpy(), settings)
    table = pd.DataFrame(
        {
            "nature_id": near["slug"].to_numpy(),
            "name": near["naam"].to_numpy(),
            "kind": near["badge"].map(NATURE_KINDS).to_numpy(),
            "hectares": np.rint(shapely.area(near.geometry.to_numpy()) / M2_PER_HA).astype(int),
            "outline_rd": wkt(shapes),
        }
    )
    return table.sort_values("nature_id")


def generalised(shapes: Any, settings: dict[str, Any]) -> Any:  # noqa: ANN401 - arrays of geometries
    """Straighten small bends, round to the grid and drop small parts."""
    least_m2 = settings["least_ha"] * M2_PER_HA
    simple = shapely.simplify(shapes, settings["simplify_m"])
    rounded = shapely.set_precision(simple, settings["round_m"])
    return np.array([_without_crumbs(shape, least_m2) for shape in rounded], dtype=object)


def _without_crumbs(shape: shapely.Geometry, least_m2: float) -> shapely.Geometry:
    """Drop parts and holes that are too small, but never the largest part."""
    flat = shapely.get_parts(shapely.get_parts(shape))  # rounding may leave lines beside them
    parts = [one for one in flat if isinstance(one, shapely.Polygon)]
    parts.sort(key=shapely.area)
    kept = [one for one in parts[:-1] if one.area >= least_m2] + parts[-1:]
    filled = [
        shapely.Polygon(
            one.exterior, [ring for ring in one.interiors if shapely.Polygon(ring).area >= least_m2]
        )
        for one in kept
    ]
    return filled[0] if len(filled) == 1 else shapely.MultiPolygon(filled)


def wkt(geometry: Any) -> list[str]:  # noqa: ANN401 - any array of geometries
    """Whole metres as text."""
    return [shapely.to_wkt(shape, rounding_precision=0) for shape in geometry]
