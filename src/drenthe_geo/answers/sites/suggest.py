"""Which site suits a service."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

from drenthe_geo.answers.about import criteria_with_sources, own_files
from drenthe_geo.answers.answer import Answer
from drenthe_geo.answers.land import ground_of, land_on_request, read_also
from drenthe_geo.answers.out import require_out
from drenthe_geo.answers.scenario import read_done
from drenthe_geo.answers.sites.own import of_user
from drenthe_geo.answers.sites.shared import (
    DECIMALS,
    about_sites,
    asked_with,
    left_out_of,
    names_of,
)
from drenthe_geo.area.gazetteer import find_id
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.dossier.columns import criteria_sheet, suggestion_columns
from drenthe_geo.dossier.tables import suggestion_layers, suggestion_table, viewpoint_table
from drenthe_geo.errors import ArgumentError
from drenthe_geo.files.gate import own_path
from drenthe_geo.io.out.content import Grid
from drenthe_geo.siting.brief import named_services, read_brief
from drenthe_geo.siting.fit.seat import require_margin, seat_sentences
from drenthe_geo.siting.own.criteria import require_weighed
from drenthe_geo.siting.own.sentences import own_sentences
from drenthe_geo.siting.own.service import is_service_file, with_own_service
from drenthe_geo.siting.reasons import InNature
from drenthe_geo.siting.suggest import make_suggestion
from drenthe_geo.siting.weights.choices import read_siting
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from drenthe_geo.answers.sites.shared import OwnSites
    from drenthe_geo.area.area import Area
    from drenthe_geo.io.out.content import Sheet
    from drenthe_geo.page.report import View
    from drenthe_geo.siting.kept.suggestion import Suggestion
    from drenthe_geo.siting.own.criteria import OwnCriterion
    from drenthe_geo.siting.rank import Scale
    from drenthe_geo.words.table import Words

ON_REQUEST = ("surface_cells",)
"""Layers that are large, and written for who asks for them."""

SCORES = ("score", "excluded", "score_low", "score_high")
"""What is written of every cell of a surface."""


@checked
def ask_suggest(
    area: Area,
    service: str | Path,
    *,
    sites: OwnSites = None,
    only: bool = False,
    criteria: Mapping[str, OwnCriterion | Scale | tuple[float, float]] | None = None,
    weights: str | Path | Mapping[str, float] | None = None,
    limits: Mapping[str, float] | None = None,
    no_limits: Iterable[str] = (),
    weights_file: str | Path | None = None,
    viewpoint: str = "",
    scenarios: Iterable[str | Path] = (),
    buses: bool = True,
    top: int = 3,
    surface: bool = True,
    moving_margin: float | None = None,
    also: str | Iterable[str] | None = None,
    out: str | Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Ask which site suits a service.

    Files: ``suggestions.csv`` (see `suggestion_table`), ``viewpoints.csv`` (the first place
    from each, see `viewpoint_table`), ``suggestions.gpkg`` (layers
    ``sites``, ``reach``, and with a surface ``new_places``), its project
    ``suggestions.qgz``, with a surface ``surface.tif`` and its style ``surface.qml``,
    ``dossier-SERVICE.html`` and ``.pdf``, ``report.html``, ``suggest.xlsx``, ``about.json``.

    Parameters
    ----------
    area : Area
        The area.
    service : str or pathlib.Path
        Id or name of a service, spelled forgivingly; see `read_services`. Or a file of a service
        of your own, see `with_own_service`.
    sites : str, pathlib.Path or geopandas.GeoDataFrame, optional
        Candidates of your own, beside the places that are offered and where the service sits
        now: a file of points, or points; columns of the table ``offers`` (zoning, floor space
        and so on) are taken into account.
    only : bool
        Whether your own candidates stand alone.
    criteria : mapping of str to OwnCriterion, Scale or tuple of float, optional
        Criteria of your own: a column of your sites, and the figures worth 0 and 1.
    weights : str, pathlib.Path or mapping, optional
        Weights of your own: a file, or by criterion. Each stands among those of the service,
        which add up to 100; the others stay as they are, and 0 leaves a criterion out.
    limits : mapping of str to float, optional
        Limits of your own, by criterion.
    no_limits : iterable of str
        Criteria whose limit is taken off.
    weights_file : str or pathlib.Path, optional
        A file of weights beside the others; nothing may stand in both.
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
    also : str or iterable of str, optional
        Large layers that are left out unless asked for: ``"surface_cells"`` (the surface as an
        area per cell, with its measures).
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
    siting, own_service = read_siting(area), None
    if is_service_file(area, service):
        own_service = own_path(service)
        area, service, siting = with_own_service(area, own_service, siting)
    chosen = find_id(str(service), names_of(named_services(area)), "service")
    more = read_also(also, ON_REQUEST if surface else ())
    if top < 1:
        raise ArgumentError("answers.suggest.top", top=top)
    mine = of_user(
        area,
        siting,
        sites=sites,
        criteria=criteria,
        weights=weights,
        limits=limits,
        no_limits=no_limits,
        weights_file=weights_file,
    )
    # What is wrong with them is said at once.
    brief = read_brief(area, chosen, mine.needs, viewpoint=viewpoint, siting=mine.siting)
    require_weighed(brief, criteria)
    margin = require_margin(moving_margin, siting)
    done, situation, odd = read_done(area, asked, buses=buses)
    subject = {"service": chosen, **asked_with(sites, done, only=only, buses=buses)}
    if own_service is not None:
        subject["service_file"] = own_service.name
    subject |= mine.subject
    if viewpoint:
        subject["viewpoint"] = viewpoint
    reads: tuple[object, ...] = (sites, weights, *asked)
    if out is not None:
        stems = ("about", "suggestions", "viewpoints", "surface", f"dossier-{chosen}", "report")
        require_out(area, "suggest", subject, out, reads=reads, stems=stems)
    found = make_suggestion(
        area,
        chosen,
        sites=mine.sites,
        only=only,
        criteria=criteria,
        weights=mine.needs,
        viewpoint=viewpoint,
        situation=situation,
        surface=surface,
        siting=siting,
        moving_margin=moving_margin,
        on_step=on_step,
    )
    from drenthe_geo.dossier.dossier import dossier_file  # noqa: PLC0415 - loads matplotlib
    from drenthe_geo.dossier.figures import winner_reach  # noqa: PLC0415 - as above

    on_step("areas")
    reach, table = winner_reach(area, found), suggestion_table(found)
    files = own_files(service=own_service, sites=sites, weights=mine.file, scenario=asked)
    return Answer(
        area=area,
        question="suggest",
        subject=subject,
        title=Message("answers.title.suggest", service=found.brief.title),
        made_by=__name__,
        reads=reads,
        result=found,
        tables={"suggestions": table, "viewpoints": viewpoint_table(found)},
        layers={
            "suggestions": suggestion_layers(
                found, table, reach, also=more, border_m=area.settings.file_border_m
            )
        },
        grids=_grids(found),
        ground=partial(ground_of, area),
        documents=partial(dossier_file, area, found, reach=reach, top=top, own_files=files),
        view=partial(_view, area, found, table, reach.areas),
        columns=suggestion_columns(found.siting),
        sheets=partial(_sheets, found),
        sentences=(
            *own_sentences(found),
            *seat_sentences(found.seat, names_of(found.sites)),
        ),
        warnings=(*found.warnings, *odd),
        about={
            "parameters": {
                **subject,
                "moving_margin": margin,
                "also": more,
                "weights": found.ranking.weights.astype(float).round(6).to_dict(),
                "limits": dict(found.brief.limits),
                "weights_and_limits_from": list(found.brief.sources),
                "changed_by_the_user": [asdict(one) for one in found.brief.changes],
            },
            "layers_on_request": land_on_request(more, ON_REQUEST if surface else ()),
            "own_files": files,
            **about_sites(area, siting, done),
            "criteria": criteria_with_sources(found),
            **left_out_of(found.brief),
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


def _grids(found: Suggestion) -> dict[str, Grid]:
    """Give the surface as cells, if there is one."""
    if found.surface is None:
        return {}
    return {"surface": Grid(found.surface, float(found.siting.settings["grid_m"]), SCORES)}


def _view(
    area: Area, found: Suggestion, table: pd.DataFrame, reach: gpd.GeoDataFrame, words: Words
) -> View:
    """Make the map of the page, and the sliders where a browser keeps up with them."""
    from drenthe_geo.dossier.weighing import weighing_part  # noqa: PLC0415 - only a page needs it
    from drenthe_geo.page.of_sites import view_of_suggest  # noqa: PLC0415 - as above

    part = weighing_part(area, found, words)
    parts = {} if part is None else {"weights": part}
    return view_of_suggest(area, found, table, reach, words, parts=parts)


def _in_nature(surface: pd.DataFrame | None) -> int:
    """Count the cells that are left out as they lie in protected nature."""
    cells = () if surface is None else surface["excluded"]
    return sum(any(isinstance(one, InNature) for one in why) for why in cells)


def _sheets(found: Suggestion, words: Words) -> dict[str, Sheet]:
    """Make the sheets of the workbook that are no table of the answer."""
    return {"criteria": criteria_sheet(found, words)}
