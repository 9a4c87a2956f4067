"""Several sites at once in an area: roads searched, sites chosen together for its people.

People are counted on their streets, each street with its own minutes. Only while many
candidates are compared by their mean do people of a cell go to one site together; see
`cell_for_mean`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.people import read_people
from drenthe_geo.area.select import places_inside
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.contracts.results import result
from drenthe_geo.contracts.shown import Explored
from drenthe_geo.errors import ArgumentError, DataError, unknown_choice
from drenthe_geo.placement.choices import Choices, read_choices
from drenthe_geo.placement.models import solve
from drenthe_geo.placement.question import more_orders
from drenthe_geo.placement.result import Goal
from drenthe_geo.placement.sentences import sentences_of, sets_table
from drenthe_geo.placement.solve import place_sites
from drenthe_geo.reach.notices import point_warnings
from drenthe_geo.reach.roadless import no_road_notes
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.situation import read_situation
from drenthe_geo.words.message import Message
from drenthe_geo.words.numbers import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from drenthe_geo.area.area import Area
    from drenthe_geo.placement.models import Solver
    from drenthe_geo.placement.result import Placement
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.situation import Situation

STEPS = ("layers", "network", "placing")
"""Steps of the job, for a progress display."""

CANDIDATES = ("profile", "sites", "places")
"""Words for candidates of the area's own; see `candidate_sites`."""


@result
@dataclass(frozen=True)
class Locations(Explored):
    """Sites chosen together in an area, with what they rest on.

    Parameters
    ----------
    placement : Placement
        The choice.
    sites : geopandas.GeoDataFrame
        The chosen sites (of the sets that are as good, the one that is best by the further
        aims), most people nearest first: ``name``, ``fixed``,
        ``people_nearest``, ``people_within`` (of those, within the cut-off),
        ``mean_min``, ``furthest_min`` (of those; missing if nobody is nearest).
    candidates : geopandas.GeoDataFrame
        All that could be chosen; ``name``, ``chosen``, ``fixed``.
    people : geopandas.GeoDataFrame
        People on their streets: ``population``, ``site`` and ``minutes``.
    cutoff_min : float
        The cut-off that people are counted within.
    profile : Profile
        Profile of the mode.
    situation : Situation
        Roads and sites as they are taken to be.
    choices : Choices
        Numbers that were chosen, with their sources.
    cell_m : float or None
        Side of the cells in which people went to one site together while the solver
        compared means; None if every street stood for itself, as where all sets were tried.
    warnings : tuple of Message
        What a reader should look at.
    """

    placement: Placement
    sites: gpd.GeoDataFrame
    candidates: gpd.GeoDataFrame
    people: gpd.GeoDataFrame
    cutoff_min: float
    profile: Profile
    situation: Situation
    choices: Choices
    cell_m: float | None
    warnings: tuple[Message, ...]

    @property
    def proven_best(self) -> bool:
        """Whether it is proven that nothing is better by the goal, each street on its own."""
        return self.placement.proven and (self.cell_m is None or self.placement.goal != "mean")

    def sets(self) -> pd.DataFrame:
        """Make one row per set that is as good as the best, the chosen one first.

        Returns
        -------
        pandas.DataFrame
            ``rank``, ``sites`` (ids), ``names``, ``people_within``, ``mean_min``,
            ``furthest_min``, ``worse_percent`` (than the best by the goal), ``chosen``,
            ``best`` (by the goal alone).

        Examples
        --------
        >>> found = locate_sites(area, candidate_sites(area, "sites"), "cover", count=2)
        >>> found.sets()["names"].head(1).tolist()
        ['Stationsgebied Heidestad; Veencampus Venendal']
        """
        return sets_table(self)

    def sentences(self) -> tuple[Message, ...]:
        """Say what the sites mean, what the fixed ones would alone, and how sure it is."""
        return sentences_of(self)


@checked
def locate_sites(
    area: Area,
    candidates: gpd.GeoDataFrame,
    goal: Goal,
    *,
    count: int | None = None,
    cutoff_min: float | None = None,
    fixed: Iterable[str] = (),
    profile: Profile | None = None,
    situation: Situation | None = None,
    choices: Choices | None = None,
    people: gpd.GeoDataFrame | None = None,
    solver: Solver = solve,
    on_step: Callable[[str], None] = lambda _: None,
) -> Locations:
    """Choose sites together for the people of an area.

    Parameters
    ----------
    area : Area
        The area.
    candidates : geopandas.GeoDataFrame
        Points to choose among, in the CRS of the area, index the ids, with ``name``; those
        of the area's own are made by `candidate_sites`.
    goal : {"cover", "mean", "furthest", "everybody"}
        What they must be best at, see `place_sites`.
    count : int, optional
        How many sites, the fixed ones included; for ``everybody`` how many at most.
    cutoff_min : float, optional
        The cut-off in minutes; that of the choices where not given.
    fixed : iterable of str
        Sites that must be in: ids of candidates, or of other sites of the situation.
    profile : Profile, optional
        Of the mode of travel to the site; the car where not given.
    situation : Situation, optional
        Roads and sites; as they stand where not given.
    choices : Choices, optional
        Numbers that are chosen; those of ``placement.toml`` where not given.
    people : geopandas.GeoDataFrame, optional
        Points with ``population``, in the CRS of the area; the area's people where not given.
    solver : callable
        What solves a model in so many seconds; HiGHS where not given.
    on_step : callable
        Told the name of each step of `STEPS` when it begins.

    Returns
    -------
    Locations
        The sites, and what they mean.

    Raises
    ------
    ArgumentError
        If an argument is refused, a candidate lies outside the road network, or no choice
        will do.

    Examples
    --------
    >>> sites = candidate_sites(area, "sites")
    >>> found = locate_sites(area, sites, "mean", count=2)
    >>> list(found.sites.index), found.proven_best
    (['stationsgebied-heidestad', 'veencampus-venendal'], True)
    """
    if goal not in get_args(Goal):
        raise unknown_choice("goal", goal, get_args(Goal))
    on_step("layers")
    chosen = read_choices(area) if choices is None else choices
    there = read_situation(area) if situation is None else situation
    mode = read_profile(area) if profile is None else profile
    must = list(dict.fromkeys(map(str, fixed)))
    if candidates.empty:
        raise DataError("placement.no_candidates", area=area.name)
    points = _with_fixed(candidates, must, there)
    people = read_people(area) if people is None else people
    on_step("network")
    reach = compute_reach(there.network(mode), points)
    _require_inside(points, reach.snaps, mode)
    times = travel_times(reach, people)
    minutes = times.minutes
    on_step("placing")
    cutoff = float(chosen.cutoff_min if cutoff_min is None else cutoff_min)
    cell_m = cell_for_mean(minutes, people, chosen)
    bounds = mode.certainty_bounds_min(cutoff)
    placement = place_sites(
        minutes,
        people["population"],
        goal=goal,
        count=count,
        cutoff_min=cutoff,
        fixed=must,
        also_min=[*bounds, *area.settings.cutoffs_min],
        groups=None if cell_m is None else cells(people, cell_m),
        seconds=chosen.seconds,
        search=chosen.search(goal),
        solver=solver,
    )
    demand = people[["population", "geometry"]].assign(
        site=placement.nearest, minutes=placement.minutes
    )
    return Locations(
        placement=placement,
        sites=_chosen(placement, points, demand, cutoff),
        candidates=_marked(points, placement),
        people=gpd.GeoDataFrame(demand, crs=people.crs),
        cutoff_min=cutoff,
        profile=mode,
        situation=there,
        choices=chosen,
        cell_m=None if placement.tried or placement.bounded else cell_m,
        warnings=(
            *_warnings(placement, mode, reach.snaps),
            *no_road_notes(people, times.origin_snaps, mode),
        ),
    )


def candidate_sites(
    area: Area,
    what: str,
    *,
    situation: Situation | None = None,
    offered: Iterable[str] = (),
) -> gpd.GeoDataFrame:
    """Take sites or places of the area as candidates.

    Parameters
    ----------
    area : Area
        The area.
    what : {"profile", "sites", "places"}
        ``"profile"``: the sites that are `offered`; ``"sites"``: all sites within the area;
        ``"places"``: its postcodes.
    situation : Situation, optional
        Its sites; as they stand where not given.
    offered : iterable of str
        Ids of the sites that the area's profile offers.

    Returns
    -------
    geopandas.GeoDataFrame
        Points in the CRS of the area, index ``site``, with ``name``.

    Raises
    ------
    ArgumentError
        If there is no such word.

    Examples
    --------
    >>> candidate_sites(area, "places")["name"].to_dict()["1004"]
    '1004 Venendal'
    """
    sites = (read_situation(area) if situation is None else situation).sites
    if what not in CANDIDATES:
        raise unknown_choice("candidates", what, CANDIDATES)
    if what == "profile":
        return named_candidates(sites.loc[sites.index.intersection(list(offered))])
    gemeenten = area.layer("gemeenten")
    if what == "sites":
        return named_candidates(sites[sites["gemeente"].isin(gemeenten["name"])])
    places = places_inside(area.layer("places"), gemeenten)
    return named_candidates(places.assign(name=places.index.astype(str) + " " + places["name"]))


def named_candidates(points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Take points as candidates: index ``site``, ``name`` (the id where there is none)."""
    named = points[["name", "geometry"]].rename_axis("site")
    return named.assign(name=named["name"].fillna(named.index.to_series().astype(str)))


def _with_fixed(
    points: gpd.GeoDataFrame, fixed: list[str], situation: Situation
) -> gpd.GeoDataFrame:
    """Add the fixed sites that are no candidates."""
    others = situation.sites[["name", "geometry"]]
    missing = [site for site in fixed if site not in points.index]
    for site in missing:
        if site not in others.index:
            known = [*map(str, points.index), *map(str, others.index.difference(points.index))]
            raise unknown_choice("fixed_site", site, known)
    more = others.loc[missing].rename_axis("site")
    return gpd.GeoDataFrame(pd.concat([points, more]) if missing else points, crs=points.crs)


def _require_inside(points: gpd.GeoDataFrame, snaps: pd.DataFrame, profile: Profile) -> None:
    """Refuse candidates that no road leads to."""
    lost = snaps.index[snaps["access_min"].isna()]
    if len(lost):
        raise ArgumentError(
            "placement.outside",
            count=len(lost),
            total=len(snaps),
            first=name_of(points, lost[0]),
            most_m=profile.max_snap_m,
        )


def cell_for_mean(
    minutes: pd.DataFrame, people: gpd.GeoDataFrame, choices: Choices
) -> float | None:
    """Side of the cells in which people go together; None if each street stands for itself."""
    most = choices.pairs / minutes.shape[1]
    if not more_orders(minutes, most):
        return None
    enough = [cell for cell in choices.cells_m if cells(people, cell).nunique() <= most]
    return enough[0] if enough else choices.cells_m[-1]


def cells(people: gpd.GeoDataFrame, cell_m: float) -> pd.Series:
    """Name the cell that each place lies in."""
    corner = np.floor(shapely.get_coordinates(people.geometry.to_numpy()) / cell_m).astype(int)
    return pd.Series([f"{x},{y}" for x, y in corner], people.index)


def _chosen(
    placement: Placement, points: gpd.GeoDataFrame, demand: pd.DataFrame, cutoff_min: float
) -> gpd.GeoDataFrame:
    """Make one row per chosen site, most people nearest first."""
    heads, minutes = demand["population"], demand["minutes"]
    rows = {}
    for site in placement.chosen:
        mine = (demand["site"] == site) & (heads > 0)
        total = int(heads[mine].sum())
        rows[site] = {
            "fixed": site in placement.fixed,
            "people_nearest": total,
            "people_within": int(heads[mine & (minutes <= cutoff_min)].sum()),
            "mean_min": float((heads * minutes)[mine].sum()) / total if total else np.nan,
            "furthest_min": float(minutes[mine].max()) if total else np.nan,
        }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("site")
    table = table.sort_values("people_nearest", ascending=False, kind="stable")
    where = _as_text(points).loc[table.index]
    table.insert(0, "name", where["name"])
    return gpd.GeoDataFrame(table, geometry=where.geometry, crs=points.crs)


def _marked(points: gpd.GeoDataFrame, placement: Placement) -> gpd.GeoDataFrame:
    """Mark the candidates that were chosen, and those that had to be."""
    named = _as_text(points).sort_index()
    return named.assign(
        chosen=named.index.isin(placement.chosen), fixed=named.index.isin(placement.fixed)
    )


def _as_text(points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Name points by text, as the placement does."""
    return points.set_axis(points.index.astype(str).rename("site"))


def _warnings(placement: Placement, profile: Profile, snaps: pd.DataFrame) -> list[Message]:
    """Say what a reader should look at."""
    warnings = list(profile.notes)
    warnings += point_warnings(snaps, profile.max_snap_m)
    if placement.people_beyond_candidates:
        warnings.append(
            Message("placement.beyond_candidates", people=placement.people_beyond_candidates)
        )
    if placement.bounded and not placement.proven and np.isfinite(placement.gap):
        warnings.append(Message("placement.gap_of_many", share=placement.gap))
    elif not placement.proven and np.isfinite(placement.gap):
        warnings.append(Message("placement.gap", share=placement.gap))
    elif not placement.proven:
        warnings.append(Message("placement.gap_unknown"))
    return warnings
