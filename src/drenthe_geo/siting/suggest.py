"""Which site suits a service: candidates measured, ranked and judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from drenthe_geo.crs import require_rd
from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.scenarios.apply import apply_scenarios
from drenthe_geo.scenarios.model import read_scenario, scenario_names
from drenthe_geo.siting.assess import assess_sites, themes_of, with_rings
from drenthe_geo.siting.brief import read_brief, read_siting
from drenthe_geo.siting.model import listed
from drenthe_geo.siting.reasons import all_reasons, theme_names
from drenthe_geo.siting.surface import best_places, measure_grid, opportunity_surface
from drenthe_geo.siting.surroundings import measure_surroundings
from drenthe_geo.siting.verdict import judge_sites, rank_assessed
from drenthe_geo.situation import read_situation
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.assess import Assessed
    from drenthe_geo.siting.model import Brief, Needs, Siting
    from drenthe_geo.siting.rank import Ranking
    from drenthe_geo.siting.surroundings import Surroundings
    from drenthe_geo.siting.verdict import Judged, Verdict
    from drenthe_geo.situation import Situation

STEPS = ("layers", "sites", "scenarios", "surface")
"""Steps of the job, for a progress display."""


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
        The candidates, best first; ``name``, ``gemeente``, ``role`` (``candidate``,
        ``present seat`` or ``own file``), ``certainty`` and ``accuracy_m`` where known.
    ranking : Ranking
        Their order; the range of a score holds that of position, of travel times and
        of what is missing.
    assessed : Assessed
        Measures and values with their ranges.
    verdict : Verdict
        How sure the first place is.
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
    ranking: Ranking
    assessed: Assessed
    verdict: Verdict
    scenarios: pd.DataFrame
    surface: gpd.GeoDataFrame | None
    new_places: gpd.GeoDataFrame | None
    situation: Situation
    warnings: tuple[Message, ...]

    @property
    def done(self) -> tuple[str, ...]:
        """Scenarios that are taken as done."""
        return self.situation.scenarios


def make_suggestion(
    area: Area,
    service: str,
    *,
    sites: gpd.GeoDataFrame | None = None,
    weights: Needs | Mapping[str, float] | None = None,
    situation: Situation | None = None,
    others: Mapping[str, Situation] | None = None,
    surface: bool = True,
    grid: Surroundings | None = None,
    siting: Siting | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Suggestion:
    """Suggest sites for a service.

    Parameters
    ----------
    area : Area
        The area.
    service : str
        Id of a service, see `read_services`.
    sites : geopandas.GeoDataFrame, optional
        Candidates of your own: points in RD New with unique ids as the index. Where not
        given the sites that the profile offers, and where the service is now.
    weights : Needs or mapping of str to float, optional
        Weights of your own, see `read_brief`.
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
    on_step : callable
        Told the name of each step of `STEPS` when it begins.

    Returns
    -------
    Suggestion
        The sites in order, and how sure that order is.

    Raises
    ------
    DrentheGeoError
        If an argument is refused, a site lies outside the road network, or limits
        exclude every site.

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
    brief = read_brief(area, service, weights, siting=choices)
    there = read_situation(area) if situation is None else situation
    candidates = candidates_for(area, brief, choices, sites)
    on_step("sites")
    ringed = with_rings(candidates, choices)
    around = measure_surroundings(area, ringed, there, choices)
    judged = judge_sites(area, candidates, around, brief, choices)
    on_step("scenarios")
    rows = {}
    for name, other in (other_situations(area, there) if others is None else others).items():
        alike = other.road_edges is there.road_edges and other.sites is there.sites
        known = around if alike else None
        measured = measure_surroundings(area, ringed, other, choices, same_roads=known)
        assessed = assess_sites(area, candidates, measured, brief, choices)
        rows[name] = _scenario_row(assessed, brief, judged.verdict.first)
    compared = pd.DataFrame.from_dict(rows, orient="index", columns=list(SCENARIO_COLUMNS))
    compared = compared.rename_axis("scenario")
    cells, new = None, None
    if surface:
        on_step("surface")
        measured = measure_grid(area, there, choices) if grid is None else grid
        cells = opportunity_surface(area, measured, brief, choices)
        new = best_places(area, cells, candidates, choices)
    return Suggestion(
        brief=brief,
        siting=choices,
        sites=candidates.loc[judged.ranking.table.index],
        ranking=judged.ranking,
        assessed=judged.assessed,
        verdict=judged.verdict,
        scenarios=compared,
        surface=cells,
        new_places=new,
        situation=there,
        warnings=(
            *_warnings(judged, brief, candidates),
            *_moved(compared, judged.verdict.first),
            *_notes(area, brief, choices),
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
    >>> list(other_situations(area, dg.read_situation(area)))
    ['n901-sneller', 'veldlijn']
    """
    if situation.scenarios:
        return {"without": read_situation(area)}
    return {
        name: apply_scenarios(situation, [read_scenario(area, name)], area.settings)
        for name in scenario_names(area)
    }


def candidates_for(
    area: Area, brief: Brief, siting: Siting, sites: gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """Find the candidates of a service: a user's own points, or those of the profile."""
    if sites is None:
        own = _offered(area, brief, siting)
    else:
        own = own_points(sites)
        require_known_words(own, siting)
    if "name" not in own:
        own = own.assign(name=own.index.astype(str))
    own["name"] = own["name"].fillna(pd.Series(own.index.astype(str), own.index))
    return own


def own_points(sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Take points of a user as candidates; refused if two have one id."""
    if sites.empty:
        raise ArgumentError("siting.points.none")
    require_rd(sites, "sites")
    # Ids are text everywhere else, as they are in a file.
    own = sites.set_axis(sites.index.astype(str).rename("site"), axis=0)
    if own.index.has_duplicates:
        raise ArgumentError("siting.points.twice", site=own.index[own.index.duplicated()][0])
    if own.geometry.name != "geometry":
        own = own.rename_geometry("geometry")
    return own.assign(role="own file")


def _offered(area: Area, brief: Brief, siting: Siting) -> gpd.GeoDataFrame:
    """Take the sites that the profile offers, and where the service is now."""
    layer = area.layer("sites").rename_axis("site")
    own = layer.loc[list(siting.settings["candidates"])].assign(role="candidate")
    if not brief.site or brief.site not in layer.index:
        return own
    seat = layer.loc[[brief.site]].assign(role="present seat")
    there = own.distance(seat.geometry.iloc[0]) <= float(siting.settings["same_place_m"])
    there |= own.index == brief.site
    if there.any():
        own.loc[there, "role"] = "present seat"
    elif seat["gemeente"].iloc[0] in set(area.layer("gemeenten")["name"]):
        own = gpd.GeoDataFrame(pd.concat([own, seat]))
    return own


def require_known_words(sites: gpd.GeoDataFrame, siting: Siting) -> None:
    """Refuse a status or a theme that no table knows: it would count for nothing in silence."""
    known = {
        "status": [word for word in siting.development if word != "site_present"],
        "themes": list(siting.themes),
    }
    for column, words in known.items():
        for site, said in sites[column].items() if column in sites else ():
            for word in listed(said):
                if word not in words:
                    what = Message("noun.column_of_site", column=column, site=str(site))
                    raise unknown_choice(what, word, words)


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


def _warnings(judged: Judged, brief: Brief, sites: gpd.GeoDataFrame) -> list[Message]:
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
    found += [
        Message("siting.warning.near_limit", site=str(site), limits=all_reasons(limits))
        for site, limits in table["near_limit"].items()
        if limits
    ]
    themes = zip(sites.index, themes_of(sites), strict=True)
    unthemed = [str(site) for site, words in themes if not words]
    if brief.site_themes and unthemed:
        needed = theme_names(brief.site_themes)
        found.append(Message("siting.warning.themes_unknown", sites=unthemed, themes=needed))
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


def _notes(area: Area, brief: Brief, siting: Siting) -> list[Message]:
    """Say what a reader must know of the modes that count."""
    modes = dict.fromkeys(siting.criteria[name].mode for name in brief.weights)
    return list(
        dict.fromkeys(note for mode in modes if mode for note in read_profile(area, mode).notes)
    )
