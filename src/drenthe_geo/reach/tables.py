"""Tables of a study: stations with their people, one by one and together, and the places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import ArgumentError
from drenthe_geo.reach.parts import require_cutoffs
from drenthe_geo.reach.roadless import people_without_road
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from drenthe_geo.roads.minutes import TravelTimes
    from drenthe_geo.roads.profiles import Profile

ANY, ANY_NAME = "any", "any station"
"""Id and name of the row of all stations, in tables; a screen says it in its language."""


def people_within(
    times: TravelTimes, places: gpd.GeoDataFrame, minutes: Iterable[float]
) -> pd.DataFrame:
    """People within each cut-off of every facility.

    Parameters
    ----------
    times : TravelTimes
        Times of the places.
    places : geopandas.GeoDataFrame
        The same places, with ``population``.
    minutes : iterable of float
        Cut-offs.

    Returns
    -------
    pandas.DataFrame
        One row per facility, one column per cut-off. A place counts whole: its
        people are in reach if its point is.

    Raises
    ------
    ArgumentError
        If an origin is not among the places.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> stations, places = dg.area.select_stations(area.layer("stations")), area.layer("places")
    >>> reach = dg.roads.compute_reach(dg.roads.read_network(area, "car"), stations)
    >>> people_within(dg.roads.travel_times(reach, places), places, [5, 15]).loc["hds"].tolist()
    [12600, 59400]
    """
    missing = times.minutes.index.difference(places.index)
    if len(missing):
        counts = {"missing": len(missing), "all": len(times.minutes)}
        raise ArgumentError("reach.not_places", first=missing[0], **counts)
    minutes = require_cutoffs(minutes)
    people = places["population"].reindex(times.minutes.index).to_numpy(dtype=float)
    within: dict[float, object] = {
        cutoff: (times.minutes <= cutoff).to_numpy().T.astype(float) @ people for cutoff in minutes
    }
    return pd.DataFrame(within, index=times.minutes.columns).round().astype(int)


def station_summary(
    stations: gpd.GeoDataFrame,
    people: gpd.GeoDataFrame,
    *,
    times: TravelTimes,
    nearest: pd.DataFrame,
    place_nearest: pd.DataFrame,
    partition: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Sum a study up, one row per station, most people nearest first.

    Index ``station``; ``name``, ``intercity``, ``places_nearest``, ``people_nearest``,
    ``people_contested`` (part of them for whom the second nearest may as well be nearest),
    ``nearest_km2``, and per cut-off N ``people_N_min``, ``people_N_min_certain`` (for certain
    within it), ``people_N_min_possible`` (possibly), ``area_N_min_km2`` (land beside roads) and
    ``area_N_min_filled_km2`` (its holes filled). `nearest` and `place_nearest` are those of the
    people and of the places, see `nearest_facility`.
    """
    cutoffs = sorted(areas["minutes"].unique())
    by_nearest = people["population"].groupby(nearest["nearest"])
    unclear = nearest["contested"]
    by_unclear = people["population"][unclear].groupby(nearest["nearest"][unclear])
    summary = pd.DataFrame(
        {
            "name": stations["name"],
            "intercity": stations["intercity"],
            "places_nearest": place_nearest.groupby("nearest").size(),
            "people_nearest": by_nearest.sum(),
            "people_contested": by_unclear.sum(),
            "nearest_km2": partition.set_index("facility")["km2"],
        },
        index=stations.index.rename("station"),
    )
    counts = ["places_nearest", "people_nearest", "people_contested"]
    summary[counts] = summary[counts].fillna(0).astype(int)
    summary["nearest_km2"] = summary["nearest_km2"].fillna(0.0)
    bounds = {cutoff: times.profile.certainty_bounds_min(cutoff) for cutoff in cutoffs}
    every = {time for cutoff, pair in bounds.items() for time in (cutoff, *pair)}
    heads = people_within(times, people, every)
    land = areas.set_index(["facility", "minutes"])[["km2", "filled_km2"]]
    within: dict[str, pd.Series] = {}
    for cutoff in cutoffs:
        within[f"people_{cutoff:g}_min"] = heads[cutoff]
        for word, bound in zip(("certain", "possible"), bounds[cutoff], strict=True):
            within[f"people_{cutoff:g}_min_{word}"] = heads[bound]
        of_cutoff = land.xs(cutoff, level="minutes")
        for name in land:
            within[f"area_{cutoff:g}_min_{name}"] = of_cutoff[name]
    summary = summary.join(pd.DataFrame(within))
    return summary.sort_values("people_nearest", ascending=False, kind="stable")


def with_people(areas: gpd.GeoDataFrame, summary: pd.DataFrame) -> gpd.GeoDataFrame:
    """Add names and people to service areas, and whether they may be larger than drawn.

    ``may_be_larger``: by ``whole_to_min`` of the summary the area may run on beyond the roads.
    """
    people = [
        int(summary.loc[facility, f"people_{cutoff:g}_min"])
        for facility, cutoff in zip(areas["facility"], areas["minutes"], strict=True)
    ]
    copy = areas.copy()
    copy.insert(1, "name", copy["facility"].map(summary["name"]))
    copy["may_be_larger"] = copy["minutes"] > copy["facility"].map(summary["whole_to_min"])
    copy.insert(list(copy.columns).index("km2") + 1, "people", people)
    return copy


def times_table(times: TravelTimes) -> pd.DataFrame:
    """Make one row per place and station: ``place``, ``station``, ``minutes`` (if any)."""
    minutes = times.minutes.sort_index(axis=0).sort_index(axis=1)
    return pd.DataFrame(
        {
            "place": np.repeat(minutes.index.to_numpy(), minutes.shape[1]),
            "station": np.tile(minutes.columns.to_numpy(), minutes.shape[0]),
            "minutes": minutes.to_numpy().ravel(),
        }
    )


def nearest_table(
    places: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
    nearest: pd.DataFrame,
    times: TravelTimes,
) -> pd.DataFrame:
    """Make one row per place: who it is, nearest and second nearest station, and the snap."""
    table = places[["name", "gemeente", "population"]].join(nearest)
    for rank in ("nearest", "second"):
        at = int(np.flatnonzero(table.columns == rank)[0]) + 1
        table.insert(at, f"{rank}_name", table[rank].map(stations["name"]))
    snaps = times.origin_snaps[["snap_m", "access_min", "road_class", "road_number"]]
    table = table.join(snaps.assign(snap_m=snaps["snap_m"].round(1)))
    return pd.DataFrame(table.rename_axis(index="place").reset_index())


@dataclass(frozen=True)
class Within:
    """People within a cut-off of any station: as computed, for certain, and possibly."""

    people: int
    certain: int
    possible: int


@dataclass(frozen=True)
class SummaryTotal:
    """What holds for all stations of a study together; a summary has one row for each."""

    # Places and people with a route to a station.
    places: int
    people: int
    # People for whom the second nearest may as well be the nearest.
    contested: int
    # Land that was divided among the stations.
    nearest_km2: float
    within: Mapping[float, Within]
    # People for whom a station that does not count is nearer, by its name; None where all
    # stations count.
    nearer_elsewhere: Mapping[str, int] | None = None
    # People who live too far from every road, and those at a road from which no way leads to any
    # station: with the people above these are all.
    without_road: int = 0
    without_way: int = 0

    @property
    def name(self) -> Message:
        """What a reader calls all stations together."""
        return Message("reach.any_station")

    @property
    def people_nearer_elsewhere(self) -> int | None:
        """People for whom a station that does not count is nearer, in all."""
        return None if self.nearer_elsewhere is None else sum(self.nearer_elsewhere.values())

    @property
    def row(self) -> dict[str, object]:
        """The row of all stations, by the columns of a summary."""
        counts: dict[str, object] = {
            "station": ANY,
            "name": ANY_NAME,
            "places_nearest": self.places,
            "people_nearest": self.people,
            "people_contested": self.contested,
            "nearest_km2": self.nearest_km2,
            "people_without_way": self.without_way,
            "people_without_road": self.without_road,
        }
        for cutoff, one in self.within.items():
            counts[f"people_{cutoff:g}_min"] = one.people
            counts[f"people_{cutoff:g}_min_certain"] = one.certain
            counts[f"people_{cutoff:g}_min_possible"] = one.possible
        return counts


def summary_total(
    summary: pd.DataFrame,
    people: gpd.GeoDataFrame,
    nearest: pd.DataFrame,
    *,
    profile: Profile,
    minutes: Iterable[float],
    nearer_elsewhere: Mapping[str, int] | None = None,
    snaps: pd.DataFrame | None = None,
) -> SummaryTotal:
    """Sum a study up for all its stations together.

    `summary` is that of `station_summary`, `nearest` the `nearest_facility` of the people, `snaps`
    where they join the roads.
    """
    heads, least_min = people["population"], nearest["nearest_min"]
    without_road = 0 if snaps is None else people_without_road(people, snaps)
    with_way = int(summary["people_nearest"].sum())

    def within(limit_min: float) -> int:
        return int(heads[least_min <= limit_min].sum())

    return SummaryTotal(
        places=int(summary["places_nearest"].sum()),
        people=with_way,
        contested=int(summary["people_contested"].sum()),
        nearest_km2=float(summary["nearest_km2"].sum()),
        within={
            cutoff: Within(within(cutoff), *map(within, profile.certainty_bounds_min(cutoff)))
            for cutoff in require_cutoffs(minutes)
        },
        nearer_elsewhere=nearer_elsewhere,
        without_road=without_road,
        without_way=int(heads.sum()) - with_way - without_road,
    )


def with_total(summary: pd.DataFrame, total: SummaryTotal) -> pd.DataFrame:
    """Add the row of all stations to a summary, with the ids in a column ``station``.

    Whom no station has is known of all stations together alone: ``people_without_way`` and
    ``people_without_road`` are blank in the rows before.
    """
    rows = pd.concat([summary.reset_index(), pd.DataFrame([total.row])], ignore_index=True)
    counts = [name for name in rows.columns if name.startswith(("places_", "people_"))]
    alone = [name for name in counts if name not in summary]
    rows[counts] = rows[counts].astype({name: "Int64" if name in alone else int for name in counts})
    return rows
