"""Which sites a service fits in: what is known of each is held against what the service needs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from drenthe_geo.contracts.results import result
from drenthe_geo.errors import ArgumentError
from drenthe_geo.siting.brief import read_services
from drenthe_geo.siting.fit.checks import CHECKS, Asked, size_of
from drenthe_geo.siting.fit.findings import DOES_NOT_FIT, FITS, TO_VERIFY, Finding
from drenthe_geo.siting.fit.offers import read_offers, with_offers
from drenthe_geo.siting.model import Housing
from drenthe_geo.siting.rank import as_cells
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.model import Brief, Siting

PRESENT_SEAT = "present seat"
"""Role of a candidate where the service sits now."""

MOST_REASONS = 3
"""Of why a service fits nowhere, so many reasons are told."""


@result
@dataclass(frozen=True)
class Fit:
    """Whether a service fits in a site.

    Parameters
    ----------
    verdict : str
        ``fits``, ``does_not_fit`` or ``to_verify``.
    against, questions, met : tuple of Finding
        Why it does not; what to ask the owner; what is there.
    """

    verdict: str
    against: tuple[Finding, ...]
    questions: tuple[Finding, ...]
    met: tuple[Finding, ...]


@result
@dataclass(frozen=True)
class Screened:
    """Candidates of a service, and whether it fits in each.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        The candidates, see `candidates_for`.
    screen : pandas.DataFrame
        On their index, see `screen_sites`.
    """

    sites: gpd.GeoDataFrame
    screen: pd.DataFrame

    @property
    def out(self) -> pd.Series:
        """Tell which do not fit."""
        return self.screen["verdict"] == DOES_NOT_FIT

    @property
    def kept(self) -> gpd.GeoDataFrame:
        """Those that fit or are to be verified: they alone are measured and ranked."""
        return self.sites[~self.out]


def screen_sites(area: Area, sites: gpd.GeoDataFrame, brief: Brief, siting: Siting) -> pd.DataFrame:
    """Say of every site whether a service fits in it, before any is scored.

    What is unknown counts neither for nor against a site: it makes a question, and the site is
    to be verified. Where the service sits now it fits.

    Parameters
    ----------
    area : Area
        The area.
    sites : geopandas.GeoDataFrame
        Candidates, with what is known of them in the columns of the table ``offers``.
    brief : Brief
        What the service asks.
    siting : Siting
        What each kind of space demands.

    Returns
    -------
    pandas.DataFrame
        On the sites' index: ``verdict`` (``fits``, ``does_not_fit``, ``to_verify``),
        ``against`` (tuple of `Finding`: why it does not fit), ``questions`` (what to ask the
        owner), ``met`` (what is there), ``room`` (of the present seat: whether it can grow,
        ``yes``, ``no`` or ``unknown``; empty elsewhere).

    Examples
    --------
    >>> siting, brief = dg.siting.read_siting(area), dg.siting.read_brief(area, "veldwacht")
    >>> sites = dg.siting.candidates_for(area, brief, siting)
    >>> screen_sites(area, sites, brief, siting)["verdict"].to_dict()["zandpark-wolde"]
    'does_not_fit'
    """
    asked = _asked(area, brief.service, brief.housing, siting)
    rows = list(_rows(sites))
    fits = [fit_of(row, asked) for row in rows]
    is_seat = [row.get("role") == PRESENT_SEAT for row in rows]
    rooms = [room_of(row, asked) if seat else "" for row, seat in zip(rows, is_seat, strict=True)]
    fits = [_seated(one, row) if seat else one
            for one, row, seat in zip(fits, rows, is_seat, strict=True)]  # fmt: skip
    return _table(fits, sites.index).assign(room=rooms)


def _asked(area: Area, service: str, housing: Housing, siting: Siting) -> Asked:
    """Gather what sites are held against."""
    names = read_services(area)["name"].astype(str).to_dict()
    services = {str(one): name for one, name in names.items()}
    return Asked(service, housing, siting, services, area.layer("sites"))


def _table(fits: list[Fit], index: pd.Index) -> pd.DataFrame:
    """Put verdicts and findings in columns."""
    parts = {part: as_cells([getattr(one, part) for one in fits], index)
             for part in ("against", "questions", "met")}  # fmt: skip
    verdicts = pd.Series([one.verdict for one in fits], index, dtype=object)
    return pd.DataFrame({"verdict": verdicts, **parts}, index=index)


def _rows(sites: gpd.GeoDataFrame) -> Iterable[dict[str, Any]]:
    """Give what is known of each site, with its point."""
    point = sites.geometry.name
    for row in sites.to_dict("records"):
        yield {**{str(name): value for name, value in row.items()}, "geometry": row[point]}


def fit_of(row: Mapping[str, Any], asked: Asked) -> Fit:
    """Hold what is known of one site against what the service needs."""
    found = [one for check in CHECKS for one in check(row, asked)]
    against, questions, met = (
        tuple(one for one in found if one.outcome == outcome)
        for outcome in ("against", "ask", "met")
    )
    verdict = DOES_NOT_FIT if against else TO_VERIFY if questions else FITS
    return Fit(verdict, against, questions, met)


def _seated(fit: Fit, row: Mapping[str, Any]) -> Fit:
    """Say of the present seat that it fits: the service sits there."""
    from_ = (str(row.get("source") or ""), str(row.get("date") or ""))
    sits = Finding("met", "seat", (), *from_)
    return Fit(FITS, (), (), (sits, *fit.met))


def room_of(row: Mapping[str, Any], asked: Asked) -> str:
    """Say whether a seat is as large as what the service needs, as far as both are known."""
    found = [one.outcome for one in size_of(row, asked)]
    if "against" in found:
        return "no"
    return "yes" if "met" in found and "ask" not in found else "unknown"


def require_some(found: Screened, brief: Brief) -> None:
    """Refuse to go on where a service fits in no site at all, saying why most often."""
    if not found.out.all():
        return
    screen = found.screen
    why = Counter(one.message() for against in screen["against"] for one in against)
    told = [
        Message("siting.fit.most", count=count, reason=one)
        for one, count in why.most_common(MOST_REASONS)
    ]
    if not len(screen):
        raise ArgumentError("siting.fit.no_sites", service=brief.service)
    raise ArgumentError("siting.fit.none", service=brief.service, count=len(screen), told=told)


def screen_in_general(area: Area, sites: gpd.GeoDataFrame, siting: Siting) -> pd.DataFrame:
    """Say of sites whether any service in general fits in: an office where people can come.

    Parameters
    ----------
    area : Area
        The area.
    sites : geopandas.GeoDataFrame
        Sites of the area; those that are no offers are not looked at.
    siting : Siting
        The choices: what is asked in general.

    Returns
    -------
    pandas.DataFrame
        As of `screen_sites`, for the sites that are offers or seats.

    Examples
    --------
    >>> siting = dg.siting.read_siting(area)
    >>> found = screen_in_general(area, area.layer("sites"), siting)
    >>> found["verdict"].to_dict()["vliegveld-zandkerk"]
    'does_not_fit'
    """
    offers = read_offers(area)
    known = sites.loc[[site for site in sites.index if site in offers.index]]
    rows = list(_rows(with_offers(area, known)))
    housing = Housing(
        spaces=tuple(siting.settings["general_spaces"]),
        security=str(siting.settings["general_security"]),
    )
    fits = [fit_of(row, _asked(area, "", housing, siting)) for row in rows]
    return _table(fits, known.index)


def every_that_fits(screened: list[Screened]) -> gpd.GeoDataFrame:
    """Take every site once that some service fits in: the others need not be measured."""
    kept = [one.kept for one in screened if not one.out.all()]
    every = pd.concat(kept or [screened[0].sites])
    return gpd.GeoDataFrame(every[~every.index.duplicated()], crs=screened[0].sites.crs)


def every_site(screened: list[Screened]) -> gpd.GeoDataFrame:
    """Take every candidate of some services once."""
    every = pd.concat([one.sites for one in screened])
    return gpd.GeoDataFrame(every[~every.index.duplicated()], crs=screened[0].sites.crs)
