"""How people travel in one situation: trips, stations, and who is in reach."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.access import cumulative_cutoff
from drenthe_geo.io.embedded import read_destinations, read_profile
from drenthe_geo.io.files import read_layer
from drenthe_geo.journeys import boarding_times, station_times
from drenthe_geo.layers import province_outline
from drenthe_geo.rail import MINUTES, rail_times
from drenthe_geo.snapping import snap_points
from drenthe_geo.travel import compute_reach, nearest_facility, travel_times
from drenthe_geo.trips import arrival_minutes, door_to_door, train_minutes, trip_minutes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from drenthe_geo.rail import Bound, Rail
    from drenthe_geo.settings import Settings
    from drenthe_geo.situation import Situation
    from drenthe_geo.trips import Boarding, DoorToDoor

BOUNDS: tuple[Bound, ...] = ("expected", "low", "high")
EGRESS_MODE = "walk"
BY_CAR = "-by-car"
"""What the name of a destination ends in, if the way there is by car."""
NO_TRAIN = ""
"""In place of a station, for who goes on foot or by bicycle all the way."""


@dataclass(frozen=True)
class Outlook:
    """How people travel in one situation.

    Parameters
    ----------
    minutes : mapping of str to pandas.DataFrame
        By bound of the trains' minutes: people × ends.
    station : pandas.DataFrame
        Where each trip is boarded, or `NO_TRAIN`: people × ends.
    site_min, station_min : pandas.DataFrame
        Minutes from every site, and from every platform, to the ends.
    site_station : pandas.DataFrame
        Where trips from sites are boarded.
    reachable : frozenset of str
        Codes of the stations that a road leads to.
    in_reach : mapping of str to pandas.DataFrame
        For ``station``, ``site`` and ``place``: who comes there by train within the
        cut-offs: ``inhabitants``, ``working_age``, ``students``.
    """

    minutes: Mapping[Bound, pd.DataFrame]
    station: pd.DataFrame
    site_min: pd.DataFrame
    site_station: pd.DataFrame
    station_min: pd.DataFrame
    reachable: frozenset[str]
    in_reach: Mapping[str, pd.DataFrame]


def make_outlook(
    situation: Situation,
    access: str,
    layers: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame],
    settings: Settings,
    *,
    known: Rail,
    by_car: bool,
) -> Outlook:
    """Compute how people travel in a situation.

    Parameters
    ----------
    situation : Situation
        Trains, roads and sites.
    access : str
        How one comes to the station.
    layers : tuple of geopandas.GeoDataFrame
        People, places, and places of learning with a number of students.
    settings : Settings
        For the cut-offs.
    known : Rail
        Trains whose minutes are taken as expected, whatever the bound.
    by_car : bool
        Whether trips by car are asked for too.

    Returns
    -------
    Outlook
        What was computed.
    """
    people, places, education = layers
    every, rail = read_destinations(), situation.rail
    ends = every[every["station"].isin(rail.served)]  # a scenario may leave one without a train
    boarding = boarding_times(people, situation, access)
    trips = door_to_door(boarding, rail, ends)
    unsure = only_new_unsure(rail, known)
    minutes = {
        bound: trip_minutes(boarding, unsure, ends, bound=bound, same_access=True).reindex(
            columns=every.index
        )
        for bound in BOUNDS
    }
    station = _boarded(trips).reindex(columns=every.index)
    if by_car:
        car, nearest = _car_minutes(people, situation, ends)
        minutes = {bound: frame.join(car) for bound, frame in minutes.items()}
        station = station.join(nearest)
    site_trips = door_to_door(boarding_times(situation.sites, situation, access), rail, ends)
    platforms = (
        rail_times(rail).minutes.loc[:, list(ends["station"])] + ends["egress_min"].to_numpy()
    )
    near = rail.stations.loc[rail.served, "role"] != "far"
    return Outlook(
        minutes=minutes,
        station=station,
        site_min=site_trips.minutes.reindex(columns=every.index),
        site_station=_boarded(site_trips).reindex(columns=every.index),
        station_min=platforms[near.to_numpy()]
        .set_axis(ends.index, axis=1)
        .reindex(columns=every.index),
        reachable=frozenset(map(str, boarding.minutes.columns[boarding.minutes.notna().any()])),
        in_reach=_in_reach(situation, access, (boarding, people, places, education), settings),
    )


def _boarded(trips: DoorToDoor) -> pd.DataFrame:
    """Station of every trip; missing only where there is no way."""
    return trips.station.mask(trips.station.isna() & trips.minutes.notna(), NO_TRAIN)


def only_new_unsure(rail: Rail, known: Rail) -> Rail:
    """Take the legs that are as they were at their expected minutes, whatever the bound.

    Their error is the same before and after, so it is no part of the difference.
    """
    columns = ["line", "from_station", "to_station", *MINUTES.values()]
    old = set(known.legs[columns].itertuples(index=False, name=None))
    legs = rail.legs.copy()
    same = [row in old for row in legs[columns].itertuples(index=False, name=None)]
    for name in ("low", "high"):
        legs.loc[same, MINUTES[name]] = legs.loc[same, MINUTES["expected"]]
    return replace(rail, legs=legs)


def _in_reach(
    situation: Situation,
    access: str,
    layers: tuple[Boarding, gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame],
    settings: Settings,
) -> dict[str, pd.DataFrame]:
    """Who comes by train to stations, sites and places."""
    boarding, people, places, education = layers
    arrivals = arrival_minutes(boarding, situation.rail)
    students = arrival_minutes(boarding_times(education, situation, access), situation.rail)
    found = {}
    for kind, doors in (("station", None), ("site", situation.sites), ("place", places)):
        come, learn = arrivals, students
        if doors is not None:
            egress = station_times(doors, situation, EGRESS_MODE, direction="from")
            come, learn = train_minutes(arrivals, egress), train_minutes(students, egress)
        cutoff, late = settings.train_cutoff_min, settings.student_cutoff_min
        found[kind] = pd.DataFrame(
            {
                "inhabitants": cumulative_cutoff(come.T, people["population"], [cutoff])[cutoff],
                "working_age": cumulative_cutoff(come.T, people["working_age"], [cutoff])[cutoff],
                "students": cumulative_cutoff(learn.T, education["students"], [late])[late],
            }
        ).astype(int)
    return found


def _car_minutes(
    people: gpd.GeoDataFrame, situation: Situation, ends: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Minutes by car to the nearest station of Drenthe, and to the ends that roads reach."""
    network = situation.network(read_profile("car"))
    stations = situation.rail.stations.loc[situation.rail.served]
    home = province_outline(read_layer("gemeenten"))
    nine = stations[stations.within(home)]
    targets = stations[stations.index.isin(ends["station"]) & (stations["role"] != "far")]
    # The junctions are the same in every situation, so the columns are too.
    junctions = shapely.multipoints(situation.road_nodes[["x_m", "y_m"]].to_numpy(dtype=float))
    targets = targets[targets.dwithin(junctions, network.profile.max_snap_m)]
    names = {row.station: f"{end}{BY_CAR}" for end, row in ends.iterrows()}
    nearest_name = f"nearest-station{BY_CAR}"
    minutes = pd.DataFrame(np.nan, people.index, [nearest_name, *map(names.get, targets.index)])
    station = pd.DataFrame(None, people.index, minutes.columns, dtype=object)
    if snap_points(network, nine)["access_min"].notna().any():
        nearest = nearest_facility(travel_times(compute_reach(network, nine), people))
        minutes[nearest_name], station[nearest_name] = nearest["nearest_min"], nearest["nearest"]
    if snap_points(network, targets)["access_min"].notna().any():
        direct = travel_times(compute_reach(network, targets), people).minutes
        for code in direct:
            minutes[names[code]] = direct[code]
    return minutes, station
