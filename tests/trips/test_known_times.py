"""Laws of times that are known from another situation: no other than those that are measured."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.trips.boarding import boarding_times, station_times

if TYPE_CHECKING:
    from drenthe_geo.roads.minutes import TravelTimes
    from drenthe_geo.roads.search.spots import Direction
    from drenthe_geo.situation import Situation

NOW = dg.situation.read_situation(VELDLAND)
LINE = dg.scenarios.read_scenario(VELDLAND, "veldlijn", {"heidedorp": True})
THEN = dg.scenarios.apply_scenarios(NOW, [LINE], VELDLAND.settings)
FASTER = dg.scenarios.read_scenario(VELDLAND, "n901-sneller")


def moved(situation: Situation, code: str, x_m: float, y_m: float) -> Situation:
    """Put a station elsewhere."""
    stations = situation.transit.stations.copy()
    stations.loc[[code], "geometry"] = gpd.GeoSeries([shapely.Point(x_m, y_m)], [code])
    return replace(situation, transit=replace(situation.transit, stations=stations))


PLACE = THEN.transit.stations.geometry.loc["hds"]
PAIRS = {
    "a station more": (NOW, THEN),
    "a station less": (THEN, NOW),
    "the same": (NOW, NOW),
    "one that is elsewhere": (NOW, moved(NOW, "hds", PLACE.x + 700, PLACE.y)),
    "one that is off the roads": (NOW, moved(NOW, "hds", 100_000, 400_000)),
    "other roads": (NOW, dg.scenarios.apply_scenarios(NOW, [FASTER], VELDLAND.settings)),
}


def same(one: TravelTimes, other: TravelTimes) -> None:
    for name in ("minutes", "origin_snaps", "facility_snaps"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    assert (one.direction, one.profile) == (other.direction, other.profile)


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("direction", ["to", "from"])
@pytest.mark.parametrize("pair", PAIRS)
def test_known_times_are_those_that_are_measured(
    pair: str,
    direction: Direction,
    many: bool,  # noqa: FBT001 - a parameter
) -> None:
    before, after = PAIRS[pair]
    places, limit = VELDLAND.layer("places"), 60.0

    def times(there: Situation, known: tuple[Situation, TravelTimes] | None) -> TravelTimes:
        return station_times(
            VELDLAND,
            places,
            there,
            "car",
            direction=direction,
            limit_min=limit,
            many=many,
            known=known,
        )

    same(times(after, (before, times(before, None))), times(after, None))


def test_who_lives_along_the_road_of_a_halt_has_the_same_times() -> None:
    """Halts split their road: on what part of it somebody lives depends on all of them."""
    halts = THEN.transit.halts.geometry
    every_m = range(-600, 601, 40)
    along = [halts.translate(x_m, y_m) for x_m in every_m for y_m in (-30, 0, 30)]
    points = gpd.GeoDataFrame(geometry=pd.concat(along, ignore_index=True))
    known = station_times(VELDLAND, points, NOW, "car")
    found = station_times(VELDLAND, points, THEN, "car", known=(NOW, known))
    same(found, station_times(VELDLAND, points, THEN, "car"))
    new = THEN.transit.served.difference(NOW.transit.served)
    alone = station_times(VELDLAND, points, NOW, "car").minutes.join(
        compute_alone(points, THEN.transit.halts.loc[new])
    )
    assert not alone[found.minutes.columns].equals(found.minutes)  # they are not by themselves


def compute_alone(points: gpd.GeoDataFrame, halts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Measure as if there were no other halts."""
    network = NOW.network(dg.read_profile(VELDLAND, "car"))
    return dg.roads.travel_times(dg.roads.compute_reach(network, halts), points).minutes


def test_boarding_is_the_same_from_what_is_known() -> None:
    places = VELDLAND.layer("places")
    known = boarding_times(VELDLAND, places, NOW, "best")
    found = boarding_times(VELDLAND, places, THEN, "best", known=(NOW, known))
    assert found == boarding_times(VELDLAND, places, THEN, "best")
    assert "x-heidedorp" in found.minutes
