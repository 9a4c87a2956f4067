"""Weights from viewpoints: they add up, pillars hold, and a service adds the same for all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from offices import VELD

from drenthe_geo.errors import ArgumentError
from drenthe_geo.siting.weights.viewpoints import TOTAL, mean_weights, viewpoint_weights

SITING = VELD.siting
ASKED = [name for name in SITING.viewpoints["equal"].weights if name in SITING.criteria]
TIMES = st.dictionaries(st.sampled_from(ASKED), st.floats(0.25, 4), min_size=1)


@given(TIMES, st.floats(0.1, 10))
def test_weights_add_up_whoever_looks_and_only_proportions_count(
    asked: dict[str, float], factor: float
) -> None:
    found = viewpoint_weights(SITING, asked, {})
    more = viewpoint_weights(SITING, {name: n * factor for name, n in asked.items()}, {})
    assert list(found) == list(SITING.viewpoints)
    for name, weights in found.items():
        assert sum(weights.values()) == pytest.approx(TOTAL)
        assert set(weights) == set(asked)
        assert more[name] == pytest.approx(weights)
    for weight in found["equal"].values():
        assert weight == pytest.approx(TOTAL / len(asked))
    mean = mean_weights(found)
    for name in asked:
        assert mean[name] == pytest.approx(sum(one[name] for one in found.values()) / len(found))


@given(TIMES)
def test_the_pillars_of_the_profile_weigh_as_it_says(asked: dict[str, float]) -> None:
    eyes = SITING.viewpoints["profile"]
    sums: dict[str, float] = {}
    for name, weight in viewpoint_weights(SITING, asked, {})["profile"].items():
        pillar = SITING.criteria[name].pillar
        sums[pillar] = sums.get(pillar, 0.0) + weight
    there = sum(eyes.pillars[pillar] for pillar in sums)
    for pillar, weight in sums.items():
        assert weight == pytest.approx(TOTAL * eyes.pillars[pillar] / there)


def test_what_a_service_needs_besides_weighs_the_same_whoever_looks() -> None:
    asked = {"exit_car_min": 1.0, "learning_min": 1.0}
    found = viewpoint_weights(SITING, asked, {"border_min": 25.0})
    for weights in found.values():
        assert weights["border_min"] == pytest.approx(20.0)
    without = viewpoint_weights(SITING, asked, {"learning_min": 0.0})
    assert {tuple(weights) for weights in without.values()} == {("exit_car_min",)}


def test_a_viewpoint_from_which_nothing_weighs_is_refused() -> None:
    blind = replace(SITING.viewpoints["staff"], weights={"exit_car_min": 1.0})
    siting = replace(SITING, viewpoints={"blind": blind})
    with pytest.raises(ArgumentError) as caught:
        viewpoint_weights(siting, {"learning_min": 1.0}, {})
    assert str(caught.value) == (
        "weights of viewpoint 'blind': nothing that the service asks for weighs anything; "
        "give one more than 0."
    )
