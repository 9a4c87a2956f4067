"""What is looked at before a site is scored: one function for each thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from drenthe_geo.siting.fit.findings import Finding
from drenthe_geo.siting.fit.housing import known_word, limit_of, number_of
from drenthe_geo.siting.model import listed
from drenthe_geo.units import M_PER_KM
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import geopandas as gpd

    from drenthe_geo.siting.fit.findings import Outcome
    from drenthe_geo.siting.model import Housing, Siting, Space

GROUNDS = ("open", "controlled", "closed")
"""How ground is kept, from least to most: what is one step off may be arranged, two may not."""

YEAR = re.compile(r"(?:from )?(20\d\d(?:-\d\d)?)")
"""When a place is available, where it is plainly said."""

LIMITS = {
    "noise": ("noise", "geluid", "lawaai"),
    "nature": ("natur", "natuur"),
    "heritage": ("heritage", "erfgoed", "monument"),
}
"""Kinds of limits of a place, and by which words they are known."""


@dataclass(frozen=True)
class Asked:
    """What a service needs, and what that is held against."""

    service: str
    housing: Housing
    siting: Siting
    services: Mapping[str, str]
    sites: gpd.GeoDataFrame

    @property
    def spaces(self) -> list[tuple[str, Space]]:
        """The kinds of space that it needs, with what each demands."""
        return [(name, self.siting.spaces[name]) for name in self.housing.spaces]

    def with_those_it_is_in(self, space: Space) -> list[Space]:
        """Give a space, and those that it belongs to and that are needed too."""
        return [space, *(one for name, one in self.spaces if name in space.within)]

    @property
    def security(self) -> str:
        """How its ground must be kept; empty for any."""
        own = (one.security for _, one in self.spaces if one.security)
        return self.housing.security or next(own, "")

    @property
    def floor_m2(self) -> float | None:
        """Floor that it needs: as said, or its staff times what each takes."""
        if self.housing.floor_m2 is not None:
            return self.housing.floor_m2
        each = [one.m2_per_staff for _, one in self.spaces if one.m2_per_staff is not None]
        return self.housing.staff * max(each) if self.housing.staff and each else None

    def is_for(self, row: Mapping[str, Any]) -> bool:
        """Tell whether a place is made for it."""
        return self.service in listed(row.get("made_for"))


Row = dict[str, Any]


def _found(row: Mapping[str, Any], outcome: Outcome, check: str, **values: object) -> Finding:
    """Make a finding with the source of what is known of the place."""
    source, date = ("" if one is None or one != one else str(one)  # noqa: PLR0124 - NaN
                    for one in (row.get("source"), row.get("date")))  # fmt: skip
    kept = tuple((name, tuple(one) if isinstance(one, list) else one)
                 for name, one in values.items())  # fmt: skip
    return Finding(outcome, check, kept, source, date)


def word(kind: str, name: str) -> Message:
    """Name a zoning, form, ground, space or limit, to be said."""
    return Message(f"siting.{kind}.{name}")


def for_whom(row: Mapping[str, Any], asked: Asked) -> Iterator[Finding]:
    """Look whether a place is made for others, or open to anybody."""
    made_for, is_open = listed(row.get("made_for")), known_word(row, "open_to_others")
    if asked.is_for(row):
        yield _found(row, "met", "made_for")
        return
    if made_for:
        names = [asked.services.get(one, one) for one in made_for]
        if is_open == "yes":
            yield _found(row, "met", "beside_others", services=names)
        else:
            outcome: Outcome = "against" if is_open == "no" else "ask"
            yield _found(row, outcome, "reserved", services=names)
    elif is_open == "yes":
        yield _found(row, "met", "open")
    else:
        yield _found(row, "against" if is_open == "no" else "ask", "open")


def zoning_of(row: Mapping[str, Any], asked: Asked) -> Iterator[Finding]:
    """Look whether the zoning allows what the service needs."""
    housing, zoning = asked.housing, known_word(row, "zoning")
    if asked.is_for(row) or not (housing.spaces or housing.only_on or housing.not_on):
        return
    if not zoning:
        spaces = [word("space", name) for name in housing.spaces]
        yield _found(row, "ask", "zoning_unknown", spaces=spaces)
        return
    said = word("zoning", zoning)
    if housing.only_on:
        outcome: Outcome = "met" if zoning in housing.only_on else "against"
        only = [word("zoning", one) for one in housing.only_on]
        yield _found(row, outcome, "only_on", zoning=said, only=only)
        return
    if zoning in housing.not_on:
        yield _found(row, "against", "not_on", zoning=said)
        return
    for outcome in ("against", "ask", "met"):
        names = [name for name, one in asked.spaces if _allowed(zoning, one, asked) == outcome]
        if names:
            spaces = [word("space", name) for name in names]
            yield _found(row, outcome, "zoning", zoning=said, spaces=spaces)


def _allowed(zoning: str, space: Space, asked: Asked) -> Outcome:
    """Say whether a zoning allows a space, or one that it belongs to and that is needed too."""
    each = asked.with_those_it_is_in(space)
    if any(zoning in one.zoning for one in each):
        return "met"
    return "ask" if any(zoning in one.zoning_ask for one in each) else "against"


def form_of(row: Mapping[str, Any], asked: Asked) -> Iterator[Finding]:
    """Look whether a place of that form can hold what the service needs."""
    form = known_word(row, "form")
    if asked.is_for(row) or not asked.spaces:
        return
    if not form:
        yield _found(row, "ask", "form")
        return
    wrong = [
        word("space", name)
        for name, one in asked.spaces
        if not any(form in other.forms for other in asked.with_those_it_is_in(one))
    ]
    if wrong:
        yield _found(row, "against", "form", form=word("form", form), spaces=wrong)


def security_of(row: Mapping[str, Any], asked: Asked) -> Iterator[Finding]:
    """Look whether the ground is kept as the service needs it."""
    needed, there = asked.security, known_word(row, "security")
    if asked.is_for(row) or not needed:
        return
    wanted = word("security", needed)
    if not there:
        yield _found(row, "ask", "security_unknown", needed=wanted)
        return
    steps = abs(GROUNDS.index(needed) - GROUNDS.index(there))
    outcome: Outcome = ("met", "ask", "against")[steps]
    yield _found(row, outcome, "security", there=word("security", there), needed=wanted)


def size_of(row: Mapping[str, Any], asked: Asked) -> Iterator[Finding]:
    """Look whether floor and land are large enough."""
    for check, needed in (("floor", asked.floor_m2), ("land", asked.housing.land_ha)):
        column = {"floor": "floor_m2", "land": "land_ha"}[check]
        there = number_of(row.get(column))
        if needed is None:
            continue
        if there is None:
            yield _found(row, "ask", check, needed=needed)
        else:
            outcome: Outcome = "met" if there >= needed else "against"
            yield _found(row, outcome, check, there=there, needed=needed)


def load_of(row: Mapping[str, Any], asked: Asked) -> Iterator[Finding]:
    """Look whether a standing floor bears what is put on it."""
    most = max((one.floor_load_kg_m2 or 0.0 for _, one in asked.spaces), default=0.0)
    if not most or known_word(row, "form") != "building":
        return
    there = number_of(row.get("floor_load_kg_m2"))
    if there is None:
        yield _found(row, "ask", "load", needed=most)
    else:
        outcome: Outcome = "met" if there >= most else "against"
        yield _found(row, outcome, "load", there=there, needed=most)


def near_of(row: Mapping[str, Any], asked: Asked) -> Iterator[Finding]:
    """Look whether the sites that must be near are; criteria are measured later."""
    most_m = float(asked.siting.settings["near_site_m"])
    for group in asked.housing.near:
        ids = [one for one in group if limit_of(one) is None]
        if len(ids) < len(group):
            continue
        away_m = {one: float(row["geometry"].distance(asked.sites.geometry[one])) for one in ids}
        site = min(away_m, key=lambda one: away_m[one])
        outcome: Outcome = "met" if away_m[site] <= most_m else "against"
        name = str(asked.sites.loc[site, "name"])
        km = {"km": away_m[site] / M_PER_KM, "most": most_m / M_PER_KM}
        yield _found(row, outcome, "near", site=name, **km)


def category_of(row: Mapping[str, Any], asked: Asked) -> Iterator[Finding]:
    """Look whether the environmental category that is allowed is high enough."""
    most = max((one.category or 0.0 for _, one in asked.spaces), default=0.0)
    there = number_of(row.get("environmental_category"))
    if asked.is_for(row) or not most or there is None:
        return
    outcome: Outcome = "met" if there >= most else "against"
    yield _found(row, outcome, "category", there=there, needed=most)


def limits_of(row: Mapping[str, Any], asked: Asked) -> Iterator[Finding]:
    """Ask what noise, nature or heritage allow, where the place is limited by them."""
    text = known_word(row, "limits").lower()
    if not text or asked.is_for(row):
        return
    kinds = [kind for kind, signs in LIMITS.items() if any(sign in text for sign in signs)]
    yield _found(row, "ask", "limits", limits=[word("limit", one) for one in kinds or ["other"]])


def grid_of(row: Mapping[str, Any], asked: Asked) -> Iterator[Finding]:
    """Ask after the grid where something must be built: a standing building is connected."""
    if known_word(row, "form") not in asked.siting.settings["grid_forms"]:
        return
    grid = known_word(row, "grid") or "unknown"
    if grid == "yes":
        yield _found(row, "met", "grid")
    else:
        yield _found(row, "ask", f"grid_{grid}")


def available_of(row: Mapping[str, Any], _: Asked) -> Iterator[Finding]:
    """Ask when a place is available, where no year is plainly said."""
    year = YEAR.fullmatch(known_word(row, "available").strip())
    if year:
        yield _found(row, "met", "available", when=year[1])
    else:
        yield _found(row, "ask", "available")


CHECKS: tuple[Callable[[Mapping[str, Any], Asked], Iterator[Finding]], ...] = (
    for_whom,
    zoning_of,
    form_of,
    security_of,
    size_of,
    load_of,
    near_of,
    category_of,
    grid_of,
    limits_of,
    available_of,
)
"""In the order in which they are told."""
