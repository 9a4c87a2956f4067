"""What homes cost: the mean value of the dwellings of each wijk, at a point of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd


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
