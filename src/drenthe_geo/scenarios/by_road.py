"""What a scenario changes in an area without a timetable: the ways by car, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.scenarios.outlook import COUNTED, Outlook, car_minutes
from drenthe_geo.trips.boarding import read_destinations
from drenthe_geo.units import BOUNDS

if TYPE_CHECKING:
    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.situation import Situation


def outlook_by_road(
    area: Area, situation: Situation, people: gpd.GeoDataFrame, was: Outlook | None = None
) -> Outlook:
    """Compute how people and sites come to stations by car; nothing is said of trips by train.

    Of a destination that `was` there and whose station is gone, nobody has a way any more.
    """
    ends = read_destinations(area)
    minutes, station = car_minutes(area, people, situation, ends)
    site_min, site_station = car_minutes(area, situation.sites, situation, ends)
    if was is not None:
        there = was.site_min.columns
        minutes, station, site_min, site_station = (
            one.reindex(columns=there) for one in (minutes, station, site_min, site_station)
        )
    nobody = pd.DataFrame(columns=[*COUNTED, "students"], dtype=int)
    near = station.iloc[:, 0].dropna()
    return Outlook(
        minutes=dict.fromkeys(BOUNDS, minutes),
        station=station,
        site_min=site_min,
        site_station=site_station,
        station_min=pd.DataFrame(columns=minutes.columns, dtype=float),
        reachable=frozenset(map(str, near.unique())),
        in_reach=dict.fromkeys(("station", "site", "place"), nobody),
    )
