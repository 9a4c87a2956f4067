"""Inhabitants of postcodes scaled to those of their gemeenten in a later year."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from drenthe_geo.build.people import raked, working_shares

RD = "EPSG:28992"
GEMEENTEN = gpd.GeoDataFrame(
    {"code": ["A", "B", "C"], "naam": ["Aa", "Bee", "Cee"]},
    geometry=[box(0, 0, 3, 1), box(3, 0, 6, 1), box(6, 0, 9, 1)],
    crs=RD,
)
"""Of the last one the postcodes cover a third."""

people = st.lists(st.integers(0, 5000), min_size=7, max_size=7)


def postcodes(inhabitants: list[int]) -> gpd.GeoDataFrame:
    names = ["Aa"] * 3 + ["Bee"] * 3 + ["Cee"]
    shapes = [box(number, 0, number + 1, 1) for number in range(7)]
    table = {"postcode": range(1, 8), "gemeente": names, "inwoners": inhabitants}
    return gpd.GeoDataFrame(table, geometry=shapes, crs=RD)


@given(people.filter(lambda each: min(sum(each[:3]), sum(each[3:6])) > 0), st.integers(1, 20_000))
def test_a_gemeente_gets_its_inhabitants_and_its_postcodes_keep_their_proportions(
    inhabitants: list[int], total: int
) -> None:
    before = postcodes(inhabitants)
    wanted = pd.Series({"A": total, "B": 900, "C": 50_000})
    after = raked(before, GEMEENTEN, wanted, 0.2)["inwoners"]
    for names, goal in ((slice(0, 3), total), (slice(3, 6), 900)):
        ours, theirs = after.iloc[names], before["inwoners"].iloc[names]
        assert ours.sum() == goal
        exact = theirs / theirs.sum() * goal
        assert ((ours - exact).abs() < 1 + 1e-6).all()
        assert (ours[theirs == 0] == 0).all()
    # Where most is uncovered the postcodes grow as the others do together.
    growth = (total + 900) / sum(inhabitants[:6])
    assert after.iloc[6] == pytest.approx(inhabitants[6] * growth, abs=0.51)


def test_working_age_is_from_15_to_64() -> None:
    ages = pd.DataFrame(
        {
            "postcode": [9401] * 4 + [9402],
            "leeftijd": ["10-14", "15-19", "60-64", "95+", "0-4"],
            "inwoners": [10, 20, 40, 30, 0],
        }
    )
    assert working_shares(ages).to_dict() == {"9401": 0.6}
