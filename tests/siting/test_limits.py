"""What is missing, what a limit excludes, and how wide the ranges are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from offices import CAMPUS, HEIDESTAD, OUTSIDE, SHARP, VELD, WOLDE, ZANDKERK, cell, entry
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import ArgumentError
from drenthe_geo.siting.assess import assess_sites, with_rings
from drenthe_geo.siting.brief import read_brief
from drenthe_geo.siting.model import Brief, Target, listed
from drenthe_geo.siting.rank import ROUNDING, Ranking
from drenthe_geo.siting.reasons import (
    BeyondLimit,
    InNature,
    NotNear,
    OutsideArea,
    Reason,
    all_reasons,
)
from drenthe_geo.siting.verdict import rank_assessed

OFFERED, SITING = VELD.offered, VELD.siting


def without_learning(site: str, brief: Brief) -> Ranking:
    """Rank sites of which one has no way to a place of learning."""
    sites = VELD.chosen([HEIDESTAD, WOLDE])
    around = VELD.around_of(sites)
    rows = (around.points["of"] == site).to_numpy()
    lost = around.minutes["car_education"].copy()
    lost.loc[rows] = np.nan
    trips = {bound: one.drop(columns="hoofdstad") for bound, one in around.trips.items()}
    minutes = {**around.minutes, "car_education": lost}
    cut = replace(around, minutes=minutes, trips=trips)
    return rank_assessed(assess_sites(VELDLAND, sites, cut, brief, SITING), brief)


def test_what_is_missing_is_named_and_left_out_and_changes_no_other_site() -> None:
    brief = VELD.asks(weights={"exit_car_min": 3, "learning_min": 1}, limits={}, viewpoints={})
    plain = VELD.judged([HEIDESTAD, WOLDE], brief).ranking.table
    table = without_learning(WOLDE, brief).table
    assert entry(table, HEIDESTAD, "missing") == ()
    assert entry(table, WOLDE, "missing") == ("learning_min",)
    known = VELD.assessed([WOLDE], brief)
    exits = [cell(frame, WOLDE, "exit_car_min") for frame in (known.low, known.worth, known.high)]
    ends = ["score_low", "score", "score_high"]
    expected = [0.75 * exits[0], exits[1], 0.75 * exits[2] + 0.25]
    assert [cell(table, WOLDE, end) for end in ends] == pytest.approx(expected)
    for end in ends:
        assert cell(table, HEIDESTAD, end) == cell(plain, HEIDESTAD, end)


def test_a_missing_measure_of_no_weight_is_not_missing() -> None:
    brief = VELD.asks(weights={"exit_car_min": 1}, limits={}, viewpoints={})
    assert without_learning(WOLDE, brief).table["missing"].tolist() == [(), ()]


def limited(limit: float, criterion: str = "exit_car_min") -> Brief:
    """One limit."""
    weights = {"exit_car_min": 1.0, "workers_car": 1.0}
    return VELD.asks(weights=weights, limits={criterion: limit})


def test_a_limit_excludes_only_if_even_the_best_end_is_beyond_it() -> None:
    known = VELD.assessed(OFFERED, limited(1e6))
    best, expected, worst = (
        cell(frame, CAMPUS, "exit_car_min") for frame in (known.best, known.measures, known.worst)
    )
    assert best < expected < worst
    beyond = VELD.assessed(OFFERED, limited(best - 0.01))
    reason = BeyondLimit("exit_car_min", best, best - 0.01)
    assert beyond.excluded[CAMPUS] == (reason,)
    assert beyond.near_limit[CAMPUS] == ()
    limit = (best + expected) / 2
    between = VELD.judged(OFFERED, limited(limit)).ranking.table
    assert entry(between, CAMPUS, "excluded") == ()
    reason = BeyondLimit("exit_car_min", expected, limit)
    assert entry(between, CAMPUS, "near_limit") == (reason,)
    assert pd.notna(entry(between, CAMPUS, "rank"))
    within = VELD.judged(OFFERED, limited(expected + 0.01)).ranking.table
    assert entry(within, CAMPUS, "near_limit") == ()
    assert cell(within, CAMPUS, "score") == cell(between, CAMPUS, "score")


def test_where_more_is_better_a_limit_is_a_least() -> None:
    name = "workers_car"
    known = VELD.assessed(OFFERED, limited(0.0, name))
    site = str((known.best[name] - known.measures[name]).idxmax())
    most, expected = cell(known.best, site, name), cell(known.measures, site, name)
    assert most > expected + 1
    out = VELD.assessed(OFFERED, limited(most + 1, name))
    assert out.excluded[site] == (BeyondLimit(name, most, most + 1),)
    assert not out.excluded[site][0].above
    nearly = VELD.assessed(OFFERED, limited(most - 1, name))
    assert nearly.excluded[site] == ()
    assert nearly.near_limit[site] == (BeyondLimit(name, expected, most - 1),)


def test_an_excluded_site_stands_last_without_a_rank_and_counts_in_no_trial() -> None:
    found = VELD.judged(OFFERED, read_brief(VELDLAND, "loket-zuid"))
    table = found.ranking.table
    out = table.index[table["excluded"].astype(bool)]
    assert 0 < len(out) < len(OFFERED)
    assert list(table.index[-len(out) :]) == list(out)
    assert table.loc[out, "rank"].isna().all()
    assert not set(found.verdict.shares.index) & set(out)
    for trial in ("first", "first_anyhow", "first_ranges"):
        assert found.verdict.shares[trial].sum() == pytest.approx(1.0)
    for site in out:
        assert cell(found.assessed.best, site, "station_walk_min") > 30


NONE_LEFT = [
    (
        OFFERED,
        limited(0.1),
        (
            "service 'grensdouane': its limits exclude all 5 sites, most often exit_car_min (limit "
            "0.1); take it off with --no-limit exit_car_min, relax it with --limit "
            "exit_car_min=NUMBER, or give other sites with --sites."
        ),
        (
            "dienst 'grensdouane': door de eisen vallen alle 5 locaties af, het vaakst door "
            "exit_car_min (eis 0,1); neem die weg met --no-limit exit_car_min, maak haar ruimer "
            "met --limit exit_car_min=GETAL, of geef andere locaties met --sites."
        ),
    ),
    (
        [OUTSIDE, OUTSIDE + SHARP],
        VELD.asks(),
        "sites: all 2 lie outside Veldland, so none can be suggested.",
        "locaties: alle 2 liggen buiten Veldland, dus er is er geen voor te stellen.",
    ),
    (
        [OUTSIDE, WOLDE],
        VELD.asks("veldwacht", limits={"station_walk_min": 30}),
        (
            "service 'veldwacht': no site can be suggested: 1 outside Veldland, 1 beyond a limit, "
            "most often station_walk_min (limit 30); give other sites with --sites."
        ),
        (
            "dienst 'veldwacht': geen locatie is voor te stellen: 1 buiten Veldland, 1 buiten een "
            "eis, het vaakst station_walk_min (eis 30); geef andere locaties met --sites."
        ),
    ),
]


@pytest.mark.parametrize(("sites", "brief", "english", "dutch"), NONE_LEFT)
def test_that_no_site_is_left_is_one_sentence(
    sites: list[str], brief: Brief, english: str, dutch: str
) -> None:
    if "station_walk_min" in brief.limits:
        brief = replace(brief, weights={**brief.weights, "station_walk_min": 1.0})
    with pytest.raises(ArgumentError) as caught:
        VELD.judged(sites, brief)
    assert caught.value.sentence(VELDLAND.words("en")) == english
    assert caught.value.sentence(VELDLAND.words("nl")) == dutch


@pytest.mark.parametrize(
    ("reasons", "english", "dutch"),
    [
        ((), "", ""),
        ((OutsideArea(),), "outside Veldland", "buiten Veldland"),
        (
            (NotNear((BeyondLimit("airport_min", 25.3, 10), BeyondLimit("border_min", 31, 15))),),
            "airport_min 25.3 > 10 and border_min 31.0 > 15",
            "airport_min 25,3 > 10 en border_min 31,0 > 15",
        ),
        ((InNature("Veldheide"),), "in Natura 2000 (Veldheide)", "in Natura 2000 (Veldheide)"),
        (
            (BeyondLimit("exit_car_min", 25.31, 20), BeyondLimit("workers_car", 9.0, 10)),
            "exit_car_min 25.3 > 20; workers_car 9.0 < 10",
            "exit_car_min 25,3 > 20; workers_car 9,0 < 10",
        ),
    ],
)
def test_reasons_are_said_in_every_language(
    reasons: tuple[Reason, ...], english: str, dutch: str
) -> None:
    assert VELDLAND.words("en").say(all_reasons(reasons)) == english
    assert VELDLAND.words("nl").say(all_reasons(reasons)) == dutch


def test_every_theme_and_unit_has_a_word_in_every_language() -> None:
    themes = [f"siting.theme.{name}" for name in SITING.themes]
    assert len(themes) > 20
    for lang in VELDLAND.facts.languages:
        words = VELDLAND.words(lang)
        assert all(words.has(key) for key in themes)
        said = [words.say(key) for key in themes]
        assert len(set(said)) == len(said)


def test_a_site_outside_the_area_is_excluded_and_says_so() -> None:
    table = VELD.judged([*OFFERED, OUTSIDE], VELD.asks(limits={})).ranking.table
    assert entry(table, OUTSIDE, "excluded") == (OutsideArea(),)
    assert pd.isna(entry(table, OUTSIDE, "rank"))
    assert list(table.index)[-1] == OUTSIDE


@pytest.mark.parametrize("service", VELD.services)
def test_the_range_holds_what_is_expected(service: str) -> None:
    found = VELD.judged(OFFERED, VELD.asks(service, limits={}))
    known, table = found.assessed, found.ranking.table
    for name in known.measures:
        sign = -1 if SITING.criteria[str(name)].less_is_better else 1
        measure, best, worst = (
            frame[name].dropna() * sign for frame in (known.measures, known.best, known.worst)
        )
        assert (worst <= measure + ROUNDING).all()
        assert (measure <= best + ROUNDING).all()
    assert (known.low.fillna(0) <= known.worth.fillna(0.5)).all(axis=None)
    assert (known.worth.fillna(0.5) <= known.high.fillna(1)).all(axis=None)
    assert (table["score_low"] < table["score"]).all()
    assert (table["score"] < table["score_high"]).all()


def test_every_time_may_be_as_far_off_as_its_profile_says() -> None:
    known = VELD.assessed([CAMPUS + SHARP, ZANDKERK + SHARP], VELD.everything())
    nearest = SITING.of_kind("nearest")
    assert len(nearest) == 6
    for name, one in nearest.items():
        profile = dg.read_profile(VELDLAND, one.mode)
        for frame, bound in ((known.best, "low"), (known.worst, "high")):
            factor = profile.factor(bound)  # type: ignore[arg-type]
            np.testing.assert_allclose(frame[name], known.measures[name] * factor)


def test_a_site_known_to_the_metre_has_no_ring_and_another_has_one() -> None:
    sites = VELD.chosen([CAMPUS, CAMPUS + SHARP, *VELD.cells.index])
    ringed = with_rings(sites, SITING)
    count = int(SITING.settings["position_points"])
    assert len(ringed) == len(sites) + count
    ring = ringed[(ringed["of"] == CAMPUS) & (ringed.index != CAMPUS)]
    assert len(ring) == count
    middle = sites.geometry.loc[CAMPUS]
    np.testing.assert_allclose(ring.distance(middle), float(sites.loc[CAMPUS, "accuracy_m"]))
    off = ring.get_coordinates().to_numpy() - middle.coords[0]
    turned = np.diff(np.unwrap(np.arctan2(*off.T[::-1])))
    np.testing.assert_allclose(turned, 2 * np.pi / count)


@pytest.mark.parametrize("service", VELD.services)
def test_an_unsure_position_widens_every_range_and_moves_no_score(service: str) -> None:
    brief = VELD.asks(service, limits={})
    sharp = [name + SHARP for name in OFFERED]
    unsure, sure = (
        rank_assessed(VELD.assessed(ids, brief), brief).table for ids in (OFFERED, sharp)
    )
    assert list(sure.index) == [name + SHARP for name in unsure.index]
    one, two = (
        found.sort_index()[["score_low", "score", "score_high"]].to_numpy()
        for found in (unsure, sure)
    )
    np.testing.assert_allclose(one[:, 1], two[:, 1], atol=1e-12)
    assert (one[:, 0] <= two[:, 0] + ROUNDING).all()
    assert (one[:, 2] >= two[:, 2] - ROUNDING).all()
    assert (one[:, 2] - one[:, 0] > two[:, 2] - two[:, 0]).all()


def test_a_ring_is_no_further_off_in_minutes_than_the_way_to_it_takes() -> None:
    """Footpaths and tunnels are missing, so a point across a railway would seem far off."""
    capital = VELDLAND.facts.capital
    trip = replace(
        SITING.criteria["relations_min"],
        name="capital_min",
        kind="trip",
        to=Target(destination="capital"),
    )
    siting = replace(SITING, criteria={**SITING.criteria, "capital_min": trip})
    sites, asked = VELD.chosen(OFFERED), VELD.everything()
    brief = replace(asked, weights={**asked.weights, "capital_min": 1.0})
    known = assess_sites(VELDLAND, sites, VELD.around_of(sites), brief, siting)
    trips = VELD.around.trips
    for name, mode in (("station_walk_min", "walk"), ("exit_car_min", "car"), ("capital_min", "")):
        # To a train one takes what is quickest, which is the car.
        profile = dg.read_profile(VELDLAND, mode or "car")
        for site in OFFERED:
            way_min = 1.5 * float(VELD.sites["accuracy_m"][site]) * 60 / 1000 / profile.access_kmh
            expected = cell(known.measures, site, name)
            low, high = (expected * profile.factor(end) for end in ("low", "high"))
            if not mode:
                low, high = (cell(trips[end], site, capital) for end in ("low", "high"))
            assert cell(known.best, site, name) >= low - way_min - ROUNDING
            assert cell(known.worst, site, name) <= high + way_min + ROUNDING


def test_a_field_of_several_words_is_split_at_its_semicolons() -> None:
    assert listed("it; security") == ("it", "security")
    assert listed(float("nan")) == ()
