"""Who and what is in reach of any points: people, people of working age, students."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.area.people import read_people
from drenthe_geo.reach.access import cumulative_cutoff
from drenthe_geo.reach.parts import require_cutoffs
from drenthe_geo.roads.minutes import compute_reach, travel_times

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.area.people import Who
    from drenthe_geo.roads.engine import Direction
    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.network import Network

LEVELS = ("mbo", "hbo", "university")

GROUPS = {"inhabitants": "population", "working_age": "working_age"}


def people_in_reach(
    area: Area,
    facilities: gpd.GeoDataFrame,
    minutes: Iterable[float],
    network: Network,
    *,
    direction: Direction = "to",
    who: Who = "own",
) -> pd.DataFrame:
    """Count people and students within each cut-off of every facility.

    Parameters
    ----------
    area : Area
        The area.
    facilities : geopandas.GeoDataFrame
        Points in RD New with unique ids as the index.
    minutes : iterable of float
        Cut-offs.
    network : Network
        The roads of a mode.
    direction : {"to", "from"}
        People travel to the facility (default) or from it.
    who : {"own", "all"}
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
    >>> stations = dg.area.select_stations(area.layer("stations"))
    >>> found = people_in_reach(area, stations, [15], dg.roads.read_network(area, "walk"))
    >>> bool((found["working_age"] < found["inhabitants"]).all())
    True
    """
    reach = compute_reach(network, facilities, direction=direction)
    return counted(area, reach, require_cutoffs(minutes), who)


def counted(area: Area, reach: Reach, cutoffs: tuple[float, ...], who: Who) -> pd.DataFrame:
    """Count who is within each cut-off of every facility of a reach."""
    people, education = read_people(area, who), area.layer("education")
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
