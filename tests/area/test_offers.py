"""What is offered to services and what they need: tables that keep to each other."""

from __future__ import annotations

import re

import numpy as np
import pytest
import shapely
from drenthe import DRENTHE
from hypothesis import given
from hypothesis import strategies as st
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.build.areas import generalised
from drenthe_geo.siting.weights.choices import read_siting

AREAS = pytest.mark.parametrize("area", [DRENTHE, VELDLAND], ids=["drenthe", "veldland"])

DATE = re.compile(r"\d{4}(-\d{2}){0,2}")


def choices(area: dg.Area, table: str, column: str) -> set[str]:
    """The words that a column may hold, as described."""
    fields = {one["name"]: one for one in area.resource(table)["schema"]["fields"]}
    field = fields[column]
    return set(field.get("words") or field["constraints"]["enum"])


@AREAS
def test_every_service_says_what_it_needs_and_when_that_was_known(area: dg.Area) -> None:
    needs = area.table("needs")
    assert set(needs["service"]) == set(area.table("services")["service"])
    for table in (needs, area.table("offers"), area.table("grid")):
        assert table["source"].str.len().min() > 5
        assert table["date"].str.fullmatch(DATE).all()


@AREAS
def test_every_seat_in_the_area_is_a_place_with_an_offer(area: dg.Area) -> None:
    """A service that sits somewhere can be compared with staying there."""
    sites, offers = area.layer("sites"), area.table("offers").set_index("site_id")
    same_m = float(read_siting(area).settings["same_place_m"])
    seats = area.table("services").dropna(subset="site")
    own = set(area.layer("gemeenten")["name"])
    for service, seat in zip(seats["service"], seats["site"], strict=True):
        if sites.loc[seat, "gemeente"] not in own:
            continue
        away_m = sites.loc[offers.index].distance(sites.loc[seat].geometry)
        at = offers[away_m <= same_m]
        assert any(service in str(made).split(";") for made in at["made_for"]), service


@AREAS
def test_what_is_made_for_somebody_says_whether_others_may_come(area: dg.Area) -> None:
    offers = area.table("offers")
    seats = offers[offers["offered_by"] == "seat"]
    assert seats["made_for"].notna().all()
    assert set(seats["open_to_others"]) <= {"no", "unknown"}
    nobody = offers[offers["open_to_others"] == "no"]
    assert nobody["made_for"].notna().all()


@AREAS
def test_what_a_service_is_near_to_is_measured_or_stands_on_the_map(area: dg.Area) -> None:
    criteria, sites = read_siting(area).criteria, set(area.layer("sites").index)
    for near in area.table("needs")["near"].dropna():
        for one in re.split(r"[;|]", near):
            name, sign, number = one.partition("<=")
            assert (name in criteria and float(number) > 0) if sign else one in sites, one


@AREAS
def test_spaces_ask_for_zonings_and_forms_that_an_offer_can_have(area: dg.Area) -> None:
    spaces = area.toml("siting_defaults")["spaces"]
    assert set(spaces) == choices(area, "needs", "spaces")
    for space in spaces.values():
        assert set(space["zoning"]) <= choices(area, "offers", "zoning") - {"unknown"}
        assert set(space["forms"]) <= choices(area, "offers", "form")
        assert set(space["source"]) == {"en", "nl"}


@AREAS
def test_nature_is_told_by_valid_shapes_and_not_too_small(area: dg.Area) -> None:
    nature = area.layer("nature")
    assert nature.geometry.is_valid.all()
    told_ha = nature.geometry.area / 1e4
    assert np.allclose(told_ha, nature["hectares"], rtol=0.03, atol=2)


def test_drenthe_has_the_protected_land_that_is_known_of_it() -> None:
    inside = shapely.union_all(DRENTHE.layer("nature").geometry.to_numpy())
    hectares = shapely.area(shapely.intersection(inside, DRENTHE.outline())) / 1e4
    assert hectares == pytest.approx(22_115, rel=0.01)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=4, max_size=30),
    st.integers(30, 120),
)
def test_a_generalised_shape_is_no_further_off_than_its_bends(
    corners: list[tuple[int, int]], simplify_m: int
) -> None:
    """Where it is cut or widened is within twice the tolerance and half a step of the grid.

    Twice, for the end of a ring is straightened once more against what is straightened already.
    """
    shape = shapely.buffer(shapely.MultiPoint([(x * 50, y * 50) for x, y in corners]), 150)
    settings = {"simplify_m": simplify_m, "round_m": 10, "least_ha": 0.0}
    coarse = generalised(np.array([shape], dtype=object), settings)[0]
    assert coarse.is_valid
    reach_m = 2 * simplify_m + 10 * 2**0.5
    assert shapely.difference(coarse, shapely.buffer(shape, reach_m)).area < 1
    assert shapely.difference(shape, shapely.buffer(coarse, reach_m)).area < 1


def test_crumbs_and_small_holes_go_but_never_the_whole() -> None:
    hole = shapely.box(400, 400, 440, 440)
    big = shapely.difference(shapely.box(0, 0, 1000, 1000), hole)
    crumb = shapely.box(2000, 0, 2060, 60)
    shapes = np.array([shapely.MultiPolygon([big, crumb]), crumb], dtype=object)
    settings = {"simplify_m": 40.0, "round_m": 10.0, "least_ha": 0.5}
    both, alone = generalised(shapes, settings)
    assert both.equals(shapely.box(0, 0, 1000, 1000))
    assert alone.equals(crumb)
