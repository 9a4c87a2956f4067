"""Laws of areas made of points and cells, and of where trains run."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.figure import Figure
from scipy.spatial.distance import cdist

import drenthe_geo as dg
from drenthe_geo.crs import RD_NEW
from drenthe_geo.maps.before_after import LOST, draw_minutes, minute_marks
from drenthe_geo.maps.fields import Grid, draw_borders, draw_classes, filled, smoothed
from drenthe_geo.maps.tracks import Courses, tracks_of, undecided_of
from drenthe_geo.scenarios.model import scenario_from_mapping
from drenthe_geo.words.table import words_of

LAND = shapely.box(0, 0, 4_000, 3_000)


def test_each_cell_has_the_point_that_is_nearest() -> None:
    xy = np.random.default_rng(16).uniform(0, 4_000, (40, 2))
    grid = Grid.over(LAND, 500.0)
    cells = np.stack(np.meshgrid(grid.x_m, grid.y_m), axis=-1).reshape(-1, 2)
    assert (grid.nearest(xy).ravel() == cdist(cells, xy).argmin(axis=1)).all()


def test_cells_without_a_value_get_that_of_the_nearest_and_known_ones_keep_theirs() -> None:
    field = np.full((6, 8), np.nan)
    field[0, 0], field[5, 7] = 1.0, 2.0
    full, off = filled(field)
    assert (full[0, 0], full[5, 7], full[0, 1], full[5, 6]) == (1.0, 2.0, 1.0, 2.0)
    assert off[0, 0] == 0
    assert off[0, 3] == 3
    assert set(np.unique(full)) == {1.0, 2.0}


def test_what_is_the_same_everywhere_stays_so_when_smoothed() -> None:
    field = np.full((9, 9), 0.4)
    field[4, 4] = np.nan
    found = smoothed(field, 1.5)
    assert np.isnan(found[4, 4])
    assert found[~np.isnan(found)] == pytest.approx(0.4)


def test_classes_are_drawn_that_are_seen_and_borders_where_labels_differ() -> None:
    ax = Figure().add_subplot()
    ax.set(xlim=(0, 4_000), ylim=(0, 3_000))
    grid = Grid.over(LAND, 100.0)
    x_m, _ = np.meshgrid(grid.x_m, grid.y_m)
    how = {"outline": LAND, "zorder": 1.0}
    inks = ["#aaaaaa", "#bbbbbb", "#cccccc"]
    field = x_m / 4_000
    assert draw_classes(ax, grid, field, [0, 0.5, 1.0, 2.0], inks, **how) == inks[:2]
    one, two = np.zeros(x_m.shape, dtype=int), (x_m > 2_000).astype(int)
    assert not draw_borders(ax, grid, one, outline=LAND, cells=1.0)
    assert draw_borders(ax, grid, two, outline=LAND, cells=1.0)
    (path,) = ax.collections[-1].get_paths()
    assert np.asarray(path.vertices)[:, 0] == pytest.approx(2_050, abs=60)
    assert (ax.get_xlim(), ax.get_ylim()) == ((0, 4_000), (0, 3_000))


def test_trains_run_along_the_railways_and_straight_where_there_are_none() -> None:
    spots = {"a": (0, 0), "b": (10, 0), "c": (20, 0), "d": (20, 50)}
    stations = gpd.GeoSeries({code: shapely.Point(xy) for code, xy in spots.items()})
    lines = [shapely.LineString([(0, 0), (5, 3), (10, 0)]), shapely.LineString([(10, 0), (20, 0)])]
    known = gpd.GeoDataFrame({"from_station": ["a", "c"], "to_station": ["b", "b"]}, geometry=lines)
    courses = Courses(known, stations)
    along = courses.along(("c", "a"))
    assert along is not None
    assert along.length == pytest.approx(sum(line.length for line in lines))
    assert courses.along(("a", "d")) is None
    assert courses.straight(("a", "d")).length == pytest.approx(np.hypot(20, 50))
    assert Courses(None, stations).along(("a", "b")) is None


def test_calls_between_two_stations_without_a_track_are_undecided_and_no_others() -> None:
    lines = [["e", "t", "s", "v", "g"], ["g", "v"]]
    steps = {frozenset("et"), frozenset("ts")}
    assert undecided_of(lines, [("s", "e")]) == steps
    assert undecided_of(lines, [("e", "x")]) == set()
    assert steps <= tracks_of(lines, lines)


@pytest.mark.parametrize("wrong", ["emn", [{"from": "a", "to": "b"}], [{"from": 1}], [3]])
def test_tracks_that_are_undecided_are_named_with_their_source(wrong: object) -> None:
    scenario = {"name": "x", "title": "X", "source": "s", "undecided_tracks": wrong}
    with pytest.raises(dg.ArgumentError) as caught:
        scenario_from_mapping(scenario)
    assert str(caught.value) == (
        "scenario 'x': undecided_tracks must be a list of tables, [[undecided_tracks]], each "
        "with from, to, source as text."
    )


def test_land_whose_people_have_no_way_has_no_minutes() -> None:
    home = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 20_000, 10_000)], crs=RD_NEW)
    people = gpd.GeoDataFrame(geometry=gpd.points_from_xy([5_000, 15_000], [5_000, 5_000]),
                              crs=RD_NEW)  # fmt: skip
    seen = {}
    for name, minutes in {"all": [12.0, 25.0], "one": [12.0, np.nan]}.items():
        figure = Figure(figsize=(4, 2))
        ax = figure.add_axes((0, 0, 1, 1), xlim=(0, 20_000), ylim=(0, 10_000))
        seen[name] = draw_minutes(ax, people, pd.Series(minutes), home)
    assert LOST not in seen["all"]
    assert seen["one"] == [seen["all"][0], LOST]
    (_, said) = (one.get_label() for one in minute_marks(set(seen["one"]), words_of("en")))
    assert said == "no route"
