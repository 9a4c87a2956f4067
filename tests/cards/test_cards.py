"""Cards of results: what they say is what the result holds, and names are text."""

from __future__ import annotations

import base64
import re
import sys
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.cards.face import Card
from drenthe_geo.cards.sketch import MOST_BYTES, Sketch

MOST_REPR = 300
NAMES = (
    "answer", "study", "area", "comparison", "suggestion", "locations", "trips", "times", "reach",
    "network", "explanation", "route", "catchments", "claims", "verdict", "situation",
)  # fmt: skip
EVIL = '<script>alert("x")</script>'


def results() -> dict[str, Any]:
    """One of each: asked by a question, by a door, or made step by step."""
    network = dg.roads.read_network(VELDLAND, "car")
    stations = dg.area.select_stations(VELDLAND.layer("stations"), "own")
    reach = dg.roads.compute_reach(network, stations)
    sites = VELDLAND.layer("sites")
    asked = dg.ask_stations(VELDLAND, minutes=[10, 20])
    explained = dg.ask_explain(VELDLAND, "Heidestad", "vnd", mode="car")
    return {
        "answer": asked,
        "study": asked.result,
        "area": VELDLAND,
        "comparison": dg.compare("veldlijn", area=VELDLAND),
        "suggestion": dg.suggest("veldregister", area=VELDLAND),
        "locations": dg.place("mean", 2, sites="sites", area=VELDLAND),
        "trips": dg.station_trips(VELDLAND, sites),
        "times": dg.roads.travel_times(reach, sites),
        "reach": reach,
        "network": network,
        "explanation": explained.result,
        "route": explained.result.route,
        "catchments": dg.ask_catchments(VELDLAND, "stations", [10]).result,
        "claims": dg.ask_claims(VELDLAND),
        "verdict": dg.suggest("veldregister", area=VELDLAND).verdict,
        "situation": dg.situation.read_situation(VELDLAND),
    }


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    found = results()
    assert tuple(found) == NAMES
    return found


class Tags(HTMLParser):
    """Which tags stand open, and what is said."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102
        del attrs
        self.seen.add(tag)
        if tag not in {"img", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:  # noqa: D102
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:  # noqa: D102
        self.text += data


def read(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    return tags


@pytest.mark.parametrize("name", NAMES)
def test_a_result_is_short_as_text_and_a_card_in_a_notebook(
    shown: dict[str, Any], name: str
) -> None:
    one = shown[name]
    assert len(repr(one)) <= MOST_REPR
    html = one._repr_html_()
    tags = read(html)
    assert not tags.seen & {"script", "style", "svg", "link"}
    assert "nan" not in tags.text.split()
    assert html == one._repr_html_()
    for lang in ("en", "nl"):
        card = dg.cards.card(one, lang)
        assert card.title
        assert card.title in read(card._repr_html_()).text


def test_figures_are_those_of_the_result(shown: dict[str, Any]) -> None:
    study = shown["study"]
    figures = dict(dg.cards.card(study).figures)
    assert figures["inhabitants"] == f"{int(study.people['population'].sum()):,}"
    within = study.total.within[20.0].people
    share = within / study.total.people
    assert figures["of whom within 20 min"] == f"{within:,} ({share:.0%})"
    locations = shown["locations"]
    mean = locations.placement.outcome.mean_min
    assert dict(dg.cards.card(locations).figures)["mean time"] == f"{mean:.1f} min"
    assert dict(dg.cards.card(locations, "nl").figures)["gemiddelde tijd"] == (
        f"{mean:.1f} min".replace(".", ",")
    )


def test_warnings_are_counted_and_all_are_told(shown: dict[str, Any]) -> None:
    answer = shown["answer"]
    card = dg.cards.card(answer)
    assert card.warnings == tuple(VELDLAND.words("en").say_each(answer.warnings))
    text = read(card._repr_html_()).text
    assert f"{len(card.warnings)} warning" in text
    assert all(one in text for one in card.warnings)


def test_data_and_date_are_told_of_what_was_asked_of_an_area(shown: dict[str, Any]) -> None:
    for name in ("answer", "study", "comparison", "suggestion", "locations", "trips"):
        assert dg.cards.card(shown[name]).data.startswith("Data of Veldland, ")
    assert dg.cards.card(shown["verdict"]).data == ""


def test_what_one_goes_on_with_is_there(shown: dict[str, Any]) -> None:
    for name in ("study", "comparison", "suggestion", "locations", "times", "network"):
        for attribute, _ in dg.cards.card(shown[name]).names:
            plain = re.sub(r"\(.*\)$", "", attribute)
            held = eval(f"one.{plain}", {"one": shown[name]})  # noqa: S307 - our own names
            assert held is not None, attribute


def test_names_are_text() -> None:
    card = Card(EVIL, ((EVIL, EVIL),), (EVIL,), EVIL, (EVIL, EVIL), EVIL, ((EVIL, EVIL),), EVIL)
    tags = read(card._repr_html_())
    assert "script" not in tags.seen
    assert tags.text.count(EVIL) == 11


def test_a_sketch_is_small_and_right_way_up() -> None:
    rng = np.random.default_rng(7)
    points = shapely.points(rng.uniform(0, 60_000, (400, 2)))
    blobs = shapely.buffer(points, rng.uniform(200, 6_000, 400), quad_segs=64)
    sketch = Sketch((0.0, 0.0, 60_000.0, 60_000.0))
    sketch.areas(blobs, "#225ea8")
    sketch.dots(points, "#000000", 3)
    sketch.names([shapely.Point(0, 60_000)], [EVIL])
    svg = sketch.svg(EVIL)
    assert len(svg.encode()) <= MOST_BYTES * 1.5
    assert "<script" not in svg
    north = Sketch((0.0, 0.0, 100.0, 200.0))
    north.dots([shapely.Point(50, 200)], "#000000")
    x, y = re.findall(r"M(\d+) (\d+)h0", north.svg("north"))[0]
    assert int(y) < 20 < int(x)
    coded = sketch.data_uri("x").split(",")[1]
    assert base64.b64decode(coded).decode() == sketch.svg("x")


def test_holes_stay_holes() -> None:
    ring = shapely.Point(50, 50).buffer(40) - shapely.Point(50, 50).buffer(20)
    sketch = Sketch((0.0, 0.0, 100.0, 100.0))
    sketch.areas([ring], "#225ea8")
    assert len(re.findall(r"M\d", sketch.svg("ring"))) == 2


def test_a_map_that_moves_says_names_as_text(shown: dict[str, Any]) -> None:
    for name in ("study", "comparison", "suggestion", "locations"):
        html = shown[name].explore(tiles=None).get_root().render()
        assert html.count("FeatureGroup") + html.count("featureGroup") >= 1
    evil = dg.suggest(
        "veldregister",
        sites=VELDLAND.layer("sites")
        .iloc[:2]
        .assign(name=EVIL)[["name", "geometry"]]
        .set_axis(["mine-1", "mine-2"]),
        only=True,
        area=VELDLAND,
    )
    assert EVIL not in evil.explore(tiles=None).get_root().render()
    with pytest.raises(dg.ArgumentError) as refused:
        dg.cards.explore(shown["verdict"])
    assert str(refused.value) == (
        "explore: Verdict has nothing to move about on a map; it shows Study, Comparison, "
        "Suggestion or Locations. A GeoDataFrame has explore() of its own."
    )


def test_without_the_extra_one_sentence_says_what_brings_it(
    shown: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "folium", None)
    with pytest.raises(dg.ArgumentError) as refused:
        shown["study"].explore()
    assert str(refused.value) == (
        "explore: takes folium, which is not installed; pip install 'PATH[notebook]' brings "
        "it, with the path of the wheel or the source of drenthe-geo."
    )


def test_figures_show_themselves() -> None:
    answer = dg.ask_stations(VELDLAND, minutes=[10])
    figures: Any = answer.figures("en")
    assert list(figures) == ["map_travel_time_per_station", "map_nearest_station"]
    assert repr(figures) == "Figures(map_travel_time_per_station, map_nearest_station)"
    html = figures._repr_html_()
    assert html.count("data:image/png;base64,") == 2
    assert len(html) < 1_500_000
    assert answer.draws
    assert not dg.ask_claims(VELDLAND).draws
    assert len(dg.ask_claims(VELDLAND).figures()) == 0


def test_a_card_computes_nothing(shown: dict[str, Any]) -> None:
    study = dg.ask_stations(VELDLAND, minutes=[10]).result
    before = set(vars(study))
    dg.cards.card(study)
    assert {"certainty", "reached_roads"}.isdisjoint(vars(study))
    assert set(vars(study)) - before <= {"_asked_of"}
    assert isinstance(shown["study"].summary, pd.DataFrame)
