"""Whether a service that sits in the area had better stay, grow beside its seat, or move."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from offices import CAMPUS, HEIDESTAD, KANTOOR, VELD, entry
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import ArgumentError
from drenthe_geo.siting.fit.candidates import screened_candidates
from drenthe_geo.siting.fit.screen import Screened
from drenthe_geo.siting.fit.seat import seat_advice, seat_sentences
from drenthe_geo.siting.reasons import BeyondLimit

SITING, EN = VELD.siting, VELDLAND.words("en")
BRIEF = VELD.asks("veldregister")
FOUND = screened_candidates(VELDLAND, BRIEF, SITING)
NAMES = {str(site): str(name) for site, name in FOUND.sites["name"].items()}
AIM = "The profile wants to keep the services that are there, before it wants new ones."


def ranked(**scores: float) -> pd.DataFrame:
    """Make a ranking of some sites by their scores."""
    ids = {"station": HEIDESTAD, "seat": KANTOOR, "campus": CAMPUS}
    score = pd.Series({ids[name]: value for name, value in scores.items()})
    order = score.sort_values(ascending=False)
    return pd.DataFrame({"score": order, "rank": range(1, len(order) + 1)})


def verified(verdict: str, **columns: Any) -> Screened:
    """The candidates with the station's verdict, and something else of the seat."""
    screen = FOUND.screen.copy()
    screen.loc[HEIDESTAD, "verdict"] = verdict
    for name, value in columns.items():
        screen.loc[KANTOOR, name] = value
    return replace(FOUND, screen=screen)


def said(table: pd.DataFrame, found: Screened, margin: float | None = None) -> list[str]:
    """Say what is advised."""
    advice = seat_advice(table, found, BRIEF, SITING, margin)
    return [EN.say(one) for one in seat_sentences(advice, NAMES)]


CASES = [
    ({"station": 0.9, "seat": 0.7}, "fits", "yes",
     [("Advice: move. Stationsgebied Heidestad fits and leads the present seat Rijkskantoor "
      "Heidestad (score 0.70) by 0.20, more than the margin of 0.10 that a move must win by.")]),
    ({"station": 0.9, "seat": 0.7}, "to_verify", "yes",
     [("Advice: stay at Rijkskantoor Heidestad (score 0.70) for now. Stationsgebied Heidestad "
      "leads by 0.20, more than the margin of 0.10 that a move must win by, but whether the "
      "service fits in must first be verified."),
      ("Should it have to grow, Stationsgebied Heidestad, 0.6 km away, is the best place near the "
      "seat.")]),
    ({"station": 0.75, "seat": 0.7}, "fits", "unknown",
     [("Advice: stay at Rijkskantoor Heidestad (score 0.70). Stationsgebied Heidestad leads by "
      "0.05, which is within the margin of 0.10 that a move must win by."),
      ("Should it have to grow, Stationsgebied Heidestad, 0.6 km away, is the best place near the "
      "seat.")]),
    ({"campus": 0.5, "seat": 0.7}, "fits", "yes",
     [("Advice: stay at Rijkskantoor Heidestad (score 0.70). No other place scores higher; "
      "Veencampus Venendal comes next, 0.20 lower.")]),
    ({"station": 0.75, "seat": 0.7}, "fits", "no",
     [("Advice: grow beside the seat. Rijkskantoor Heidestad is too small for what is needed; "
      "Stationsgebied Heidestad, 0.6 km away, is the best place near it.")]),
    ({"campus": 0.75, "seat": 0.7}, "fits", "no",
     [("Advice: stay at Rijkskantoor Heidestad (score 0.70). Veencampus Venendal leads by 0.05, "
      "which is within the margin of 0.10 that a move must win by.")]),
    ({"seat": 0.7}, "fits", "no",
     ["Advice: stay at Rijkskantoor Heidestad. No other place is left to compare it with."]),
]  # fmt: skip


@pytest.mark.parametrize(("scores", "verdict", "room", "sentences"), CASES)
def test_what_is_advised(
    scores: dict[str, float], verdict: str, room: str, sentences: list[str]
) -> None:
    assert said(ranked(**scores), verified(verdict, room=room)) == [*sentences, AIM]


@given(seat=st.floats(0, 1), other=st.floats(0, 1), margin=st.floats(0, 1))
def test_a_move_is_advised_only_to_a_place_that_fits_and_wins_by_more_than_the_margin(
    seat: float, other: float, margin: float
) -> None:
    table = ranked(station=other, seat=seat)
    advice = seat_advice(table, verified("fits"), BRIEF, SITING, margin)
    assert advice is not None
    assert (advice.word == "move") == (other - seat > margin)
    unsure = seat_advice(table, verified("to_verify"), BRIEF, SITING, margin)
    assert unsure is not None
    assert unsure.word != "move"


@pytest.mark.parametrize("margin", [-0.1, 1.5, float("nan")])
def test_a_margin_that_is_none_is_refused(margin: float) -> None:
    with pytest.raises(ArgumentError) as caught:
        dg.siting.make_suggestion(VELDLAND, "veldregister", surface=False, moving_margin=margin)
    assert str(caught.value) == (
        f"moving margin {margin:g}: give a difference of scores from 0 to 1."
    )


def test_a_service_that_sits_nowhere_gets_no_advice() -> None:
    brief = VELD.asks("loket-zuid")
    found = screened_candidates(VELDLAND, brief, SITING)
    assert seat_advice(ranked(station=0.5), found, brief, SITING) is None
    assert seat_sentences(None, NAMES) == ()


def test_the_seat_is_always_compared_even_where_it_is_too_small_or_beyond_a_limit() -> None:
    crowded = replace(BRIEF, housing=replace(BRIEF.housing, staff=5000), limits={"exit_car_min": 1})
    found = screened_candidates(VELDLAND, crowded, SITING)
    assert entry(found.screen, KANTOOR, "verdict") == "fits"
    assert entry(found.screen, KANTOOR, "room") == "no"
    sites = found.sites.loc[[KANTOOR, HEIDESTAD]]
    around = VELD.around_of(sites)
    known = dg.siting.assess.assess_sites(VELDLAND, sites, around, crowded, SITING)
    assert known.excluded[KANTOOR] == ()
    assert [one.criterion for one in known.near_limit[KANTOOR]] == ["exit_car_min"]
    assert [type(one) for one in known.excluded[HEIDESTAD]] == [BeyondLimit]
