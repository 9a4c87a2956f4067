"""What is known of the places that are offered to services, and which of them are candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from drenthe_geo.area.schema import fields_of
from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.siting.model import listed
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.area.area import Area
    from drenthe_geo.area.schema import Field

OFFERS, KEY = "offers", "site_id"

SEAT, YES, UNKNOWN = "seat", "yes", "unknown"

LISTS = ("made_for",)
"""Columns that hold several words."""


def read_offers(area: Area) -> pd.DataFrame:
    """Read the places that are offered to a government service, or where one sits.

    Parameters
    ----------
    area : Area
        The area.

    Returns
    -------
    pandas.DataFrame
        Index ``site``, an id of the layer ``sites``; what is known of each place: owner, form,
        floor space, land, zoning, security and more, with source and date. Blank and
        ``unknown`` are unknown.

    Examples
    --------
    >>> read_offers(area).loc["veencampus-venendal", "zoning"]
    'mixed'
    """
    offers: pd.DataFrame = area.keep(
        OFFERS, lambda: area.table(OFFERS).rename(columns={KEY: "site"}).set_index("site")
    )
    return offers.copy()


def with_offers(area: Area, sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put beside sites of the area what is known of them as offers."""
    offers = read_offers(area).reindex(sites.index)
    own = sites.drop(columns=[name for name in offers.columns if name in sites.columns])
    return gpd.GeoDataFrame(own.join(offers), crs=sites.crs)


def sites_with_offers(area: Area) -> gpd.GeoDataFrame:
    """Give the sites of the area that are offered or seats, with what is known of them.

    The same one every time, so nobody may change it.
    """

    def made() -> gpd.GeoDataFrame:
        layer = area.layer("sites").rename_axis("site")
        return with_offers(area, layer.loc[layer.index.intersection(read_offers(area).index)])

    found: gpd.GeoDataFrame = area.keep("sites_with_offers", made)
    return found


def is_candidate(offers: pd.DataFrame, service: str, seat: str) -> pd.Series:
    """Tell which offers a service may ask for: a seat of others only if it is open to others.

    Nobody offers the seat of another service that is not; so it is no candidate, rather than one
    that does not fit.
    """
    mine = pd.Series([service in listed(ids) for ids in offers["made_for"]], offers.index)
    offered = (offers["offered_by"] != SEAT) | (offers["open_to_others"] == YES)
    return offered | mine | (offers.index == seat)


def offered_sites(area: Area) -> list[str]:
    """Give the sites that are offered to a service, whichever it is."""
    offers = read_offers(area)
    return [str(site) for site in offers.index[is_candidate(offers, "", "")]]


def require_known_offers(area: Area, sites: gpd.GeoDataFrame, services: Mapping[str, str]) -> None:
    """Refuse words and numbers of a user's points that no check would understand.

    A slip of the pen would count for nothing in silence.
    """
    fields = {one.name: one for one in fields_of(area.resource(OFFERS)) if one.name != KEY}
    for name in sites.columns:
        if name in fields:
            for site, given in sites[name].dropna().items():
                _require(fields[str(name)], str(site), given, services)


def _require(field: Field, site: str, given: Any, services: Mapping[str, str]) -> None:  # noqa: ANN401 - a cell
    what = Message("noun.column_of_site", column=field.name, site=site)
    if field.kind == "number":
        number = pd.to_numeric(given, errors="coerce")
        if not number >= (0 if field.minimum is None else field.minimum):
            raise ArgumentError("siting.points.number", what=what, given=str(given))
    if field.choices and str(given) not in field.choices:
        raise unknown_choice(what, str(given), field.choices)
    if field.name in LISTS:
        for word in listed(given):
            if word not in services:
                raise unknown_choice(what, word, services)
