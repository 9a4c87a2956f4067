"""Other weights for a suggestion that was made: what making it anew would give, in every field."""

from __future__ import annotations

import pickle
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offices import VELD
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import ArgumentError
from drenthe_geo.siting.kept import ground, measured
from drenthe_geo.siting.model import Needs
from drenthe_geo.siting.suggest import make_suggestion

SITING = VELD.siting
SERVICE = "veldregister"
MINE = VELDLAND.layer("places").iloc[:4][["name", "geometry"]].assign(
    parking=[10.0, 80.0, None, 200.0], floor=[1.0, 2.0, 3.0, 4.0]
)  # fmt: skip


def made(**how: Any) -> dg.siting.Suggestion:
    return make_suggestion(VELDLAND, SERVICE, siting=SITING, **{"surface": False, **how})


@cache
def plain() -> dg.siting.Suggestion:
    return made()


@cache
def with_surface() -> dg.siting.Suggestion:
    return made(surface=True)


@cache
def with_mine() -> dg.siting.Suggestion:
    return made(sites=MINE)


NAMES = list(SITING.criteria)


@settings(max_examples=6)  # each makes a suggestion from the start
@given(
    weights=st.dictionaries(
        st.sampled_from(NAMES), st.floats(0, 100, allow_subnormal=False), min_size=1, max_size=4
    )
)
def test_it_is_what_making_it_with_those_weights_gives(weights: dict[str, float]) -> None:
    if not any({**plain().brief.weights, **weights}.values()):
        return
    assert plain().reweigh(weights) == made(weights=weights)


def test_one_after_the_other_and_back() -> None:
    once = plain().reweigh({"exit_car_min": 80})
    twice = once.reweigh({"border_min": 50})
    assert twice == made(weights={"border_min": 50})
    assert twice.reweigh(None) == plain()
    assert made() == plain()


def test_the_surface_is_scored_again_with_criteria_that_nobody_asked_for() -> None:
    new = next(name for name in NAMES if name not in with_surface().brief.asked)
    for weights in ({with_surface().brief.asked[0]: 90.0}, {new: 40.0}):
        found = with_surface().reweigh(weights)
        assert found == made(weights=weights, surface=True)
        assert found.surface is not None
        assert set(weights) <= set(found.surface.columns)


def test_nothing_is_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(measured, "measure_surroundings", never)
    monkeypatch.setattr(measured, "measure_grid", never)
    monkeypatch.setattr(ground, "look_at_ranges", never)
    monkeypatch.setattr(ground, "look_at_cells", never)
    with_surface().reweigh({with_surface().brief.asked[0]: 77.0})


@pytest.mark.parametrize("view", ["staff", "public"])
def test_another_viewpoint(view: str) -> None:
    assert plain().reweigh(None, viewpoint=view) == made(viewpoint=view)
    assert made(viewpoint=view).reweigh({"exit_car_min": 9}) == made(
        viewpoint=view, weights={"exit_car_min": 9}
    )


def test_limits_of_the_user_stay_unless_he_says_otherwise() -> None:
    limits = {"exit_car_min": 60.0}
    before = made(weights=Needs({"border_min": 3.0}, limits, ()))
    after = before.reweigh({"exit_car_min": 4.0})
    assert after.brief.limits["exit_car_min"] == 60.0
    assert [one.criterion for one in after.brief.changes if one.what == "weight"] == [
        "exit_car_min"
    ]
    whole = Needs({"exit_car_min": 4.0}, {}, ())
    assert before.reweigh(whole) == made(weights=whole)


@pytest.mark.parametrize("weight", [None, 30.0])
def test_a_column_counts_as_if_it_had_been_asked_for(weight: float | None) -> None:
    found = with_mine().with_criterion("parking", (0, 200), weight=weight)
    mean = sum(with_mine().brief.weights.values()) / len(with_mine().brief.weights)
    weighs = {"parking": mean if weight is None else weight}
    assert found == made(sites=MINE, criteria={"parking": (0, 200)}, weights=weighs)
    other = found.with_criterion("floor", (0, 4), weight=5)
    assert other == made(
        sites=MINE,
        criteria={"parking": (0, 200), "floor": (0, 4)},
        weights={**weighs, "floor": 5},
    )


def test_the_same_column_with_another_scale_is_another_criterion() -> None:
    once = with_mine().with_criterion("parking", (0, 200), weight=9)
    margin = dg.siting.OwnCriterion(dg.siting.Scale(200, 0), margin=20)
    assert once.with_criterion("parking", margin, weight=8) == made(
        sites=MINE, criteria={"parking": margin}, weights={"parking": 8}
    )


def test_a_criterion_of_ones_own_is_not_on_the_map() -> None:
    found = made(sites=MINE, surface=True).with_criterion("parking", (0, 200), weight=9)
    assert found == made(
        sites=MINE, surface=True, criteria={"parking": (0, 200)}, weights={"parking": 9}
    )


def test_what_is_wrong_is_refused_as_making_it_would() -> None:
    with pytest.raises(ArgumentError, match="unknown criterion 'nothing'"):
        plain().reweigh({"nothing": 1.0})
    with pytest.raises(ArgumentError):
        plain().with_criterion("parking", (0, 200))
    with pytest.raises(ArgumentError, match="column"):
        with_mine().with_criterion("cafes", (0, 200))
    with pytest.raises(
        ArgumentError,
        match=r"^reweigh: weights must be Needs, Mapping\[str, float\] or None, not str\.$",
    ):
        plain().reweigh("exit_car_min")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match=r"^with_criterion: column must be str, not Series\.$"):
        with_mine().with_criterion(MINE["parking"], (0, 200))


def test_one_that_was_read_from_a_file_says_that_it_must_be_made_again() -> None:
    again = pickle.loads(pickle.dumps(plain()))  # noqa: S301 - our own
    assert again == plain()
    with pytest.raises(ArgumentError, match="make it again"):
        again.reweigh({"exit_car_min": 1.0})
    with pytest.raises(ArgumentError, match="make it again"):
        again.with_criterion("parking", (0, 200))
