"""Who and what is in reach of any points: people, people of working age, students."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd

from drenthe_geo.access import cumulative_cutoff
from drenthe_geo.catchments import require_cutoffs
from drenthe_geo.errors import unknown_choice
from drenthe_geo.io.embedded import read_profile
from drenthe_geo.io.files import read_layer
from drenthe_geo.io.networks import read_network_from
from drenthe_geo.io.writers import require_ending, staged_folder, write_csv, write_json
from drenthe_geo.layers import people_inside
from drenthe_geo.notices import point_warnings
from drenthe_geo.queries import about, read_facilities, snap_table
from drenthe_geo.travel import compute_reach, travel_times

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd

    from drenthe_geo.network import Network
    from drenthe_geo.travel import Direction, Reach

Who = Literal["drenthe", "all"]
LEVELS = ("mbo", "hbo", "university")
GROUPS = {"inhabitants": "population", "working_age": "working_age"}


def read_people(who: Who = "drenthe") -> gpd.GeoDataFrame:
    """Read the people who count.

    Parameters
    ----------
    who : {"drenthe", "all"}
        People of Drenthe, or of everywhere that the roads reach.

    Returns
    -------
    geopandas.GeoDataFrame
        The layer ``people``, or the part of it.

    Raises
    ------
    ArgumentError
        If `who` is neither.

    Examples
    --------
    >>> int(read_people()["population"].sum())
    494705
    """
    if who not in get_args(Who):
        raise unknown_choice("who", who, get_args(Who))
    people = read_layer("people")
    if who == "all":
        return people
    return people_inside(people, read_layer("places"), read_layer("gemeenten"))


def people_in_reach(
    facilities: gpd.GeoDataFrame,
    minutes: Iterable[float],
    network: Network,
    *,
    direction: Direction = "to",
    who: Who = "drenthe",
) -> pd.DataFrame:
    """Count people and students within each cut-off of every facility.

    Parameters
    ----------
    facilities : geopandas.GeoDataFrame
        Points in RD New with unique ids as the index.
    minutes : iterable of float
        Cut-offs.
    network : Network
        The roads of a mode.
    direction : {"to", "from"}
        People travel to the facility (default) or from it.
    who : {"drenthe", "all"}
        Which people count, see `read_people`. Students count wherever they learn.

    Returns
    -------
    pandas.DataFrame
        Index ``facility``, ``minutes``; ``inhabitants``, ``working_age`` (15 to 64),
        ``students`` at places of learning, and of these ``students_mbo``,
        ``students_hbo`` and ``students_university``; ``no_number``: places of learning in
        reach of which no number of students was found. A facility outside the roads
        has nought.

    Raises
    ------
    DrentheGeoError
        If an argument or the facilities are refused.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> nine = dg.select_stations(dg.read_layer("stations"))
    >>> found = people_in_reach(nine, [15], dg.read_network("walk"))
    >>> bool((found["working_age"] < found["inhabitants"]).all())
    True
    """
    reach = compute_reach(network, facilities, direction=direction)
    return _counted(reach, require_cutoffs(minutes), who)


def _counted(reach: Reach, cutoffs: tuple[float, ...], who: Who) -> pd.DataFrame:
    people, education = read_people(who), read_layer("education")
    known = education["students"].notna()
    heads = travel_times(reach, people).minutes.T
    learning = travel_times(reach, education).minutes.T
    counts = {
        name: cumulative_cutoff(heads, people[column], cutoffs) for name, column in GROUPS.items()
    }
    students = education["students"].fillna(0)
    counts["students"] = cumulative_cutoff(learning, students, cutoffs)
    for level in LEVELS:
        here = students.where(education["level"] == level, 0)
        counts[f"students_{level}"] = cumulative_cutoff(learning, here, cutoffs)
    counts["no_number"] = cumulative_cutoff(learning, (~known).astype(float), cutoffs)
    rows = pd.MultiIndex.from_product(
        [counts["students"].index, cutoffs], names=["facility", "minutes"]
    )
    table = pd.DataFrame({name: count.to_numpy().ravel() for name, count in counts.items()}, rows)
    return table.round().astype(int)


def write_people(
    facilities: str | Path,
    minutes: Iterable[float],
    out: str | Path,
    *,
    mode: str | None = None,
    profile_file: str | Path | None = None,
    direction: Direction = "to",
    who: Who = "drenthe",
    network: str | Path = "default",
    columns: Mapping[str, str] | None = None,
) -> tuple[pd.DataFrame, list[str]]:
    """Write who is in reach of facilities.

    Parameters
    ----------
    facilities : str or pathlib.Path
        ``"stations"``, ``"all-stations"``, ``"sites"`` or a file of points.
    minutes : iterable of float
        Cut-offs.
    out : str or pathlib.Path
        CSV: a row per facility and cut-off, see `people_in_reach`. Beside it
        ``NAME.snaps.csv`` says where every facility joined the roads, and
        ``NAME.about.json`` how it was made.
    mode : str, optional
        Mode of travel; the car where not given.
    profile_file : str or pathlib.Path, optional
        Profiles of your own; see `read_profile`.
    direction : {"to", "from"}
        People travel to the facility (default) or from it.
    who : {"drenthe", "all"}
        Which people count; see `read_people`.
    network : str or pathlib.Path
        ``"default"``, or a file; see `read_network_from`.
    columns : mapping of str to str, optional
        Columns of the network file.

    Returns
    -------
    table : pandas.DataFrame
        What was written, with the facilities' names.
    warnings : list of str
        What a reader should look at.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused.
    """
    out = require_ending(out, ".csv")
    cutoffs, profile = require_cutoffs(minutes), read_profile(mode, profile_file)
    points = read_facilities(facilities)
    reach = compute_reach(
        read_network_from(network, profile, columns=columns), points, direction=direction
    )
    if who not in get_args(Who):
        raise unknown_choice("who", who, get_args(Who))
    table = _counted(reach, cutoffs, who).reset_index()
    if "name" in points:
        table.insert(1, "name", table["facility"].map(points["name"]))
    warnings = [
        *([profile.note] if profile.note else []),
        *point_warnings(reach.snaps, profile.max_snap_m),
        *_unknown_students(table),
    ]
    files = {"facilities": facilities, "network": network, "profile": profile_file}
    said = about(reach, files, warnings, minutes=list(cutoffs), people_of=who)
    with staged_folder(out.parent) as folder:
        write_csv(table, folder / out.name)
        write_csv(snap_table(reach.snaps, "facility"), folder / f"{out.stem}.snaps.csv")
        write_json(said, folder / f"{out.stem}.about.json")
    return table, warnings


def _unknown_students(table: pd.DataFrame) -> list[str]:
    if not (table["no_number"] > 0).any():
        return []
    said = (
        "students are counted without the places of learning of which no number was found; "
        "column no_number says how many of those are in reach."
    )
    return [said]
