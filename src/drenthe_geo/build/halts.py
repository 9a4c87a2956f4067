"""The halts of an area out of the stops of timetables: which stops are one place to change at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.area.gazetteer import plain_name
from drenthe_geo.area.package import data_dir, read_toml
from drenthe_geo.area.sourced import sourced_value
from drenthe_geo.transit.rules import BUS, TRAIN

if TYPE_CHECKING:
    from numpy.typing import NDArray

FILES = {
    "timetable.toml": ("merge_m", "same_name_m", "at_station_m", "place_m", "ways_apart"),
    "analysis.toml": ("gtfs_match_m", "gtfs_name_m", "gtfs_hours"),
}


@dataclass(frozen=True)
class FeedChoices:
    """Which stops are one halt, and which hours count; see ``timetable.toml``."""

    # Stops so near to each other are one halt.
    merge_m: float
    # The same for stops of one name.
    same_name_m: float
    # A bus stop so near to a station is that station.
    at_station_m: float
    # How well a stop is placed that is a halt by itself.
    place_m: float
    # A line that takes so many times as long one way as the other is two.
    ways_apart: float
    # A stop of trains is the station so near, or the one of its name.
    match_m: float
    name_m: float
    # Trips that leave their first stop between these hours count.
    hours: tuple[float, float]


def read_feed_choices() -> FeedChoices:
    """Read the choices that hold for every area."""
    found: dict[str, Any] = {}
    for file, names in FILES.items():
        raw = read_toml(data_dir() / "defaults" / file)
        for name in names:
            found[name.removeprefix("gtfs_")], _ = sourced_value(raw[name], name)
    return FeedChoices(**{**found, "hours": tuple(map(float, found["hours"]))})


@dataclass(frozen=True)
class Halts:
    """The halts of an area."""

    # By vehicle, the code of the halt that each stop is.
    of: dict[str, pd.Series]
    # Index code: ``name`` and point, of stations and stops that the feeds alone have.
    stations: gpd.GeoDataFrame
    stops: gpd.GeoDataFrame


def make_halts(
    stops: gpd.GeoDataFrame,
    calls: pd.DataFrame,
    stations: gpd.GeoDataFrame,
    choices: FeedChoices,
) -> Halts:
    """Make stations of the stops of trains that are none yet, and halts of the stops of buses.

    `stops` have ``stop_name``, ``parent_station``, ``station`` (the code of the one given that a
    stop of trains is, else missing) and a point; `calls` a ``vehicle`` and a ``stop_id``.
    """
    often = {kind: _often(calls[calls["vehicle"] == kind]) for kind in (TRAIN, BUS)}
    trains = stops.loc[often[TRAIN].index]
    unknown = trains[trains["station"].isna()]
    chief = merged_stops(gpd.GeoDataFrame(unknown), often[TRAIN], choices)
    new = _called("s", stops, chief)
    by_train = trains["station"].where(
        trains["station"].notna(), "s-" + chief.reindex(trains.index)
    )
    all_stations = pd.concat([stations[["name", "geometry"]], new])
    buses = stops.loc[often[BUS].index]
    at = _nearest(gpd.GeoDataFrame(buses), gpd.GeoDataFrame(all_stations), choices.at_station_m)
    chief = merged_stops(gpd.GeoDataFrame(buses[at.isna()]), often[BUS], choices)
    by_bus = at.where(at.notna(), "b-" + chief.reindex(buses.index))
    return Halts({TRAIN: by_train, BUS: by_bus}, new, _called("b", stops, chief))


def _often(calls: pd.DataFrame) -> pd.Series:
    """Count the calls at each stop, in the order of the stops' names."""
    return calls["stop_id"].value_counts().sort_index()


def _called(sign: str, stops: gpd.GeoDataFrame, chief: pd.Series) -> gpd.GeoDataFrame:
    """Call halts after their chief stops."""
    mine = stops.loc[sorted(set(chief))]
    named = mine[["stop_name", "geometry"]].rename(columns={"stop_name": "name"})
    return gpd.GeoDataFrame(named.set_axis(f"{sign}-" + mine.index.astype(object), axis=0))


def _nearest(points: gpd.GeoDataFrame, halts: gpd.GeoDataFrame, most_m: float) -> pd.Series:
    """Code of the nearest halt up to some metres away; missing where there is none."""
    found = pd.Series(None, points.index, dtype=object)
    if len(points) and len(halts):
        places, off_m = halts.sindex.nearest(
            points.geometry.to_numpy(), return_all=False, return_distance=True
        )
        near = off_m <= most_m
        found.iloc[places[0][near]] = halts.index.to_numpy(dtype=object)[places[1][near]]
    return found


def merged_stops(stops: gpd.GeoDataFrame, often: pd.Series, choices: FeedChoices) -> pd.Series:
    """Give each stop the chief of its halt, which is the one with most calls.

    Stops with one parent are a halt. Of the others every one, that with most calls first, joins the
    nearest chief that is near enough, or becomes one: so no halt is wider than twice that distance,
    however closely stops follow each other along a street.
    """
    parent = stops["parent_station"]
    group = parent.where(parent != "", stops.index.to_series())
    order = often[stops.index].sort_values(ascending=False, kind="stable").index
    first = group[order].drop_duplicates()  # of every group the stop with most calls
    xy_m = np.column_stack([stops.geometry[first.index].x, stops.geometry[first.index].y])
    names = [plain_name(str(name)) for name in stops["stop_name"][first.index]]
    chiefs = first.index.to_numpy(dtype=object)[_chiefs(xy_m, names, choices)]
    chief: pd.Series = group.map(dict(zip(first, chiefs, strict=True)))
    return chief


def _chiefs(xy_m: NDArray[np.float64], names: list[str], choices: FeedChoices) -> NDArray[np.intp]:
    """Give each place, in their order, the one before that it joins, itself where there is none."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 - keeps the import light

    chief = np.arange(len(xy_m))
    if not len(xy_m):
        return chief
    near = cKDTree(xy_m).query_ball_point(xy_m, max(choices.merge_m, choices.same_name_m))
    for one, others in enumerate(near):
        least_m = np.inf
        for other in others:
            if other >= one or chief[other] != other:
                continue
            off_m = float(np.hypot(*(xy_m[one] - xy_m[other])))
            most_m = choices.same_name_m if names[one] == names[other] else choices.merge_m
            if off_m <= most_m and off_m < least_m:
                least_m, chief[one] = off_m, other
    return chief
