"""How people travel in one situation: trips, stations, and who is in reach."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.select import province_outline
from drenthe_geo.contracts.results import result
from drenthe_geo.errors import LayerError
from drenthe_geo.reach.access import cumulative_cutoffs
from drenthe_geo.reach.nearest import nearest_facility
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.transit.times import MINUTES
from drenthe_geo.trips.arrivals import arrival_minutes, minutes_to_doors
from drenthe_geo.trips.boarding import (
    boarding_times,
    read_destinations,
    station_times,
)
from drenthe_geo.trips.door_to_door import soonest_trips, trip_minutes
from drenthe_geo.trips.kept import measured_times
from drenthe_geo.units import BOUNDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.area.area import Area
    from drenthe_geo.area.settings import Settings
    from drenthe_geo.roads.minutes import TravelTimes
    from drenthe_geo.situation import Situation
    from drenthe_geo.transit.lines import Transit
    from drenthe_geo.trips.model import Boarding
    from drenthe_geo.units import Bound

EGRESS_MODE = "walk"

COUNTED = {"inhabitants": "population", "working_age": "working_age"}
"""Who is counted of the people at a point, and the column that has how many."""

BY_CAR = "-by-car"
"""What the name of a destination ends in, if the way there is by car."""

NO_TRAIN = ""
"""In place of a station, for who goes on foot or by bicycle all the way."""


OUTSIDE = ("roads.no_facilities", "roads.facilities_outside")
"""Why nothing can be measured to stations: there are none, or none lies near a road."""


@result
@dataclass(frozen=True)
class Outlook:
    """How people travel in one situation."""

    # By bound of the trains' minutes: people × ends.
    minutes: Mapping[Bound, pd.DataFrame]
    # Where each trip is boarded, or `NO_TRAIN`: people × ends.
    station: pd.DataFrame
    # Minutes from every site, and from every platform, to the ends.
    site_min: pd.DataFrame
    # Where trips from sites are boarded.
    site_station: pd.DataFrame
    station_min: pd.DataFrame
    # Codes of the stations that a road leads to.
    reachable: frozenset[str]
    # For ``station``, ``site`` and ``place``: who comes there by train within the cut-offs:
    # ``inhabitants``, ``working_age``, ``students``.
    in_reach: Mapping[str, pd.DataFrame]


@result
@dataclass(frozen=True)
class Doors:
    """Where trips begin or end that are not sites."""

    # Points with ``population`` and ``working_age``.
    people: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    learning: gpd.GeoDataFrame


@result
@dataclass(frozen=True)
class Starts:
    """Minutes on the roads between doors and platforms: all that no train changes."""

    # From each of them to the platforms.
    people: Boarding
    sites: Boarding
    learning: Boarding
    # From the platforms to each of them, on foot.
    to_sites: TravelTimes
    to_places: TravelTimes


def measure_starts(
    area: Area,
    situation: Situation,
    access: str,
    doors: Doors,
    *,
    same: tuple[Situation, Starts] | None = None,
) -> Starts:
    """Measure the roads between doors and platforms, but what is the same as elsewhere."""
    sites = situation.sites
    if same is not None and same_platforms(situation, same[0]) and sites is same[0].sites:
        return same[1]

    def known(name: str) -> Any:  # noqa: ANN401 - as of the field of that name
        """Give what is known of the same doors elsewhere."""
        if same is None or (name in {"sites", "to_sites"} and sites is not same[0].sites):
            return None
        return same[0], getattr(same[1], name)

    def to(points: gpd.GeoDataFrame, name: str) -> Boarding:
        return boarding_times(area, points, situation, access, many=True, known=known(name))

    def of(points: gpd.GeoDataFrame, name: str) -> TravelTimes:
        how: Any = {"direction": "from", "many": True, "known": known(name)}
        return station_times(area, points, situation, EGRESS_MODE, **how)

    return Starts(
        people=to(doors.people, "people"),
        sites=to(sites, "sites"),
        learning=to(doors.learning, "learning"),
        to_sites=of(sites, "to_sites"),
        to_places=of(doors.places, "to_places"),
    )


def same_platforms(one: Situation, other: Situation) -> bool:
    """Tell whether two situations have the same roads and the same platforms along them."""
    if one.road_edges is not other.road_edges or not one.transit.served.equals(
        other.transit.served
    ):
        return False
    here, there = (there.transit.halts.loc[there.transit.served] for there in (one, other))
    return bool(here.geometry.geom_equals(there.geometry).all() and here.equals(there))


def make_outlook(
    area: Area,
    situation: Situation,
    starts: Starts,
    doors: Doors,
    *,
    known: Transit,
    by_car: bool,
) -> Outlook:
    """Compute how people travel in a situation.

    Legs that are in the `known` trains too are taken at their expected minutes, whatever
    the bound; trips by car all the way are computed if `by_car`.
    """
    every, transit = read_destinations(area), situation.transit
    ends = every[every["station"].isin(transit.served)]  # a scenario may leave one without a train
    expected, station = _boarded(starts.people, transit, ends)
    unsure = only_new_unsure(transit, known)
    trips: dict[Bound, pd.DataFrame] = {
        bound: expected
        if bound == "expected"
        else trip_minutes(starts.people, unsure, ends, bound=bound, same_access=True)
        for bound in BOUNDS
    }
    minutes = {bound: frame.reindex(columns=every.index) for bound, frame in trips.items()}
    station = station.reindex(columns=every.index)
    if by_car:
        car, nearest = car_minutes(area, doors.people, situation, ends)
        minutes = {bound: frame.join(car) for bound, frame in minutes.items()}
        station = station.join(nearest)
    site_min, site_station = _boarded(starts.sites, transit, ends)
    platforms = (
        transit.times().minutes.loc[:, list(ends["station"])] + ends["egress_min"].to_numpy()
    )
    role = transit.stations.loc[transit.by_train, "role"]
    boarded = starts.people.minutes
    return Outlook(
        minutes=minutes,
        station=station,
        site_min=site_min.reindex(columns=every.index),
        site_station=site_station.reindex(columns=every.index),
        station_min=platforms.loc[role.index[role != "far"]]
        .set_axis(ends.index, axis=1)
        .reindex(columns=every.index),
        reachable=frozenset(map(str, boarded.columns[boarded.notna().any()])),
        in_reach=_in_reach(transit, starts, doors, area.settings),
    )


def _boarded(
    boarding: Boarding, transit: Transit, ends: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Minutes and station of every trip; missing only where there is no way."""
    minutes, station = soonest_trips(boarding, transit, ends)
    return minutes, station.mask(station.isna() & minutes.notna(), NO_TRAIN)


def only_new_unsure(transit: Transit, known: Transit) -> Transit:
    """Take the legs that are as they were at their expected minutes, whatever the bound.

    Their error is the same before and after, so it is no part of the difference.
    """
    columns = ["line", "from_station", "to_station", *MINUTES.values()]
    old = set(known.legs[columns].itertuples(index=False, name=None))
    legs = transit.legs.copy()
    same = [row in old for row in legs[columns].itertuples(index=False, name=None)]
    for name in ("low", "high"):
        legs.loc[same, MINUTES[name]] = legs.loc[same, MINUTES["expected"]]
    return replace(transit, legs=legs)


def minutes_by_train_alone(
    ends: pd.DataFrame, transit: Transit, boarding: Boarding
) -> pd.DataFrame:
    """Measure the minutes from people to the ends if no bus counts; no way where no train runs."""
    if transit.by_train.empty:
        return pd.DataFrame(np.nan, boarding.minutes.index, ends.index)
    trains = transit.without_buses()
    there = boarding.minutes.columns.isin(trains.served)
    some = replace(boarding, minutes=boarding.minutes.loc[:, there])
    known = ends[ends["station"].isin(trains.served)]
    return trip_minutes(some, trains, known).reindex(columns=ends.index)


def mean_gain(before: pd.DataFrame, after: pd.DataFrame, heads: pd.Series) -> pd.Series:
    """Mean minutes that people gain who have a way before and after, by destination."""
    gain = before - after
    people = gain.notna().mul(heads.to_numpy(dtype=float), axis=0)
    mean: pd.Series = (gain * people).sum() / people.sum()
    return mean


def _in_reach(
    transit: Transit, starts: Starts, doors: Doors, settings: Settings
) -> dict[str, pd.DataFrame]:
    """Count who comes by train to stations, sites and places."""
    cutoff, late = settings.train_cutoff_min, settings.student_cutoff_min
    found = {}
    ways = (("station", None), ("site", starts.to_sites), ("place", starts.to_places))
    for kind, egress in ways:
        come, learn = (
            arrival_minutes(one, transit, transit.by_train)
            if egress is None
            else minutes_to_doors(one, transit, egress, limit)
            for one, limit in ((starts.people, cutoff), (starts.learning, late))
        )
        heads = {who: doors.people[column] for who, column in COUNTED.items()}
        counts = cumulative_cutoffs(come.T, heads, [cutoff])
        students_there = {"students": doors.learning["students"]}
        counts |= cumulative_cutoffs(learn.T, students_there, [late])
        found[kind] = pd.DataFrame({who: one.iloc[:, 0] for who, one in counts.items()}).astype(int)
    return found


def car_minutes(
    area: Area, points: gpd.GeoDataFrame, situation: Situation, ends: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Minutes by car to the nearest station of the area, and to the ends that roads reach."""
    profile = read_profile(area, "car")
    stations = situation.transit.stations.loc[situation.transit.stopping]
    own = stations[stations.within(province_outline(area.layer("gemeenten")))]
    targets = stations[stations.index.isin(ends["station"]) & (stations["role"] != "far")]
    # The junctions are the same in every situation, so the columns are too.
    targets = targets[_near_roads(targets, situation.road_nodes, profile.max_snap_m)]
    names = {row.station: f"{end}{BY_CAR}" for end, row in ends.iterrows()}
    nearest_name = f"nearest-station{BY_CAR}"
    minutes = pd.DataFrame(np.nan, points.index, [nearest_name, *map(names.get, targets.index)])
    station = pd.DataFrame(None, points.index, minutes.columns, dtype=object)
    with _none_outside():
        nearest = nearest_facility(measured_times(area, situation, profile, own, points))
        minutes[nearest_name], station[nearest_name] = nearest["nearest_min"], nearest["nearest"]
    with _none_outside():
        direct = measured_times(area, situation, profile, targets, points).minutes
        for code in direct:
            minutes[names[code]] = direct[code]
    return minutes, station


def _near_roads(points: gpd.GeoDataFrame, nodes: pd.DataFrame, most_m: float) -> NDArray[np.bool_]:
    """Tell which points lie no further from a junction than that."""
    x_m, y_m = (nodes[name].to_numpy(dtype=float) for name in ("x_m", "y_m"))
    places = shapely.get_coordinates(points.geometry.to_numpy())
    near = [((x_m - x) ** 2 + (y_m - y) ** 2).min(initial=np.inf) <= most_m**2 for x, y in places]
    return np.array(near, dtype=bool)


@contextmanager
def _none_outside() -> Iterator[None]:
    """Leave out what is measured to stations of which none lies near a road, if there are any."""
    try:
        yield
    except LayerError as error:
        if error.message.key not in OUTSIDE:
            raise
