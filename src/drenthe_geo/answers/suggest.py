"""Which site suits which service: one service, every service, one site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from drenthe_geo.answers.about import (
    criteria_with_sources,
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
from drenthe_geo.dossier.tables import (
    said_table,
    suggestion_layers,
    suggestion_table,
    viewpoint_table,
)
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.vector import read_points
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.siting.brief import read_brief, read_services, read_weights
from drenthe_geo.siting.fit.seat import require_margin, seat_sentences
from drenthe_geo.siting.fit.site import services_for_site
from drenthe_geo.siting.match import match_sites
from drenthe_geo.siting.reasons import InNature
from drenthe_geo.siting.suggest import make_suggestion
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd

    from drenthe_geo.area.area import Area
    from drenthe_geo.scenarios.model import Scenario
    from drenthe_geo.siting.model import Siting
from drenthe_geo.siting.weights.choices import read_siting

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
    viewpoint: str = "",
    scenarios: Iterable[str | Path] = (),
    buses: bool = True,
    top: int = 3,
    surface: bool = True,
    moving_margin: float | None = None,
    out: str | Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Ask which site suits a service.

    Files: ``suggestions.csv`` (see `suggestion_table`), ``viewpoints.csv`` (the first place
    from each, see `viewpoint_table`), ``suggestions.gpkg`` (layers
    ``sites``, ``reach``, and with a surface ``surface`` and ``new_places``),
    ``dossier-SERVICE.html`` and ``.pdf``, ``about.json``.

    Parameters
    ----------
    area : Area
        The area.
    service : str
        Id or name of a service, spelled forgivingly; see `read_services`.
    points : str or pathlib.Path, optional
        File of candidates of your own; columns of the table ``offers`` (zoning, floor space
        and so on) are taken into account. Where not given the places that are offered, and
        where the service sits now.
    weights : str, pathlib.Path or mapping, optional
        Weights of your own: a file, or by criterion.
    viewpoint : str
        Whose weights count; the mean of all viewpoints where not given.
    scenarios : iterable of str or pathlib.Path
        Scenarios that are taken as done.
    buses : bool
        Whether buses count.
    top : int
        How many sites the dossier explains.
    surface : bool
        Whether the whole area is scored too.
    moving_margin : float, optional
        By how much the score of another place must be higher (0 to 1) before a service had
        better move; that of the area's choices where not given.
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
        If an argument or a file is refused, a site lies outside the road network, the service
        fits in none, or limits exclude every one.

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
    # What is wrong with them is said at once.
    read_brief(area, chosen, needs, viewpoint=viewpoint, siting=siting)
    margin = require_margin(moving_margin, siting)
    done, situation = read_done(area, asked, buses=buses)
    subject = {"service": chosen, **_asked_with(points, done, buses=buses)}
    if file is not None:
        subject["weights"] = file.name
    if viewpoint:
        subject["viewpoint"] = viewpoint
    if out is not None:
        require_out(area, "suggest", subject, out)
    found = make_suggestion(
        area,
        chosen,
        sites=None if points is None else read_points(points),
        weights=needs,
        viewpoint=viewpoint,
        situation=situation,
        surface=surface,
        siting=siting,
        moving_margin=moving_margin,
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
        tables={"suggestions": table, "viewpoints": viewpoint_table(found)},
        layers={"suggestions": suggestion_layers(found, table, reach)},
        documents=lambda words: {
            f"dossier-{chosen}": dossier_of(area, found, words, reach, top=top, own_files=files)
        },
        sentences=seat_sentences(found.seat, _names(found.sites)),
        warnings=found.warnings,
        about={
            "parameters": {
                **subject,
                "moving_margin": margin,
                "weights": found.ranking.weights.astype(float).round(6).to_dict(),
                "limits": dict(found.brief.limits),
                "weights_and_limits_from": list(found.brief.sources),
            },
            "own_files": files,
            **_about(area, siting, done),
            "criteria": criteria_with_sources(found),
            "counts": {
                "sites": len(found.screen),
                "excluded": int(found.ranking.table["rank"].isna().sum()),
                **{
                    str(word): int(count)
                    for word, count in found.screen["verdict"].value_counts().sort_index().items()
                },
                "cells": 0 if found.surface is None else len(found.surface),
                "cells_in_protected_nature": _in_nature(found.surface),
            },
        },
        decimals=DECIMALS,
    )


def ask_overview(
    area: Area,
    *,
    points: str | Path | None = None,
    scenarios: Iterable[str | Path] = (),
    buses: bool = True,
    moving_margin: float | None = None,
    viewpoint: str = "",
    surface: bool = False,
    out: str | Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Ask which sites suit every service.

    Files: ``overview.csv`` (a row per service and site, see `sites_for_services`),
    ``firsts.csv`` (a row per service: the first place from each viewpoint, see `Matches`),
    ``overlap.csv`` (how alike criteria are, see `criteria_overlap`), ``about.json``.

    Parameters
    ----------
    area : Area
        The area.
    points : str or pathlib.Path, optional
        File of candidates of your own.
    scenarios : iterable of str or pathlib.Path
        Scenarios that are taken as done.
    buses : bool
        Whether buses count.
    moving_margin : float, optional
        As of `ask_suggest`.
    viewpoint : str
        Whose weights count; the mean of all viewpoints where not given.
    surface : bool
        Whether every cell of the area is scored too, to tell where one beats every candidate.
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
    done, situation = read_done(area, asked, buses=buses)
    subject = _asked_with(points, done, buses=buses)
    if viewpoint:
        subject["viewpoint"] = viewpoint
    if out is not None:
        require_out(area, "overview", subject, out)
    own = None if points is None else read_points(points)
    margin = require_margin(moving_margin, siting)
    how: Any = {"situation": situation, "siting": siting, "moving_margin": margin}
    how |= {"viewpoint": viewpoint, "surface": surface}
    matches = match_sites(area, sites=own, **how, on_step=on_step)
    found = matches.table
    return Answer(
        area=area,
        question="overview",
        subject=subject,
        title=Message("answers.title.overview"),
        made_by=MATCHING,
        result=found,
        tables={
            "overview": said_table(found),
            "firsts": matches.firsts,
            "overlap": matches.overlap,
        },
        sentences=matches.sentences,
        warnings=(situation.transit.bus_note,),
        about={
            "parameters": {**subject, "moving_margin": margin},
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
    buses: bool = True,
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
    buses : bool
        Whether buses count.
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
    done, situation = read_done(area, asked, buses=buses)
    subject = {"site": chosen, **_asked_with(points, done, buses=buses)}
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
        tables={"services": said_table(found.reset_index())},
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


def _asked_with(
    points: str | Path | None, done: list[Scenario], *, buses: bool
) -> dict[str, object]:
    """Give what makes a question about sites another one."""
    own: dict[str, object] = {} if points is None else {"points": subject_of(points)}
    own |= {} if buses else {"buses": False}
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


def _in_nature(surface: pd.DataFrame | None) -> int:
    """Count the cells that are left out as they lie in protected nature."""
    cells = () if surface is None else surface["excluded"]
    return sum(any(isinstance(one, InNature) for one in why) for why in cells)
