"""Places of a user, as a frame."""

from __future__ import annotations

import geopandas as gpd
import shapely

RD, LONLAT = "EPSG:28992", "EPSG:4326"
ASSEN, EMMEN = shapely.Point(234_500, 556_700), shapely.Point(257_000, 534_700)


def places(
    geometry: list[shapely.Geometry | None] | None = None,
    *,
    crs: str | None = RD,
    **columns: object,
) -> gpd.GeoDataFrame:
    given = {"id": ["a", "b"], "population": [10, 20], **columns}
    kept = {name: value for name, value in given.items() if value is not None}
    return gpd.GeoDataFrame(kept, geometry=geometry or [ASSEN, EMMEN], crs=crs)
