"""The tables and layers that are written beside a dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from drenthe_geo.reach.thin import thinned
from drenthe_geo.siting.fit.apart import COLUMNS as APART
from drenthe_geo.siting.fit.findings import all_questions
from drenthe_geo.siting.rank import as_cells
from drenthe_geo.siting.reasons import all_reasons

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import TypeVar

    from drenthe_geo.dossier.figures import WinnerReach
    from drenthe_geo.siting.kept.suggestion import Suggestion

    Frame = TypeVar("Frame", pd.DataFrame, gpd.GeoDataFrame)


def said_table(table: Frame) -> Frame:
    """Put reasons as messages, and names in one cell with semicolons between."""
    copy: Frame = table.copy()
    nothing = all_reasons(())  # most cells: one message for all of them
    for name in {"excluded", "near_limit"}.intersection(copy.columns):
        copy[name] = pd.Series(
            [all_reasons(one) if one else nothing for one in copy[name]], copy.index, dtype=object
        )
    if "questions" in copy:
        said = [all_questions(one) for one in copy["questions"]]
        copy["questions"] = pd.Series(said, copy.index, dtype=object)
    if "missing" in copy:
        copy["missing"] = ["; ".join(names) for names in copy["missing"]]
    return copy


def suggestion_table(found: Suggestion) -> pd.DataFrame:
    """Make one row per site, best first and those that do not fit last.

    Columns: ``site``, ``service``, ``name``, ``gemeente``, ``role``, ``in_region`` (whether
    the profile names its region for the service; it weighs nothing), ``fit`` (``fits``,
    ``to_verify``, ``does_not_fit``), ``rank``, ``score`` and its range, ``verdict`` (of the
    first), ``advice`` (of the present seat), ``excluded`` and ``near_limit`` (messages),
    ``questions`` (to the owner), ``fit_source``, ``fit_date``, ``dominated_by`` (its name in
    ``dominated_by_name``), ``missing``,
    shares of the draws (``first``, ``top_three`` …), the score from each viewpoint
    (``score_staff`` …), of those that are out the rank and score that each would have
    (``rank_without_limits``, ``score_without_limits``), and for every criterion its measure, the
    ends of its range (``_best``, ``_worst``) and its share of the score (``share_…``).
    """
    at, screen, ranked = found.sites.index, found.screen, found.ranking.table
    order = ranked.reindex(at).assign(questions=screen["questions"])
    for name in ("near_limit", "missing", "excluded"):
        out = screen["against"] if name == "excluded" else pd.Series([()] * len(at), at)
        order[name] = as_cells([*ranked[name], *out.iloc[len(ranked) :]], at)
    order["dominated_by"] = order["dominated_by"].fillna("")
    names = {"": "", **found.sites["name"].to_dict()}
    order["dominated_by_name"] = order["dominated_by"].map(names)
    order = said_table(order)
    last = ["excluded", "near_limit", "dominated_by", "dominated_by_name", "missing"]
    known = found.sites.reindex(columns=["source", "date"])
    heads = pd.DataFrame(
        {
            "service": found.brief.service,
            "name": found.sites["name"],
            "gemeente": found.gemeente,
            "role": found.sites["role"],
            "in_region": found.in_region,
            "fit": screen["verdict"],
        },
        index=at,
    )
    verdict = [found.verdict.word if site == found.verdict.first else "" for site in at]
    seat = found.seat
    advice = [seat.word if seat is not None and site == seat.seat else "" for site in at]
    parts: list[pd.DataFrame | pd.Series] = [
        heads,
        order.drop(columns=[*last, "questions"]).assign(verdict=verdict, advice=advice),
        order[[*last[:2], "questions"]],
        known.rename(columns={"source": "fit_source", "date": "fit_date"}),
        order[last[2:]],
    ]
    parts += [
        found.verdict.shares.reindex(at),
        found.verdict.viewpoints.add_prefix("score_").reindex(at),
    ]
    would = found.apart[list(APART)].reindex(at)
    parts.append(would.astype({APART[0]: "Int64"}))
    measured = found.assessed
    for name in measured.measures.columns:
        ends = {"": measured.measures, "_best": measured.best, "_worst": measured.worst}
        parts += [frame[name].reindex(at).rename(name + end) for end, frame in ends.items()]
        if name in found.ranking.shares:
            parts.append(found.ranking.shares[name].reindex(at).rename(f"share_{name}"))
    return pd.concat(parts, axis=1).rename_axis(index="site").reset_index()


def viewpoint_table(found: Suggestion) -> pd.DataFrame:
    """Make one row per viewpoint.

    Columns: ``viewpoint``, ``first`` and ``first_name`` (its first site), ``score`` (of that),
    ``score_here`` (of the first of the ranking).
    """
    names, verdict = found.sites["name"].to_dict(), found.verdict
    rows = [
        (name, first, names[first], scores[first], scores[verdict.first])
        for (name, first), (_, scores) in zip(
            verdict.first_by.items(), verdict.viewpoints.items(), strict=True
        )
    ]
    return pd.DataFrame(rows, columns=["viewpoint", "first", "first_name", "score", "score_here"])


def suggestion_layers(
    found: Suggestion,
    table: pd.DataFrame,
    reach: WinnerReach,
    *,
    also: Collection[str] = (),
    border_m: float,
) -> dict[str, gpd.GeoDataFrame]:
    """Make the layers: sites, the reach of the first, with a surface new places and its cells.

    The cells are there for who asks `also` for ``"surface_cells"``; borders of the reach run no
    further than `border_m` from where they ran.
    """
    rows = table.set_index("site")
    geometry = found.sites.geometry.loc[rows.index]
    layers = {"sites": gpd.GeoDataFrame(rows, geometry=geometry, crs=found.sites.crs)}
    if found.surface is not None and found.new_places is not None:
        layers["new_places"] = said_table(found.new_places)
        if "surface_cells" in also:
            layers["surface_cells"] = said_table(found.surface)
    areas = thinned(reach.areas, border_m)
    areas.insert(1, "name", areas["facility"].map(found.sites["name"]))
    return {**layers, "reach": areas}
