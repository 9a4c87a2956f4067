"""Which site suits a service: candidates measured, ranked and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.contracts.arguments import checked
from drenthe_geo.siting.kept.ground import Ground, Question, given_others, others_of
from drenthe_geo.siting.kept.keys import There, there_is
from drenthe_geo.siting.kept.suggestion import suggested
from drenthe_geo.siting.own.service import is_service_file, with_own_service
from drenthe_geo.siting.weights.choices import read_siting
from drenthe_geo.situation import read_situation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.kept.suggestion import Suggestion
    from drenthe_geo.siting.model import Needs, Siting
    from drenthe_geo.siting.own.criteria import OwnCriterion
    from drenthe_geo.siting.rank import Scale
    from drenthe_geo.siting.surroundings import Surroundings
    from drenthe_geo.situation import Situation

STEPS = ("layers", "sites", "scenarios", "surface")
"""Steps of the job, for a progress display."""


@checked
def make_suggestion(
    area: Area,
    service: str,
    *,
    sites: gpd.GeoDataFrame | None = None,
    only: bool = False,
    criteria: Mapping[str, OwnCriterion | Scale | tuple[float, float]] | None = None,
    weights: Needs | Mapping[str, float] | None = None,
    viewpoint: str = "",
    situation: Situation | None = None,
    others: Mapping[str, Situation] | None = None,
    surface: bool = True,
    grid: Surroundings | None = None,
    siting: Siting | None = None,
    moving_margin: float | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Suggestion:
    """Suggest sites for a service.

    Parameters
    ----------
    area : Area
        The area.
    service : str
        Id of a service, see `read_services`, or a file of one of your own, see
        `with_own_service`.
    sites : geopandas.GeoDataFrame, optional
        Candidates of your own: points in RD New with unique ids as the index, none of them
        that of a site of the area. They stand beside the places that are offered (see
        `read_offers`) and where the service sits now.
    only : bool
        Whether your own candidates stand alone.
    criteria : mapping of str to OwnCriterion, Scale or tuple of float, optional
        Criteria of your own: a column of your sites, and the figures worth 0 and 1. Each must
        weigh something; of other sites it is missing, see `rank_sites`.
    weights : Needs or mapping of str to float, optional
        Weights of your own, see `read_brief`.
    viewpoint : str
        Whose weights count; the mean of all viewpoints where not given.
    situation : Situation, optional
        Roads, trains and sites; as they stand where not given, see `apply_scenarios`.
    others : mapping of str to Situation, optional
        What the first place is compared with, see `other_situations`.
    surface : bool
        Whether the whole area is scored too.
    grid : Surroundings, optional
        Of the area's cells, see `measure_grid`: measured once, it serves for all
        services in the same situation.
    siting : Siting, optional
        The choices; those of the area where not given.
    moving_margin : float, optional
        By how much the score of another place must be higher before a service had better move
        (0 to 1); that of the choices where not given.
    on_step : callable
        Told the name of each step of `STEPS` when it begins.

    Returns
    -------
    Suggestion
        The sites in order, and how sure that order is.

    Raises
    ------
    DrentheGeoError
        If an argument is refused, a site lies outside the road network, the service fits in
        none, or limits exclude every one.

    Examples
    --------
    >>> found = make_suggestion(area, "veldregister", others={}, surface=False)
    >>> found.verdict.first
    'stationsgebied-heidestad'
    >>> score = found.ranking.table["score"]
    >>> bool((found.ranking.shares.sum(axis=1) - score).abs().max() < 1e-9)
    True
    """
    on_step("layers")
    choices = read_siting(area) if siting is None else siting
    if is_service_file(area, service):
        area, service, choices = with_own_service(area, service, choices)
    now = read_situation(area) if situation is None else situation
    there = there_is(area, now, choices)
    question = Question(
        area=area,
        service=service,
        siting=choices,
        sites=sites,
        only=only,
        criteria=dict(criteria or {}),
        weights=weights,
        viewpoint=viewpoint,
        there=there,
        others=others_of(area, there, choices)
        if others is None
        else given_others(area, others, choices),
        surface=surface,
        moving_margin=moving_margin,
    )
    return suggested(question, Ground(area, there, grid), on_step)


def other_situations(area: Area, situation: Situation) -> dict[str, Situation]:
    """Say what a suggestion is compared with.

    Parameters
    ----------
    area : Area
        The area.
    situation : Situation
        Where the suggestion is for.

    Returns
    -------
    dict of str to Situation
        Every scenario of the area on its own; of a situation with scenarios what is
        there ``without`` them.

    Examples
    --------
    >>> list(other_situations(area, dg.situation.read_situation(area)))
    ['n901-sneller', 'veldlijn']
    """
    others = others_of(area, There(None, lambda: situation), read_siting(area))
    return {name: one.situation for name, one in others.items()}
