"""Sites of a user: refused where they cannot be right, and what is odd about them."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.schema import fields_of
from drenthe_geo.crs import require_crs
from drenthe_geo.errors import ALIKE, ArgumentError, unknown_choice
from drenthe_geo.siting.brief import read_services
from drenthe_geo.siting.fit.offers import KEY, OFFERS, read_offers, require_known_offers
from drenthe_geo.siting.model import listed
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.model import Siting

OWN = "own"
"""Role of a site of a user."""

PLAIN = ("name", "status", "themes", "accuracy_m", "role", "geometry")
"""Columns that are looked at besides those of the table ``offers``."""

MOST_NAMED = 5
"""Pairs of sites at one place that are named."""


def own_points(area: Area, sites: gpd.GeoDataFrame, siting: Siting) -> gpd.GeoDataFrame:
    """Take points of a user as candidates, named and with their role.

    Refused if two have one id, if an id is that of a site of the area, or if a word or number
    would count for nothing in silence.
    """
    if sites.empty:
        raise ArgumentError("siting.points.none")
    require_crs(sites, area.facts.crs, "sites")
    # Ids are text everywhere else, as they are in a file.
    own = sites.set_axis(sites.index.astype(str).rename("site"), axis=0)
    if own.index.has_duplicates:
        raise ArgumentError("siting.points.twice", site=own.index[own.index.duplicated()][0])
    _require_other_ids(area, own)
    if own.geometry.name != "geometry":
        own = own.rename_geometry("geometry")
    require_known_words(area, own, siting)
    if "name" not in own:
        own = own.assign(name=own.index.astype(str))
    own["name"] = own["name"].fillna(pd.Series(own.index.astype(str), own.index))
    return own.assign(role=OWN)


def _require_other_ids(area: Area, own: gpd.GeoDataFrame) -> None:
    """Refuse ids of the area's own sites: one would be taken for the other."""
    known = {str(site).casefold(): str(site) for site in area.layer("sites").index}
    clashes = [
        Message("siting.points.clash", site=str(site), row=row)
        for row, site in enumerate(own.index, start=1)
        if str(site).casefold() in known
    ]
    if clashes:
        raise ArgumentError("siting.points.clashes", clashes=clashes, count=len(clashes))


def require_known_words(area: Area, sites: gpd.GeoDataFrame, siting: Siting) -> None:
    """Refuse words that no table knows: they would count for nothing in silence."""
    known = {
        "status": list(siting.settings["statuses"]),
        "themes": list(siting.themes),
    }
    for column, words in known.items():
        for site, said in sites[column].items() if column in sites else ():
            for word in listed(said):
                if word not in words:
                    what = Message("noun.column_of_site", column=column, site=str(site))
                    raise unknown_choice(what, word, words)
    require_known_offers(area, sites, {str(one): "" for one in read_services(area).index})


def odd_about(
    area: Area, sites: gpd.GeoDataFrame, siting: Siting, used: Iterable[str] = ()
) -> tuple[Message, ...]:
    """Say what is odd about sites of a user: columns that nobody reads, and places named twice.

    `used` are columns that the user himself gave a meaning.
    """
    fields = [one.name for one in fields_of(area.resource(OFFERS)) if one.name != KEY]
    known = [*fields, *PLAIN, *used]
    unread = [
        str(name) for name in sites.columns if name not in known and name != sites.geometry.name
    ]
    close = {
        name: found[0]
        for name in unread
        if (found := difflib.get_close_matches(name.lower(), known, n=1, cutoff=ALIKE))
    }
    said = [
        Message("siting.points.close_column", column=name, close=other)
        for name, other in close.items()
    ]
    rest = [name for name in unread if name not in close]
    if rest:
        said.append(Message("siting.points.unread", columns=rest, count=len(rest)))
    return (*said, *_same_places(area, sites, siting))


def _same_places(area: Area, sites: gpd.GeoDataFrame, siting: Siting) -> list[Message]:
    """Say which sites of a user stand where another, or one that is offered, stands already."""
    near_m = float(siting.settings["same_place_m"])
    layer = area.layer("sites")
    offered = layer.loc[layer.index.intersection(read_offers(area).index)]
    there = np.concatenate([sites.geometry.to_numpy(), offered.geometry.to_numpy()])
    names = [*map(str, sites.index), *map(str, offered.index)]
    mine, other = shapely.STRtree(there).query(
        sites.geometry.to_numpy(), predicate="dwithin", distance=near_m
    )
    pairs = sorted((int(one), int(two)) for one, two in zip(mine, other, strict=True) if one < two)
    said = [
        Message("siting.points.same_place", site=names[one], other=names[two], metres=near_m)
        for one, two in pairs[:MOST_NAMED]
    ]
    more = len(pairs) - len(said)
    return [*said, Message("siting.points.same_more", count=more)] if more else said
