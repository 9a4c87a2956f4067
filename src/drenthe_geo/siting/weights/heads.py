"""People around points, the nearer the more: summed up while their minutes are measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.reach.crowd import AT_ONCE, has_gates
from drenthe_geo.roads.arcs import along_curve
from drenthe_geo.roads.beyond import ds_from_beyond, read_beyond
from drenthe_geo.roads.minutes import compute_reach
from drenthe_geo.roads.search.tenths import ds_in_parts
from drenthe_geo.roads.snapping import remember, snap_points
from drenthe_geo.units import BOUNDS, DS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.network import Network
    from drenthe_geo.siting.model import Criterion
    from drenthe_geo.siting.weights.eyes import Fade
    from drenthe_geo.units import Bound

    Part = tuple[NDArray[np.intp], NDArray[np.int32], pd.DataFrame, slice]
    """Some points by position, tenths of a second between them (rows) and people, which people."""


def heads_around(
    area: Area,
    points: gpd.GeoDataFrame,
    network: Network,
    counted: Mapping[str, Criterion],
    *,
    streets: gpd.GeoDataFrame | None = None,
) -> dict[Bound, pd.DataFrame]:
    """Count the people around points, by bound of the minutes: a column per criterion.

    People on the embedded roads are the layer ``people``, or `streets`, fewer that stand for
    them; by car those beyond the roads come in by the gates. Refused if these are asked for
    from further off than is known of them.
    """
    # Who is further off counts for nothing, even if all roads take less time.
    limit_min = max(one.fades.none_min for one in counted.values()) / network.profile.factor("low")
    columns: dict[Fade, list[int]] = {}
    for column, one in enumerate(counted.values()):
        columns.setdefault(one.fades, []).append(column)
    shares = {
        (bound, fade): _shares(fade, network.profile.factor(bound), limit_min)
        for bound in BOUNDS
        for fade in columns
    }
    found = {bound: np.zeros((len(points), len(counted))) for bound in BOUNDS}
    of: pd.DataFrame | None = None
    for at, ds, people, some in _everybody(area, points, network, limit_min, streets):
        if people is not of:
            of, every = people, [_heads(people, one) for one in counted.values()]
        heads = [one[some] for one in every]
        places = ds.astype(np.intp)  # once: to look something up numpy needs its own kind
        for (bound, fade), share in shares.items():
            near = _looked_up(share, places)
            # No product of matrices: with a table this narrow its threads wait for each other.
            for column in columns[fade]:
                found[bound][at, column] += np.einsum("ij,j->i", near, heads[column])
    return {
        bound: pd.DataFrame(counts, points.index, list(counted)) for bound, counts in found.items()
    }


def _shares(fade: Fade, factor: float, limit_min: float) -> NDArray[np.float64]:
    """Share that counts by tenths of a second; nothing beyond the limit, which comes last."""
    ds = np.arange(int(limit_min * DS_PER_MIN) + 1)
    return np.append(fade.of(ds / DS_PER_MIN * factor), 0.0)


def _looked_up(share: NDArray[np.float64], ds: NDArray[np.intp]) -> NDArray[np.float64]:
    """Look the share of every time up, in the order in which they stand in memory."""
    if ds.flags.c_contiguous:
        return np.take(share, ds, mode="clip")
    return np.take(share, ds.T, mode="clip").T


def _everybody(
    area: Area,
    points: gpd.GeoDataFrame,
    network: Network,
    limit_min: float,
    streets: gpd.GeoDataFrame | None,
) -> Iterator[Part]:
    """Give the times between some points and some people, part after part, as `Part`."""
    if streets is None:
        yield from _by_points(points, area.layer("people"), network, limit_min)
    else:
        yield from _by_people(points, streets, network, limit_min)
    if has_gates(area, network):
        beyond, order = read_beyond(area), along_curve(_xy_of(points))
        near_each_other = points.iloc[order]
        remember(network, near_each_other, snap_points(network, points).iloc[order])
        for some, ds in ds_from_beyond(near_each_other, beyond, network, limit_min):
            yield order[some], ds.T, beyond.people, slice(None)


def _by_points(
    points: gpd.GeoDataFrame, people: gpd.GeoDataFrame, network: Network, limit_min: float
) -> Iterator[Part]:
    """Search from point after point, so no point's people hang on how many others there are."""
    for start in range(0, len(points), AT_ONCE):
        reach = compute_reach(network, points.iloc[start : start + AT_ONCE], limit_min=limit_min)
        at = points.index.get_indexer(reach.facilities.index)
        for some, ds in ds_in_parts(reach, people):
            yield at, ds.T, people, some


def _by_people(
    points: gpd.GeoDataFrame, people: gpd.GeoDataFrame, network: Network, limit_min: float
) -> Iterator[Part]:
    """Search from people after people: of many points they are fewer.

    Ends are rounded in another order, so a time may be a tenth of a second off.
    """
    for start in range(0, len(people), AT_ONCE):
        some = people.iloc[start : start + AT_ONCE].sort_index()
        reach = compute_reach(network, some, direction="from", limit_min=limit_min)
        facilities = reach.facilities
        for at, ds in ds_in_parts(reach, points):
            yield _positions(at), ds, facilities, slice(None)


def _positions(some: slice) -> NDArray[np.intp]:
    return np.arange(some.start, some.stop)


def _xy_of(points: gpd.GeoDataFrame) -> NDArray[np.float64]:
    xy: NDArray[np.float64] = shapely.get_coordinates(points.geometry.to_numpy())
    return xy


def _heads(people: pd.DataFrame, one: Criterion) -> NDArray[np.float64]:
    """Count the people of a criterion at every point; nobody outside its own area."""
    heads = people[one.who].to_numpy(dtype=float)
    if not one.inside_rd:
        return heads
    if isinstance(people, gpd.GeoDataFrame):
        xy = _xy_of(people)
    else:
        xy = people[["x_m", "y_m"]].to_numpy(dtype=float)
    inside = shapely.contains_xy(shapely.Polygon(one.inside_rd), *xy.T)
    return np.where(inside, heads, 0.0)
