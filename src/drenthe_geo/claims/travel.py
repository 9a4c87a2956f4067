"""Checks of claims about how near things are: by train from door to door, and on the roads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.claims.model import (
    DOES_NOT,
    Check,
    Finding,
    judge_at_least,
    judge_at_most,
    median_minutes,
    share_within,
)
from drenthe_geo.trips.boarding import DEFAULT_ACCESS, access_modes, read_destinations
from drenthe_geo.trips.door_to_door import trip_minutes
from drenthe_geo.trips.kept import kept_of_roads
from drenthe_geo.units import BOUNDS, M_PER_KM, MIN_PER_H
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import geopandas as gpd

    from drenthe_geo.claims.ground import Ground
    from drenthe_geo.claims.model import Claim
    from drenthe_geo.units import Bound
    from drenthe_geo.work.cache import Kind

ON_FOOT = "walk"

GAINS: Kind = "gains"
"""Kind of what is kept: what people gain by a scenario."""

GAIN = ("share", "least_share", "most_share", "gain", "low", "high")
"""What is told of a gain."""


def _share_finding(
    claim: Claim,
    people: gpd.GeoDataFrame,
    minutes: dict[Bound, pd.Series],
    said: dict[str, Any],
    shown: pd.Series | None = None,
) -> Finding:
    """Judge the share of people within the limit; the shortest minutes give the most people."""
    limit, heads = claim.numbers["limit_min"], people["population"]
    shares = {
        bound: share_within(series.loc[people.index], heads, limit)
        for bound, series in minutes.items()
    }
    typical = (minutes["expected"] if shown is None else shown).loc[people.index]
    values = said | {
        "share": shares["expected"],
        "low": shares["high"],
        "high": shares["low"],
        "least": float(typical.min()),
        "median": median_minutes(typical, heads),
    }
    verdict = judge_at_least(shares["high"], shares["low"], claim.numbers["least_share"])
    return Finding((verdict,), values)


def _people_by_train(ground: Ground, claim: Claim) -> Finding:
    """People within the limit by train, from door to door."""
    people, who = ground.who(claim.on)
    end, access = claim.on["destination"], claim.on["access"]
    ends = ground.ends[ground.ends.index == end]
    minutes = dict.fromkeys(BOUNDS, pd.Series(np.nan, ground.people.index))
    if len(ends):
        boarding = ground.boarding(access)
        minutes = {
            bound: trip_minutes(boarding, ground.situation.transit, ends, bound=bound)[end]
            for bound in BOUNDS
        }
    return _share_finding(claim, people, minutes, {"access": access, "who": who})


def _people_by_road(ground: Ground, claim: Claim) -> Finding:
    """People within the limit on the roads."""
    people, who = ground.who(claim.on)
    mode = claim.on["mode"]
    both = [_to_target(ground, people, spec, mode) for spec in claim.on["targets"]]
    every = claim.on.get("of") == "all"
    expected, least = (_of_targets([one[which] for one in both], every=every) for which in (0, 1))
    profile = ground.profile(mode)
    minutes: dict[Bound, pd.Series] = {
        "expected": expected,
        "low": least * profile.factor("low"),
        "high": expected * profile.factor("high"),
    }
    shown = expected.fillna(least)
    return _share_finding(claim, people, minutes, {"mode": mode, "who": who}, shown)


def _of_targets(minutes: list[pd.Series], *, every: bool) -> pd.Series:
    """Of several targets the nearest counts; the furthest if all must be near."""
    found = pd.concat(minutes, axis=1)
    return found.max(axis=1, skipna=False) if every else found.min(axis=1)


def _to_target(
    ground: Ground, people: gpd.GeoDataFrame, spec: str, mode: str
) -> tuple[pd.Series, pd.Series]:
    """Minutes to the nearest point of a word, and the least there can be: they differ beyond."""
    points = ground.points(spec)
    if mode == "car" and len(points) == 1 and ground.is_beyond(points):
        return ground.minutes_beyond(people, points)
    minutes = ground.minutes(people, points, mode).min(axis=1) - _no_parking(ground, spec, mode)
    return minutes, minutes


def _no_parking(ground: Ground, spec: str, mode: str) -> float:
    """Minutes that nobody needs where the way goes on: at the exit of a motorway."""
    return float(ground.profile(mode).park_min) if spec.startswith("exits:") else 0.0


def _road_minutes(ground: Ground, claim: Claim) -> Finding:
    """Minutes on the roads between points."""
    mode, shown = claim.on["mode"], []
    profile = ground.profile(mode)
    for start in claim.on["from"]:
        for to in claim.on["to"]:
            table = ground.minutes(ground.points(start), ground.points(to), mode)
            known = table.notna().to_numpy().any()
            minutes = float(np.nanmin(table)) - _no_parking(ground, to, mode) if known else np.nan
            shown.append(
                {
                    "start": start.partition(":")[2],
                    "to": to.partition(":")[2].replace(",", "/"),
                    "minutes": minutes,
                    "low": minutes * profile.factor("low"),
                    "high": minutes * profile.factor("high"),
                }
            )
    limit = claim.numbers["limit_min"]
    parts = tuple(judge_at_most(one["low"], one["high"], limit) for one in shown)
    return Finding(parts, {"parts": shown, "mode": mode})


def _around_station(ground: Ground, claim: Claim) -> Finding:
    """Hold the walk from a site to a station."""
    code, site_id = claim.on["station"], claim.on["site"]
    limit, sites = claim.numbers["limit_min"], ground.layer("sites")
    station = ground.points(f"station:{code}")
    values: dict[str, Any] = dict.fromkeys(("minutes", "low", "high"), np.nan)
    values |= {"people": 0, "names": "–"}
    if code not in ground.stations.index or site_id not in sites.index:
        return Finding((DOES_NOT,), values)
    people = ground.people["population"]
    near = ground.minutes(ground.people, station, ON_FOOT)[code] <= limit
    walks = ground.minutes(sites, station, ON_FOOT)[code]
    minutes, profile = float(walks[site_id]), ground.profile(ON_FOOT)
    error_min = float(sites.loc[site_id, "accuracy_m"]) / (
        profile.access_kmh * M_PER_KM / MIN_PER_H
    )
    others = sites[(walks <= limit) & (sites.index != site_id)]
    values = {
        "minutes": minutes,
        "low": max(minutes * profile.factor("low") - error_min, 0.0),
        "high": minutes * profile.factor("high") + error_min,
        "people": int(people[near].sum()),
        "names": ", ".join(sorted(others["name"])) or "–",
    }
    return Finding((judge_at_most(values["low"], values["high"], limit),), values)


def _scenario_gain(ground: Ground, claim: Claim) -> Finding:
    """People who gain by a scenario, with the buses that run and as if none did."""
    who = ground.who(claim.on)[1]
    ends, names = claim.on["destinations"], read_destinations(ground.area)["name"]
    gains = _gains(ground, claim)
    trains = ground.without_buses
    alone = None if trains is ground else _gains(trains, claim)
    shown, parts = [], []
    for end in ends:
        gain = gains[end]
        without = "" if alone is None else Message("claims.without_buses", **alone[end])
        shown.append({"to": names[end], **gain, "alone": without})
        least = claim.numbers["least_share"]
        # Who takes the bus today and who never would are both meant.
        both = [gain] if alone is None else [gain, alone[end]]
        parts += [judge_at_least(one["least_share"], one["most_share"], least) for one in both]
    return Finding(tuple(parts), {"parts": shown, "who": who, "scenario": claim.on["scenario"]})


def _gains(ground: Ground, claim: Claim) -> dict[str, dict[str, float]]:
    """Share of people who gain by a scenario and their mean gain, by destination.

    An earlier run may have measured them.
    """
    ends, area = list(claim.on["destinations"]), ground.area
    people, _ = ground.who(claim.on)
    scenario, toggles = claim.on["scenario"], claim.on.get("toggles", ())

    def measured() -> dict[str, dict[str, float]]:
        changes = ground.gained(scenario, toggles)
        return {end: _gain(changes, people["population"], end, claim) for end in ends}

    modes = access_modes(DEFAULT_ACCESS, ground.situation)
    asked = (
        GAINS,
        ends,
        claim.numbers,
        people["population"],
        ground.with_scenario(scenario, toggles),
        ground.situation.transit,
        read_destinations(area),
        area.settings,
        [ground.profile(mode) for mode in modes],
    )
    # The minutes of everybody are measured, the share of some is taken.
    return kept_of_roads(area, ground.situation, (ground.people, people), asked, measured)


def _gain(
    changes: Mapping[Bound, pd.DataFrame], heads: pd.Series, end: str, claim: Claim
) -> dict[str, float]:
    """Share of people who gain on the way to a destination, and the mean gain, with its range."""
    gain = {
        bound: table.reindex(index=heads.index, columns=[end])[end]
        for bound, table in changes.items()
    }
    least = claim.numbers["least_gain_min"]
    shares = {bound: share_within(-one, heads, -least) for bound, one in gain.items()}
    # Means are over who has a way both before and after, as in the comparison.
    ways = {bound: one.notna() for bound, one in gain.items()}
    mean = {
        bound: float((one * heads)[ways[bound]].sum() / max(heads[ways[bound]].sum(), 1))
        for bound, one in gain.items()
    }
    figures = (shares["expected"], shares["high"], shares["low"])
    return dict(zip(GAIN, (*figures, mean["expected"], mean["high"], mean["low"]), strict=True))


_LIMITS = ("limit_min", "least_share")

_WHO = ("region", "gemeenten")

TRAVEL_CHECKS: dict[str, Check] = {
    "people_by_train": Check(
        _people_by_train,
        (
            "people",
            "gemeenten",
            "transit_lines",
            "transit_legs",
            "stations",
            "destinations",
            "road_edges",
        ),
        _LIMITS,
        ("destination", "access"),
        _WHO,
    ),
    "people_by_road": Check(
        _people_by_road,
        ("people", "gemeenten", "road_edges", "road_nodes", "beyond_minutes"),
        _LIMITS,
        ("mode", "targets"),
        ("of", *_WHO),
    ),
    "road_minutes": Check(
        _road_minutes,
        ("place_names", "exits", "sites", "road_edges", "road_nodes"),
        ("limit_min",),
        ("mode", "from", "to"),
    ),
    "around_station": Check(
        _around_station,
        ("sites", "stations", "people", "road_edges", "road_nodes"),
        ("limit_min",),
        ("site", "station"),
    ),
    "scenario_gain": Check(
        _scenario_gain,
        (
            "people",
            "gemeenten",
            "transit_lines",
            "transit_legs",
            "stations",
            "destinations",
            "road_edges",
        ),
        ("least_gain_min", "least_share"),
        ("scenario", "destinations"),
        ("toggles", *_WHO),
    ),
}
"""Checks by name."""
