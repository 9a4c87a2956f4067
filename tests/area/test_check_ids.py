"""Ids of other types than text."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from veldland import VELDLAND

import drenthe_geo as dg


def test_ids_that_are_yes_or_nothing_are_told_as_text() -> None:
    points = [shapely.Point(164_000, 465_000), shapely.Point(165_000, 465_000)]
    ids = pd.array([None, False], dtype="boolean")
    frame = gpd.GeoDataFrame({"id": ids}, geometry=points, crs=28992)
    with pytest.raises(dg.LayerError) as error:
        VELDLAND.with_layers({"places": frame.rename(columns={"id": "pc4"})})
    assert "'pc4' is empty in 1 row" in str(error.value)
