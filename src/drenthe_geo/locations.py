"""Several sites at once in Drenthe: candidates, roads and people read, sites chosen together.

People are those of Drenthe on their streets, each street with its own minutes. Only while
many candidates are compared by their mean do people of a cell go to one site together; see
`cell_for_mean`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.edits import apply_scenarios
from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.io.embedded import read_profile, read_scenario, read_settings, read_situation
from drenthe_geo.io.files import read_layer, read_points
from drenthe_geo.io.siting import read_siting
from drenthe_geo.journeys import own_files
from drenthe_geo.layers import places_inside
from drenthe_geo.notices import point_warnings
from drenthe_geo.opportunities import read_people
from drenthe_geo.placement import Goal, Placement, place_sites
from drenthe_geo.placement_question import count_orders
from drenthe_geo.queries import require_word_or_file
from drenthe_geo.report import manifest
from drenthe_geo.travel import compute_reach, travel_times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from drenthe_geo.profiles import Profile
    from drenthe_geo.siting import Siting
    from drenthe_geo.situation import Situation

STEPS = ("layers", "network", "placing")
"""Steps of the job, for a progress display."""
CANDIDATES = ("profile", "sites", "places")
SOLVERS = ("spopt", "pulp", "highspy")


@dataclass(frozen=True)
class Locations:
    """Sites chosen together in Drenthe, with what they rest on.

    Parameters
    ----------
    placement : Placement
        The choice.
    sites : geopandas.GeoDataFrame
        The chosen sites, most people nearest first: ``name``, ``fixed``,
        ``people_nearest``, ``people_within`` (of those, within the cut-off),
        ``mean_min``, ``furthest_min`` (of those; missing if nobody is nearest).
    candidates : geopandas.GeoDataFrame
        All that could be chosen; ``name``, ``chosen``, ``fixed``.
    people : geopandas.GeoDataFrame
        People of Drenthe on their streets: ``population``, ``site`` and ``minutes``.
    cutoff_min : float
        The cut-off that people are counted within.
    profile : Profile
        Profile of the mode.
    cell_m : float or None
        Side of the cells in which people went to one site together while means were
        compared; None if every street stood for itself.
    warnings : tuple of str
        What a reader should look at.
    manifest : dict
        How it was made.
    """

    placement: Placement
    sites: gpd.GeoDataFrame
    candidates: gpd.GeoDataFrame
    people: gpd.GeoDataFrame
    cutoff_min: float
    profile: Profile
    cell_m: float | None
    warnings: tuple[str, ...]
    manifest: dict[str, Any]


def locate_sites(
    goal: Goal,
    *,
    count: int | None = None,
    cutoff_min: float | None = None,
    candidates: str | Path = "profile",
    fixed: Iterable[str] = (),
    mode: str | None = None,
    profile_file: str | Path | None = None,
    scenarios: Iterable[str | Path] = (),
    on_step: Callable[[str], None] = lambda _: None,
) -> Locations:
    """Choose sites together for the people of Drenthe.

    Parameters
    ----------
    goal : {"cover", "mean", "furthest", "everybody"}
        What they must be best at, see `place_sites`.
    count : int, optional
        How many sites, the fixed ones included; for ``everybody`` how many at most.
    cutoff_min : float, optional
        The cut-off; `place_cutoff_min` of the settings where not given.
    candidates : str or pathlib.Path
        ``"profile"`` (the sites that the profile offers), ``"sites"`` (all sites in
        Drenthe), ``"places"`` (its postcodes) or a file of points.
    fixed : iterable of str
        Sites that must be in: ids of candidates, or of other sites of the layer.
    mode : str, optional
        Mode of travel to the site; the car where not given.
    profile_file : str or pathlib.Path, optional
        Profiles of your own; see `read_profile`.
    scenarios : iterable of str or pathlib.Path
        Scenarios that are taken as done.
    on_step : callable
        Told the name of each step of `STEPS` when it begins.

    Returns
    -------
    Locations
        The sites, and what they mean.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused, a candidate lies outside the road network,
        or no choice will do.

    Examples
    --------
    >>> found = locate_sites("mean", count=2)
    >>> sorted(found.sites.index)
    ['greenwise-campus-emmen', 'rijkskantoor-mandemaat-assen']
    """
    if goal not in get_args(Goal):
        raise unknown_choice("goal", goal, get_args(Goal))
    on_step("layers")
    siting, profile = read_siting(), read_profile(mode, profile_file)
    asked, must = list(scenarios), list(dict.fromkeys(map(str, fixed)))
    now = read_situation()
    done = [read_scenario(what) for what in asked]
    situation = apply_scenarios(now, done, read_settings()) if done else now
    points = _with_fixed(read_candidate_sites(candidates, siting, situation), must, situation)
    people = read_people()
    on_step("network")
    reach = compute_reach(situation.network(profile), points)
    _require_inside(reach.snaps, profile)
    minutes = travel_times(reach, people).minutes
    on_step("placing")
    cutoff = float(siting.settings["place_cutoff_min"] if cutoff_min is None else cutoff_min)
    cell_m = cell_for_mean(minutes, people, siting)
    placement = place_sites(
        minutes,
        people["population"],
        goal=goal,
        count=count,
        cutoff_min=cutoff,
        fixed=must,
        also_min=[*profile.certainty_bounds_min(cutoff), *read_settings().cutoffs_min],
        groups=None if cell_m is None else _cells(people, cell_m),
        seconds=siting.settings["place_seconds"],
    )
    demand = people[["population", "geometry"]].assign(
        site=placement.nearest, minutes=placement.minutes
    )
    warnings = _warnings(placement, profile, reach.snaps)
    return Locations(
        placement=placement,
        sites=_chosen(placement, points, demand, cutoff),
        candidates=_marked(points, placement),
        people=gpd.GeoDataFrame(demand, crs=people.crs),
        cutoff_min=cutoff,
        profile=profile,
        cell_m=cell_m,
        warnings=tuple(warnings),
        manifest=_manifest(
            placement,
            siting,
            profile,
            cell_m=cell_m,
            candidates=(candidates, len(points)),
            files=[profile_file, *asked],
            warnings=warnings,
        ),
    )


def read_candidate_sites(
    what: str | Path, siting: Siting, situation: Situation
) -> gpd.GeoDataFrame:
    """Read the sites among which some are chosen.

    Parameters
    ----------
    what : str or pathlib.Path
        See `locate_sites`.
    siting : Siting
        ``candidates`` of its settings.
    situation : Situation
        Its sites.

    Returns
    -------
    geopandas.GeoDataFrame
        Points in RD New, index ``site``, with ``name``.

    Raises
    ------
    DrentheGeoError
        If there is no such word, or the file is refused.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> len(read_candidate_sites("profile", dg.read_siting(), dg.read_situation()))
    10
    """
    sites, gemeenten = situation.sites, read_layer("gemeenten")
    if str(what) == "profile":
        found = sites.loc[sites.index.intersection(siting.settings["candidates"])]
    elif str(what) == "sites":
        found = sites[sites["gemeente"].isin(gemeenten["name"])]
    elif str(what) == "places":
        found = places_inside(read_layer("places"), gemeenten)
        found = found.assign(name=found.index.astype(str) + " " + found["name"])
    else:
        require_word_or_file("candidates", what, CANDIDATES)
        found = read_points(what)
    named = found[["name", "geometry"]].rename_axis("site")
    return named.assign(name=named["name"].fillna(named.index.to_series().astype(str)))


def _with_fixed(
    points: gpd.GeoDataFrame, fixed: list[str], situation: Situation
) -> gpd.GeoDataFrame:
    others = situation.sites[["name", "geometry"]]
    missing = [site for site in fixed if site not in points.index]
    for site in missing:
        if site not in others.index:
            known = [*map(str, points.index), *map(str, others.index.difference(points.index))]
            raise unknown_choice("fixed site", site, known)
    more = others.loc[missing].rename_axis("site")
    return gpd.GeoDataFrame(pd.concat([points, more]) if missing else points, crs=points.crs)


def _require_inside(snaps: pd.DataFrame, profile: Profile) -> None:
    lost = snaps.index[snaps["access_min"].isna()]
    if len(lost):
        msg = (
            f"candidates: {len(lost)} of {len(snaps)} lie outside the road network, the first is "
            f"{str(lost[0])!r}; a candidate must lie within {profile.max_snap_m:,.0f} m of a road "
            "in or around Drenthe (is its position in RD New or lon,lat?)."
        )
        raise ArgumentError(msg)


def cell_for_mean(minutes: pd.DataFrame, people: gpd.GeoDataFrame, siting: Siting) -> float | None:
    """Say in which cells people go to one site together while means are compared.

    Parameters
    ----------
    minutes : pandas.DataFrame, shape (people, candidates)
        Minutes.
    people : geopandas.GeoDataFrame
        Their places.
    siting : Siting
        ``place_pairs`` and ``place_cells_m`` of its settings.

    Returns
    -------
    float or None
        Side of the cells; None if every street can stand for itself, as with a dozen
        candidates.
    """
    most = siting.settings["place_pairs"] / minutes.shape[1]
    if count_orders(minutes) <= most:
        return None
    cells_m = [float(cell) for cell in siting.settings["place_cells_m"]]
    enough = [cell for cell in cells_m if _cells(people, cell).nunique() <= most]
    return enough[0] if enough else cells_m[-1]


def _cells(people: gpd.GeoDataFrame, cell_m: float) -> pd.Series:
    cells = np.floor(shapely.get_coordinates(people.geometry.to_numpy()) / cell_m).astype(int)
    return pd.Series([f"{x},{y}" for x, y in cells], people.index)


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
    named = _as_text(points).sort_index()
    return named.assign(
        chosen=named.index.isin(placement.chosen), fixed=named.index.isin(placement.fixed)
    )


def _as_text(points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return points.set_axis(points.index.astype(str).rename("site"))


def _warnings(placement: Placement, profile: Profile, snaps: pd.DataFrame) -> list[str]:
    said = [profile.note] if profile.note else []
    said += point_warnings(snaps, profile.max_snap_m)
    if placement.people_beyond_candidates:
        said.append(
            f"{placement.people_beyond_candidates:,} people have no way to any candidate, so no "
            "choice was made for them"
        )
    if not placement.proven:
        bound = "nobody knows by how much"
        if np.isfinite(placement.gap):
            bound = f"by {placement.gap:.1%} at most"
        said.append(f"the solver ran out of time: another choice may be better, {bound}")
    return said


def _manifest(
    placement: Placement,
    siting: Siting,
    profile: Profile,
    *,
    cell_m: float | None,
    candidates: tuple[str | Path, int],
    files: list[Any],
    warnings: list[str],
) -> dict[str, Any]:
    what, number = candidates
    own = [one for one in (what, *files) if one is not None]
    said = manifest(
        profile=profile,
        settings=read_settings(),
        parameters={
            "goal": placement.goal,
            "count": len(placement.chosen),
            "cutoff_min": placement.cutoff_min,
            "candidates": str(what),
            "fixed": list(placement.fixed),
            "mode": profile.mode,
            "direction": "to",
            "scenarios": [str(one) for one in files[1:]],
        },
        counts={
            "candidates": number,
            "people": placement.people,
            "people_beyond_candidates": placement.people_beyond_candidates,
            "places": len(placement.minutes),
            "people_together_in_cells_of_m": cell_m,
        },
        warnings=warnings,
        own_files=own_files(*own),
    )
    said["title"] = "Locaties die samen het best bereikbaar zijn"
    said["versions"] |= {name: version(name) for name in SOLVERS}
    said["chosen"] = list(placement.chosen)
    said["proven_best"] = placement.proven and (cell_m is None or placement.goal != "mean")
    said["siting"] = {
        name: {"value": value, "source": siting.sources[f"settings.{name}"]}
        for name, value in siting.settings.items()
        if name.startswith("place_") or name == "candidates"
    }
    return said
