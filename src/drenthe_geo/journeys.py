"""Trips by train from door to door on the embedded roads, from points to destinations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from drenthe_geo.edits import apply_scenarios
from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.io.embedded import (
    read_destinations,
    read_profile,
    read_scenario,
    read_settings,
    read_situation,
)
from drenthe_geo.io.files import read_layer, read_points
from drenthe_geo.io.gtfs import read_rail_from_gtfs
from drenthe_geo.io.writers import require_ending, staged_folder, write_csv, write_json
from drenthe_geo.layers import places_inside
from drenthe_geo.notices import point_warnings
from drenthe_geo.queries import require_word_or_file
from drenthe_geo.report import manifest, with_sources
from drenthe_geo.resources import sha256
from drenthe_geo.travel import compute_reach, travel_times
from drenthe_geo.trip_tables import trips_table
from drenthe_geo.trips import Boarding, DoorToDoor, board, door_to_door

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import pandas as pd

    from drenthe_geo.situation import Situation
    from drenthe_geo.travel import Direction, TravelTimes

BEST = "best"
DEFAULT_ACCESS = "bicycle"


def access_modes(access: str, situation: Situation) -> tuple[str, ...]:
    """Choose the modes by which one comes to a station.

    Parameters
    ----------
    access : str
        A mode, or ``"best"``: whichever is fastest for each trip.
    situation : Situation
        For the modes that have boarding minutes.

    Returns
    -------
    tuple of str
        The modes.

    Raises
    ------
    ArgumentError
        If there is no such mode.
    """
    modes = tuple(situation.rail.rules.board_min)
    if access == BEST:
        return modes
    if access not in modes:
        raise unknown_choice("access", access, [*modes, BEST])
    return (access,)


def station_times(
    points: gpd.GeoDataFrame, situation: Situation, mode: str, *, direction: Direction = "to"
) -> TravelTimes:
    """Measure the minutes between points and all stations where a train stops.

    Parameters
    ----------
    points : geopandas.GeoDataFrame
        Points in RD New.
    situation : Situation
        Roads and trains.
    mode : str
        Mode on the roads.
    direction : {"to", "from"}
        To the stations (default) or from them.

    Returns
    -------
    TravelTimes
        Stations outside the roads have no times.
    """
    stations = situation.rail.stations
    near = stations.index.isin(situation.rail.served) & (stations["role"] != "far").to_numpy()
    reach = compute_reach(
        situation.network(read_profile(mode)), stations[near], direction=direction
    )
    return travel_times(reach, points)


def boarding_times(points: gpd.GeoDataFrame, situation: Situation, access: str) -> Boarding:
    """Measure the minutes from points to the platforms.

    Parameters
    ----------
    points : geopandas.GeoDataFrame
        Points in RD New with unique ids as the index.
    situation : Situation
        Roads and trains.
    access : str
        ``"walk"``, ``"bicycle"``, ``"ebike"``, ``"car"`` or ``"best"``.

    Returns
    -------
    Boarding
        See `board`.

    Raises
    ------
    ArgumentError
        If there is no such mode.
    """
    modes = access_modes(access, situation)
    times = {mode: station_times(points, situation, mode) for mode in modes}
    return board(times, situation.rail)


def station_trips(
    origins: gpd.GeoDataFrame,
    *,
    access: str = DEFAULT_ACCESS,
    situation: Situation | None = None,
    destinations: pd.DataFrame | None = None,
) -> DoorToDoor:
    """Compute trips by train from points to destinations, from door to door.

    Parameters
    ----------
    origins : geopandas.GeoDataFrame
        Points in RD New with unique ids as the index.
    access : str
        How one comes to the station: ``"walk"``, ``"bicycle"`` (default), ``"ebike"``,
        ``"car"`` (no further than `access_cap_min` of the rules) or ``"best"`` of them.
    situation : Situation, optional
        Trains and roads; as they stand where not given.
    destinations : pandas.DataFrame, optional
        Where trips go; where not given those of `read_destinations` that the trains
        serve.

    Returns
    -------
    DoorToDoor
        Minutes with their range, the station of each trip, and its legs.

    Raises
    ------
    DrentheGeoError
        If an argument is refused.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> sites = dg.read_layer("sites").loc[["rijkskantoor-mandemaat-assen"]]
    >>> trips = station_trips(sites)
    >>> trips.station.loc["rijkskantoor-mandemaat-assen", "den-haag"]
    'asn'
    """
    there = read_situation() if situation is None else situation
    ends = destinations
    if ends is None:
        ends = read_destinations()
        ends = ends[ends["station"].isin(there.rail.served)]
    boarding = boarding_times(origins, there, access)
    return door_to_door(boarding, there.rail, ends)


def read_origins(what: str | Path) -> gpd.GeoDataFrame:
    """Read where trips begin.

    Parameters
    ----------
    what : str or pathlib.Path
        ``"places"`` (the postcode areas of Drenthe), ``"sites"``, or a file of points.

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
    >>> len(read_origins("places"))
    260
    """
    if str(what) == "places":
        return places_inside(read_layer("places"), read_layer("gemeenten"))
    if str(what) == "sites":
        return read_layer("sites")
    require_word_or_file("origins", what, ("places", "sites"))
    return read_points(what)


def write_trips(
    origins: str | Path,
    out: str | Path,
    *,
    access: str = DEFAULT_ACCESS,
    scenarios: Iterable[str | Path] = (),
    gtfs: str | Path | None = None,
) -> tuple[DoorToDoor, list[str]]:
    """Write trips by train from your own points to the destinations.

    Parameters
    ----------
    origins : str or pathlib.Path
        ``"places"``, ``"sites"`` or a file of points.
    out : str or pathlib.Path
        CSV, see `trips_table`. Beside it ``NAME.about.json`` says how it was made.
    access : str
        How one comes to the station; see `station_trips`.
    scenarios : iterable of str or pathlib.Path
        Scenarios that are taken as done; see `read_scenario`.
    gtfs : str or pathlib.Path, optional
        A GTFS feed in place of the embedded trains; see `read_rail_from_gtfs`.

    Returns
    -------
    trips : DoorToDoor
        What was written.
    warnings : list of str
        What a reader should look at.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused.
    """
    out = require_ending(out, ".csv")
    settings, situation = read_settings(), read_situation()
    if gtfs is not None:
        situation = replace(situation, rail=read_rail_from_gtfs(gtfs))
        if not read_destinations()["station"].isin(situation.rail.served).any():
            msg = f"no train of {Path(gtfs).name} goes to any destination."
            raise ArgumentError(msg)
    chosen = [read_scenario(what) for what in scenarios]
    if chosen:
        situation = apply_scenarios(situation, chosen, settings)
    access_modes(access, situation)  # a wrong word is said before a file is read
    points = read_origins(origins)
    trips = station_trips(points, access=access, situation=situation)
    warnings = trip_warnings(trips)
    lost = read_destinations().drop(index=trips.destinations.index)["name"]
    if len(lost):
        warnings.append(f"no train goes to {', '.join(lost)}")
    with staged_folder(out.parent) as folder:
        write_csv(trips_table(trips), folder / out.name)
        said = about_trips(trips, situation, origins=str(origins), access=access)
        said["own_files"] = own_files(origins, gtfs, *scenarios)
        write_json(said | {"warnings": warnings}, folder / f"{out.stem}.about.json")
    return trips, warnings


def trip_warnings(trips: DoorToDoor) -> list[str]:
    """Say what a reader of trips should look at.

    Parameters
    ----------
    trips : DoorToDoor
        The trips.

    Returns
    -------
    list of str
        Sentences.
    """
    said = []
    for times in trips.boarding.access.values():
        said += [times.profile.note] if times.profile.note else []
        said += point_warnings(times.origin_snaps, times.profile.max_snap_m)
    return list(dict.fromkeys(said))


def about_trips(trips: DoorToDoor, situation: Situation, **asked: object) -> dict[str, object]:
    """Say how trips were made.

    Parameters
    ----------
    trips : DoorToDoor
        The trips.
    situation : Situation
        Trains and roads.
    **asked : object
        Further parameters.

    Returns
    -------
    dict
        See `manifest`; with the rules for trains and what the legs rest on.
    """
    profile = next(iter(trips.boarding.access.values())).profile
    said = manifest(
        profile=profile,
        settings=read_settings(),
        parameters={"scenarios": list(situation.scenarios), **asked},
        counts={
            "origins": len(trips.minutes),
            "lines": len(situation.rail.lines),
            "legs_by_basis": situation.rail.legs["basis"].value_counts().sort_index().to_dict(),
        },
        warnings=[],
        own_files={},
    )
    said["rail_rules"] = with_sources(situation.rail.rules)
    said["destinations"] = trips.destinations.reset_index().to_dict("records")
    return said


def own_files(*files: str | Path | None) -> dict[str, str]:
    """Hash the files of a user among some arguments.

    Parameters
    ----------
    *files : str, pathlib.Path or None
        Words and files.

    Returns
    -------
    dict
        SHA-256 by name of file.
    """
    paths = [Path(at).expanduser() for at in files if at is not None]
    return {path.name: sha256(path) for path in paths if path.is_file()}
