"""Checks of claims about where things lie and which trains run."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.claims.ground import ABROAD
from drenthe_geo.claims.model import (
    DOES_NOT,
    HOLDS,
    UNSURE,
    Check,
    Finding,
    judge_at_least,
    judge_at_most,
    yes_or_no,
)
from drenthe_geo.units import BOUNDS, M_PER_KM
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    import shapely

    from drenthe_geo.claims.ground import Ground
    from drenthe_geo.claims.model import Claim

NONE = "–"


def listed(names: Iterable[str]) -> str:
    """List names; a dash if there are none."""
    return ", ".join(names) or NONE


def _named(neighbour: str) -> str | Message:
    """Name a neighbour, or what lies abroad."""
    return Message("claims.abroad") if neighbour == ABROAD else neighbour


def _station_count(ground: Ground, claim: Claim) -> Finding:
    """Stations in service: as many as is said."""
    found = ground.stations
    same = len(found) == claim.numbers["count"]
    names = listed(sorted(found["name"]))
    return Finding((yes_or_no(same),), {"found": len(found), "names": names})


def _intercity_stations(ground: Ground, claim: Claim) -> Finding:
    """Intercity stations: those that are named, and no others."""
    transit = ground.trains
    fast = transit.legs[
        transit.legs["line"].isin(transit.lines.index[transit.lines["kind"] == "intercity"])
    ]
    calls = {*fast["from_station"], *fast["to_station"]}
    own = ground.stations
    found = set(own.index[own["intercity"].astype(bool) & own.index.isin(calls)])
    named = set(claim.on["stations"])
    parts = [yes_or_no(code in found) for code in sorted(named)]
    parts += [DOES_NOT for _ in found - named]
    return Finding(tuple(parts), {"found": len(found), "names": ground.names(sorted(found))})


def _region_members(ground: Ground, claim: Claim) -> Finding:
    """Gemeenten of a region: those that are named, and all of them."""
    known = set(ground.layer("gemeenten")["name"])
    region = set(ground.region(claim.on["region"])["name"])
    said: list[str] = claim.on["members"]
    odd = []
    for name in sorted(set(said) - known):
        close = difflib.get_close_matches(name, sorted(known), n=1)
        odd.append(f"{name} ({close[0]}?)" if close else name)
    lacking = sorted(region - set(said))
    parts = [*(yes_or_no(name in region) for name in said), *(DOES_NOT for _ in lacking)]
    values = {"known": len(set(said) & known), "total": len(said)}
    return Finding(tuple(parts), values | {"odd": listed(odd), "lacking": listed(lacking)})


def _region_cover(ground: Ground, _: Claim) -> Finding:
    """Regions: each gemeente in at least one."""
    gemeenten = ground.layer("gemeenten")
    count = gemeenten["regions"].str.split(";").map(lambda all_: len([one for one in all_ if one]))
    more = gemeenten[count > 1]
    values = {
        "total": len(gemeenten),
        "one": int((count == 1).sum()),
        "more": len(more),
        "none": int((count == 0).sum()),
        "names": listed(sorted(more["name"])),
        "share": float(more["population"].sum() / gemeenten["population"].sum()),
    }
    return Finding(tuple(yes_or_no(number >= 1) for number in count), values)


def _km_inside(ground: Ground) -> Mapping[str, float]:
    """Length of every road within the area; two carriageways are one road, as in `length_km`."""
    roads = ground.layer("motorways")
    drawn_km = roads.length / M_PER_KM
    lines_more = drawn_km - roads["length_km"].astype(float) > ROUNDED_KM
    road_share = (roads["length_km"].astype(float) / drawn_km).where(lines_more, 1.0)
    inside_km = roads.intersection(ground.outline).length / M_PER_KM
    inside: Mapping[str, float] = (inside_km * road_share).to_dict()
    return inside


ROUNDED_KM = 0.06
"""Of a length to a tenth of a kilometre; and metres of lines are whole."""


def _roads_in_province(ground: Ground, claim: Claim) -> Finding:
    """Roads that run in the area."""
    km = _km_inside(ground)
    roads = [{"name": road, "km": km.get(road, 0.0)} for road in claim.on["roads"]]
    least = claim.numbers["least_km"]
    return Finding(tuple(yes_or_no(road["km"] >= least) for road in roads), {"parts": roads})


def _roads_of_kind(ground: Ground, claim: Claim) -> Finding:
    """Roads of a kind: as many as is said."""
    roads, km = ground.layer("motorways"), _km_inside(ground)
    kind = roads.index[roads["kind"] == claim.on["kind"]]
    found = [str(road) for road in kind if km[road] >= claim.numbers["least_km"]]
    enough = len(found) >= claim.numbers["least_count"]
    return Finding((yes_or_no(enough),), {"found": len(found), "names": listed(found)})


def _motorways_out(ground: Ground, claim: Claim) -> Finding:
    """Motorways that lead to each neighbour."""
    roads, around = ground.layer("motorways"), ground.layer("neighbours")
    kinds = claim.on.get("kinds", ["motorway"])
    courses = roads[roads["kind"].isin(kinds)].geometry
    courses = courses[courses.intersects(ground.outline)]
    shown = []
    for to in claim.on["to"]:
        if to == ABROAD:
            out = courses.dwithin(ground.border_abroad, claim.numbers["border_m"])
        else:
            there = around[around["province"] == to].union_all()
            out = courses.intersects(there.boundary.intersection(ground.outline.boundary))
        shown.append({"to": _named(to), "roads": listed(map(str, courses.index[out]))})
    parts = tuple(yes_or_no(one["roads"] != NONE) for one in shown)
    return Finding(parts, {"parts": shown})


def _border_distance(ground: Ground, claim: Claim) -> Finding:
    """Hold the distance of a site to a border."""
    border, sites = claim.on["border"], ground.layer("sites")
    if claim.on["site"] not in sites.index:
        return Finding(
            (DOES_NOT,), dict.fromkeys(("km", "low", "high"), np.nan) | {"border": _named(border)}
        )
    site = sites.loc[claim.on["site"]]
    around = ground.layer("neighbours")
    there = (
        ground.border_abroad if border == ABROAD else around[around["name"] == border].union_all()
    )
    km, error_km = site.geometry.distance(there) / M_PER_KM, float(site["accuracy_m"]) / M_PER_KM
    low, high = max(km - error_km, 0.0), km + error_km
    values = {"km": km, "low": low, "high": high, "border": _named(border)}
    return Finding((judge_at_most(low, high, claim.numbers["limit_km"]),), values)


def _region_border(ground: Ground, claim: Claim) -> Finding:
    """Hold the length of a region's border with what lies abroad."""
    outline = ground.region(claim.on["region"]).union_all()
    km = outline.boundary.intersection(ground.border_abroad).length / M_PER_KM
    return Finding((yes_or_no(km >= claim.numbers["least_km"]),), {"km": km})


def _sites_in(ground: Ground, claim: Claim) -> Finding:
    """Sites that lie in the area that is said."""
    sites, ids = ground.layer("sites"), claim.on["sites"]
    gemeenten = ground.layer("gemeenten")
    areas: list[Any]
    names = [set[str]()] * len(ids)
    if "region" in claim.on:
        region = ground.region(claim.on["region"])
        areas, names = [region.union_all()] * len(ids), [set(region["name"])] * len(ids)
    elif "gemeenten" not in claim.on:
        areas, names = [ground.outline] * len(ids), [set(gemeenten["name"])] * len(ids)
    else:
        by_name = gemeenten.set_index("name").geometry
        areas = [by_name[name] for name in claim.on["gemeenten"]]
        names = [{name} for name in claim.on["gemeenten"]]
    parts: list[str] = []
    odd: list[str] = []
    unsure: list[str] = []
    for site_id, area, own in zip(ids, areas, names, strict=True):
        if site_id not in sites.index:
            parts.append(DOES_NOT)
            odd.append(site_id)
            continue
        site: Any = sites.loc[site_id]
        inside = _inside(site.geometry, float(site["accuracy_m"]), area)
        # An address that names the gemeente is surer than a point some metres off.
        parts.append(HOLDS if inside == UNSURE and site["gemeente"] in own else inside)
        if not area.covers(site.geometry):
            odd.append(str(site["name"]))
        if parts[-1] == UNSURE:
            unsure.append(str(site["name"]))
    values = {
        "inside": len(ids) - len(odd),
        "sure": parts.count(HOLDS),
        "total": len(ids),
        "unsure": listed(unsure),
        "odd": listed(odd),
    }
    return Finding(tuple(parts), values)


def _inside(point: shapely.Geometry, error_m: float, area: shapely.Geometry) -> str:
    """Judge whether a point that may be some metres off lies in an area."""
    if point.distance(area.boundary) < error_m:
        return UNSURE
    return yes_or_no(area.covers(point))


def _students_sum(ground: Ground, claim: Claim) -> Finding:
    """Students of some institutions together."""
    education = ground.layer("education")
    theirs = education[education["institution"].isin(claim.on["institutions"])]
    students = int(theirs["students"].fillna(0).sum())
    unknown = int(theirs["students"].isna().sum())
    high = np.inf if unknown else students  # who is not counted can only add
    verdict = judge_at_least(students, high, claim.numbers["least_students"])
    return Finding((verdict,), {"students": students, "unknown": unknown})


def _direct_trains(ground: Ground, claim: Claim) -> Finding:
    """Trains without a change to each station."""
    transit, start = ground.trains, claim.on["from"]
    trains = transit.times()
    shown: list[dict[str, Any]] = []
    for end in claim.on["to"]:
        known = start in transit.served and end in transit.served
        rides = trains.legs(start, end) if known else ()
        shown.append(
            {
                "to": ground.names([end]),
                "per_hour": ground.direct_per_hour(start, end, claim.on.get("kind", "")),
                "minutes": float(trains.minutes.loc[start, end]) if known else np.nan,
                "changes": max(len(rides) - 1, 0),
            }
        )
    least = claim.numbers["least_per_hour"]
    return Finding(tuple(yes_or_no(one["per_hour"] >= least) for one in shown), {"parts": shown})


def _direct_from_stations(ground: Ground, claim: Claim) -> Finding:
    """Stations with a train without a change to any of some."""
    own = ground.stations
    found = [
        str(code)
        for code in own.index
        if any(ground.direct_per_hour(str(code), end) for end in claim.on["to"])
    ]
    values = {"found": len(found), "total": len(own), "names": ground.names(found)}
    if claim.on.get("of") == "any":
        return Finding((yes_or_no(found),), values)
    return Finding(tuple(yes_or_no(code in found) for code in own.index), values)


def _train_between(ground: Ground, claim: Claim) -> Finding:
    """Two stations near to each other by train, and often."""
    transit, start, end = ground.trains, claim.on["from"], claim.on["to"]
    known = start in transit.served and end in transit.served
    minutes, low, high = (
        float(transit.times(bound).minutes.loc[start, end]) if known else np.nan for bound in BOUNDS
    )
    often = ground.direct_per_hour(start, end)
    parts = (
        judge_at_most(low, high, claim.numbers["limit_min"]),
        yes_or_no(often >= claim.numbers["least_per_hour"]),
    )
    return Finding(parts, {"minutes": minutes, "low": low, "high": high, "per_hour": often})


PLACE_CHECKS: dict[str, Check] = {
    "station_count": Check(
        _station_count, ("stations", "transit_lines", "transit_legs", "gemeenten"), ("count",)
    ),
    "intercity_stations": Check(
        _intercity_stations,
        ("stations", "transit_lines", "transit_legs", "gemeenten"),
        on=("stations",),
    ),
    "region_members": Check(_region_members, ("gemeenten",), on=("region", "members")),
    "region_cover": Check(_region_cover, ("gemeenten",)),
    "roads_in_province": Check(
        _roads_in_province, ("motorways", "gemeenten"), ("least_km",), ("roads",)
    ),
    "roads_of_kind": Check(
        _roads_of_kind, ("motorways", "gemeenten"), ("least_km", "least_count"), ("kind",)
    ),
    "motorways_out": Check(
        _motorways_out,
        ("motorways", "gemeenten", "neighbours"),
        ("border_m",),
        ("to",),
        ("kinds",),
    ),
    "border_distance": Check(
        _border_distance, ("sites", "gemeenten", "neighbours"), ("limit_km",), ("site", "border")
    ),
    "region_border": Check(_region_border, ("gemeenten", "neighbours"), ("least_km",), ("region",)),
    "sites_in": Check(_sites_in, ("sites", "gemeenten"), (), ("sites",), ("region", "gemeenten")),
    "students_sum": Check(_students_sum, ("education",), ("least_students",), ("institutions",)),
    "direct_trains": Check(
        _direct_trains,
        ("transit_lines", "transit_legs", "stations"),
        ("least_per_hour",),
        ("from", "to"),
        ("kind",),
    ),
    "direct_from_stations": Check(
        _direct_from_stations,
        ("transit_lines", "transit_legs", "stations", "gemeenten"),
        (),
        ("to",),
        ("of",),
    ),
    "train_between": Check(
        _train_between,
        ("transit_lines", "transit_legs", "stations"),
        ("limit_min", "least_per_hour"),
        ("from", "to"),
    ),
}
"""Checks by name."""
