"""The question turned round: which services suit a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.errors import unknown_choice
from drenthe_geo.siting.assess import assess_sites, with_rings
from drenthe_geo.siting.brief import named_services, read_brief
from drenthe_geo.siting.fit.candidates import CANDIDATE, beside_offered
from drenthe_geo.siting.fit.offers import with_offers
from drenthe_geo.siting.fit.screen import Screened, every_that_fits, screen_sites
from drenthe_geo.siting.kept.keys import there_is
from drenthe_geo.siting.kept.measured import look_around
from drenthe_geo.siting.own.points import own_points
from drenthe_geo.siting.verdict import (
    rank_assessed,
)
from drenthe_geo.siting.weights.choices import read_siting
from drenthe_geo.situation import read_situation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.assess import Assessed
    from drenthe_geo.siting.fit.findings import Finding
    from drenthe_geo.siting.model import Brief, Siting
    from drenthe_geo.situation import Situation

FIGURES = ("rank", "score", "score_low", "score_high")


def services_for_site(
    area: Area,
    site: str,
    *,
    services: Iterable[str] | None = None,
    sites: gpd.GeoDataFrame | None = None,
    only: bool = False,
    situation: Situation | None = None,
    siting: Siting | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> pd.DataFrame:
    """Turn the question round: which services suit a site.

    Parameters
    ----------
    area : Area
        The area.
    site : str
        Id of a site of the layer ``sites``, or of your own points.
    services : iterable of str, optional
        Ids of services; all where not given.
    sites : geopandas.GeoDataFrame, optional
        Points of your own, which stand beside the candidates of every service; the site may
        be one of them.
    only : bool
        Whether your own points, and the site, stand without those candidates.
    situation : Situation, optional
        Roads, trains and sites; as they stand where not given.
    siting : Siting, optional
        The choices; those of the area where not given.
    on_step : callable
        Told the name of each step of `STEPS` when it begins.

    Returns
    -------
    pandas.DataFrame
        Index ``service``, best first: ``name``, ``status``, ``fit`` (``fits``, ``to_verify``,
        ``does_not_fit``), ``score``, ``score_low``, ``score_high``, ``rank`` among the
        candidates of the service and this site (missing where it is out), ``of`` (how many
        have a rank), ``first`` (who is first; empty where all are out), ``lead`` (score less
        that of the best other site; missing where there is none), ``excluded`` (tuple of
        reasons), ``questions`` (tuple of `Finding`: what to ask the owner).

    Raises
    ------
    DrentheGeoError
        If there is no such site or service, or it lies outside the road network.

    Examples
    --------
    >>> found = services_for_site(area, "vliegveld-zandkerk", services=["grensdouane"])
    >>> int(found.loc["grensdouane", "rank"]), int(found.loc["grensdouane", "of"])
    (2, 3)
    """
    on_step("layers")
    choices = read_siting(area) if siting is None else siting
    there = read_situation(area) if situation is None else situation
    mine = None if sites is None else own_points(area, sites, choices)
    one = _asked_for(area, site, mine)
    asked = map(str, named_services(area).index) if services is None else services
    briefs = [read_brief(area, service, siting=choices) for service in asked]
    screened = []
    for brief in briefs:
        own = _beside(beside_offered(area, brief, choices, mine, only=only), one)
        screened.append(Screened(own, screen_sites(area, own, brief, choices)))
    every = every_that_fits(screened)
    on_step("sites")
    here = there_is(area, there, choices)
    around = look_around(area, with_rings(every, choices), here, choices)
    on_step("services")
    rows = {}
    for brief, found in zip(briefs, screened, strict=True):
        kept, screen = found.kept, found.screen
        known = assess_sites(area, kept, around, brief, choices) if len(kept) else None
        rows[brief.service] = {
            "name": brief.name,
            "status": brief.status,
            "fit": screen["verdict"].to_dict()[site],
            **_place(known, brief, site, screen["against"].to_dict()[site]),
            "questions": screen["questions"].to_dict()[site],
        }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("service")
    table["rank"] = table["rank"].astype("Int64")
    order = table.sort_index().sort_values(["rank", "score"], ascending=[True, False]).index
    return table.loc[order]


def _asked_for(area: Area, site: str, mine: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Take the site that is asked for: of a user, or of the area with what is known of it."""
    if mine is not None and site in mine.index:
        return mine.loc[[site]]
    layer = area.layer("sites").rename_axis("site")
    if site not in layer.index:
        known = [*map(str, () if mine is None else mine.index), *map(str, layer.index)]
        raise unknown_choice("site", site, known)
    return with_offers(area, layer.loc[[site]]).assign(role=CANDIDATE)


def _beside(candidates: gpd.GeoDataFrame, one: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put a site beside the candidates of a service, if it is none of them."""
    more = one.loc[one.index.difference(candidates.index)]
    return gpd.GeoDataFrame(pd.concat([candidates, more]) if len(more) else candidates)


def _place(
    known: Assessed | None, brief: Brief, site: str, against: tuple[Finding, ...]
) -> dict[str, Any]:
    """Say where a site stands for a service."""
    nothing = dict.fromkeys(FIGURES, np.nan) | {"rank": pd.NA}
    if known is None or known.excluded.astype(bool).all():
        why = against if known is None or against else known.excluded[site]
        return {**nothing, "of": 0, "first": "", "lead": np.nan, "excluded": why}
    table = rank_assessed(known, brief).table
    count, first = int(table["rank"].notna().sum()), str(table.index[0])
    if against:
        return {**nothing, "of": count, "first": first, "lead": np.nan, "excluded": against}
    row: Any = table.loc[site]
    others = table["score"][table["rank"].notna() & (table.index != site)]
    return {
        **{part: row[part] for part in ("score", "score_low", "score_high", "rank")},
        "of": count,
        "first": first,
        "lead": np.nan if row["excluded"] else float(row["score"]) - float(others.max()),
        "excluded": row["excluded"],
    }
