"""What is out is scored apart: a law, on sites that limits and zoning keep out."""

from __future__ import annotations

from itertools import chain, combinations

import pandas as pd
import pytest
from offices import CAMPUS, HEIDESTAD, TERMINAL, VELD, WOLDE

from drenthe_geo.siting.fit.apart import standing_apart
from drenthe_geo.siting.fit.findings import Finding
from drenthe_geo.siting.fit.screen import Screened
from drenthe_geo.siting.rank import as_cells
from drenthe_geo.siting.reasons import BeyondLimit
from drenthe_geo.siting.verdict import rank_assessed

SITES = (CAMPUS, HEIDESTAD, TERMINAL, WOLDE)
LIMITS = {"station_walk_min": 25.0, "exit_car_min": 8.0}
ZONING = Finding("against", "open")


def screened(*unfit: str) -> Screened:
    """Sites, of which some do not fit."""
    sites = VELD.chosen(SITES)
    cells = [(ZONING,) if site in unfit else () for site in sites.index]
    verdict = ["does_not_fit" if one else "fits" for one in cells]
    screen = pd.DataFrame(
        {"verdict": verdict, "against": as_cells(cells, sites.index)}, sites.index
    )
    return Screened(sites, screen)


def test_the_place_of_what_limits_keep_out_is_that_without_these_limits() -> None:
    brief = VELD.asks("veldregister", limits=LIMITS)
    known = VELD.assessed(SITES, brief)
    apart = standing_apart(known, screened(), brief)
    assert set(apart.index) == set(known.excluded.index[known.excluded.astype(bool)])
    assert len(apart) >= 2
    for site, row in apart.to_dict("index").items():
        assert row["reasons"] == known.excluded.to_dict()[site]
        mine = {one.criterion for one in row["reasons"] if isinstance(one, BeyondLimit)}
        left = {name: limit for name, limit in LIMITS.items() if name not in mine}
        free = VELD.asks("veldregister", limits=left)
        table = rank_assessed(VELD.assessed(SITES, free), free).table
        assert row["rank_without_limits"] == table["rank"].to_dict()[site]
        assert row["score_without_limits"] == pytest.approx(table["score"].to_dict()[site])


def test_what_does_not_fit_is_let_in_alone() -> None:
    brief = VELD.asks("veldregister", limits={})
    known = VELD.assessed(SITES, brief)
    order = rank_assessed(known, brief).table["score"]
    some = chain.from_iterable(combinations(SITES, count) for count in (1, 2, 3))
    for unfit in some:
        apart = standing_apart(known, screened(*unfit), brief)
        assert set(apart.index) == set(unfit)
        kept = order.drop(index=list(unfit))
        for site, row in apart.to_dict("index").items():
            assert row["rank_without_limits"] == 1 + (kept > order.to_dict()[site]).sum()
            assert row["reasons"] == (ZONING,)


def test_nothing_out_is_an_empty_table() -> None:
    brief = VELD.asks("veldregister", limits={})
    assert standing_apart(VELD.assessed(SITES, brief), screened(), brief).empty
