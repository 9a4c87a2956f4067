"""What lies around points, whatever the service: minutes to everything, and people in reach.

Measured once, it answers for every service: `criteria` reduces it to the criteria.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.contracts.results import result
from drenthe_geo.errors import ArgumentError
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.roads.snapping import remember, snap_points
from drenthe_geo.siting.brief import read_services
from drenthe_geo.siting.model import listed
from drenthe_geo.siting.targets import SITES, STATIONS, layer_of, places_of, read_dwellings
from drenthe_geo.siting.weights.heads import heads_around
from drenthe_geo.trips.boarding import access_modes, read_destinations, station_trips
from drenthe_geo.units import BOUNDS
from drenthe_geo.words.numbers import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.siting.model import Siting
    from drenthe_geo.situation import Situation
    from drenthe_geo.units import Bound

ROADS = "car"
"""Mode that every site must be reached by."""

Key = TypeVar("Key")


@result
@dataclass(frozen=True)
class Surroundings:
    """What lies around points.

    Parameters
    ----------
    points : geopandas.GeoDataFrame
        The points, in RD New.
    gemeente : pandas.Series
        Name of the gemeente of the area that each lies in; missing outside.
    minutes : mapping of str to pandas.DataFrame
        Minutes from every point, NaN without a route: by the name of a criterion those to
        the nearest of its places (one column), and by mode and layer, such as ``car_sites``
        (see `frame_of`), those to every place.
    profiles : mapping of str to Profile
        How one travels, by the same names: it says how uncertain the minutes are.
    trips : mapping of str to pandas.DataFrame
        By bound, minutes by train from door to door to every destination.
    people : mapping of str to pandas.DataFrame
        By bound of the minutes, people in reach: a column per criterion of kind ``people``;
        who is further off counts less. By car also those beyond the embedded roads, but
        nobody abroad.
    train_modes : tuple of str
        Modes by which one comes to a train.
    """

    points: gpd.GeoDataFrame
    gemeente: pd.Series
    minutes: Mapping[str, pd.DataFrame]
    profiles: Mapping[str, Profile]
    trips: Mapping[Bound, pd.DataFrame]
    people: Mapping[Bound, pd.DataFrame]
    train_modes: tuple[str, ...]

    def bounded(self, name: str, bound: Bound, places: Sequence[str] | None = None) -> pd.DataFrame:
        """Minutes to something if all roads took less or more time.

        Parameters
        ----------
        name : str
            Name in `minutes`.
        bound : {"expected", "low", "high"}
            Which minutes.
        places : sequence of str, optional
            To which of the places; to all where not given.

        Returns
        -------
        pandas.DataFrame
            The minutes.
        """
        minutes = self.minutes[name] if places is None else self.minutes[name][places]
        return minutes * self.profiles[name].factor(bound)

    def of(self, points: gpd.GeoDataFrame) -> Surroundings:
        """Take what lies around some of the points.

        Parameters
        ----------
        points : geopandas.GeoDataFrame
            Some of the points, by the same ids.

        Returns
        -------
        Surroundings
            Of those alone.
        """

        def rows(frames: Mapping[Key, pd.DataFrame]) -> dict[Key, pd.DataFrame]:
            return {name: frame.loc[points.index] for name, frame in frames.items()}

        return replace(
            self,
            points=points,
            gemeente=self.gemeente.loc[points.index],
            minutes=rows(self.minutes),
            trips=rows(self.trips),
            people=rows(self.people),
        )


def frame_of(mode: str, layer: str) -> str:
    """Name of the minutes by a mode to every place of a layer."""
    return f"{mode}_{layer}"


def trip_destinations(area: Area, siting: Siting) -> pd.DataFrame:
    """List where officials travel to by train: the destinations, and stations of relations."""
    known, stations = read_destinations(area), area.layer("stations")
    named = {word for words in read_services(area)["relations"] for word in listed(words)}
    codes = sorted(named & set(stations.index))
    more = pd.DataFrame(
        {
            "name": stations.loc[codes, "name"],
            "station": codes,
            "egress_min": siting.settings["relation_egress_min"],
        },
        index=pd.Index(codes, name=known.index.name),
    )
    return pd.concat([known[list(more.columns)], more])


@dataclass(frozen=True)
class _Search:
    """Minutes that must be known: by a mode, to places, no further than a limit."""

    mode: str
    places: gpd.GeoDataFrame
    limit_min: float = np.inf
    nearest_alone: bool = False
    by_train: bool = False


def _searches(area: Area, situation: Situation, siting: Siting) -> dict[str, _Search]:
    """Say which minutes the criteria need, by the names of `Surroundings.minutes`."""
    found: dict[str, _Search] = {}

    def every(mode: str, layer: str) -> None:
        by_train = layer == STATIONS
        places = layer_of(area, layer, situation)
        found[frame_of(mode, layer)] = _Search(mode, places, by_train=by_train)

    for name, one in siting.criteria.items():
        if one.kind == "nearest" and one.place.layer == SITES:
            every(one.mode, SITES)
        elif one.kind == "nearest":
            by_train = one.place.layer == STATIONS
            places = places_of(area, one.place, situation)
            found[name] = _Search(one.mode, places, nearest_alone=True, by_train=by_train)
        elif one.kind == "learning":
            every(one.mode, one.place.layer)
        elif one.kind == "relations":
            every(one.mode, SITES)
            every(one.mode, STATIONS)
        elif one.kind == "neighbours":
            every(one.mode, SITES)
        elif one.kind == "dwellings":
            # Homes further off are in no mean, whatever the bound.
            least = read_profile(area, one.mode).factor("low")
            found[name] = _Search(one.mode, read_dwellings(area), one.fades.none_min / least)
    return found


def measure_surroundings(
    area: Area,
    points: gpd.GeoDataFrame,
    situation: Situation,
    siting: Siting,
    *,
    people: Mapping[str, gpd.GeoDataFrame] | None = None,
    same_roads: Surroundings | None = None,
) -> Surroundings:
    """Measure what lies around points.

    Parameters
    ----------
    area : Area
        The area.
    points : geopandas.GeoDataFrame
        Points in RD New with unique ids as the index.
    situation : Situation
        Roads and trains.
    siting : Siting
        The choices.
    people : mapping of str to geopandas.GeoDataFrame, optional
        People on the embedded roads by mode; where not given all on their streets, in and
        around the area. Those beyond the roads are always added.
    same_roads : Surroundings, optional
        Of the same points, people and sites on the same roads: only what the trains decide is
        measured again.

    Returns
    -------
    Surroundings
        What lies around them.

    Raises
    ------
    ArgumentError
        If a point lies outside the road network.

    Examples
    --------
    >>> site = area.layer("sites").loc[["rijkskantoor-heidestad"]]
    >>> siting = dg.siting.read_siting(area)
    >>> around = measure_surroundings(area, site, dg.situation.read_situation(area), siting)
    >>> float(around.minutes["station_walk_min"].iloc[0, 0]) < 10
    True
    """
    require_inside(points, situation.network(read_profile(area, ROADS)))
    searches = _searches(area, situation, siting)
    minutes: dict[str, pd.DataFrame] = {} if same_roads is None else dict(same_roads.minutes)
    for name, one in searches.items():
        if same_roads is None or one.by_train:
            if one.places.empty:  # of some areas nobody publishes where these are
                known = [name] if one.nearest_alone else one.places.index
                minutes[name] = pd.DataFrame(np.nan, index=points.index, columns=known)
                continue
            network = situation.network(read_profile(area, one.mode))
            reach = compute_reach(network, one.places, limit_min=one.limit_min)
            found = travel_times(reach, points).minutes
            minutes[name] = found.min(axis=1).to_frame(name) if one.nearest_alone else found
    return Surroundings(
        points=points,
        gemeente=gemeente_at(area, points, siting.settings["outline_m"]),
        minutes=minutes,
        profiles={name: read_profile(area, one.mode) for name, one in searches.items()},
        trips=_trips(area, points, situation, siting),
        people=(
            count_people(area, points, situation, siting, people or {})
            if same_roads is None
            else same_roads.people
        ),
        train_modes=access_modes(siting.settings["trip_access"], situation),
    )


POINTS_AT_ONCE = 2048
"""Points whose trips are put together at once: each takes some kilobytes meanwhile."""


def _trips(
    area: Area, points: gpd.GeoDataFrame, situation: Situation, siting: Siting
) -> dict[Bound, pd.DataFrame]:
    """Measure the trips from points to all destinations, some points at a time.

    To none of them where there is no timetable: what needs trains is not asked there.
    """
    if not situation.transit.is_known:
        return {bound: pd.DataFrame(index=points.index) for bound in BOUNDS}
    access = siting.settings["trip_access"]
    ends = _served(trip_destinations(area, siting), situation)
    networks = [
        situation.network(read_profile(area, mode)) for mode in access_modes(access, situation)
    ]
    parts: dict[Bound, list[pd.DataFrame]] = {bound: [] for bound in BOUNDS}
    for start in range(0, max(len(points), 1), POINTS_AT_ONCE):
        at = slice(start, start + POINTS_AT_ONCE)
        some = points.iloc[at]
        for network in networks:
            remember(network, some, snap_points(network, points).iloc[at])
        found = station_trips(area, some, access=access, situation=situation, destinations=ends)
        for bound, frame in zip(parts, (found.minutes, found.low, found.high), strict=True):
            parts[bound].append(frame)
    return {bound: one[0] if len(one) == 1 else pd.concat(one) for bound, one in parts.items()}


def _served(destinations: pd.DataFrame, situation: Situation) -> pd.DataFrame:
    return destinations[destinations["station"].isin(situation.transit.served)]


def require_inside(points: gpd.GeoDataFrame, roads: Network) -> None:
    """Refuse points that no road comes near to."""
    lost = points.index[snap_points(roads, points)["access_min"].isna()]
    if len(lost):
        raise ArgumentError(
            "siting.outside_roads",
            lost=len(lost),
            every=len(points),
            first=name_of(points, lost[0]),
            most_m=roads.profile.max_snap_m,
        )


def gemeente_at(area: Area, points: gpd.GeoDataFrame, outline_m: float) -> pd.Series:
    """Gemeente of the area that each point lies in, or this near to, as outlines are rough."""
    outlines = area.layer("gemeenten")[["name", "geometry"]].sort_values("name", kind="stable")
    xy = shapely.get_coordinates(points.geometry.to_numpy())
    found = np.full(len(points), None, dtype=object)
    for name, outline in zip(outlines["name"], outlines.geometry, strict=True):
        shapely.prepare(outline)
        inside = shapely.intersects_xy(outline, *xy.T)
        found[inside & (found == None)] = name  # noqa: E711 - of every element
    lost = np.flatnonzero(found == None)  # noqa: E711 - as above
    if len(lost):
        bare = gpd.GeoDataFrame(
            {"at": lost}, geometry=points.geometry.to_numpy()[lost], crs=points.crs
        )
        near = gpd.sjoin_nearest(
            bare,
            outlines.rename(columns={"name": "found"}),
            max_distance=outline_m,
            distance_col="off_m",
        )
        first = near.sort_values(["off_m", "found"], kind="stable")
        first = first[~first["at"].duplicated()]
        found[first["at"]] = first["found"]
    gemeente: pd.Series = pd.Series(found, points.index, dtype=outlines["name"].dtype)
    return gemeente.rename("gemeente")


def count_people(
    area: Area,
    points: gpd.GeoDataFrame,
    situation: Situation,
    siting: Siting,
    given: Mapping[str, gpd.GeoDataFrame],
) -> dict[Bound, pd.DataFrame]:
    """Count the people in reach of points, for every criterion that asks for some."""
    asked = siting.of_kind("people")
    found: dict[Bound, pd.DataFrame] = {
        bound: pd.DataFrame(0.0, points.index, list(asked)) for bound in BOUNDS
    }
    for mode in dict.fromkeys(one.mode for one in asked.values()):
        network = situation.network(read_profile(area, mode))
        counted = {name: one for name, one in asked.items() if one.mode == mode}
        around = heads_around(area, points, network, counted, streets=given.get(mode))
        for bound, heads in around.items():
            found[bound][list(counted)] = heads
    return found
