"""What is offered, what services need, and what a user's own points say of themselves."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pytest
import shapely
from offices import CAMPUS, HEIDESTAD, VELD, WOLDE, ZANDKERK, cell
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.crs import RD_NEW
from drenthe_geo.errors import ArgumentError
from drenthe_geo.siting.fit.candidates import candidates_for, screened_candidates
from drenthe_geo.siting.fit.findings import DOES_NOT_FIT, FITS, TO_VERIFY
from drenthe_geo.siting.fit.offers import offered_sites

SITING, EN = VELD.siting, VELDLAND.words("en")


def mine(**columns: Any) -> gpd.GeoDataFrame:
    """Two points of a user."""
    points = [shapely.Point(164_000, 465_000), shapely.Point(174_000, 462_500)]
    return gpd.GeoDataFrame(columns, index=["brink", "veen"], geometry=points, crs=RD_NEW)


def test_what_is_offered_whoever_asks() -> None:
    assert offered_sites(VELDLAND) == [HEIDESTAD, CAMPUS, WOLDE, ZANDKERK]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            {"zoning": ["mixd", None]},
            (
                "unknown zoning of site 'brink' 'mixd': did you mean 'mixed'? Choices: office, "
                "mixed, aviation, military, industry, justice, education, unknown."
            ),
        ),
        (
            {"security": [None, "shut"]},
            "unknown security of site 'veen' 'shut': Choices: open, controlled, closed, unknown.",
        ),
        (
            {"floor_m2": ["large", None]},
            "floor_m2 of site 'brink': 'large' is no number of 0 or more.",
        ),
        ({"land_ha": [None, -2]}, "land_ha of site 'veen': '-2.0' is no number of 0 or more."),
        (
            {"made_for": ["veldwachter", None]},
            (
                "unknown made_for of site 'brink' 'veldwachter': did you mean 'veldwacht'? "
                "Choices: veldregister, loket-zuid, grensdouane, veldarchief, veldwacht."
            ),
        ),
    ],
)
def test_a_slip_of_the_pen_in_a_point_of_ones_own_is_refused(
    columns: dict[str, Any], message: str
) -> None:
    with pytest.raises(ArgumentError) as caught:
        candidates_for(VELDLAND, VELD.asks(), SITING, mine(**columns))
    assert str(caught.value) == message


def test_points_of_ones_own_are_to_be_verified_unless_their_columns_say_otherwise() -> None:
    brief = VELD.asks("loket-zuid")
    bare = screened_candidates(VELDLAND, brief, SITING, mine(), only=True).screen
    assert set(bare["verdict"]) == {TO_VERIFY}
    assert [one.check for one in bare["questions"]["brink"]] == [
        "open", "zoning_unknown", "form", "security_unknown", "floor", "available",
    ]  # fmt: skip
    told = mine(
        zoning=["mixed", "industry"], form="building", security="open", floor_m2=[3000, 100],
        open_to_others="yes", available="2027", source="own survey", date="2026",
    )  # fmt: skip
    known = screened_candidates(VELDLAND, brief, SITING, told, only=True).screen
    assert known["verdict"].tolist() == [FITS, DOES_NOT_FIT]
    assert [(one.check, one.source) for one in known["against"]["veen"]] == [
        ("zoning", "own survey"),
        ("floor", "own survey"),
    ]


def test_a_site_that_does_not_fit_is_never_ranked_and_adding_one_changes_no_score() -> None:
    told = mine(open_to_others=["yes", "no"], name=["Brink", "Veen"])
    both, one = (
        dg.siting.make_suggestion(
            VELDLAND, "loket-zuid", sites=sites, only=True, others={}, surface=False, siting=SITING
        )
        for sites in (told, told.iloc[:1])
    )
    assert list(both.ranking.table.index) == ["brink"]
    assert list(both.sites.index) == ["brink", "veen"]
    assert both.ranking.table["score"].to_dict() == one.ranking.table["score"].to_dict()


def test_a_service_that_fits_nowhere_is_refused_with_the_reasons() -> None:
    told = mine(open_to_others="no")
    with pytest.raises(ArgumentError) as caught:
        dg.siting.make_suggestion(VELDLAND, "loket-zuid", sites=told, only=True, siting=SITING)
    assert EN.say(caught.value.message) == (
        "service 'loket-zuid': it fits in none of the 2 sites: 2 not open to others; give other "
        "sites with --sites."
    )


def test_a_service_may_be_near_to_this_or_to_that() -> None:
    brief = VELD.asks("grensdouane")
    assert brief.housing.near == (("border_min<=30", "airport_min<=10"),)
    assert "border_min" not in brief.limits
    sites = VELD.chosen([HEIDESTAD, ZANDKERK])
    known = dg.siting.assess.assess_sites(VELDLAND, sites, VELD.around_of(sites), brief, SITING)
    for site, excluded in known.excluded.items():
        far = (
            cell(known.best, site, "border_min") > 30 and cell(known.best, site, "airport_min") > 10
        )
        assert far == any(isinstance(one, dg.siting.NotNear) for one in excluded)
