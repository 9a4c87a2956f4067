"""The main job: stations, their catchments, who lives in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.areas import certainty_areas, service_areas
from drenthe_geo.catchments import reached_roads, require_cutoffs
from drenthe_geo.errors import LayerError
from drenthe_geo.io.embedded import read_network, read_profile, read_settings
from drenthe_geo.io.files import read_layer, read_layers
from drenthe_geo.layers import people_inside, places_inside, province_outline, select_stations
from drenthe_geo.network import DS_PER_MIN
from drenthe_geo.notices import (
    edge_warning,
    ignored_warning,
    outside_warnings,
    snap_warnings,
)
from drenthe_geo.partition import dissolve_margins, nearest_margins
from drenthe_geo.report import (
    manifest,
    station_summary,
    with_people,
)
from drenthe_geo.resources import sha256
from drenthe_geo.snapping import snap_points
from drenthe_geo.travel import compute_reach, nearest_facility, travel_times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import geopandas as gpd

    from drenthe_geo.layers import StationSet
    from drenthe_geo.settings import Settings
    from drenthe_geo.travel import Direction, Reach, TravelTimes

STEPS = ("layers", "network", "times", "areas", "roads", "partition", "tables", "maps", "files")
"""Steps of the job, for a progress display."""


@dataclass(frozen=True)
class Study:
    """Everything that the main job computes.

    Parameters
    ----------
    layers : mapping of str to geopandas.GeoDataFrame
        The layers that went in.
    stations, places : geopandas.GeoDataFrame
        Facilities of this study, and the places that are asked about.
    people : geopandas.GeoDataFrame
        Points that people are counted at: on the streets of their postcode, or a
        user's own places.
    reach : Reach
        Times between all junctions and all stations.
    times : TravelTimes
        Minutes from every place to every station.
    nearest : pandas.DataFrame
        Nearest and second nearest station of every place.
    people_times : TravelTimes
        Minutes from where people are counted to every station.
    service_areas, certainty, reached_roads : geopandas.GeoDataFrame
        Catchments as areas (with ``people``, inhabitants within the cut-off), what is
        certain and uncertain around each cut-off, and catchments as road parts.
    partition, margins : geopandas.GeoDataFrame
        The province by nearest station (with ``people``), and by nearest and second
        nearest with the margin between them.
    summary : pandas.DataFrame
        One row per station.
    manifest : dict
        How it was made.
    """

    layers: Mapping[str, gpd.GeoDataFrame]
    stations: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    people: gpd.GeoDataFrame
    reach: Reach
    times: TravelTimes
    nearest: pd.DataFrame
    people_times: TravelTimes
    service_areas: gpd.GeoDataFrame
    certainty: gpd.GeoDataFrame
    reached_roads: gpd.GeoDataFrame
    partition: gpd.GeoDataFrame
    margins: gpd.GeoDataFrame
    summary: pd.DataFrame
    manifest: dict[str, Any]


def make_study(
    *,
    which: StationSet = "nine",
    minutes: Iterable[float] | None = None,
    direction: Direction = "to",
    mode: str | None = None,
    profile_file: str | Path | None = None,
    own_layers: Mapping[str, str | Path] | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Study:
    """Do the main job on the embedded data.

    Parameters
    ----------
    which : {"nine", "all"}
        The stations of Drenthe, or all in service in and around it.
    minutes : iterable of float, optional
        Cut-offs; those of the analysis settings where not given.
    direction : {"to", "from"}
        Trips to the station (default) or from it.
    mode : str, optional
        Mode of travel; the car where not given.
    profile_file : str or pathlib.Path, optional
        Profiles of your own; see `read_profile`.
    own_layers : mapping, optional
        Your own file in place of a layer, by layer name.
    on_step : callable
        Told the name of each step of `STEPS` when it begins.

    Returns
    -------
    Study
        All results.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused.

    Examples
    --------
    >>> study = make_study(minutes=[15])
    >>> study.summary.loc["asn", "name"]
    'Assen'
    """
    own = dict(own_layers or {})
    settings, profile = read_settings(), read_profile(mode, profile_file)
    cutoffs = require_cutoffs(settings.cutoffs_min if minutes is None else minutes)
    on_step("layers")
    layers = read_layers(**own)
    stations = _stations(layers, which)
    places, ignored = _places(layers)
    people = _people(layers, own, places)
    on_step("network")
    network = read_network(profile)
    on_step("times")
    station_snaps = snap_points(network, stations)
    inside = station_snaps["access_min"].notna()
    used = stations[inside] if inside.any() else stations
    reach = compute_reach(network, used, direction=direction)
    times = travel_times(reach, places)
    nearest = nearest_facility(times)
    people_times = travel_times(reach, people)
    people_nearest = nearest_facility(people_times)
    only_nine = which == "nine" and "stations" not in own
    nearer = None
    if only_nine:
        nearer = _people_nearer_elsewhere(reach, people, people_nearest, layers["stations"])
    on_step("areas")
    areas = service_areas(reach, cutoffs, settings)
    bands = certainty_areas(reach, cutoffs, settings)
    whole_to_min = _whole_to_min(reach, settings)
    on_step("roads")
    roads = reached_roads(reach, cutoffs)
    on_step("partition")
    margins = nearest_margins(reach, province_outline(layers["gemeenten"]), settings)
    partition = dissolve_margins(margins)
    on_step("tables")
    summary = station_summary(
        used,
        people,
        times=people_times,
        nearest=people_nearest,
        place_nearest=nearest,
        partition=partition,
        areas=areas,
    )
    summary.insert(5, "whole_to_min", whole_to_min)
    areas = with_people(areas, summary)
    partition.insert(1, "name", partition["facility"].map(summary["name"]))
    partition.insert(5, "people", partition["facility"].map(summary["people_nearest"]))
    for layer in (bands, margins):
        layer.insert(1, "name", layer["facility"].map(summary["name"]))
    margins.insert(3, "second_name", margins["second"].map(summary["name"]))
    counts = {
        "stations": len(used),
        "stations_outside_the_network": int((~inside).sum()),
        "places": len(places),
        "places_not_counted": len(ignored),
        "people": int(people["population"].sum()),
        "points_that_people_are_counted_at": len(people),
        "people_within_minutes_of_any_station": {
            f"{cutoff:g}": int(people["population"][people_nearest["nearest_min"] <= cutoff].sum())
            for cutoff in cutoffs
        },
        "people_contested": int(people["population"][people_nearest["contested"]].sum()),
        "people_within_minutes_for_certain_and_possibly": {
            f"{cutoff:g}": [
                int(people["population"][people_nearest["nearest_min"] <= bound].sum())
                for bound in profile.certainty_bounds_min(cutoff)
            ]
            for cutoff in cutoffs
        },
        "people_nearer_to_a_station_not_counted": None if nearer is None else sum(nearer.values()),
        "of_these_nearest_to": nearer,
        "places_without_route": len(times.unreached),
        "road_edges": network.n_edges,
        "road_nodes": network.n_nodes,
    }
    said = manifest(
        profile=network.profile,
        settings=settings,
        parameters={
            "mode": profile.mode,
            "direction": direction,
            "stations": which,
            "minutes": list(cutoffs),
        },
        counts=counts,
        warnings=[
            *([network.profile.note] if network.profile.note else []),
            *ignored_warning(ignored, "places" in own),
            *edge_warning(summary, cutoffs),
            *outside_warnings(station_snaps, stations),
            *snap_warnings(times, places, used),
        ],
        own_files={
            f"{name}: {Path(path).name}": sha256(Path(path).expanduser())
            for name, path in [*own.items(), ("profile", profile_file)]
            if path is not None
        },
    )
    return Study(
        layers=layers,
        stations=used,
        places=places,
        people=people,
        reach=reach,
        times=times,
        nearest=nearest,
        people_times=people_times,
        service_areas=areas,
        certainty=bands,
        reached_roads=roads,
        partition=partition,
        margins=margins,
        summary=summary,
        manifest=said,
    )


def _stations(layers: Mapping[str, gpd.GeoDataFrame], which: StationSet) -> gpd.GeoDataFrame:
    stations = select_stations(layers["stations"], which)
    if stations.empty:
        msg = (
            f"layer 'stations': none is in the set {which!r}; "
            "its role must be drenthe and its status in_service."
        )
        raise LayerError(msg)
    return stations


def _places(
    layers: Mapping[str, gpd.GeoDataFrame],
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Places that count, and those of a user's own that do not."""
    places = places_inside(layers["places"], layers["gemeenten"])
    if places.empty:
        msg = "layer 'places': none lies in the province, so there is nobody to count."
        raise LayerError(msg)
    return places, layers["places"].drop(index=places.index)


def _people(
    layers: Mapping[str, gpd.GeoDataFrame],
    own: Mapping[str, str | Path],
    places: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """Points that people are counted at; a user's own places hold their own people."""
    if "places" in own and "people" not in own:
        return places
    people = people_inside(layers["people"], layers["places"], layers["gemeenten"])
    if people.empty:
        msg = "layer 'people': nobody lives in the province, so there is nobody to count."
        raise LayerError(msg)
    return people


def _people_nearer_elsewhere(
    reach: Reach, people: gpd.GeoDataFrame, nearest: pd.DataFrame, stations: gpd.GeoDataFrame
) -> dict[str, int]:
    """People for whom a station in service that was left out is nearer, by its name."""
    everything = select_stations(stations, "all")
    others = compute_reach(reach.network, everything, direction=reach.direction)
    best = nearest_facility(travel_times(others, people))
    elsewhere = best["nearest_min"] < nearest["nearest_min"]
    heads = people["population"][elsewhere].groupby(best["nearest"][elsewhere]).sum()
    heads = heads[heads > 0].sort_values(ascending=False, kind="stable")
    return {str(stations.loc[code, "name"]): int(count) for code, count in heads.items()}


def _whole_to_min(reach: Reach, settings: Settings) -> pd.Series:
    """Minutes up to which a station's area cannot run on beyond the embedded roads."""
    home = province_outline(read_layer("gemeenten"))
    shapely.prepare(home)
    junctions = shapely.points(reach.network.node_xy_m)
    at_edge = ~shapely.dwithin(home, junctions, settings.network_margin_m)
    times = reach.node_times_ds[:, at_edge].min(axis=1, initial=np.inf)
    return pd.Series(np.floor(times / DS_PER_MIN), index=reach.facilities.index)
