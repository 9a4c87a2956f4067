"""The system that an area is in: which can be one, where it holds, and what is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from moved import moved_veldland
from paths import VELDLAND_DIR

import drenthe_geo as dg
from drenthe_geo.area.ground import require_grid
from drenthe_geo.crs import WGS84, grid_of, place_cause, place_problem, stretch_of, to_grid
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from pathlib import Path

CURE = (
    "give the code of a projected coordinate system in metres, such as EPSG:28992 (RD New) or that "
    "of the UTM zone of the area."
)

ZONES = st.tuples(st.integers(1, 60), st.booleans())
SHARE = st.floats(0.01, 0.99)


def zone(number: int, *, south: bool) -> str:
    return f"EPSG:{32700 if south else 32600}".replace("00", f"{number:02d}")


@given(ZONES, SHARE, SHARE)
def test_a_zone_of_utm_holds_its_own_land_and_knows_it_by_degrees(
    which: tuple[int, bool], east: float, north: float
) -> None:
    number, south = which
    grid = grid_of(zone(number, south=south))
    lon, lat = -186 + 6 * number + 6 * east, 84 * north * (-0.95 if south else 1)
    point = gpd.GeoDataFrame(geometry=[shapely.Point(lon, lat)], crs=WGS84)
    x, y = shapely.get_coordinates(to_grid(point, grid, "mine").geometry.to_numpy()).T
    assert grid.holds_deg(np.array([lon]), np.array([lat])).all()
    assert place_problem(x, y, grid) is None
    assert (abs(stretch_of(point.crs.from_user_input(grid.code), *np.array([[lon], [lat]])) - 1)
            < 2e-3).all()  # fmt: skip
    trouble = place_problem(np.array([lon]), np.array([lat]), grid)
    assert trouble is not None
    assert words_of("en").say(trouble) == (
        f"1 of 1 lies outside the bounds of {grid.name}: these look like lon/lat degrees, not "
        f"metres of {grid.name}"
    )


@pytest.mark.parametrize(
    "code", ["EPSG:28992", "EPSG:32722", "EPSG:2193", "EPSG:5514", "EPSG:2154"]
)
def test_these_can_be_that_of_an_area(code: str) -> None:
    require_grid(code, "mine")
    grid = grid_of(code)
    assert grid.x_range_m[0] < grid.x_range_m[1]
    assert grid.y_range_m[0] < grid.y_range_m[1]


def test_fiji_lies_on_both_sides_of_the_end_of_the_degrees() -> None:
    grid = grid_of("EPSG:3460")
    lon, lat = np.array([178.4, -179.9, 5.0, -60.0]), np.array([-18.1, -16.8, 52.0, -20.0])
    assert grid.holds_deg(lon, lat).tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("EPSG:4326", "is in degrees"),
        ("EPSG:3857", "shows no metre on the ground as a metre"),
        ("EPSG:2263", "is not in metres"),
        ("EPSG:7415", "has heights too"),
        ("EPSG:4978", "is no projection of a map"),
        ("EPSG:2048", "does not go eastward and northward"),
        ("EPSG:99999", "is not known"),
        ("ESRI:102100", "is no code of the EPSG registry"),
        ("28992", "is no code of the EPSG registry"),
    ],
)
def test_these_cannot(code: str, why: str) -> None:
    with pytest.raises(dg.DataError) as caught:
        require_grid(code, "mine/area.toml")
    assert str(caught.value) == f"mine/area.toml: crs {code!r} {why}; {CURE}"


def said_of(folder: Path, crs: str) -> str:
    """What is said of the moved area where it claims to be in a system."""
    path = folder / "area.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub('crs = ".*?"', f'crs = "{crs}"', text), encoding="utf-8")
    with pytest.raises(dg.DrentheGeoError) as caught:
        dg.open_area(folder).outline()
    return str(caught.value)


def test_an_area_outside_the_bounds_of_its_system_is_refused(tmp_path: Path) -> None:
    folder = moved_veldland(tmp_path / "mine")
    assert said_of(folder, "EPSG:32622") == (
        "mine/gemeenten.csv: the area lies at lon -47.30 to -46.91, lat 67.16 to 67.28, outside "
        "the bounds of WGS 84 / UTM zone 22N (EPSG:32622); mend crs in area.toml, or the outline."
    )
    assert said_of(folder, "EPSG:3395") == (
        "mine/gemeenten.csv: a metre of WGS 84 / World Mercator (EPSG:3395) is no metre on the "
        "ground of the area (it shows one as 1.77 m); give one that keeps lengths in area.toml, "
        "such as EPSG:32632."
    )
    assert said_of(folder, "EPSG:28992") == (
        "layer 'gemeenten' from gemeenten.csv has 3 problems: (1) row 1, Heidemark: that is "
        "outside the Netherlands (659600, 7460700); (2) row 2, Veenhoek: that is outside the "
        "Netherlands (667600, 7454600); (3) row 3, Zandwolde: that is outside the Netherlands "
        "(659600, 7454600)."
    )


def test_what_is_taken_for_the_metres_of_an_area() -> None:
    grid = grid_of("EPSG:32722")
    causes = {
        (7_464_860, 664_400): "swapped_m",
        (-49.39, -22.91): "in_deg",
        (-22.91, -49.39): "swapped_in_deg",
        (664.4, 7464.86): "in_km",
        (-5_500_000, -2_600_000): "mercator",
        (0, 0): "nought",
        (164_400_000, 464_860_000): "elsewhere",
    }
    assert {at: place_cause(*at, grid, degrees=False) for at in causes} == causes


def test_another_datum_of_the_same_projection_is_moved() -> None:
    """GDA94 and GDA2020 draw alike, and lie 1.8 m apart."""
    there = gpd.GeoDataFrame(geometry=[shapely.Point(321_000, 5_812_000)], crs="EPSG:28355")
    moved = to_grid(there, grid_of("EPSG:7855"), "mine").geometry.iloc[0]
    assert 1 < moved.distance(there.geometry.iloc[0]) < 3


def test_veldland_itself_is_in_the_system_of_the_netherlands() -> None:
    assert dg.open_area(VELDLAND_DIR).facts.grid.name == "RD New"
