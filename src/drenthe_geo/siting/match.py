"""Every service beside every site: which sites suit each service, which services suit a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.siting.assess import assess_sites, with_rings
from drenthe_geo.siting.brief import read_brief, read_services, read_siting
from drenthe_geo.siting.suggest import candidates_for, own_points, require_known_words
from drenthe_geo.siting.surroundings import measure_surroundings
from drenthe_geo.siting.verdict import judge_assessed, rank_assessed
from drenthe_geo.situation import read_situation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.assess import Assessed
    from drenthe_geo.siting.model import Brief, Siting
    from drenthe_geo.situation import Situation

FIGURES = ("rank", "score", "score_low", "score_high")

STEPS = ("layers", "sites", "services")
"""Steps of either question, for a progress display."""


def sites_for_services(
    area: Area,
    *,
    services: Iterable[str] | None = None,
    sites: gpd.GeoDataFrame | None = None,
    situation: Situation | None = None,
    siting: Siting | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> pd.DataFrame:
    """Rank sites for every service.

    Parameters
    ----------
    area : Area
        The area.
    services : iterable of str, optional
        Ids of services; all where not given.
    sites : geopandas.GeoDataFrame, optional
        Candidates of your own, see `make_suggestion`; where not given those of the profile
        and, for each service, where it is now.
    situation : Situation, optional
        Roads, trains and sites; as they stand where not given.
    siting : Siting, optional
        The choices; those of the area where not given.
    on_step : callable
        Told the name of each step of `STEPS` when it begins.

    Returns
    -------
    pandas.DataFrame
        A row per service and site, services in the order of their table, sites best first:
        ``service``, ``service_name``, ``status``, ``verdict`` (of the service's
        first; empty where its limits exclude every site),
        ``site``, ``site_name``, ``gemeente``, ``role``, ``rank``, ``score``, ``score_low``,
        ``score_high``, ``dominated_by``, ``excluded`` (tuple of reasons), ``first`` (share of
        the draws of weights around the chosen ones), ``first_ranges`` (of the draws of
        measures).

    Raises
    ------
    DrentheGeoError
        If an argument is refused, or a site lies outside the road network.

    Examples
    --------
    >>> two = area.layer("sites").loc[["veencampus-venendal", "zandpark-wolde"]]
    >>> found = sites_for_services(area, services=["veldwacht"], sites=two).set_index("site")
    >>> found.loc["zandpark-wolde", "excluded"]
    (LacksTheme(themes=('security',)),)
    """
    on_step("layers")
    choices = read_siting(area) if siting is None else siting
    there = read_situation(area) if situation is None else situation
    asked = map(str, read_services(area).index) if services is None else services
    briefs = [read_brief(area, service, siting=choices) for service in asked]
    candidates = [candidates_for(area, brief, choices, sites) for brief in briefs]
    every = pd.concat(candidates)
    every = gpd.GeoDataFrame(every[~every.index.duplicated()], crs=candidates[0].crs)
    on_step("sites")
    around = measure_surroundings(area, with_rings(every, choices), there, choices)
    on_step("services")
    rows = []
    for brief, own in zip(briefs, candidates, strict=True):
        known = assess_sites(area, own, around, brief, choices)
        rows.append(_matches(known, own, brief, choices))
    return pd.concat(rows, ignore_index=True)


def _matches(
    known: Assessed, sites: gpd.GeoDataFrame, brief: Brief, siting: Siting
) -> pd.DataFrame:
    """Make the rows of one service."""
    if known.excluded.astype(bool).all():
        reasons = known.excluded.sort_index()
        table, word = pd.DataFrame({"excluded": reasons, "dominated_by": ""}), ""
        shares = pd.DataFrame(index=table.index)
    else:
        judged = judge_assessed(known, brief, siting)
        table, word, shares = judged.ranking.table, judged.verdict.word, judged.verdict.shares
    at = table.index
    told = {
        "service": brief.service,
        "service_name": brief.name,
        "status": brief.status,
        "verdict": word,
        "site": at,
        "site_name": sites["name"].reindex(at),
        "gemeente": known.gemeente.reindex(at),
        "role": sites["role"].reindex(at),
    }
    figures = table.reindex(columns=[*FIGURES, "dominated_by", "excluded"])
    drawn = shares.reindex(index=at, columns=["first", "first_ranges"])
    found = pd.DataFrame(told, index=at).join([figures, drawn]).reset_index(drop=True)
    found["rank"] = found["rank"].astype("Int64")
    return found.astype(dict.fromkeys((*FIGURES[1:], *drawn.columns), float))


def services_for_site(
    area: Area,
    site: str,
    *,
    services: Iterable[str] | None = None,
    sites: gpd.GeoDataFrame | None = None,
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
        Points of your own that hold the site.
    situation : Situation, optional
        Roads, trains and sites; as they stand where not given.
    siting : Siting, optional
        The choices; those of the area where not given.
    on_step : callable
        Told the name of each step of `STEPS` when it begins.

    Returns
    -------
    pandas.DataFrame
        Index ``service``, best first: ``name``, ``status``, ``score``, ``score_low``,
        ``score_high``, ``rank`` among the candidates of the profile and this site
        (missing where it is out), ``of`` (how many have a rank), ``first`` (who is first;
        empty where all are out), ``lead`` (score less that of the best other site; missing
        where there is none), ``excluded`` (tuple of reasons).

    Raises
    ------
    DrentheGeoError
        If there is no such site or service, or it lies outside the road network.

    Examples
    --------
    >>> found = services_for_site(area, "vliegveld-zandkerk", services=["grensdouane"])
    >>> int(found.loc["grensdouane", "rank"]), int(found.loc["grensdouane", "of"])
    (2, 5)
    """
    on_step("layers")
    choices = read_siting(area) if siting is None else siting
    there = read_situation(area) if situation is None else situation
    every = _with_the_candidates(area, site, sites, choices)
    on_step("sites")
    around = measure_surroundings(area, with_rings(every, choices), there, choices)
    on_step("services")
    asked = map(str, read_services(area).index) if services is None else services
    rows = {}
    for service in asked:
        brief = read_brief(area, service, siting=choices)
        known = assess_sites(area, every, around, brief, choices)
        rows[service] = {"name": brief.name, "status": brief.status, **_place(known, brief, site)}
    found = pd.DataFrame.from_dict(rows, orient="index").rename_axis("service")
    found["rank"] = found["rank"].astype("Int64")
    order = found.sort_index().sort_values(["rank", "score"], ascending=[True, False]).index
    return found.loc[order]


def _with_the_candidates(
    area: Area, site: str, sites: gpd.GeoDataFrame | None, siting: Siting
) -> gpd.GeoDataFrame:
    """Put a site beside the candidates of the profile."""
    layer = area.layer("sites") if sites is None else own_points(sites)
    if site not in layer.index:
        raise unknown_choice("site", site, map(str, layer.index))
    candidates = area.layer("sites").loc[list(siting.settings["candidates"])]
    own = layer.loc[[site]]
    if sites is None:
        own = own.loc[own.index.difference(candidates.index)]
    else:
        require_known_words(own, siting)
        if site in candidates.index:
            raise ArgumentError("siting.points.is_candidate", site=site)
    return gpd.GeoDataFrame(pd.concat([candidates, own]) if len(own) else candidates)


def _place(known: Assessed, brief: Brief, site: str) -> dict[str, Any]:
    """Say where a site stands for a service."""
    if known.excluded.astype(bool).all():
        nothing = dict.fromkeys(FIGURES, np.nan) | {"rank": pd.NA}
        return {**nothing, "of": 0, "first": "", "lead": np.nan, "excluded": known.excluded[site]}
    table = rank_assessed(known, brief).table
    row: Any = table.loc[site]
    others = table["score"][table["rank"].notna() & (table.index != site)]
    return {
        **{part: row[part] for part in ("score", "score_low", "score_high", "rank")},
        "of": int(table["rank"].notna().sum()),
        "first": str(table.index[0]),
        "lead": np.nan if row["excluded"] else float(row["score"]) - float(others.max()),
        "excluded": row["excluded"],
    }
