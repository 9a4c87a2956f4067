"""Times and catchments for any points on any network, from files to files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.areas import certainty_areas, service_areas
from drenthe_geo.catchments import reached_roads, require_cutoffs
from drenthe_geo.errors import unknown_choice
from drenthe_geo.io.embedded import read_profile, read_settings
from drenthe_geo.io.files import read_layer, read_points
from drenthe_geo.io.networks import read_network_from
from drenthe_geo.io.writers import (
    require_ending,
    staged_folder,
    write_csv,
    write_geopackage,
    write_json,
)
from drenthe_geo.layers import select_stations
from drenthe_geo.notices import empty_warning, point_warnings
from drenthe_geo.report import manifest, times_table
from drenthe_geo.resources import sha256
from drenthe_geo.travel import compute_reach, travel_times

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from drenthe_geo.travel import Direction, Reach, TravelTimes


def read_facilities(what: str | Path) -> gpd.GeoDataFrame:
    """Read facilities: a set of stations by its word, or points from a file.

    Parameters
    ----------
    what : str or pathlib.Path
        ``"stations"`` (the nine), ``"all-stations"``, ``"sites"``, or a file; see
        `read_points`.

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
    if str(what) == "sites":
        return read_layer("sites")
    require_word_or_file("facilities", what, ("stations", "all-stations", "sites"))
    return read_points(what)


def require_word_or_file(role: str, what: str | Path, words: tuple[str, ...]) -> None:
    """Raise if a word is none of those known, and no file either.

    Parameters
    ----------
    role : str
        What it stands for.
    what : str or pathlib.Path
        The word or file.
    words : tuple of str
        The words that are known.

    Raises
    ------
    ArgumentError
        If it has no ending, as a file has, and is not there.
    """
    path = Path(what).expanduser()
    if not path.suffix and not path.exists():
        raise unknown_choice(role, str(what), [*words, "a file of points"])


def write_times(
    origins: str | Path,
    destinations: str | Path,
    out: str | Path,
    *,
    mode: str | None = None,
    profile_file: str | Path | None = None,
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
        Beside it ``NAME.snaps.csv`` says where every point joined the roads, and
        ``NAME.about.json`` how it was made.
    mode : str, optional
        Mode of travel; the car where not given.
    profile_file : str or pathlib.Path, optional
        Profiles of your own; see `read_profile`.
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
    out = require_ending(out, ".csv")
    starts, facilities = read_points(origins), read_facilities(destinations)
    profile = read_profile(mode, profile_file)
    reach = compute_reach(
        read_network_from(network, profile, columns=columns), facilities, direction=direction
    )
    times = travel_times(reach, starts)
    long = times_table(times).set_axis(["origin", "destination", "minutes"], axis=1)
    snaps = pd.concat(
        [
            snap_table(times.origin_snaps, "origin"),
            snap_table(times.facility_snaps, "destination"),
        ]
    )
    with staged_folder(out.parent) as folder:
        write_csv(long, folder / out.name)
        write_csv(snaps, folder / f"{out.stem}.snaps.csv")
        files = {"from": origins, "to": destinations, "network": network, "profile": profile_file}
        warnings = [
            *([profile.note] if profile.note else []),
            *point_warnings(
                pd.concat([times.origin_snaps, times.facility_snaps]), profile.max_snap_m
            ),
        ]
        write_json(about(reach, files, warnings), folder / f"{out.stem}.about.json")
    return times


def write_catchments(
    facilities: str | Path,
    minutes: Iterable[float],
    out: str | Path,
    *,
    mode: str | None = None,
    profile_file: str | Path | None = None,
    direction: Direction = "to",
    network: str | Path = "default",
    columns: Mapping[str, str] | None = None,
    fill_holes_m2: float = 0.0,
    exact: bool = False,
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Write the catchments of facilities of your own.

    Parameters
    ----------
    facilities : str or pathlib.Path
        ``"stations"``, ``"all-stations"`` or a file of points.
    minutes : iterable of float
        Cut-offs.
    out : str or pathlib.Path
        GeoPackage with the layers ``service_areas``, ``certainty`` and
        ``reached_roads``. Beside it ``NAME.snaps.csv`` says where every facility
        joined the roads, and ``NAME.about.json`` how it was made.
    mode : str, optional
        Mode of travel; the car where not given.
    profile_file : str or pathlib.Path, optional
        Profiles of your own; see `read_profile`.
    direction : {"to", "from"}
        Trips to the facility (default) or from it.
    network : str or pathlib.Path
        ``"default"``, or a file; see `read_network_from`.
    columns : mapping of str to str, optional
        Columns of the network file.
    fill_holes_m2, exact : float, bool
        How areas are drawn; see `service_areas`.

    Returns
    -------
    areas : geopandas.GeoDataFrame
        The service areas that were written.
    warnings : list of str
        What a reader should look at; they stand in ``NAME.about.json`` too.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused.
    """
    out = require_ending(out, ".gpkg")
    cutoffs = require_cutoffs(minutes)
    profile, settings = read_profile(mode, profile_file), read_settings()
    roads = read_network_from(network, profile, columns=columns)
    reach = compute_reach(roads, read_facilities(facilities), direction=direction)
    areas = service_areas(reach, cutoffs, settings, fill_holes_m2=fill_holes_m2, exact=exact)
    layers = {
        "service_areas": areas,
        "certainty": certainty_areas(reach, cutoffs, settings),
        "reached_roads": reached_roads(reach, cutoffs),
    }
    files = {"facilities": facilities, "network": network, "profile": profile_file}
    warnings = [
        *([profile.note] if profile.note else []),
        *point_warnings(reach.snaps, profile.max_snap_m),
        *empty_warning(areas),
    ]
    asked = {"minutes": list(cutoffs), "fill_holes_m2": fill_holes_m2, "exact": exact}
    said = about(reach, files, warnings, **asked)
    with staged_folder(out.parent) as folder:
        write_geopackage(layers, folder / out.name)
        write_csv(snap_table(reach.snaps, "facility"), folder / f"{out.stem}.snaps.csv")
        write_json(said, folder / f"{out.stem}.about.json")
    return areas, warnings


def snap_table(snaps: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Make one row per point, with where it joined the roads and at what cost.

    Parameters
    ----------
    snaps : pandas.DataFrame
        Result of `snap_points`.
    kind : str
        What the points are.

    Returns
    -------
    pandas.DataFrame
        ``id``, where and how far it joined, ``point`` (the kind).
    """
    table = snaps.drop(columns=["edge_position", "fraction"])
    return table.rename_axis(index="id").reset_index().assign(point=kind)


def about(
    reach: Reach,
    files: Mapping[str, str | Path | None],
    warnings: list[str],
    **asked: object,
) -> dict[str, object]:
    """Say how a result was made: as the manifest of a study, for points of one's own.

    Parameters
    ----------
    reach : Reach
        What was computed.
    files : mapping of str to str or pathlib.Path
        Files, or words for what is embedded, by their role.
    warnings : list of str
        What a reader should look at.
    **asked : object
        Further parameters.

    Returns
    -------
    dict
        See `manifest`.
    """
    words = {"stations", "all-stations", "sites", "places", "default"}
    given = {role: str(at) for role, at in files.items() if at is not None}
    own = {}
    for role, at in given.items():
        if at not in words:
            path = Path(at).expanduser()
            own[f"{role}: {path.name}"] = sha256(path)
    profile = reach.network.profile
    plain = {role: at for role, at in given.items() if at in words}
    return manifest(
        profile=profile,
        settings=read_settings(),
        parameters={"mode": profile.mode, "direction": reach.direction, **plain, **asked},
        counts={
            "facilities": len(reach.facilities),
            "road_edges": reach.network.n_edges,
            "road_nodes": reach.network.n_nodes,
        },
        warnings=warnings,
        own_files=own,
    )
