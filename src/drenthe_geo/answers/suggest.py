"""Which site suits which service: one service, every service, one site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from drenthe_geo.answers.about import (
    own_files,
    profile_with_sources,
    scenarios_with_sources,
    with_sources,
)
from drenthe_geo.answers.answer import Answer, require_out
from drenthe_geo.answers.points import subject_of
from drenthe_geo.answers.scenario import read_done
from drenthe_geo.area.gazetteer import find_id
from drenthe_geo.dossier.dossier import dossier_of
from drenthe_geo.dossier.figures import winner_reach
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.vector import read_points
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.siting.brief import read_brief, read_services, read_siting, read_weights
from drenthe_geo.siting.match import services_for_site, sites_for_services
from drenthe_geo.siting.reasons import all_reasons
from drenthe_geo.siting.suggest import make_suggestion
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from drenthe_geo.answers.answer import Frame
    from drenthe_geo.area.area import Area
    from drenthe_geo.dossier.figures import WinnerReach
    from drenthe_geo.scenarios.model import Scenario
    from drenthe_geo.siting.model import Siting
    from drenthe_geo.siting.suggest import Suggestion

DECIMALS = 4
"""Of scores and shares."""

MATCHING = "drenthe_geo.siting.match"
"""What answers without a dossier."""


def ask_suggest(
    area: Area,
    service: str,
    *,
    points: str | Path | None = None,
    weights: str | Path | Mapping[str, float] | None = None,
    scenarios: Iterable[str | Path] = (),
    top: int = 3,
    surface: bool = True,
    out: str | Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Ask which site suits a service.

    Files: ``suggestions.csv`` (see `suggestion_table`), ``suggestions.gpkg`` (layers
    ``sites``, ``reach``, and with a surface ``surface`` and ``new_places``),
    ``dossier-SERVICE.html`` and ``.pdf``, ``about.json``.

    Parameters
    ----------
    area : Area
        The area.
    service : str
        Id or name of a service, spelled forgivingly; see `read_services`.
    points : str or pathlib.Path, optional
        File of candidates of your own. Where not given the sites that the area's profile
        offers, and where the service is now.
    weights : str, pathlib.Path or mapping, optional
        Weights of your own: a file, or by criterion.
    scenarios : iterable of str or pathlib.Path
        Scenarios that are taken as done.
    top : int
        How many sites the dossier explains.
    surface : bool
        Whether the whole area is scored too.
    out : str or pathlib.Path, optional
        Folder that the answer is for; what stands against it is said at once.
    on_step : callable
        Told the name of each step when it begins.

    Returns
    -------
    Answer
        Its result is `Suggestion`.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused, a site lies outside the road network, or
        limits exclude every site.

    Examples
    --------
    >>> dg.ask_suggest(area, "Loket Zuid", surface=False).result.brief.service
    'loket-zuid'
    """
    area, asked = area.fresh(), list(scenarios)
    services, siting = read_services(area), read_siting(area)
    chosen = find_id(service, _names(services), "service")
    if top < 1:
        raise ArgumentError("answers.suggest.top", top=top)
    file = Path(weights).expanduser() if isinstance(weights, (str, Path)) else None
    needs: Any = weights if file is None else read_weights(file, siting)
    read_brief(area, chosen, needs, siting=siting)  # what is wrong with it is said at once
    done, situation = read_done(area, asked)
    subject = {"service": chosen, **_asked_with(points, done)}
    if file is not None:
        subject["weights"] = file.name
    if out is not None:
        require_out(area, "suggest", subject, out)
    found = make_suggestion(
        area,
        chosen,
        sites=None if points is None else read_points(points),
        weights=needs,
        situation=situation,
        surface=surface,
        siting=siting,
        on_step=on_step,
    )
    on_step("areas")
    reach, table = winner_reach(area, found), suggestion_table(found)
    files = own_files(points=points, weights=weights, scenario=asked)
    return Answer(
        area=area,
        question="suggest",
        subject=subject,
        title=Message("answers.title.suggest", service=found.brief.name),
        made_by=__name__,
        result=found,
        tables={"suggestions": table},
        layers={"suggestions": _layers(found, table, reach)},
        documents=lambda words: {
            f"dossier-{chosen}": dossier_of(area, found, words, reach, top=top, own_files=files)
        },
        warnings=found.warnings,
        about={
            "parameters": {
                **subject,
                "weights": found.ranking.weights.astype(float).round(6).to_dict(),
                "limits": dict(found.brief.limits),
                "weights_and_limits_from": list(found.brief.sources),
            },
            "own_files": files,
            **_about(area, siting, done),
            "criteria": _criteria(found),
            "counts": {
                "sites": len(found.ranking.table),
                "excluded": int(found.ranking.table["rank"].isna().sum()),
                "cells": 0 if found.surface is None else len(found.surface),
            },
        },
        decimals=DECIMALS,
    )


def ask_overview(
    area: Area,
    *,
    points: str | Path | None = None,
    scenarios: Iterable[str | Path] = (),
    out: str | Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Ask which sites suit every service.

    Files: ``overview.csv`` (a row per service and site, see `sites_for_services`),
    ``about.json``.

    Parameters
    ----------
    area : Area
        The area.
    points : str or pathlib.Path, optional
        File of candidates of your own.
    scenarios : iterable of str or pathlib.Path
        Scenarios that are taken as done.
    out : str or pathlib.Path, optional
        Folder that the answer is for; what stands against it is said at once.
    on_step : callable
        Told the name of each step when it begins.

    Returns
    -------
    Answer
        Its result is what `sites_for_services` gives.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused, or a site lies outside the road network.

    Examples
    --------
    >>> dg.ask_overview(area).result["service"].nunique()
    5
    """
    area, asked = area.fresh(), list(scenarios)
    siting = read_siting(area)
    done, situation = read_done(area, asked)
    subject = _asked_with(points, done)
    if out is not None:
        require_out(area, "overview", subject, out)
    own = None if points is None else read_points(points)
    found = sites_for_services(area, sites=own, situation=situation, siting=siting, on_step=on_step)
    return Answer(
        area=area,
        question="overview",
        subject=subject,
        title=Message("answers.title.overview"),
        made_by=MATCHING,
        result=found,
        tables={"overview": _said(found)},
        about={
            "parameters": subject,
            "own_files": own_files(points=points, scenario=asked),
            **_about(area, siting, done),
            "counts": {"services": found["service"].nunique(), "rows": len(found)},
        },
        decimals=DECIMALS,
    )


def ask_services_for(
    area: Area,
    site: str,
    *,
    points: str | Path | None = None,
    scenarios: Iterable[str | Path] = (),
    out: str | Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Ask which services suit a site.

    Files: ``services.csv`` (a row per service, see `services_for_site`), ``about.json``.

    Parameters
    ----------
    area : Area
        The area.
    site : str
        Id or name of a site of the area, or of your file; spelled forgivingly.
    points : str or pathlib.Path, optional
        File of points of your own that holds the site.
    scenarios : iterable of str or pathlib.Path
        Scenarios that are taken as done.
    out : str or pathlib.Path, optional
        Folder that the answer is for; what stands against it is said at once.
    on_step : callable
        Told the name of each step when it begins.

    Returns
    -------
    Answer
        Its result is what `services_for_site` gives.

    Raises
    ------
    DrentheGeoError
        If there is no such site, an argument or a file is refused, or the site lies
        outside the road network.

    Examples
    --------
    >>> len(dg.ask_services_for(area, "zandpark wolde").result)
    5
    """
    area, asked = area.fresh(), list(scenarios)
    siting, own = read_siting(area), None if points is None else read_points(points)
    known = area.layer("sites") if own is None else own
    names = _names(known)
    chosen = find_id(site, names, "site")
    done, situation = read_done(area, asked)
    subject = {"site": chosen, **_asked_with(points, done)}
    if out is not None:
        require_out(area, "services-for", subject, out)
    found = services_for_site(
        area, chosen, sites=own, situation=situation, siting=siting, on_step=on_step
    )
    return Answer(
        area=area,
        question="services-for",
        subject=subject,
        title=Message("answers.title.services_for", site=names[chosen]),
        made_by=MATCHING,
        result=found,
        tables={"services": _said(found.reset_index())},
        about={
            "parameters": subject,
            "own_files": own_files(points=points, scenario=asked),
            **_about(area, siting, done),
            "counts": {"services": len(found)},
        },
        decimals=DECIMALS,
    )


def _names(table: pd.DataFrame) -> dict[str, str]:
    """Give the names of sites or services by their ids."""
    return {str(one): str(name) for one, name in table["name"].items()}


def _asked_with(points: str | Path | None, done: list[Scenario]) -> dict[str, object]:
    """Give what makes a question about sites another one."""
    own = {} if points is None else {"points": subject_of(points)}
    return {**own, "scenarios": sorted(one.name for one in done)}


def _about(area: Area, siting: Siting, done: list[Scenario]) -> dict[str, object]:
    """Say what every question about sites rests on."""
    return {
        "scenarios": scenarios_with_sources(done),
        "profile": profile_with_sources(read_profile(area, "car")),
        "settings": with_sources(area.settings),
        "siting": {
            name: {"value": value, "source": siting.sources[f"settings.{name}"]}
            for name, value in siting.settings.items()
        },
    }


def _criteria(found: Suggestion) -> dict[str, object]:
    """Give the criteria that counted, with their scales and sources."""
    return {
        name: {
            "unit": one.unit,
            "worst": one.scale.worst,
            "best": one.scale.best,
            "source": one.source,
        }
        for name, one in found.siting.criteria.items()
        if name in found.brief.weights or name in found.brief.limits
    }


def _said(table: Frame) -> Frame:
    """Put reasons as messages, and names in one cell with semicolons between."""
    copy: Frame = table.copy()
    for name in {"excluded", "near_limit"}.intersection(copy.columns):
        copy[name] = pd.Series([all_reasons(one) for one in copy[name]], copy.index, dtype=object)
    if "missing" in copy:
        copy["missing"] = ["; ".join(names) for names in copy["missing"]]
    return copy


def suggestion_table(found: Suggestion) -> pd.DataFrame:
    """Make one row per site, best first.

    Columns: ``site``, ``service``, ``name``, ``gemeente``, ``role``, ``rank``, ``score``
    and its range, ``verdict`` (of the first), ``excluded`` and ``near_limit`` (messages),
    ``dominated_by``, ``missing``, shares of the draws (``first``, ``top_three`` …), and for
    every criterion its measure, the ends of its range (``_best``, ``_worst``) and its share
    of the score (``share_…``).
    """
    order = _said(found.ranking.table)
    last = ["excluded", "near_limit", "dominated_by", "missing"]
    heads = pd.DataFrame(
        {
            "service": found.brief.service,
            "name": found.sites["name"].reindex(order.index),
            "gemeente": found.assessed.gemeente.reindex(order.index),
            "role": found.sites["role"].reindex(order.index),
        },
        index=order.index,
    )
    verdict = [found.verdict.word if site == found.verdict.first else "" for site in order.index]
    parts: list[pd.DataFrame | pd.Series] = [
        heads,
        order.drop(columns=last).assign(verdict=verdict),
        order[last],
    ]
    parts += [found.verdict.shares.reindex(order.index)]
    measured = found.assessed
    for name in measured.measures.columns:
        ends = {"": measured.measures, "_best": measured.best, "_worst": measured.worst}
        parts += [
            frame[name].reindex(order.index).rename(name + end) for end, frame in ends.items()
        ]
        if name in found.ranking.shares:
            parts.append(found.ranking.shares[name].reindex(order.index).rename(f"share_{name}"))
    return pd.concat(parts, axis=1).rename_axis(index="site").reset_index()


def _layers(
    found: Suggestion, table: pd.DataFrame, reach: WinnerReach
) -> dict[str, gpd.GeoDataFrame]:
    rows = table.set_index("site")
    geometry = found.sites.geometry.loc[rows.index]
    layers = {"sites": gpd.GeoDataFrame(rows, geometry=geometry, crs=found.sites.crs)}
    if found.surface is not None and found.new_places is not None:
        layers |= {"surface": _said(found.surface), "new_places": _said(found.new_places)}
    return {**layers, "reach": reach.areas}
