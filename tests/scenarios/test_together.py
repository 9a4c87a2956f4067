"""Scenarios together: in any order, contradictions by name, toggles."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from edits import (
    CAR,
    LEGS,
    NOW,
    after,
    assert_same,
    cell,
    frequency,
    line_edit,
    minutes,
    refusal,
    retime,
    road,
    scenario,
    site,
    speed,
    stop,
    then,
    timed,
)
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.scenarios.model import Scenario
from drenthe_geo.situation import Situation


def test_the_presets_combine_in_any_order() -> None:
    presets = [
        dg.scenarios.read_scenario(VELDLAND, name) for name in dg.scenarios.scenario_names(VELDLAND)
    ]
    assert len(presets) == 2
    first = then(*presets)
    for order in permutations(presets):
        assert_same(then(*order), first)
        assert then(*order).scenarios == dg.scenarios.scenario_names(VELDLAND)
    alone = [then(one) for one in presets]
    assert len(first.transit.lines) == max(len(one.transit.lines) for one in alone)
    assert first.transit.lines.loc["veldlijn", "trains_per_hour"] == 2


def test_presets_one_after_another_are_as_together() -> None:
    presets = [
        dg.scenarios.read_scenario(VELDLAND, name) for name in dg.scenarios.scenario_names(VELDLAND)
    ]
    there = NOW
    for one in reversed(presets):
        there = then(one, now=there)
    assert_frame_equal(minutes(there), minutes(then(*presets)), check_exact=True)
    assert (there.network(CAR).time_ds == then(*presets).network(CAR).time_ds).all()


@st.composite
def edits(draw: st.DrawFn) -> dict[str, Any]:
    """Edits of which some contradict each other."""
    leg = draw(st.sampled_from(LEGS))
    line, one, other = (str(leg[key]) for key in ("line", "from_station", "to_station"))
    often = draw(st.sampled_from([1, 2, 4]))
    new = draw(st.sampled_from(["new", "other"]))
    choices: list[dict[str, Any]] = [
        frequency(line, often),
        retime(line, other, one, often),
        stop(line, "x-heidedorp", one, other, often, 5),
        {"do": "remove_stop", "line": line, "station": one},
        {"do": "remove_line", "line": line},
        {"do": "remove_station", "station": other},
        line_edit(timed([one, "x-heidedorp", other], [5, often]), new),
        speed("N901", 100 + 10 * often),
        site(new, [170000 + often, 458000]),
    ]
    return draw(st.sampled_from(choices))


def told(scenarios: list[Scenario]) -> tuple[Situation | None, str]:
    try:
        return then(*scenarios), ""
    except dg.ArgumentError as error:
        return None, str(error)


@given(st.lists(edits(), min_size=2, max_size=4), st.randoms())
def test_edits_combine_or_are_refused_in_any_order(
    chosen: list[dict[str, Any]], random: Any
) -> None:
    scenarios = [scenario(edit, name=f"s{number}") for number, edit in enumerate(chosen)]
    mixed = list(scenarios)
    random.shuffle(mixed)
    one, why = told(scenarios)
    two, other = told(mixed)
    assert why == other
    if one is not None and two is not None:
        assert_same(one, two)
        swapped = list(chosen)  # all in one scenario
        random.shuffle(swapped)
        assert_frame_equal(minutes(after(*swapped)), minutes(one), check_exact=True)


def test_a_line_may_be_changed_before_it_is_said_to_be_built() -> None:
    build, often = line_edit(timed(["otv", "rst"], [30])), frequency("new", 6)
    both = then(scenario(often, name="a"), scenario(build, name="b"))
    assert cell(both.transit.lines, "new", "trains_per_hour") == 6
    for order in permutations([often, build, retime("new", "rst", "otv", 20)]):
        there = after(*order)
        assert cell(minutes(there), "otv", "rst") == 20 + 5


def test_most_sets_of_edits_are_not_refused() -> None:
    """Else the law above would be empty."""
    chosen = [frequency("reg-vnd-osf", 2), stop("spr-rst-zdk", "x-heidedorp", "hds", "zdk", 3, 4)]
    chosen += [{"do": "remove_station", "station": "wst"}, speed("N901", 110)]
    one, why = told([scenario(edit, name=edit["do"]) for edit in chosen])
    assert why == ""
    assert one is not None
    assert "wst" not in one.transit.served


@pytest.mark.parametrize("edit", [frequency("reg-vnd-osf", 3), speed("N901", 120)])
def test_the_same_twice_is_as_once(edit: dict[str, Any]) -> None:
    once = after(edit)
    assert_same(then(scenario(edit), scenario(edit, name="again")), once)
    assert_same(then(scenario(edit), scenario(edit)), once)
    assert_same(after(edit, edit), once)
    assert_same(after(edit, now=once), once)


def test_a_preset_twice_is_as_once() -> None:
    one = dg.scenarios.read_scenario(VELDLAND, "veldlijn")
    assert_same(then(one, one), then(one))


def test_roads_that_overlap_may_have_one_speed() -> None:
    box = [166000, 456000, 170000, 463500]
    part = speed("N901", 110, within_m=[166000, 450000, 170000, 459000])
    wide = {"do": "set_speed", "road_class": "trunk", "kmh": 110, "within_m": box}
    both = after(speed("N901", 110), part, wide)
    assert (both.network(CAR).time_ds == after(speed("N901", 110), wide).network(CAR).time_ds).all()


def leave_out(names: str, why: str) -> str:
    return f"{names}: {why}; leave one out."


BOTH = "scenarios 'a' and 'b' contradict each other"


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (
            frequency("reg-vnd-osf", 2),
            frequency("reg-vnd-osf", 4),
            "both change the trains per hour of line 'reg-vnd-osf'",
        ),
        (
            retime("spr-rst-zdk", "hds", "zdk", 4),
            stop("spr-rst-zdk", "x-heidedorp", "zdk", "hds", 2, 3),
            "both change leg hds-zdk of line 'spr-rst-zdk'",
        ),
        (
            retime("spr-rst-zdk", "hds", "zdk", 4),
            {"do": "remove_stop", "line": "spr-rst-zdk", "station": "Heidestad"},
            "both change leg hds-zdk of line 'spr-rst-zdk'",
        ),
        (
            retime("spr-rst-zdk", "hds", "zdk", 4),
            retime("spr-rst-zdk", "zdk", "hds", 5),
            "both change leg hds-zdk of line 'spr-rst-zdk'",
        ),
        (
            {"do": "remove_line", "line": "reg-vnd-osf"},
            frequency("reg-vnd-osf", 2),
            "one removes line 'reg-vnd-osf', one needs it",
        ),
        (
            {"do": "remove_station", "station": "rst"},
            line_edit(timed(["otv", "Rietstad"], [30])),
            "one removes station 'rst', one needs it",
        ),
        (
            {"do": "extend_line", "line": "reg-vnd-osf", "from": "osf", "calls": timed(["a"], [])},
            {"do": "shorten_line", "line": "reg-vnd-osf", "from": "osf", "to": "vnd"},
            "both change the call of line 'reg-vnd-osf' at osf",
        ),
        (
            line_edit(timed(["otv", "rst"], [30])),
            line_edit(timed(["otv", "rst"], [31])),
            "both change line 'new'",
        ),
        (
            site("x", [170000, 458000]),
            {"do": "remove_site", "site": "x"},
            "both change site 'x'",
        ),
    ],
)
def test_contradictions_are_refused_by_name(
    one: dict[str, Any], other: dict[str, Any], why: str
) -> None:
    if "calls" in one:
        one = one | {"calls": [call | {"minutes": 9} for call in one["calls"]]}
        if one["calls"][0]["at"] == "a":
            one["calls"][0]["at"] = "x-heidedorp"
    said = refusal(scenario(one, name="a"), scenario(other, name="b"))
    assert said == leave_out(BOTH, why)
    assert refusal(scenario(other, name="b"), scenario(one, name="a")) == said


def test_two_speeds_on_one_road_are_refused() -> None:
    first = NOW.road_edges.query("road_number == 'N901'")["edge"].astype(str)
    said = refusal(scenario(speed("N901", 110), name="a"), scenario(speed("N901", 120), name="b"))
    names, _, id_ = said.removesuffix("'; leave one out.").partition(": both change road edge '")
    assert names == BOTH
    assert id_ in set(first)


def test_a_scenario_that_contradicts_itself_is_refused() -> None:
    said = refusal(
        scenario(
            frequency("reg-vnd-osf", 2), frequency("reg-hds-otv", 2), frequency("reg-vnd-osf", 3)
        )
    )
    why = "both change the trains per hour of line 'reg-vnd-osf'"
    assert said == leave_out("scenario 'mine' contradicts itself in edits 1 and 3", why)


def test_two_speeds_on_different_stretches_go_together() -> None:
    north, south = [160000, 462500, 180000, 470000], [160000, 450000, 180000, 458000]
    both = [speed("N901", 110, within_m=north), speed("N901", 120, within_m=south)]
    one, two = (after(edit).network(CAR).time_ds for edit in both)
    assert (after(*both).network(CAR).time_ds == np.minimum(one, two)).all()


TOGGLES = {
    "often": {"default": False, "note": "more trains", "source": "assumption"},
    "stop": {"default": True, "note": "a stop more", "source": "assumption"},
}


def toggled(**on: bool) -> Scenario:
    calls = timed(["otv", "x-heidedorp", "rst"], [20, 12])
    calls[1]["when"] = "stop"
    often = [
        frequency("reg-vnd-osf", 4) | {"when": "often"},
        frequency("reg-hds-otv", 4) | {"unless": "often"},
    ]
    return scenario(line_edit(calls), *often, on=on, toggles=TOGGLES)


def test_toggles_choose_edits_and_calls() -> None:
    default = toggled()
    assert default.toggles == {"often": False, "stop": True}
    assert default.toggle_note_in("often", "nl") == "more trains (assumption)"
    assert [edit.said["line"] for edit in default.edits] == ["new", "reg-hds-otv"]
    assert [edit.number for edit in default.edits] == [1, 3]
    assert "x-heidedorp" in then(default).transit.served
    other = toggled(often=True, stop=False)
    assert [edit.said["line"] for edit in other.edits] == ["new", "reg-vnd-osf"]
    assert "x-heidedorp" not in then(other).transit.served
    assert then(other).transit.lines.loc["reg-vnd-osf", "trains_per_hour"] == 4


def test_the_toggles_of_the_presets_do_something() -> None:
    for name in dg.scenarios.scenario_names(VELDLAND):
        plain = dg.scenarios.read_scenario(VELDLAND, name)
        assert plain.toggles
        for toggle, on in plain.toggles.items():
            other = dg.scenarios.read_scenario(VELDLAND, name, {toggle: not on})
            assert other.toggles == {**plain.toggles, toggle: not on}
            one, two = then(plain), then(other)
            same_roads = (one.network(CAR).time_ds == two.network(CAR).time_ds).all()
            same_trains = one.transit.legs.equals(two.transit.legs) and one.transit.lines.equals(
                two.transit.lines
            )
            assert not (same_trains and same_roads), (name, toggle)


def test_a_new_road_with_an_old_number_is_none_of_another_edits() -> None:
    """Rerouting: the road of that number that there was is closed, the new one stays."""
    ends = NOW.road_nodes.set_index("node")[["x_m", "y_m"]]
    start, end = ends.iloc[0].tolist(), ends.iloc[90].tolist()
    built = after(
        road(start, end, road="N901"), {"do": "close_road", "road_number": "N901"}
    ).road_edges
    left = built[built["road_number"] == "N901"]
    assert len(left) == 1
    assert not left["edge"].isin(NOW.road_edges["edge"]).any()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (frequency("spr-rst-zdk", 3), frequency("spr-rst-zdk", 3.0)),
        (
            retime("reg-hds-otv", "vnd", "otv", 9),
            retime("reg-hds-otv", "Oosterveen", "Venendal", 9.0),
        ),
        (
            stop("spr-rst-zdk", "x-heidedorp", "hds", "zdk", 5, 6),
            stop("spr-rst-zdk", "x-heidedorp", "zdk", "hds", 6, 5),
        ),
        (
            {"do": "close_road", "road_number": "N901"},
            {
                "do": "close_road",
                "road_number": "N901",
                "within_m": [166000, 450000, 170000, 459000],
            },
        ),
    ],
)
def test_edits_that_want_the_same_agree(one: dict[str, Any], other: dict[str, Any]) -> None:
    both = then(scenario(one, name="one"), scenario(other, name="two"))
    assert_same(
        replace(both, scenarios=()),
        replace(then(scenario(one, name="one")), scenarios=()),
        types=False,
    )


def test_no_test_and_no_scenario_changed_what_there_is() -> None:
    assert_same(NOW, dg.situation.read_situation(VELDLAND))
    assert NOW.scenarios == ()
