"""What the columns of tables about sites are, where that follows from criteria and viewpoints."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.dossier import terms
from drenthe_geo.io.out.columns import Column
from drenthe_geo.io.out.content import Sheet
from drenthe_geo.siting.model import EVERY_PILLAR
from drenthe_geo.words.message import Message, Texts
from drenthe_geo.words.table import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.siting.kept.suggestion import Suggestion
    from drenthe_geo.siting.model import Criterion, Siting
    from drenthe_geo.siting.weights.eyes import Viewpoint
    from drenthe_geo.words.table import Words

KINDS = {
    "min": "minutes",
    terms.PEOPLE: "people",
    terms.SITES: "sites",
    "1,000 euro": "keur",
    terms.YES_NO: "yes_no",
}
"""How a measure is shown, by the unit of its criterion."""


def criteria_columns(siting: Siting) -> dict[str, Column]:
    """Say the columns of criteria: measure, its range, and its points of the score."""
    columns = {}
    for name, one in siting.criteria.items():
        title, kind = _title(one), KINDS.get(one.unit, "plain")
        source = Texts(**{lang: one.source_in(lang) for lang in LANGUAGES})
        head = Message("out.criterion.head", title=title)
        columns[name] = Column(head, Message("out.criterion.means", source=source), kind)
        for end in ("best", "worst"):
            said = (f"out.criterion.{end}", f"out.criterion.{end}_means")
            columns[f"{name}_{end}"] = Column(Message(said[0], title=title), Message(said[1]), kind)
        points = Message("out.criterion.points", title=title)
        columns[f"share_{name}"] = Column(points, Message("out.criterion.points_means"), "points")
    return columns


def suggestion_columns(siting: Siting) -> dict[str, dict[str, Column]]:
    """Say the columns of the tables and layers of a suggestion."""
    criteria = criteria_columns(siting)
    by_view = {
        f"score_{name}": Column(
            Message("out.criterion.score_by", title=_title(one)),
            Message("out.criterion.score_by_means"),
            "score",
        )
        for name, one in siting.viewpoints.items()
    }
    titles: dict[str, Message] = {
        name: Message("out.criterion.head", title=_title(one))
        for name, one in siting.criteria.items()
    }
    every = {**criteria, **by_view, "missing": Column(values=titles)}
    names = {"viewpoint": Column(values=viewpoint_titles(siting))}
    return {
        "suggestions": every,
        "sites": every,
        "surface": criteria,
        "surface_cells": criteria,
        "viewpoints": names,
    }


def overview_columns(siting: Siting) -> dict[str, dict[str, Column]]:
    """Say the columns of the tables of every service."""
    firsts = {}
    for name, title in viewpoint_titles(siting).items():
        means = Message("out.criterion.first_by_means")
        firsts[name] = Column(Message("out.criterion.first_by", title=title), means)
        firsts[f"{name}_name"] = Column(Message("out.criterion.head", title=title), means)
    titles = Column(
        values={
            name: Message("out.criterion.head", title=_title(one))
            for name, one in siting.criteria.items()
        }
    )
    return {"firsts": firsts, "overlap": {"criterion": titles, "other": titles}}


def viewpoint_titles(siting: Siting) -> dict[str, Message]:
    """Give the titles of the viewpoints, by name."""
    return {
        name: Message("out.criterion.head", title=_title(one))
        for name, one in siting.viewpoints.items()
    }


def _title(one: Criterion | Viewpoint) -> Texts:
    return Texts(**{lang: one.title_in(lang) for lang in LANGUAGES})


def criteria_sheet(found: Suggestion, words: Words) -> Sheet:
    """Make a sheet with criteria as rows and sites as columns, best first.

    Of each criterion a row with its measures, and one with its points of the score.
    """
    names: Mapping[object, str] = found.sites["name"].to_dict()
    ranked, weights = found.ranking, found.ranking.weights.to_dict()
    sites = [site for site in found.sites.index if site in ranked.table.index]
    score = words.say("out.criterion.score")
    rows = [[score, words.say("out.unit.score"), 1.0, score,
             *(ranked.table["score"].reindex(sites))]]  # fmt: skip
    kinds = ["score"]
    order = list(found.siting.criteria)
    criteria = {name: found.siting.criteria[str(name)] for name in weights}
    for name in sorted(
        criteria, key=lambda one: (EVERY_PILLAR.index(criteria[one].pillar), order.index(str(one)))
    ):
        one = criteria[name]
        title, unit = one.title_in(words.lang), terms.unit(words, one)
        measure, points = words.say("out.criterion.measure"), words.say("out.criterion.of_score")
        measures = found.assessed.measures[name].reindex(sites)
        rows.append([title, unit, weights[name], measure, *measures])
        kinds.append(KINDS.get(one.unit, "plain"))
        shares = ranked.shares[name].reindex(sites)
        rows.append([title, words.say("out.unit.score"), weights[name], points, *shares])
        kinds.append("points")
    heads = ("criterion", "unit", "weight", "what")
    columns: dict[str, Column] = {
        name: Column(Message(f"out.criterion.{name}"), Message(f"out.criterion.{name}_means"))
        for name in heads[1:]
    }
    columns["weight"] = replace(columns["weight"], kind="share")
    columns |= {
        str(site): Column(
            Message("out.criterion.site", name=str(names[site])),
            Message("out.criterion.site_means"),
            "row",
        )
        for site in sites
    }
    table = pd.DataFrame(rows, columns=[*heads, *map(str, sites)])
    return Sheet(table, columns, kinds)
