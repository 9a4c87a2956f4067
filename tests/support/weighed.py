"""What a page finds by other weights, and what Python finds, as the same plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scripts import ran

if TYPE_CHECKING:
    from drenthe_geo.siting.kept.weighing import Weighing
    from drenthe_geo.siting.rank import Ranking
    from drenthe_geo.siting.verdict import Verdict

LIKELY = 0.75
"""How likely a criterion weighs something."""

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
