"""Which site suits a service: candidates measured, ranked and judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.contracts.arguments import checked
from drenthe_geo.contracts.results import result
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.scenarios.apply import apply_scenarios
from drenthe_geo.scenarios.model import read_scenario, scenario_names
from drenthe_geo.siting.assess import assess_sites, with_rings
from drenthe_geo.siting.brief import read_brief
from drenthe_geo.siting.fit.apart import standing_apart
from drenthe_geo.siting.fit.candidates import screened_beside
from drenthe_geo.siting.fit.findings import all_questions
from drenthe_geo.siting.fit.screen import require_some
from drenthe_geo.siting.fit.seat import partners_near, require_margin, seat_advice
from drenthe_geo.siting.measures import in_region
from drenthe_geo.siting.model import COLUMN
from drenthe_geo.siting.own.criteria import require_weighed, with_criteria
from drenthe_geo.siting.own.points import OWN, odd_about, own_points
from drenthe_geo.siting.own.service import is_service_file, with_own_service
from drenthe_geo.siting.reasons import all_reasons
from drenthe_geo.siting.surface import best_places, measure_grid, opportunity_surface
from drenthe_geo.siting.surroundings import gemeente_at, measure_surroundings
from drenthe_geo.siting.verdict import (
    first_by,
    first_that_fits,
    judge_assessed,
    other_trains,
    rank_assessed,
)
from drenthe_geo.siting.weights.choices import read_siting
from drenthe_geo.situation import read_situation
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.assess import Assessed
    from drenthe_geo.siting.fit.seat import SeatAdvice
    from drenthe_geo.siting.model import Brief, Needs, Siting
    from drenthe_geo.siting.own.criteria import OwnCriterion
    from drenthe_geo.siting.rank import Ranking, Scale
    from drenthe_geo.siting.surroundings import Surroundings
    from drenthe_geo.siting.verdict import Judged, Verdict
    from drenthe_geo.situation import Situation

STEPS = ("layers", "sites", "scenarios", "surface")
"""Steps of the job, for a progress display."""


@result
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
        The candidates, best first and those that do not fit last; ``name``, ``gemeente``,
        ``role`` (``candidate``, ``present seat`` or ``own``), ``certainty`` and
        ``accuracy_m`` where known, and what is known of them as offers.
    screen : pandas.DataFrame
        Whether the service fits in each, see `screen_sites`.
    gemeente : pandas.Series
        Gemeente of the area that each lies in; missing outside.
    in_region : pandas.Series
        Of every site, whether the profile names its region for the service; it weighs nothing.
    ranking : Ranking
        Order of those that fit or are to be verified; the range of a score holds that of
        position, of travel times and of what is missing.
    assessed : Assessed
        Measures and values with their ranges, of all sites.
    apart : pandas.DataFrame
        Those that are out, with the rank and score that each would have; see `standing_apart`.
    verdict : Verdict
        How sure the first place is.
    seat : SeatAdvice or None
        Whether it had better stay where it sits; None where it does not sit in the area.
    partners : mapping of str to int
        Partners near that seat, by the criteria that count them.
    scenarios : pandas.DataFrame
        Index: scenarios on their own (or ``without`` the asked ones); ``first`` and
        ``score`` there, ``score_here`` (of this ranking's first) and ``rank_here``.
    surface : geopandas.GeoDataFrame or None
        See `opportunity_surface`.
    new_places : geopandas.GeoDataFrame or None
        See `best_places`.
    situation : Situation
        Roads, trains and sites as they were taken.
    warnings : tuple of Message
        What a reader should look at.
    """

    brief: Brief
    siting: Siting
    sites: gpd.GeoDataFrame
    screen: pd.DataFrame
    gemeente: pd.Series
    in_region: pd.Series
    ranking: Ranking
    assessed: Assessed
    apart: pd.DataFrame
    verdict: Verdict
    seat: SeatAdvice | None
    partners: Mapping[str, int]
    scenarios: pd.DataFrame
    surface: gpd.GeoDataFrame | None
    new_places: gpd.GeoDataFrame | None
    situation: Situation
    warnings: tuple[Message, ...]

    @property
    def own_sites(self) -> frozenset[str]:
        """Sites that the user brought."""
        roles = self.sites["role"]
        return frozenset(map(str, roles.index[roles == OWN]))

    @property
    def done(self) -> tuple[str, ...]:
        """Scenarios that are taken as done."""
        return self.situation.scenarios


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
    choices, sites = with_criteria(choices, sites, criteria)
    brief = read_brief(area, service, weights, viewpoint=viewpoint, siting=choices)
    require_weighed(brief, criteria)
    require_margin(moving_margin, choices)
    there = read_situation(area) if situation is None else situation
    mine = None if sites is None else own_points(area, sites, choices)
    screened = screened_beside(area, brief, choices, mine, only=only)
    require_some(screened, brief)
    every, candidates = screened.sites, screened.kept
    on_step("sites")
    every_ringed = with_rings(every, choices)
    around = measure_surroundings(area, every_ringed, there, choices)
    known = assess_sites(area, every, around, brief, choices)
    judged = judge_assessed(area, known.of(candidates.index), brief, choices)
    apart = standing_apart(known, screened, brief)
    # Other situations are looked at for what is ranked alone.
    ringed = every_ringed[every_ringed["of"].isin(candidates.index)]
    around_kept = around.of(ringed)
    on_step("scenarios")
    tests = {"to_verify": first_that_fits(judged.ranking, screened.screen)}
    then = other_trains(area, candidates, there, choices, around_kept)
    if then is not None:
        tests["timetable"] = first_by(area, judged.assessed, then, brief, choices)
    verdict = judged.verdict.with_tests(**tests)
    rows = {}
    for name, other in (other_situations(area, there) if others is None else others).items():
        alike = other.road_edges is there.road_edges and other.sites is there.sites
        same = around_kept if alike else None
        measured = measure_surroundings(area, ringed, other, choices, same_roads=same)
        assessed = assess_sites(area, candidates, measured, brief, choices)
        rows[name] = _scenario_row(assessed, brief, judged.verdict.first)
    compared = pd.DataFrame.from_dict(rows, orient="index", columns=list(SCENARIO_COLUMNS))
    compared = compared.rename_axis("scenario")
    cells, new = None, None
    if surface:
        on_step("surface")
        measured = measure_grid(area, there, choices) if grid is None else grid
        cells = opportunity_surface(area, measured, brief, choices)
        new = best_places(area, cells, every, choices)
    order = judged.ranking.table.index.append(every.index[screened.out])
    seat = seat_advice(judged.ranking.table, screened, brief, choices, moving_margin)
    gemeente = gemeente_at(area, every.loc[order], choices.settings["outline_m"])
    return Suggestion(
        brief=brief,
        siting=choices,
        sites=every.loc[order],
        screen=screened.screen.loc[order],
        gemeente=gemeente,
        in_region=in_region(area, brief, gemeente),
        ranking=judged.ranking,
        assessed=known,
        apart=apart,
        verdict=verdict,
        seat=seat,
        partners={} if seat is None else partners_near(area, around, seat.seat, brief, choices),
        scenarios=compared,
        surface=cells,
        new_places=new,
        situation=there,
        warnings=(
            *(() if mine is None else odd_about(area, mine, choices, criteria or ())),
            *_toss_up(judged, choices),
            *_warnings(judged, screened.screen, brief),
            *_moved(compared, judged.verdict.first),
            *_notes(area, brief, choices),
            *_not_on_the_map(brief, choices, surface=surface),
        ),
    )


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
    if situation.scenarios:
        return {"without": read_situation(area, buses=situation.buses)}
    return {
        name: apply_scenarios(situation, [read_scenario(area, name)], area.settings)
        for name in scenario_names(area)
    }


SCENARIO_COLUMNS = ("first", "score", "score_here", "rank_here")


def _scenario_row(known: Assessed, brief: Brief, first: str) -> dict[str, Any]:
    """Rank the sites as things would be."""
    ranked = rank_assessed(known, brief).table
    return {
        "first": str(ranked.index[0]),
        "score": float(ranked["score"].iloc[0]),
        "score_here": float(ranked["score"].to_dict()[first]),
        "rank_here": ranked["rank"].to_dict()[first],
    }


def _toss_up(judged: Judged, siting: Siting) -> list[Message]:
    """Say, of two that nobody can tell apart, both."""
    verdict, tie = judged.verdict, siting.settings["tie_score"]
    if verdict.word != "toss_up":
        return []
    score, other = judged.ranking.table["score"].iloc[:2]
    both = {"first": verdict.first, "second": verdict.second}
    return [Message("siting.warning.toss_up", **both, score=score, other=other, tie=tie)]


def _warnings(judged: Judged, screen: pd.DataFrame, brief: Brief) -> list[Message]:
    """Say what a reader should look at."""
    table = judged.ranking.table
    missing = table["missing"]
    found = [
        Message(
            "siting.warning.no_figure",
            criterion=name,
            sites=[str(site) for site, names in missing.items() if name in names],
        )
        for name in sorted({name for names in missing for name in names})
    ]
    found += [Message("siting.warning.left_out", criterion=name) for name in brief.unknown]
    found += [
        Message("siting.warning.near_limit", site=str(site), limits=all_reasons(limits))
        for site, limits in table["near_limit"].items()
        if limits
    ]
    first = judged.verdict.first
    questions = screen["questions"].to_dict()[first]
    if questions:
        asked = all_questions(questions)
        found.append(Message("siting.warning.to_verify", site=first, questions=asked))
    if table["rank"].notna().sum() == 1:
        found.append(Message("siting.warning.only_one"))
    return found


def _moved(compared: pd.DataFrame, first: str) -> list[Message]:
    """Say in which other situations another site is first."""
    return [
        Message("siting.warning.scenario", scenario=str(name), first=there)
        for name, there in compared["first"].astype(str).to_dict().items()
        if there != first
    ]


def _not_on_the_map(brief: Brief, siting: Siting, *, surface: bool) -> list[Message]:
    """Say which criteria the map of the whole area knows nothing of."""
    own = [name for name in brief.weights if siting.criteria[name].kind == COLUMN]
    return [Message("siting.warning.not_on_the_map", criteria=own)] if own and surface else []


def _notes(area: Area, brief: Brief, siting: Siting) -> list[Message]:
    """Say what a reader must know of the modes that count."""
    modes = dict.fromkeys(siting.criteria[name].mode for name in brief.weights)
    return list(
        dict.fromkeys(note for mode in modes if mode for note in read_profile(area, mode).notes)
    )
