"""Roads on both sides of the 180th meridian are one map, as long as they are elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from osm_files import Town, square
from shapely import affinity

import drenthe_geo as dg
from drenthe_geo.errors import FileError
from drenthe_geo.osm.read import read_osm
from drenthe_geo.osm.rules import read_rules

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.osm.read import OsmRoads

COLUMNS = 5
HERE_DEG, DATE_LINE_DEG = 6.0, 180.0
"""Both are where two zones of UTM meet."""


def town_at(lon: float) -> Town:
    """A town that a meridian goes through the middle of, with one-way streets and a ban."""
    made = square(COLUMNS, COLUMNS).turn(1, "no_left_turn", 101, "n3", 203)
    made.ways[1] = (*made.ways[1][:2], {**made.ways[1][2], "oneway": "yes"})
    middle = made.nodes[1 + COLUMNS // 2][0]
    return replace(made, nodes={
        node: ((x - middle + lon + 180) % 360 - 180, y) for node, (x, y) in made.nodes.items()
    })  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[float, Path]:
    folder = tmp_path_factory.mktemp("line")
    return {lon: town_at(lon).write(folder / f"{lon:.0f}.osm") for lon in (HERE_DEG, DATE_LINE_DEG)}


@pytest.fixture(scope="module")
def here(files: dict[float, Path]) -> OsmRoads:
    return read_osm(files[HERE_DEG], read_rules())


@pytest.fixture(scope="module")
def there(files: dict[float, Path]) -> OsmRoads:
    return read_osm(files[DATE_LINE_DEG], read_rules())


def test_a_town_on_the_date_line_is_that_of_elsewhere(here: OsmRoads, there: OsmRoads) -> None:
    assert (here.crs, there.crs) == ("EPSG:32632", "EPSG:32601")
    pd.testing.assert_frame_equal(here.edges, there.edges, rtol=0, atol=1e-6)
    pd.testing.assert_frame_equal(here.nodes, there.nodes, rtol=0, atol=1e-3)
    pd.testing.assert_frame_equal(here.bans, there.bans)
    assert here.report.counts == there.report.counts
    assert not there.report.counts["far_step"]


def test_land_on_both_sides_of_it_keeps_roads_on_both_sides(files: dict[float, Path]) -> None:
    east = shapely.box(179.9985, 54.9, 180, 55.1)
    west = shapely.box(-180, 54.9, -179.9985, 55.1)
    across = []  # streets from south to north
    for land in (east, west, east | west):
        roads = read_osm(files[DATE_LINE_DEG], read_rules(), within=land,
                         least_share=dict.fromkeys(("car", "bicycle", "walk"), 0))  # fmt: skip
        across.append({way for way in roads.edges["way"] if way > 200})
    assert across == [{202, 203}, {203, 204}, {202, 203, 204}]


def test_points_on_both_sides_are_as_near_as_elsewhere(files: dict[float, Path]) -> None:
    minutes = []
    for lon, file in files.items():
        corners = [town_at(lon).nodes[node] for node in (6, 10, 16, 20)]
        points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*zip(*corners, strict=True)),
                                  crs="EPSG:4326")  # fmt: skip
        found = dg.travel_time_matrix(points, points, network=file, mode="bike")
        minutes.append(found.select_dtypes("number").to_numpy())
    assert minutes[0].max() > 1
    np.testing.assert_allclose(minutes[0], minutes[1], atol=1e-6)


def test_a_map_round_the_earth_is_still_refused(tmp_path: Path) -> None:
    wide = square(4, 3)
    wide.nodes = {
        node: ((-170.0, 80.0)[(node - 1) % 4 // 2] + x, y) for node, (x, y) in wide.nodes.items()
    }
    with pytest.raises(FileError, match="more than one system in metres takes"):
        read_osm(wide.write(tmp_path / "wide.osm"), read_rules())


def test_an_area_over_it_is_cut_there_in_degrees(files: dict[float, Path]) -> None:
    found = []
    for lon, file in files.items():
        middle = gpd.GeoDataFrame(geometry=[shapely.Point(town_at(lon).nodes[13])], crs=4326)
        found.append(dg.isochrones(middle, [2], mode="bike", network=file).geometry.iloc[0])
    here, cut = found
    parts = shapely.get_parts(cut)
    sides = [-1 if part.bounds[0] < 0 else 1 for part in parts]
    assert set(sides) == {-1, 1}
    joined = shapely.union_all([
        affinity.translate(part, HERE_DEG - side * DATE_LINE_DEG)
        for part, side in zip(parts, sides, strict=True)
    ])  # fmt: skip
    assert cut.bounds[::2] == (-180, 180)
    assert joined.symmetric_difference(here).area < 1e-6 * here.area
