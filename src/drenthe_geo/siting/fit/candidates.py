"""The candidates of a service: what is offered and its present seat, or a user's own points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from drenthe_geo.errors import ArgumentError
from drenthe_geo.siting.fit.offers import (
    SEAT,
    is_candidate,
    read_offers,
    sites_with_offers,
    with_offers,
)
from drenthe_geo.siting.fit.screen import PRESENT_SEAT, Screened, screen_sites
from drenthe_geo.siting.model import listed
from drenthe_geo.siting.own.points import own_points

if TYPE_CHECKING:
    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.model import Brief, Siting

CANDIDATE = "candidate"


def candidates_for(
    area: Area,
    brief: Brief,
    siting: Siting,
    sites: gpd.GeoDataFrame | None = None,
    *,
    only: bool = False,
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
        Points of your own, beside the places that are offered (table ``offers``) and where the
        service sits now.
    only : bool
        Whether your own points stand alone.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``site``; ``name``, ``role`` (``candidate``, ``present seat`` or ``own``), and
        what is known of each as an offer; your own come last.

    Raises
    ------
    DrentheGeoError
        If points of your own are refused, or are to stand alone and none are given.

    Examples
    --------
    >>> siting, brief = dg.siting.read_siting(area), dg.siting.read_brief(area, "veldregister")
    >>> candidates_for(area, brief, siting)["role"].to_dict()["rijkskantoor-heidestad"]
    'present seat'
    """
    own = None if sites is None else own_points(area, sites, siting)
    return beside_offered(area, brief, siting, own, only=only)


def beside_offered(
    area: Area,
    brief: Brief,
    siting: Siting,
    own: gpd.GeoDataFrame | None,
    *,
    only: bool = False,
) -> gpd.GeoDataFrame:
    """Put points that `own_points` took beside what is offered, or let them stand alone."""
    if own is None:
        if only:
            raise ArgumentError("siting.points.only")
        return _named(_offered(area, brief, siting))
    if only:
        return own
    both = pd.concat([_named(_offered(area, brief, siting)), own])
    return gpd.GeoDataFrame(both, crs=own.crs)


def screened_candidates(
    area: Area,
    brief: Brief,
    siting: Siting,
    sites: gpd.GeoDataFrame | None = None,
    *,
    only: bool = False,
) -> Screened:
    """Find the candidates of a service, and say of each whether it fits; see `candidates_for`."""
    own = None if sites is None else own_points(area, sites, siting)
    return screened_beside(area, brief, siting, own, only=only)


def screened_beside(
    area: Area,
    brief: Brief,
    siting: Siting,
    own: gpd.GeoDataFrame | None,
    *,
    only: bool = False,
) -> Screened:
    """Say of the candidates that `beside_offered` gives whether the service fits in each."""
    every = beside_offered(area, brief, siting, own, only=only)
    return Screened(every, screen_sites(area, every, brief, siting))


def _named(sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Let a site that has no name be called by its id."""
    names = sites["name"].fillna(pd.Series(sites.index.astype(str), sites.index))
    return sites.assign(name=names)


def _offered(area: Area, brief: Brief, siting: Siting) -> gpd.GeoDataFrame:
    """Take the places that are offered, and where the service sits now."""
    layer, offers = area.layer("sites").rename_axis("site"), read_offers(area)
    asked = offers.index[is_candidate(offers, brief.service, brief.site)]
    own = sites_with_offers(area).loc[asked].assign(role=CANDIDATE)
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
