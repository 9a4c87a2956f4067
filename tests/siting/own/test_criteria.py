"""Criteria of a user: a column of his own sites, with a scale."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.crs import RD_NEW
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.title_block import TitleBlock
from drenthe_geo.siting.own.criteria import OwnCriterion, with_criteria
from drenthe_geo.siting.rank import Scale
from drenthe_geo.siting.weights.choices import read_siting

SITING = read_siting(VELDLAND)


def mine(**columns: Any) -> gpd.GeoDataFrame:
    points = [shapely.Point(164_000, 465_000), shapely.Point(164_400, 456_900)]
    return gpd.GeoDataFrame(columns, index=["brink", "zuid"], geometry=points, crs=RD_NEW)


def test_a_column_counts_and_is_missing_of_other_sites() -> None:
    sites = mine(parking=["150", 50], open_to_others="yes", zoning="office")
    how: Any = {"others": {}, "surface": False}
    weights = {"parking": 25.0, "station_walk_min": 0}
    criterion = OwnCriterion(Scale(0, 200), title="Parking", unit="places", margin=20)
    found = dg.siting.make_suggestion(
        VELDLAND, "veldregister", sites=sites, criteria={"parking": criterion}, weights=weights,
        **how,
    )  # fmt: skip
    known = found.assessed
    assert known.measures["parking"].dropna().to_dict() == {"brink": 150, "zuid": 50}
    assert known.worth["parking"].dropna().to_dict() == {"brink": 0.75, "zuid": 0.25}
    assert known.low.loc["brink", "parking"] == pytest.approx(0.65)
    assert known.high.loc["brink", "parking"] == pytest.approx(0.85)
    others = found.sites.index.difference(["brink", "zuid"])
    assert known.measures.loc[others, "parking"].isna().all()
    share = found.ranking.weights["parking"]
    assert found.ranking.shares.loc["brink", "parking"] == pytest.approx(0.75 * share)
    said = [VELDLAND.words("en").say(one) for one in found.warnings]
    assert any(one.startswith("no data on 'Parking' of ") for one in said)
    assert not any("parking is not looked at" in one for one in said)
    plain = dg.siting.make_suggestion(VELDLAND, "veldregister", sites=sites, **how)
    np.testing.assert_array_equal(
        plain.assessed.measures.loc[known.measures.index, "exit_car_min"]
        if "exit_car_min" in plain.assessed.measures
        else [],
        known.measures["exit_car_min"] if "exit_car_min" in plain.assessed.measures else [],
    )


@pytest.mark.parametrize(
    ("sites", "criteria", "said"),
    [
        (None, {"parking": (0, 1)}, "criteria parking: are columns of your own sites; give these"),
        (mine(park=1), {"parking": (0, 1)}, "unknown column 'parking': did you mean 'park'?"),
        (mine(exit_car_min=1), {"exit_car_min": (0, 1)}, "criterion 'exit_car_min': the area has"),
        (mine(p=["1", "much"]), {"p": (0, 1)}, "sites: p of 'zuid' (row 2) is 'much', which is no"),
        (mine(p=[1, np.inf]), {"p": (0, 1)}, "sites: p of 'zuid' (row 2) is 'inf', which is no"),
        (mine(p=[None, ""]), {"p": (0, 1)}, "sites: column 'p' holds no figure at all."),
        (mine(p=1), {"p": (1, 1)}, "scale from 1 to 1: needs two different numbers."),
        (mine(p=1), {"p": "0:1"}, "criterion 'p': give the figures worth 0 and 1, worst first"),
    ],
)
def test_what_cannot_be_is_refused(
    sites: gpd.GeoDataFrame | None, criteria: dict[str, Any], said: str
) -> None:
    with pytest.raises(ArgumentError) as caught:
        with_criteria(SITING, sites, criteria)
    assert str(caught.value).startswith(said)


def test_a_criterion_that_weighs_nothing_is_refused() -> None:
    for weights in (None, {"parking": 0}):
        with pytest.raises(ArgumentError, match="criterion 'parking': weighs nothing"):
            dg.siting.make_suggestion(
                VELDLAND, "veldregister", sites=mine(parking=1), criteria={"parking": (0, 9)},
                weights=weights,
            )  # fmt: skip


def test_a_margin_that_is_none_is_refused() -> None:
    with pytest.raises(ArgumentError, match="margin -1: must be a number of 0 or more"):
        OwnCriterion(Scale(0, 1), margin=-1)


def test_an_own_criterion_stands_in_all_that_is_written() -> None:
    sites = mine(parking=[150, 50], open_to_others="yes", zoning="office")
    answer = dg.ask_suggest(
        VELDLAND, "loket-zuid", sites=sites, criteria={"parking": (0, 200)},
        weights={"parking": 15}, surface=False,
    )  # fmt: skip
    assert answer.subject["criteria"] == ["parking=0:200"]
    assert answer.subject["sites"] == ["brink", "zuid"]
    words = VELDLAND.words("en")
    [sheet] = answer.sheets(words).values()
    assert "parking" in sheet.table["criterion"].tolist()
    assert {"parking", "parking_best", "share_parking"} <= set(answer.tables["suggestions"])
    [document] = answer.documents(words, TitleBlock()).values()
    assert "parking" in str(document.blocks)
