"""Which criteria can not be told of an area without a timetable: those where one may take a train.

What roads alone answer is the same number whether trains are known or not, so it stays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from drenthe_geo.siting.model import listed
from drenthe_geo.siting.targets import SITES, ids_of
from drenthe_geo.trips.boarding import read_destinations

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.model import Brief, Criterion, Siting


def need_trains(area: Area, siting: Siting, row: Mapping[Any, Any]) -> tuple[str, ...]:
    """Name the criteria of a service that need trains which nobody knows; none with a timetable.

    To relations that are all sites one goes by road, and so to a school in a town to which no
    trips by train are measured.
    """
    if not area.fresh().table("transit_lines").empty:  # not for the answer, so not opened for it
        return ()
    sites = {*map(str, area.layer(SITES).index)}
    by_train = [*siting.of_kind("trip")]
    if not {*listed(row["relations"])} <= sites:
        by_train += siting.of_kind("relations")
    towns = {*map(str, read_destinations(area).index), *listed(row["relations"])}
    for name, one in siting.of_kind("learning").items():
        if towns & _towns(area, siting, one, listed(row["themes"])):
            by_train.append(name)
    return tuple(name for name in siting.criteria if name in by_train)


def _towns(area: Area, siting: Siting, one: Criterion, themes: Collection[str]) -> set[str]:
    """Name the towns, in small letters, of the schools that teach some themes."""
    schools = area.layer(one.place.layer)
    wanted = {word for theme in themes for word in siting.themes.get(theme, ())}
    chosen = schools.loc[ids_of(one.place, schools)]
    return {
        str(town).lower()
        for town, words in zip(chosen["town"], chosen["themes"], strict=True)
        if wanted & set(listed(words))
    }


def without_trains(left: Brief, whole: Brief, names: Collection[str]) -> Brief:
    """Put what a brief asks without some criteria, `left`, in place of the `whole`.

    The weights of what is left add up to 100 as before.
    """
    weighed = sum(whole.weights.values())
    out = {
        name: 100 * whole.weights.get(name, 0.0) / weighed
        for name in names
        if name in whole.asked or name in whole.limits
    }
    return replace(
        whole,
        weights=left.weights,
        viewpoints=left.viewpoints,
        limits={name: limit for name, limit in whole.limits.items() if name not in out},
        no_trains=out,
    )
