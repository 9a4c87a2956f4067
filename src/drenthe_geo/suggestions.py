"""Which site suits which service: candidates measured, ranked and judged."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from drenthe_geo.assessments import (
    Assessed,
    Judged,
    assess_sites,
    judge_sites,
    rank_assessed,
    with_rings,
)
from drenthe_geo.crs import require_rd
from drenthe_geo.edits import apply_scenarios
from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.io.embedded import (
    read_profile,
    read_scenario,
    read_settings,
    read_situation,
    scenario_names,
)
from drenthe_geo.io.files import read_layer, read_points
from drenthe_geo.io.siting import read_brief, read_siting
from drenthe_geo.journeys import own_files
from drenthe_geo.report import manifest
from drenthe_geo.siting import listed
from drenthe_geo.surfaces import best_places, measure_grid, opportunity_surface
from drenthe_geo.surroundings import measure_surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from drenthe_geo.ranking import Ranking
    from drenthe_geo.siting import Brief, Siting
    from drenthe_geo.situation import Situation
    from drenthe_geo.surroundings import Surroundings
    from drenthe_geo.verdicts import Verdict

STEPS = ("layers", "sites", "scenarios", "surface", "dossier", "files")
"""Steps of the job, for a progress display."""


@dataclass(frozen=True)
class Suggestion:
    """Sites suggested for a service, with what they rest on.

    Parameters
    ----------
    brief : Brief
        What the service asks.
    siting : Siting
        The choices.
    sites : geopandas.GeoDataFrame
        The candidates, best first; ``name``, ``gemeente``, ``role`` (``candidate``,
        ``present seat`` or ``own file``), ``certainty`` and ``accuracy_m`` where known.
    ranking : Ranking
        Their order; the range of a score holds that of position, of travel times and
        of what is missing.
    assessed : Assessed
        Measures and values with their ranges.
    verdict : Verdict
        How sure the first place is.
    scenarios : pandas.DataFrame
        Index: scenarios on their own (or ``without`` the asked ones); ``first`` and
        ``score`` there, ``score_here`` (of this ranking's first) and ``rank_here``.
    surface : geopandas.GeoDataFrame or None
        See `opportunity_surface`.
    new_places : geopandas.GeoDataFrame or None
        See `best_places`.
    situation : Situation
        Roads, trains and sites as they were taken.
    done : tuple of str
        Scenarios that are taken as done.
    warnings : tuple of str
        What a reader should look at.
    manifest : dict
        How it was made.
    """

    brief: Brief
    siting: Siting
    sites: gpd.GeoDataFrame
    ranking: Ranking
    assessed: Assessed
    verdict: Verdict
    scenarios: pd.DataFrame
    surface: gpd.GeoDataFrame | None
    new_places: gpd.GeoDataFrame | None
    situation: Situation
    done: tuple[str, ...]
    warnings: tuple[str, ...]
    manifest: dict[str, Any]


def make_suggestion(
    service: str,
    *,
    sites: str | Path | gpd.GeoDataFrame | None = None,
    weights: str | Path | Mapping[str, float] | None = None,
    scenarios: Iterable[str | Path] = (),
    surface: bool = True,
    grid: Surroundings | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Suggestion:
    """Suggest sites for a service.

    Parameters
    ----------
    service : str
        Id of a service, see `read_services`.
    sites : str, pathlib.Path or geopandas.GeoDataFrame, optional
        Candidates of your own: a file of points, or points in RD New with unique ids
        as the index. Where not given the sites that the profile offers, and where the
        service is now.
    weights : str, pathlib.Path or mapping, optional
        Weights of your own, see `read_brief`.
    scenarios : iterable of str or pathlib.Path
        Scenarios that are taken as done.
    surface : bool
        Whether the whole province is scored too; it takes a minute.
    grid : Surroundings, optional
        Of the province's cells, see `measure_grid`: measured once, it serves for all
        services with the same scenarios.
    on_step : callable
        Told the name of each step of `STEPS` when it begins.

    Returns
    -------
    Suggestion
        The sites in order, and how sure that order is.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused, a site lies outside the road network, or a
        limit excludes every site.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> nvwa = dg.make_suggestion("nvwa", surface=False)
    >>> bool((nvwa.ranking.shares.sum(axis=1) - nvwa.ranking.table["score"]).abs().max() < 1e-9)
    True
    """
    on_step("layers")
    siting, brief = read_siting(), read_brief(service, weights)
    asked = list(scenarios)
    done = [read_scenario(what) for what in asked]
    now = read_situation()
    situation = apply_scenarios(now, done, read_settings()) if done else now
    candidates = read_candidates(brief, siting, sites)
    on_step("sites")
    ringed = with_rings(candidates, siting)
    around = measure_surroundings(ringed, situation, siting)
    judged = judge_sites(candidates, around, brief, siting)
    on_step("scenarios")
    first = judged.verdict.first
    others = {"without": now} if done else _each_scenario(now)
    rows = {}
    for name, other in others.items():
        alike = other.road_edges is situation.road_edges and other.sites is situation.sites
        there = measure_surroundings(ringed, other, siting, same_roads=around if alike else None)
        rows[name] = _scenario_row(candidates, there, brief, siting, first)
    compared = pd.DataFrame.from_dict(rows, orient="index").rename_axis("scenario")
    cells, new = None, None
    if surface:
        on_step("surface")
        cells = opportunity_surface(grid or measure_grid(situation, siting), brief, siting)
        new = best_places(cells, candidates, siting)
    warnings = _warnings(judged, compared, brief, candidates)
    return Suggestion(
        brief=brief,
        siting=siting,
        sites=candidates.loc[judged.ranking.table.index],
        ranking=judged.ranking,
        assessed=judged.assessed,
        verdict=judged.verdict,
        scenarios=compared,
        surface=cells,
        new_places=new,
        situation=situation,
        done=tuple(one.name for one in done),
        warnings=tuple(warnings),
        manifest=_manifest(
            brief,
            siting,
            judged,
            cells=0 if cells is None else len(cells),
            scenarios=asked,
            files=[sites, weights],
            warnings=warnings,
        ),
    )


def read_candidates(
    brief: Brief, siting: Siting, sites: str | Path | gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """Read the candidates of a service.

    Parameters
    ----------
    brief : Brief
        The service.
    siting : Siting
        ``candidates`` of its settings.
    sites : str, pathlib.Path or geopandas.GeoDataFrame, optional
        Candidates of your own.

    Returns
    -------
    geopandas.GeoDataFrame
        Points in RD New, index ``site``, with ``name`` and ``role``.

    Raises
    ------
    DrentheGeoError
        If a file or the points are refused.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> found = read_candidates(dg.read_brief("dji"), dg.read_siting())
    >>> found.loc["dji-esserheim-veenhuizen", "role"]
    'present seat'
    """
    if isinstance(sites, gpd.GeoDataFrame):
        own = _own_points(sites)
    elif sites is not None:
        own = read_points(sites).rename_axis("site").assign(role="own file")
    else:
        own = _offered(brief, siting)
    if sites is not None:
        require_known_words(own, siting)
    if "name" not in own:
        own = own.assign(name=own.index.astype(str))
    own["name"] = own["name"].fillna(pd.Series(own.index.astype(str), own.index))
    return own


def _own_points(sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if sites.empty:
        msg = "sites: there are none, so nothing can be ranked."
        raise ArgumentError(msg)
    require_rd(sites, "sites")
    # Ids are text everywhere else, as they are in a file.
    own = sites.set_axis(sites.index.astype(str).rename("site"), axis=0)
    if own.index.has_duplicates:
        msg = f"sites: {own.index[own.index.duplicated()][0]!r} stands twice in the index."
        raise ArgumentError(msg)
    if own.geometry.name != "geometry":
        own = own.rename_geometry("geometry")
    return own.assign(role="own file")


def _offered(brief: Brief, siting: Siting) -> gpd.GeoDataFrame:
    """Take the sites that the profile offers, and where the service is now."""
    layer = read_layer("sites").rename_axis("site")
    own = layer.loc[list(siting.settings["candidates"])].assign(role="candidate")
    if not brief.site or brief.site not in layer.index or brief.site in own.index:
        return own
    seat = layer.loc[[brief.site]].assign(role="present seat")
    there = own.distance(seat.geometry.iloc[0]) <= float(siting.settings["same_place_m"])
    if there.any():
        own.loc[there, "role"] = "present seat"
    elif seat["gemeente"].iloc[0] in set(read_layer("gemeenten")["name"]):
        own = gpd.GeoDataFrame(pd.concat([own, seat]))
    return own


def require_known_words(sites: gpd.GeoDataFrame, siting: Siting) -> None:
    """Refuse a status or a theme that no table knows: it would count for nothing in silence.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        Sites of a user.
    siting : Siting
        The choices.

    Raises
    ------
    ArgumentError
        If a word is not known.
    """
    known = {
        "status": [word for word in siting.development if word != "site_present"],
        "themes": list(siting.themes),
    }
    for column, words in known.items():
        for site, said in sites[column].items() if column in sites else ():
            for word in listed(said):
                if word not in words:
                    raise unknown_choice(f"{column} of site {str(site)!r}", word, words)


def _each_scenario(now: Situation) -> dict[str, Situation]:
    settings = read_settings()
    return {
        name: apply_scenarios(now, [read_scenario(name)], settings) for name in scenario_names()
    }


def _scenario_row(
    sites: gpd.GeoDataFrame, around: Surroundings, brief: Brief, siting: Siting, first: str
) -> dict[str, Any]:
    """Rank the sites as things would be."""
    ranked = rank_assessed(assess_sites(sites, around, brief, siting), brief).table
    return {
        "first": str(ranked.index[0]),
        "score": float(ranked["score"].iloc[0]),
        "score_here": float(ranked["score"].to_dict()[first]),
        "rank_here": ranked["rank"].to_dict()[first],
    }


def _warnings(
    judged: Judged, compared: pd.DataFrame, brief: Brief, sites: gpd.GeoDataFrame
) -> list[str]:
    table, said = judged.ranking.table, []
    themes = sites["themes"] if "themes" in sites else pd.Series("", sites.index)
    unthemed = [str(site) for site, words in themes.items() if not listed(words)]
    missing = sorted({name for cell in table["missing"] for name in str(cell).split("; ") if name})
    for name in missing:
        lacking = [str(site) for site, cell in table["missing"].items() if name in str(cell)]
        said.append(
            f"no data on {name} of {', '.join(lacking)}: counted as the middle of its scale"
        )
    for site, limit in table["near_limit"].items():
        if limit:
            said.append(f"{site}: {limit} by the expected figure, but within it by its range")
    if brief.site_themes and unthemed:
        said.append(
            f"whether {', '.join(unthemed)} may hold the service is not known: no themes are "
            f"given, and it needs {' or '.join(brief.site_themes)}"
        )
    if (table["excluded"] == "").sum() == 1:
        said.append("only one site is left, so there is nothing to compare it with")
    moved = compared.index[compared["first"] != judged.verdict.first]
    said += [f"scenario {name}: {compared['first'].to_dict()[name]} is first" for name in moved]
    note = read_profile("bicycle").note
    if note and any("bicycle" in name for name in brief.weights):
        said.append(note)
    return said


def _manifest(
    brief: Brief,
    siting: Siting,
    judged: Judged,
    *,
    cells: int,
    scenarios: list[str | Path],
    files: list[Any],
    warnings: list[str],
) -> dict[str, Any]:
    own = [one for one in (*files, *scenarios) if isinstance(one, str | Path)]
    said = manifest(
        profile=read_profile("car"),
        settings=read_settings(),
        parameters={
            "service": brief.service,
            "scenarios": [str(one) for one in scenarios],
            "weights": {name: round(w, 6) for name, w in judged.ranking.weights.items()},
            "limits": dict(brief.limits),
            "weights_and_limits_from": list(brief.sources),
        },
        counts={
            "sites": len(judged.ranking.table),
            "excluded": int((judged.ranking.table["excluded"] != "").sum()),
            "cells": cells,
        },
        warnings=warnings,
        own_files=own_files(*own),
    )
    said["title"] = f"Locatiesuggesties voor {brief.name}"
    said["criteria"] = {
        name: {
            "unit": one.unit,
            "worst": one.scale.worst,
            "best": one.scale.best,
            "source": one.source,
        }
        for name, one in siting.criteria.items()
        if name in brief.weights or name in brief.limits
    }
    said["siting"] = {
        name: {"value": value, "source": siting.sources[f"settings.{name}"]}
        for name, value in siting.settings.items()
    }
    return said
