"""The course of the railways: along the tracks, through every station on the way."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from drenthe_geo.build.railways import railway_table

CHOSEN = {
    "gap_m": 60.0, "gap_factor": 5.0, "station_off_m": 800.0, "passing_m": 250.0,
    "detour_factor": 1.6, "simplify_m": 30.0, "round_m": 10.0,
}  # fmt: skip
EVERYWHERE = shapely.box(-1e6, -1e6, 1e6, 1e6)


def made(tracks: list[list[tuple[int, int]]], **stations: tuple[int, int]) -> pd.DataFrame:
    """Make the table of trains from the first station to the last."""
    lines = gpd.GeoDataFrame(geometry=[shapely.LineString(one) for one in tracks], crs=28992)
    points = gpd.GeoDataFrame(
        index=list(stations), geometry=[shapely.Point(xy) for xy in stations.values()], crs=28992
    )
    first, *_, last = stations
    legs = pd.DataFrame({"from_station": [first], "to_station": [last]})
    return railway_table([lines], points, legs, EVERYWHERE, CHOSEN)


def test_a_train_that_passes_a_station_runs_over_two_sections() -> None:
    track = [[(0, 0), (5_000, 0)], [(5_000, 0), (5_000, 3_000), (9_000, 3_000)]]
    table = made(track, a=(0, 20), b=(5_000, 30), c=(9_000, 3_010))
    assert table["section"].tolist() == ["a-b", "b-c"]
    assert table["length_km"].tolist() == [5.0, 7.0]
    assert table["course_rd"].tolist() == [
        "LINESTRING (0 0, 5000 0)",
        "LINESTRING (5000 0, 5000 3000, 9000 3000)",
    ]


def test_of_two_tracks_the_shorter_is_drawn_and_a_gap_is_bridged() -> None:
    tracks = [
        [(0, 0), (2_000, 500), (4_000, 0)],
        [(0, 0), (4_000, 0)],
        [(4_050, 0), (8_000, 0)],
    ]
    table = made(tracks, a=(0, 0), b=(8_000, 0))
    assert table["length_km"].tolist() == [8.0]


@pytest.mark.parametrize(
    "tracks",
    [
        [[(0, 0), (4_000, 0)], [(4_500, 0), (9_000, 0)]],
        [[(0, 0), (0, 9_000), (9_000, 9_000), (9_000, 0)]],
    ],
    ids=["a gap that is too wide", "a way that is too long"],
)
def test_where_there_is_no_way_there_is_no_line(tracks: list[list[tuple[int, int]]]) -> None:
    assert made(tracks, a=(0, 0), b=(9_000, 0)).empty


def test_a_station_far_from_any_track_lies_beyond_the_source() -> None:
    assert made([[(0, 0), (4_000, 0)]], a=(0, 900), b=(4_000, 0)).empty
