"""Who and what is in reach of any points: people, people of working age, students."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.area.people import read_people
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.reach.access import cumulative_cutoffs
from drenthe_geo.reach.crowd import (
    known_to_min,
    minutes_of_everybody,
    minutes_of_far,
    reaches,
)
from drenthe_geo.reach.parts import require_cutoffs
from drenthe_geo.reach.workers import counts_on
from drenthe_geo.roads.beyond import read_beyond
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.pairs import Pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.search.spots import Direction
    from drenthe_geo.work.spread import Spread

LEVELS = ("mbo", "hbo", "university")

EVERYBODY = {"inhabitants": "population", "working_age": "working_age"}
"""Columns of everybody in reach, and what they count; ``inhabitants_own`` are the area's."""

OWN = "inhabitants_own"


@checked
def people_in_reach(
    area: Area,
    facilities: gpd.GeoDataFrame,
    minutes: Iterable[float],
    network: Network,
    *,
    direction: Direction = "to",
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

    Returns
    -------
    pandas.DataFrame
        Index ``facility``, ``minutes``; ``inhabitants`` and ``working_age`` (15 to 64) of
        everybody, in and around the area and by car also beyond its roads, but not abroad;
        ``inhabitants_own`` of the area alone; ``students`` at places of learning, and of
        these ``students_mbo``, ``students_hbo`` and ``students_university``; ``no_number``:
        places of learning in reach of which no number of students was found. Missing is
        what is not known: all of a facility outside the roads or the land that the data
        are of, everybody where the cut-off goes beyond where the data end.

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
    cutoffs = require_cutoffs(minutes)
    reach = compute_reach(network, facilities, direction=direction, limit_min=cutoffs[-1])
    return counted(area, reach, cutoffs, network)


def counted(
    area: Area,
    reach: Reach,
    cutoffs: tuple[float, ...],
    network: Network,
    *,
    spread: Spread | None = None,
    on_part: Callable[[int, int], None] = lambda _done, _of: None,
) -> pd.DataFrame:
    """Count who is within each cut-off of every facility of a reach on a network.

    With workers these count those who live on the roads, by far the most.
    """
    known = known_to_min(area, network, reach)
    counts = {
        **_heads(area, reach, cutoffs, network, spread=spread, on_part=on_part),
        **_students(area, reach, cutoffs),
    }
    rows = pd.MultiIndex.from_product(
        [reach.facilities.index, cutoffs], names=["facility", "minutes"]
    )
    table = pd.DataFrame({name: count.to_numpy().ravel() for name, count in counts.items()}, rows)
    table = table.round().astype("Int64")
    limit = known.reindex(rows.get_level_values("facility")).to_numpy()
    if area.layer("education").empty:  # nobody told: that is unknown, and not nought
        table[[name for name in counts if name not in EVERYBODY and name != OWN]] = pd.NA
    table.loc[np.isnan(limit)] = pd.NA
    table.loc[rows.get_level_values("minutes") > limit, list(EVERYBODY)] = pd.NA
    return table


def _heads(
    area: Area,
    reach: Reach,
    cutoffs: tuple[float, ...],
    network: Network,
    *,
    spread: Spread | None,
    on_part: Callable[[int, int], None],
) -> dict[str, pd.DataFrame]:
    """Count people: everybody, and those of the area."""
    own = read_people(area).index
    facilities = reach.facilities[reach.snaps["access_min"].notna()]
    found = {
        name: pd.DataFrame(0.0, reach.facilities.index, list(cutoffs))
        for name in ("inhabitants", OWN, "working_age")
    }
    limit_min, beyond_min = max(cutoffs), read_beyond(area).most_min

    def heads(people: pd.DataFrame) -> dict[str, pd.Series]:
        of_all = {name: people[column] for name, column in EVERYBODY.items()}
        return of_all | {OWN: people["population"].where(people.index.isin(own), 0)}

    if spread is None:
        parts = minutes_of_everybody(
            area,
            facilities,
            network,
            limit_min,
            direction=reach.direction,
            beyond_min=beyond_min,
        )
    else:
        people, done = area.layer("people"), 0
        some = reaches(facilities, network, limit_min, reach.direction)
        pairings = (Pairs.of(one, people) for one in some)
        for ids, counted_of in counts_on(spread, pairings, heads(people), cutoffs):
            for name, counts in counted_of.items():
                found[name].loc[ids] += counts
            done += len(ids)
            on_part(done, len(facilities))
        within_min = min(limit_min, beyond_min)
        parts = minutes_of_far(area, facilities, network, within_min, reach.direction)
    known: pd.DataFrame | None = None
    of_known: dict[str, pd.Series] = {}
    for minutes, people in parts:
        if people is not known:
            known, of_known = people, heads(people)
        for name, table in cumulative_cutoffs(minutes, of_known, cutoffs).items():
            found[name].loc[minutes.index] += table.to_numpy()
    return found


def _students(area: Area, reach: Reach, cutoffs: tuple[float, ...]) -> dict[str, pd.DataFrame]:
    """Count students where they learn, by level, and places without a number of them."""
    education = area.layer("education")
    learning = travel_times(reach, education).minutes.T
    students = education["students"].fillna(0)
    amounts = {"students": students}
    for level in LEVELS:
        amounts[f"students_{level}"] = students.where(education["level"] == level, 0)
    amounts["no_number"] = education["students"].isna().astype(float)
    return cumulative_cutoffs(learning, amounts, cutoffs)
