"""Trips from points of the made-up area by every mode; a point in the sea has none."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.roads.minutes import TravelTimes
from drenthe_geo.situation import Situation
from drenthe_geo.trips.boarding import BEST, access_modes, station_times
from drenthe_geo.trips.model import DoorToDoor


@pytest.fixture(scope="session")
def situation() -> Situation:
    return dg.situation.read_situation(VELDLAND)


@pytest.fixture(scope="session")
def origins(situation: Situation) -> gpd.GeoDataFrame:
    """All sites and places; one point lies in the sea."""
    places = VELDLAND.layer("places")
    sea = gpd.GeoSeries([shapely.Point(100_000, 400_000)], ["sea"], crs=places.crs)
    geometry = pd.concat([situation.sites.geometry, places.geometry, sea])
    return gpd.GeoDataFrame(geometry=geometry.rename_axis("origin"))


@pytest.fixture(scope="session")
def by_mode(origins: gpd.GeoDataFrame, situation: Situation) -> dict[str, DoorToDoor]:
    return {
        mode: dg.station_trips(VELDLAND, origins, access=mode, situation=situation)
        for mode in situation.transit.rules.modes
    }


@pytest.fixture(scope="session")
def best(by_mode: dict[str, DoorToDoor], situation: Situation) -> DoorToDoor:
    """By the fastest of the modes of best, put together from the times of the single ones."""
    access = {mode: by_mode[mode].boarding.access[mode] for mode in access_modes(BEST, situation)}
    return dg.trips.door_to_door(
        dg.trips.board(access, situation.transit),
        situation.transit,
        dg.trips.read_destinations(VELDLAND),
    )


@pytest.fixture(scope="session")
def all_trips(by_mode: dict[str, DoorToDoor], best: DoorToDoor) -> dict[str, DoorToDoor]:
    return {**by_mode, BEST: best}


@pytest.fixture(scope="session")
def walks_out(origins: gpd.GeoDataFrame, situation: Situation) -> TravelTimes:
    """On foot from the stations to the origins."""
    return station_times(VELDLAND, origins, situation, "walk", direction="from")
