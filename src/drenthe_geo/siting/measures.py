"""From what lies around points to the criteria of one service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import unknown_choice
from drenthe_geo.siting.model import Criterion, listed
from drenthe_geo.siting.surroundings import frame_of
from drenthe_geo.siting.targets import SITES, STATIONS, ids_of, read_dwellings
from drenthe_geo.trips.boarding import read_destinations
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from drenthe_geo.area.area import Area
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
    >>> around = dg.siting.measure_surroundings(area, site, dg.read_situation(area), siting)
    >>> found = measure_criteria(area, around, dg.siting.read_brief(area, "veldregister"), siting)
    >>> found.loc["rijkskantoor-heidestad", ["region_match", "development"]].tolist()
    [1.0, 0.3]
    """
    asked = brief.weights.keys() | brief.limits.keys() if criteria is None else set(criteria)
    for name in sorted(asked):
        if name not in siting.criteria:
            raise unknown_choice("criterion", name, siting.criteria)
    known = _Known(area, around, brief, siting, bound)
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
            choices = sorted([*map(str, trips.columns), *map(str, drives.columns)])
            what = Message("noun.relation_of", service=known.brief.service)
            raise unknown_choice(what, relation, choices)
    if not found:
        return known.nowhere()
    return pd.concat(found, axis=1).mean(axis=1, skipna=False)


def _learning(known: _Known, one: Criterion) -> pd.Series:
    """Minutes to the nearest of its schools that teaches a theme of the service."""
    schools = known.area.layer(one.place.layer)
    schools = schools.loc[ids_of(one.place, schools)]
    wanted = {word for theme in known.brief.themes for word in known.siting.themes[theme]}
    chosen = schools[[bool(wanted & set(listed(themes))) for themes in schools["themes"]]]
    if chosen.empty:
        return known.nowhere()
    minutes = known.minutes(one.mode, one.place.layer)[list(chosen.index)].copy()
    for school, town in chosen["town"].astype(str).str.lower().to_dict().items():
        if town in known.trips:  # to the town's destination; the roads may not go there
            minutes[school] = np.fmin(minutes[school], known.trips[town])
    return minutes.min(axis=1)


def _neighbours(known: _Known, one: Criterion) -> pd.Series:
    """Count partners on the same themes; the service's own seat is no partner of itself."""
    minutes, settings = known.minutes(one.mode, SITES), known.siting.settings
    sites = known.area.layer(SITES).reindex(minutes.columns)
    same = [bool(set(known.brief.themes) & set(listed(themes))) for themes in sites["themes"]]
    is_partner = sites["kind"].isin(settings["theme_kinds"]).to_numpy() & np.array(same)
    is_partner &= ~sites.index.isin([known.brief.site, *settings["no_partners"]])
    within = minutes.loc[:, is_partner] <= one.within_min
    return pd.Series(within.sum(axis=1).astype(float), minutes.index)


def _regions(area: Area) -> dict[str, tuple[str, ...]]:
    gemeenten = area.layer("gemeenten")
    pairs = zip(gemeenten["name"].astype(str), gemeenten["regions"], strict=True)
    return {name: listed(regions) for name, regions in pairs}


def _region_match(known: _Known, _: Criterion) -> pd.Series:
    """Tell whether the region is one that the profile names."""
    wanted = set(known.brief.regions)
    match = {name: float(bool(wanted & set(own))) for name, own in _regions(known.area).items()}
    return known.around.gemeente.map(match).astype(float)


def _region_figure(known: _Known, one: Criterion) -> pd.Series:
    """Figure of the region; the larger one for a gemeente in two, NaN where there is none."""
    regions = known.siting.regions
    figures = {
        gemeente: max(
            (regions[name][one.figure] for name in own if one.figure in regions.get(name, ())),
            default=np.nan,
        )
        for gemeente, own in _regions(known.area).items()
    }
    return known.around.gemeente.map(figures).astype(float)


def _dwellings(known: _Known, one: Criterion) -> pd.Series:
    """Mean figure of the dwellings within reach, missing where there are none."""
    minutes = known.around.bounded(one.name, known.bound)
    homes = read_dwellings(known.area).loc[list(minutes.columns)]
    within = (minutes <= one.within_min).to_numpy().astype(float)
    count = within @ homes["dwellings"].to_numpy(dtype=float)
    worth = within @ (homes["dwellings"] * homes[one.figure]).to_numpy(dtype=float)
    mean = np.divide(worth, count, out=np.full_like(worth, np.nan), where=count > 0)
    return pd.Series(mean, minutes.index)


def _status(known: _Known, _: Criterion) -> pd.Series:
    """Worth of the status of a site; missing for points of which none is known."""
    points, worth = known.around.points, known.siting.development
    if "status" not in points:
        return known.nowhere()
    status: pd.Series = points["status"].map(worth).astype(float)
    if "kind" in points:
        estate = (points["kind"] == "development_site") & (points["status"] == "present")
        status = status.mask(estate, worth["site_present"])
    return status


MEASURES: dict[str, Callable[[_Known, Criterion], pd.Series]] = {
    "nearest": _nearest,
    "trip": _trip,
    "relations": _relations,
    "learning": _learning,
    "people": _people,
    "neighbours": _neighbours,
    "dwellings": _dwellings,
    "region_match": _region_match,
    "region_figure": _region_figure,
    "status": _status,
}
"""How a criterion of each kind is measured, see `KINDS`."""
