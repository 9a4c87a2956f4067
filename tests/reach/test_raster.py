"""Land drawn on a raster: beside another contour program, and beside every distance measured."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import contourpy
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as some
from towns import SETTINGS

from drenthe_geo.reach.raster.contours import area_inside
from drenthe_geo.reach.raster.ground import Ground

HEIGHTS = st.floats(-9, 9).map(lambda height: height if abs(height) > 0.01 else 0.01)


@given(some.arrays(float, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=HEIGHTS))
@settings(max_examples=40)
def test_an_area_is_that_of_another_contour_program(heights: np.ndarray) -> None:
    heights = np.pad(heights, 1, constant_values=5.0)
    flat, (rows, columns) = heights.ravel(), heights.shape
    ours = area_inside(heights < 0, lambda at: flat[at].copy(), (100.0, 7.0), 50.0)
    lines = contourpy.contour_generator(
        100.0 + np.arange(columns) * 50.0,
        7.0 + np.arange(rows) * 50.0,
        heights,
        fill_type="OuterOffset",
    )
    parts = []
    for points, offsets in zip(*lines.filled(-np.inf, 0.0), strict=True):
        outer, *holes = (shapely.linearrings(points[start:end]) for start, end in pairwise(offsets))
        parts.append(shapely.polygons(outer, holes=holes or None))
    theirs = shapely.MultiPolygon(parts)
    assert shapely.is_valid(ours)
    assert shapely.equals_exact(shapely.normalize(ours), shapely.normalize(theirs), 1e-6)


@given(st.integers(0, 2**32), st.integers(1, 60), st.sampled_from([20.0, 50.0, 130.0]))
@settings(max_examples=30)
def test_what_is_reached_is_as_near_as_its_nearest_point(
    seed: int, count: int, cell_m: float
) -> None:
    random = np.random.default_rng(seed)
    xy_m = random.uniform(0, 900, (count, 2)) + [200_000.0, 500_000.0]
    moment = np.append(random.integers(0, 4, count), 0)  # three times, and later than those
    how = replace(SETTINGS, cell_m=cell_m)
    bounds = (*xy_m.min(axis=0).tolist(), *xy_m.max(axis=0).tolist())
    reached = Ground.around(xy_m, bounds, how).reached(moment, bounds, how)
    grid = reached.stamp.grid
    row, column = np.indices(grid.shape)
    places = np.stack([grid.x0_m + column * cell_m, grid.y0_m + row * cell_m], axis=-1)
    away_m = np.hypot(*np.moveaxis(places[..., None, :] - xy_m, -1, 0))
    for number, state in enumerate(reached.states(3)):
        truth = away_m[..., moment[:-1] <= number].min(axis=-1, initial=np.inf)
        within = np.zeros(grid.shape, dtype=bool)
        within[state.box.cells] = state.inside
        clear = np.abs(truth - how.road_buffer_m) > 0.01
        assert (within == (truth < how.road_buffer_m))[clear].all()
        # As far as a contour looks.
        near = truth <= how.road_buffer_m + np.sqrt(2) * cell_m
        found = state.away_m(np.arange(truth.size)).reshape(grid.shape)
        assert found[near] == pytest.approx(truth[near], abs=0.01)
