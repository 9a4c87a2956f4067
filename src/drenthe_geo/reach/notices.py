"""What a reader of a result should look at: far points, lost ones, areas that may be larger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.people import read_people
from drenthe_geo.area.select import province_outline
from drenthe_geo.reach.crowd import has_gates
from drenthe_geo.reach.roadless import no_road_notes, people_without_road
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.roads.snapping import snap_points
from drenthe_geo.units import DS_PER_MIN
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.minutes import Reach, TravelTimes
    from drenthe_geo.roads.network import Network

MOST_NAMED = 20
"""How many points a notice names before it says how many more there are."""


def ignored_warning(ignored: gpd.GeoDataFrame, *, own: bool) -> list[Message]:
    """Say how many places outside the area are not counted, if they are of a user's own file."""
    if not own or ignored.empty:
        return []
    people = int(ignored["population"].sum())
    return [Message("reach.ignored", places=len(ignored), people=people)]


def edge_warning(summary: pd.DataFrame, minutes: Sequence[float]) -> list[Message]:
    """Say which areas may run on beyond the roads: up to ``whole_to_min`` they cannot."""
    cut = summary[summary["whole_to_min"] < minutes[-1]]
    if cut.empty:
        return []
    areas = [
        Message("reach.whole_to", name=name, minutes=whole)
        for name, whole in zip(cut["name"], cut["whole_to_min"], strict=True)
    ]
    return [Message("reach.edge", areas=areas)]


def whole_to_min(area: Area, reach: Reach) -> pd.Series:
    """Minutes up to which a facility's area can not run on beyond the area's roads.

    NaN on a network of a user: where that ends nobody knows.
    """
    index = reach.facilities.index
    if not _is_of_area(area, reach.network):
        return pd.Series(np.nan, index=index)
    home = province_outline(area.without_own().layer("gemeenten"))
    shapely.prepare(home)
    junctions = shapely.points(reach.network.node_xy_m)
    at_edge = ~shapely.dwithin(home, junctions, area.settings.network_margin_m)
    return pd.Series(np.floor(reach.least_ds(at_edge) / DS_PER_MIN), index=index)


def _is_of_area(area: Area, network: Network) -> bool:
    """Tell whether most nodes of a network are nodes of the area's roads; some are added."""
    table = area.fresh().table("road_nodes")
    known, nodes = (
        np.unique(x_m + 1j * y_m)  # a place as one number
        for x_m, y_m in (
            (table["x_m"].to_numpy(dtype=float), table["y_m"].to_numpy(dtype=float)),
            network.node_xy_m.T,
        )
    )
    same = np.intersect1d(known, nodes, assume_unique=True)
    return 2 * len(same) > len(nodes)


def may_be_larger(areas: gpd.GeoDataFrame, whole_min: pd.Series) -> pd.Series:
    """Say of each area whether it may run on beyond the roads; missing where nobody knows."""
    whole = areas["facility"].map(whole_min)
    larger: pd.Series = (areas["minutes"] > whole).astype("boolean")
    found: pd.Series = larger.where(whole.notna() & areas["km2"].notna())
    return found


def area_ends(table: pd.DataFrame) -> list[Message]:
    """Say which areas may run on beyond the roads, or that nobody knows."""
    unknown = table["may_be_larger"].isna() & table["km2"].notna()
    said = [Message("reach.own_ends")] if unknown.any() else []
    cut = table[table["may_be_larger"].fillna(value=False).astype(bool)]
    first = cut.drop_duplicates("facility")
    areas = [
        Message("reach.area", facility=facility, minutes=minutes)
        for facility, minutes in zip(first["facility"], first["minutes"], strict=True)
    ]
    return [*said, *([Message("reach.area_ends", areas=_named(areas))] if areas else [])]


def outside_warnings(snaps: pd.DataFrame, stations: gpd.GeoDataFrame) -> list[Message]:
    """Say which stations lie outside the road network, one by one."""
    outside = snaps[snaps["access_min"].isna()]
    return [
        Message("reach.left_out", station=key, name=stations.loc[key, "name"], metres=metres)
        for key, metres in outside["snap_m"].items()
    ]


def snap_warnings(
    times: TravelTimes, places: gpd.GeoDataFrame, stations: gpd.GeoDataFrame
) -> list[Message]:
    """Say which points lie far from every road or have no route, the farthest first.

    Of very many the first are named, and the others counted.
    """
    said = []
    for kind, snaps, known in (
        ("place", times.origin_snaps, places),
        ("station", times.facility_snaps, stations),
    ):
        far = snaps[snaps["is_far"]].sort_values("snap_m", ascending=False, kind="stable")
        said += [_far(kind, key, snap, known) for key, snap in far.head(MOST_NAMED).iterrows()]
        said += _more(f"reach.more_far_{kind}", len(far))
    near = times.origin_snaps["access_min"].notna()
    lost = [key for key in times.unreached if near[key]]
    said += [
        Message("reach.no_route", place=key, name=places.loc[key, "name"])
        for key in lost[:MOST_NAMED]
    ]
    return [*said, *_more("reach.more_no_route", len(lost))]


def point_warnings(snaps: pd.DataFrame, most_m: float) -> list[Message]:
    """Say which points lie far from every road, and which outside the network.

    `most_m` is the profile's `max_snap_m`; a point that stands twice is named once.
    """
    outside = snaps["access_min"].isna()
    said = []
    for chosen, key in (
        (outside, "reach.points_outside"),
        (snaps["is_far"] & ~outside, "reach.points_far"),
    ):
        names = list(dict.fromkeys(str(name) for name in snaps.index[chosen]))
        if names:
            said.append(Message(key, points=_named(names), metres=most_m))
    return said


def empty_warning(areas: gpd.GeoDataFrame) -> list[Message]:
    """Say which service areas are empty."""
    empty = areas[areas.geometry.is_empty]
    if empty.empty:
        return []
    named = [
        Message("reach.area", facility=facility, minutes=minutes)
        for facility, minutes in zip(empty["facility"], empty["minutes"], strict=True)
    ]
    return [Message("reach.empty", areas=_named(named))]


def unknown_warnings(table: pd.DataFrame) -> list[Message]:
    """Say of which points nobody can be counted, and within which cut-offs not everybody."""
    said, called = [], "name" if "name" in table else "facility"
    outside = table["inhabitants_own"].isna()
    if outside.any():
        names = list(dict.fromkeys(str(name) for name in table.loc[outside, called]))
        said.append(Message("reach.crowd_outside", points=_named(names)))
    cut = table[table["inhabitants"].isna() & ~outside]
    if len(cut):
        rows = zip(cut[called], cut["minutes"], strict=True)
        named = [Message("reach.area", facility=one, minutes=minutes) for one, minutes in rows]
        said.append(Message("reach.crowd_cut", areas=_named(named)))
    return said


def crowd_notes(area: Area, network: Network, reach: Reach) -> list[Message]:
    """Say whom no road reaches, who is missing on a user's own roads, and what holds beyond."""
    people, own = area.layer("people"), read_people(area)
    snaps = snap_points(network, people)
    lost = no_road_notes(own, snaps.loc[own.index], network.profile)
    if has_gates(area, network):
        calm, ours = read_profile(area, network.profile.mode), network.profile
        same = (ours.free_flow_factor, ours.junction_s) == (calm.free_flow_factor, calm.junction_s)
        said = [] if same and not ours.at_peak else [Message("reach.crowd_profile")]
        back = [Message("reach.crowd_back")] if reach.direction == "from" else []
        return [*lost, *said, *back]
    around = people.drop(index=own.index)
    off = people_without_road(around, snaps.loc[around.index])
    metres = network.profile.max_snap_m
    return [*lost, *([Message("reach.crowd_off", people=off, metres=metres)] if off else [])]


def whose_people() -> dict[str, Message]:
    """Say whose people each column of a table counts."""
    return {
        "inhabitants": Message("reach.whose_all"),
        "working_age": Message("reach.whose_all"),
        "inhabitants_own": Message("reach.whose_own"),
    }


def _named(names: Sequence[str | Message]) -> Message:
    """Name the first of some names, and count the others."""
    more = len(names) - MOST_NAMED
    if more > 0:
        return Message("reach.first_of", names=names[:MOST_NAMED], more=more)
    return Message("reach.all_of", names=names)


def _more(key: str, count: int) -> list[Message]:
    """Count those that are not named."""
    return [Message(key, more=count - MOST_NAMED)] if count > MOST_NAMED else []


def _far(kind: str, key: object, snap: pd.Series, known: gpd.GeoDataFrame) -> Message:
    """Say how far a point is from the nearest road, and what that means."""
    cost = Message("reach.no_times")
    if not np.isnan(snap["access_min"]):
        cost = Message("reach.leg", minutes=snap["access_min"])
    point = Message(f"reach.{kind}", id=key, name=known.loc[key, "name"])
    return Message("reach.far", point=point, metres=snap["snap_m"], cost=cost)
