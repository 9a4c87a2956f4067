"""Sites of Drenthe chosen together: brute force confirms them, and cells choose as streets do."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
import pytest
from drenthe import DRENTHE
from facts import FACTS
from placing import GOALS

import drenthe_geo as dg
from drenthe_geo.placement.locate import candidate_sites, cells, locate_sites
from drenthe_geo.placement.solve import place_sites
from drenthe_geo.siting.fit.offers import offered_sites

pytestmark = pytest.mark.facts


@pytest.fixture(scope="module")
def ten() -> tuple[pd.DataFrame, pd.Series]:
    """Minutes by car from every street to the profile's candidates."""
    names = offered_sites(DRENTHE)
    reach = dg.roads.compute_reach(
        dg.roads.read_network(DRENTHE, "car"), DRENTHE.layer("sites").loc[names]
    )
    people = dg.area.read_people(DRENTHE)
    return dg.roads.travel_times(reach, people).minutes, people["population"]


def test_brute_force_confirms_the_choice_on_the_embedded_data(
    ten: tuple[pd.DataFrame, pd.Series],
) -> None:
    minutes, people = ten
    ds, heads = (minutes * 600).round().to_numpy().astype(int), people.to_numpy()
    for count in (2, 4):
        tried = [list(which) for which in combinations(range(ds.shape[1]), count)]
        least = [ds[:, which].min(axis=1) for which in tried]
        best = {
            "cover": -max(int(heads[one <= 18000].sum()) for one in least),
            "mean": min(int(one @ heads) for one in least),
            "furthest": min(int(one.max()) for one in least),
        }
        for goal in GOALS:
            found = place_sites(minutes, people, goal=goal, count=count, cutoff_min=30)
            mine = (found.minutes * 600).round().to_numpy().astype(int)
            known = {
                "cover": -found.outcome.people_within[30.0],
                "mean": int(mine @ heads),
                "furthest": int(mine.max()),
            }
            assert known[goal] == best[goal]
            assert found.proven


@pytest.mark.parametrize("cell_m", [2000.0, 4000.0])
def test_cells_choose_what_streets_choose(
    ten: tuple[pd.DataFrame, pd.Series], cell_m: float
) -> None:
    minutes, people = ten
    together = cells(dg.area.read_people(DRENTHE), cell_m)
    for count in (2, 5):
        streets = place_sites(minutes, people, goal="mean", count=count)
        grouped = place_sites(minutes, people, goal="mean", count=count, groups=together)
        assert grouped.chosen == streets.chosen


def test_every_site_may_be_a_candidate() -> None:
    sites = candidate_sites(DRENTHE, "sites")
    found = locate_sites(DRENTHE, sites, "cover", count=2, cutoff_min=30)
    assert len(found.candidates) == FACTS["counts"]["sites_in_area"]
    assert found.proven_best
    few = locate_sites(DRENTHE, sites.iloc[::9], "cover", count=2, cutoff_min=30)
    both = [one.placement.best.outcome.people_within[30.0] for one in (found, few)]
    assert both[0] >= both[1]  # more to choose from


def test_places_are_named_with_their_postcode() -> None:
    found = candidate_sites(DRENTHE, "places")
    assert found["name"].to_dict()["9401"] == "9401 Assen"
    assert len(found) == FACTS["counts"]["places"]
