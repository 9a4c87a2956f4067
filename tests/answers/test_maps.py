# mypy: disable-error-code="no-untyped-call"
"""The maps of answers: whose data, what is new, what was chosen, and nothing over the edge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from asked import FILES, Ask, Written
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.image import imread
from pages import legend_of, texts
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.io.title_block import TitleBlock

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

LANGUAGES = ("nl", "en")
WITH_MAPS = ("run", "scenario", "place")
HEAD = 'name = "mine"\ntitle = "Mine"\nsource = "assumption"\n\n[[edits]]\n'
NEW, GONE = "new train connection", "train connection that is gone"
TRAIN, STRAIGHT = "railway with trains", ", drawn straight"


@pytest.fixture
def own(tmp_path: Path) -> Callable[[str], dg.Answer]:
    """Ask about a scenario of one edit, from a file."""

    def asked(edit: str) -> dg.Answer:
        (tmp_path / "mine.toml").write_text(HEAD + edit, encoding="utf-8")
        return dg.ask_scenario(VELDLAND, [tmp_path / "mine.toml"])

    return asked


def drawn(answer: dg.Answer, name: str, lang: str) -> Figure:
    """Draw one map of an answer."""
    figure = answer.figures(VELDLAND.words(lang), TitleBlock())[name]
    FigureCanvasAgg(figure).draw()
    return figure


def gains(answer: dg.Answer, lang: str = "en") -> Figure:
    return drawn(answer, "map_minutes_gained", lang)


def around(figure: Figure) -> str:
    """What stands around a map: title, subtitle, notes."""
    return " ".join(text.get_text() for text in figure.texts)


def is_on_the_page(figure: Figure) -> bool:
    """Whether all words around a map and its legends lie within its edges."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = [item.get_window_extent(renderer) for item in (*figure.texts, *figure.legends)]
    assert len(boxes) > 3
    return all(
        box.x0 >= 0 and box.y0 >= 0 and box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1
        for box in boxes
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("question", WITH_MAPS)
def test_nothing_runs_over_the_edge_and_the_sources_are_named(
    question: str, lang: str, ask: Ask
) -> None:
    answer, words = ask(question), VELDLAND.words(lang)
    pages = answer.figures(words, TitleBlock())
    assert sorted(pages) == [name[:-4] for name in FILES[question] if name.endswith(".png")]
    for page in pages.values():
        FigureCanvasAgg(page).draw()
        assert is_on_the_page(page)
        said = around(page)
        assert answer.area.attribution(words) in said
        assert "RD New (EPSG:28992)" in said


@pytest.mark.parametrize("question", WITH_MAPS)
def test_written_maps_are_large_and_coloured(question: str, written: Written) -> None:
    maps = sorted(written(question).glob("map_*.png"))
    assert maps
    for path in maps:
        pixels = imread(path)
        assert min(pixels.shape[:2]) > 1400
        assert len(np.unique(pixels.reshape(-1, pixels.shape[2])[::97], axis=0)) > 100


def test_the_map_of_a_line_names_its_stations_and_its_choices(ask: Ask) -> None:
    answer = ask("scenario")
    page = gains(answer, "nl")
    names = {text.get_text() for text in page.axes[0].texts}
    assert {"Heidestad", "Zandkerk", "Oosterveen", "Venendal"} <= names
    summary = answer.result.summary
    end = str(summary["gain_min"].abs().idxmax())
    row, name = summary.loc[end], dg.trips.read_destinations(VELDLAND)["name"][end]
    people = f"{row['people_gaining']:,.0f}".replace(",", ".")
    gain = f"{row['gain_of_gaining_min']:.1f}".replace(".", ",")
    said = around(page)
    for words in (
        f"naar {name}, te voet, met de fiets of met de auto naar trein of bus, wat het snelst is",
        f"{people} inwoners van Veldland winnen gemiddeld {gain} minuten",
    ):
        assert words in said
    assert "In dit scenario is gekozen" not in said  # all toggles are off
    assert {"minder dan 1 minuut verschil", "nieuwe treinverbinding, rechtgetrokken"} <= set(
        legend_of(page)
    )
    assert "veranderde weg" not in legend_of(page)


def test_toggles_that_are_on_are_said_and_their_station_is_named() -> None:
    on = {"heidedorp": True}
    page = gains(dg.ask_scenario(VELDLAND, ["veldlijn"], toggles=on), "nl")
    assert "In dit scenario is gekozen: stopt ook in Heidedorp." in around(page)
    assert "Heidedorp" in {text.get_text() for text in page.axes[0].texts}


def test_the_map_of_a_road_shows_it() -> None:
    answer = dg.ask_scenario(
        VELDLAND, ["n901-sneller"], access="car", destination="nearest-station-by-car"
    )
    page = gains(answer, "nl")
    assert "naar het dichtstbijzijnde station, met de auto." in around(page)
    assert "veranderde weg" in legend_of(page)
    assert "nieuwe treinverbinding" not in legend_of(page)


def test_another_destination_may_be_drawn_but_no_unknown_one() -> None:
    page = gains(dg.ask_scenario(VELDLAND, ["veldlijn"], destination="osterfeld"), "nl")
    assert "naar Osterfeld" in around(page)
    with pytest.raises(dg.ArgumentError) as caught:
        dg.ask_scenario(VELDLAND, ["n901-sneller"], destination="rietstat-by-car")
    assert str(caught.value) == (
        "unknown destination 'rietstat-by-car': did you mean 'rietstad-by-car'? Choices: "
        "hoofdstad, westhaven, rietstad, osterfeld, nearest-station-by-car, osterfeld-by-car, "
        "rietstad-by-car."
    )


def test_nothing_to_draw_is_drawn_all_the_same(own: Callable[[str], dg.Answer]) -> None:
    same = own('do = "set_frequency"\nline = "reg-hds-otv"\ntrains_per_hour = 2\n')
    assert (same.result.gains == 0).all(axis=None)
    page = gains(same, "nl")
    assert "Niemand wint of verliest een minuut" in around(page)
    assert not {"nieuwe treinverbinding", "vervallen treinverbinding", "langer"} & set(
        legend_of(page)
    )
    assert is_on_the_page(page)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_longest_way_to_come_to_the_train_stays_on_the_page(lang: str) -> None:
    page = gains(dg.ask_scenario(VELDLAND, ["veldlijn"], access="best"), lang)
    assert {"nl": "wat het snelst is", "en": "whichever is fastest"}[lang] in around(page)
    assert is_on_the_page(page)


TRACKS: list[tuple[str, set[str]]] = [
    ('do = "remove_stop"\nline = "reg-hds-otv"\nstation = "vnd"\n', set()),
    (
        """do = "add_stop"
line = "ic-hfd-rst"
station = "zdk"
from = "wst"
to = "hds"
minutes_before = 12
minutes_after = 8
""",
        set(),
    ),
    ('do = "remove_line"\nline = "reg-vnd-osf"\n', {GONE}),
    (
        """do = "add_line"
line = "x"
name = "x"
kind = "fast"
trains_per_hour = 1
calls = [{ at = "Zandkerk" }, { at = "Oosterveen", minutes = 9 }]
""",
        {NEW},
    ),
]


@pytest.mark.parametrize(("edit", "kinds"), TRACKS)
def test_only_new_track_is_drawn_as_new(
    edit: str, kinds: set[str], own: Callable[[str], dg.Answer]
) -> None:
    marks = {mark.removesuffix(STRAIGHT) for mark in legend_of(gains(own(edit)))}
    assert marks & {NEW, GONE} == kinds
    assert {TRAIN, "train"} & marks


@pytest.mark.parametrize("mode", ["walk", "bicycle", "ebike"])
def test_slow_modes_show_the_surroundings_of_each_station(mode: str) -> None:
    answer = dg.ask_stations(VELDLAND, mode=mode, minutes=[5, 10])
    page = drawn(answer, "map_travel_time_per_station", "nl")
    maps = [ax for ax in page.axes if ax.get_label() != "locator"]
    widths = {round(ax.get_xlim()[1] - ax.get_xlim()[0]) for ax in maps}
    assert len(maps) == 4
    assert len(widths) == 1  # one scale for all
    assert widths.pop() < 15_000
    assert any("Fietspaden en voetpaden ontbreken" in one for one in texts(page))
    assert is_on_the_page(page)
