"""Very many cut-offs, and facilities in parts: the same areas, or a refusal before anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import SETTINGS, grid_town, points, random_towns, spots_in_town
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.answers.stations import drawn_cutoffs
from drenthe_geo.reach.areas import certainty_areas, service_areas
from drenthe_geo.reach.partition import nearest_margins
from drenthe_geo.reach.parts import reached_roads, require_room_for_areas
from drenthe_geo.roads.minutes import compute_reach
from drenthe_geo.work import memory

if TYPE_CHECKING:
    import geopandas as gpd

    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.search.spots import Direction

FACILITIES = points((0.5, 0), (1, 2), (4, 4))


def test_nothing_that_is_drawn_hangs_on_the_size_of_a_part() -> None:
    roads = dg.roads.read_network(VELDLAND)
    stations = VELDLAND.layer("stations")
    home = dg.area.province_outline(VELDLAND.layer("gemeenten"))
    whole, parts = (compute_reach(roads, stations, part_mb=mb) for mb in (256, 0))
    for draw in (service_areas, certainty_areas):
        one, two = (draw(reach, [5, 9], VELDLAND.settings) for reach in (whole, parts))
        pd.testing.assert_frame_equal(pd.DataFrame(one.to_wkb()), pd.DataFrame(two.to_wkb()))
    one, two = (reached_roads(reach, [5, 9]) for reach in (whole, parts))
    pd.testing.assert_frame_equal(pd.DataFrame(one.to_wkb()), pd.DataFrame(two.to_wkb()))
    one, two = (nearest_margins(reach, home, VELDLAND.settings) for reach in (whole, parts))
    pd.testing.assert_frame_equal(pd.DataFrame(one.to_wkb()), pd.DataFrame(two.to_wkb()))


def test_where_all_is_reached_a_longer_cutoff_draws_the_same_object() -> None:
    reach = compute_reach(grid_town(), FACILITIES.iloc[:1])
    shapes = service_areas(reach, [3, 60, 90], SETTINGS).set_index("minutes").geometry
    assert shapes[90.0] is shapes[60.0]
    assert shapes[90.0] is not shapes[3.0]
    assert set(reached_roads(reach, [3, 60, 90])["minutes"]) == {3.0, 60.0}
    bands = certainty_areas(reach, [3, 60, 90], SETTINGS).set_index(["minutes", "band"]).geometry
    assert bands[90.0, "certain"] is bands[60.0, "certain"]


@given(random_towns(), spots_in_town(most=2), st.floats(0.3, 4), st.sampled_from(["to", "from"]))
@settings(max_examples=15)
def test_roads_up_to_a_cutoff_are_those_of_it_alone_each_once(
    network: Network, facilities: gpd.GeoDataFrame, first: float, direction: Direction
) -> None:
    reach = compute_reach(network, facilities, direction=direction)
    cutoffs = [first, first + 0.37, first + 2.0]
    many = reached_roads(reach, cutoffs)
    for minutes in cutoffs:
        alone, among = reached_roads(reach, [minutes]), many[many["minutes"] <= minutes]
        for facility, mine in alone.groupby("facility"):
            theirs = among[among["facility"] == facility]
            assert theirs["road_km"].sum() == pytest.approx(mine["road_km"].sum(), abs=0.01)
            one, two = (rows.geometry.union_all() for rows in (mine, theirs))
            assert one.hausdorff_distance(two) < 0.01
            assert theirs.length.sum() == pytest.approx(mine.length.sum(), abs=0.01)


def test_more_cutoffs_than_fit_are_refused_before_any_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reach = compute_reach(grid_town(), FACILITIES)
    monkeypatch.setattr(memory, "free_mb", lambda: 0.09)
    with pytest.raises(dg.ArgumentError) as refused:
        require_room_for_areas(reach, [1, 2, 3, 4, 5, 6])
    assert str(refused.value) == (
        "The land around 3 points within 6 times would take some 99 kB of memory, and "
        "90 kB are free; ask for at most 4 times at once, or for fewer points."
    )


def test_a_map_shows_some_of_very_many_cutoffs_and_the_longest() -> None:
    assert drawn_cutoffs([10, 20, 30]) == (10, 20, 30)
    assert drawn_cutoffs(range(1, 101)) == tuple(range(10, 101, 10))
    assert drawn_cutoffs(range(1, 12))[-1] == 11
    assert len(set(drawn_cutoffs(range(1, 12)))) == 10
