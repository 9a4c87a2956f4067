"""Checks of claims about what stands where and what is on offer: seats, schools, homes, power."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.claims.model import (
    DOES_NOT,
    HOLDS,
    PARTLY,
    UNSURE,
    Check,
    Finding,
    judge_at_least,
    yes_or_no,
)
from drenthe_geo.claims.places import NONE, listed
from drenthe_geo.errors import unknown_choice
from drenthe_geo.units import BOUNDS
from drenthe_geo.words.message import Texts
from drenthe_geo.words.table import LANGUAGES

if TYPE_CHECKING:
    from typing import Any

    from drenthe_geo.claims.ground import Ground
    from drenthe_geo.claims.model import Claim

GRID = {"yes": HOLDS, "part": UNSURE, "unknown": UNSURE, "waiting": DOES_NOT}
"""What is said of the grid of a gemeente, as a verdict."""

PUBLISHED = {HOLDS: (HOLDS,), PARTLY: (HOLDS, DOES_NOT), DOES_NOT: (DOES_NOT,)}
"""Parts that make the verdict of a public source."""


def _services_in(ground: Ground, claim: Claim) -> Finding:
    """Services whose seat lies in the region that is said."""
    services = ground.area.table("services").set_index("service")
    sites, region = ground.layer("sites"), ground.region(claim.on["region"]).union_all()
    parts: list[str] = []
    groups: dict[str, list[str]] = {"found": [], "elsewhere": [], "unknown": []}
    for name in claim.on["services"]:
        known = name in services.index and services.loc[name, "site"] in sites.index
        seat: Any = sites.loc[services.loc[name, "site"]] if known else None
        if seat is None:
            parts.append(UNSURE)
            groups["unknown"].append(str(services["name"].get(name, name)))
            continue
        inside = region.covers(seat.geometry)
        parts.append(yes_or_no(inside))
        groups["found" if inside else "elsewhere"].append(str(services.loc[name, "name"]))
    values = {
        "found": len(groups["found"]),
        "total": len(parts),
        "elsewhere": listed(groups["elsewhere"]),
        "unknown": listed(groups["unknown"]),
    }
    return Finding(tuple(parts), values)


def _dwellings_cheaper(ground: Ground, claim: Claim) -> Finding:
    """Hold the mean value of dwellings within the area against that of each neighbour."""
    table = ground.area.table("dwellings")
    where = gpd.points_from_xy(table["x_m"], table["y_m"])
    dwellings = gpd.GeoDataFrame(table, geometry=where, crs=ground.layer("gemeenten").crs)
    inside = dwellings.within(ground.outline)
    around = ground.layer("neighbours")[["province", "geometry"]]
    outside = dwellings[~inside].sjoin(around, predicate="within").groupby("province")

    def mean(rows: pd.DataFrame) -> float:
        return float(np.average(rows["value_keur"], weights=rows["dwellings"]))

    own, least = mean(dwellings[inside]), claim.numbers["least_share"]
    means = {str(name): mean(rows) for name, rows in outside}
    parts = tuple(yes_or_no(own <= value * (1 - least)) for value in means.values())
    shown = [{"name": name, "value": value} for name, value in means.items()]
    return Finding(parts, {"own": own, "parts": shown})


def _schools_in(ground: Ground, claim: Claim) -> Finding:
    """Institutions with a branch in the region that is said."""
    schools = ground.layer("education")
    here = schools[schools.within(ground.region(claim.on["region"]).union_all())]
    asked = list(claim.on["institutions"])
    found = [name for name in asked if name in set(here["institution"])]
    values = {
        "found": len(found),
        "total": len(asked),
        "names": listed(sorted(here["name"])),
        "lacking": listed(name for name in asked if name not in found),
    }
    return Finding(tuple(yes_or_no(name in found) for name in asked), values)


def _students_reached(ground: Ground, claim: Claim) -> Finding:
    """Count who has so many students at places of learning within the limit on the roads."""
    people, who = ground.who(claim.on)
    heads, schools = people["population"], ground.layer("education")
    known = schools[schools["students"].notna()]
    minutes = ground.minutes(people, known, claim.on["mode"])
    profile = ground.profile(claim.on["mode"])
    students = known["students"].to_numpy(dtype=float)
    reached = {
        bound: pd.Series(
            (minutes.to_numpy() * profile.factor(bound) <= claim.numbers["limit_min"]) @ students,
            people.index,
        )
        for bound in BOUNDS
    }
    enough = claim.numbers["least_students"]
    share = {
        bound: float(heads[one >= enough].sum() / heads.sum()) for bound, one in reached.items()
    }
    verdict = judge_at_least(share["high"], share["low"], claim.numbers["least_share"])
    values = {
        "who": who,
        "mode": claim.on["mode"],
        "share": share["expected"],
        "low": share["high"],
        "high": share["low"],
        "mean": float(np.average(reached["expected"], weights=heads)),
    }
    return Finding((verdict,), values)


def _offers_room(ground: Ground, claim: Claim) -> Finding:
    """Look whether places are on offer to others, and whether it is known how large."""
    offers, sites = ground.area.table("offers").set_index("site_id"), ground.layer("sites")
    parts: list[str] = []
    groups: dict[str, list[str]] = {"sized": [], "unsized": [], "closed": []}
    for site in claim.on["sites"]:
        name = str(sites["name"].get(site, site))
        if site not in offers.index or offers.loc[site, "open_to_others"] == "no":
            parts.append(DOES_NOT)
            groups["closed"].append(name)
            continue
        row: Any = offers.loc[site]
        sized = pd.notna(row["floor_m2"]) or pd.notna(row["land_ha"])
        sure = sized and row["open_to_others"] == "yes"
        parts.append(HOLDS if sure else UNSURE)
        groups["sized" if sure else "unsized"].append(name)
    return Finding(tuple(parts), {name: listed(names) for name, names in groups.items()})


def _grid_room(ground: Ground, _: Claim) -> Finding:
    """Room on the electricity grid, by gemeente."""
    grid = ground.area.table("grid")
    values = {word: listed(sorted(grid["gemeente"][grid["grid"] == word])) or NONE for word in GRID}
    return Finding(tuple(GRID[word] for word in grid["grid"]), values)


def _published(_: Ground, claim: Claim) -> Finding:
    """Take what a public source says."""
    verdict = str(claim.on["verdict"])
    if verdict not in PUBLISHED:
        raise unknown_choice("verdict", verdict, PUBLISHED)
    said = Texts(**{lang: str(claim.on[f"said_{lang}"]) for lang in LANGUAGES})
    return Finding(PUBLISHED[verdict], {"said": said, "source": claim.on["source"]})


OFFER_CHECKS = {
    "services_in": Check(
        _services_in, ("services", "sites", "gemeenten"), (), ("services", "region")
    ),
    "dwellings_cheaper": Check(
        _dwellings_cheaper, ("dwellings", "gemeenten", "neighbours"), ("least_share",)
    ),
    "schools_in": Check(_schools_in, ("education", "gemeenten"), (), ("institutions", "region")),
    "students_reached": Check(
        _students_reached,
        ("people", "gemeenten", "education", "road_edges", "road_nodes"),
        ("limit_min", "least_students", "least_share"),
        ("mode",),
        ("region", "gemeenten"),
    ),
    "offers_room": Check(_offers_room, ("offers", "sites"), (), ("sites",)),
    "grid_room": Check(_grid_room, ("grid",)),
    "published": Check(
        _published, (), (), ("verdict", "source", *(f"said_{lang}" for lang in LANGUAGES))
    ),
}
"""Checks by name."""
