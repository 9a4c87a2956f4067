"""The candidates of a service: what is offered and its present seat, or a user's own points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from drenthe_geo.crs import require_rd
from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.siting.brief import read_services
from drenthe_geo.siting.fit.offers import (
    SEAT,
    is_candidate,
    read_offers,
    require_known_offers,
    with_offers,
)
from drenthe_geo.siting.fit.screen import PRESENT_SEAT, Screened, screen_sites
from drenthe_geo.siting.model import listed
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.model import Brief, Siting

CANDIDATE, OWN_FILE = "candidate", "own file"


def candidates_for(
    area: Area, brief: Brief, siting: Siting, sites: gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """Find the candidates of a service.

    Parameters
    ----------
    area : Area
        The area.
    brief : Brief
        What the service asks.
    siting : Siting
        The choices.
    sites : geopandas.GeoDataFrame, optional
        Points of your own. Where not given the places that are offered (table ``offers``), and
        where the service sits now.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``site``; ``name``, ``role`` (``candidate``, ``present seat`` or ``own file``), and
        what is known of each as an offer.

    Raises
    ------
    DrentheGeoError
        If points of your own are refused.

    Examples
    --------
    >>> siting, brief = dg.siting.read_siting(area), dg.siting.read_brief(area, "veldregister")
    >>> candidates_for(area, brief, siting)["role"].to_dict()["rijkskantoor-heidestad"]
    'present seat'
    """
    if sites is None:
        own = _offered(area, brief, siting)
    else:
        own = own_points(sites)
        require_known_words(area, own, siting)
    if "name" not in own:
        own = own.assign(name=own.index.astype(str))
    own["name"] = own["name"].fillna(pd.Series(own.index.astype(str), own.index))
    return own


def screened_candidates(
    area: Area, brief: Brief, siting: Siting, sites: gpd.GeoDataFrame | None = None
) -> Screened:
    """Find the candidates of a service, and say of each whether it fits."""
    own = candidates_for(area, brief, siting, sites)
    return Screened(own, screen_sites(area, own, brief, siting))


def own_points(sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Take points of a user as candidates; refused if two have one id."""
    if sites.empty:
        raise ArgumentError("siting.points.none")
    require_rd(sites, "sites")
    # Ids are text everywhere else, as they are in a file.
    own = sites.set_axis(sites.index.astype(str).rename("site"), axis=0)
    if own.index.has_duplicates:
        raise ArgumentError("siting.points.twice", site=own.index[own.index.duplicated()][0])
    if own.geometry.name != "geometry":
        own = own.rename_geometry("geometry")
    return own.assign(role=OWN_FILE)


def _offered(area: Area, brief: Brief, siting: Siting) -> gpd.GeoDataFrame:
    """Take the places that are offered, and where the service sits now."""
    layer, offers = area.layer("sites").rename_axis("site"), read_offers(area)
    asked = offers.index[is_candidate(offers, brief.service, brief.site)]
    own = with_offers(area, layer.loc[asked]).assign(role=CANDIDATE)
    made_for = pd.Series([brief.service in listed(ids) for ids in own["made_for"]], own.index)
    own.loc[(own["offered_by"] == SEAT) & made_for, "role"] = PRESENT_SEAT  # it may have several
    if brief.site not in layer.index:
        return own
    seat = with_offers(area, layer.loc[[brief.site]]).assign(role=PRESENT_SEAT)
    near = own.distance(seat.geometry.iloc[0]) <= float(siting.settings["same_place_m"])
    if brief.site in own.index:  # a row for another service in the same building is no other place
        here = near & (own["offered_by"] == SEAT) & (own.index != brief.site)
        own.loc[brief.site, "role"] = PRESENT_SEAT
        return own[~here]
    if near.any():
        own.loc[near, "role"] = PRESENT_SEAT
        return own
    inside = seat["gemeente"].iloc[0] in set(area.layer("gemeenten")["name"])
    return gpd.GeoDataFrame(pd.concat([own, seat]), crs=layer.crs) if inside else own


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
