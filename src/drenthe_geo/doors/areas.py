"""The land that lies within a time of points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from drenthe_geo.contracts.arguments import checked
from drenthe_geo.crs import to_crs_cut
from drenthe_geo.doors.given import Roads, take_area, take_network, with_warnings
from drenthe_geo.doors.points import Points, take_points
from drenthe_geo.reach.areas import service_areas
from drenthe_geo.reach.notices import area_ends, may_be_larger, point_warnings, whole_to_min
from drenthe_geo.reach.parts import require_cutoffs
from drenthe_geo.roads.minutes import compute_reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.modes import Mode
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.roads.search.spots import Direction

COLUMNS = ("minutes", "mode", "direction", "km2", "filled_km2", "may_be_larger",
           "unreached_inside_m", "reached_outside_m", "geometry")  # fmt: skip


@checked
def isochrones(
    points: Points,
    minutes: float | Iterable[float],
    mode: Mode | None = None,
    *,
    direction: Direction = "to",
    network: Roads = None,
    profile: Profile | str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    area: Area | str | Path | None = None,
) -> gpd.GeoDataFrame:
    """Draw the land from which one gets to each point within some minutes.

    Parameters
    ----------
    points : geopandas.GeoDataFrame, geopandas.GeoSeries, row of points, str or pathlib.Path
        Points with a CRS; (lon, lat) pairs or shapely points in degrees, one or several; a
        file; or ``"stations"``, ``"all-stations"``, ``"sites"``, ``"places"`` of the area.
    minutes : float or iterable of float
        Cut-offs.
    mode : str, optional
        ``"car"`` (where not given), ``"bicycle"``, ``"ebike"``, ``"walk"``, or one of their
        other names, such as ``"bike"``, ``"drive"``, ``"foot"``.
    direction : {"to", "from"}
        Trips to the points (default), or from them.
    network : Network, networkx.MultiDiGraph, geopandas.GeoDataFrame, str or Path, optional
        Roads of your own: a graph of osmnx, a table of edges with lines, or a file of either; a
        file of OpenStreetMap (``.osm.pbf``), or the folder that ``drenthe-geo build FILE
        --network-only`` or ``drenthe-geo network`` made. They may lie anywhere. Those of the
        area where not given.
    profile : Profile, str or pathlib.Path, optional
        A profile of your own, or a file of profiles; see `read_profile`.
    columns : mapping of str to str, optional
        Columns of a table of edges; see `read_network_from`.
    area : Area, str or pathlib.Path, optional
        The area; the one that ships where not given.

    Returns
    -------
    geopandas.GeoDataFrame
        A row per point and cut-off, in your CRS and your order, on your index (once per
        cut-off): ``minutes``, ``mode``, ``direction``, ``km2``, ``may_be_larger`` (the roads
        end before the area need; missing on roads of your own, where nobody knows), and how
        true the drawing is, see `service_areas`. Missing for a point outside the roads. Words
        and files are in RD New. ``attrs["warnings"]`` has sentences on what to look at.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused, an index has a label twice, or no point is near a
        road.

    Examples
    --------
    >>> found = isochrones([(5.525, 52.172)], [5, 10], mode="bike", area=area)
    >>> found.crs.to_epsg(), found["minutes"].tolist(), found["mode"].unique().tolist()
    (4326, [5.0, 10.0], ['bicycle'])
    """
    area = take_area(area)
    cutoffs, taken = require_cutoffs(minutes), take_points(area, points, "points")
    roads = take_network(area, network, mode, profile, columns)
    if not len(taken):
        empty: dict[str, list[object]] = {name: [] for name in COLUMNS}
        none = gpd.GeoDataFrame(empty, geometry="geometry", crs=taken.crs, index=taken.index)
        kinds: dict[str, object] = dict.fromkeys(COLUMNS[:-1], float)
        kinds |= {"mode": str, "direction": str, "may_be_larger": "boolean"}
        return with_warnings(area, none.astype(kinds), roads.notices)
    reach = compute_reach(
        roads, taken.on(roads)[["geometry"]], direction=direction, limit_min=max(cutoffs)
    )
    drawn = service_areas(reach, cutoffs, area.settings)
    number = drawn["facility"].to_numpy(dtype=int)
    outside = reach.snaps["access_min"].isna().to_numpy()[number]
    numbers = ["km2", "filled_km2", "unreached_inside_m", "reached_outside_m"]
    drawn[numbers] = drawn[numbers].astype(float)
    drawn.loc[outside, [*numbers, "geometry"]] = None
    drawn["may_be_larger"] = may_be_larger(drawn, whole_to_min(area, reach))
    named = drawn.assign(facility=[str(taken.index[one]) for one in number])
    shapes = to_crs_cut(drawn.geometry, taken.crs)
    found = drawn[list(COLUMNS)].set_geometry(shapes).set_axis(taken.index.take(number))
    warnings = [
        *roads.profile.notes,
        *roads.notices,
        *point_warnings(taken.labelled(reach.snaps), roads.profile.max_snap_m),
        *area_ends(named),
    ]
    return with_warnings(area, found, warnings)
