"""Weights and limits of a user: over those of a service, from a file and beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import ArgumentError, DrentheGeoError
from drenthe_geo.siting.brief import read_brief, read_weights
from drenthe_geo.siting.model import Change, Needs
from drenthe_geo.siting.own.wishes import needs_of_user
from drenthe_geo.siting.weights.choices import read_siting

if TYPE_CHECKING:
    from pathlib import Path

SITING, SERVICE = read_siting(VELDLAND), "veldregister"
PLAIN = read_brief(VELDLAND, SERVICE)


def test_nothing_said_is_nothing() -> None:
    assert needs_of_user() is None
    assert needs_of_user(weights={}, limits={}, no_limits=[]) is None


def test_a_weight_stands_among_the_others_and_a_limit_is_taken_off() -> None:
    assert sum(PLAIN.weights.values()) == pytest.approx(100)
    needs = needs_of_user(
        weights={"exit_car_min": 12.0}, limits={"exit_car_min": 30}, no_limits=["station_walk_min"]
    )
    found = read_brief(VELDLAND, SERVICE, needs)
    assert found.weights == {**PLAIN.weights, "exit_car_min": 12.0}
    assert found.limits == {"exit_car_min": 30}
    assert found.changes == (
        Change("weight", "exit_car_min", 0.0, 12.0),
        Change("limit", "station_walk_min", 30, None),
        Change("limit", "exit_car_min", None, 30),
    )
    assert PLAIN.changes == ()


def test_what_is_as_it_was_is_no_change() -> None:
    same = Needs({"station_walk_min": PLAIN.weights["station_walk_min"]}, PLAIN.limits, ())
    assert read_brief(VELDLAND, SERVICE, same).changes == ()


@pytest.mark.parametrize(
    ("how", "message"),
    [
        (
            {"weights": {"exit_car_min": 2.0}},
            (
                "weight of 'exit_car_min': stands in the file of weights and is given beside it; "
                "say it once."
            ),
        ),
        (
            {"no_limits": ["station_walk_min"]},
            (
                "limit of 'station_walk_min': stands in the file of weights and is given or "
                "taken off "
                "beside it; say it once."
            ),
        ),
        (
            {"limits": {"border_min": 9}, "no_limits": ["border_min"]},
            "limit of 'border_min': is given and taken off; say one of the two.",
        ),
    ],
)
def test_what_contradicts_is_refused(how: dict[str, Any], message: str) -> None:
    file = Needs({"exit_car_min": 1.0}, {"station_walk_min": 20.0}, ())
    with pytest.raises(ArgumentError) as caught:
        needs_of_user(file, **how)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("needs", "message"),
    [
        (
            Needs({}, {}, (), ("exit_car_min",)),
            (
                "limit of 'exit_car_min': service 'veldregister' has none to take off; it has "
                "limits "
                "on station_walk_min."
            ),
        ),
        (
            Needs(dict.fromkeys(PLAIN.weights, 0), {}, ()),
            "weights of 'veldregister': all are nought; give one more than 0.",
        ),
    ],
)
def test_what_cannot_be_is_refused(needs: Needs, message: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        read_brief(VELDLAND, SERVICE, needs)
    assert str(caught.value) == message


def test_a_criterion_that_is_not_there_is_refused_with_the_closest() -> None:
    for needs in (Needs({}, {}, (), ("exit_car",)), Needs({}, {"exit_car": 1}, ())):
        with pytest.raises(ArgumentError, match="did you mean 'exit_car_min'"):
            read_brief(VELDLAND, SERVICE, needs)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no_limits = 'all'", 'w.toml: no_limits must be a list of criteria, such as ["station_w'),
        (
            "no_limits = ['exit_car_min']\n[limits]\nexit_car_min = 2",
            "w.toml: limit of 'exit_car_min': is given and taken off; say one of the two.",
        ),
        ("no_limits = ['station_walk_mi']", "w.toml: unknown criterion 'station_walk_mi': did you"),
    ],
)
def test_a_file_that_cannot_be_is_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DrentheGeoError) as caught:
        read_weights(tmp_path / "w.toml", SITING)
    assert str(caught.value).startswith(said)


def test_a_file_may_take_limits_off(tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_text("no_limits = ['station_walk_min']", encoding="utf-8")
    needs = read_weights(tmp_path / "w.toml", SITING)
    assert read_brief(VELDLAND, SERVICE, needs).limits == {}


def test_a_user_s_weights_and_limits_make_another_question() -> None:
    how: dict[str, Any] = {"surface": False, "no_limits": ["station_walk_min"]}
    answer = dg.ask_suggest(VELDLAND, SERVICE, **how, weights={"exit_car_min": 12.5})
    assert answer.subject == {
        "service": SERVICE, "scenarios": [], "own_weights": ["exit_car_min=12.5"],
        "own_no_limits": ["station_walk_min"],
    }  # fmt: skip
    told: Any = answer.about["parameters"]
    assert [(one["what"], one["old"], one["new"]) for one in told["changed_by_the_user"]] == [
        ("weight", 0.0, 12.5), ("limit", 30, None),
    ]  # fmt: skip
