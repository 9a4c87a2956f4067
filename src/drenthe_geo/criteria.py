"""From what lies around points to the criteria of one service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import unknown_choice
from drenthe_geo.io.files import read_layer
from drenthe_geo.io.siting import read_dwellings
from drenthe_geo.siting import listed
from drenthe_geo.surroundings import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from drenthe_geo.rail import Bound
    from drenthe_geo.siting import Brief, Siting
    from drenthe_geo.surroundings import Surroundings

CAPITAL = "den-haag"
LEVELS = {"mbo_min": "mbo", "hbo_min": "hbo", "university_min": "university"}


def measure_criteria(
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
    >>> import drenthe_geo as dg
    >>> sites = dg.read_layer("sites").loc[["stationsgebied-meppel", "getec-park-emmen"]]
    >>> around = dg.measure_surroundings(sites, dg.read_situation(), dg.read_siting())
    >>> found = measure_criteria(around, dg.read_brief("nvwa"), dg.read_siting())
    >>> found["region_match"].tolist()
    [1.0, 1.0]
    >>> bool(found.loc["stationsgebied-meppel", "den_haag_min"] < 160)
    True
    """
    measures = _measures(around, brief, siting, bound)
    asked = brief.weights.keys() | brief.limits.keys() if criteria is None else set(criteria)
    for name in sorted(asked):
        if name not in measures:
            raise unknown_choice("criterion", name, siting.criteria)
    found = {name: measures[name]() for name in siting.criteria if name in asked}
    return pd.DataFrame(found, index=around.points.index).astype(float)


def _measures(
    around: Surroundings, brief: Brief, siting: Siting, bound: Bound
) -> dict[str, Callable[[], pd.Series]]:
    """Say how each criterion is measured."""

    def roads(name: str) -> Callable[[], pd.Series]:
        return lambda: around.bounded(name, bound).min(axis=1)

    def sites(setting: str) -> Callable[[], pd.Series]:
        chosen = list(siting.settings[setting])
        return lambda: around.bounded("car_sites", bound)[chosen].min(axis=1)

    def people(name: str) -> Callable[[], pd.Series]:
        return lambda: around.people[bound][name]

    def learning(level: str) -> Callable[[], pd.Series]:
        return lambda: _learning(around, brief, siting, level, bound)

    return {
        "station_walk_min": roads("walk_station"),
        "intercity_walk_min": roads("walk_intercity"),
        "exit_car_min": roads("car_exit"),
        "border_min": roads("car_border"),
        "airport_min": sites("airport_sites"),
        "rail_terminal_min": sites("rail_terminal_sites"),
        "inland_port_min": sites("inland_port_sites"),
        "den_haag_min": lambda: around.trips[bound][CAPITAL],
        "relations_min": lambda: _relations(around, brief, siting, bound),
        **{name: people(name) for name in PEOPLE},
        **{name: learning(level) for name, level in LEVELS.items()},
        "theme_neighbours": lambda: _neighbours(around, brief, siting, bound),
        "region_match": lambda: _region_match(around, brief),
        "dwelling_value_keur": lambda: _dwelling_value(around, siting, bound),
        "planned_homes": lambda: _planned(around, siting, "homes"),
        "planned_jobs": lambda: _planned(around, siting, "jobs"),
        "development": lambda: _development(around, siting),
    }


def _relations(around: Surroundings, brief: Brief, siting: Siting, bound: Bound) -> pd.Series:
    """Mean over the relations; each by train, or by car where the roads go there."""
    trips, cars = around.trips[bound], around.bounded("car_sites", bound)
    by_road = around.bounded("car_stations", bound)
    found = []
    for relation in brief.relations:
        if relation in cars:
            found.append(cars[relation])
        elif relation in trips:
            station = relation if relation in by_road else _station_of(relation)
            egress_min = float(siting.settings["relation_egress_min"])
            drive = by_road[station] + egress_min if station in by_road else np.nan
            found.append(pd.Series(np.fmin(trips[relation], drive), trips.index))
        else:
            known = sorted([*map(str, trips.columns), *map(str, cars.columns)])
            raise unknown_choice(f"relation of {brief.service!r}", relation, known)
    if not found:
        return pd.Series(np.nan, around.points.index)
    return pd.concat(found, axis=1).mean(axis=1, skipna=False)


def _station_of(destination: str) -> str:
    from drenthe_geo.io.embedded import read_destinations  # noqa: PLC0415 - rare

    stations = read_destinations()["station"].to_dict()
    return str(stations.get(destination, ""))


def _learning(
    around: Surroundings, brief: Brief, siting: Siting, level: str, bound: Bound
) -> pd.Series:
    """Minutes to the nearest place of a level that teaches a theme of the service."""
    schools = read_layer("education")
    wanted = {word for theme in brief.themes for word in siting.themes[theme]}
    teaches = [bool(wanted & set(listed(themes))) for themes in schools["themes"]]
    chosen = schools[(schools["level"] == level).to_numpy() & np.array(teaches)]
    if chosen.empty:
        return pd.Series(np.nan, around.points.index)
    minutes = around.bounded("car_education", bound)[list(chosen.index)].copy()
    trips = around.trips[bound]
    for school, town in chosen["town"].astype(str).str.lower().to_dict().items():
        if town in trips:  # by train, to the town's destination; the roads may not go there
            minutes[school] = np.fmin(minutes[school], trips[town])
    return minutes.min(axis=1)


def _neighbours(around: Surroundings, brief: Brief, siting: Siting, bound: Bound) -> pd.Series:
    """Count partners on the same themes; the service's own seat is no partner of itself."""
    minutes = around.bounded("car_sites", bound)
    sites = read_layer("sites").reindex(minutes.columns)
    same = [bool(set(brief.themes) & set(listed(themes))) for themes in sites["themes"]]
    is_partner = sites["kind"].isin(siting.settings["theme_kinds"]).to_numpy() & np.array(same)
    nobody = [brief.site, *siting.settings["no_partners"]]
    is_partner &= ~sites.index.isin(nobody)
    within = minutes.loc[:, is_partner] <= float(siting.settings["theme_minutes"])
    return pd.Series(within.sum(axis=1).astype(float), minutes.index)


def _regions() -> dict[str, tuple[str, ...]]:
    gemeenten = read_layer("gemeenten")
    pairs = zip(gemeenten["name"].astype(str), gemeenten["regions"], strict=True)
    return {name: listed(regions) for name, regions in pairs}


def _region_match(around: Surroundings, brief: Brief) -> pd.Series:
    regions = _regions()
    wanted = set(brief.regions)
    match = {name: float(bool(wanted & set(own))) for name, own in regions.items()}
    return around.gemeente.map(match).astype(float)


def _planned(around: Surroundings, siting: Siting, what: str) -> pd.Series:
    """Figure of the region; the larger one for a gemeente in two, NaN where there is none."""
    figures = {
        name: max(
            (siting.regions[region][what] for region in own if what in siting.regions[region]),
            default=np.nan,
        )
        for name, own in _regions().items()
    }
    return around.gemeente.map(figures).astype(float)


def _dwelling_value(around: Surroundings, siting: Siting, bound: Bound) -> pd.Series:
    """Mean value of the dwellings within reach, missing where there are none."""
    minutes = around.bounded("car_dwellings", bound)
    homes = read_dwellings().loc[list(minutes.columns)]
    within = (minutes <= float(siting.settings["dwelling_minutes"])).to_numpy().astype(float)
    count = within @ homes["dwellings"].to_numpy(dtype=float)
    worth = within @ (homes["dwellings"] * homes["value_keur"]).to_numpy(dtype=float)
    mean = np.divide(worth, count, out=np.full_like(worth, np.nan), where=count > 0)
    return pd.Series(mean, minutes.index)


def _development(around: Surroundings, siting: Siting) -> pd.Series:
    """Worth of the status of a site; missing for points of which none is known."""
    points, worth = around.points, siting.development
    if "status" not in points:
        return pd.Series(np.nan, points.index)
    status = points["status"].map(worth).astype(float)
    if "kind" in points:
        estate = (points["kind"] == "development_site") & (points["status"] == "present")
        status = status.mask(estate, worth["site_present"])
    return pd.Series(status, points.index)
