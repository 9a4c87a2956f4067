"""What the questions about sites share: sites of a user, and what answers rest on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import geopandas as gpd

from drenthe_geo.answers.about import (
    profile_with_sources,
    scenarios_with_sources,
    with_sources,
)
from drenthe_geo.answers.points import subject_of
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.vector import read_points
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.siting.brief import named_services, read_brief
from drenthe_geo.siting.fit.warnings import no_trains
from drenthe_geo.siting.own.points import odd_about, own_points

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from drenthe_geo.area.area import Area
    from drenthe_geo.scenarios.model import Scenario
    from drenthe_geo.siting.model import Brief, Siting
    from drenthe_geo.situation import Situation
    from drenthe_geo.words.message import Message

OwnSites: TypeAlias = str | Path | gpd.GeoDataFrame | None
"""Sites of a user: a file, or points."""

DECIMALS = 4
"""Of scores and shares."""

MATCHING = "drenthe_geo.siting.match"
"""What answers without a dossier."""


def names_of(table: pd.DataFrame) -> dict[str, str]:
    """Give the names of sites or services by their ids."""
    return {str(one): str(name) for one, name in table["name"].items()}


def sites_of(
    area: Area, given: OwnSites, siting: Siting, used: Iterable[str] = ()
) -> gpd.GeoDataFrame | None:
    """Read the sites of a user, and note what is odd about them."""
    if given is None:
        return None
    own = given if isinstance(given, gpd.GeoDataFrame) else read_points(given, area)
    area.note(*odd_about(area, own_points(area, own, siting), siting, used))
    return own


def asked_with(
    sites: OwnSites, done: list[Scenario], *, only: bool, buses: bool
) -> dict[str, object]:
    """Give what makes a question about sites another one."""
    own: dict[str, object] = {}
    if isinstance(sites, gpd.GeoDataFrame):
        own["sites"] = sorted(map(str, sites.index))
    elif sites is not None:
        own["sites"] = subject_of(sites)
    if only:
        if sites is None:
            raise ArgumentError("siting.points.only")
        own["only"] = True
    own |= {} if buses else {"buses": False}
    return {**own, "scenarios": sorted(one.name for one in done)}


def left_out_of(*briefs: Brief) -> dict[str, object]:
    """Say which criteria are left out for want of a timetable; nothing where there is one."""
    found = {one.service: dict(one.no_trains) for one in briefs if one.no_trains}
    return {"left_out_without_a_timetable": found} if found else {}


def without_timetable(
    area: Area, situation: Situation, siting: Siting
) -> tuple[list[Message], dict[str, object]]:
    """Say which criteria no service is asked for want of a timetable: warnings, and for about."""
    if situation.transit.is_known:
        return [], {}
    briefs = [read_brief(area, str(one), siting=siting) for one in named_services(area).index]
    return no_trains(siting, *briefs), left_out_of(*briefs)


def about_sites(area: Area, siting: Siting, done: list[Scenario]) -> dict[str, object]:
    """Say what every question about sites rests on."""
    return {
        "scenarios": scenarios_with_sources(done),
        "profile": profile_with_sources(read_profile(area, "car")),
        "settings": with_sources(area.settings),
        "siting": {
            name: {"value": value, "source": siting.sources[f"settings.{name}"]}
            for name, value in siting.settings.items()
        },
    }
