# mypy: disable-error-code="no-untyped-call"
"""The maps of the embedded area: its names and figures, and no room lost where it is crowded."""

from __future__ import annotations

import itertools

import pytest
from drenthe import DRENTHE
from facts import FACTS
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from pages import boxes, catchments, nearest

pytestmark = pytest.mark.facts


@pytest.fixture(scope="module")
def by_station() -> Figure:
    figure = nearest("nl", area=DRENTHE)
    FigureCanvasAgg(figure).draw()
    return figure


def test_no_two_names_or_numbers_cover_each_other(by_station: Figure) -> None:
    found = boxes(by_station)
    assert len(found) > 50
    for (text, box), (other, taken) in itertools.combinations(found, 2):
        assert not box.overlaps(taken), (text, other)


def test_the_map_names_stations_roads_towns_and_the_land_next_door(by_station: Figure) -> None:
    drawn = {text.get_text() for text in by_station.axes[0].texts}
    nearest_to = DRENTHE.words("nl").say("screen.number", value=FACTS["people_nearest"]["asn"])
    assert f"Assen\n{nearest_to}" in drawn
    assert {"A28", "A32", "A37", "N34", "Duitsland", "Groningen"} <= drawn
    title = by_station.texts[0].get_text()
    assert title == "Welk van de negen stations van Drenthe is het dichtstbij met de auto?"
    said = " ".join(text.get_text() for text in by_station.texts)
    assert "vrije rijtijd × 1,15 + 3 s per kruispunt" in said


def test_nine_small_maps_in_the_order_of_their_people() -> None:
    figure = catchments("nl", area=DRENTHE, minutes=(10, 20, 30))
    titles = [(ax.get_title(loc="left"), ax.get_title(loc="right")) for ax in figure.axes]
    assert len(titles) == FACTS["counts"]["stations"]
    within = DRENTHE.words("nl").say("screen.number", value=FACTS["people_30_min"]["asn"])
    assert titles[0] == ("Assen", f"{within} inwoners")
