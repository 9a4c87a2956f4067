"""Laws of times that are kept between runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from veldland import VELDLAND

from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.situation import read_situation
from drenthe_geo.trips.kept import TIMES, measured_times
from drenthe_geo.work.cache import VARIABLE, user_cache, without_cache

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.minutes import TravelTimes
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.roads.search.spots import Direction
    from drenthe_geo.situation import Situation
    from drenthe_geo.work.cache import Entry

    Asked = tuple[Area, Situation, Profile, gpd.GeoDataFrame, gpd.GeoDataFrame]


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Give what times are asked of; the folder of what is kept is empty."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "kept"))
    situation = read_situation(VELDLAND)
    halts = situation.transit.halts
    near = halts[(halts["role"] != "far") & halts.index.isin(situation.transit.served)]
    return VELDLAND, situation, read_profile(VELDLAND, "walk"), near, VELDLAND.layer("places")


def kept_times() -> list[Entry]:
    return [one for one in user_cache().entries() if one.kind == TIMES]


def same(one: TravelTimes, other: TravelTimes) -> None:
    for name in ("minutes", "origin_snaps", "facility_snaps"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    assert (one.direction, one.profile) == (other.direction, other.profile)


@pytest.mark.parametrize("direction", ["to", "from"])
@pytest.mark.parametrize("limit_min", [30.0, 1000.0])
def test_kept_times_are_those_that_were_measured(
    asked: Asked, direction: Direction, limit_min: float
) -> None:
    with without_cache():
        measured = measured_times(*asked, direction=direction, limit_min=limit_min)
    assert not kept_times()
    first = measured_times(*asked, direction=direction, limit_min=limit_min)
    assert len(kept_times()) == 1
    again = measured_times(*asked, direction=direction, limit_min=limit_min)
    assert len(kept_times()) == 1
    same(first, measured)
    same(again, measured)


def test_other_questions_have_their_own_times(asked: Asked) -> None:
    area, situation, walk, halts, places = asked
    measured_times(*asked)
    others = [
        (area, situation, replace(walk, access_kmh=walk.access_kmh / 2), halts, places),
        (area, situation, walk, halts.iloc[1:], places),
        (area, situation, walk, halts, places.iloc[1:]),
        (area, situation, walk, halts, places.set_geometry(places.translate(50.0))),
        (area, situation, walk, halts, places.rename(index=lambda name: f"{name}x")),
    ]
    for number, other in enumerate(others, start=2):
        found = measured_times(*other)
        assert len(kept_times()) == number
        with without_cache():
            same(found, measured_times(*other))


def test_times_on_other_roads_are_kept_for_themselves(asked: Asked) -> None:
    area, situation, _, halts, places = asked
    car = read_profile(area, "car")
    measured_times(area, situation, car, halts, places)
    edges = situation.road_edges
    slower = edges.assign(free_flow_s=edges["free_flow_s"] * 3)
    for number, roads in enumerate((edges.copy(), slower, edges.iloc[::-1]), start=2):
        there = replace(situation, road_edges=roads.reset_index(drop=True), _roads=None)
        with without_cache():
            known = measured_times(area, there, car, halts, places)
        for _ in range(2):
            again = replace(there, road_edges=there.road_edges.copy(), _roads=None)
            same(measured_times(area, again, car, halts, places), known)
            assert len(kept_times()) == number


def test_a_spoiled_entry_is_made_again(asked: Asked) -> None:
    found = measured_times(*asked)
    (entry,) = kept_times()
    content = bytearray(entry.path.read_bytes())
    content[-1] ^= 255
    entry.path.write_bytes(bytes(content))
    same(measured_times(*asked), found)
