# mypy: disable-error-code="no-untyped-call"
"""Maps on paper: exact sizes, a title block, scales that are right, files that are equal."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Rectangle
from pages import (
    CREDIT,
    boxes,
    catchments,
    ground,
    inks,
    legend_of,
    nearest,
    page,
    reach_of,
    station_tables,
    texts,
)
from PIL import Image
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo import __version__
from drenthe_geo.crs import RD_NEW
from drenthe_geo.io.out.maps import read_map_formats, write_figure
from drenthe_geo.io.title_block import Paper, TitleBlock, read_paper
from drenthe_geo.maps import stations as station_maps
from drenthe_geo.maps.captions import Caption
from drenthe_geo.maps.draw import area_view
from drenthe_geo.maps.panels import MOST_PANELS, in_pages
from drenthe_geo.maps.paper import PAPERS_MM, Sheet
from drenthe_geo.maps.sheet import MapPage
from drenthe_geo.reach.partition import dissolve_margins, nearest_margins
from drenthe_geo.style.table import STYLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PAPERS: tuple[Paper, ...] = ("a4", "a3")
MM_PER_IN = 25.4


@functools.cache
def on_paper(name: str, paper: Paper, lang: str = "nl") -> Figure:
    """Draw a page of stations on paper."""
    sheet = Sheet(paper, TitleBlock(author="A. Smit", status="vastgesteld"))
    of = {"nearest": "nearest_page", "catchments": "catchment_page"}[name]
    draw = {"nearest": nearest, "catchments": catchments}[name]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"pages.{of}", functools.partial(getattr(station_maps, of), sheet=sheet))
        figure = draw(lang)
    FigureCanvasAgg(figure).draw()
    return figure


def maps_of(figure: Figure) -> list[Axes]:
    return [ax for ax in figure.axes if ax.get_label() not in {"locator", "logo"}]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", ["nearest", "catchments"])
def test_a_page_is_as_large_as_its_paper_and_all_of_it_is_on_it(name: str, paper: Paper) -> None:
    figure = on_paper(name, paper)
    size = sorted(side * MM_PER_IN for side in figure.get_size_inches())
    assert size == pytest.approx(sorted(PAPERS_MM[paper]))
    renderer = FigureCanvasAgg(figure).get_renderer()
    outside = [item.get_window_extent(renderer) for item in (*figure.texts, *figure.legends)]
    tight = [ax.get_tightbbox(renderer) for ax in maps_of(figure)]
    maps = [box for box in tight if box is not None]
    for box in (*outside, *maps):
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= figure.bbox.x1
        assert box.y1 <= figure.bbox.y1
    everything = [*outside, *(box.padded(-2) for box in maps)]
    for at, one in enumerate(everything):
        assert not any(one.overlaps(other) for other in everything[at + 1 :])
    found = boxes(figure)
    for at, (text, box) in enumerate(found):
        assert not any(box.overlaps(other) for _, other in found[at + 1 :]), text


@pytest.mark.parametrize("name", ["nearest", "catchments"])
def test_the_title_block_says_who_of_what_and_how_final(name: str) -> None:
    said = texts(on_paper(name, "a4"))
    assert {"Auteur", "A. Smit", "Status", "vastgesteld"} <= set(said)
    assert f"drenthe-geo {__version__}" in said
    plain = Sheet("a4").cells(VELDLAND.date, VELDLAND.words("en"))
    told = VELDLAND.words("en").say("maps.block.day", date=VELDLAND.date)
    assert dict(plain) == {
        "Status": "draft", "Tables of": told, "Made with": f"drenthe-geo {__version__}",
    }  # fmt: skip
    assert Sheet().cells(VELDLAND.date, VELDLAND.words("en")) == []


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", ["nearest", "catchments"])
def test_the_scale_that_is_said_is_that_of_the_map(name: str, paper: Paper) -> None:
    figure = on_paper(name, paper)
    (said,) = (text for text in texts(figure) if text.startswith("1 : "))
    wanted = float(said.removeprefix("1 : ").split(" ")[0].replace(".", ""))
    for ax in maps_of(figure):
        x0, x1 = ax.get_xlim()
        width_m = ax.get_position().width * figure.get_size_inches()[0] * 0.0254
        assert (x1 - x0) / width_m == pytest.approx(wanted, rel=0.01)


def bars(figure: Figure, lang: str) -> list[tuple[float, float]]:
    """Metres that each scale bar is long, and that it says it is."""
    found = []
    for ax in maps_of(figure):
        halves = [
            patch
            for patch in ax.patches
            if isinstance(patch, Rectangle) and patch.get_edgecolor()[:3] != (1, 1, 1)
        ]
        halves = [half for half in halves if half.get_zorder() == 25]
        said = [text.get_text() for text in ax.texts]
        units = [one for one in said if re.fullmatch(r"[\d.,]+ k?m", one)]
        if halves:
            (unit,) = units
            number, name = unit.split(" ")
            assert not re.search(r"[.,]", number), lang
            found.append(
                (sum(h.get_width() for h in halves), float(number) * (1000 if name == "km" else 1))
            )
    return found


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("name", ["nearest", "catchments", "catchments_walk", "gain", "reach"])
def test_a_scale_bar_is_as_long_as_it_says(name: str, lang: str) -> None:
    found = bars(page(name, lang), lang)
    assert len(found) == 1
    for length_m, said_m in found:
        assert length_m == pytest.approx(said_m, rel=0.01)


@given(st.integers(0, 200))
def test_small_maps_are_nine_on_a_page_at_most_and_about_as_many_on_each(count: int) -> None:
    sizes = [part.stop - part.start for part in in_pages(count)]
    assert sum(sizes) == count
    assert max(sizes) <= MOST_PANELS
    assert max(sizes) - min(sizes) <= 1
    assert len(sizes) == max(1, -(-count // MOST_PANELS))


@pytest.mark.parametrize("name", ["png", "svg", "pdf"])
def test_equal_maps_are_equal_files_of_the_size_of_the_paper(name: str, tmp_path: Path) -> None:
    figure = on_paper("nearest", "a4")
    for stem in ("one", "two"):
        write_figure(figure, tmp_path, stem, [name])
    one, two = ((tmp_path / f"{stem}.{name}").read_bytes() for stem in ("one", "two"))
    assert one == two
    width, height = PAPERS_MM["a4"]
    if name == "png":
        with Image.open(tmp_path / "one.png") as picture:
            wanted = [width / MM_PER_IN * 200, height / MM_PER_IN * 200]
            assert list(picture.size) == pytest.approx(wanted, abs=1)
    elif name == "svg":
        assert b"<dc:date>" not in one
        assert b"<text" not in one  # letters are drawn, so no font is needed
        points = [float(side) for side in re.findall(rb'(?:width|height)="([\d.]+)pt"', one)[:2]]
        assert [side / 72 * MM_PER_IN for side in points] == pytest.approx([width, height])
    else:
        assert b"/CreationDate" not in one
        assert b"/FontFile2" in one
        assert b"/Type3" not in one
        (box,) = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", one)
        sides = [float(side) / 72 * MM_PER_IN for side in box]
        assert sides == pytest.approx([width, height], abs=0.01)


REFUSED = [
    (
        read_map_formats,
        "pgn",
        "unknown map format 'pgn': did you mean 'png'? Choices: png, svg, pdf.",
    ),
    (read_map_formats, 3, "map_formats: must be a name or a list of names, not of type int."),
    (read_map_formats, [], "name a format of maps: png, svg, pdf."),
    (read_map_formats, ",", "name a format of maps: png, svg, pdf."),
    (read_paper, "a5", "unknown paper 'a5': Choices: a4, a3."),
]


@pytest.mark.parametrize(("read", "given_name", "why"), REFUSED)
def test_other_formats_and_papers_are_refused(
    read: Callable[[object], object], given_name: object, why: str
) -> None:
    with pytest.raises(dg.ArgumentError) as caught:
        read(given_name)
    assert str(caught.value) == why


def with_layers(**more: gpd.GeoDataFrame) -> Figure:
    """Draw the ground with further layers."""
    layers: Mapping[str, gpd.GeoDataFrame] = {**ground(), **more}
    page = MapPage.over(layers, VELDLAND.words("nl"), sheet=Sheet("a4"))
    taken = page.ready_for_names(Caption("t", "s", ("n",)))
    page.name_ground(taken)
    return page.finish()


def test_railways_places_and_the_country_are_drawn_where_the_area_knows_them() -> None:
    x0, y0, x1, y1 = area_view(VELDLAND.layer("gemeenten"))
    line = shapely.LineString([(x0, y0), (x1, y1)])
    frame = shapely.box(x0 - 1e5, y0 - 1e5, x1 + 1e5, y1 + 1e5)
    without = with_layers()
    assert not {"spoorlijn", "plaats"} & set(legend_of(without))
    assert STYLES["railway"].color not in inks(without)
    assert len(without.axes) == 1
    figure = with_layers(
        railways=gpd.GeoDataFrame({"name": ["spoor"]}, geometry=[line], crs=RD_NEW),
        country=gpd.GeoDataFrame(geometry=[frame], crs=RD_NEW),
        place_names=VELDLAND.layer("place_names"),
    )
    assert {"spoorlijn", "plaats"} <= set(legend_of(figure))
    assert STYLES["railway"].color in inks(figure)
    assert [ax.get_label() for ax in figure.axes[1:]] == ["locator"]
    names = set(VELDLAND.layer("place_names")["name"])
    assert names & {text.get_text() for text in figure.axes[0].texts}


def test_what_has_no_roads_in_the_data_is_covered_and_told() -> None:
    reach, table = reach_of(), station_tables()
    outline = VELDLAND.outline()
    settings, words = VELDLAND.settings, VELDLAND.words("nl")
    margins = nearest_margins(reach, outline, settings)

    def drawn(land: shapely.Geometry) -> Figure:
        return station_maps.nearest_page(
            VELDLAND.layers(), reach.facilities, dissolve_margins(margins), table,
            contested=margins[margins["contested"]], reach=reach, settings=settings, words=words,
            credit=CREDIT["nl"], own=True, with_roads=land,
        )  # fmt: skip

    told = "geen wegen in de gegevens"
    assert told not in legend_of(drawn(outline.buffer(1e6)))
    figure = drawn(outline.buffer(100))
    assert legend_of(figure)[told] == STYLES["roads_end"].color
    assert told in {text.get_text().replace("\n", " ") for text in figure.axes[0].texts}


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_same_minutes_have_one_ink_on_every_map(lang: str) -> None:
    within = VELDLAND.words(lang).say("maps.legend.within", minutes=10)
    found = {
        name: legend_of(page(name, lang)).get(within)
        for name in ("catchments", "catchments_walk", "reach")
    }
    assert set(found.values()) == {"#225ea8"}
