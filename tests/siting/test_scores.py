"""Laws of scores: what may change an order, and what may not."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from offices import CAMPUS, HEIDESTAD, TERMINAL, VELD, WOLDE, cell
from pandas.testing import assert_frame_equal, assert_series_equal
from veldland import VELDLAND

from drenthe_geo.siting.brief import read_brief
from drenthe_geo.siting.model import Brief
from drenthe_geo.siting.rank import ROUNDING, reasons_before
from drenthe_geo.siting.robust import unseating
from drenthe_geo.siting.surroundings import Surroundings
from drenthe_geo.siting.verdict import Judged, judge_assessed, judge_sites, rank_assessed

OFFERED, SERVICES = VELD.offered, VELD.services
SITING = VELD.siting


@cache
def plainly(service: str) -> tuple[Brief, Judged]:
    """A service without limits, and the offered sites judged for it."""
    brief = VELD.asks(service, limits={})
    return brief, VELD.judged(OFFERED, brief)


@given(st.permutations(OFFERED), st.sampled_from(SERVICES))
def test_the_order_of_sites_changes_nothing(order: list[str], service: str) -> None:
    brief, plain = plainly(service)
    mixed = VELD.judged(order, brief)
    assert_frame_equal(plain.ranking.table, mixed.ranking.table)
    assert_frame_equal(plain.ranking.shares, mixed.ranking.shares)
    assert_frame_equal(plain.verdict.shares, mixed.verdict.shares)
    assert_frame_equal(unseating(plain.ranking), unseating(mixed.ranking))
    assert plain.verdict.word == mixed.verdict.word
    assert_frame_equal(
        plain.assessed.measures, mixed.assessed.measures.loc[OFFERED], check_names=False
    )


@given(st.permutations(list(read_brief(VELDLAND, "grensdouane").weights)))
def test_the_order_in_which_weights_are_given_changes_nothing(order: list[str]) -> None:
    plain = read_brief(VELDLAND, "grensdouane")
    own = {name: plain.weights[name] for name in order}
    assert list(read_brief(VELDLAND, "grensdouane", own).weights) == list(plain.weights)
    turned, same = replace(plain, weights=own), plainly("grensdouane")[1].ranking
    found = rank_assessed(VELD.assessed(OFFERED, replace(turned, limits={})), turned)
    assert list(found.table.index) == list(same.table.index)
    np.testing.assert_allclose(found.table["score"], same.table["score"], atol=1e-12)


@given(st.floats(0.01, 1000), st.sampled_from(SERVICES))
def test_weights_that_are_all_so_much_larger_change_nothing(factor: float, service: str) -> None:
    brief, plain = plainly(service)
    more = replace(brief, weights={name: w * factor for name, w in brief.weights.items()})
    scaled = judge_assessed(VELDLAND, plain.assessed, more, SITING)
    assert_frame_equal(plain.ranking.table, scaled.ranking.table)
    assert_series_equal(plain.ranking.weights, scaled.ranking.weights)
    assert_frame_equal(plain.verdict.shares, scaled.verdict.shares)


@given(
    st.sets(st.sampled_from(OFFERED), min_size=2),
    st.sampled_from([*OFFERED, TERMINAL, *map(str, VELD.cells.index)]),
    st.sampled_from(SERVICES),
)
def test_another_site_never_changes_the_scores_or_the_order_of_the_others(
    some: set[str], more: str, service: str
) -> None:
    brief = VELD.asks(service, limits={})
    few = sorted(some - {more})
    plain = rank_assessed(VELD.assessed(few, brief), brief).table
    larger = rank_assessed(VELD.assessed([more, *few], brief), brief).table.drop(index=more)
    assert list(larger.index) == list(plain.index)
    columns = ["score", "score_low", "score_high", "missing", "excluded", "near_limit"]
    assert_frame_equal(larger[columns], plain[columns], rtol=0, atol=1e-12)


def test_a_dominated_site_stays_behind_its_dominator_and_moves_nobody() -> None:
    found = 0
    every = [*OFFERED, TERMINAL, *map(str, VELD.cells.index)]
    for service in SERVICES:
        brief = VELD.asks(service, limits={})
        known = VELD.assessed(every, brief)
        table = rank_assessed(known, brief).table
        for site, by in table["dominated_by"].items():
            if by:
                found += 1
                assert cell(table, by, "rank") <= cell(table, site, "rank")
                gaps = known.worth.loc[by] - known.worth.loc[str(site)]
                assert (gaps.dropna() >= 0).all()
                rest = [name for name in every if name != site]
                without = rank_assessed(VELD.assessed(rest, brief), brief).table
                assert list(without.index) == [name for name in table.index if name != site]
    assert found >= 3


def nearer(around: Surroundings, name: str, site: str, minutes: float) -> Surroundings:
    """A site that is so much nearer to something, and its ring too."""
    rows = (around.points["of"] == site).to_numpy()
    frame = around.minutes[name].copy()
    frame.loc[rows] = np.maximum(frame.loc[rows] - minutes, 0.0)
    return replace(around, minutes={**around.minutes, name: frame})


@pytest.mark.parametrize("criterion", ["station_walk_min", "exit_car_min", "border_min"])
def test_a_site_that_is_nearer_scores_no_less_and_its_end_of_the_range_neither(
    criterion: str,
) -> None:
    sites, brief = VELD.chosen(OFFERED), VELD.everything("veldregister")
    around = VELD.around_of(sites)
    before = judge_sites(VELDLAND, sites, around, brief, SITING)
    gained = 0
    for site in (HEIDESTAD, CAMPUS, WOLDE):
        changed = nearer(around, criterion, site, 4.0)
        after = judge_sites(VELDLAND, sites, changed, brief, SITING)
        for column in ("score", "score_low", "score_high"):
            gain = after.ranking.table[column] - before.ranking.table[column]
            assert gain[site] >= -ROUNDING
            assert (gain.drop(index=site).abs() < ROUNDING).all()
        was, is_now = (cell(one.assessed.measures, site, criterion) for one in (before, after))
        assert is_now == pytest.approx(max(was - 4.0, 0.0))
        value = [cell(one.assessed.worth, site, criterion) for one in (before, after)]
        gained += value[1] > value[0]
        score = [cell(one.ranking.table, site, "score") for one in (before, after)]
        weight = float(before.ranking.weights[criterion])
        assert score[1] - score[0] == pytest.approx(weight * (value[1] - value[0]), abs=1e-12)
    assert gained


@pytest.mark.parametrize("service", SERVICES)
def test_shares_add_up_to_the_score_and_reasons_to_the_difference(service: str) -> None:
    brief = VELD.asks(service, limits={})
    found = rank_assessed(VELD.assessed(OFFERED, brief), brief)
    table = found.table
    np.testing.assert_allclose(found.shares.sum(axis=1), table["score"], atol=1e-12)
    assert (found.shares >= 0).all(axis=None)
    assert (found.shares <= found.weights + 1e-12).all(axis=None)
    for other in table.index[1:]:
        reasons = reasons_before(found, str(table.index[0]), str(other))
        gap = cell(table, table.index[0], "score") - cell(table, other, "score")
        assert reasons.sum() == pytest.approx(gap, abs=1e-12)
        assert reasons.is_monotonic_decreasing


def test_the_score_is_the_weighted_mean_by_hand() -> None:
    brief = VELD.asks(weights={"exit_car_min": 3, "relations_min": 1}, limits={})
    known = VELD.assessed([HEIDESTAD, WOLDE], brief)
    table = rank_assessed(known, brief).table
    for site in (HEIDESTAD, WOLDE):
        minutes, own = (cell(known.measures, site, name) for name in brief.weights)
        assert 3 < minutes < 25
        # The service has ends of its own for its relations.
        near = min(1.0, max(0.0, (27 - own) / 10))
        expected = 0.75 * (25 - minutes) / 22 + 0.25 * near
        assert cell(table, site, "score") == pytest.approx(expected)


def test_two_runs_are_the_same_and_another_seed_is_not() -> None:
    sites, brief = VELD.chosen(OFFERED), read_brief(VELDLAND, "veldarchief")
    around = VELD.around_of(sites)
    one, two = (judge_sites(VELDLAND, sites, around, brief, SITING) for _ in range(2))
    assert_frame_equal(one.ranking.table, two.ranking.table, check_exact=True)
    assert_frame_equal(one.verdict.shares, two.verdict.shares, check_exact=True)
    assert_frame_equal(unseating(one.ranking), unseating(two.ranking), check_exact=True)
    other = replace(SITING, settings={**SITING.settings, "seed": 1})
    shares = judge_sites(VELDLAND, sites, around, brief, other).verdict.shares
    assert not shares["first_anyhow"].equals(one.verdict.shares["first_anyhow"])


@pytest.mark.parametrize("service", SERVICES)
def test_a_score_is_the_mean_of_the_scores_from_each_viewpoint(service: str) -> None:
    brief = VELD.asks(service, limits={})
    known = VELD.assessed(OFFERED, brief)
    mean = rank_assessed(known, brief).table["score"]
    assert len(brief.viewpoints) == 4
    scores = []
    for name in brief.viewpoints:
        alone = read_brief(VELDLAND, service, viewpoint=name)
        assert alone.weights == brief.viewpoints[name]
        assert sum(alone.weights.values()) == pytest.approx(100)
        scores.append(rank_assessed(known, replace(alone, limits={})).table["score"])
    expected = sum(one.reindex(mean.index) for one in scores) / 4
    np.testing.assert_allclose(mean, expected, atol=1e-12)
    seen = VELD.judged(OFFERED, brief).verdict.viewpoints
    for name, one in zip(brief.viewpoints, scores, strict=True):
        np.testing.assert_allclose(seen[name], one.reindex(seen.index), atol=1e-12)
