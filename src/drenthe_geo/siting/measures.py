"""From what lies around points to the criteria of one service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import unknown_choice
from drenthe_geo.siting.model import COLUMN, Criterion, listed
from drenthe_geo.siting.surroundings import frame_of
from drenthe_geo.siting.targets import SITES, STATIONS, ids_of, read_dwellings
from drenthe_geo.trips.boarding import read_destinations
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from drenthe_geo.area.area import Area
    from drenthe_geo.errors import ArgumentError
    from drenthe_geo.siting.model import Brief, Siting
    from drenthe_geo.siting.surroundings import Surroundings
    from drenthe_geo.units import Bound

CAPITAL = "capital"
"""As a destination: that of the area."""


def measure_criteria(
    area: Area,
    around: Surroundings,
    brief: Brief,
    siting: Siting,
    *,
    bound: Bound = "expected",
    criteria: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Measure the criteria of a service at points.

    Parameters
    ----------
    area : Area
        The area.
    around : Surroundings
        What lies around the points.
    brief : Brief
        What the service asks.
    siting : Siting
        The choices.
    bound : {"expected", "low", "high"}
        Minutes as expected, or if all roads and trains took less or more time.
    criteria : iterable of str, optional
        Which ones; those that weigh or limit something where not given.

    Returns
    -------
    pandas.DataFrame, shape (points, criteria)
        Measures in the criterion's unit; NaN where the data do not tell, or there is
        no route.

    Raises
    ------
    ArgumentError
        If there is no such criterion, or a relation of the service is not known.

    Examples
    --------
    >>> siting = dg.siting.read_siting(area)
    >>> site = area.layer("sites").loc[["rijkskantoor-heidestad"]]
    >>> now = dg.situation.read_situation(area)
    >>> around = dg.siting.measure_surroundings(area, site, now, siting)
    >>> found = measure_criteria(area, around, dg.siting.read_brief(area, "veldregister"), siting)
    >>> bool(found.loc["rijkskantoor-heidestad", "station_walk_min"] > 0)
    True
    """
    asked = {*brief.asked, *brief.limits} if criteria is None else set(criteria)
    for name in sorted(asked):
        if name not in siting.criteria:
            raise unknown_choice("criterion", name, siting.criteria)
    known = _Known(area, around, brief, siting, bound)
    known.require_relations()
    found = {
        name: MEASURES[one.kind](known, one)
        for name, one in siting.criteria.items()
        if name in asked
    }
    return pd.DataFrame(found, index=around.points.index).astype(float)


@dataclass(frozen=True)
class _Known:
    """What a criterion is measured from."""

    area: Area
    around: Surroundings
    brief: Brief
    siting: Siting
    bound: Bound

    @property
    def trips(self) -> pd.DataFrame:
        return self.around.trips[self.bound]

    def minutes(self, mode: str, layer: str) -> pd.DataFrame:
        return self.around.bounded(frame_of(mode, layer), self.bound)

    def nowhere(self) -> pd.Series:
        return pd.Series(np.nan, self.around.points.index)

    def require_relations(self) -> None:
        """Refuse a relation that is nowhere, also where no criterion asks for relations."""
        ends = {*map(str, self.trips), *map(str, self.area.layer(SITES).index)}
        for name in self.siting.of_kind("relations"):
            ends |= set(map(str, self.minutes(self.siting.criteria[name].mode, SITES)))
        there = {*ends, *self.area.layer(STATIONS).index, *read_destinations(self.area).index}
        for relation in self.brief.relations:
            if relation not in there:
                raise self.unknown_relation(relation, ends)

    def unknown_relation(self, relation: str, ends: Iterable[str]) -> ArgumentError:
        """Say that there is no such relation."""
        what = Message("noun.relation_of", service=self.brief.service)
        return unknown_choice(what, relation, sorted(ends))


def _nearest(known: _Known, one: Criterion) -> pd.Series:
    """Minutes to the nearest of its places."""
    if one.place.layer != SITES:
        return known.around.bounded(one.name, known.bound)[one.name]
    minutes = known.minutes(one.mode, SITES)
    chosen = ids_of(one.place, known.area.layer(SITES))  # a scenario may have removed some
    return minutes[minutes.columns.intersection(chosen)].min(axis=1)


def _trip(known: _Known, one: Criterion) -> pd.Series:
    """Minutes by train; missing where no train goes there."""
    wanted = one.place.destination
    end = known.area.facts.capital if wanted == CAPITAL else wanted
    return known.trips[end] if end in known.trips else known.nowhere()


def _people(known: _Known, one: Criterion) -> pd.Series:
    return known.around.people[known.bound][one.name]


def _relations(known: _Known, one: Criterion) -> pd.Series:
    """Mean over the relations; each by train, or on the roads where they go there."""
    trips, drives = known.trips, known.minutes(one.mode, SITES)
    by_road = known.minutes(one.mode, STATIONS)
    stations = read_destinations(known.area)["station"].astype(str).to_dict()
    found = []
    for relation in known.brief.relations:
        if relation in drives:
            found.append(drives[relation])
        elif relation in trips:
            station = relation if relation in by_road else stations.get(relation, "")
            egress_min = float(known.siting.settings["relation_egress_min"])
            drive = by_road[station] + egress_min if station in by_road else np.nan
            found.append(pd.Series(np.fmin(trips[relation], drive), trips.index))
        else:
            ends = [*map(str, trips.columns), *map(str, drives.columns)]
            raise known.unknown_relation(relation, ends)
    if not found:
        return known.nowhere()
    return pd.concat(found, axis=1).mean(axis=1, skipna=False)


def _learning(known: _Known, one: Criterion) -> pd.Series:
    """Minutes to the nearest of its schools that teaches a theme of the service."""
    schools = known.area.layer(one.place.layer)
    wanted = {word for theme in known.brief.themes for word in known.siting.themes[theme]}
    themes, towns = schools["themes"].to_dict(), schools["town"].astype(str).str.lower().to_dict()
    chosen = [one for one in ids_of(one.place, schools) if wanted & set(listed(themes[one]))]
    if not chosen:
        return known.nowhere()
    frame = frame_of(one.mode, one.place.layer)
    minutes = known.around.bounded(frame, known.bound, chosen)
    values = minutes.to_numpy(copy=True)
    for at, school in enumerate(chosen):
        if towns[school] in known.trips:  # to the town's destination; the roads may not go there
            values[:, at] = np.fmin(values[:, at], known.trips[towns[school]].to_numpy())
    return pd.DataFrame(values, minutes.index, copy=False).min(axis=1)


def _neighbours(known: _Known, one: Criterion) -> pd.Series:
    """Count partners on the same themes, the nearer the more; one's own seat is none of them."""
    minutes, settings = known.minutes(one.mode, SITES), known.siting.settings
    sites = known.area.layer(SITES).reindex(minutes.columns)
    same = [bool(set(known.brief.themes) & set(listed(themes))) for themes in sites["themes"]]
    is_partner = sites["kind"].isin(settings["theme_kinds"]).to_numpy() & np.array(same, dtype=bool)
    is_partner &= ~sites.index.isin([known.brief.site, *settings["no_partners"]])
    near = one.fades.of(minutes.loc[:, is_partner].to_numpy(dtype=float))
    return pd.Series(near.sum(axis=1), minutes.index)


def regions_of(area: Area) -> dict[str, tuple[str, ...]]:
    """Give the regions of the profile that every gemeente is in."""
    gemeenten = area.layer("gemeenten")
    pairs = zip(gemeenten["name"].astype(str), gemeenten["regions"], strict=True)
    return {name: listed(regions) for name, regions in pairs}


def in_region(area: Area, brief: Brief, gemeente: pd.Series) -> pd.Series:
    """Tell of gemeenten whether the profile names their region for a service."""
    wanted = set(brief.regions)
    inside = {name for name, own in regions_of(area).items() if wanted & set(own)}
    return gemeente.isin(inside)


def _region_match(known: _Known, _: Criterion) -> pd.Series:
    """Tell whether the region is one that the profile names; missing outside the area."""
    gemeente = known.around.gemeente
    return in_region(known.area, known.brief, gemeente).astype(float).where(gemeente.notna())


def _dwellings(known: _Known, one: Criterion) -> pd.Series:
    """Mean figure of the dwellings in reach, the nearer the more; missing where there are none."""
    minutes = known.around.bounded(one.name, known.bound)
    homes = read_dwellings(known.area).loc[list(minutes.columns)]
    within = one.fades.of(minutes.to_numpy(dtype=float))
    count = within @ homes["dwellings"].to_numpy(dtype=float)
    worth = within @ (homes["dwellings"] * homes[one.figure]).to_numpy(dtype=float)
    mean = np.divide(worth, count, out=np.full_like(worth, np.nan), where=count > 0)
    return pd.Series(mean, minutes.index)


def _column(known: _Known, one: Criterion) -> pd.Series:
    """Take a figure that a user has of his own sites; missing of all others."""
    points = known.around.points
    if one.name not in points:
        return known.nowhere()
    off = {"expected": 0.0, "low": -one.margin, "high": one.margin}[known.bound]
    figures: pd.Series = points[one.name].astype(float) + off
    return figures


MEASURES: dict[str, Callable[[_Known, Criterion], pd.Series]] = {
    "nearest": _nearest,
    "trip": _trip,
    "relations": _relations,
    "learning": _learning,
    "people": _people,
    "neighbours": _neighbours,
    "dwellings": _dwellings,
    "region_match": _region_match,
    COLUMN: _column,
}
"""How a criterion of each kind is measured, see `KINDS`; and one of a user."""
