"""Plots on axes: pictures as they were, on axes of a user too, and refusals in a sentence.

The pictures are small and may differ a little by how letters are drawn; make them anew with
``make pictures`` and look at each.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure
from pages import comparison, locations, suggestion
from veldland import VELDLAND

import drenthe_geo as dg

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

mpl.use("agg")

TOLERANCE = 6.0
"""Root of the mean of squares by which colours (0 to 255) may differ: letters of one font move
by parts of a pixel between versions; a missing layer differs by more."""

PICTURE = pytest.mark.mpl_image_compare(
    baseline_dir="baseline", tolerance=TOLERANCE, style="default", savefig_kwargs={"dpi": 42}
)

DOORS: dict[str, tuple[Callable[..., Axes], Callable[[], Any]]] = {
    "catchments": (
        dg.maps.plot_catchments,
        lambda: dg.isochrones("stations", [5, 10], area=VELDLAND),
    ),
    "nearest": (dg.maps.plot_nearest, lambda: dg.ask_stations(VELDLAND)),
    "people": (dg.maps.plot_people, locations),
    "gains": (dg.maps.plot_gains, comparison),
    "minutes": (dg.maps.plot_minutes, comparison),
    "placement": (dg.maps.plot_placement, locations),
    "surface": (dg.maps.plot_surface, suggestion),
    "scores": (dg.maps.plot_scores, suggestion),
}


def drawn(name: str, **how: Any) -> Axes:
    plot, result = DOORS[name]
    return plot(result(), area=VELDLAND, **how)


@pytest.mark.parametrize("name", DOORS)
@PICTURE
def test_a_plot_looks_as_it_did(name: str) -> Figure:
    ax = drawn(name, lang="nl")
    figure = ax.get_figure()
    assert isinstance(figure, Figure)
    plt.close(figure)
    return figure


@pytest.mark.parametrize("name", ["people", "gains", "scores"])
def test_axes_of_a_user_are_drawn_on_and_given_back(name: str) -> None:
    figure = Figure(figsize=(6, 6))
    own = figure.add_subplot()
    canvas, before = figure.canvas, plt.get_fignums()
    ax = drawn(name, ax=own, lang="en", legend=False)
    assert ax is own
    assert ax.get_legend() is None
    assert figure.canvas is canvas
    assert plt.get_fignums() == before


def test_a_view_and_a_map_of_a_user_stay() -> None:
    figure = Figure(figsize=(5, 5))
    ax = figure.add_subplot()
    ax.plot([165_000], [460_000], "r*")
    ax.set(xlim=(160_000, 170_000), ylim=(455_000, 465_000))
    lines = len(ax.lines)
    drawn("people", ax=ax, ground=False)
    assert (ax.get_xlim(), ax.get_ylim()) == ((160_000, 170_000), (455_000, 465_000))
    assert len(ax.lines) == lines
    assert not ax.texts  # names of places are of the ground


@pytest.mark.parametrize(("name", "lang"), [("gains", "nl"), ("gains", "en"), ("scores", "nl")])
def test_a_plot_speaks_the_language_that_is_asked(name: str, lang: str) -> None:
    ax = drawn(name, ax=Figure().add_subplot(), lang=lang)
    legend = ax.get_legend()
    assert legend is not None
    said = " ".join(text.get_text() for text in legend.get_texts()) + ax.get_title(loc="left")
    words = {"nl": r"minuten|marge", "en": r"minutes|range"}
    assert re.search(words[lang], said)


@pytest.mark.parametrize("name", [name for name in DOORS if name != "catchments"])
def test_a_result_is_drawn_on_the_area_that_it_was_asked_of(name: str) -> None:
    plot, result = DOORS[name]
    found = getattr(result(), "result", result())
    own, named = (Figure(figsize=(5, 5)).add_subplot() for _ in range(2))
    plot(found, ax=own, lang="en")
    plot(found, ax=named, lang="en", area=VELDLAND)
    assert (own.get_xlim(), own.get_ylim()) == (named.get_xlim(), named.get_ylim())
    assert own.get_title(loc="left") == named.get_title(loc="left")


def test_the_legend_of_a_chart_lies_within_its_figure() -> None:
    ax = drawn("scores", lang="nl")
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    legend = ax.get_legend()
    assert legend is not None
    box, page = legend.get_window_extent(), figure.bbox
    plt.close(figure)
    assert page.x0 <= box.x0
    assert box.x1 <= page.x1
    assert page.y0 <= box.y0
    label = ax.xaxis.label.get_window_extent()
    assert box.y1 <= label.y0 + 1


def areas(**columns: Any) -> Any:
    return dg.isochrones("stations", [5, 10], area=VELDLAND).assign(**columns)


WRONG = (
    "this cannot be plotted so: it is of type 'Locations', and Comparison is needed, or the "
    "answer that holds one."
)

ELSEWHERE = (
    "what is to be plotted lies outside 'drenthe', the area that is taken where none is known; "
    "give its own with area=."
)

REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: dg.maps.plot_catchments(areas()), ELSEWHERE),
    (lambda: dg.maps.plot_minutes(dataclasses.replace(comparison())), ELSEWHERE),
    (
        lambda: dg.maps.plot_people(
            gpd.GeoDataFrame(
                {"population": [5], "minutes": [3.0]},
                geometry=gpd.points_from_xy([174.8], [-41.3]),
                crs=4326,
            )
        ),
        ELSEWHERE,
    ),
    (
        lambda: dg.maps.plot_catchments(
            areas().translate(0, 100_000).to_frame("geometry").assign(minutes=5), area=VELDLAND
        ),
        (
            "nothing of what is to be plotted lies in the view of the map (x 158,240 to 177,960, "
            "y 453,240 to 468,960, in metres of RD New); give its own area with area=, or axes "
            "with a view of it."
        ),
    ),
    (
        lambda: dg.maps.plot_catchments(areas().iloc[:0], area=VELDLAND),
        "the table to plot has no row with a shape.",
    ),
    (
        lambda: dg.maps.plot_catchments(areas(minutes=float("nan")), area=VELDLAND),
        "column 'minutes' of the table to plot holds no number at all.",
    ),
    (
        lambda: dg.maps.plot_catchments(areas(minutes="ten"), area=VELDLAND),
        "column 'minutes' of the table to plot must hold numbers, and holds 'ten'.",
    ),
    (
        lambda: drawn("people", ax=Figure().add_subplot(projection="3d")),
        "ax: must be flat axes, and has the projection '3d'.",
    ),
    (
        lambda: drawn("scores", ax=Figure().add_subplot(projection="polar")),
        "ax: must be flat axes, and has the projection 'polar'.",
    ),
    (
        lambda: drawn("people", ground="yes"),
        "ground: must be True or False, and is of type 'str'.",
    ),
    (
        lambda: drawn("scores", legend=1),
        "legend: must be True or False, and is of type 'int'.",
    ),
    (
        lambda: dg.maps.plot_gains(dg.ask_stations(VELDLAND)),
        WRONG.replace("it is of type 'Locations'", "the answer holds a result of type 'Study'"),
    ),
    (
        lambda: dg.maps.plot_gains(locations(), area=VELDLAND),
        WRONG,
    ),
    (
        lambda: drawn("gains", ax=Figure()),
        "ax: must be axes of matplotlib, and is of type 'Figure'.",
    ),
    (
        lambda: dg.maps.plot_people(VELDLAND.layer("places"), area=VELDLAND),
        "the table to plot has no column 'minutes'.",
    ),
    (
        lambda: dg.maps.plot_surface(
            dataclasses.replace(suggestion(), surface=None), area=VELDLAND
        ),
        "the suggestion has no surface; ask for it with surface=True.",
    ),
    (
        lambda: drawn("minutes", when="later"),
        "unknown moment 'later': did you mean 'after'? Choices: before, after.",
    ),
]


@pytest.mark.parametrize(("plot", "said"), REFUSED)
def test_what_cannot_be_plotted_is_refused_before_a_figure_is_made(
    plot: Callable[[], object], said: str
) -> None:
    before = plt.get_fignums()
    with pytest.raises(dg.ArgumentError) as caught:
        plot()
    assert str(caught.value) == said
    assert plt.get_fignums() == before
