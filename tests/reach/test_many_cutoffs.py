"""Very many cut-offs, and facilities in parts: the same areas, or a refusal before anything."""

from __future__ import annotations

import pandas as pd
import pytest
from towns import SETTINGS, grid_town, points
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.answers.stations import drawn_cutoffs
from drenthe_geo.reach.areas import certainty_areas, service_areas
from drenthe_geo.reach.partition import nearest_margins
from drenthe_geo.reach.parts import reached_roads, require_room_for_areas
from drenthe_geo.roads.minutes import compute_reach
from drenthe_geo.work import memory

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
    for found in (service_areas(reach, [3, 60, 90], SETTINGS), reached_roads(reach, [3, 60, 90])):
        shapes = found.set_index("minutes").geometry
        assert shapes[90.0] is shapes[60.0]
        assert shapes[90.0] is not shapes[3.0]
    bands = certainty_areas(reach, [3, 60, 90], SETTINGS).set_index(["minutes", "band"]).geometry
    assert bands[90.0, "certain"] is bands[60.0, "certain"]


def test_a_longer_cutoff_alone_draws_what_it_draws_after_others() -> None:
    reach = compute_reach(grid_town(), FACILITIES)
    many = reached_roads(reach, [1, 2, 50, 60])
    for minutes in (1.0, 2.0, 50.0, 60.0):
        alone = reached_roads(reach, [minutes])
        among = many[many["minutes"] == minutes].reset_index(drop=True)
        pd.testing.assert_frame_equal(pd.DataFrame(alone.to_wkb()), pd.DataFrame(among.to_wkb()))


def test_more_cutoffs_than_fit_are_refused_before_any_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reach = compute_reach(grid_town(), FACILITIES)
    monkeypatch.setattr(memory, "free_mb", lambda: 0.25)
    with pytest.raises(dg.ArgumentError) as refused:
        require_room_for_areas(reach, [1, 2, 3, 4, 5, 6])
    assert str(refused.value) == (
        "The areas and roads of 3 points within 6 times would take some 277.2 kB of memory, and "
        "250 kB are free; ask for at most 4 times at once, or for fewer points."
    )


def test_a_map_shows_some_of_very_many_cutoffs_and_the_longest() -> None:
    assert drawn_cutoffs([10, 20, 30]) == (10, 20, 30)
    assert drawn_cutoffs(range(1, 101)) == tuple(range(10, 101, 10))
    assert drawn_cutoffs(range(1, 12))[-1] == 11
    assert len(set(drawn_cutoffs(range(1, 12)))) == 10
