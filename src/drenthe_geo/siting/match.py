"""Every service beside every site: which sites suit each service."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.contracts.results import result
from drenthe_geo.siting.assess import asked_of_sites, assess_ranges, with_rings
from drenthe_geo.siting.brief import named_services, read_brief
from drenthe_geo.siting.fit.apart import COLUMNS as APART
from drenthe_geo.siting.fit.apart import standing_apart
from drenthe_geo.siting.fit.candidates import screened_beside
from drenthe_geo.siting.fit.screen import every_site
from drenthe_geo.siting.fit.seat import overview_word, require_margin, seat_advice
from drenthe_geo.siting.kept.ground import Ground
from drenthe_geo.siting.kept.keys import there_is
from drenthe_geo.siting.kept.matched import look_at_tables
from drenthe_geo.siting.kept.measured import look_around, look_at_ranges
from drenthe_geo.siting.kept.weighing import packed_text
from drenthe_geo.siting.measures import in_region
from drenthe_geo.siting.own.points import own_points
from drenthe_geo.siting.rank import scaled_values
from drenthe_geo.siting.surface import best_places, score_cells
from drenthe_geo.siting.surroundings import gemeente_at
from drenthe_geo.siting.verdict import (
    bare_sites,
    first_that_fits,
    first_valued,
    judge_assessed,
    other_trains,
    values_of,
)
from drenthe_geo.siting.weights.choices import read_siting
from drenthe_geo.siting.weights.overlap import criteria_overlap
from drenthe_geo.situation import read_situation
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    import geopandas as gpd

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.assess import Assessed
    from drenthe_geo.siting.fit.screen import Screened
    from drenthe_geo.siting.kept.keys import There
    from drenthe_geo.siting.model import Brief, Siting
    from drenthe_geo.siting.rank import Ranking
    from drenthe_geo.siting.verdict import Verdict
    from drenthe_geo.situation import Situation

FIGURES = ("rank", "score", "score_low", "score_high")

STEPS = ("layers", "sites", "services")
"""Steps of either question, for a progress display."""


@result
@dataclass(frozen=True)
class Matches:
    """Every service beside its sites.

    Parameters
    ----------
    table : pandas.DataFrame
        See `sites_for_services`.
    firsts : pandas.DataFrame
        A row per service: ``service``, ``verdict``, ``fails`` (what its first place does not
        stand, with semicolons), ``first``, and the first site from each viewpoint by its
        name. With a surface also ``best_cell`` (the best score of a cell that is no
        candidate's), ``near`` (the nearest place) and ``beaten`` (whether it is better than
        every candidate by more than nobody could tell apart).
    overlap : pandas.DataFrame
        See `criteria_overlap`; with a surface also ``median_surface``, over its cells.
    weighings : pandas.DataFrame
        A row per service with sites: ``service`` and ``packed``, see `packed_text`.
    """

    table: pd.DataFrame
    firsts: pd.DataFrame
    overlap: pd.DataFrame
    weighings: pd.DataFrame

    @property
    def sentences(self) -> tuple[Message, ...]:
        """Say whether a cell of the area beats every candidate, or that nobody looked."""
        if "beaten" not in self.firsts:
            return (Message("siting.overview.not_looked"),)
        beaten = self.firsts.loc[self.firsts["beaten"], "service"].tolist()
        key = "siting.overview.beaten" if beaten else "siting.overview.none_beaten"
        return (Message(key, services=beaten, count=len(beaten), of=len(self.firsts)),)


def match_sites(
    area: Area,
    *,
    services: Iterable[str] | None = None,
    sites: gpd.GeoDataFrame | None = None,
    only: bool = False,
    situation: Situation | None = None,
    siting: Siting | None = None,
    moving_margin: float | None = None,
    viewpoint: str = "",
    surface: bool = False,
    on_step: Callable[[str], None] = lambda _: None,
) -> Matches:
    """Rank sites for every service, and say what that rests on.

    Parameters
    ----------
    area : Area
        The area.
    services : iterable of str, optional
        Ids of services, see `read_services`; all where not given.
    sites : geopandas.GeoDataFrame, optional
        Points of your own, beside the places that are offered and the present seats.
    only : bool
        Whether your own points stand alone.
    situation : Situation, optional
        Roads, trains and sites; as they stand where not given.
    siting : Siting, optional
        The choices; those of the area where not given.
    moving_margin : float, optional
        By how much another place must win before a service had better move.
    viewpoint : str
        Whose weights count; the mean of all viewpoints where not given.
    surface : bool
        Whether every cell of the area is scored too.
    on_step : callable
        Told the name of each step of `STEPS` when it begins.

    Returns
    -------
    Matches
        The ranking, the first place from each viewpoint, and how alike criteria are.

    Raises
    ------
    DrentheGeoError
        If an argument is refused, or a site lies outside the road network.

    Examples
    --------
    >>> found = match_sites(area, services=["loket-zuid"])
    >>> found.firsts[["staff", "public"]].to_numpy().tolist()
    [['stationsgebied-heidestad', 'stationsgebied-heidestad']]
    """
    on_step("layers")
    choices = read_siting(area) if siting is None else siting
    there = read_situation(area) if situation is None else situation
    asked = tuple(map(str, named_services(area).index) if services is None else services)
    require_margin(moving_margin, choices)
    mine = None if sites is None else own_points(area, sites, choices)
    here = there_is(area, there, choices)
    how: Any = {"only": only, "margin": moving_margin, "viewpoint": viewpoint, "surface": surface}
    left = ["sites", "services", *(["surface"] if surface else [])]

    def step(name: str) -> None:
        left.remove(name)
        on_step(name)

    tables = look_at_tables(
        area,
        here,
        (asked, mine, choices, how),
        lambda: _tables(area, here, asked, mine, choices, **how, on_step=step),
    )
    for name in left:  # where an earlier run went through them
        on_step(name)
    return Matches(**tables)


def _tables(
    area: Area,
    here: There,
    services: Iterable[str],
    mine: gpd.GeoDataFrame | None,
    choices: Siting,
    *,
    only: bool,
    margin: float | None,
    viewpoint: str,
    surface: bool,
    on_step: Callable[[str], None],
) -> dict[str, pd.DataFrame]:
    """Make the tables of `Matches`."""
    briefs = [read_brief(area, one, viewpoint=viewpoint, siting=choices) for one in services]
    screened = [screened_beside(area, brief, choices, mine, only=only) for brief in briefs]
    every = every_site(screened)
    on_step("sites")
    around = look_around(area, with_rings(every, choices), here, choices)
    earlier, then = other_trains(area, here), None
    if earlier is not None:
        bare = bare_sites(every)
        then = look_around(area, bare, earlier, choices, same_roads=lambda: around.of(bare))
    on_step("services")
    rows, firsts, weighings, worth = [], [], [], {}
    for brief, found in zip(briefs, screened, strict=True):
        kept = found.kept
        asked_for: Any = {"siting": choices, "asked": asked_of_sites(brief)}
        ranges = look_at_ranges(area, here, found.sites, around, brief, **asked_for)
        of_all = assess_ranges(ranges, found.sites, around.gemeente, brief, choices)
        known = of_all.of(kept.index) if len(kept) else None
        apart = standing_apart(of_all, found, brief)
        judged = None
        if known is not None and not known.excluded.astype(bool).all():
            plain = judge_assessed(area, known, brief, choices)
            tests = {"to_verify": first_that_fits(plain.ranking, found.screen)}
            years = None
            if then is not None:
                years = values_of(area, then, brief, choices, None)
                tests["timetable"] = first_valued(known, years, brief)
            judged = plain.ranking, plain.verdict.with_tests(**tests)
            packed = packed_text(area, brief, choices, known, screen=found.screen, then=years)
            weighings.append((brief.service, packed))
            worth[brief.service] = known.worth.loc[~known.excluded.astype(bool)]
        how: Any = {"judged": judged, "margin": margin, "apart": apart}
        rows.append(_matches(area, known, found, brief, choices, **how))
        firsts.append(_firsts(brief, None if judged is None else judged[1]))
    table, told = pd.concat(rows, ignore_index=True), pd.DataFrame(firsts)
    overlap = criteria_overlap(worth, float(choices.settings["overlap_share"]))
    packs = pd.DataFrame(weighings, columns=["service", "packed"])
    matches = Matches(table, told, overlap, packs)
    if surface:
        on_step("surface")
        asked_of = list(zip(briefs, screened, strict=True))
        matches = _with_surface(Ground(area, here), asked_of, choices, matches)
    return {one.name: getattr(matches, one.name) for one in fields(matches)}


def _firsts(brief: Brief, verdict: Verdict | None) -> dict[str, str]:
    """Tell the first site of a service, by the ranking and from each viewpoint."""
    if verdict is None:
        names = ("verdict", "fails", "first", *brief.viewpoints)
        return {"service": brief.service, **dict.fromkeys(names, "")}
    return {
        "service": brief.service,
        "verdict": verdict.word,
        "fails": "; ".join(verdict.fails),
        "first": verdict.first,
        **verdict.first_by,
    }


def _with_surface(
    ground: Ground,
    asked: list[tuple[Brief, Screened]],
    siting: Siting,
    found: Matches,
) -> Matches:
    """Add the best cell of every service, and how alike criteria are over the cells."""
    best, worth = [], {}
    scores = found.table.groupby("service")["score"].max()
    tie = float(siting.settings["tie_score"])
    for brief, candidates in asked:
        cells = score_cells(ground.alone().cells(brief, siting), brief, siting)
        left = cells[cells["score"].notna()]
        ends = siting.ends(brief.service)
        worth[brief.service] = scaled_values(pd.DataFrame(left[list(brief.weights)]), ends)
        places = best_places(ground.area, cells, candidates.sites, siting).head(1)
        if places.empty:
            best.append((np.nan, "", False))
            continue
        score, first = float(places["score"].iloc[0]), scores.get(brief.service, np.nan)
        best.append((score, str(places["near"].iloc[0]), not score <= first + tie))
    names = ["best_cell", "near", "beaten"]
    told = found.firsts.join(pd.DataFrame(best, columns=names, index=found.firsts.index))
    over = criteria_overlap(worth, float(siting.settings["overlap_share"]))
    medians = over.set_index(["criterion", "other"])["median"].rename("median_surface")
    joined = found.overlap.join(medians, on=["criterion", "other"])
    return replace(found, firsts=told, overlap=joined)


def sites_for_services(
    area: Area,
    *,
    services: Iterable[str] | None = None,
    sites: gpd.GeoDataFrame | None = None,
    only: bool = False,
    situation: Situation | None = None,
    siting: Siting | None = None,
    moving_margin: float | None = None,
    viewpoint: str = "",
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
        Candidates of your own, see `make_suggestion`, beside the places that are offered and,
        for each service, where it sits now.
    only : bool
        Whether your own candidates stand alone.
    situation : Situation, optional
        Roads, trains and sites; as they stand where not given.
    siting : Siting, optional
        The choices; those of the area where not given.
    moving_margin : float, optional
        By how much another place must win before a service had better move; that of the
        choices where not given.
    viewpoint : str
        Whose weights count; the mean of all viewpoints where not given.
    on_step : callable
        Told the name of each step of `STEPS` when it begins.

    Returns
    -------
    pandas.DataFrame
        A row per service and site, services in the order of their table, sites best first:
        ``service``, ``service_name``, ``status``, ``verdict`` (of the service's
        first; empty where no site is left), ``advice`` (``stay``, ``grow_beside`` or ``move``;
        without one why: ``wanted``, ``seat_unknown``, ``seat_outside`` of the area, or
        ``seat_not_compared``, for no site is ranked or the seat is not among them),
        ``seat`` (with advice only), ``site``, ``site_name``, ``gemeente``, ``role``,
        ``in_region`` (whether the profile names its region for the service; it weighs
        nothing), ``fit`` (``fits``, ``to_verify``, ``does_not_fit``), ``rank``,
        ``score``, ``score_low``, ``score_high``, ``dominated_by``, ``excluded`` (tuple of
        reasons), ``questions`` (tuple of `Finding`: what to ask the owner), ``first`` (share
        of the draws of weights around the chosen ones), ``first_ranges`` (of the draws of
        measures), ``rank_without_limits`` and ``score_without_limits`` (of a site that is out:
        see `standing_apart`). A site that does not fit has neither rank nor score.

    Raises
    ------
    DrentheGeoError
        If an argument is refused, or a site lies outside the road network.

    Examples
    --------
    >>> found = sites_for_services(area, services=["veldwacht"]).set_index("site")
    >>> [one.check for one in found.loc["zandpark-wolde", "excluded"]]
    ['zoning']
    """
    how: Any = {"services": services, "sites": sites, "only": only, "situation": situation}
    how |= {
        "siting": siting,
        "moving_margin": moving_margin,
        "viewpoint": viewpoint,
        "on_step": on_step,
    }
    return match_sites(area, **how).table


def _matches(
    area: Area,
    known: Assessed | None,
    candidates: Screened,
    brief: Brief,
    siting: Siting,
    *,
    judged: tuple[Ranking, Verdict] | None,
    margin: float | None,
    apart: pd.DataFrame,
) -> pd.DataFrame:
    """Make the rows of one service: those that are ranked, then those that do not fit."""
    sites, screen = candidates.sites, candidates.screen
    advice, word, shares = None, "", pd.DataFrame()
    if known is None:
        table = pd.DataFrame(columns=[*FIGURES, "excluded", "dominated_by"])
    elif judged is None:
        table = pd.DataFrame({"excluded": known.excluded.sort_index(), "dominated_by": ""})
    else:
        (ranking, verdict) = judged
        table, word, shares = ranking.table, verdict.word, verdict.shares
        advice = seat_advice(table, candidates, brief, siting, margin)
    out = screen[candidates.out].sort_index()
    against = pd.DataFrame({"excluded": out["against"], "dominated_by": ""}, index=out.index)
    ranked = table.reindex(columns=[*FIGURES, "dominated_by", "excluded"]).astype(object)
    at = (figures := pd.concat([ranked, against])).index
    gemeente = gemeente_at(area, sites, siting.settings["outline_m"])
    told = {
        "service": brief.service,
        "service_name": brief.name,
        "status": brief.status,
        "verdict": word,
        "advice": overview_word(area, brief, advice),
        "seat": "" if advice is None else advice.seat,
        "site": at,
        "site_name": sites["name"].reindex(at),
        "gemeente": gemeente.reindex(at),
        "role": sites["role"].reindex(at),
        "in_region": in_region(area, brief, gemeente).reindex(at),
        "fit": screen["verdict"].reindex(at),
    }
    asked = screen["questions"].reindex(at)
    drawn = shares.reindex(index=at, columns=["first", "first_ranges"])
    would = apart[list(APART)].reindex(at)
    found = pd.DataFrame(told, at).join([figures, asked, drawn, would]).reset_index(drop=True)
    found = found.astype(dict.fromkeys(("rank", APART[0]), "Int64"))
    return found.astype(dict.fromkeys((*FIGURES[1:], *drawn.columns, APART[1]), float))
