"""How sure the order of a dossier is, and every number of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.documents.blocks import Bullets, Grid, Heading, Paragraph
from drenthe_geo.dossier import terms
from drenthe_geo.siting.model import EVERY_PILLAR
from drenthe_geo.siting.rank import tells_apart
from drenthe_geo.siting.verdict import TESTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from drenthe_geo.documents.blocks import Block
    from drenthe_geo.dossier.page import Page

SHARES = ("first", "top_three", "first_anyhow", "top_three_anyhow", "first_ranges")
"""Columns of the trials that are shares of the draws."""

MOST_UNSEATS = 5

LEAST_COLUMNS, MOST_COLUMNS = 2, 5
"""Sites that a table of criteria has room for."""


def sureness(page: Page) -> list[Block]:
    """Say how sure the order is."""
    words, verdict = page.words, page.found.verdict
    heading, plans = Heading(words.say("dossier.sure.heading")), _with_plans(page)
    if len(verdict.shares) == 1:
        alone = Paragraph(words.say("dossier.sure.alone"))
        tried = [*_tests(page), *plans]
        return [heading, alone, *([Bullets(tried)] if tried else [])]
    rows = [
        (
            page.marked[str(site)],
            *(words.say("dossier.trial.share", share=row[name]) for name in SHARES),
            page.score(float(row["regret"])),
        )
        for site, row in verdict.shares.iterrows()
    ]
    head = [words.say(f"dossier.trial.{name}") for name in ("site", *SHARES, "regret")]
    settings = page.found.siting.settings
    text = words.say("dossier.sure.text", draws=settings["draws"], common=settings["common_share"])
    return [
        heading,
        Paragraph(text),
        Grid(head, rows, left=1, widths=(2.4, 1.2, 1, 1.2, 1, 1.2, 1.15), marked=0),
        Paragraph(words.say("dossier.sure.viewpoints")),
        _viewpoints(page),
        Bullets([*_tests(page), *_unseating(page), *plans]),
    ]


def _viewpoints(page: Page) -> Grid:
    """Show the first place from each viewpoint side by side, and what ours scores there."""
    words, verdict = page.words, page.found.verdict
    rows = []
    for name, scores in verdict.viewpoints.items():
        first = verdict.first_by[str(name)]
        by_site = {str(site): float(score) for site, score in scores.items()}
        figures = (page.score(by_site[first]), page.score(by_site[verdict.first]))
        rows.append((page.viewpoint(str(name)), page.marked[first], *figures))
    head = [words.say(f"dossier.viewpoint.{name}") for name in ("viewpoint", "first", "score")]
    head.append(words.say("dossier.viewpoint.ours", site=page.names[verdict.first]))
    return Grid(head, rows, left=2, widths=(1.6, 3, 0.8, 2))


def _tests(page: Page) -> list[str]:
    """Say what the first place stands, what it does not, and what was not tried."""
    words, verdict, names = page.words, page.found.verdict, page.names
    first = names[verdict.first]
    test = {name: words.say(f"dossier.test.{name}") for name in TESTS}
    said: list[str] = []
    if not tells_apart(page.found.ranking):  # then none is first, so nothing can unseat it
        return said
    stands = [test[name] for name in TESTS if verdict.tests.get(name) == verdict.first]
    if len(verdict.shares) > 1 and stands:
        said.append(words.say("dossier.sure.stands", first=first, tests=stands))
    for name in verdict.fails:
        other = verdict.tests.get(name)
        if other is None:
            continue
        if name == "viewpoints":
            others = [
                words.say(
                    "dossier.sure.first_from", other=names[site], viewpoint=page.viewpoint(view)
                )
                for view, site in verdict.first_by.items()
                if site != verdict.first
            ]
            said.append(words.say("dossier.sure.fails_viewpoints", viewpoints=others))
        elif name == "to_verify":
            said.append(_to_verify(page, other))
        else:
            said.append(words.say(f"dossier.sure.fails_{name}", other=names[other]))
    untried = [test[name] for name in TESTS if name not in verdict.tests]
    if untried:
        said.append(words.say("dossier.sure.untried", tests=untried))
    fallback = str(verdict.fallback.to_dict().get(verdict.first, ""))
    if fallback:
        said.append(words.say("dossier.sure.fallback", first=first, other=names[fallback]))
    return said


def _to_verify(page: Page, other: str) -> str:
    """Say which questions decide whether the first can hold the service, and who else can."""
    first = page.found.verdict.first
    asked = page.found.screen["questions"].to_dict()[first]
    questions = [page.words.say(one.message()) for one in asked]
    told = {"first": page.names[first], "questions": questions}
    if other:
        return page.words.say("dossier.sure.fails_to_verify", **told, other=page.names[other])
    return page.words.say("dossier.sure.fails_to_verify_alone", **told)


def _unseating(page: Page) -> list[str]:
    """Say what would make another first: a weight, or a criterion left out."""
    words, verdict, names = page.words, page.found.verdict, page.names
    said = [
        words.say(
            "dossier.sure.unseat",
            criterion=page.title(str(criterion)),
            needed=change["needed"],
            now=change["weight"],
            other=names[change["by"]],
        )
        for criterion, change in page.found.unseat.head(MOST_UNSEATS).iterrows()
    ]
    for criterion, other in verdict.without.items():
        if other not in {"", verdict.first}:
            title = page.title(str(criterion))
            said.append(words.say("dossier.sure.without", criterion=title, other=names[other]))
    return said


def _with_plans(page: Page) -> list[str]:
    """Say what each scenario does to the first place; those that leave it stand together."""
    words, first, scenarios = page.words, page.found.verdict.first, page.found.scenarios
    if scenarios.empty:
        return []
    moved = scenarios["first"] != first
    said = []
    if not moved.all():
        said.append(_stays(page, scenarios[~moved]))
    for name, row in scenarios[moved].iterrows():
        said.append(
            words.say(
                "dossier.sure.moved",
                other=page.names[row["first"]],
                score=page.score(float(row["score"])),
                plan=_plans(page, [str(name)])[0],
                first=page.names[first],
                there=page.score(float(row["score_here"])),
            )
        )
    return said


def _stays(page: Page, kept: pd.DataFrame) -> str:
    """Say with which scenarios the first stays first, and between which scores."""
    first = page.found.verdict.first
    before, least, most = (
        page.score(float(value))
        for value in (
            page.found.ranking.table["score"].to_dict()[first],
            kept["score_here"].min(),
            kept["score_here"].max(),
        )
    )
    key = "dossier.sure.stays_between"
    if least == most:
        key = "dossier.sure.stays" if least == before else "dossier.sure.stays_becoming"
    return page.words.say(
        key,
        first=page.names[first],
        before=before,
        least=least,
        most=most,
        plans=_plans(page, map(str, kept.index)),
    )


def _plans(page: Page, scenarios: Iterable[str]) -> list[str]:
    """Say with which plan, or without those that are taken as built."""
    return [
        page.words.say("dossier.sure.without_plans")
        if name == "without"
        else page.words.say("dossier.sure.with_plan", plan=page.plans([name])[0])
        for name in scenarios
    ]


def every_number(page: Page) -> list[Block]:
    """List every measure with its share."""
    found, words = page.found, page.words
    shown = page.kept[: max(LEAST_COLUMNS, min(page.top, MOST_COLUMNS))]
    weights = found.ranking.weights.to_dict()
    rows = [
        (
            _with_unit(page, name),
            words.say("dossier.number.share", weight=weights[name]),
            *(_cell(page, name, site) for site in shown),
        )
        for name in by_pillar(page, found.brief.weights)
    ]
    total = words.say("dossier.number.share", weight=1.0)
    rows.append((words.say("dossier.number.score"), total, *map(page.score_of, shown)))
    grid = Grid(
        (
            words.say("dossier.number.criterion"),
            words.say("dossier.number.weight"),
            *(page.marked[site] for site in shown),
        ),
        rows,
        left=1,
        widths=(3.2, 0.8, *([1.9] * len(shown))),
        marked=len(rows) - 1,
    )
    text = words.say("dossier.number.text", count=len(shown))
    return [Heading(words.say("dossier.number.heading")), Paragraph(text), grid]


def _with_unit(page: Page, name: str) -> str:
    """Write the title of a criterion with its unit, if it has one."""
    unit, title = terms.unit(page.words, page.criteria[name]), page.title(name)
    if not unit:
        return title
    return page.words.say("dossier.number.criterion_unit", criterion=title, unit=unit)


def _cell(page: Page, criterion: str, site: str) -> str:
    """Write a measure with its range, if that has any width, and its share of the score."""
    there = page.measured(criterion, site)
    figure, low, high = (page.measure(criterion, value) for value in there)
    share = float(page.found.ranking.shares[criterion].to_dict()[site])
    far = terms.is_too_far(page.criteria[criterion], there[0])
    is_range = np.isfinite(there[0]) and low != high and not far
    return page.words.say(
        "dossier.number.between" if is_range else "dossier.number.plain",
        measure=figure,
        low=low,
        high=high,
        points=page.score(share),
    )


def by_pillar(page: Page, names: Iterable[str]) -> list[str]:
    """Sort criteria by the order of the pillars, and within one as the area gives them."""
    order = list(page.criteria)
    return sorted(
        names, key=lambda name: (EVERY_PILLAR.index(page.criteria[name].pillar), order.index(name))
    )
