# mypy: disable-error-code="no-untyped-call"
"""Insets: each sign is named once, on the map or where it stands larger."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.transforms import Bbox
from pages import legend_of
from veldland import VELDLAND

from drenthe_geo.crs import RD_NEW
from drenthe_geo.maps.captions import Credit
from drenthe_geo.maps.crowds import MOST_CROWDS, Signs
from drenthe_geo.maps.draw import view_of
from drenthe_geo.maps.insets import LEAST_TIMES, MOST_TIMES, folded
from drenthe_geo.maps.siting import reach_map
from drenthe_geo.roads.profiles import read_profile

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TOWNS = {"Heidestad": (164_138.0, 464_901.0), "Zandkerk": (164_194.0, 456_797.0),
         "Venendal": (173_777.0, 462_811.0)}  # fmt: skip

ALONE, CROWDED = 1_000.0, 120.0
"""How far signs of one town are apart, in metres."""


@functools.cache
def drawn(towns: tuple[str, ...], off_m: float) -> Figure:
    """The reach of a site, among three in each town."""
    xy = [
        (x + off_m * at, y + off_m * (at % 2))
        for x, y in map(TOWNS.__getitem__, towns)
        for at in range(3)
    ]
    names = [f"Campus {town} {side}" for town in towns for side in ("West", "Oost", "Zuid")]
    signs = {"label": [str(at) for at in range(len(xy))], "name": names, "excluded": False}
    sites = gpd.GeoDataFrame(signs, geometry=shapely.points(xy), crs=RD_NEW)
    bands = {"minutes": [10.0], "facility": ["a"]}
    areas = gpd.GeoDataFrame(bands, geometry=[shapely.Point(xy[0]).buffer(6_000)], crs=RD_NEW)
    return reach_map(
        VELDLAND.layers(),
        areas,
        sites,
        site=names[0],
        profile=read_profile(VELDLAND, "car"),
        roads_end_m=3_000.0,
        words=VELDLAND.words("nl"),
        credit=Credit(""),
    )


def insets(figure: Figure) -> list[Axes]:
    return [ax for ax in figure.axes[0].child_axes if ax.get_label() == "inset"]  # type: ignore[misc]


def said(figure: Figure) -> list[str]:
    axes = [figure.axes[0], *insets(figure)]
    return [" ".join(text.get_text().split("\n")) for ax in axes for text in ax.texts]


def inks(ax: Axes) -> set[str]:
    found = {to_hex(line.get_markerfacecolor()) for line in ax.lines}
    for part in ax.collections:
        found |= {to_hex(color) for color in np.atleast_2d(part.get_facecolor()) if len(color)}
        found |= {to_hex(color) for color in np.atleast_2d(part.get_edgecolor()) if len(color)}
    return found


CASES = [("Heidestad",), tuple(TOWNS)]


@pytest.mark.parametrize("towns", CASES)
def test_where_signs_crowd_there_are_at_most_two_insets_named_after_a_town(
    towns: tuple[str, ...],
) -> None:
    figure = drawn(towns, CROWDED)
    assert 1 <= len(insets(figure)) <= min(MOST_CROWDS, len(towns))
    titles = {text.get_text() for ax in insets(figure) for text in ax.texts} & set(TOWNS)
    assert len(titles) == len(insets(figure))
    assert titles <= set(towns)
    assert insets(drawn(towns, ALONE)) == []


@pytest.mark.parametrize("off_m", [CROWDED, ALONE])
@pytest.mark.parametrize("towns", CASES)
def test_each_sign_is_named_once_on_the_map_or_in_an_inset(
    towns: tuple[str, ...], off_m: float
) -> None:
    names = [text for text in said(drawn(towns, off_m)) if "Campus" in text]
    assert len(names) == 3 * len(towns)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("towns", CASES)
def test_insets_lie_inside_the_map_apart_from_each_other_and_from_what_they_show(
    towns: tuple[str, ...],
) -> None:
    figure = drawn(towns, CROWDED)
    FigureCanvasAgg(figure).draw()
    whole = figure.axes[0].get_window_extent()
    boxes = [ax.get_window_extent() for ax in insets(figure)]
    frames = []
    for ax, box in zip(insets(figure), boxes, strict=True):
        assert whole.x0 <= box.x0 < box.x1 <= whole.x1
        assert whole.y0 <= box.y0 < box.y1 <= whole.y1
        corners = np.reshape(view_of(ax), (2, 2))
        frame = figure.axes[0].transData.transform(corners)
        times = box.size / np.ptp(frame, axis=0)
        assert times[0] == pytest.approx(times[1], rel=1e-3)
        assert times[0] * (1 + 1e-9) >= LEAST_TIMES
        assert times[0] <= MOST_TIMES * (1 + 1e-9)
        frames.append(Bbox(frame))
    assert boxes
    for one, other in itertools.combinations([*boxes, *frames], 2):
        assert not one.overlaps(other)


def test_an_inset_has_no_ink_that_the_map_has_not_and_the_legend_tells() -> None:
    figure = drawn(tuple(TOWNS), CROWDED)
    for ax in insets(figure):
        assert inks(ax) <= inks(figure.axes[0])
    assert "kandidaat, naar rang" in legend_of(figure)
    assert legend_of(figure) == legend_of(drawn(tuple(TOWNS), ALONE))


def test_what_lies_in_an_inset_is_that_of_the_map() -> None:
    figure = drawn(("Heidestad",), CROWDED)
    (inset,) = insets(figure)

    def signs(ax: Axes) -> int:
        x0, y0, x1, y1 = view_of(inset)
        points = [
            xy
            for line in ax.lines
            if line.get_marker() == "o"
            for xy in np.asarray(line.get_xydata()).tolist()
        ]
        return sum(x0 <= x <= x1 and y0 <= y <= y1 for x, y in points)

    assert signs(inset) == signs(figure.axes[0]) >= 3


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=14),
    st.integers(0, 3),
)
def test_a_crowd_has_trouble_and_no_sign_is_of_two(
    spots: list[tuple[int, int]], often: int
) -> None:
    xy = np.array(spots, dtype=float)
    cramped = np.arange(len(xy)) % 4 < often
    signs = Signs(xy, np.full(len(xy), 2.0), cramped)
    found = signs.crowds(link=9.0, edge=3.0, widest=25.0)
    assert len(found) <= MOST_CROWDS
    members = [at for crowd in found for at in crowd]
    assert len(members) == len(set(members))
    for crowd in found:
        assert len(crowd) > 1
        assert signs.trouble[crowd].any()
        assert np.ptp(xy[crowd], axis=0).max() <= 25.0
    if not signs.trouble.any():
        assert found == []


@given(st.lists(st.text("abcdef", min_size=1, max_size=12), min_size=1, max_size=8),
       st.integers(1, 4))  # fmt: skip
def test_a_name_is_broken_between_words_alone(words: list[str], lines: int) -> None:
    found = folded(" ".join(words), lines)
    assert " ".join(found).split() == words
    assert 1 <= len(found) <= lines
