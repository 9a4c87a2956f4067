"""Times and catchments for any points on any network, from files to files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.catchments import reached_roads, service_areas
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.embedded import read_settings
from drenthe_geo.io.files import read_layer, read_points
from drenthe_geo.io.networks import read_network_from
from drenthe_geo.io.writers import staged_folder, write_csv, write_geopackage
from drenthe_geo.layers import select_stations
from drenthe_geo.report import times_table
from drenthe_geo.travel import compute_reach, travel_times

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from drenthe_geo.travel import Direction, TravelTimes


def read_facilities(what: str | Path) -> gpd.GeoDataFrame:
    """Read facilities: a set of stations by its word, or points from a file.

    Parameters
    ----------
    what : str or pathlib.Path
        ``"stations"`` (the nine), ``"all-stations"``, or a file; see `read_points`.

    Returns
    -------
    geopandas.GeoDataFrame
        Points in RD New, ids in the index.

    Raises
    ------
    DrentheGeoError
        If the file is refused.

    Examples
    --------
    >>> len(read_facilities("stations"))
    9
    """
    if str(what) == "stations":
        return select_stations(read_layer("stations"), "nine")
    if str(what) == "all-stations":
        return select_stations(read_layer("stations"), "all")
    return read_points(what)


def write_times(
    origins: str | Path,
    destinations: str | Path,
    out: str | Path,
    *,
    mode: str = "car",
    direction: Direction = "to",
    network: str | Path = "default",
    columns: Mapping[str, str] | None = None,
) -> TravelTimes:
    """Write the minutes between points of your own and facilities.

    Parameters
    ----------
    origins : str or pathlib.Path
        File of points.
    destinations : str or pathlib.Path
        ``"stations"``, ``"all-stations"`` or a file of points: the facilities.
    out : str or pathlib.Path
        CSV with ``origin``, ``destination``, ``minutes`` (empty without a route).
        Beside it ``NAME.snaps.csv`` says where every point joined the roads.
    mode : str
        Mode of travel.
    direction : {"to", "from"}
        Trips to the destination (default), or from it back to the origin.
    network : str or pathlib.Path
        ``"default"``, or a file; see `read_network_from`.
    columns : mapping of str to str, optional
        Columns of the network file.

    Returns
    -------
    TravelTimes
        What was written.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused.
    """
    out = _with_ending(out, ".csv")
    starts, facilities = read_points(origins), read_facilities(destinations)
    reach = compute_reach(
        read_network_from(network, mode, columns=columns), facilities, direction=direction
    )
    times = travel_times(reach, starts)
    long = times_table(times).set_axis(["origin", "destination", "minutes"], axis=1)
    snaps = pd.concat(
        [
            table.drop(columns=["edge_position", "fraction"])
            .rename_axis(index="id")
            .reset_index()
            .assign(point=kind)
            for kind, table in (
                ("origin", times.origin_snaps),
                ("destination", times.facility_snaps),
            )
        ]
    )
    with staged_folder(out.parent) as folder:
        write_csv(long, folder / out.name)
        write_csv(snaps, folder / f"{out.stem}.snaps.csv")
    return times


def write_catchments(
    facilities: str | Path,
    minutes: Iterable[float],
    out: str | Path,
    *,
    mode: str = "car",
    direction: Direction = "to",
    network: str | Path = "default",
    columns: Mapping[str, str] | None = None,
) -> gpd.GeoDataFrame:
    """Write the catchments of facilities of your own.

    Parameters
    ----------
    facilities : str or pathlib.Path
        ``"stations"``, ``"all-stations"`` or a file of points.
    minutes : iterable of float
        Cut-offs.
    out : str or pathlib.Path
        GeoPackage with the layers ``service_areas`` and ``reached_roads``.
    mode : str
        Mode of travel.
    direction : {"to", "from"}
        Trips to the facility (default) or from it.
    network : str or pathlib.Path
        ``"default"``, or a file; see `read_network_from`.
    columns : mapping of str to str, optional
        Columns of the network file.

    Returns
    -------
    geopandas.GeoDataFrame
        The service areas that were written.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused.
    """
    out = _with_ending(out, ".gpkg")
    cutoffs = list(minutes)
    roads = read_network_from(network, mode, columns=columns)
    reach = compute_reach(roads, read_facilities(facilities), direction=direction)
    areas = service_areas(reach, cutoffs, read_settings())
    with staged_folder(out.parent) as folder:
        layers = {"service_areas": areas, "reached_roads": reached_roads(reach, cutoffs)}
        write_geopackage(layers, folder / out.name)
    return areas


def _with_ending(out: str | Path, ending: str) -> Path:
    path = Path(out).expanduser()
    if path.suffix.lower() != ending:
        msg = f"--out {path.name}: must end in {ending}."
        raise ArgumentError(msg)
    return path
