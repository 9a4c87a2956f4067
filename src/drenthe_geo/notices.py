"""What a reader of a result should look at, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from drenthe_geo.travel import TravelTimes

MOST_NAMED = 20
"""How many points a notice names before it says "and n more"."""


def ignored_warning(ignored: gpd.GeoDataFrame, own: bool) -> list[str]:  # noqa: FBT001
    """Say how many places of a user's own file are not counted.

    Parameters
    ----------
    ignored : geopandas.GeoDataFrame
        Places outside the province.
    own : bool
        Whether they are of a user's own file: of the embedded ones it is meant.

    Returns
    -------
    list of str
        One sentence, or none.
    """
    if not own or ignored.empty:
        return []
    people = int(ignored["population"].sum())
    said = f"{len(ignored):,} of the places, with {people:,} people, lie outside the province"
    return [f"{said} and are not counted"]


def edge_warning(summary: pd.DataFrame, minutes: Sequence[float]) -> list[str]:
    """Say which areas may run on beyond the embedded roads.

    Parameters
    ----------
    summary : pandas.DataFrame
        Result of `station_summary`, with ``whole_to_min``.
    minutes : sequence of float
        Cut-offs.

    Returns
    -------
    list of str
        One sentence, or none.
    """
    cut = summary[summary["whole_to_min"] < minutes[-1]]
    if cut.empty:
        return []
    named = ", ".join(
        f"{name} (whole to {whole:.0f} min)"
        for name, whole in zip(cut["name"], cut["whole_to_min"], strict=True)
    )
    said = (
        f"the roads end outside the province, so these areas may be larger than said: {named}; "
        "only their km2 are affected, not the people of Drenthe"
    )
    return [said]


def outside_warnings(snaps: pd.DataFrame, stations: gpd.GeoDataFrame) -> list[str]:
    """Say which stations lie outside the road network.

    Parameters
    ----------
    snaps : pandas.DataFrame
        Result of `snap_points` for the stations.
    stations : geopandas.GeoDataFrame
        The stations, for their names.

    Returns
    -------
    list of str
        One sentence per station.
    """
    outside = snaps[snaps["access_min"].isna()]
    return [
        f"station {key} ({stations.loc[key, 'name']}): {metres:,.0f} m from the nearest road; "
        "it lies outside the road network and is left out"
        for key, metres in outside["snap_m"].items()
    ]


def snap_warnings(
    times: TravelTimes, places: gpd.GeoDataFrame, stations: gpd.GeoDataFrame
) -> list[str]:
    """Word what a reader should look at.

    Parameters
    ----------
    times : TravelTimes
        The times.
    places, stations : geopandas.GeoDataFrame
        Demand and facilities, for their names.

    Returns
    -------
    list of str
        One sentence per point that lies far from every road or has no route, the
        farthest first; of very many the first and a count.
    """
    said = []
    for kind, snaps, known in (
        ("place", times.origin_snaps, places),
        ("station", times.facility_snaps, stations),
    ):
        far = snaps[snaps["is_far"]].sort_values("snap_m", ascending=False, kind="stable")
        said += _first_of(
            [
                _far_sentence(kind, key, snap, known)
                for key, snap in far.head(MOST_NAMED).iterrows()
            ],
            len(far),
            f"{kind}s far from every road",
        )
    near = times.origin_snaps["access_min"].notna()
    lost = [key for key in times.unreached if near[key]]
    said += _first_of(
        [
            f"place {key} ({places.loc[key, 'name']}): no route to any station"
            for key in lost[:MOST_NAMED]
        ],
        len(lost),
        "places without a route",
    )
    return said


def point_warnings(snaps: pd.DataFrame, most_m: float) -> list[str]:
    """Say which points lie far from every road, or outside the network.

    Parameters
    ----------
    snaps : pandas.DataFrame
        Result of `snap_points`; a point that stands twice is named once.
    most_m : float
        The profile's `max_snap_m`.

    Returns
    -------
    list of str
        A sentence for those outside, and one for those that are only far.
    """
    outside = snaps["access_min"].isna()
    said = []
    for chosen, what in (
        (outside, f"outside the network (over {most_m:,.0f} m from a road), so without times"),
        (snaps["is_far"] & ~outside, "far from every road"),
    ):
        names = list(dict.fromkeys(str(name) for name in snaps.index[chosen]))
        if names:
            more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
            said.append(f"{what}: {', '.join(names[:MOST_NAMED])}{more}")
    return said


def empty_warning(areas: gpd.GeoDataFrame) -> list[str]:
    """Say which service areas are empty.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Result of `service_areas`.

    Returns
    -------
    list of str
        One sentence, or none.
    """
    empty = areas[areas.geometry.is_empty]
    if empty.empty:
        return []
    named = [
        f"{facility} ({minutes:g} min)"
        for facility, minutes in zip(empty["facility"], empty["minutes"], strict=True)
    ]
    more = f" and {len(named) - MOST_NAMED:,} more" if len(named) > MOST_NAMED else ""
    listed = ", ".join(named[:MOST_NAMED])
    return [
        f"nothing is reached, for the leg to the road takes longer or there is none: {listed}{more}"
    ]


def _first_of(sentences: list[str], count: int, what: str) -> list[str]:
    more = count - len(sentences)
    return [*sentences, f"and {more:,} more {what}"] if more > 0 else sentences


def _far_sentence(kind: str, key: object, snap: pd.Series, known: gpd.GeoDataFrame) -> str:
    cost = (
        "it lies outside the road network and has no times"
        if np.isnan(snap["access_min"])
        else f"that leg costs {snap['access_min']:.1f} minutes"
    )
    name = known.loc[key, "name"]
    return f"{kind} {key} ({name}): {snap['snap_m']:,.0f} m from the nearest road; {cost}"
