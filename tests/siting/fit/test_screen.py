"""Which sites a service fits in: what is known of each against what it needs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from offices import CAMPUS, HEIDESTAD, KANTOOR, VELD, WOLDE, ZANDKERK
from veldland import VELDLAND

from drenthe_geo.crs import RD_NEW
from drenthe_geo.siting.fit.checks import CHECKS, GROUNDS, Asked
from drenthe_geo.siting.fit.findings import DOES_NOT_FIT, FITS, TO_VERIFY, all_questions
from drenthe_geo.siting.fit.housing import read_housing
from drenthe_geo.siting.fit.screen import fit_of, screen_in_general
from drenthe_geo.siting.model import Housing
from drenthe_geo.siting.reasons import all_reasons

SITING, EN, NL = VELD.siting, VELDLAND.words("en"), VELDLAND.words("nl")
ASKED = Asked(
    "loket", Housing(), SITING, {"a": "Dienst A", "loket": "Loket"}, VELDLAND.layer("sites")
)

FULL: dict[str, Any] = {
    "form": "plot",
    "floor_m2": 5000.0,
    "floor_load_kg_m2": 1500.0,
    "land_ha": 10.0,
    "made_for": None,
    "open_to_others": "yes",
    "zoning": "mixed",
    "environmental_category": "3.2",
    "security": "controlled",
    "available": "2028",
    "grid": "yes",
    "limits": None,
    "source": "News",
    "date": "2025-08",
    "geometry": shapely.Point(164_470, 465_020),
}
"""A place of which all is known."""

NEEDS = Housing(
    spaces=("office", "laboratory"),
    staff=100,
    land_ha=1,
    security="controlled",
    near=(("stationsgebied-heidestad",),),
)


def fit(housing: Housing = NEEDS, **changed: Any) -> Any:
    """Hold a place, of which something is otherwise, against what is needed."""
    return fit_of({**FULL, **changed}, replace(ASKED, housing=housing))


def test_a_place_of_which_all_is_known_and_right_fits() -> None:
    found = fit()
    assert (found.verdict, found.against, found.questions) == (FITS, (), ())
    assert {one.check for one in found.met} == {
        "open", "zoning", "security", "floor", "land", "near", "category", "grid", "available",
    }  # fmt: skip


AGAINST = [
    ({"open_to_others": "no"}, "not open to others"),
    ({"made_for": "a", "open_to_others": "no"}, "made for Dienst A and not open to others"),
    ({"zoning": "aviation"}, "zoning aviation only does not allow an office and a laboratory"),
    ({"form": "prison"}, "a prison cannot hold an office and a laboratory"),
    ({"floor_m2": 900}, "900 m² of floor, and 4,000 m² is needed"),
    ({"land_ha": 0.5}, "0.5 ha, and 1 ha is needed"),
    ({"environmental_category": "1"}, "environmental category up to 1, and 2 is needed"),
    (
        {"geometry": shapely.Point(174_470, 465_020)},
        "10.0 km from Stationsgebied Heidestad, and at most 2 km is asked",
    ),
]


@pytest.mark.parametrize(("changed", "said"), AGAINST)
def test_why_a_place_does_not_fit_is_said_with_its_source(
    changed: dict[str, Any], said: str
) -> None:
    found = fit(**changed)
    assert found.verdict == DOES_NOT_FIT
    assert EN.say(all_reasons(found.against)) == said
    assert {(one.source, one.date) for one in found.against} == {("News", "2025-08")}
    assert NL.say(all_reasons(found.against)) != said


ASKS = [
    ({"open_to_others": "unknown"}, "May a government service come here?"),
    ({"made_for": "a", "open_to_others": None}, "May others than Dienst A come in?"),
    (
        {"zoning": "unknown"},
        "What is the zoning, and does it allow an office and a laboratory?",
    ),
    ({"zoning": "military"}, "Does the zoning (military) allow an office and a laboratory?"),
    ({"form": None, "grid": "yes"}, "What is there: a building, a plot, a campus?"),
    (
        {"security": None},
        "Is the ground open, controlled or closed? It takes controlled ground.",
    ),
    ({"security": "closed"}, "Can the ground, which is closed, be made controlled?"),
    ({"floor_m2": None}, "How much floor space is there? It takes 4,000 m²."),
    ({"land_ha": None}, "How much land is there? It takes 1 ha."),
    ({"grid": None}, "Is there capacity on the electricity grid?"),
    (
        {"grid": "part"},
        "Has the local station of the electricity grid capacity? The high-voltage grid has.",
    ),
    (
        {"grid": "waiting"},
        "When can a large user be connected to the electricity grid? There is a waiting list.",
    ),
    ({"limits": "noise; beside Natura 2000"},
     "What do the limits of noise and nature allow there?"),
    ({"limits": "a monument"}, "What do the limits of heritage allow there?"),
    ({"limits": "a smell"}, "What do the limits of the surroundings allow there?"),
    ({"available": "planned; no year found"}, "When does it come free?"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "said"), ASKS)
def test_what_is_unknown_makes_a_question_and_never_a_verdict(
    changed: dict[str, Any], said: str
) -> None:
    found = fit(**changed)
    assert (found.verdict, found.against) == (TO_VERIFY, ())
    assert EN.say(all_questions(found.questions)) == said


@pytest.mark.parametrize("needed", GROUNDS)
@pytest.mark.parametrize("there", GROUNDS)
def test_ground_two_steps_off_does_not_fit_and_one_step_is_asked(needed: str, there: str) -> None:
    found = fit(Housing(spaces=("office",), security=needed), security=there)
    steps = abs(GROUNDS.index(needed) - GROUNDS.index(there))
    assert found.verdict == (FITS, TO_VERIFY, DOES_NOT_FIT)[steps]


def test_a_counter_for_the_public_is_not_on_closed_ground_and_a_prison_on_no_other() -> None:
    counter, prison = Housing(spaces=("counter",)), Housing(spaces=("detention",))
    assert fit(counter, security="closed").verdict == DOES_NOT_FIT
    assert fit(prison, security="open", zoning="justice").verdict == DOES_NOT_FIT
    assert fit(prison, security="closed", zoning="justice").verdict == FITS


def test_an_office_may_stand_where_its_laboratory_may() -> None:
    assert fit(Housing(spaces=("office",)), zoning="industry").verdict == DOES_NOT_FIT
    assert fit(Housing(spaces=("office", "laboratory")), zoning="industry").verdict == FITS


def test_zonings_that_a_service_must_or_may_not_be_on() -> None:
    only = Housing(spaces=("office",), only_on=("military", "justice"))
    assert EN.say(all_reasons(fit(only).against)) == (
        "zoning mixed use, and it must be on military or justice"
    )
    assert fit(only, zoning="justice").verdict == FITS
    never = Housing(not_on=("mixed",))
    assert EN.say(all_reasons(fit(never).against)) == "zoning mixed use, where it may not be"


def test_an_archive_asks_what_the_floors_of_a_building_bear() -> None:
    archive = Housing(spaces=("archive",))
    there: dict[str, Any] = {"form": "building"}
    assert EN.say(all_reasons(fit(archive, **there, floor_load_kg_m2=450).against)) == (
        "floors bear 450 kg/m², and 1,000 is needed"
    )
    assert EN.say(all_questions(fit(archive, **there, floor_load_kg_m2=None).questions)) == (
        "What do the floors bear? It takes 1,000 kg/m²."
    )
    assert fit(archive, **there).verdict == FITS
    assert fit(archive, floor_load_kg_m2=None).verdict == FITS  # a plot has no floors yet


def test_a_place_that_is_made_for_a_service_suits_it_whatever_its_zoning() -> None:
    there: dict[str, Any] = {"made_for": "a;loket", "open_to_others": "no", "zoning": "military",
             "form": "barracks", "security": "closed", "limits": "noise"}  # fmt: skip
    assert fit(**there).verdict == FITS


def test_a_service_of_which_nothing_is_known_is_asked_of_the_owner_alone() -> None:
    assert fit(Housing()).verdict == FITS
    bare = fit_of({"geometry": FULL["geometry"]}, ASKED)
    assert bare.verdict == TO_VERIFY
    assert [one.check for one in bare.questions] == ["open", "available"]


COLUMNS = {
    "form": st.sampled_from(["building", "plot", "campus", "barracks", "prison", None]),
    "floor_m2": st.sampled_from([None, 100.0, 1600.0, 9000.0]),
    "land_ha": st.sampled_from([None, 0.2, 3.0]),
    "made_for": st.sampled_from([None, "a", "loket"]),
    "open_to_others": st.sampled_from(["yes", "no", "unknown", None]),
    "zoning": st.sampled_from(["office", "mixed", "aviation", "military", "industry", "unknown"]),
    "environmental_category": st.sampled_from([None, "1", "3.2"]),
    "security": st.sampled_from([*GROUNDS, "unknown"]),
    "available": st.sampled_from(["2028", "unknown", None]),
    "grid": st.sampled_from(["yes", "waiting", "part", "unknown"]),
    "limits": st.sampled_from([None, "noise"]),
}


@given(row=st.fixed_dictionaries(COLUMNS), column=st.sampled_from(sorted(COLUMNS)))
def test_knowing_less_never_turns_a_place_down_nor_makes_it_fit(
    row: dict[str, Any], column: str
) -> None:
    known = fit(**row)
    less = fit(**{**row, column: None})
    if column not in {"made_for", "limits"}:  # blank is nobody, and no limit
        assert {one.check for one in less.against} <= {one.check for one in known.against}
        asked = column not in {"environmental_category", "form", "floor_load_kg_m2"}
        assert not (asked and less.verdict == FITS and known.verdict != FITS)
    assert (known.verdict == DOES_NOT_FIT) == bool(known.against)
    assert (known.verdict == FITS) == (not known.against and not known.questions)


def test_the_offers_of_the_area_in_general() -> None:
    found = screen_in_general(VELDLAND, VELDLAND.layer("sites"), SITING)
    assert found["verdict"].to_dict() == {
        HEIDESTAD: FITS,
        KANTOOR: DOES_NOT_FIT,
        CAMPUS: TO_VERIFY,
        WOLDE: DOES_NOT_FIT,
        ZANDKERK: DOES_NOT_FIT,
    }
    none = gpd.GeoDataFrame(geometry=[], crs=RD_NEW)
    assert screen_in_general(VELDLAND, none, SITING).empty


def test_every_space_that_a_service_needs_is_known_and_has_its_sources() -> None:
    for service in VELD.services:
        for space in read_housing(VELDLAND, service, SITING).spaces:
            assert SITING.spaces[space].sources
    assert len(CHECKS) == 11
