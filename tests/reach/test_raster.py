"""Land drawn on a raster: beside another contour program, and beside every distance measured."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING

import contourpy
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as some
from towns import SETTINGS
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.reach.areas import areas_and_bands
from drenthe_geo.reach.raster import canvas, plain
from drenthe_geo.reach.raster.grid import Stamp
from drenthe_geo.reach.raster.ground import Ground, Reached
from drenthe_geo.reach.raster.rings import TOUCH_M
from drenthe_geo.roads.minutes import compute_reach

if TYPE_CHECKING:
    from drenthe_geo.reach.raster.engine import Engine

LEVEL_M = 10.0
HEIGHTS = st.floats(-9, 9).map(lambda height: height if abs(height) > 0.01 else 0.01)
CELLS = some.arrays(
    np.float32, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=HEIGHTS.map(np.float32)
)


def engines() -> list[Engine]:
    """Give numpy's, and the compiled one where numba is installed."""
    if find_spec("numba") is None:
        return [plain]
    from drenthe_geo.reach.raster import compiled  # noqa: PLC0415 - needs numba

    return [plain, compiled]


@given(CELLS)
@settings(max_examples=40)
def test_an_area_is_that_of_another_contour_program(above: np.ndarray) -> None:
    away_m2 = np.pad((above + np.float32(LEVEL_M)) ** 2, 1, constant_values=np.float32(225))
    heights = np.sqrt(away_m2).astype(float) - LEVEL_M
    rows, columns = heights.shape
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
    for engine in engines():
        rings = engine.trace(heights < 0, away_m2, None, LEVEL_M)
        ours = rings.polygons((100.0, 7.0), 50.0)
        assert shapely.is_valid(ours)
        assert shapely.equals_exact(shapely.normalize(ours), shapely.normalize(theirs), 1e-6)


@given(CELLS, st.data())
@settings(max_examples=40)
def test_both_engines_trace_the_same_rings(above: np.ndarray, data: st.DataObject) -> None:
    away_m2 = np.pad((above + np.float32(LEVEL_M)) ** 2, 1, constant_values=np.float32(225))
    inside = away_m2 < np.float32(LEVEL_M**2)
    before_m2 = None
    if data.draw(st.booleans()):
        more = data.draw(some.arrays(np.float32, above.shape, elements=st.floats(0, 19, width=32)))
        before_m2 = np.maximum(away_m2, np.pad(more, 1) ** 2)
        inside &= before_m2 > np.float32(LEVEL_M**2)
    one, *others = (engine.trace(inside, away_m2, before_m2, LEVEL_M) for engine in engines())
    for other in others:
        for name in ("xy", "sizes", "outer", "is_hole"):
            assert np.array_equal(getattr(one, name), getattr(other, name))


@given(st.integers(0, 2**32), st.integers(1, 60), st.sampled_from([20.0, 50.0, 130.0]))
@settings(max_examples=30)
def test_what_is_reached_is_as_near_as_its_nearest_point(
    seed: int, count: int, cell_m: float
) -> None:
    random = np.random.default_rng(seed)
    xy_m = random.uniform(0, 900, (count, 2)) + [200_000.0, 500_000.0]
    moment = random.integers(0, 4, count)  # three times, and later than those
    how = replace(SETTINGS, cell_m=cell_m)
    bounds = (*xy_m.min(axis=0).tolist(), *xy_m.max(axis=0).tolist())
    stamp, every = Stamp.around(bounds, how), np.arange(count)
    first = Reached(
        stamp=stamp,
        engine=plain,
        most_m2=np.float32((how.road_buffer_m + TOUCH_M) ** 2),
        land=Ground.around(xy_m, bounds, how).land(stamp.grid, moment),
        near=every,
        xy_m=xy_m,
        at=np.ravel_multi_index(stamp.grid.rows_columns(xy_m), stamp.grid.shape),
        moment=moment,
    )
    each = [first, *(replace(first, land=None, engine=engine) for engine in engines())]
    grid = each[0].stamp.grid
    row, column = np.indices(grid.shape)
    places = np.stack([grid.x0_m + column * cell_m, grid.y0_m + row * cell_m], axis=-1)
    away_m = np.hypot(*np.moveaxis(places[..., None, :] - xy_m, -1, 0))
    for number, states in enumerate(zip(*(one.states(3) for one in each), strict=True)):
        truth = away_m[..., moment <= number].min(axis=-1, initial=np.inf)
        for reached, state in zip(each, states, strict=True):
            assert np.array_equal(state.away_m2, states[0].away_m2)
            within = np.zeros(grid.shape, dtype=bool)
            within[state.box.cells] = state.inside
            clear = np.abs(truth - how.road_buffer_m) > 0.01
            assert (within == (truth < how.road_buffer_m))[clear].all()
            # As far as a contour looks.
            near = (truth <= how.road_buffer_m + np.sqrt(2) * cell_m)[state.box.cells]
            found = np.sqrt(state.away_m2[near])
            assert found == pytest.approx(truth[state.box.cells][near], abs=0.01)
            covered, beside = (
                one.covered(every, seen, how.road_buffer_m)
                for one, seen in ((reached, state), (first, states[0]))
            )
            assert np.array_equal(covered, beside)


def test_both_engines_draw_the_same_land(monkeypatch: pytest.MonkeyPatch) -> None:
    roads = dg.roads.read_network(VELDLAND)
    reach = compute_reach(roads, VELDLAND.layer("stations"))
    drawn = []
    for engine in engines():
        monkeypatch.setattr(canvas, "engine_for", lambda _points, engine=engine: engine)
        drawn.append(areas_and_bands(reach, [5, 9], VELDLAND.settings))
    for land in drawn[1:]:
        for one, other in zip(drawn[0], land, strict=True):
            left, right = (pd.DataFrame(frame.to_wkb()) for frame in (one, other))
            pd.testing.assert_frame_equal(left, right)
