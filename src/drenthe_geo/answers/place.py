"""Sites that are chosen together, so that people reach the nearest of them best."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.answers.about import credit_of, own_files, profile_with_sources, with_sources
from drenthe_geo.answers.answer import Answer
from drenthe_geo.answers.land import ground_of
from drenthe_geo.answers.out import require_out
from drenthe_geo.answers.points import subject_of
from drenthe_geo.answers.scenario import read_done
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.errors import ArgumentError, DataError, unknown_choice
from drenthe_geo.io.vector import read_points, require_word_or_file
from drenthe_geo.placement.lines import lines_to
from drenthe_geo.placement.locate import (
    CANDIDATES,
    candidate_sites,
    locate_sites,
    named_candidates,
)
from drenthe_geo.placement.result import Goal
from drenthe_geo.placement.solve import require_count
from drenthe_geo.reach.parts import require_cutoffs
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.siting.fit.general import left_out, left_out_warnings
from drenthe_geo.siting.fit.offers import offered_sites
from drenthe_geo.siting.weights.choices import read_siting
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from matplotlib.figure import Figure

    from drenthe_geo.area.area import Area
    from drenthe_geo.io.title_block import TitleBlock
    from drenthe_geo.page.report import View
    from drenthe_geo.placement.locate import Locations
    from drenthe_geo.words.table import Words

STEMS = ("about", "placement", "sets", "map_placement", "report")
"""Names of the files of this answer."""


@checked
def ask_place(
    area: Area,
    goal: Goal,
    *,
    count: int | None = None,
    cutoff_min: float | None = None,
    points: str | Path = "profile",
    fixed: Iterable[str] = (),
    unfit: bool = False,
    mode: str | None = None,
    profile_file: str | Path | None = None,
    scenarios: Iterable[str | Path] = (),
    out: str | Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Ask which sites are best together.

    Files: ``placement.csv`` (a row per chosen site, see `placement_table`), ``sets.csv`` (a
    row per choice that is as good, see `Locations.sets`),
    ``placement.gpkg`` (layers ``sites``, ``candidates``, ``demand``), its project
    ``placement.qgz``, ``map_placement.png``, ``report.html``, ``place.xlsx``, ``about.json``.

    Parameters
    ----------
    area : Area
        The area.
    goal : {"cover", "mean", "furthest", "everybody"}
        What the sites must be best at, see `place_sites`.
    count : int, optional
        How many sites, the fixed ones included; for ``everybody`` how many at most.
    cutoff_min : float, optional
        The cut-off; that of the area's choices where not given.
    points : str or pathlib.Path
        Candidates: ``"profile"`` (what the area's profile offers), ``"sites"``,
        ``"places"`` or a file of points.
    fixed : iterable of str
        Sites that must be in.
    unfit : bool
        Whether sites count as well that are made for others, or where no service in general
        fits; a fixed one always does.
    mode : str, optional
        Mode of travel; the car where not given.
    profile_file : str or pathlib.Path, optional
        Profiles of your own; see `read_profile`.
    scenarios : iterable of str or pathlib.Path
        Scenarios that are taken as done.
    out : str or pathlib.Path, optional
        Folder that the answer is for; what stands against it is said at once.
    on_step : callable
        Told the name of each step when it begins.

    Returns
    -------
    Answer
        Its result is `Locations`.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused, or no choice will do.

    Examples
    --------
    >>> answer = dg.ask_place(area, "mean", count=2, points="sites")
    >>> list(answer.result.sites.index)
    ['stationsgebied-heidestad', 'veencampus-venendal']
    """
    area, asked, must = area.fresh(), list(scenarios), list(dict.fromkeys(map(str, fixed)))
    if goal not in get_args(Goal):
        raise unknown_choice("goal", goal, get_args(Goal))
    if cutoff_min is not None:
        (cutoff_min,) = require_cutoffs(cutoff_min, area.settings)
    if points not in CANDIDATES:
        require_word_or_file("candidates", points, CANDIDATES)
    if unfit and (points == "places" or points not in CANDIDATES):
        raise ArgumentError("answers.place.unfit_unused")
    profile, siting = read_profile(area, mode, profile_file), read_siting(area)
    done, situation, odd = read_done(area, asked)
    subject: dict[str, object] = {"goal": goal, "points": subject_of(points), "mode": profile.mode}
    subject |= {"scenarios": sorted(one.name for one in done)}
    asked_for = {"count": count, "minutes": cutoff_min, "fixed": sorted(must) or None}
    subject |= {name: value for name, value in asked_for.items() if value is not None}
    reads: tuple[object, ...] = (points, profile_file, *asked)
    if out is not None:
        require_out(area, "place", subject, out, reads=reads, stems=STEMS)
    apart: dict[str, Message] = {}
    if points in CANDIDATES:
        offered = offered_sites(area)
        candidates = candidate_sites(area, str(points), situation=situation, offered=offered)
        if points != "places" and not unfit:
            apart = left_out(area, candidates, siting)
            candidates = candidates.drop(index=list(apart))
    else:
        candidates = named_candidates(read_points(points, area))
    if candidates.empty and not apart:
        raise DataError("placement.no_candidates", area=area.name)
    if candidates.empty:
        raise ArgumentError("placement.none_fit", count=len(apart))
    require_count(goal, count, len(candidates), len(must))
    found = locate_sites(
        area,
        candidates,
        goal,
        count=count,
        cutoff_min=cutoff_min,
        fixed=must,
        profile=profile,
        situation=situation,
        on_step=on_step,
    )
    files = own_files(points=points, profile=profile_file, scenario=asked)
    return Answer(
        area=area,
        question="place",
        subject=subject,
        title=Message("answers.title.place"),
        made_by=__name__,
        reads=reads,
        result=found,
        tables={"placement": placement_table(found), "sets": sets_table(found)},
        layers={
            "placement": {
                "sites": found.sites,
                "candidates": found.candidates,
                "demand": found.people,
            }
        },
        figures=partial(draw_placement, area, found, files),
        ground=partial(_ground, area, found),
        view=partial(_view, area, found),
        drawn_of=partial(_drawn_of, area, found, files),
        sentences=found.sentences(),
        warnings=(*found.warnings, *odd, *left_out_warnings(apart)),
        about={
            "parameters": {**subject, **_parameters(found), "points": points},
            "own_files": files,
            **_outcomes(found),
            "profile": profile_with_sources(found.profile),
            "placement": with_sources(found.choices),
            "left_out": list(apart),
            "counts": {
                "candidates": len(found.candidates),
                "people": found.placement.people,
                "people_beyond_candidates": found.placement.people_beyond_candidates,
                "places": len(found.placement.minutes),
                "people_together_in_cells_of_m": found.cell_m,
                "choices_tried": found.placement.tried,
                "choices_as_good": found.placement.count_as_good,
            },
        },
    )


def _parameters(found: Locations) -> dict[str, object]:
    placement = found.placement
    return {
        "count": len(placement.chosen),
        "cutoff_min": placement.cutoff_min,
        "fixed": list(placement.fixed),
        "direction": "to",
    }


def placement_table(found: Locations) -> pd.DataFrame:
    """Make one row per chosen site: who is nearest and how far, with ``x_m`` and ``y_m``."""
    table = pd.DataFrame(found.sites.drop(columns="geometry"))
    table = table.rename(columns={"people_within": f"people_within_{found.cutoff_min:g}_min"})
    where = found.sites.geometry
    return table.assign(x_m=where.x.round(1), y_m=where.y.round(1)).reset_index()


def sets_table(found: Locations) -> pd.DataFrame:
    """Make one row per choice that is as good, the cut-off in the name of its column."""
    rounded = found.sets().round({"mean_min": 3, "furthest_min": 3, "worse_percent": 3})
    return rounded.rename(columns={"people_within": f"people_within_{found.cutoff_min:g}_min"})


def _ground(area: Area, found: Locations) -> dict[str, gpd.GeoDataFrame]:
    """Give who goes to which site as lines, and what lies below."""
    people = found.people[found.people["site"].isin(found.sites.index)]
    homes, at = shapely.get_coordinates(people.geometry.to_numpy()), people["site"].to_numpy()
    joined = {
        one: lines_to(shapely.get_coordinates(found.sites.geometry[one])[0], homes[at == one])
        for one in sorted(set(at))
    }
    table = pd.DataFrame({"site": list(joined)})
    table["site_name"] = table["site"].map(found.sites["name"])
    lines = gpd.GeoDataFrame(table, geometry=list(joined.values()), crs=found.sites.crs)
    return {"ways": lines, **ground_of(area)}


def _drawn_of(area: Area, found: Locations, files: Mapping[str, str]) -> tuple[object, ...] | None:
    """Tell what is on the map; nothing where a file of the user is named on it."""
    if files:
        return None
    tables = (found.sites, found.candidates, found.people)
    chosen = (found.placement, found.cutoff_min, found.cell_m, found.profile)
    return (tables, chosen, area.settings)


def draw_placement(
    area: Area,
    found: Locations,
    files: Mapping[str, str],
    words: Words,
    block: TitleBlock,
) -> dict[str, Figure]:
    """Draw the map of the chosen sites, by the name of its file."""
    from drenthe_geo.maps.paper import Sheet  # noqa: PLC0415 - maps load matplotlib
    from drenthe_geo.maps.placement import placement_page  # noqa: PLC0415 - matplotlib

    names = ("gemeenten", "neighbours", "motorways", "railways", "place_names", "country")
    page = placement_page(
        {name: area.layer(name) for name in names if name in area.layer_names},
        found,
        cutoffs_min=area.settings.cutoffs_min,
        words=words,
        credit=credit_of(area, words, files),
        with_roads=area.without_own().outline().buffer(area.facts.roads_end_m),
        sheet=Sheet.of(block),
    )
    return {"map_placement": page}


def _view(area: Area, found: Locations, words: Words) -> View:
    """Make the map of the page."""
    from drenthe_geo.page.of_place import view_of_place  # noqa: PLC0415 - only a page needs it

    return view_of_place(area, found, words)


def _outcomes(found: Locations) -> dict[str, object]:
    """Give the figures of the choice, and of the fixed sites alone."""
    placement = found.placement
    outcomes = {
        "chosen": placement.outcome,
        "best_by_the_goal": placement.best.outcome,
        "fixed_alone": placement.fixed_alone,
    }
    figures = {
        name: {
            "people_within": {f"{cutoff:g}": n for cutoff, n in one.people_within.items()},
            "mean_min": _rounded(one.mean_min),
            "furthest_min": _rounded(one.furthest_min),
            "furthest": one.furthest,
            "people_without_way": one.people_without_way,
        }
        for name, one in outcomes.items()
        if one is not None
    }
    return {
        "chosen": list(placement.chosen),
        "best_by_the_goal": list(placement.best.sites),
        "as_good": {
            "share": placement.search.share,
            "aims": list(placement.search.aims),
            "choices": placement.count_as_good,
            "complete": placement.complete,
            "aim_better_share": _share(placement.aim_gap),
            "choices_of": dict(placement.sets_of),
        },
        "proven_best": found.proven_best,
        "better_share": _share(placement.gap),
        "outcome": figures,
    }


def _share(gap: float) -> float | None:
    """Give by which share another choice may be better; None where that is not known."""
    return gap if np.isfinite(gap) else None


def _rounded(minutes: float) -> float | None:
    return round(minutes, 3) if np.isfinite(minutes) else None
