"""Which site suits a service, and which sites are best together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from drenthe_geo.area.gazetteer import find_id
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.contracts.shown import remember_area
from drenthe_geo.crs import to_grid
from drenthe_geo.doors.given import (
    PEOPLE,
    Scenarios,
    take_area,
    take_people,
    take_profile,
    take_scenarios,
)
from drenthe_geo.doors.points import Points, take_points
from drenthe_geo.errors import LayerError
from drenthe_geo.files.gate import own_path
from drenthe_geo.placement.locate import CANDIDATES, candidate_sites, locate_sites, named_candidates
from drenthe_geo.scenarios.apply import apply_scenarios
from drenthe_geo.siting.brief import named_services, read_weights
from drenthe_geo.siting.fit.general import left_out, left_out_warnings
from drenthe_geo.siting.fit.offers import offered_sites
from drenthe_geo.siting.own.criteria import with_criteria
from drenthe_geo.siting.own.service import is_service_file
from drenthe_geo.siting.suggest import make_suggestion
from drenthe_geo.siting.weights.choices import read_siting
from drenthe_geo.situation import read_situation
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.placement.locate import Locations
    from drenthe_geo.placement.result import Goal
    from drenthe_geo.roads.modes import Mode
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.siting.kept.suggestion import Suggestion
    from drenthe_geo.siting.own.criteria import OwnCriterion
    from drenthe_geo.siting.rank import Scale

    Found = TypeVar("Found", Suggestion, Locations)


@checked
def suggest(
    service: str | Path,
    sites: Points | None = None,
    *,
    only: bool = False,
    criteria: Mapping[str, OwnCriterion | Scale | tuple[float, float]] | None = None,
    weights: Mapping[str, float] | str | Path | None = None,
    viewpoint: str = "",
    scenarios: Scenarios = (),
    buses: bool = True,
    surface: bool = False,
    area: Area | str | Path | None = None,
) -> Suggestion:
    """Suggest sites for a service.

    Parameters
    ----------
    service : str or pathlib.Path
        Id or name of a service, spelled forgivingly, see `read_services`; or a file of one of
        your own.
    sites : geopandas.GeoDataFrame, geopandas.GeoSeries, row of points, str or Path, optional
        Candidates of your own, as points of `isochrones`, beside the places that are offered
        and where the service sits now; columns of the table ``offers`` and those of `criteria`
        count.
    only : bool
        Whether your own candidates stand alone.
    criteria : mapping of str to OwnCriterion, Scale or tuple of float, optional
        Criteria of your own: columns of `sites`, each with the numbers that are worth 0 and 1.
        Each needs a weight or a limit.
    weights : mapping of str to float, str or pathlib.Path, optional
        Weights of your own, by criterion or as a file; the service's own add up to 100.
    viewpoint : str
        Whose weights count; the mean of all viewpoints where not given.
    scenarios : Scenario, str, pathlib.Path, or iterable of these
        Scenarios that are taken as done.
    buses : bool
        Whether buses count.
    surface : bool
        Whether the whole area is scored too.
    area : Area, str or pathlib.Path, optional
        The area; the one that ships where not given.

    Returns
    -------
    Suggestion
        The sites in order (``ranking.table``), how sure that is (``verdict``), what they rest
        on, and ``warnings``. Ids of your sites are text; points without an index of their own
        are called ``0``, ``1`` and so on.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused, or no site will do.

    Examples
    --------
    >>> suggest("veldregister", area=area).verdict.first
    'stationsgebied-heidestad'
    """
    area = take_area(area)
    choices = read_siting(area)
    chosen = str(service)
    if not is_service_file(area, service):
        known = named_services(area)["name"]
        chosen = find_id(chosen, {str(one): str(name) for one, name in known.items()}, "service")
    own = None if sites is None else _own_sites(area, sites)
    needs: Any = weights
    if isinstance(weights, (str, Path)):
        needs = read_weights(own_path(weights), with_criteria(choices, own, criteria)[0])
    done = take_scenarios(area, scenarios)
    situation = apply_scenarios(read_situation(area, buses=buses), done, area.settings)
    found = make_suggestion(
        area,
        chosen,
        sites=own,
        only=only,
        criteria=criteria,
        weights=needs,
        viewpoint=viewpoint,
        situation=situation,
        surface=surface,
        siting=choices,
    )
    return _with_warnings(area, found)


@checked
def place(
    goal: Goal,
    count: int | None = None,
    *,
    sites: Points = "profile",
    people: gpd.GeoDataFrame | str | Path | None = None,
    column: str = PEOPLE,
    cutoff_min: float | None = None,
    fixed: Iterable[str] = (),
    unfit: bool = False,
    mode: Mode | None = None,
    profile: Profile | str | Path | None = None,
    scenarios: Scenarios = (),
    area: Area | str | Path | None = None,
) -> Locations:
    """Choose sites together, so that people reach the nearest of them best.

    Parameters
    ----------
    goal : {"cover", "mean", "furthest", "everybody"}
        What they must be best at, see `place_sites`.
    count : int, optional
        How many, the fixed ones included; for ``everybody`` how many at most.
    sites : geopandas.GeoDataFrame, geopandas.GeoSeries, row of points, str or pathlib.Path
        Candidates: points of your own, as of `isochrones`, or ``"profile"`` (what the area's
        profile offers), ``"sites"``, ``"places"``.
    people : geopandas.GeoDataFrame, str or pathlib.Path, optional
        Whom they are for, as of `people_in_reach`; the people of the area where not given.
    column : str
        Column of your own people that says how many stand at each point.
    cutoff_min : float, optional
        The cut-off; that of the area's choices where not given.
    fixed : iterable of str
        Ids of sites that must be in.
    unfit : bool
        Whether sites of the area count as well where no service in general fits.
    mode : str, optional
        The mode, as of `isochrones`.
    profile : Profile, str or pathlib.Path, optional
        A profile of your own, or a file of profiles.
    scenarios : Scenario, str, pathlib.Path, or iterable of these
        Scenarios that are taken as done.
    area : Area, str or pathlib.Path, optional
        The area; the one that ships where not given.

    Returns
    -------
    Locations
        The chosen ``sites``, what else is as good (``sets()``), and ``warnings``.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused, or no choice will do.

    Examples
    --------
    >>> place("mean", 2, sites="sites", area=area).sites.index.tolist()
    ['stationsgebied-heidestad', 'veencampus-venendal']
    """
    area = take_area(area)
    done = take_scenarios(area, scenarios)
    situation = apply_scenarios(read_situation(area), done, area.settings)
    apart: dict[str, Message] = {}
    if isinstance(sites, str) and sites in CANDIDATES:
        candidates = candidate_sites(area, sites, situation=situation, offered=offered_sites(area))
        if sites != "places" and not unfit:
            apart = left_out(area, candidates, read_siting(area))
            candidates = candidates.drop(index=list(apart))
    else:
        candidates = named_candidates(_own_sites(area, sites))
    mine = None
    if people is not None:
        given = take_people(area, people, column)
        mine = to_grid(given, area.facts.grid, Message("doors.what.people"))
    found = locate_sites(
        area,
        candidates,
        goal,
        count=count,
        cutoff_min=cutoff_min,
        fixed=list(dict.fromkeys(map(str, fixed))),
        profile=take_profile(area, mode, profile),
        situation=situation,
        people=mine,
    )
    return _with_warnings(area, found, left_out_warnings(apart))


def _with_warnings(area: Area, found: Found, more: Iterable[Message] = ()) -> Found:
    """Add what a reader should look at, once each."""
    every = dict.fromkeys((*found.warnings, *more, *area.notices))
    told = replace(found, warnings=tuple(every))
    remember_area(told, area)
    return told


def _own_sites(area: Area, given: Points) -> gpd.GeoDataFrame:
    """Take candidates of a user in the CRS of the area, with ids as text, and names."""
    taken = take_points(area, given, "sites")
    placed = to_grid(taken.frame, area.facts.grid, Message("doors.what.sites"))
    flat = taken.index.to_flat_index() if isinstance(taken.index, pd.MultiIndex) else taken.index
    own = placed.set_axis(flat.map(str).rename("site"))
    if own.index.has_duplicates:
        twice = str(own.index[own.index.duplicated()][0])
        raise LayerError("doors.twice", what=Message("doors.what.sites"), label=twice)
    return own if "name" in own else own.assign(name=own.index.astype(str))
