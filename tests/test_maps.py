# mypy: disable-error-code="no-untyped-call,arg-type"
"""Maps: nothing covers anything, the legend shows what is drawn, the sources are there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.image import imread

import drenthe_geo as dg
from drenthe_geo.captions import catchment_caption, nearest_caption
from drenthe_geo.labels import Label, place_labels, point_boxes
from drenthe_geo.maps import band_colors
from drenthe_geo.pages import catchment_page, nearest_page


@pytest.fixture(scope="module")
def nearest(study: dg.Study) -> Figure:
    caption = nearest_caption(study.reach, dg.read_settings(), only_nine=True, nearer=89_545)
    return nearest_page(
        study.layers,
        study.stations,
        study.partition,
        study.summary,
        contested=study.margins[study.margins["contested"]],
        caption=caption,
    )


@pytest.fixture(scope="module")
def catchments(study: dg.Study) -> Figure:
    caption = catchment_caption(study.reach, dg.read_settings(), [10, 20, 30])
    return catchment_page(
        study.layers,
        study.stations,
        study.service_areas,
        study.summary,
        caption,
        fringes=study.certainty[study.certainty["band"] == "uncertain"],
        streets=study.reach.network.lines,
    )


def test_no_two_names_or_numbers_cover_each_other(nearest: Figure) -> None:
    canvas = FigureCanvasAgg(nearest)
    canvas.draw()
    boxes = [
        (text.get_text(), text.get_window_extent(canvas.get_renderer()))
        for text in nearest.axes[0].texts
        if text.get_text()
    ]
    assert len(boxes) > 50
    for number, (name, box) in enumerate(boxes):
        for other, taken in boxes[number + 1 :]:
            assert not box.overlaps(taken), (name, other)


def test_every_station_is_named_with_its_people(nearest: Figure, study: dg.Study) -> None:
    drawn = {text.get_text() for text in nearest.axes[0].texts}
    assert "Assen\n168.693 inwoners" in drawn
    for name in study.summary["name"]:
        assert any(text.startswith(f"{name}\n") for text in drawn)
    assert {"A28", "A32", "A37", "N34", "Duitsland", "Groningen"} <= drawn


def test_the_page_names_its_sources_and_its_model(nearest: Figure, catchments: Figure) -> None:
    for page in (nearest, catchments):
        said = " ".join(text.get_text() for text in page.texts)
        for words in ("© OpenStreetMap-bijdragers, 21-12-2021", "CBS", "ODbL", "× 1,15 + 3 s"):
            assert words in said


def test_the_legend_shows_the_bands_that_are_drawn(catchments: Figure) -> None:
    legend = catchments.legends[0]
    shown = {
        text.get_text(): to_hex(patch.get_facecolor())
        for text, patch in zip(legend.get_texts(), legend.get_patches(), strict=False)
    }
    assert list(shown) == ["tot 10 minuten", "tot 20 minuten", "tot 30 minuten", "onzeker"]
    assert legend.get_patches()[-1].get_hatch()
    shown.pop("onzeker")
    for ax in catchments.axes:
        fills = {to_hex(color) for part in ax.collections for color in part.get_facecolor()}
        assert set(shown.values()) <= fills


def test_one_panel_per_station_with_the_people_of_the_longest_cutoff(
    catchments: Figure, study: dg.Study
) -> None:
    assert len(catchments.axes) == 9
    titles = [(ax.get_title(loc="left"), ax.get_title(loc="right")) for ax in catchments.axes]
    assert titles[0] == ("Assen", "208.879 inwoners")
    assert [name for name, _ in titles] == study.summary["name"].tolist()


def test_nothing_is_drawn_over_the_edge_of_the_page(nearest: Figure, catchments: Figure) -> None:
    for page in (nearest, catchments):
        canvas = FigureCanvasAgg(page)
        canvas.draw()
        renderer = canvas.get_renderer()
        for item in [*page.texts, *page.legends]:
            box = item.get_window_extent(renderer)
            assert box.x0 >= 0
            assert box.y0 >= 0
            assert box.x1 <= page.bbox.x1
            assert box.y1 <= page.bbox.y1


def test_the_written_maps_are_large_and_coloured(written: Path) -> None:
    for name in ("kaart_reistijd_per_station.png", "kaart_dichtstbijzijnde_station.png"):
        pixels = imread(written / name)
        assert min(pixels.shape[:2]) > 2000
        assert len(np.unique(pixels.reshape(-1, pixels.shape[2])[::97], axis=0)) > 100


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


def test_bands_are_as_many_colours_as_asked() -> None:
    assert [len(set(band_colors(count))) for count in range(1, 9)] == list(range(1, 9))


@pytest.mark.parametrize("mode", ["walk", "bicycle", "ebike"])
def test_slow_modes_show_the_surroundings_of_each_station(mode: str) -> None:
    study = dg.make_study(mode=mode, minutes=[10, 20])
    page = dg.map_pages(study)["kaart_reistijd_per_station.png"]
    widths = {round(ax.get_xlim()[1] - ax.get_xlim()[0]) for ax in page.axes}
    assert len(widths) == 1  # one scale for all
    assert widths.pop() < 25_000
    said = " ".join(text.get_text() for text in page.texts)
    assert "Fietspaden en voetpaden ontbreken" in said
    canvas = FigureCanvasAgg(page)
    canvas.draw()
    assert all(text.get_window_extent().x1 <= page.bbox.x1 for text in page.texts)
