"""Tables of a study, in the words of who reads them: summary, nearest station, manifest."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.catchments import require_cutoffs
from drenthe_geo.errors import ArgumentError
from drenthe_geo.profiles import TEXTS
from drenthe_geo.resources import data_dir, descriptor, sha256

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from drenthe_geo.profiles import Profile
    from drenthe_geo.rail_rules import RailRules
    from drenthe_geo.settings import Settings
    from drenthe_geo.travel import TravelTimes

DEPENDENCIES = (
    "contourpy",
    "geopandas",
    "matplotlib",
    "numpy",
    "pandas",
    "pyogrio",
    "pyproj",
    "scipy",
    "shapely",
)
ATTRIBUTION = (
    "© OpenStreetMap contributors (ODbL); CBS/Kadaster 2021, 2023 (CC BY 4.0); "
    "GeoNames (CC BY 4.0); rijdendetreinen.nl (CC0); Provincie Drenthe, Regioprofiel 2025"
)


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
    >>> layers = dg.read_layers()
    >>> reach = dg.compute_reach(dg.read_network("car"), dg.select_stations(layers["stations"]))
    >>> people = people_within(dg.travel_times(reach, layers["places"]), layers["places"], [10, 30])
    >>> bool((people[30] >= people[10]).all())
    True
    """
    missing = times.minutes.index.difference(places.index)
    if len(missing):
        msg = (
            f"{len(missing)} of {len(times.minutes)} origins are not among the "
            f"places, the first is {missing[0]!r}; "
            "give the places that the times were computed for."
        )
        raise ArgumentError(msg)
    minutes = require_cutoffs(minutes)
    people = places["population"].reindex(times.minutes.index).to_numpy(dtype=float)
    counts = {
        cutoff: (times.minutes <= cutoff).to_numpy().T.astype(float) @ people for cutoff in minutes
    }
    return pd.DataFrame(counts, index=times.minutes.columns).round().astype(int)


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
    """Sum a study up, one row per station.

    Parameters
    ----------
    stations, people : geopandas.GeoDataFrame
        Facilities, and points with ``population``.
    times : TravelTimes
        Times between them.
    nearest, place_nearest : pandas.DataFrame
        Results of `nearest_facility`: of the people, and of the places.
    partition, areas : geopandas.GeoDataFrame
        Results of `nearest_partition` and `service_areas`.

    Returns
    -------
    pandas.DataFrame
        Index ``station`` (code); ``name``, ``intercity``, ``places_nearest``,
        ``people_nearest``, ``people_contested`` (part of them for whom the second
        nearest may as well be nearest), ``nearest_km2``, and per cut-off N
        ``people_N_min``, ``people_N_min_certain`` (for certain within it),
        ``people_N_min_possible`` (possibly) and ``area_N_min_km2``. Most people
        nearest first.
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
    km2 = areas.pivot_table(index="facility", columns="minutes", values="km2")
    for cutoff in cutoffs:
        summary[f"people_{cutoff:g}_min"] = heads[cutoff]
        for word, bound in zip(("certain", "possible"), bounds[cutoff], strict=True):
            summary[f"people_{cutoff:g}_min_{word}"] = heads[bound]
        summary[f"area_{cutoff:g}_min_km2"] = km2[cutoff]
    return summary.sort_values("people_nearest", ascending=False, kind="stable")


def with_people(areas: gpd.GeoDataFrame, summary: pd.DataFrame) -> gpd.GeoDataFrame:
    """Add names and people to service areas.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Result of `service_areas`.
    summary : pandas.DataFrame
        Result of `station_summary`, with ``whole_to_min``.

    Returns
    -------
    geopandas.GeoDataFrame
        A copy with ``name`` after ``facility``, ``people`` after ``km2``, and
        ``may_be_larger``: the area comes to where the embedded roads end.
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
    """Make one row per place and station.

    Parameters
    ----------
    times : TravelTimes
        The times.

    Returns
    -------
    pandas.DataFrame
        ``place``, ``station``, ``minutes`` (missing without a route).
    """
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
    """Make one row per place, with where it joined the roads.

    Parameters
    ----------
    places, stations : geopandas.GeoDataFrame
        Demand and facilities.
    nearest : pandas.DataFrame
        Result of `nearest_facility`.
    times : TravelTimes
        The times, for their snaps.

    Returns
    -------
    pandas.DataFrame
        ``place``, ``name``, ``gemeente``, ``population``, nearest and second nearest
        station with names and minutes, ``margin_min``, and the snap: ``snap_m``,
        ``access_min``, ``road_class``, ``road_number``.
    """
    table = places[["name", "gemeente", "population"]].join(nearest)
    for rank in ("nearest", "second"):
        at = int(np.flatnonzero(table.columns == rank)[0]) + 1
        table.insert(at, f"{rank}_name", table[rank].map(stations["name"]))
    snaps = times.origin_snaps[["snap_m", "access_min", "road_class", "road_number"]]
    table = table.join(snaps.assign(snap_m=snaps["snap_m"].round(1)))
    return pd.DataFrame(table.rename_axis(index="place").reset_index())


def summary_with_total(summary: pd.DataFrame, said: dict[str, Any]) -> pd.DataFrame:
    """Add the row for all stations together.

    Parameters
    ----------
    summary : pandas.DataFrame
        Result of `station_summary`.
    said : dict
        The manifest, for the people within reach of any station.

    Returns
    -------
    pandas.DataFrame
        With a column ``station`` and a last row ``any``.
    """
    total: dict[str, Any] = {"station": "any", "name": "any station"}
    for column in ("places_nearest", "people_nearest", "people_contested", "nearest_km2"):
        total[column] = summary[column].sum()
    counted = said["counts"]
    for cutoff, count in counted["people_within_minutes_of_any_station"].items():
        total[f"people_{cutoff}_min"] = count
        bounds = counted["people_within_minutes_for_certain_and_possibly"][cutoff]
        for word, people in zip(("certain", "possible"), bounds, strict=True):
            total[f"people_{cutoff}_min_{word}"] = people
    rows = pd.concat([summary.reset_index(), pd.DataFrame([total])], ignore_index=True)
    counts = [name for name in rows.columns if name.startswith(("places_", "people_"))]
    rows[counts] = rows[counts].astype(int)
    return rows


def manifest(
    *,
    profile: Profile,
    settings: Settings,
    parameters: dict[str, Any],
    counts: dict[str, Any],
    warnings: list[str],
    own_files: dict[str, str],
) -> dict[str, Any]:
    """Say how a result was made, so that it can be made again.

    Parameters
    ----------
    profile : Profile
        Profile of the mode.
    settings : Settings
        Choices of the analysis.
    parameters : dict
        Arguments of the study.
    counts : dict
        Numbers of rows.
    warnings : list of str
        What a reader should look at.
    own_files : dict
        SHA-256 of files used in place of a layer, by layer and name.

    Returns
    -------
    dict
        Versions, data with dates and hashes, parameters with sources, counts,
        warnings. It holds no clock time, so equal runs write equal bytes.
    """
    versions = {"drenthe-geo": version("drenthe-geo"), "python": platform.python_version()}
    versions |= {name: version(name) for name in DEPENDENCIES}
    versions["geos"] = shapely.geos_version_string
    return {
        "title": "Bereikbaarheid van stations in Drenthe",
        "versions": versions,
        "data": [_data_entry(entry) for entry in descriptor()["resources"]],
        "own_files": own_files,
        "parameters": parameters,
        "profile": with_sources(profile, {"mode", *TEXTS}),
        "settings": with_sources(settings),
        "counts": counts,
        "warnings": warnings,
        "attribution": ATTRIBUTION,
    }


def _data_entry(entry: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {
        key: entry[key] for key in ("name", "path", "date", "limits") if key in entry
    }
    kept["sources"] = [f"{source['title']} ({source['date']})" for source in entry["sources"]]
    kept["sha256"] = sha256(data_dir() / entry["path"])
    kept["licences"] = [licence["name"] for licence in entry["licenses"]]
    return kept


def with_sources(
    choices: Profile | Settings | RailRules, plain: Iterable[str] = ()
) -> dict[str, Any]:
    """Put every choice beside its source.

    Parameters
    ----------
    choices : Profile, Settings or RailRules
        The choices.
    plain : iterable of str
        Fields that are no numbers and have no source.

    Returns
    -------
    dict
        By name: ``value`` and ``source``.

    Examples
    --------
    >>> from drenthe_geo import read_settings
    >>> with_sources(read_settings())["cell_m"]["value"]
    50.0
    """
    result: dict[str, Any] = {}
    for name in choices.__dataclass_fields__:
        value = getattr(choices, name)
        if name in plain:
            result[name] = value
        elif name != "sources":
            if isinstance(value, frozenset):
                value = sorted(value)
            shown = dict(value) if isinstance(value, Mapping) else value
            result[name] = {"value": shown, "source": choices.sources[name]}
    return result
