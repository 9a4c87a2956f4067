"""Candidates: those of the profile with the present seat, and a user's own."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from offices import CAMPUS, KANTOOR, TERMINAL, VELD, WOLDE
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.crs import RD_NEW
from drenthe_geo.errors import ArgumentError, CrsError
from drenthe_geo.siting.assess import with_rings
from drenthe_geo.siting.fit.candidates import candidates_for
from drenthe_geo.siting.own.points import odd_about
from drenthe_geo.siting.surroundings import require_inside

OFFERED, SITING = VELD.offered, VELD.siting

FREE = [site for site in OFFERED if site != KANTOOR]
"""What is offered to a service that sits at none of them."""


def own_points(**columns: Any) -> gpd.GeoDataFrame:
    """Two points of a user."""
    points = [shapely.Point(164_000, 465_000), shapely.Point(174_000, 462_500)]
    return gpd.GeoDataFrame(columns, index=["brink", "veen"], geometry=points, crs=RD_NEW)


def roles(site: str) -> dict[str, str]:
    """Candidates of a service that sits there now."""
    found = candidates_for(VELDLAND, VELD.asks(site=site), SITING)
    return {str(name): str(role) for name, role in found["role"].items()}


def test_candidates_are_what_is_offered_and_the_present_seat() -> None:
    assert roles("") == dict.fromkeys(FREE, "candidate")
    assert roles(TERMINAL) == {**dict.fromkeys(FREE, "candidate"), TERMINAL: "present seat"}


def test_a_seat_of_others_is_a_candidate_only_where_it_is_open_to_others_or_made_for_it() -> None:
    assert KANTOOR not in roles("")
    assert roles(KANTOOR) == {**dict.fromkeys(OFFERED, "candidate"), KANTOOR: "present seat"}
    made_for = VELD.asks("veldregister", site="")
    found = candidates_for(VELDLAND, made_for, SITING)
    assert found.index[found["role"] == "present seat"].tolist() == [KANTOOR]
    found = candidates_for(VELDLAND, VELD.asks("veldregister", site=TERMINAL), SITING)
    assert set(found.index[found["role"] == "present seat"]) == {KANTOOR, TERMINAL}


def test_a_seat_that_is_a_candidate_already_is_not_added_twice() -> None:
    sites = VELDLAND.layer("sites")
    beside = sites.geometry.where(sites.index != TERMINAL, sites.geometry.loc[CAMPUS])
    area = VELDLAND.with_layers({"sites": sites.set_geometry(beside)})
    found = candidates_for(area, VELD.asks(site=TERMINAL), SITING)
    assert list(found.index) == FREE
    assert found.index[found["role"] == "present seat"].tolist() == [CAMPUS]


def test_a_seat_outside_the_area_is_no_candidate() -> None:
    sites = VELDLAND.layer("sites")
    sites.loc[TERMINAL, "gemeente"] = "Elsewhere"
    area = VELDLAND.with_layers({"sites": sites})
    found = candidates_for(area, VELD.asks(site=TERMINAL), SITING)
    assert dict(found["role"]) == dict.fromkeys(FREE, "candidate")


def test_candidates_of_ones_own_stand_alone_and_are_named() -> None:
    found = candidates_for(
        VELDLAND, VELD.asks(), SITING, own_points(name=["De Brink", None]), only=True
    )
    assert found.index.name == "site"
    assert list(found.index) == ["brink", "veen"]
    assert found["name"].tolist() == ["De Brink", "veen"]
    assert set(found["role"]) == {"own"}
    assert found.crs == RD_NEW
    assert found.geometry.x.tolist() == [164_000, 174_000]
    bare = candidates_for(VELDLAND, VELD.asks(), SITING, own_points(), only=True)
    assert bare["name"].tolist() == ["brink", "veen"]


def test_numbers_may_be_ids_and_a_geometry_may_have_another_name() -> None:
    mine = own_points().reset_index(drop=True).rename_geometry("geom")
    found = candidates_for(VELDLAND, VELD.asks(), SITING, mine, only=True)
    assert list(found.index) == ["0", "1"]
    assert found["name"].tolist() == ["0", "1"]
    assert found.geometry.name == "geometry"
    assert mine.geometry.name == "geom"


@pytest.mark.parametrize(
    ("sites", "kind", "message"),
    [
        (own_points().iloc[:0], ArgumentError, "sites: there are none, so nothing can be ranked."),
        (
            own_points().set_axis(["a", "a"], axis=0),
            ArgumentError,
            "sites: 'a' stands twice in the index.",
        ),
        (
            own_points(accuracy_m=[10, -1]),
            ArgumentError,
            "sites: accuracy_m of 'veen' is -1; give metres, 0 or more.",
        ),
        (
            own_points(accuracy_m=["near", None]),
            ArgumentError,
            "sites: accuracy_m of 'brink' is near; give metres, 0 or more.",
        ),
        (
            own_points(status=["foo", None]),
            ArgumentError,
            "unknown status of site 'brink' 'foo': Choices: developing, planned, present.",
        ),
        (
            own_points().to_crs("EPSG:4326"),
            CrsError,
            (
                "sites: in EPSG:4326, but EPSG:28992 (RD New, metres) is needed; convert with "
                '.to_crs("EPSG:28992").'
            ),
        ),
        (
            own_points().set_crs(None, allow_override=True),
            CrsError,
            (
                "sites: has no coordinate reference system, so its numbers have no place on earth; "
                'set it where the file is made, or with .set_crs("EPSG:28992") for RD New or '
                '.set_crs("EPSG:4326") for lon/lat.'
            ),
        ),
    ],
)
def test_bad_points_are_refused_in_one_sentence(
    sites: gpd.GeoDataFrame, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind) as caught:
        with_rings(candidates_for(VELDLAND, VELD.asks(), SITING, sites), SITING)
    assert str(caught.value) == message


def test_a_theme_that_no_table_knows_is_refused_with_the_closest() -> None:
    with pytest.raises(ArgumentError) as caught:
        candidates_for(
            VELDLAND, VELD.asks(), SITING, own_points(themes=["it", "justise"]), only=True
        )
    choices = ", ".join(SITING.themes)
    assert str(caught.value) == (
        f"unknown themes of site 'veen' 'justise': did you mean 'justice'? Choices: {choices}."
    )


def test_a_site_far_from_every_road_is_refused_by_name() -> None:
    far = gpd.GeoDataFrame(index=["sea"], geometry=[shapely.Point(100_000, 487_000)], crs=RD_NEW)
    sites = gpd.GeoDataFrame(pd.concat([own_points(), far]), crs=RD_NEW)
    network = VELD.situation.network(dg.read_profile(VELDLAND, "car"))
    with pytest.raises(ArgumentError) as caught:
        require_inside(sites, network)
    assert caught.value.sentence(VELDLAND.words("en")) == (
        "sites: 1 of 3 lies outside the road network ('sea'); a site must lie within "
        "2,000 m of a road in or around Veldland (is its position in RD New or lon,lat?)."
    )
    named = gpd.GeoDataFrame(pd.concat([far.assign(name="At sea")] * 2), crs=RD_NEW)
    with pytest.raises(ArgumentError) as caught:
        require_inside(named.set_axis([1, 2]), network)
    said = caught.value.sentence(VELDLAND.words("nl"))
    assert said.startswith("locaties: 2 van 2 liggen buiten het wegennet, de eerste is 'At sea'; ")
    require_inside(own_points(), network)


def test_sites_of_the_tests_are_those_of_the_area() -> None:
    assert WOLDE in OFFERED
    assert len(OFFERED) == 5


def test_candidates_of_ones_own_stand_beside_what_is_offered() -> None:
    alone = candidates_for(VELDLAND, VELD.asks(site=TERMINAL), SITING)
    both = candidates_for(VELDLAND, VELD.asks(site=TERMINAL), SITING, own_points(floor_m2=["9", 8]))
    assert list(both.index) == [*alone.index, "brink", "veen"]
    assert both["role"].tolist() == [*alone["role"], "own", "own"]
    assert both.crs == RD_NEW
    shared = both.loc[alone.index, alone.columns]
    pd.testing.assert_frame_equal(
        pd.DataFrame(shared), pd.DataFrame(alone), check_dtype=False, check_like=True
    )


def test_an_id_of_the_area_is_refused_whatever_its_capitals_with_every_row() -> None:
    sites = own_points().set_axis([CAMPUS.upper(), WOLDE], axis=0)
    for only in (True, False):
        with pytest.raises(ArgumentError) as caught:
            candidates_for(VELDLAND, VELD.asks(), SITING, sites, only=only)
        assert str(caught.value) == (
            f"sites: the ids '{CAMPUS.upper()}' (row 1) and '{WOLDE}' (row 2) are those of sites "
            "of the area; give yours others, such as my-1."
        )


def test_only_mine_needs_mine() -> None:
    with pytest.raises(ArgumentError) as caught:
        candidates_for(VELDLAND, VELD.asks(), SITING, only=True)
    assert str(caught.value) == (
        "--only: leaves the sites of the profile out, so it needs sites of your own; "
        "give --sites FILE."
    )


def test_a_column_that_nobody_reads_and_a_place_named_twice_are_said() -> None:
    sites = own_points(zonning="office", Form="plot", phone="1", zoning="office")
    said = [VELDLAND.words("en").say(one) for one in odd_about(VELDLAND, sites, SITING)]
    assert said == [
        "sites: column 'zonning' is not looked at; did you mean 'zoning'?",
        "sites: column 'Form' is not looked at; did you mean 'form'?",
        "sites: column phone is not looked at; docs/data.md says which are",
        f"sites: veen stands within 100 m of {CAMPUS}: one place under two ids",
    ]
    plain = odd_about(VELDLAND, own_points(form="plot", accuracy_m=5, name="x"), SITING)
    assert [VELDLAND.words("en").say(one) for one in plain] == said[-1:]
