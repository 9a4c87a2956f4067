"""What the tables of trains promise: every leg has a basis, and the formula its fit."""

from __future__ import annotations

import numpy as np
import pytest
from drenthe import DRENTHE
from railways import oracle

import drenthe_geo as dg

pytestmark = pytest.mark.facts

SECOND = 1 / 60


def test_the_times_of_today_are_those_of_brute_force() -> None:
    rail = dg.rail.read_rail(DRENTHE)
    apart = rail.times().minutes.to_numpy() - oracle(rail, "minutes").to_numpy()
    assert np.abs(apart).max() <= 0.2 * SECOND


def test_every_leg_has_a_basis_and_known_times_their_source() -> None:
    legs, published = dg.rail.read_rail(DRENTHE).legs, DRENTHE.table("rail_published")
    assert set(legs["basis"]) == {"published", "shared", "estimate"}
    known = legs["basis"].isin(["published", "shared"])
    assert legs.loc[known, "time_id"].isin(published["time_id"]).all()
    assert legs.loc[~known, "time_id"].isna().all()
    assert published["source"].notna().all()


def test_a_published_leg_is_what_was_published() -> None:
    legs = dg.rail.read_rail(DRENTHE).legs.query("basis == 'published'")
    published = DRENTHE.table("rail_published").set_index("time_id").loc[legs["time_id"]]
    for name in ("minutes", "minutes_low", "minutes_high"):
        assert legs[name].tolist() == published[name].tolist()
    ends = zip(legs["from_station"], legs["to_station"], strict=True)
    known = zip(published["from_station"], published["to_station"], strict=True)
    assert [set(pair) for pair in ends] == [set(pair) for pair in known]


def test_legs_that_share_a_published_total_add_up_to_it() -> None:
    legs = dg.rail.read_rail(DRENTHE).legs.query("basis == 'shared'")
    published = DRENTHE.table("rail_published").set_index("time_id")
    shared = legs.groupby("line")
    assert len(legs[["line", "time_id"]].drop_duplicates()) == len(shared) > 3
    totals = published.loc[shared["time_id"].first()]
    for name in ("minutes", "minutes_low", "minutes_high"):
        apart = shared[name].sum().to_numpy() - totals[name].to_numpy(dtype=float)
        assert (np.abs(apart) <= 0.1).all()


def test_an_estimated_leg_is_that_of_the_formula() -> None:
    rules = dg.rail.read_rail(DRENTHE).rules
    for leg in dg.rail.read_rail(DRENTHE).legs.query("basis == 'estimate'").to_dict("records"):
        minutes = rules.estimate_min(leg["km"], leg["kmh"], int(leg["passes"]))
        off = rules.estimate_uncertainty_share
        assert leg["minutes"] == pytest.approx(minutes, abs=0.0051)
        assert leg["minutes_low"] == pytest.approx(minutes * (1 - off), abs=0.0051)
        assert leg["minutes_high"] == pytest.approx(minutes * (1 + off), abs=0.0051)


def fitted() -> tuple[float, float, float]:
    """Fit the formula to the published times: share of the speed, minutes per stop, error.

    Least squares of errors relative to the published minutes; the error is the share of
    the formula within which four fifths of the published minutes lie.
    """
    known = DRENTHE.table("rail_published").dropna(subset=["km", "kmh"])
    minutes = known["minutes"].to_numpy(dtype=float)
    at_speed = 60 * known["km"].to_numpy() / known["kmh"].to_numpy()
    stops = known["stops_between"].to_numpy(dtype=float) + 1
    terms = np.column_stack([at_speed, stops])
    (slowness, stop_min), *_ = np.linalg.lstsq(
        terms / minutes[:, None], np.ones(len(minutes)), rcond=None
    )
    off = np.abs(minutes / (terms @ [slowness, stop_min]) - 1)
    return 1 / float(slowness), float(stop_min), float(np.quantile(off, 0.8))


def test_the_formula_is_fitted_to_the_published_times() -> None:
    share, stop_min, off = fitted()
    assert (round(share, 2), round(stop_min, 1), round(off, 2)) == (0.87, 2.0, 0.12)


def test_the_rules_say_the_fitted_numbers() -> None:
    share, stop_min, off = fitted()
    rules = dg.rail.read_rail(DRENTHE).rules
    assert rules.estimate_speed_share == round(share, 2)
    assert rules.estimate_stop_min == round(stop_min, 1)
    assert rules.estimate_uncertainty_share == round(off, 2)
