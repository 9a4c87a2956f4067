# mypy: disable-error-code="no-untyped-call"
"""The parts of a page: names that find a place, lines that fit, steps, signs, tints."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from veldland import VELDLAND

from drenthe_geo.crs import RD_NEW
from drenthe_geo.maps.draw import area_view, draw_bands, draw_partition, draw_roads, round_down
from drenthe_geo.maps.labels import Label, labels_placed, place_labels, point_boxes
from drenthe_geo.maps.legend import mark, named
from drenthe_geo.maps.lettering import columns_of, evened, text_in, wrapped
from drenthe_geo.maps.shields import draw_shields
from drenthe_geo.maps.siting import apart
from drenthe_geo.style.minutes import minute_ink
from drenthe_geo.style.table import STYLES, TINTS
from drenthe_geo.style.tints import BESIDE_M, tint_numbers
from drenthe_geo.words.table import words_of

GREY = (0.2126, 0.7152, 0.0722)
"""How bright each colour is."""

TEXTS = st.lists(st.text("abcdefghij-", min_size=1, max_size=12), min_size=1, max_size=30)


def test_labels_leave_out_what_finds_no_place_unless_it_must() -> None:
    figure = Figure(figsize=(2, 2))
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    crowd = [Label("a long name", 0.5, 0.5) for _ in range(40)]
    free = place_labels(ax, crowd)
    assert 0 < len(free) < 40
    assert len(place_labels(ax, [Label("must", 0.5, 0.5, must=True)], taken=free)) == 1
    (box,) = point_boxes(ax, np.array([[0.5, 0.5]]), 5)
    assert box.width == pytest.approx(10 * figure.dpi / 72)


def test_a_name_that_must_goes_further_off_rather_than_over_a_sign() -> None:
    figure = Figure(figsize=(4, 4))
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    signs = point_boxes(ax, np.array([[0.5, 0.5]]), 14)
    (name,) = place_labels(ax, [Label("must", 0.5, 0.5, must=True)], taken=signs)
    assert not any(name.overlaps(sign) for sign in signs)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=12))
def test_names_that_may_be_left_out_never_cover_each_other(
    spots: list[tuple[float, float]],
) -> None:
    figure = Figure(figsize=(3, 3))
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    drawn = place_labels(ax, [Label("a name", x, y) for x, y in spots])
    assert len(drawn) <= len(spots)
    for one, other in itertools.combinations(drawn, 2):
        assert not one.overlaps(other)


@given(TEXTS, st.floats(0.5, 8))
def test_lines_keep_every_word_and_fit_unless_a_word_alone_does_not(
    words: list[str], width_in: float
) -> None:
    lines = wrapped(" ".join(words), 9.0, width_in)
    assert " ".join(lines) == " ".join(words)
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        assert text_in(line, 9.0) <= width_in or " " not in line
        if after is not None:  # no line is broken sooner than it must
            assert text_in(f"{line} {after.split(' ')[0]}", 9.0) > width_in


@given(TEXTS, st.floats(0.5, 12))
def test_a_legend_has_as_few_rows_as_fit(labels: list[str], width_in: float) -> None:
    columns = columns_of(labels, width_in)
    assert 1 <= columns <= len(labels)
    assert columns_of(labels, width_in + 1) >= columns
    assert columns_of(labels, 1e6) == len(labels)


@given(st.floats(1e-3, 1e6))
def test_a_scale_bar_has_round_steps(number: float) -> None:
    found = round_down(number)
    assert number / 2.5 - 1e-9 <= found <= number * (1 + 1e-9)
    assert f"{found:.0e}"[0] in "125"


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=8))
def test_signs_are_pushed_apart_and_no_further_than_it_takes(spots: list[tuple[int, int]]) -> None:
    before = np.array(spots, dtype=float).reshape(-1, 2)
    after = apart(before, 10.0)
    gaps = [float(np.hypot(*(a - b))) for a, b in itertools.combinations(before, 2)]
    if all(gap >= 10 for gap in gaps):
        assert (after == before).all()
    elif len(spots) == 2:
        assert np.hypot(*(after[0] - after[1])) >= 10 - 1e-9
        assert after.mean(axis=0) == pytest.approx(before.mean(axis=0))


def test_signs_at_one_spot_do_not_stay_there() -> None:
    after = apart(np.zeros((3, 2)), 10.0)
    assert min(float(np.hypot(*(a - b))) for a, b in itertools.combinations(after, 2)) > 9


def test_areas_that_touch_have_different_tints_however_many_there_are() -> None:
    cells = [shapely.box(x, y, x + 1, y + 1) for x in range(5) for y in range(5)]
    figure = Figure()
    ax = figure.add_axes((0, 0, 1, 1))
    draw_partition(ax, gpd.GeoDataFrame(geometry=cells, crs=RD_NEW))
    fills = [np.asarray(part.get_facecolor()) for part in ax.collections]
    colors = [tuple(color.tolist()) for fill in fills for color in fill]
    assert len(colors) == 25
    pairs = [(a, b) for a, b in itertools.combinations(range(25), 2) if cells[a].touches(cells[b])]
    assert len(pairs) == 72
    assert all(colors[a] != colors[b] for a, b in pairs)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, unique=True))
def test_areas_beside_each_other_have_other_tints_and_few_areas_all_other_ones(
    cells: list[tuple[int, int]],
) -> None:
    areas = np.array([shapely.box(x, y, x + 1, y + 1) for x, y in cells], dtype=object)
    areas = shapely.transform(areas, lambda xy: xy * 5_000)
    tints = tint_numbers(areas)
    for one, other in itertools.combinations(range(len(cells)), 2):
        if areas[one].distance(areas[other]) < BESIDE_M:
            assert tints[one] != tints[other]
    if len(cells) <= len(TINTS):
        assert len(set(tints)) == len(cells)


def test_the_further_the_lighter_up_to_an_hour_so_that_inks_hold_in_grey() -> None:
    grey = [
        sum(part * weight for part, weight in zip(to_rgb(minute_ink(minutes)), GREY, strict=True))
        for minutes in (5, 10, 15, 20, 30, 45, 60)
    ]
    assert all(after - before > 0.04 for before, after in itertools.pairwise(grey))


@given(TEXTS, st.floats(1.0, 6))
def test_evened_lines_keep_every_word_and_are_no_more_than_without(
    words: list[str], width_in: float
) -> None:
    text = " ".join(words)
    lines, plain = evened(text, 9.0, width_in), wrapped(text, 9.0, width_in)
    assert " ".join(lines) == text
    assert len(lines) == len(plain)
    assert max(map(len, lines)) <= max(map(len, plain))


@given(
    st.lists(
        st.tuples(st.floats(0.1, 0.9), st.floats(0.1, 0.9)), min_size=2, max_size=6, unique=True
    )
)
def test_a_name_stands_nearest_to_its_own_point(spots: list[tuple[float, float]]) -> None:
    figure = Figure(figsize=(5, 5))
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    found = labels_placed(ax, [Label("a name", x, y) for x, y in spots])
    pixels = ax.transData.transform(np.array(spots))
    for at, box in enumerate(found):
        if box is None:
            continue
        near, far = np.array([box.x0, box.y0]), np.array([box.x1, box.y1])
        off = np.hypot(*(pixels - np.clip(pixels, near, far)).T)
        assert off[at] == min(off)


def test_a_name_keeps_off_a_road_where_it_can() -> None:
    figure = Figure(figsize=(4, 4))
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    road = shapely.LineString([(0.5, 0.5), (1.0, 0.75)])
    (box,) = place_labels(ax, [Label("a name", 0.5, 0.5)], lines=[road])
    on_page = shapely.transform(road, ax.transData.transform)
    assert not shapely.box(*box.extents).intersects(on_page)


def test_a_band_that_nothing_is_seen_of_is_not_in_the_legend() -> None:
    figure = Figure()
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, 10), ylim=(0, 10))
    rings = {5.0: 2.0, 10.0: 20.0, 15.0: 40.0, 20.0: 0.0}
    shapes = [shapely.Point(5, 5).buffer(size) for size in rings.values()]
    areas = gpd.GeoDataFrame({"minutes": list(rings)}, geometry=shapes, crs=RD_NEW)
    colors = {minutes: minute_ink(minutes) for minutes in rings}
    assert draw_bands(ax, areas, colors) == [5.0, 10.0]
    near, far = ax.collections
    assert near.get_zorder() > far.get_zorder()


def test_the_area_is_framed_with_a_margin() -> None:
    gemeenten = VELDLAND.layer("gemeenten")
    x0, y0, x1, y1 = area_view(gemeenten)
    bounds = gemeenten.total_bounds
    margins = [bounds[0] - x0, bounds[1] - y0, x1 - bounds[2], y1 - bounds[3]]
    assert margins == pytest.approx([margins[0]] * 4)
    assert 0 < margins[0] <= 5000


def test_every_style_has_a_mark_that_looks_like_it() -> None:
    for name, one in STYLES.items():
        handle = mark(one, name)
        assert handle.get_label() == name
    marks = named(["motorway", "station", "uncertain", "station"], VELDLAND.words("en"))
    assert [one.get_label() for one in marks] == ["uncertain", "station", "motorway"]
    with pytest.raises(KeyError, match="hill"):
        named(["hill"], VELDLAND.words("en"))


def test_main_roads_without_a_number_have_a_line_and_a_name_but_no_shield() -> None:
    lines = [shapely.LineString([(0, y), (9000, y)]) for y in (2000, 4000, 6000)]
    roads = gpd.GeoDataFrame({"kind": ["motorway", "n_road", "main"]}, geometry=lines,
                             index=["BR-290", "RS-118", "primary"], crs=RD_NEW)  # fmt: skip
    figure = Figure(figsize=(5, 5))
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1), xlim=(0, 9000), ylim=(0, 9000))
    assert draw_roads(ax, {"motorways": roads}) == ["motorway", "main_road", "plain_road"]
    draw_shields(ax, roads, [])
    assert {text.get_text() for text in ax.texts} == {"BR-290", "RS-118"}
    (label,) = (one.get_label() for one in named(["plain_road"], words_of("en")))
    assert label == "main road without a number"
