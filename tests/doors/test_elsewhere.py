"""Roads of another country: they keep a projected CRS of their own, and areas are true."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import osmnx
import pytest
import shapely
from pyproj import Transformer
from veldland import VELDLAND

import drenthe_geo as dg

AUCKLAND, RD = (2193, 1757000.0, 5920000.0), (28992, 164000.0, 465000.0)
SIDE, STEP_M, STEP_S = 25, 100.0, 60.0
ROW: dict[str, Any] = {"highway": "residential", "length": STEP_M, "travel_time": STEP_S}


@cache
def grid(epsg: int, x_m: float, y_m: float) -> nx.MultiDiGraph:
    """Streets 100 m apart, a minute from corner to corner; as osmnx makes them, in degrees."""
    degrees = Transformer.from_crs(epsg, 4326, always_xy=True)
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    for column in range(SIDE):
        for row in range(SIDE):
            lon, lat = degrees.transform(x_m + column * STEP_M, y_m + row * STEP_M)
            graph.add_node(column * SIDE + row, x=lon, y=lat, street_count=4)
    for column in range(SIDE):
        for row in range(SIDE):
            one = column * SIDE + row
            for other, there in ((one + SIDE, column < SIDE - 1), (one + 1, row < SIDE - 1)):
                if there:
                    graph.add_edge(one, other, osmid=len(graph.edges), **ROW)
                    graph.add_edge(other, one, osmid=len(graph.edges) - 1, **ROW)
    return graph


def middle(epsg: int, x_m: float, y_m: float) -> gpd.GeoSeries:
    half_m = STEP_M * (SIDE - 1) / 2
    at = shapely.Point(x_m + half_m, y_m + half_m)
    return gpd.GeoSeries([at], index=["home"], crs=epsg).to_crs(4326)


@pytest.mark.parametrize("mode", ["bike", "foot"])
def test_ten_minutes_in_auckland_are_as_large_as_at_home(mode: Any) -> None:
    there, here = (
        dg.isochrones(middle(*at), 10, mode=mode, network=grid(*at), area=VELDLAND)
        for at in (AUCKLAND, RD)
    )
    assert there.crs == 4326
    assert there["km2"]["home"] == pytest.approx(here["km2"]["home"], rel=0.01)
    # Ten blocks, less what the mode takes to park, each way; a buffer of 100 m around them.
    blocks = {"bike": 9, "foot": 10}[mode]
    reach_m = STEP_M * blocks
    assert 2 * reach_m**2 < there["km2"]["home"] * 1e6 < 2 * (reach_m + 150) ** 2
    drawn = there.to_crs(2193).area["home"] / 1e6
    assert drawn == pytest.approx(there["km2"]["home"], rel=0.01)


def test_minutes_and_people_in_auckland(tmp_path: Path) -> None:
    graph, home = grid(*AUCKLAND), middle(*AUCKLAND)
    moved = home.to_crs(2193).translate(300, 400)
    away = gpd.GeoDataFrame({"jobs": [7]}, geometry=moved.to_numpy(), index=["work"], crs=2193)
    file = tmp_path / "auckland.graphml"
    osmnx.save_graphml(graph, file)
    for roads in (graph, file):
        asked: Any = {"mode": "foot", "network": roads, "area": VELDLAND}
        found: Any = dg.travel_time_matrix(home, away, **asked)
        assert found.loc["home", "work"] == pytest.approx(7, abs=0.05)
        counts = dg.people_in_reach(home, [6, 8], people=away, count="jobs", **asked)
        assert counts["jobs"].tolist() == [0, 7]
    with pytest.raises(dg.ArgumentError, match="give your own with people="):
        dg.people_in_reach(home, 10, **asked)
    with pytest.raises(dg.DrentheGeoError):
        dg.isochrones(middle(*RD), 10, **asked)
