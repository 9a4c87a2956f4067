"""Claims by what they are about: those that a page shows beside its own answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.area.opened import is_as_opened
from drenthe_geo.area.package import files_of
from drenthe_geo.claims.check import CHECKS, check_claims, read_claims
from drenthe_geo.situation import read_situation
from drenthe_geo.work import packed
from drenthe_geo.work.cache import user_cache
from drenthe_geo.work.key import hash_of_files, key_of

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from drenthe_geo.area.area import Area
    from drenthe_geo.claims.model import Claim
    from drenthe_geo.work.cache import Kind

STATIONS, ROADS, REACH, TRAINS = "stations", "roads", "reach", "trains"
REGIONS, SERVICES, SITES = "regions", "services", "sites"

TOPICS: dict[str, tuple[str, ...]] = {
    "station_count": (STATIONS, TRAINS),
    "intercity_stations": (STATIONS, TRAINS),
    "direct_from_stations": (STATIONS, TRAINS),
    "direct_trains": (TRAINS,),
    "train_between": (TRAINS,),
    "people_by_train": (TRAINS,),
    "scenario_gain": (TRAINS,),
    "roads_in_province": (ROADS,),
    "roads_of_kind": (ROADS,),
    "motorways_out": (ROADS,),
    "road_minutes": (ROADS, REACH),
    "around_station": (STATIONS, SITES, REACH),
    "people_by_road": (REACH,),
    "students_reached": (REACH,),
    "region_members": (REGIONS,),
    "region_cover": (REGIONS,),
    "region_border": (REGIONS,),
    "services_in": (SERVICES,),
    "grid_room": (SITES,),
    "offers_room": (SITES,),
    "sites_in": (SITES,),
    "border_distance": (SITES,),
    "schools_in": (SERVICES,),
}
"""What claims are about by their check; what a claim says of itself comes besides."""

OF_EVERYBODY = frozenset({"people_by_train", "people_by_road", "scenario_gain", "students_reached"})
"""Checks that search the ways of all inhabitants.

Measured where nothing is kept: 0.5 to 1.2 s for the first of each, 4.5 s of the 5.3 s that all
claims take; the rest takes 0.6 s together, of which one page needs a part. A page may not cost
that, nor may it show more where an earlier run kept something.
"""

KIND: Kind = "claims"


def claims_about(area: Area, topics: Collection[str]) -> tuple[pd.DataFrame, list[Claim]]:
    """Judge the claims about some topics that need no search for all inhabitants.

    Parameters
    ----------
    area : Area
        The area, without layers of a user.
    topics : collection of str
        What they are about.

    Returns
    -------
    checked : pandas.DataFrame
        As `check_claims` gives it.
    left : list of Claim
        Those that are not judged here.

    Examples
    --------
    >>> checked, left = claims_about(area, ["trains"])
    >>> checked["claim"].tolist()[0], [one.name for one in left]
    ('four-stations', ['veldlijn-nearer'])
    """
    about = [one for one in read_claims(area) if set(topics) & set(topics_of(one))]
    light = [one for one in about if one.check not in OF_EVERYBODY]
    # What the checks open beside their own tables depends on what is kept: it is not told.
    apart = area.fresh()
    key = None
    if user_cache().folder is not None and is_as_opened(area):
        files = hash_of_files(files_of(area.folder, area.resources))
        key = key_of(KIND, files, area.peak, sorted(topics))

    def check() -> pd.DataFrame:
        return check_claims(apart, read_situation(apart), claims=light)

    found = packed.kept(KIND, key, check, may_keep=lambda: is_as_opened(area))
    for one in light:
        for name in CHECKS[one.check].data if one.check else ():
            area.path(name)
    return found, [one for one in about if one.check in OF_EVERYBODY]


def topics_of(claim: Claim) -> tuple[str, ...]:
    """Say what a claim is about."""
    return (*TOPICS.get(claim.check, ()), *claim.topics)
