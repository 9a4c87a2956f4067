"""A suggestion: sites in order for a service, what that rests on, and other weights for it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from drenthe_geo.contracts.arguments import checked
from drenthe_geo.contracts.results import result
from drenthe_geo.contracts.shown import Explored
from drenthe_geo.errors import ArgumentError
from drenthe_geo.siting.assess import assess_ranges, with_rings
from drenthe_geo.siting.brief import read_brief
from drenthe_geo.siting.fit.apart import standing_apart
from drenthe_geo.siting.fit.candidates import screened_beside
from drenthe_geo.siting.fit.screen import require_some
from drenthe_geo.siting.fit.seat import partners_near, require_margin, seat_advice
from drenthe_geo.siting.fit.warnings import moved, not_on_the_map, of_modes, of_sites, toss_up
from drenthe_geo.siting.kept.keys import without_weights
from drenthe_geo.siting.measures import in_region
from drenthe_geo.siting.model import Needs
from drenthe_geo.siting.own.criteria import require_weighed, with_criteria
from drenthe_geo.siting.own.points import OWN, odd_about, own_points
from drenthe_geo.siting.robust import unseating
from drenthe_geo.siting.surface import best_places, score_cells
from drenthe_geo.siting.verdict import (
    bare_sites,
    first_that_fits,
    first_valued,
    judge_assessed,
    other_trains,
    standing,
    values_of,
)
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from drenthe_geo.siting.assess import Assessed
    from drenthe_geo.siting.fit.screen import Screened
    from drenthe_geo.siting.fit.seat import SeatAdvice
    from drenthe_geo.siting.kept.ground import Ground, Question
    from drenthe_geo.siting.kept.keys import There
    from drenthe_geo.siting.model import Brief, Siting
    from drenthe_geo.siting.own.criteria import OwnCriterion
    from drenthe_geo.siting.rank import Ranking, Scale
    from drenthe_geo.siting.surroundings import Surroundings
    from drenthe_geo.siting.verdict import Verdict
    from drenthe_geo.situation import Situation


@result
@dataclass(frozen=True)
class Suggestion(Explored):
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
    then : pandas.DataFrame or None
        Values of those that are ranked, by the trains of the other year; None where nothing is
        known of another.
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
    then: pd.DataFrame | None = None
    _made: tuple[Question, Ground] | None = field(default=None, repr=False, compare=False)

    @property
    def own_sites(self) -> frozenset[str]:
        """Sites that the user brought."""
        roles = self.sites["role"]
        return frozenset(map(str, roles.index[roles == OWN]))

    @cached_property
    def unseat(self) -> pd.DataFrame:
        """Changes of one weight that unseat the first site, see `weight_to_unseat`."""
        return unseating(self.ranking)

    @property
    def done(self) -> tuple[str, ...]:
        """Scenarios that are taken as done."""
        return self.situation.scenarios

    @property
    def measured_in(self) -> tuple[object, ...] | None:
        """What tells the situation that it was measured in; see `There`."""
        return None if self._made is None else self._made[0].there.parts

    @checked
    def reweigh(
        self, weights: Needs | Mapping[str, float] | None, *, viewpoint: str | None = None
    ) -> Suggestion:
        """Answer the same question with other weights; nothing is measured again.

        Parameters
        ----------
        weights : Needs or mapping of str to float, optional
            Weights of your own in place of those before, as of `make_suggestion`; limits of your
            own stay unless `Needs` says otherwise. None takes weights of your own off.
        viewpoint : str, optional
            Whose weights count; as before where not given.

        Returns
        -------
        Suggestion
            What `make_suggestion` gives with these weights.

        Raises
        ------
        DrentheGeoError
            If the weights are refused, limits exclude every site, or this was read from a file
            and no longer knows what it was measured from.

        Examples
        --------
        >>> found = dg.siting.make_suggestion(area, "veldregister", surface=False)
        >>> heavier = found.reweigh({"station_walk_min": 60})
        >>> heavier == dg.siting.make_suggestion(
        ...     area, "veldregister", weights={"station_walk_min": 60}, surface=False
        ... )
        True
        """
        asked, ground = self._known()
        before = asked.weights
        if isinstance(before, Needs) and not isinstance(weights, Needs):
            said = (Message("siting.needs.of_user"),)
            weights = Needs(dict(weights or {}), before.limits, said, before.lifted)
        view = asked.viewpoint if viewpoint is None else viewpoint
        return suggested(replace(asked, weights=weights, viewpoint=view), ground)

    @checked
    def with_criterion(
        self,
        column: str,
        scale: OwnCriterion | Scale | tuple[float, float],
        *,
        weight: float | None = None,
    ) -> Suggestion:
        """Let a column of your own sites count too; nothing is measured again.

        Parameters
        ----------
        column : str
            Column of the sites that were handed in.
        scale : OwnCriterion, Scale or tuple of float
            The figures worth 0 and 1.
        weight : float, optional
            Beside those of the service; as much as they weigh in the mean where not given.

        Returns
        -------
        Suggestion
            What `make_suggestion` gives with this criterion and weight.

        Raises
        ------
        DrentheGeoError
            If there is no such column, or it is refused as `make_suggestion` refuses it.

        Examples
        --------
        >>> mine = area.layer("places").iloc[:3].assign(parking=[10, 80, 200])
        >>> found = dg.siting.make_suggestion(area, "veldregister", sites=mine, surface=False)
        >>> list(found.with_criterion("parking", (0, 200)).ranking.weights.index)[-1]
        'parking'
        """
        asked, ground = self._known()
        of_service = [value for name, value in self.brief.weights.items() if name != column]
        mean = sum(of_service) / len(of_service) if of_service else 1.0
        own = {column: mean if weight is None else weight}
        before = asked.weights
        if isinstance(before, Needs):
            weights: Needs | dict[str, float] = replace(before, weights={**before.weights, **own})
        else:
            weights = {**(before or {}), **own}
        criteria = {**asked.criteria, column: scale}
        return suggested(replace(asked, weights=weights, criteria=criteria), ground.without(column))

    def _known(self) -> tuple[Question, Ground]:
        """Give what it was measured from; refused where it was read from a file."""
        if self._made is None:
            raise ArgumentError("siting.not_measured")
        return self._made


def suggested(
    asked: Question, ground: Ground, on_step: Callable[[str], None] = lambda _: None
) -> Suggestion:
    """Answer a question on what was measured for it, or for one with other weights."""
    area, there = asked.area, asked.there
    choices, sites = with_criteria(asked.siting, asked.sites, asked.criteria)
    brief = read_brief(
        area, asked.service, asked.weights, viewpoint=asked.viewpoint, siting=choices
    )
    require_weighed(brief, asked.criteria)
    require_margin(asked.moving_margin, choices)
    mine, screened = ground.once(
        "screened",
        (without_weights(brief), asked.criteria),
        lambda: _screened(asked, brief, choices, sites),
    )
    require_some(screened, brief)
    every = screened.sites
    on_step("sites")
    every_ringed, candidates, ringed, bare = ground.once(
        "points", (every, screened.out), lambda: _points(screened, choices)
    )
    around = ground.around("here", every_ringed, choices)

    def assessed(of: str, some: gpd.GeoDataFrame, measured: Surroundings, where: There) -> Assessed:
        def make() -> Assessed:
            ranges = ground.ranges(of, some, measured, brief, choices, there=where)
            return assess_ranges(ranges, some, measured.gemeente, brief, choices)

        # What a criterion weighs has no part in it, but whether it weighs anything.
        given = (brief.asked, brief.limits, brief.housing.near, some)
        return ground.once(f"assessed {of}", given, make)

    known = assessed("here", every, around, there)
    judged = judge_assessed(area, known.of(candidates.index), brief, choices)
    apart = standing_apart(known, screened, brief)
    on_step("scenarios")
    tests = {"to_verify": first_that_fits(judged.ranking, screened.screen)}
    earlier, then = ground.once("earlier", (), lambda: other_trains(area, there)), None
    if earlier is not None:
        trains = ground.around("then", bare, choices, earlier, lambda: around.of(bare))
        then = values_of(
            area, trains, brief, choices, ground.expected("then", trains, brief, choices)
        )
        tests["timetable"] = first_valued(judged.assessed, then, brief)
    verdict = judged.verdict.with_tests(**tests)
    rows = {}
    for name, other in asked.others.items():
        # Other situations are looked at for what is ranked alone.
        measured = ground.around(f"with {name}", ringed, choices, other, lambda: around.of(ringed))
        found = assessed(f"with {name}", candidates, measured, other)
        rows[name] = _scenario_row(found, brief, judged.verdict.first)
    compared = pd.DataFrame.from_dict(rows, orient="index", columns=list(SCENARIO_COLUMNS))
    compared = compared.rename_axis("scenario")
    cells, new = None, None
    if asked.surface:
        on_step("surface")
        cells = score_cells(ground.cells(brief, choices), brief, choices)
        new = best_places(area, cells, every, choices)
    order = judged.ranking.table.index.append(every.index[screened.out])
    seat = seat_advice(judged.ranking.table, screened, brief, choices, asked.moving_margin)
    gemeente = known.gemeente.loc[order]
    names = {str(site): str(name) for site, name in every["name"].items()}
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
        situation=there.situation,
        warnings=(
            *(() if mine is None else odd_about(area, mine, choices, asked.criteria)),
            *toss_up(judged, choices, names),
            *of_sites(judged, screened.screen, brief, choices, names),
            *moved(compared, judged.verdict.first, names),
            *of_modes(area, brief, choices),
            *not_on_the_map(brief, choices, surface=asked.surface),
        ),
        then=then,
        _made=(asked, ground),
    )


def _screened(
    asked: Question, brief: Brief, choices: Siting, sites: gpd.GeoDataFrame | None
) -> tuple[gpd.GeoDataFrame | None, Screened]:
    """Find the candidates, and say of each whether the service fits in it."""
    mine = None if sites is None else own_points(asked.area, sites, choices)
    return mine, screened_beside(asked.area, brief, choices, mine, only=asked.only)


def _points(screened: Screened, choices: Siting) -> tuple[gpd.GeoDataFrame, ...]:
    """Give all sites with their rings; what is ranked alone, with its rings and without."""
    candidates = screened.kept
    ringed = with_rings(screened.sites, choices)
    kept = gpd.GeoDataFrame(ringed[ringed["of"].isin(candidates.index)])
    return ringed, candidates, kept, bare_sites(candidates)


SCENARIO_COLUMNS = ("first", "score", "score_here", "rank_here")


def _scenario_row(known: Assessed, brief: Brief, first: str) -> dict[str, Any]:
    """Rank the sites as things would be."""
    ranked = standing(known, brief)
    return {
        "first": str(ranked.index[0]),
        "score": float(ranked["score"].iloc[0]),
        "score_here": float(ranked["score"].to_dict()[first]),
        "rank_here": ranked["rank"].to_dict()[first],
    }
