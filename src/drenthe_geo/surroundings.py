"""What lies around points, whatever the service: minutes to everything, and people in reach.

Measured once, it answers for every service: `criteria` reduces it to the criteria.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.beyond import minutes_from_beyond, read_beyond
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.embedded import read_destinations, read_profile, read_services
from drenthe_geo.io.files import read_layer
from drenthe_geo.io.siting import read_dwellings
from drenthe_geo.journeys import station_trips
from drenthe_geo.siting import listed
from drenthe_geo.snapping import snap_points
from drenthe_geo.travel import compute_reach, travel_times

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from drenthe_geo.network import Network
    from drenthe_geo.rail import Bound
    from drenthe_geo.siting import Siting
    from drenthe_geo.situation import Situation

BOUNDS: tuple[Bound, ...] = ("expected", "low", "high")
SIGN: dict[Bound, float] = {"expected": 0.0, "low": -1.0, "high": 1.0}
PEOPLE = {
    "workers_car_30": ("car", 30.0, "working_age"),
    "workers_car_45": ("car", 45.0, "working_age"),
    "workers_bicycle_30": ("bicycle", 30.0, "working_age"),
    "inhabitants_car_30": ("car", 30.0, "population"),
}
"""Criteria that count people: mode, minutes, and which people."""
BY_TRAIN = ("walk_station", "walk_intercity", "car_stations")
"""Minutes to where trains stop: other trains, other stations."""
NEAREST_ALONE = {"walk_station", "walk_intercity", "car_exit", "car_border"}
AT_ONCE = 250
"""Searches that are kept in memory together: 250 of 64,000 junctions are 130 MB."""


@dataclass(frozen=True)
class Surroundings:
    """What lies around points.

    Parameters
    ----------
    points : geopandas.GeoDataFrame
        The points, in RD New.
    gemeente : pandas.Series
        Name of the gemeente of Drenthe that each lies in; missing outside.
    minutes : mapping of str to pandas.DataFrame
        Minutes from every point, NaN without a route: ``walk_station`` and
        ``walk_intercity`` (one column each), ``car_exit``, ``car_border`` (one column),
        ``car_sites``, ``car_education``, ``car_stations``, ``car_dwellings``.
    shares : mapping of str to float
        Uncertainty of the minutes, by the same names.
    trips : mapping of str to pandas.DataFrame
        By bound, minutes by train from door to door to every destination.
    people : mapping of str to pandas.DataFrame
        By bound of the minutes, people in reach: a column per criterion of `PEOPLE`. By car
        also those beyond the embedded roads, but nobody in Germany.
    """

    points: gpd.GeoDataFrame
    gemeente: pd.Series
    minutes: Mapping[str, pd.DataFrame]
    shares: Mapping[str, float]
    trips: Mapping[Bound, pd.DataFrame]
    people: Mapping[Bound, pd.DataFrame]

    def bounded(self, name: str, bound: Bound) -> pd.DataFrame:
        """Minutes to something if all roads took less or more time.

        Parameters
        ----------
        name : str
            Name in `minutes`.
        bound : {"expected", "low", "high"}
            Which minutes.

        Returns
        -------
        pandas.DataFrame
            The minutes.
        """
        return self.minutes[name] * (1 + SIGN[bound] * self.shares[name])


def trip_destinations() -> pd.DataFrame:
    """List where officials travel to by train: the destinations, and stations of relations.

    Returns
    -------
    pandas.DataFrame
        Index: ids of destinations and codes of stations; ``name``, ``station``,
        ``egress_min``.

    Examples
    --------
    >>> trip_destinations().loc["amf", "name"]
    'Amersfoort Centraal'
    """
    from drenthe_geo.io.siting import read_siting  # noqa: PLC0415 - its egress alone

    known, stations = read_destinations(), read_layer("stations")
    named = {word for words in read_services()["relations"] for word in listed(words)}
    codes = sorted(named & set(stations.index))
    egress_min = read_siting().settings["relation_egress_min"]
    more = pd.DataFrame(
        {"name": stations.loc[codes, "name"], "station": codes, "egress_min": egress_min},
        index=pd.Index(codes, name=known.index.name),
    )
    return pd.concat([known[list(more.columns)], more])


def measure_surroundings(
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
    points : geopandas.GeoDataFrame
        Points in RD New with unique ids as the index.
    situation : Situation
        Roads and trains.
    siting : Siting
        The choices.
    people : mapping of str to geopandas.GeoDataFrame, optional
        People on the embedded roads by mode; where not given all on their streets, in and
        around Drenthe. Those beyond the roads are always added.
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
    >>> import drenthe_geo as dg
    >>> sites = dg.read_layer("sites").loc[["stationsgebied-meppel"]]
    >>> around = measure_surroundings(sites, dg.read_situation(), dg.read_siting())
    >>> float(around.minutes["walk_intercity"].iloc[0, 0]) < 10
    True
    """
    car, walk = (situation.network(read_profile(mode)) for mode in ("car", "walk"))
    _require_inside(points, car)
    stations = situation.rail.stations
    served = stations[
        stations.index.isin(situation.rail.served) & (stations["role"] != "far").to_numpy()
    ]
    exits, settings = read_layer("exits"), siting.settings
    motorway = exits["road"].str.startswith("A") & (exits["kind"] == "exit")
    own_points = gpd.GeoSeries(
        [shapely.Point(xy) for xy in settings["border_points_rd"]],
        index=[f"border-{number}" for number in range(len(settings["border_points_rd"]))],
        crs=exits.crs,
    )
    border = gpd.GeoDataFrame(
        geometry=pd.concat([exits.loc[settings["border_exits"]].geometry, own_points]),
        crs=exits.crs,
    )
    facilities = {
        "walk_station": (walk, served),
        "walk_intercity": (walk, served[served["intercity"].astype(bool)]),
        "car_exit": (car, exits[motorway]),
        "car_border": (car, border),
        "car_sites": (car, situation.sites),
        "car_education": (car, read_layer("education")),
        "car_stations": (car, served),
        "car_dwellings": (car, read_dwellings()),
    }
    # Homes beyond the cut-off are in no mean, whatever the bound.
    furthest = {"car_dwellings": settings["dwelling_minutes"] / (1 - car.profile.uncertainty_share)}
    minutes = {
        name: travel_times(
            compute_reach(network, places, limit_min=furthest.get(name, np.inf)), points
        ).minutes
        for name, (network, places) in facilities.items()
        if same_roads is None or name in BY_TRAIN
    }
    for name in minutes.keys() & NEAREST_ALONE:
        minutes[name] = minutes[name].min(axis=1).to_frame(name)
    if same_roads is not None:
        minutes = {**same_roads.minutes, **minutes}
    trips = station_trips(
        points,
        access=settings["trip_access"],
        situation=situation,
        destinations=_served(trip_destinations(), situation),
    )
    return Surroundings(
        points=points,
        gemeente=_gemeente_of(points, settings["outline_m"]),
        minutes=minutes,
        shares={name: net.profile.uncertainty_share for name, (net, _) in facilities.items()},
        trips={"expected": trips.minutes, "low": trips.low, "high": trips.high},
        people=(
            _people_around(points, situation, people or {})
            if same_roads is None
            else same_roads.people
        ),
    )


def _served(destinations: pd.DataFrame, situation: Situation) -> pd.DataFrame:
    return destinations[destinations["station"].isin(situation.rail.served)]


def _require_inside(points: gpd.GeoDataFrame, roads: Network) -> None:
    lost = points.index[snap_points(roads, points)["access_min"].isna()]
    if len(lost):
        most_m = roads.profile.max_snap_m
        msg = (
            f"sites: {len(lost)} of {len(points)} lie outside the road network, the first is "
            f"{str(lost[0])!r}; a site must lie within {most_m:,.0f} m of a road in or around "
            "Drenthe (is its position in RD New or lon,lat?)."
        )
        raise ArgumentError(msg)


def _gemeente_of(points: gpd.GeoDataFrame, outline_m: float) -> pd.Series:
    """Gemeente of Drenthe that each point lies in, or this near to, as outlines are rough."""
    outlines = read_layer("gemeenten")[["name", "geometry"]].rename(columns={"name": "found"})
    bare = gpd.GeoDataFrame(geometry=points.geometry)
    near = gpd.sjoin_nearest(bare, outlines, max_distance=outline_m, distance_col="off_m")
    first = near.sort_values(["off_m", "found"], kind="stable")
    first = first[~first.index.duplicated()]
    return pd.Series(first["found"].reindex(points.index), name="gemeente")


def _people_around(
    points: gpd.GeoDataFrame, situation: Situation, given: Mapping[str, gpd.GeoDataFrame]
) -> dict[Bound, pd.DataFrame]:
    streets = read_layer("people")
    found: dict[Bound, pd.DataFrame] = {
        bound: pd.DataFrame(0.0, points.index, list(PEOPLE)) for bound in BOUNDS
    }
    for mode in dict.fromkeys(mode for mode, _, _ in PEOPLE.values()):
        network = situation.network(read_profile(mode))
        counted = {name: asked[1:] for name, asked in PEOPLE.items() if asked[0] == mode}
        cutoffs = {
            (name, bound): _cutoff(network, cutoff, bound)
            for name, (cutoff, _) in counted.items()
            for bound in BOUNDS
        }
        who, limit_min = given.get(mode, streets), max(cutoffs.values())
        parts = _minutes_in_parts(points, who, network, limit_min)
        if mode == "car":  # by bicycle nobody comes from beyond the roads
            parts = chain(parts, minutes_from_beyond(points, read_beyond(), network, limit_min))
        for minutes, some in parts:
            for (name, bound), cutoff in cutoffs.items():
                heads = some[counted[name][1]].to_numpy(dtype=float)
                within = (minutes.to_numpy() <= cutoff).astype(float) @ heads
                found[bound].loc[minutes.index, name] += within
    return found


def _cutoff(network: Network, cutoff_min: float, bound: Bound) -> float:
    """Give the expected minutes that are within the cut-off if the roads take less or more time."""
    certain, possible = network.profile.certainty_bounds_min(cutoff_min)
    return {"expected": cutoff_min, "low": possible, "high": certain}[bound]


def _minutes_in_parts(
    points: gpd.GeoDataFrame, people: gpd.GeoDataFrame, network: Network, limit_min: float
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Minutes from people to points (rows), in parts that fit in memory.

    The network is searched from whichever are fewer; the times are the same.
    """
    if len(points) <= len(people):
        for start in range(0, len(points), AT_ONCE):
            some_points = points.iloc[start : start + AT_ONCE]
            reach = compute_reach(network, some_points, limit_min=limit_min)
            yield travel_times(reach, people).minutes.T, people
        return
    for start in range(0, len(people), AT_ONCE):
        some = people.iloc[start : start + AT_ONCE].sort_index()
        reach = compute_reach(network, some, direction="from", limit_min=limit_min)
        yield travel_times(reach, points).minutes, some


def gather_people(people: gpd.GeoDataFrame, cell_m: float) -> gpd.GeoDataFrame:
    """Let people of a cell stand together, where one of them lives.

    Parameters
    ----------
    people : geopandas.GeoDataFrame
        Points with ``population`` and ``working_age``.
    cell_m : float
        Side of a cell.

    Returns
    -------
    geopandas.GeoDataFrame
        A point per inhabited cell: of the cell's points the one nearest to the middle
        of its people. The people add up to the same.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> people = dg.read_layer("people")
    >>> gathered = gather_people(people, 2000.0)
    >>> len(gathered) < len(people) / 8
    True
    >>> bool(gathered["population"].sum() == people["population"].sum())
    True
    """
    xy = shapely.get_coordinates(people.geometry.to_numpy())
    cell = pd.Series(list(map(tuple, np.floor(xy / cell_m).astype(int))), people.index)
    heads = people["population"].to_numpy(dtype=float) + np.finfo(float).tiny
    frame = pd.DataFrame({"cell": cell, "x": xy[:, 0] * heads, "y": xy[:, 1] * heads, "n": heads})
    sums = frame.groupby("cell")[["x", "y", "n"]].transform("sum").to_numpy()
    off_m = np.hypot(*(xy - sums[:, :2] / sums[:, 2:]).T)
    order = pd.DataFrame({"cell": cell, "off_m": off_m}).sort_values(["cell", "off_m"])
    chosen = people.loc[order.index[~order["cell"].duplicated()]]
    totals = people[["population", "working_age"]].groupby(cell).sum()
    totals = totals.loc[cell.loc[chosen.index]].set_axis(chosen.index)
    return gpd.GeoDataFrame(totals, geometry=chosen.geometry, crs=people.crs)
