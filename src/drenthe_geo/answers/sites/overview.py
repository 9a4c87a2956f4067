"""Which sites suit every service, and which services suit a site."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from drenthe_geo.answers.about import own_files
from drenthe_geo.answers.answer import Answer
from drenthe_geo.answers.out import require_out
from drenthe_geo.answers.points import with_names
from drenthe_geo.answers.scenario import read_done
from drenthe_geo.answers.sites.shared import (
    DECIMALS,
    MATCHING,
    about_sites,
    asked_with,
    names_of,
    sites_of,
    without_timetable,
)
from drenthe_geo.area.gazetteer import find_id
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.dossier.columns import overview_columns
from drenthe_geo.dossier.tables import said_table
from drenthe_geo.siting.brief import read_services
from drenthe_geo.siting.fit.seat import require_margin
from drenthe_geo.siting.fit.site import services_for_site
from drenthe_geo.siting.match import match_sites
from drenthe_geo.siting.own.points import own_points
from drenthe_geo.siting.weights.choices import read_siting
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd

    from drenthe_geo.answers.sites.shared import OwnSites
    from drenthe_geo.area.area import Area
    from drenthe_geo.page.report import View
    from drenthe_geo.siting.match import Matches
    from drenthe_geo.siting.model import Siting
    from drenthe_geo.words.table import Words


@checked
def ask_overview(
    area: Area,
    *,
    sites: OwnSites = None,
    only: bool = False,
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
    ``overlap.csv`` (how alike criteria are, see `criteria_overlap`), ``report.html``,
    ``overview.xlsx``, ``about.json``.

    Parameters
    ----------
    area : Area
        The area.
    sites : str, pathlib.Path or geopandas.GeoDataFrame, optional
        Candidates of your own, beside those of the profile: a file of points, or points.
    only : bool
        Whether your own candidates stand alone.
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
    done, situation, odd = read_done(area, asked, buses=buses)
    subject = asked_with(sites, done, only=only, buses=buses)
    if viewpoint:
        subject["viewpoint"] = viewpoint
    reads: tuple[object, ...] = (sites, *asked)
    if out is not None:
        stems = ("about", "overview", "firsts", "overlap", "report")
        require_out(area, "overview", subject, out, reads=reads, stems=stems)
    own = sites_of(area, sites, siting)
    margin = require_margin(moving_margin, siting)
    how: Any = {"situation": situation, "siting": siting, "moving_margin": margin}
    how |= {"viewpoint": viewpoint, "surface": surface}
    matches = match_sites(area, sites=own, only=only, **how, on_step=on_step)
    found = matches.table
    names = names_of(area.layer("sites"))
    names |= dict(zip(found["site"], found["site_name"], strict=True))
    said, left_out = without_timetable(area, situation, siting)
    there = situation.sites[["name", "geometry"]]
    if own is not None:
        there = pd.concat([there, own_points(area, own, siting)[["name", "geometry"]]])
    return Answer(
        area=area,
        question="overview",
        subject=subject,
        title=Message("answers.title.overview"),
        made_by=MATCHING,
        reads=reads,
        result=found,
        tables={
            "overview": with_names(said_table(found), seat=names, dominated_by=names),
            "firsts": _named(matches.firsts, siting, names, names_of(read_services(area))),
            "overlap": matches.overlap,
        },
        columns=overview_columns(siting),
        view=partial(_view, area, siting, matches, there),
        sentences=matches.sentences,
        warnings=(situation.transit.bus_note, *odd, *said),
        about={
            "parameters": {**subject, "moving_margin": margin},
            "own_files": own_files(sites=sites, scenario=asked),
            **about_sites(area, siting, done),
            **left_out,
            "counts": {"services": found["service"].nunique(), "rows": len(found)},
        },
        decimals=DECIMALS,
    )


def _view(
    area: Area, siting: Siting, found: Matches, sites: gpd.GeoDataFrame, words: Words
) -> View:
    """Make the map of the page, and the weights of every service on sliders."""
    from drenthe_geo.dossier.services import services_part  # noqa: PLC0415 - only a page needs it
    from drenthe_geo.page.of_sites import view_of_overview  # noqa: PLC0415 - as above

    parts = {"services": services_part(siting, found, words)}
    return view_of_overview(area, found.table, sites, words, parts=parts)


def _named(
    firsts: pd.DataFrame, siting: Siting, sites: Mapping[str, str], services: Mapping[str, str]
) -> pd.DataFrame:
    """Put names beside the ids of first places, and of services."""
    views = [name for name in siting.viewpoints if name in firsts]
    of_sites = dict.fromkeys(["first", *views], sites)
    return with_names(firsts, service=services, **of_sites)


@checked
def ask_services_for(
    area: Area,
    site: str,
    *,
    sites: OwnSites = None,
    only: bool = False,
    scenarios: Iterable[str | Path] = (),
    buses: bool = True,
    out: str | Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Ask which services suit a site.

    Files: ``services.csv`` (a row per service, see `services_for_site`),
    ``services-for.xlsx``, ``about.json``.

    Parameters
    ----------
    area : Area
        The area.
    site : str
        Id or name of a site of the area, or of your own; spelled forgivingly.
    sites : str, pathlib.Path or geopandas.GeoDataFrame, optional
        Points of your own, beside the candidates of the profile; the site may be one of them.
    only : bool
        Whether your own points, and the site, stand without those candidates.
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
    siting = read_siting(area)
    own, layer = sites_of(area, sites, siting), area.layer("sites")
    known = layer if own is None else own_points(area, own, siting)
    names = {**names_of(layer), **names_of(known)}
    chosen = find_id(site, names, "site")
    done, situation, odd = read_done(area, asked, buses=buses)
    subject = {"site": chosen, **asked_with(sites, done, only=only, buses=buses)}
    reads: tuple[object, ...] = (sites, *asked)
    if out is not None:
        stems = ("about", "services")
        require_out(area, "services-for", subject, out, reads=reads, stems=stems)
    found = services_for_site(
        area, chosen, sites=own, only=only, situation=situation, siting=siting, on_step=on_step
    )
    warnings, left_out = without_timetable(area, situation, siting)
    return Answer(
        area=area,
        question="services-for",
        subject=subject,
        title=Message("answers.title.services_for", site=names[chosen]),
        made_by=MATCHING,
        reads=reads,
        result=found,
        tables={"services": with_names(said_table(found.reset_index()), first=names)},
        warnings=(*warnings, *odd),
        about={
            "parameters": subject,
            "own_files": own_files(sites=sites, scenario=asked),
            **about_sites(area, siting, done),
            **left_out,
            "counts": {"services": len(found)},
        },
        decimals=DECIMALS,
    )
