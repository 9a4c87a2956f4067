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
from drenthe_geo.scenarios.outlook import only_new_unsure
from drenthe_geo.trips.boarding import DEFAULT_ACCESS, read_destinations
from drenthe_geo.trips.door_to_door import trip_minutes
from drenthe_geo.units import BOUNDS, M_PER_KM, MIN_PER_H

if TYPE_CHECKING:
    from typing import Any

    import geopandas as gpd

    from drenthe_geo.claims.ground import Ground
    from drenthe_geo.claims.model import Claim
    from drenthe_geo.units import Bound

ON_FOOT = "walk"


def _share_finding(
    claim: Claim,
    people: gpd.GeoDataFrame,
    minutes: dict[Bound, pd.Series],
    said: dict[str, Any],
) -> Finding:
    """Judge the share of people within the limit; the shortest minutes give the most people."""
    limit, heads = claim.numbers["limit_min"], people["population"]
    shares = {
        bound: share_within(series.loc[people.index], heads, limit)
        for bound, series in minutes.items()
    }
    values = said | {
        "share": shares["expected"],
        "low": shares["high"],
        "high": shares["low"],
        "least": float(minutes["expected"].loc[people.index].min()),
        "median": median_minutes(minutes["expected"].loc[people.index], heads),
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
            bound: trip_minutes(boarding, ground.situation.rail, ends, bound=bound)[end]
            for bound in BOUNDS
        }
    return _share_finding(claim, people, minutes, {"access": access, "who": who})


def _people_by_road(ground: Ground, claim: Claim) -> Finding:
    """People within the limit on the roads."""
    people, who = ground.who(claim.on)
    mode = claim.on["mode"]
    found = pd.concat(
        [
            ground.minutes(people, ground.points(spec), mode).min(axis=1)
            for spec in claim.on["targets"]
        ],
        axis=1,
    )
    # Of several targets the nearest counts, unless all must be near: then the furthest does.
    every = claim.on.get("of") == "all"
    expected = found.max(axis=1, skipna=False) if every else found.min(axis=1)
    share = ground.profile(mode).uncertainty_share
    minutes: dict[Bound, pd.Series] = {
        "expected": expected,
        "low": expected * (1 - share),
        "high": expected * (1 + share),
    }
    return _share_finding(claim, people, minutes, {"mode": mode, "who": who})


def _road_minutes(ground: Ground, claim: Claim) -> Finding:
    """Minutes on the roads between points."""
    mode, shown = claim.on["mode"], []
    share = ground.profile(mode).uncertainty_share
    for start in claim.on["from"]:
        for to in claim.on["to"]:
            table = ground.minutes(ground.points(start), ground.points(to), mode)
            minutes = float(np.nanmin(table)) if table.notna().to_numpy().any() else np.nan
            shown.append(
                {
                    "start": start.partition(":")[2],
                    "to": to.partition(":")[2].replace(",", "/"),
                    "minutes": minutes,
                    "low": minutes * (1 - share),
                    "high": minutes * (1 + share),
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
    share = profile.uncertainty_share
    others = sites[(walks <= limit) & (sites.index != site_id)]
    values = {
        "minutes": minutes,
        "low": max(minutes * (1 - share) - error_min, 0.0),
        "high": minutes * (1 + share) + error_min,
        "people": int(people[near].sum()),
        "names": ", ".join(sorted(others["name"])) or "–",
    }
    return Finding((judge_at_most(values["low"], values["high"], limit),), values)


def _scenario_gain(ground: Ground, claim: Claim) -> Finding:
    """People who gain by a scenario."""
    people, who = ground.who(claim.on)
    heads = people["population"]
    after = ground.after(claim.on["scenario"], claim.on.get("toggles", ()))
    rail = ground.situation.rail
    unsure = only_new_unsure(after.situation.rail, rail)
    was = trip_minutes(ground.boarding(DEFAULT_ACCESS), rail, ground.ends)
    # How one comes to a station is the same before and after, so its error is no part of it.
    gains = {
        bound: was
        - trip_minutes(
            after.boarding(DEFAULT_ACCESS), unsure, after.ends, bound=bound, same_access=True
        )
        for bound in BOUNDS
    }
    least, names, shown, parts = (
        claim.numbers["least_gain_min"],
        read_destinations(ground.area)["name"],
        [],
        [],
    )
    for end in claim.on["destinations"]:
        gain = {
            bound: table.reindex(index=people.index, columns=[end])[end].fillna(0.0)
            for bound, table in gains.items()
        }
        shares = {bound: share_within(-one, heads, -least) for bound, one in gain.items()}
        mean = {bound: float((one * heads).sum() / heads.sum()) for bound, one in gain.items()}
        shown.append(
            {
                "to": names[end],
                "share": shares["expected"],
                "gain": mean["expected"],
                "low": mean["high"],
                "high": mean["low"],
            }
        )
        parts.append(judge_at_least(shares["high"], shares["low"], claim.numbers["least_share"]))
    return Finding(tuple(parts), {"parts": shown, "who": who, "scenario": claim.on["scenario"]})


_LIMITS = ("limit_min", "least_share")

_WHO = ("region", "gemeenten")

TRAVEL_CHECKS = {
    "people_by_train": Check(
        _people_by_train,
        (
            "people",
            "gemeenten",
            "rail_lines",
            "rail_legs",
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
        ("people", "gemeenten", "road_edges", "road_nodes"),
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
            "rail_lines",
            "rail_legs",
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
