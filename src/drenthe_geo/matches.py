"""Every service beside every site: which sites suit each service, which services suit a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.assessments import assess_sites, judge_assessed, rank_assessed, with_rings
from drenthe_geo.edits import apply_scenarios
from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.io.embedded import (
    read_scenario,
    read_services,
    read_settings,
    read_situation,
)
from drenthe_geo.io.files import read_layer, read_points
from drenthe_geo.io.siting import read_brief, read_siting
from drenthe_geo.suggestions import read_candidates, require_known_words
from drenthe_geo.surroundings import measure_surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from drenthe_geo.assessments import Assessed
    from drenthe_geo.siting import Brief, Siting
    from drenthe_geo.situation import Situation

FIGURES = ("rank", "score", "score_low", "score_high")
STEPS = ("layers", "sites", "services")
"""Steps of either question, for a progress display."""


def sites_for_services(
    *,
    sites: str | Path | gpd.GeoDataFrame | None = None,
    scenarios: Iterable[str | Path] = (),
    on_step: Callable[[str], None] = lambda _: None,
) -> pd.DataFrame:
    """Rank sites for every service.

    Parameters
    ----------
    sites : str, pathlib.Path or geopandas.GeoDataFrame, optional
        Candidates of your own, see `make_suggestion`; where not given those of the profile
        and, for each service, where it is now.
    scenarios : iterable of str or pathlib.Path
        Scenarios that are taken as done.
    on_step : callable
        Told the name of each step of `STEPS` when it begins.

    Returns
    -------
    pandas.DataFrame
        A row per service and site, services in the order of their table, sites best first:
        ``service``, ``service_name``, ``status``, ``verdict`` (of the service's
        first; empty where its limits exclude every site),
        ``site``, ``site_name``, ``gemeente``, ``role``, ``rank``, ``score``, ``score_low``,
        ``score_high``, ``dominated_by``, ``excluded`` (why), ``first`` (share of the draws of
        weights around the chosen ones), ``first_ranges`` (of the draws of measures).

    Raises
    ------
    DrentheGeoError
        If a file or a scenario is refused, or a site lies outside the road network.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> two = dg.read_layer("sites").loc[["jwf-kazerne-assen", "stationsgebied-meppel"]]
    >>> found = sites_for_services(sites=two).set_index(["service", "site"])
    >>> found.loc[("defensie-jwf", "stationsgebied-meppel"), "excluded"]
    'does not carry the theme defence'
    """
    on_step("layers")
    siting, situation = read_siting(), _situation(scenarios)
    briefs = [read_brief(str(service)) for service in read_services().index]
    candidates = [read_candidates(brief, siting, sites) for brief in briefs]
    every = pd.concat(candidates)
    every = gpd.GeoDataFrame(every[~every.index.duplicated()], crs=candidates[0].crs)
    on_step("sites")
    around = measure_surroundings(with_rings(every, siting), situation, siting)
    on_step("services")
    rows = []
    for brief, own in zip(briefs, candidates, strict=True):
        known = assess_sites(own, around, brief, siting)
        rows.append(_matches(known, own, brief, siting))
    return pd.concat(rows, ignore_index=True)


def _matches(
    known: Assessed, sites: gpd.GeoDataFrame, brief: Brief, siting: Siting
) -> pd.DataFrame:
    """Make the rows of one service."""
    if (known.excluded != "").all():
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


def _situation(scenarios: Iterable[str | Path]) -> Situation:
    done = [read_scenario(what) for what in scenarios]
    now = read_situation()
    return apply_scenarios(now, done, read_settings()) if done else now


def services_for_site(
    site: str,
    *,
    sites: str | Path | None = None,
    scenarios: Iterable[str | Path] = (),
    on_step: Callable[[str], None] = lambda _: None,
) -> pd.DataFrame:
    """Turn the question round: which services suit a site.

    Parameters
    ----------
    site : str
        Id of a site of the layer ``sites``, or of your own file.
    sites : str or pathlib.Path, optional
        File of points of your own that holds the site.
    scenarios : iterable of str or pathlib.Path
        Scenarios that are taken as done.
    on_step : callable
        Told the name of each step of `STEPS` when it begins.

    Returns
    -------
    pandas.DataFrame
        Index ``service``, best first: ``name``, ``status``, ``score``, ``score_low``,
        ``score_high``, ``rank`` among the candidates of the profile and this site
        (missing where a limit excludes it), ``of``, ``first`` (who is first),
        ``lead`` (score less that of the best other site), ``excluded``.

    Raises
    ------
    DrentheGeoError
        If there is no such site, or it lies outside the road network.

    Examples
    --------
    >>> found = services_for_site("business-park-bravo-eelde")
    >>> int(found.loc["luchtvaart", "rank"])
    1
    """
    on_step("layers")
    siting = read_siting()
    layer = read_layer("sites") if sites is None else read_points(sites)
    if site not in layer.index:
        raise unknown_choice("site", site, map(str, layer.index))
    known = read_layer("sites").loc[list(siting.settings["candidates"])]
    own = layer.loc[[site]]
    if sites is not None:
        require_known_words(own, siting)
    every = gpd.GeoDataFrame(
        known if site in known.index and sites is None else pd.concat([known, own])
    )
    if every.index.has_duplicates:
        msg = f"site {site!r}: the id is that of a candidate of the profile; give it another."
        raise ArgumentError(msg)
    situation = _situation(scenarios)
    on_step("sites")
    around = measure_surroundings(with_rings(every, siting), situation, siting)
    on_step("services")
    rows = {}
    for service, name in read_services()["name"].astype(str).to_dict().items():
        brief = read_brief(str(service))
        table = rank_assessed(assess_sites(every, around, brief, siting), brief).table
        row: Any = table.loc[site]
        others = table[(table["excluded"] == "") & (table.index != site)]["score"]
        lead = float(row["score"]) - float(others.max()) if row["excluded"] == "" else np.nan
        rows[service] = {
            "name": name,
            "status": brief.status,
            **{part: row[part] for part in ("score", "score_low", "score_high", "rank")},
            "of": int((table["excluded"] == "").sum()),
            "first": str(table.index[0]),
            "lead": lead,
            "excluded": row["excluded"],
        }
    found = pd.DataFrame.from_dict(rows, orient="index").rename_axis("service")
    found["rank"] = found["rank"].astype("Int64")
    order = found.sort_index().sort_values(["rank", "score"], ascending=[True, False]).index
    return found.loc[order]
