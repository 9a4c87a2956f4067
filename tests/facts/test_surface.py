"""Cells of a grid over Drenthe say nearly what a site at their middle would."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from drenthe import DRENTHE
from offices import Offices

import drenthe_geo as dg
from drenthe_geo.siting.assess import assess_sites
from drenthe_geo.siting.rank import rank_sites
from drenthe_geo.siting.surface import opportunity_surface

pytestmark = pytest.mark.facts

HERE = Offices(DRENTHE, outside_xy=(233_700.0, 581_000.0), grid_m=3000.0)
BRIEF = dg.siting.read_brief(DRENTHE, "knmi")


@pytest.fixture(scope="module")
def surface() -> gpd.GeoDataFrame:
    """Scores of all cells."""
    return opportunity_surface(DRENTHE, HERE.grid, BRIEF, HERE.siting)


def test_the_grid_covers_most_of_the_province() -> None:
    area_km2 = DRENTHE.layer("gemeenten")["area_km2"].sum()
    cells_km2 = len(HERE.grid.points) * (HERE.grid_m / 1000) ** 2
    assert 0.5 * area_km2 < cells_km2 < area_km2


def test_people_in_reach_of_a_cell_are_nearly_those_of_a_site(surface: gpd.GeoDataFrame) -> None:
    cells = list(HERE.cells.index)
    around = HERE.measured(HERE.cells, HERE.situation)
    known = assess_sites(DRENTHE, HERE.cells, around, BRIEF, HERE.siting)
    counted = 0
    for name in map(str, known.measures):
        if HERE.siting.criteria[name].kind == "people":
            np.testing.assert_allclose(surface.loc[cells, name], known.measures[name], rtol=0.1)
            counted += 1
    assert counted == 1
    scores = rank_sites(known.worth, pd.Series(BRIEF.weights, dtype=float)).table["score"]
    inside = [name for name in cells if not known.excluded[name]]
    assert len(inside) > 3
    np.testing.assert_allclose(surface.loc[inside, "score"], scores.loc[inside], atol=0.01)
