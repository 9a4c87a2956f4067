"""Of very many sites the best are drawn and named, and the dossier says so."""

from __future__ import annotations

import pytest

import drenthe_geo as dg
from drenthe_geo.documents.blocks import Grid
from drenthe_geo.dossier import figures, findings, fit
from drenthe_geo.dossier.dossier import dossier_of
from drenthe_geo.siting.kept.suggestion import Suggestion

DRAWN = 2


def test_of_very_many_the_best_are_drawn_and_it_is_said(
    area: dg.Area, lacking: Suggestion, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, every = area.words("en"), len(lacking.sites)
    assert every > DRAWN
    reach = figures.winner_reach(area, lacking)
    said = words.say("dossier.ranking.best_drawn", count=DRAWN, all=every)
    assert said not in str(dossier_of(area, lacking, words, reach))
    monkeypatch.setattr(figures, "MOST_DRAWN", DRAWN)
    monkeypatch.setattr(findings, "MOST_DRAWN", DRAWN)
    assert said in str(dossier_of(area, lacking, words, reach))
    chart = figures.suggestion_figures(area, lacking, words, reach)["scores"]
    names = [tick.get_text() for tick in chart.axes[0].get_yticklabels()]
    best = lacking.ranking.table.index[:DRAWN]
    assert [name.split()[0] for name in names] == ["1", "2"]
    assert len(names) == len(best)


def test_of_very_many_the_first_stand_in_the_tables_and_it_is_said(
    area: dg.Area, lacking: Suggestion, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = area.words("en")
    reach = figures.winner_reach(area, lacking)
    whole = dossier_of(area, lacking, words, reach)
    monkeypatch.setattr(findings, "MOST_DRAWN", 1)
    monkeypatch.setattr(fit, "MOST_DRAWN", 1)
    short = dossier_of(area, lacking, words, reach)
    said = words.say("dossier.fit.first_told", count=1)
    assert said in str(short)
    assert said not in str(whole)
    counts = lacking.screen["verdict"].value_counts()
    assert counts.max() > 1
    grids = [[one for one in made.blocks if isinstance(one, Grid)] for made in (whole, short)]
    for all_of, some_of in zip(*grids, strict=True):
        rows = iter(all_of.rows)
        assert all(row in rows for row in some_of.rows)  # the same rows in the same order
    fits = [one for one in grids[1] if len(one.head) == len(("site", "verdict", "why", "source"))]
    assert any(len(one.rows) == len(counts) for one in fits)
