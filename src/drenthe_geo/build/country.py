"""The shape of the country for a small map that says where the area lies: land that has roads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.build.areas import generalised, wkt

if TYPE_CHECKING:
    from numpy.typing import NDArray


def country_table(xy_m: NDArray[np.float64], chosen: dict[str, Any]) -> pd.DataFrame:
    """Make the outline of the land within reach of a junction of its roads."""
    cell_m, away_m = chosen["cell_m"], chosen["away_m"]
    cells, count = np.unique(np.floor(xy_m / cell_m).astype(int), axis=0, return_counts=True)
    kept = cells[count >= chosen["least_junctions"]] * cell_m
    squares = shapely.box(kept[:, 0], kept[:, 1], kept[:, 0] + cell_m, kept[:, 1] + cell_m)
    grown = shapely.buffer(shapely.union_all(squares), away_m)
    land = shapely.buffer(grown, -away_m)
    [outline] = generalised(np.array([land]), chosen)
    row = (chosen["id"], chosen["name"], wkt([outline])[0])
    return pd.DataFrame([row], columns=["country", "name", "outline_rd"])
