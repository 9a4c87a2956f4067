"""Coordinates: one system inside, and what is wrong with others."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from veldland import VELDLAND

from drenthe_geo.crs import (
    RD,
    RD_NEW,
    WGS84,
    place_problem,
    require_crs,
    to_grid,
)
from drenthe_geo.errors import CrsError

ENGLISH = VELDLAND.words("en")
LON, LAT = st.floats(3.2, 7.7), st.floats(50.7, 53.7)


def frame(crs: str | None, x: float = 6.57, y: float = 52.99) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[shapely.Point(x, y)], crs=crs)


def problem(x: float, y: float) -> str | None:
    found = place_problem(np.array([x]), np.array([y]), RD)
    return None if found is None else ENGLISH.say(found)


@given(st.floats(*RD.x_range_m), st.floats(*RD.y_range_m))
def test_metres_in_the_country_are_right(x: float, y: float) -> None:
    assert problem(x, y) is None


@given(LON, LAT)
def test_degrees_that_are_said_to_be_metres_are_known(lon: float, lat: float) -> None:
    head = "1 of 1 lies outside the Netherlands: these look like"
    assert problem(lon, lat) == f"{head} lon/lat degrees, not RD metres"
    assert problem(lat, lon) == f"{head} lat/lon degrees, in the wrong order too"


@given(LON, LAT)
def test_degrees_become_metres_and_metres_stay(lon: float, lat: float) -> None:
    there = to_grid(frame(WGS84, lon, lat), RD, "mine")
    assert to_grid(there, RD, "mine") is there
    back = there.to_crs(WGS84).geometry.iloc[0]
    assert (back.x, back.y) == pytest.approx((lon, lat), abs=1e-6)


def test_assen_is_where_it_is() -> None:
    point = to_grid(frame(WGS84, 6.5708, 52.9917), RD, "Assen").geometry.iloc[0]
    assert (round(point.x, -2), round(point.y, -2)) == (234_500, 556_700)


def test_what_is_wrong_with_places() -> None:
    assert problem(556_700, 234_500) == ("1 of 1 lies outside the Netherlands: x and y are swapped")
    many = place_problem(np.array([1e6, 234_500, 2e6]), np.array([1e6, 556_700, 2e6]), RD)
    assert many is not None
    assert ENGLISH.say(many) == (
        "2 of 3 lie outside the Netherlands, the first at x=1000000, y=1000000"
    )
    assert VELDLAND.words("nl").say(many) == (
        "2 van 3 liggen buiten Nederland, de eerste op x=1000000, y=1000000"
    )


@pytest.mark.parametrize(
    ("crs", "said"),
    [
        (
            WGS84,
            (
                "my points: in EPSG:4326, but EPSG:28992 (RD New, metres) is needed; convert "
                'with .to_crs("EPSG:28992").'
            ),
        ),
        (
            None,
            (
                "my points: has no coordinate reference system, so its numbers have no place on "
                'earth; set it where the file is made, or with .set_crs("EPSG:28992") for RD New '
                'or .set_crs("EPSG:4326") for lon/lat.'
            ),
        ),
    ],
)
def test_another_system_is_refused(crs: str | None, said: str) -> None:
    with pytest.raises(CrsError) as caught:
        require_crs(frame(crs), RD_NEW, "my points")
    assert str(caught.value) == said
    require_crs(frame(RD_NEW), RD_NEW, "my points")
