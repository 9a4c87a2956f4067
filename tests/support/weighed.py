"""What a page finds by other weights, and what Python finds, as the same plain values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scripts import ran

from drenthe_geo.siting.rank import first_site
from drenthe_geo.siting.verdict import first_that_fits, judge_assessed

if TYPE_CHECKING:
    import drenthe_geo as dg
    from drenthe_geo.siting.kept.suggestion import Suggestion
    from drenthe_geo.siting.kept.weighing import Weighing
    from drenthe_geo.siting.rank import Ranking
    from drenthe_geo.siting.verdict import Verdict

LIKELY = 0.75
"""How likely a criterion weighs something."""

WHOLE = 3
"""So many weightings are judged by `reweigh` itself, others by what it calls, which is quicker."""

SCRIPTS = ["weights/chance.js", "weights/weigh.js", "weights/told.js"]

BODY = """
  const scales = new Scales(given.data, given.data.tables);
  const teller = given.data.sentences ? new Teller(given.data) : null;
  return given.tries.map((weights) => {
    const found = scales.weigh(weights);
    const { verdict } = found;
    const { first, second } = verdict;
    const told = teller && { answer: teller.answer(found), advice: teller.advice(found),
      tests: teller.tests(found), why: second < 0 ? "" : teller.why(found, first, second) };
    const maps = { shares: [...verdict.shares], without: [...verdict.without] };
    return { ...found, told, verdict: { ...verdict, ...maps } };
  });
"""


def on_page(data: dict[str, Any], tries: list[list[float]]) -> list[dict[str, Any]]:
    """Weigh as a page does."""
    found: list[dict[str, Any]] = ran(SCRIPTS, BODY, {"data": data, "tries": tries})
    return found


def tries_of(packed: Weighing, count: int, seed: int) -> list[list[float]]:
    """Make up weights: whole numbers, and criteria that weigh nothing; those of viewpoints too."""
    chance = np.random.default_rng(seed)
    tries = [list(packed.weights), *map(list, packed.viewpoints.values())]
    size = len(packed.criteria)
    while len(tries) < count:
        one = (
            (chance.integers(0, 101, size) * (chance.random(size) < LIKELY)).astype(float).tolist()
        )
        if any(one):
            tries.append(one)
    return tries[:count]


def plain_of_page(packed: Weighing, found: dict[str, Any]) -> dict[str, Any]:
    """Call sites and criteria of a page by their names."""
    sites, verdict = packed.sites, found["verdict"]

    def name(site: int) -> str:
        return "" if site < 0 else sites[site]

    return {
        "rows": [
            (sites[at], found["rank"][at], found["score"][at], found["low"][at], found["high"][at])
            for at in found["ranking"]
        ],
        "parts": {
            (sites[at], packed.criteria[one]): found["parts"][at][one]
            for at in found["ranking"]
            for one in found["order"]
        },
        "word": verdict["word"],
        "lead": verdict["lead"],
        "two": (name(verdict["first"]), name(verdict["second"])),
        "tests": {key: name(site) for key, site in verdict["tests"].items()},
        "without": {packed.criteria[at]: name(site) for at, site in verdict["without"]},
        "first_by": [name(site) for site in verdict["firstBy"]],
        "fallback": name(verdict["fallback"]),
        "shares": {sites[at]: shares for at, shares in verdict["shares"]},
        "viewpoints": [
            {sites[at]: own[at] for at, _ in verdict["shares"]} for own in verdict["viewpoints"]
        ],
    }


def plain_of_python(ranking: Ranking, verdict: Verdict) -> dict[str, Any]:
    """Give the same of what Python finds."""
    table = ranking.table
    ranks = [None if pd.isna(rank) else int(rank) for rank in table["rank"]]
    columns = [table[name].tolist() for name in ("score", "score_low", "score_high")]
    return {
        "rows": list(zip(map(str, table.index), ranks, *columns, strict=True)),
        "parts": {
            (str(site), str(name)): value
            for name, column in ranking.shares.items()
            for site, value in column.items()
        },
        "word": verdict.word,
        "lead": None if pd.isna(verdict.lead) else verdict.lead,
        "two": (verdict.first, verdict.second),
        "tests": dict(verdict.tests),
        "without": verdict.without.to_dict(),
        "first_by": list(verdict.first_by.values()),
        "fallback": verdict.fallback.to_dict()[verdict.first],
        "shares": verdict.shares.to_dict("index"),
        "viewpoints": [scores.to_dict() for _, scores in verdict.viewpoints.items()],
    }


def weighed_again(
    area: dg.Area, found: Suggestion, packed: Weighing, weights: list[float], *, whole: bool
) -> tuple[Ranking, Verdict]:
    """Judge as `reweigh` does; where not whole, without what weights do not change."""
    named = dict(zip(packed.criteria, weights, strict=True))
    if whole:
        other = found.reweigh(named)
        return other.ranking, other.verdict
    brief = replace(found.brief, weights={name: one for name, one in named.items() if one > 0})
    columns = list(brief.asked)
    known = found.assessed.of(found.ranking.table.index)
    kept = replace(
        known, **{name: getattr(known, name)[columns] for name in ("worth", "low", "high")}
    )
    told = judge_assessed(area, kept, brief, found.siting)
    tests = {"to_verify": first_that_fits(told.ranking, found.screen)}
    if found.then is not None:
        left = kept.excluded.index[~kept.excluded.astype(bool)]
        share = told.ranking.weights[list(brief.weights)]
        tests["timetable"] = first_site(found.then.loc[left, list(brief.weights)], share)
    return told.ranking, told.verdict.with_tests(**tests)
